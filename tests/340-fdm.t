#!/bin/sh
# examples/fdm.conf under the real fdm: a mail leaves its source only when the spool has it.
. "${0%/*}/mta.sh"
need_pkg fdm fdm
private_world
cp "$top/examples/fdm.conf" /home/tk/.fdm.conf
chmod 600 /home/tk/.fdm.conf
mkdir /home/tk/Maildir /home/tk/Maildir/new /home/tk/Maildir/cur /home/tk/Maildir/tmp
chown -R tk:tk /home/tk
big_mail bir >mail

arrive() { install -o tk -g tk mail "/home/tk/Maildir/new/$1.mail"; }
left() { find /home/tk/Maildir -type f | wc -l; }
fetch() { as_tk fdm fetch >fdm.log 2>&1; }

arrive 1
ok "fdm fetches" fetch
is "$(left) $(spooled)" "0 1" "the mail went from the source to the spool"
body | cmp -s - mail
ok "byte for byte" test $? = 0
like "$(newest)" '^account: inbox$' "with its account"
empty_spool
for what in $breakages; do
	arrive 2
	break_it $what
	fetch
	is "$(left) $(spooled)" "1 0" "$what: it stays where it is"
	mend_it $what
	fetch
	is "$(left) $(spooled)" "0 1" "$what: fetched when it is mended"
	body | cmp -s - mail
	ok "$what: byte for byte" test $? = 0
	empty_spool
done
