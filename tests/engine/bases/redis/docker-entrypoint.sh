#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Becomes redis where it is root, and starts the server.

set -eu

if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
	find . \! -user redis -exec chown redis '{}' +
	exec setpriv --reuid redis --regid redis --init-groups "$0" "$@"
fi
exec "$@"
