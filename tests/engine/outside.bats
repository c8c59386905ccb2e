#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Images that nobody changes, guarded from outside: the Compose files of the README's section "Without a new image".

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

export COMPOSE_PROJECT_NAME=outside

# The guard alone, as Dockerfile.example's target makes it (dockerfile.bats builds that one).
setup_file() {
	build mountguard-test/postgres "$MG_TOP/tests/engine/bases/postgres"
	build mountguard-test/redis "$MG_TOP/tests/engine/bases/redis"
	tar -C "${MOUNTGUARD%/*}" --transform 's|.*|mountguard|' -c "${MOUNTGUARD##*/}" | docker import - mountguard >/dev/null
}

setup() {
	needs_compose
	export POSTGRES=mountguard-test/postgres REDIS=mountguard-test/redis
	mkdir -p "$HOST"
	cp "$MOUNTGUARD" "$HOST/mountguard"
	compose_files=("$HOST/compose.yaml" "$HOST/offline.yaml")
}

teardown() {
	clear_up
}

# from_readme NAME SERVICE...: its Compose file, and no network for the services
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

@test "an entrypoint and a bind of the binary: PostgreSQL behind the guard, in an image that has none" {
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

pongs() {
	[ "$(docker exec cache redis-cli ping 2>/dev/null)" = PONG ]
}

@test "a service that checks: Redis starts when it has ended well" {
	from_readme compose-check check cache
	compose up --detach
	app=cache
	wait_for 30 pongs || { docker logs check; docker logs cache; return 1; }
	compose down

	# The same with a tmpfs in the place of the volume: the service that checks is refused, and Redis is not started.
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
