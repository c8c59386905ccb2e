#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Runs bats FILES and ends with the line "N passed, N failed", counted from the TAP that bats printed. A test that
# bats announced and that has no result has failed. No tests at all is a failure, and so is a skip under
# MG_MUST_RUN=1. usage: bats.sh DIR FILE...   (DIR is for the log; BATS_FILTER: a regular expression for names)

set -euo pipefail

dir=$1
shift
mkdir -p "$dir"
log=$(mktemp "$dir/bats.XXXXXX") # two runs may go on at once
trap 'rm -f "$log"' EXIT

if [ $# = 0 ]; then
	echo 'run: there are no tests' >&2
	exit 1
fi

# A test that hangs is a failed test, not a hung pipeline.
export BATS_TEST_TIMEOUT=${BATS_TEST_TIMEOUT:-120}
status=0
bats ${BATS_FILTER:+--filter "$BATS_FILTER"} --formatter "$(realpath "${BASH_SOURCE[0]%/*}/progress.sh")" "$@" </dev/null | tee "$log" || status=$?

read -r planned passed failed skipped < <(awk '
	/^1\.\.[0-9]+/ { planned = substr($1, 4) }
	/^not ok / { failed++; next }
	/^ok .* # skip( |$)/ { skipped++; next }
	/^ok / { passed++ }
	END { print planned + 0, passed + 0, failed + 0, skipped + 0 }' "$log")

lost=$((planned - passed - failed - skipped))
if [ "$lost" -gt 0 ]; then
	echo "run: $lost of $planned tests gave no result" >&2
	failed=$((failed + lost))
fi
if [ "$skipped" -gt 0 ]; then
	echo "run: $skipped skipped:" >&2
	sed -n 's/^ok [0-9]* \(.*\) # skip/  \1:/p' "$log" >&2
	if [ "${MG_MUST_RUN:-}" = 1 ]; then
		echo 'run: MG_MUST_RUN=1, so a skip is a failure' >&2
		failed=$((failed + skipped))
	fi
fi
echo "$passed passed, $failed failed"
if [ "$failed" -gt 0 ] || [ "$passed" = 0 ]; then
	exit 1
fi
# What bats fails for beside a test, such as a file that it cannot read or a setup_file that failed.
exit "$status"
