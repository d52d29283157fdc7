#!/bin/sh
# The door and the drainer killed just before each system call that changes a file, one run for each
# (without TK_SOAK one in nine of the many writes into the store): no point loses a mail or stores it twice.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
. "$top/tests/crash.sh"
need_pkg strace strace
step=9
[ -z "${TK_SOAK:-}" ] || step=1

strace -o trace -e trace=none true 2>/dev/null || cannot_test "no process may be traced here"

# killed_at CALL N COMMAND...: fails if there are not so many calls
killed_at() {
	local call=$1 n=$2; shift 2
	strace -qq -o trace -e "trace=$call" -e "inject=$call:signal=KILL:when=$n" "$@" >killed.out 2>killed.err
	[ $? = 137 ]
}

# Twelve mails, two of them for the second time, one that will be held
tk-init --address support@example.com >/dev/null
tk-admin setting max-mail=20000
make_mails 10
{ printf 'From: ayse@example.org\nMessage-ID: <long@example.org>\nSubject: uzun\n\n'; seq 5000; } >long.eml
sha256sum <long.eml | cut -d' ' -f1 >>expected
spool_them() {
	tk-deliver -q <long.eml
	while read -r file recipient; do
		tk-deliver -q -r "$recipient" <"box/$file"
	done <box/list
	tk-deliver -q -r satis@example.com <box/00001.eml
}
spool_them
sort expected >expected.sorted
mv "$TK_HOME" base

# What is wrong after a crash, nothing if all is well.  A long mail is taken in the end.
after_crash() {
	[ "$(ls "$TK_HOME/spool/held" | grep -vc why)" -le 1 ] || echo "too many held"
	tk-admin setting max-mail=100000000 &&
		tk-thread -q && tk-thread -q --held retry all && tk-thread -q || echo "cannot go on"
	stored | sort | diff expected.sorted - | cut -c1-70
	find "$TK_HOME/spool/tmp" "$TK_HOME/spool/held" -type f -exec touch -d '3 days ago' {} +
	tk-check 2>&1
	(cd "$TK_HOME/spool" && find new held tmp -type f)
}

fresh() { rm -rf "$TK_HOME" && cp -a base "$TK_HOME"; }

for call in pwrite64 write fdatasync fsync rename unlink ftruncate; do
	points=0 wrong= by=1
	[ $call = pwrite64 ] && by=$step
	n=$((SEED % by + 1))
	while fresh && killed_at $call $n tk-thread -q; do
		points=$((points + 1))
		found=$(after_crash)
		[ -z "$found" ] || wrong="$wrong $n: $found;"
		n=$((n + by))
	done
	is "$wrong" "" "killed before each $call, the drainer loses nothing"
	ok "there are such points: $points" test $points -gt 0
done

# It dies there again and again: held, with a reason, and taken when tried again
wrong=
for n in 3 30 60 90 120; do
	fresh
	for _ in 1 2 3 4; do killed_at pwrite64 $n tk-thread -q; done
	tk-admin setting max-mail=100000000
	found=$(settle | grep '^not'; all_there | grep '^not')
	[ -z "$found" ] || wrong="$wrong $n: $found;"
done
is "$wrong" "" "nor if it dies there four times"

# A batch that takes more than one commit: more pages than the cache holds, written slowly under the lock
fresh
tk-admin setting max-mail=100000000
for n in 1 2 3 4; do
	{ printf 'From: ayse@example.org\nMessage-ID: <big%s@example.org>\nSubject: büyük\n\n' $n
	head -c 4000000 /dev/urandom | base64; } >big.eml
	sha256sum <big.eml | cut -d' ' -f1 >>expected
	tk-deliver -q <big.eml
done
make_mails 10
sort expected >expected.sorted
while read -r file _; do tk-deliver -q <"box/$file"; done <box/list
rm -rf base && mv "$TK_HOME" base
halves=0
for n in 2 3; do
	fresh
	strace -qq -o trace -e trace=pwrite64,fdatasync -e inject=pwrite64:delay_enter=50 \
		-e inject=fdatasync:signal=KILL:when=$n tk-thread -q 2>/dev/null
	some=$(stored | wc -l)
	[ "$some" -gt 0 ] && [ "$some" -lt "$(wc -l <expected)" ] && halves=$((halves + 1))
	found=$(after_crash)
	is "$found" "" "a slow batch killed at its sync $n loses nothing"
done
ok "some of these were between two commits: $halves" test $halves -gt 0

# The door: what it did not say 0 to comes again
points=0
fresh && rm "$TK_HOME"/spool/new/*
for call in write fsync fchmod rename close; do
	n=1
	while killed_at $call $n tk-deliver -q <box/00002.eml; do n=$((n + 1)); done
	points=$((points + n - 1))
done
ok "the door was killed at $points points" test $points -gt 6
is "$(tk-thread | cut -f2 | sort -u | tr '\n' ' ')" "duplicate new " "it is spooled more than once"
is "$(stored | wc -l)" 1 "and stored once"
