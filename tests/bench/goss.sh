#!/bin/sh
# SPDX-License-Identifier: MIT
#
# goss.sh COMMAND [ARG]...: asks what mountguard.conf asks, as an entrypoint script does with goss (goss.yaml).

goss --gossfile /bench/goss.yaml validate --no-color >/dev/null || exit 69
exec "$@"
