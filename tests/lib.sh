# What all suite tests share; a test begins with:  . "${0%/*}/lib.sh"
# It then runs in an empty scratch directory, with the tools in PATH and TK_HOME below it; $top is
# the source tree.  The plan is printed at the end; a test that dies early exits with its status.
set -u
export LC_ALL=C.UTF-8 TZ=UTC
unset TK_AGENT TK_NOW NO_COLOR EDITOR VISUAL
top=$(cd "$(dirname "$0")/.." && pwd)
TK_BIN=${TK_BIN:-$top/build/bin}
case $TK_BIN in /*) ;; *) TK_BIN=$top/$TK_BIN ;; esac
PATH=$TK_BIN:$PATH
scratch=$(mktemp -d "${TMPDIR:-/tmp}/tk-test.XXXXXX") && cd "$scratch" || exit 1
export PATH TK_BIN TK_HOME="$scratch/home" XDG_STATE_HOME="$scratch/state"
# Results are gathered here and shown at the end: so none is lost or counted twice that comes out of
# a subshell, a pipe or a line whose output goes elsewhere.
tap=$(mktemp "${TMPDIR:-/tmp}/tk-tap.XXXXXX") || exit 1
cleanup() { :; }	# a test may define its own

finish() {
	status=$?
	cleanup
	cd / && rm -rf "$scratch"
	cat "$tap"
	count=$(grep -cE '^(not )?ok ' "$tap")
	failed=$(grep -c '^not ok ' "$tap")
	rm -f "$tap"
	[ $status -ne 0 ] && exit $status
	echo "1..$count"
	[ "$failed" -eq 0 ] || exit 1
}
trap finish EXIT
trap 'exit 130' INT TERM

note() { printf '%s\n' "$*" | sed 's/^/# /' >>"$tap"; }

# result STATUS DESCRIPTION: one line of TAP
result() {
	[ "$1" -eq 0 ] && echo "ok - $2" >>"$tap" || echo "not ok - $2" >>"$tap"
}

# ok DESCRIPTION COMMAND...: the command succeeds
ok() {
	local what=$1; shift
	"$@" && result 0 "$what" || result 1 "$what"
}

# exits STATUS DESCRIPTION COMMAND...: the command ends with this exit status
exits() {
	local want=$1 what=$2 got; shift 2
	"$@" && got=0 || got=$?
	[ "$got" = "$want" ] && result 0 "$what" || { result 1 "$what"; note "exit status $got, not $want"; }
}

# is GOT WANT DESCRIPTION
is() {
	[ "$1" = "$2" ] && result 0 "$3" || { result 1 "$3"; note "     got: $1"; note "expected: $2"; }
}

# like GOT ERE DESCRIPTION: a line of it matches
like() {
	printf '%s\n' "$1" | grep -Eq -- "$2" && result 0 "$3" ||
		{ result 1 "$3"; note "     got: $1"; note "expected: $2"; }
}

# wait_until SECONDS COMMAND...: ask ten times a second
wait_until() {
	local tries=$(($1 * 10)); shift
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.1
	done
}

# skip_all REASON: nothing can be tested here; the harness shows it
skip_all() {
	trap - EXIT
	cd / && rm -rf "$scratch" "$tap"
	echo "1..0 # SKIP $*"
	exit 0
}
