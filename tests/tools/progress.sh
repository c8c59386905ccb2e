#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A formatter for bats (--formatter PATH): TAP as bats prints it, and a comment for what runs longer than two seconds.
# Standard input is the extended stream: "suite FILE" before the set-up of a file, "begin N NAME" before a test.

set -euo pipefail
trap '' INT # as the formatters of bats: the results that are still to come are printed

doing='' part=''
while true; do
	line='' status=0
	IFS= read -r -t 2 line || status=$?
	part+=$line
	if [ "$status" -gt 128 ]; then
		[ -z "$doing" ] || printf '# %s\n' "$doing"
		doing=''
		continue
	fi
	case $part in
	'suite '*) doing="setting up ${part##*/}" ;;
	'begin '*) doing="running ${part#begin }" ;;
	'ok '* | 'not ok '*) doing='tidying up' ;&
	?*) printf '%s\n' "$part" ;;
	esac
	part=''
	[ "$status" = 0 ] || break
done
