#!/bin/sh
# deps.sh PACKAGE...: install the Debian packages that are missing, as root or through sudo, and say
# which.  Silent when all are there.  No service starts, nothing is removed.
set -u

if ! command -v dpkg-query >/dev/null 2>&1; then
	echo "deps: not a Debian system; what Debian calls these is needed: $*" >&2
	exit 0
fi
missing=
for package; do
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
		missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null 2>&1 && exec sudo sh "$0" "$@"
	echo "deps: these packages are missing, and only root can install them:$missing" >&2
	exit 1
fi
echo "deps: installing$missing"

policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
	trap 'rm -f $policy' EXIT
	trap 'exit 130' INT TERM
	printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy
fi
apt() { DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" </dev/null; }
install() { apt install -y --no-install-recommends --no-remove $missing; }
install >/dev/null 2>&1 || { apt update && install; }
