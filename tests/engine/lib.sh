# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# A Docker engine and a Podman for the tests, and the image that they start from. All of their files are in one
# temporary directory, $MG_ENGINE_DIR, most of them on a disk image. For inside.sh, which is process 1 of a process
# namespace and has a mount namespace of its own.

# The packages of the base image. Another word here makes another image; the old one stays in the cache.
BASE_SUITE=bookworm
BASE_PACKAGES=uvicorn,python3-fastapi,celery,gunicorn,nginx-light,openssl,postgresql-15,redis-server
BASE_IMAGE=mountguard-test/base

# Holds the namespaces of a pod, made from the base image: Podman would build its own from a program that not every
# machine has.
PAUSE_IMAGE=localhost/mountguard-test/pause

# Where engines keep their files on a host, and the directory of the host that the tests mount into containers. Here each
# is a directory of our own disk, at the same path. So the containers see the mount tables of a host whose root file
# system is that disk, and the guard can prove a path of the host. run.sh makes missing directories, and removes them.
ENGINE_HOST=/srv/mountguard-test
ENGINE_DIRS=(
	"$ENGINE_HOST" /var/lib/docker /var/lib/containers /etc/docker /opt/containerd
	/run/docker /run/containerd /run/containers /run/runc
)

# wait_for SECONDS COMMAND...: runs the command until it succeeds; false: it did not in that time.
wait_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.1
	done
}

# The distribution's client fits its daemon; another one in PATH may be too new to talk to it by default.
engine_client() {
	mkdir -p "$MG_ENGINE_DIR/bin" "$MG_ENGINE_DIR/client"
	if [ -x /usr/bin/docker ]; then
		ln -s /usr/bin/docker "$MG_ENGINE_DIR/bin/docker"
	else
		export DOCKER_API_VERSION=${DOCKER_API_VERSION:-1.41}
	fi
	# Podman reads it, too, and fails if it is missing.
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

# The disk need not outlive the run: without nobarrier each fsync would wait for the machine's own disk. Its /run is
# memory, as on every host.
engine_disk() {
	local disk=$MG_ENGINE_DIR/disk
	truncate -s 16G "$disk.img" &&
		mkfs.ext4 -q -F -O ^has_journal "$disk.img" &&
		mkdir "$disk" &&
		mount -t ext4 -o loop,nobarrier "$disk.img" "$disk" &&
		mkdir "$disk/run" &&
		mount -t tmpfs -o mode=0755 tmpfs "$disk/run"
}

# Mounts the directories of the disk in their places; false: one could not be mounted. Then no engine may start, because
# it would use the machine's own. They are shared mounts, as under systemd.
engine_places() {
	local dir
	for dir in "${ENGINE_DIRS[@]}"; do
		mkdir -p "$MG_ENGINE_DIR/disk$dir" && mount --bind "$MG_ENGINE_DIR/disk$dir" "$dir" &&
			mount --make-shared "$dir" || return 1
	done
}

# Docker chooses its store unless MG_IMAGE_STORE names one.
engine_settings() {
	case ${MG_IMAGE_STORE:-} in
	containerd) echo '{ "features": { "containerd-snapshotter": true } }' ;;
	overlay2) echo '{ "features": { "containerd-snapshotter": false }, "storage-driver": "overlay2" }' ;;
	*) echo '{}' ;;
	esac
}

# Prints in a few words what the tests run on. With containerd's image store Docker calls its driver overlayfs.
engine_names() {
	local docker compose podman
	docker=$(docker info --format '{{.ServerVersion}} {{if eq .Driver "overlayfs"}}containerd{{else}}{{.Driver}}{{end}}')
	compose=$(docker compose version --short 2>/dev/null || docker-compose version --short 2>/dev/null) || compose=none
	podman=$(podman version --format '{{.Client.Version}}')
	echo "Docker ${docker%%[+~]*} ${docker#* }, Compose ${compose%%[+~-]*}, Podman ${podman%%[+~]*}"
}

# Starts dockerd. False, with the end of its log on standard error: it did not answer within a minute.
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
	# dockerd leaves this one behind after a container with the host's network.
	! mountpoint -q /run/docker/netns/default || umount /run/docker/netns/default
}

# podman_limit NAME SOFT HARD: prints a limit as containers.conf spells it. Podman's own is a million, but runc needs a
# capability to raise a limit, which not every root has.
podman_limit() {
	printf '"%s=%s:%s"' "$1" "${2/unlimited/-1}" "${3/unlimited/-1}"
}

# podman_configure DIRECTORY STORAGE RUN: from here on Podman keeps images, containers and volumes in STORAGE, files for
# one boot in RUN, the rest in DIRECTORY, and ignores the system's own settings. This control group manager and runc work
# with and without systemd, and on hybrid control groups, where crun does not.
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
	# On control groups v1, Podman 5 warns at every start, in the output that is compared.
	export PODMAN_IGNORE_CGROUPSV1_WARNING=true
	unset CONTAINER_HOST CONTAINER_CONNECTION
}

# There is no daemon to start.
podman_prepare() {
	# Root of a user namespace must reach what it binds, and every user the settings.
	chmod 0711 "$MG_ENGINE_DIR"
	podman_configure "$MG_ENGINE_DIR/podman" /var/lib/containers/storage /run/containers/storage
}

podman_stop() {
	local overlay=/var/lib/containers/storage/overlay
	[ -e "$MG_ENGINE_DIR/podman" ] && [ -d "$overlay" ] || return 0
	timeout 60 podman pod rm --all --force --time 0 >/dev/null
	timeout 60 podman rm --all --force --time 0 --volumes >/dev/null
	# For a container that it restarts, Podman 5 mounts an image a second time, and removes only one of the mounts.
	timeout 60 podman image unmount --all --force >/dev/null
	# Podman mounts it on itself; a killed command cannot undo that.
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

# Writes what remains to a file; true: nothing remains.
engine_left_nothing() {
	engine_remains >"$MG_ENGINE_DIR/remains" 2>/dev/null
	[ ! -s "$MG_ENGINE_DIR/remains" ]
}

# Removes the disk. If it cannot, adds that to what remains.
engine_undisk() {
	local dir
	for dir in "${ENGINE_DIRS[@]}" "$MG_ENGINE_DIR/disk/run" "$MG_ENGINE_DIR/disk"; do
		! mountpoint -q "$dir" || umount "$dir" 2>>"$MG_ENGINE_DIR/remains"
	done
}

# base_make TARBALL: makes a small Debian with the packages of the stacks.
base_make() {
	local root=$MG_ENGINE_DIR/root log=$MG_ENGINE_DIR/debootstrap.log
	echo "# making the base image, once: $BASE_SUITE with $BASE_PACKAGES"
	# An empty last word is left out: debootstrap knows a mirror.
	debootstrap --variant=minbase --include="$BASE_PACKAGES" "$BASE_SUITE" "$root" \
		${MG_DEBIAN_MIRROR:+"$MG_DEBIAN_MIRROR"} >"$log" 2>&1 || { tail -n 20 "$log" >&2; return 1; }
	rm -rf "$root"/var/lib/postgresql/15 "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}
	tar -C "$root" --numeric-owner -cf "$1" .
	rm -rf "$root"
}

# base_get CACHE: sets BASE_TARBALL to the base image in that directory, and makes a missing one. Only a whole image gets
# the name, under a lock: a killed run leaves nothing that another run takes for it.
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
