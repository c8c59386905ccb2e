# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# For every *.bats here: one container named app at a time, files of the host for it to mount, and its output. run.sh
# has started the engine; its docker is first in PATH.

# shellcheck source=lib.sh
. "$MG_TOP/tests/engine/lib.sh"
# not_here: skips; a failure where every test has to run
# shellcheck source=../run/helpers.bash
. "$MG_TOP/tests/run/helpers.bash"

# The host's files, at the same path in each run.
HOST=$ENGINE_HOST

# The engine's client, docker or podman, and the name of the container, which differs in a pod.
client=docker
app=app

# build TAG DIRECTORY [OPTION]...: builds an image on our base instead of a public one.
build() {
	local tag=$1 directory=$2
	shift 2
	"$client" build --network none --build-arg BASE="$BASE_IMAGE" --tag "$tag" "$@" "$directory" \
		>"$BATS_FILE_TMPDIR/build.log" 2>&1 || { cat "$BATS_FILE_TMPDIR/build.log"; return 1; }
}

# with OPTION...: adds options of docker run or podman run for the container of start.
options=()
with() {
	options+=("$@")
}

# start IMAGE [WORD]...
start() {
	"$client" run --detach --name "$app" --network none "${options[@]}" "$@" >"$BATS_TEST_TMPDIR/id"
}

# Waits for the container's end; then its exit code is in code, and its output in the files out and err.
code=
out=$BATS_TEST_TMPDIR/out err=$BATS_TEST_TMPDIR/err
ended() {
	code=$(timeout 30 "$client" wait "$app") || { echo "the container does not end"; "$client" logs "$app"; return 1; }
	said
}

said() {
	"$client" logs "$app" >"$out" 2>"$err"
}

# refused NAME: the container ended with 69, and said the message of that name and nothing else. The first line is the
# whole story, and short enough for what Podman keeps of a health check.
refused() {
	ended
	the_code_is 69
	nothing_in "$out"
	is_message "$err" "$1"
	[ "$(head -n 1 "$err" | wc -c)" -lt 500 ]
}

the_code_is() {
	[ "$code" = "$1" ] || { echo "the container's exit code is $code, not $1"; cat "$out" "$err"; return 1; }
}

# Prints a file, and masks what differs from run to run.
masked() {
	sed -E -e 's|/dev/loop[0-9]+|/dev/loopN|g' -e 's/\b[0-9a-f]{64}\b/ID/g' -e 's/\b[0-9a-f]{12}\.\.\./ID.../g' "$1"
}

# is_message FILE NAME: the whole file is messages/NAME.txt. With MG_ACCEPT=1 it becomes messages/NAME.txt.
is_message() {
	local wanted=$MG_TOP/tests/engine/messages/$2.txt
	if [ "${MG_ACCEPT:-}" = 1 ]; then
		{ echo '# SPDX-License-Identifier: MIT'; masked "$1"; } >"$wanted"
	fi
	masked "$1" | diff -u --label "$2.txt" --label said <(tail -n +2 "$wanted") -
}

nothing_in() {
	[ ! -s "$1" ] || { echo "not empty, ${1##*/}:"; cat "$1"; return 1; }
}

says() {
	grep -qF -e "$2" "$1" || { echo "'$2' is not in ${1##*/}:"; cat "$1"; return 1; }
}

never_says() {
	! grep -qF -e "$2" "$1" || { echo "'$2' is in ${1##*/}:"; cat "$1"; return 1; }
}

state() {
	"$client" inspect --format "{{.State.$1}}" "$app"
}

# is STATE-FIELD VALUE: for wait_for, as in: wait_for 30 is Health.Status healthy
is() {
	[ "$(state "$1")" = "$2" ]
}

# Prints the answer of the container's server on this path; false: it gives none.
get() {
	"$client" exec "$app" python3 -c 'import sys, urllib.request
print(urllib.request.urlopen("http://127.0.0.1:8000" + sys.argv[1], timeout=5).read().decode())' "$1"
}

answers() {
	get /health >/dev/null 2>&1
}

# Waits for the server; if it does not come, the container's output is the better message.
serves() {
	wait_for 30 answers || { "$client" logs "$app"; return 1; }
}

# ends_alike GUARDED UNGUARDED: docker stop ends the servers of both commands alike, and need not kill them (137). Each
# command starts a container and waits for its server; the volumes stay. The output of the first is in the file guarded.
guarded=$BATS_TEST_TMPDIR/guarded
ends_alike() {
	local ours
	"$1"
	stops 'with the guard'
	ours=$code
	cp "$err" "$guarded"
	docker rm "$app" >/dev/null
	"$2"
	stops 'without it'
	[ "$code" = "$ours" ] || { echo "with the guard $ours, without it $code"; return 1; }
}

# stops HOW: stops it; the exit code is in code. The time is only printed: a busy machine is no fault.
stops() {
	local begin=${EPOCHREALTIME/[.,]/}
	timeout 60 docker stop --time 50 "$app" >/dev/null
	echo "# docker stop $1: $(((${EPOCHREALTIME/[.,]/} - begin) / 1000)) ms" >&3
	ended
	[ "$code" != 137 ] || { echo "docker stop $1 had to kill it"; return 1; }
}

# Prints the command line of the container's process $1, with blanks between the words.
process() {
	"$client" exec "$app" sh -c "tr '\\0' ' ' </proc/$1/cmdline"
}

# Podman of a user without root. Without a range of ids in /etc/subuid the container has one user: its root, which is
# that user on the host.
ROOTLESS=$HOST/home
rootless() {
	env --chdir "$ROOTLESS" HOME="$ROOTLESS" XDG_RUNTIME_DIR="$ROOTLESS" TMPDIR="$ROOTLESS" \
		CONTAINERS_CONF="$ROOTLESS/containers.conf" CONTAINERS_STORAGE_CONF="$ROOTLESS/storage.conf" \
		setpriv --reuid 64321 --regid 64321 --clear-groups podman "$@" 3>&-
}

rootless_prepare() {
	local run=/run/containers/rootless
	(podman_configure "$ROOTLESS" "$ROOTLESS/.local/share/containers/storage" "$run")
	mkdir "$run"
	chown -R 64321:64321 "$ROOTLESS" "$run"
	tar -C "${MOUNTGUARD%/*}" --transform 's|.*|mountguard|' --owner 0 --group 0 -c "${MOUNTGUARD##*/}" |
		rootless import --quiet --change 'ENTRYPOINT ["/mountguard"]' - guard
}

# The process that keeps the user namespace outlives every command.
rootless_stop() {
	local pid
	for pid in "$ROOTLESS"/tmp/pause.pid "$ROOTLESS"/libpod/tmp/pause.pid; do # Podman 4, Podman 5
		[ ! -e "$pid" ] || kill "$(cat "$pid")"
	done
	rm -rf "$ROOTLESS" /run/containers/rootless
}

# compose WORD...: runs Compose, v1 or v2, with the files in compose_files, on our base. COMPOSE_PROJECT_NAME has the name
# of the project, since a README shows the names of volumes.
compose_files=()
compose() {
	local program=(docker-compose) file options=()
	! docker compose version >/dev/null 2>&1 || program=(docker compose)
	for file in "${compose_files[@]}"; do options+=(--file "$file"); done
	BASE=$BASE_IMAGE "${program[@]}" "${options[@]}" "$@"
}

needs_compose() {
	docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null || not_here "there is no Compose"
}

# needs_version NAME VERSION LEAST: skips the test if the engine is known to be older than LEAST. That is no failure even
# where every test has to run, because nothing can be mended in an old engine. An unreadable version is a failure.
needs_version() {
	[[ $2 =~ ^v?([0-9]+(\.[0-9]+)*) ]] || { echo "what version of $1 is '$2'?"; return 1; }
	[ "$(printf '%s\n' "$3" "${BASH_REMATCH[1]}" | sort -V | head -n 1)" = "$3" ] ||
		skip "$1 ${BASH_REMATCH[1]} is older than $3"
}

# is_in_readme FILE NUMBER: the file begins with the first, second, ... refusal in the README of $HOST/example, with this
# run's names in it. With MG_ACCEPT=1 the example's README gets it.
is_in_readme() {
	local here
	here=$(cd -P "$HOST/example" && pwd)
	[ "${MG_ACCEPT:-}" != 1 ] || accept_readme "$1" "$2" "$here"
	awk -v wanted="$2" '/^    mountguard: (FAIL|UNKNOWN)/ && !shown { shown = 1; number++ }
		shown && number == wanted { print substr($0, 5) }
		/\(exit [0-9]*\)$/ { shown = 0 }' "$here/README.md" >"$BATS_TEST_TMPDIR/readme"
	grep -q '(exit [0-9]*)$' "$BATS_TEST_TMPDIR/readme"
	masked "$1" | sed "s|$here|DIRECTORY|g" | head -n "$(wc -l <"$BATS_TEST_TMPDIR/readme")" |
		diff -u --label README.md --label said "$BATS_TEST_TMPDIR/readme" -
}

# accept_readme FILE NUMBER DIRECTORY
accept_readme() {
	masked "$1" | sed -e '/(exit [0-9]*)$/q' -e "s|$3|DIRECTORY|g" >"$BATS_TEST_TMPDIR/new"
	awk -v wanted="$2" -v new="$BATS_TEST_TMPDIR/new" '
		/^    mountguard: (FAIL|UNKNOWN)/ && !shown {
			shown = 1
			if (++number == wanted) while ((getline line < new) > 0) print "    " line
		}
		!shown || number != wanted
		shown && (/\(exit [0-9]*\)$/ || !/^    ./) { shown = 0 }' "$3/README.md" >"$BATS_TEST_TMPDIR/README.md"
	cp "$BATS_TEST_TMPDIR/README.md" "$3/README.md"
	cp "$BATS_TEST_TMPDIR/README.md" "$MG_TOP/examples/${3##*/}/README.md"
}

# fuse DIRECTORY [OPTION]...: starts a server whose file system the host mounts there; server is its process.
server=
fuse() {
	local fusefs=${MG_HELPERS:-${B:-$MG_TOP/build}/run}/fusefs
	[ -x "$fusefs" ] || not_here "there is no $fusefs: run make build/run/fusefs"
	mkdir -p "$1"
	"$fusefs" "$1" "$BATS_TEST_TMPDIR/requests" "${@:2}" >"$BATS_TEST_TMPDIR/fuse" 2>&1 3>&- &
	server=$!
	wait_for 10 mountpoint -q "$1"
}

serve_no_more() {
	[ -z "$server" ] || { kill -KILL "$server" && wait "$server"; } 2>/dev/null || true
}

# Removes what a test may have left: the containers, the named volumes, the files of the host.
clear_up() {
	local containers volumes
	read -r -d '' -a containers < <("$client" ps --all --quiet) || true
	[ "${#containers[@]}" = 0 ] || "$client" rm --force --volumes "${containers[@]}" >/dev/null 2>&1 || true
	read -r -d '' -a volumes < <("$client" volume ls --quiet) || true
	[ "${#volumes[@]}" = 0 ] || "$client" volume rm "${volumes[@]}" >/dev/null
	while read -r mount; do umount "$mount"; done < <(findmnt --noheadings --list --output TARGET | grep "^$HOST/")
	find "$HOST" -mindepth 1 -delete
}

# follows NAME: makes a checkout in which the commands of examples/NAME/README.md find what they name; follow runs them.
# There, Compose is this machine's program, and takes $HOST/offline.yaml after its other files, since a test has no
# network; docker build has this machine's base images.
follows() {
	local bin=$BATS_TEST_TMPDIR/bin composer=docker-compose
	! docker compose version >/dev/null 2>&1 || composer="$(command -v docker) compose"
	mkdir -p "$HOST/mountguard/build" "$HOST/mountguard/examples" "$bin"
	cp "$MOUNTGUARD" "$HOST/mountguard/build/mountguard.stripped"
	printf 'all: ;\n' >"$HOST/mountguard/Makefile"
	cp -r "$MG_TOP/examples/$1" "$HOST/mountguard/examples/"
	ln -sfn "mountguard/examples/$1" "$HOST/example"
	cat >"$bin/docker" <<EOF
#!/bin/bash
if [ "\$1" = build ]; then
	exec $(command -v docker) build --network host --build-arg BASE=$BASE_IMAGE --build-arg BUILDER=$BASE_IMAGE "\${@:2}"
fi
[ "\$1" = compose ] || exec $(command -v docker) "\$@"
shift
files=()
while [ "\$1" = --file ]; do files+=("\$1" "\$2"); shift 2; done
if [ "\${#files[@]}" = 0 ]; then
	for file in compose.yaml compose.override.yaml; do [ ! -e "\$file" ] || files+=(--file "\$file"); done
fi
exec $composer "\${files[@]}" --file "$HOST/offline.yaml" "\$@"
EOF
	chmod +x "$bin/docker"
}

# follow NUMBER: runs the README's first, second, ... block of commands (```sh) unchanged, in a shell that stops at the
# first failure.
follow() {
	awk -v wanted="$1" '/^```sh$/ { inside = 1; number++; next } /^```$/ { inside = 0 }
		inside && number == wanted' "$HOST/example/README.md" >"$BATS_TEST_TMPDIR/commands"
	[ -s "$BATS_TEST_TMPDIR/commands" ] || { echo "there is no block $1 in the README"; return 1; }
	(
		cd -P "$HOST/example" || exit 1
		PATH=$BATS_TEST_TMPDIR/bin:$PATH BASE=${BASE:-$BASE_IMAGE} bash -euo pipefail "$BATS_TEST_TMPDIR/commands"
	)
}
