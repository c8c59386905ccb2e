#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Prints which part of each source file the unit tests ran. usage: cov.sh OBJECT...

set -eu

for object; do
	gcov -n "$object" 2>/dev/null
done | awk '
	/^File / { file = $2; gsub(/\047/, "", file); next }
	/^Lines executed:/ && file ~ /^shim\// {
		split($2, part, /[:%]/)
		percent = part[2]; lines = $NF
		printf "%6.1f %%  of %4d lines  %s\n", percent, lines, file
		all += lines; run += percent * lines / 100
		file = ""
	}
	END { if (all) printf "%6.1f %%  of %4d lines  in all\n", 100 * run / all, all }'
