#!/bin/sh
# Many hands: sixteen deliveries at once, a drainer, and agents who change the same tickets meanwhile.
# Nothing is lost, nobody is told that the store is busy, the counters are right.
. "${0%/*}/lib.sh"
. "$top/tests/crash.sh"
each=10
[ -z "${TK_SOAK:-}" ] || each=60
note "seed $SEED"

tk-init --address support@example.com >/dev/null
for agent in ali veli zeynep; do tk-admin agent add $agent role=agent groups=support; done
make_mails 20
while read -r file recipient; do tk-deliver -q -r "$recipient" <"box/$file"; done <box/list
tk-thread -q
open=$(tk-list -o id | head -n 8 | tr '\n' ' ')

# Each hand writes what it was told wrong to hands/NAME; no hand waits for another.
mkdir hands did boxes
hand() { # NAME COMMAND...
	local name=$1 status; shift
	"$@" >/dev/null 2>>"hands/$name" && status=0 || status=$?
	echo "$1 ${4:-} $status" >>"did/$name"
}
deliverer() { # NUMBER
	for file in boxes/$1/*.eml; do
		hand "deliver$1" tk-deliver -q <"$file"
	done
}
drainer() {
	while [ ! -e stop ]; do hand drain tk-thread -q; done
}
agent() { # NAME NUMBER
	for i in $(seq $((each / 2))); do
		for ticket in $open; do
			case $(((i + ticket + $2) % 5)) in
			0) hand "$1" tk-set --as "$1" --tag "+$1$i" "$ticket" ;;
			1) hand "$1" tk-assign --as "$1" --take --confirm "$ticket" ;;
			2) hand "$1" tk-note --as "$1" -m "$1 not $i" "$ticket" ;;
			3) hand "$1" tk-reply --as "$1" --no-send --confirm -m "$1 cevap $i" "$ticket" ;;
			4) hand "$1" tk-set --as "$1" -s closed -p high $open ;;
			esac
		done
	done
}
reader() {
	while [ ! -e stop ]; do
		hand read tk-list status:open
		hand read tk-show $open
		hand read tk-list --json text:numara
	done
}

for n in $(seq 16); do
	make_mails $each
	mv box "boxes/$n"
done
begin=$(date +%s)
drainer & reader &
workers=
for n in $(seq 16); do deliverer $n & workers="$workers $!"; done
n=0
for name in ali veli zeynep; do n=$((n + 1)); agent $name $n & workers="$workers $!"; done
wait $workers
: >stop
wait
tk-thread -q
note "$((16 * each)) mails, $(cat did/* | wc -l) calls in $(($(date +%s) - begin)) s"

is "$(cat hands/* | sort | uniq -c | head -n 3)" "" "nobody is told of a busy store, or of anything else"
is "$(cat did/* | grep -v ' 0$' | sort | uniq -c | head -n 3)" "" "every call succeeds"
ok "the agents worked" test "$(cat did/ali did/veli did/zeynep | wc -l)" -gt 100
ok "the drainer too" test "$(wc -l <did/drain)" -gt 2

# Nothing is lost: mails by their bytes, work by its traces
tk-export >all.mbox
for name in ali veli zeynep; do
	is "$(grep -c "^$name not" all.mbox)" "$(grep -c '^tk-note' "did/$name")" "every note of $name is there"
	is "$(grep -c "^$name cevap" all.mbox)" "$(grep -c '^tk-reply' "did/$name")" "every answer"
done
is "$(tk-show --json $open | jq -r '.tags[]' | wc -l)" "$(cat did/* | grep -c '^tk-set --tag')" "and every tag"
sort expected >expected.sorted
stored | sort | comm -23 expected.sorted - >lost
is "$(wc -l <lost)" 0 "no mail is lost"
is "$(stored | sort | uniq -d | wc -l)" 0 "or stored twice"
is "$(cd "$TK_HOME/spool" && find new held -type f)" "" "the spool is empty"
is "$(tk-check)" "" "the counters are right"
is "$(tk-list --limit 0 text:numara -o id | wc -l)" "$(tk-list --limit 0 text:numara id:1..99999 -o id | wc -l)" "and the search finds all"

# What is written to a ticket that is merged, and taken out again, at this moment
(for i in $(seq 25); do
	tk-merge --into 1 2 3 4; tk-merge --undo 2 3 4
done >/dev/null 2>&1; : >merged) &
until [ -e merged ]; do
	for ticket in 2 3 4; do tk-note -m "arada $ticket" $ticket >/dev/null 2>&1 && echo note >>between; done
done
wait
is "$(tk-export | grep -c '^arada')" "$(wc -l <between)" "no note falls between two tickets"
