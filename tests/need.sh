# need_pkg COMMAND PACKAGE: the test needs this program; sourced after lib.sh.
# As root it is installed (no service starts, nothing is removed), else the test is skipped and
# says so; where CI=true a skip would hide that nothing was tested, so there it fails.

skip_loudly() {
	echo "SKIPPED ${0##*/}: $*" >&2
	skip_all "$*"
}

cannot_test() {
	if [ "${CI:-}" = true ]; then
		echo "Bail out! $*"
		exit 1
	fi
	skip_loudly "$*"
}

have() { PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin command -v "$1" >/dev/null 2>&1; }

# Services of new packages stay down while policy-rc.d says so.
apt_install() {
	policy=/usr/sbin/policy-rc.d
	[ -e $policy ] && made= || made=$policy
	[ -z "$made" ] || { printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy; }
	DEBIAN_FRONTEND=noninteractive flock /var/lock/tk-test-apt \
		apt-get install -y -q --no-install-recommends --no-remove "$1" >apt.log 2>&1
	installed=$?
	[ -z "$made" ] || rm -f $policy
	return $installed
}

need_pkg() {
	have "$1" && return 0
	[ "$(id -u)" = 0 ] && have apt-get || cannot_test "$1 is not installed ($2)"
	apt_install "$2" || { tail -n 3 apt.log >&2; cannot_test "$2 cannot be installed"; }
	have "$1" || cannot_test "$2 holds no $1"
}

need_root() { [ "$(id -u)" = 0 ] || cannot_test "needs root"; }

# users_lock -s|-x: for as long as this test runs nobody changes /etc/passwd (-s), or it alone does (-x): a
# file that is renamed takes with it what another test mounted over it.
users_lock() { exec 8>/var/lock/tk-test-users && flock "$1" 8; }
