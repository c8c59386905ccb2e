#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Builds the binary twice, in two directories, on two days, in two time zones, locales and with two umasks, and
# compares the bytes. The source of libcap is the one that lies in the build directory already.
# usage: reproducible.sh BUILD-DIRECTORY COMPILER

set -eu

build=$1
compiler=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset SOURCE_DATE_EPOCH MAKEFLAGS MFLAGS MAKEOVERRIDES GNUMAKEFLAGS

copy() {
	mkdir -p "$1/build/libcap" "$1/tests"
	cp -R Makefile VERSION include shim "$1/"
	cp -R tests/tools "$1/tests/"
	for archive in "$build"/libcap/*.orig.tar.xz; do
		[ ! -e "$archive" ] || cp "$archive" "$1/build/libcap/"
	done
}

first=$work/one
second=$work/a/much/longer/way/to/the/second/one
copy "$first"
copy "$second"
build_first() {
	cd "$first" && umask 022 && TZ=UTC LC_ALL=C make -s CC="$compiler" all
}
build_second() {
	cd "$second" && umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 NO_FAKE_STAT=1 faketime -f '+500d' make -s CC="$compiler" all
}
for name in first second; do
	("build_$name") >"$work/log" 2>&1 || {
		tail -n 40 "$work/log" >&2
		echo "check-reproducible: the $name build failed" >&2
		exit 1
	}
done
for file in mountguard mountguard.stripped; do
	cmp "$first/build/$file" "$second/build/$file" || {
		echo "check-reproducible: $file depends on where, when or by whom it is built" >&2
		exit 1
	}
done
printf 'check-reproducible: the same %s bytes twice, SHA-256 %s\n' "$(wc -c <"$first/build/mountguard.stripped")" \
	"$(sha256sum <"$first/build/mountguard.stripped" | cut -d ' ' -f 1)"
