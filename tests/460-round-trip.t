#!/bin/sh
# The whole way round, over real servers: a mail in the INBOX becomes a ticket, its answer reaches the
# INBOX of the requester, and what an ordinary client writes back joins the ticket, whatever headers are
# left of it.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
. "$top/tests/servers.sh"
need_pkg openssl openssl
need_pkg dovecot dovecot-imapd
need_pkg dovecot dovecot-lmtpd
need_pkg postfix postfix
need_pkg curl curl
need_pkg mshow mblaze
need_root
cleanup() { servers_stop; }
desk=ayse@example.test customer=bahar@example.test
received=0 answered=0 to= attached=

# ---- the requester's mail program: curl

client() { # URL [OPTION...]
	curl -sS --ssl-reqd --cacert "$scratch/tls/ca.pem" --user "$customer:$SERVERS_PASSWORD" --url "$@"
}
post() { client "smtp://localhost:$SMTP_PORT" --mail-from $customer --mail-rcpt "$1" --crlf --upload-file -; }
look() {
	client "imap://localhost:$IMAP_PORT/INBOX;MAILINDEX=$1" 2>curl.err | tr -d '\r' >arrived && [ -s arrived ]
}
# arrives: the next mail of the requester's INBOX, in the file "arrived"
arrives() {
	received=$((received + 1))
	wait_until 30 look $received || note "no mail $received in the INBOX: $(cat curl.err)"
}
body() { mshow ./arrived | tr -d '\r'; }
header() { sed '/^$/q' arrived | perl -0pe 's/\n[ \t]+/ /g' | sed -n "s/^$1: *//Ip"; }
encoded() { printf '=?utf-8?B?%s?=' "$(printf %s "$1" | base64 -w 0)"; }
# letter TO SUBJECT TEXT [HEADER...]
letter() {
	printf 'From: %s <%s>\nTo: %s\nSubject: %s\n' "$(encoded 'Bahar Yılmaz')" $customer "$1" "$(encoded "$2")"
	printf 'Date: %s\nMessage-ID: <%s@istemci.example>\n' "$(date -R)" "$(date +%s.%N)"
	text=$3; shift 3
	for line; do printf '%s\n' "$line"; done
	[ -z "$attached" ] || { letter_parts; return; }
	printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n'
	printf 'Content-Transfer-Encoding: 8bit\n\n%s\n' "$text"
}
letter_parts() {
	printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=parca\n\n--parca\n'
	printf 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s\n--parca\n' "$text"
	printf 'Content-Type: image/png; name="%s"\nContent-Transfer-Encoding: base64\n' "$(encoded "$attached")"
	printf 'Content-Disposition: attachment\n\n'
	base64 "$attached"
	printf -- '--parca--\n'
}

# ---- the desk

# taken: fetch until one mail came
taken() {
	wait_until 30 sh -c '[ "$(tk-fetch post | cut -f2)" != 0 ]' || note 'nothing was fetched'
}
# answer TICKET [OPTION...]: the desk answers and the requester has it before them
answer() {
	answered=$((answered + 1))
	tk-reply --no-send -m "Yanıt $answered" "$@" >/dev/null
	tk-send >>outgoing
	arrives
	is "$(body | grep -c "Yanıt $answered$")" 1 "answer $answered is in the INBOX"
}
# last TICKET: status and newest message
last() {
	tk-show --json "$1" | jq -r '.status + " " + (.messages[-1] | "\(.verdict) \(.why) \(.text)")'
}
# comes_back TICKET WHY NAME SUBJECT [HEADER...]: the requester writes; the ticket waited for them until then
comes_back() {
	ticket=$1 why=$2 name=$3 subject=$4; shift 4
	is "$(tk-list -o status "$ticket")" pending "$name: the ticket waits for the requester"
	letter "${to:-destek@example.test}" "$subject" "Şöyle yazdım: $name" "$@" |
		post "${to:-destek@example.test}"
	taken
	is "$(last "$ticket")" "open reply $why Şöyle yazdım: $name" "$name: the same ticket by $why, open again"
}
sha() { sha256sum | cut -d' ' -f1; }

servers_certs "$scratch"
servers_dovecot "$scratch" good || exit 1
servers_postfix "$scratch" good || exit 1
tk-init --address destek@example.test >/dev/null || exit 1
printf '%s\n' "$SERVERS_PASSWORD" >secret
servers_token "$scratch" $desk >token
for section in 'identity support' 'account post'; do
	printf '[%s]\npassword-command = cat %s\ntoken-command = cat %s\nca-file = %s\n' \
		"$section" "$scratch/secret" "$scratch/token" "$scratch/tls/ca.pem"
done >"$TK_HOME/tk.conf"
chmod 600 "$TK_HOME/tk.conf"
server="host=localhost tls=starttls user=$desk"
tk-admin identity set support transport=smtp port=$SMTP_PORT $server >/dev/null
tk-admin account put post group=support port=$IMAP_PORT $server >/dev/null

# ---- there and back
letter destek@example.test 'Fatura görünmüyor' 'Faturamı göremiyorum.' >first.eml
first=$(sed -n 's/^Message-ID: //p' first.eml)
post destek@example.test <first.eml; taken
letter destek@example.test 'صورتحساب' 'صورتحساب من کجاست؟' | post destek@example.test; taken
is "$(last 1)" 'open new none Faturamı göremiyorum.' 'a mail becomes a ticket'
is "$(last 2)" 'open new none صورتحساب من کجاست؟' 'and another'
answer 1
is "$(mhdr -d -h subject ./arrived)" 'Re: Fatura görünmüyor {TICKET-1}' 'it bears the number'
is "$(header Reply-To)$(header From)" 'destek@example.test' 'answers go to the plain address'
like "$(header Received)" "with ESMTPSA .*for <$customer>" 'it went by STARTTLS and AUTH'

# ---- what mail programs leave of the headers
ours=$(header Message-ID) root=$(header References | cut -d' ' -f1)
like "$root $ours" '^<(t1\.[a-z2-7]+)@example.test> <\1\.[a-z2-7]+@example.test>$' 'both ids hold the token'
own='<6E1C@icloud.example>' gmail='<CAF0x7@mail.gmail.example>'
comes_back 1 token 'In-Reply-To alone' 'Ynt: Fatura' "In-Reply-To: $ours"
answer 1
comes_back 1 token 'References alone' 'Ynt: Fatura' "References: $(header References) $(header Message-ID)"
answer 1
comes_back 1 subject 'the subject alone' 'Ynt: Fatura görünmüyor {TICKET-1}'
answer 2
comes_back 2 subject 'the subject alone, in Persian' 'پاسخ: صورتحساب {TICKET-2}'
answer 1
comes_back 1 token 'Apple Mail, our first id survives' 'Fatura' "References: $own $root"
answer 1
comes_back 1 token 'Apple Mail, our Message-ID survives' 'Fatura' "In-Reply-To: $ours" "References: $own"
answer 1
comes_back 1 references 'Apple Mail, its own chain' 'Fatura' "In-Reply-To: $own" "References: $first $own"
answer 1
comes_back 1 token 'Gmail, our Message-ID replaced' 'Fatura' "In-Reply-To: $gmail" "References: $root $gmail"

# ---- by OAuth2; the answer is sent as soon as it is written
tk-admin identity set support auth=xoauth2 reply-token=yes >/dev/null
tk-admin account set post auth=xoauth2 >/dev/null
answered=$((answered + 1))
tk-reply -m "Yanıt $answered" 2 >/dev/null
arrives
wait_until 30 sh -c '[ -z "$(tk-send --list)" ]'
comes_back 2 token 'XOAUTH2' 'Re: x' "In-Reply-To: $(header Message-ID)"
is "$(grep -c "sasl_method=XOAUTH2, sasl_username=$desk" postfix.log)" 1 'Postfix took the token'
ok 'so did Dovecot' grep -q "imap-login: .*Login: user=<$desk>, method=XOAUTH2" dovecot.log
tk-admin identity set support auth=password >/dev/null
tk-admin account set post auth=password >/dev/null

# ---- the signed address, with all headers lost, and files both ways
# exchange TICKET NAME SUBJECT: an attachment of this name goes out and another comes back
exchange() {
	head -c 100000 /dev/urandom >"$2"
	answer "$1" -a "$2"
	is "$(mshow -t ./arrived | sed -n 's/.* name="\(.*\)"$/\1/p')" "$2" "$2 arrives under its name"
	is "$(mshow -O ./arrived 3 | sha)" "$(sha <"$2")" "$2 arrives as it was sent"
	to=$(header Reply-To)
	like "$to" "^destek\+t$1\.[a-z2-7]+@example.test$" "ticket $1: Reply-To is a signed address"
	head -c 100000 /dev/urandom >"$2"
	attached=$2
	comes_back "$1" address "the signed address, $2" "$3"
	attached=
	is "$(tk-attach -o sha256,name "$1" | tail -n 1)" "$(sha <"$2")	$2" "$2 comes back as it was sent"
	message=$(tk-show --json "$1" | jq '.messages[-1].id')
	is "$(tk-attach --cat -m "$message" "$1" | sha)" "$(sha <"$2")" "and goes out again"
	to=
}
exchange 1 'ekran görüntüsü.png' 'Yepyeni bir konu'
exchange 2 'رسید.png' 'موضوع دیگر'

is "$(tk-list --limit 0 created:7d -o id,msgs | sort -n | tr '\t\n' ' ,')" '1 17,2 7,' 'two tickets hold all'
is "$(tk-show --json 1 2 | jq -s '[.[].out] | add')" $answered 'with every answer'
is "$(cut -f3,4 outgoing | sort | uniq -c | xargs)" "$((answered - 1)) sent $customer" 'every recipient is sent'

# ---- an address that is not there
tk-new -s 'Sorun' -f kimse@example.test -m 'Merhaba' >/dev/null
tk-reply --no-send -m 'Yanıt' 3 >/dev/null
tk-send >refused
like "$(cut -f3- refused)" '^failed	kimse@example.test	.*	550 5\.1\.1 ' 'Postfix refuses and is quoted'
is "$(tk-list -o id is:failed)" 3 'tk-list is:failed'
like "$(tk-show 3)" '^delivery +1 failed' 'tk-show tells'
like "$(tk-show -e 3)" 'failed - -> kimse@example.test$' 'with -e also to whom'
like "$(tk-send --list)" 'kimse@example.test.*550 5\.1\.1' 'the outbox, why'
tk-send --drop "$(tk-send --list | cut -f1)" >/dev/null
is "$(tk-list -o id is:failed)" '' 'dropped'

# ---- a server that is down
/usr/sbin/postfix -c "$scratch/postfix" stop >/dev/null 2>&1
tk-reply --no-send -m 'Geciken yanıt' 1 >/dev/null
tk-send >down 2>complaint; is $? 75 'the server is down'
is "$(cut -f3,4 down)" "queued	$customer" 'the answer stays in the outbox'
/usr/sbin/postfix -c "$scratch/postfix" start >/dev/null 2>&1 && servers_wait_port $SMTP_PORT
is "$(tk-send)" '' 'it is not tried before its time'
is "$(TK_NOW=$(($(date +%s) + 121)) tk-send | cut -f3,4)" "sent	$customer" 'but then'
arrives
like "$(body)" '^Geciken yanıt$' 'and it arrives'

# ---- nothing is left anywhere
is "$(tk-send --list)" '' 'nothing in the outbox'
is "$(find "$TK_HOME/spool" -type f ! -name '*lock*')" '' 'nothing in the spool'
is "$(doveadm -c "$scratch/dovecot.conf" search -u $desk mailbox INBOX unseen)" '' 'nothing unread'
ok 'the store is sound' tk-check 2>/dev/null
