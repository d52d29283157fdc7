#!/bin/sh
# tk-send killed at random points, by a server that cuts connections too (50 kills; TK_SOAK for more): no
# answer reaches anybody twice, and what is not marked uncertain has arrived.
. "${0%/*}/lib.sh"
. "$top/tests/crash.sh"
wanted=$((${TK_SOAK:-100} / 2))
note "seed $SEED (TK_SEED), $wanted kills"

perl "$top/tests/sink.pl" "$SEED" port took &
sink=$!
cleanup() { kill "$sink" 2>/dev/null; }
ok "a server" wait_until 30 test -s port
: >took
tk-init --address support@example.com >/dev/null
tk-admin identity set support transport=smtp host=127.0.0.1 port="$(cat port)" tls=none
tk-admin setting retry-hours=1000000
printf '[send]\ntimeout = 3\n' >"$TK_HOME/tk.conf"
chmod 600 "$TK_HOME/tk.conf"

now=1800000000 answers=0
export TK_NOW=$now
run() { # a sender, an hour later: everything is due again
	now=$((now + 7200))
	TK_NOW=$now "$@"
}
while [ $kills -lt "$wanted" ] && [ $answers -lt 5000 ]; do
	for n in 1 2 3 4 5 6; do
		answers=$((answers + 1))
		ticket=$(tk-new -s 'Konu' -f "a$answers@example.org" -m 'Merhaba' -o id)
		tk-reply --no-send -m 'Çözüldü' --cc "c$answers@example.org" --bcc "b$answers@example.org" "$ticket" >/dev/null
	done
	for n in 1 2 3; do
		[ $kills -lt "$wanted" ] && run killed 60000 tk-send -q
	done
done
for n in $(seq 2000); do	# a cut connection ends a run
	run tk-send -q 2>/dev/null
	tk-send --list -o state | grep -q -e queued -e sending -e data || break
done
note "$answers answers; $kills kills; the server took $(wc -l <took)"
ok "$wanted kills" test $kills -ge "$wanted"
is "$(sort took | uniq -d | head -n 3)" "" "nobody got an answer twice"
tk-send --list -o state,recipient >listed
is "$(cut -f1 listed | sort -u | grep -v uncertain)" "" "in the end nothing waits and nothing failed"
for n in $(seq $answers); do printf '%s\n' "a$n@example.org" "b$n@example.org" "c$n@example.org"; done | sort >all
cut -d' ' -f2 took | sort >got
cut -f2 listed | sort >uncertain
is "$(comm -23 all got | comm -23 - uncertain)" "" "what did not arrive is uncertain"
note "uncertain: $(wc -l <uncertain), of these arrived: $(comm -12 got uncertain | wc -l)"
ok "and few are uncertain" test "$(wc -l <uncertain)" -lt $((answers * 3 / 2))
tk-send --list -o id | sort -u | tk-send --sent - >/dev/null
is "$(tk-send --list)" "" "a person decides: they have arrived"
is "$(sort took | uniq -d | head -n 3)" "" "and still nobody got one twice"
is "$(tk-check)" "" "the store is clean"
