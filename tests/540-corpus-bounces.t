#!/bin/sh
# lib/mail against the bounces of flufl.bounce, with addresses and kinds as its authors expect them,
# and of Mail::DeliveryStatus::BounceParser, whose file names speak.  tests/corpus/bounces.deviations
# lists what is meant to differ, and nothing else may.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
corpus=${TK_CORPUS:-$top/../shared/corpus}
[ -d "$corpus/flufl-bounce" ] || skip_loudly "no corpus at $corpus (TK_CORPUS names one)"
bounces=${TK_BIN%/bin}/helper/bounces
[ -x "$bounces" ] || { echo "Bail out! no $bounces: make unit"; exit 1; }
deviations=$top/tests/corpus/bounces.deviations

# check NAME FACT...: these facts differ, and these are what the list says
check() {
	name=$1; shift
	printf '%s\n' "$@" | sed '/^$/d' | sort >differs
	awk -F'\t' -v name="$name" '$1 == name { print $2 }' "$deviations" | sort >allowed
	ok "$name" cmp -s differs allowed
	sort differs allowed | uniq -u | while read -r fact; do
		note "$fact: $(grep "^${name#*/}	" got expected | tr '\n\t' '| ')"
	done
}

# One line a mail: name, kind, failed addresses in lower case, sorted.
"$bounces" "$corpus"/flufl-bounce/*.txt >report || exit
awk -F'\t' 'NR > 1 && $3 != "" {
	if ($1 in all) all[$1] = all[$1] "," tolower($3)
	else { all[$1] = tolower($3); kind[$1] = $2 }
} END { for (name in all) print name "\t" kind[name] "\t" all[name] }' \
	"$corpus/flufl-bounce/expected.tsv" | sort >expected
awk -F'\t' '{ print $1 "\t" ($2 == "bounce" ? ($3 == "hard" ? "permanent" : "temporary") : $2) "\t" tolower($6) }' \
	report | tr -d '!' | sort >got

sorted() { printf '%s\n' "$1" | tr , '\n' | sort; }

while IFS='	' read -r name kind addresses; do
	if grep -q "^$name	" expected; then
		want=$(sed -n "s/^$name	//p" expected)
	else
		want="$kind	-"
	fi
	a='' k=''
	[ "$(sorted "$addresses")" = "$(sorted "${want#*	}")" ] || a=addresses
	[ "$kind" = "${want%%	*}" ] || k=kind
	check "flufl-bounce/$name" "$a" "$k"
done <got

# The rate, over the addresses of failures; delays are reports and no bounces (RFC 3464, Action: delayed).
awk -F'\t' 'FILENAME == "got" { kind[$1] = $2; found[$1] = "," $3 ","; next } {
	n = split($3, list, ",")
	for (i = 1; i <= n; i++)
		if (kind[$1] == "feedback") delayed++
		else { all++; hit += index(found[$1], "," list[i] ",") > 0 }
} END { print hit, all, delayed }' got expected >rate
read -r hit all delayed <rate
note "$hit of $all failed addresses found; $delayed addresses in reports of delay"
ok "at least 95 % of the failed addresses are found" [ $((hit * 100)) -ge $((all * 95)) ]

# expected_by_name NAME: kind and hardness
expected_by_name() {
	case $1 in
	*vacation* | *polish-autoreply* | autoreply* | warning-6*) echo vacation - ;;
	spam-bogus* | spam-lots* | spam-with*) echo none - ;;
	bluebottle* | boxbe*) echo none - ;;
	*unknown* | *doesnotexist* | deactivated* | badrcptto* | nomailbox* | no-such-domain* | rcpt-dne* | \
	postfix-smtp-550* | me-user* | novell* | non-autoreply* | iis-multiple* | warning-[1235]*) echo bounce hard ;;
	warning-8*) echo feedback - ;;
	*) echo bounce soft ;;
	esac
}

"$bounces" "$corpus"/bounceparser/*.msg >got || exit
: >expected
while IFS='	' read -r name kind hardness rest; do
	[ "$(expected_by_name "$name")" = "$kind $hardness" ] && k='' || k=kind
	check "bounceparser/$name" "$k"
done <got
