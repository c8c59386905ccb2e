#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Stack 1: an inference service whose source tree is bound to /app, with named volumes at /app/models and
# /app/temp, and its worker. The image is the one of examples/01-inference, with a real uvicorn and a real Celery.
#
# Shape A: the bind is missing. Shape B: the bind is there and empty. Both look the same to ls.

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

export COMPOSE_PROJECT_NAME=01-inference
SERVER=(uvicorn --app-dir /app main:app --host 127.0.0.1 --port 8000)
WORKER=(celery --workdir /app --app tasks worker --pool solo --loglevel info)

setup_file() {
	local context=$BATS_FILE_TMPDIR/example
	cp -r "$MG_TOP/examples/01-inference" "$context"
	cp "$MOUNTGUARD" "$context/mountguard"
	build inference "$context"
}

setup() {
	TREE=$HOST/src/modAI
	VOLUMES=(--volume models:/app/models --volume temp:/app/temp)
	mkdir -p "$TREE"
}

teardown() {
	clear_up
}

with_code() {
	cp "$MG_TOP"/examples/01-inference/app/*.py "$TREE/"
}

# belongs_to OWNER VOLUME...: these are in use, and belong to OWNER. With each new container, Docker gives an empty volume
# to the owner of the image's directory.
belongs_to() {
	local owner=$1 volume
	shift
	for volume; do
		docker run --rm --network none --user 0 --volume "$volume:/volume" --entrypoint sh inference \
			-c "echo old >/volume/old && chown -R $owner /volume"
	done
}

shape_a() {
	with "${VOLUMES[@]}"
}

shape_b() {
	with --volume "$TREE:/app" "${VOLUMES[@]}"
}

# As on Docker Desktop without the share: a directory deep in a tmpfs.
shape_b_on_tmpfs() {
	mkdir -p "$HOST/run"
	mount -t tmpfs tmpfs "$HOST/run"
	TREE=$HOST/run/desktop/mnt/host/c/src/modAI
	mkdir -p "$TREE"
	shape_b
}

healthy() {
	with_code
	shape_b
}

# ---- the incident, as it was

cannot_import() {
	with --entrypoint uvicorn --workdir /app
	start inference main:app --host 127.0.0.1 --port 8000
	ended
	the_code_is 1
	says "$err" 'Error loading ASGI app. Could not import module "main".'
}

@test "without the guard, shape A: uvicorn cannot import main" {
	shape_a
	cannot_import
}

@test "without the guard, shape B on disk: uvicorn cannot import main" {
	shape_b
	cannot_import
}

@test "without the guard, shape B on tmpfs: uvicorn cannot import main" {
	shape_b_on_tmpfs
	cannot_import
}

# ---- with the guard

@test "shape A is refused: /app is not a mount" {
	shape_a
	start inference
	refused 01-shape-a
}

@test "shape B on disk is refused: /app is mounted and holds only mount points" {
	shape_b
	start inference
	refused 01-shape-b
}

@test "shape B on tmpfs is refused: the bind is of a directory in memory" {
	shape_b_on_tmpfs
	start inference
	refused 01-shape-b-tmpfs
}

@test "all is well: uvicorn is process 1, answers, and the guard said nothing" {
	healthy
	start inference
	serves
	[[ "$(process 1)" == *"${SERVER[*]} " ]]
	said
	says "$err" 'Started server process [1]'
	never_says "$err" mountguard
	never_says "$out" mountguard
	[ "$(get /health)" = '{"status":"ok"}' ]
	docker exec app touch /app/models/llama.gguf
	[ "$(get /infer)" = '{"models":["llama.gguf"],"temp":[]}' ]
}

@test "the guard leaves nothing in the tree and the volumes" {
	healthy
	with --env PYTHONDONTWRITEBYTECODE=1
	start inference
	serves
	run -0 docker exec app sh -c 'cd /app && find . | sort'
	diff -u - <(echo "$output") <<'EOF'
.
./main.py
./models
./tasks.py
./temp
EOF
}

guarded() {
	start inference
	serves
}

unguarded() {
	with --entrypoint uvicorn
	start inference "${SERVER[@]:1}"
	serves
}

# uvicorn handles SIGTERM. If the guard left a signal blocked or ignored, docker would kill uvicorn in the end (137).
@test "docker stop ends uvicorn as it does without the guard" {
	healthy
	ends_alike guarded unguarded
	says "$guarded" 'Finished server process [1]'
}

@test "--check in the container: all is well, and silence" {
	healthy
	start inference --check
	ended
	the_code_is 0
	nothing_in "$out"
	nothing_in "$err"
}

# ---- HEALTHCHECK

# Writes the newest entry of the health log to the file health.
health_log() {
	docker inspect --format '{{range .State.Health.Log}}exit {{.ExitCode}}{{"\n"}}{{.Output}}{{end}}' app |
		awk '/^exit /{ entry = "" } { entry = entry $0 "\n" } END { sub(/\n+$/, "\n", entry); printf "%s", entry }' >"$BATS_TEST_TMPDIR/health"
}

# A check may run while rm is at work, and find something else first.
stale_is_logged() {
	health_log
	grep -q 'stale mount' "$BATS_TEST_TMPDIR/health"
}

@test "HEALTHCHECK: unhealthy when the host directory was deleted and made again, healthy after a restart" {
	healthy
	with --health-interval 1s --health-retries 1
	start inference
	serves
	wait_for 60 is Health.Status healthy
	health_log
	is_message "$BATS_TEST_TMPDIR/health" 01-healthy

	rm -rf "$TREE"
	mkdir "$TREE"
	with_code
	wait_for 60 is Health.Status unhealthy
	wait_for 60 stale_is_logged
	is_message "$BATS_TEST_TMPDIR/health" 01-stale

	docker restart app
	serves
	wait_for 60 is Health.Status healthy
}

# A runc of 2024 or later starts nothing in a deleted working directory; Docker itself then says unhealthy.
@test "HEALTHCHECK with WORKDIR in the stale mount: unhealthy too" {
	healthy
	with --workdir /app --health-interval 1s --health-retries 1
	start inference
	serves
	wait_for 60 is Health.Status healthy
	rm -rf "$TREE"
	mkdir "$TREE"
	with_code
	wait_for 60 is Health.Status unhealthy
	docker restart app
	serves
	wait_for 60 is Health.Status healthy
}

# ---- other faults

@test "main.py is a directory, since the host file was missing" {
	shape_b
	touch "$TREE/requirements.txt"
	with --volume "$TREE/main.py:/app/main.py"
	start inference
	[ -d "$TREE/main.py" ]
	refused 01-main-directory
}

@test "main.py has 0 bytes" {
	shape_b
	touch "$TREE/main.py"
	start inference
	refused 01-main-empty
}

@test "a named volume is missing, and so is its directory" {
	with_code
	with --volume "$TREE:/app" --volume models:/app/models
	start inference
	refused 01-volume-missing
}

@test "a named volume is missing, and its directory is there" {
	with_code
	mkdir "$TREE/temp"
	with --volume "$TREE:/app" --volume models:/app/models
	start inference
	refused 01-volume-missing-directory
}

@test "an anonymous volume is no named one" {
	with_code
	with --volume "$TREE:/app" --volume /app/models --volume temp:/app/temp
	start inference
	refused 01-anonymous
}

# ---- restarts

@test "docker restart keeps the empty mount, and the guard keeps refusing" {
	shape_b
	start inference
	ended
	the_code_is 69
	docker restart app
	ended
	the_code_is 69
	docker restart app
	ended
	the_code_is 69
	[ "$(grep -c 'uvicorn was not started' "$err")" = 3 ]
}

gave_up_restarting() {
	[ "$(docker inspect --format '{{.RestartCount}} {{.State.Status}}' "$app")" = "$1 exited" ]
}

@test "a restart policy sees the failure, and gives up" {
	shape_b
	with --restart on-failure:2
	start inference
	wait_for 60 gave_up_restarting 2
	[ "$(state ExitCode)" = 69 ]
}

# ---- settings

@test "MOUNTGUARD_EXPECT replaces the line of the file" {
	with_code
	with --volume "$TREE:/app" --volume /app/models --volume temp:/app/temp \
		--env "MOUNTGUARD_EXPECT=/app/models mount=anonymous, writable"
	start inference
	serves
}

@test "MOUNTGUARD_EXPECT adds a line, and is named as its origin" {
	healthy
	with --env "MOUNTGUARD_EXPECT=/app/models/llama.gguf file, nonempty"
	start inference
	refused 01-added-line
}

@test "--on-fail warn starts uvicorn all the same, and says what is wrong" {
	with_code
	with --volume "$TREE:/app" --volume models:/app/models
	start inference --on-fail warn "${SERVER[@]}"
	serves
	[[ "$(process 1)" == *"${SERVER[*]} " ]]
	said
	sed '/^INFO/,$d' "$err" >"$BATS_TEST_TMPDIR/warning"
	is_message "$BATS_TEST_TMPDIR/warning" 01-warn
}

@test "MOUNTGUARD_ON_FAIL=warn does the same without a change of the command" {
	with_code
	with --volume "$TREE:/app" --volume models:/app/models --env MOUNTGUARD_ON_FAIL=warn
	start inference
	serves
	said
	says "$err" '/app/temp'
}

# ---- the ways in which containers are locked down

@test "with a read-only root" {
	healthy
	with --read-only
	start inference
	serves
}

@test "as user 1000, whose volumes they are" {
	healthy
	chown 1000:1000 "$TREE"
	belongs_to 1000:1000 models temp
	with --user 1000:1000
	start inference
	serves
	run -0 docker exec app id -u
	[ "$output" = 1000 ]
}

@test "as user 1000, who cannot write root's volume" {
	healthy
	belongs_to 0:0 models temp
	with --user 1000:1000
	start inference
	refused 01-user
}

@test "without any capability" {
	healthy
	belongs_to 0:0 models temp
	with --cap-drop ALL
	start inference
	serves
}

@test "root without CAP_DAC_OVERRIDE cannot write another's volume, and the guard knows" {
	healthy
	belongs_to 1000:1000 models
	belongs_to 0:0 temp
	with --cap-drop ALL
	start inference
	refused 01-no-capability
}

@test "with no-new-privileges" {
	healthy
	with --security-opt no-new-privileges
	start inference
	serves
}

@test "behind docker's own init" {
	healthy
	with --init
	start inference
	serves
	[[ "$(process 1)" == *docker-init* ]]
	timeout 30 docker stop --time 60 app
	ended
	says "$err" 'Finished server process'
	[ "$code" != 137 ]
}

@test "behind docker's own init, refused: its exit code is the guard's" {
	shape_b
	with --init
	start inference
	ended
	the_code_is 69
	says "$err" 'mountguard: FAIL /app'
}

# ---- the worker, which is user 1000

is_ready() {
	said
	grep -q ' ready\.$' "$err"
}

# Waits for the worker; if it does not come, the container's output is the better message.
works() {
	wait_for 30 is_ready || { cat "$out" "$err"; return 1; }
}

fetch() {
	docker exec "$app" celery --workdir /app --app tasks call tasks.fetch --args '["llama.gguf"]'
}

fetches() {
	fetch
	wait_for 30 docker exec "$app" test -s /app/models/llama.gguf
	[ "$(docker exec "$app" stat --format %u /app/models/llama.gguf)" = 1000 ]
}

cannot_write_models() {
	said
	grep -qF "PermissionError: [Errno 13] Permission denied: '/app/models/llama.gguf'" "$err"
}

@test "without the guard: a worker that cannot write root's models is ready, and each task fails" {
	healthy
	belongs_to 0:0 models
	with --user 1000:1000 --entrypoint celery
	start inference "${WORKER[@]:1}"
	works
	fetch
	wait_for 30 cannot_write_models
	is Running true
}

@test "the worker is ready, and carries out a task" {
	healthy
	with --user 1000:1000
	start inference "${WORKER[@]}"
	works
	[[ "$(process 1)" == *"${WORKER[*]} " ]]
	never_says "$err" mountguard
	never_says "$out" mountguard
	fetches
	run -0 docker exec app /mountguard --health
	[ -z "$output" ]
}

@test "the worker is refused where the models are root's" {
	healthy
	belongs_to 0:0 models
	with --user 1000:1000
	start inference "${WORKER[@]}"
	refused 01-worker
}

@test "the worker is refused in shape B too" {
	shape_b
	with --user 1000:1000
	start inference "${WORKER[@]}"
	ended
	the_code_is 69
	says "$err" 'mountguard: FAIL /app: mounted, but it holds nothing except the mount points models and temp'
	says "$err" 'celery was not started (exit 69)'
}

@test "a container that starts as root: the worker is the user of MOUNTGUARD_USER" {
	healthy
	with --env MOUNTGUARD_USER=worker
	start inference "${WORKER[@]}"
	works
	[ "$(docker exec app stat --format %u:%g /proc/1)" = 1000:1000 ]
	[[ "$(process 1)" == *"${WORKER[*]} " ]]
	fetches
	run -0 docker exec app /mountguard --health
	[ -z "$output" ]
}

@test "a container that starts as root: root's models are refused for the user of MOUNTGUARD_USER" {
	healthy
	belongs_to 0:0 models
	with --env MOUNTGUARD_USER=1000
	start inference "${WORKER[@]}"
	refused 01-worker
}

# ---- what a user copies

is_ready_again() {
	said
	[ "$(grep -c ' ready\.$' "$err")" = 2 ]
}

infers() {
	[ "$(get /infer)" = "$1" ]
}

# Prints the remedy for a volume, as the message has it.
remedy() {
	sed -n 's/^  fix .*once: \(docker run .*\); and .*/\1/p' "$1"
}

@test "the example, as its README tells it" {
	local fix
	needs_compose
	follows 01-inference
	cat >"$HOST/offline.yaml" <<'EOF'
services:
  inference:
    container_name: app
    network_mode: none
  worker:
    container_name: worker
    network_mode: none
EOF
	follow 1
	serves
	[[ "$(process 1)" == *"${SERVER[*]} " ]]
	[ "$(get /infer)" = '{"models":[],"temp":["queue"]}' ]
	app=worker
	works
	[[ "$(process 1)" == *"${WORKER[*]} " ]]
	[ "$(docker exec worker id -u)" = 1000 ]
	follow 2
	app=app
	wait_for 30 infers '{"models":["llama.gguf"],"temp":["queue"]}'

	follow 3
	wait_for 60 gave_up_restarting 3
	said
	[ "$(state ExitCode)" = 69 ]
	is_in_readme "$err" 1

	follow 4
	serves
	app=worker
	works

	follow 5
	wait_for 60 gave_up_restarting 3
	[ "$(state ExitCode)" = 69 ]
	said
	sed -n '/^mountguard:/,$p' "$err" >"$BATS_TEST_TMPDIR/refusal"
	is_in_readme "$BATS_TEST_TMPDIR/refusal" 2
	app=app
	answers

	# The README shows the beginning of the message.
	fix=$(remedy "$BATS_TEST_TMPDIR/refusal")
	grep -qxF "${fix/IMAGE/mountguard-inference}" "$HOST/example/README.md"
	follow 6
	app=worker
	wait_for 30 is_ready_again
	follow 7
	[ -z "$(docker ps --all --quiet)$(docker volume ls --quiet)" ]
}

@test "the example in production: the code is in the image, and one line is replaced" {
	cp -r "$MG_TOP/examples/01-inference/app" "$HOST/app"
	printf 'ARG BASE\nFROM inference\nCOPY app /app\n' >"$HOST/Dockerfile"
	build inference-with-code "$HOST"
	with "${VOLUMES[@]}"
	start inference-with-code
	ended
	the_code_is 69
	says "$err" 'mountguard: FAIL /app: nothing is mounted here'
	docker rm app

	with --env 'MOUNTGUARD_EXPECT=/app on=image, nonempty'
	start inference-with-code
	serves
	docker rm --force app

	# Now a forgotten bind hides the code of the image.
	with_code
	with --volume "$TREE:/app"
	start inference-with-code
	ended
	the_code_is 69
	says "$err" 'mountguard: FAIL /app: '
}

# ---- --snapshot

# A bind, a file bind, two named volumes and a tmpfs.
with_all_kinds() {
	healthy
	mkdir -p "$HOST/src"
	echo 'level: info' >"$HOST/src/app.yaml"
	with --volume "$HOST/src/app.yaml:/etc/app.yaml:ro" --tmpfs /scratch:size=1m
}

# snapshot_holds WORD...: the snapshot of a container holds in the next one like it.
snapshot_holds() {
	start inference --snapshot "$@"
	ended
	the_code_is 0
	nothing_in "$err"
	cp "$out" "$HOST/snapshot.conf"
	docker rm --force app >/dev/null
	docker run --rm --interactive --name app --network none "${options[@]}" inference --check --file - \
		<"$HOST/snapshot.conf" >"$out" 2>"$err" || { cat "$err"; return 1; }
	nothing_in "$out"
	nothing_in "$err"
}

# fails_the_snapshot: the snapshot does not hold in a container with these options.
fails_the_snapshot() {
	with --volume "$HOST/snapshot.conf:/etc/mountguard.conf:ro"
	start inference --check
	ended
	the_code_is 69
	says "$err" 'mountguard: FAIL /app: '
	docker rm --force app >/dev/null
	options=()
}

@test "--snapshot | --check holds: bind, file bind, volumes, tmpfs" {
	with_all_kinds
	snapshot_holds
	is_message "$HOST/snapshot.conf" 01-snapshot
}

@test "--snapshot fails in each shape of the incident" {
	healthy
	snapshot_holds
	rm "$TREE"/*.py
	options=()
	shape_a
	fails_the_snapshot
	shape_b
	fails_the_snapshot
	shape_b_on_tmpfs
	fails_the_snapshot
}

@test "--snapshot of what is named, in the image and in a mount" {
	healthy
	snapshot_holds /app/main.py /usr/bin/python3 /none
	is_message "$HOST/snapshot.conf" 01-snapshot-named
}
