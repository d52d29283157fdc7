#!/bin/sh
# examples/postfix-*.cf, aliases and forward under a real Postfix that listens on the loopback: mail is
# in the spool or stays in the queue until things are mended; nothing bounces.
. "${0%/*}/mta.sh"
need_pkg postconf postfix
need_pkg procmail procmail
private_world
cp "$top/examples/procmailrc" /home/tk/.procmailrc
cp "$top/examples/forward" /home/tk/.forward
chown tk /home/tk/.procmailrc /home/tk/.forward
export MAIL_CONFIG="$scratch/etc"
log=$scratch/log/mail
port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 20000))

postfix_config() {
	mkdir etc queue log /var/lib/postfix
	chown postfix /var/lib/postfix log
	sed "s/^smtp  *inet/127.0.0.1:$port inet/" /usr/share/postfix/master.cf.dist >etc/master.cf
	cat "$top/examples/postfix-master.cf" >>etc/master.cf
	cp "$top/examples/aliases" etc/aliases
	cat - "$top/examples/postfix-main.cf" >etc/main.cf <<-END
		compatibility_level = 3.6
		queue_directory = $scratch/queue
		data_directory = /var/lib/postfix
		maillog_file = $log
		maillog_file_prefixes = $scratch
		inet_interfaces = 127.0.0.1
		inet_protocols = ipv4
		myhostname = mail.example.com
		mydestination = example.com, mail.example.com
		local_header_rewrite_clients =
		smtp_host_lookup = native
		alias_maps = texthash:$scratch/etc/aliases.text
		default_transport = error
		relay_transport = error
		message_size_limit = 20000000
		minimal_backoff_time = 600s
	END
	# hash: maps would need newaliases; the text form needs no colon
	sed 's/:/ /' etc/aliases >etc/aliases.text
	postconf -F '*/*/chroot=n'
	postfix check && postfix start >start.log 2>&1
}
cleanup() { postfix stop >/dev/null 2>&1; }

# smtp FILE SENDER RECIPIENT...: hand a mail in at the front door of Postfix
smtp() {
	perl -MNet::SMTP -e '
		my ($port, $file, $from, @to) = @ARGV;
		open my $in, "<", $file or die $!;
		my $s = Net::SMTP->new("127.0.0.1", Port => $port, Timeout => 20) or die "no connection";
		$s->mail($from) && $s->to(@to) && $s->data(<$in>) or die $s->message;
		$s->quit' $port "$@"
}

queued() { postqueue -p | grep -cE '^[0-9A-Za-z]{6,}[*!]? '; }
in_spool() { [ "$(spooled)" = "${1:-1}" ] && [ "$(queued)" = 0 ]; }
deferred() { postqueue -p | grep -q '^ *(' && [ "$(find queue/active -type f | wc -l)" = 0 ]; }
logged() { grep -q "$1" $log; }
# What Postfix writes above the mail and the line ends of SMTP are its own
same_mail() { newest | tr -d '\r' | sed -n '/^From: ayse/,$p' | cmp -s - "$1"; }
nothing_lost() { ! logged 'status=bounced' && ! logged 'status=undeliverable'; }

ok "Postfix runs with the recipes" postfix_config
big_mail bir >mail
token=support+t1042.abcdefghijklmnop@example.com

# ---- the transport
ok "a mail to two addresses is accepted" smtp mail ayse@example.org satis@help.example.com $token
ok "it is in the spool, once" wait_until 30 in_spool
ok "as it was" same_mail mail
like "$(newest)" "^recipient: satis@help.example.com\$" "with its recipient"
like "$(newest)" "^recipient: support.t1042.abcdefghijklmnop@example.com\$" "and the other, token and all"
like "$(newest)" '^sender: ayse@example.org$' "and its sender"
ok "a drainer is started" wait_until 30 test -e bin/seen
ok "that Postfix does not wait for" test ! -e bin/done
is "$(grep -E ' -> ' bin/seen | grep -vcE '/dev/null|bin/seen|spool/lock|/tk-thread')" 0 \
	"no descriptor of Postfix is left in it"
rm bin/busy
ok "it ends by itself" wait_until 30 test -e bin/done
: >bin/busy
ok "a bounce is accepted" smtp mail '' satis@help.example.com
ok "and spooled" wait_until 30 in_spool
like "$(newest)" '^sender: $' "with an empty sender"
rm bin/busy
wait_until 30 in_spool 0

# survives WHAT ADDRESS: break it, send, see it in the queue, mend it, see it in the spool
survives() {
	break_it $1
	ok "$2, $1: accepted" smtp mail ayse@example.org "$2"
	ok "$2, $1: stays in the queue" wait_until 30 deferred
	mend_it $1
	empty_spool
	postqueue -f
	ok "$2, $1: delivered when it is mended" wait_until 30 in_spool
	ok "$2, $1: as it was" same_mail mail
	empty_spool
}

exec 9>/var/lib/tk/spool/lock
flock 9
ok "while another drainer works a mail is accepted" smtp mail ayse@example.org satis@help.example.com
ok "and spooled" wait_until 30 in_spool
# (another exit status than 75 would bounce here; the door has none)
for what in missing full absent forbidden crash; do survives $what satis@help.example.com; done
ok "nothing was lost" nothing_lost

# ---- alias, .forward and procmail
ok "a mail for an alias is accepted" smtp mail ayse@example.org destek+t7.qrst@example.com
ok "and spooled" wait_until 30 in_spool
like "$(newest)" '^recipient: destek.t7.qrst@example.com$' "with the address it was sent to"
ok "as it was" same_mail mail
for what in missing absent bounce; do survives $what destek@example.com; done
ok "nothing was lost" nothing_lost
flock -u 9
rm -f bin/seen bin/done
smtp mail ayse@example.org destek@example.com
ok "with mailbox_size_limit = 0 this way too starts a drainer" wait_until 30 test -e bin/seen
wait_until 30 in_spool 0
rm -f bin/seen bin/done
postconf mailbox_size_limit=51200000
postfix reload >/dev/null 2>&1
smtp mail ayse@example.org destek@example.com
ok "with a limit the mail is spooled" wait_until 30 in_spool
sleep 0.5
ok "and no drainer is started" test ! -e bin/seen

# ---- the real tk-thread
postconf mailbox_size_limit=0
postfix reload >/dev/null 2>&1
cp "$TK_BIN"/tk* /usr/local/bin/
rm -rf /var/lib/tk/spool
as_tk /usr/local/bin/tk-init -d /var/lib/tk --address support@example.com >init.out 2>&1
cat init.out | sed 's/^/# /'
has_ticket() { as_tk /usr/local/bin/tk-list -d /var/lib/tk 2>list.err | grep -q "$1"; }
big_mail uzun >mail2
smtp mail2 veli@example.org $token
ok "through the transport a mail becomes a ticket at once" wait_until 20 has_ticket uzun
a_mail kısa >mail3
smtp mail3 veli@example.org destek@example.com
ok "through alias, .forward and procmail too" wait_until 20 has_ticket kısa
has_ticket kısa || sed 's/^/# /' list.err
nothing_lost || grep -E 'status=(bounced|undel)' $log | sed 's/^/# /'
