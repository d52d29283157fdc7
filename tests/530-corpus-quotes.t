#!/bin/sh
# mail_fold against the replies of talon (text and HTML) and the bodies of crisp-reply: what remains
# is the answer.  tests/corpus/quotes says which lines of crisp-reply that is.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
corpus=${TK_CORPUS:-$top/../shared/corpus}
[ -d "$corpus/talon" ] || skip_loudly "no corpus at $corpus (TK_CORPUS names one)"
quotes=${TK_BIN%/bin}/helper/quotes
[ -x "$quotes" ] || { echo "Bail out! no $quotes: make unit"; exit 1; }

# talon counts signatures as text, we fold them: both the mail and the text it expects come down to this.
for mail in "$corpus"/talon/standard_replies/*.eml; do
	name=${mail##*/}
	is "$("$quotes" "$mail")" Hello "talon/$name"
	[ ! -f "${mail%.eml}_reply_text" ] || is "$("$quotes" "${mail%.eml}_reply_text")" Hello "talon/$name, its text"
done

for page in "$corpus"/talon/html_replies/*.html; do
	is "$("$quotes" "$page" | sed '/^$/d')" "Hi. I am fine.
Thanks,
Alex" "talon/${page##*/}"
done

# lines RANGES FILE: those lines without blank ones
lines() {
	if [ "$1" = all ]; then cat "$2"; else sed -n "$(echo "$1" | tr , '\n' | sed 's/-/,/; s/$/p/')" "$2"; fi |
		sed 's/[[:space:]]*$//; /^$/d'
}

seen=0
for body in "$corpus"/crisp-reply/*.txt; do
	name=${body##*/}; name=${name%.txt}
	ranges=$(awk -F'\t' -v name="$name" '$1 == name { print $2 }' "$top/tests/corpus/quotes")
	is "$("$quotes" "$body" | sed 's/[[:space:]]*$//; /^$/d')" "$(lines "${ranges:-0}" "$body")" "crisp-reply/$name"
	seen=$((seen + 1))
done
is "$seen" "$(grep -vc '^#' "$top/tests/corpus/quotes")" "every body that was judged is there"
