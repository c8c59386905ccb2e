#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Stack 9: three PostgreSQL containers on one volume, from examples/09-shared-database.

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

export COMPOSE_PROJECT_NAME=09-shared-database

setup_file() {
	local context=$BATS_FILE_TMPDIR/example
	cp -r "$MG_TOP/examples/09-shared-database" "$context"
	cp "$MOUNTGUARD" "$context/mountguard"
	build mountguard-test/postgres "$MG_TOP/tests/engine/bases/postgres"
	build shared "$context" --build-arg POSTGRES=mountguard-test/postgres
}

setup() {
	mkdir -p "$HOST"
	with --volume data:/var/lib/postgresql/data
}

teardown() {
	clear_up
}

db_answers() {
	[ "$(docker exec "$app" psql --tuples-only --no-align --username postgres --host 127.0.0.1 \
		--command 'SELECT 6 * 7' 2>/dev/null)" = 42 ]
}

starts() {
	start "$@"
	wait_for 60 db_answers || { docker logs "$app"; return 1; }
}

# second IMAGE: starts another container on the same volume
second() {
	docker run --detach --name second --network none "${options[@]}" "$1" >/dev/null
	app=second
}

@test "without the guard: a second PostgreSQL starts on the data of the first" {
	starts mountguard-test/postgres
	second mountguard-test/postgres
	wait_for 60 db_answers
	app=app
	db_answers
}

@test "the second and the third are refused, and the first goes on" {
	starts shared
	second shared
	ended
	the_code_is 69
	is_message "$err" db-shared
	docker rm second >/dev/null
	second shared
	ended
	the_code_is 69
	app=app
	db_answers
	docker exec app /mountguard --health
}

@test "when the first was killed, the second has it; a restart of the same container has it again" {
	starts shared
	docker kill app >/dev/null
	second shared
	wait_for 60 db_answers || { docker logs second; return 1; }
	docker restart --time 30 second >/dev/null
	wait_for 60 db_answers || { docker logs second; return 1; }
}

@test "the example, as its README tells it" {
	needs_compose
	follows 09-shared-database
	{
		echo 'services:'
		printf '  %s: { container_name: %s, network_mode: none }\n' first app second second third third
	} >"$HOST/offline.yaml"
	export POSTGRES=mountguard-test/postgres
	follow 1
	wait_for 60 db_answers || { docker logs app; return 1; }
	follow 2
	for app in second third; do
		ended
		the_code_is 69
		is_in_readme "$err" 1
	done
	app=app
	db_answers
	follow 3
	app=second
	wait_for 60 db_answers || { docker logs second; return 1; }
	follow 4
	[ -z "$(docker ps --all --quiet)$(docker volume ls --quiet)" ]
}
