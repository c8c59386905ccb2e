# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# inside.bash DIR SCRIPT: what in_ns starts in the new namespaces, as their first process. It makes
# the same small world for every test, whatever the host looks like, and runs SCRIPT there:
#
#   /mnt        a fresh tmpfs, the working directory; also $T
#   /mnt/bin    the guard and the tools, first in PATH
#
# A script makes its mounts, says `try OPTION...` to run the guard, and then what it expects of it.

set -eu

T=/mnt
R=$T/root
guard=(mountguard)
status=0

# --- the world ---------------------------------------------------------------------------------

make_world() {
	local tool
	mount -t tmpfs -o mode=755 world "$1"
	mkdir "$1/bin" "$1/.try"
	cp "${MOUNTGUARD:?the path of the binary}" "$1/bin/mountguard"
	for tool in "${MG_HELPERS:?the directory of the tools}"/*; do
		[ ! -f "$tool" ] || [ ! -x "$tool" ] || cp "$tool" "$1/bin/"
	done
	chmod a+rx "$1/bin"/*
	mount -n --move "$1" "$T"
	cd "$T"
	PATH=$T/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
	unset "${!MOUNTGUARD@}"
	umask 022
	: >.try/out
	: >.try/err
}

# The test cannot run here, for this reason.
cannot() {
	echo "$1" >&8
	exit 77
}

needs() {
	local tool
	for tool; do
		command -v "$tool" >/dev/null || cannot "there is no $tool here"
	done
}

needs_root() {
	[ "$(awk '{ print $3; exit }' /proc/self/uid_map)" -gt 1 ] || cannot "this needs root outside of a user namespace"
}

# box: a container's root at $R, as an engine makes one: an overlay of an image and a writable layer,
# with /proc, /dev/null and an empty /app. The guard is its /mountguard, and from now on `try` runs that one.
box() {
	mkdir -p $T/.image/{app,proc,dev,tmp,etc} $T/.upper $T/.work $R
	cp $T/bin/mountguard $T/.image/mountguard
	chmod 1777 $T/.image/tmp
	mount -t overlay -o lowerdir=$T/.image,upperdir=$T/.upper,workdir=$T/.work overlay $R ||
		cannot "no overlay"
	mount -t proc proc $R/proc
	touch $R/dev/null
	mount --bind /dev/null $R/dev/null
	guard=(chroot "$R" /mountguard)
}

# The host's programs, for boxes in which more than the guard has to run.
box_programs() {
	local dir
	for dir in bin sbin lib lib32 lib64 libx32 usr; do
		if [ -L /$dir ]; then
			cp -P /$dir $R/
		elif [ -d /$dir ]; then
			mkdir $R/$dir
			mount --rbind /$dir $R/$dir
		fi
	done
}

# disk DIR [SIZE]: a real ext4 on DIR, of which $reserved percent are root's; $DIR/d on it is for binds.
disk() {
	mkdir -p "$1"
	truncate -s "${2:-8M}" "$T/.disk.${1//\//_}"
	mkfs.ext4 -q -F -m "${reserved:-0}" -O ^has_journal "$T/.disk.${1//\//_}" ||
		cannot "no mkfs.ext4"
	mount -o loop "$T/.disk.${1//\//_}" "$1" 2>$T/.try/mount || cannot "no loop mount: $(cat $T/.try/mount)"
	mkdir "$1/d"
}

# fuse DIR [WORD...]: a FUSE server on DIR; $server is its process, $log what it was asked.
fuse() {
	[ -e /dev/fuse ] || cannot "there is no /dev/fuse here"
	mkdir -p "$1"
	log=$T/.log.${1//\//_}
	: >"$log"
	fusefs "$1" "$log" "${@:2}" 2>$T/.try/fuse &
	server=$!
	poll test -s "$log" || cannot "no FUSE: $(cat $T/.try/fuse)"
}

# From here on the server takes no request: it is not only told to stop, but has stopped. (A request that it has
# taken cannot be given up by anybody, and keeps its caller in state D.)
stop_server() {
	kill -STOP "$server"
	poll grep -q '^State:.T' "/proc/$server/status"
}

# end_fuse DIR: kills the server, and frees DIR as soon as nobody is stuck in it any more.
end_fuse() {
	kill -KILL "$server"
	wait "$server" 2>/dev/null || true
	poll umount "$1" 2>/dev/null
}

# --- what is done --------------------------------------------------------------------------------

# try OPTION...: runs the guard and keeps its exit code, its output and its time for what follows.
try() {
	run_it "${guard[@]}" "$@"
}

run_it() {
	local from=$EPOCHREALTIME
	shown=$*
	status=0
	"$@" >$T/.try/out 2>$T/.try/err || status=$?
	elapsed_ms=$(((${EPOCHREALTIME/[.,]/} - ${from/[.,]/}) / 1000))
	unbroken
}

# both PATH HOLDING FAILING: the first words hold, each of the others is refused with one finding.
both() {
	local word
	try --check -e "$1 $2"
	holds
	for word in "${@:3}"; do
		try --check -e "$1 $word"
		refused
		findings 1
		finding FAIL "$1"
	done
}

# as UID: from now on the guard runs as that user, without groups or capabilities.
as() {
	needs_root
	if [ "${guard[0]}" = chroot ]; then
		guard=(chroot "--userspec=$1:$1" --groups= "$R" /mountguard)
	else
		needs setpriv
		guard=(setpriv --reuid "$1" --regid "$1" --clear-groups mountguard)
	fi
}

# The guard that was started as, or by unshare as, the process $started is there and has seen to SIGTERM. (Its
# probe has the same name and mask: it is never looked for as a child of whatever $started is just now.)
is_ready() {
	local mask
	case $(cat "/proc/$started/comm" 2>/dev/null) in
	mountguard) guard_pid=$started ;;
	unshare) read -r guard_pid _ <"/proc/$started/task/$started/children" || [ -n "$guard_pid" ] || return 1 ;;
	*) return 1 ;;
	esac
	[ "$(cat "/proc/$guard_pid/comm" 2>/dev/null)" = mountguard ] || return 1
	# Caught, or blocked to be waited for: bit 14 of either mask.
	while read -r mask; do
		[ $((0x$mask >> 14 & 1)) = 0 ] || return 0
	done < <(sed -n "s/^Sig\(Cgt\|Blk\):.//p" "/proc/$guard_pid/status")
	return 1
}

# after_signal NAME COMMAND...: sends NAME to the guard that COMMAND becomes or starts, as soon as it is
# ready for it; status is then what COMMAND exited with, elapsed_ms the time from the signal to the end.
after_signal() {
	local from
	shown=$*
	"${@:2}" >.try/out 2>.try/err &
	started=$!
	poll is_ready || fail "the guard was never ready for a signal"
	from=$EPOCHREALTIME
	kill "-$1" "$guard_pid"
	status=0
	wait "$started" || status=$?
	elapsed_ms=$(((${EPOCHREALTIME/[.,]/} - ${from/[.,]/}) / 1000))
}

# Once a server is gone, so is whoever was stuck in a request to it.
no_guard_left() {
	! grep -qs '^Name:.mountguard$' /proc/[0-9]*/status
}

# poll COMMAND...: until it holds, for ten seconds at the most.
poll() {
	local end=$((SECONDS + 10))
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.01
	done
}

# --- what is expected ----------------------------------------------------------------------------

fail() {
	printf '%s\n' "FAILED: $*" "command: ${shown:-none}" "exit: $status" "--- standard output" "$(cat -v $T/.try/out)" \
		"--- standard error" "$(cat -v $T/.try/err)" "--- mount table" "$(sed -n '/ \/mnt .* world /,$p' /proc/self/mountinfo | tail -n 20)"
	exit 1
}

# True of every run, asked for or not: nothing that came from a name reaches the terminal raw.
unbroken() {
	! LC_ALL=C grep -q '[[:cntrl:]]' $T/.try/err || fail "a control character reached standard error"
}

exits() {
	[ "$status" = "$1" ] || fail "exit $1 was expected"
}

# The exact line is on standard error.
says() {
	grep -qFx -e "$1" $T/.try/err || fail "standard error has no line: $1"
}

# A part of a line is on standard error, as an extended regular expression.
mentions() {
	grep -qE -e "$1" $T/.try/err || fail "standard error does not mention: $1"
}

says_nothing_of() {
	! grep -qF -e "$1" $T/.try/err || fail "standard error should not mention: $1"
}

# Standard error is exactly standard input, but for what the diagnosis adds and the number of a loop device.
reports() {
	cat >$T/.try/wanted
	sed -E "/^  (why|fix)  /d; s#/dev/loop[0-9]+#/dev/loopN#g" $T/.try/err >$T/.try/said
	diff -u $T/.try/wanted $T/.try/said || fail "another report was expected (see the diff)"
}

silent() {
	[ ! -s $T/.try/err ] || fail "standard error should be empty"
}

# finding VERDICT PATH: that is how a finding's first line begins.
finding() {
	grep -qF -e "mountguard: $1 $2: " $T/.try/err || fail "there is no finding '$1 $2: '"
}

no_finding() {
	! grep -qE -e "^mountguard: (FAIL|WARN|UNKNOWN) $1: " $T/.try/err || fail "a finding on $1 was not expected"
}

findings() {
	local count
	count=$(grep -cE '^mountguard: (FAIL|WARN|UNKNOWN) ' $T/.try/err) || true
	[ "$count" = "$1" ] || fail "$1 findings were expected, not $count"
}

# The outcome of a guard or --check that holds: nothing to say.
holds() {
	exits 0
	silent
}

# The report's shape is a promise: findings with indented lines below them, and the outcome last.
refused() {
	exits 69
	[ ! -s $T/.try/out ] || fail "a refusal should print nothing on standard output"
	grep -v '^mountguard: waiting ' $T/.try/err | head -n 1 | grep -qE '^mountguard: (FAIL|WARN|UNKNOWN) ' ||
		fail "the first line is no finding"
	tail -n 1 $T/.try/err | grep -qE '^mountguard: [0-9]+ of [0-9]+ expectations? failed.* \(exit 69\)$' ||
		fail "the last line is no outcome"
	! grep -vE '^(mountguard: |  [a-z])' $T/.try/err || fail "a line is neither a finding nor below one"
}

within_ms() {
	[ "$elapsed_ms" -le "$1" ] || fail "it took $elapsed_ms ms, more than $1"
}

printed() {
	[ "$(cat $T/.try/out)" = "$1" ] || fail "standard output should be: $1"
}

make_world "$1"
eval "$2"
