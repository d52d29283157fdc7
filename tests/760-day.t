#!/bin/sh
# A day of a helpdesk: two brands, three departments, ten agents (ten Unix users, where root allows) and
# 500 mails in three languages.  Mails come in while the agents list, take, answer, note and transfer,
# each in a shell of their own.  In the end every mail is answered once, nobody answered over another,
# and the log explains how every ticket came to be as it is.
if [ -z "${TK_DAY_WORLD:-}" ] && [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
	TK_DAY_WORLD=1 exec unshare -m "$0" "$@"
fi
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
mails=500
[ -z "${TK_SANITIZER:-}" ] || mails=100
first=$((mails * 7 / 10))
note "the first $first mails open tickets, $((mails - first)) come back on an answer"

# ---- the desk

agents='ali ayşe veli zeynep john caren مریم حسن gül omar'
if [ -n "${TK_DAY_WORLD:-}" ]; then
	users_lock -s
	{ cat /etc/passwd; echo "tkday:x:64900:64900::/:/bin/sh"; } >passwd
	uid=64901
	for agent in $agents; do
		echo "tkday$uid:x:$uid:$uid::$scratch:/bin/sh" >>passwd
		uid=$((uid + 1))
	done
	mount --bind passwd /etc/passwd
	chmod 755 "$scratch"
	mkdir "$TK_HOME" out bin
	cp "$TK_BIN"/tk* bin	# the tree may lie where other users do not get
	PATH=$scratch/bin:$PATH
	chmod 1777 out
	chown 64900:64900 "$TK_HOME"
else
	note "not root: the agents share one Unix user"
	mkdir out
fi

# as UID COMMAND...: as one of the Unix users; the group of the desk is 64900
as() {
	local who=$1; shift
	[ -n "${TK_DAY_WORLD:-}" ] || { "$@"; return; }
	(umask 077; exec setpriv --reuid "$who" --regid "$who" --groups 64900 \
		env -i PATH="$PATH" HOME="$scratch/out" TK_HOME="$TK_HOME" LC_ALL=C.UTF-8 "$@")
}
manager() { as 64900 env TK_AGENT=müdür "$@"; }

as 64900 tk-init --shared --address destek@acme.example >/dev/null
cat >define <<-'END'
	set -e
	me=$(tk-admin agent | cut -f2 | head -n 1)
	tk-admin agent add müdür role=admin groups=support addresses=mudur@acme.example
	tk-admin brand add Acme title='Acme A.Ş.' language=tr
	tk-admin brand add Globex title='گلوبکس' language=fa
	tk-admin identity add satış address=satis@acme.example
	tk-admin identity add پشتیبانی address=help@globex.example
	tk-admin group set support brand=Acme
	tk-admin group add satış brand=Acme identity=satış addresses=satis@acme.example
	tk-admin group add پشتیبانی brand=Globex identity=پشتیبانی addresses=help@globex.example
END
TK_AGENT= as 64900 sh ./define || exit 1
uid=64901
for agent in $agents; do
	case $agent in
	ali|ayşe|veli|zeynep) group=support ;;
	john|caren|gül) group=satış ;;
	*) group=پشتیبانی ;;
	esac
	manager tk-admin agent add "$agent" groups=$group ${TK_DAY_WORLD:+login=tkday$uid} fullname="$agent (acme)"
	echo "$agent $uid $group" >>agents.list
	uid=$((uid + 1))
done
is "$(manager tk-list)" "" "an empty desk"

# ---- the hands; what they are told wrong goes to out/

cat >work <<-'END'
	# work AGENT GROUP: until told to stop
	agent=$1 group=$2 turn=0
	# may COMMAND...: done, or not because somebody else was quicker (1, 2), or not allowed any more (77)
	may() {
		"$@" >/dev/null 2>err.$agent && return 0
		status=$?
		case $status in
		1|2|77) echo "$status $1 $(head -n 1 err.$agent)" >>$agent.late ;;
		*) { echo "$status $*"; cat err.$agent; } >>$agent.wrong ;;
		esac
		return $status
	}
	while [ ! -e stop ]; do
		turn=$((turn + 1))
		tk-list --limit 3 -o id "status:open agent:none group:$group" >free.$agent
		while read -r id; do may tk-assign --take "$id"; done <free.$agent
		tk-list --limit 5 -o id,rev,tags "status:open agent:me" >mine.$agent
		while read -r id rev tags; do
			case $((id % 17)):$tags in
			3:*sent*|5:*sent*) ;;
			3:*)	may tk-set --tag +sent "$id" && may tk-assign --to "$NEXT" -m "bu sizin, این مال شماست" "$id"
				continue ;;
			5:*)	may tk-set --tag +sent "$id" && may tk-assign --to "$NEXT" -m "for you" "$id"
				continue ;;
			esac
			[ $(((id + turn) % 4)) = 0 ] && may tk-note -m "not: $agent baktı" "$id" && continue
			[ $(((id + turn) % 7)) = 0 ] && may tk-set -p high "$id" && continue
			may tk-reply --no-send --if-rev "$rev" -m "Cevap, پاسخ, answer: $agent" "$id" &&
				echo "$id" >>$agent.answered
		done <mine.$agent
		[ -s free.$agent ] || [ -s mine.$agent ] || sleep 0.2
	done
END
# A hasty one answers whatever waits in the department, and relies on --if-rev alone.
cat >hasty <<-'END'
	agent=$1 group=$2
	while [ ! -e stop ]; do
		tk-list --limit 4 -o id,rev "status:open group:$group" >all.$agent
		while read -r id rev; do
			tk-reply --no-send --if-rev "$rev" -m "Hemen: $agent" "$id" >/dev/null 2>err.$agent &&
				echo "$id" >>$agent.answered && continue
			status=$?
			case $status in
			2|77) echo "$status tk-reply" >>$agent.late ;;
			*) { echo "$status tk-reply $id"; cat err.$agent; } >>$agent.wrong ;;
			esac
		done <all.$agent
		sleep 0.3
	done
END
deliver() { # DIR
	while read -r file recipient; do
		as 64900 tk-deliver -r "$recipient" <"$1/$file" || echo "tk-deliver $?" >>out/door.wrong
	done <"$1/list"
}
answered() { # all that came in so far?
	test "$(manager tk-list -o id --limit 1 status:open; find "$TK_HOME/spool/new" -type f)" = ""
}
wait_for_answers() {
	local until=$(($(date +%s) + 120))
	while ! answered; do
		[ "$(date +%s)" -lt $until ] || return 1
		as 64900 tk-thread -q 2>>out/door.wrong
		sleep 0.5
	done
}
chmod 755 work hasty
cp work hasty out
[ -z "${TK_DAY_WORLD:-}" ] || chown 64900 out

perl "$top/tests/customers.pl" 1 "$first" morning destek@acme.example satis@acme.example help@globex.example
deliver morning &
door=$!
hands=
while read -r agent uid group; do
	script=work
	case $agent in veli|omar) script=hasty ;; esac
	case $group in support) next=satış ;; *) next=support ;; esac
	(cd out && NEXT=$next as "$uid" env TK_AGENT="$agent" NEXT="$next" sh ./$script "$agent" "$group") &
	hands="$hands $!"
done <agents.list
wait $door
ok "every mail of the morning is answered" wait_for_answers

# The customers write back on what they were answered.
manager tk-show --json id:1..100000 | jq -r '. as $t | .messages[] | select(.direction == "out") |
	[.from.email, $t.requester.email, $t.subject, .message_id] | @tsv' | awk "NR <= $((mails - first))" >answers
is "$(wc -l <answers)" $((mails - first)) "customers got answers to write back on"
mkdir afternoon
perl "$top/tests/customers.pl" --answer afternoon $((first + 1)) <answers
deliver afternoon
ok "every mail of the afternoon too" wait_for_answers
: >out/stop
wait $hands

# ---- the evening

note "$(cat out/*.answered | wc -l) answers; $(cat out/*.late 2>/dev/null | wc -l) times somebody was too late:"
note "$(cat out/*.late 2>/dev/null | cut -d' ' -f1,2 | sort | uniq -c)"
is "$(cat out/*.wrong 2>/dev/null | head -n 5)" "" "nobody was told anything but that another was quicker"
is "$(ls out/*.answered | wc -l)" 10 "all ten agents answered something"
manager tk-show --json --events id:1..100000 >all.json
is "$(jq -s '[.[].messages[] | select(.direction == "in")] | length' all.json)" $mails "all mails are there"
is "$(jq -s length all.json)" "$first" "each new matter is one ticket, what came back is in the same"
is "$(cat out/*.answered | wc -l)" $mails "as many answers as mails"
is "$(jq -c '[.messages[] | .direction | select(. == "in" or . == "out")] as $d |
	select([range(0; $d | length) | if $d[.] == (if . % 2 == 0 then "in" else "out" end) then empty else 1 end] != [])
	| [.id, $d]' all.json | head -n 3)" "" "every mail is answered exactly once, before the next: none twice, none unknowing"
is "$(manager tk-list -o id status:open | wc -l)" 0 "nothing is open"
is "$(manager tk-send --list | wc -l)" $mails "every answer is in the outbox, once"
is "$(jq -r 'select(.tags | index("sent")) | .id' all.json | wc -l)" \
	"$(jq -r 'select(any(.events[]; .kind == "group")) | .id' all.json | wc -l)" "what was passed on changed its department"

# Playing all events of a ticket again gives the ticket as it is.
jq -r '. as $t | reduce .events[] as $e ({status: "open", agent: null, group: null, priority: "normal", tags: []};
	if $e.kind == "status" then .status = $e.new
	elif $e.kind == "assign" then .agent = $e.new
	elif $e.kind == "group" then .group = $e.new
	elif $e.kind == "priority" then .priority = $e.new
	elif $e.kind == "tag" then .tags += [$e.new]
	elif $e.kind == "untag" then .tags -= [$e.old]
	else . end) |
	select(.status != $t.status or .agent != $t.agent or .priority != $t.priority or (.tags | sort) != ($t.tags | sort)
		or (.group != null and .group != $t.group)) | [$t.id, ., $t.status, $t.agent, $t.group, $t.tags] | tostring' \
	all.json >unexplained
is "$(head -n 3 unexplained)" "" "the log explains status, agent, department, priority and tags of every ticket"
is "$(jq -r '.events[] | select(.actor == "" or .actor == null or .time == null) | .kind' all.json)" "" "and who and when"
is "$(jq -rs '[.[].events[].actor] | unique[]' all.json | grep -cxF "$(printf '%s\n' $agents)")" 10 "all ten stand in it"
is "$(manager tk-log id:1..100000 | wc -l)" "$(jq -s '[.[].events[]] | length' all.json)" "tk-log tells as much"
is "$(as 64900 tk-check 2>&1)" "" "tk-check has nothing to say"
