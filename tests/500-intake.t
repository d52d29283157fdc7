#!/bin/sh
# Which ticket a mail belongs to, and who may write where (the order address, token, subject, references,
# none; outsiders and strangers; duplicates; locked, deleted and merged tickets).
. "${0%/*}/lib.sh"

tk-init --address support@example.com >/dev/null
tk-admin identity add satis address=satis@example.com
tk-admin group add satis identity=satis addresses=satis@example.com,sales@example.com
tk-admin agent add ali role=agent addresses=ali@example.com groups=support,satis

# mail FROM MESSAGE-ID SUBJECT [HEADER...]: a mail whose body names its id
mail() {
	printf 'From: %s\nMessage-ID: <%s>\nSubject: %s\nDate: Mon, 1 Jun 2026 10:00:00 +0300\n' "$1" "$2" "$3"
	id=$2; shift 3
	for line; do printf '%s\n' "$line"; done
	printf '\nmetin %s\n' "$id"
}

take() { tk-thread "$@" - | cut -f1-3,5 | tr '\t' ' '; }
col() { tk-list -o "$1" "$2"; }	# COLUMN TICKET
events() { tk-log -o kind "$1" | tr '\n' ' '; }
raw_last() { tk-show --json "$1" | jq -r '[.messages[] | select(.direction == "out")] | last | .id' | xargs -I% tk-show --raw -m % "$1"; }
header() { grep -i "^$1:" | head -n 1 | sed 's/^[^:]*: *//' | tr -d '\r'; }

# ---- none: a new ticket and its place
is "$(mail ayse@example.org a1@x 'Fatura' 'To: support@example.com' | take)" "1 new none -" "a new ticket"
is "$(mail ayse@example.org a2@x 'Sipariş' 'To: Sales@Example.com' | take)" "2 new none -" "another"
is "$(col group 1) $(col group 2)" "support satis" "the recipient's address chooses the group"
is "$(mail ayse@example.org a3@x 'x' 'To: yok@example.com' | take -r satis@example.com)" "3 new none -" "an envelope recipient"
is "$(col group 3)" "satis" "goes before the header"
is "$(mail ayse@example.org a4@x 'x' 'To: friends:;' 'Delivered-To: sales@example.com' | take)" "4 new none -" "Delivered-To"
is "$(col group 4)" "satis" "counts too"
tk-admin category add vpn group=satis
vpn=$(tk-admin category list --json | jq -r 'select(.name == "vpn").id')
mail ayse@example.org a5@x x "To: bir-sey-$vpn@example.com" | take >/dev/null
is "$(col category 5) $(col group 5)" "vpn satis" "digits behind a dash choose the category and its group"
mail ayse@example.org a6@x x "To: support+vpn@example.com" | take >/dev/null
is "$(col category 6)" "vpn" "and so does its name behind a plus"
tk-admin group set support addresses="support@example.com,iade-$vpn@example.com"
mail ayse@example.org a7@x x "To: iade-$vpn@example.com" | take >/dev/null
is "$(col category 7) $(col group 7)" "- support" "an exact address goes before category digits"
mail ayse@example.org a8@x x "To: bir-99999@example.com" | take >/dev/null
is "$(col category 8) $(col group 8)" "- support" "an unknown category is none"

# ---- references
is "$(mail ayse@example.org b1@x 'Re: Fatura' 'In-Reply-To: <a1@x>' | take)" "1 reply references -" "In-Reply-To"
is "$(mail ayse@example.org b2@x 'başka' 'References: <zz@x> <b1@x>' | take)" "1 reply references -" "References"
is "$(mail ayse@example.org b3@x 'c' 'References: <zz@x>' | take)" "1 reply references -" "an ancestor that was never seen"
is "$(mail ayse@example.org zz@x 'geç' | take)" "1 reply references -" "and the parent that comes late"
is "$(col msgs 1)" 5 "five messages"

# Two halves meet: merged, the lowest number survives
j1=$(mail ayse@example.org c1@x 'bir' | take | cut -d' ' -f1)
j2=$(mail ayse@example.org c2@x 'iki' | take | cut -d' ' -f1)
is "$(mail ayse@example.org c3@x 'üç' 'References: <c2@x> <c1@x>' | take)" "$j1 reply references joined:$j2" \
	"a mail that names two tickets joins them"
is "$(tk-show --json $j2 | jq .merged_into) $(col msgs $j1)" "$j1 3" "the lowest number survives"
is "$(mail ayse@example.org c4@x 'dört' "In-Reply-To: <c2@x>" | take)" "$j1 reply references -" "a mail to the merged one goes there"
is "$(mail ayse@example.org c5@x "Re: {TICKET-$j2}" | take)" "$j1 reply subject -" "by number too"
tk-merge --undo $j2 >/dev/null
is "$(col msgs $j2) $(col msgs $j1)" "1 4" "undone: messages go back to where they came to"
l1=$(mail ayse@example.org d1@x 'bir' | take | cut -d' ' -f1)
l2=$(mail ayse@example.org d2@x 'iki' | take | cut -d' ' -f1)
tk-note -m bir $l1 >/dev/null; tk-set --tag +x $l2 >/dev/null
is "$(mail ayse@example.org d3@x 'üç' 'References: <d1@x> <d2@x>' | take)" "$l1 reply references -" \
	"tickets with agents' work in both are not joined"
is "$(tk-show --json $l1 | jq -c .links)" "[$l2]" "but linked"

# ---- subject
is "$(mail ayse@example.org e1@x 'YNT: {TICKET-2} hâlâ' | take)" "2 reply subject -" "the number in the subject"
is "$(mail ayse@example.org e2@x 'پاسخ: {TICKET-2} سفارش' | take)" "2 reply subject -" "behind a Persian Re"
is "$(mail ayse@example.org e3@x 'Re: {TICKET-2}' 'In-Reply-To: <a1@x>' | take)" "2 reply subject -" "goes before references"
like "$(tk-show --json 2 | jq -c .links)" '\b1\b' "what the references say is linked"
n=$(mail ayse@example.org e4@x 'Re: {TICKET-99999}' | take | cut -d' ' -f2-)
is "$n" "new none -" "a number that does not exist is none"
n=$(mail ayse@example.org e5@x 'Re: {TICKET-2x} {TICKET-} {TICKET--2} {ticket-2' | take | cut -d' ' -f2-)
is "$n" "new none -" "nor is what looks like one"

# ---- tokens
tk-admin identity set support reply-token=yes
tk-reply --no-send -m 'Merhaba' 1 >/dev/null
is "$(col status 1)" pending "an answer"
raw_last 1 >answer.eml
reply_to=$(header Reply-To <answer.eml)
ours=$(header Message-ID <answer.eml | tr -d '<>')
root=$(header References <answer.eml | grep -o '<[^>]*example.com>' | head -n 1 | tr -d '<>')
like "$reply_to" '^<?support\+[^@]*@example.com>?$' "a signed reply address"
reply_to=$(printf %s "$reply_to" | tr -d '<>')
is "$(mail ayse@example.org f1@x x "To: $reply_to" | take)" "1 reply address -" "the token in To"
is "$(col status 1)" open "the answer of the requester opens"
is "$(mail ayse@example.org f2@x x "To: $(printf %s "$reply_to" | tr a-z A-Z)" | take)" "1 reply address -" "in any case of letters"
for where in Cc Delivered-To X-Original-To; do
	is "$(mail ayse@example.org f-$where@x x "$where: $reply_to" | take)" "1 reply address -" "in $where"
done
is "$(mail ayse@example.org f3@x x | take -r "$reply_to")" "1 reply address -" "in the envelope"
is "$(mail ayse@example.org f4@x '{TICKET-2}' "To: $reply_to" | take)" "1 reply address -" "goes before the subject"
is "$(mail ayse@example.org f5@x x "In-Reply-To: <$ours>" | take)" "1 reply token -" "the token in our Message-ID"
is "$(mail ayse@example.org f6@x '{TICKET-2}' "References: <$root>" | take)" "1 reply token -" "in our References alone"
bad=$(printf %s "$reply_to" | perl -pe 's/([a-z2-7])(?=@)/$1 eq "a" ? "b" : "a"/e')
n=$(mail ayse@example.org f7@x x "To: $bad" | take | cut -d' ' -f2-)
is "$n" "new none -" "a forged token is none"
other=$(printf %s "$reply_to" | sed 's/+t1\./+t2./')
n=$(mail ayse@example.org f8@x x "To: $other" | take | cut -d' ' -f2-)
is "$n" "new none -" "nor is one of another ticket"
is "$(mail ayse@example.org f9@x x "To: support@example.com, $reply_to" | take)" "1 reply address -" "beside the plain address"

# ---- outsiders and strangers
tk-reply --no-send -m 'bekliyoruz' 1 >/dev/null
before=$(col status,idle,updated 1 | cut -f1)
is "$(mail bora@example.net g1@x '{TICKET-1}' | take)" "1 reply subject outsider" "somebody else by number: outsider"
is "$(mail bora@example.net g2@x x "To: $reply_to" | take)" "1 reply address stranger" "with our token: stranger"
is "$(col status 1)" "$before" "neither changes the status"
is "$(tk-list -o id is:outsider)" 1 "is:outsider finds it"
exits 2 "an answer is stopped" tk-reply --no-send -m x 1 2>/dev/null
ok "and forced" sh -c "tk-reply --no-send --confirm -m olsun 1 >forced"
is "$(raw_last 1 | header To; raw_last 1 | header Cc)" "ayse@example.org" "it goes to the requester alone"
tk-set --accept 1 >/dev/null
is "$(tk-list -o id is:outsider)" "" "accepted"
is "$(mail bora@example.net g3@x '{TICKET-1}' | take)" "1 reply subject -" "now takes part"
like "$(tk-log -o kind,old,new,cause 1 | tr '\t' ' ')" '^accept - bora@example.net' "there is an event"
tk-reply --no-send -m 'ikiniz' 1 >/dev/null
is "$(raw_last 1 | header Cc)" "bora@example.net" "and gets answers"
before=$(events 1); tk-set --accept 1 >/dev/null
is "$(events 1)" "$before" "accepted again: no event"

tk-reply --no-send -m x 3 >/dev/null
mail bora@example.net g4@x '{TICKET-3}' | take >/dev/null
tk-set --accept 3 >/dev/null
is "$(tk-log -o kind,old,new,cause 3 | tail -n 2 | tr '\t\n' ' ;')" "status pending open accept;accept - bora@example.net -;" \
	"a mail that waits for an answer opens the ticket when it is accepted"

tk-set -s closed 2 >/dev/null
n=$(mail bora@example.net h1@x '{TICKET-2}' | take)
is "${n#* }" "new subject followup" "an outsider opens a new ticket beside a closed one"
is "$(col status 2)" closed "which stays closed"
like "$(tk-show --json ${n%% *} | jq -c .links)" '\b2\b' "and is linked"
is "$(mail ayse@example.org h2@x '{TICKET-2}' | take)" "2 reply subject -" "the requester reopens it"
is "$(col status,closed 2 | tr '\t' ' ')" "open -" "it is open"
for state in locked deleted; do
	[ $state = locked ] && tk-set -s locked 2 >/dev/null || tk-set -s open --delete 2 >/dev/null
	n=$(mail ayse@example.org h-$state@x '{TICKET-2}' | take)
	is "${n#* }" "new subject followup" "even the requester beside a $state one"
	like "$(tk-show --json ${n%% *} | jq -c .links)" '\b2\b' "linked"
done
tk-set --undelete 2 >/dev/null

mail ayse@example.org i1@x 'politika' 'To: sales@example.com' | take >pol
pol=$(cut -d' ' -f1 pol)
tk-admin group set satis outsiders=link
n=$(mail bora@example.net i2@x "{TICKET-$pol}" | take)
is "${n#* }" "new subject followup" "policy link: a ticket of its own"
tk-admin group set satis outsiders=hold
is "$(mail bora@example.net i3@x "{TICKET-$pol}" | tk-thread - | cut -f1,2 | tr '\t' ' ')" "- held" "policy hold: held"
is "$(tk-thread --held list | wc -l)" 1 "in the spool"
tk-admin group set satis outsiders=append
ok "tried again" tk-thread --held retry all
is "$(tk-thread | cut -f1-3,5 | tr '\t' ' ')" "$pol reply subject outsider" "and taken when the policy lets it"

# From alone makes nobody an agent
is "$(mail ali@example.com k1@x '{TICKET-1}' | take)" "1 reply subject outsider" "an agent's From by number is an outsider"
is "$(mail '=?UTF-8?Q?ali=40example.com?= <bora2@example.net>' k2@x '{TICKET-1}' | take)" "1 reply subject outsider" \
	"an encoded word is no agent"
tk-set --accept 1 >/dev/null

# ---- who takes part: Cc, watchers
mail ayse@example.org m1@x 'katılanlar' 'To: support@example.com' 'Cc: Cem <CEM@example.org>' | take >part
part=$(cut -d' ' -f1 part)
is "$(mail cem@example.org m2@x "{TICKET-$part}" | take)" "$part reply subject -" "who stood in Cc takes part"
tk-set --watch deniz@example.org $part >/dev/null
is "$(mail deniz@example.org m3@x "{TICKET-$part}" | take)" "$part reply subject -" "so does a watcher"
is "$(mail '' m4@x "{TICKET-$part}" | take)" "$part reply subject outsider" "a mail from nobody is an outsider's"

# ---- duplicates
mail ayse@example.org o1@x 'kopya' 'To: support@example.com' >copy.eml
copy=$(take -r support@example.com <copy.eml | cut -d' ' -f1)
is "$(take -r support@example.com <copy.eml)" "$copy duplicate - -" "the same again"
is "$(events $copy)" "new " "tells nothing"
{ echo 'Received: from elsewhere'; cat copy.eml; } | sed 's/$/\r/' | take -r satis@example.com >out
is "$(cat out)" "$copy duplicate - -" "by another way, with other line ends"
is "$(tk-log -o kind,new $copy | tail -n 1 | tr '\t' ' ')" "duplicate satis@example.com" "for another recipient: an event"
take -r satis@example.com <copy.eml >/dev/null
is "$(col msgs $copy) $(events $copy)" "1 new duplicate " "told once, stored once"
grep -v Message-ID copy.eml >none.eml
none=$(take <none.eml | cut -d' ' -f1)
is "$(take <none.eml)" "$none duplicate - -" "without a Message-ID the content decides"
is "$(sed 's/metin/metın/' none.eml | take | cut -d' ' -f2)" new "other content, other mail"
is "$(sed 's/metin/baska/' copy.eml | take)" "$copy reply references same-id" "the same id, From and Subject: the same ticket"
n=$(mail kargo@example.org o1@x 'Kargo' | take)
is "${n#* }" "new none same-id" "the same id of somebody else: a ticket of its own"

# ---- -n changes nothing
before=$(tk-list -o id,rev,msgs id:1..9999 2>/dev/null | cksum)
mail ayse@example.org p1@x '{TICKET-1}' | tk-thread -n - >out 2>err
is "$(cut -f1-3 out | tr '\t' ' ')" "1 reply subject" "-n decides"
like "$(cat err)" 'subject: 1' "and explains"
is "$(tk-list -o id,rev,msgs id:1..9999 2>/dev/null | cksum)" "$before" "and changes nothing"

# ---- many operands: a line each, in their order
mail ayse@example.org q1@x bir >q1.eml; mail ayse@example.org q2@x iki 'In-Reply-To: <q1@x>' >q2.eml
printf 'From ayse@example.org Sat Jan  3 01:05:34 1998\n' | cat - q2.eml >q3.eml
: >q4.eml
is "$(tk-thread q2.eml q1.eml q3.eml q4.eml | cut -f2,3 | tr '\t\n' ' ;')" \
	"new none;reply references;duplicate -;new none;" "one line a file, in order; a From line is no mail"
exits 66 "a file that is not there" tk-thread /nonexistent 2>/dev/null
ok "the store is clean" tk-check
