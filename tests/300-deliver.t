#!/bin/sh
# tk-deliver: 0 and 75, and nothing else, whatever the caller does.
. "${0%/*}/lib.sh"
. "$top/tests/door.sh"
make_spool "$TK_HOME"

a_mail bir | tk-deliver -q -r support@example.com -r ikinci@example.com -f ayse@example.org
is "$(spooled)" 1 "a mail is spooled"
is "$(newest | sed '1,/^$/d')" "$(a_mail bir)" "as it came"
like "$(newest)" '^sender: ayse@example.org$' "with its sender"
is "$(newest | grep -c ^recipient)" 2 "and its recipients"
empty_spool

{ echo "From ayse@example.org Sat Jan  3 01:05:34 1998"; a_mail iki; } | tk-deliver -q
is "$(newest | sed '1,/^$/d')" "$(a_mail iki)" "a From line is no mail"
like "$(newest)" '^sender: ayse@example.org$' "it is the sender"
empty_spool

exits 0 "empty stdin is spooled" tk-deliver -q </dev/null
is "$(spooled)" 1 "as a mail"
empty_spool
head -c 20000000 /dev/urandom >big
exits 0 "20 MB of anything" tk-deliver -q <big
newest | sed '1,/^$/d' | cmp -s - big
ok "byte for byte" test $? = 0
empty_spool

# Wrong calls
a_mail bir >bir
for arguments in --foo -z -r "-q operand" --account --channel=pigeon "--quiet=yes" "-d /nonexistent" \
	-h -V --help; do
	exits 75 "75 for $arguments" tk-deliver $arguments <bir 2>err
	is "$(wc -l <err)" 1 "one line says why"
done
is "$(spooled)" 0 "nothing was spooled"
TK_NOW=yarın exits 75 "75 for a wrong TK_NOW" tk-deliver -q </dev/null 2>/dev/null
script -qec "tk-deliver -h" /dev/null </dev/null >help
ok "help at a terminal" grep -q '^usage: tk-deliver' help

# Broken surroundings
exits 75 "closed stdin" sh -c 'tk-deliver -q <&- 2>/dev/null'
exits 75 "a directory as stdin" tk-deliver -q <. 2>/dev/null
exits 75 "a write-only stdin" sh -c 'tk-deliver -q 0>out 2>/dev/null'
exits 0 "closed stdout and stderr" sh -c 'tk-deliver -q </dev/null >&- 2>&-'
exits 0 "a full stdout" sh -c 'tk-deliver -q </dev/null >/dev/full'
exits 0 "no environment" env -i "$TK_BIN/tk-deliver" -q -d "$TK_HOME" </dev/null
exits 0 "umask 777" sh -c 'umask 777; tk-deliver -q </dev/null'
empty_spool
exits 75 "a file size limit below the mail" sh -c "ulimit -f 100; tk-deliver -q <big 2>/dev/null"
is "$(spooled)$(count "$TK_HOME/spool/tmp")" 00 "leaves nothing behind"
mv "$TK_HOME/spool/new" away
exits 75 "no spool" tk-deliver -q </dev/null 2>/dev/null
mv away "$TK_HOME/spool/new"
is "$(count "$TK_HOME/spool/tmp")" 0 "leaves nothing behind either"

# Memory: too little to run is a signal or 75, and no loader is there to answer 127; a sanitizer has one.
wrong=
for kb in 500 1000 1500 2000 3000 3500 4000 5000 8000; do
	got=$( (ulimit -v $kb; a_mail x | tk-deliver -q >/dev/null 2>&1; echo $?) 2>/dev/null)
	case $got${TK_SANITIZER:+s} in 0* | 75* | 13[0-9]* | 127s) ;; *) wrong="$wrong $kb:$got" ;; esac
done
is "$wrong" "" "a memory limit gives no other status"

# Killed in the middle: nothing half-done is ever shown
empty_spool
mkfifo pipe
tk-deliver -q <pipe 2>/dev/null &
exec 4>pipe
a_mail x >&4
half_done() { [ "$(count "$TK_HOME/spool/tmp")" = 1 ]; }
ok "half a mail is in tmp" wait_until 30 half_done
kill -9 $!
wait $! 2>/dev/null
exec 4>&-
is "$(spooled)" 0 "a killed door leaves nothing in new"
rm -f "$TK_HOME"/spool/tmp/*

# The drainer it starts
fake_thread "$scratch/fake"
a_mail x | (umask 077; ulimit -c 0; ulimit -S -t 20; trap '' PIPE TERM; LANG=tr_TR FOO=bar \
	TK_AGENT=ali exec "$scratch/fake/tk-deliver" 7<bir 8>leak | cat)
ok "the door and its pipe end while the drainer works" test ! -e fake/done
ok "a drainer is started" wait_until 30 test -e fake/seen
seen=$(cat fake/seen)
like "$seen" "^args -d $TK_HOME --background\$" "for the same store"
like "$seen" '^/$' "in /"
is "$(printf '%s\n' "$seen" | grep -cE ' [012] -> /dev/null$')" 3 "with 0-2 on /dev/null"
is "$(printf '%s\n' "$seen" | grep -E ' -> ' | grep -vcE '/dev/null|fake/seen|spool/lock|fake/tk-thread')" 0 \
	"and nothing else open"
# (make hands on signals 32 and 33, which are the C library's own)
like "$seen" '^SigIgn:\s(0{16}|0{7}180000000)$' "no signal is ignored"
is "$(printf '%s\n' "$seen" | grep -cE '^(LANG|FOO|TK_AGENT)=')" 0 "the environment is clean"
is "$(printf '%s\n' "$seen" | grep -E '^(cpu time|time)' | grep -vc unlimited)" 0 "no soft limit is handed on"
a_mail y | fake/tk-deliver
is "$(spooled)" 2 "while it works the next mail is only spooled"
rm fake/busy
ok "it ends by itself" wait_until 30 test -e fake/done
