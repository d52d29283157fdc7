#!/bin/sh
# The main path under valgrind: the demonstration, with every tool in it run by valgrind.  An error or a
# leak ends it with status 99.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
bin=${TK_BIN:-$top/build/bin}
wrap=$(mktemp -d "${TMPDIR:-/tmp}/tk-valgrind.XXXXXX")
trap 'rm -rf "$wrap"' EXIT
trap 'exit 130' INT TERM

for tool in "$bin"/tk-*; do
	cat >"$wrap/${tool##*/}" <<-WRAP
	#!/bin/sh
	exec valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \\
		--suppressions=$top/tests/valgrind.supp $tool "\$@"
	WRAP
done
cat >"$wrap/tk" <<WRAP
#!/bin/sh
case \${1-} in
[a-z]*) name=tk-\$1; shift; exec "\$name" "\$@" ;;
*) exec valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite $bin/tk "\$@" ;;
esac
WRAP
chmod 755 "$wrap"/*
PATH=$wrap:$PATH "$top/examples/demo.sh"
