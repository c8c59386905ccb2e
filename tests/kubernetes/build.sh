#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds Kubernetes from the Debian source package, which holds all that it needs: build.sh TARBALL. It takes about ten
# minutes and 4 GB beside the tarball, which holds kubelet, kube-apiserver, kube-controller-manager, kube-scheduler and
# pause. Nothing is mounted that outlives it.

set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
. "$here/lib.sh"

# The outer half: a directory, and namespaces that end with the inner half.
if [ "$1" != --inside ]; then
	work=$(mktemp -d "$1.XXXXXX")
	trap 'rm -rf --one-file-system "$work"' EXIT
	setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --mount-proc --propagation private \
		bash "$here/build.sh" --inside "$work" "$(debian_mirror)" </dev/null
	mv "$work/tarball" "$1"
	exit
fi

work=$2 mirror=$3
say "building Kubernetes $KUBERNETES_VERSION, once: making a Debian $KUBERNETES_SUITE to build it in"
# The last word is no argument where it is empty: debootstrap knows a mirror of its own.
debootstrap --variant=buildd --include=golang-go,ca-certificates "$KUBERNETES_SUITE" "$work/root" ${mirror:+"$mirror"} \
	>"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }
root=$work/root
cp /etc/resolv.conf "$root/etc/resolv.conf"
sed 's/^deb /deb-src /' "$root/etc/apt/sources.list" >"$root/etc/apt/sources.list.d/source.list"
mount -t proc proc "$root/proc"
mkdir "$root/src" "$root/src/out"
cp "$here/compile.sh" "$root/src"
chroot "$root" bash /src/compile.sh "$KUBERNETES_VERSION" 2>"$work/log" || { tail -n 20 "$work/log" >&2; exit 1; }
say 'packing what was built'
tar --zstd -C "$root/src/out" -cf "$work/tarball" .
