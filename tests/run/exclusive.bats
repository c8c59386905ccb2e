#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# exclusive: a lock that lives as long as the command, on real file systems.

load helpers

# hold WORD...: starts the guard in front of a command that stays; $holder is its process.
hold() {
	mountguard "$@" -- sleep 1000 &
	holder=$!
	poll grep -sqx sleep "/proc/$holder/comm" || fail "the holder did not start: $*"
}
release() {
	kill -KILL "$holder"
	wait "$holder" 2>/dev/null || true
}
# beside WORD...: runs the guard as in another container, which sees no process of this one.
beside() {
	run_it unshare --mount --pid --fork --kill-child --mount-proc mountguard "$@"
}
UNSEEN='it is locked by another container, or by a process that is not seen from here'
locks=(hold release beside)

# in_locks: like in_ns, with the functions above.
in_locks() {
	in_ns "${locks[@]}" < <(echo "UNSEEN='$UNSEEN'"; cat)
}

@test "the second guard is refused, and names the process that has the lock" {
	in_locks <<-'EOF'
		mkdir data
		hold -e '/mnt/data exclusive'
		try -e '/mnt/data exclusive' -- echo started
		refused
		findings 1
		says "mountguard: FAIL /mnt/data: it is locked by process $holder"
		beside -e '/mnt/data exclusive' -- echo started
		refused
		says "mountguard: FAIL /mnt/data: $UNSEEN"
		mentions '^  fix       stop the other one first'
		release
		for how in try beside; do
			$how -e '/mnt/data exclusive' -- echo started
			exits 0
			silent
		done
	EOF
}

@test "the lock outlives the exec, and the command where a fork has it; it ends with the last of them" {
	in_locks <<-'EOF'
		mkdir data
		mountguard -e '/mnt/data exclusive' -- sh -c 'sleep 1000 & echo $! >fork; exec sleep 1000' &
		holder=$!
		poll test -s fork
		poll grep -qx sleep "/proc/$(cat fork)/comm"
		try -e '/mnt/data exclusive' -- echo started
		refused
		release
		try -e '/mnt/data exclusive' -- echo started
		refused
		says "mountguard: FAIL /mnt/data: $UNSEEN"
		kill -KILL $(cat fork)
		poll mountguard -e '/mnt/data exclusive' -- true 2>/dev/null || fail "the lock has not ended"
	EOF
}

@test "a guard that starts nothing leaves no lock" {
	in_locks <<-'EOF'
		mkdir data
		try -e '/mnt/data exclusive, mount' -- echo started
		refused
		try -e '/mnt/data exclusive' -e '/mnt/none exists' -- echo started
		refused
		try -e '/mnt/data exclusive' -- /mnt/none
		exits 127
		try -e '/mnt/data exclusive' -- true
		exits 0
	EOF
}

@test "--check and --health ask and do not take: the command's own lock is well, another one is not" {
	in_locks <<-'EOF'
		mkdir data
		for mode in --check --health; do
			try $mode -e '/mnt/data exclusive'
			holds
		done
		hold -e '/mnt/data exclusive'
		try --check -e '/mnt/data exclusive'
		holds
		try --health -e '/mnt/data exclusive'
		exits 0
		silent
		beside --check -e '/mnt/data exclusive'
		refused
		says "mountguard: FAIL /mnt/data: $UNSEEN"
		beside --health -e '/mnt/data exclusive'
		exits 1
		release
		beside --check -e '/mnt/data exclusive'
		holds
	EOF
}

@test "a process outside of the container's cgroup namespace is not its command" {
	in_locks <<-'EOF'
		needs_root
		mkdir data groups
		mkfifo hold
		mount -t cgroup2 groups groups || cannot "no control groups can be made"
		name=mg.$RANDOM$RANDOM
		mkdir groups/$name-own groups/$name-other || cannot "no control groups can be made"
		trap 'exec 7>&-; wait; rmdir groups/$name-own groups/$name-other' EXIT
		enter='echo $$ >"$0/cgroup.procs"; shift; exec "$@"'
		sh -c "$enter" groups/$name-other - flock -x data cat <hold &
		exec 7>hold
		poll sh -c '! flock -n data true'
		own=(sh -c "$enter" groups/$name-own - unshare -C "$(command -v mountguard)")
		run_it "${own[@]}" --health -e '/mnt/data exclusive'
		exits 1
		mentions 'FAIL /mnt/data: it is locked by process [0-9]+'
		run_it "${own[@]}" --check -e '/mnt/data exclusive'
		refused
		exec 7>&-
		wait
		run_it "${own[@]}" --check -e '/mnt/data exclusive'
		holds
	EOF
}

@test "a health check as root sees that the command of another user has the lock" {
	in_locks <<-'EOF'
		needs_root
		mkdir data
		hold --user 1000 --caps none -e '/mnt/data exclusive'
		needs setpriv
		run_it setpriv --bounding-set -sys_ptrace --inh-caps -sys_ptrace mountguard --health -e '/mnt/data exclusive'
		exits 0
		silent
	EOF
}

@test "health checks never keep a guard from its lock" {
	in_locks <<-'EOF'
		mkdir data
		for i in 1 2; do
			while :; do mountguard --check -e '/mnt/data exclusive' || echo refused; done >asked 2>&1 &
		done
		for i in $(seq 40); do
			try -e '/mnt/data exclusive' -- true
			exits 0
		done
		[ ! -s asked ] || fail "$(head -n 3 asked)"
	EOF
}

@test "--wait has the lock when the other command ends, and not before" {
	in_locks <<-'EOF'
		mkdir data
		hold -e '/mnt/data exclusive'
		mountguard --wait 60s --interval 20ms -e '/mnt/data exclusive' -e '/mnt/late exists' -- sh -c 'echo started; exec sleep 1000' >second 2>told &
		second=$!
		poll test -s told
		touch late
		[ ! -s second ] || fail "it has started"
		release
		poll grep -qx started second || fail "$(cat told)"
		# The passes leave no descriptor beside the lock's.
		[ "$(ls -l /proc/$second/fd | grep -c '/mnt/data$')" = 1 ] || fail "$(ls -l /proc/$second/fd)"
		try -e '/mnt/data exclusive' -- true
		refused
		says "mountguard: FAIL /mnt/data: it is locked by process $second"
	EOF
}

@test "of many guards that start at once one has the lock" {
	in_locks <<-'EOF'
		mkdir data
		for i in $(seq 12); do
			mountguard -e '/mnt/data exclusive' -- sh -c 'echo >>won; exec sleep 1000' 2>/dev/null &
		done
		ended() { [ "$(jobs -rp | wc -l)" -le 1 ]; }
		poll ended || fail "$(jobs)"
		[ "$(wc -l <won)" = 1 ] || fail "$(wc -l <won) have won"
	EOF
}

@test "--on-fail warn starts without the lock, and a line with warn as well" {
	in_locks <<-'EOF'
		mkdir data
		hold -e '/mnt/data exclusive'
		try --on-fail warn -e '/mnt/data exclusive' -- ls -l /proc/self/fd
		exits 0
		mentions 'FAIL /mnt/data: it is locked'
		! grep -q /mnt/data .try/out || fail "it has the descriptor"
		try -e '/mnt/data exclusive, warn' -- true
		exits 0
		mentions '/mnt/data: it is locked'
	EOF
}

@test "the command gets one descriptor, from 50 up, and none where exclusive is not asked for" {
	in_locks <<-'EOF'
		mkdir data more
		touch file
		# In a shell of its own: the numbers must not depend on what the tests have open.
		open() { bash -c 'for fd in /proc/self/fd/*; do fd=${fd##*/}; [ $fd -le 2 ] || eval "exec $fd>&-"; done; exec "$@"' - "$@"; }
		run_it open mountguard -e '/mnt/data dir' -e '/mnt/file writable' -- find /proc/self/fd -lname '/mnt/[a-z]*'
		exits 0
		[ ! -s .try/out ] || fail "$(cat .try/out)"
		run_it open mountguard -e '/mnt/data exclusive' -e '/mnt/file exclusive' -- find /proc/self/fd -lname '/mnt/[a-z]*' -printf '%f %l\n'
		exits 0
		diff -u - .try/out <<-'END' || fail "other descriptors"
			50 /mnt/data
			51 /mnt/file
		END
		# Descriptors that are taken stay as they are.
		run_it bash -c 'exec 50</mnt/more mountguard -e "/mnt/data exclusive" -- find /proc/self/fd -lname /mnt/data -printf "%f %l\n"'
		exits 0
		grep -qx '51 /mnt/data' .try/out || fail "$(cat .try/out)"
		run_it prlimit --nofile=40 bash -c 'exec 3>&- 4>&- 8>&-; exec mountguard -e "/mnt/data exclusive" -- true'
		exits 71
		says 'mountguard: UNKNOWN /mnt/data: it cannot be locked: too many files are open in this process (EMFILE)'
	EOF
}

@test "a file, a read-only mount, a symbolic link, and two names of one directory" {
	in_locks <<-'EOF'
		mkdir data ro
		touch data/file
		mount --bind data ro
		mount -o remount,bind,ro ro
		ln -s data link
		hold -e '/mnt/data/file exclusive'
		for path in /mnt/data/file /mnt/ro/file /mnt/link/file; do
			try -e "$path exclusive" -- true
			refused
			says "mountguard: FAIL $path: it is locked by process $holder"
		done
		release
		hold -e '/mnt/ro exclusive, readonly' -e '/mnt/link exclusive' -e '/mnt/data exclusive'
		try -e '/mnt/data exclusive' -- true
		refused
	EOF
}

@test "ext4 and an overlay: it is locked for all who have the file system" {
	in_locks <<-'EOF'
		needs_root
		mkdir low up over
		disk ext4
		mount -t tmpfs up up
		mkdir up/upper up/work
		mount -t overlay -o lowerdir=low,upperdir=up/upper,workdir=up/work over over || cannot "no overlay"
		touch over/file ext4/file
		for path in /mnt/ext4/d /mnt/ext4/file; do
			hold -e "$path exclusive"
			beside -e "$path exclusive" -- true
			refused
			says "mountguard: FAIL $path: $UNSEEN"
			try --health -e "$path exclusive"
			exits 0
			release
		done
		# The kind of an overlay that is no container's root may be unknown.
		try -e '/mnt/over/file exclusive' -- true
		exits 71
		says 'mountguard: UNKNOWN /mnt/over/file: cannot tell what kind of storage it lies on'
	EOF
}

@test "FUSE: the kernel locks its directories, and a server that hangs is named" {
	in_locks <<-'EOF'
		fuse f
		hold -e '/mnt/f exclusive'
		beside -e '/mnt/f exclusive' -- true
		refused
		says "mountguard: FAIL /mnt/f: $UNSEEN"
		release
		end_fuse f
		fuse f mute=OPENDIR
		try --timeout 300ms -e '/mnt/f exclusive' -- true
		refused
		says 'mountguard: FAIL /mnt/f: the storage gave no answer within 300ms (locking it)'
		end_fuse f
	EOF
}

@test "the container's own layer: nobody shares it" {
	in_ns <<-'EOF'
		box
		try -e '/app exclusive' -- /mountguard --version
		refused
		says "mountguard: FAIL /app: it lies in the container's own layer, which no other container has"
		mentions 'why       nothing is mounted here'
		try --health -e '/app exclusive'
		exits 1
	EOF
}

@test "a directory that the user may not open" {
	in_ns <<-'EOF'
		needs_root
		mkdir -m 711 data
		as 1000
		try -e '/mnt/data exclusive' -- true
		refused
		says "mountguard: FAIL /mnt/data: it cannot be locked: permission denied (EACCES)"
	EOF
}

@test "the guard itself opens nothing of the storage, and locks what the child has opened" {
	in_ns <<-'EOF'
		needs strace
		mkdir data
		run_it strace -f -o trace mountguard -e '/mnt/data exclusive' -- true
		exits 0
		main=$(head -n 1 trace | cut -d ' ' -f 1)
		! grep "^$main " trace | grep -E '"(/mnt/)?data' | grep -v ' execve(' || fail "the guard touched it"
		grep "^$main " trace | grep -qE ' flock\([0-9]+, LOCK_EX\|LOCK_NB\) += 0' || fail "the guard has no lock"
		! grep "^$main " trace | grep -E ' (socket|connect|bind)\(' || fail "a socket to somebody else"
	EOF
}
