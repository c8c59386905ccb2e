#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The README agrees with the binary.

load helpers
load boxes

readme=$BATS_TEST_DIRNAME/../../README.md
export readme

@test "the README lists the words as --list-words does" {
	diff <(sed -n '/^<!-- words -->$/,/^<!-- \/words -->$/p' "$readme" | grep -v '^<!--\|^```') \
		<("$MOUNTGUARD" --list-words)
}

@test "the README names every option and every exit code" {
	local option code
	for option in $("$MOUNTGUARD" --help | grep -o -- '--[a-z-]*' | sort -u); do
		case $option in
		--help | --version | --file | --interval | --quiet) continue ;; # --help is enough for these
		esac
		grep -q -- "$option" "$readme" || { echo "$option is missing"; return 1; }
	done
	for code in 0 1 64 69 71 78; do
		grep -q "^| $code |" "$readme" || { echo "exit code $code is missing"; return 1; }
	done
}

@test "the refusal in the README is one that the engine test has seen" {
	diff <(sed -n '/^<!-- refusal -->$/,/^<!-- \/refusal -->$/p' "$readme" | sed -n 's/^    //p') \
		<(sed 1d "$BATS_TEST_DIRNAME/../engine/messages/01-shape-b-tmpfs.txt")
}

# Prints the block of the README between the marks of this name.
block() {
	sed -n "/^<!-- $1 -->\$/,/^<!-- \/$1 -->\$/p" "$readme" | sed -n 's/^    //p'
}

# Makes the container of the README's examples, with or without its own files in /app.
example() {
	docker_box
	umount "$R"/etc/hosts
	disk data 16M
	local docker=data/var/lib/docker
	mkdir -p data/srv/app/{models,tmp} $docker/volumes/models/_data "data/${docker_hosts%/*}"
	# Docker's own file proves that /srv/app of this disk is the host's /srv/app.
	touch "data/$docker_hosts"
	mount --bind "data/$docker_hosts" "$R"/etc/hosts
	echo weights >$docker/volumes/models/_data/model.onnx
	[ "$1" = empty ] || echo 'app = 1' >data/srv/app/main.py
	mount --bind data/srv/app "$R"/app
	mount -o remount,bind,ro "$R"/app
	mount --bind $docker/volumes/models/_data "$R"/app/models
	mount -t tmpfs -o size=1m tmpfs "$R"/app/tmp
	umount "$R"/dev/null
}

# Masks the free space and the columns that it moves: they differ between machines.
any_room() {
	sed -E 's/ [0-9]+[BKMGTPE]( |$)/ N /; s/ $//' | tr -s ' '
}

examples=("${boxes[@]}" block example any_room)

@test "the table of --explain in the README" {
	in_ns "${examples[@]}" <<-'EOF'
		example full
		try --explain
		exits 0
		diff -u <(block explain | any_room) <(any_room <.try/out) || fail "the README says something else"
	EOF
}

@test "the incident, as --explain shows it, in the README" {
	in_ns "${examples[@]}" <<-'EOF'
		example empty
		try --explain
		exits 0
		diff -u <(block explain-incident | any_room) <(any_room <.try/out) || fail "the README says something else"
	EOF
}

@test "the snapshot in the README" {
	in_ns "${examples[@]}" <<-'EOF'
		example full
		try --snapshot
		exits 0
		diff -u <(block snapshot) .try/out || fail "the README says something else"
	EOF
}

@test "the JSON in the README" {
	in_ns "${examples[@]}" <<-'EOF'
		example empty
		try --format json -e '/app mount=bind, nonempty' -e '/app/models writable' uvicorn main:app
		exits 69
		# The README breaks the line at blanks and commas, and its disk has the number 0.
		diff -u <(block json | sed 's/^ *//' | tr -d '\n') <(sed -E 's#/dev/loop[0-9]+#/dev/loop0#g' .try/err | tr -d '\n') ||
			fail "the README says something else"
	EOF
}
