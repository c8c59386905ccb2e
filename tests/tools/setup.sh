#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Installs what the named groups need and this machine has not, with apt-get (Debian) or apk (Alpine), and says so
# first. SETUP=no: installs nothing, lists what is missing, exit 1. It must stay quick and silent where nothing is
# missing (make runs it each time), and never remove, upgrade or configure anything.

set -eu

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
me=mountguard-setup

# One need a line: group, what shows that it is there (a command, or a file pattern that starts with /), and the
# package that brings it on Debian and on Alpine. "-" where that system does not need it or has not got it;
# "new|old" where Debian has moved it.
needs() {
	cat <<'TABLE'
build   gcc                             gcc              build-base
build   /usr/include/stdio.h            libc6-dev        build-base
build   /usr/include/linux/mount.h      linux-libc-dev   linux-headers
build   strip                           binutils         binutils
build   musl-gcc                        musl-tools       -
build   xz                              xz-utils         -
build   /usr/lib/libcap.a               -                libcap-static
build   /usr/include/sys/capability.h   -                libcap-dev
glibc   gcc                             gcc              build-base
glibc   strip                           binutils         binutils
glibc   /usr/include/stdio.h            libc6-dev        build-base
glibc   /usr/include/linux/mount.h      linux-libc-dev   linux-headers
glibc   /usr/include/sys/capability.h   libcap-dev       libcap-dev
test    bash                            bash             bash
test    gcc                             gcc              build-base
test    /usr/include/stdio.h            libc6-dev        build-base
test    /usr/include/sys/capability.h   libcap-dev       libcap-dev
test    /usr/include/cmocka.h           libcmocka-dev    cmocka-dev
test    readelf                         binutils         binutils
test    bats                            bats             bats
test    unshare                         util-linux       util-linux-misc
test    findmnt                         util-linux       findmnt
test    mount                           mount            mount
test    setpriv                         util-linux       setpriv
test    prlimit                         util-linux       util-linux-misc
test    fsfreeze                        util-linux       util-linux-misc
test    pivot_root                      util-linux-extra|util-linux util-linux-misc
test    script                          bsdutils         util-linux-misc
test    mkfs.ext4                       e2fsprogs        e2fsprogs
test    chattr                          e2fsprogs        e2fsprogs-extra
test    ps                              procps           procps
test    strace                          strace           strace
test    setfacl                         acl              acl
test    setfattr                        attr             attr
test    setcap                          libcap2-bin      libcap-setcap
test    fusermount3                     fuse3            fuse3
test    bindfs                          bindfs           -
test    tini                            tini             tini
test    jq                              jq               jq
test    python3                         python3          python3
test    /usr/lib/python3*/*-packages/uvicorn python3-uvicorn uvicorn
test    /usr/lib/python3*/*-packages/fastapi python3-fastapi py3-fastapi
test    gunicorn                        gunicorn         py3-gunicorn
test    faketime                        faketime         libfaketime
test    qemu-x86_64                     qemu-user        qemu-x86_64
fuzz    clang                           clang            clang
fuzz    /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a libclang-rt-dev|libclang-rt-14-dev -
fuzz    /usr/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a -      compiler-rt
fuzz    /usr/include/sys/capability.h   libcap-dev       libcap-dev
lint    bash                            bash             bash
lint    gcc                             gcc              build-base
lint    /usr/include/sys/capability.h   libcap-dev       libcap-dev
lint    /usr/include/cmocka.h           libcmocka-dev    cmocka-dev
lint    clang-format                    clang-format     clang-extra-tools
lint    clang-tidy                      clang-tidy       clang-extra-tools
lint    cppcheck                        cppcheck         cppcheck
lint    shellcheck                      shellcheck       shellcheck
lint    ctags                           universal-ctags  ctags
engine  bash                            bash             bash
engine  dockerd                         docker.io        docker
engine  docker                          docker-cli|docker.io docker-cli
engine  docker-compose                  docker-compose   docker-cli-compose
engine  podman                          podman           podman
engine  runc                            runc             runc
engine  debootstrap                     debootstrap      debootstrap
engine  iptables                        iptables         iptables
engine  curl                            curl             curl
engine  mkfs.ext4                       e2fsprogs        e2fsprogs
engine  openssl                         openssl          openssl
engine  /etc/ssl/certs/ca-certificates.crt ca-certificates ca-certificates
today   bash                            bash             bash
today   debootstrap                     debootstrap      debootstrap
today   flock                           util-linux       flock
today   setpriv                         util-linux       setpriv
today   pivot_root                      util-linux-extra|util-linux util-linux-misc
kubernetes bash                         bash             bash
kubernetes debootstrap                  debootstrap      debootstrap
kubernetes zstd                         zstd             zstd
kubernetes mkfs.ext4                    e2fsprogs        e2fsprogs
kubernetes losetup                      mount            losetup
kubernetes flock                        util-linux       flock
kubernetes nsenter                      util-linux       util-linux-misc
kubernetes pivot_root                   util-linux-extra|util-linux util-linux-misc
kubernetes sysctl                       procps           procps
kubernetes /etc/ssl/certs/ca-certificates.crt ca-certificates ca-certificates
TABLE
}

say() {
	printf '%s: %s\n' "$me" "$*" >&2
}

# Whether $1, a command or a file pattern, is on this machine.
is_there() {
	case $1 in
	docker-compose)
		command -v docker-compose >/dev/null || docker compose version >/dev/null 2>&1
		;;
	/*)
		# shellcheck disable=SC2086 # the pattern is meant to be expanded
		set -- $1
		[ -e "$1" ]
		;;
	*)
		command -v "$1" >/dev/null
		;;
	esac
}

# Prints the packages that the groups $@ still need, each once, on one line.
missing() {
	needs | while read -r group what debian alpine; do
		case " $* " in
		*" $group "*) ;;
		*) continue ;;
		esac
		if [ "$manager" = apk ]; then package=$alpine; else package=$debian; fi
		if [ "$package" != - ] && ! is_there "$what"; then echo "$package"; fi
	done | awk '!seen[$0]++ { printf "%s%s", sep, $0; sep = " " }'
}

# Runs a command as root: directly, or with sudo, which may ask for a password only where somebody can answer.
as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif [ -t 0 ]; then
		sudo "$@"
	else
		sudo -n "$@"
	fi
}

can_be_root() {
	[ "$(id -u)" = 0 ] && return 0
	command -v sudo >/dev/null || return 1
	[ -t 0 ] || sudo -n true 2>/dev/null
}

# _apt, the user that apt downloads as, does not work in many containers and build sandboxes.
apt_get() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o APT::Sandbox::User=root \
		-o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 "$@"
}

# Prints the packages, with "new|old" decided by what apt knows of.
settle() {
	for package; do
		new=${package%%"|"*}
		if apt-cache show "$new" >/dev/null 2>&1; then echo "$new"; else echo "${package##*"|"}"; fi
	done
}

# The package lists of a fresh container are empty, and those of an old machine name files that are gone from the
# mirror; only then are they fetched. apt's output is shown only if it fails.
install_debian() {
	# shellcheck disable=SC2046 # one word a package
	apt_get install -y --no-install-recommends $(settle "$@") >"$log" 2>&1 </dev/null && return 0
	apt_get update >>"$log" 2>&1 </dev/null || say "apt-get update had an error, going on with what there is"
	# shellcheck disable=SC2046
	apt_get install -y --no-install-recommends $(settle "$@") >>"$log" 2>&1 </dev/null
}

install_alpine() {
	as_root apk add --no-cache "$@" >"$log" 2>&1 </dev/null
}

if [ $# = 0 ]; then
	echo "usage: setup.sh GROUP...   ($(needs | awk '!seen[$1]++ { printf "%s%s", sep, $1; sep = " " }'))" >&2
	exit 64
fi
for group; do
	needs | grep -q "^$group " || { say "there is no group '$group'"; exit 64; }
done

if command -v apt-get >/dev/null; then
	manager=apt-get how='apt-get install --no-install-recommends'
elif command -v apk >/dev/null; then
	manager=apk how='apk add'
else
	manager=none how='with your package manager, under these or similar names:'
fi

packages=$(missing "$@")
[ -n "$packages" ] || exit 0
# shellcheck disable=SC2086 # one word a package
if [ "$manager" = apt-get ]; then named=$(settle $packages | xargs); else named=$packages; fi

if [ "${SETUP:-yes}" = no ]; then
	say "missing: $named"
	say "SETUP=no, so nothing is installed. To install it: $how $named"
	exit 1
fi
if [ "$manager" = none ] || ! can_be_root; then
	say "missing: $named"
	say "to install it, as root: $how $named"
	exit 1
fi

# Two of these at once (make -j) would fight over the package manager's lock; the second finds nothing left to do.
if [ -z "${MG_SETUP_LOCKED:-}" ] && command -v flock >/dev/null; then
	export MG_SETUP_LOCKED=1
	exec flock "$0" sh "$0" "$@"
fi

say "installing with $manager: $named (SETUP=no turns this off)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # one word a package
case $manager in
apt-get) install_debian $packages ;;
apk) install_alpine $packages ;;
esac || {
	tail -n 40 "$log" >&2
	say "$manager failed. To install it by hand, as root: $how $named"
	exit 1
}

packages=$(missing "$@")
[ -z "$packages" ] || { say "still missing after the installation: $packages"; exit 1; }
