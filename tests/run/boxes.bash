# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# For the .bats files that compare whole messages: boxes that look like an engine's, and what is mounted in them.
# `in_ns "${boxes[@]}"` hands all of it on.

# Standard error is exactly standard input, but for the number of a loop device.
shows() {
	cat >"$T/.try/wanted"
	sed -E 's#/dev/loop[0-9]+#/dev/loopN#g' "$T/.try/err" >"$T/.try/said"
	diff -U 200 "$T/.try/wanted" "$T/.try/said" || fail "another message was expected (see the diff)"
}

# What makes the guard think so is what the engine leaves there. /mnt passes for the root of the host: the engine has
# its files at their full path, so what is bound from there has its own.
export docker_hosts=var/lib/docker/containers/5d2c81f06be94a3f7720c9d14e8ab36fd05119e2c47b8a60f3de9125b7c6048a/hosts
export podman_hosts=var/lib/containers/storage/overlay-containers/5d2c81f06be94a3f7720c9d14e8ab36fd05119e2c47b8a60f3de9125b7c6048a/userdata/hosts
export pod_hosts=var/lib/kubelet/pods/7a1e04c9-52bd-4f3e-9c60-d8b1f20a6e35/etc-hosts
docker_box() {
	box
	touch "$R/.dockerenv"
	engine_hosts "$docker_hosts"
}
podman_box() {
	box
	engine_hosts "$podman_hosts"
}
pod_box() {
	box
	engine_hosts "$pod_hosts"
}
engine_hosts() {
	mkdir -p "$(dirname "$T/$1")"
	touch "$T/$1" "$R/etc/hosts"
	mount --bind "$T/$1" "$R/etc/hosts"
}

# volume NAME DIR: a volume of an engine, empty and mounted on DIR of the box.
volume() {
	bind "var/lib/docker/volumes/$1/_data" "$2"
}
# bind SOURCE DIR, bind_file SOURCE FILE: of the host's /mnt/SOURCE, which is made where it is missing.
bind() {
	mkdir -p "$T/$1" "$R$2"
	mount --bind "$T/$1" "$R$2"
}
bind_file() {
	mkdir -p "$(dirname "$T/$1")"
	echo old >"$T/$1"
	touch "$R$2"
	mount --bind "$T/$1" "$R$2"
}

# shellcheck disable=SC2034 # for the tests
boxes=(shows docker_box podman_box pod_box engine_hosts volume bind bind_file)
