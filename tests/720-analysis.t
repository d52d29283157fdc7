#!/bin/sh
# Analysis of a ticket, how it was solved, earlier tickets with the same problem, the archive, and who
# made a ticket.
. "${0%/*}/lib.sh"

tk-init --address destek@example.com >/dev/null
tk-admin agent add ayşe role=agent groups=support
tk-admin agent add رضا role=agent groups=support
tk-admin skill add ağ
tk-admin skill add چاپگر
tk-admin category add vpn
n=0
mail() { # SUBJECT TEXT
	n=$((n + 1))
	printf 'From: ann@example.org\nMessage-ID: <%s@x>\nSubject: %s\n\n%s\n' "m$n" "$1" "$2" |
		TK_NOW=2026-06-0${n}T10:00:00Z tk-thread -q -
}
mail 'Yazıcı kâğıt sıkıştırıyor' 'Her sabah aynı.'
mail 'چاپگر طبقه دوم کاغذ گیر می‌کند' 'لطفا کمک کنید'
mail 'Printer jams on the second floor' 'Every morning.'
mail 'Re: yazıcıda kâğıt sıkışması' 'İkinci kat.'
mail 'Password reset {TICKET-999}' 'I forgot it.'
events() { tk-log -o kind,old,new "$1" | tr '\t\n' ' ;'; }
ids() { cut -f1 | tr '\n' ' '; }
cell() { tk-list -o "$1" "$2"; }

# ---- severity, expertise, skill
is "$(cell severity,expertise,skill 1 | tr '\t' ' ')" "- 1 -" "nothing is known before the analysis"
tk-set --as ayşe --severity major --skill AĞ -c vpn 1 >/dev/null
is "$(cell severity,expertise,skill 1 | tr '\t' ' ')" "major 2 ağ" "severe work needs more of an expert"
tk-set --severity critical -p high 1 >/dev/null
is "$(cell expertise 1)" 4 "what is critical and urgent still more"
tk-set --expertise 2 1 >/dev/null
is "$(cell expertise 1)" 2 "unless an agent says how much"
tk-set --expertise none --severity none --skill none -p normal 1 >/dev/null
is "$(cell severity,expertise,skill 1 | tr '\t' ' ')" "- 1 -" "all of it can be taken back"
like "$(events 1)" ';severity none major;skill - ağ;' "each is an event with its old and new value"
tk-set --severity critical --skill چاپگر 2 >/dev/null
is "$(tk-list severity:critical,major | ids)$(tk-list skill:چاپگر | ids)" "2 2 " "they can be asked for"
is "$(tk-show --json 2 | jq -r '.severity, .expertise, .skill, .resolution, .archived' | tr '\n' ' ')" \
	"critical 3 چاپگر null null " "and stand in JSON"
like "$(tk-show 2)" '^needs      expertise 3 in چاپگر$' "tk-show says what it needs"
for bad in '--severity severe' '--expertise 6' '--expertise 0' '--expertise x' '--skill yok'; do
	exits 64 "$bad is wrong use" tk-set $bad 1 2>/dev/null
done
exits 64 "so it is in a query" tk-list severity:severe 2>/dev/null
exits 64 "and a skill that is none" tk-list skill:yok 2>/dev/null

tk-admin agent set ayşe skills=ağ:2
tk-admin agent set رضا skills=ağ:3
tk-set --skill ağ --severity critical 3 >/dev/null
is "$(tk-assign --auto 3 >/dev/null; cell agent 3)" رضا "the expertise decides who is chosen for it"
tk-set --severity none --skill none 3 >/dev/null

# ---- how it was solved
printf 'Rulo değişti.\nYedek: B-17\n' | tk-set -F - --status closed 1 >/dev/null
is "$(cell resolution 1)" 'Rulo değişti.\nYedek: B-17' "the text of a file is recorded"
is "$(tk-list rulo | ids)$(tk-list 'text:"b-17"' | ids)$(tk-list rulo -s id | ids)" "1 1 1 " "a search finds it"
is "$(tk-list kâğıt rulo | ids)" "" "words of mail and resolution are not mixed up"
tk-set --resolution 'Toner değişti, fatura 4711.' 1 >/dev/null
is "$(tk-list rulo)$(tk-list FATURA | ids)" "1 " "a new text takes the place of the old one"
is "$(tk-list has:resolution | ids)" "1 " "what is recorded can be asked for"
tk-set --resolution none 1 >/dev/null
is "$(tk-list fatura)$(tk-list has:resolution)" "" "and taken back"
exits 64 "two texts at once" tk-set --resolution a -F /dev/null 1 2>/dev/null
is "$(tk-set -n --resolution 'Bir
iki' 3 | tee lines)" "3	resolution	Bir\\niki	-" "an effect line holds it"
tk-apply lines >/dev/null
is "$(cell resolution 3)" 'Bir\niki' "tk-apply does it"
like "$(tk-show 3 | tr '\n' '|')" '\|resolution\|Bir\|iki\|' "tk-show prints it"

# ---- the same problem before (R-205)
is "$(tk-list --similar 4 | ids)" "1 " "whatever suffix the words have"
mail 'İkinci kattaki yazıcı kâğıdı sıkıştı' 'Yine oldu.'
is "$(tk-list --similar 6 | ids)" "4 1 " "newest first"
tk-set --resolution 'Kâğıt tepsisi ayarlandı.' 1 >/dev/null
is "$(tk-list --similar 6 | ids)" "1 4 " "but those that say how it was solved before all others"
is "$(tk-list --similar 6 --limit 1 --offset 1 | ids)" "4 " "a part of them"
mail 'چاپگر کاغذ را گیر می کند' 'باز هم'
is "$(tk-list --similar '#7' -o id)" 2 "in Persian"
is "$(tk-list --similar 5)" "" "nothing is like nothing"
exits 1 "a ticket that is not there" tk-list --similar 99 2>/dev/null
exits 64 "no operands beside it" tk-list --similar 5 6 2>/dev/null
exits 64 "no other order" tk-list --similar 5 -s id 2>/dev/null
exits 64 "one ticket" tk-list --similar 1..3 2>/dev/null
is "$(tk-list is:deleted; tk-set --delete 4 >/dev/null; tk-list --similar 6 | ids)" "1 " "deleted ones are left out"
tk-set --undelete 4 >/dev/null

# ---- the archive
exits 1 "an open ticket is not put away" tk-set --archive 2 2>err
is "$(cat err)" "tk-set: 2: is open: only closed tickets are archived" "and the reason is said"
TK_NOW=2026-07-01T00:00:00Z tk-set -s closed --archive 2 >/dev/null
is "$(cell archived,flags 2 | tr '\t' ' ')" "2026-07-01T00:00:00Z archived" "a closed one is"
is "$(tk-list is:archived | ids)$(tk-list status:closed not is:archived | ids)" "2 1 " "the mark can be asked for"
tk-set --archive 2 >/dev/null
is "$(tk-log -o kind 2 | grep -c archive)" 1 "already so: no event"
tk-set --unarchive 2 >/dev/null
is "$(tk-list is:archived)" "" "taken out again"
tk-set --archive 2 >/dev/null
printf 'From: ann@example.org\nMessage-ID: <again@x>\nIn-Reply-To: <m2@x>\nSubject: again\n\nx\n' | tk-thread -q -
is "$(cell status,archived 2 | tr '\t' ' ')" "open -" "new mail opens it and takes it out"

# ---- who made it
made=$(tk-new --as ayşe -f bob@example.net -s 'Telefonla' -m 'Aradı.' -o id)
is "$(tk-list creator:ayşe | ids)$(tk-list --as ayşe creator:me | ids)" "$made $made " "tickets of an agent's making"
is "$(tk-list --as ayşe --sent-by me | ids)" "$made " "are among those that he sent"
tk-reply --as ayşe --no-send -m 'Bakıyoruz.' 3 >/dev/null
is "$(tk-list --as ayşe --sent-by me | cut -f1 | sort -n | tr '\n' ' ')" "3 $made " "as those he answered"
exits 77 "who made a ticket cannot delete it" tk-set --as ayşe --delete "$made" 2>err
is "$(cat err)" "tk-set: $made: not allowed: who made a ticket cannot delete it" "and is told"
exits 0 "another can" tk-set --as رضا --delete "$made" >/dev/null

# ---- numbers and the options of lists
is "$(tk-list 3 1 2 | ids)" "3 1 2 " "numbers keep their order"
is "$(tk-list 3 1 2 --sort id | ids)$(tk-list 3 1 2 -r -s id | ids)" "1 2 3 3 2 1 " "unless one is asked for"
is "$(tk-list 3 1 2 --limit 1 --offset 1 | ids)$(tk-list 3 1 --offset 5)" "1 " "a part of them"
is "$(tk-list 1..5 --sort id --sent-by ayşe | ids)" "3 " "and only some"
is "$(tk-list "$made" -s id | ids)" "$made " "deleted ones by their number, too"
exits 1 "a number that is none" sh -c 'tk-list 1 99 -s id 2>/dev/null >out'
is "$(ids <out)" "1 " "leaves the others"
# ---- somebody who is forgotten is forgotten in resolutions and in their index
printf 'From: Canan Yıldız <canan@example.net>\nMessage-ID: <canan@x>\nSubject: Unutun\n\nx\n' | tk-thread -q -
forgotten=$(tk-list -o id from:canan@example.net)
tk-set --resolution 'canan@example.net adresine yazdık, Canan Yıldız onayladı.' "$forgotten" 1 >/dev/null
is "$(tk-list '"canan yıldız onayladı"' | ids)" "$forgotten 1 " "her name is found"
tk-contact erase canan@example.net >/dev/null
is "$(cell resolution "$forgotten" | grep -ciE 'canan|yıldız')" 0 "and is gone"
is "$(tk-list canan; tk-list yıldız; tk-list '"canan yıldız onayladı"')" "" "from the index, too"
is "$(tk-list onayladı | ids)" "$forgotten 1 " "but what else was said is found"
is "$(tk-check)" "" "the store is clean"
