#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The inner half of run.sh: inside.sh TOP CACHE BATS-ARGUMENT... It is process 1 of its namespaces, so every process and
# every mount made here ends with it. It still stops the engine in good order, since a user would be left with what
# the kernel tidies up here. It reports in $MG_ENGINE_DIR:
#
#   tap       what bats printed
#   skip      why no test could run
#   remains   processes and mounts that are still there although everything was stopped

set -euo pipefail
top=$1 cache=$2
shift 2
# shellcheck source=lib.sh
. "$top/tests/engine/lib.sh"

finish() {
	trap - EXIT
	set +e
	engine_stop
	podman_stop
	wait_for 10 engine_left_nothing
	engine_undisk
	exit 0
}
trap finish EXIT

readlink /proc/self/ns/pid >"$MG_ENGINE_DIR/namespace"
mkdir "$MG_ENGINE_DIR/tmp"
export BASE_IMAGE BASE_TARBALL MG_TOP=$top TMPDIR=$MG_ENGINE_DIR/tmp
engine_disk || { echo "no disk can be made here (loop devices, ext4)" >"$MG_ENGINE_DIR/skip"; exit; }
engine_places || { echo "the engines' directories cannot be mounted here" >"$MG_ENGINE_DIR/skip"; exit; }
podman_prepare
echo "# starting Docker"
engine_start || { echo "dockerd did not start" >"$MG_ENGINE_DIR/skip"; exit; }
base_import "$cache" || { echo "the base image could not be made" >"$MG_ENGINE_DIR/skip"; exit; }
names=$(engine_names)
echo "# on $names; $(runc --version | head -n 1), Linux $(uname -r)"
# Before each test's name, so that the reader of a failure sees what it ran on.
export BATS_TEST_NAME_PREFIX="[$names] "
bats --formatter "$MG_TOP/tests/tools/progress.sh" "$@" | tee "$MG_ENGINE_DIR/tap" || true
