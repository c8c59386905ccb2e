#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Makes an image of one layer, in the format that `docker save` writes and containerd reads: image.sh OUT NAME DIRECTORY ENTRYPOINT

set -euo pipefail
out=$1 name=$2 directory=$3 entrypoint=$4

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
tar -C "$directory" --numeric-owner --owner 0 --group 0 --sort name --mtime @0 -cf "$work/layer.tar" .
layer=$(sha256sum "$work/layer.tar")
cat >"$work/config.json" <<EOF
{
  "architecture": "$(architecture)", "os": "linux",
  "config": { "Entrypoint": ["$entrypoint"], "Env": ["PATH=/bin"], "WorkingDir": "/" },
  "rootfs": { "type": "layers", "diff_ids": ["sha256:${layer%% *}"] }, "history": [{ "created_by": "mountguard" }]
}
EOF
printf '[{ "Config": "config.json", "RepoTags": ["%s"], "Layers": ["layer.tar"] }]\n' "$name" >"$work/manifest.json"
tar -C "$work" -cf "$out" config.json layer.tar manifest.json
