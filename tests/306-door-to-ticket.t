#!/bin/sh
# From the door to the ticket, with nothing but what mail servers do: also while the store is locked,
# while it cannot be opened, and with many doors at once.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
. "$top/tests/door.sh"
need_pkg sqlite3 sqlite3
tk-init --address support@example.com >init.out
ok "a store is made" test -s "$TK_HOME/tk.db"

stored() { sqlite3 -readonly "$TK_HOME/tk.db" 'SELECT count(*) FROM message' 2>/dev/null || echo busy; }
tickets() { sqlite3 -readonly "$TK_HOME/tk.db" 'SELECT count(*) FROM ticket'; }
locked() { ! sqlite3 "$TK_HOME/tk.db" "BEGIN IMMEDIATE; ROLLBACK"; }
has() { [ "$(stored) $(spooled)" = "$1 0" ]; }
numbered() { a_mail "konu $1" | sed "1i Message-ID: <$1@example.org>"; }

numbered 1 | tk-deliver -r support@example.com -f ayse@example.org
ok "a mail becomes a ticket by itself" wait_until 20 has 1
is "$(tickets)" 1 "one"

# The store is locked by somebody for three seconds
mkfifo hold
sqlite3 "$TK_HOME/tk.db" <hold >/dev/null 2>&1 &
exec 5>hold
printf '.timeout 30000\nBEGIN IMMEDIATE;\n' >&5
ok "the store is locked" wait_until 30 locked
exits 0 "with the store locked the door takes a mail, and waits for nobody" \
	sh -c "echo 'Subject: kilitli' | TK_WAIT=300 timeout 60 tk-deliver"
sleep 1
is "$(stored) $(spooled)" "1 1" "which waits in the spool"
echo 'COMMIT;' >&5
exec 5>&-
ok "and becomes a ticket afterwards" wait_until 40 has 2

# The store is broken, then mended
mkdir away
mv "$TK_HOME"/tk.db* away
exits 0 "without its database the door takes a mail" sh -c "echo 'Subject: kayıp' | tk-deliver"
sleep 1
is "$(spooled)" 1 "which waits in the spool"
rm -f "$TK_HOME"/tk.db*
mv away/* "$TK_HOME"
numbered 2 | tk-deliver
ok "the next mail takes it along" wait_until 40 has 4

# Many doors at once
for door in 1 2 3 4; do
	for mail in 1 2 3 4 5 6 7 8 9 10; do numbered "$door$mail" | tk-deliver || echo lost >>lost; done &
	doors="${doors:-} $!"
done
wait $doors
ok "forty mails by four doors" test ! -e lost
ok "all become messages" wait_until 60 has 44
is "$(tickets)" 44 "and tickets, each once"
is "$(count "$TK_HOME/spool/held")$(count "$TK_HOME/spool/tmp")" 00 "nothing is left over"
