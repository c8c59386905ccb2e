# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the scripts here share: the versions, how to wait and to say so, and how to reach the node. A node lives in
# one directory, $MG_NODE:
#
#   disk.img    its disk, which only the node's own mount namespace has mounted
#   pid         its process 1, as this machine numbers it
#   log         what its start said
#   cgroup      the name of its control group

# shellcheck disable=SC2034 # for those who read this file
KUBERNETES_VERSION=1.20.2
# The last Debian whose source package holds all of Kubernetes, and has what it takes beside it.
KUBERNETES_SUITE=bookworm
NODE_PACKAGES=containerd,runc,etcd-server,kubernetes-client,containernetworking-plugins,iproute2,iptables,procps,openssl,busybox-static,conntrack,socat
# The server of example 11, and a kubectl that knows kustomize's components (from 1.21 on).
SERVICE_SUITE=trixie
SERVICE_PACKAGES=python3-fastapi,uvicorn,kubernetes-client

say() {
	printf '# %s\n' "$*"
}

# wait_for SECONDS TEXT COMMAND...: runs the command until it succeeds; false where it did not in that time. After
# two seconds it says what it is waiting for.
wait_for() {
	local begin=$SECONDS limit=$1 text=$2 said=
	shift 2
	until "$@"; do
		[ $((SECONDS - begin)) -lt "$limit" ] || return 1
		if [ -z "$said" ] && [ $((SECONDS - begin)) -ge 2 ]; then
			say "waiting for $text"
			said=yes
		fi
		sleep 0.2
	done
}

# doing TEXT COMMAND...: runs the command, and says after two seconds what it is doing.
doing() {
	local text=$1 teller status=0
	shift
	{ sleep 2 && say "$text"; } &
	teller=$!
	"$@" || status=$?
	kill "$teller" 2>/dev/null || true
	wait "$teller" 2>/dev/null || true
	return "$status"
}

# The mirror that this machine installs from, where it is a Debian's; without an answer debootstrap knows one.
debian_mirror() {
	if [ -n "${MG_DEBIAN_MIRROR:-}" ]; then
		echo "$MG_DEBIAN_MIRROR"
	elif command -v apt-get >/dev/null; then
		# shellcheck disable=SC2016 # apt's own variables
		apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(REPO_URI)' | awk '$1 == "Debian" && $2 == "main" && $3 !~ /security/ { print $3; exit }'
	fi
}

# on_node COMMAND...: runs it on the node, as root. False where there is no node: its number may belong to another
# process by now, whose root directory has not the node's mark, and nothing is run there.
on_node() {
	local pid
	pid=$(cat "$MG_NODE/pid") || return
	[ -e "/proc/$pid/root/.${MG_NODE##*/}" ] || return
	nsenter --target "$pid" --mount --net --uts --ipc --pid --cgroup --root --wd -- "$@"
}

kubectl() {
	on_node kubectl --kubeconfig /etc/kubernetes/kubeconfig "$@"
}

# The node is up as long as its process 1 lives; its own lock (run.sh) says so, and a number alone does not.
node_is_up() {
	[ -s "$MG_NODE/pid" ] && ! flock --nonblock "$MG_NODE" true && on_node test -e /run/ready 2>/dev/null
}

# The control group hierarchies of this machine, one a line: directory, type, options to mount it with. Those of a
# chroot somewhere else are the same ones, and none of the node's business.
hierarchies() {
	awk '$5 != "/sys/fs/cgroup" && $5 !~ "^/sys/fs/cgroup/[^/]*$" { next }
		{ for (i = 7; $i != "-"; i++); type = $(i + 1); options = $(i + 3) }
		type == "cgroup2" { print $5, type, "rw" }
		type == "cgroup" { sub(/^r[ow],/, "", options); print $5, type, (options ~ /^name=/ ? "none," : "") options }' \
		/proc/self/mountinfo
}
