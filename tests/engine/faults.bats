#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# One fault of storage for each test, in real containers of Docker and Podman. The whole message is compared, because a
# user who does not know the fault has nothing else: such people have read messages/fault-*.txt. MG_LOGS=DIRECTORY keeps
# each message there as it was, for other readers.
#
# The expectations are those that the user of such a program would write. If a fault comes later, or if only one thing
# differs, the same expectations hold before it: a message about a fault that was always there proves little. If the
# advice can be carried out, the test does so, and all expectations hold.

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

# The commands of these images do not matter, since they are never started. The database's image declares a volume, as
# all public ones do, and starts as root to become postgres; the service's user is 1000.
setup_file() {
	local context=$BATS_FILE_TMPDIR/context
	images
	client=podman
	podman import --quiet "$BASE_TARBALL" "$BASE_IMAGE" >/dev/null
	images
	cat >"$context/Dockerfile" <<'END'
ARG BASE
FROM ${BASE}
CMD ["sleep", "infinity"]
STOPSIGNAL SIGKILL
END
	build "$PAUSE_IMAGE" "$context" --format docker
}

images() {
	mkdir -p "$context"
	cp "$MOUNTGUARD" "$context/mountguard"
	cat >"$context/mountguard.conf" <<'END'
# initdb makes the data directory on the first start, so it may be empty.
${PGDATA}             persistent, writable
/var/run/postgresql   writable
END
	cat >"$context/Dockerfile" <<'END'
ARG BASE
FROM ${BASE}
ENV PGDATA=/var/lib/postgresql/data MOUNTGUARD_USER=postgres
RUN install -d -o postgres -g postgres /var/lib/postgresql /var/run/postgresql && \
    install -d -o postgres -g postgres -m 700 $PGDATA
COPY mountguard /mountguard
COPY mountguard.conf /etc/mountguard.conf
VOLUME /var/lib/postgresql/data
ENTRYPOINT ["/mountguard"]
CMD ["postgres"]
END
	build database "$context"
	cat >"$context/Dockerfile" <<'END'
ARG BASE
FROM ${BASE}
RUN echo 'app:x:1000:1000::/home/app:/bin/sh' >>/etc/passwd && echo 'app:x:1000:' >>/etc/group && \
    install -d -o 1000 -g 1000 /app /app/models /app/temp && echo 'version = 2' >/app/main.py
COPY mountguard /mountguard
WORKDIR /
USER app
ENTRYPOINT ["/mountguard"]
CMD ["uvicorn", "--app-dir", "/app", "main:app"]
END
	build service "$context"
	# Without a configuration of its own: Docker mounts no directory over a file.
	cat >"$context/Dockerfile" <<'END'
ARG BASE
FROM ${BASE}
RUN rm /etc/nginx/nginx.conf
COPY mountguard /mountguard
ENTRYPOINT ["/mountguard"]
CMD ["nginx", "-g", "daemon off;"]
STOPSIGNAL SIGKILL
END
	build proxy "$context"
}

teardown() {
	serve_no_more
	[ "$client" = docker ] || podman pod rm --all --force --time 0 >/dev/null
	rootless_stop
	clear_up
}

# expects EXPECTATION...: sets MOUNTGUARD_EXPECT to these
expects() {
	local IFS=';'
	with --env "MOUNTGUARD_EXPECT=$*"
}

# fault NAME: the container said the message of that name. Keeps it for MG_LOGS.
fault() {
	[ -z "${MG_LOGS:-}" ] || cp "$err" "$MG_LOGS/$1.log"
	is_message "$err" "fault-$1"
	[ "$(head -n 1 "$err" | wc -c)" -lt 500 ]
}

# ends_with_fault NAME: the container ended with 69, and said nothing else.
ends_with_fault() {
	ended
	the_code_is 69
	nothing_in "$out"
	fault "$1"
}

# is_well IMAGE: with the same options all expectations hold, and the guard says nothing.
is_well() {
	start "$1" --check
	ended
	the_code_is 0
	nothing_in "$out"
	nothing_in "$err"
	wait_for 10 "$client" rm app >/dev/null
}

# mended IMAGE [OPTION]...: the test has followed the advice, or more options of a new container follow it; all
# expectations hold.
mended() {
	wait_for 10 "$client" rm app >/dev/null
	with "${@:2}"
	is_well "$1"
}

# mended_by_a_restart: starts the same container again, as the advice says, and does nothing else.
mended_by_a_restart() {
	"$client" restart --time 1 app >/dev/null
	wait_for 30 slept
	"$client" exec app /mountguard --health
}

# looks_again NAME: the health check of the running container finds the fault.
looks_again() {
	code=0
	"$client" exec app /mountguard --health >"$out" 2>"$err" || code=$?
	the_code_is 1
	nothing_in "$out"
	fault "$1"
}

# runs IMAGE: the container runs behind the guard, which found nothing.
runs() {
	start "$1" sleep infinity
	wait_for 30 is Running true
	wait_for 30 slept
	"$client" exec app /mountguard --health
}

slept() {
	[[ "$(process 1)" == 'sleep infinity '* ]]
}

# disk DIRECTORY [OPTION]...: makes a file system with these options, which the host mounts there.
disk() {
	local image=$BATS_TEST_TMPDIR/${1##*/}.img
	truncate -s 16M "$image"
	mkfs.ext4 -q -F "${@:2}" "$image"
	mkdir -p "$1"
	mount -o loop "$image" "$1"
}

# source_tree DIRECTORY: makes a project with two services, as git checks it out.
source_tree() {
	mkdir -p "$1/api/routes" "$1/web"
	echo 'app = None' >"$1/api/main.py"
	echo 'fastapi' >"$1/api/requirements.txt"
	echo '{}' >"$1/web/package.json"
	echo '<html>' >"$1/web/index.html"
	echo 'shop' >"$1/README.md"
}

# fill_volume NAME COMMAND: runs the shell command with the volume at /v
fill_volume() {
	"$client" run --rm --user 0 --network none --volume "$1:/v" --entrypoint sh service -c "$2"
}

# ---- a database

@test "a new disk is mounted where the database was" {
	disk "$HOST/postgres"
	with --volume "$HOST/postgres:/var/lib/postgresql/data"
	start database
	ends_with_fault blank-disk
}

@test "a tmpfs over the data directory" {
	with --tmpfs /var/lib/postgresql/data
	start database
	ends_with_fault tmpfs-over-data
}

@test "no volume was named, so that the image's VOLUME made one" {
	start database
	ends_with_fault anonymous-volume

	mended database --volume pgdata:/var/lib/postgresql/data
}

@test "the database in the volume is two directories deeper, as Debian's packages make it" {
	is_well_with_volume
	fill_volume pgdata 'mkdir -p /v/15/main/base && echo 15 >/v/15/main/PG_VERSION && chown -R postgres:postgres /v/15'
	expects '/var/lib/postgresql/data persistent, writable' '/var/lib/postgresql/data/PG_VERSION file, nonempty'
	start database
	ends_with_fault data-deeper
}

is_well_with_volume() {
	with --volume pgdata:/var/lib/postgresql/data
	is_well database
}

@test "a data directory of another image's postgres" {
	mkdir -p "$HOST/pgdata/base"
	echo 15 >"$HOST/pgdata/PG_VERSION"
	chown -R 999:999 "$HOST/pgdata"
	chmod 0700 "$HOST/pgdata"
	with --volume "$HOST/pgdata:/var/lib/postgresql/data"
	expects '/var/lib/postgresql/data persistent, writable, owner=postgres' \
		'/var/lib/postgresql/data/PG_VERSION file, nonempty'
	start database
	ends_with_fault data-of-another-user
}

# ---- the source tree

SOURCE=('/app mount, nonempty' '/app/main.py file, nonempty, readable')

@test "the bind is a directory too high" {
	source_tree "$HOST/shop"
	expects "${SOURCE[@]}"
	with --volume "$HOST/shop:/app"
	start service
	ends_with_fault bind-too-high
}

@test "the bind is a directory too deep" {
	source_tree "$HOST/shop"
	expects '/srv/shop mount, nonempty' '/srv/shop/api/main.py file, nonempty, readable'
	with --volume "$HOST/shop/api:/srv/shop"
	start service uvicorn --app-dir /srv/shop api.main:app
	ends_with_fault bind-too-deep
}

@test "the bind is the directory beside it" {
	source_tree "$HOST/shop"
	expects "${SOURCE[@]}"
	with --volume "$HOST/shop/web:/app"
	start service
	ends_with_fault bind-sibling
}

@test "an empty directory hides the image's code" {
	mkdir "$HOST/app"
	expects '/app/main.py file, nonempty'
	is_well service
	with --volume "$HOST/app:/app"
	start service
	ends_with_fault empty-over-code
}

@test "one volume less, and what the last run left of it in an empty source" {
	mkdir -p "$HOST/modAI/models" "$HOST/modAI/temp"
	with --volume "$HOST/modAI:/app" --volume models:/app/models
	expects '/app mount=bind, nonempty' '/app/models mount=volume, writable'
	start service
	ends_with_fault mount-points-of-before
}

@test "a directory on the way is closed to the service's user" {
	source_tree "$HOST/shop"
	expects '/srv/shop/api dir, readable' '/srv/shop/api/main.py file, nonempty, readable'
	with --volume "$HOST/shop:/srv/shop"
	is_well service
	chmod 0700 "$HOST/shop/api"
	start service uvicorn --app-dir /srv/shop api.main:app
	ends_with_fault way-closed

	chmod o+rx "$HOST/shop/api"
	mended service
}

@test "a link in the source tree leads to a place that is not mounted" {
	source_tree "$HOST/shop/releases/42"
	ln -s "$HOST/shop/releases/42" "$HOST/shop/current"
	expects '/srv/shop mount=bind, nonempty' '/srv/shop/current/api/main.py file, nonempty'
	with --volume "$HOST/shop:/srv/shop"
	start service uvicorn --app-dir /srv/shop/current/api main:app
	ends_with_fault link-out-of-the-mount
}

@test "main.py has no bytes" {
	source_tree "$HOST/shop"
	expects "${SOURCE[@]}"
	with --volume "$HOST/shop/api:/app"
	is_well service
	: >"$HOST/shop/api/main.py"
	start service
	ends_with_fault file-of-no-bytes
}

@test "a volume keeps the image's old code" {
	expects '/app/main.py file, nonempty, on=image' '/app/models mount=volume, writable'
	with --volume models:/app/models
	is_well service
	with --volume shop_code:/app
	start service
	ends_with_fault volume-over-code
}

@test "Git Bash has changed the target" {
	source_tree "$HOST/shop"
	expects "${SOURCE[@]}"
	with --volume "$HOST/shop/api:/app;C"
	start service
	ends_with_fault git-bash
}

@test "the target is written in another case" {
	source_tree "$HOST/shop"
	expects '/srv/shop/api mount, nonempty' '/srv/shop/api/main.py file, nonempty'
	with --volume "$HOST/shop/api:/srv/Shop/api"
	start service
	ends_with_fault target-in-another-case
}

# ---- volumes

MODELS=('/models mount=volume, persistent, has=*.onnx' '/scratch mount=volume, writable')

@test "two volumes have changed their places" {
	fill_volume models 'echo weights >/v/resnet50.onnx'
	fill_volume scratch 'mkdir /v/uploads && echo x >/v/uploads/1.tmp && chown -R 1000:1000 /v'
	expects "${MODELS[@]}"
	with --volume models:/scratch --volume scratch:/models
	start service
	ends_with_fault volumes-swapped
}

@test "a name without ./ is a volume, and it is empty" {
	mkdir "$HOST/models"
	echo weights >"$HOST/models/resnet50.onnx"
	expects '/models nonempty, has=*.onnx'
	with --volume models:/models
	start service
	ends_with_fault volume-for-directory
}

@test "the Compose project has another name, and so has its volume, which is new" {
	fill_volume shop_models 'echo weights >/v/resnet50.onnx'
	expects '/models mount=volume, persistent, has=*.onnx' '/app/main.py file'
	with --volume shop-main_models:/models
	start service
	ends_with_fault volume-of-another-project
}

@test "nothing is mounted where data are kept" {
	expects '/app/main.py file' '/app/models persistent, writable'
	start service
	ends_with_fault no-mount

	mended service --volume models:/app/models
}

@test "a directory on a partition of its own belongs to root" {
	disk "$HOST/catalog"
	mkdir -p "$HOST/catalog/vol/data"
	echo 1 >"$HOST/catalog/vol/data/index"
	expects '/data mount=bind, persistent, writable' '/data/index file, nonempty'
	with --volume "$HOST/catalog/vol/data:/data"
	start service
	ends_with_fault partition-of-root
}

@test "a disk of its own is full" {
	disk "$HOST/uploads"
	chown 1000:1000 "$HOST/uploads"
	expects '/uploads mount=bind, persistent, writable'
	with --volume "$HOST/uploads:/uploads"
	is_well service
	run ! dd if=/dev/zero of="$HOST/uploads/2024.tar" bs=1M
	start service
	ends_with_fault disk-full

	rm "$HOST/uploads/2024.tar"
	mended service
}

@test "a disk of its own has room, and no inodes" {
	disk "$HOST/cache" -N 16
	chown 1000:1000 "$HOST/cache"
	expects '/cache persistent, writable'
	with --volume "$HOST/cache:/cache"
	is_well service
	while mktemp "$HOST/cache/XXXXXX" 2>/dev/null; do :; done
	start service
	ends_with_fault disk-without-inodes
}

@test "a disk of its own that the host has made read-only" {
	disk "$HOST/uploads"
	chown 1000:1000 "$HOST/uploads"
	expects '/uploads mount=bind, persistent, writable'
	with --volume "$HOST/uploads:/uploads"
	echo jpeg >"$HOST/uploads/1.jpg"
	is_well service
	mount -o remount,ro "$HOST/uploads"
	start service
	ends_with_fault disk-read-only

	mount -o remount,rw "$HOST/uploads"
	mended service
}

# Docker's own files take the blocks reserved for root.
@test "the disk that the engine's volumes are on is full" {
	expects '/app/main.py file' '/app/models mount=volume, persistent, writable'
	with --volume models:/app/models
	is_well service
	fallocate -l "$(df --block-size 1 --output=avail "$HOST" | tail -n 1)" "$HOST/backup.tar"
	start service
	ends_with_fault engine-disk-full

	rm "$HOST/backup.tar"
	mended service
}

@test "a bind with :ro, and the service writes there" {
	mkdir "$HOST/uploads"
	chown 1000:1000 "$HOST/uploads"
	expects '/uploads mount=bind, persistent, writable'
	with --volume "$HOST/uploads:/uploads:ro"
	start service
	ends_with_fault bind-read-only
}

# runc gives a tmpfs the mode, but not the owner, of the image's directory below it.
@test "a tmpfs where the image has a directory of the service's user" {
	expects '/app/main.py file' '/app/temp writable'
	is_well service
	with --tmpfs /app/temp
	start service
	ends_with_fault tmpfs-of-root

	options=()
	expects '/app/main.py file' '/app/temp writable'
	mended service --tmpfs /app/temp:uid=1000,gid=1000
}

@test "plugins in a tmpfs that lets nothing be executed" {
	expects '/tmp writable, executable'
	is_well service
	with --tmpfs /tmp
	start service
	ends_with_fault tmpfs-noexec

	options=()
	expects '/tmp writable, executable'
	mended service --tmpfs /tmp:exec
}

# ---- configuration, secrets, sockets

PROXY=('/etc/nginx/nginx.conf file, nonempty, readonly' '/etc/nginx/ssl dir, readonly, has=*.pem'
	'/etc/nginx/ssl/key.pem file, nonempty, private')

proxy_files() {
	mkdir -p "$HOST/proxy/ssl"
	echo 'events {}' >"$HOST/proxy/nginx.conf"
	echo 'CERTIFICATE' >"$HOST/proxy/ssl/cert.pem"
	echo 'KEY' >"$HOST/proxy/ssl/key.pem"
	chmod 0600 "$HOST/proxy/ssl/key.pem"
	expects "${PROXY[@]}"
}

@test "nginx.conf is not on the host, so that Docker made a directory of it" {
	proxy_files
	rm "$HOST/proxy/nginx.conf"
	with --volume "$HOST/proxy/nginx.conf:/etc/nginx/nginx.conf:ro" --volume "$HOST/proxy/ssl:/etc/nginx/ssl:ro"
	start proxy
	ends_with_fault file-became-directory

	rmdir "$HOST/proxy/nginx.conf"
	echo 'events {}' >"$HOST/proxy/nginx.conf"
	mended proxy
}

@test "the configuration is mounted writable" {
	proxy_files
	with --volume "$HOST/proxy/nginx.conf:/etc/nginx/nginx.conf" --volume "$HOST/proxy/ssl:/etc/nginx/ssl:ro"
	start proxy
	ends_with_fault config-writable
}

@test "everybody can read the key" {
	proxy_files
	with --volume "$HOST/proxy/nginx.conf:/etc/nginx/nginx.conf:ro" --volume "$HOST/proxy/ssl:/etc/nginx/ssl:ro"
	is_well proxy
	chmod 0644 "$HOST/proxy/ssl/key.pem"
	start proxy
	ends_with_fault key-for-everybody

	chmod 0600 "$HOST/proxy/ssl/key.pem"
	mended proxy
}

@test "a key that only root may read" {
	mkdir "$HOST/secrets"
	echo key >"$HOST/secrets/jwt.key"
	chmod 0600 "$HOST/secrets/jwt.key"
	expects '/app/main.py file' '/run/secrets/jwt.key file, nonempty, readable, private'
	with --volume "$HOST/secrets/jwt.key:/run/secrets/jwt.key:ro"
	start service
	ends_with_fault key-of-root
}

@test "a configuration file that an editor has replaced" {
	echo 'level: info' >"$HOST/app.yaml"
	expects '/etc/app.yaml file, nonempty, readable' '/app/main.py file'
	with --volume "$HOST/app.yaml:/etc/app.yaml:ro"
	runs service
	echo 'level: debug' >"$HOST/app.yaml~"
	mv "$HOST/app.yaml~" "$HOST/app.yaml"
	looks_again file-replaced

	mended_by_a_restart
}

@test "the source was checked out anew under the running container" {
	source_tree "$HOST/shop"
	expects '/srv/shop mount=bind, nonempty' '/srv/shop/api/main.py file, nonempty' \
		'/srv/shop/models mount=volume, persistent' '/srv/shop/temp mount=volume, persistent'
	with --volume "$HOST/shop:/srv/shop" --volume models:/srv/shop/models --volume temp:/srv/shop/temp
	runs service
	rm -rf "$HOST/shop"
	source_tree "$HOST/shop"
	looks_again stale

	mended_by_a_restart
}

# listen SOCKET: starts a server there, as the engine of the host is one.
listen() {
	mkdir -p "${1%/*}"
	python3 -c 'import socket, sys, time
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
time.sleep(600)' "$1" 3>&- &
	server=$!
	wait_for 10 test -S "$1"
}

@test "a socket that a group of the host may use" {
	listen "$HOST/run/docker.sock"
	chown 0:998 "$HOST/run/docker.sock"
	chmod 0660 "$HOST/run/docker.sock"
	expects '/app/main.py file' '/var/run/docker.sock socket, readable, writable'
	with --volume "$HOST/run/docker.sock:/var/run/docker.sock"
	start service
	ends_with_fault socket-of-a-group

	mended service --group-add 998
}

@test "a socket that was not there, so that Docker made a directory of it" {
	expects '/app/main.py file' '/var/run/docker.sock socket'
	with --volume "$HOST/run/docker.sock:/var/run/docker.sock"
	start service
	ends_with_fault socket-became-directory

	rmdir "$HOST/run/docker.sock"
	listen "$HOST/run/docker.sock"
	mended service
}

@test "no socket yet in the volume that two containers share" {
	expects '/app/main.py file' '/run/shop dir, writable' '/run/shop/php-fpm.sock socket, writable'
	fill_volume run_shop 'chown 1000:1000 /v'
	with --volume run_shop:/run/shop
	start service
	ends_with_fault socket-missing
}

# ---- servers

@test "the program that serves a bucket has ended" {
	fuse "$HOST/remote/bucket"
	with --volume "$HOST/remote:/remote" --env MOUNTGUARD_TIMEOUT=2s
	expects '/remote/bucket nonempty' '/remote/bucket/file file, readable'
	is_well service
	kill -KILL "$server"
	wait "$server" || true
	start service
	ends_with_fault server-ended

	umount -l "$HOST/remote/bucket"
	fuse "$HOST/remote/bucket"
	mended service
}

@test "the program that serves a bucket hangs" {
	fuse "$HOST/remote/bucket"
	with --volume "$HOST/remote:/remote" --env MOUNTGUARD_TIMEOUT=2s
	expects '/remote/bucket nonempty' '/remote/bucket/file file, readable' '/app/main.py file'
	is_well service
	kill -USR1 "$server"
	start service
	wait_for 30 has_ended_its_say
	fault server-hangs

	kill -KILL "$server"
	wait "$server" || true
	ended
	the_code_is 69
}

has_ended_its_say() {
	said
	grep -q '(exit 69)$' "$err"
}

# ---- Podman

@test "Podman: the container's root is read-only, and the service keeps a cache there" {
	client=podman
	expects '/app/main.py file, nonempty' '/app/temp dir, writable' '/tmp writable'
	is_well service
	with --read-only
	start service
	ends_with_fault podman-root-read-only

	mended service --tmpfs /app/temp:U
}

@test "Podman: a tmpfs where the image has a directory of the service's user" {
	client=podman
	expects '/app/main.py file' '/app/temp writable'
	is_well service
	with --tmpfs /app/temp
	start service
	ends_with_fault podman-tmpfs-of-root

	options=()
	expects '/app/main.py file' '/app/temp writable'
	mended service --tmpfs /app/temp:U
}

@test "Podman: nothing is mounted for the models, inside of what is mounted for the code" {
	client=podman
	source_tree "$HOST/shop"
	mkdir "$HOST/shop/api/models"
	expects '/app mount=bind, nonempty' '/app/models mount=volume, persistent'
	with --volume "$HOST/shop/api:/app"
	start service
	ends_with_fault podman-volume-forgotten

	mended service --volume models:/app/models
}

@test "Podman: a volume that an earlier container of root's has filled" {
	client=podman
	fill_volume models 'echo weights >/v/resnet50.onnx && chown -R root:root /v && chmod 755 /v'
	expects '/models mount=volume, persistent, writable, has=*.onnx'
	local others=("${options[@]}")
	with --volume models:/models
	start service
	ends_with_fault podman-volume-of-root

	options=("${others[@]}")
	mended service --volume models:/models:U
}

@test "Podman: a secret that only root may read" {
	client=podman
	echo hunter2 >"$HOST/password"
	podman secret create db_password "$HOST/password" >/dev/null
	expects '/app/main.py file' '/run/secrets/db_password file, nonempty, readable'
	with --secret db_password,mode=0400
	start service
	podman secret rm db_password >/dev/null
	ends_with_fault podman-secret-of-root
}

@test "Podman: another image is mounted where the uploads are kept" {
	client=podman
	expects '/app/main.py file' '/uploads mount, persistent, writable'
	with --mount type=image,source=proxy,destination=/uploads,rw=true
	start service
	ends_with_fault podman-image-mounted

	# The advice for a running container, and for a stopped one.
	wait_for 10 podman rm app >/dev/null
	with --user 0 --entrypoint sleep
	start service infinity
	podman exec app sh -c 'echo upload >/uploads/new'
	podman cp app:/uploads/new "$HOST/copy"
	[ "$(cat "$HOST/copy")" = upload ]
	podman restart --time 0 app >/dev/null
	run -1 podman exec app test -e /uploads/new
}

# pod VOLUME: makes a pod of the service, always with the same expectations; its volume is JSON.
pod() {
	cat >"$HOST/pod.yaml" <<END
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {app.yml: "workers: 4"}
---
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  restartPolicy: Never
  containers:
  - name: app
    image: localhost/service
    env:
    - name: MOUNTGUARD_EXPECT
      value: "$1"
    volumeMounts:
    - {name: it, mountPath: $2}
  volumes:
  - {name: it, $3}
END
	client=podman app=shop-app
	podman play kube --network none "$HOST/pod.yaml" >"$BATS_TEST_TMPDIR/play" 2>&1
}

@test "Podman: the path of a hostPath is misspelt, and DirectoryOrCreate makes it" {
	source_tree "$HOST/shop"
	pod '/srv/shop nonempty; /srv/shop/main.py file, nonempty' /srv/shop \
		"hostPath: {path: $HOST/shop/apt, type: DirectoryOrCreate}"
	ends_with_fault pod-hostpath-misspelt
}

@test "Podman: a configMap in a pod has the file under another name" {
	pod '/app/main.py file; /settings/app.yaml file, nonempty, readable' /settings 'configMap: {name: settings}'
	ends_with_fault pod-configmap-key
}

@test "Podman: a claim in a pod is misspelt" {
	pod '/models persistent, has=*.onnx; /app/main.py file' /models 'persistentVolumeClaim: {claimName: modles}'
	ends_with_fault pod-claim-misspelt
}

rootless_fault() {
	code=0
	rootless run --rm --network none "${options[@]}" guard minio server /data >"$out" 2>"$err" || code=$?
	the_code_is 69
	nothing_in "$out"
	fault "$1"
}

@test "Podman without root: a directory of the host's root" {
	rootless_prepare 2>"$BATS_TEST_TMPDIR/why" || not_here "$(tail -n 1 "$BATS_TEST_TMPDIR/why")"
	mkdir "$HOST/buckets"
	expects '/data mount=bind, persistent, writable'
	with --volume "$HOST/buckets:/data"
	rootless_fault rootless-of-root
}

@test "Podman without root: a file that only the host's root may read" {
	rootless_prepare 2>"$BATS_TEST_TMPDIR/why" || not_here "$(tail -n 1 "$BATS_TEST_TMPDIR/why")"
	mkdir "$HOST/buckets" "$HOST/certs"
	chown 64321:64321 "$HOST/buckets"
	echo key >"$HOST/certs/private.key"
	chmod 0600 "$HOST/certs/private.key"
	expects '/data persistent, writable' '/certs/private.key file, nonempty, readable'
	with --volume "$HOST/buckets:/data" --volume "$HOST/certs:/certs:ro"
	rootless_fault rootless-key-of-root
}
