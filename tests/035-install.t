#!/bin/sh
# "make install" puts everything below DESTDIR and PREFIX, what is there works, and "make uninstall"
# leaves nothing behind.
. "${0%/*}/lib.sh"

build=$(dirname "$TK_BIN")
make_in() { make -s -C "$top" BUILD="$build" DESTDIR="$scratch/root" PREFIX=/opt/tk "$@" >made 2>&1; }
share=$scratch/root/opt/tk/share

exits 0 "make install" make_in install
is "$(ls root/opt/tk)" "$(printf 'bin\nshare')" "everything is below the prefix"
is "$(ls root/opt/tk/bin)" "$(ls "$top/bin" | sed 's/\.c$//' | sort)" "every tool"
is "$(ls "$share"/man/man* | grep -c '\.[157]$')" "$(ls "$top"/share/man/man* | grep -c "\.[157]$")" "every manual page"
is "$(ls "$share/doc/tk/examples")" "$(ls "$top/examples")" "every example"
ok "completion under each tool's name" [ -e "$share/bash-completion/completions/tk-list" ]
is "$(PATH=$scratch/root/opt/tk/bin:/usr/bin:/bin tk init --address a@example.com)" "$TK_HOME" "they work together"
is "$(cd / && "$scratch/root/opt/tk/bin/tk" list status:open)" "" "also from elsewhere"
exits 0 "make uninstall" make_in uninstall
is "$(find root ! -type d)" "" "nothing is left behind"
