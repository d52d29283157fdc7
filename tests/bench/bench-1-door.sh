#!/bin/sh
# One process a mail: the door and the whole chain to a ticket, against the delivery agents of others
# and against the floor; then a burst of mails.
. "${0%/*}/lib.sh"
MAILS=${MAILS:-300} BURST=${BURST:-1000}

machine
mkdir mail list
gen mail 1 $((MAILS + BURST)) 40
find "$work/mail" -type f | sort >all
while read -r file; do echo "$file" >"list/${file##*/}"; done <all
find "$work/list" -type f | sort >lists
head -n "$MAILS" all >some
tail -n "$BURST" all >burst
desk desk
maildir procmail
maildir mdeliver
procmail_rc "$work/procmail"

# A process that begins parses one mail and commits it; its floor has a list of one file on stdin.
title "a process a mail ($MAILS mails, medians; ratio to mdeliver)"
turn -i some "$MAILS" tk-deliver -q -d desk -- tk-thread -q -d desk -- procmail -m "$work/procmailrc" -- \
	mdeliver mdeliver >one
turn -i lists "$MAILS" probe floor.db 1 >floor
set -- $(cut -d' ' -f1 one floor)
row "mdeliver (mblaze) into a Maildir" "$4" "$4"
row "procmail into a Maildir" "$3" "$4"
row "tk-deliver -q, safe in the spool" "$1" "$4" "aim: 1.00"
row "tk-thread, from there to a ticket" "$2" "$4"
row "both: a mail becomes a ticket" $(($1 + $2)) "$4"
row "floor: GMime parse, one INSERT, one commit" "$5" "$4"
test "$(tk-list -d desk --limit 0 -o msgs | paste -sd+ | bc)" = "$MAILS"

title "a burst of $BURST mails to tickets (a mail's share of the whole; ratio to procmail; median of 3)"
doors() { while read -r file; do tk-deliver -q -d "$1" <"$file"; done <burst; }
delivered() { while read -r file; do procmail -m "$work/procmailrc" <"$file"; done <burst; }
with_drainer() {
	while read -r file; do tk-deliver -d "$1" <"$file"; done <burst
	tk-thread -q -d "$1"
}
drained() { tk-thread -q -d "$1"; }
floor() { probe "$1" 200 <burst; }
p= d= t= b= f=
for i in 1 2 3; do
	desk "one$i"
	desk "two$i"
	p="$p $(took delivered)"
	d="$d $(took doors "one$i")"
	t="$t $(took drained "one$i")"
	b="$b $(took with_drainer "two$i")"
	f="$f $(took floor "floor$i.db")"
	for n in one two; do
		test "$(tk-list -d "$n$i" --limit 0 -o msgs | paste -sd+ | bc)" = "$BURST"
	done
done
p=$(($(median $p) / BURST)) d=$(($(median $d) / BURST)) t=$(($(median $t) / BURST))
b=$(($(median $b) / BURST)) f=$(($(median $f) / BURST))
row "procmail into a Maildir" $p $p
row "tk-deliver -q" $d $p
row "one tk-thread afterwards" $t $p
row "both: mails become tickets" $((d + t)) $p "aim: 1.00"
row "tk-deliver that starts tk-thread beside it" $b $p
row "floor for tk-thread" $f $p
