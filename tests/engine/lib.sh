# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# A Docker engine for the tests, and the image that they start from. What the engine keeps is in one
# temporary directory, $MG_ENGINE_DIR; what dockerd would write elsewhere is hidden by a tmpfs. For
# inside.sh, which is process 1 of a process namespace and has a mount namespace of its own.

# What the base image holds. Another word here makes another image; the old one stays in the cache.
BASE_SUITE=bookworm
BASE_PACKAGES=uvicorn,python3-fastapi
BASE_IMAGE=mountguard-test/base

# dockerd and containerd write here whatever their flags say, and the system's own containerd, which dockerd
# would use if it found it, listens here. run.sh makes those that are missing, and removes them again.
ENGINE_HIDDEN=(/etc/docker /run/docker /run/containerd /opt/containerd)

# wait_for SECONDS COMMAND...: runs the command until it succeeds; false where it did not in that time.
wait_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.1
	done
}

# The distribution's client fits its daemon; another one in PATH may be too new to talk to it unasked.
engine_client() {
	mkdir -p "$MG_ENGINE_DIR/bin" "$MG_ENGINE_DIR/client"
	if [ -x /usr/bin/docker ]; then
		ln -s /usr/bin/docker "$MG_ENGINE_DIR/bin/docker"
	else
		export DOCKER_API_VERSION=${DOCKER_API_VERSION:-1.41}
	fi
	unset DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH
	export PATH=$MG_ENGINE_DIR/bin:$PATH DOCKER_HOST=unix://$MG_ENGINE_DIR/docker.sock
	export DOCKER_CONFIG=$MG_ENGINE_DIR/client DOCKER_BUILDKIT=0 COMPOSE_DOCKER_CLI_BUILD=0
}

engine_answers() {
	docker version >/dev/null 2>&1
}

engine_is_gone() {
	! kill -0 "$engine_pid" 2>/dev/null
}

engine_answers_or_is_gone() {
	engine_answers || engine_is_gone
}

# Starts dockerd; false, with the end of its log on standard error, where it does not answer within a minute.
engine_start() {
	local dir=$MG_ENGINE_DIR hidden
	for hidden in "${ENGINE_HIDDEN[@]}"; do
		mount -t tmpfs -o mode=0755 mountguard-test "$hidden"
	done
	engine_client
	echo '{}' >"$dir/daemon.json"
	dockerd --config-file "$dir/daemon.json" --data-root "$dir/data" --exec-root "$dir/exec" \
		--host "$DOCKER_HOST" --pidfile "$dir/dockerd.pid" --iptables=false --bridge=none \
		--exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/${dir##*/}" \
		</dev/null >"$dir/dockerd.log" 2>&1 &
	engine_pid=$!
	wait_for 60 engine_answers_or_is_gone || true
	engine_answers || { tail -n 20 "$dir/dockerd.log" >&2; return 1; }
}

engine_stop() {
	local containers=()
	[ -n "${engine_pid:-}" ] || return 0
	read -r -d '' -a containers < <(timeout 30 docker ps --all --quiet 2>/dev/null)
	[ "${#containers[@]}" = 0 ] || timeout 60 docker rm --force --volumes "${containers[@]}" >/dev/null
	kill -TERM "$engine_pid" 2>/dev/null
	wait_for 30 engine_is_gone || kill -KILL "$engine_pid"
	wait "$engine_pid" 2>/dev/null
	engine_pid=
}

# Prints the mounts that lie in the engine's directory, and every process but process 1, the caller.
engine_remains() {
	local entry
	awk -v dir="$MG_ENGINE_DIR/" 'index($5 "/", dir) == 1 { print "mount " $5 }' /proc/self/mountinfo
	for entry in /proc/[0-9]*; do
		[ "$entry" = /proc/1 ] || echo "process $(tr '\0' ' ' <"$entry/cmdline")"
	done
}

# Writes what remains to a file; true where that is nothing.
engine_left_nothing() {
	engine_remains >"$MG_ENGINE_DIR/remains" 2>/dev/null
	[ ! -s "$MG_ENGINE_DIR/remains" ]
}

# base_make TARBALL: a small Debian with what the stacks need.
base_make() {
	local root=$MG_ENGINE_DIR/root log=$MG_ENGINE_DIR/debootstrap.log
	echo "# making the base image, once: $BASE_SUITE with $BASE_PACKAGES"
	# The last word is no argument where it is empty: debootstrap knows a mirror of its own.
	debootstrap --variant=minbase --include="$BASE_PACKAGES" "$BASE_SUITE" "$root" \
		${MG_DEBIAN_MIRROR:+"$MG_DEBIAN_MIRROR"} >"$log" 2>&1 || { tail -n 20 "$log" >&2; return 1; }
	rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}
	tar -C "$root" --numeric-owner -cf "$1" .
	rm -rf "$root"
}

# base_import CACHE: brings in the base image, from the tarball in that directory where it is there. The tarball
# gets its name when it is whole, under a lock: a run that is killed leaves nothing that another takes for it.
base_import() {
	local key tarball
	key=$(printf '%s\n' "$BASE_SUITE" "$BASE_PACKAGES" "$(uname -m)" | sha256sum)
	tarball=$1/base-${key:0:12}.tar
	mkdir -p "$1"
	(
		flock 9
		[ ! -s "$tarball" ] || exit 0
		rm -f "$1"/*.part
		base_make "$tarball.part" && mv "$tarball.part" "$tarball"
	) 9>"$1/lock" || return
	docker import "$tarball" "$BASE_IMAGE" >/dev/null
}
