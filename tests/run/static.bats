#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# `make check-static` refuses each program that is not static as it should be.

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	echo 'int main(void) { return 0; }' >program.c
}

# Builds a program with these options, and checks it.
checked() {
	${CC:-gcc} "$@" program.c -o program
	strip -o stripped program
	run sh "$BATS_TEST_DIRNAME/../tools/static.sh" program stripped
	echo "$output"
}

@test "a plain static program passes" {
	checked -static
	[ "$status" = 0 ]
}

@test "an executable stack does not" {
	checked -static -Wl,-z,execstack
	[ "$status" = 1 ]
	[[ $output == *"program: its stack is executable"* ]]
	[[ $output == *"stripped: its stack is executable"* ]]
	[[ $output != *"written and executed"* ]]
}

@test "nor a segment that can be written and executed" {
	checked -static -nostdlib -Wl,-e,main -Wl,-N
	[ "$status" = 1 ]
	[[ $output == *"program: it has a segment that can be written and executed"* ]]
	[[ $output != *"stack"* ]]
}

@test "nor a program that needs a loader and libraries" {
	checked -no-pie
	[ "$status" = 1 ]
	[[ $output == *"it asks for an interpreter"* ]]
	[[ $output == *"it needs a shared library"* ]]
}
