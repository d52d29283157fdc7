#!/bin/sh
# The main path under valgrind: the demonstration, with every tool in it run by valgrind, which writes what
# it finds to a file: so nothing is lost that comes out of the middle of a pipe or of a job in the background.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
bin=${TK_BIN:-$top/build/bin}
wrap=$(mktemp -d "${TMPDIR:-/tmp}/tk-valgrind.XXXXXX")
trap 'rm -rf "$wrap"' EXIT
trap 'exit 130' INT TERM
check="valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
--show-leak-kinds=definite --suppressions=$top/tests/valgrind.supp --log-file=$wrap/log/%p"

mkdir "$wrap/bin" "$wrap/log"
for tool in "$bin"/tk-*; do
	printf '#!/bin/sh\nexec %s %s "$@"\n' "$check" "$tool" >"$wrap/bin/${tool##*/}"
done
cat >"$wrap/bin/tk" <<WRAP
#!/bin/sh
case \${1-} in
[a-z]*) name=tk-\$1; shift; exec "\$name" "\$@" ;;
*) exec $check $bin/tk "\$@" ;;
esac
WRAP
chmod 755 "$wrap"/bin/*
PATH=$wrap/bin:$PATH "$top/examples/demo.sh" || status=$?
cat "$wrap"/log/* >&2
echo "# $(ls "$wrap/log" | wc -l) programs ran under valgrind, $(find "$wrap/log" -type f -size +0 | wc -l) with errors or leaks"
[ -z "$(find "$wrap/log" -type f -size +0)" ] && exit "${status:-0}"
exit 99
