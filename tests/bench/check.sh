#!/bin/sh
# SPDX-License-Identifier: MIT
#
# check.sh COMMAND [ARG]...: asks what mountguard.conf asks, as an entrypoint script does, with the tools of every image.
# It is weaker than the guard: it believes `test`, takes mount points for content, and hangs where the storage does.

set -eu

fail() {
	echo "check.sh: $*" >&2
	exit 69
}

is_mounted() {
	mountpoint -q "$1" || fail "$1 is not a mount point"
}

is_not_empty() {
	[ -n "$(ls -A "$1")" ] || fail "$1 is empty"
}

is_file() {
	[ -f "$1" ] || fail "$1 is not a file"
	[ -r "$1" ] || fail "$1 cannot be read"
}

is_writable() {
	touch "$1/.check.$$" 2>/dev/null || fail "$1 cannot be written"
	rm -f "$1/.check.$$"
}

is_mounted /app
is_not_empty /app

is_file /app/main.py
[ -s /app/main.py ] || fail '/app/main.py is empty'

is_mounted /app/models
is_not_empty /app/models

is_mounted /app/temp
is_writable /app/temp

is_mounted /data
! grep -q ' /data tmpfs ' /proc/mounts || fail '/data does not outlive the container'
is_writable /data

is_file /data/app.db
[ -w /data/app.db ] || fail '/data/app.db cannot be written'

is_file /etc/app.yaml
[ -s /etc/app.yaml ] || fail '/etc/app.yaml is empty'
grep -q ' /etc/app.yaml [^ ]* ro[, ]' /proc/mounts || fail '/etc/app.yaml is not read-only'

is_file /run/secrets/token
[ -s /run/secrets/token ] || fail '/run/secrets/token is empty'

grep -q ' /cache tmpfs ' /proc/mounts || fail '/cache is not a tmpfs'
is_writable /cache

[ -d /var/spool ] || fail '/var/spool is not a directory'
! mountpoint -q /var/spool || fail '/var/spool is a mount of its own'

exec "$@"
