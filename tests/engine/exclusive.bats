#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# exclusive between real containers: only one server at a time gets a named volume.

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

setup_file() {
	local context=$BATS_FILE_TMPDIR/image
	mkdir "$context"
	cp "$MOUNTGUARD" "$context/mountguard"
	cat >"$context/Dockerfile" <<'END'
ARG BASE
FROM ${BASE}
COPY mountguard /mountguard
ENV MOUNTGUARD_EXPECT="/data exclusive"
HEALTHCHECK --interval=1s CMD ["/mountguard", "--health"]
ENTRYPOINT ["/mountguard"]
CMD ["sleep", "1000"]
END
	build database "$context"
}

setup() {
	with --volume data:/data
}

teardown() {
	clear_up
}

runs() {
	[ "$(process 1)" = 'sleep 1000 ' ]
}

# A second container on the same volume.
another() {
	app=other
	start database
}

@test "the second container is refused, and starts when the first was killed" {
	start database
	wait_for 30 runs
	another
	refused exclusive
	docker rm other >/dev/null
	docker kill app >/dev/null
	start database
	wait_for 30 runs
}

@test "a container that is restarted takes its lock again, each time" {
	start database
	wait_for 30 runs
	for _ in 1 2 3; do
		docker restart --time 0 app >/dev/null
		wait_for 30 runs
	done
	# The lock is its own, not left over from the run before.
	another
	refused exclusive
}

@test "the health check beside the command that has the lock is well, also as root beside another user" {
	with --user 1000
	start database
	wait_for 30 runs
	docker exec app /mountguard --health
	docker exec --user 0 app /mountguard --health
	wait_for 30 is Health.Status healthy
	app=other
	run -69 docker run --rm --network none --volume data:/data database --check
	[[ $output == *'it is locked by another container'* ]]
}

@test "with --wait the second one takes over when the first ends" {
	start database
	wait_for 30 runs
	with --env MOUNTGUARD_WAIT=60s
	another
	wait_for 30 waits
	docker kill app >/dev/null
	wait_for 30 runs
}

waits() {
	docker logs other 2>&1 | grep -q '^mountguard: waiting '
}

@test "beside a container in the process namespace of the host, the one that has it is named" {
	local first
	start database
	wait_for 30 runs
	first=$(cut -c 1-12 "$BATS_TEST_TMPDIR/id")
	with --pid host
	another
	ended
	the_code_is 69
	says "$err" "of container $first"
}

@test "no other container has the container's own layer" {
	options=()
	with --env 'MOUNTGUARD_EXPECT=/srv exclusive'
	start database
	refused exclusive-layer
}

@test "Podman: the same" {
	client=podman
	podman import --quiet "$BASE_TARBALL" "$BASE_IMAGE" >/dev/null
	build database "$BATS_FILE_TMPDIR/image" --format docker
	start database
	wait_for 30 runs
	another
	ended
	the_code_is 69
	says "$err" 'FAIL /data: it is locked by another container'
	podman rm --force --time 0 app >/dev/null
	podman start other >/dev/null
	wait_for 30 runs
}
