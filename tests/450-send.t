#!/bin/sh
# tk-send: the outbox over SMTP and sendmail; what failed, what is uncertain, what a person decides.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
. "$top/tests/servers.sh"
need_pkg openssl openssl
need_dovecot
need_pkg postfix postfix
need_root
cleanup() { servers_stop; }
user=ayse@example.test

identity() { tk-admin identity set support "$@" >/dev/null; }
# answer ADDRESS [OPTION...]: a ticket of this requester with an answer in the outbox
answer() {
	address=$1; shift
	ticket=$(tk-new -s 'Sorun var' -f "$address" -m 'Merhaba' -o id)
	tk-reply --no-send -m "Solved.
.
end" "$@" "$ticket" >/dev/null
}
sent() { # [ARG...]: run tk-send; $out $complaint $status
	out=$(tk-send "$@" 2>complaint) && status=0 || status=$?
	complaint=$(cat complaint)
}
states() { printf '%s\n' "$out" | cut -f3,4 | tr '\t\n' ' ,'; }
listed() { tk-send --list "$@" | cut -f3,4 | tr '\t\n' ' ,'; }
later() { TK_NOW=$(($(date +%s) + $1)) && export TK_NOW; }
today() { unset TK_NOW; }
faulty() { servers_faulty "$scratch" "$1"; identity transport=smtp host=127.0.0.1 port="$FAULTY_PORT" tls=none user=; }
conf() { # SENDMAIL TIMEOUT
	printf '[identity support]\npassword-command = cat %s\nca-file = %s\n' "$scratch/secret" "$scratch/tls/ca.pem"
	printf '[send]\nsendmail = %s\ntimeout = %d\n' "$1" "$2"
}

servers_certs "$scratch"
servers_dovecot "$scratch" good || exit 1
servers_postfix "$scratch" good || exit 1
tk-init --address destek@example.test >/dev/null || exit 1
printf '%s\n' "$SERVERS_PASSWORD" >secret
conf ./none 3 >"$TK_HOME/tk.conf"
chmod 600 "$TK_HOME/tk.conf"

# ---- over SMTP
identity transport=smtp host=localhost port=$SMTP_PORT tls=starttls user=$user
sent
is "$status $out" '0 ' 'nothing to send'
answer bahar@example.test --cc $user --bcc nobody@example.test
is "$(listed)" "queued bahar@example.test,queued $user,queued nobody@example.test," 'the outbox lists what waits'
sent
is "$status $(printf '%s\n' "$out" | cut -f3,4 | sort | tr '\t\n' ' ,')" \
	"0 failed nobody@example.test,sent $user,sent bahar@example.test," 'sent, but to one who is not there'
wait_until 30 sh -c 'ls mail/bahar@example.test/new/* mail/ayse@example.test/new/*'
cat mail/bahar@example.test/new/* >arrived
like "$(cat arrived)" "^Subject: .*{TICKET-$ticket}" 'it arrives with the number of the ticket'
is "$(grep -c 'nobody@example' arrived)" 0 'a Bcc stands nowhere in it'
is "$(tr -d '\r' <arrived | tail -n 3 | tr '\n' ' ')" 'Solved. . end ' 'and with its dots'
like "$(grep -i '^Return-Path' arrived)" 'destek@example.test' 'the envelope sender is the address of the group'
is "$(listed)" 'failed nobody@example.test,' 'the outbox lists what failed'
is "$(tk-list is:failed -o id)" "$ticket" 'so does tk-list is:failed'
like "$(tk-log "$ticket")" 'failed	-	bcc' 'the log of the ticket tells, without naming a Bcc'
is "$(tk-log "$ticket" | grep -c nobody@)" 0 'nowhere'
sent
is "$status $out" '0 ' 'nothing is sent twice'
sent --drop "$(tk-send --list | cut -f1)"
is "$(listed) $(tk-list is:failed -o id)" ' ' '--drop takes it from the lists'

# ---- what cannot be sent now
echo wrong >secret
answer bahar@example.test; answer bahar@example.test
sent
is "$status" 78 'a refused login is 78'
is "$(listed) $(printf '%s\n' "$out" | grep -c queued)" 'queued bahar@example.test,queued bahar@example.test, 1' \
	'answers stay queued; the server is asked once'
later 400000; sent; today
is "$(listed)" 'queued bahar@example.test,queued bahar@example.test,' 'and they do not expire while settings are wrong'
printf '%s\n' "$SERVERS_PASSWORD" >secret
tk-send --list | tk-send --retry - >/dev/null
sent
is "$status $(states)" '0 sent bahar@example.test,sent bahar@example.test,' '--retry, and they go out'
identity host=no-such-host.invalid
answer bahar@example.test
sent
is "$status $(states)" '75 queued bahar@example.test,' 'no such host is 75'
sent
is "$status $out" '0 ' 'it is not due before its time'
later 121; sent
is "$status" 75 'two minutes later it is'
later 200; sent
is "$out" '' 'then it waits longer'
later 260000; sent; today
is "$(states)" 'failed bahar@example.test,' 'after retry-hours it has failed'
tk-send --drop $(tk-send --list | cut -f1) >/dev/null

# ---- servers that misbehave
faulty smtp-greylists; answer grey@example.test --cc other@example.test
sent
is "$status $(states)" '0 queued grey@example.test,sent other@example.test,' 'one is greylisted'
faulty smtp; later 200; sent; today
is "$status $(states) $(grep -c RCPT faulty.log)" '0 sent grey@example.test, 1' 'only that one is tried again'
faulty smtp-rejects; answer bad@example.test
sent
is "$status $(states)" '0 failed bad@example.test,' 'rejected'
like "$out" '550 5.1.1 no such user' 'the reply is told'
tk-send --drop $(tk-send --list | cut -f1) >/dev/null
faulty smtp-silent-end; answer a@example.test
sent
is "$status $(states)" '0 uncertain a@example.test,' 'no answer after the end of the mail: uncertain'
is "$(tk-list is:uncertain -o id)" "$ticket" 'tk-list is:uncertain'
faulty smtp; later 999999; sent; today
is "$out $(wc -c <faulty.log)" ' 0' 'what is uncertain is never sent by itself'
sent --sent "$(tk-send --list | cut -f1)"
is "$(listed) $(tk-list is:uncertain -o id)" ' ' '--sent: a person knows that it arrived'
exits 1 'no such answer' tk-send --drop 4711 2>/dev/null
exits 64 'a decision needs numbers' sh -c 'tk-send --drop open 2>/dev/null'

# ---- killed on the way
conf ./none 60 >"$TK_HOME/tk.conf"
faulty silent; answer k1@example.test
tk-send >/dev/null 2>&1 & pid=$!
wait_until 30 sh -c 'tk-send --list | grep -q sending'
exits 0 'a second sender in the background leaves it to the first' tk-send --background
kill -9 $pid; wait $pid 2>/dev/null
faulty smtp
sent
is "$(states)" 'sent k1@example.test,' 'killed before the mail: it is sent'
faulty smtp-silent-end; answer k2@example.test
tk-send >/dev/null 2>&1 & pid=$!
wait_until 30 sh -c 'tk-send --list | grep -q data'
wait_until 30 grep -q '^\.' faulty.log
kill -9 $pid; wait $pid 2>/dev/null
faulty smtp
sent
is "$(listed) $(wc -c <faulty.log)" 'uncertain k2@example.test, 0' 'killed after the mail: a person decides'
sent --retry "$(tk-send --list | cut -f1)"; sent
is "$(states)" 'sent k2@example.test,' '--retry sends it'

# ---- by sendmail
identity transport=sendmail
answer s@example.test --cc s2@example.test
sent
is "$status $(listed)" '78 queued s@example.test,queued s2@example.test,' 'no such program: 78, answers stay queued'
printf '#!/bin/sh\nprintf "%%s\\n" "$@" >%s/args\ncat >%s/stdin\nexit $(cat %s/exit)\n' "$scratch" "$scratch" "$scratch" >sm
chmod 755 sm; echo 75 >exit
conf "$scratch/sm -i" 3 >"$TK_HOME/tk.conf"
tk-send --list | tk-send --retry - >/dev/null
sent
is "$(states)" 'queued s@example.test,queued s2@example.test,' 'status 75: later'
echo 0 >exit; tk-send --list | tk-send --retry - >/dev/null
sent
is "$(states)" 'sent s@example.test,sent s2@example.test,' 'status 0: sent'
is "$(tr '\n' ' ' <args)" '-i -f destek@example.test -- s@example.test s2@example.test ' 'recipients are arguments behind --'
is "$(tr -dc '\r' <stdin | wc -c) $(tail -n 1 stdin)" '0 end' 'the mail has the line ends of this system'
echo 67 >exit; answer s3@example.test; sent
is "$(states)" 'failed s3@example.test,' 'status 67: failed'

# ---- tests of settings
identity transport=smtp host=localhost port=$SMTPS_PORT tls=tls user=$user
sent --test support
is "$status $(printf '%s\n' "$out" | cut -f2,3 | tr '\t\n' ' ,')" \
	'0 settings ok,connect ok,certificate ok,greeting ok,login ok,' '--test, step by step'
echo wrong >secret; sent --test
is "$status $(printf '%s\n' "$out" | tail -n 1 | cut -f2,3)" '78 login	failed' '--test: a wrong password'
sent --test nosuch
is "$status" 1 'no such identity'
