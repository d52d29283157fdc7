#!/bin/sh
# lib/net over SMTP: a real Postfix, bad certificates, a server that misbehaves; what becomes of each
# recipient, and that no mail ends before the caller agreed.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
. "$top/tests/servers.sh"
need_pkg openssl openssl
need_dovecot
need_pkg postfix postfix
need_root
cleanup() { servers_stop; }
user=ayse@example.test
servers_certs "$scratch"
servers_dovecot "$scratch" good || exit 1
servers_postfix "$scratch" good || exit 1
smtps="port=$SMTPS_PORT" smtp="port=$SMTP_PORT tls=starttls"
printf 'From: ayse@example.test\r\nSubject: Yanıt\r\n\r\nMerhaba\r\n.\r\n..\r\nson\r\n' >letter

# send KEY=VALUE... -- HOOK FROM RCPT...: prints "address state" lines to $out
send() { drive "$@" <letter; }
states() { printf '%s\n' "$out" | sed -n 's/^\([^ ]*@[^ ]*\) \([a-z]*\) .*/\1 \2/p' | tr '\n' ','; }

# ---- opening
drive $smtps smtp-test
is "$status $(printf '%s\n' "$out" | grep -c ' ok ')" '0 4' 'SMTPS: four steps succeed'
drive $smtp smtp-test
is "$status $(printf '%s\n' "$out" | grep -c ' ok ')" '0 4' 'STARTTLS: four steps succeed'
drive $smtp host=127.0.0.1 smtp-test
is "$status" 0 'an address is verified by the IP entry of the certificate'
drive $smtp token="$(servers_token "$scratch" $user)" smtp-test
like "$out" '^login ok XOAUTH2' 'XOAUTH2'
drive $smtp token=nonsense smtp-test
gives 78 "localhost:$SMTP_PORT: login refused" 'a bad token'
drive $smtp password=wrong smtp-test
gives 78 "localhost:$SMTP_PORT: login refused" 'a wrong password'
like "$out" '^login failed' 'the step that failed is login'

# ---- certificates
for bad in wrong expired other; do
	servers_tls "$scratch" $bad
	drive port=$TLS_PORT smtp-test
	gives 78 "localhost:$TLS_PORT: .*certificate" "certificate: $bad"
	like "$out" '^certificate failed' "certificate: $bad: the step that failed is certificate"
done
send $smtps ca="$scratch/tls/strange.pem" smtp-send ok $user bahar@example.test
gives 78 'certificate' 'another authority'
is "$(states)" 'bahar@example.test retry,' 'another authority: to be tried again'
send $smtp ca="$scratch/tls/strange.pem" smtp-send ok $user bahar@example.test
gives 78 'certificate' 'another authority behind STARTTLS'

# ---- sending
send $smtp smtp-send ok $user bahar@example.test nobody@example.test $user
is "$status $(states)" "0 bahar@example.test sent,nobody@example.test failed,$user sent," \
	'each recipient has a state of its own'
like "$out" '^nobody@example.test failed 550 5.1.1' 'the refusal is quoted'
wait_until 30 sh -c "cat mail/bahar@example.test/new/*"
ok 'the body arrives as it was' sh -c "cat mail/bahar@example.test/new/* | tr -d '\r' | tail -4 | cmp -s - want" \
	"$(printf 'Merhaba\n.\n..\nson\n' >want)"
send $smtp smtp-send ok '' $user
is "$status $(states)" "0 $user sent," 'the null sender'
send $smtp smtp-send ok $user "a b@example.test" "$(printf 'x@example.test>\r\nDATA')" $user
is "$(printf '%s\n' "$out" | grep -c 'failed not a usable address')" 2 'unusable addresses are never sent'
like "$(states)" "$user sent" 'the usable one is'

# ---- the scripted server: what happens before the end of the mail
rcpts='ayse@example.test bahar@example.test'
plain() { # MODE HOOK RCPT...
	mode=$1 hook=$2
	shift 2
	FAULTY_MAIL=letter faulty "$mode" user= smtp-send "$hook" a@example.test "$@"
}
plain smtp ok $rcpts
is "$status $(states)" '0 ayse@example.test sent,bahar@example.test sent,' 'both are sent'
is "$(grep -c '^\.' faulty.log)" 3 'dots are stuffed, the mail ends once'
plain smtp refuse $rcpts
gives 74 'the store is away' 'the caller refuses the end'
is "$(states) $(grep -c "^\.$(printf '\r')" faulty.log)" 'ayse@example.test retry,bahar@example.test retry, 0' \
	'then no final dot is sent'
plain smtp-rejects ok bad@example.test $rcpts
is "$status $(states)" '0 bad@example.test failed,ayse@example.test sent,bahar@example.test sent,' 'one is rejected'
plain smtp-rejects ok bad@example.test
is "$status $(states)" '0 bad@example.test failed,' 'the only one is rejected'
plain smtp-greylists ok grey@example.test bad@example.test ayse@example.test
is "$status $(states)" '0 grey@example.test retry,bad@example.test sent,ayse@example.test sent,' 'one is greylisted'
plain smtp-greylists ok grey@example.test
is "$status $(states)" '0 grey@example.test retry,' 'the only one is greylisted'
plain smtp-refuses-from ok $rcpts
is "$status $(states)" '0 ayse@example.test failed,bahar@example.test failed,' 'the sender is refused'
plain smtp-wants-login ok $rcpts
is "$(states)" 'ayse@example.test retry,bahar@example.test retry,' 'a missing login is not the recipients fault'
plain smtp-refuses-data ok $rcpts
is "$status $(states)" '0 ayse@example.test failed,bahar@example.test failed,' 'DATA is refused'
plain smtp-closes-data ok $rcpts
is "$status $(states)" '75 ayse@example.test retry,bahar@example.test retry,' 'closed at DATA: to be tried again'
plain smtp-busy ok $rcpts
is "$status $(states)" '75 ayse@example.test retry,bahar@example.test retry,' '421: to be tried again'
plain silent ok $rcpts
is "$status $(states)" '75 ayse@example.test retry,bahar@example.test retry,' 'silent: to be tried again'
plain smtp-drip ok $rcpts
is "$status $(states)" '75 ayse@example.test retry,bahar@example.test retry,' 'dripping: to be tried again'

# ---- and after it
plain smtp-refuses-end ok $rcpts
is "$status $(states)" '0 ayse@example.test failed,bahar@example.test failed,' '5xx at the end: failed'
like "$out" '552-5.3.4 too 5.3.4 big' 'the whole reply is quoted'
plain smtp-delays-end ok $rcpts
is "$status $(states)" '0 ayse@example.test retry,bahar@example.test retry,' '4xx at the end: to be tried again'
plain smtp-silent-end ok $rcpts
is "$status $(states)" '0 ayse@example.test uncertain,bahar@example.test uncertain,' 'silent after the end: uncertain'
plain smtp-closes-end ok $rcpts
is "$status $(states)" '0 ayse@example.test uncertain,bahar@example.test uncertain,' 'closed after the end: uncertain'

# ---- no login, no TLS
faulty smtp tls=starttls smtp-test
gives 78 'TLS|STARTTLS' 'STARTTLS is not offered'
FAULTY_MAIL=letter faulty smtp smtp-send ok $user $rcpts
gives 78 'offers no login' 'a login is wanted but not offered'
is "$(states) $(grep -c Subject faulty.log)" 'ayse@example.test retry,bahar@example.test retry, 0' 'then nothing is sent'
