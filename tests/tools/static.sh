#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Checks what the build promises of BINARY and of its stripped copy: no interpreter, no shared library, no
# executable stack, nothing that can be written and executed, no build path, a size, and that what a silent run does
# not need lies apart (shim/link.ld). usage: static.sh BINARY STRIPPED

set -eu

max_bytes=196608
max_silent_bytes=131072
binary=$1
stripped=$2
top=$(pwd)
problems=0

problem() {
	printf 'check-static: %s: %s\n' "$1" "$2" >&2
	problems=$((problems + 1))
}

for file in "$binary" "$stripped"; do
	segments=$(LC_ALL=C readelf -lW "$file")
	dynamic=$(LC_ALL=C readelf -dW "$file")
	case $segments in
	*INTERP*) problem "$file" 'it asks for an interpreter, so it is not static' ;;
	esac
	case $dynamic in
	*'(NEEDED)'*) problem "$file" 'it needs a shared library' ;;
	*'(TEXTREL)'*) problem "$file" 'it has relocations in its code' ;;
	esac
	# A line a segment: type, offset, two addresses, two sizes, and up to three letters with blanks between.
	printf '%s\n' "$segments" | awk '$1 == "GNU_STACK" { seen = 1; if (/ R?W? *E +0x[0-9a-f]+$/) bad = 1 } END { exit bad || !seen }' ||
		problem "$file" 'its stack is executable'
	printf '%s\n' "$segments" | awk '$1 != "GNU_STACK" && /0x.* R?WE +0x[0-9a-f]+$/ { bad = 1 } END { exit bad }' ||
		problem "$file" 'it has a segment that can be written and executed'
	for part in shim include tests build; do
		if grep -qF -- "$top/$part" "$file"; then problem "$file" "it holds the build path $top/$part"; fi
	done
	if LC_ALL=C readelf --debug-dump=info "$file" 2>/dev/null | grep 'DW_AT_comp_dir' | grep -qF -- " $top"; then
		problem "$file" "its debug information holds the build path $top"
	fi
done

bytes=$(wc -c <"$stripped")
# A glibc build cannot be small, and is not what the promises are about.
if ! readelf -n "$binary" 2>/dev/null | grep -q NT_GNU_ABI_TAG; then
	[ "$bytes" -le "$max_bytes" ] || problem "$stripped" "$bytes bytes, at most $max_bytes were promised"
	said=$(LC_ALL=C readelf -SW "$binary" | sed -n 's/.* \.said  *PROGBITS  *[0-9a-f]* \([0-9a-f]*\) .*/\1/p')
	[ $((0x${said:-ffffff})) -le "$max_silent_bytes" ] ||
		problem "$stripped" "a run that says nothing needs more than the first $max_silent_bytes bytes (.said in shim/link.ld)"
fi

[ "$problems" = 0 ] || exit 1
echo "check-static: $stripped is static, $bytes bytes"
