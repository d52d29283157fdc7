#!/bin/sh
# What a tool loads is part of its manners: start-up is most of the run time of the small ones, and
# network libraries stay out of the path of a delivery.
. "${0%/*}/lib.sh"

# class of each tool: nothing; the store; mail too; the network too
classes() {
	cat <<-'END'
	tk store
	tk-deliver nothing
	tk-init store
	tk-list store
	tk-set store
	tk-assign mail
	tk-task store
	tk-who store
	tk-watch term
	tk-log store
	tk-merge store
	tk-split store
	tk-admin store
	tk-contact mail
	tk-apply mail
	tk-attach mail
	tk-check mail
	tk-export mail
	tk-new mail
	tk-note mail
	tk-reply mail
	tk-show mail
	tk-thread mail
	tk-fetch net
	tk-lookup net
	tk-send net
	END
}

libc='linux-vdso|ld-linux[^.]*|libc|libm|libasan|libubsan|libgcc_s|libdl|libpthread|librt|libresolv'

# loaded TOOL: the libraries, without versions
loaded() { ldd "$TK_BIN/$1" 2>/dev/null | sed -n 's|^[[:space:]]*\([^ ]*/\)\{0,1\}\([^ /]*\)\.so.*|\2|p' | sort -u; }

# beyond CLASS: of the libraries on stdin, those that the class may not load
beyond() {
	case $1 in
	nothing) grep . ;;
	store) grep -vxE "$libc|libsqlite3|libdeflate" ;;
	term) grep -vxE "$libc|libsqlite3|libdeflate|libncursesw|libtinfo" ;;
	mail) grep -E '^(libcurl.*|libssl|libetpan|libncurses.*)$' ;;
	net) grep -E '^libncurses.*$' ;;
	esac
}

for source in "$top"/bin/*.c; do
	[ -e "$source" ] || continue
	tool=$(basename "$source" .c)
	class=$(classes | awk -v tool="$tool" '$1 == tool { print $2 }')
	ok "$tool stands in the table" [ -n "$class" ]
	[ "$class" = nothing ] || like "$(loaded "$tool")" '^libc$' "$tool loads libc"
	[ -z "$class" ] || is "$(loaded "$tool" | beyond "$class" | tr '\n' ' ')" "" "$tool loads $class and no more"
done
is "$(printf 'libc\n' | beyond nothing)" "libc" "libc in a tool that loads nothing is found"
like "$(ldd "$TK_BIN/tk-deliver" 2>&1)" 'not a dynamic executable|statically linked' "tk-deliver is static"
is "$(printf 'libc\nlibsqlite3\nlibgmime-3.0\n' | beyond store)" "libgmime-3.0" "mail in a store tool is found"
is "$(printf 'libglib-2.0\nlibcurl-gnutls\n' | beyond mail)" "libcurl-gnutls" "the network in a mail tool is found"
