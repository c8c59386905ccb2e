#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Stack 7: a configuration bound from the host over the image's own, and a named volume for data, from
# examples/07-config-and-data. No fault of its storage stops the program.

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

export COMPOSE_PROJECT_NAME=07-config-and-data

setup_file() {
	local context=$BATS_FILE_TMPDIR/example
	cp -r "$MG_TOP/examples/07-config-and-data" "$context"
	cp "$MOUNTGUARD" "$context/mountguard"
	build config "$context"
}

setup() {
	mkdir -p "$HOST"
	cp -r "$MG_TOP/examples/07-config-and-data/config" "$HOST/config"
}

teardown() {
	clear_up
}

# greets TEXT: the program answers with this visit and this configuration
greets() {
	[ "$(get / 2>/dev/null)" = "$1" ]
}

without_guard() {
	with --entrypoint python3
	start config /app/serve.py
}

@test "without the guard: a lost bind is the image's configuration, and a lost volume forgets the visits" {
	without_guard
	wait_for 30 greets '1 greeting: hello from the image'
	docker rm --force --volumes app >/dev/null
	start config /app/serve.py
	wait_for 30 greets '1 greeting: hello from the image'
}

@test "all is well: the host's configuration, visits are kept, and the guard said nothing" {
	with --volume "$HOST/config:/app/config:ro" --volume data:/new-data
	start config
	wait_for 30 greets '1 greeting: hello from the host'
	said
	never_says "$err" mountguard
	docker rm --force app >/dev/null
	start config
	wait_for 30 greets '2 greeting: hello from the host'
}

@test "data on the container's own layer" {
	with --volume "$HOST/config:/app/config:ro"
	start config
	refused data-layer
}

@test "the example, as its README tells it" {
	needs_compose
	follows 07-config-and-data
	printf 'services:\n  app:\n    container_name: app\n    network_mode: none\n' >"$HOST/offline.yaml"
	follow 1
	wait_for 30 greets '1 greeting: hello from the host'
	local block=1
	for app in neither open empty; do
		run follow "$((++block))"
		[ "$status" = 69 ]
		said
		is_in_readme "$err" "$((block - 1))"
	done
	follow 5
	[ -z "$(docker ps --all --quiet)$(docker volume ls --quiet)" ]
}
