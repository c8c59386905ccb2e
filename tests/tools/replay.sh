#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs each fuzz target over its corpus, once, from the top of the repository: tests/fuzz/corpus/NAME and, for mount
# tables, the fixtures. A target without a corpus is a failure. usage: replay.sh PROGRAM...

set -eu

[ $# -gt 0 ] || { echo 'replay: there are no fuzz targets' >&2; exit 1; }
for program; do
	name=${program##*/fuzz_}
	set -- "tests/fuzz/corpus/$name"/*
	[ -f "$1" ] || { echo "replay: tests/fuzz/corpus/$name is empty" >&2; exit 1; }
	[ "$name" != mountinfo ] || set -- "$@" tests/fixtures/*
	"$program" "$@" || { echo "replay: $name failed on one of its $# inputs" >&2; exit 1; }
	echo "replay: $name: $# inputs, nothing wrong"
done
