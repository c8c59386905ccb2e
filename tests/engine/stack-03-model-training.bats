#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Stack 3: gunicorn with nginx in front, and a volume with models, from examples/03-model-training.
#
# The fault: the volume also covers the code, and keeps the code of the first image.

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

export COMPOSE_PROJECT_NAME=03-model-training

setup_file() {
	local context=$BATS_FILE_TMPDIR/example release
	cp -r "$MG_TOP/examples/03-model-training" "$context"
	cp "$MOUNTGUARD" "$context/mountguard"
	for release in 1 2; do build "training:$release" "$context" --build-arg RELEASE=$release; done
}

setup() {
	mkdir -p "$HOST"
}

teardown() {
	clear_up
}

# volume OPTION: makes the volume, with a model and the files of release 1
volume() {
	docker run --rm --network none "$@" --entrypoint touch training:1 /model_test/model/digits.h5
	with "$@"
}

lists() {
	[ "$(get /models 2>/dev/null)" = "$1" ]
}

is_healthy() {
	is Health.Status healthy
}

@test "without the guard: a volume over the code keeps release 1 when the image is of release 2, and nothing says so" {
	volume --volume code:/model_test
	with --entrypoint gunicorn
	start training:2 --chdir /model_test --worker-class uvicorn.workers.UvicornWorker --bind 127.0.0.1:8000 main:app
	wait_for 30 lists '{"release":"1","models":["digits.h5"]}'
}

@test "all is well: gunicorn is process 1, lists the models, is healthy, and the guard said nothing" {
	volume --volume models:/model_test/model
	with --health-interval 1s
	start training:2
	wait_for 30 lists '{"release":"2","models":["digits.h5"]}' || { docker logs app; return 1; }
	[[ "$(process 1)" == *'gunicorn --chdir /model_test '* ]]
	wait_for 30 is_healthy
	said
	never_says "$err" mountguard
}

guarded() {
	start training:1
	wait_for 30 lists '{"release":"1","models":["digits.h5"]}'
}

unguarded() {
	with --entrypoint gunicorn
	start training:1 --chdir /model_test --worker-class uvicorn.workers.UvicornWorker --bind 127.0.0.1:8000 main:app
	wait_for 30 lists '{"release":"1","models":["digits.h5"]}'
}

@test "docker stop ends gunicorn as it does without the guard" {
	volume --volume models:/model_test/model
	ends_alike guarded unguarded
}

@test "a volume over the code, of an older release" {
	volume --volume code:/model_test
	start training:2
	refused training-old-code
}

@test "a volume over the code, and an expectation that allows it: the marker is another one" {
	volume --volume code:/model_test
	with --env 'MOUNTGUARD_EXPECT=/model_test/main.py file; /model_test/model dir, has=*.h5'
	start training:2
	refused training-old-marker
}

@test "no model in the volume" {
	with --volume models:/model_test/model
	start training:1
	refused training-no-model
}

# Asks through the proxy, which shares a network that is only a loopback.
proxied() {
	docker exec web python3 -c 'import urllib.request as u
print(u.urlopen("http://127.0.0.1:8080/models", timeout=5).read().decode())' 2>/dev/null | grep -qF '"models":["digits.h5"]'
}

@test "the example, as its README tells it" {
	needs_compose
	follows 03-model-training
	cat >"$HOST/offline.yaml" <<'YAML'
services:
  api:
    container_name: app
    network_mode: none
    extra_hosts: ["api:127.0.0.1"]
  web:
    container_name: web
    network_mode: "service:api"
YAML
	export NGINX=$BASE_IMAGE
	follow 1
	wait_for 60 proxied || { docker logs app; docker logs web; return 1; }
	run follow 2
	[ "$status" = 69 ] || { echo "$output"; return 1; }
	app=old
	said
	is_in_readme "$err" 1
	run follow 3
	[ "$status" = 69 ]
	app=untrained
	said
	is_in_readme "$err" 2
	follow 4
	[ -z "$(docker ps --all --quiet)$(docker volume ls --quiet)" ]
}
