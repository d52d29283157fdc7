#!/bin/sh
# tk-fetch killed at random points while the connection is cut as well (60 kills; TK_SOAK for more), IMAP and
# POP3, every kind of mark: mails in the mailbox = messages stored, none twice.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
. "$top/tests/servers.sh"
. "$top/tests/crash.sh"
need_pkg dovecot dovecot-imapd
need_pkg doveadm dovecot-core
need_pkg openssl openssl
wanted=$((${TK_SOAK:-100} * 6 / 10))
note "seed $SEED (TK_SEED), $wanted kills"
proxies=
cleanup() { kill $proxies 2>/dev/null; servers_stop; }
user=ayse@example.test

servers_certs "$scratch"
servers_dovecot "$scratch" good || exit 1
perl "$top/tests/cut.pl" "$SEED" imap.port "$IMAPS_PORT" 15000 & proxies=$!
perl "$top/tests/cut.pl" "$SEED" pop3.port "$POP3S_PORT" 15000 & proxies="$proxies $!"
ok "proxies that cut" wait_until 30 test -s imap.port -a -s pop3.port
tk-init --address support@example.com >/dev/null
printf '%s\n' "$SERVERS_PASSWORD" >secret
for account in seen delete move keep pop; do
	printf '[account %s]\npassword-command = cat %s\nca-file = %s\n' $account "$scratch/secret" "$scratch/tls/ca.pem"
done >"$TK_HOME/tk.conf"
printf '[fetch]\ntimeout = 2\n' >>"$TK_HOME/tk.conf"
chmod 600 "$TK_HOME/tk.conf"
doveadm -c "$scratch/dovecot.conf" mailbox create -u $user Alindi


each=40
for account in seen delete move keep pop; do
	mark=$account protocol=imap port=$(cat imap.port)
	[ $account = move ] && mark=move:Alindi
	[ $account = pop ] && mark=delete protocol=pop3 port=$(cat pop3.port)
	rm -rf "$scratch/mail/$user"/new/* "$scratch/mail/$user"/cur/*
	tk-admin account add $account group=support protocol=$protocol host=localhost port=$port user=$user mark=$mark
	make_mails $each
	until=$((kills + wanted / 5)) runs=0
	for file in box/*.eml; do servers_drop "$scratch" $user <"$file"; done
	while [ $kills -lt $until ] && [ $runs -lt 200 ]; do
		runs=$((runs + 1))
		killed 250000 tk-fetch -q $account
		[ $((runs % 2)) = 0 ] || continue
		make_mails 4
		for file in box/*.eml; do servers_drop "$scratch" $user <"$file"; done
	done
	tk-admin account set $account port=$([ $protocol = imap ] && echo "$IMAPS_PORT" || echo "$POP3S_PORT")
	ok "$account: in the end it fetches" tk-fetch -q $account
	ok "twice" tk-fetch -q $account
	settle | grep '^not'
	stored | wc -l >count
	is "$(cat count)" "$(wc -l <expected)" "$account: as many are stored as there were ($kills kills)"
	waits=$(doveadm -c "$scratch/dovecot.conf" search -u $user mailbox INBOX all | wc -l)
	case $account in
	delete | move | pop) is "$waits" 0 "$account: none is left in the mailbox" ;;
	*) ok "$account: all are left in the mailbox" test "$waits" -ge $each ;;
	esac
done
ok "$wanted kills" test $kills -ge $((wanted - 5))
tk-export | tr -d '\r' | grep -a '^Message-ID: ' | sort | uniq -d >twice
is "$(cat twice)" "" "none is stored twice"
is "$(tk-log -o kind 1..99999 | grep -c duplicate)" 0 "and no copy is told"
find "$TK_HOME/spool/tmp" "$TK_HOME/spool/held" -type f -exec touch -d '3 days ago' {} +
is "$(tk-check 2>/dev/null)" "" "the store is clean"
is "$(cd "$TK_HOME/spool" && find new held tmp -type f)" "" "the spool is empty"
