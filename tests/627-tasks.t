#!/bin/sh
# Tasks of one ticket for several agents: given, listed, done, taken along by a merge and back.
. "${0%/*}/lib.sh"
export TK_NOW=2026-03-10T09:00:00Z

tk-init --address destek@ornek.example >/dev/null
for agent in ali 'Ayşe' 'رضا'; do tk-admin agent add "$agent" groups=support; done
for subject in 'Yeni çalışan' 'مشکل ورود' 'Printer on fire'; do tk-new -s "$subject" -m metin >/dev/null; done
code() { "$@" >out 2>err; echo $?; }
tasks() { tk-task "$@" -o ticket,task,agent,text | tr '\t\n' ' ;'; }

is "$(code tk-task --to ali -m 'Masa hazırla' --due 2d 1)" 0 "a task"
is "$(cut -f1 out)" 1 "its ticket is printed"
is "$(code tk-task --to 'رضا' -m 'حساب بساز' --due 2026-03-11 1)" 0 "another, for somebody else"
is "$(code tk-task --as ali -m 'Bak' 2 3)" 0 "one of one's own, in two tickets"
is "$(tasks 1)" "1 1 ali Masa hazırla;1 2 رضا حساب بساز;" "the tasks of a ticket"
is "$(tasks --as ali)" "1 1 ali Masa hazırla;2 3 ali Bak;3 4 ali Bak;" "my tasks, what is due first"
is "$(tasks --to 'رضا')" "1 2 رضا حساب بساز;" "those of another"
is "$(tasks --as 'Ayşe')" "" "and of one who has none"
is "$(tk-task 1 -o due | tr '\n' ' ')" "2026-03-12T09:00:00Z 2026-03-11T23:59:59Z " "until when"
is "$(tk-list -o id task:'رضا' has:task)" 1 "a query finds the ticket"
is "$(tk-list --as ali -o id task:me | tr '\n' ' ')" "1 2 3 " "mine too"
is "$(tk-list -o agent 1)" "-" "the ticket belongs to whom it belonged"

is "$(code tk-task --done 1)" 0 "done"
is "$(tasks --as ali)" "2 3 ali Bak;3 4 ali Bak;" "it is gone from the list"
is "$(tk-task -a 1 -o task,done | tr '\t\n' ' ;')" "1 2026-03-10T09:00:00Z;2 -;" "but not from all"
is "$(code tk-task --done 1)" 0 "what is so already is no error"
is "$(tk-log 1 | cut -f4,6 | grep task | tr '\t\n' ' ;')" "task 1 ali;task 2 رضا;task-done 1 ali;" "nor an event"
is "$(code tk-task --reopen 1)" 0 "it was not"
is "$(tk-list -o id task:ali | tr '\n' ' ')" "1 2 3 " "and is there again"
is "$(code tk-task --drop 3)" 0 "taken away"
is "$(tk-log 2 -o kind,old | tail -n 1 | tr '\t' ' ')" "task-drop Bak" "the log keeps what it was"
is "$(code tk-task --drop 3)" 1 "no such task any more"
is "$(code tk-task --done 1 --done 99)" 1 "one bad number"
is "$(tk-task 1 -o done | head -n 1)" - "and nothing changes"

is "$(code tk-task --to nobody -m x 1)" 64 "not for nobody"
is "$(code tk-task --to ali -m "$(printf 'a\tb')" 1)" 64 "no TAB"
is "$(code tk-task --to ali -m x --due soon 1)" 64 "no such time"
is "$(code tk-task --to ali -m x 99)" 1 "no such ticket"
is "$(code tk-task --done 1 2)" 64 "a mark takes no ticket"
tk-admin agent set 'Ayşe' suspended=yes
is "$(code tk-task --to 'Ayşe' -m x 1)" 1 "who is suspended gets none"

is "$(tk-show 1 | grep -c '^task ')" 2 "tk-show shows them"
is "$(tk-show --json 1 | jq -c '.tasks[1] | [.task, .agent, .creator, .done, .text]')" \
	'[2,"رضا","'"$(id -un)"'",null,"حساب بساز"]' "in JSON too"
is "$(tk-task --to ali -m 'İade et' -n 3 | tee effects | cut -f2)" task "a preview"
is "$(code tk-apply effects)" 0 "can be done"
is "$(tasks 3)" "3 4 ali Bak;3 5 ali İade et;" "as it was said"

# ---- a merge takes them along, its undo brings them back
tk-merge --into 3 1 >/dev/null
is "$(tk-task 3 -o task | tr '\n' ' ')" "1 2 4 5 " "merged"
is "$(tk-list -o id task:'رضا')" 3 "found there"
tk-merge --undo 1 >/dev/null
is "$(tk-task 1 -o task | tr '\n' ' ')" "1 2 " "and back"
is "$(tk-check)" "" "all is well"
