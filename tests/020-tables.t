#!/bin/sh
# The generated Unicode tables are what their generator makes, where perl knows the same Unicode.
. "${0%/*}/lib.sh"
. "$top/tests/need.sh"
made=$(sed -n 's/.*of Unicode \([0-9.]*\):.*/\1/p' "$top/lib/base/base_tables.c")
here=$(perl -MUnicode::UCD -e 'print Unicode::UCD::UnicodeVersion()')
like "$made" '^[0-9.]+$' "the table names its Unicode"
[ "$made" = "$here" ] || cannot_test "perl has Unicode $here, the tables $made"
perl "$top/lib/base/base_tables.pl" >tables.c
ok "made again it is the same" cmp -s tables.c "$top/lib/base/base_tables.c"
