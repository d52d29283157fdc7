#!/bin/sh
# examples/mailfilter under the real maildrop: in the spool, or 75; never in a mailbox, never lost.
. "${0%/*}/mta.sh"
need_pkg maildrop maildrop
private_world
cp "$top/examples/mailfilter" /home/tk/.mailfilter
chown tk /home/tk/.mailfilter
chmod 600 /home/tk/.mailfilter
recipient=support+t1042.token@example.com

deliver() { as_tk maildrop -f ayse@example.org -d tk "${2:-$recipient}" <"$1" 2>err; }

big_mail bir >mail
exits 0 "a mail is taken" deliver mail
is "$(spooled)" 1 "it is in the spool"
body | cmp -s - mail
ok "byte for byte" test $? = 0
like "$(newest)" '^recipient: support\+t1042\.token@example\.com$' "with its recipient"
like "$(newest)" '^sender: ayse@example\.org$' "and its sender"
ok "a drainer is started" wait_until 30 test -e bin/seen
ok "that maildrop does not wait for" test ! -e bin/done
rm bin/busy
ok "and that takes it" wait_until 30 test -e bin/done
: >bin/busy

exits 0 "a recipient that looks like a command" \
	deliver mail 'q";touch /home/tk/owned $(id) `id`@example.com'
like "$(newest)" '^recipient: q";touch /home/tk/owned \$\(id\) `id`@example.com$' "is taken as it is"
is "$(ls /home/tk)" "" "and nothing runs"
empty_spool

for what in $breakages; do
	break_it $what
	exits 75 "$what: back to the queue" deliver mail
	is "$(spooled)$(find /var/mail -type f -size +0 | wc -l)" 00 "$what: neither half a mail nor a mailbox"
	mend_it $what
	exits 0 "$what: taken when it is mended" deliver mail
	body | cmp -s - mail
	ok "$what: byte for byte" test $? = 0
	empty_spool
done
