#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Measures the guard beside its peers, and its budgets as ratios of figures from one run: run.sh [--strict]
#
#   MOUNTGUARD  the static binary; MOUNTGUARD.stripped beside it is measured instead, if it exists
#   B           the build directory
#   MG_HELPERS  the directory of the programs made from tests/run
#   ROUNDS      how often each candidate is started (1000; the script in sh a tenth as often, goss a twentieth)
#   SETUP=no    installs nothing
#
# `taskset -c 1 make bench` gives steadier figures: with one processor, no processor has to wake another one up. In a
# virtual machine that takes about 50 us, but only if the other one had time to fall asleep.
#
# Exit 0, even if a budget is passed, because a busy machine must not break a pipeline; with --strict 1. Exit 1 if it
# could not be measured.
#
# All is measured in a container's mount namespace, which inside.sh makes:
#
# start   Each candidate execs the same command, which ends at once, and is timed from vfork to wait. The 10th percentile
#         of many rounds is quoted; "added" is its difference to that of the bare command. floor.c does the least that
#         any guard must do, lower.c the parts of this guard's work.
# table   A table of 20,000 lines and one of 30, each with one expectation. The guard's share is its added time on the
#         long table less that on the short one. It is compared with the same difference for a program that only calls
#         read(2) until the table ends (readtable.c).
# wide    A directory of 10,000 mount points and one of 10,000 files, in a table of 40,000 lines: the slower of the two.
# memory  The most resident memory at any system call before the exec (memory.c says why not ru_maxrss).
# size    The stripped binary.

set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

die() {
	echo "bench: $1" >&2
	exit 1
}

strict=no
case $# in
0) ;;
1) [ "$1" = --strict ] || die 'usage: run.sh [--strict]'; strict=yes ;;
*) die 'usage: run.sh [--strict]' ;;
esac
guard=${MOUNTGUARD:?the path of the binary}
build=${B:?the build directory}
helpers=${MG_HELPERS:-$build/run}

# need COMMAND PACKAGE
need() {
	command -v "$1" >/dev/null && return
	[ "${SETUP:-yes}" != no ] || die "there is no $1 here, and SETUP=no"
	if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then die "there is no $1 here: install the package $2"; fi
	echo "bench: installing with apt-get: $2 (SETUP=no turns this off)" >&2
	DEBIAN_FRONTEND=noninteractive apt-get -q -o APT::Sandbox::User=root install -y --no-install-recommends "$2" >&2 ||
		die "apt-get could not install $2"
}

# wish COMMAND PACKAGE: the same for a peer that not every release has. The row of a missing peer says that it was skipped.
wish() {
	command -v "$1" >/dev/null || [ "${SETUP:-yes}" = no ] || ! apt-cache show "$2" >/dev/null 2>&1 || need "$1" "$2"
}

# The peers are as small as possible: with musl if it is there (with glibc every start costs five times as much), and
# linked into as few pages as possible.
compile() {
	local name cc=(musl-gcc)
	command -v musl-gcc >/dev/null || cc=(cc)
	# shellcheck disable=SC2054 # the commas are the linker's
	cc+=(-static -Wl,-z,noseparate-code -Wl,-z,norelro -Wl,--build-id=none -Wl,--gc-sections)
	for name in nothing floor lower readtable bench memory; do
		"${cc[@]}" -std=c11 -D_GNU_SOURCE -O2 -s -Wall -Wextra -o "$1/$name" "$here/$name.c" ||
			die "cannot build $name.c"
	done
}

# Everything that the container's /bench and /etc hold.
fill_image() {
	local to=$1/image stripped=$guard.stripped
	[ "$stripped" -nt "$guard" ] || [ ! "$guard" -nt "$stripped" ] || stripped=
	mkdir -p "$to/bench" "$to/etc"
	compile "$to/bench"
	if [ -n "$stripped" ] && [ -e "$stripped" ]; then
		cp "$stripped" "$to/bench/mountguard"
	else
		strip -s -R .comment -o "$to/bench/mountguard" "$guard"
	fi
	[ -x "$helpers/manymounts" ] || die "there is no manymounts in $helpers (make bench builds it)"
	cp "$helpers/manymounts" "$here/check.sh" "$here/goss.sh" "$here/goss.yaml" "$to/bench/"
	cp "$here/mountguard.conf" "$to/etc/mountguard.conf"
	echo '/cache mount' >"$to/bench/one.conf"
}

# Root makes a mount namespace; any other user makes a user namespace first.
measure() {
	local options=(-m -p -f --kill-child --mount-proc --propagation private)
	[ "$(id -u)" = 0 ] || options+=(-U -r)
	unshare "${options[@]}" bash "$here/inside.sh" "$1" </dev/null
}

# Prints the table; exit status 2 if a budget is passed. Ratios are of the figures that are shown.
report() {
	awk -v bytes="$1" -v most_bytes="$2" '
	$1 == "time" { total[$2] = $3; added[$2] = $4; names[++count] = $2 }
	$1 == "small" { small[$2] = $4 }
	$1 == "large" { large[$2] = $4 }
	$1 == "explain" { explain = $3 }
	$1 == "wide" && $2 != "bare" && $3 > wide { wide = $3 }
	$1 == "memory" { kib = $2; child = $3; together = $4; hwm = $5; maxrss = $6 }
	$1 == "lines" { lines = $3; wide_lines = $4 }
	function row(what, figure, budget, ok) {
		printf "%-62s %12s %10s  %s\n", what, figure, budget, ok
	}
	function budget(what, figure, most, format, unit, over) {
		over = figure > most
		passed += over
		row(what, sprintf(format, figure) unit, sprintf(format, most) unit, over ? "OVER" : "ok")
	}
	function ratio(a, b, most, format) {
		if (b in added)
			budget(a " / " b, added[a] / added[b], most, format, "")
		else
			row(a " / " b, "skipped", sprintf(format, most), "there is no " b " here")
	}
	END {
		if (count < 7 || !lines || !explain || !wide || !kib) exit 1
		row("what (10th percentile)", "figure", "budget", "")
		row("start of the bare command", sprintf("%.0f us", total["bare"]), "", "")
		says["guard"] = " (10 expectations, 30 mounts)"
		says["one"] = " (the guard with one expectation)"
		says["lower"] = " (the parts of the guard)"
		for (i = 2; i <= count; i++)
			row("  added by " names[i] says[names[i]], sprintf("%.0f us", added[names[i]]), "", "")
		ratio("guard", "floor", 2.4, "%.2f")
		ratio("guard", "lower", 1.4, "%.2f")
		ratio("guard", "tini", 0.78, "%.2f")
		ratio("guard", "tini-static", 1.1, "%.2f")
		ratio("guard", "sh", 1 / 15, "%.3f")
		ratio("guard", "goss", 1 / 12, "%.3f")
		ratio("one", "floor", 1.5, "%.2f")
		row(lines " mounts, read alone", sprintf("%.1f ms", (large["read"] - small["read"]) / 1000), "", "")
		row(lines " mounts, guard", sprintf("%.1f ms", (large["guard"] - small["guard"]) / 1000), "", "")
		budget("guard / read", (large["guard"] - small["guard"]) / (large["read"] - small["read"]), 1.1, "%.2f", "")
		budget("--explain of " lines " mounts", explain / 1000, 1000, "%.0f", " ms")
		budget("a directory of 10000 entries, " wide_lines " mounts", wide / 1000, 200, "%.0f", " ms")
		budget("peak memory of the guard", kib, 256, "%d", " KiB")
		row("  of its probe child, of both (shared pages once)", child ", " together " KiB", "", "")
		row("  VmHWM, ru_maxrss (with the driver and the command)", hwm ", " maxrss " KiB", "", "")
		budget("size of the stripped binary", bytes, most_bytes, "%d", " B")
		if (passed) exit 2
	}'
}

[ "$(uname -s)" = Linux ] || die 'this needs Linux'
need tini tini
need mountpoint util-linux
need dash dash
wish goss goss
mkdir -p "$build/bench"
dir=$(mktemp -d "$build/bench/run.XXXXXX")
dir=$(cd "$dir" && pwd -P)
trap 'rm -rf --one-file-system -- "$dir"' EXIT
fill_image "$dir"
measure "$dir" >"$dir/figures" || die 'it could not be measured'
status=0 most_bytes=$((192 * 1024))
[ "$(uname -m)" != aarch64 ] || most_bytes=$((224 * 1024))
report "$(stat -c %s "$dir/image/bench/mountguard")" "$most_bytes" <"$dir/figures" || status=$?
case $status in
0) ;;
2) [ "$strict" = no ] || exit 1 ;;
*) die 'some figures are missing' ;;
esac
