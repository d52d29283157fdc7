#!/bin/sh
# Custom fields of tickets: set, shown, asked for, listed, logged.
. "${0%/*}/lib.sh"

export TK_NOW=2026-11-22T10:00:00Z
tk-init --address support@example.com
tk-admin field add Oda label='Oda numarası'
tk-admin field add aciliyet type=choice choices='Düşük,Yüksek' required=yes
tk-admin field add son type=date
tk-admin field add 'اتاق' type=number
tk-admin field add yaş scope=person type=number
for n in 1 2 3; do tk-new -f musteri@example.com -s "Yazıcı $n" -m bozuk >/dev/null; done
code() { "$@" >out 2>err; echo $?; }

is "$(tk-set --field oda='Blok B / 12' --field ACİLİYET=yüksek --field 'اتاق=۱۲' 1 -o id)" 1 "fields are set"
is "$(tk-show --json 1 | jq -c .fields)" '{"aciliyet":"Yüksek","Oda":"Blok B / 12","اتاق":"12"}' \
	"and are in JSON, as they are kept"
is "$(tk-list 1 -o id,field.oda,field.son)" "$(printf '1\tBlok B / 12\t-')" "a field is a column"
is "$(tk-list 1 -o field.Aciliyet -H | head -1)" "field.Aciliyet" "under the name it was asked for"
is "$(tk-list status:open -o id,field.oda --json | jq -r 'select(.id == 1)["field.oda"]')" "Blok B / 12" \
	"in the list of a query too"
like "$(tk-show 1)" "^field +Oda: Blok B / 12" "and people see it"
is "$(tk-log 1 | cut -f 4-6 | grep '^field' | head -1)" "$(printf 'field\t-\tOda=Blok B / 12')" "the log has it"

rev=$(tk-list 1 -o rev)
tk-set --field oda='Blok B / 12' 1 >/dev/null
is "$(tk-list 1 -o rev)" "$rev" "what is so already is no event"
is "$(tk-set -n --field oda=7 1)" "$(printf '1\tfield\toda=7\t-')" "-n says what would be done"
is "$(tk-set -n --field oda=7 1 | tk-apply -o id,field.oda)" "$(printf '1\t7')" "and tk-apply does it"

tk-set --field aciliyet=düşük --field son=2026-12-31 2 >/dev/null
is "$(tk-list field.aciliyet:DÜŞÜK -o id)" 2 "a query finds a value"
is "$(tk-list field.aciliyet:düşük,yüksek --sort id -o id | tr '\n' ' ')" "1 2 " "or one of several"
is "$(tk-list field.aciliyet:none -o id)" 3 "or none"
is "$(tk-list field.oda:7 field.اتاق:12 -o id)" 1 "both of two"
tk-contact set musteri@example.com field.yaş=40 >/dev/null
is "$(tk-list field.yaş:۴۰ --sort id -o id | tr '\n' ' ')" "1 2 3 " "and what the requester has"
is "$(code tk-list field.zzz:1)" 64 "a field that there is not"
like "$(cat err)" "field.zzz: there is no such field" "is named"

is "$(code tk-set --field aciliyet=orta 1 2)" 65 "a wrong value is refused"
like "$(cat err)" "1: aciliyet=orta: must be one of: Düşük,Yüksek" "by name, with what it may be"
is "$(tk-list 1 -o field.aciliyet)" Yüksek "and nothing changed"
is "$(code tk-set --field son=yarın 1)" 65 "yarın is no day"
is "$(code tk-set --field aciliyet= 1)" 65 "a required field cannot be emptied"
is "$(code tk-set --field oda= 1)" 0 "another can"
is "$(tk-list 1 -o field.oda)" "-" "and is gone"
is "$(tk-log 1 | tail -1 | cut -f 4-6)" "$(printf 'field\tOda=7\t-')" "with an event"
is "$(code tk-set --field yok=1 1)" 64 "no such field"
is "$(code tk-set --field yaş=40 1)" 64 "a field of people is none of tickets"
is "$(code tk-set --field oda 1)" 64 "a value is needed"
is "$(code tk-admin field delete oda)" 0 "a field that no ticket has can go"
is "$(code tk-admin field delete son)" 1 "one that is used stays"
is "$(tk-check)" "" "tk-check finds nothing"
