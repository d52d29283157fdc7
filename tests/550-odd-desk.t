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
