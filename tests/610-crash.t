#!/bin/sh
# tk-deliver and tk-thread killed at random points (100 kills; TK_SOAK=500 for more; TK_SEED repeats the
# delays): whatever happens, mails in = mails stored, none twice, none left behind.
. "${0%/*}/lib.sh"
. "$top/tests/crash.sh"
wanted=${TK_SOAK:-100}
note "seed $SEED (TK_SEED), $wanted kills"

tk-init --address support@example.com >/dev/null

# An MTA: what the door did not take with status 0 comes again.
deliver() { # FILE RECIPIENT
	draw 4
	if [ "$drawn" = 0 ]; then
		killed 5000 tk-deliver -q -r "$2" -f ayse@example.org <"box/$1" && doors=$((doors + 1))
		[ "$status" = 0 ] && return 0
	fi
	tk-deliver -q -r "$2" -f ayse@example.org <"box/$1" && return 0
	lost=$((lost + 1))
}

# Now and then what was killed three times is tried again, by a process that may be killed too.
drain() {
	killed 60000 tk-thread -q && threads=$((threads + 1))
	draw 8
	[ "$drawn" = 0 ] && killed 20000 tk-thread -q --held retry all
	return 0
}

doors=0 threads=0 lost=0 copies=0
while [ $kills -lt "$wanted" ] && [ $round -lt 200 ]; do
	make_mails 80
	copies=$((copies + $(grep -c satis@ box/list)))
	while read -r file recipient; do
		deliver "$file" "$recipient"
		draw 6
		[ "$drawn" = 0 ] && drain
	done <box/list
	while [ -n "$(ls "$TK_HOME/spool/new")" ] && [ $kills -lt "$wanted" ]; do
		drain
	done
done
note "$(wc -l <expected) mails, $copies copies; killed $doors doors, $threads drainers"
is "$lost" 0 "the door took every mail in the end"
ok "$wanted kills" test $kills -ge "$wanted"
ok "of doors" test $doors -gt $((wanted / 20))
ok "and of drainers" test $threads -gt $((wanted / 20))
settle
all_there
is "$(tk-log -o kind 1..999999 | grep -c '^duplicate$')" "$copies" "every copy for another recipient is told once"
