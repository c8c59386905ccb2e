#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The guard in real pods, on a Kubernetes of its own: run.sh [-f REGEX] [-d] [NAME]...
#
#   NAME              volumes, faults, ...: only the tests of this file; without one, every *.bats here
#   -f REGEX          only the tests whose name matches
#   -d                take down the node that KEEP=1 left, and do nothing else
#   MOUNTGUARD        the static binary (default: build/mountguard)
#   B                 the build directory (default: build)
#   KUBERNETES_CACHE  where Kubernetes and the node's system are kept, as tarballs (default: $B/kubernetes)
#   KEEP=1            the node stays up for the next run, which then starts at once
#   MG_ACCEPT=1       what the guard says becomes messages/*.txt; read git diff then
#   MG_MUST_RUN=1     a test that cannot run is a failure, and so is a machine that can start no node
#
# What it needs is made where it is missing: Kubernetes from Debian's source package (ten minutes, once), the node's
# system with debootstrap (one minute, once). The node is namespaces, one directory in /var/tmp and one control group;
# at the end it looks whether anything is left. Its last line is "N passed, N failed".

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

# Prints why no node can be started on this machine; nothing where it is worth trying.
obstacle() {
	local word
	[ "$(id -u)" = 0 ] || { echo "only root can start a node"; return; }
	for word in bats debootstrap flock jq losetup mkfs.ext4 nsenter pivot_root ps setpriv setsid unshare zstd; do
		command -v "$word" >/dev/null || { echo "there is no $word on this machine"; return; }
	done
	unshare --mount --pid --fork --mount-proc true 2>/dev/null || { echo "no namespaces can be made here"; return; }
	hierarchies | grep -q ' cgroup ' || echo "there are no control groups of version 1, which is what this was made for"
}

# made FILE COMMAND...: runs the command with a name beside the file's, unless the file is there. It gets its name when
# it is whole: a run that is killed leaves nothing that another takes for it.
made() {
	local file=$1
	shift
	[ ! -s "$file" ] || return 0
	rm -rf --one-file-system "$file".*
	"$@" "$file.part" && mv "$file.part" "$file"
}

# make_system SUITE PACKAGES TARBALL: a small Debian.
make_system() {
	local suite=$1 packages=$2 tarball=$3 root=$3.root mirror
	mirror=$(debian_mirror)
	say "making a Debian $suite, once, with $packages"
	debootstrap --variant=minbase --include="$packages" "$suite" "$root" ${mirror:+"$mirror"} \
		>"$tarball.log" 2>&1 || { tail -n 20 "$tarball.log" >&2; return 1; }
	rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}
	tar --zstd -C "$root" --numeric-owner -cf "$tarball" .
	rm -rf --one-file-system "$root" "$tarball.log"
}

# system_file NAME SUITE PACKAGES: where in the cache that one is. Its name changes with what is in it.
system_file() {
	local key
	key=$(printf '%s\n' "$2" "$3" | sha256sum)
	echo "$cache/$1-${key:0:12}-$(uname -m).tar.zst"
}

get_cache() {
	programs=$cache/kubernetes-$KUBERNETES_VERSION-$(uname -m).tar.zst
	root=$(system_file node "$KUBERNETES_SUITE" "$NODE_PACKAGES")
	service=$(system_file service "$SERVICE_SUITE" "$SERVICE_PACKAGES")
	(
		flock 9
		made "$programs" bash "$here/build.sh" && made "$root" make_system "$KUBERNETES_SUITE" "$NODE_PACKAGES" &&
			{ ! want_service || made "$service" make_system "$SERVICE_SUITE" "$SERVICE_PACKAGES"; }
	) 9>"$cache/lock"
}

want_service() {
	grep -q examples/11-kubernetes "${files[@]}"
}

sysctls() {
	sysctl vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys kernel.keys.root_maxbytes
}

# A control group of the node's own in each hierarchy, and this process into it.
join_control_groups() {
	local directory file
	while read -r directory _; do
		mkdir "$directory/$1"
		for file in cpuset.cpus cpuset.mems; do
			[ ! -e "$directory/$file" ] || cat "$directory/$file" >"$directory/$1/$file"
		done
		echo "$BASHPID" >"$directory/$1/cgroup.procs"
	done < <(hierarchies)
}

control_groups() {
	local directory
	while read -r directory _; do
		[ ! -d "$directory/${MG_NODE##*/}" ] || echo "$directory/${MG_NODE##*/}"
	done < <(hierarchies)
}

node_processes() {
	local directory
	while read -r directory; do
		find "$directory" -name cgroup.procs -exec cat {} + 2>/dev/null
	done < <(control_groups) | sort -u
}

node_is_empty() {
	[ -z "$(node_processes)" ]
}

# A group can be removed when its last process is gone.
control_groups_are_gone() {
	local directory
	while read -r directory; do
		find "$directory" -depth -type d -exec rmdir {} \; 2>/dev/null
	done < <(control_groups)
	[ -z "$(control_groups)" ]
}

loop_devices() {
	losetup --noheadings --output NAME,BACK-FILE | grep -F "${MG_NODE##*/}"
}

loop_devices_are_gone() {
	! loop_devices >/dev/null
}

# Prints what is mounted below the node's directory; false where that is nothing.
mounts() {
	grep -oE "[^ ]*/${MG_NODE##*/}[^ ]*" /proc/self/mountinfo
}

# Ends the node and removes all of it. Prints what should not have been there or would not go. Where something is
# still mounted below its directory, that stays as it is.
take_down() {
	[[ ${MG_NODE##*/} == mg-kubernetes.?* ]] || { echo "'$MG_NODE' is no node"; return; }
	# All that is in its control group is its own, and ends with its process 1 anyway.
	node_processes | xargs -r kill -KILL 2>/dev/null
	wait_for 120 'the node to end' node_is_empty >&2 || echo "processes $(node_processes | xargs)"
	wait_for 10 'its control groups to go' control_groups_are_gone >&2 || control_groups | sed 's/^/control group /'
	wait_for 10 'its loop devices to go' loop_devices_are_gone >&2 || loop_devices | sed 's/^/loop device /'
	[ ! -e "$MG_NODE/sysctl" ] || sysctls | diff "$MG_NODE/sysctl" -
	mounts || rm -rf --one-file-system "$MG_NODE"
	[ ! -e "$MG_NODE" ] || echo "$MG_NODE"
}

# What a run that was killed left: directories that nobody holds the lock of, and control groups without a process.
sweep() {
	local MG_NODE
	for MG_NODE in "$tmp"/mg-kubernetes.*; do
		if [ -d "$MG_NODE" ] && flock --nonblock "$MG_NODE" true; then take_down >/dev/null; fi
	done
	for MG_NODE in /sys/fs/cgroup/{,*/}mg-kubernetes.*; do
		MG_NODE=$tmp/${MG_NODE##*/}
		if [ ! -d "$MG_NODE" ] && node_is_empty; then control_groups_are_gone || true; fi
	done
}

node_has_ended() {
	! kill -0 "$node" 2>/dev/null
}

node_has_a_pid() {
	# Before it is unshare it has other children.
	[ "$(ps -o comm= -p "$node")" != unshare ] || ps -o pid= --ppid "$node" | tr -d ' ' >"$MG_NODE/pid"
	[ -s "$MG_NODE/pid" ] || node_has_ended
}

node_started_or_failed() {
	on_node test -e /run/ready -o -e /run/failed 2>/dev/null || node_has_ended
}

stop_tail() {
	[ -z "$tail" ] || { kill "$tail" && wait "$tail"; } 2>/dev/null || true
	tail=''
}

# Starts a node, or finds the one that the run before kept. Its processes hold the lock of its directory (7).
start_node() {
	MG_NODE=$(readlink "$cache/kept") || true
	if [ -n "$MG_NODE" ] && node_is_up; then say "using the node in $MG_NODE"; return; fi
	rm -f "$cache/kept"
	MG_NODE=$(mktemp -d "$tmp/mg-kubernetes.XXXXXX")
	exec 7<"$MG_NODE"
	flock 7
	sysctls >"$MG_NODE/sysctl"
	touch "$MG_NODE/log"
	tail --pid $$ -n +1 -f "$MG_NODE/log" 7<&- &
	tail=$!
	(
		join_control_groups "${MG_NODE##*/}"
		# Where this shell is killed, the kernel kills unshare too, and with that everything inside.
		[ -n "$keep" ] || words=(setpriv --pdeathsig KILL)
		exec "${words[@]}" setsid unshare --mount --net --uts --ipc --pid --cgroup --fork --kill-child --propagation private \
			bash "$here/node.sh" "$MG_NODE" "$root" "$programs"
	) </dev/null >"$MG_NODE/log" 2>&1 &
	node=$!
	# Or the shell would report on the terminal that it was killed.
	disown "$node"
	wait_for 10 "the node's first process" node_has_a_pid
	wait_for 300 'the node to be ready' node_started_or_failed || true
	stop_tail
	node_is_up || return 1
	[ -z "$keep" ] || ln -s "$MG_NODE" "$cache/kept"
}

# The image of the tests: the guard, and a busybox for those that look into a pod. Its name changes with the guard.
import_guard() {
	local image=$MG_NODE/guard digest word
	digest=$(sha256sum "$MOUNTGUARD")
	GUARD_IMAGE=mountguard.test/guard:${digest:0:12}
	rm -rf --one-file-system "$image"
	mkdir -p "$image/bin" "$image/etc" "$image/run" "$image/tmp" "$image/var"
	chmod 1777 "$image/tmp"
	ln -s /run "$image/var/run"
	cp "$MOUNTGUARD" "$image/mountguard"
	on_node cat /usr/bin/busybox >"$image/bin/busybox"
	chmod 755 "$image/bin/busybox"
	for word in cat false grep head ls mkdir rm sh sleep tee true; do ln -s busybox "$image/bin/$word"; done
	printf '%s\n' root:x:0:0::/:/bin/sh app:x:1000:1000::/:/bin/sh >"$image/etc/passwd"
	printf '%s\n' root:x:0: app:x:1000: >"$image/etc/group"
	import_image "$image.tar" "$GUARD_IMAGE" '"Entrypoint": ["/mountguard"]' "$image"
}

# import_image OUT NAME CONFIG LAYER...: as image.sh has them.
import_image() {
	bash "$here/image.sh" "$@"
	on_node ctr -n k8s.io images import - <"$1" >/dev/null
	rm "$1"
}

# The images of examples/11-kubernetes, under the names that its manifests have. That of the service is what its Dockerfile
# says, with a Debian that has its packages as the base. There is a kubectl in it too, for what the node's own is too
# old for: it goes to /opt/bin of the node.
import_example() {
	local example=$top/examples/11-kubernetes image=$MG_NODE/example digest
	digest=$(sha256sum "$service" "$example"/app/* | sha256sum)
	rm -rf --one-file-system "$image"
	mkdir -p "$image/guard" "$image/app/srv/inference"
	cp "$MOUNTGUARD" "$image/guard/mountguard"
	import_image "$image.tar" "docker.io/library/mountguard:$(cat "$top/VERSION")" '"User": ""' "$image/guard"
	! on_node test -e "/opt/${digest:0:12}" || return 0
	zstd -qdc "$service" >"$image/base.tar"
	on_node mkdir -p /opt/bin
	tar -xOf "$image/base.tar" ./usr/bin/kubectl | on_node dd of=/opt/bin/kubectl status=none
	on_node chmod 755 /opt/bin/kubectl
	cp "$example/app/main.py" "$image/app/srv/inference/"
	chmod -R go+rX "$image/app"
	import_image "$image.tar" docker.io/library/inference:1 "$(dockerfile_config "$example/app/Dockerfile")" "$image/base.tar" "$image/app"
	on_node touch "/opt/${digest:0:12}"
	rm "$image/base.tar"
}

# Prints what a Dockerfile says about how its image is started, as image.sh has it.
dockerfile_config() {
	sed -n 's/^USER \(.*\)/"User": "\1",/p; s/^ENTRYPOINT /"Entrypoint": /p; s/^CMD \(.*\)/, "Cmd": \1/p' "$1"
}

interrupted() {
	trap - EXIT INT TERM HUP
	set +e
	stop_tail
	# The tests are a process group of their own.
	[ -z "$tests" ] || { kill -KILL -- "-$tests" && wait "$tests"; } 2>/dev/null
	if [ -n "$MG_NODE" ] && ! { [ -n "$keep" ] && node_is_up; }; then
		exec 7<&-
		take_down >&2
	fi
	exit "$1"
}

count() {
	grep -cE "$1" "$tap" 2>/dev/null || true
}

filter=() down=
while getopts f:d option; do
	case $option in
	f) filter=(--filter "$OPTARG") ;;
	d) down=yes ;;
	*) die "usage: run.sh [-f REGEX] [-d] [NAME]..." 64 ;;
	esac
done
shift $((OPTIND - 1))
files=()
for name; do
	[ -e "$here/${name%.bats}.bats" ] || die "there are no tests '$name'" 64
	files+=("$here/${name%.bats}.bats")
done
[ $# -gt 0 ] || files=("$here"/*.bats)

reason=$(obstacle)
if [ -n "$reason" ]; then cannot_run "$reason"; exit; fi
export MOUNTGUARD=${MOUNTGUARD:-$top/build/mountguard}
[ -n "$down" ] || [ -x "$MOUNTGUARD" ] || die "there is no binary at $MOUNTGUARD: run make first"
cache=${KUBERNETES_CACHE:-${B:-$top/build}/kubernetes}
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
# Not /tmp, which may be a tmpfs: the node's disk would be memory, and no file system of containers lies on that.
tmp=${MG_KUBERNETES_TMP:-/var/tmp}
keep='' node='' tail='' tests='' words=() MG_NODE='' GUARD_IMAGE=''
[ "${KEEP:-}" != 1 ] || keep=yes

sweep || true
trap 'interrupted 1' EXIT
trap 'interrupted 130' INT
trap 'interrupted 143' TERM HUP
if [ -n "$down" ]; then
	MG_NODE=$(readlink "$cache/kept") || true
	rm -f "$cache/kept"
	trap - EXIT
	set +e
	if [ -n "$MG_NODE" ] && node_is_up; then take_down; fi
	exit 0
fi
failed=0 passed=0 skipped=0 planned=0 remains=''
if get_cache && start_node; then
	export MG_NODE MG_TOP=$top
	tap=$MG_NODE/tap
	doing 'importing the image of the guard' import_guard
	! want_service || doing 'importing the images of the example' import_example
	export GUARD_IMAGE
	# A test that hangs is a failed test, not a hung pipeline.
	export BATS_TEST_TIMEOUT=${BATS_TEST_TIMEOUT:-180}
	setsid setpriv --pdeathsig KILL bats --formatter "$MG_TOP/tests/tools/progress.sh" "${filter[@]}" "${files[@]}" </dev/null 7<&- > >(tee "$tap") &
	tests=$!
	wait "$tests" || true
	tests=''
	planned=$(sed -n 's/^1\.\.//p' "$tap")
	skipped=$(count '^ok .* # skip')
	passed=$(($(count '^ok ') - skipped)) failed=$(count '^not ok ')
	lost=$((${planned:-0} - passed - failed - skipped))
	if [ "$lost" != 0 ] || [ "${planned:-0}" = 0 ]; then
		echo "$lost of ${planned:-0} tests gave no result"
		failed=$((failed + lost + (${planned:-0} == 0)))
	fi
else
	echo 'there is no node'
	failed=1
	keep=''
fi

trap - EXIT INT TERM HUP
set +e
if [ -n "$keep" ]; then
	say "the node stays up, in $MG_NODE; run.sh -d ends it"
else
	rm -f "$cache/kept"
	exec 7<&-
	remains=$(take_down)
fi
if [ -n "$remains" ]; then
	printf 'left behind: %s\n' "$remains"
	failed=$((failed + 1))
fi
if [ "$skipped" != 0 ]; then
	echo "$skipped skipped"
	[ "${MG_MUST_RUN:-}" != 1 ] || failed=$((failed + skipped))
fi
summary "$passed" "$failed"
