#!/bin/sh
# Lists, a search and one ticket, each by a fresh process, with few and with many tickets, against a bare
# C program that runs the same query on the same file.
. "${0%/*}/lib.sh"
FEW=${FEW:-2000} MANY=${MANY:-200000} ROUNDS=${ROUNDS:-101}

# store COUNT: a desk of so many tickets, one mail each; kept for the next run
store() {
	local at=1 n
	[ ! -d "$cache/store-$1" ] || return 0
	rm -rf "$cache/new" mails
	tk-init -d "$cache/new" --address support@example.com >/dev/null
	while [ $at -le "$1" ]; do
		n=$(($1 - at + 1 < 10000 ? $1 - at + 1 : 10000))
		mkdir mails
		gen mails $at $n 0
		find mails -type f | sort | xargs -n 2000 tk-thread -q -d "$cache/new"
		rm -r mails
		at=$((at + n))
	done
	tk-admin -d "$cache/new" agent add ali >/dev/null
	tk-assign -d "$cache/new" --to ali 1..$(($1 / 10)) >/dev/null
	mv "$cache/new" "$cache/store-$1"
}

columns="t.id, t.status, t.priority, t.due, t.agent, t.support_group, t.requester_address, t.wait, t.msgs, t.subject"
default="SELECT $columns FROM ticket t WHERE t.status = 0 AND t.hidden = 0 ORDER BY t.wait, t.id LIMIT 50"
query="SELECT $columns FROM ticket t WHERE t.status = 0 AND t.agent IS (SELECT id FROM agent WHERE key = 'ali')
	AND t.hidden = 0 ORDER BY t.wait, t.id LIMIT 50"
words="SELECT $columns FROM search s JOIN message m ON m.id = s.rowid JOIN ticket t ON t.id = m.ticket
	WHERE search MATCH '{subject text}: fatura*' ORDER BY s.rowid DESC LIMIT 50"
show="SELECT id, time, from_address, subject, text FROM message WHERE ticket = 1000 ORDER BY id"

# measure COUNT: medians of tk and of the bare program, four pairs
measure() {
	turn "$ROUNDS" tk-list -d "$cache/store-$1" --limit 50 -- \
		bare "$cache/store-$1/tk.db" "$default" -- \
		tk-list -d "$cache/store-$1" --limit 50 status:open agent:ali -- \
		bare "$cache/store-$1/tk.db" "$query" -- \
		tk-list -d "$cache/store-$1" --limit 50 fatura -- \
		bare "$cache/store-$1/tk.db" "$words" -- \
		tk-show -d "$cache/store-$1" 1000 -- \
		bare "$cache/store-$1/tk.db" "$show" | cut -d' ' -f1
}

# line NAME FEW-TK FEW-BARE MANY-TK MANY-BARE
line() {
	printf '%-34s %8s %8s %7s  %8s %8s %7s  %9s\n' "$1" "$(ratio "$2" 1000)" "$(ratio "$3" 1000)" "$(ratio "$2" "$3")" \
		"$(ratio "$4" 1000)" "$(ratio "$5" 1000)" "$(ratio "$4" "$5")" "$(ratio "$4" "$2")"
}

machine
store "$FEW"
store "$MANY"
export TK_AGENT=$(id -un)
title "a fresh process each (ms, medians of $ROUNDS; aims: tk/bare 2.00, many/few 1.00)"
printf '%-34s %26s  %26s  %9s\n' "" "$FEW tickets:" "$MANY tickets:" "many/few"
printf '%-34s %8s %8s %7s  %8s %8s %7s\n' "" tk bare ratio tk bare ratio
set -- $(measure "$FEW") $(measure "$MANY")
line "tk-list --limit 50" "$1" "$2" "$9" "${10}"
line "tk-list status:open agent:ali" "$3" "$4" "${11}" "${12}"
line "tk-list fatura (a common word)" "$5" "$6" "${13}" "${14}"
line "tk-show 1000" "$7" "$8" "${15}" "${16}"
