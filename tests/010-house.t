#!/bin/sh
# The laws of the house (lib/README.md), executed: each law prints what breaks it.  It is asked about
# the tree, where nothing may break it, and about a small tree of sins, where it must find its own.
. "${0%/*}/lib.sh"

# ---- the tables

# module, level, the third-party headers it may include
modules() {
	cat <<-'END'
	base 0
	model 1
	store 2 sqlite3.h
	mail 2 gmime/ glib libdeflate.h libxml/
	net 2 libetpan/ curl/ openssl/ libxml/
	spool 2
	rule 2 pcre2.h
	cal 2
	form 2 jansson.h
	term 2 curses.h
	desk 3
	web 4
	END
}

# tool, the modules it sees besides base, model, form, desk and web
tool_modules() {
	cat <<-'END'
	tk-deliver spool
	END
}

libc_headers='aio arpa/inet assert ctype dirent dlfcn errno fcntl float fnmatch ftw getopt glob grp iconv
inttypes langinfo limits locale math netdb netinet/in poll pthread pwd regex sched setjmp signal spawn stdarg
stdbool stddef stdint stdio stdlib string strings sys/auxv sys/file sys/ioctl sys/mman sys/prctl sys/random sys/resource sys/select
sys/socket sys/stat sys/statvfs sys/time sys/types sys/uio sys/un sys/utsname sys/wait syslog termios time
unistd wchar wctype'

# ---- the laws: each takes the root of a tree

includes() { (cd "$1" && grep -HnE '^[[:space:]]*#[[:space:]]*include' lib/*/*.[ch] bin/*.c 2>/dev/null); }
without_comments() { cc -fpreprocessed -dD -E -P -x c "$1" 2>/dev/null; }

law_top_level() {
	ls "$1" | grep -vxE 'bin|lib|share|rules|tests|examples|build|Makefile|README\.md|LICENSE'
}

law_layers() {
	{ modules | sed 's/^/M /'; tool_modules | sed 's/^/T /'; includes "$1" | grep '"'; } | awk '
		$1 == "M" { level[$2] = $3; next }
		$1 == "T" { for (i = 3; i <= NF; i++) tool["bin/" $2 ".c", $i] = 1; next }
		{
			split($0, at, ":"); file = at[1]; split($0, quoted, "\"")
			header = quoted[2]; split(header, to, "/"); split(file, from, "/")
			own = from[1] == "lib" ? from[2] : "bin"
			if (own == "bin")
				good = to[1] ~ /^(base|model|form|desk|web)$/ || (file, to[1]) in tool
			else
				good = own in level && to[1] in level && (to[1] == own || level[to[1]] < level[own])
			if (own != to[1] && header != to[1] "/" to[1] ".h")
				good = 0
			if (!good)
				print file " includes " header
		}'
}

law_foreign() {
	{ modules | sed 's/^/M /'; echo "C $libc_headers" | tr '\n' ' '; echo; includes "$1" | grep '<'; } | awk '
		$1 == "M" { for (i = 4; i <= NF; i++) may[$2] = may[$2] " " $i; next }
		$1 == "C" { for (i = 2; i <= NF; i++) libc[$i ".h"] = 1; next }
		{
			split($0, at, ":"); split($0, quoted, "[<>]"); header = quoted[2]
			split(at[1], from, "/"); own = from[1] == "lib" ? from[2] : "bin"
			good = header in libc
			n = split(may[own], allowed, " ")
			for (i = 1; i <= n; i++)
				good = good || index(header, allowed[i]) == 1
			if (!good)
				print at[1] " includes " header
		}'
}

law_one_header() {
	(cd "$1/lib" && for dir in */; do
		module=${dir%/}
		[ -f "$module/$module.h" ] || echo "$module has no $module.h"
		for file in "$module"/*; do
			case ${file#*/} in "$module".h | "${module}"_*.[ch] | base_tables.pl) ;; *) echo "$file" ;; esac
		done
	done)
}

# A test that cannot be run is none.
law_tests_run() { (cd "$1" && find tests -maxdepth 1 -name '*.t' ! -perm -111 | sort); }

law_unique_names() { (cd "$1/lib" && ls */* | sed 's,.*/,,' | sort | uniq -d); }

# law_calls ROOT ERE FILE...: who calls what
calls() {
	root=$1 what=$2; shift 2
	for file; do
		without_comments "$root/$file" | sed 's/"\([^"\\]\|\\.\)*"/""/g' |
			grep -oE "(^|[^A-Za-z0-9_>.])($what)[[:space:]]*\(" | sed "s,^,$file: ,"
	done
}

sources() { (cd "$1" && find lib bin -name '*.[ch]' | sort | grep -vE "${2:-^\$}"); }

law_banned() {
	calls "$1" 'strcpy|strcat|sprintf|vsprintf|gets|strtok|system|popen|atoi|atol|mktemp|tmpnam' $(sources "$1")
	calls "$1" 'time|gettimeofday|rand|srand|random' $(sources "$1" '^lib/base/')
	# names of spool files carry nanoseconds
	calls "$1" 'clock_gettime' $(sources "$1" '^lib/(base/|spool/spool_put\.c)')
	calls "$1" 'exit|_exit|abort|quick_exit' $(sources "$1" '^(lib/base|bin)/')
	calls "$1" 'printf|puts|putchar|fputs|fputc|putc|perror|vprintf' $(sources "$1" '^(lib/(base|form|term)|bin)/')
	calls "$1" 'malloc|calloc|realloc|strdup|asprintf' $(sources "$1" '^lib/(base|mail|net|store)/')
	calls "$1" 'getopt|getopt_long|main' $(sources "$1" '^bin/')
	calls "$1" 'getopt|getopt_long' $(sources "$1" '^lib/')
}

law_sql() {
	for file in $(sources "$1" '^lib/store/'); do
		without_comments "$1/$file" | grep -oE "\"(SELECT .* FROM|INSERT (OR|INTO)|UPDATE [a-z_]+ SET|\
DELETE FROM|CREATE (UNIQUE |VIRTUAL )?(TABLE|INDEX)|PRAGMA|BEGIN (IMMEDIATE|EXCLUSIVE)) [^\"]*" |
			sed "s,^,$file: ,"
	done
}

# Characters, not bytes; a tab reaches the next multiple of eight.
law_sizes() {
	(cd "$1" && find lib bin -name '*.[ch]' | grep -v base_tables | sort | xargs perl -CSD -ne '
		1 while s/^([^\t]*)\t/$1 . " " x (8 - length($1) % 8)/e;
		chomp;
		printf "%s:%d: a line of %d\n", $ARGV, $., length if length > 100;
		$start = $. if /^\{/;
		if (/^\}/ && $start) {
			my $lines = $. - $start - 1;
			print "$ARGV:$start: a function of $lines lines\n" if $lines > 80;
			$start = 0;
		}
		if (eof) {
			print "$ARGV: $. lines\n" if $. > 700;
			close ARGV;
			$start = 0;
		}')
}

law_first_comment() {
	(cd "$1" && for file in $(find lib bin -name '*.[ch]' | sort); do
		head -n 1 "$file" | grep -q '^/\*' || echo "$file begins with no comment"
	done)
	(cd "$1" && grep -rnE '\<(TODO|FIXME|XXX)\>' lib bin 2>/dev/null)
}

laws='top_level layers foreign one_header unique_names tests_run banned sql sizes first_comment'

# ---- a tree of sins, one for each law

sins() {
	mkdir -p sins/lib/base sins/lib/store sins/lib/desk sins/lib/mail sins/bin sins/extra sins/tests
	touch sins/tests/999-idle.t
	cat >sins/lib/base/base.h <<-'END'
	/* fine */
	END
	cat >sins/lib/base/base_up.c <<-'END'
	/* base must not see the desk */
	#include "desk/desk.h"
	END
	echo '/* fine */' | tee sins/lib/store/store.h sins/lib/desk/desk.h sins/lib/desk/desk_in.h \
		sins/lib/mail/mail.h >sins/lib/mail/twice.c
	cp sins/lib/mail/twice.c sins/lib/desk/twice.c
	cat >sins/lib/desk/desk_bad.c <<-'END'
	#include <sqlite3.h>
	/* strcpy( in a comment is none, and this comment comes too late */
	static const char *sql = "SELECT 1 FROM t";
	int main(void) { strcpy(a, "x"); exit (1); printf("printf("); time(0); return obj->time(0); }
	END
	cat >sins/bin/tk-bad.c <<-'END'
	/* a tool sees no store, and nobody sees inside the desk */
	#include "store/store.h"
	#include "desk/desk_in.h"
	END
	{ echo '/* long */'; echo 'int f(void)'; echo '{'; seq -f '	f(); /* %g */' 90; echo '}'; } >sins/lib/mail/mail_long.c
}

found() { law_"$1" sins; }

for law in $laws; do
	is "$(law_$law "$top")" "" "law: $law"
done

sins
is "$(found top_level)" "extra" "a stray directory is found"
like "$(found layers)" '^lib/base/base_up.c includes desk/desk.h$' "an include upwards is found"
like "$(found layers)" '^bin/tk-bad.c includes store/store.h$' "a tool that sees the store is found"
like "$(found layers)" '^bin/tk-bad.c includes desk/desk_in.h$' "a look inside a module is found"
is "$(found foreign)" "lib/desk/desk_bad.c includes sqlite3.h" "a third-party header is found"
like "$(found one_header)" '^mail/twice.c$' "a file without its module's prefix is found"
is "$(found unique_names)" "twice.c" "a file name used twice is found"
is "$(found tests_run)" "tests/999-idle.t" "a test that is not executable is found"
is "$(found banned | sed 's/.*: //; s/[^a-z]//g' | sort | tr '\n' ' ')" "exit main printf strcpy time " \
	"banned calls are found, and nothing else"
like "$(found sql)" '^lib/desk/desk_bad.c: "SELECT 1 FROM t$' "SQL outside the store is found"
is "$(found sizes)" "lib/mail/mail_long.c:3: a function of 90 lines" "a long function is found"
is "$(found first_comment)" "lib/desk/desk_bad.c begins with no comment" "a file without a first comment is found"
