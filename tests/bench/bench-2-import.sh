#!/bin/sh
# A Maildir of 20,000 mails in three languages, six of ten of them answers, becomes a store.
. "${0%/*}/lib.sh"
MAILS=${MAILS:-20000} ROUNDS=${ROUNDS:-3}

machine
maildir mail
gen mail/cur 1 "$MAILS" 60
find "$work/mail/cur" -type f | sort >all
printf '[database]\npath=%s\n[user]\nname=t\nprimary_email=t@example.com\n' "$work/mail" >notmuch-config
export NOTMUCH_CONFIG="$work/notmuch-config"

fetched() { tk-fetch -q --old -d "$1"; }
threaded() { xargs -n 2000 tk-thread -q -d "$1" <all; }
floor() { probe "$1" 200 <all; }

title "import of $MAILS mails (a mail's share of the whole; ratio to the floor; median of $ROUNDS)"
n= k= t= f=
for i in $(seq "$ROUNDS"); do
	desk "fetch$i"
	desk "thread$i"
	TK_AGENT=$(id -un) tk-admin -d "fetch$i" account add box protocol=maildir path="$work/mail" group=support mark=keep
	f="$f $(took floor "floor$i.db")"
	k="$k $(took fetched "fetch$i")"
	t="$t $(took threaded "thread$i")"
	[ "$i" -gt 1 ] || n=$(took notmuch new --quiet)
	for d in "fetch$i" "thread$i"; do
		test "$(tk-list -d $d --limit 0 -o msgs | paste -sd+ | bc)" = "$MAILS"
	done
	rm -rf "fetch$i" "thread$i" "floor$i.db"*
done
f=$(median $f)
row "floor: GMime parse, INSERT, commit per 200" $((f / MAILS)) $((f / MAILS))
row "tk-thread FILE... with threading and search" $(($(median $t) / MAILS)) $((f / MAILS)) "aim: 1.67"
row "tk-fetch --old from the Maildir, by the spool" $(($(median $k) / MAILS)) $((f / MAILS))
row "notmuch new (one round)" $((n / MAILS)) $((f / MAILS))
