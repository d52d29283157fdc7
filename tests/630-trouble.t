#!/bin/sh
# Trouble: a locked, missing or newer store, a full disk, wrong words, and bytes of any kind as mail.
# The right exit status, one line that says why, and no mail is ever lost.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
need_pkg sqlite3 sqlite3

tk-init --address support@example.com >/dev/null
a_mail() { printf 'From: ayse@example.org\nMessage-ID: <%s@x>\nSubject: %s\n\nmetin\n' "$1" "$1"; }
spooled() { ls "$TK_HOME/spool/new" | wc -l; }
held() { ls "$TK_HOME/spool/held" | grep -vc why; }

# says STATUS ERE DESCRIPTION COMMAND...: the exit status, and one line on stderr that matches
says() {
	local want=$1 line=$2 what=$3 got; shift 3
	"$@" >says.out 2>says.err && got=0 || got=$?
	if [ "$got" = "$want" ] && [ "$(wc -l <says.err)" = 1 ] && grep -Eq -- "$line" says.err; then
		result 0 "$what"
	else
		result 1 "$what"
		note "status $got, not $want; $(cat says.err)"
	fi
}

a_mail bir | tk-thread -q -

# ---- another process has the store
mkfifo hold
sqlite3 "$TK_HOME/tk.db" <hold >/dev/null 2>&1 &
exec 5>hold
echo '.timeout 5000' >&5
echo 'BEGIN EXCLUSIVE; UPDATE setting SET value = value; SELECT 1;' >&5
locked() { ! sqlite3 "$TK_HOME/tk.db" 'BEGIN IMMEDIATE; ROLLBACK;' 2>/dev/null; }
ok "the store is locked" wait_until 30 locked
export TK_WAIT=1
echo metin >text
a_mail iki | tk-deliver -q
says 75 'tk-thread: the store is busy, try again$' "tk-thread: try again" tk-thread
is "$(spooled) $(held)" "1 0" "the mail waits"
for n in 1 2 3 4; do tk-thread -q 2>/dev/null; done
is "$(spooled) $(held) $(ls "$TK_HOME/spool/new" | grep -c :)" "1 0 0" "however often: it does not count against the mail"
a_mail file >file.eml
says 75 busy "a file straight in" tk-thread file.eml
is "$(held)" 0 "is not held for it"
for command in "tk-set -s closed 1" "tk-assign --take 1" "tk-note -F text 1" "tk-reply --no-send -F text 1" \
	"tk-admin brand add x"; do
	says 75 "^${command%% *}: the store is busy, try again\$" "$command" $command
done
exits 75 "a text from the command line" env XDG_STATE_HOME="$scratch/state" tk-note -m x 1 2>says.err
like "$(cat says.err)" "^tk-note: the text is kept in $scratch/state/" "is kept"
ok "reading goes on" sh -c 'tk-list status:open >list'
begin=$(date +%s)
ok "the door does not mind" sh -c 'TK_WAIT=60 tk-deliver -q <file.eml'
ok "nor waits" test $(($(date +%s) - begin)) -lt 30
echo 'COMMIT;' >&5; exec 5>&-; wait
unset TK_WAIT
ok "the store is free again" tk-thread -q
is "$(spooled) $(tk-list | wc -l)" "0 3" "and the mails are in it"
is "$(tk-check)" "" "nothing is wrong"

# ---- a missing, newer, damaged store; a directory that may not be used
says 78 '^tk-list: no store at .*nowhere/tk.db \(tk-init' "no store" tk-list -d "$scratch/nowhere"
says 78 'no store at' "tk-thread" tk-thread -d "$scratch/nowhere"
says 75 . "the door" tk-deliver -q -d "$scratch/nowhere" <file.eml
cp -a "$TK_HOME" newer && sqlite3 newer/tk.db 'PRAGMA user_version = 99'
for command in "tk-list" "tk-thread" "tk-set -s closed 1" "tk-check" "tk-init --upgrade"; do
	says 78 'newer|version 99' "a newer store: $command" $command -d "$scratch/newer"
done
exits 0 "the door does not care" tk-deliver -q -d "$scratch/newer" <file.eml
mkdir damaged && cp -a "$TK_HOME"/. damaged/ && rm -f damaged/tk.db-* && head -c 65536 /dev/urandom >damaged/tk.db
says 78 'damaged' "no store at all: random bytes" tk-list -d "$scratch/damaged"
: >damaged/tk.db
says 78 . "an empty file" tk-list -d "$scratch/damaged"

# ---- a full disk
if mkdir disk && mount -t tmpfs -o size=12m,mode=700 tmpfs disk 2>/dev/null; then
	cleanup() { umount "$scratch/disk" 2>/dev/null; }
	TK_HOME=$scratch/disk/home
	tk-init --address support@example.com >/dev/null
	for n in 1 2 3 4 5 6 7 8 9; do
		{ a_mail "d$n"; head -c 60000 /dev/urandom | base64; } | tk-deliver -q
	done
	cat /dev/zero >disk/fill 2>/dev/null
	says 75 'tk-deliver: ' "the door says 75 on a full disk" tk-deliver -q <file.eml
	is "$(ls "$TK_HOME/spool/tmp" | wc -l)" 0 "and leaves nothing half-done"
	for n in 1 2 3 4; do says 75 . "so does the drainer" tk-thread -q; done
	is "$(spooled) $(held) $(ls "$TK_HOME/spool/new" | grep -c :)" "9 0 0" "the mails wait, and nothing counts against them"
	rm disk/fill
	ok "with room again" tk-thread -q
	is "$(spooled) $(tk-list | wc -l) $(tk-check)" "0 9 " "they are all in the store"
	TK_HOME=$scratch/home
else
	echo "SKIPPED in ${0##*/}: no tmpfs can be mounted for the full disk" >&2
	[ "${CI:-}" != true ]
	result $? "full disk # SKIP no tmpfs can be mounted"
fi

# ---- wrong words
says 64 "^tk-list: .*'?--uydur" "an option" tk-list --uydur
says 64 'uydur' "a column" tk-list -o id,uydur
says 64 'uydur' "a query's key" tk-list uydur:x
says 64 . "an open bracket" tk-list '(status:open'
says 64 '30 Şubat|2026-02-30' "a date" tk-list created:2026-02-30..
says 1 '^tk-show: 99: no such ticket$' "a ticket" tk-show 99
says 1 '99999999999999' "a great number" tk-show 99999999999999
says 1 '999: no such ticket|64' "an overflowing one" tk-set -s open 99999999999999999999999
says 64 'uykuda: no such status' "a status" tk-set -s uykuda 1
says 67 'yok' "an agent" tk-list --as yok
says 66 'yok.eml' "a file" tk-thread yok.eml
says 65 'stdin:2: ' "a line of effects" sh -c "printf '1\ttag\tx\t-\n1\tuydur\tx\t-\n' | tk-apply"
printf '[filter x]\nuydur\n' >"$TK_HOME/tk.conf"
says 78 'tk.conf:2: ' "a line of tk.conf" tk-thread
is "$(a_mail sonra | tk-deliver -q; spooled)" 1 "while it is wrong mail waits"
printf '[filter x]\ncommand = /nonexistent/filter\n' >"$TK_HOME/tk.conf"
exits 78 "a filter that is not there stops the drain" tk-thread -q 2>/dev/null
is "$(spooled) $(held)" "1 0" "and the mail waits"
printf '[filter x]\ncommand = true\n' >"$TK_HOME/tk.conf"; chmod 666 "$TK_HOME/tk.conf"
says 78 'tk.conf.*others' "a tk.conf that others can write" tk-thread
rm "$TK_HOME/tk.conf"
ok "then all is well" tk-thread -q

# ---- any bytes as mail: a ticket or held, in bounded time and memory
[ -n "${TK_SANITIZER:-}" ] && limit=unlimited || limit=1500000
before=$(tk-list id:1..99999 2>/dev/null | wc -l)
mails=0
# try DESCRIPTION: the mail in ./m comes to stand in the store or is held, within 20 seconds
try() {
	local stored held_before
	stored=$(tk-export | grep -c '^From ') held_before=$(held)
	tk-deliver -q <m
	(ulimit -v $limit; exec timeout 20 tk-thread -q) 2>try.err
	local status=$?
	if [ $status = 0 ] && [ $(($(tk-export | grep -c '^From ') - stored + $(held) - held_before)) = 1 ]; then
		result 0 "$1"
	else
		result 1 "$1"
		note "status $status, $(spooled) left; $(cat try.err)"
		rm -f "$TK_HOME"/spool/new/*
	fi
}
# From and a Subject that no other mail has
h() { mails=$((mails + 1)); printf 'From: a@example.org\nSubject: konu %s\n' $mails; }
: >m; try "nothing"
printf 'no header at all\n' >m; try "no header"
printf '\n\nonly a body\n' >m; try "a body alone"
h >m; try "headers alone"
{ h; printf "Message-ID: <nul@x>\n\na\\0b\\0\n"; } >m; try "NULs in the body"
printf "From: a\\0@example.org\nSub\\0ject: x\\0y\nMessage-ID: <n\\0@x>\n\nx\n" >m; try "NULs in the header"
printf 'From: a@example.org\rSubject: x\r\rbare\rCR\r' >m; try "bare CR"
head -c 300000 /dev/urandom >m; try "random bytes"
{ h; printf "\n"; head -c 300000 /dev/urandom; } >m; try "random bytes below a header"
for charset in utf-8 utf-16 utf-7 iso-2022-jp gb18030 hz uydurma "$(printf 'x%05000d' 1)"; do
	{ h; printf "Content-Type: text/plain; charset=\"%s\"\n\n" "$charset"; printf '\377\376\033$B\200~{\303(\n'; } >m
	try "a charset that lies: $(printf %.20s "$charset")"
done
{ h; printf 'X-Long: '; head -c 1000000 /dev/zero | tr '\0' a; printf '\n\nx\n'; } >m; try "a header of 1 MB"
{ h; seq -f 'X-%g: y' 100000; printf '\nx\n'; } >m; try "100,000 headers"
{ printf 'From: '; perl -e 'print "g:" x 30000'; printf 'a@example.org\nSubject: x\n\nx\n'; } >m; try "30,000 nested groups in From"
{ h; printf "To: "; perl -e 'print "(" x 200000'; printf '\n\nx\n'; } >m; try "200,000 comments in each other"
{ h; printf "Cc: "; perl -e 'print join(",", map { "a$_\@example.org" } 1 .. 50000)'; printf '\n\nx\n'; } >m; try "50,000 in Cc"
{ h; printf "References: "; perl -e 'print join("\n ", map { "<r$_\@x>" } 1 .. 50000)'; printf '\n\nx\n'; } >m; try "50,000 references"
{ printf 'Subject: '; perl -e 'print "=?utf-8?B?4oCu?= " x 50000'; printf '\n\nx\n'; } >m; try "50,000 encoded words"
perl -e 'print "From: a\@example.org\nMIME-Version: 1.0\n";
	print "Content-Type: multipart/mixed; boundary=b$_\n\n--b$_\n" for 1 .. 10000; print "\nx\n"' >m; try "10,000 nested parts"
perl -e 'print "Content-Type: message/rfc822\n\n" x 10000, "\nx\n"' >m; try "10,000 nested messages"
perl -e 'print "From: a\@example.org\nContent-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n" x 100000, "--b--\n"' >m; try "100,000 parts"
{ h; printf "Content-Type: text/html\n\n"; perl -e 'print "<div>" x 200000, "x"'; } >m; try "200,000 nested elements of HTML"
{ h; printf "\n"; perl -e 'print ">" x 500000, " x\n", "> " x 500000'; } >m; try "quoted a million times"
{ h; printf "Message-ID: "; perl -e 'print "<" . "i" x 900000 . ">"'; printf '\n\nx\n'; } >m; try "a Message-ID of 900 KB"
{ h; printf "Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\n"; head -c 100000000 /dev/zero | tr '\0' A; } >m; try "100 MB"
h >m
cp m "$TK_HOME/spool/new/1000000000.000000000.whyow4cg"
stored=$(tk-export | grep -c '^From ')
tk-thread -q
is "$(spooled) $(($(tk-export | grep -c '^From ') - stored))" "0 1" "a mail whose random name begins with why is no reason file"
ln -s /etc/passwd "$TK_HOME/spool/new/1000000000.000000000.baglanti"
mkfifo "$TK_HOME/spool/new/1000000000.000000001.boru"
exits 0 "a link and a pipe in the spool do not stop it" timeout 20 tk-thread -q
is "$(spooled)" 0 "they are out of the way"
tk-check >check.out 2>&1
is "$(grep -v 'mails are held' check.out)" "" "the store is clean"
ok "and can be listed and shown" sh -c 'tk-list --json id:1..9999 >/dev/null && tk-show 1..9999 >/dev/null && tk-show --json 1..9999 | jq -e . >/dev/null'

# ---- a search index that is damaged costs no mail its ticket
tk-init -d index --address support@example.com >/dev/null
mkdir many
for n in $(seq 60); do printf 'From: a%s@example.com\nMessage-ID: <many%s@x>\nSubject: s\n\nx\n' $n $n >many/$n; done
tk-thread -d index -q many/1 && sqlite3 index/tk.db 'DELETE FROM search_data'
says 78 damaged "thirty mails at once" tk-thread -d index -q many/[12]?
says 78 damaged "and more" tk-thread -d index -q many/?  many/[3-6]?
is "$(sqlite3 index/tk.db 'SELECT count(*) FROM ticket')" 60 "are tickets all the same"
