#!/bin/sh
# Tools in pipelines: order, one transaction a tool, events written once, -n and tk-apply, and what can
# be undone is as it was before.
. "${0%/*}/lib.sh"

tk-init --address support@example.com >/dev/null
tk-admin agent add ali role=agent groups=support
tk-admin agent add veli role=agent groups=support
tk-admin category add vpn
n=0
for subject in bir iki üç dört beş altı; do
	n=$((n + 1))
	printf 'From: ayse@example.org\nMessage-ID: <%s@x>\nSubject: %s\n\nmetin\n' "m$n" "$subject" |
		TK_NOW=2026-06-0${n}T10:00:00Z tk-thread -q -
done

ids() { cut -f1 | tr '\n' ' '; }
tk() { "$TK_BIN/tk" "$@"; }
all() { tk-show --json --events 1 2 3 4 5 6 | jq -S 'del(.idle) | .messages = [.messages[].id]'; }
row() { tk-show --json "$1" | jq -cS 'del(.idle, .rev, .updated, .messages) + {messages: [.messages[].id]}'; }
events() { tk-log -o kind,old,new "$1" | tr '\t\n' ' ;'; }
mutes() { # DESCRIPTION COMMAND...: it changes nothing at all
	local what=$1 before; shift
	before=$(all | cksum)
	"$@" >mutes.out 2>mutes.err
	is "$(all | cksum)" "$before" "$what"
}

# ---- the pipeline of the manual
tk-assign --to veli 3 >/dev/null
is "$(tk list status:open agent:none | tk assign --to ali | tk set --tag +vip | tk note -m taken | ids)" \
	"1 2 4 5 6 " "list | assign | set | note: those of nobody, longest wait first"
is "$(tk-list -o agent,msgs 1..6 | sort | uniq -c | sed 's/^ *//' | tr '\t\n' ' ;')" "5 ali 2;1 veli 1;" "all of it is done"
is "$(events 4)" "new - mail;assign - ali;tag - vip;note - ${note:=$(tk-log -o kind,new 4 | sed -n 's/^note	//p')};" \
	"each event once"
is "$(printf '5\tx\n2\n#5\n2 \n' | tk-set -p high | ids)" "5 2 " "the order of stdin is kept, doubles once"
is "$(tk-set -p low 4..6 2 6 1 | ids)" "4 5 6 2 1 " "of operands too"
is "$(tk-set -p low mid:m3@x 'mid:<m1@x>' | ids)" "3 1 " "and of message ids"
is "$(printf '5\n2\n' | tk-list - | ids)" "5 2 " "tk-list reads them too"
is "$(tk-list requester:ayse | ids)$(tk-list status:open requester:ayse | ids)" "1 2 3 4 5 6 1 2 3 4 5 6 " \
	"a part of the requester's address, first or not"
is "$(tk-list 1 99 2>/dev/null | ids)" "1 " "a number that is none keeps no other from being shown"
is "$(tk-list status:closed | tk-assign --to ali; echo $?)" 0 "nothing in, nothing out"
ok "no operand and a closed stdin is an error" sh -c '! tk-set -p low <&- 2>/dev/null'
exits 64 "no operand at a terminal is one of usage" sh -c 'script -qec "tk-set -p low" /dev/null </dev/null >script.out'

# ---- one transaction
mutes "a bad id: nothing is done" tk-set --tag +yeni 1 77 2 88
is "$(cat mutes.err | tr '\n' ';')" "tk-set: 77: no such ticket;tk-set: 88: no such ticket;" "all bad ids are named"
exits 1 "status 1" tk-set --tag +yeni 1 77 2>/dev/null
mutes "a bad value: nothing is done" tk-set --tag +yeni -s uykuda 1 2
is "$(tk-set -k --tag +yeni 1 77 2 2>err | ids)" "1 2 " "-k keeps going"
exits 1 "and tells by its status" sh -c 'tk-set -k --tag +yeni 1 77 2 >/dev/null 2>&1'
mutes "more than can be set at once" tk-set --tag "$(seq 300 | tr '\n' ,)" 1
like "$(cat mutes.err)" 'more than 256' "is said, not cut"
is "$(cat err)" "tk-set: 77: no such ticket" "and on stderr"
mutes "a typo is no query" tk-set -s closed 1O42
exits 64 "but a usage error" tk-set -s closed 1O42 2>/dev/null
mutes "nor is a word" tk-set -s closed fatura
mutes "a range of none" tk-set -s closed 50..60
exits 1 "is 1" tk-set -s closed 50..60 2>/dev/null
exits 1 "as is an unknown message" tk-set -s closed mid:yok@x 2>/dev/null
mutes "a bad line on stdin" sh -c 'printf "1\nx\n" | tk-set -s closed'
exits 1 "tk-note: a bad id" tk-note -m x 1 77 2>/dev/null
exits 1 "tk-assign: a bad id" tk-assign --to ali 1 77 2>/dev/null
mutes "tk-note: none is written" tk-note -m x 1 77
mutes "tk-reply: none is sent" tk-reply --no-send -m x 1 77
tk-set -s locked 6 >/dev/null
mutes "tk-reply: a locked one stops all" tk-reply --no-send -m x 1 6
tk-set -s open 6 >/dev/null
mutes "tk-merge: none is merged" tk-merge --into 1 2 77
mutes "tk-apply: a bad line" sh -c 'printf "1\ttag\tbir\t-\n2\tuç\tx\t-\n" | tk-apply'
mutes "tk-apply: a bad ticket" sh -c 'printf "1\ttag\tbir\t-\n77\ttag\tiki\t-\n" | tk-apply'
exits 67 "an unknown agent" tk-set --as yok -s closed 1 2>/dev/null

# ---- already so
tk-set -s pending -p high --tag +a,-vip --kind problem --category vpn --subject 'yeni konu' --watch w@example.org 1 >/dev/null
is "$(events 1 | grep -o 'watch[^;]*;')" "watch - w@example.org;" "changed"
mutes "called again: no event, no new revision" tk-set -s pending -p high --tag +a,-vip --kind problem --category vpn \
	--subject 'yeni konu' --watch w@example.org 1
is "$(ids <mutes.out)" "1 " "but its line is printed"
mutes "assigned again" tk-assign --to ali 1
mutes "undeleted though not deleted" tk-set --undelete 1
mutes "accepted though nobody is outside" tk-set --accept 1

# ---- -n and tk-apply
for change in "tk-set -s closed --tag +x,-a -p low --kind idea --subject konu 1 2 3" \
	"tk-set --subject -- 4" "tk-set --subject a\\tb\\\\c 4" "tk-assign --to veli 1 2 3" "tk-assign --none 4 5" \
	"tk-set --delete 5" "tk-set --spam 4" "tk-set --watch y@example.org --link 2 1" "tk-merge --into 1 2 3"; do
	rm -rf base twin && cp -a "$TK_HOME" base && cp -a "$TK_HOME" twin
	tool=${change%% *} rest=${change#* }
	mutes "$tool -n changes nothing: $rest" $tool -n $rest
	cp mutes.out lines
	ok "it prints lines" test -s lines
	TK_NOW=2026-07-01T00:00:00Z $tool $rest >/dev/null
	all >done.json
	(TK_HOME=$scratch/twin; TK_NOW=2026-07-01T00:00:00Z tk-apply lines >/dev/null; all) >applied.json
	is "$(diff done.json applied.json)" "" "and they do the same"
	TK_NOW=2026-07-01T00:00:00Z mutes "and the second time nothing" $tool $rest
	rm -rf "$TK_HOME" && mv base "$TK_HOME"
done

# ---- time
TK_NOW=2026-08-01T12:00:00Z tk-set -s closed 4 >/dev/null
is "$(tk-list -o updated,closed 4 | tr '\t' ' ')" "2026-08-01T12:00:00Z 2026-08-01T12:00:00Z" "TK_NOW is the time of records"
is "$(tk-log -o time,kind 4 | tail -n 1 | tr '\t' ' ')" "2026-08-01T12:00:00Z status" "and of events"
TK_NOW=1785585600 tk-set -s open 4 >/dev/null
is "$(tk-log -o time,kind 4 | tail -n 1 | tr '\t' ' ')" "2026-08-01T12:00:00Z status" "as epoch seconds, too"
exits 64 "a wrong one" env TK_NOW=yarın tk-set -s open 4 2>/dev/null

# ---- a lost write
for command in "tk-list status:open" "tk-show 1" "tk-show --json 1" "tk-log 1" "tk-export" "tk-set -p low 1" \
	"tk-set -n -p high 1" "tk-admin dump" "tk-thread m.eml" "tk-note -m x 1" "tk-set -h" "tk-list --json 1"; do
	printf 'From: a@example.org\nMessage-ID: <full@x>\n\nx\n' >m.eml
	exits 74 "$command to a full disk" sh -c "$command >/dev/full 2>/dev/null"
done
tk-list -o subject 1..6 | head -n 0
exits 0 "a reader that goes away is no crash" sh -c '(tk-list status:open; echo $? >status) | head -n 1 >/dev/null; [ "$(cat status)" -le 141 ]'

# ---- delete, undelete
before=$(row 3)
tk-set --delete 3 >/dev/null
is "$(tk-list -o id id:3) $(tk-list -o id is:deleted)" " 3" "deleted: in no list that does not ask for it"
like "$(tk-list -o id 3)" '^3$' "and by its number"
exits 1 "it cannot be answered" tk-reply --no-send -m x 3 2>/dev/null
tk-set --undelete 3 >/dev/null
is "$(row 3)" "$before" "undeleted: as it was"
tk-set --spam 3 >/dev/null; before=$(row 3)
tk-set --delete 3 >/dev/null; tk-set --undelete 3 >/dev/null
is "$(row 3)" "$before" "spam stays spam"
tk-set --not-spam 3 >/dev/null

# ---- merge, undo
tk-reply --no-send -m 'cevap' 2 >/dev/null
tk-set -s closed 2 >/dev/null
tk-set --tag +iki 3 >/dev/null
printf 'From: bora@example.net\nMessage-ID: <out@x>\nSubject: {TICKET-3}\n\nx\n' | tk-thread -q -
printf 'From: cem@example.net\nMessage-ID: <part@x>\nCc: dost@example.net\nSubject: ayrı\n\nx\n' | tk-thread -q -
merged=$(tk-list -o id from:cem@example.net)
tk-set --spam 5 >/dev/null; tk-set --delete 6 >/dev/null
for id in 2 3 4 5 6 $merged; do row $id; done >before
is "$(tk-merge --into 2 3 5 6 "$merged" | ids)" "3 5 6 $merged " "merged"
is "$(tk-list -o msgs 2)" "$(jq -s 'map(select(.id != 4) | .messages | length) | add' before)" "all messages are in one"
is "$(tk-show --json 3 | jq '.merged_into')" 2 "a merged one says where it is"
is "$(tk-set -p low 3 2>err | ids)" "2 " "a change of a merged number acts on its target"
is "$(cat err)" "tk-set: 3 was merged into 2" "and says so"
tk-set -p "$(sed -n 1p before | jq -r .priority)" 2 >/dev/null
is "$(printf 'From: dost@example.net\nMessage-ID: <dost@x>\nSubject: {TICKET-2}\n\nx\n' | tk-thread - | cut -f1-3,5 |
	tr '\t' ' ')" "2 reply subject -" "who took part in a merged one takes part"
mutes "merged again: nothing" tk-merge --into 2 3
mutes "into itself: nothing" tk-merge --into 2 2
is "$(tk-list -o id is:spam)" "" "spam that was merged is in no list"
tk-merge --into 4 2 >/dev/null
exits 1 "undone from the outside in" tk-merge --undo 3 2>/dev/null
tk-merge --undo 2 >/dev/null
ok "undone" sh -c "tk-merge --undo 3 5 6 $merged >undone"
for id in 3 5 6 $merged; do row $id; done >after
sed -e 1d -e 3d before >before.others
is "$(diff before.others after)" "" "those that were merged are as they were"
is "$(row 4)" "$(sed -n 3p before)" "a target of a merge that was undone too"
is "$(row 2 | jq -c 'del(.messages, .msgs, .in, .waiting_since, .status, .closed)')" \
	"$(sed -n 1p before | jq -c 'del(.messages, .msgs, .in, .waiting_since, .status, .closed)')" \
	"the target is what it was, but for the mail that came meanwhile"
is "$(tk-list -o id is:spam)" 5 "spam is spam again"
tk-set --accept 3 2>/dev/null >&2
printf 'From: ece@example.net\nMessage-ID: <ece@x>\nSubject: açık\n\nx\n' | tk-thread -q -
open=$(tk-list -o id from:ece@example.net)
tk-reply --no-send --then closed -m 'bitti' 1 >/dev/null
before=$(row 1 | jq -c 'del(.closed)')
tk-merge --into 1 $open >/dev/null
is "$(tk-list -o status 1)" open "a closed ticket opens when an open one comes into it"
tk-merge --undo $open >/dev/null
is "$(row 1 | jq -c 'del(.closed)')" "$before" "and is closed again without it"
like "$(events 1)" 'merged - [0-9]*;status open closed;unmerged' "with an event"
exits 1 "what is not merged cannot be taken out" tk-merge --undo 1 2>/dev/null
is "$(tk-check)" "" "the store is clean"
