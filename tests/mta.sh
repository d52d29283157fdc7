# A private world for tests of mail servers, so that the recipes of examples/ run as they stand, with
# /usr/local/bin/tk-deliver, /var/lib/tk and a user tk, and nothing of it touches the machine:
# own mounts and processes (unshare), gone with the test.  Sourced first; goes on to lib.sh.
if [ -z "${TK_PRIVATE_WORLD:-}" ] && [ "$(id -u)" = 0 ] && unshare -mpf --mount-proc true 2>/dev/null; then
	TK_PRIVATE_WORLD=1 exec unshare -mpf --mount-proc --kill-child "$0" "$@"
fi
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
. "$top/tests/door.sh"
[ -n "${TK_PRIVATE_WORLD:-}" ] || cannot_test "needs root and unshare(1) for a world of its own"
mail_programs=$TK_BIN

# Mount FILE over TARGET, which exists on every system
cover() { mount --bind "$1" "$2"; }

private_world() {
	users_lock -s
	{ cat /etc/passwd; echo "tk:x:64990:64990::/home/tk:/usr/sbin/nologin"; } >passwd
	{ cat /etc/group; echo "tk:x:64990:"; } >group
	cover passwd /etc/passwd
	cover group /etc/group
	chmod 755 "$scratch"
	for dir in /usr/local/bin /var/lib /home /var/mail; do
		mount -t tmpfs -o mode=755,size=100m tk "$dir" || cannot_test "cannot mount in $dir"
	done
	mkdir /var/lib/tk /home/tk
	chown tk:tk /var/lib/tk /home/tk
	export TK_HOME=/var/lib/tk
	make_spool /var/lib/tk
	chown -R tk:tk /var/lib/tk
	mkdir "$scratch/bin"
	fake_thread "$scratch/bin"
	chown tk "$scratch/bin"
	put_tools_back
}

put_tools_back() {
	rm -f /usr/local/bin/tk-*
	cp "$scratch/bin/tk-deliver" "$scratch/bin/tk-thread" /usr/local/bin/
}

# as_tk COMMAND...: as the user tk, with what a mail server leaves of the environment
as_tk() {
	setpriv --reuid=tk --regid=tk --clear-groups \
		env -i PATH=/usr/bin:/bin HOME=/home/tk LOGNAME=tk LANG=C "$@"
}

# with_broken WHAT COMMAND: run it with the door or the store out of order in one way
breakages='missing full absent forbidden crash bounce'
break_it() {
	case $1 in
	missing) mv /var/lib/tk/spool /var/lib/tk/away ;;
	full) mount -t tmpfs -o size=64k,mode=700 tk /var/lib/tk && make_spool /var/lib/tk && chown -R tk:tk /var/lib/tk ;;
	absent) rm /usr/local/bin/tk-deliver ;;
	forbidden) chmod 644 /usr/local/bin/tk-deliver ;;
	crash) printf '#!/bin/sh\nkill -SEGV $$\n' >/usr/local/bin/tk-deliver ;;
	bounce) printf '#!/bin/sh\nexit 1\n' >/usr/local/bin/tk-deliver ;;
	esac
}

mend_it() {
	case $1 in
	missing) mv /var/lib/tk/away /var/lib/tk/spool ;;
	full) umount /var/lib/tk ;;
	*) put_tools_back ;;
	esac
}

big_mail() { a_mail "$1"; head -c 300000 /dev/urandom | base64; }
body() { newest | sed '1,/^$/d'; }
