#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The source of libcap, from mirrors of our own: only a source with the digest in the tree is ever built.

load helpers

setup() {
	archive=$(find "${B:?the build directory}/libcap" -name 'libcap2_*.orig.tar.xz' 2>/dev/null | head -n 1)
	if [ -z "$archive" ] || ! command -v apt-get >/dev/null; then not_here "libcap is the distribution's here"; fi
	cd "$BATS_TEST_TMPDIR" || return
	pool=pool/main/libc/libcap2
	mkdir -p apt/parts {first,second}/$pool
	for mirror in first second; do
		echo "deb [trusted=yes] copy:$PWD/$mirror suite main"
	done >apt/sources.list
	cat >apt/conf <<-EOC
		Dir::Etc::SourceList "$PWD/apt/sources.list";
		Dir::Etc::SourceParts "$PWD/apt/parts";
	EOC
	export APT_CONFIG=$PWD/apt/conf
}

libcap() {
	run sh "$BATS_TEST_DIRNAME/../tools/libcap.sh" "$PWD/out"
	echo "$output"
}

@test "it is built from the first mirror that has it, and fetched once" {
	cp "$archive" "second/$pool/"
	libcap
	[ "$status" = 0 ]
	[ -s out/libcap.a ] && [ -s out/include/sys/capability.h ]
	cmp "$archive" "out/${archive##*/}"
	rm second/"$pool"/*
	libcap
	[ "$status" = 0 ]
	[[ $output != *fetching* ]]
}

@test "a changed source is not unpacked, and the next mirror is asked" {
	for file in first second; do cp "$archive" "$file/$pool/"; done
	printf x | dd of="first/$pool/${archive##*/}" bs=1 seek=100 conv=notrunc status=none
	libcap
	[ "$status" = 0 ]
	[[ $output == *"ash Sum mismatch"* ]] || cmp "$archive" "out/${archive##*/}"
	rm second/"$pool"/*
	rm -r out
	libcap
	[ "$status" = 1 ]
	[ ! -e out/libcap.a ]
	[ -z "$(find out -name '*.tar.xz')" ]
}

@test "a source that was put there by hand is checked, too" {
	mkdir out
	cp "$archive" out/
	printf x | dd of="out/${archive##*/}" bs=1 seek=100 conv=notrunc status=none
	libcap
	[ "$status" = 1 ]
	[ ! -e out/libcap.a ]
}

@test "if no mirror has it, the message says what to fetch" {
	libcap
	[ "$status" = 1 ]
	[[ $output == *"could not get the source"* ]]
	[[ $output == *"${archive##*/}, SHA-256 $(sha256sum <"$archive" | cut -d ' ' -f 1)"* ]]
}
