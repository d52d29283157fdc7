#!/bin/sh
# examples/procmailrc under the real procmail: in the spool, or 75; never in a mailbox, never lost.
. "${0%/*}/mta.sh"
need_pkg procmail procmail
private_world
cp "$top/examples/procmailrc" /home/tk/.procmailrc
chown tk /home/tk/.procmailrc
recipient=support+t1042.token@example.com

deliver() { as_tk procmail -f ayse@example.org -a "$recipient" <"$1" 2>err; }

big_mail bir >mail
exits 0 "a mail is taken" deliver mail
is "$(spooled)" 1 "it is in the spool"
body | cmp -s - mail
ok "byte for byte" test $? = 0
like "$(newest)" '^recipient: support\+t1042\.token@example\.com$' "with its recipient"
like "$(newest)" '^sender: ayse@example\.org$' "and its sender"
ok "a drainer is started" wait_until 30 test -e bin/seen
ok "that procmail does not wait for" test ! -e bin/done
rm bin/busy
ok "and that takes it" wait_until 30 test -e bin/done
is "$(spooled)" 0 "out of the spool"
: >bin/busy

exits 0 "a recipient that looks like an option and a command" \
	as_tk procmail -a '-q;touch /home/tk/owned $(id) `id`@example.com' <mail
like "$(newest)" '^recipient: -q;touch /home/tk/owned \$\(id\) `id`@example.com$' "is taken as it is"
is "$(ls /home/tk)" "" "and nothing runs"
exits 0 "without a recipient" as_tk procmail <mail
is "$(newest | sed '/^$/q' | grep -c recipient)" 0 "there is none"
exits 0 "from the null sender" as_tk procmail -f '<>' -a "$recipient" <mail
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
rm bin/busy
exec 9>/var/lib/tk/spool/lock
flock 9
exits 0 "while another drainer works" deliver mail
is "$(spooled)" 1 "the mail is only spooled"
