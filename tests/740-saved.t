#!/bin/sh
# Saved queries: whose they are, what stands in them, and that no circle or chain of them is endless;
# "mine"; the figures of the overview.
. "${0%/*}/lib.sh"

tk-init --address destek@example.com >/dev/null
tk-admin group add satış identity=support
tk-admin agent add ayşe role=agent groups=support
tk-admin agent add رضا role=agent groups=support,satış
tk-admin agent add bakan role=reader groups=support
tk-admin agent add patron role=admin groups=satış
for n in 1 2 3 4; do
	printf 'From: ann@example.org\nMessage-ID: <%s@x>\nSubject: konu %s\n\nx\n' "m$n" "$n" | tk-thread -q -
done
tk-assign --to ayşe 1 2 3 >/dev/null
tk-assign --to رضا 4 >/dev/null
tk-set -s pending 2 >/dev/null
tk-set -s closed 3 >/dev/null
tk-set -p high 1 4 >/dev/null
ids() { cut -f1 | tr '\n' ' '; }
list() { tk-list "$@" | ids; }

# ---- saved queries
is "$(tk-list --as ayşe --save acil 'priority:high status:open')" "" "a query is saved"
is "$(list --as ayşe @acil)$(list --as ayşe @ACİL -s id -r)" "1 4 4 1 " "asked by its name"
is "$(list --as ayşe '@acil agent:me')$(list --as ayşe 'not @acil')" "1 2 3 " "in a larger one"
is "$(list --as ayşe 'konu @acil')$(list --as ayşe '@acil or id:2' -s id)" "4 1 1 2 4 " "with words, or others"
is "$(tk-list --as ayşe --saved | tr '\t' ' ')" "acil ayşe priority:high status:open" "they are listed"
is "$(tk-set --as ayşe -n --tag +x @acil | ids)" "1 4 " "every tool knows them"
exits 64 "another agent does not" tk-list --as رضا @acil 2>err
is "$(cat err)" "tk-list: query: @acil: there is no such saved query" "and is told that there is none"
is "$(tk-list --as رضا --saved)" "" "nor sees it in his list"
is "$(tk-list --as patron --saved -o name)" acil "administrators do"
tk-list --as رضا --save çalışma -m
is "$(tk-list --as رضا --saved -o query)" 'agent:me status:open,pending' "options are saved with it"
exits 77 "a name of another's is taken" tk-list --as رضا --save acil status:open 2>err
is "$(cat err)" "tk-list: not allowed: @acil is of ayşe" "and says whose"
tk-list --as ayşe --save acil 'priority:high'
is "$(tk-list --as ayşe --saved -o query)" priority:high "one's own is replaced"
tk-admin saved add bekleyen text='status:pending'
is "$(list --as رضا @bekleyen)$(list --as ayşe @bekleyen)" "2 2 " "an administrator makes one for all"
exits 77 "whom an agent does not change it for" tk-list --as ayşe --save bekleyen status:open 2>/dev/null
exits 77 "nor takes it away from" tk-list --as ayşe --forget bekleyen 2>/dev/null
tk-admin saved add bende text='agent:me'
is "$(list --as رضا @bende)$(list --as ayşe @bende -s id)" "4 1 2 3 " "me is who asks"
tk-list --as ayşe --save 'بررسی' '@bende @acil'
is "$(list --as ayşe @بررسی)" "1 " "one that names others"

# ---- what cannot be saved or asked
tk-list --as ayşe --save a '@acil'
tk-list --as ayşe --save b '@a'
exits 64 "a circle" tk-list --as ayşe --save a '@b' 2>err
is "$(cat err)" "tk-list: query: @a -> @b -> @a: goes in a circle" "is named"
is "$(list --as ayşe @b)" "1 4 " "and nothing has changed"
exits 64 "one that names itself" tk-list --as ayşe --save k '@k' 2>/dev/null
exits 64 "one that is not there" tk-list --as ayşe --save k '@yok' 2>/dev/null
exits 64 "a query that cannot be read" tk-list --as ayşe --save k 'status:' 2>/dev/null
is "$(tk-list --as ayşe --saved -o name | grep -c '^k$')" 0 "none of them is kept"
for n in 1 2 3 4 5 6 7 8 9; do
	tk-list --as ayşe --save "n$n" "$([ $n = 1 ] && echo id:1 || echo "@n$((n - 1)) @n$((n - 1))")" 2>/dev/null
done
is "$(list --as ayşe @n6)" "1 " "some deep"
exits 64 "not endlessly" tk-list --as ayşe --save çok '@n6 @n6' 2>err
like "$(cat err)" 'too many saved queries' "and it says so"
for name in '' 'iki söz' 'a,b' 'a(' '@a' 'a:b' 'a"'; do
	exits 64 "a name that cannot be asked: $name" tk-list --as ayşe --save "$name" status:open 2>/dev/null
done
exits 64 "no query" tk-list --as ayşe --save k 2>/dev/null
exits 64 "numbers" tk-list --as ayşe --save k 1 2 2>/dev/null
exits 64 "two things at once" tk-list --as ayşe --saved --forget a 2>/dev/null
exits 77 "who only reads saves nothing" tk-list --as bakan --save k status:open 2>/dev/null
tk-list --as ayşe --forget b
exits 64 "forgotten" tk-list --as ayşe @b 2>/dev/null
exits 64 "twice" tk-list --as ayşe --forget b 2>/dev/null
tk-list --as patron --forget çalışma
is "$(tk-list --as رضا --saved -o name | tr '\n' ' ')" "bekleyen bende " "administrators take others' away"

# ---- mine, and the figures (R-231 to R-234)
is "$(list --as ayşe -m -s id)$(list --as رضا --mine)" "1 2 4 " "mine are open and pending"
is "$(list --as ayşe -m status:open)$(list --as ayşe -m 1 4)" "1 1 " "of a query, of numbers"
figures() { tk --as "$1" | sed '/^$/,$d' | tr '\t\n' ' ;'; }
is "$(figures ayşe)" "open 2;unassigned 0;pending 1;group open 2;group pending 1;mine open 1;mine pending 1;" \
	"figures of an agent and her group"
tk-new --as ayşe -g satış -f bob@example.net -s yeni -m x >/dev/null
is "$(figures patron)" "open 3;unassigned 1;pending 1;group open 1;group pending 0;mine open 0;mine pending 0;" \
	"an administrator sees all, and the groups he works in"
is "$(figures رضا)" "open 3;unassigned 1;pending 1;group open 3;group pending 1;mine open 1;mine pending 0;" \
	"an agent of two groups"
is "$(tk-check)" "" "the store is clean"
