#!/bin/sh
# Contacts from other programs: CSV and vCards as they really come, twice, cut short, with bad lines; 50,000
# of them; and out again.
. "${0%/*}/lib.sh"

tk-init --address support@example.com >/dev/null
tk-admin setting country-code=90
tk-admin agent add oku role=reader groups=support
tk-admin field add musteri-no scope=person type=number
counts() { tr '\t\n' '= ' <counts; }
import() { tk-contact import "$@" >counts 2>err; }
show() { tk-contact show --json "$1" | jq -c "$2"; }

# ---- CSV: quotes, line ends inside, a byte order mark, semicolons, several in a cell
printf '\357\273\277Ad Soyad;E-posta;E-posta 2;Telefon;Şirket;Not;field.musteri-no\r\n' >tr.csv
printf 'Ayşe Demir;Ayse@Example.org;ayse@ev.example;0532 111 22 33;"Örnek; A.Ş.";"ilk satır\nikinci ""satır""";٤٢\r\n' >>tr.csv
printf '"Çelik, Mehmet";mehmet@example.org;;+90 212 555 66 77 ::: 0555 1;;;\r\n\r\n' >>tr.csv
import tr.csv
is "$?" 0 "a list in Turkish"
is "$(counts)" "added=2 changed=0 as before=0 bad=0 " "counted"
is "$(show ayse@ev.example '[.name, [.addresses[].email], .phones[0].number, .organisation, .note, .fields["musteri-no"]]')" \
	'["Ayşe Demir",["ayse@example.org","ayse@ev.example"],"905321112233","Örnek; A.Ş.","ilk satır\nikinci \"satır\"","42"]' "all of it"
is "$(show mehmet@example.org '[.name, (.phones | length)]')" '["Çelik, Mehmet",2]' "two numbers in a cell"
import tr.csv
is "$(counts)" "added=0 changed=0 as before=2 bad=0 " "read again: nothing"
printf 'نام,ایمیل,تلفن,شرکت\nسارا احمدی,sara@nemune.example,۰۰۹۸۲۱۱۲۳۴۵,نمونه\n' | tk-contact import >counts
is "$(counts)$(tk-contact list -o name 'احمدي')" "added=1 changed=0 as before=0 bad=0 سارا احمدی" "in Persian, from stdin"
printf 'First Name\tLast Name\tE-mail 1 - Value\tOrganization 1 - Name\nAnn\tLee\tann@example.com\tAcme\n' >google.tsv
import google.tsv
is "$(show ann@example.com '[.name, .organisation]')" '["Ann Lee","Acme"]' "in English, by TABs, a name in two columns"
printf 'email,note\nann@example.com,vip\nANN@example.com,\nbob@example.com,neu\n' >update.csv
import update.csv
is "$(counts)$(show ann@example.com '[.name, .note]')" 'added=1 changed=1 as before=1 bad=0 ["Ann Lee","vip"]' \
	"an address that is known is brought up to date; what a line does not say stays"
printf 'name,phone\nKapıcı,0212 999 00 11\nKapıcı,+90 212 999 0011\nYönetici,0212 999 00 11\n' >phones.csv
import phones.csv
is "$(counts)" "added=2 changed=0 as before=1 bad=0 " "without an address the phone number and the name tell"

# ---- what is wrong is named by number, and nothing else is lost
printf 'email,name,level\n' >bad.csv
printf 'a1@example.com,Bir,member\n"a2@example.com,Kapanmayan,member\na3@example.com,Üç,member\n' >>bad.csv
printf 'a4@example.com,"İki"nci,member\nbu adres değil,Beş,member\na6@example.com,Altı,king\n' >>bad.csv
printf 'a7@example.com,Yedi\na8@example.com,Sekiz,member,fazla\nann@example.com;bob@example.com,İki kişi,member\n,Adsız,member\n' >>bad.csv
printf 'a11@example.com,\376\360,member\n"a12@example.com","On\niki",non-member\na13@example.com,"açık' >>bad.csv
exits 65 "bad lines are an error" tk-contact import --rejects rejects.csv bad.csv >counts 2>err
is "$(counts)" "added=3 changed=0 as before=0 bad=10 " "the others are taken"
is "$(sed -n 's/^tk-contact: bad.csv:\([0-9]*\): .*/\1/p' err | tr '\n' ' ')" "3 5 6 7 8 9 10 11 12 15 " "each is named"
is "$(tail -n 1 err)" "tk-contact: 10 lines could not be taken" "and counted"
like "$(cat err)" '^tk-contact: bad.csv:12: not UTF-8' "what is no UTF-8 is said to be"
is "$(tk-contact list -o email 'a1@' | head -n 1) $(tk-contact list -o email a3@) $(show a12@example.com .name)" \
	'a1@example.com a3@example.com "On\niki"' "neither the line before nor the one behind is lost"
is "$(wc -l <rejects.csv) $(head -n 1 rejects.csv)" "10 email,name,level" "rejects are a list of their own"
sed 's/"a2@/a2@/; s/"İki"nci/İkinci/; /değil/d; s/king/member/; s/Yedi$/Yedi,/; s/,fazla//; /;bob/d; /^,/d; /^a11/d; s/"açık/açık,/' rejects.csv >mended.csv
import mended.csv
is "$(counts)" "added=6 changed=0 as before=0 bad=0 " "which can be mended and read"
printf 'email,renk,boy\nx@example.com,mavi,1\n' >unknown.csv
exits 65 "an unknown column" tk-contact import unknown.csv >/dev/null 2>err
is "$(cat err)" "tk-contact: unknown.csv:1: unknown columns: renk, boy (--ignore leaves them out)" "is named"
ok "or left out" tk-contact import --ignore unknown.csv >/dev/null
exits 65 "a field with a bad value" sh -c 'printf "email,musteri-no\nx@example.com,yok\n" | tk-contact import >/dev/null 2>&1'
exits 65 "an empty file" tk-contact import /dev/null >/dev/null 2>&1
exits 66 "no file" tk-contact import yok.csv >/dev/null 2>&1
exits 77 "a reader imports nothing" tk-contact --as oku import tr.csv >/dev/null 2>&1
is "$(tk-contact import --from 3 update.csv 2>&1 | head -n 3 | tr '\t\n' '= ')" "added=0 changed=0 as before=2 " "from a line on"

# ---- vCards
{
	printf 'BEGIN:VCARD\r\nVERSION:3.0\r\nN:Gül;Fatma;;;\r\nFN:Fatma Gül\r\nEMAIL;TYPE=INTERNET:is@gul.example\r\nitem1.EMAIL;type=pref:fatma@gul.example\r\n'
	printf 'TEL;TYPE=CELL:0533 444 55 66\r\nORG:Gül Ltd\\, Şti;Satış\r\nNOTE:uzun bir not\\, iki satır\\n\r\n  devam ediyor\r\nPHOTO;ENCODING=b:AAAA\r\n BBBB\r\nEND:VCARD\r\n'
	printf 'BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D8=B1=D8=B6=D8=A7;=D8=B9=D9=84=DB=8C\nTEL;CELL:+98912'
	printf '3456\nTEL;HOME:0212 1\nNOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C5=9Fu=\n=20bu\nEND:VCARD\n'
	printf 'BEGIN:VCARD\nFN:Yarım\nEMAIL:yarim@example.com\nBEGIN:VCARD\nVERSION:4.0\nFN:Tam\nEMAIL:mailto:tam@example.com\nTEL;VALUE=uri;TYPE="voice,home":tel:+90-216-1\nEND:VCARD\n'
	printf 'BEGIN:VCARD\nFN:Adressiz\nEND:VCARD\nBEGIN:VCARD\nFN:Sonsuz\nEMAIL:s@example.com\n'
} >people.vcf
exits 65 "vCards, some bad" tk-contact import --rejects rejects.vcf people.vcf >counts 2>err
is "$(counts)" "added=3 changed=0 as before=0 bad=3 " "the good ones are taken"
is "$(sed -n 's/^tk-contact: people.vcf:\([0-9]*\): .*/\1/p' err | tr '\n' ' ')" "22 31 34 " "the bad ones are named"
is "$(show fatma@gul.example '[.name, [.addresses[].email], .phones[0].label, .organisation, .note]')" \
	'["Fatma Gül",["fatma@gul.example","is@gul.example"],"mobile","Gül Ltd, Şti","uzun bir not, iki satır\n devam ediyor"]' "3.0"
is "$(show +989123456 '[.name, .note]')" '["علی رضا","şu bu"]' "2.1, as telephones write it"
is "$(show tam@example.com '[.name, .phones[0].number, .phones[0].label]')" '["Tam","902161","home"]' "4.0"
is "$(grep -c BEGIN rejects.vcf)" 3 "rejects are cards"

# ---- out, and in again
for form in "" --vcard; do
	tk-contact export $form >out.$form
	tk-contact list -o name,email,alternate,phone,organisation,note | sort >before
	(
		export TK_HOME="$scratch/other$form"
		tk-init --address support@example.com >/dev/null
		tk-admin setting country-code=90
		tk-admin field add musteri-no scope=person type=number
		tk-contact import "out.$form" >/dev/null
		tk-contact list -o name,email,alternate,phone,organisation,note | sort >after
		tk-contact export $form | sort >again
	)
	[ -z "$form" ] || sed -i 's/^-	\([^	]*\)/\1	\1/' before && sort -o before before	# a card without a name bears its address
	is "$(diff before after)" "" "the same in another store ${form:-csv}"
	is "$(sort "out.$form" | diff - again)" "" "and out of it"
done
is "$(tk-contact export --organisation Acme | tr -d '\r' | tail -n 1)" "Ann Lee,ann@example.com,,Acme,vip,non-member,no,," "by the filters of list"

# ---- 50,000, in three languages, one of them bad; killed on the way, and begun again
awk 'BEGIN {
	split("Ayşe Fatma Mehmet Çağrı سارا علی رضا Ann Bob Zoë", first, " "); split("Demir Çelik Öztürk احمدی کریمی Smith Lee", last, " ")
	print "name,email,phone,organisation,note"
	for (i = 1; i <= 50000; i++)
		if (i == 31415) print "bozuk satır \"ortada\" , yok , , ,"
		else printf "%s %s,kisi%d@musteri.example,+90 5%09d,Kurum %d,\"not %d, \"\"önemli\"\"\"\n", first[i % 10 + 1], last[i % 7 + 1], i, i, i % 200, i
}' >large.csv
people() { tk-contact list --limit 1 --offset 999999 >/dev/null; tk-contact export kisi | grep -c musteri.example; }
tk-contact -q import large.csv >/dev/null 2>&1 &
importer=$!
wait_until 60 sh -c '[ -n "$(tk-contact list kisi2000@musteri.example)" ]'
kill -KILL $importer 2>/dev/null
wait $importer 2>/dev/null
half=$(people)
ok "killed after some thousands ($half)" [ "$half" -ge 1000 ]
is "$((half % 1000))" 0 "whole thousands are there"
is "$(tk-check)" "" "the store is clean"
started=$(date +%s)
exits 65 "begun again" tk-contact import large.csv >counts 2>err
note "the rest of 50,000 lines took $(($(date +%s) - started)) s"
is "$(sed -n 's/added	//p' counts)$(sed -n 's/^as before	/ /p' counts)$(sed -n 's/^bad	/ /p' counts)" "$((49999 - half)) $half 1" "the rest is added, nothing twice"
is "$(head -n 1 err | cut -d: -f2,3)" " large.csv:31416" "the bad line by its number"
is "$(people)" 49999 "all are there"
is "$(tk-contact list kisi31415)" "" "but the bad one"
is "$(show kisi31416@musteri.example '[.organisation, .note]')" '["Kurum 16","not 31416, \"önemli\""]' "and the line behind it"
is "$(script -qec "tk-contact import --from 49000 large.csv" /dev/null </dev/null | tr '\r' '\n' | grep -c '^lines: [0-9]* of 5000')" 2 "progress at a terminal"
is "$(tk-check)" "" "the store is clean"
