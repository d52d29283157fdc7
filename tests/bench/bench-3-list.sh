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
	tk-admin -d "$cache/new" agent add ali groups=support >/dev/null
	tk-assign -d "$cache/new" --to ali 1..$(($1 / 10)) >/dev/null
	mv "$cache/new" "$cache/store-$1"
}

columns="t.id, t.status, t.priority, t.due, t.agent, t.support_group, t.requester_address, t.wait, t.msgs, t.subject"
default="SELECT $columns FROM ticket t WHERE t.status = 0 AND t.hidden = 0 ORDER BY t.wait, t.id LIMIT 50"
query="SELECT $columns FROM ticket t WHERE t.status = 0 AND t.agent IS (SELECT id FROM agent WHERE key = 'ali')
	AND t.hidden = 0 ORDER BY t.wait, t.id LIMIT 50"
search="SELECT $columns FROM search s JOIN message m ON m.id = s.rowid JOIN ticket t ON t.id = m.ticket
	WHERE search MATCH '{subject text}: WORD*' ORDER BY s.rowid DESC LIMIT 50"
show="SELECT id, time, from_address, subject, text FROM message WHERE ticket = 1000 ORDER BY id"

# pair STORE SQL TOOL ARGUMENT...: tk, then the bare program
pair() {
	local store=$cache/store-$1 sql=$2 tool=$3; shift 3
	set -- "$tool" -d "$store" "$@" -- bare "$store/tk.db" "$sql" --
	for argument; do printf '%s\0' "$argument"; done
}

everything() {
	for count in "$FEW" "$MANY"; do
		pair $count "$default" tk-list --limit 50
		pair $count "$query" tk-list --limit 50 status:open agent:ali
		pair $count "$(echo "$search" | sed 's/WORD/vokemo/')" tk-list --limit 50 vokemo
		pair $count "$(echo "$search" | sed 's/WORD/fatura/')" tk-list --limit 50 fatura
		pair $count "$show" tk-show 1000
	done
}

# line NAME N: the Nth pair of both stores
line() {
	set -- "$1" $(sed -n "$((2 * $2 - 1)),$((2 * $2))p; $((2 * $2 + 9)),$((2 * $2 + 10))p" times)
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
everything | xargs -0 turn "$ROUNDS" | cut -d' ' -f1 >times
line "tk-list --limit 50" 1
line "tk-list status:open agent:ali" 2
line "tk-list vokemo (a rare word)" 3
line "tk-list fatura (in a third of all)" 4
line "tk-show 1000" 5
