#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Makes an image in the format that `docker save` writes and containerd reads: image.sh OUT NAME CONFIG LAYER...
#
#   CONFIG  what is special about it, as JSON: '"Entrypoint": ["/pause"]'
#   LAYER   a directory, or a tarball of one

set -euo pipefail
out=$1 name=$2 config=$3
shift 3

# As Go names it.
architecture() {
	case $(uname -m) in
	x86_64) echo amd64 ;;
	aarch64) echo arm64 ;;
	*) uname -m ;;
	esac
}

work=$(mktemp -d "$out.XXXXXX")
trap 'rm -rf "$work"' EXIT
layers=() ids=() history=()
for source; do
	layer=${#layers[@]}.tar
	if [ -d "$source" ]; then
		tar -C "$source" --numeric-owner --owner 0 --group 0 --sort name --mtime @0 -cf "$work/$layer" .
	else
		ln "$source" "$work/$layer"
	fi
	digest=$(sha256sum "$work/$layer")
	layers+=("$layer") ids+=("\"sha256:${digest%% *}\"") history+=('{ "created_by": "mountguard" }')
done

# words WORD...: with a comma between them.
words() {
	local IFS=,
	echo "$*"
}

cat >"$work/config.json" <<EOF
{
  "architecture": "$(architecture)", "os": "linux",
  "config": { "Env": ["PATH=/bin"], "WorkingDir": "/", $config },
  "rootfs": { "type": "layers", "diff_ids": [$(words "${ids[@]}")] }, "history": [$(words "${history[@]}")]
}
EOF
printf '[{ "Config": "config.json", "RepoTags": ["%s"], "Layers": [%s] }]\n' "$name" "$(words "${layers[@]/#/\"}" | sed 's/,/",/g; s/$/"/')" >"$work/manifest.json"
tar -C "$work" -cf "$out" config.json manifest.json "${layers[@]}"
