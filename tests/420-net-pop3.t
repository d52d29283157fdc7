#!/bin/sh
# lib/net over POP3: a real Dovecot, bad certificates, and a server that misbehaves.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
. "$top/tests/servers.sh"
need_dovecot
need_pkg openssl openssl
cleanup() { servers_stop; }
user=ayse@example.test

servers_certs "$scratch"
servers_dovecot "$scratch" good || exit 1
pop3s="port=$POP3S_PORT" pop3="port=$POP3_PORT tls=starttls"
for n in 1 2 3; do servers_mail $n >mail.$n; servers_drop "$scratch" $user <mail.$n; done

# ---- opening
steps='connect ok|certificate ok|greeting ok|login ok|list ok 3 mails'
drive $pop3s pop3-test
is "$status $(printf '%s\n' "$out" | grep -Ec "^($steps)")" '0 5' 'POP3S: five steps succeed'
drive $pop3 pop3-test
is "$status $(printf '%s\n' "$out" | grep -Ec "^($steps)")" '0 5' 'STLS: five steps succeed'
drive $pop3s host=127.0.0.1 pop3-test
is "$status" 0 'an address is verified by the IP entry of the certificate'
drive $pop3s token="$(servers_token "$scratch" $user)" pop3-test
like "$out" '^login ok XOAUTH2' 'XOAUTH2'
drive $pop3s token=nonsense pop3-test
gives 78 "localhost:$POP3S_PORT: login refused" 'a bad token'
drive $pop3s password=wrong pop3-test
gives 78 "localhost:$POP3S_PORT: login refused" 'a wrong password'
drive $pop3s password="$(printf 'a\r\nDELE 1')" pop3-test
gives 78 'control character' 'a line end in the password'

# ---- certificates
for bad in wrong expired other; do
	servers_tls "$scratch" $bad
	drive port=$TLS_PORT pop3-list
	gives 78 "localhost:$TLS_PORT: certificate refused" "certificate: $bad"
done
drive $pop3s ca="$scratch/tls/strange.pem" pop3-list
gives 78 'certificate refused' 'another authority'
drive $pop3 ca="$scratch/tls/strange.pem" pop3-list
gives 78 'certificate refused' 'another authority behind STLS'

# ---- fetching and deleting
mkdir got
drive $pop3s out=got pop3-fetch
is "$status $(printf '%s\n' "$out" | grep -c '^mail ')" '0 3' 'three mails are fetched'
for uid in got/*; do cat "$uid"; done >all.got
cat mail.1 mail.2 mail.3 >all
ok 'the mails are what was sent, byte for byte' cmp -s all all.got
before=$out
drive $pop3s max=3000 pop3-fetch
is "$(printf '%s\n' "$out" | grep -c '^skip .* longer than')" 3 'mails that are too long are skipped'
drive $pop3s pop3-delete 2
drive $pop3s pop3-list
is "$(printf '%s\n' "$out" | cut -d' ' -f3)" \
	"$(printf '%s\n' "$before" | sed -n 's/^item [13] \([^ ]*\) .*/\1/p')" 'a deleted mail is gone, the others keep their UIDL'

# ---- a server that misbehaves
faulty pop3 out=. pop3-fetch
is "$status $(printf '%s\n' "$out" | grep -c '^mail a-[12] 29')" '0 2' 'dots and NUL arrive as they are'
printf 'Subject: 1\r\n\r\n.dot\r\nnul\0nul\r\n' >want
ok 'also in the bytes' cmp -s want a-1
faulty silent tls=tls pop3-list
gives 75 'no complete answer' 'silent before TLS'
faulty drip pop3-list
gives 75 'no complete answer' 'dripping greeting'
faulty endless pop3-list
gives 65 'too long' 'endless greeting'
faulty pop3-drip pop3-fetch
gives 75 'no complete answer' 'dripping mail'
faulty pop3-endless pop3-fetch
gives 65 'too long|longer than' 'endless mail'
like "$out" '^skip a-1 ' 'the endless mail is named'
faulty pop3-closes pop3-fetch
is "$status $(printf '%s\n' "$out" | grep -v ^item | cut -d' ' -f1,2 | tr '\n' ',')" '75 mail a-1,skip a-2,' \
	'closed inside a mail: the mail before it is there, it is named'
faulty pop3-zero pop3-fetch
gives 69 'no POP3' 'mail number 0'
faulty pop3-nostls tls=starttls pop3-list
gives 78 'STLS refused' 'STLS is not offered'
