#!/bin/sh
# Which ticket: mail that nobody here wrote, in the threads that notmuch finds, whatever the order it comes
# in; a long chain held together by In-Reply-To alone; and every mail of the corpus becomes a ticket or
# joins one, once.
. "${0%/*}/lib.sh"
export TK_NOW=2026-01-02T03:04:05Z

# desk: an empty one
desk() { rm -rf "$TK_HOME" && tk-init --address support@desk.example >/dev/null; }

# partition: the message ids of each ticket, one line a ticket
partition() {
	tk-export --json | jq -r '[.messages[].message_id] | select(length > 0) | sort | join(" ")' | sort
}

# shuffled SEED: the lines of stdin in an order that the seed fixes
shuffled() { awk -v seed="$1" 'BEGIN { srand(seed) } { print rand() "\t" $0 }' | sort -n | cut -f2-; }

# chain N: mails that know their parent only
chain() {
	i=1
	while [ $i -le "$1" ]; do
		printf 'From: Ayşe <ayse@example.org>\nTo: support@desk.example\nSubject: پیام %d\n' $i
		printf 'Message-ID: <chain.%d@example.org>\nDate: Thu, 1 Jan 2026 00:%02d:00 +0000\n' $i $i
		[ $i -eq 1 ] || printf 'In-Reply-To: <chain.%d@example.org>\n' $((i - 1))
		printf '\nmetin %d\n' $i
		i=$((i + 1))
	done
}

mkdir chain && chain 20 | awk '/^From: /{ n++ } { print > sprintf("chain/%02d", n) }'
want=$(seq 20 | sed 's/.*/chain.&@example.org/' | sort | tr '\n' ' ')
desk
tk-thread chain/* >/dev/null
is "$(partition)" "${want% }" "a chain by In-Reply-To alone is one ticket"
for seed in 1 2 3 4 5 6 7 8 9 10; do
	desk
	ls chain/* | shuffled $seed | xargs tk-thread >/dev/null
	is "$(partition)" "${want% }" "so it is in random order $seed"
done
before=$(tk-export --json)
tk-thread chain/* | cut -f2 | sort -u >verdicts
is "$(cat verdicts)" duplicate "fed again, all are duplicates"
is "$(tk-export --json)" "$before" "and nothing has changed"
ok "the store is sound" tk-check

corpus=${TK_CORPUS:-$top/../shared/corpus}
if [ ! -d "$corpus/notmuch/default" ]; then
	note "SKIPPED the rest: no corpus at $corpus (TK_CORPUS names one)"
	exit 0
fi

find "$corpus/notmuch/default" -type f ! -name '*.threads' | sort >files
while read -r f; do
	printf '%s\t%s\n' "$(date -u +%s -d "$(sed -n 's/^Date: *//p;/^\r*$/q' "$f" | head -n 1)")" "$f"
done <files | sort -n | cut -f2 >by-date
sort "$corpus/notmuch/default.threads" >threads

# same DESCRIPTION LIST: its mails, in that order, are the threads
same() {
	desk
	xargs tk-thread <"$2" >/dev/null
	partition >got
	ok "$1" cmp -s threads got
}
same "the threads of notmuch, in order of date" by-date
for seed in 1 2 3 4 5 6 7 8 9 10; do
	shuffled $seed <files >mixed
	same "the threads of notmuch, in random order $seed" mixed
done
before=$(tk-export --json)
xargs tk-thread <files >/dev/null
is "$(tk-export --json)" "$before" "feeding all again changes nothing"

find "$corpus" -type f ! -name '*.json' ! -name '*.tsv' ! -name '*.md' ! -name '*.threads' ! -name COPYING \
	! -name .gitattributes | sort >all
desk
xargs tk-thread <all >taken
is "$(grep -c . taken)" "$(grep -c . all)" "one line for every mail of the corpus"
is "$(cut -f2 taken | grep -c held)" 0 "none is held"
is "$(tk-export --json | jq -s '[.[].messages | length] | add')" "$(cut -f2 taken | grep -vc duplicate)" \
	"as many messages as mails that are no duplicates"
ok "the store is sound" tk-check
