#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Fails each system call of the guard in turn (fault.c), in mount, process and network namespaces of its own: the host sees
# none of it, and everything ends with this script. usage: run.sh OPTION... (of fault.c)

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export MOUNTGUARD=${MOUNTGUARD:?the path of the binary} MG_FAULT=${MG_FAULT:?the directory of the tools}

options=(-m -p -n -f --kill-child --mount-proc --propagation private)
if [ "$(id -u)" != 0 ]; then options+=(-U -r); fi
if ! why=$(unshare "${options[@]}" true 2>&1); then
	echo "fault: no namespaces here: $why" >&2
	[ "${MG_MUST_RUN:-}" = 1 ] && exit 1
	echo '0 passed, 0 failed'
	exit 0
fi
exec setpriv --pdeathsig KILL unshare "${options[@]}" bash "$here/world.sh" "$MG_FAULT/fault" "$@" </dev/null
