#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs the unit test programs that it is given, one after the other, from the top of the repository; fails if one
# fails, or if there is none.

set -u

total=0
failed=
for program; do
	total=$((total + 1))
	printf -- '-- %s\n' "${program##*/}"
	"$program" </dev/null || failed="$failed ${program##*/}"
done
if [ "$total" = 0 ]; then
	echo 'unit: there are no tests' >&2
	exit 1
fi
if [ -n "$failed" ]; then
	echo "unit: failed:$failed" >&2
	exit 1
fi
echo "unit: all $total programs passed"
