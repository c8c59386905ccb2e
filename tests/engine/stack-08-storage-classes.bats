#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Stack 8: the container's own layer, a bind, a bind of a share, a volume and the image, from examples/08-storage-classes.
# The share is a FUSE server that knows no links. A silent share is in faults.bats.

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

export COMPOSE_PROJECT_NAME=08-storage-classes

setup_file() {
	local context=$BATS_FILE_TMPDIR/example
	cp -r "$MG_TOP/examples/08-storage-classes" "$context"
	cp "$MOUNTGUARD" "$context/mountguard"
	build store "$context"
}

setup() {
	mkdir -p "$HOST/local" "$HOST/shared"
}

teardown() {
	serve_no_more
	clear_up
}

stores() {
	with --volume "$HOST/local:/local" --volume "$HOST/shared:/shared" --volume models:/models
}

@test "without the guard: a share without links is found out half way" {
	fuse "$HOST/shared" fold
	stores
	with --entrypoint sh
	start store /link.sh
	ended
	the_code_is 1
	says "$err" 'ln: failed to create symbolic link'
}

@test "all is well: the links are made, and the guard said nothing" {
	stores
	start store
	ended
	the_code_is 0
	nothing_in "$err"
	[ "$(cat "$out")" = 'all stores have their links' ]
}

@test "--explain names each" {
	stores
	docker run --rm --network none "${options[@]}" --entrypoint touch store /local/x /shared/x /models/x
	start store --explain /scratch /local /shared /models
	ended
	the_code_is 0
	awk '{ print $1, $2, $3 }' "$out" | diff -u - <(cat <<-'EOF'
		PATH KIND LASTS
		/scratch image no
		/local bind yes
		/shared bind yes
		/models volume yes
	EOF
	)
}

@test "a share without links" {
	fuse "$HOST/shared" fold
	stores
	start store
	refused store-no-links
}

@test "models that do not last" {
	with --volume "$HOST/local:/local" --volume "$HOST/shared:/shared"
	start store
	refused store-lost
}

@test "the example, as its README tells it" {
	needs_compose
	follows 08-storage-classes
	printf 'services:\n  store:\n    container_name: app\n    network_mode: none\n    restart: "no"\n' >"$HOST/offline.yaml"
	follow 1
	app=app
	ended
	the_code_is 0
	follow 2 >"$BATS_TEST_TMPDIR/explained"
	app=lost
	run follow 3
	[ "$status" = 69 ]
	said
	is_in_readme "$err" 1
	follow 4
	[ -z "$(docker ps --all --quiet)$(docker volume ls --quiet)" ]
}
