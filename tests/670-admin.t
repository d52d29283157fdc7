#!/bin/sh
# What an administrator defines: every property of every kind, and values that cannot be.
. "${0%/*}/lib.sh"

tk-init --address support@example.com
code() { "$@" >out 2>err; echo $?; }
# value KIND NAME PROPERTY
value() { tk-admin "$1" list "$2" --json | jq -r --arg p "$3" '.[$p]'; }

for skill in vpn 'Muhasebe & ERP' 'شبکه'; do tk-admin skill add "$skill"; done
tk-admin team add yazılım
tk-admin team add 'پشتیبانی'
tk-admin product add Tatil brand=default
tk-admin agent add ayşe role=supervisor groups=support
tk-admin category add Fatura skill='muhasebe & erp' expertise=4
tk-admin group add destek product=tatil supervisor=AYŞE assignee=ayşe category=fatura import=yes \
	teams='yazılım,پشتیبانی'
is "$(value group destek supervisor)/$(value group destek teams)" "ayşe/yazılım,پشتیبانی" \
	"a group has a supervisor and teams"
tk-admin agent set ayşe teams=yazılım skills='شبکه:1,VPN:3' capacity=12 expires=2027-12-31 \
	absent=2026-12-24,2026-12-28..2027-01-03
is "$(value agent ayşe skills)" "vpn:3,شبکه:1" "skills have a level"
is "$(value agent ayşe absent)" "2026-12-24,2026-12-28..2027-01-03" "an agent may be absent several times"
tk-admin agent set ayşe skills= capacity= expires= absent=
is "$(value agent ayşe skills)/$(value agent ayşe capacity)/$(value agent ayşe absent)" "null/null/null" \
	"an empty value is none"

# bad PROPERTY=VALUE KIND NAME: it is refused by name, and nothing changes
bad() {
	is "$(code tk-admin "$2" set "$3" "$1")" 65 "$2 $1 cannot be"
	like "$(cat err)" "${1%%=*}" "and the message names it"
}
before=$(tk-admin dump)
for level in 0 6 x ''; do bad skills=vpn:$level agent ayşe; done
bad skills=vpn agent ayşe
bad skills=vpn:1,VPN:2 agent ayşe
bad skills=piano:2 agent ayşe
bad teams=none-such agent ayşe
bad capacity=-1 agent ayşe
bad expires=2026-02-29 agent ayşe
bad expires=tomorrow agent ayşe
for days in 2026-13-01 2026-12-07..2026-12-01 2026-12-01.. , 2026-12-01,; do bad absent=$days agent ayşe; done
bad expertise=6 category fatura
bad supervisor=nobody group destek
bad import=perhaps group destek
bad logo=../tk.conf brand default
bad logo=a/b.png brand default
is "$(tk-admin dump)" "$before" "what was refused changed nothing"

is "$(code tk-admin field add Öncelik type=choice)" 65 "a choice without choices cannot be"
is "$(code tk-admin field add Öncelik type=choice choices='düşük,acil' label='İş önceliği')" 0 "with them it can"
is "$(code tk-admin field set öncelik choices=)" 65 "nor can they be taken away"
is "$(value field öncelik label)" "İş önceliği" "a field has a label"
is "$(value field öncelik scope)" ticket "and belongs to tickets unless told otherwise"
for name in 'a b' a=b a:b 'a(b' 'a"b'; do
	is "$(code tk-admin field add "$name")" 65 "a field cannot be called $name"
done
tk-admin saved add 'geç kalanlar' text='is:overdue agent:me' agent=ayşe
is "$(value saved 'geç kalanlar' text)" "is:overdue agent:me" "a saved query"

# ---- kinds of tickets
tk-admin kind add Şikâyet
is "$(tk-new -s k -m x --kind şikâyet -o kind)" Şikâyet "a ticket of a kind of our own"
printf 'From: c@example.net\nSubject: K2\n\nx\n' | tk-thread - >/dev/null
is "$(tk-new -s k -m x -o kind) $(tk-list subject:K2 -o kind)" "request request" "others are requests"
is "$(code tk-new -s k -m x --kind kayıp)" 64 "one that is not defined"
like "$(cat err)" "--kind kayıp: no such kind" "is named"
ticket=$(tk-list kind:ŞİKÂYET -o id)
is "$(tk-set --kind problem $ticket -o kind) $(tk-set --kind ŞİKÂYET $ticket -o kind)" "problem Şikâyet" "it can be changed"
is "$(tk-log -o old,new $ticket | tail -n 2 | tr '\t\n' ' ;')" "Şikâyet problem;problem Şikâyet;" "as the log says"
tk-set -p HIGH $ticket >/dev/null && printf '%s\tassign\tAYŞE\n' $ticket | tk-apply >/dev/null
is "$(tk-log -o new $ticket | tail -n 2 | tr '\n' ' ')" "high ayşe " "names are logged as they are defined, not as they were typed"
is "$(printf "%s\tpriority\t-\n" $ticket | code tk-apply)" 64 "none is no priority"
like "$(cat err)" "a ticket must have a priority" "which is said"
is "$(code tk-list kind:none)" 64 "there is none without a kind"
is "$(code tk-list kind:kayıp)" 64 "asked for what is not defined"
is "$(cat err)" "tk-list: query: kind:kayıp: there is no such kind" "it says so"
is "$(code tk-admin kind delete şikâyet)" 1 "what tickets are of stays"
tk-admin kind set şikâyet name=شکایت
is "$(tk-list kind:شکایت -o id,kind)" "$ticket	شکایت" "a new name is that of its tickets"
is "$(code tk-admin kind set request name=talep)" 65 "new tickets need the request"
is "$(code tk-admin kind delete request)$(code tk-admin kind delete idea)" 10 "the idea they do not"
is "$(code tk-admin kind set request name=REQUEST)$(code tk-admin kind set problem name=request)" 065 "letters may be large, names are one's own"

is "$(code tk-admin agent delete ayşe)" 1 "who supervises a group stays"
is "$(code tk-admin wizard add x)" 64 "there are no wizards"
like "$(cat err)" "brand, product, .*saved, organisation" "all kinds are named"
