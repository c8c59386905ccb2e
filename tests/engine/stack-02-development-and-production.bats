#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Stack 2: one image, which runs its own code in production and the host's code in development, from
# examples/02-development-and-production. Production and development refuse each other's mounts.

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

export COMPOSE_PROJECT_NAME=02-development-and-production

setup_file() {
	local context=$BATS_FILE_TMPDIR/example
	cp -r "$MG_TOP/examples/02-development-and-production" "$context"
	cp "$MOUNTGUARD" "$context/mountguard"
	build mountguard-api "$context"
}

setup() {
	mkdir -p "$HOST"
}

teardown() {
	clear_up
}

# runs WHOSE: this code answers
runs() {
	[ "$(get /version 2>/dev/null)" = "{\"version\":\"$1\"}" ]
}

without_guard() {
	with --entrypoint uvicorn
	start mountguard-api --app-dir /app main:app --host 127.0.0.1 --port 8000
}

@test "without the guard: a forgotten bind of an empty directory is a module that cannot be imported" {
	mkdir "$HOST/empty"
	with --volume "$HOST/empty:/app"
	without_guard
	ended
	the_code_is 1
	says "$err" 'Error loading ASGI app. Could not import module "main".'
}

@test "without the guard: a volume over the code serves the old code, and says nothing" {
	with --volume code:/app
	docker run --rm --network none --user 0 "${options[@]}" --entrypoint sed mountguard-api -i s/image/old/ /app/main.py
	without_guard
	serves
	runs old
}

@test "production: four workers of the image's code, and the guard said nothing" {
	start mountguard-api
	serves
	runs image
	[[ "$(process 1)" == *'uvicorn --app-dir /app main:app '*' --workers 4 ' ]]
	said
	never_says "$err" mountguard
}

@test "production: a forgotten bind that is empty" {
	mkdir "$HOST/empty"
	with --volume "$HOST/empty:/app"
	start mountguard-api
	refused production-empty-bind
}

@test "the example, as its README tells it" {
	needs_compose
	follows 02-development-and-production
	printf 'services:\n  api:\n    container_name: app\n    network_mode: none\n' >"$HOST/offline.yaml"
	follow 1
	follow 2
	serves
	runs image
	follow 3
	serves
	runs image
	follow 4
	wait_for 30 runs host
	follow 5
	local block=5
	for app in old forgotten lost; do
		run follow "$((++block))"
		[ "$status" = 69 ]
		said
		is_in_readme "$err" "$((block - 5))"
	done
	follow 9
	[ -z "$(docker ps --all --quiet)$(docker volume ls --quiet)" ]
}
