#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Makes a new database where there is none, becomes postgres where it is root, and starts the server.

set -eu

if [ "$1" = postgres ] && [ "$(id -u)" = 0 ]; then
	chown postgres: "$PGDATA"
	exec setpriv --reuid postgres --regid postgres --init-groups "$0" "$@"
fi
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
	initdb --auth trust --no-sync >/dev/null
fi
exec "$@"
