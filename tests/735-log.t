#!/bin/sh
# The log: who looked at a ticket and who may know it, the stays with groups and agents, and that each
# change says who, when, what, the old and the new value.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
need_pkg sqlite3 sqlite3

tk-init --address destek@example.com >/dev/null
tk-admin group add satış identity=support
tk-admin agent add ayşe role=agent groups=support
tk-admin agent add رضا role=agent groups=support,satış
tk-admin agent add müdür role=supervisor groups=support,satış
tk-admin agent add patron role=admin
for n in 1 2 3; do
	printf 'From: ann@example.org\nMessage-ID: <%s@x>\nSubject: konu %s\n\nx\n' "m$n" "$n" |
		TK_NOW=2026-06-01T10:00:00Z tk-thread -q -
done
views() { tk-log --views -o actor,time "$@" | tr '\t\n' ' ;'; }
ids() { cut -f1 | tr '\n' ' '; }

# ---- views (R-074, R-075)
is "$(tk-list is:unseen | ids)" "1 2 3 " "nobody has looked at anything"
rev=$(tk-list -o rev,updated 1)
TK_NOW=2026-06-02T10:10:00Z tk-show --as ayşe 1 >/dev/null
TK_NOW=2026-06-02T10:50:00Z tk-show --as ayşe 1 >/dev/null
TK_NOW=2026-06-02T11:00:00Z tk-show --as ayşe --json 1 2 >/dev/null
TK_NOW=2026-06-02T11:00:00Z tk-show --as patron 1 3 >/dev/null
is "$(views 1)" "ayşe 2026-06-02T10:10:00Z;ayşe 2026-06-02T11:00:00Z;patron 2026-06-02T11:00:00Z;" \
	"one view an agent, a ticket and an hour"
is "$(views --as müdür 1)" "ayşe 2026-06-02T10:10:00Z;ayşe 2026-06-02T11:00:00Z;" "supervisors see none of administrators"
is "$(views --as رضا 1)" "" "agents none of others"
is "$(views --as ayşe 2)" "ayşe 2026-06-02T11:00:00Z;" "but their own"
is "$(views --since 2026-06-02T10:30:00Z 1)" "ayşe 2026-06-02T11:00:00Z;patron 2026-06-02T11:00:00Z;" "from a time on"
is "$(tk-log -o kind 1 | sort -u) $(tk-show --json --events 1 | jq -r '.events[].kind' | sort -u)" "new new" \
	"they stand in no other list of events"
is "$(tk-list -o rev,updated 1)" "$rev" "and change nothing of the ticket"
is "$(tk-list --as müdür is:unseen | ids)" "3 " "what only administrators looked at is unseen"
is "$(tk-list is:unseen)" "" "to all others than administrators"
tk-set --as رضا -p high 3 >/dev/null
is "$(tk-list --as müdür is:unseen)" "" "work on it is a look"
exits 64 "views and stays at once" tk-log --views --trace 1 2>/dev/null

# while somebody writes, a look is not waited for
before=$(views 2)
printf 'BEGIN IMMEDIATE;\n.shell sleep 2\nCOMMIT;\n' >busy.sql
sqlite3 "$TK_HOME/tk.db" <busy.sql &
sleep 0.5
start=$(date +%s%N)
exits 0 "a store that is being written is read" tk-show --as رضا 2 >/dev/null
ok "at once" [ $((($(date +%s%N) - start) / 1000000)) -lt 1000 ]
is "$(views 2)" "$before" "and the view is dropped"
wait

# ---- stays (R-073)
TK_NOW=2026-06-03T10:00:00Z tk-assign --to ayşe 2 >/dev/null
TK_NOW=2026-06-03T11:00:00Z tk-assign --to satış --to رضا 2 >/dev/null
is "$(TK_NOW=2026-06-03T11:01:40Z tk-log --trace 2 | tr '\t' ' ')" \
	"2 support - 2026-06-01T10:00:00Z 2026-06-03T10:00:00Z 172800
2 support ayşe 2026-06-03T10:00:00Z 2026-06-03T11:00:00Z 3600
2 satış رضا 2026-06-03T11:00:00Z - 100" "each stay with its group and agent"
TK_NOW=2026-06-03T12:00:00Z tk-set -s closed 2 >/dev/null
is "$(tk-log --trace --since 2026-06-03T11:30:00Z -o agent,to,seconds 2 | tr '\t' ' ')" "رضا 2026-06-03T12:00:00Z 3600" \
	"the last one ends when the ticket is closed"
is "$(tk-log --trace --json -o group,agent 1)" '{"group":"support","agent":null}' "as JSON"

# ---- every change explains itself
TK_NOW=2026-06-04T10:00:00Z; export TK_NOW
tk-set --as ayşe -s pending -p low --kind idea --subject 'yeni konu' --tag +acil --watch w@example.org --link 3 \
	--severity minor --expertise 2 --resolution 'böyle' 1 >/dev/null
tk-set --as ayşe --tag -acil --unwatch w@example.org --unlink 3 -s closed --archive 1 >/dev/null
tk-set --as ayşe --spam 1 >/dev/null; tk-set --as ayşe --not-spam 1 >/dev/null
tk-set --as patron --delete 1 >/dev/null; tk-set --as patron --undelete 1 >/dev/null
tk-log -o actor,kind,old,new 1 | sed 1d | tr '\t' ' ' >said
for line in 'ayşe status open pending' 'ayşe priority normal low' 'ayşe kind request idea' 'ayşe subject konu 1 yeni konu' \
	'ayşe tag - acil' 'ayşe watch - w@example.org' 'ayşe link - 3' 'ayşe severity none minor' 'ayşe expertise - 2' \
	'ayşe resolution - böyle' 'ayşe untag acil -' 'ayşe unwatch w@example.org -' 'ayşe unlink 3 -' \
	'ayşe status pending closed' 'ayşe archive - -' 'ayşe spam - -' 'ayşe notspam - -' 'patron delete - -' \
	'patron undelete - -'; do
	ok "in the log: $line" grep -qxF -- "$line" said
done
is "$(wc -l <said)" 19 "and nothing else"
is "$(tk-log -o time 1 | sed 1d | sort -u)" 2026-06-04T10:00:00Z "with their time"
unset TK_NOW
is "$(tk-check)" "" "the store is clean"
