#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs each fuzzer that it is given for a number of seconds, from the top of the repository, over what it has found
# before (build directory, made anew), tests/fuzz/corpus/NAME and, for mount tables, the fixtures. An input that
# fails is kept, its name is shown, and belongs into tests/fuzz/corpus/NAME once it is understood.
# usage: fuzz.sh DIR SECONDS PROGRAM...

set -eu

dir=$1
seconds=$2
shift 2

[ $# -gt 0 ] || { echo 'fuzz: there are no fuzzers' >&2; exit 1; }
for program; do
	name=${program##*/fuzz_}
	seeds=tests/fuzz/corpus/$name
	[ "$name" != mountinfo ] || seeds="$seeds tests/fixtures"
	mkdir -p "$dir/found/$name"
	log=$dir/$name.log
	# shellcheck disable=SC2086 # one word a directory
	"$program" -max_total_time="$seconds" -max_len=4096 -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 \
		-dict="tests/fuzz/$name.dict" -artifact_prefix="$dir/$name-" "$dir/found/$name" $seeds >"$log" 2>&1 || {
		tail -n 60 "$log" >&2
		echo "fuzz: $name failed; the input is above, and the whole of it in $log" >&2
		exit 1
	}
	awk -v name="$name" '
		/^#[0-9]+.* cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") reached = $(i + 1) }
		/^stat::number_of_executed_units:/ { runs = $2 }
		END { printf "fuzz: %s: %d inputs, %d edges reached, nothing wrong\n", name, runs, reached }' "$log"
done
