#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Unchanged images, guarded from outside: the Compose files and the command of the README's section "Without a new
# image".

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

export COMPOSE_PROJECT_NAME=outside

# The guard alone, as by the target of Dockerfile.example (which dockerfile.bats builds).
setup_file() {
	build mountguard-test/postgres "$MG_TOP/tests/engine/bases/postgres"
	build mountguard-test/redis "$MG_TOP/tests/engine/bases/redis"
	tar -C "${MOUNTGUARD%/*}" --transform 's|.*|mountguard|' -c "${MOUNTGUARD##*/}" | docker import - mountguard >/dev/null
}

setup() {
	export POSTGRES=mountguard-test/postgres REDIS=mountguard-test/redis
	mkdir -p "$HOST"
	cp "$MOUNTGUARD" "$HOST/mountguard"
	compose_files=("$HOST/compose.yaml" "$HOST/offline.yaml")
}

teardown() {
	clear_up
}

# from_readme NAME SERVICE...: takes its Compose file, and gives the services no network
from_readme() {
	sed -n "/^<!-- $1 -->\$/,/^<!-- \/$1 -->\$/p" "$MG_TOP/README.md" | grep -v '^<!--\|^```' >"$HOST/compose.yaml"
	[ -s "$HOST/compose.yaml" ]
	{
		echo 'services:'
		printf '  %s: { container_name: %s, network_mode: none }\n' "$2" "$2" "${@:3}" "${@:3}"
	} >"$HOST/offline.yaml"
}

serves_sql() {
	[ "$(docker exec db psql --tuples-only --no-align --host 127.0.0.1 --command 'SELECT 6 * 7' 2>/dev/null)" = 42 ]
}

pongs() {
	[ "$("$client" exec cache redis-cli ping 2>/dev/null)" = PONG ]
}

@test "an entrypoint and a bind of the binary: PostgreSQL behind the guard, in an image that has none" {
	needs_compose
	from_readme compose-entrypoint db
	compose up --detach
	app=db
	wait_for 60 serves_sql || { docker logs db; return 1; }
	[[ "$(process 1)" == 'postgres '* ]]
	compose down

	# The same without its volume.
	sed -i '/data:\/var\/lib/d' "$HOST/compose.yaml"
	compose up --detach
	ended
	the_code_is 69
	says "$err" 'mountguard: FAIL /var/lib/postgresql/data: it lies on storage of kind anonymous, not volume'
	compose down --volumes
}

@test "a service that checks: Redis starts when it has ended well" {
	needs_compose
	from_readme compose-check check cache
	compose up --detach
	app=cache
	wait_for 30 pongs || { docker logs check; docker logs cache; return 1; }
	compose down

	# The same with a tmpfs instead of the volume: the checking service is refused, and Redis is not started.
	sed -i 's|volumes: \[data:/data\]|tmpfs: [/data]|' "$HOST/compose.yaml"
	run compose up --detach
	[ "$status" != 0 ]
	app=check
	ended
	the_code_is 69
	says "$err" 'mountguard: FAIL /data: it lies on storage of kind tmpfs, not volume'
	[ -z "$(docker ps --quiet --filter name=cache)" ]
	compose down --volumes
}

@test "configs bring the expectations, and an image the binary: Redis behind the guard" {
	needs_version Docker "$(docker version --format '{{.Server.Version}}')" 28
	needs_version Compose "$(compose version --short)" 2.35
	from_readme compose-configs cache
	rm "$HOST/mountguard"
	app=cache
	compose up --detach
	wait_for 30 pongs || { docker logs cache; return 1; }
	[[ "$(process 1)" == 'redis-server '* ]]
	compose down

	# The same without its volume: the message names the file that the expectation comes from.
	sed -i '/- data:\/data/d' "$HOST/compose.yaml"
	compose up --detach
	ended
	the_code_is 69
	is_message "$err" outside-configs
	compose down --volumes
}

# Runs the README's command in the background, without a network; the first argument replaces docker.
from_readme_run() {
	sed -n '/^<!-- run-image -->$/,/^<!-- \/run-image -->$/s/^    //p' "$MG_TOP/README.md" |
		sed "s/^docker run /$1 run --detach --network none /" >"$HOST/run"
	grep -q "^$1 run " "$HOST/run"
}

guarded_by_an_image() {
	app=cache
	from_readme_run "$client"
	bash -eu "$HOST/run"
	wait_for 30 pongs || { "$client" logs cache; return 1; }
	[[ "$(process 1)" == 'redis-server '* ]]
	"$client" rm --force cache >/dev/null

	# The same without its volume.
	sed -i 's/--volume data:.data//' "$HOST/run"
	bash -eu "$HOST/run"
	ended
	the_code_is 69
	says "$err" 'mountguard: FAIL /data: it lies on storage of kind anonymous, not volume'
}

@test "an image brings the binary, with docker run: Redis behind the guard" {
	needs_version Docker "$(docker version --format '{{.Server.Version}}')" 28
	docker tag mountguard-test/redis redis:7
	guarded_by_an_image
}

@test "an image brings the binary, with podman run: Redis behind the guard" {
	local name
	for name in mountguard mountguard-test/redis; do docker save "$name" | podman load --quiet >/dev/null; done
	podman tag mountguard-test/redis redis:7
	client=podman
	guarded_by_an_image
}
