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
drafts() { sed -s '/>8/,$d' state/tk/*.txt | tr -d '\n'; }
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

# ---- files to attach are read before the store is locked, once for all tickets
mkfifo pipe
tk-reply --no-send -m 'ekte' -a pipe 2 3 >/dev/null 2>err & reply=$!
exec 3>pipe
is "$(TK_WAIT=0 code tk-set -p high 2)" 0 "somebody else may write meanwhile"
printf 'ek metni' >&3; exec 3>&-
wait $reply; is "$?" 0 "and the answer is queued"
is "$(tk-attach -o size,name 2 3 | tr '\t\n' ' ;')" "8 pipe;8 pipe;" "the file goes to both"

# ---- who gets an answer
printf '%s\n' 'From: Ece <ece@example.org>' 'To: support@example.com' 'Reply-To: support@example.com' 'Message-ID: <e1@x>' \
	'Cc: john+help@example.net, support+x@example.com' 'Subject: Soru' '' metin | tk-thread - >/dev/null
tk-reply --no-send -m cevap subject:Soru >/dev/null
is "$(tk-show --json subject:Soru | jq -r '.messages[-1] | [.to[], .cc[]] | map(.email) | join(" ")')" \
	"ece@example.org john+help@example.net" "not we ourselves, but those with a plus in their address"
printf 'From: Veli\nSubject: adsiz\n\nmetin\n' | tk-thread - >/dev/null
printf 'Subject: kimse\n\nmetin\n' | tk-thread - >/dev/null
is "$(tk-show --json subject:kimse | jq -r .requester.name)" null "a mail of nobody does not get another's name"

# ---- effect lines for a merged number
tk-merge --into 2 1 >/dev/null
is "$(printf '1\ttag\tvip\t\n' | tk-apply -o id 2>err)" 2 "an effect line acts on what the ticket became"
is "$(cat err)" "tk-apply: 1 was merged into 2" "and says so"
is "$(tk-list -o id tag:vip)" 2 "where it is found"

# ---- modes
umask 022; mkdir -m 755 own
tk-init -d own --address support@example.com >/dev/null
is "$(stat -c %a own own/tk.db own/spool | tr '\n' ' ')" "700 600 700 " "a directory made beforehand is closed to others"
is "$(tk-check -d own)" "" "and checks"
mkdir -m 755 ours
tk-init -d ours --shared --address support@example.com >/dev/null
is "$(stat -c %a ours ours/tk.db ours/spool | tr '\n' ' ')" "750 660 2770 " "unless it is said to be shared"
is "$(tk-check -d ours)" "" "and checks"
: >ours/tk.conf; chmod 600 ours/tk.conf
is "$(code tk-thread -d ours)" 0 "a private tk.conf"
chmod 660 ours/tk.conf
is "$(code tk-thread -d ours)" 78 "one that others can write"
chmod 600 ours/tk.conf; chmod 770 ours
is "$(code tk-thread -d ours)" 78 "one that others can put another file in place of"

# ---- an agent who only reads
tk-admin agent add okur role=reader
is "$(code tk-list --as okur status:open)" 0 "lists"
for call in "tk-new -s x -m x" "tk-set -p high 2" "tk-reply --no-send -m x 2" "tk-note -m x 2" "tk-admin key new" \
	"tk-assign --take 2" "tk-merge --into 2 3"; do
	is "$(code $call --as okur)" 77 "does not: $call"
done

# ---- a category by address
tk-admin category add fatura
soru() { printf 'From: ece@example.org\nTo: %s\nCc: %s\nSubject: kat %s\nMessage-ID: <%s>\n\nmetin\n' "$1" "$2" "$3" "$3"; }
soru support@example.com bob-1@example.net k1@x | tk-thread - >/dev/null
is "$(tk-list -o category subject:k1)" - "digits in somebody's address in Cc are none"
soru fatura-1@example.com ali@example.net k2@x | tk-thread - >/dev/null
is "$(tk-list -o category subject:k2)" fatura "those of the recipient are"
