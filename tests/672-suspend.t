#!/bin/sh
# The whole system suspended: mail is safe outside, agents work on; resumed, all of it comes in.
. "${0%/*}/lib.sh"

tk-init --address support@example.com >/dev/null
code() { "$@" >out 2>err; echo $?; }
mail() { printf 'From: ayse@example.com\nTo: support@example.com\nMessage-ID: <%s@x>\nSubject: %s\n\nx\n' "$1" "$1"; }
mkdir -p box/new box/cur box/tmp
mail fetched >box/new/1
tk-admin account add box protocol=maildir path="$scratch/box" group=support mark=delete
tk-admin agent add ali groups=support
mail before | tk-thread -q -

is "$(code tk-admin --as ali suspend)" 77 "an agent cannot suspend the system"
is "$(code tk-admin suspend)" 0 "an administrator can"
mail door | TK_HOME=$TK_HOME tk-deliver -d "$TK_HOME" -q
is "$?" 0 "the door takes mail all the same"
is "$(code tk-thread)" 0 "tk-thread drains nothing"
like "$(cat err)" "suspended: mail stays in the spool" "and says so"
is "$(code tk-thread --background)" 0 "neither in the background"
is "$(code tk-fetch)" 0 "tk-fetch fetches nothing"
like "$(cat err)" "suspended: nothing is fetched" "and says so"
is "$(code tk-fetch -q)$(cat err)" 0 "but not to cron's mailbox"
is "$(find box/new -type f | wc -l)" 1 "the mail is still in its mailbox"
is "$(tk-list -o subject)" before "nothing came in"
for channel in form portal; do
	is "$(code tk-new -f ayse@example.com -s x -m x --channel $channel)" 75 "no ticket by $channel"
	like "$(cat err)" "the system is suspended" "with the reason"
done
is "$(code tk-new -f ayse@example.com -s phone -m x --channel phone)" 0 "agents work on"
is "$(code tk-note --as ali -m word 1)" 0 "on what is there, too"
like "$(tk 2>&1)" "^tk: the system is suspended" "the overview says it"
is "$(code tk-check)" 0 "tk-check finds nothing wrong"
like "$(cat err)" "the system is suspended" "but says it, too"
is "$(code tk-thread --force)" 0 "tk-thread drains when told"
is "$(tk-list -o subject --sort id | tr '\n' ' ')" "before phone door " "so that mail came in"
like "$(tk-admin dump)" "^tk-admin setting suspended='yes'" "the dump has it"

tk-admin resume
is "$(code tk-fetch)" 0 "after that all is as ever"
is "$(tk-list -o subject --sort id | tr '\n' ' ')" "before phone door fetched " "and what waited comes in"
is "$(tk-new -f ayse@example.com -s form -m x --channel form -o subject)" form "forms are taken"
unlike() { printf '%s\n' "$1" | grep -q "$2" && result 1 "$3" || result 0 "$3"; }
unlike "$(tk 2>&1)" suspended "and nobody speaks of it"
