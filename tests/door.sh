# For the tests of tk-deliver and of mail servers that call it; sourced after lib.sh.

# make_spool DIR: what tk-init makes for the door; 0750 DIR means a group shares it
make_spool() {
	mkdir -p "$1/spool/new" "$1/spool/tmp" "$1/spool/held"
	case $(stat -c %a "$1") in *50) mode=2770 ;; *) mode=700 ;; esac
	chmod $mode "$1/spool" "$1/spool/new" "$1/spool/tmp" "$1/spool/held"
}

count() { ls -A "$1" 2>/dev/null | wc -l; }
spooled() { count "$TK_HOME/spool/new"; }
newest() { cat "$TK_HOME/spool/new/$(ls "$TK_HOME/spool/new" | tail -n 1)"; }
empty_spool() { rm -f "$TK_HOME"/spool/new/*; }

# fake_thread DIR: a bin directory with the real tk-deliver and a tk-thread that says what it was
# given in DIR/seen, works while DIR/busy is there (a minute at most), and then takes everything out
# of the spool
fake_thread() {
	mkdir -p "$1"
	: >"$1/busy"
	cp "$TK_BIN/tk-deliver" "$1/"
	cat >"$1/tk-thread" <<-END
		#!/bin/sh
		exec 9>"\$2/spool/lock" && flock -n 9 || exit 75
		{ ls -l /proc/\$\$/fd >"$1/descriptors"; } &
		wait
		{
			echo "args \$*"
			pwd
			cat "$1/descriptors"
			ulimit -a
			umask
			grep -E '^Sig(Ign|Blk)' /proc/\$\$/status
			env | sort
		} >"$1/seen.tmp" 2>&1
		mv "$1/seen.tmp" "$1/seen"
		n=0
		while [ -e "$1/busy" ] && [ \$n -lt 600 ]; do
			sleep 0.1
			n=\$((n + 1))
		done
		rm -f "\$2"/spool/new/*
		echo done >"$1/done"
	END
	chmod 755 "$1" "$1/tk-thread" "$1/tk-deliver"
}

a_mail() { printf 'From: ayse@example.org\nTo: support@example.com\nSubject: %s\n\nmerhaba\n' "$1"; }
