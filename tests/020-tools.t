#!/bin/sh
# Every tool keeps the house's manners, and its usage text, manual page and completion say the same.
. "${0%/*}/lib.sh"

man_page() { echo "$top/share/man/man1/$1.1"; }
door() { [ "$1" = tk-deliver ]; }
squeeze() { tr -s ' \n' ' ' | sed 's/^ //; s/ $//'; }

# The synopsis: of the usage text, and of the manual page as mandoc renders it.
usage_synopsis() { sed '/^$/,$d; s/^usage: //' "$1" | squeeze; }
man_synopsis() {
	mandoc -Tascii -O width=500 "$1" | sed 's/.\x08//g' |
		awk '/^[A-Z]/ { on = /^SYNOPSIS/; next } on' | squeeze
}

# What the tool is about: the first comment of its source, the first paragraph of the manual.
source_about() { sed 's,^/\*,,; s,^ \*/.*,,; s,^ \*,,; /^#include/,$d' "$1" | squeeze; }
man_about() {
	mandoc -Tutf8 -O width=500 "$1" | sed 's/.\x08//g' |
		awk '/^[A-Z]/ { on = /^DESCRIPTION/; next } on && /^$/ { exit } on' | squeeze
}

# Options as "letter name argument", "-" for none: of the usage text, and of the manual's source.
usage_options() {
	sed -n '1,/^$/d; s/^  \(-.\), --\([a-z0-9-]*\)\( [^ ]*\)\{0,1\}.*/\1 \2\3/p;
		s/^      --\([a-z0-9-]*\)\( [^ ]*\)\{0,1\}.*/- \1\2/p' "$1" | sed 's/ $//' | sort
}
man_options() {
	sed -n 's/^\.It Fl \(.\) , Fl -\([a-z0-9-]*\)\( Ar [^ ]*\)\{0,1\}$/-\1 \2\3/p;
		s/^\.It Fl -\([a-z0-9-]*\)\( Ar [^ ]*\)\{0,1\}$/- \1\2/p' "$1" | sed 's/ Ar / /' | sort
}

# Ask for help: the door gives it only at a terminal.
help_of() {
	if door "$1"; then
		script -qec "$1 -h" /dev/null </dev/null | tr -d '\r'
	else
		"$1" -h
	fi
}

one_tool() {
	tool=$1 page=$(man_page "$1")
	if door "$tool"; then bad=75 full=75; else bad=64 full=74; fi
	help_of "$tool" >usage
	is "$?" 0 "$tool -h is 0"
	like "$(cat usage)" "^usage: $tool " "$tool -h prints its usage"
	ok "$tool has a manual page" [ -f "$page" ]
	[ -f "$page" ] || return 0
	is "$(usage_synopsis usage)" "$(man_synopsis "$page")" "$tool: usage and SYNOPSIS agree"
	is "$(usage_options usage)" "$(man_options "$page")" "$tool: usage and manual name the same options"
	is "$(source_about "$top/bin/$tool.c")" "$(man_about "$page")" "$tool: source and manual say the same"
	is "$(mandoc -Tlint -Wwarning "$page" 2>&1)" "" "$tool: the manual page is well-formed"
	for section in NAME DESCRIPTION 'EXIT STATUS' EXAMPLES 'SEE ALSO'; do
		grep -q "^\\.Sh $section\$" "$page" || echo "$section"
	done >missing
	is "$(cat missing)" "" "$tool: the manual page has all its sections"
	exits $bad "$tool: an unknown option is $bad" "$tool" --no-such-option </dev/null 2>diagnostic
	is "$(sed 's/:.*//' diagnostic)" "$tool" "$tool: a diagnostic is one line that names the tool"
	exits $full "$tool: a lost write is $full" sh -c '"$1" -h >/dev/full' - "$tool" </dev/null 2>/dev/null
	door "$tool" || is "$("$tool" -V)" "$tool $version" "$tool -V prints name and version"
}

version=$(sed -n 's/^VERSION = //p' "$top/Makefile")
for source in "$top"/bin/*.c; do
	[ -e "$source" ] || continue
	one_tool "$(basename "$source" .c)"
done

for page in "$top"/share/man/man?/*.[157]; do
	case $page in *.1)
		ok "${page##*/} belongs to a tool" [ -e "$top/bin/$(basename "$page" .1).c" ] ;;
	*)
		is "$(mandoc -Tlint -Wwarning "$page" 2>&1)" "" "${page##*/} is well-formed" ;;
	esac
done

# Every page that a page refers to is there (or is another program's).
known=$(cd "$top/share/man" && ls man?/* | sed 's/.*\///' | sed 's/\.\([157]\)$/ \1/')
refs=$(grep -h '^\.Xr tk' "$top"/share/man/man?/*.[157] | awk '{ print $2, $3 }' | sort -u)
is "$(printf '%s\n' "$refs" | grep -vxF "$known")" "" "no manual page refers to a missing one"

# What the source lists, its page explains.
# quoted ERE FILE: the names in rows that begin with the name and go on so
quoted() { grep -oE "\{ *\"[a-z_-]+\", ($1)" "$top/lib/$2" | cut -d'"' -f2; }
# explains PAGE WHAT: the words in the file listed stand in it
explains() {
	sed 's/\\&//g' "$top"/share/man/man?/"$1" | tr -c 'A-Za-z0-9_-' '\n' | sort -u >said
	ok "$1: there is something to explain" [ -s listed ]
	is "$(sort -u listed | comm -23 - said | tr '\n' ' ')" "" "$1 explains $2"
}
quoted PROPERTY_ store/store_object_kinds.c >listed
explains tk-admin.1 "every property"
quoted '"[^"]*", "' store/store_setting.c >listed
explains tk-admin.1 "every setting"
quoted '"' desk/desk_conf.c >listed
explains tk.conf.5 "every section"
grep -oE '", "[a-z-]+", (true|false)' "$top/lib/desk/desk_conf.c" | cut -d'"' -f3 >listed
explains tk.conf.5 "every key"
sed -n '/ticket_columns\[\]/,/^}/p' "$top/lib/form/form_ticket.c" | cut -s -d'"' -f2 | tr -d . >listed
explains tk.7 "every column"
quoted KEY_ form/form_query_term.c >listed
explains tk-query.7 "every key"
sed -n 's/.*\[EFFECT_.*\] = "\(.*\)".*/\1/p' "$top/lib/model/model_names.c" >listed
explains tk-apply.1 "every effect"
