#!/bin/sh
# tk-fetch: mail accounts into tickets, marks, cursors, what breaks on the way.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
. "$top/tests/servers.sh"
need_dovecot
need_pkg openssl openssl
need_pkg sqlite3 sqlite3
cleanup() { servers_stop; }
user=ayse@example.test
box=$scratch/mail/$user

# The same number again is the same mail, also a second later.
today=$(date -R)
letter() { # NUMBER [DATE]
	printf 'From: Müşteri <m%d@example.com>\nTo: destek@example.test\nSubject: Sorun %d\nDate: %s\n' \
		"$1" "$1" "${2:-$today}"
	printf 'Message-ID: <l%d@example.com>\n\nMerhaba, %d numaralı sorun.\n' "$1" "$1"
}
drop() {
	[ -e letter.$1 ] || letter "$@" >letter.$1
	servers_drop "$scratch" $user <letter.$1
}
account() { tk-admin account put "$@" >/dev/null; }
tickets() { tk-list --limit 0 created:2020-01-01.. -o id | wc -l; }
# fetched ARGS: run tk-fetch; $out, $complaint, $status
fetched() {
	out=$(tk-fetch "$@" 2>complaint) && status=0 || status=$?
	complaint=$(cat complaint)
}
numbers() { printf '%s\n' "$out" | cut -f1-4 | tr '\t' ' '; }

servers_certs "$scratch"
servers_dovecot "$scratch" good || exit 1
tk-init --address destek@example.test >/dev/null || exit 1
printf '%s\n' "$SERVERS_PASSWORD" >"$scratch/secret"
cat >"$TK_HOME/tk.conf" <<CONF
[account imap]
password-command = cat $scratch/secret
ca-file = $scratch/tls/ca.pem
[account pop]
password-command = cat $scratch/secret
ca-file = $scratch/tls/ca.pem
[account token]
token-command = cat $scratch/token
ca-file = $scratch/tls/ca.pem
[account faulty]
password-command = cat $scratch/secret
[account second]
password-command = cat $scratch/secret
[fetch]
timeout = 2
CONF
chmod 600 "$TK_HOME/tk.conf"

# ---- the first fetch
drop 1; drop 2; drop 3 'Mon, 02 Feb 2026 10:00:00 +0300'; drop 4
doveadm -c "$scratch/dovecot.conf" flags add -u $user '\Seen' mailbox INBOX uid 4
account imap group=support host=localhost port=$IMAPS_PORT user=$user
fetched imap
is "$status $(numbers)" '0 imap 3 0 1' 'the first fetch takes what is unseen and says how many it left'
is "$(tickets)" 3 'each mail is a ticket'
is "$(tk-list text:Sorun -o group | sort -u)" support 'of the group of the account'
like "$(tk-show --json "$(tk-list 'subject:"Sorun 3"' -o id)")" '"flags":\["import"' 'old mail is flagged as imported'
like "$(tk-show --json "$(tk-list 'subject:"Sorun 1"' -o id)")" '"flags":(\[\]|null)' 'new mail is not'
is "$(doveadm -c "$scratch/dovecot.conf" search -u $user mailbox INBOX unseen | wc -l)" 0 'taken mail is marked as read'
fetched imap
is "$status $(numbers)" '0 imap 0 0 0' 'a second fetch finds nothing new'
drop 5; drop 6
doveadm -c "$scratch/dovecot.conf" flags add -u $user '\Seen' mailbox INBOX uid 6
fetched imap
is "$status $(numbers)" '0 imap 2 0 0' 'later fetches take new mail, read or not'
fetched --old imap
is "$status $(numbers) $(tickets)" '0 imap 1 0 0 6' '--old takes what was left, nothing twice'

# ---- mail is safe before it is marked
chmod 500 "$TK_HOME/spool/tmp"; drop 7
if [ "$(id -u)" != 0 ]; then
	fetched imap
	like "$status" '7[345]' 'the spool cannot be written'
	is "$(doveadm -c "$scratch/dovecot.conf" search -u $user mailbox INBOX unseen | wc -l)" 1 'then nothing is marked'
fi
chmod 700 "$TK_HOME/spool/tmp"
fetched --spool-only imap
is "$status $(numbers) $(tickets) $(ls "$TK_HOME/spool/new" | wc -l)" '0 imap 1 0 0 6 1' '--spool-only leaves it in the spool'
fetched imap
is "$(tickets)" 7 'the next fetch drains'

# ---- marks
account imap mark=delete; drop 8
fetched imap
is "$(numbers) $(doveadm -c "$scratch/dovecot.conf" search -u $user mailbox INBOX all | wc -l)" 'imap 1 0 0 7' \
	'mark=delete'
account imap mark='move:Alınan'; drop 9
fetched imap
is "$(numbers) $(doveadm -c "$scratch/dovecot.conf" search -u $user mailbox Alınan all | wc -l)" 'imap 1 0 0 1' \
	'mark=move:FOLDER, made on the way'
account imap mark=keep; drop 10
fetched imap
is "$(numbers) $(doveadm -c "$scratch/dovecot.conf" search -u $user mailbox INBOX unseen | wc -l)" 'imap 1 0 0 1' \
	'mark=keep'
fetched imap
is "$(numbers)" 'imap 0 0 0' 'kept mail is not taken twice'

# ---- the mailbox is made anew
doveadm -c "$scratch/dovecot.conf" expunge -u $user mailbox INBOX all
rm -f "$box"/dovecot*
sleep 1		# Dovecot's UIDVALIDITY is the second in which it is made
for n in 5 6 7 11; do drop $n; done
before=$(tickets)
fetched imap
is "$status $(numbers) $(($(tickets) - before))" '0 imap 1 0 0 1' 'after a change of UIDVALIDITY what is stored is skipped'

# ---- tokens, POP3
servers_token "$scratch" bahar@example.test >token
letter 20 | servers_drop "$scratch" bahar@example.test
account token group=support host=localhost port=$IMAP_PORT tls=starttls user=bahar@example.test auth=xoauth2
fetched token
is "$status $(numbers)" '0 token 1 0 0' 'STARTTLS and XOAUTH2'
letter 21 | servers_drop "$scratch" bahar@example.test
account pop group=support protocol=pop3 host=localhost port=$POP3S_PORT user=bahar@example.test
before=$(tickets)
fetched pop
is "$status $(numbers) $(($(tickets) - before))" '0 pop 2 0 0 1' 'POP3 takes everything; threading knows what it has'
fetched pop
is "$status $(numbers)" '0 pop 0 0 0' 'and remembers the UIDLs'
account pop mark=delete
fetched pop
is "$(cat mail/bahar@example.test/*/*.test* 2>/dev/null | wc -l)" 0 'POP3, mark=delete: what was taken before goes too'
account pop mark=move:x
fetched pop
is "$status" 78 'POP3 cannot move'

# ---- local mailboxes
mkdir -p md/new md/cur md/tmp
letter 30 >md/new/1.host
letter 31 >md/cur/2.host:2,S
letter 32 >md/cur/3.host:2,R
account maildir group=support protocol=maildir path="$scratch/md"
fetched maildir
is "$status $(numbers) $(echo md/*/*)" '0 maildir 2 0 1 md/cur/1.host:2,S md/cur/2.host:2,S md/cur/3.host:2,RS' 'Maildir'
is "$(sqlite3 "$TK_HOME/tk.db" "SELECT max(id) - (SELECT value FROM setting WHERE name = 'indexed') FROM message")" 0 \
	'its mails are in the search index'
letter 33 >md/new/4.host
fetched maildir
is "$(numbers)" 'maildir 1 0 0' 'Maildir: what is new'
account maildir mark=move:Done; letter 34 >md/new/5.host
fetched maildir
is "$(numbers) $(echo md/.Done/cur/*)" 'maildir 1 0 0 md/.Done/cur/5.host:2,' 'Maildir: move'

mbox() { for n; do echo 'From a@b Sun Nov 22 10:00:00 2026'; letter $n; printf '>From here on\n\n'; done; }
mbox 40 41 >inbox
account mbox group=support protocol=mbox path="$scratch/inbox"
fetched mbox
is "$status $(numbers)" '0 mbox 2 0 0' 'mbox'
like "$(tk-show --raw "$(tk-list 'subject:"Sorun 41"' -o id)")" '^From here on' 'mbox: quoted From lines are unquoted'
mbox 42 >>inbox
fetched mbox
is "$(numbers)" 'mbox 1 0 0' 'mbox: what was appended'
mbox 42 43 >inbox
fetched mbox
is "$(numbers)" 'mbox 1 0 0' 'mbox: written anew, what is stored is skipped'
account mbox mark=delete; mbox 44 >>inbox
fetched mbox
is "$(numbers) $(wc -c <inbox)" 'mbox 1 0 0 0' 'mbox: delete empties the file'
fetched mbox
is "$status $(numbers)" '0 mbox 0 0 0' 'mbox: an empty file'

# ---- one bad account or mail stops no other
servers_faulty "$scratch" imap-closes
account faulty group=support host=127.0.0.1 port="$FAULTY_PORT" tls=none user=a mark=keep
fetched faulty
is "$status $(numbers)" '75 faulty 1 1 0' 'a mail that breaks the line: the ones before are taken'
fetched faulty
is "$status $(numbers)" '0 faulty 1 1 0' 'the next fetch goes on behind it, the bad one comes last'
fetched faulty
is "$status $(numbers)" '0 faulty 0 1 0' 'and is tried again each time'
servers_faulty "$scratch" pop3-closes
account faulty port="$FAULTY_PORT" protocol=pop3
fetched faulty
is "$status $(numbers)" '75 faulty 1 1 0' 'POP3: a mail that breaks the line: the ones before are taken'
fetched faulty
is "$status $(numbers)" '0 faulty 0 1 0' 'POP3: the bad one alone is tried again'
account faulty protocol=imap
servers_faulty "$scratch" drip
account faulty port="$FAULTY_PORT"
tk-admin account set pop mark=seen >/dev/null
tk-admin account set token enabled=no >/dev/null
drop 50
fetched
is "$status" 75 'all accounts: the first failure is the exit status'
is "$(numbers | sort | tr '\n' ',')" 'faulty 0 0 0,imap 1 0 0,maildir 0 0 0,mbox 0 0 0,pop 0 0 0,' \
	'all accounts but the disabled one are served'
like "$complaint" '^tk-fetch: faulty: ' 'and it says which one failed'
fetched -q faulty
is "$out" '' '-q prints no record'
drop 51
fetched SUPPORT
like "$(numbers)" '^imap 1 0 0' 'a group stands for its accounts'
fetched nosuch
is "$status" 1 'no such account'

# ---- testing, the last time
fetched --test imap
is "$status $(printf '%s\n' "$out" | cut -f2,3 | tr '\t\n' ' ,')" \
	'0 settings ok,connect ok,certificate ok,greeting ok,login ok,folder ok,' '--test, step by step'
echo wrong >secret
fetched --test imap
is "$status $(printf '%s\n' "$out" | tail -1 | cut -f2,3)" '78 login	failed' '--test: a wrong password'
fetched imap
is "$status" 78 'fetching with it'
fetched --last imap faulty
like "$out" '^imap	support	20.*	20.*	.*login refused' '--last: when, when well, what went wrong'

is "$(tk-fetch --cron)" "*/5 * * * * tk-fetch -q -d '$TK_HOME'" '--cron: every fetch-minutes'
is "$(tk-fetch --cron support imap | wc -l)" 2 '--cron: a line for each name'

# ---- waiting
printf '%s\n' "$SERVERS_PASSWORD" >secret
before=$(tickets)
tk-fetch --idle imap >idle.out 2>&1 &
idle=$!
sleep 1.5
drop 60
wait_until 30 sh -c "[ \$(tk-list created:7d -o id | wc -l) -gt $before ]"
is "$(($(tickets) - before))" 1 '--idle takes a mail when it comes'
fetched imap
like "$complaint" 'another process is at work' 'the account is in its hands alone'
kill $idle; wait $idle 2>/dev/null || :
