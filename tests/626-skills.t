#!/bin/sh
# A thousand tickets and twenty agents of different skills: each ticket goes to one who can do it, the
# load of those who can do the same is even within one ticket, who is away gets none, nobody gets more
# than they can bear, and the preview is what is done.
. "${0%/*}/lib.sh"
export TK_NOW=2026-03-10T09:00:00Z

tk-init --address destek@ornek.example >/dev/null
for skill in vpn 'e-posta' 'چاپگر'; do tk-admin skill add "$skill"; done
tk-admin category add VPN skill=vpn expertise=2
tk-admin category add 'E-posta' skill=e-posta expertise=2
tk-admin category add 'Yazıcı' skill='چاپگر'
tk-admin agent set "$(id -un)" groups=support

# NAMES PROPERTY...: the agents of one class, who can do the same
agents() {
	for name in $1; do tk-admin agent add "$name" groups=support "$2" "$3" >/dev/null; done
	echo "$1" >>classes
}
agents 'ali veli' skills=vpn:2 role=agent
agents 'zeynep' skills=vpn:5,e-posta:3 role=supervisor
agents 'elif can' skills=vpn:3,e-posta:1 role=agent
agents 'reza sara omid' skills=e-posta:2 role=agent
agents 'nobody1' skills=e-posta:1 role=agent
agents 'mina leyla hasan' 'skills=چاپگر:1' role=agent
agents 'tired' 'skills=چاپگر:4' capacity=20
agents 'ann bob eve' skills= role=agent
agents 'absent1' skills=vpn:5 absent=2026-02-01,2026-03-09..2026-03-12
agents 'expired1' skills=vpn:5 expires=2026-03-09
agents 'reader1' skills=vpn:5 role=reader
agents 'suspended1' skills=vpn:5 suspended=yes
is "$(wc -w <classes)" 20 "twenty agents"

mkdir mails
for n in $(seq 1000); do
	printf 'From: m%s@example.org\nSubject: Soru %s\nMessage-ID: <m%s@x>\n\nmetin\n' $n $n $n >mails/$n
done
tk-thread -q mails/*
tk-set -c VPN 1..300 >/dev/null
tk-set -c 'E-posta' 301..500 >/dev/null
tk-set -c 'Yazıcı' 501..700 >/dev/null
seq 1000 | shuf --random-source=mails/1000 2>/dev/null >order || seq 1000 | sort -t0 -k2 >order
is "$(wc -l <order)" 1000 "a thousand tickets, in no order"

ok "a preview" sh -c 'tk-assign --auto -n <order >preview'
is "$(tk-list -o id agent:none | wc -l)" 1000 "changes nothing"
is "$(wc -l <preview)" 1000 "everyone can be served"
tk-export --backup copy.db
begin=$(date +%s)
ok "it is done" sh -c 'tk-assign --auto -o id,agent <order >done'
note "$(($(date +%s) - begin)) s"
is "$(cut -f1,3 preview | cmp - done 2>&1)" "" "as the preview said"

# ---- by skill, level, absence, capacity
load() { grep -c "	$1\$" done; }
who() { awk -F'\t' -v lo=$1 -v hi=$2 '$1 >= lo && $1 <= hi { print $2 }' done | LC_ALL=C sort -u | tr '\n' ' '; }
while read -r names; do
	for name in $names; do load "$name"; done | sort -n >loads
	low=$(head -n 1 loads) high=$(tail -n 1 loads)
	ok "$names: even ($low..$high)" [ $((high - low)) -le 1 ]
done <classes
is "$(who 1 300)" "ali can elif veli zeynep " "VPN goes to those who know it well enough"
is "$(who 301 500)" "omid reza sara zeynep " "so does e-posta"
is "$(who 501 700)" "hasan leyla mina tired " "and the printers"
is "$(load tired)" 20 "who bears twenty gets twenty"
for name in absent1 expired1 reader1 suspended1 "$(id -un)"; do
	is "$(load "$name")" 0 "$name gets none"
done
ok "who knows little still gets what asks for nothing" [ "$(load nobody1)" -gt 0 ]
like "$(grep -m 1 'skill vpn' preview)" 'skill vpn [235]>=2, (least )?load [0-9.]+(, next in turn)?$' "the reason says it all"

# ---- the preview as a script, in a copy of the store
mkdir copy && mv copy.db copy/tk.db
ok "the preview can be done by tk-apply" sh -c 'tk-apply -d copy preview >/dev/null'
is "$(tk-list -d copy --limit 0 -o id,agent --sort id id:1.. | md5sum)" \
	"$(tk-list --limit 0 -o id,agent --sort id id:1.. | md5sum)" "and gives the same"

# ---- what nobody can do is said and left alone
tk-admin category add SAP skill=vpn expertise=5
tk-set -c SAP -s open 1 >/dev/null
tk-assign --none 1 >/dev/null
tk-admin agent set zeynep absent=2026-03-10
tk-assign --auto 1 >out 2>err; is "$?" 1 "a level that nobody has who is there"
is "$(cat err)" "tk-assign: 1: nobody in support can take it: 15 without skill vpn 5, 4 away" "and why"
is "$(TK_NOW=2026-03-13T09:00:00Z tk-assign --auto 1 -o agent)" "absent1" "back from holiday"
tk-set --skill 'چاپگر' --expertise 3 2 >/dev/null
tk-assign --none 2 >/dev/null
tk-admin agent set tired capacity=100
is "$(tk-assign --auto 2 -o agent)" "tired" "what the ticket itself asks for counts more than its category"
is "$(tk-check)" "" "the counters are right"
