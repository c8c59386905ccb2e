#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Makes DIR/libcap.a and DIR/include for a musl compiler, from one of the sources below. Debian's libcap.a is made
# for glibc: in a musl program some of it does not link, and some links and prints wrong text.
#
# The sources are pinned by their digests, and fetched from the pool of the mirrors that apt is set up with: what a
# release has in its lists today, and what a point release takes out of them, does not matter. Nothing is unpacked
# that has another digest. It must never touch the system's apt configuration or lists.

set -eu

usage='usage: libcap.sh DIR [COMPILER]...   (the compiler may be several words; default: musl-gcc)'
dir=${1:?$usage}
shift
compiler=${*:-musl-gcc}

# The first that can be had, which on every machine should be the same: the bytes of our binary depend on it. It is
# the one of the stable release, which stays in the pool longest; the others are those of its neighbours.
sources() {
	cat <<'TABLE'
2.75 de4e7e064c9ba451d5234dd46e897d7c71c96a9ebf9a0c445bc04f4742d83632
2.78 0d621e562fd932ccf67b9660fb018e468a683d7b827541df27813228c996bb11
2.66 15c40ededb3003d70a283fe587a36b7d19c8b3b554e33f86129c059a4bb466b2
TABLE
}

# What make was told about our own sources says nothing about libcap's.
unset MAKEFLAGS MFLAGS MAKEOVERRIDES GNUMAKEFLAGS CFLAGS CPPFLAGS LDFLAGS COPTS CC 2>/dev/null || :

say() {
	printf 'libcap: %s\n' "$*" >&2
}

# The mirrors of apt's own configuration, each once and with a / at its end. A list of mirrors in a file is read.
# Those too of which apt has no lists yet (--no-release-info), as in a fresh container.
mirrors() {
	# shellcheck disable=SC2016 # for apt
	apt-get indextargets --no-release-info --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' | while read -r uri; do
		case $uri in
		mirror+file:*)
			file=${uri#mirror+file:}
			awk '/^[^#]/ { print $1 }' "${file%/}"
			;;
		*) printf '%s\n' "$uri" ;;
		esac
	done | awk '{ sub(/\/*$/, "/") } !seen[$0]++'
}

has_digest() {
	[ -f "$1" ] && printf '%s  %s\n' "$2" "$1" | sha256sum --check --status 2>/dev/null
}

# Fetches to $1, with apt's proxies and certificates. The sandbox user cannot reach a clone in a private directory,
# and in many containers it does not work at all.
fetch() {
	/usr/lib/apt/apt-helper -q -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=2 \
		download-file "$2" "$1" "SHA256:$3" >>"$work/log" 2>&1
}

# Leaves the source in $archive. One that lies in DIR already, with its digest, is taken first: so it is downloaded
# once, and can be put there by hand where there is no network.
find_source() {
	while read -r version digest; do
		archive=$dir/libcap2_$version.orig.tar.xz
		! has_digest "$archive" "$digest" || return 0
	done <"$work/sources"
	while read -r version digest; do
		archive=$dir/libcap2_$version.orig.tar.xz
		while read -r mirror; do
			say "fetching libcap $version (once; it is kept in $dir)"
			fetch "$work/archive" "${mirror}pool/main/libc/libcap2/${archive##*/}" "$digest" || continue
			has_digest "$work/archive" "$digest" || continue
			cp "$work/archive" "$archive" # apt makes a link to what is on this machine already
			return 0
		done <"$work/mirrors"
	done <"$work/sources"
	grep -E '^(Err|E:|W:)|mismatch' "$work/log" >&2 || :
	say "could not get the source from any mirror that apt is set up with. One of these files in $dir will do:"
	awk '{ printf "libcap:   libcap2_%s.orig.tar.xz, SHA-256 %s\n", $1, $2 }' "$work/sources" >&2
	return 1
}

build() {
	mkdir "$work/tree"
	tar -xJf "$archive" -C "$work/tree" --strip-components=1 --no-same-owner >>"$work/log" 2>&1
	say "building it with $compiler"
	# USE_GPERF=no: a tool that some machines have must not change what is built.
	make -C "$work/tree/libcap" libcap.a CC="$compiler" BUILD_CC="${BUILD_CC:-gcc}" USE_GPERF=no \
		COPTS="-Os -fPIC -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections -ffile-prefix-map=$work/tree=libcap" \
		>>"$work/log" 2>&1
}

mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
work=$dir/work
rm -rf "$work"
mkdir -p "$work"
sources >"$work/sources"
mirrors >"$work/mirrors"
: >"$work/log"
find_source
if ! build; then
	tail -n 40 "$work/log" >&2
	say "the build failed"
	exit 1
fi
mkdir -p "$dir/include/sys"
cp "$work"/tree/libcap/include/sys/capability.h "$dir/include/sys/"
printf 'libcap %s\n' "$version" >"$dir/version"
# Last and whole: a file of this name means that everything before it worked.
cp "$work/tree/libcap/libcap.a" "$dir/libcap.a.new"
mv "$dir/libcap.a.new" "$dir/libcap.a"
rm -rf "$work"
say "made libcap.a of $(cat "$dir/version")"
