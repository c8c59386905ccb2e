#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What the README says about the binary is what the binary says.

readme=$BATS_TEST_DIRNAME/../../README.md

@test "the README lists the words as --list-words does" {
	diff <(sed -n '/^<!-- words -->$/,/^<!-- \/words -->$/p' "$readme" | grep -v '^<!--\|^```') \
		<("$MOUNTGUARD" --list-words)
}

@test "the README names every option and every exit code" {
	local option code
	for option in $("$MOUNTGUARD" --help | grep -o -- '--[a-z-]*' | sort -u); do
		case $option in
		--help | --version | --file | --interval | --quiet) continue ;; # by --help alone
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
