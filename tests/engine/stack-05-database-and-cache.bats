#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Stack 5: PostgreSQL and Redis, each with a named volume, from examples/05-database-and-cache. Their images are Debian's
# servers in the shape of the official images (bases/).
#
# The fault: both start without their volume, and say nothing. Their data is gone with the container.

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

export COMPOSE_PROJECT_NAME=05-database-and-cache

setup_file() {
	local context=$BATS_FILE_TMPDIR/example
	cp -r "$MG_TOP/examples/05-database-and-cache" "$context"
	cp "$MOUNTGUARD" "$context/mountguard"
	build mountguard-test/postgres "$MG_TOP/tests/engine/bases/postgres"
	build mountguard-test/redis "$MG_TOP/tests/engine/bases/redis"
	build db "$context" --target db --build-arg POSTGRES=mountguard-test/postgres
	build cache "$context" --target cache --build-arg POSTGRES=mountguard-test/postgres \
		--build-arg REDIS=mountguard-test/redis
}

setup() {
	mkdir -p "$HOST"
}

teardown() {
	clear_up
}

sql() {
	docker exec "$app" psql --no-psqlrc --tuples-only --no-align --username postgres --host 127.0.0.1 --command "$1"
}

redis() {
	docker exec "$app" redis-cli "$@"
}

# A new database is started twice by no script of ours, but it is up only when it takes connections of the network.
db_answers() {
	[ "$(sql 'SELECT 6 * 7' 2>/dev/null)" = 42 ]
}

cache_answers() {
	[ "$(redis ping 2>/dev/null)" = PONG ]
}

# starts IMAGE [WORD]...: the container starts, and its server answers.
starts() {
	start "$@"
	case $1 in
	*db | *postgres) wait_for 60 db_answers ;;
	*) wait_for 30 cache_answers ;;
	esac || { docker logs "$app"; return 1; }
}

database_on() {
	with --volume "$1:/var/lib/postgresql/data"
}

cache_on() {
	with --volume "$1:/data"
}

again() {
	docker rm --force --volumes app >/dev/null
}

# ---- without the guard

@test "without the guard: a database without its volume starts, and the next one knows nothing of its tables" {
	starts mountguard-test/postgres
	sql 'CREATE TABLE orders (id int)'
	again
	starts mountguard-test/postgres
	run ! sql 'SELECT * FROM orders'
	[[ "$output" == *'relation "orders" does not exist'* ]]
}

@test "without the guard: a cache without its volume starts, and the next one is empty" {
	starts mountguard-test/redis redis-server --appendonly yes
	redis set basket full
	again
	starts mountguard-test/redis redis-server --appendonly yes
	[ -z "$(redis get basket)" ]
}

# ---- all is well

@test "a named volume: PostgreSQL is process 1, answers, keeps its tables, and the guard said nothing" {
	database_on postgres_data
	starts db
	sql 'CREATE TABLE orders (id int)'
	[[ "$(process 1)" == 'postgres '* ]]
	[ "$(docker exec app stat --format %U /proc/1)" = postgres ]
	said
	never_says "$err" mountguard
	never_says "$out" mountguard
	again
	starts db
	[ "$(sql 'SELECT count(*) FROM orders')" = 0 ]
}

@test "a named volume: Redis is process 1, answers, keeps its keys, and the guard said nothing" {
	cache_on redis_data
	starts cache
	redis set basket full
	[[ "$(process 1)" == 'redis-server '* ]]
	[ "$(docker exec app stat --format %U /proc/1)" = redis ]
	said
	never_says "$err" mountguard
	never_says "$out" mountguard
	again
	starts cache
	[ "$(redis get basket)" = full ]
}

db() {
	starts db
}

db_alone() {
	starts mountguard-test/postgres
}

@test "docker stop ends PostgreSQL as it does without the guard" {
	database_on postgres_data
	ends_alike db db_alone
}

cache() {
	starts cache
}

cache_alone() {
	starts mountguard-test/redis redis-server --appendonly yes
}

@test "docker stop ends Redis as it does without the guard" {
	cache_on redis_data
	ends_alike cache cache_alone
}

# ---- the faults

@test "no volume was named: the image's VOLUME makes an anonymous one" {
	start db
	refused db-anonymous
	again
	start cache
	refused cache-anonymous
}

@test "a tmpfs over the data" {
	with --tmpfs /var/lib/postgresql/data --tmpfs /data
	start db
	refused db-tmpfs
	again
	start cache
	refused cache-tmpfs
}

@test "PGDATA leads to the container's own layer" {
	database_on postgres_data
	with --env PGDATA=/var/lib/postgresql/15
	start db
	refused db-layer
}

@test "the volume belongs to root" {
	database_on postgres_data
	cache_on redis_data
	docker run --rm --network none --user 0 "${options[@]}" --entrypoint sh db -c \
		'for d in /var/lib/postgresql/data /data; do echo old >$d/old && chown -R 0:0 $d && chmod 0700 $d; done'
	start db
	refused db-of-root
	again
	start cache
	refused cache-of-root
}

# fill LEFT: fills the disk of the engine's volumes until this is left; Docker's own files may have more.
fill() {
	local left
	left=$(df --block-size 1 --output=avail "$HOST" | tail -n 1)
	fallocate -l $((left - $1)) "$HOST/backup.tar"
}

# in_numbers FILE SIZES: prints it with the disk of a README instead of this one, whose sizes differ from run to run.
in_numbers() {
	sed -E -e 's|/dev/loop[0-9]+|/dev/sda1|' -e "s/only [^ ]+ of [^ ]+ are left for this user \\([0-9]+%\\)/only $2/" "$1"
}

@test "the disk has too little left: a running database becomes unhealthy, and no other one is started" {
	database_on postgres_data
	cache_on redis_data
	with --health-interval 1s --health-retries 1
	starts db
	wait_for 30 is Health.Status healthy
	fill $((64 << 20))
	wait_for 30 is Health.Status unhealthy
	db_answers
	again
	start db
	ended
	says "$err" 'mountguard: FAIL /var/lib/postgresql/data: only 6'
	too_little db-little-left
	again
	start cache
	ended
	too_little cache-little-left
	again
	rm "$HOST/backup.tar"
	starts db
	again
	starts cache
}

too_little() {
	the_code_is 69
	nothing_in "$out"
	in_numbers "$err" '64M of 250G are left for this user (0%)' >"$BATS_TEST_TMPDIR/numbers"
	is_message "$BATS_TEST_TMPDIR/numbers" "$1"
}

@test "without the guard: a database starts on a disk with too little left, and cannot write" {
	database_on postgres_data
	starts mountguard-test/postgres
	fill $((24 << 20))
	run ! sql "CREATE TABLE orders AS SELECT repeat('x', 1000) FROM generate_series(1, 1000000)"
	said
	says "$err" 'No space left on device'
}

@test "a second database on the same volume" {
	database_on postgres_data
	starts db
	docker run --detach --name second --network none "${options[@]}" db >/dev/null
	app=second
	refused db-second
	app=app
	db_answers
}

# ---- the example

@test "the example, as its README tells it" {
	needs_compose
	follows 05-database-and-cache
	cat >"$HOST/offline.yaml" <<'YAML'
services:
  db:
    container_name: app
    network_mode: none
  cache:
    container_name: cache
    network_mode: none
YAML
	export POSTGRES=mountguard-test/postgres REDIS=mountguard-test/redis
	follow 1
	wait_for 60 db_answers
	app=cache
	wait_for 30 cache_answers
	follow 2
	follow 3
	app=cache
	wait_for 30 cache_answers
	[ "$(redis get basket)" = full ]
	app=app
	wait_for 60 db_answers
	[ "$(sql 'SELECT count(*) FROM orders')" = 0 ]
	app=orders
	run follow 4
	[ "$status" = 69 ]
	said
	is_in_readme "$err" 1
	app=basket
	run follow 5
	[ "$status" = 69 ]
	said
	is_in_readme "$err" 2
	app=full
	run follow 6
	[ "$status" = 69 ]
	said
	in_numbers "$err" '64G of 250G are left for this user (25%)' >"$BATS_TEST_TMPDIR/full"
	is_in_readme "$BATS_TEST_TMPDIR/full" 3
	follow 7
	[ -z "$(docker ps --all --quiet)$(docker volume ls --quiet)" ]
}
