#!/bin/sh
# Tickets between agents: who asks, who answers, what is mailed and what only stored; private mail that
# an agent imports.
. "${0%/*}/lib.sh"

tk-init --address destek@example.com >/dev/null
tk-admin group add arka usable=internal
tk-admin group add öndeki identity=support
tk-admin agent add ayşe role=agent groups=support fullname='Ayşe Demir'
tk-admin agent add رضا role=agent groups=arka,öndeki fullname='رضا کریمی'
tk-admin agent add ali role=agent groups=öndeki addresses=ali@example.com
tk-admin agent add bakan role=reader groups=support
ids() { cut -f1 | tr '\n' ' '; }
row() { tk-list -o "$1" "$2" | tr '\t' ' '; }
directions() { tk-show --json "$1" | jq -r '[.messages[].direction] | join(" ")'; }
queued() { tk-send --list | tr '\t' ' '; }

# ---- neither has an address, the group no identity: all is stored, nothing mailed
made=$(tk-new --as ayşe -g arka -t رضا -s 'Sunucu odası' -m 'Anahtar kimde?' | ids)
made=${made% }
is "$(row channel,level,agent,group,status 1)" \
	"internal agent رضا arka open" "a ticket straight to a group and an agent"
is "$(tk-list --as ayşe --sent-by me | ids)" "$made " "whoever sent it finds it"
is "$(tk-list --as رضا agent:me channel:internal level:agent | ids)" "$made " "as does who got it"
tk-reply --as رضا -m 'Bende.' "$made" >/dev/null
is "$(directions 1) $(row status,waiting 1)" "in out pending -" "an answer is stored"
is "$(tk-send --list)" "" "and mailed to nobody"
tk-reply --as ayşe -m 'Ne zaman gelirsin?' "$made" >/dev/null
is "$(directions 1) $(row status,in,out 1)" "in out in open 2 1" "whoever asked asks again"
ok "and waits" [ "$(row waiting 1)" != - ]
like "$(tk-log -o actor,kind 1 | tr '\t' ' ')" '^ayşe reply$' "which is no answer in the log"
tk-reply --as ayşe --then closed -m 'Tamam, buldum.' "$made" >/dev/null
is "$(row status 1)" closed "and may say that it is done"
is "$(tk-send --list)" "" "still nothing is mailed"
exits 77 "who made it cannot delete it" tk-set --as ayşe --delete "$made" 2>/dev/null
exits 64 "nothing can be sent to oneself" tk-new --as ayşe --send -s x -m x 2>/dev/null

# ---- with addresses
tk-admin agent set ayşe addresses=ayse@example.com
two=$(tk-new --as ayşe -g öndeki -t ali -s 'Fatura' -m 'Kim bakıyor?' | cut -f1)
is "$(tk-send --list)" "" "the question itself is no mail"
tk-reply --as ali --no-send -m 'Ben.' "$two" >/dev/null
like "$(queued)" ' queued ayse@example.com ' "the answer goes to the address of who asked"
tk-reply --as ayşe --no-send -m 'Teşekkürler.' "$two" >/dev/null
like "$(queued)" ' queued ali@example.com ' "and what is asked then to that of who has it"
tk-assign --none "$two" >/dev/null
before=$(queued)
tk-reply --as ayşe --no-send -m 'Hâlâ mı?' "$two" >/dev/null
is "$(queued)" "$before" "nobody has it: it is stored"
is "$(tk-show --json "$two" | jq -r '.messages[-1].from.email' | grep -c invalid)" 0 "no address is made up"

# ---- a question apart becomes a ticket between the same two
tk-assign --to ali "$two" >/dev/null
tk-reply --as ayşe -m 'Bir de: kim arıyor?' "$two" >/dev/null
apart=$(tk-split --as ayşe "$two" "$(tk-show --json "$two" | jq '.messages[-1].id')" | tail -n 1 | cut -f1)
is "$(row channel,level,agent,requester "$apart")" "internal agent ali ayse@example.com" "split: between agents as before"
is "$(tk-list --as ayşe --sent-by me | ids)" "$made $two $apart " "and still of who asks"
tk-reply --as ayşe -m 'Acil.' "$apart" >/dev/null
is "$(directions "$apart")" "in in" "who goes on asking"
tk-reply --as ali --no-send -m 'Ben ararım.' "$apart" >/dev/null
is "$(directions "$apart")" "in in out" "and is answered"

question=$(tk-show --json "$apart" | jq -r '.messages[0].message_id')
printf 'From: ali@example.com\nMessage-ID: <by-mail@x>\nIn-Reply-To: <%s>\nSubject: Re: Fatura\n\nMailden.\n' "$question" |
	tk-thread - >took
is "$(cut -f1,3 took | tr '\t' ' ')" "$apart token" "an answer by mail to a question that was mailed finds it there"
printf 'From: can@example.net\nMessage-ID: <meddles@x>\nSubject: Re: {TICKET-%s}\n\nBenim de faturam var.\n' "$two" | tk-thread - >/dev/null
theirs=$(tk-split --as ali "$two" "$(tk-show --json "$two" | jq '.messages[-1].id')" | tail -n 1 | cut -f1)
is "$(row channel,level,requester,status "$theirs")" "mail non-member can@example.net open" "what a customer wrote becomes theirs, and waits"

# ---- private mail
printf 'From: "Özel" <can@example.org>\nTo: ayse@example.com\nMessage-ID: <p1@x>\nSubject: Size özel\nDate: Mon, 1 Jun 2026 10:00:00 +0000\n\nx\n' >özel.eml
exits 77 "the group takes none" tk-thread --as ayşe --import -g support -a ali özel.eml 2>err
is "$(cat err)" "tk-thread: not allowed: the group support takes no private mail (import=yes)" "and the reason is said"
tk-admin group set support import=yes
is "$(tk-list is:spam; tk-list subject:özel)" "" "nothing came in"
is "$(tk-thread --as ayşe --import -g support -a ali <özel.eml | cut -f2,3,5 | tr '\t' ' ')" "new none import" "on standard input"
three=$(tk-list -o id 'subject:"size özel"')
is "$(row channel,group,agent,requester,level "$three")" "import support ali can@example.org non-member" "for a group and an agent"
is "$(tk-log -o actor,kind,new "$three" | tr '\t' ' ')" "ayşe new import" "the event names who brought it"
is "$(tk-thread --as ayşe --import -g support özel.eml | cut -f2)" duplicate "the second time it is known"
exits 64 "a group that is none" tk-thread --as ayşe --import -g yok özel.eml 2>/dev/null
exits 64 "an agent who is none" tk-thread --as ayşe --import -g support -a yok özel.eml 2>/dev/null
exits 64 "no import" tk-thread --as ayşe -g support özel.eml 2>/dev/null
exits 64 "no group" tk-thread --as ayşe --import -a ali özel.eml 2>/dev/null
exits 67 "nobody" tk-thread --as yok --import -g support özel.eml 2>/dev/null
exits 77 "a reader" tk-thread --as bakan --import -g support özel.eml 2>/dev/null
is "$(tk-check)" "" "the store is clean"
