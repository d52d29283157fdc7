#!/bin/sh
# Looking a contact up elsewhere: a program or a URL that answers with a JSON object, kept for a while; and
# all that such a thing can do wrong.
. "${0%/*}/lib.sh"
export TK_NOW=2026-03-01T10:00:00Z

tk-init --address support@example.com >/dev/null
tk-contact add 'Ayşe Demir <ayse+x@example.org>' phone='+90 532 111 22 33' >/dev/null
tk-contact add 'سارا' address=sara@nemune.example >/dev/null
conf() { # NAME LINE...: one system alone
	printf '[lookup %s]\n' "$1" >"$TK_HOME/tk.conf"; shift
	printf '%s\n' "$@" >>"$TK_HOME/tk.conf"
}
program() { printf '#!/bin/sh\n%s\n' "$2" >"$1"; chmod 755 "$1"; }

exits 78 "nothing to ask" tk-lookup 1 2>err
like "$(cat err)" 'no \[lookup NAME\] in tk.conf' "is said"
is "$(tk-contact show 1 2>&1 | grep -c lookup)" 0 "and show does not mind"

# ---- a program
program crm 'printf "%s\n" "$@" >args; cat >in; printf "{\"müşteri no\": 4711, \"vip\": true, \"not\": \"ölçü\\\\tiki\", \"yok\": null, \"adres\": {\"il\": \"İzmir\"}}"; echo x >>asked'
conf crm "command = $scratch/crm --mail={email} {phone} '{name}' {id} {else}"
is "$(tk-lookup 1 | tr '\t\n' '|;')" \
	'1|crm|2026-03-01T10:00:00Z|müşteri no|4711;1|crm|2026-03-01T10:00:00Z|vip|yes;1|crm|2026-03-01T10:00:00Z|not|ölçü\tiki;1|crm|2026-03-01T10:00:00Z|adres|{"il":"İzmir"};' \
	"its members are printed"
is "$(tr '\n' '|' <args)" '--mail=ayse+x@example.org|905321112233|Ayşe Demir|1|{else}|' "it gets what it asks for, each as one word"
is "$(jq -r '.addresses[0].email' in)" "ayse+x@example.org" "and the contact as JSON"
tk-lookup -q 1; tk-contact show 1 >/dev/null
is "$(wc -l <asked)" 1 "what is fresh is not asked again"
tk-lookup -qf 1
is "$(wc -l <asked)" 2 "but by force"
TK_NOW=2026-03-02T11:00:00Z tk-contact show 1 >shown
is "$(wc -l <asked)" 3 "show asks for what is old"
like "$(cat shown)" '^crm, 0s ago$' "and tells its age"
like "$(cat shown)" '^müşteri no +4711$' "as fields"
is "$(tk-contact show --json 1 | jq -c '.lookups.crm.fields.vip')" '"yes"' "in JSON"
is "$(tk-contact list | tk-lookup | cut -f1 | sort -u | tr '\n' ' ')" "1 2 " "a list can be looked up"
program crm 'exit 1'
is "$(tk-lookup -f 2; echo $?)" 0 "nothing known there is no error"
is "$(tk-contact show --json 2 | jq -c '.lookups.crm.fields')" '{}' "and kept as such"

# ---- what can go wrong: said, the old answer stays, nothing else breaks
tk-lookup -q 1
rm -f asked
fails() { # STATUS DESCRIPTION ERE PROGRAM
	program crm "$4"
	exits "$1" "$2" tk-lookup -f 1 >out 2>err
	like "$(cat err)" "^tk-lookup: 1: lookup crm: $3" "is said"
	is "$(cut -f4,5 out | head -n 1 | tr '\t' '=')" "müşteri no=4711" "and the old answer stays"
}
conf crm "command = $scratch/crm {email}" "timeout = 1"
started=$(date +%s)
fails 75 "one that hangs, with a child" '.*no end after' 'sleep 300 & sleep 300'
ok "it is not waited for" [ $(($(date +%s) - started)) -lt 60 ]
fails 65 "one that prints 10 MB" 'the answer is longer than' 'head -c 10485760 /dev/zero | tr "\0" x'
fails 65 "one that prints 10 MB of JSON" 'the answer is longer than' 'printf "{\"a\": \""; head -c 10485760 /dev/zero | tr "\0" x; printf "\"}"'
fails 65 "no JSON" 'no JSON object' 'echo "<html>sorry</html>"'
fails 65 "nothing at all" 'no JSON object' ':'
fails 65 "no object" 'no JSON object' 'echo "[1, 2]"'
fails 65 "bytes that are no UTF-8" 'no JSON object' 'printf "{\"a\": \"\376\377\"}"'
fails 65 "nested without end" 'no JSON object' 'head -c 200000 /dev/zero | tr "\0" "["'
fails 75 "one that fails" '.* ended with status 3' 'echo "{}"; exit 3'
fails 75 "one that dies" '.* ended with status 1[0-9][0-9]' 'kill -SEGV $$'
conf crm "command = $scratch/missing {email}"
ok "one that is not there" sh -c '! tk-lookup -qf 1 2>err'
TK_NOW=2026-04-01T10:00:00Z tk-contact show 1 >shown 2>err
is "$?" 0 "show shows all the same"
like "$(cat shown)" '^crm, [23][0-9]d' "the old answer with its age"
like "$(cat err)" 'lookup crm' "and a warning"
program crm 'echo "{\"a\\u001b[31mb\": \"\\u202ec\"}"'
conf crm "command = $scratch/crm"
tk-lookup -qf 1
ok "no control character reaches a terminal" sh -c '! tk-contact show 1 | grep -q "$(printf "\033")"'
tk-contact add 'x' address=-rf@example.org >/dev/null
conf crm "command = $scratch/crm {email}"
exits 65 "a value like an option is not given to a program" tk-lookup -f 3 2>err
like "$(cat err)" 'looks like an option' "but refused"
conf crm "command = $scratch/crm" "url = https://localhost/"
exits 78 "both a program and a URL" tk-lookup -f 1 2>/dev/null
conf crm "command = $scratch/crm" "timeout = çok"
exits 78 "no time limit" tk-lookup -f 1 2>/dev/null

# ---- a URL
cat >web.pl <<-'END'
	use IO::Socket::INET;
	my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5, ReuseAddr => 1) or die;
	open my $port, '>', 'port.new'; print $port $server->sockport; close $port; rename 'port.new', 'port';
	while (my $client = $server->accept) {
		my $head = '';
		while (my $line = <$client>) { $head .= $line; last if $line =~ /^\r?$/ }
		open my $log, '>', 'request'; print $log $head; close $log;
		my ($status, $body) = ('200 OK', '{"kod": "A-7", "şehir": "Bursa"}');
		($status, $body) = ('404 Not Found', 'yok') if $head =~ m{GET /yok};
		($status, $body) = ('503 Busy', '{}') if $head =~ m{GET /503};
		($status, $body) = ("302 Found\r\nLocation: http://127.0.0.1/", '') if $head =~ m{GET /302};
		$body = '"' . 'x' x 5000000 . '"' if $head =~ m{GET /large};
		if ($head =~ m{GET /slow}) { sleep 5; next }
		print $client "HTTP/1.1 $status\r\nContent-Length: ", length $body, "\r\nConnection: close\r\n\r\n$body";
		close $client;
	}
END
perl web.pl &
web=$!
cleanup() { kill $web 2>/dev/null; }
wait_until 20 test -e port
at="http://127.0.0.1:$(cat port)"
program token 'echo "gizli token"'
conf web "url = $at/kisi?mail={email}&ad={name}" "token-command = $scratch/token"
is "$(tk-lookup -f 1 | grep web | cut -f4,5 | tr '\t\n' '=;')" "kod=A-7;şehir=Bursa;" "a URL answers"
is "$(head -n 1 request | tr -d '\r')" "GET /kisi?mail=ayse%2Bx%40example.org&ad=Ay%C5%9Fe%20Demir HTTP/1.1" "values are encoded"
like "$(cat request)" '^Authorization: Bearer gizli token' "with its token"
fetch_fails() { # STATUS DESCRIPTION URL ERE
	conf web "url = $3" "timeout = 2"
	exits "$1" "$2" tk-lookup -f 1 >out 2>err
	like "$(cat err)" "lookup web: .*$4" "is said"
	like "$(cat out)" '	A-7$' "and the old answer stays"
}
fetch_fails 75 "a busy server" "$at/503" 'status 503'
fetch_fails 75 "a redirect is not followed" "$at/302" 'status 302'
fetch_fails 65 "5 MB" "$at/large" 'longer than'
fetch_fails 75 "one that is slow" "$at/slow" '(time|out)'
fetch_fails 78 "http to another machine" "http://192.0.2.1/" '[Pp]rotocol'
fetch_fails 78 "a file" "file:///etc/passwd" '[Pp]rotocol'
fetch_fails 75 "nobody there" "https://127.0.0.1:1/" '.'
conf web "url = $at/yok"
is "$(tk-lookup -f 1 | grep -c web)" 0 "404: nothing is known"
program crm 'echo "{\"c\": 1}"'
printf '[lookup bozuk]\ncommand = false-program-that-is-not-there\n[lookup crm]\ncommand = %s/crm\n' "$scratch" >"$TK_HOME/tk.conf"
tk-lookup -f 2 >out 2>/dev/null
is "$(cut -f2,4,5 out | tr '\t' ' ')" "crm c 1" "one that fails keeps no other from being asked"
chmod 666 "$TK_HOME/tk.conf"
exits 78 "a tk.conf that anybody could write is refused" tk-lookup -f 1 2>/dev/null
ok "but show goes on" sh -c 'tk-contact show 1 >/dev/null 2>&1'
is "$(tk-check 2>/dev/null | grep -v tk.conf)" "" "the store is clean"
