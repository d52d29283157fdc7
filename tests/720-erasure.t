#!/bin/sh
# Somebody asks to be forgotten: every place where the person's addresses, numbers, names, words, files
# and quotations stand is filled first and shown to hold them; afterwards they stand nowhere, in no dress,
# while numbers, threads, figures and what belongs to others are what they were.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
need_pkg sqlite3 sqlite3
export XDG_STATE_HOME="$scratch/state" TK_NOW=2026-03-01T10:00:00Z

tk-init --address support@example.com >/dev/null
tk-admin agent add ali fullname='Ali Kaya' role=agent groups=support addresses=ali@example.com
tk-admin setting refused-types=.exe country-code=90
printf '#!/bin/sh\ncat >/dev/null\ncase "$*" in *ayse*) echo "550 ayse.demir@example.org unknown" >&2; exit 67 ;; esac\n' >sendmail
chmod 755 sendmail && printf '[send]\nsendmail = %s/sendmail\n' "$scratch" >"$TK_HOME/tk.conf"

b64() { base64 -w 76; }
pdf='JVBERi0xLjQKaGVzYXAgb3pldGkgMTIzNDU2Nzg5MAo='	# a file that only she sent
shared='JVBERi0xLjQKb3J0YWsgdGFyaWZlIDk4NzY1NDMyMTAK'	# and one that another sent, too
file() { # NAME DATA
	printf '%s\nContent-Type: application/pdf; name="%s"\nContent-Disposition: attachment; filename="%s"\n' --b "$1" "$1"
	printf 'Content-Transfer-Encoding: base64\n\n%s\n' "$2"
}

# 1: hers, text and two files
{
	printf 'Return-Path: <ayse.demir@example.org>\nReceived: from x by y for <ayse.demir@example.org>; Sun, 1 Mar 2026\n'
	printf 'From: =?utf-8?q?Ay=C5=9Fe_G=C3=BCl_Demir?= <Ayse.Demir@example.org>\nTo: support@example.com\nCc: bora@example.net\n'
	printf 'Message-ID: <m1.ayse.demir@example.org>\nSubject: =?utf-8?b?%s?=\n' "$(printf 'Mavi kombi faturası' | base64)"
	printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n'
	printf 'Merhaba,\nbu ayki kombi faturam iki kat yüksek geldi, lütfen düzeltin.\nŞifrem: zümrüt-anka-7\nNumaram 0532 111 22 33\n\n'
	printf 'Ayşe Gül Demir\n'
	file 'Ayse Gul Demir hesap.pdf' "$pdf"
	file tarife.pdf "$shared"
	printf -- '--b--\n'
} >1.eml
# 2: hers, from home, HTML alone
{
	printf 'From: Ayse <ayse@ev.example.net>\nTo: support@example.com\nMessage-ID: <m2@ev.example.net>\nSubject: {TICKET-1} yine ben\n'
	printf 'MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n'
	printf '<p>Daireme <b>sarı çizmeli usta</b> gelmedi, yarın sabah bekliyorum.</p>' | b64
} >2.eml
# 3: a colleague answers everybody from Outlook, with her words, unmarked, and the shared file
{
	printf 'From: Bora Can <bora@example.net>\nTo: support@example.com, "Demir, =?utf-8?q?Ay=C5=9Fe_G=C3=BCl?=" <ayse.demir@example.org>\n'
	printf 'Message-ID: <m3@example.net>\nIn-Reply-To: <m1.ayse.demir@example.org>\nReferences: <m1.ayse.demir@example.org>\n'
	printf 'Subject: RE: =?utf-8?b?%s?=\n' "$(printf 'Mavi kombi faturası' | base64)"
	printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=a\n\n'
	printf -- '--a\nContent-Type: text/plain; charset=windows-1254\nContent-Transfer-Encoding: quoted-printable\n\n'
	printf 'Benim tarifem ekte.\n\n-----=D6zg=FCn =DDleti-----\nKimden: Ay=FEe G=FCl Demir [mailto:ayse.demir@example.org]=20\n'
	printf 'G=F6nderilen: 1 Mart 2026\nKime: support@example.com\nKonu: Mavi kombi faturas=FD\n\nMerhaba,\nbu ayki kombi faturam iki kat y=FCksek geldi, l=FCtfen=\n d=FCzeltin.\n=DEifrem: z=FCmr=FCt-anka-7\n'
	printf -- '--a\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n'
	printf '<p>Benim tarifem ekte.</p><div>Kimden: Ay&#351;e G&uuml;l Demir <a href=3D"mailto:ayse.demir@example.org">y=\naz</a></div><p>bu ayki <i>kombi</i> faturam iki kat y=C3=BCksek geldi, l=C3=BCtfen d=C3=BCzeltin.</p>\n--a--\n'
	file tarife.pdf "$shared"
	printf -- '--b--\n'
} >3.eml
# 4: another ticket: her mail forwarded whole, her address and number in the text
{
	printf 'From: Zeynep <zeynep@example.net>\nTo: support@example.com\nMessage-ID: <m4@example.net>\nSubject: komsu icin\n'
	printf 'X-Bounces: bounce-ayse.demir=example.org@lists.example\nList-Unsubscribe: <https://l.example/u?e=ayse.demir%%40example.org>\n'
	printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=f\n\nayse.demir@example.org prologue\n--f\nContent-Type: text/plain; charset=utf-8\n\n'
	printf 'Komşum AYŞE GÜL DEMİR için yazıyorum: +90 (532) 1112233, Ayse.Demir@Example.org.\nBenim numaram 0532 999 88 77.\n'
	printf -- '--f\nContent-Type: message/rfc822\n\n'
	cat 1.eml
	printf -- '\n--f--\n'
} >4.eml
# 5: an inline forward; 6: namesakes and look-alikes, who stay
{
	printf 'From: Zeynep <zeynep@example.net>\nTo: support@example.com\nMessage-ID: <m5@example.net>\nSubject: Fwd: eski\n\nbakar misiniz\n\n'
	printf -- '---------- Forwarded message ---------\nFrom: Ayse Gul Demir <ayse.demir@example.org>\nDate: Mon, 2 Feb 2026\nSubject: eski\nTo: Zeynep <zeynep@example.net>\n\n'
	printf 'Balkondaki turuncu saksi yine devrildi komsucugum.\n'
} >5.eml
{
	printf 'From: =?utf-8?q?Ay=C5=9Fe_G=C3=BCl_Demirci?= <gulayse.demir@example.org>\nTo: support@example.com\nMessage-ID: <m6@example.org>\nSubject: Benim adim\n'
	printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nBen Ayşe Gül Demirci, Merhaba, fatura soracaktım; fatma.ayse.demir@example.org adresim.\n'
} >6.eml
printf 'From: Fatma <fatma.ayse.demir@example.org>\nMessage-ID: <m7@example.org>\nSubject: kendi adresim\n\nmerhaba\n' >7.eml
for n in 1 2; do tk-thread $n.eml >/dev/null; done
tk-thread 7.eml >/dev/null
tk-contact set ayse.demir@example.org name='Ayşe Gül Demir' phone='ev:0532 111 22 33' note='Kedisi var: Boncuk' organisation='Demir Apartmanı' >/dev/null
tk-contact add ayse@ev.example.net >/dev/null
tk-admin field add renk scope=person
tk-admin field add daire scope=ticket
tk-admin field add tur scope=ticket type=choice choices=ariza,istek
echo '{"kod": "Kavanoz-12"}' >crm.json
printf '[lookup crm]\ncommand = cat %s/crm.json\n' "$scratch" >>"$TK_HOME/tk.conf"
tk-contact set ayse.demir@example.org field.renk=Eflatun >/dev/null
tk-lookup -q ayse.demir@example.org
sed -i '/lookup/,$d' "$TK_HOME/tk.conf"
tk-set --field daire='Menekşe kapısı' --field tur=ariza 1 >/dev/null
tk-contact merge ayse@ev.example.net ayse.demir@example.org >/dev/null
tk-set --watch ayse@ev.example.net --accept 1 >/dev/null
printf '%s\n' 'Sayın Ayşe Gül Demir,' 'faturanızı inceledik, dosyanızı ekte geri yolluyoruz.' '' \
	'01.03.2026, Ayşe Gül Demir <ayse.demir@example.org>:' '> Merhaba,' '> bu ayki kombi faturam' '> iki kat yüksek geldi, lütfen' \
	'> düzeltin.' '> Şifrem: zümrüt-anka-7' >answer
echo "$pdf" | base64 -d >'geri.pdf'
tk-reply --as ali --no-send -a geri.pdf --cc zeynep@example.net 1 <answer >/dev/null
tk-send >/dev/null 2>&1
tk-reply --as ali --no-send -m 'Usta yarın gelir.
> sarı çizmeli usta' 1 >/dev/null
tk-note --as ali -m 'Aradım: 0 532 111-22-33. Ayşe Gül Demir evde yok; "yarın sabah bekliyorum" dedi' 1 >/dev/null
for n in 3 4 5 6; do tk-thread $n.eml >/dev/null; done
zeynep=$(tk-list -o id 'subject:"komsu icin"')
tk-set --subject 'Ayşe Gül Demir aradı' "$zeynep" >/dev/null
tk-set --subject 'Mavi kombi faturası, acele' 1 >/dev/null
tk-note --as ali -m 'İlgili: ayse@ev.example.net' "$zeynep" >/dev/null
# a bounce of our answer, with all of it
mid=$(tk-show --json 1 | jq -r 'first(.messages[] | select(.direction == "out")).message_id')
{
	printf 'From: MAILER-DAEMON@mx.example\nTo: support@example.com\nMessage-ID: <dsn@mx.example>\nSubject: Undelivered Mail\n'
	printf 'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\nContent-Type: text/plain\n\n'
	printf 'I could not deliver to <ayse.demir@example.org>.\n--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n'
	printf 'Final-Recipient: rfc822; ayse.demir@example.org\nAction: failed\nStatus: 5.1.1\n\n--r\nContent-Type: text/rfc822-headers\n\n'
	printf 'From: support@example.com\nTo: =?utf-8?q?Ay=C5=9Fe_G=C3=BCl_Demir?= <ayse.demir@example.org>\nMessage-ID: <%s>\n\n--r--\n' "$mid"
} >dsn.eml
tk-thread dsn.eml >/dev/null
# held: hers, and another's that goes to her in copy
for from in 'Ayse <ayse.demir@example.org>' 'Cem <cem@example.net>'; do
	[ "${from#Cem}" = "$from" ] && text=Zarfta || text=Kutuda
	printf 'From: %s\nTo: support@example.com\nCc: "A. G. D." <ayse@ev.example.net>\nMessage-ID: <h.%s@x>\nSubject: tutulan\n' "$from" "${#from}"
	printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n%s\n' "$text"
	printf -- '--b\nContent-Type: application/octet-stream; name=a.exe\nContent-Disposition: attachment\n\nMZ\n--b--\n'
done | awk '/^From: Cem/ { n = 1 } { print > (n ? "h2.eml" : "h1.eml") }'
tk-thread -f ayse.demir@example.org -r support@example.com h1.eml >/dev/null 2>&1
tk-thread -f cem@example.net -r support@example.com h2.eml >/dev/null 2>&1
# one merged into another, one deleted
tk-thread - >/dev/null <<-'END'
	From: Ayse Gul Demir <ayse.demir@example.org>
	Message-ID: <m8@x>
	Subject: Turuncu kapi

	Turuncu kapinin kilidi bozuk, cilingir yollayin acele.
	END
last=$(tk-list -o id subject:Turuncu)
tk-set --delete "$last" >/dev/null

cat >needles <<-'END'
	ayse.demir@example.org
	ayse@ev.example.net
	ayse.demir=example.org
	Ayşe Gül Demir
	Ayse Gul Demir
	Demir, Ayşe Gül
	111 22 33
	1112233
	111-22-33
	905321112233
	zümrüt-anka-7
	kombi faturam iki kat
	sarı çizmeli usta
	Mavi kombi faturası
	turuncu saksi
	Turuncu kapi
	cilingir
	hesap ozeti 1234567890
	Boncuk
	Eflatun
	Menekşe kapısı
	Kavanoz-12
	Zarfta
END
sed -i '/Ayşe Gül Demir$/d; /^Ayse Gul Demir$/d' needles
printf '%s\n' '-fatma.ayse.demir@example.org' '-gulayse.demir@example.org' '-Gül Demirci' '-G=C3=BCl_Demirci' 'Gül Demir' 'Ayşe Gül Demir ' 'AYŞE GÜL DEMİR' 'Ayse Gul Demir <' >>needles

# everything that we hold, as bytes: the database and its log, raw mails unpacked, held mail, what tools say
collect() { # DIRECTORY
	mkdir -p "$1"
	cp "$TK_HOME/tk.db" "$1/db" && cp "$TK_HOME/tk.db-wal" "$1/wal"
	for id in $(seq 1 "$(tk-list --deleted -o id 'created:..2030-01-01' | sort -n | tail -n 1)"); do
		tk-show --raw "$id" >>"$1/raw"
		tk-show --json --events "$id" >>"$1/json"
		tk-contact show "$id" >>"$1/contact" 2>/dev/null
	done
	# parts out of their transfer encoding, too
	tk-attach $(seq 1 9) --save "$1" >/dev/null 2>&1
	tk-log $(seq 1 9) >"$1/log" 2>/dev/null
	tk-send --list >"$1/outbox" 2>/dev/null
	cat "$TK_HOME"/spool/held/* >"$1/held" 2>/dev/null
}
traces() { find "$1" -type f -exec "$top/tests/traces.pl" needles {} +; }
figures() {
	tk-list --deleted -o id,status,group,agent,msgs,in,out,created --sort id 'created:..2030-01-01'
	tk-check | grep -v held
	tk | head -n 5
}

collect before
traces before >found
is "$(cut -f1 found | sort -u | wc -l)" "$(grep -v ^- needles | sort -u | wc -l)" "every trace is there before"
cut -f1 found | sort -u >seen; grep -v ^- needles | sort -u | comm -23 - seen | while read -r line; do note "missing: $line"; done
for place in db raw json contact log outbox held; do
	ok "there are traces in: $place" grep -q "before/$place\$" found
done
for form in utf8 latin5 quoted base64-0 percent entity word; do
	ok "as $form" grep -q "	$form	" found
done
figures >figures.before
ids() { cut -f1 | tr '\n' ' '; }
ok "words find her" [ -n "$(tk-list zümrüt)$(tk-list text:cizmeli)" ]
cp -a "$TK_HOME" kept

# ---- who may, and what would be
exits 77 "an agent may not" tk-contact --as ali erase ayse.demir@example.org 2>err
is "$(cat err)" "tk-contact: not allowed: ali is no administrator" "and is told"
exits 1 "an agent's address is not erased" tk-contact erase ali@example.com 2>/dev/null
tk-contact add 'Ali Kaya <ali@example.com>' >/dev/null
exits 1 "also as a contact" tk-contact erase ali@example.com 2>err
like "$(cat err)" 'is the address of an agent' "for this reason"
before=$(tk-show --json --events 1 | cksum)
tk-contact erase -n ayse.demir@example.org >dry
is "$(tk-show --json --events 1 | cksum) $(ls "$TK_HOME/spool/held" | wc -l)" "$before 4" "-n changes nothing"

# ---- done
person=$(tk-contact show --json ayse.demir@example.org | jq .id)
tk-contact erase ayse.demir@example.org >report
is "$?" 0 "erased"
is "$(sed 1d report | grep -v '^held' )" "$(sed 1d dry | grep -v '^held')" "as it was announced"
like "$(cat report)" "^is now	erased-$person$" "under a pseudonym"
like "$(cat report)" '^own messages emptied	3$' "own messages are counted"
like "$(cat report)" '^files removed from them	1$' "and the file that we sent back"
like "$(cat report)" '^held mails removed or changed	2$' "and held mail"
like "$(cat report)" '^left	backups' "what no machine can find is said"
collect after
is "$(traces after)" "" "no trace is left in any dress"
is "$(stat -c %s "$TK_HOME/tk.db-wal")" 0 "the log is empty"
for word in zümrüt cizmeli 'kombi' turuncu cilingir ayse.demir boncuk devrildi; do
	is "$(tk-list --deleted "$word" | grep -v 'fatma\|gulayse' | ids)" "" "no search finds $word"
done
is "$(tk-contact list ayse.demir@example.org | grep -c erased)$(tk-contact list boncuk)" "0" "nor a search for people"

# ---- what stays
figures >figures.after
is "$(diff figures.before figures.after)" "" "numbers, states, figures and a clean store"
is "$(tk-contact show --json "$person" | jq -c '[.name, .addresses, .phones, .note, (.erased | type)]')" \
	"[\"erased-$person\",[],[],null,\"string\"]" "the person is a pseudonym"
is "$(tk-show --json 1 | jq -c '[.subject, .requester.name, .requester.email]')" "[\"(erased)\",\"erased-$person\",null]" "of the ticket, too"
is "$(tk-show --json 1 | jq -c '[.messages[] | select(.flags | index("erased")) | [.direction, .from.email, .text]] | unique')" \
	"[[\"in\",\"erased-$person@erased.invalid\",\"(erased)\"]]" "own messages are stubs"
like "$(tk-show --json 1 | jq -r '.messages[] | select(.direction == "out").text')" 'faturanızı inceledik' "our own words stay"
like "$(tk-show --json 1 | jq -r '.messages[] | select(.direction == "note").text')" '^Aradım: \(erased\)' "in notes, too"
like "$(tk-show --json 1 | jq -r '.messages[] | select(.from.email == "bora@example.net").text')" 'Benim tarifem ekte' "and others'"
is "$(tk-show --json 1 | jq -c '[.messages[] | select(.from.email == "bora@example.net").attachments[].sha256]')" \
	"[\"$(echo "$shared" | base64 -d | sha256sum | cut -d' ' -f1)\"]" "a file that others sent stays theirs"
is "$(tk-show --json 1 | jq -c '[.messages[] | select(.direction == "out").attachments | length]')" "[1,0]" "parts keep their numbers"
is "$(tk-list -o subject from:gulayse.demir@example.org)" "Benim adim" "a look-alike address stays"
like "$(tk-list --json from:gulayse.demir@example.org | jq -r .requester.name)" '^Ayşe Gül Demirci$' "and a longer name"
like "$(tk-show --json "$(tk-list -o id from:gulayse.demir@example.org)" | jq -r '.messages[0].text')" \
	'Ben Ayşe Gül Demirci.*fatma.ayse.demir@example.org' "byte for byte"
like "$(tk-show --json "$zeynep" | jq -r '.messages[0].text')" '0532 999 88 77' "other numbers stay"
is "$(tk-show --json "$zeynep" | jq -r .subject)" "erased-$person aradı" "a subject of another's ticket loses the name alone"
is "$(tk-show --json 1 | jq -c .fields)" '{"tur":"ariza"}' "of custom fields what counts"
is "$(tk-log -o kind,new,actor 1 | tail -n 1 | tr '\t' ' ')" "erased erased-$person $(id -un)" "the erasure is an event"
is "$(ls "$TK_HOME/spool/held" | wc -l)" 2 "another's held mail is kept"
like "$(cat "$TK_HOME"/spool/held/*)" '^From: Cem' "without her"
printf 'From: bora@example.net\nMessage-ID: <late@x>\nIn-Reply-To: <m3@example.net>\nSubject: RE\n\nhala ekte\n' | tk-thread - >took
is "$(cut -f1,2 took | tr '\t' ' ')" "1 reply" "threads hold"
exits 1 "once is enough" tk-contact erase "$person" 2>/dev/null
sqlite3 "$TK_HOME/tk.db" 'PRAGMA secure_delete = 0; CREATE TABLE x (t)' "INSERT INTO x VALUES ('boncuk')" 'DROP TABLE x' >/dev/null
like "$(grep -ac boncuk "$TK_HOME/tk.db")" 1 "what one that died before it compacted the file leaves"
exits 1 "begun again" tk-contact erase "$person" 2>err
is "$(cat err) $(cat "$TK_HOME"/tk.db* | grep -ac boncuk)" "tk-contact: $person: was erased 0" "is gone"
exits 1 "and nothing can be written to her" tk-reply --no-send -m x --confirm --then pending 77 2>/dev/null
is "$(tk-check --reparse | grep -v held; tk-check | grep -v held)" "" "what is read anew from the raw mails is the same"
collect again
is "$(traces again)" "" "and still holds nothing"

# ---- in Persian: the same, and somebody in English with the same first name
tk-thread - >/dev/null <<-END
	From: =?utf-8?b?$(printf 'سارا احمدی' | base64)?= <sara@nemune.example>
	Message-ID: <fa@x>
	Subject: =?utf-8?b?$(printf 'خرابی چاپگر' | base64)?=
	MIME-Version: 1.0
	Content-Type: text/plain; charset=utf-8
	Content-Transfer-Encoding: base64

	$(printf 'سلام\nچاپگر طبقهٔ سوم ما از دیروز روشن نمی‌شود.\n۰۲۱ ۲۳۴۵ ۶۷۸۹' | base64 -w 0)
	END
fa=$(tk-list -o id from:sara@nemune.example)
tk-contact set sara@nemune.example phone='+98 21 23456789' >/dev/null
printf '%s\n' 'خانم سارا احمدي،' '> چاپگر طبقه سوم ما از' '> ديروز روشن نمي‌شود.' 'فردا می‌آییم.' | tk-reply --as ali --no-send "$fa" >/dev/null
tk-contact erase '+98 21 23456789' >/dev/null
like "$(tk-show --json "$fa" | jq -r '.messages[1].text')" '^خانم erased-[0-9]+،$' "the name goes, however it is typed"
printf '%s\n' 'سارا احمدی' 'سارا احمدي' 'روشن نم' '۲۳۴۵ ۶۷۸۹' 'sara@nemune' 'خرابی چاپگر' >needles
collect persian
is "$(traces persian)" "" "no trace in any spelling"
like "$(tk-show --json "$fa" | jq -r '.messages[1].text')" 'فردا می‌آییم' "our words stay"
is "$(tk-check | grep -v held)" "" "the store is clean"
