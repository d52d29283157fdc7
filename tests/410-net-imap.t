#!/bin/sh
# lib/net over IMAP: a real Dovecot, bad certificates, and a server that misbehaves.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
. "$top/tests/servers.sh"
need_dovecot
need_pkg openssl openssl
cleanup() { servers_stop; }
user=ayse@example.test

servers_certs "$scratch"
servers_dovecot "$scratch" good || exit 1
imaps="port=$IMAPS_PORT" imap="port=$IMAP_PORT tls=starttls"
for n in 1 2 3; do servers_mail $n >mail.$n; servers_drop "$scratch" $user <mail.$n; done

# ---- opening
steps='connect ok|certificate ok|greeting ok|login ok|folder ok'
drive $imaps imap-test INBOX
is "$status $(printf '%s\n' "$out" | grep -Ec "^($steps)")" '0 5' 'IMAPS: five steps succeed'
drive $imap imap-test INBOX
is "$status $(printf '%s\n' "$out" | grep -Ec "^($steps)")" '0 5' 'STARTTLS: five steps succeed'
drive $imaps host=127.0.0.1 imap-test INBOX
is "$status" 0 'an address is verified by the IP entry of the certificate'
drive $imaps token="$(servers_token "$scratch" $user)" imap-test INBOX
like "$out" '^login ok XOAUTH2' 'XOAUTH2'
drive $imaps token=nonsense imap-test INBOX
gives 78 "localhost:$IMAPS_PORT: login refused" 'a bad token'
drive $imaps password=wrong imap-test INBOX
gives 78 "localhost:$IMAPS_PORT: login refused" 'a wrong password'
drive $imaps imap-test Nowhere
gives 78 "localhost:$IMAPS_PORT: .*refused" 'a folder that is not there'
drive $imaps user="$(printf 'a\r\nx NOOP')" imap-test INBOX
gives 78 'control character' 'a line end in the user name'

# ---- certificates
for bad in wrong expired other; do
	servers_tls "$scratch" $bad
	drive port=$TLS_PORT imap-list INBOX 1
	gives 78 "localhost:$TLS_PORT: certificate refused" "certificate: $bad"
done
servers_tls "$scratch" good
drive port=$TLS_PORT imap-list INBOX 1
gives 75 'no complete answer within 2000 ms' 'certificate good, server silent'
drive $imaps ca="$scratch/tls/strange.pem" imap-list INBOX 1
gives 78 'certificate refused' 'another authority'
drive $imap ca="$scratch/tls/strange.pem" imap-list INBOX 1
gives 78 'certificate refused' 'another authority behind STARTTLS'
drive $imaps ca="$scratch/none.pem" imap-list INBOX 1
gives 78 'none.pem' 'no authority'

# ---- fetching
mkdir got
drive $imaps out=got imap-fetch INBOX 1 unseen
is "$status $(printf '%s\n' "$out" | grep -c '^mail ')" '0 3' 'three mails are fetched'
for n in 1 2 3; do ok "mail $n is what was sent, byte for byte" cmp -s mail.$n got/$n; done
drive $imaps imap-list INBOX 1 unseen
is "$(printf '%s\n' "$out" | grep -c '^uid ')" 3 'fetching marks nothing as read'
drive $imaps imap-list INBOX 4
is "$(printf '%s\n' "$out" | grep -c '^uid ')" 0 'n:* does not give the last mail again'
drive $imaps max=3000 imap-fetch INBOX 1
is "$(printf '%s\n' "$out" | grep -c '^skip .* longer than')" 3 'mails that are too long are skipped'

# ---- marking
drive $imaps imap-mark INBOX seen - 1
drive $imaps imap-list INBOX 1 unseen
is "$(printf '%s\n' "$out" | grep '^uid ' | tr '\n' ' ')" 'uid 2 uid 3 ' 'seen'
drive $imaps imap-mark INBOX move 'Çözülen & "biten" 𝕏' 2
is "$status" 0 'move to a folder that did not exist'
drive $imaps imap-list 'Çözülen & "biten" 𝕏' 1
is "$(printf '%s\n' "$out" | grep -c '^uid ')" 1 'the mail is in the folder'
drive $imaps imap-mark INBOX delete - 3
drive $imaps imap-list INBOX 1
is "$(printf '%s\n' "$out" | grep '^uid ' | tr '\n' ' ')" 'uid 1 ' 'moved and deleted mails are gone from INBOX'

# ---- waiting
{ sleep 1; servers_drop "$scratch" $user <mail.1; } &
drive $imaps imap-idle INBOX 8
is "$out" changed 'IDLE ends when a mail comes'
wait $!
drive $imaps imap-idle INBOX 1
is "$out" unchanged 'IDLE ends by time'

# ---- a server that misbehaves
fetch='imap-fetch INBOX 1'
faulty imap $fetch
is "$status $(printf '%s\n' "$out" | grep -c '^mail ')" '0 3' 'the scripted server serves three mails'
faulty silent tls=tls $fetch
gives 75 'no complete answer' 'silent before TLS'
faulty drip $fetch
gives 75 'no complete answer' 'dripping greeting'
faulty endless $fetch
gives 69 'endless line|more than it may' 'endless greeting'
faulty closes $fetch
gives 75 'closed the connection' 'closed at once'
faulty imap-drip $fetch
gives 75 'no complete answer' 'dripping fetch'
faulty imap-endless $fetch
is "$(printf '%s\n' "$out" | grep -c '^skip .*\(endless\|more than\)')" 3 'endless lines: each mail is skipped'
faulty imap-nested $fetch
is "$(printf '%s\n' "$out" | grep -c '^skip .*nested')" 3 'deep nesting: each mail is skipped'
faulty imap-literal $fetch
is "$(printf '%s\n' "$out" | grep -c '^skip .*announces more')" 3 'a literal of 2 GB: each mail is skipped'
faulty imap-refuses $fetch
is "$status $(printf '%s\n' "$out" | cut -d' ' -f1,2 | tr '\n' ',')" \
	'0 folder 7,uid 11,uid 12,uid 13,mail 11,skip 12,mail 13,' 'one refused mail does not stop the others'
faulty imap-closes $fetch
is "$status $(printf '%s\n' "$out" | grep -v '^[fu]' | cut -d' ' -f1,2 | tr '\n' ',')" \
	'75 mail 11,skip 12,' 'closed inside a mail: the mail before it is there, it is named'
faulty imap-bye $fetch
like "$status" '^(69|75)$' 'BYE inside a fetch is an error'
faulty imap-nocaps $fetch
is "$status" 0 'a server without capabilities'
faulty imap-expunge imap-mark INBOX delete - 11
is "$status $(grep -c 'EXPUNGE' faulty.log)" '0 1' 'without UIDPLUS: EXPUNGE while only our mails are marked'
faulty imap-expunge-others imap-mark INBOX delete - 11
is "$status $(grep -c 'EXPUNGE' faulty.log)" '0 0' 'without UIDPLUS: no EXPUNGE while others are marked'
faulty imap tls=starttls $fetch
gives 78 'offers no STARTTLS' 'STARTTLS is not offered'
faulty imap-starttls-injected tls=starttls $fetch
gives 69 'talked before TLS' 'text injected before TLS'
drive port="$(servers_port)" $fetch
gives 75 'cannot connect' 'nobody listens'
drive host=no-such-host.invalid $fetch
gives 75 'cannot find the host' 'no such host'
