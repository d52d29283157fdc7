# What all measurements share; a script begins with:  . "${0%/*}/lib.sh"
# It then runs in an empty directory below build/bench (the disk of the source tree), the tools in PATH.
# All programs of one table take turns in one run, so that what else the machine does hits all alike;
# only the ratios mean something.
set -eu
export LC_ALL=C.UTF-8 TZ=UTC
unset TK_AGENT TK_NOW TK_HOME
top=$(cd "$(dirname "$0")/../.." && pwd)
PATH=$top/build/bin:$top/build/bench:$PATH
cache=$top/build/bench
mkdir -p "$cache"
work=$(mktemp -d "$cache/work.XXXXXX")
cd "$work"
trap 'cd / && rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

machine() {
	printf '%s\n' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores," \
		"$(df --output=fstype . | tail -n 1) on $(df --output=source . | tail -n 1)," \
		"load $(cut -d' ' -f1 /proc/loadavg), Linux $(uname -r), $(. /etc/os-release; echo "$PRETTY_NAME")" |
		paste -sd' '
}

title() { printf '\n## %s\n\n' "$*"; }

# desk NAME: a fresh store
desk() { tk-init -d "$work/$1" --address support@example.com >/dev/null; }

maildir() { mkdir -p "$1/cur" "$1/new" "$1/tmp"; }

now_us() { echo $(($(date +%s%N) / 1000)); }

# took COMMAND...: its wall time in microseconds
took() {
	local start=$(now_us)
	"$@" >/dev/null
	echo $(($(now_us) - start))
}

# median NUMBER...
median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }

# ratio A B: A/B with two digits
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

# row NAME MICROSECONDS BASE REMARK
row() { printf '%-44s %9.2f ms  %6s  %s\n' "$1" "$(ratio "$2" 1000)" "$(ratio "$2" "$3")" "${4:-}"; }

procmail_rc() { printf 'SHELL=/bin/sh\nMAILDIR=%s\nDEFAULT=%s/\nLOGFILE=/dev/null\n' "$work" "$1" >"$work/procmailrc"; }
