#!/bin/sh
# Messages that move to a new ticket or to another one: who asks there, who waits where, where later
# mail goes, merges around it, and that all of it is an event.
. "${0%/*}/lib.sh"

tk-init --address destek@example.com >/dev/null
tk-admin agent add ayşe role=agent groups=support fullname='Ayşe'
n=0
mail() { # FROM SUBJECT ID REFERENCES
	n=$((n + 1))
	printf 'From: %s\nMessage-ID: <%s@x>\nSubject: %s\n%s\n\nmetin %s\n' "$1" "$3" "$2" \
		"${4:+In-Reply-To: $4}" "$n" | TK_NOW=2026-06-0${n}T10:00:00Z tk-thread -
}
events() { tk-log -o kind,old,new,cause "$1" | tr '\t\n' ' ;'; }
ids() { cut -f1 | tr '\n' ' '; }
inside() { tk-show --json "$1" | jq -r '[.messages[].id] | join(" ")'; }
row() { tk-list -o "$1" "$2" | tr '\t' ' '; }

mail ann@example.org 'Yazıcı' m1 >/dev/null
mail ann@example.org 'چاپگر خراب است' m2 '<m1@x>' >/dev/null
mail 'Bob <bob@example.net>' 'Another one' m3 >/dev/null
is "$(inside 1) $(inside 2)" "1 2 3" "two mails in a ticket, one in another"

# ---- a ticket of its own
tk-set --tag +acil -p high 1 >/dev/null
tk-assign --to ayşe 1 >/dev/null
is "$(tk-split -n 1 2)" "1	split	2	-" "-n says it"
is "$(tk-list -o id id:1..9 | wc -l)" 2 "and does nothing"
is "$(TK_NOW=2026-06-10T00:00:00Z tk-split --as ayşe 1 2 | ids)" "1 3 " "both tickets are printed"
is "$(inside 1);$(inside 3)" "1;2" "the message has moved"
is "$(row subject,requester,group,agent,priority,status,created 3)" \
	"چاپگر خراب است ann@example.org support ayşe high open 2026-06-02T10:00:00Z" \
	"to a ticket with its subject and sender, where somebody waits since then"
is "$(row msgs,in,out,waiting 1);$(row msgs,in,waiting 3)" \
	"1 1 0 2026-06-01T10:00:00Z;1 1 2026-06-02T10:00:00Z" "the counters follow"
like "$(events 1)" ';split 2 3 -;$' "the old one says where it went"
is "$(events 3)" "new - mail split;moved 1 2 -;" "the new one where it came from"
is "$(tk-show --json 3 | jq -c .links)" "[1]" "they are linked"
tk-set --unlink 1 3 >/dev/null
is "$(tk-show --json 3 | jq -c .links)" "[]" "until they are not"

# ---- where later mail goes
is "$(mail ann@example.org x m4 '<m2@x>
References: <m1@x> <m2@x>' | cut -f1-3 | tr '\t' ' ')" "3 reply references" "to the message it answers"
is "$(mail ann@example.org x m5 '<m1@x>
References: <m2@x> <m1@x>' | cut -f1-3 | tr '\t' ' ')" "1 reply references" "whatever else it names"
TK_NOW=2026-06-11T00:00:00Z tk-reply --as ayşe --no-send -m 'İki soru, bir yanıt.' 1 >/dev/null
answer=$(tk-show --json 1 | jq -r '.messages[-1] | .id, .message_id' | tr '\n' ' ')
ours=${answer#* } answer=${answer%% *} ours=${ours% }
tk-split --as ayşe --to 3 1 "$answer" >/dev/null
is "$(inside 3)" "2 4 $answer" "an answer of ours moves to a ticket that is there"
is "$(row status,out,waiting 3);$(row status,out 1)" "pending 1 -;open 0" "it is answered, the other is not"
is "$(mail ann@example.org x m6 "<$ours>" | cut -f1-3 | tr '\t' ' ')" "3 reply token" \
	"an answer to it comes to its new ticket, though its token names the old one"
is "$(tk-show --json 3 | jq -r .status)" open "and opens it"

# ---- who takes part
is "$(tk-split --as ayşe --to 2 3 4 | ids)" "3 2 " "to somebody else's ticket"
is "$(printf 'From: ann@example.org\nMessage-ID: <m7@x>\nSubject: {TICKET-2}\n\nx\n' | tk-thread - | cut -f5)" "-" \
	"who wrote takes part there"
printf 'From: eve@example.net\nMessage-ID: <out@x>\nReferences: <m3@x>\nSubject: Ben de\n\nx\n' | tk-thread - >out
is "$(cut -f1,5 out | tr '\t' ' ')" "2 outsider" "somebody from outside writes to a ticket"
strange=$(tk-show --json 2 | jq '.messages[-1].id')
new=$(tk-split --as ayşe 2 "$strange" | sed -n 2p | cut -f1)
is "$(row requester,status,flags "$new");$(row flags 2)" "eve@example.net open -;-" "and gets a ticket of their own"
is "$(printf 'From: eve@example.net\nMessage-ID: <out2@x>\nReferences: <out@x>\nSubject: x\n\nx\n' | tk-thread - |
	cut -f1,2,5 | tr '\t' ' ')" "$new reply -" "where they take part"

# ---- notes, several, closed ones
tk-note --as ayşe -m 'ikisi de' 2 >/dev/null
note=$(tk-show --json 2 | jq '.messages[-1].id')
tk-set -s closed 2 >/dev/null
two=$(tk-split --as ayşe 2 "$note" 4 4 | sed -n 2p | cut -f1)
is "$(inside "$two")" "4 $note" "several messages, a private note among them"
is "$(row status 2)" closed "a closed ticket stays closed"

# ---- refusals
for bad in "1" "1 99" "1 1 5" "2 1" "1 x" "99 1" "--to 99 1 1" "--to 1 1 1" "1..3 1" ""; do
	before=$(tk-show --json --events 1 2 3 | jq "del(.idle)" | cksum)
	ok "refused: tk-split $bad" sh -c "! tk-split $bad </dev/null 2>err >out"
	is "$(tk-show --json --events 1 2 3 | jq "del(.idle)" | cksum)$(wc -l <err)" "${before}1" "with one line, and nothing is changed"
done
is "$(cat err)" "tk-split: no ticket given" "the last one"
tk-split 1 1 5 2>err
is "$(cat err)" "tk-split: 1: no message would stay (tk-merge moves all)" "a ticket must not be emptied"
tk-set -s locked 3 >/dev/null
ok "nothing goes to a locked ticket" sh -c '! tk-split --to 3 1 1 2>/dev/null'
tk-set -s open 3 >/dev/null

# ---- merges around it
mail ann@example.org 'bir' a1 >/dev/null
mail ann@example.org 'iki' b1 >/dev/null
a=$(tk-list -o id subject:bir) b=$(tk-list -o id subject:iki)
first=$(inside "$a") second=$(inside "$b")
tk-merge --into "$a" "$b" >/dev/null
own=$(tk-split --as ayşe "$b" "$second" 2>err | sed -n 2p | cut -f1)
is "$(cat err)" "tk-split: $b was merged into $a" "a merged number is its target"
is "$(inside "$own")" "$second" "what a merge brought can be split off"
exits 1 "then the merge cannot be undone" tk-merge --undo "$b" 2>err
like "$(cat err)" "$b: its messages were moved" "for nothing would come back"
mail ann@example.org 'üç' c1 >/dev/null
c=$(tk-list -o id subject:üç) third=$(tk-show --json "subject:üç" | jq '.messages[0].id')
mail ann@example.org 'dört' c2 '<c1@x>' >/dev/null
fourth=$(tk-show --json "$c" | jq '.messages[1].id')
tk-merge --into "$a" "$c" >/dev/null
other=$(tk-split --as ayşe "$a" "$fourth" | sed -n 2p | cut -f1)
tk-merge --undo "$c" >/dev/null
is "$(inside "$a");$(inside "$other");$(inside "$c")" "$first;$fourth;$third" "what was moved stays where it is"
tk-merge --into "$a" "$own" >/dev/null
is "$(inside "$a")" "$first $second" "a split is undone by a merge"
printf '%s\tsplit\t%s\t-\n' "$a" "$second" | tk-apply >/dev/null
is "$(inside "$a")" "$first" "effect lines do it too"
exits 65 "a bad one is refused" sh -c "printf '%s\tmove\t1 x\t-\n' $a | tk-apply 2>/dev/null"
is "$(tk-check)" "" "the store is clean"

# ---- an id of ours that somebody gives to a mail of their own
printf 'From: cem@example.com\nMessage-ID: <c1@x>\nSubject: Gizli\n\nx\n' | tk-thread -q -
secret=$(tk-list -o id requester:cem@example.com)
tk-reply --no-send --then closed -m 'Cevap' $secret >/dev/null
token=$(tk-show --raw -m "$(tk-show --json $secret | jq '.messages[-1].id')" $secret | tr '\r\n\t' '   ' |
	grep -o 'References:[^:]*' | grep -o '<[^>]*>' | sed 's/.*<\(.*\)>/\1/' | grep -vx c1@x)
ok "our answer names its token" [ -n "$token" ]
printf 'From: eve@evil.example\nMessage-ID: <%s>\nSubject: x\n\nx\n' "$token" | tk-thread - >eve
like "$(cut -f1-3 eve | tr '\t' ' ')" '^[0-9]+ new' "a stranger's mail with it opens a ticket of its own"
is "$(printf 'From: cem@example.com\nMessage-ID: <c2@x>\nReferences: <%s>\nSubject: x\n\nx\n' "$token" | tk-thread - |
	cut -f1-3 | tr '\t' ' ')" "$secret reply token" "what is answered to us does not go there"
is "$(tk-check)" "" "the store is still clean"
