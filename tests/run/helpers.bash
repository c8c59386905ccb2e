# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What a .bats file needs: in_ns, which runs a script in mount and process namespaces of its own (the
# words that such a script may use are in inside.bash). What the script mounts and starts ends with
# the namespaces, also when it fails half-way, so nothing of it is ever seen by the host.
#
# The binary is $MOUNTGUARD; the programs made from the *.c files here are in $MG_HELPERS.

# A skip is said aloud, and counts as a failure where every test has to run.
not_here() {
	if [ "${MG_MUST_RUN:-}" = 1 ]; then
		echo "MG_MUST_RUN=1, but this test cannot run here: $1"
		return 1
	fi
	skip "$1"
}

# Root makes a mount namespace; anybody else makes a user namespace first, where some tests skip.
unshare_options() {
	echo -m -p -f --kill-child --mount-proc --propagation private
	if [ "$(id -u)" != 0 ]; then
		echo -U -r
	fi
}

# in_ns [FUNCTION]...: runs the script on standard input, in which these functions are known as well.
in_ns() {
	local script options status=0
	script=$([ $# = 0 ] || declare -f "$@")$'\n'$(cat)
	read -r -d '' -a options < <(unshare_options) || true
	if ! unshare "${options[@]}" true 2>"$BATS_TEST_TMPDIR/why"; then
		not_here "no namespaces: $(head -n 1 "$BATS_TEST_TMPDIR/why")"
		return
	fi
	mkdir -p "$BATS_TEST_TMPDIR/start"
	# With the test ends all of it, also where the test is killed for taking too long.
	setpriv --pdeathsig KILL unshare "${options[@]}" bash "$BATS_TEST_DIRNAME/inside.bash" "$BATS_TEST_TMPDIR/start" "$script" \
		</dev/null 3>&- 8>"$BATS_TEST_TMPDIR/skipped" || status=$?
	if [ "$status" = 77 ]; then
		not_here "$(cat "$BATS_TEST_TMPDIR/skipped")"
		return
	fi
	return "$status"
}
