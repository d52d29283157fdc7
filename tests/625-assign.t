#!/bin/sh
# Tickets change hands: taken, given on with a word, given back, and given out by turns and load.
. "${0%/*}/lib.sh"
export TK_NOW=2026-03-10T09:00:00Z

tk-init --address destek@ornek.example >/dev/null
tk-admin group add satis addresses=satis@ornek.example identity=support
for agent in ali 'Ayşe' 'رضا'; do tk-admin agent add "$agent" groups=support; done
tk-admin agent add zeynep groups=satis
code() { "$@" >out 2>err; echo $?; }
has() { tk-list -o agent,group "$1" | tr '\t' ' '; }
for subject in 'Fatura yanlış' 'مشکل ورود' 'Printer on fire' 'Şifre' 'VPN'; do
	tk-new -s "$subject" -m metin >/dev/null
done

# ---- take and give back
is "$(code tk-assign --as ali --take 1)" 0 "ali takes a ticket"
is "$(code tk-assign --as ali --take 1)" 0 "what is so already is no error"
is "$(TK_NOW=2026-03-10T09:00:03Z code tk-assign --as 'Ayşe' --take 1 2)" 2 "another who takes it learns it"
is "$(cat err)" "tk-assign: 1: ali took it 3s ago (--confirm takes it over)" "who has it, since when"
is "$(has 2)" "- support" "and nothing of the batch is done"
is "$(code tk-assign --as 'Ayşe' --take -k 1 2)" 2 "with -k she is told too"
is "$(has 1);$(has 2)" "ali support;Ayşe support" "but the rest is hers"
is "$(code tk-assign --as 'Ayşe' --take --confirm 1)" 0 "and this too, if she insists"
is "$(has 1)" "Ayşe support" "it is hers"
is "$(code tk-assign --to 'رضا' 1)" 0 "giving asks nobody"
is "$(code tk-assign --as ali --take 1)" 2 "who takes it"
is "$(cat err)" "tk-assign: 1: رضا was given it 0s ago (--confirm takes it over)" "hears that it was given"
is "$(code tk-assign --none 1 2)" 0 "given back"
is "$(has 1)" "- support" "it is nobody's"

# two at once: one gets it
for name in ali 'Ayşe' 'رضا'; do
	{ tk-assign --as "$name" --take 3 >/dev/null 2>&1; echo "$name $?" >>race; } &
done
wait
is "$(cut -d' ' -f2 race | sort | tr '\n' ' ')" "0 2 2 " "of three who take it at once one gets it"
is "$(has 3)" "$(sed -n 's/ 0$//p' race) support" "that one"
tk-assign --to ali 3 >/dev/null

# ---- to an agent or a group, with a word
is "$(code tk-assign --to zeynep 1)" 1 "nobody gets a ticket of a group not theirs"
is "$(cat err)" "tk-assign: 1: zeynep does not work in support" "and why"
is "$(code tk-assign --to zeynep --to satis -m 'İki kere aradı.' 1)" 0 "both at once, with a word"
is "$(has 1)" "zeynep satis" "agent and group"
is "$(tk-show --json 1 | jq -r '.messages[-1] | .direction, .text' | head -n 2 | tr '\n' ' ')" "note İki kere aradı. " \
	"the word is a note"
tk-assign --to ali 2 >/dev/null
tk-assign --to satis -n 2 >effects
is "$(cat effects)" "$(printf '2\tassign\t-\tali does not work in satis\n2\tgroup\tsatis\t-')" \
	"in a group where its agent does not work"
is "$(tk-assign --to satis 2 -o agent,group | tr '\t' ' ')" "- satis" "it is nobody's"
is "$(code tk-assign --to ali --to 'Ayşe' 2)" 64 "not two agents"
is "$(code tk-assign --to nobody 2)" 64 "nor one that is none"
is "$(code tk-assign --take --auto 2)" 64 "nor two ways at once"
tk-admin agent set 'رضا' suspended=yes
is "$(code tk-assign --to 'رضا' 4)" 1 "a suspended agent gets nothing"
is "$(cat err)" "tk-assign: رضا is suspended" "and why"

# ---- by load and turn
is "$(code tk-assign --auto 1 2 3 4 5 -n)" 0 "a preview"
cp out preview
is "$(grep -v '^[245]' preview)" "" "who has a ticket keeps it"
is "$(awk -F'\t' '$1 == 2 { print $3 ": " $4 }' preview)" "zeynep: load 1.0, the only one" "the only one"
is "$(code tk-assign --auto 1 2 3 4 5 -o id,agent)" 0 "and so it is done"
is "$(grep -v '^[13]' out)" "$(cut -f1,3 preview)" "as it was said"
is "$(cut -f2 out | sort | uniq -c | awk '{ print $1 }' | sort | tr '\n' ' ')" "1 2 2 " "as even as can be"
tk-set -p high 3 4 5 >/dev/null
for n in 1 2 3 4; do tk-new -s "yeni $n" -m x >/dev/null; done
is "$(code tk-assign --auto 6..9 -n)" 0 "three of high priority"
like "$(cat out)" 'least load 1.5$' "count as four and a half"
is "$(code tk-assign --auto 6..9)" 0 "the next four"
is "$(tk-list --json status:open group:support | jq -r 'select(.priority != "high") | .agent' | sort | uniq -c |
	awk '{ print $1 }' | sort | tr '\n' ' ')" "1 3 " "make up for them"

# nobody fits
tk-set -s closed group:satis >/dev/null
tk-admin agent set zeynep suspended=yes
tk-new -s 'Teklif' -g satis -m x >/dev/null
tk-new -s 'Yeni' -m x >/dev/null
is "$(code tk-assign --auto 10 11)" 1 "where nobody fits"
is "$(cat err)" "tk-assign: 10: nobody in satis can take it: 1 away" "it is said why"
is "$(has 11)" "- support" "and nothing is done"
is "$(code tk-assign --auto -k 10 11)" 1 "with -k"
is "$(cut -f1 out)" "11" "the rest is"
is "$(has 1)" "zeynep satis" "what she had is still hers"
is "$(code tk-assign --auto 1)" 0 "a closed ticket"
is "$(has 1)" "zeynep satis" "stays where it is"
tk-admin agent set 'رضا' suspended=no
tk-admin agent set ali suspended=yes
tickets=$(tk-list -o id agent:ali status:open)
is "$(code tk-assign --auto $tickets)" 0 "the work of somebody who is away"
is "$(tk-list -o id agent:ali status:open)" "" "goes to the others"
is "$(tk-check)" "" "the counters are right"
