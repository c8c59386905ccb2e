#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The guard in real Podman containers and in the pods of podman play kube. First the incident of stack 1, then what
# Podman does differently: it makes no directory for a missing source, gives a new volume to the container's user, keeps
# 500 bytes of a health check, and names the volumes of a pod.

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"
client=podman

# inference contains a real uvicorn; guard contains only mountguard.
setup_file() {
	local context=$BATS_FILE_TMPDIR/example
	podman import --quiet "$BASE_TARBALL" "$BASE_IMAGE" >/dev/null
	cp -r "$MG_TOP/examples/01-inference" "$context"
	cp "$MOUNTGUARD" "$context/mountguard"
	# Podman's own format has no HEALTHCHECK.
	build inference "$context" --format docker
	printf 'FROM scratch\nCOPY mountguard /mountguard\nENTRYPOINT ["/mountguard"]\n' >"$context/Dockerfile"
	build guard "$context"
	# Podman would kill sleep only after the stop timeout.
	cat >"$context/Dockerfile" <<'EOF'
ARG BASE
FROM ${BASE}
CMD ["sleep", "infinity"]
STOPSIGNAL SIGKILL
EOF
	build "$PAUSE_IMAGE" "$context" --format docker
}

setup() {
	TREE=$HOST/src/modAI
	VOLUMES=(--volume models:/app/models --volume temp:/app/temp)
	mkdir -p "$TREE"
}

teardown() {
	app=app
	podman pod rm --all --force --time 0 >/dev/null
	rootless_stop
	clear_up
}

with_code() {
	cp "$MG_TOP/examples/01-inference/app/main.py" "$TREE/"
}

healthy() {
	with_code
	with --volume "$TREE:/app" "${VOLUMES[@]}"
}

# expects EXPECTATION...: sets MOUNTGUARD_EXPECT to these
expects() {
	local IFS=';'
	with --env "MOUNTGUARD_EXPECT=$*"
}

# Podman may be busy with the mounts of the container for a moment after its end.
remove() {
	wait_for 10 podman rm app >/dev/null 2>&1
}

# passed: --check ended with 0 and said nothing.
passed() {
	ended
	the_code_is 0
	nothing_in "$out"
	nothing_in "$err"
}

# refused_saying TEXT: the container ended with 69, and the first line begins so.
refused_saying() {
	ended
	the_code_is 69
	nothing_in "$out"
	[[ "$(head -n 1 "$err")" == "mountguard: FAIL $1"* ]] || { echo "it does not begin with '$1':"; cat "$err"; return 1; }
}

# Prints the table of --explain in out, one line for each row, without the free space and the widths that depend on it:
# they differ between machines.
table() {
	sed -E ':a; N; $!ba; s/\n {4}/ /g' "$out" |
		awk '/^note: / { print; next } NR > 1 && $6 != "-" { $6 = "SIZE" } { $1 = $1; print }'
}

is_table() {
	table >"$BATS_TEST_TMPDIR/table"
	is_message "$BATS_TEST_TMPDIR/table" "$1"
}

# ---- kinds

# One mount of each kind: directories of the host, one of them read-only, and a file; volumes; memory.
every_kind() {
	mkdir -p "$HOST/assets"
	with_code
	echo 'workers: 4' >"$HOST/app.yaml"
	with --volume "$TREE:/code" --volume "$HOST/assets:/assets:ro" --volume "$HOST/app.yaml:/etc/app.yaml:ro" \
		--volume models:/models --volume /spool --tmpfs /cache
}

@test "--explain tells every kind" {
	every_kind
	start guard --explain / /code /code/main.py /assets /etc/app.yaml /models /spool /cache
	ended
	the_code_is 0
	nothing_in "$err"
	is_table podman-kinds
}

@test "--explain without paths has a row for each mount" {
	local path
	every_kind
	start guard --explain
	ended
	the_code_is 0
	for path in / /code /assets /etc/app.yaml /models /spool /cache; do
		[ "$(grep -c "^$path " "$out")" = 1 ] || { echo "$path is not there once:"; cat "$out"; return 1; }
	done
	! grep -qE '^(/etc/hosts|/run/.containerenv|/dev/shm) ' "$out" || { echo "the engine's own:"; cat "$out"; return 1; }
	never_says "$out" unknown
	remove

	start guard --explain --verbose
	ended
	the_code_is 0
	for path in / /code /etc/hosts /run/.containerenv; do
		[ "$(grep -c "^$path " "$out")" = 1 ] || { echo "$path is not there once:"; cat "$out"; return 1; }
	done
}

@test "all is well with every kind, and silence" {
	every_kind
	expects '/code mount=bind, nonempty, readable, writable, persistent' '/code/main.py file, nonempty' \
		'/assets mount=bind, empty, readonly, opts=ro' '/etc/app.yaml mount=bind, file, nonempty, readonly' \
		'/models mount=volume, persistent, writable, source=models' '/spool mount=anonymous, writable' \
		'/cache mount=tmpfs, writable' '/ on=image, writable'
	start guard --check
	passed
}

# ---- the incident

shape_a() {
	with "${VOLUMES[@]}"
}

shape_b() {
	with --volume "$TREE:/app" "${VOLUMES[@]}"
}

@test "without the guard, shape A: uvicorn cannot import main" {
	shape_a
	with --entrypoint uvicorn --workdir /app
	start inference main:app --host 127.0.0.1 --port 8000
	ended
	the_code_is 1
	says "$err" 'Error loading ASGI app. Could not import module "main".'
}

@test "shape A is refused: /app is not a mount" {
	shape_a
	start inference
	refused podman-shape-a
}

@test "shape B is refused: /app is mounted and holds only mount points" {
	shape_b
	start inference
	refused podman-shape-b
}

@test "nothing was mounted at all" {
	start inference
	refused podman-nothing
}

@test "all is well: uvicorn is process 1, answers, and the guard said nothing" {
	healthy
	start inference
	serves
	[[ "$(process 1)" == *'uvicorn --app-dir /app main:app --host 127.0.0.1 --port 8000 ' ]]
	said
	never_says "$err" mountguard
	never_says "$out" mountguard
	timeout 30 podman stop --time 30 app
	ended
	says "$err" 'Finished server process [1]'
	[ "$code" != 137 ]
}

@test "podman makes no directory where the source of a bind is missing, and starts nothing" {
	local status=0
	shape_b
	with --volume "$TREE/main.py:/app/main.py"
	start inference 2>"$BATS_TEST_TMPDIR/refusal" || status=$?
	[ "$status" = 125 ]
	says "$BATS_TEST_TMPDIR/refusal" "$TREE/main.py: no such file or directory"
	[ ! -e "$TREE/main.py" ]
}

@test "main.py is a directory, which something else made on the host" {
	shape_b
	touch "$TREE/requirements.txt"
	mkdir "$TREE/main.py"
	with --volume "$TREE/main.py:/app/main.py"
	start inference
	refused podman-main-directory
}

# ---- what lasts, and what can be written

@test "the container's layer, an anonymous volume and a tmpfs are not persistent" {
	with --volume /spool --tmpfs /cache
	expects '/srv persistent' '/spool persistent' '/cache persistent'
	start inference --file /dev/null --check
	refused podman-persistent
}

@test "a bind with :ro cannot be written" {
	with --volume "$TREE:/app:ro"
	expects '/app writable'
	start guard --check
	refused podman-readonly
}

# Podman puts a tmpfs at /tmp then, which Docker does not.
@test "with --read-only the container's layer cannot be written, and /tmp can" {
	with --read-only
	expects '/srv writable' '/tmp writable, mount=tmpfs'
	start inference --file /dev/null --check
	refused podman-readonly-root
}

@test "a new volume is given to the container's user, a used one only with :U" {
	local others
	expects '/models mount=volume, persistent, writable'
	with --user 1000:1000
	others=("${options[@]}")
	with --volume models:/models
	start guard --check
	passed
	remove

	# Podman 5 gives an empty volume to the user each time.
	podman run --rm --network none --volume models:/models --entrypoint sh inference -c 'touch /models/a.bin && chown 0:0 /models'
	start guard --check
	refused podman-user
	remove

	options=("${others[@]}" --volume models:/models:U)
	start guard --check
	passed
}

# Its upper layer lies in the container's own directory.
@test "a bind with :O is an overlay that does not last" {
	with_code
	with --volume "$TREE:/app:O"
	expects '/app mount, nonempty, writable, persistent'
	start guard --check
	refused podman-overlay
	[ "$(ls "$TREE")" = main.py ]
}

# ---- users

# The container has no user for the host's user 1000; with :U the directory gets an owner that it has.
@test "the owner of a bind is not mapped, and :U gives it one that is" {
	local others
	chown 1000:1000 "$TREE"
	chmod 0700 "$TREE"
	with --uidmap 0:100000:1000 --gidmap 0:100000:1000
	expects '/app readable, writable'
	others=("${options[@]}")
	with --volume "$TREE:/app"
	start guard --check
	refused podman-unmapped
	app=other # Podman may be busy for long with the mounts of the first one

	options=("${others[@]}" --volume "$TREE:/app:U")
	start guard --check
	passed
	[ "$(stat -c %u "$TREE")" = 100000 ]
}

rootless_run() {
	code=0
	rootless run --rm --network none "$@" >"$out" 2>"$err" || code=$?
}

@test "without root: the kinds, and what is not the user's own" {
	rootless_prepare 2>"$BATS_TEST_TMPDIR/why" || not_here "$(tail -n 1 "$BATS_TEST_TMPDIR/why")"
	mkdir "$HOST/own"
	chown 64321:64321 "$HOST/own"
	options=(--volume "$HOST/own:/own" --volume "$TREE:/app" --volume models:/models --volume /spool --tmpfs /cache)
	rootless_run "${options[@]}" guard --explain / /own /models /spool /cache
	the_code_is 0
	nothing_in "$err"
	is_table podman-rootless-kinds

	expects '/own writable, persistent' '/models mount=volume, writable, persistent' '/app readable, readonly'
	rootless_run "${options[@]}" guard --check
	the_code_is 0
	nothing_in "$err"

	rootless_run --volume "$TREE:/app" guard --check --expect '/app writable'
	the_code_is 69
	says "$err" 'mountguard: FAIL /app: it cannot be written: permission denied (EACCES)'
	says "$err" '  why       it belongs to a user that this user namespace does not know (shown as 65534)'
}

# ---- health checks

# health CODE: podman healthcheck run ends with this code; its log is then in the file health.
health() {
	local status=0
	podman healthcheck run app >/dev/null || status=$?
	[ "$status" = "$1" ] || { echo "podman healthcheck run ended with $status, not $1"; return 1; }
	podman inspect --format '{{range .State.Health.Log}}{{json .}}{{"\n"}}{{end}}' app | tail -n 1 |
		jq --join-output '.Output' >"$BATS_TEST_TMPDIR/health"
}

@test "the image's HEALTHCHECK: healthy, stale, and healthy again after a restart" {
	healthy
	start inference
	serves
	health 0
	nothing_in "$BATS_TEST_TMPDIR/health"

	rm -rf "$TREE"
	mkdir "$TREE"
	with_code
	health 1
	podman exec app /mountguard --health 2>"$err" || true
	is_message "$err" podman-stale
	# Podman keeps this many bytes; the first line, the whole story, is complete.
	head -c 500 "$err" | diff -u --label kept - "$BATS_TEST_TMPDIR/health"
	says "$BATS_TEST_TMPDIR/health" "$(head -n 1 "$err")"

	podman restart --time 30 app
	serves
	health 0
}

@test "--health-cmd, as a list and for a shell" {
	local cmd
	for cmd in '["/mountguard", "--health"]' '/mountguard --health'; do
		healthy
		with --health-interval disable --health-cmd "$cmd"
		start inference
		serves
		health 0
		rm "$TREE/main.py"
		health 1
		says "$BATS_TEST_TMPDIR/health" 'mountguard: FAIL /app/main.py: it does not exist (ENOENT)'
		podman rm --force --time 0 app
		options=()
	done
}

# ---- podman play kube

# pod APP-ARGUMENT...: makes a pod with the guard as an init container, and as the entrypoint of the service. The source
# tree is a hostPath at /app. The arguments of the service's container are JSON; none: the image's own.
pod() {
	cat >"$HOST/pod.yaml" <<EOF
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  app.yaml: "workers: 4"
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: models
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Mi}}
---
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  restartPolicy: Never
  initContainers:
  - name: storage
    image: localhost/inference
    command: [/mountguard, --check]
    volumeMounts: &mounts
    - {name: source, mountPath: /app}
    - {name: models, mountPath: /app/models}
    - {name: scratch, mountPath: /app/temp}
    - {name: memory, mountPath: /cache}
    - {name: settings, mountPath: /settings}
  containers:
  - name: app
    image: localhost/inference
    ${1:+args: $1}
    volumeMounts: *mounts
  volumes:
  - {name: source, hostPath: {path: $TREE, type: Directory}}
  - {name: models, persistentVolumeClaim: {claimName: models}}
  - {name: scratch, emptyDir: {}}
  - {name: memory, emptyDir: {medium: Memory}}
  - {name: settings, configMap: {name: settings}}
EOF
	app=web-app
	podman play kube --network none "$HOST/pod.yaml" >"$BATS_TEST_TMPDIR/play" 2>&1
}

# Podman makes named volumes of all but the hostPath. The volume of an emptyDir ends with the pod, but the container
# cannot see that: the volume looks like that of a claim, as if it lasted.
@test "a pod: what its volumes are" {
	with_code
	pod '[--explain, /app, /app/models, /app/temp, /cache, /settings, /settings/app.yaml]'
	ended
	the_code_is 0
	nothing_in "$err"
	table | tail -n +2 | sed 's/ EMPTY: / /' | cut -d ' ' -f 1,2,7 >"$BATS_TEST_TMPDIR/kinds"
	# Podman 5 makes a tmpfs of an emptyDir in memory.
	sed -i 's/^\/cache tmpfs tmpfs$/\/cache volume memory/' "$BATS_TEST_TMPDIR/kinds"
	diff -u "$BATS_TEST_TMPDIR/kinds" - <<-END
		/app bind $TREE
		/app/models volume models
		/app/temp volume scratch
		/cache volume memory
		/settings volume settings
		/settings/app.yaml volume settings
	END
	podman pod rm --force --time 0 web >/dev/null
	[ "$(podman volume ls --quiet | sort | xargs)" = 'models settings' ]
}

@test "a pod: behind an init container that passes, the service starts behind the guard" {
	with_code
	pod
	serves
	[[ "$(process 1)" == *'uvicorn --app-dir /app main:app --host 127.0.0.1 --port 8000 ' ]]
	[ "$(get /infer)" = '{"models":[],"temp":[]}' ]
	said
	never_says "$err" mountguard
}

@test "a pod whose hostPath is empty: the init container refuses, and the service is not started" {
	local status=0
	pod || status=$?
	[ "$status" = 125 ]
	says "$BATS_TEST_TMPDIR/play" 'exited with code 69'
	[ "$(state Status)" = created ]
	app=web-storage
	refused_saying '/app: mounted, but it holds nothing except the mount points models and temp'
}

# ---- --snapshot

# A snapshot holds in the container that it describes, and is not empty.
SNAPSHOT='/mountguard --snapshot | tee /tmp/snapshot | /mountguard --check --file - && cat /tmp/snapshot'

@test "--snapshot | --check holds: bind, file bind, volumes, tmpfs" {
	healthy
	echo 'level: info' >"$HOST/app.yaml"
	with --volume "$HOST/app.yaml:/etc/app.yaml:ro" --volume /spool --tmpfs /scratch --entrypoint sh
	start inference -c "$SNAPSHOT"
	ended
	the_code_is 0
	nothing_in "$err"
	is_message "$out" podman-snapshot
}

@test "--snapshot | --check holds in a pod" {
	with_code
	pod "[/bin/sh, -c, \"$SNAPSHOT\"]"
	ended
	the_code_is 0
	nothing_in "$err"
	says "$out" '/app         mount=bind, nonempty'
	says "$out" '/app/models  mount=volume'
	says "$out" '/settings    mount=volume, nonempty'
}
