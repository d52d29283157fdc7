#!/bin/sh
# Who sees which ticket: one rule for numbers, ranges, queries, searches, lists and counters, for
# every role; and what a transfer out of one's own groups leaves possible.
. "${0%/*}/lib.sh"

tk-init --address support@example.com >/dev/null
for group in satış muhasebe; do tk-admin group add $group identity=support addresses=$group@example.com; done
tk-admin agent add ali groups=satış
tk-admin agent add veli groups=muhasebe
tk-admin agent add مریم role=supervisor groups=support
tk-admin agent add okur role=reader groups=satış
tk-admin agent add boş role=agent
tk-admin group set muhasebe supervisor=مریم

code() { "$@" >out 2>err; echo $?; }
ids() { cut -f1 | tr '\n' ' '; }
# 1-3 satış, 4-6 muhasebe, 7-9 support; one of each is deleted
n=0
for group in satış muhasebe support; do
	for word in fatura پرداخت invoice; do
		n=$((n + 1))
		printf 'From: ayşe@example.org\nTo: %s\nMessage-ID: <%s@x>\nSubject: %s\n\nmetin %s\n' \
			"$group@example.com" "m$n" "$word" "$word" | TK_NOW=2026-06-0${n}T10:00:00Z tk-thread -q -
	done
done
is "$(tk-list -o id,group 1..9 | tr '\t\n' ' ;')" "1 satış;2 satış;3 satış;4 muhasebe;5 muhasebe;6 muhasebe;7 \
support;8 support;9 support;" "three groups"

# sees AGENT IDS: by every way to ask
sees() {
	local who=$1 all=$2 one id
	for one in "status:open" "created:2026-06-01.." "text:metin" "metin" "not is:overdue" "id:1..9" \
		"status:open --sort id" "status:open or status:closed"; do
		is "$(tk-list --as "$who" $one | ids | tr ' ' '\n' | sort -n | tr '\n' ' ' | sed 's/^ //')" "$all" "$who: $one"
	done
	is "$(tk-list --as "$who" 1..9 2>/dev/null | ids)" "$all" "$who: a range"
	for id in 1 2 3 4 5 6 7 8 9; do
		case " $all" in *" $id "*) one=0 ;; *) one=77 ;; esac
		is "$(code tk-show --as "$who" $id)" $one "$who: tk-show $id"
		[ $one = 0 ] || is "$(cat err)" "tk-show: $id: not allowed" "$who: is told so"
		is "$(code tk-log --as "$who" "mid:m$id@x")" $one "$who: tk-log mid:m$id@x"
	done
	is "$(tk-show --as "$who" --json status:open | jq .id | sort -n | tr '\n' ' ')" "$all" "$who: tk-show of a query"
}
me=$(id -un)
sees "$me" "1 2 3 4 5 6 7 8 9 "
sees ali "1 2 3 "
sees veli "4 5 6 "
sees okur "1 2 3 "
sees مریم "4 5 6 7 8 9 "
sees boş ""

is "$(tk-list --as ali --limit 2 --offset 1 status:open | ids)" "2 3 " "a page is counted in what is seen"
is "$(tk-list --as veli --limit 2 --offset 1 metin | ids)" "5 4 " "in a search too"
is "$(tk-list --as مریم --reverse --limit 2 | ids)" "9 8 " "the list without a query"
is "$(tk --as ali | head -n 2 | cut -f2 | tr '\n' ' ')" "3 3 " "the overview counts what is seen"
is "$(tk --as boş | head -n 2 | cut -f2 | tr '\n' ' ')" "0 0 " "or nothing"
is "$(tk-watch --as ali --once | grep -o 'fatura\|پرداخت\|invoice' | sort | uniq -c | tr -s ' \n' ' ')" \
	" 1 fatura 1 invoice 1 پرداخت " "the board shows what is seen"
is "$(printf '1\n4\n' | tk-list --as ali - 2>/dev/null | ids)" "1 " "numbers on stdin"
is "$(code tk-set --as ali -p high 1 4)" 77 "one that is not seen spoils a batch"
is "$(cat err)" "tk-set: 4: not allowed" "and is named"
is "$(tk-list -o priority 1)" normal "nothing is changed"
is "$(code tk-set --as ali -k -p high 1 4)" 77 "-k goes on"
is "$(tk-list -o priority 1 4 | tr '\n' ' ')" "high normal " "with what is allowed"
is "$(code tk-set --as ali --tag +x 99)" 1 "a number that is none is another matter"

# ---- one's own, wherever it is
printf "5\tassign\tali\t\n" | tk-apply >/dev/null
is "$(tk-list --as ali status:open | ids)" "1 2 3 5 " "what is assigned to him he sees too"
is "$(code tk-note --as ali -m gördüm 5)" 0 "and works on"
is "$(tk-list --as ali | ids)" "1 2 3 " "the list without a query is that of his groups"
is "$(tk --as ali | awk -F'\t' '$1 == "mine open" { print $2 }')" 1 "the overview knows what is his"
tk-assign --none 5 >/dev/null
is "$(code tk-show --as ali 5)" 77 "and what no longer is"
tk-task --to ali -m ara 8 >out
is "$(tk-list --as ali status:open | ids)" "1 2 3 8 " "an open task lets him see the ticket"
tk-task --done "$(tk-task -o task 8)" >/dev/null
is "$(code tk-show --as ali 8)" 77 "until it is done"

# ---- a transfer out of one's groups
is "$(code tk-assign --as ali --to veli --to muhasebe 1)" 0 "a ticket is given to another group and agent"
is "$(cut -f1,5,6 out)" "1	veli	muhasebe" "its line is printed"
is "$(code tk-show --as ali 1)" 77 "then it is seen no more"
is "$(tk-list --as ali status:open | ids)" "2 3 " "in no list"
is "$(tk-list --as veli status:open | ids)" "1 4 5 6 " "but by the other"

# ---- both sides of a merge, a link
is "$(code tk-merge --as ali --into 4 2)" 77 "no merge into what he may not change"
is "$(cat err)" "tk-merge: 2: not allowed: to change 4" "by name"
tk-merge --into 4 3 >/dev/null
is "$(code tk-merge --as ali --undo 3)" 77 "no undoing of one"
is "$(cat err)" "tk-merge: 3: not allowed: to change 4" "by name"
is "$(code tk-set --as ali -p low 3)" 77 "a merged number is what it became"
tk-merge --undo 3 >/dev/null
is "$(code tk-set --as ali --link 4 2)" 77 "no link to what he may not see"
tk-set --link 4 2 >/dev/null
is "$(tk-show --as ali 2 | sed -n 's/^links *//p')" "#4" "of a link he sees the number"
is "$(printf '4\ttag\tvip\t\n' | code tk-apply --as ali)" 77 "an effect line"
is "$(printf '4\tnote\tx\t\n' | code tk-apply --as ali)" 77 "a note in one"

# ---- deleting
tk-assign --to veli 4 >/dev/null
is "$(code tk-set --as veli --delete 4)" 0 "one's own ticket is deleted"
is "$(code tk-set --as veli --undelete 4)" 0 "and brought back"
tk-admin agent add fatma groups=muhasebe
is "$(code tk-set --as fatma --delete 4)" 77 "another agent's is not"
is "$(cat err)" "tk-set: 4: not allowed: delete of the ticket of another agent" "and she is told"
is "$(code tk-set --as مریم --delete 4)" 0 "by the supervisor it is"
is "$(tk-list --as مریم is:deleted | ids)" "4 " "who finds it"
is "$(tk-list --as ali --deleted status:open | ids)" "2 3 " "others do not"
is "$(code tk-set --as fatma --undelete 4)" 77 "nor bring it back"
is "$(code tk-set --as مریم --undelete 4)" 0 "she does"

# ---- a team
tk-admin team add gece && tk-admin agent set boş teams=gece && tk-admin group set support teams=gece
is "$(tk-list --as boş | ids)" "7 8 9 " "a group that is given to a team is that of its agents"

# ---- the last day
tk-admin agent set ali expires=2026-07-31
is "$(TK_NOW=2026-07-31T23:59:59Z code tk-list --as ali)" 0 "on the last day an agent works"
is "$(TK_NOW=2026-08-01T00:00:00Z code tk-list --as ali)" 77 "not on the next"
is "$(cat err)" "tk-list: not allowed: ali was an agent until 2026-07-31" "as is said"
