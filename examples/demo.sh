#!/bin/sh
# A day at a helpdesk, in a scratch directory: mail comes in by the door and from a mailbox, becomes
# tickets, is listed, read, assigned and answered; the requester's reply finds its ticket.  Every command
# is printed with what it prints.  Answers go to files, not to anybody.
set -eu
desk=$(mktemp -d "${TMPDIR:-/tmp}/tk-demo.XXXXXX")
trap 'rm -rf "$desk"' EXIT
trap 'exit 130' INT TERM
export TK_HOME="$desk/home" LC_ALL=C.UTF-8
cd "$desk"
bold= plain=
[ ! -t 1 ] || { bold=$(printf '\033[1m') plain=$(printf '\033[0m'); }

# run COMMAND: show it, do it
run() {
	printf '\n%s$ %s%s\n' "$bold" "$1" "$plain"
	sh -c "$1"
}
say() { printf '\n# %s\n' "$*"; }

mail() {	# FROM SUBJECT [HEADER...] < TEXT
	printf 'From: %s\nTo: destek@ornek.example\nSubject: %s\n' "$1" "$2"
	shift 2
	for header; do printf '%s\n' "$header"; done
	printf 'Date: %s\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n' "$(date -R)"
	cat
}

mkdir -p inbox/new inbox/cur inbox/tmp out
mail 'Ayşe Yılmaz <ayse@musteri.example>' 'Faturamızı kontrol eder misiniz?' 'Message-ID: <a1@musteri.example>' \
	>a1.eml <<-'MAIL'
	Merhaba,
	iki kere ödeme alınmış görünüyor.
	MAIL
mail 'رضا کریمی <reza@moshtari.example>' 'مشکل ورود به سامانه' 'Message-ID: <r1@moshtari.example>' \
	>inbox/new/1.r <<-'MAIL'
	سلام، نمی‌توانم وارد حساب خود شوم.
	MAIL
mail 'Bob <bob@client.example>' 'Printer on fire' 'Message-ID: <b1@client.example>' >inbox/new/2.b <<-'MAIL'
	It is really burning now.
	MAIL
mail 'Bob <bob@client.example>' 'Re: Printer on fire' 'In-Reply-To: <b1@client.example>' \
	'Message-ID: <b2@client.example>' >inbox/new/3.b <<-'MAIL'
	We have put it out. We need a new one.
	MAIL
printf '#!/bin/sh\nexec cat >%s/out/$$.eml\n' "$desk" >sendmail && chmod 755 sendmail

say 'A desk, ready to take mail.'
run 'tk init --address destek@ornek.example'
printf '[send]\nsendmail = %s/sendmail\n' "$desk" >"$TK_HOME/tk.conf"

say 'An agent, and a mailbox that is fetched.'
run "tk admin agent add ali fullname='Ali Öz' groups=support addresses=ali@ornek.example signature='Ali Öz, Destek'"
run "tk admin account add inbox group=support protocol=maildir path=$desk/inbox mark=seen"

say 'Mail by the door, as a mail server delivers it.'
run 'tk deliver -q -r destek@ornek.example <a1.eml'
run 'tk thread'

say 'Mail from the mailbox.'
run 'tk fetch --test inbox'
run 'tk fetch inbox'

say 'What is there?'
run 'tk'
run 'tk list -H'
run 'tk list fatura'
run 'tk show 1'

say 'Take it, answer it.'
run 'tk list status:open agent:none | tk assign --to ali | tk set --tag +yeni >/dev/null'
run 'tk set --priority high subject:printer'
run 'tk note --as ali -m "Muhasebeye sordum." 1'
run 'echo "Merhaba Ayşe, fazla ödeme iade edildi." | tk reply --as ali --no-send 1'
run 'tk send'
run 'cat out/*.eml'

say 'Ayşe answers from her own mail program; it finds the ticket.'
id=$(sed -n 's/^Message-I[dD]: //p' out/*.eml | tr -d '\r')
mail 'Ayşe Yılmaz <ayse@musteri.example>' 'Ynt: fatura' "In-Reply-To: $id" 'Message-ID: <a2@musteri.example>' \
	>a2.eml <<-'MAIL'
	Teşekkürler!
	MAIL
run 'tk thread a2.eml'
run 'tk set --status closed 1'
run 'tk show 1'
run 'tk log 1'
run 'tk check'
say 'That is all; the desk is gone again.'
