#!/bin/sh
# lib/mail against mail that nobody here wrote: subject, from, to, text and attachments of each mail
# of stalwart-parser as its authors expect them, with LF and with CRLF; and every mail of the corpus
# is read.  tests/corpus/stalwart.deviations lists what is meant to differ, and nothing else may.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
corpus=${TK_CORPUS:-$top/../shared/corpus}
[ -d "$corpus" ] || skip_loudly "no corpus at $corpus (TK_CORPUS names one)"
need_pkg jq jq
need_pkg perl perl
mailfacts=${TK_BIN%/bin}/helper/mailfacts
[ -x "$mailfacts" ] || { echo "Bail out! no $mailfacts: make unit"; exit 1; }
deviations=$top/tests/corpus/stalwart.deviations
facts="subject from to attachment text"

# as_stored lf|crlf FILE: its line ends as the expected tree has them
as_stored() {
	case $1 in
	lf) perl -0777 -pe 's/\r//g' "$2" ;;
	crlf) perl -0777 -pe 's/(?<!\r)\n/\r\n/g' "$2" ;;
	esac
}

# compare TREE: the facts of ./mail that differ, by name
compare() {
	jq -r -f "$top/tests/corpus/stalwart.jq" "$1" >want && "$mailfacts" <mail >got || { echo failed; return; }
	for fact in $facts; do
		grep -a "^$fact	" want >want.$fact
		grep -a "^$fact	" got >got.$fact
		cmp -s want.$fact got.$fact || echo "$fact"
	done
}

# check NAME LF|CRLF TREE: what differs is what the list says
check() {
	compare "$3" | sort >differs
	awk -F'\t' -v name="$1" '$1 == name { print $2 }' "$deviations" | sort >allowed
	ok "$1 ($2)" cmp -s differs allowed
	sort differs allowed | uniq -u | while read -r fact; do
		note "$fact: expected, got"
		note "$(cat "want.$fact" "got.$fact" | tr -d '\000' | cut -c1-200)"
	done
}

for mail in "$corpus"/stalwart-parser/*/*.eml; do
	name=${mail%.eml}; name=${name#"$corpus/stalwart-parser/"}
	for ends in lf crlf; do
		tree=${mail%.eml}.json; [ $ends = lf ] || tree=${mail%.eml}.crlf.json
		as_stored $ends "$mail" >mail
		check "$name" $ends "$tree"
	done
done

# tests/corpus/empty tells of each mail without a text why it has none.
find "$corpus" -type f ! -name '*.json' ! -name '*.threads' ! -name '*.tsv' ! -name README.md ! -name COPYING |
	sort >mails
ok "every mail of the corpus is read" sh -c 'tr "\n" "\0" <mails | xargs -0 "$1" parse >empty' sh "$mailfacts"
is "$(sed "s,^EMPTY $corpus/,," empty | sort)" "$(sed '/^#/d; s/	.*//' "$top/tests/corpus/empty" | sort)" "only these have no text"
