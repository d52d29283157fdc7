#!/bin/sh
# What is defined goes out as a script and comes in again, exactly: every kind, every property, names
# that hurt; with a shell and without; all or nothing.
. "${0%/*}/lib.sh"

one=$scratch/one two=$scratch/two
export TK_HOME=$one TK_NOW=2026-11-22T10:00:00Z
tk-init --address support@example.com >/dev/null
code() { "$@" >out 2>err; echo $?; }
nl='
'
nasty="O'Brien \"ve\" \$ort\`k \\ #1"

# ---- one full and one bare object of each kind
tk-admin brand add Bare
tk-admin brand add "$nasty" title="Örnek Şirketi ‏شرکت نمونه" logo='logo 1.png' language=fa templates='örnek'
tk-admin product add 'Tatil Ürünü' brand="$nasty"
tk-admin product add 'محصول' brand=bare
tk-admin identity add Bare address=bare@example.com
tk-admin identity add "İletişim '24" address=i@example.com alias="Ali 'Baba'" transport=smtp host=smtp.example.com \
	port=587 tls=tls user='i@example.com' auth=xoauth2 reply-token=yes
tk-admin team add "d'équipe"
tk-admin team add 'تیم'
tk-admin skill add vpn
tk-admin skill add 'شبکه'
tk-admin agent add bare
tk-admin agent add 'Ayşe Yılmaz' fullname='Ayşe "A." Yılmaz' login=nobody role=supervisor \
	signature="Saygılarımla${nl}-- ${nl}Ayşe	(sekme)${nl}با احترام${nl}" suspended=yes expires=2027-01-31 capacity=12 \
	absent=2026-12-24,2026-12-28..2027-01-03 addresses=Ayse@example.com,a2@example.com groups=support \
	teams="تیم,d'équipe" skills='شبکه:5,vpn:1'
tk-admin group add Bare
tk-admin group add "Muhasebe & Finans" brand="$nasty" product='tatil ürünü' identity="iletişim '24" supervisor='ayşe yılmaz' \
	assignee=bare usable=internal outsiders=hold import=yes addresses=m@example.com,f@example.com teams='تیم'
tk-admin account add bare group=bare
tk-admin account add 'posta kutusu' group='muhasebe & finans' protocol=pop3 host=pop.example.com port=110 tls=none \
	user=u auth=xoauth2 folder='Gelen Kutusu' path='/tmp/a b' mark='move:Ok lan' enabled=no
tk-admin category add bare
tk-admin category add 'Fatura; iade' id=1234 group='muhasebe & finans' skill=vpn expertise=3
tk-admin group set 'muhasebe & finans' category='fatura; iade'
tk-admin priority add 'çok acil' rank=40
tk-admin priority set low rank=15
tk-admin kind add 'شکایت'
tk-admin field add bare
tk-admin field add 'öncelik' scope=person type=choice label="Kim'in" choices='Bir,İki' required=yes
tk-admin saved add bare text=x
tk-admin saved add 'geç kalanlar' text='is:overdue "iki kelime"' agent='ayşe yılmaz'
tk-admin organisation add "Örnek A.Ş. 'İstanbul'"
tk-admin organisation add 'شرکت نمونه' note="Önemli: gece aranmaz${nl}مشتری ویژه"
tk-admin setting language=tr default-group='Muhasebe & Finans' refused-types='.exe application/x-sh' subject-tokens="{T'KT-%d}"

# Every property of every kind has two values at least, so none can be forgotten here or in the dump.
sed -n 's/^	{ "\([a-z]*\)", "[a-z_]*", [a-z_]* },$/\1/p' "$top/lib/store/store_object_kinds.c" >kinds
ok "the kinds are found" [ "$(wc -l <kinds)" -ge 13 ]
while read -r kind; do
	tk-admin "$kind" list --json | jq -rs --arg kind "$kind" '
		if length < 2 then $kind else . as $all | .[0] | keys_unsorted[] | select(. != "changed") as $p |
		select(($all | map(.[$p]) | unique | length) < 2) | $kind + "." + $p end'
done <kinds >uncovered
is "$(cat uncovered)" "" "every property of every kind is filled here"

# ---- out and in
tk-admin dump >one.sh
is "$(tk-admin dump)" "$(cat one.sh)" "a dump says the same twice"
is "$(code tk-admin apply one.sh)$(cat out)" 0 "on its own store it changes nothing"
tk-init -d "$two" --address support@example.com >/dev/null
is "$(code tk-admin apply -d "$two" -n one.sh)" 0 "-n"
like "$(cat out)" "^added	group	Muhasebe & Finans$" "says what would be added"
like "$(cat out)" "^changed	priority	low	rank	10	15$" "and changed"
is "$(tk-admin -d "$two" group list --json | jq -r .name)" support "and changes nothing"
is "$(code tk-admin -d "$two" apply one.sh)" 0 "a new store takes it"
tk-admin -d "$two" dump >two.sh
is "$(diff one.sh two.sh)" "" "and dumps the same"
is "$(tk-admin -d "$two" category list 'fatura; iade' --json | jq .id)" 1234 "with the number of the category"
is "$(tk-admin -d "$two" agent list 'ayşe yılmaz' --json | jq -r .signature | od -c | head -3)" \
	"$(printf '%s\n' "Saygılarımla${nl}-- ${nl}Ayşe	(sekme)${nl}با احترام${nl}" | od -c | head -3)" "and the lines of the signature"
is "$(tk-admin dump | tk-admin -d "$two" apply -)" "" "again through a pipe: nothing changes"
tk-init -d "$scratch/three" --address support@example.com >/dev/null
is "$(TK_HOME=$scratch/three code sh one.sh)" 0 "a shell takes it too"
is "$(tk-admin -d "$scratch/three" dump | diff one.sh -)" "" "with the same result"

# What only one may have changes hands, whatever the order.
printf '%s\n' "tk-admin group put Bare addresses=m@example.com" "tk-admin group put 'Muhasebe & Finans' addresses=f@example.com" \
	"tk-admin priority put low rank=20" "tk-admin priority put normal rank=15" >swap
is "$(code tk-admin -d "$two" apply swap)" 0 "addresses and ranks change hands"
is "$(tk-admin -d "$two" group list bare --json | jq -r .addresses)" m@example.com "as the script says"
is "$(tk-admin -d "$two" apply one.sh | wc -l)$(tk-admin -d "$two" dump | diff one.sh -)" 4 "and back, with a line for each"

# ---- what cannot be: the line is named, and nothing changes
tk-admin -d "$two" dump >before
# refused TEXT ERE WHAT
refused() {
	printf 'tk-admin team put new\n%s\n' "$1" >bad
	is "$(code tk-admin -d "$two" apply bad)" 65 "refused: $3"
	like "$(cat err)" "^tk-admin: bad:$2" "with file and line"
}
refused "tk-admin group put x usable=some" "2: usable=some: must be one of" "a wrong value"
refused "tk-admin group put x colour=red" "2: colour: a group has no such property" "a wrong property"
refused "tk-admin wizard put x" "2: tk-admin wizard: defines nothing" "a wrong kind"
refused "tk-admin key new" "2: tk-admin key: defines nothing" "a key"
refused "tk-admin dump x y" "2: tk-admin dump: defines nothing" "a dump"
refused "rm -rf /" "2: rm: only tk-admin" "another program"
refused 'tk-admin team put $(id)' '2: \$: only words and quotes' "an expansion"
refused 'tk-admin team put "`id`"' '2: `: only words and quotes' "a command in quotes"
refused 'tk-admin team put a; id' '2: ;: only words and quotes' "a second command"
refused 'tk-admin team put a >out' '2: >: only words and quotes' "a redirection"
refused "tk-admin team put 'a" "2: a ' is missing" "an open quote"
refused "${nl}# comment${nl}tk-admin team \\${nl} put '${nl}'" "4: a name must not hold control" "a name of two lines"
refused "tk-admin setting flowed=perhaps" "2: flowed=perhaps: must be yes or no" "a wrong setting"
refused "tk-admin group delete nothing" "2: group nothing: there is none" "to delete what is not there"
is "$(tk-admin -d "$two" dump | diff before -)" "" "none of these changed anything"
is "$(code tk-admin -d "$two" apply no-such-file)" 66 "a missing file"
printf 'tk-admin team put \377\n' >bad
is "$(code tk-admin -d "$two" apply bad)" 65 "no UTF-8"
printf 'tk-admin team put "double \\"quotes\\" \\\\" # comment\n\ttk-admin  team put un\\ quoted\r\n' | tk-admin -d "$two" apply >out
is "$(cut -f3 out)" "double \"quotes\" \\\\${nl}un quoted" "double quotes, backslashes, blanks"
is "$(code tk-admin -d "$two" --as 'bare' apply one.sh)" 77 "only administrators apply"

# ---- lists
is "$(tk-admin team list --sort name -l 2 --json | jq -r .name | tr '\n' ,)" "d'équipe,تیم," "by name"
TK_NOW=2026-11-23T10:00:00Z tk-admin group set bare usable=members
is "$(tk-admin group list --sort changed --reverse --json | jq -r .name | head -1)" Bare "by the last change"
TK_NOW=2026-11-24T10:00:00Z tk-admin group set support usable=all
is "$(tk-admin group list --sort changed --reverse --json | jq -r .name | head -1)" Bare "what is so already is no change"
is "$(tk-admin group list --limit 1 --offset 1 --json | jq -r .name)" Bare "a page of one"
is "$(tk-admin group list --offset 9)" "" "behind the end"
is "$(code tk-admin group list --sort size)" 64 "by size is not possible"
tk-admin group set bare name='Boş grup'
is "$(tk-admin group list 'BOŞ GRUP' --json | jq -r .name)" "Boş grup" "a group gets another name"
is "$(code tk-admin group set 'boş grup' name=support)" 65 "but not that of another"
is "$(code tk-admin priority set normal name=usual)" 65 "and normal keeps its own"
tk-admin group set 'boş grup' identity=bare
mkdir "$TK_HOME/templates/örnek" && touch "$TK_HOME/templates/logo 1.png"
is "$(tk-check 2>err)" "" "tk-check finds nothing"

# ---- a desk without what tk-init makes is made again, too
tk-admin kind set idea name='Öneri'
tk-admin priority delete high
tk-admin brand set default name='Yeni marka'
tk-admin identity set support name=posta
tk-admin group set support name='پشتیبانی'
tk-admin dump >one.sh
tk-init -d "$scratch/four" --address support@example.com >/dev/null
export TK_HOME="$scratch/four"
is "$(code tk-admin apply one.sh)" 65 "its address is taken"
before=$(tk-admin dump)
is "$(code tk-admin apply --exact -n one.sh)" 0 "unless what is not in the script goes"
is "$(grep -c '^deleted	\(group\|brand\|identity	\)' out)$(grep '^deleted	kind' out)" "3deleted	kind	idea" "which is told"
is "$(tk-admin dump)" "$before" "and not done with -n"
tk-admin setting flowed=no
is "$(code tk-admin apply --exact one.sh)" 0 "now it is"
is "$(tk-admin dump | diff one.sh -)" "" "nothing else is left, settings are as they were"
is "$(tk-admin apply --exact -n one.sh)" "" "the same desk"
is "$(tk-check 2>&1 | grep -v 'templates/$\|^tk-check: mail is fetched')" "" "a clean one, but for the files in templates/"
tk-admin team add new
tk-new -s x -m x --group 'پشتیبانی' >/dev/null
printf 'tk-admin setting language=fa\n' >two.sh
is "$(code tk-admin apply --exact two.sh)" 1 "what a ticket is in cannot go"
like "$(cat err)" "still in use" "and nothing does"
is "$(tk-admin team list new | wc -l)" 1 "not even what could"
is "$(code tk-admin --exact dump)" 64 "only a script can be exact"

# ---- who defined what
tk-init -d "$scratch/five" --address support@example.com >/dev/null
export TK_HOME="$scratch/five" TK_NOW=2026-11-25T09:00:00Z
me=$(id -un)
log() { tk-admin log "$@" | cut -f2- | tr '\t' ' '; }
is "$(log)" "" "nothing is defined yet"
tk-admin agent add zeynep role=admin fullname='Zeynep Ak'
tk-admin --as zeynep group set support name=Destek usable=members
tk-admin -n team add gece >/dev/null
tk-admin team add gece && tk-admin team delete gece
tk-admin suspend && tk-admin resume
tk-admin key new
is "$(code tk-admin team delete gece)" 1 "what was refused"
is "$(log)" "$me added agent zeynep - - -
$me added agent zeynep fullname - Zeynep Ak
$me added agent zeynep role - admin
zeynep changed group support name support Destek
zeynep changed group Destek usable all members
$me added team gece - - -
$me deleted team gece - - -
$me changed setting suspended value no yes
$me changed setting suspended value yes no
$me added key b - - -" "is not in the log, what was done is"
printf 'tk-admin skill put vpn\ntk-admin setting language=fa\n' | tk-admin apply - >/dev/null
is "$(log -r -l 1)" "$me added skill vpn - - -" "nor forgotten what a script did"
is "$(tk-admin log -l 1 --json)" '{"time":"2026-11-25T09:00:00Z","actor":"'"$me"'","what":"added","kind":"agent","name":"zeynep","property":null,"old":null,"new":null}' \
	"as JSON"
is "$(code tk-admin log team)$(code tk-admin log -s name)" 6464 "it is not of one object, nor sorted"
is "$(code tk-admin team set zeynep name=a name=b)" 64 "a property is given once"

# ---- numbers change hands, what goes takes others along, somebody must stay
export TK_NOW=2026-11-25T10:00:00Z
tk-admin category add Alt id=1300
tk-admin category set alt id=1301
is "$(log -r -l 1)" "$me changed category Alt id 1300 1301" "another number is a change"
tk-admin category add Ek id=1302
printf 'tk-admin category put Alt id=1302\ntk-admin category put Ek id=1301\n' | tk-admin apply - | tr '\t' ' ' >out
is "$(cat out)" "changed category Ek id 1302 1301
changed category Alt id 1301 1302" "numbers that change hands are no new names"
printf 'tk-admin category put Alt id=1301\ntk-admin category delete ek\n' | tk-admin apply - >/dev/null
tk-admin agent set zeynep skills=vpn:3
tk-admin skill delete vpn
is "$(log | tail -n 2)" "$me deleted skill vpn - - -
$me changed agent zeynep skills vpn:3 -" "what goes with another is in the log"
tk-admin saved add mine text=status:open agent=zeynep
tk-admin dump >one.sh
(grep -v "category put\|agent put 'zeynep'\|saved put" one.sh; echo 'tk-admin category put Yeni id=1301'; echo 'tk-admin agent delete zeynep') >two.sh
is "$(code tk-admin apply --exact two.sh)$(cat err)" 0 "the number of what goes is free, what is gone already is passed over"
is "$(tk-admin category list --json | jq -c '[.name, .id]') $(tk-admin saved list)" '["Yeni",1301] ' "as the script says"
grep -v 'agent put\|saved put' one.sh >two.sh
is "$(code tk-admin apply --exact two.sh)$(code tk-admin agent delete "$me")$(code tk-admin agent set "$me" suspended=yes)" 111 "the last administrator stays"
is "$(cat err)" "tk-admin: no administrator would be left" "and the reason is said"
