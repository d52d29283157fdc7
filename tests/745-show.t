#!/bin/sh
# What tk-show says of messages: who wrote them, and the direction of their lines.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
need_pkg script bsdutils

tk-init --address destek@example.com >/dev/null
tk-admin agent add ayşe role=agent groups=support fullname='Ayşe Nur Demir'
tk-admin agent add رضا role=agent groups=support
printf 'From: ann@example.org\nMessage-ID: <m1@x>\nContent-Type: text/plain; charset=utf-8\nSubject: چاپگر\n\nسلام\n\nHP LaserJet\n' |
	tk-thread -q -
tk-reply --as ayşe --no-send -m 'Bakıyoruz.' 1 >/dev/null
tk-note --as رضا -m 'من می‌دانم' 1 >/dev/null
rli=$(printf '\342\201\247') lri=$(printf '\342\201\246') pdi=$(printf '\342\201\251')

# ---- who wrote (R-131, R-145)
like "$(tk-show 1)" '^> 1 in  [0-9 :+-]*$' "the requester behind a >"
like "$(tk-show 1)" '^< 2 out  [0-9 :+-]*  AD ayşe$' "an agent with initials and name"
like "$(tk-show 1)" '^\* 3 note  [0-9 :+-]*  ر رضا$' "in a note, too"

# ---- direction (R-351)
is "$(tk-show 1 | grep -c "[$rli$lri$pdi]")" 0 "a pipe gets the text as it is"
is "$(tk-show --direction auto 1 | grep "$pdi" | tr '\n' '|')" "${rli}سلام$pdi|${rli}HP LaserJet$pdi|${rli}من می‌دانم$pdi|" \
	"texts from right to left are isolated"
is "$(tk-show --direction ltr 1 | grep "$pdi" | tr '\n' '|')" \
	"${lri}سلام$pdi|${lri}HP LaserJet$pdi|${lri}Bakıyoruz.$pdi|${lri}من می‌دانم$pdi|" "or all as one says"
is "$(tk-show --direction rtl -m 2 1 | grep "$pdi")" "${rli}Bakıyoruz.$pdi" "from right to left, too"
is "$(script -qec 'tk-show 1' /dev/null </dev/null | tr -d '\r' | grep -c "^$rli")" 3 "on a terminal by itself"
exits 64 "another direction" tk-show --direction up 1 2>/dev/null
is "$(tk-show --direction rtl --json 1 | grep -c "$rli")" 0 "JSON has none"
is "$(tk-show --direction rtl --raw 1 | grep -c "$rli")" 0 "nor has raw mail"

# ---- colours of a list
tk-set -p high 1 >/dev/null
like "$(script -qec 'tk-list 1' /dev/null </dev/null)" "$(printf '\033')\\[31mhigh" "what is urgent is red"
is "$(NO_COLOR=1 script -qec 'tk-list 1' /dev/null </dev/null | grep -c "$(printf '\033')")" 0 "but for NO_COLOR"
