# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# For the .bats files about users and capabilities: accounts of our own, and ways to start a guard with less.
# `in_ns "${privileges[@]}"` hands all of it on.

# The users and groups of the tests, whatever the host has. They lie on a tmpfs that is bound over /etc.
accounts() {
	needs_root
	needs setpriv
	printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'app:x:1000:1000:App:/home/app:/bin/sh' \
		'web:x:33:33::/var/www:/bin/sh' >passwd
	printf '%s\n' 'root:x:0:' 'app:x:1000:' 'models:x:2000:web,app' 'gpu:x:2002:app' 'apps:x:2001:ap' >group
	chmod 644 passwd group
	mount --bind passwd /etc/passwd
	mount --bind group /etc/group
}

# start WHERE COMMAND...: as the first process of such a container.
start() {
	local docker=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw
	docker+=,+sys_chroot,+mknod,+audit_write,+setfcap
	case $1 in
	root) "${@:2}" ;;
	docker) setpriv --bounding-set "$docker" "${@:2}" ;;
	user) setpriv --reuid 1000 --regid 1000 --clear-groups "${@:2}" ;;
	caps) # podman -u 1000 --cap-add
		setpriv --reuid 1000 --regid 1000 --clear-groups --bounding-set -all,+net_bind_service,+setpcap \
			--inh-caps +net_bind_service,+setpcap --ambient-caps +net_bind_service,+setpcap "${@:2}"
		;;
	userns) in_userns 65536 "${@:2}" ;;
	small_userns) in_userns 1 "${@:2}" ;;
	esac
}

# In a chroot there are none (user_namespaces(7)).
needs_userns() {
	unshare -U -r true 2>/dev/null || cannot "no user namespace can be made here (a chroot?)"
}

# in_userns COUNT COMMAND...: root of a user namespace with that many ids, the first of which is 0 here, too.
in_userns() {
	local go=$T/.go.$BASHPID status=0
	mkfifo "$go"
	# shellcheck disable=SC2016 # for that shell
	unshare -U sh -c 'read -r _ <"$1"; shift; exec setpriv --reuid 0 --regid 0 --clear-groups "$@"' sh "$go" "${@:2}" &
	sleep 0.05
	while ! [ -e "/proc/$!/ns/user" ] || [ "$(readlink "/proc/$!/ns/user")" = "$(readlink /proc/self/ns/user)" ]; do sleep 0.01; done
	echo "0 0 $1" >"/proc/$!/uid_map"
	echo "0 0 $1" >"/proc/$!/gid_map"
	echo go >"$go"
	wait $! || status=$?
	rm "$go"
	return "$status"
}

# shellcheck disable=SC2034 # for the tests
privileges=(accounts start needs_userns in_userns)
