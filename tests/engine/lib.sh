# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# A Docker engine and a Podman for the tests, and the image that they start from. All that they keep is in one
# temporary directory, $MG_ENGINE_DIR, most of it on a disk image. For inside.sh, which is process 1 of a process
# namespace and has a mount namespace of its own.

# What the base image holds. Another word here makes another image; the old one stays in the cache.
BASE_SUITE=bookworm
BASE_PACKAGES=uvicorn,python3-fastapi,celery,gunicorn,nginx-light,openssl,postgresql-15,redis-server
BASE_IMAGE=mountguard-test/base

# What holds the namespaces of a pod, made from the base image: Podman would build its own from a program that not
# every machine has.
PAUSE_IMAGE=localhost/mountguard-test/pause

# Where engines keep their things on a host, and the directory of the host that the tests mount into containers. Each is
# a directory of our own disk here, at the same path: then the mount tables in the containers are those of a host whose
# root file system is that disk, and the guard can prove what is a path of the host. run.sh makes those that are missing,
# and removes them again.
ENGINE_HOST=/srv/mountguard-test
ENGINE_DIRS=(
	"$ENGINE_HOST" /var/lib/docker /var/lib/containers /etc/docker /opt/containerd
	/run/docker /run/containerd /run/containers /run/runc
)

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
	# Podman reads it too, and then wants it to be there.
	echo '{}' >"$MG_ENGINE_DIR/client/config.json"
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

# Nothing on the disk has to outlive the run: without nobarrier each fsync would wait for the machine's own disk. Its
# /run is memory, as everywhere.
engine_disk() {
	local disk=$MG_ENGINE_DIR/disk
	truncate -s 16G "$disk.img" &&
		mkfs.ext4 -q -F -O ^has_journal "$disk.img" &&
		mkdir "$disk" &&
		mount -t ext4 -o loop,nobarrier "$disk.img" "$disk" &&
		mkdir "$disk/run" &&
		mount -t tmpfs -o mode=0755 tmpfs "$disk/run"
}

# Puts the directories of the disk in their places; false where one of them could not be, and no engine may be started
# then: it would use the machine's own. They are shared mounts, as systemd has them.
engine_places() {
	local dir
	for dir in "${ENGINE_DIRS[@]}"; do
		mkdir -p "$MG_ENGINE_DIR/disk$dir" && mount --bind "$MG_ENGINE_DIR/disk$dir" "$dir" &&
			mount --make-shared "$dir" || return 1
	done
}

# Docker's own choice is left to it unless MG_IMAGE_STORE says something else.
engine_settings() {
	case ${MG_IMAGE_STORE:-} in
	containerd) echo '{ "features": { "containerd-snapshotter": true } }' ;;
	overlay2) echo '{ "features": { "containerd-snapshotter": false }, "storage-driver": "overlay2" }' ;;
	*) echo '{}' ;;
	esac
}

# Prints what the tests run on, in a few words. Docker with the image store of containerd calls its driver overlayfs.
engine_names() {
	local docker compose podman
	docker=$(docker info --format '{{.ServerVersion}} {{if eq .Driver "overlayfs"}}containerd{{else}}{{.Driver}}{{end}}')
	compose=$(docker compose version --short 2>/dev/null || docker-compose version --short 2>/dev/null) || compose=none
	podman=$(podman version --format '{{.Client.Version}}')
	echo "Docker ${docker%%[+~]*} ${docker#* }, Compose ${compose%%[+~-]*}, Podman ${podman%%[+~]*}"
}

# Starts dockerd; false, with the end of its log on standard error, where it does not answer within a minute.
engine_start() {
	local dir=$MG_ENGINE_DIR
	engine_client
	engine_settings >"$dir/daemon.json"
	dockerd --config-file "$dir/daemon.json" --host "$DOCKER_HOST" --pidfile "$dir/dockerd.pid" \
		--iptables=false --bridge=none --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/${dir##*/}" \
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
	# dockerd leaves this one behind when a container had the host's network.
	! mountpoint -q /run/docker/netns/default || umount /run/docker/netns/default
}

# podman_limit NAME SOFT HARD: a limit as containers.conf writes it. Podman's own is a million, and to raise a limit
# runc needs a capability that not every root has.
podman_limit() {
	printf '"%s=%s:%s"' "$1" "${2/unlimited/-1}" "${3/unlimited/-1}"
}

# podman_configure DIRECTORY STORAGE RUN: from here on Podman keeps images, containers and volumes in STORAGE, what does
# not outlive a boot in RUN, the rest in DIRECTORY, and takes nothing from the system's own settings. This control group
# manager and runc work with and without systemd, and on hybrid control groups, where crun does not.
podman_configure() {
	local dir=$1 storage=$2 run=$3
	mkdir -p "$dir"
	cat >"$dir/containers.conf" <<EOF
[containers]
default_ulimits = [
	$(podman_limit nofile "$(ulimit -Sn)" "$(ulimit -Hn)"),
	$(podman_limit nproc "$(ulimit -Su)" "$(ulimit -Hu)"),
]
log_driver = "k8s-file"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
infra_image = "$PAUSE_IMAGE"
stop_timeout = 1
tmp_dir = "$dir/tmp"
[network]
network_config_dir = "$dir/networks"
EOF
	cat >"$dir/storage.conf" <<EOF
[storage]
driver = "overlay"
graphroot = "$storage"
runroot = "$run"
EOF
	export CONTAINERS_CONF=$dir/containers.conf CONTAINERS_STORAGE_CONF=$dir/storage.conf
	# A health check of an image would become a timer of the system's own systemd.
	export DISABLE_HC_SYSTEMD=true
	# Podman 5 warns at every start where this machine has control groups v1, amid what is compared.
	export PODMAN_IGNORE_CGROUPSV1_WARNING=true
	unset CONTAINER_HOST CONTAINER_CONNECTION
}

# There is no daemon to start.
podman_prepare() {
	# Root in a container with a user namespace has to come through to what it binds, and every user to the settings.
	chmod 0711 "$MG_ENGINE_DIR"
	podman_configure "$MG_ENGINE_DIR/podman" /var/lib/containers/storage /run/containers/storage
}

podman_stop() {
	local overlay=/var/lib/containers/storage/overlay
	[ -e "$MG_ENGINE_DIR/podman" ] && [ -d "$overlay" ] || return 0
	timeout 60 podman pod rm --all --force --time 0 >/dev/null
	timeout 60 podman rm --all --force --time 0 --volumes >/dev/null
	# Podman 5 mounts an image again for a container that it restarts, and takes only one of the two mounts back.
	timeout 60 podman image unmount --all --force >/dev/null
	# Podman mounts it on itself, and a command that is killed cannot take that back.
	! mountpoint -q "$overlay" || umount "$overlay"
}

# Prints the mounts that lie in the engines' directories, and every process but process 1, the caller.
engine_remains() {
	local entry
	awk -v list="$MG_ENGINE_DIR ${ENGINE_DIRS[*]}" -v disk="$MG_ENGINE_DIR/disk" '
		BEGIN { count = split(list, dirs, " ") }
		$5 == disk || $5 == disk "/run" { next }
		{ for (i = 1; i <= count; i++) if (index($5, dirs[i] "/") == 1) print "mount " $5 }' /proc/self/mountinfo
	for entry in /proc/[0-9]*; do
		[ "$entry" = /proc/1 ] || echo "process $(tr '\0' ' ' <"$entry/cmdline")"
	done
}

# Writes what remains to a file; true where that is nothing.
engine_left_nothing() {
	engine_remains >"$MG_ENGINE_DIR/remains" 2>/dev/null
	[ ! -s "$MG_ENGINE_DIR/remains" ]
}

# Takes the disk away, and adds to what remains where that is not possible.
engine_undisk() {
	local dir
	for dir in "${ENGINE_DIRS[@]}" "$MG_ENGINE_DIR/disk/run" "$MG_ENGINE_DIR/disk"; do
		! mountpoint -q "$dir" || umount "$dir" 2>>"$MG_ENGINE_DIR/remains"
	done
}

# base_make TARBALL: a small Debian with what the stacks need.
base_make() {
	local root=$MG_ENGINE_DIR/root log=$MG_ENGINE_DIR/debootstrap.log
	echo "# making the base image, once: $BASE_SUITE with $BASE_PACKAGES"
	# The last word is no argument where it is empty: debootstrap knows a mirror of its own.
	debootstrap --variant=minbase --include="$BASE_PACKAGES" "$BASE_SUITE" "$root" \
		${MG_DEBIAN_MIRROR:+"$MG_DEBIAN_MIRROR"} >"$log" 2>&1 || { tail -n 20 "$log" >&2; return 1; }
	rm -rf "$root"/var/lib/postgresql/15 "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}
	tar -C "$root" --numeric-owner -cf "$1" .
	rm -rf "$root"
}

# base_get CACHE: BASE_TARBALL is the base image then, in that directory, where it is made unless it is there. It
# gets its name when it is whole, under a lock: a run that is killed leaves nothing that another takes for it.
base_get() {
	local key
	key=$(printf '%s\n' "$BASE_SUITE" "$BASE_PACKAGES" "$(uname -m)" | sha256sum)
	BASE_TARBALL=$1/base-${key:0:12}.tar
	mkdir -p "$1"
	(
		flock 9
		[ ! -s "$BASE_TARBALL" ] || exit 0
		rm -f "$1"/*.part
		base_make "$BASE_TARBALL.part" && mv "$BASE_TARBALL.part" "$BASE_TARBALL"
	) 9>"$1/lock"
}

base_import() {
	base_get "$1" && docker import "$BASE_TARBALL" "$BASE_IMAGE" >/dev/null
}
