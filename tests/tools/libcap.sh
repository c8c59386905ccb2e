#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Makes DIR/libcap.a and DIR/include for a musl compiler, from the distribution's own source package.
# Debian's libcap.a is made for glibc: in a musl program some of it does not link, and some links and prints wrong
# text. It must never touch the system's apt configuration or lists, and never use a file that apt has not verified.

set -eu

usage='usage: libcap.sh DIR [COMPILER]...   (the compiler may be several words; default: musl-gcc)'
dir=${1:?$usage}
shift
compiler=${*:-musl-gcc}

# What make was told about our own sources says nothing about libcap's.
unset MAKEFLAGS MFLAGS MAKEOVERRIDES GNUMAKEFLAGS CFLAGS CPPFLAGS LDFLAGS COPTS CC 2>/dev/null || :

say() {
	printf 'libcap: %s\n' "$*" >&2
}

# Prints the release names that belong to this system, as one extended regular expression.
suites() {
	codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release | tr -d '"')
	printf '^(%s)([-/].*)?$' "${codename:-stable}|stable|oldstable|testing|unstable|sid"
}

# deb822 (*.sources): paragraphs of fields. Keeps the paragraphs of this release that are in use, and asks them for
# source packages. A Signed-By that holds a whole key is many lines long, and passes through unchanged.
deb822_to_src() {
	awk -v want="$(suites)" '
		BEGIN { RS = ""; FS = "\n" }
		{
			text = ""; binary = 0; ours = 0; enabled = 1
			for (i = 1; i <= NF; i++) {
				line = $i; low = tolower(line)
				if (low ~ /^types:/) {
					binary = low ~ /[ \t:]deb([ \t]|$)/
					line = "Types: deb-src"
				} else if (low ~ /^enabled:[ \t]*(no|false|0)/) {
					enabled = 0
				} else if (low ~ /^suites:/) {
					n = split(line, word, /[ \t]+/)
					for (j = 2; j <= n; j++)
						if (word[j] ~ want) ours = 1
				} else if (low ~ /^architectures:/ || low ~ /^#/) {
					continue
				}
				text = text line "\n"
			}
			if (binary && ours && enabled) print text
		}' "$@"
}

# One line a source (*.list): "deb [options] uri suite component...".
oneline_to_src() {
	awk -v want="$(suites)" '
		$1 == "deb" {
			line = $0; sub(/#.*/, "", line)
			bare = line; sub(/^[ \t]*deb[ \t]+(\[[^]]*\][ \t]*)?/, "", bare)
			split(bare, word, /[ \t]+/)
			sub(/^[ \t]*deb/, "deb-src", line)
			if (word[2] ~ want) print line
		}' "$@"
}

# Writes the source lists of this system, as source packages, below $1.
write_sources() {
	mkdir -p "$1"
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
		if [ -s "$file" ]; then oneline_to_src "$file"; fi
	done >"$1/system.list"
	for file in /etc/apt/sources.list.d/*.sources; do
		if [ -s "$file" ]; then deb822_to_src "$file"; fi
	done >"$1/system.sources"
	if ! [ -s "$1/system.list" ] && ! [ -s "$1/system.sources" ]; then
		say "found no package source for this release in the apt configuration"
		return 1
	fi
}

# apt-get with a world of its own below $work. The sandbox user cannot reach a clone in a private directory, and
# in many containers it does not work at all. Nothing unsigned is accepted, whatever the system's settings say.
apt_get() {
	apt-get -q -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/sources" \
		-o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" \
		-o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none -o Acquire::Retries=3 \
		-o Acquire::AllowInsecureRepositories=false -o Acquire::AllowWeakRepositories=false \
		-o Acquire::AllowDowngradeToInsecureRepositories=false \
		-o APT::Get::AllowUnauthenticated=false "$@"
}

# The chain is apt's own: the keyring signs InRelease, that names the digest of Sources, and that names the digests
# of the .dsc and of the archives, which apt checks before it keeps a file.
download() {
	mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/src"
	write_sources "$work/sources"
	say "fetching the source package of libcap2 (once; it is kept in $dir)"
	apt_get update >"$work/log" 2>&1 || say "apt-get update had an error, going on with what there is"
	if ! (cd "$work/src" && apt_get source --download-only --only-source libcap2) >>"$work/log" 2>&1; then
		cat "$work/log" >&2
		say "could not get the source package"
		return 1
	fi
}

build() {
	# No second signature check: apt has verified every byte, and the uploader's key may not be installed here.
	dpkg-source --no-check -x "$work"/src/libcap2_*.dsc "$work/tree" >>"$work/log" 2>&1
	say "building it with $compiler"
	# USE_GPERF=no: a tool that some machines have must not change what is built.
	make -C "$work/tree/libcap" libcap.a CC="$compiler" BUILD_CC="${BUILD_CC:-gcc}" USE_GPERF=no \
		COPTS="-Os -fPIC -ffunction-sections -fdata-sections -ffile-prefix-map=$work/tree=libcap" \
		>>"$work/log" 2>&1
}

mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
work=$dir/work
rm -rf "$work"
mkdir -p "$work"
download
if ! build; then
	tail -n 40 "$work/log" >&2
	say "the build failed"
	exit 1
fi
mkdir -p "$dir/include/sys"
cp "$work"/tree/libcap/include/sys/capability.h "$dir/include/sys/"
sed -n 's/^Version: /libcap2 /p' "$work"/src/libcap2_*.dsc | head -n 1 >"$dir/version"
# Last and whole: a file of this name means that everything before it worked.
cp "$work/tree/libcap/libcap.a" "$dir/libcap.a.new"
mv "$dir/libcap.a.new" "$dir/libcap.a"
rm -rf "$work"
say "made libcap.a of $(cat "$dir/version")"
