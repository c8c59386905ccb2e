#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Dockerfile.example builds the guard from the checkout, and a service behind it.

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

# Builds from the checkout as git has it, with the network, since make installs a compiler. The second image takes what
# the first one built from the cache.
setup_file() {
	local top=$BATS_FILE_TMPDIR/top
	mkdir "$top"
	tar -C "$MG_TOP" --exclude ./build --exclude ./.git -c . | tar -C "$top" -x
	echo '# building the guard in an image' >&3
	build mountguard "$top" --file "$top/Dockerfile.example" --network host --target mountguard \
		--build-arg BUILDER="$BASE_IMAGE"
	build shop "$top" --file "$top/Dockerfile.example" --network host --build-arg BUILDER="$BASE_IMAGE"
}

setup() {
	mkdir -p "$HOST"
}

teardown() {
	clear_up
}

@test "without root, with a read-only root and no capability: uvicorn is process 1, and answers" {
	with --read-only --cap-drop ALL
	start shop
	serves
	[[ "$(process 1)" == *'uvicorn app.main:app '* ]]
	[ "$(docker exec app id -u)" = 1000 ]
	[[ "$(get /products)" == *lamp* ]]
	said
	never_says "$err" mountguard
	docker exec app /mountguard --health
}

@test "a bind that was forgotten hides the image's code, and is refused" {
	mkdir "$HOST/app"
	with --read-only --cap-drop ALL --volume "$HOST/app:/code/app"
	start shop
	refused dockerfile-bind
}

@test "the guard alone: an image of one file, for COPY --from" {
	docker create --name app mountguard /mountguard >/dev/null
	# dev, etc, proc and sys are what Docker adds when it makes a container.
	docker export app | tar -t | grep -vE '^(\.dockerenv|(dev|etc|proc|sys)/.*)$' >"$out"
	echo mountguard | diff -u - "$out"
	docker rm app >/dev/null

	mkdir "$HOST/context"
	# shellcheck disable=SC2016 # Docker expands it
	printf 'ARG BASE\nFROM mountguard AS guard\nFROM $BASE\nCOPY --from=guard /mountguard /mountguard\nENTRYPOINT ["/mountguard"]\n' \
		>"$HOST/context/Dockerfile"
	build copied "$HOST/context"
	with --env 'MOUNTGUARD_EXPECT=/data mount=volume, writable' --volume data:/data
	start copied echo started
	ended
	the_code_is 0
	[ "$(cat "$out")" = started ]
	nothing_in "$err"
}

# In a whole checkout: one of the two images is built from it.
@test "the two images of examples/11-kubernetes, as its README builds them" {
	follows 11-kubernetes
	ln -sfn "$BATS_FILE_TMPDIR/top/examples/11-kubernetes" "$HOST/example"
	follow 1
	docker create --name guard mountguard:0.1.0 /mountguard >/dev/null
	docker cp guard:/mountguard "$HOST/guard"
	[[ "$("$HOST/guard" --version)" == *' 0.1.0' ]]
	start inference:1
	serves
	[[ "$(process 1)" == *'uvicorn --app-dir /srv/inference main:app '* ]]
	run ! docker exec app test -e /mountguard
}
