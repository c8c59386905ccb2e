#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Stack 4: a web shop in Poetry's layout, whose server is user 1000. In production the code is in the image; in
# development the host's code is bound over it. The image is the one of examples/04-web-shop, with a real uvicorn.
#
# The fault: the code is there, but the server's user may not read it. A package that Python cannot look into has no such
# module for Python, so uvicorn says the same as without any code.

bats_require_minimum_version 1.5.0
# shellcheck source=helpers.bash
. "$BATS_TEST_DIRNAME/helpers.bash"

export COMPOSE_PROJECT_NAME=04-web-shop
SERVER=(uvicorn app.main:app --host 127.0.0.1 --port 8000)

# Images of the same tree, checked out with a umask of 077: shop as the Dockerfile makes it, the others with the usual
# COPY of everything. The image has no user 501, the first user of a Mac.
setup_file() {
	local context=$BATS_FILE_TMPDIR/example
	cp -r "$MG_TOP/examples/04-web-shop" "$context"
	cp "$MOUNTGUARD" "$context/mountguard"
	chmod -R go= "$context/app" "$context/static"
	build shop "$context"
	sed -i -e '/^COPY .* static$/d' -e 's/^COPY .* app$/COPY . ./' "$context/Dockerfile"
	build shop-of-root "$context"
	sed -i 's/^COPY \. /COPY --chown=501:20 . /' "$context/Dockerfile"
	build shop-of-stranger "$context"
}

setup() {
	EXAMPLE=$HOST/example
	mkdir -p "$HOST"
	cp -r "$MG_TOP/examples/04-web-shop" "$EXAMPLE"
	chmod -R u=rwX,go=rX "$EXAMPLE"
}

teardown() {
	clear_up
}

# The expectations of development, as compose.override.yaml gives them.
expectations() {
	sed -n '/MOUNTGUARD_EXPECT: |/,/^    volumes:/s/^ *\(\/.*\)/\1/p' "$EXAMPLE/compose.override.yaml"
}

binds() {
	with --volume "$EXAMPLE/app:/code/app" --volume "$EXAMPLE/static:/code/static"
}

development() {
	binds
	with --env "MOUNTGUARD_EXPECT=$(expectations)"
}

# belongs_to OWNER PATH...: these belong to OWNER, and are closed for all others.
belongs_to() {
	local owner=$1
	shift
	chown -R "$owner" "$@"
	chmod -R go= "$@"
}

without_guard() {
	with --entrypoint uvicorn
	start "$1" "${SERVER[@]:1}" "${@:2}"
}

# ---- without the guard

cannot_import() {
	without_guard "$1"
	ended
	the_code_is 1
	says "$err" 'Error loading ASGI app. Could not import module "app.main".'
	never_says "$err" ermission
	docker rm app >/dev/null
}

@test "without the guard: a closed directory, in the image or bound, is a module that cannot be imported" {
	cannot_import shop-of-root
	cannot_import shop-of-stranger
	binds
	belongs_to root "$EXAMPLE/app"
	cannot_import shop
	belongs_to 501:20 "$EXAMPLE/app"
	cannot_import shop
}

@test "without the guard: what lists a closed directory is told Permission denied" {
	binds
	belongs_to root "$EXAMPLE/app"
	with --entrypoint python3
	start shop -c 'import os; os.listdir("/code/app")'
	ended
	the_code_is 1
	says "$err" "PermissionError: [Errno 13] Permission denied: '/code/app'"
}

@test "without the guard: a closed file is Permission denied" {
	binds
	chmod 0600 "$EXAMPLE"/app/*.py
	without_guard shop
	ended
	the_code_is 1
	says "$err" "PermissionError: [Errno 13] Permission denied: '/code/app/__init__.py'"
}

says_cannot_import() {
	said
	grep -q 'Could not import module "app.main"' "$err"
}

@test "without the guard: --reload stays up for ever, and serves nothing" {
	binds
	belongs_to root "$EXAMPLE/app"
	without_guard shop --reload
	wait_for 30 says_cannot_import
	is Running true
	run ! answers
}

# status PATH: prints the status of the server's answer
status() {
	docker exec app python3 -c 'import sys, urllib.request, urllib.error
try: print(urllib.request.urlopen("http://127.0.0.1:8000" + sys.argv[1], timeout=5).status)
except urllib.error.HTTPError as answer: print(answer.code)' "$1"
}

@test "without the guard: closed static files leave /health well, and each file is 401" {
	binds
	belongs_to root "$EXAMPLE/static"
	without_guard shop
	serves
	[ "$(get /health)" = '{"status":"ok"}' ]
	[ "$(status /static/shop.css)" = 401 ]
}

# ---- all is well

shop_is_open() {
	serves
	[[ "$(get /products)" == '[{"id":1,"name":"l'* ]]
	get /static/shop.css >"$BATS_TEST_TMPDIR/shop.css"
	head -n 2 "$BATS_TEST_TMPDIR/shop.css" | diff -u "$MG_TOP/examples/04-web-shop/static/shop.css" -
	[ "$(docker exec app id -u)" = 1000 ]
	[[ "$(process 1)" == *"${SERVER[*]} "* ]]
	said
	never_says "$err" mountguard
	never_says "$out" mountguard
}

@test "production: user 1000 serves the image's code, also from a tree that was closed to others" {
	start shop
	shop_is_open
	run -0 docker exec app /mountguard --health
	[ -z "$output" ]
}

@test "development: user 1000 serves the host's code" {
	development
	sed -i 's/"lamp"/"lantern"/' "$EXAMPLE/app/main.py"
	start shop
	shop_is_open
	[[ "$(get /products)" == *lantern* ]]
}

@test "development: code that belongs to user 1000 alone" {
	development
	belongs_to 1000:1000 "$EXAMPLE/app" "$EXAMPLE/static"
	start shop
	shop_is_open
}

# ---- production, refused

@test "production: the image's code is root's alone" {
	start shop-of-root
	refused 04-image-root
}

@test "production: the image's code belongs to a user whom the image does not know" {
	start shop-of-stranger
	refused 04-image-stranger
}

@test "production: a bind that was forgotten hides the image's code" {
	binds
	start shop
	refused 04-forgotten-bind
}

@test "production: a bind that was forgotten, and that is root's alone" {
	binds
	belongs_to root "$EXAMPLE/app" "$EXAMPLE/static"
	start shop
	refused 04-forgotten-bind-root
}

@test "production: a named volume keeps the code of an older image" {
	with --volume code:/code/app
	start shop
	refused 04-volume
}

# ---- development, refused

@test "development: root's tree" {
	development
	belongs_to root "$EXAMPLE/app"
	start shop
	refused 04-bind-root
}

@test "development: the tree of a user whom the image does not know" {
	development
	belongs_to 501:20 "$EXAMPLE/app"
	start shop
	refused 04-bind-stranger
}

@test "development: root's files in an open directory" {
	development
	chmod 0600 "$EXAMPLE"/app/*.py
	start shop
	refused 04-bind-files
}

@test "development: the way to the code is closed" {
	with --volume "$EXAMPLE:/code" --env 'MOUNTGUARD_EXPECT=/code/app on=bind, readable; /code/static on=bind, readable'
	chmod 0700 "$EXAMPLE"
	start shop
	refused 04-bind-parent
}

@test "development: closed static files" {
	development
	belongs_to root "$EXAMPLE/static"
	start shop
	refused 04-bind-static
}

@test "development: without its binds the image's code is not what it wants" {
	with --env "MOUNTGUARD_EXPECT=$(expectations)"
	start shop
	refused 04-no-bind
}

# ---- what a user copies

# Prints the remedy for a directory of the host, as the message has it.
remedy() {
	sed -n 's/^  fix       on the host: \(setfacl .*\)$/\1/p' "$1"
}

serves_lanterns() {
	[[ "$(get /products 2>&1)" == *lantern* ]]
}

@test "the example, as its README tells it" {
	needs_compose
	command -v setfacl >/dev/null || not_here "there is no setfacl"
	rm -rf "$EXAMPLE"
	follows 04-web-shop
	printf 'services:\n  shop:\n    container_name: app\n    network_mode: none\n' >"$HOST/offline.yaml"

	# Compose finds the override by itself.
	cd -P "$EXAMPLE"
	compose config >"$BATS_TEST_TMPDIR/found"
	compose_files=(compose.yaml compose.override.yaml)
	compose config | diff -u - "$BATS_TEST_TMPDIR/found"

	follow 1
	chmod -R go= app static
	follow 2
	shop_is_open
	sed -i 's/"lamp"/"lantern"/' app/main.py
	wait_for 30 serves_lanterns
	[[ "$(follow 4)" == *lantern* ]]

	follow 5
	ended
	the_code_is 69
	is_in_readme "$err" 1
	# The README shows the message, with a shorter path of the directory.
	[ "$(remedy "$err")" = "setfacl -m u:1000:rx $PWD/app" ]
	grep -qxF 'setfacl -m u:1000:rx app' README.md
	follow 6
	serves
	follow 7

	follow 3
	shop_is_open
	serves_lanterns
	[[ "$(follow 4)" == *lantern* ]]
	compose down
}
