#!/bin/sh
# The hard way of installing (tk-rights(7)): the store belongs to a user and a group of its own, the
# agents' tools are setgid with that group.  Each clause by name: nobody reads the store but through
# them, nobody acts as someone else, and nothing a caller names or sets widens what they do.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
need_root
[ -z "${TK_SANITIZER:-}" ] || skip_all "a sanitizer takes its options from the environment"
need_pkg useradd passwd
need_pkg setpriv util-linux
need_pkg script bsdutils
for tool in make cc jq; do have $tool || cannot_test "$tool is not installed"; done
users_lock -x

# ---- users: the store's own, an administrator, two agents, and one who is none
n=tk$$
drop_users() { for u in t a l v x; do userdel "$n$u"; done; groupdel "$n"; }
cleanup() { drop_users >/dev/null 2>&1; }
chmod 711 "$scratch"
mkdir users && groupadd "$n" || cannot_test "no group can be made"
useradd -M -d /nonexistent -g "$n" -s /bin/sh "${n}t" || cannot_test "no user can be made"
for u in a l v x; do
	useradd -M -U -d "$scratch/users/$u" -s /bin/sh "$n$u" || cannot_test "no user can be made"
	mkdir -m 700 "users/$u" && chown "$n$u:$n$u" "users/$u"
done

# as USER COMMAND...: with nothing but a PATH in the environment, in a directory of his own
as() {
	local user=$1; shift
	(cd "$scratch/users/$user" 2>/dev/null || cd /
	umask 022
	exec setpriv --reuid "$n$user" --regid "$(id -g "$n$user")" --clear-groups env -i PATH="$bin:/usr/bin:/bin" "$@")
}
code() { "$@" >out 2>err </dev/null; echo $?; }
# The same at a terminal: what it prints comes out of one mouth.
at_terminal() { as l script -qec "$1" /dev/null </dev/null >err 2>&1; echo $?; }

# The tree may lie where other users do not get.
plain=$scratch/plain
mkdir "$plain"
for tool in tk-admin tk-export tk-list tk-thread; do cp "$TK_BIN/$tool" "$plain"; done

# ---- built with this store, installed as the manual says
bin=$scratch/opt/bin
store=$scratch/var
mkdir build && cp -a "$(dirname "$TK_BIN")"/obj "$(dirname "$TK_BIN")"/lib "$(dirname "$TK_BIN")"/libtk.a build/
exits 0 "make install SETGID=GROUP" make -s -C "$top" BUILD="$scratch/build" TK_DIR="$store" SETGID="$n" \
	PREFIX="$scratch/opt" install >made 2>&1
note "$(tail -n 3 made)"
cp "$bin/tk-list" probe && chgrp "$n" probe && chmod 2755 probe
as l "$scratch/probe" >/dev/null 2>err
grep -q 'not allowed\|no store' err || cannot_test "setgid has no effect here: $(cat err)"
for source in "$top"/bin/*.c; do
	tool=$(basename "$source" .c)
	mode="2755 $n"
	grep -q 'DESK_AGENT' "$source" || mode="755 root"	# acts as the system
	! ldd "$bin/$tool" 2>/dev/null | grep -q 'libcurl\|libetpan' || mode="755 root"	# uses the network
	is "$(stat -c '%a %G' "$bin/$tool")" "$mode" "$tool is installed $mode"
done

mkdir "$store" && chown "${n}t:$n" "$store" && chmod 750 "$store"
exits 0 "its owner makes the store" as t tk-init -d "$store" --shared --address support@example.com >/dev/null
for call in "agent set ${n}t login=" "agent add amir role=admin login=${n}a groups=support" \
	"agent add ali fullname=Ali login=${n}l groups=support" "group add muhasebe identity=support" \
	"agent add وحید login=${n}v groups=muhasebe"; do
	as t env TK_HOME="$store" "$plain/tk-admin" --as "${n}t" $call || result 1 "tk-admin $call"
done
printf 'From: ayse@example.org\nMessage-ID: <1@x>\nSubject: Yazıcı\nMIME-Version: 1.0\n' >mail
printf 'Content-Type: multipart/mixed; boundary=b\n\n--b\n\nmetin\n--b\n' >>mail
printf 'Content-Disposition: attachment; filename=liste.txt\n\nbir\n--b--\n' >>mail
as t tk-thread -q -d "$store" - <mail
is "$(stat -c '%a %G' "$store" "$store"/tk.db*  | tr '\n' ' ')" "750 $n 660 $n 660 $n 660 $n " \
	"the group does not write the directory, but the files in it"

# ---- a plain user can neither read the database nor act as someone else
for file in tk.db tk.db-wal tk.db-shm spool; do
	is "$(code as l cat "$store/$file")" 1 "not by cat: $file"
done
for tool in tk-list tk-export tk-thread; do
	is "$(code as l "$plain/$tool" -d "$store")" 77 "$tool without setgid reads nothing"
done
is "$(as l tk-list | cut -f1)" 1 "an agent reads through the tool"
is "$(code as v tk-show 1)" 77 "as far as his rights go"
is "$(code as x tk-list)" 67 "one who is no agent does not"
is "$(cat err)" "tk-list: the Unix user ${n}x is no agent of this desk" "and is told nothing of --as"
is "$(code as l tk-list --as amir)" 77 "nobody acts as an administrator"
is "$(cat err)" "tk-list: not allowed: --as, ali is no administrator" "who is none"
is "$(code as l tk-list --as ali)" 77 "or names himself"
is "$(code as x tk-list --as ali)" 67 "and who is no agent at all"
is "$(code as a tk-note --as ali -m adına 1)" 0 "an administrator acts for another"
is "$(as a tk-show --json 1 | jq -r '.messages[-1].from.name')" "Ali" "whose note it is"
is "$(code as a tk-admin setting flowed=no)" 0 "an administrator defines things"
is "$(code as l tk-admin setting flowed=yes)" 77 "an agent does not"
is "$(code as a tk-list --as yok)" 67 "if there is one"
for tool in tk-export tk-thread tk-fetch tk-lookup tk-send tk-check; do
	is "$(code as a "$tool" -d "$store")" 77 "$tool is for the owner of the store"
	is "$(code as l tk "${tool#tk-}" -d "$store")" 77 "also as tk ${tool#tk-}"
done

is "$(code as a tk-contact erase ayse@example.org)" 77 "nobody erases through a setgid tool"
is "$(cat err)" "tk-contact: not allowed: only the owner of the store erases" "and is told who does"

# ---- refused: another store, another time, another name
for tool in "$bin"/*; do
	[ -g "$tool" ] || continue
	tool=${tool##*/}
	is "$(code as l $tool -d "$store")" 77 "$tool -d is refused"
	is "$(cat err)" "$tool: not allowed: another store (-d)" "by name"
	for name in TK_HOME TK_NOW TK_AGENT; do
		is "$(code as l env $name=2026-01-01 $tool)" 77 "$tool with $name is refused"
		is "$(cat err)" "$tool: not allowed: $name" "by name"
	done
done
is "$(code as l env TK_HOME="$store" tk list)" 77 "tk hands no such thing on"
is "$(code as l env TK_HOME= tk-list)" 0 "an empty one is none"
is "$(code as l env XDG_DATA_HOME=/tmp HOME=/tmp tk-list)" 0 "others change nothing"
is "$(as l tk list | cut -f1)" 1 "tk NAME works"
is "$(as l tk | head -n 1)" "open	1" "and tk"
is "$(code as l tk-watch --once)" 0 "and the board"
mkdir "$store/templates/marka" && printf 'title = Arıza\n[question yer]\nlabel = Nerede\n' >"$store/templates/ariza.form"
chown -R "${n}t:$n" "$store/templates"
is "$(echo 'yer: 2. kat' | as l tk-new --form ariza | cut -f6,10)" "support	Arıza" "forms of the store are read"

# ---- the environment
printf '#include <fcntl.h>\n__attribute__((constructor)) static void f(void) { open("loaded", O_CREAT, 0600); }\n' >evil.c
cc -shared -fPIC -o evil.so evil.c && chmod 755 evil.so
is "$(code as l env LD_PRELOAD="$scratch/evil.so" "$plain/tk-list")" 78 "a library that would be loaded"
ok "is, without setgid" [ -e users/l/loaded ]
rm -f users/l/loaded
for name in LD_PRELOAD LD_AUDIT; do
	is "$(code as l env $name="$scratch/evil.so" tk-list)" 0 "with $name"
	ok "it is not, with it" [ ! -e users/l/loaded ]
done
is "$(as l env TZ=Asia/Tehran tk-show 1 | grep -c '^created.*+0330')" 1 "a time zone is kept"
for zone in "$scratch/mail" ../../../etc/passwd :/etc/localtime "$(printf 'A%070d' 1)"; do
	is "$(as l env TZ="$zone" tk-show 1 | grep -c '^created.*+0000')" 1 "one that is a file is not: $(printf %.20s "$zone")"
done
mkdir -m 777 users/l/state
is "$(at_terminal "HOME=$store XDG_STATE_HOME=$store/spool TMPDIR=$store/spool SQLITE_TMPDIR=$store/spool \
	EDITOR=false tk-note 1")" 1 "an editor that fails"
like "$(cat err)" "the text is in $scratch/users/l/.local/state/tk/" "leaves its draft in the user's own home"
is "$(stat -c '%U %G %a' users/l/.local/state/tk/*)" "${n}l ${n}l 600" "as his own file"
rm -rf users/l/.local

# ---- the group is dropped for good before any exec
cat >editor <<END
#!/bin/sh
{
	grep -E '^(Gid|Groups)' /proc/self/status
	cat $store/tk.db
	head -c 1 /proc/\$PPID/maps
	ls /proc/\$PPID/fd
	ls -l /proc/self/fd | sed -n "s/.* \([0-9]*\) -> /fd \1 /p"
	echo "TK=\$TK_HOME HOME=\$HOME OWN=\$OWN"
} >seen 2>&1
chgrp $n \$0.copy 2>>seen
echo düzenlendi >"\$1"
END
chmod 755 editor
touch editor.copy && chown "${n}l" editor.copy
gid=$(id -g "${n}l")
is "$(at_terminal "OWN=mine EDITOR=$scratch/editor tk-note 1")" 0 "a note from an editor"
is "$(grep '^Gid' users/l/seen | tr -s '\t ' ' ')" "Gid: $gid $gid $gid $gid" "the editor runs with the user's own group"
ok "it reads no store" grep -q "tk.db: Permission denied" users/l/seen
ok "it does not see into us" grep -q "maps: Permission denied\|cannot open '/proc/[0-9]*/maps'" users/l/seen
ok "nor at our files" grep -q "/proc/[0-9]*/fd'*: Permission denied" users/l/seen
is "$(grep -c "^fd.*$store" users/l/seen)" 0 "it inherits no file of the store"
like "$(cat users/l/seen)" "^TK= HOME= OWN=mine$" "it has the environment of its user"
ok "it gives no file to the group" grep -q "chgrp: changing group" users/l/seen
is "$(as l tk-show --json 1 | jq -r '.messages[-1].text' | head -n 1)" "düzenlendi" "its text is the note"
mkdir users/l/bin && printf '#!/bin/sh\ngrep ^Gid /proc/self/status >>%s/users/l/ran\n' "$scratch" >users/l/bin/tk-own
chmod 755 users/l/bin/tk-own && cp users/l/bin/tk-own users/l/bin/tk-send
is "$(code as l env PATH="$scratch/users/l/bin:$bin:/usr/bin:/bin" tk own)" 0 "tk runs a tool of the user's"
is "$(tr -s '\t ' ' ' <users/l/ran)" "Gid: $gid $gid $gid $gid" "with his own group"
rm users/l/ran
is "$(code as l env PATH="$scratch/users/l/bin:$bin:/usr/bin:/bin" tk-reply -m cevap 1)" 0 "an answer"
sleep 0.5
ok "starts no tk-send" [ ! -e users/l/ran ]
printf '#!/bin/sh\ncat >>%s/sent\n' "$scratch" >sendmail && chmod 755 sendmail && touch sent && chmod 666 sent
printf '[send]\nsendmail = %s/sendmail\n' "$scratch" >"$store/tk.conf"
chown "${n}t:$n" "$store/tk.conf" && chmod 640 "$store/tk.conf"
is "$(as t tk-send -d "$store" | cut -f3)" sent "it waits for the owner's"

# ---- files that the user names are opened with his own group
printf 'gizli\n' >secret && chgrp "$n" secret && chmod 640 secret
ln -s "$store/tk.db" users/l/link; ln -s "$scratch/secret" users/l/link2
for file in "$store/tk.db" "$scratch/secret" link link2; do
	is "$(code as l tk-note -F "$file" 1)" 66 "tk-note -F $(basename "$file")"
	is "$(code as l tk-reply --no-send -F "$file" 1)" 66 "tk-reply -F"
	is "$(code as l tk-reply --no-send -m x -a "$file" 1)" 66 "tk-reply -a"
	is "$(code as l tk-new -s x -m x -a "$file")" 66 "tk-new -a"
	is "$(code as l tk-new -s x -F "$file")" 66 "tk-new -F"
	is "$(code as l tk-apply "$file")" 66 "tk-apply"
	is "$(code as l tk-contact import "$file")" 66 "tk-contact import"
done
before=$(as l tk-show --json 1 | jq '.messages | length')
for fd in 3 4 5 6 7 8; do
	for name in /proc/self/fd/$fd /dev/fd/$fd; do
		code as l tk-note -F $name 1 >/dev/null
	done
done
is "$(as l tk-show --json 1 | jq '.messages | length')" "$before" "no open file of ours can be named"
for dir in "$store" "$store/spool" "$store/spool/new"; do
	is "$(code as l tk-attach --save "$dir" 1)" 73 "tk-attach --save $(basename "$dir")"
done
is "$(find "$store" -name 'liste*')" "" "nothing is written there"
mkdir users/l/save && chown "${n}l" users/l/save && ln -s "$scratch/secret" users/l/save/liste.txt
is "$(code as l tk-attach --save save 1)" 0 "a link in the way is not followed"
is "$(cat out secret)" "$(printf 'save/2~liste.txt\ngizli')" "it gets another name"
is "$(stat -c '%U %G' "users/l/save/2~liste.txt")" "${n}l ${n}l" "and is the user's own"

# ---- handed down: closed descriptors, limits
for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
	as l sh -c "tk-set --tag +x$closed 1 $closed" >/dev/null 2>&1
	as l sh -c "tk-note -m x 1 $closed" >/dev/null 2>&1
	is "$(as t tk-check -d "$store")" "" "no file of ours takes the place of what is closed: $closed"
done
as l sh -c 'ulimit -f 1; tk-note -m "$(head -c 20000 /dev/zero | tr "\0" x)" 1' >/dev/null 2>&1
as l sh -c 'ulimit -n 5; tk-note -m x 1' >/dev/null 2>&1
is "$(as t tk-check -d "$store")" "" "limits of the caller do not harm the store"
is "$(stat -c '%a %G' "$store" "$store"/tk.db*  | tr '\n' ' ')" "750 $n 660 $n 660 $n 660 $n " "its modes are as they were"

# ---- installed wrongly
cp "$bin/tk-export" wrong && chgrp "$n" wrong && chmod 2755 wrong
is "$(code as l "$scratch/wrong")" 77 "a tool of the system that is setgid does nothing"
is "$(cat err)" "tk-export: not allowed: this tool must not be installed setgid" "and says why"
cp "$bin/tk-list" wrong && chown "${n}t:$n" wrong && chmod 4755 wrong
is "$(code as l "$scratch/wrong")" 77 "a setuid tool does nothing either"
