#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The guard on a real Docker engine and a real Podman: run.sh [-f REGEX] [-c] [STACK]...
#
#   STACK          01, 01-inference, podman, ...: only these; without one, every *.bats here
#   -f REGEX       only the tests whose name matches
#   -c             remove what a killed run left, and do nothing else
#   MOUNTGUARD     the static binary (default: build/mountguard.stripped)
#   B              the build directory, where the base image is kept (default: build)
#   MG_IMAGE_STORE overlay2 or containerd: Docker's image store (default: what this Docker takes)
#   MG_ACCEPT=1    the guard's messages become messages/*.txt; then read git diff
#   MG_MUST_RUN=1  a test that cannot run is a failure, and so is an engine that cannot be started
#
# This half makes the temporary directory and the namespaces for inside.sh, and looks for leftovers at the end. Its last
# line is "N passed, N failed".

set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
# shellcheck source=lib.sh
. "$here/lib.sh"

die() {
	echo "run.sh: $1" >&2
	exit "${2:-1}"
}

summary() {
	printf '%d passed, %d failed\n' "$1" "$2"
	[ "$2" = 0 ]
}

cannot_run() {
	echo "skipped: $1"
	if [ "${MG_MUST_RUN:-}" = 1 ]; then
		summary 0 1
	else
		summary 0 0
	fi
}

# Prints why no engine can be started on this machine; prints nothing if one may start.
obstacle() {
	local word
	[ "$(id -u)" = 0 ] || { echo "only root can start container engines"; return; }
	for word in bats curl docker dockerd containerd debootstrap flock mkfs.ext4 podman runc setpriv unshare; do
		command -v "$word" >/dev/null || { echo "there is no $word on this machine"; return; }
	done
	unshare --mount --pid --fork --mount-proc true 2>/dev/null || echo "no namespaces can be made here"
}

# Prints the bats files of a stack or an engine; of all if the name is empty.
stack_files() {
	local stack=${1%.bats} file
	for file in "$here/$stack"*.bats "$here/stack-$stack"*.bats; do
		[ ! -e "$file" ] || printf '%s\n' "$file"
	done | sort -u
}

namespace_is_empty() {
	local namespace entry
	namespace=$(cat "$MG_ENGINE_DIR/namespace" 2>/dev/null) || return 0
	for entry in /proc/[0-9]*; do
		[ "$(readlink "$entry/ns/pid")" != "$namespace" ] || return 1
	done
}

control_groups() {
	find /sys/fs/cgroup -maxdepth 2 -type d -name "$1"
}

# Removes the engines' control groups, once their last process is gone.
control_groups_are_gone() {
	local name dir
	while read -r name; do
		while read -r dir; do
			find "$dir" -depth -type d -exec rmdir {} \; 2>/dev/null
			[ ! -d "$dir" ] || return 1
		done < <(control_groups "$name")
	done <"$MG_ENGINE_DIR/groups"
}

# The disk's loop device goes with its last mount.
loop_device_is_gone() {
	! grep -qsF "$MG_ENGINE_DIR/" /sys/block/loop*/loop/backing_file
}

# Prints the missing directories on the way to this one, the deepest first.
missing() {
	local dir=$1
	while [ -n "$dir" ] && [ ! -d "$dir" ]; do
		echo "$dir"
		dir=${dir%/*}
	done
}

# Removes all that a run made, and prints what should not have been there, or could not be removed.
clean() {
	local dir
	wait_for 20 namespace_is_empty || echo "processes in $(cat "$MG_ENGINE_DIR/namespace")"
	wait_for 20 control_groups_are_gone || echo "control groups named $(xargs <"$MG_ENGINE_DIR/groups")"
	wait_for 20 loop_device_is_gone || echo "the loop device of $MG_ENGINE_DIR/disk.img"
	grep -oE "[^ ]*/${MG_ENGINE_DIR##*/}[^ ]*" /proc/self/mountinfo
	cat "$MG_ENGINE_DIR/remains" 2>/dev/null
	while read -r dir; do
		rmdir "$dir" || echo "$dir, not empty"
	done <"$MG_ENGINE_DIR/made"
	rm -rf --one-file-system "$MG_ENGINE_DIR"
	[ ! -e "$MG_ENGINE_DIR" ] || echo "$MG_ENGINE_DIR"
}

# Removes what a killed run left. Its processes are gone: they held the lock that this run holds now.
sweep() {
	local MG_ENGINE_DIR
	for MG_ENGINE_DIR in "$tmp"/mg-engine.*; do
		[ ! -e "$MG_ENGINE_DIR/made" ] || clean >/dev/null
	done
}

interrupted() {
	trap - EXIT INT TERM HUP
	set +e
	# Wait for it here, or the shell would report the kill on the terminal.
	[ -z "$inside" ] || { kill -KILL "$inside" && wait "$inside"; } 2>/dev/null
	clean >&2
	exit "$1"
}

count() {
	grep -cE "$1" "$MG_ENGINE_DIR/tap" 2>/dev/null || true
}

filter=() only_clean=
while getopts f:c option; do
	case $option in
	f) filter=(--filter "$OPTARG") ;;
	c) only_clean=yes ;;
	*) die "usage: run.sh [-f REGEX] [-c] [STACK]..." 64 ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- ''
files=()
for stack; do
	mapfile -t -O "${#files[@]}" files < <(stack_files "$stack")
	[ -n "${files[*]}" ] || die "there is no stack '$stack'" 64
done

# Not /tmp, which may be a tmpfs: the disk would be memory.
tmp=${MG_ENGINE_TMP:-/var/tmp}
# If another run has the lock already, that run has cleaned up.
if [ -n "$only_clean" ]; then
	exec 7<"$tmp"
	if flock --wait 2 7; then sweep || true; fi
	exit 0
fi

reason=$(obstacle)
if [ -n "$reason" ]; then cannot_run "$reason"; exit; fi
export MOUNTGUARD=${MOUNTGUARD:-$top/build/mountguard.stripped}
[ -x "$MOUNTGUARD" ] || die "there is no binary at $MOUNTGUARD: run make first"

# One run at a time on one machine: runs share the directories of ENGINE_DIRS. Children keep the lock open.
exec 7<"$tmp"
flock --wait 2 7 || echo "# waiting for another run to end"
flock --wait 1800 7 || die "another run does not end"
sweep || true
MG_ENGINE_DIR=$(mktemp -d "$tmp/mg-engine.XXXXXX")
export MG_ENGINE_DIR
inside=''
trap 'interrupted 1' EXIT
trap 'interrupted 130' INT
trap 'interrupted 143' TERM HUP
# Podman's control group always has the same name (play kube takes no other): it is ours if it was not there before.
{
	echo "${MG_ENGINE_DIR##*/}"
	[ -n "$(control_groups libpod_parent)" ] || echo libpod_parent
} >"$MG_ENGINE_DIR/groups"
for dir in "${ENGINE_DIRS[@]}"; do
	missing "$dir" >>"$MG_ENGINE_DIR/made"
	mkdir -p "$dir"
done

# If this shell is killed, setpriv has the kernel kill unshare, too, and everything inside ends.
setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --mount-proc --propagation private \
	bash "$here/inside.sh" "$top" "${B:-$top/build}/engine" "${filter[@]}" "${files[@]}" </dev/null &
inside=$!
wait "$inside" || true
inside=''

reason=$(cat "$MG_ENGINE_DIR/skip" 2>/dev/null) || true
planned=$(sed -n 's/^1\.\.//p' "$MG_ENGINE_DIR/tap" 2>/dev/null) || true
skipped=$(count '^ok .* # skip')
passed=$(($(count '^ok ') - skipped)) failed=$(count '^not ok ')
trap - EXIT INT TERM HUP
set +e
remains=$(clean)
if [ -z "$remains$planned" ]; then
	cannot_run "${reason:-the tests did not start}"
	exit
fi
lost=$((${planned:-0} - passed - failed - skipped))
if [ "$lost" != 0 ]; then
	echo "$lost tests did not run"
	failed=$((failed + lost))
fi
if [ -n "$remains" ]; then
	printf 'left behind: %s\n' "$remains"
	failed=$((failed + 1))
fi
[ "$skipped" = 0 ] || echo "$skipped skipped"
summary "$passed" "$failed"
