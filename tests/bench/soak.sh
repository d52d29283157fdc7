#!/bin/sh
# Everything at once on one desk for SOAK_TIME seconds (300): doors that start drainers in the background,
# mails straight in, agents who change, note, answer, merge and undo, and readers.  No mail may be lost or
# stored twice, no call may fail.  TK_SEED repeats mails and choices.
. "${0%/*}/lib.sh"
set +e
. "$top/tests/crash.sh"
desk desk
mkdir err did bin copy && mkdir -m 700 copy/spool copy/spool/new copy/spool/tmp copy/spool/held && chmod 700 copy
export TK_HOME="$work/desk" XDG_STATE_HOME="$work/state"
end=$(($(date +%s) + ${SOAK_TIME:-300}))
working() { [ -d "$work/did" ] && [ "$(date +%s)" -lt $end ]; }	# it is gone after an interrupt

# call COMMAND...: how it ended, and what it said, is written down for this $hand
call() {
	"$@" >/dev/null 2>>"$work/err/$hand"
	echo "${1##*/} $?" >>"$work/did/$hand"
}

# The door starts the tk-thread beside it: here one that writes down how it ended.
cp "$top/build/bin/tk-deliver" bin
printf '#!/bin/sh\n%s/tk-thread "$@" 2>>%s/err/drainer\necho "drainer $?" >>%s/did/drainer\n' \
	"$top/build/bin" "$work" "$work" >bin/tk-thread
chmod 755 bin/tk-thread
door() { # NUMBER
	hand=door$1 round=$(($1 * 10000))
	mkdir "$hand" && cd "$hand" || exit 1
	while working; do
		make_mails 20
		while read -r file recipient; do call "$work/bin/tk-deliver" -r "$recipient" <"box/$file"; done <box/list
		make_mails 2
		call tk-thread -q box/*.eml
	done
}

# One of the first twelve tickets, where all meet, or now and then any
pick() {
	draw 8
	[ "$drawn" = 0 ] && draw "$newest" || draw 12
	ticket=$((drawn + 1))
}

agent() { # NUMBER
	hand=agent$1 state=$((SEED + $1))
	while working; do
		newest=$(tk-list --as "$hand" -o id -s id -r -l 1)
		pick; call tk-set --as "$hand" -s open -p high --tag "+$hand" $ticket
		pick; call tk-assign --as "$hand" --confirm --take $ticket
		pick; call tk-note --as "$hand" -m "not $newest" $ticket
		pick; call tk-reply --as "$hand" --no-send --confirm -m "cevap $newest" $ticket
		pick; call tk-set --as "$hand" -s closed --tag "-$hand" $ticket
		pick; into=$ticket; pick; call tk-merge --as "$hand" --into $into $ticket
		pick; call tk-merge --as "$hand" --undo $ticket
	done
}

reader() { # COMMAND...
	hand=$(echo "$1" | tr -c 'a-z\n' -)
	while working; do for what; do call $what; done; done
}

make_mails 40	# for the agents to begin with
tk-thread -q box/*.eml
for n in 1 2 3; do tk-admin agent add agent$n role=agent groups=support; done
for n in 1 2 3; do door $n & agent $n & done
reader tk 'tk-list status:open' 'tk-list --json text:numara' 'tk-show -e 1..12' 'tk-log 1..12' 'tk-export 1..12' &
reader 'rm -f copy/tk.db' 'tk-export --backup copy/tk.db' 'tk-check -d copy' 'sleep 5' &
wait
hand=last && call tk-thread -q

faults=0
same() { # GOT WANT WHAT
	[ "$1" = "$2" ] && return
	faults=$((faults + 1))
	printf 'FAULT: %s\n     got: %s\nexpected: %s\n' "$3" "$1" "$2"
}
ended() { cat did/* | grep -c "^$1\$"; }

# A merge may come too late, and an answer to a ticket that is merged at this moment stays a draft; a drainer
# that finds another one at work leaves at once.
cat did/* | sort | uniq -c | sort -k2,2
same "$(cat did/* | grep -vE ' 0$|^tk-(merge|reply) 1$|^drainer 75$' | sort | uniq -c | head)" "" "a call failed"
said='was merged into [0-9]+.*|is not merged|is merged( into [0-9]+ already)?|(an older draft is|the text is kept) in .*'
same "$(grep -cx 'tk-thread: another tk-thread is at work' err/drainer)" "$(ended 'drainer 75')" "a word for each drainer too many"
sed -i '/another tk-thread is at work/d' err/drainer
same "$(cat err/* | grep -vE "^tk-[a-z]+: ([0-9]+:? )?($said)\$" | sort | uniq -c | head)" "" "a complaint"
for tool in drainer tk-deliver tk-thread tk-set tk-assign tk-note tk-reply tk-merge tk-show tk-export tk-check; do
	[ "$(ended "$tool 0")" -gt 0 ] || same none some "calls of $tool"
done
cat expected door*/expected | sort >in
stored | sort >out
ours=$(($(ended 'tk-note 0') + $(ended 'tk-reply 0')))
same "$(comm -23 in out | wc -l)" 0 "mails lost or changed"
same "$(uniq -d out | wc -l)" 0 "mails stored twice"
same "$(wc -l <out)" $(($(wc -l <in) + ours)) "messages stored: mails, notes and answers"
same "$(cat state/tk/*.txt 2>/dev/null | grep -o cevap | wc -l)" "$(ended 'tk-reply 1')" "answers not given that are kept"
same "$(tk-check 2>&1)" "" "tk-check is not content"
echo "${SOAK_TIME:-300} s, seed $SEED: $(wc -l <in) mails in, $(wc -l <out) messages stored ($ours notes and answers)," \
	"$(cat did/* | wc -l) calls, $faults faults"
[ $faults = 0 ]
