#!/bin/sh
# A desk with odd things in it: names, ranks and agents that are in use, one's own tickets, drafts,
# attachments that do not end, numbers that were merged.
. "${0%/*}/lib.sh"

tk-init --address support@example.com >/dev/null
tk-admin agent add ali role=agent addresses=ali@example.com groups=support

code() { "$@" >out 2>err; echo $?; }	# the exit status of a command

# ---- what may be deleted
is "$(tk-new --as ali -s 'Kendi' -m metin | cut -f1)" 1 "a ticket of one's own"
is "$(code tk-set --as ali --delete 1)" 77 "cannot be deleted by who made it"
is "$(code tk-set --delete 1)" 0 "but by another"
is "$(tk-new --as ali -s 'Diğer' -m metin | cut -f1)" 2 "another ticket"
is "$(code tk-merge --into 1 2)" 1 "nothing is merged into a deleted ticket"
is "$(code tk-set --undelete 1)" 0 "and back"
is "$(code tk-admin agent delete ali)" 1 "an agent whom the log names stays"
is "$(code tk-admin priority delete normal)" 1 "a priority in use stays"
is "$(code tk-admin priority set normal rank=25)" 0 "its rank may change"
is "$(tk-list -o priority 1)" normal "tickets follow"

# ---- names and words
for name in none ME - "a,b" "$(printf 'a\tb')" "$(printf 'a\033[31m')" ''; do
	is "$(code tk-admin group add "$name")" 65 "no name: $(printf %s "$name" | tr '\t\033' '??')"
done
is "$(code tk-admin agent set ali role='admin agent')" 65 "two words are no role"

# ---- drafts: none is written over, none goes but the one that was used
export XDG_STATE_HOME="$scratch/state"
drafts() { cat state/tk/*.txt | tr '\n' ' '; }
printf 'From: ayse@example.org\nSubject: Fatura\nMessage-ID: <a1@x>\n\nmetin\n' | tk-thread - >/dev/null
tk-set -s locked 3 >/dev/null
is "$(code tk-reply --no-send -m 'uzun cevap' 3)" 1 "an answer that cannot be sent"
is "$(drafts)" "uzun cevap" "is kept"
is "$(code tk-reply --no-send -m 'kisa' 3)" 1 "another"
is "$(drafts)" "kisauzun cevap" "beside the first"
tk-set -s open 3 >/dev/null
is "$(code tk-reply --no-send -m 'oldu' 3)" 0 "an answer that is sent"
is "$(drafts)" "kisauzun cevap" "takes no other draft away"
is "$(code tk-reply --no-send --resume 3 </dev/null)" 0 "the older one is sent in the end"
is "$(drafts)" "kisa" "and goes"
is "$(tk-show --json 3 | jq -r '.messages[-1].text' | tr -d '\n')" "uzun cevap" "with its text"
