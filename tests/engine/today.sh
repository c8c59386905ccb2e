#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The tests of this folder on the engines of today: today.sh [-f REGEX] [-s STORE] [STACK]..., or
# today.sh -x COMMAND [WORD]...
#
#   STACK, -f REGEX  only these tests, as for run.sh
#   -s STORE         only with this image store of Docker: overlay2 or containerd (default: one after the other)
#   -x COMMAND       runs this in the same system instead of the tests, from the top of the checkout, as in
#                    `today.sh -x .ci/run`
#   ENGINES_CACHE    the directory that keeps the system (default: $B/engines); 600 MB
#
# MOUNTGUARD, B, MG_ACCEPT and MG_MUST_RUN are those of run.sh. The engines are Debian sid's: today.sh makes a sid with
# debootstrap, once, and every run sees it through an overlay in memory, in mount and process namespaces of its own
# (enter.sh). So the system never changes, and all of a run ends with its namespaces. /var/tmp is the machine's, because
# run.sh has its lock there: a run in the system and a run outside wait for each other.
#
# For each image store, the last line of run.sh is printed again at the end: "N passed, N failed".

set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
# say, doing and debian_mirror
# shellcheck source=../kubernetes/lib.sh
. "$here/../kubernetes/lib.sh"
# ENGINE_DIRS
# shellcheck source=lib.sh
. "$here/lib.sh"

# The packages of the system.
SUITE=sid
PACKAGES=docker.io,docker-cli,docker-compose,podman,netavark,runc,iptables,debootstrap,bats,curl,openssl,jq,python3
PACKAGES+=,bash,acl,ca-certificates,e2fsprogs,fuse3,make,mount,procps,util-linux,util-linux-extra,xz-utils

die() {
	echo "today.sh: $1" >&2
	exit "${2:-1}"
}

cannot_run() {
	echo "skipped: $1"
	[ "${MG_MUST_RUN:-}" != 1 ] || { echo '0 passed, 1 failed'; exit 1; }
	echo '0 passed, 0 failed'
	exit
}

# Prints why the system cannot be made or entered here; prints nothing if it may work.
obstacle() {
	local word
	[ "$(id -u)" = 0 ] || { echo "only root can make a system and enter it"; return; }
	for word in debootstrap flock pivot_root setpriv unshare; do
		command -v "$word" >/dev/null || { echo "there is no $word on this machine"; return; }
	done
	unshare --mount --pid --fork --mount-proc true 2>/dev/null || echo "no namespaces can be made here"
}

# alone COMMAND...: runs it in namespaces that end with it, and it ends with this shell. The shell waits for it as
# a background child, so a signal reaches the shell meanwhile.
alone() {
	local status=0
	setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --mount-proc --propagation private "$@" </dev/null &
	inside=$!
	wait "$inside" || status=$?
	inside=''
	return "$status"
}

# make_system DIRECTORY
make_system() {
	local mirror dir
	mirror=$(debian_mirror)
	# An empty last word is left out: debootstrap knows a mirror.
	alone debootstrap --variant=minbase --include="$PACKAGES" "$SUITE" "$1" ${mirror:+"$mirror"} \
		>"$1.log" 2>&1 || { tail -n 20 "$1.log" >&2; return 1; }
	rm -rf "$1"/var/cache/apt/archives/*.deb "$1"/var/lib/apt/lists/* "$1"/usr/share/{doc,man,locale} "$1.log"
	# A mirror may be late: debootstrap took an expired index, and apt-get must take it, too.
	echo 'Acquire::Check-Valid-Until "false";' >"$1/etc/apt/apt.conf.d/mirror"
	# Packages that apt-get installs later start no service.
	printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
	chmod 755 "$1/usr/sbin/policy-rc.d"
	for dir in "${ENGINE_DIRS[@]}"; do
		[[ $dir == /run/* ]] || mkdir -p "$1$dir"
	done
}

# Makes a missing system. Only a whole system gets the name, under a lock: a killed run leaves nothing that another run
# takes for it. Another way to make it gives another name; the old system stays in the cache.
get_system() {
	local key
	key=$(printf '%s\n' "$SUITE" "$PACKAGES" "${ENGINE_DIRS[@]}" "$(uname -m)" "$(declare -f make_system)" | sha256sum)
	system=$cache/$SUITE-${key:0:12}
	[ ! -d "$system" ] || return 0
	exec 8>"$cache/lock"
	flock --nonblock 8 || { say "waiting for the run that makes a Debian $SUITE" && flock 8; }
	if [ ! -d "$system" ]; then
		rm -rf --one-file-system "$cache"/*.part
		part=$system.part
		say "making a Debian $SUITE, once, with ${PACKAGES//,/ }"
		make_system "$part" && mv "$part" "$system"
		part=''
	fi
	exec 8>&-
	[ -d "$system" ]
}

# enter COMMAND...: runs it in the system.
enter() {
	alone bash "$here/enter.sh" "$system" "$cache/mount" "$top" "$B" "${MOUNTGUARD%/*}" "${MG_ENGINE_TMP:-/var/tmp}" -- "$@"
}

# Everything inside ends with the killed process. run.sh removes what the run leaves.
interrupted() {
	trap - EXIT INT TERM HUP
	set +e
	[ -z "$inside" ] || { kill -KILL "$inside" && wait "$inside"; } 2>/dev/null
	[ -z "$part" ] || rm -rf --one-file-system "$part" "$part.log"
	[ -z "$log" ] || rm -f "$log"
	bash "$here/run.sh" -c
	exit "$1"
}

filter=() stores=(overlay2 containerd) other=
while getopts f:s:x option; do
	case $option in
	f) filter=(-f "$OPTARG") ;;
	s) stores=("$OPTARG") ;;
	x) other=yes ;;
	*) die "usage: today.sh [-f REGEX] [-s STORE] [STACK]..., or today.sh -x COMMAND [WORD]..." 64 ;;
	esac
done
shift $((OPTIND - 1))
[[ ${stores[0]} =~ ^(overlay2|containerd)$ ]] || die "there is no image store '${stores[0]}'" 64
[ -z "$other" ] || [ $# -gt 0 ] || die "-x needs a command" 64

reason=$(obstacle)
[ -z "$reason" ] || cannot_run "$reason"
export B=${B:-$top/build} MOUNTGUARD=${MOUNTGUARD:-$top/build/mountguard.stripped}
[ -n "$other" ] || [ -x "$MOUNTGUARD" ] || die "there is no binary at $MOUNTGUARD: run make first"
cache=${ENGINES_CACHE:-$B/engines}
mkdir -p "$cache/mount"
cache=$(cd "$cache" && pwd)
system='' inside='' part='' log=''
trap 'interrupted 1' EXIT
trap 'interrupted 130' INT
trap 'interrupted 143' TERM HUP
get_system || { trap - EXIT; cannot_run "no Debian $SUITE could be made"; }

# The directories that a run outside has made can be removed only outside.
bash "$here/run.sh" -c
if [ -n "$other" ]; then
	status=0
	enter env -u B -u MOUNTGUARD "$@" || status=$?
	trap - EXIT
	exit "$status"
fi
summaries=() failed=0 log=$(mktemp)
for store in "${stores[@]}"; do
	say "Debian $SUITE, image store $store"
	export MG_IMAGE_STORE=$store
	exec 6> >(tee "$log")
	teller=$!
	enter bash "$here/run.sh" "${filter[@]}" "$@" >&6 || failed=1
	exec 6>&-
	wait "$teller"
	summaries+=("$store: $(tail -n 1 "$log")")
done
rm "$log"
trap - EXIT
printf '%s\n' "${summaries[@]}"
[ "$failed" = 0 ]
