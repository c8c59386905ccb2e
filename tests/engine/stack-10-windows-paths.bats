#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Stack 10: mount targets that Git Bash or Windows has changed, from examples/10-windows-paths.

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

setup() {
	mkdir -p "$HOST"
}

teardown() {
	clear_up
}

@test "the example, as its README tells it" {
	local block=1
	follows 10-windows-paths
	follow 1
	serves
	for app in mangled backslash case; do
		run follow "$((++block))"
		[ "$status" = 69 ]
		said
		is_in_readme "$err" "$((block - 1))"
	done
	follow 5
	[ -z "$(docker ps --all --quiet)" ]
}

@test "without the guard: a mangled target is a module that cannot be imported" {
	local context=$BATS_TEST_TMPDIR/example
	cp -r "$MG_TOP/examples/10-windows-paths" "$context"
	cp "$MOUNTGUARD" "$context/mountguard"
	build windows "$context"
	with --volume "$context/app:/app;C" --entrypoint uvicorn
	start windows --app-dir /app main:app --host 127.0.0.1 --port 8000
	ended
	the_code_is 1
	says "$err" 'Error loading ASGI app. Could not import module "main".'
}
