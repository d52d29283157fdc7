#!/bin/sh
# Every refusal of rights as one table: who, what, which status and which line on stderr; a row at
# least for every tool that there is.
. "${0%/*}/lib.sh"

# ---- who: names and what they are
who="admin şef ali veli okur askıda eski yok"
#    an administrator; the supervisor of satış; an agent of satış; one of muhasebe; a reader of satış;
#    suspended; expired; no agent at all

# ---- the table: CALL | statuses, in the order of $who | lines of those with 77 that are seen, by
# position: s(upervisor) a(gent) v(eli) r(eader); the last three are always refused in the same words.
# Ticket 1 is in satış and nobody's, 2 in satış and of çınar, 3 in muhasebe, 4 one that ali made in satış;
# 5 is merged into 1; message 6 is a note of ali in 1; task 1 is one of ali in 1, answer 1 is to 1.
table() {
	cat <<-'END'
	tk                                         | 0 0 0 0 0
	tk list 1                                  | 0 0 0 77 0   | v: 1: not allowed
	tk-list                                    | 0 0 0 0 0
	tk-list status:open                        | 0 0 0 0 0
	tk-list 1                                  | 0 0 0 77 0   | v: 1: not allowed
	tk-list 1..2                               | 0 0 0 77 0   | v: 1: not allowed
	tk-list mid:m1@x                           | 0 0 0 77 0   | v: 1: not allowed
	tk-list 3                                  | 0 77 77 0 77 | sar: 3: not allowed
	tk-list --saved                            | 0 0 0 0 0
	tk-list --save benim status:open           | 0 0 0 0 77   | r: not allowed: WHO only reads
	tk-list --similar 1                        | 0 0 0 77 0   | v: 1: not allowed
	tk-show 1                                  | 0 0 0 77 0   | v: 1: not allowed
	tk-show --raw 1                            | 0 0 0 77 0   | v: 1: not allowed
	tk-show --json 3                           | 0 77 77 0 77 | sar: 3: not allowed
	tk-show group:satış                        | 0 0 0 0 0
	tk-log 1                                   | 0 0 0 77 0   | v: 1: not allowed
	tk-attach 1                                | 0 0 0 77 0   | v: 1: not allowed
	tk-attach --save . 1                       | 0 0 0 77 0   | v: 1: not allowed
	tk-export 1                                | 0 0 0 77 0   | v: 1: not allowed
	tk-export --json 3                         | 0 77 77 0 77 | sar: 3: not allowed
	tk-export                                  | 0 0 0 0 0
	tk-export --backup copy                    | 0 77 77 77 77 | savr: not allowed: WHO is no administrator
	tk-set -s closed 1                         | 0 0 0 77 77  | vr: 1: not allowed
	tk-set -p high 1 3                         | 0 77 77 77 77 | sa: 3: not allowed | v: 1: not allowed | r: 1: not allowed
	tk-set --tag +x status:open                | 0 0 0 0 0
	tk-set --subject x 1                       | 0 0 0 77 77  | vr: 1: not allowed
	tk-set --watch a@example.org 1             | 0 0 0 77 77  | vr: 1: not allowed
	tk-set --link 2 1                          | 0 0 0 77 77  | vr: 1: not allowed
	tk-set --link 3 1                          | 0 77 77 77 77 | sa: 1: not allowed: to see 3 | vr: 1: not allowed
	tk-set --spam 1                            | 0 0 0 77 77  | vr: 1: not allowed
	tk-set --delete 1                          | 0 0 0 77 77  | vr: 1: not allowed
	tk-set --delete 2                          | 0 0 77 77 77 | a: 2: not allowed: delete of the ticket of another agent | vr: 2: not allowed
	tk-set --delete 4                          | 0 0 77 77 77 | a: 4: not allowed: who made a ticket cannot delete it | vr: 4: not allowed
	tk-set --undelete 1                        | 0 0 0 77 77  | vr: 1: not allowed
	tk-set -s closed 5                         | 0 0 0 77 77  | vr: 5: not allowed
	tk-assign --take 1                         | 0 0 0 77 77  | vr: 1: not allowed
	tk-assign --to muhasebe 1                  | 0 0 0 77 77  | vr: 1: not allowed
	tk-assign --none 1                         | 0 0 0 77 77  | vr: 1: not allowed
	tk-assign --auto 1                         | 0 0 0 77 77  | vr: 1: not allowed
	tk-note -m not 1                           | 0 0 0 77 77  | vr: 1: not allowed
	tk-note --edit 6 -m not                    | 77 77 0 77 77 | savr: 6: not allowed: the note of another agent
	tk-note --delete 6                         | 77 77 0 77 77 | savr: 6: not allowed: the note of another agent
	tk-reply --no-send -m cevap 1              | 0 0 0 77 77  | vr: 1: not allowed
	tk-new -s konu -m metin                    | 0 0 0 0 77   | r: not allowed: okur only reads
	tk-new -g muhasebe -p high -s konu -m metin | 0 0 0 0 77  | r: not allowed: okur only reads
	tk-merge --into 1 2                        | 0 0 0 77 77  | v: 2: not allowed | r: 2: not allowed
	tk-merge --into 3 2                        | 0 77 77 77 77 | sa: 2: not allowed: to change 3 | vr: 2: not allowed
	tk-merge --undo 5                          | 0 0 0 77 77  | vr: 5: not allowed
	tk-split 1 7                               | 0 0 0 77 77  | vr: 1: not allowed
	tk-split --to 3 1 7                        | 0 77 77 77 77 | sa: 1: .*3.* | vr: 1: not allowed
	tk-apply lines                             | 0 0 0 77 77  | vr: 1: not allowed
	tk-apply notes                             | 0 0 0 77 77  | vr: 1: not allowed
	tk-task                                    | 0 0 0 0 0
	tk-task 1                                  | 0 0 0 77 0   | v: 1: not allowed
	tk-task --to ali -m ara 1                  | 0 0 0 77 77  | vr: 1: not allowed
	tk-task --done 1                           | 0 0 0 77 77  | vr: 1: not allowed
	tk-who                                     | 0 0 0 0 0
	tk-who 1                                   | 0 0 0 77 0   | v: 1: not allowed
	tk-contact export                          | 0 0 0 0 0
	tk-contact import people.csv               | 0 0 0 0 77   | r: not allowed: WHO only reads
	tk-contact erase bora@example.org          | 0 77 77 77 77 | savr: not allowed: WHO is no administrator
	tk-watch --once                            | 0 0 0 0 0
	tk-contact list                            | 0 0 0 0 0
	tk-contact show ayse@example.org           | 0 0 0 0 0
	tk-contact tickets ayse@example.org        | 0 0 0 0 0
	tk-contact set ayse@example.org note=x     | 0 0 0 0 77   | r: not allowed: okur only reads
	tk-contact add Fatma address=f@example.org | 0 0 0 0 77 | r: not allowed: okur only reads
	tk-contact merge bora@example.org ayse@example.org | 0 0 0 0 77 | r: not allowed: okur only reads
	tk-lookup ayse@example.org                 | 0 0 0 0 77   | r: not allowed: WHO only reads
	tk-admin group                             | 0 0 0 0 0
	tk-admin setting                           | 0 0 0 0 0
	tk-admin dump                              | 0 0 0 0 0
	tk-admin group add yeni                    | 0 77 77 77 77 | savr: not allowed: WHO is no administrator
	tk-admin agent set ali role=admin          | 0 77 77 77 77 | savr: not allowed: WHO is no administrator
	tk-admin agent delete veli                 | 0 77 77 77 77 | savr: not allowed: WHO is no administrator
	tk-admin setting flowed=no                 | 0 77 77 77 77 | savr: not allowed: WHO is no administrator
	tk-admin key new                           | 0 77 77 77 77 | savr: not allowed: WHO is no administrator
	tk-admin suspend                           | 0 77 77 77 77 | savr: not allowed: WHO is no administrator
	tk-admin resume                            | 0 77 77 77 77 | savr: not allowed: WHO is no administrator
	tk-admin log                               | 0 77 77 77 77 | savr: not allowed: WHO is no administrator
	tk-admin apply lines                       | 65 77 77 77 77 | savr: not allowed: WHO is no administrator
	tk-send --list                             | 0 0 0 0 0
	tk-send --list 1                           | 0 0 0 77 0   | v: 1: not allowed
	tk-send --drop 1                           | 0 0 0 77 77  | vr: 1: not allowed
	tk-send --retry 1                          | 0 0 0 77 77  | vr: 1: not allowed
	END
}

# These act as the system, whoever runs them (tk-rights(7)).
system_tools() {
	cat <<-'END'
	tk-check
	tk-deliver -q
	tk-fetch
	tk-init -d other --address a@example.com
	tk-thread
	END
}

# ---- the desk
tk-init --address support@example.com >/dev/null
tk-admin agent add admin role=admin
tk-admin group add satış identity=support addresses=satis@example.com
tk-admin group add muhasebe identity=support addresses=muhasebe@example.com
tk-admin agent add şef role=supervisor
tk-admin group set satış supervisor=şef
for agent in ali çınar; do tk-admin agent add $agent groups=satış; done
tk-admin agent add veli groups=muhasebe
tk-admin agent add okur role=reader groups=satış
tk-admin agent add askıda groups=satış suspended=yes
tk-admin agent add eski groups=satış expires=2020-01-01
mail() { # GROUP NUMBER ADDRESS
	printf 'From: %s\nTo: %s@example.com\nMessage-ID: <m%s@x>\nSubject: konu %s\nMIME-Version: 1.0\n' "$3" "$1" "$2" "$2"
	printf 'Content-Type: multipart/mixed; boundary=b\n\n--b\n\nmetin\n--b\nContent-Disposition: attachment; '
	printf 'filename=a.txt\n\nx\n--b--\n'
}
mail satis 1 ayse@example.org | tk-thread -q -
mail satis 2 ayse@example.org | tk-thread -q -
mail muhasebe 3 bora@example.org | tk-thread -q -
tk-new --as ali -g satış -s kendi -m metin >/dev/null
mail satis 5 ayse@example.org | tk-thread -q -
tk-merge --into 1 5 >/dev/null
tk-assign --to çınar 2 >/dev/null
tk-note --as ali -m not 1 >/dev/null
tk-reply --no-send -m cevap 1 >/dev/null
tk-task --to ali -m ara 1 >/dev/null
note_id=$(tk-show --json 1 | jq '.messages[] | select(.direction == "note").id')
is "$note_id $(tk-show --json 1 | jq '.messages[-1].id') $(tk-task --as ali -o task) $(tk-send --list | cut -f1)" "6 7 1 1" \
	"a desk with the numbers of the table"
printf '1\ttag\tvip\t\n' >lines
printf 'name,address\nEce,ece@example.org\n' >people.csv
printf '1\tnote\tmerhaba\t\n' >notes
printf 'email\nyeni@example.org\n' >people.csv
printf '[lookup crm]\ncommand = echo {}\n' >>"$TK_HOME/tk.conf"
mv home desk

# ---- one cell: status, and what is said to those who are refused
cell() { # WHO POSITION STATUS LINE CALL...
	local name=$1 at=$2 want=$3 line=$4 got; shift 4
	rm -rf home copy && cp -a desk home
	TK_AGENT=$name "$@" >out 2>err </dev/null && got=0 || got=$?
	is "$got" "$want" "$* as $name: $want"
	[ "$want" = 77 ] || [ "$want" = 67 ] || return 0
	like "$(cat err)" "^${tool}: $line\$" "$* as $name: told why"
	is "$(grep -v "draft\|is kept in\|was merged into" err | grep -cv "not allowed\|no such agent")" 0 "in so many words"
	is "$(cat out)" "" "and nothing else"
}

# line_of LETTER LINES: the line among "sa: text | v: text" that is for this one
line_of() {
	printf '%s\n' "$2" | tr '|' '\n' | sed -n "s/^ *[savr]*$1[savr]*: \(.*[^ ]\) *\$/\1/p" | head -n 1
}

table | while IFS='|' read -r call statuses lines; do
	set -- $statuses 77 77 67
	words=$call tool=${call%% *}
	[ "$call" = "${call#tk list}" ] || tool=tk-list
	at=0
	for name in $who; do
		at=$((at + 1))
		case $at in
		1) line= ;;
		6) line="not allowed: askıda is suspended" ;;
		7) line="not allowed: eski was an agent until 2020-01-01" ;;
		8) line="yok: no such agent" ;;
		*) line=$(line_of "$(echo savr | cut -c$((at - 1)))" "$lines" | sed "s/WHO/$name/") ;;
		esac
		[ $at != 1 ] || line=$(line_of s "$lines")
		eval "cell $name $at $1 \"\$line\" $words"
		shift
	done
done

# Refused, nothing is changed.
everything() {
	tk-admin dump; tk-admin setting; tk-export --json | jq -c 'del(.idle)'; tk-contact export; tk-send --list; tk-task --all 1..5
}
rm -rf home && cp -a desk home
everything >before
ok "there is something" [ "$(wc -l <before)" -gt 30 ]
table | grep ' 77' | while IFS='|' read -r call statuses lines; do
	set -- $statuses
	for name in veli okur eski; do
		case "$name $4 $5" in
		eski* | "veli 77"* | "okur "*77) TK_AGENT=$name sh -c "$call" >/dev/null 2>&1 </dev/null ;;
		esac
	done
done
everything >after
is "$(cat after)" "$(cat before)" "who is refused changes nothing"

system_tools | while read -r call; do
	for name in $who; do
		rm -rf home other && cp -a desk home
		exits 0 "$call as $name" env TK_AGENT=$name $call >/dev/null 2>&1 </dev/null
	done
done

# ---- none is missing
{ table; system_tools; } | sed 's/ .*//' | sort -u >named
is "$(ls "$top/bin" | sed 's/\.c$//' | sort | comm -23 - named | tr '\n' ' ')" "" "every tool stands in the table"
is "$(ls "$top/bin" | sed 's/\.c$//' | sort | comm -13 - named | tr '\n' ' ')" "" "and no other"
for tool in $(system_tools | sed 's/ .*//'); do
	ok "$tool acts as the system" sh -c "! grep -q 'DESK_AGENT\|DESK_EITHER' '$top/bin/$tool.c'"
done
