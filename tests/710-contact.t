#!/bin/sh
# Contacts: found by anything that is kept of them, changed, merged and taken apart again; what an
# account may do; the history of a person and of the organisation.
. "${0%/*}/lib.sh"

export XDG_STATE_HOME="$scratch/state"
tk-init --address support@example.com >/dev/null
tk-admin agent add ali role=agent groups=support addresses=ali@example.com
tk-admin agent add oku role=reader groups=support
tk-admin setting country-code=90

mail() { # FROM ID SUBJECT
	printf 'From: %s\nMessage-ID: <%s@x>\nSubject: %s\n\nmetin\n' "$1" "$2" "$3" | tk-thread -q -
}
ids() { cut -f1 | tr '\n' ' '; }
found() { tk-contact list "$@" | ids; }

mail '=?utf-8?q?Ay=C5=9Fe_Demir?= <ayse@example.org>' m1 'Fatura'
mail 'ayse@ev.example.net' m2 'Telefon'
mail 'Ann <ann@example.com>' m3 'Printer'
is "$(tk-contact list -o id,name,email,level,tickets | tr '\t\n' '|;')" \
	"1|Ayşe Demir|ayse@example.org|non-member|1;2|-|ayse@ev.example.net|non-member|1;3|Ann|ann@example.com|non-member|1;" \
	"senders are contacts"
is "$(tk-contact add 'Mehmet Çelik <mehmet@ornek.example>' phone='iş:+90 (532) 111 22 33,0212 555 66 77' \
	organisation='Örnek A.Ş.' note='Önemli müşteri: gece arama' | tr '\t' '|')" \
	"4|Mehmet Çelik|mehmet@ornek.example|Örnek A.Ş.|+90 (532) 111 22 33|0" "added by hand, with a new organisation"
tk-contact add 'سارا احمدی' address=sara@nemune.example,sara@khane.example phone=۰۰۹۸۲۱۱۲۳۴۵ organisation='شرکت نمونه' >/dev/null

# ---- finding
is "$(found celik)" "4 " "by name, folded"
is "$(found ÇEL)" "4 " "and by its beginning"
is "$(found ornek.example)" "4 " "by a part of an address"
is "$(found khane)" "5 " "by the alternate address"
is "$(found 'Örnek')" "4 " "by organisation"
is "$(found 'شركت')" "5 " "in Persian, however it is typed"
is "$(found gece musteri)" "4 " "by words of the note, all of them"
is "$(found gece yok)" "" "and not by one of two"
is "$(found '0532 111')$(found '+90532111')$(found '0090 532')" "4 4 4 " "by phone numbers as they are typed"
is "$(found 02125556677)" "4 " "by the second number"
is "$(found +982112345)" "5 " "in figures of another script"
is "$(found --organisation 'örnek a.ş.')" "4 " "of an organisation"
exits 64 "which must be one" tk-contact list --organisation Yok 2>/dev/null
is "$(found --limit 2)|$(found --limit 2 --offset 2)" "1 2 |3 4 " "by pages"
mail 'Zeynep <zeynep@example.org>' m9 'Yeni'
is "$(found zeynep)" "6 " "a new sender is found at once"
for name in 6 '#6' zeynep@example.org 'Z <zeynep@example.org>' ZEYNEP; do
	is "$(tk-contact show --json "$name" | jq .id)" 6 "named as $name"
done
is "$(tk-contact show --json '0532 111 22 33' | jq .id)" 4 "named by phone"
exits 1 "nobody" tk-contact show yok@example.org 2>err
is "$(cat err)" "tk-contact: yok@example.org: no such contact" "is said"
exits 1 "all that are missing are named" tk-contact show 77 4 88 2>err >/dev/null
is "$(tr '\n' ';' <err)" "tk-contact: 77: no such contact;tk-contact: 88: no such contact;" "each on a line"
is "$(tk-thread -q - <<-'END'
	From: Ali <ali@example.com>
	Message-ID: <own@x>
	Subject: internal

	x
	END
	found --customers ali)" "" "an agent is no customer"
is "$(found ali@example.com)" "7 " "but a contact"

# ---- changing
is "$(tk-contact set 1 address+=ayse2@example.org phone+=5551234 | ids)" "1 " "an address more"
is "$(tk-contact show --json 1 | jq -c '[.addresses[].email]')" '["ayse@example.org","ayse2@example.org"]' "stands behind"
tk-contact set 1 main=ayse2@example.org >/dev/null
is "$(tk-contact list -o email,alternate ayse2 | tr '\t' ' ')" "ayse2@example.org ayse@example.org" "the main address changes"
tk-contact set 1 address-=AYSE2@example.org phone-=555-12-34 >/dev/null
is "$(tk-contact show --json 1 | jq -c '[[.addresses[].email], .phones]')" '[["ayse@example.org"],[]]' "taken away"
exits 65 "an address of somebody else" tk-contact set 1 address+=ann@example.com 2>err
is "$(cat err)" "tk-contact: ann@example.com: is the address of contact 3" "is refused by name"
exits 65 "no address" tk-contact set 1 address+=ayse 2>/dev/null
exits 65 "no phone number" tk-contact set 1 phone=yok 2>/dev/null
exits 65 "no day" tk-contact set 1 expires=2026-02-30 2>/dev/null
exits 64 "no such property" tk-contact set 1 renk=mavi 2>/dev/null
exits 65 "one bad value: none is changed" sh -c 'tk-contact list | tk-contact set - note=x level=king 2>/dev/null'
is "$(tk-contact show --json 1 | jq -c .note)" null "indeed"
is "$(tk-contact list --organisation 'Örnek A.Ş.' | tk-contact set - level=member -o id,level | tr '\t' ' ')" "4 member" \
	"a list flows on"
is "$(found --members)" "4 " "members"
exits 77 "a reader changes nothing" tk-contact --as oku set 1 note=x 2>err
is "$(cat err)" "tk-contact: not allowed: oku only reads" "and is told"
exits 0 "but reads" sh -c 'tk-contact --as oku show 1 >/dev/null'

# ---- accounts
tk-contact set 4 suspended=yes >/dev/null
tk-contact set 3 expires=2026-06-30 >/dev/null
is "$(TK_NOW=2026-06-30T20:00:00Z tk-contact list --expired -o id)|$(TK_NOW=2026-07-01T01:00:00Z tk-contact list --expired -o id,flags)" \
	"|3	expired" "the last day counts"
is "$(tk-contact list --suspended -o id,flags)" "4	suspended" "suspended"
for channel in portal form; do
	exits 77 "no ticket by $channel" tk-new --from mehmet@ornek.example --subject x -m x --channel $channel 2>err
	like "$(cat err)" '^tk-new: not allowed: the account of mehmet@ornek.example is suspended$' "is said"
	TK_NOW=2026-07-01T01:00:00Z exits 77 "nor when expired" tk-new --from ann@example.com --subject x -m x --channel $channel 2>/dev/null
	TK_NOW=2026-06-30T01:00:00Z exits 0 "but before" tk-new --from ann@example.com --subject x -m x --channel $channel >/dev/null
done
mail 'mehmet@ornek.example' m4 'Yine de'
is "$(tk-contact tickets -o subject 4)" "Yine de" "mail still becomes a ticket"
like "$(tk-contact show 4)" '^account +suspended$' "and show says why the rest is closed"
tk-admin setting accounts=yes
mail 'uye@example.org' m5 'Hesap'
is "$(tk-contact list --members -o email uye) $(tk-list -o level requester:uye@example.org)" "uye@example.org member" \
	"an account is made where the setting says so"

# ---- history
tk-contact set 1 2 organisation='Örnek A.Ş.' >/dev/null
tk-set -s pending 2 >/dev/null
tk-set -s closed 1 >/dev/null
is "$(tk-contact show --json 1 | jq -c '[.history, .organisation_history] | map(map_values(map(.id)))')" \
	"[{\"open\":[],\"waiting\":[],\"closed\":[1]},{\"open\":[$(tk-contact tickets -o id 4)],\"waiting\":[2],\"closed\":[]}]" \
	"of the person and of the others in the organisation, by state"
like "$(tk-contact show 2)" '^waiting for the requester$' "in words"
like "$(tk-contact show 2)" '^closed, others of Örnek' "of the others, too"
is "$(tk-contact tickets 1 | tk-set --tag +eski | ids)" "1 " "tickets of a contact flow on"

# ---- merging
before=$(tk-contact show --json 1 2 | jq -cS 'del(.history[][].rev, .history[][].updated, .organisation_history[][].rev, .organisation_history[][].updated, .history[][].idle, .organisation_history[][].idle)')
tk-contact set 2 phone=+905559998877 >/dev/null
is "$(tk-contact merge 2 ayse@example.org -o id,tickets | tr '\t' ' ')" "1 2" "two are one"
is "$(tk-contact show --json 1 | jq -c '[.addresses[].email]')" '["ayse@example.org","ayse@ev.example.net"]' "with both addresses"
is "$(tk-contact show --json +905559998877 | jq .id)" 1 "and the phone number"
is "$(found ev.example)" "1 " "found by both"
is "$(tk-list -o id requester:ayse@example.org | ids)" "1 2 " "the tickets are theirs"
is "$(tk-log -o kind,old,new,cause 2 | tail -n 1 | tr '\t' ' ')" "requester 2 1 contact merged" "with an event"
is "$(tk-contact show 2 2>err | head -n 1)|$(cat err)" "contact      #1 Ayşe Demir|tk-contact: 2 was merged into 1" "the old number leads on"
is "$(tk-contact list --merged -o id,flags | tr '\t' ' ')" "2 merged" "listed when asked for"
mail 'ayse@ev.example.net' m6 'Sonra'
is "$(tk-contact merge 1 4 | ids)" "4 " "and into a third"
exits 1 "taken out from the outside in" tk-contact merge --undo 2 2>/dev/null
tk-contact merge --undo 1 >/dev/null
is "$(tk-contact tickets -o subject 4)" "Yine de" "each keeps its own"
tk-contact merge --undo 2 >/dev/null
is "$(tk-contact tickets -o subject 2 | tr '\n' ' ')" "Sonra Telefon " "what came meanwhile goes with its address"
tk-set --delete "$(tk-list -o id subject:Sonra)" >/dev/null
tk-contact set 2 phone= >/dev/null
is "$(tk-contact show --json 1 2 | jq -cS 'del(.history[][].rev, .history[][].updated, .organisation_history[][].rev, .organisation_history[][].updated, .history[][].idle, .organisation_history[][].idle)' | sed 's/"tickets":2/"tickets":1/')" \
	"$before" "otherwise all is as it was"
exits 1 "who is not merged cannot be taken out" tk-contact merge --undo 3 2>/dev/null
exits 64 "one is not enough" tk-contact merge 3 2>/dev/null

# ---- the search is never incomplete: another process holds the lock while contacts wait to be indexed
tk-admin organisation set 'Örnek A.Ş.' 2>/dev/null
is "$(tk-check)" "" "the store is clean"
for command in "tk-contact" "tk-contact show 1" "tk-contact set 1 note=y"; do
	exits 74 "$command to a full disk" sh -c "$command >/dev/full 2>/dev/null"
done
