# For tests that kill tools in the middle of their work; sourced after lib.sh.  The mails are made by
# mailbox.pl; whatever was killed, every one of them must stand in the store once, byte for byte.

SEED=${TK_SEED:-$(date +%s)}
kills=0

# A random number below $1, in $drawn; a function in $( ) would draw the same ones again and again.
state=$SEED
draw() {
	state=$(((state * 1103515245 + 12345) % 2147483648))
	drawn=$((state / 256 % $1))	# up to eight seconds of microseconds
}

# killed MICROSECONDS COMMAND...: kill it at a random point before then, unless it was quicker; succeeds if
# it was killed.  `timeout` kills itself in the same way, which the shell would tell.
killed() {
	draw "$1"; shift
	{ timeout -s KILL "$(printf '0.%06d' $((drawn + 1)))" "$@"; status=$?; } >killed.out 2>killed.err
	[ $status = 137 ] && kills=$((kills + 1))
}

# make_mails N: new mails in ./box, each file name with the round in front; `expected` grows by their digests
round=0
make_mails() {
	round=$((round + 1))
	rm -rf box && mkdir box
	perl "$top/tests/mailbox.pl" "$((SEED % 1000000 * 100 + round))" "$1" box || exit 1
	(cd box && sha256sum -- *.eml) | cut -d' ' -f1 >>expected
}

# What the store holds, one digest a mail: mboxrd taken apart.
stored() {
	tk-export --mbox | perl -MDigest::SHA=sha256_hex -e '
		local $/;
		my @mails = split /^From [^\n]* \d\d:\d\d:\d\d \d+\n/m, "\n" . <STDIN>;
		shift @mails;
		for (@mails) {
			s/\n\z//;
			s/^>(>*From )/$1/mg;
			print sha256_hex($_), "\n";
		}'
}

# Drain, try again what was killed three times, drain.
settle() {
	ok "drained" tk-thread -q
	ok "what was held is tried again" tk-thread -q --held retry all
	ok "and drained" tk-thread -q
}

# all_there: mails in = mails stored, none twice, nothing left behind
all_there() {
	sort expected >expected.sorted
	stored | sort >stored.sorted
	is "$(diff expected.sorted stored.sorted | cut -c1-200)" "" "every mail is stored once, byte for byte"
	find "$TK_HOME/spool/tmp" "$TK_HOME/spool/held" -type f -exec touch -d '3 days ago' {} +
	is "$(tk-check 2>&1)" "" "tk-check has nothing to say"
	is "$(cd "$TK_HOME/spool" && find new held tmp -type f)" "" "the spool is empty, leftovers of the dead are tidied"
}
