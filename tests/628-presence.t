#!/bin/sh
# Who works on what, who writes, and what becomes of an answer when another was faster.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
need_pkg sqlite3 sqlite3
need_pkg script bsdutils
export TK_NOW=2026-03-10T09:00:00Z XDG_STATE_HOME="$scratch/state"

tk-init --address destek@ornek.example >/dev/null
tk-admin agent add ali fullname='علی رضایی' groups=support
tk-admin agent add caren fullname=Caren groups=support
tk-admin agent add john fullname=John groups=support
mail() { printf 'From: %s\nSubject: %s\nMessage-ID: <%s@x>\n\nmetin\n' "$1" "$2" "$3" | tk-thread -q -; }
mail ayse@example.org 'Fatura' m1
mail bob@example.org 'Printer on fire' m2
code() { "$@" >out 2>err; echo $?; }
who() { tk-who "$@" | tr '\t\n' ' ;'; }

# ---- reading and taking
is "$(who)" "" "nobody does anything"
tk-show --as john 1 >/dev/null
is "$(who)" "1 john working $TK_NOW;" "who reads works on it"
is "$(tk-who -w)" "1: John is working on this ticket." "in words"
tk-assign --as caren --take 2 >/dev/null
is "$(who 2)" "2 caren working $TK_NOW;" "so does who takes it"
tk-admin setting language=tr
is "$(tk-who -w 1)" "1: John bu bilet üzerinde çalışıyor." "in Turkish"
tk-admin setting language=fa
is "$(tk-show --as ali 2 >/dev/null; tk-who -w 2 | tail -n 1)" \
	"2: Caren روی این تیکت کار می‌کند." "in Persian"
tk-admin setting language=en
is "$(TK_NOW=2026-03-10T09:02:00Z who 1)" "1 john working $TK_NOW;" "for two minutes"
is "$(TK_NOW=2026-03-10T09:02:01Z who)" "" "and no longer"
tk-show --as john --json 2 >/dev/null; tk-show --as john 1 2 >/dev/null
is "$(who 2 | grep john)" "" "a program that reads, or reads many, is no reader"
is "$(tk-who --json 1 | jq -c '[.ticket, .agent, .doing]')" '[1,"john","working"]' "JSON"

# the lock is taken: reading neither waits nor fails
mkfifo hold
{ echo 'BEGIN IMMEDIATE;'; cat hold; } | sqlite3 "$TK_HOME/tk.db" & holder=$!
exec 3>hold
sleep 0.3
is "$(TK_NOW=2026-03-10T10:00:00Z code tk-show --as john 1)" 0 "while another writes, a ticket can be read"
is "$(cat err)" "" "nothing is said"
exec 3>&-; wait $holder
is "$(TK_NOW=2026-03-10T10:00:00Z who)" "" "who reads is just not noted"

# ---- writing: an editor that waits until it is told
cat >editor <<'END'
#!/bin/sh
echo "$NAME yazdi" >new && cat "$1" >>new && cat new >"$1" && rm new
[ -z "${SECOND:-}" ] || exit 0
echo $PPID >"$scratch/$NAME.pid"; : >"$scratch/$NAME.open"; until [ -e "$scratch/$NAME.close" ]; do sleep 0.05; done
END
chmod 755 editor; export scratch
writes() { # NAME TICKET OPTION...: in a terminal of its own
	NAME=$1; export NAME; shift
	EDITOR="$scratch/editor" script -qec "tk-reply --as $NAME --no-send $*; echo status \$? >$NAME.status" /dev/null \
		</dev/null >"$NAME.out" 2>&1
}
writes caren 1 & caren=$!
ok "caren's editor is open" wait_until 20 [ -e caren.open ]
is "$(who 1)" "1 caren writing $TK_NOW;1 john working $TK_NOW;" "she writes"
is "$(tk-who -w 1 | head -n 1)" "1: Caren is writing a reply." "in words"
tk-admin setting language=tr
is "$(tk-who -w 1 | head -n 1)" "1: Caren bu mesajı yazıyor." "in Turkish"
is "$(code tk-show --as john 1)" 0 "who reads the ticket"
is "$(cat err)" "tk-show: 1: Caren bu mesajı yazıyor" "is told"
tk-admin setting language=en
is "$(TK_NOW=2026-03-10T09:30:00Z tk-who -o agent,doing | tr '\t' ' ')" "caren writing" "for as long as it takes"
is "$(TK_NOW=2026-03-10T09:01:00Z code tk-reply --as john --no-send -m 'john yazdi' 1)" 0 "john answers all the same"
is "$(cat err)" "tk-reply: 1: Caren is writing a reply" "he was told"
: >caren.close; wait $caren
is "$(cat caren.status)" "status 2" "hers stops"
like "$(cat caren.out)" '^tk-reply: 1: john answered .* \(--confirm sends\)' "and says who was faster"
like "$(cat caren.out)" 'john yazdi' "and what he wrote"
is "$(tk-who -o doing 1 | grep writing)" "" "nobody writes any more"
is "$(tk-list -o out 1)" 1 "one answer is queued"
draft=$(sed -n 's/.*kept in \([^ ]*\).*/\1/p' caren.out)
like "$(cat "$draft")" '^caren yazdi' "the text is kept"
is "$(code tk-reply --as caren --no-send --resume 1 </dev/null)" 2 "going on with it stops too"
like "$(cat err)" 'john yazdi' "with the same answer"
is "$(code tk-reply --as caren --no-send --resume --confirm 1 </dev/null)" 0 "until she insists"
is "$(tk-list -o out 1)" 2 "both are queued"
is "$(tk-show --json 1 | jq -r '.messages[-1].text')" "caren yazdi" "hers as she wrote it"
is "$(ls state/tk)" "" "no draft is left"

# a text that was given is kept with what was seen
seen=$(tk-show --json 2 | jq '.messages[-1].id')
tk-reply --as john --no-send -m 'ilk' 2 >/dev/null
is "$(code tk-reply --as caren --no-send --seen "$seen" -m 'ikinci' 2)" 2 "a script that says what it saw"
is "$(code tk-reply --as caren --no-send --resume 2 </dev/null)" 2 "its draft remembers"
is "$(code tk-reply --as caren --no-send --resume --confirm 2 </dev/null)" 0 "and can be sent"
is "$(tk-show --json 2 | jq -r '.messages[-1].text')" "ikinci" "as it was"

# a writer who is killed writes no more
rm -f caren.open caren.close
writes caren 2 & caren=$!
ok "another editor" wait_until 20 [ -e caren.open ]
like "$(tk-who -o agent,doing 2)" "^caren	writing$" "she writes"
kill -KILL "$(cat caren.pid)"
ok "until her tool is killed" wait_until 10 sh -c '! tk-who -o doing 2 | grep -q writing'
: >caren.close; wait $caren

# locked: refused before anything is written
tk-set -s locked 2 >/dev/null
rm -f caren.open
SECOND=1 writes caren 2
is "$(cat caren.status)" "status 1" "a locked ticket cannot be answered"
is "$(ls caren.open 2>/dev/null)" "" "and no editor opens"

# ---- scripts: only if nothing changed
rev=$(tk-list -o rev 1)
is "$(code tk-set -p high --if-rev "$rev" 1)" 0 "as it was read"
is "$(code tk-set -p low --tag +x --if-rev "$rev" 1)" 2 "not as it was read"
is "$(cat err)" "tk-set: 1: has changed: its rev is $((rev + 1)), not $rev" "and it says so"
is "$(tk-list -o priority,tags 1 | tr '\t' ' ')" "high -" "nothing is done"
for command in 'tk-assign --to ali' 'tk-note -m not' 'tk-reply --no-send -m cevap'; do
	is "$(code $command --if-rev "$rev" 1)" 2 "$command: the same"
done
is "$(code tk-set -p low --tag +x --if-rev "$((rev + 1))" 1)" 0 "several changes of one call count as one"
is "$(code tk-set -p low --if-rev "$((rev + 3))" 1 2)" 64 "only for one ticket"
is "$(code tk-reply --no-send -m cevap --if-rev 1 1 2)" 64 "nor are two answered so"

# ---- watchers
tk-set --watch sef@ornek.example 1 >/dev/null
like "$(tk-show 1)" '^watchers +sef@ornek.example$' "who watches is shown"
is "$(tk-show --json 1 | jq -c .watchers)" '["sef@ornek.example"]' "in JSON too"
tk-reply --no-send --as caren -m 'bilgi' 1 >/dev/null
is "$(tk-show --json 1 | jq -r '.messages[-1].cc[].email')" sef@ornek.example "and gets the answers"
tk-set --unwatch sef@ornek.example 1 >/dev/null
is "$(tk-show --json 1 | jq -c .watchers)" '[]' "until taken away"
is "$(tk-check)" "" "all is well"
