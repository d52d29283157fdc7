#!/bin/sh
# Three Unix users with umask 077 share one spool through a group, and a fourth is kept out.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
. "$top/tests/door.sh"
need_root
chmod 755 "$scratch"
mkdir "$TK_HOME"
chown 64990:64990 "$TK_HOME"
chmod 2750 "$TK_HOME"
make_spool "$TK_HOME"
chown -R 64990:64990 "$TK_HOME"
chmod 2770 "$TK_HOME/spool" "$TK_HOME"/spool/*
install -m 755 "$TK_BIN/tk-deliver" .

# as UID GID COMMAND...
as() {
	local uid=$1 group=$2; shift 2
	(umask 077; exec setpriv --reuid "$uid" --regid "$uid" --groups "$group" \
		env -i PATH="$PATH" TK_HOME="$TK_HOME" "$@")
}

a_mail paylaşılan >mail
chmod 644 mail
for uid in 64991 64992 64993; do
	exits 0 "user $uid of the group spools a mail" as $uid 64990 "$scratch/tk-deliver" -q <mail
done
exits 75 "user 64994 of no group does not" as 64994 64994 "$scratch/tk-deliver" -q <mail 2>/dev/null
is "$(spooled)" 3 "three mails wait"
is "$(stat -c '%a %G' "$TK_HOME"/spool/new/* | sort -u | wc -l)" 1 "all with one mode and group"
is "$(stat -c '%a %g' "$TK_HOME"/spool/new/* | sort -u)" "660 64990" "that the group can work with"
is "$(stat -c %u "$TK_HOME"/spool/new/* | sort -u | wc -l)" 3 "each its own user's"
for file in "$TK_HOME"/spool/new/*; do
	ok "the owner of the store reads it" as 64990 64990 grep -q merhaba "$file"
	ok "and takes it out" as 64990 64990 rm "$file"
done
exits 0 "the owner spools" as 64990 64990 "$scratch/tk-deliver" -q <mail
ok "another member takes it out" as 64992 64990 rm "$TK_HOME/spool/new/$(ls "$TK_HOME/spool/new")"

# Of one person: nobody else, whatever the umask
chmod 700 "$TK_HOME" "$TK_HOME/spool" "$TK_HOME"/spool/*
umask 0
exits 0 "one person with umask 0" \
	setpriv --reuid 64990 --regid 64990 --clear-groups "$scratch/tk-deliver" -q <mail
is "$(stat -c %a "$TK_HOME"/spool/new/*)" 600 "keeps it to himself"
