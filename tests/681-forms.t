#!/bin/sh
# Ticket forms: their files, answers from a pipe and on a terminal, files that come with them; and the
# departments that are shipped as examples.
. "${0%/*}/lib.sh"

export XDG_STATE_HOME="$scratch/state" TK_NOW=2026-11-22T10:00:00Z
tk-init --address support@example.com >/dev/null
code() { "$@" >out 2>err; echo $?; }
share=$top/share

# ---- the shipped departments are files that apply takes
for name in portal hr finance; do
	is "$(code tk-admin apply "$share/organisation/$name.tk")" 0 "$name.tk is applied"
	like "$(cat out)" "^added	group	" "and makes a department"
	is "$(tk-admin apply "$share/organisation/$name.tk")" "" "a second time changes nothing"
done
is "$(tk-admin group list portal --json | jq -r '[.product, .supervisor, .category, .teams] | join("/")')" \
	"Portal/portal-lead/Portal content/Portal desk,Portal engineers" "the portal has its structure"
is "$(tk-admin saved list portal-new --json | jq -r .text)" "group:Portal status:open agent:none" "and its saved queries"
is "$(tk-check)" "" "tk-check finds nothing"
tk-contact add ali@example.org level=member >/dev/null

# ---- answers from a pipe
cp "$share"/templates/*.form "$TK_HOME/templates/"
cat >good <<'END'
name: Ayşe "A." Yılmaz, Müdür
email:   ayse@example.org
Department: Satın Alma

servıce: SIGN-IN
summary: Giriş yapamıyorum: şifre
reason: Sabah denedim.
  İki kez.

	در خانه هم نشد.
END
id=$(tk-new --form problem -o id <good)
is "$(tk-show --json "$id" | jq -c '[.requester.name, .requester.email, .group, .kind, .channel, .category, .subject]')" \
	'["Ayşe \"A.\" Yılmaz, Müdür","ayse@example.org","Portal","problem","form","Portal content","sign-in: Giriş yapamıyorum: şifre"]' \
	"a form becomes a ticket"
is "$(tk-show --json "$id" | jq -c .fields)" '{"department":"Satın Alma","service":"sign-in"}' "with its fields"
is "$(tk-show --json "$id" | jq -r '.messages[0].text')" "Your name: Ayşe \"A.\" Yılmaz, Müdür
Your e-mail address: ayse@example.org
Department: Satın Alma
Requested service: sign-in
The problem in one line: Giriş yapamıyorum: şifre
What happened, and what do you need:
Sabah denedim.
İki kez.

در خانه هم نشد." "and all answers in its text"
is "$(tk-list field.service:sign-in -o id)" "$id" "that can be asked for"
is "$(tk-new --form problem -g HR -p high -s Konu -f ali@example.org --field amount=12,5 -F good -o group,priority,subject,requester,field.amount)" \
	"$(printf 'HR\thigh\tKonu\tali@example.org\t12.5')" "options stand above the form"

# Everything wrong is named at once, and nothing is made.
count=$(tk-list | wc -l)
printf 'email: nobody\nservice: lunch\nsummary: a\n b\ncolour: red\nsummary: again\nnonsense\nname:\n' >bad
is "$(code tk-new --form problem -F bad)" 65 "wrong answers are refused"
for line in 'email=nobody: must be a mail address' 'service=lunch: must be one of: sign-in,content' \
	'summary: the answer is one line' 'colour: this is not asked' 'summary: is answered twice' \
	'nonsense: not "key: value"' 'name: an answer is needed' 'reason: an answer is needed' 'department: an answer is needed'; do
	like "$(cat err)" "^tk-new: $line" "named: $line"
done
is "$(wc -l <err)" 9 "and no others"
is "$(printf 'name: \377\n' | code tk-new --form problem)" 65 "no UTF-8"
is "$(code tk-new --form problem -m '')" 65 "no answers"
is "$(tk-list | wc -l)" "$count" "nothing was made"
for name in none ../tk .problem ''; do is "$(code tk-new --form "$name" -F good)" 64 "no form: $name"; done

# ---- bad forms: file and line
# form TEXT WHERE WHAT
form() {
	printf '%b' "$1" >"$TK_HOME/templates/x.form"
	is "$(code tk-new --form x -m 'a: b')" 78 "a bad form: $3"
	like "$(cat err)" "/templates/x.form:$2" "and where"
}
form 'title = x\n' " asks nothing" "no question"
form 'titel = x\n' "1: titel: a form has no such key" "a wrong key"
form '# c\n[question a]\ntype = colour\n' "3: type = colour: must be" "a wrong type"
form '[question a]\nrequired = maybe\n' "2: required = maybe" "neither yes nor no"
form '[question a]\nsize = 3\n' "2: size: a question has no" "a key no question has"
form '[question a]\nlabel = A\n[question b]\nlabel = B\n[question A]\nlabel = C\n' "6: .question A.: is asked twice" "twice the same"
form '[antwort a]\nlabel = A\n' "2: .antwort a.: must be" "another section"
form '[question a b]\nlabel = A\n' "2: .question a b.: must be" "a blank in a key"
form '[question a]\ntype = choice\n' " .question a.: has no choices" "a choice of nothing"
form 'from = b\n[question a]\nlabel = A\n' " from = b: no such question" "a requester who is not asked"
for line in 'group = Yok' 'category = Yok' 'priority = Yok' 'kind = yok'; do
	form "$line\n[question a]\nlabel = A\n" " $line: there is none" "$line"
done
form '[question a]\nlabel\n' "2: neither" "no value"
like "$(tk-check)" "^wrong	.*x.form:2: neither" "tk-check finds it"
rm "$TK_HOME/templates/x.form"
chmod 666 "$TK_HOME/templates/problem.form"
is "$(code tk-new --form problem -F good)" 78 "a form that others can write is refused"
chmod 644 "$TK_HOME/templates/problem.form"

# ---- the brand's own folder comes first
mkdir "$TK_HOME/templates/marka"
printf 'title = Marka\n[question soru]\nlabel = Soru\n' >"$TK_HOME/templates/marka/problem.form"
tk-admin brand add marka templates=marka
tk-admin group set HR brand=marka
is "$(tk-check)" "" "tk-check likes these forms"
tk-admin brand set marka logo=marka.png
is "$(tk-check)" "wrong	the brand marka: logo marka.png is not in templates/" "but misses a picture"
touch "$TK_HOME/templates/marka.png"
is "$(tk-check)" "" "until it is there"
is "$(tk-new --form problem -g HR -m 'soru: 1' -f ali@example.org -o subject)" Marka "the form of the brand"
is "$(code tk-new --form problem -F good)" 0 "others get the common one"

# ---- files
printf x >a.txt; printf x >b.txt; printf x >c.txt; printf x >d.exe
is "$(tk-new --form problem -F good -a a.txt -a b.txt -a c.txt -o files)" 3 "three files"
is "$(code tk-new --form problem -F good -a a.txt -a b.txt -a c.txt -a d.exe)" 65 "not four"
like "$(cat err)" "more than 3 files" "with the reason"
is "$(code tk-new -f a@example.org -s x -m x -a a.txt -a b.txt -a c.txt -a d.exe)" 0 "but by hand"
tk-admin setting refused-types=.exe max-attachment=4
is "$(code tk-new --form problem -F good -a d.exe)" 65 "a kind that is refused"
like "$(cat err)" "d.exe: files of this kind are refused" "by its name"
printf 12345 >a.txt
is "$(code tk-new --form problem -F good -a a.txt)" 65 "a long one"
like "$(cat err)" "a.txt: longer than 4 bytes" "by its name"
tk-admin setting attachments-on-form=no
is "$(code tk-new --form problem -F good -a b.txt)" 65 "none at all where the setting says so"
is "$(code tk-new --form problem -F good)" 0 "the form itself is taken"
tk-admin setting attachments-on-form=yes refused-types= max-attachment=52428800

# Mail: members and others have limits of their own; nothing is lost.
tk-admin setting max-attachment-members=4 max-attachment-non-members=2
tk-contact add uye@example.org level=member >/dev/null
# sized WHO N: the verdict on a mail with an attachment of N bytes
sized() {
	printf 'From: %s\nTo: support@example.com\nMessage-ID: <%s@x>\nSubject: x\nMIME-Version: 1.0\n' "$1" "$1-$2"
	printf 'Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\nContent-Type: image/png; name=a.png\n\n%0*d\n--b--\n' "$2" 0
}
verdict() { sized "$@" | tk-thread - | cut -f2; }
is "$(verdict guest@example.org 2)$(verdict guest@example.org 3)" "newheld" "a guest's mail is held above its limit"
is "$(verdict uye@example.org 4)$(verdict uye@example.org 5)" "newheld" "a member's above another"
is "$(tk-thread --held list | wc -l)" 2 "held, not lost"

# ---- the title stands in mails where nobody has a name
name_of() { tk-reply --no-send -m x 1 >/dev/null; tk-show --json 1 | jq -r '.messages[-1].from.name'; }
is "$(name_of)" "Portal desk" "the name of the identity"
tk-admin identity set Portal alias=
is "$(name_of)" "Example Company" "else of the brand"
tk-admin brand set default title=
is "$(name_of)" null "or none"
tk-admin setting title='Yardım Masası'
is "$(name_of)" "Yardım Masası" "else of the system"

# ---- on a terminal
printf 'from = mail\nname = ad\n[question ad]\nlabel = Adınız\nrequired = yes\n[question mail]\ntype = email\nrequired = yes\n' >"$TK_HOME/templates/kisa.form"
printf '[question gün]\ntype = date\n[question onay]\ntype = flag\nhelp = kabul ediyor musunuz\n[question metin]\ntype = lines\n' >>"$TK_HOME/templates/kisa.form"
printf '\nZeynep Kılıç\nkim\nzeynep@example.org\nyarın\n2026-12-01\nevet\nbir\n\niki\n.\n' |
	script -qec "tk-new --form kisa -s Terminal >made" /dev/null >screen 2>&1
like "$(cat screen)" "Adınız \*: " "the questions are asked"
like "$(cat screen)" "ad: an answer is needed" "an empty answer again"
like "$(cat screen)" "mail=kim: must be a mail address" "and a wrong one"
like "$(cat screen)" "gün=yarın: must be a day" "by name"
like "$(cat screen)" "kabul ediyor musunuz" "with the hint"
is "$(tk-show --json "$(cut -f1 made)" | jq -r '.requester.email, .messages[0].text')" "zeynep@example.org
Adınız: Zeynep Kılıç
mail: zeynep@example.org
gün: 2026-12-01
onay: yes
metin:
bir

iki" "and the ticket is made"
printf 'Zeynep\n\004' | script -qec "tk-new --form kisa -s Terminal" /dev/null >screen 2>&1
is "$?" 1 "whoever stops in the middle"
like "$(cat screen)" "not all questions are answered: nothing made" "makes nothing"
