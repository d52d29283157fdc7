#!/bin/sh
# A store of version 1 is refused until it is upgraded, and then works with all that was in it.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
need_pkg sqlite3 sqlite3

export XDG_STATE_HOME="$scratch/state" TK_AGENT=ali
code() { "$@" >out 2>err; echo $?; }
tk-init --address destek@example.com >/dev/null
rm -f "$TK_HOME"/tk.db*
sqlite3 "$TK_HOME/tk.db" <"$top/tests/corpus/store-1.sql" >/dev/null
chmod 600 "$TK_HOME"/tk.db*
is "$(sqlite3 "$TK_HOME/tk.db" 'PRAGMA user_version')" 1 "a store of version 1"

for tool in tk-list tk-admin\ dump tk-thread tk-fetch tk-check tk "tk-set -s open 1" "tk-new -s x -m x"; do
	is "$(code $tool </dev/null)" 78 "not yet upgraded: $tool is 78"
	like "$(cat err)" "made by an older tk: run tk-init --upgrade" "and says what to do"
done
printf 'From: Ann <ann@example.com>\nTo: destek@example.com\nMessage-ID: <m6@x>\nIn-Reply-To: <m3@x>\nSubject: Re: Password\n\nThanks.\n' |
	tk-deliver -q
is $? 0 "the door takes mail meanwhile"

is "$(code tk-init --upgrade)" 0 "it is upgraded"
is "$(code tk-init --upgrade)" 0 "twice does no harm"
is "$(tk-list --deleted id:1.. --sort id -o id,status,priority,kind,agent,group,category,tags,msgs,subject | tr '\t' '|')" \
	"1|pending|normal|request|sara|support|-|-|4|Yazıcı bozuk
2|open|acil|request|-|muhasebe|fatura|vip,yazıcı|1|صورتحساب
3|open|normal|request|-|support|-|-|2|Password
4|open|normal|request|-|support|-|-|1|Password again" "everything is there"
is "$(tk-show --json 1 | jq -r '.messages[] | .direction + " " + .text' | tr '\n' ';')" \
	"in Üçüncü katta ışık yanıyor.;in Hâlâ bozuk.;note Toner bitti.;out Toner yolda.;;-- ;Saygılarımla;Ali;" \
	"with every message"
is "$(tk-list IŞIK -o id)$(tk-list صورتحساب -o id)$(tk-list forgot -o id)" 123 "the search finds it"
is "$(tk-contact list yılmaz -o email)" ayse@example.org "and who wrote is a contact"
is "$(tk-thread | cut -f1-3)" "$(printf '3\treply\treferences')" "what came meanwhile finds its ticket"
tk-merge --undo 4 >/dev/null
is "$(tk-list 3 4 -o msgs | tr '\n' ' ')" "2 1 " "a merge of then can be undone"
tk-admin skill add yazıcı
tk-admin agent set sara skills=yazıcı:4 capacity=5
tk-admin group set muhasebe supervisor=ali import=yes
tk-admin field add oda
is "$(tk-set --field oda=12 1 -o field.oda)" 12 "what is new works"
like "$(tk-admin dump)" "^tk-admin agent put 'sara' fullname='سارا احمدی' .*capacity='5'.*skills='yazıcı:4'" "with what was defined"
is "$(tk-admin setting | awk -F'\t' '$1 == "language" || $1 == "retry-hours" { print $2 }' | tr '\n' ' ')" "tr 48 " "and the settings"
is "$(tk-check)" "" "tk-check finds nothing"

# ---- a newer one is refused, and stays as it is
sqlite3 "$TK_HOME/tk.db" 'PRAGMA user_version=99'
is "$(code tk-list)$(code tk-init --upgrade)" 7878 "a newer store is 78"
like "$(cat err)" "newer tk" "and says so"
