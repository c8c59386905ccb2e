#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Each word where it holds and where it does not, on storage that fools simpler checks.

load helpers

@test "exists, absent, optional and a missing path" {
	in_ns <<-'EOF'
		touch here
		both /mnt/here exists absent
		both /mnt/missing absent exists file dir mount nonempty writable
		try -e '/mnt/missing optional, file, nonempty, writable' --check
		holds
		try -e '/mnt/here optional, dir' --check
		refused
		try -e '/mnt/missing' --check
		refused
		try -e '/mnt/here' --check
		holds
		try -e '/mnt/here/below absent' --check
		holds
		try -e '/mnt/here/below exists' --check
		refused
	EOF
}

@test "a missing path gives one finding for all of its words" {
	in_ns <<-'EOF'
		try -e '/mnt/missing mount, dir, nonempty, persistent, fstype=ext4, readable, writable' --check
		refused
		findings 1
		finding FAIL /mnt/missing
	EOF
}

@test "file, dir, socket and device" {
	in_ns <<-'EOF'
		touch file
		mkdir dir
		mkfifo fifo
		both /mnt/file file dir socket device
		both /mnt/dir dir file socket device
		both /dev/null device file dir socket
		both /mnt/fifo exists file dir socket device
	EOF
}

@test "a socket is one" {
	in_ns <<-'EOF'
		makesocket socket 2>why || cannot "$(cat why)"
		both /mnt/socket socket file dir device
	EOF
}

# serve TYPE PATH: starts a server there, which reports every contact.
serve() {
	: >served
	makesocket "$2" "$1" >served 2>why &
	# shellcheck disable=SC2034 # for the tests
	server=$!
	poll grep -qs ready served || cannot "$(cat why)"
}

@test "a socket with a listener can be read and written, and the listener notices nothing" {
	in_ns serve <<-'EOF'
		long=$(printf 'a-directory-with-a-long-name/%.0s' {1..4})
		mkdir -p ro "$long" bound
		for type in stream dgram seqpacket; do
			serve $type socket
			both /mnt/socket 'socket, readable, writable' readonly
			says 'mountguard: FAIL /mnt/socket: it is a socket that can be connected to'
			# The same for a bind by another name, a read-only bind, and a path that is too long for an address.
			for bound in docker.sock ro/docker.sock "${long}docker.sock"; do
				touch "$bound"
				mount --bind socket "$bound"
				mount -o remount,bind,ro "$bound"
				both "/mnt/$bound" 'mount, socket, readable, writable, opts=ro' readonly
				umount "$bound"
			done
			# A full queue, which has room for one, is no "no".
			kill -STOP $server
			try -e '/mnt/socket socket, readable, writable' --check
			holds
			kill -CONT $server
			kill $server
			wait $server || true
			[ "$(cat served)" = ready ] || fail "the server noticed: $(cat served)"
			both /mnt/socket socket readable writable
			says 'mountguard: FAIL /mnt/socket: nobody listens on it (ECONNREFUSED)'
			rm socket
		done
	EOF
}

@test "a socket is tried by its permission, as the user" {
	in_ns serve <<-'EOF'
		box
		serve stream $R/app/socket
		as 1000
		for mode in 666 622 766; do
			chmod $mode $R/app/socket
			both /app/socket 'socket, readable, writable' readonly
		done
		for mode in 755 644 600 000; do
			chmod $mode $R/app/socket
			both /app/socket 'socket, readonly' readable writable
			says 'mountguard: FAIL /app/socket: it cannot be connected to: permission denied (EACCES)'
		done
		chown 1000:1000 $R/app/socket
		chmod 200 $R/app/socket
		both /app/socket 'socket, readable, writable' readonly
		chmod 400 $R/app/socket
		both /app/socket 'socket, readonly' readable writable
		[ "$(cat served)" = ready ] || fail "the server noticed: $(cat served)"
	EOF
}

@test "a socket that cannot be tried: could not tell" {
	in_ns serve <<-'EOF'
		needs strace
		serve stream socket
		guard=(strace -f -o trace -e trace=socket -e inject=socket:error=EPERM mountguard)
		try -e '/mnt/socket writable' --check
		exits 71
		says 'mountguard: UNKNOWN /mnt/socket: it cannot be connected to: the kernel does not offer the call (ENOSYS)'
	EOF
}

@test "a directory in place of a file is the engine's stand-in where it is empty" {
	in_ns <<-'EOF'
		mkdir -p host app.yaml full.yaml
		touch full.yaml/entry
		mount --bind host app.yaml
		try -e '/mnt/app.yaml file, nonempty, readable' -- echo started
		refused
		findings 1
		says "mountguard: FAIL /mnt/app.yaml: it is an empty directory, not a file: some engines make one in place of a host file that is missing"
		try -e '/mnt/full.yaml file' --check
		refused
		says 'mountguard: FAIL /mnt/full.yaml: it is a directory, not a file'
		mkdir host/left.yaml host/left.sock docker.sock
		try -e '/mnt/host/left.yaml file' -e '/mnt/host/left.sock socket' --check
		refused
		says 'mountguard: FAIL /mnt/host/left.yaml: it is an empty directory, not a file'
		says 'mountguard: FAIL /mnt/host/left.sock: it is an empty directory, not a socket'
		rmdir host/left.*
		mount --bind host docker.sock
		try -e '/mnt/docker.sock socket, readable, writable' --check
		refused
		findings 1
		says 'mountguard: FAIL /mnt/docker.sock: it is an empty directory, not a socket: some engines make one in place of a host socket that is missing'
	EOF
}

@test "a dangling symbolic link says where it leads" {
	in_ns <<-'EOF'
		ln -s /mnt/nowhere link
		for word in exists file nonempty; do
			try -e "/mnt/link $word" -- echo started
			refused
			findings 1
			says 'mountguard: FAIL /mnt/link: by a symbolic link it leads to /mnt/nowhere, which does not exist (ENOENT)'
		done
	EOF
}

@test "a symbolic link to a missing place is named with all of its target" {
	in_ns <<-'EOF'
		mkdir -p srv/releases
		ln -s /opt/releases/42/api srv/current
		try -e '/mnt/srv/current/main.py file' -- echo started
		refused
		says '  why       the symbolic link /mnt/srv/current leads to /opt/releases/42/api, and /opt/releases is not in the container'
		says '  fix       make the link relative, or mount what it leads to as well, and recreate the container'
		# The second of two links.
		ln -s current/. srv/latest
		try -e '/mnt/srv/latest/main.py file' -- echo started
		says '  why       the symbolic link /mnt/srv/current leads to /opt/releases/42/api, and /opt/releases is not in the container'
		# A relative link.
		ln -sfn ../elsewhere/43 srv/current
		try -e '/mnt/srv/current/main.py file' -- echo started
		says '  why       the symbolic link /mnt/srv/current leads to ../elsewhere/43, and /mnt/elsewhere is not in the container'
		says '  fix       correct the link, or mount what it leads to as well, and recreate the container'
		# The link's target exists, but not the name in it.
		ln -sfn releases srv/current
		touch srv/releases/app.py
		try -e '/mnt/srv/current/main.py file' -- echo started
		says 'mountguard: FAIL /mnt/srv/current/main.py: by a symbolic link it leads to /mnt/srv/releases/main.py, which does not exist (ENOENT)'
		says_nothing_of 'not in the container'
	EOF
}

@test "a loop of symbolic links" {
	in_ns <<-'EOF'
		ln -s two one
		ln -s one two
		try -e '/mnt/one exists' -- echo started
		refused
		says 'mountguard: FAIL /mnt/one: its symbolic links lead round in a circle (ELOOP)'
		within_ms 1000
	EOF
}

@test "a FIFO blocks nothing" {
	in_ns <<-'EOF'
		mkfifo fifo
		for words in exists nonempty readable writable 'file, readable' executable persistent; do
			try --check --timeout 5s -e "/mnt/fifo $words"
			within_ms 2000
			case $words in
			exists) exits 0 ;;
			file*) exits 69 ;;
			esac
		done
	EOF
}

@test "a directory that cannot be listed is no empty one" {
	in_ns <<-'EOF'
		box
		mkdir $R/app/locked
		touch $R/app/locked/file
		chmod 711 $R/app/locked
		as 1000
		try -e '/app/locked nonempty' --check
		[ "$status" != 0 ] || fail "it could not be told"
		try -e '/app/locked empty' --check
		[ "$status" != 0 ] || fail "it could not be told"
		try -e '/app/locked readable' --check
		refused
		try -e '/app/locked dir' -e '/app/locked/file file' --check
		holds
	EOF
}

@test "has=GLOB" {
	in_ns <<-'EOF'
		mkdir -p app/sub
		touch app/main.py app/sub/deep.bin
		both /mnt/app 'has=main.py, has=*.py' 'has=*.bin' 'has=main' 'has=deep.bin'
	EOF
}

@test "mount=KIND and on=KIND" {
	in_ns <<-'EOF'
		box
		mkdir -p $T/volumes/{data/_data,$(printf 'a%.0s' {1..64})/_data} $R/app/{data,anon,bind,tmp}
		mount --bind $T/volumes/data/_data $R/app/data
		mount --bind $T/volumes/$(printf 'a%.0s' {1..64})/_data $R/app/anon
		mount --bind $T/volumes $R/app/bind
		mount -t tmpfs tmp $R/app/tmp
		mkdir $R/app/data/sub
		try --check -e '/app/data mount=volume' -e '/app/anon mount=anonymous' -e '/app/bind mount=bind' \
			-e '/app/tmp mount=tmpfs' -e '/app on=image' -e '/app/data/sub on=volume' -e '/proc mount=kernel'
		holds
		try --check -e '/app/tmp mount=volume|tmpfs'
		holds
		for wrong in '/app/data mount=bind' '/app/anon mount=volume' '/app/bind mount=volume|anonymous' \
			'/app/tmp mount=bind' '/app mount=image' '/app/data/sub mount=volume' '/app/data on=image' \
			'/app/data/sub on=bind'; do
			try --check -e "$wrong"
			refused
			findings 1
		done
	EOF
}

@test "persistent: not the container's own layer, not a tmpfs, not an anonymous volume" {
	in_ns <<-'EOF'
		box
		disk $T/disk
		anonymous=$(printf '0%.0s' {1..64})
		mkdir -p $T/disk/volumes/{data,$anonymous}/_data $R/app/{data,anon,bind,tmp,shm,layer}
		mount --bind $T/disk/volumes/data/_data $R/app/data
		mount --bind $T/disk/volumes/$anonymous/_data $R/app/anon
		mount --bind $T/disk/d $R/app/bind
		mount -t tmpfs tmp $R/app/tmp
		mkdir $T/memory
		mount --bind $T/memory $R/app/shm
		try --check -e '/app/data persistent' -e '/app/bind persistent'
		holds
		for path in anon tmp shm layer; do
			try --check -e "/app/$path persistent"
			refused
			finding FAIL /app/$path
		done
	EOF
}

@test "fstype, source and opts" {
	in_ns <<-'EOF'
		mkdir app
		mount -t tmpfs -o nosuid,nodev,size=1m volumes/data app
		both /mnt/app 'fstype=tmpfs' fstype=ext4 'fstype=!tmpfs' 'fstype=ext4|xfs'
		both /mnt/app 'fstype=!ext4, fstype=ext4|tmpfs'
		both /mnt/app 'source=volumes/data, source=*data, source=vol*' source=data
		both /mnt/app 'opts=nosuid+nodev, opts=rw' opts=ro opts=nosuid+noexec
		both /mnt/app 'opts=!noexec+!ro+nosuid' opts=!nodev opts=rw+!size=1024k
		says 'mountguard: FAIL /mnt/app: must not be set: size=1024k; set are on the mount rw,nosuid,nodev,relatime, on its file system rw,size=1024k'
	EOF
}

@test "a read-only bind of a writable file system" {
	in_ns <<-'EOF'
		mkdir src app
		touch src/file
		mount --bind src app
		mount -o remount,bind,ro app
		both /mnt/app 'readonly, opts=ro, readable' writable writable=sync
		says 'mountguard: FAIL /mnt/app: it cannot be written: it is read-only (EROFS)'
		both /mnt/app/file 'readonly, readable' writable
		both /mnt/src writable readonly
		both /mnt/src/file writable readonly
	EOF
}

@test "the file of a running program, on a read-only mount and on another" {
	in_ns <<-'EOF'
		mkdir src app
		cp $T/bin/mountguard src/guard
		mount --bind src app
		mount -o remount,bind,ro app
		guard=(src/guard)
		both /mnt/app/guard readonly writable
		says 'mountguard: FAIL /mnt/app/guard: it cannot be written: it is read-only (EROFS)'
		try --check -e '/mnt/src/guard readonly'
		exits 71
		says 'mountguard: UNKNOWN /mnt/src/guard: cannot tell: it is a program that is running, or is being written (ETXTBSY)'
	EOF
}

@test "a read-only super block under a writable mount" {
	in_ns <<-'EOF'
		needs_root
		mkdir app
		mount -t tmpfs x app
		touch app/file
		mount -o remount,ro app
		mount -o remount,bind,rw app
		grep -q ' /mnt/app rw,.* ro' /proc/self/mountinfo
		both /mnt/app 'readonly, opts=ro' writable
		mentions 'read-only'
		both /mnt/app/file readonly writable
	EOF
}

@test "a full tmpfs, where an empty file can still be made" {
	in_ns <<-'EOF'
		mkdir app
		mount -t tmpfs -o size=64k x app
		both /mnt/app writable readonly
		head -c 64k /dev/zero >app/fill
		touch app/empty-file-works
		both /mnt/app exists writable writable=sync
		mentions 'full|space'
		rm app/fill
		both /mnt/app writable
	EOF
}

@test "a tmpfs with less room than a block of a file" {
	in_ns <<-'EOF'
		mkdir app
		mount -t tmpfs -o size=64k x app
		head -c 60k /dev/zero >app/fill
		both /mnt/app writable
		head -c 4096 /dev/zero >app/rest
		both /mnt/app exists writable
	EOF
}

# fill DIR [COMMAND...]: writes until no space is left; large writes fail long before small ones.
fill() {
	local bytes
	for bytes in 64k 4k 1k 1k; do
		"${@:2}" dd if=/dev/zero "of=$1/fill" oflag=append conv=notrunc bs=$bytes status=none 2>/dev/null || true
		sync -f "$1"
	done
}

@test "a full ext4" {
	in_ns fill <<-'EOF'
		disk app 2M
		both /mnt/app/d 'writable, writable=sync'
		fill app
		both /mnt/app/d exists writable writable=sync
		mentions 'full|space'
	EOF
}

@test "a tmpfs without inodes" {
	in_ns <<-'EOF'
		mkdir app
		mount -t tmpfs -o nr_inodes=3 x app
		touch app/1 app/2
		! touch app/3 2>/dev/null
		both /mnt/app exists writable
		rm app/2
		both /mnt/app writable
	EOF
}

@test "an immutable directory and one that can only grow" {
	in_ns <<-'EOF'
		needs chattr
		disk app
		mkdir app/fixed app/grows
		echo x >app/log
		chattr +i app/fixed 2>why || cannot "$(cat why)"
		chattr +a app/grows
		chattr +a app/log
		both /mnt/app/fixed 'dir, empty' writable
		# A name can be made there but not removed. The word asks for both, so the probe makes none.
		try --check -e '/mnt/app/grows writable'
		refused
		says 'mountguard: FAIL /mnt/app/grows: it can only be appended to (chattr +a)'
		[ -z "$(ls -A app/grows)" ] || fail "something was left"
		try --check -e '/mnt/app/log writable'
		refused
		[ "$(cat app/log)" = x ]
	EOF
}

@test "executable, and noexec" {
	in_ns <<-'EOF'
		mkdir app
		cp bin/mountguard app/program
		cp bin/mountguard app/plain
		chmod -x app/plain
		both /mnt/app/program executable
		both /mnt/app executable
		both /mnt/app/plain exists executable
		mkdir bound
		mount --bind app bound
		mount -o remount,bind,noexec bound
		both /mnt/bound/program 'exists, opts=noexec' executable
		says 'mountguard: FAIL /mnt/bound/program: it lies on a mount with noexec (EACCES)'
		both /mnt/bound exists executable
		says 'mountguard: FAIL /mnt/bound: it lies on a mount with noexec: nothing in it can be executed'
		both /mnt/app/program executable
		mkdir memory
		mount -t tmpfs -o noexec memory memory
		both /mnt/memory 'mount, writable' executable
		both /mnt/memory exists executable
	EOF
}

# listen exec|open FILE: starts an antivirus that denies it.
listen() {
	: >ready
	denyexec "$1" "$2" >ready 2>why &
	# shellcheck disable=SC2034 # for the tests
	listener=$!
	poll grep -qs ready ready || cannot "no fanotify: $(cat why)"
}

@test "a program that an antivirus (fanotify) lets no user run" {
	in_ns listen <<-'EOF'
		needs_root
		mkdir app
		cp bin/mountguard app/program
		both /mnt/app/program executable
		listen exec app/program
		both /mnt/app/program 'exists, readable' executable
		says 'mountguard: FAIL /mnt/app/program: it cannot be executed: the operation is not permitted (EPERM)'
		! app/program --version || fail "it could be executed"
		both /mnt/app executable
		kill $listener
		wait $listener || true
		both /mnt/app/program executable
	EOF
}

@test "the same on a kernel that does not know AT_EXECVE_CHECK, where it cannot be opened either" {
	in_ns listen <<-'EOF'
		needs_root
		needs strace
		mkdir app
		cp bin/mountguard app/program
		cp bin/mountguard app/plain
		chmod -x app/plain
		for errno in EINVAL ENOSYS EPERM; do
			guard=(strace -f -o trace -e trace=execveat,faccessat2 -e inject=execveat:error=$errno mountguard)
			both /mnt/app/program executable
			both /mnt/app/plain exists executable
			mentions 'permission denied \(EACCES\)'
			grep -q 'faccessat2(.* = 0' trace || grep -q 'faccessat2(.*EACCES' trace || fail "$(cat trace)"
		done
		listen open app/program
		both /mnt/app/program exists executable
		says 'mountguard: FAIL /mnt/app/program: it cannot be executed: the operation is not permitted (EPERM)'
		guard=(strace -f -o trace -e trace=execveat,faccessat2 -e inject=execveat,faccessat2:error=ENOSYS mountguard)
		try -e '/mnt/app/plain executable' --check
		exits 71
		kill $listener
	EOF
}

@test "the write probe leaves nothing behind, and keeps the directory's times" {
	in_ns <<-'EOF'
		disk app
		touch app/d/file
		touch -d '2001-02-03 04:05:06' app/d/file app/d
		before=$(stat -c '%n %y %z %i %s' app app/d app/d/file; find app)
		try -e '/mnt/app/d writable' -e '/mnt/app writable' -e '/mnt/app/d/file writable' --check
		holds
		[ "$(stat -c '%n %y %z %i %s' app app/d app/d/file; find app)" = "$before" ] || fail "something changed"
		try -e '/mnt/app/d writable=sync' --check
		holds
		[ "$(find app/d)" = $'app/d\napp/d/file' ] || fail "something was left"
	EOF
}

@test "a file opened for writing is not truncated, and its times stay" {
	in_ns <<-'EOF'
		echo content >file
		touch -d '2001-02-03 04:05:06' file
		before=$(stat -c '%y %z %s' file)
		try -e '/mnt/file writable' --check
		holds
		[ "$(stat -c '%y %z %s' file)" = "$before" ] || fail "something changed"
		[ "$(cat file)" = content ]
	EOF
}

@test "a program that runs cannot be written" {
	in_ns <<-'EOF'
		cp "$(command -v sleep)" program
		./program 60 &
		poll grep -q program /proc/$!/comm
		both /mnt/program 'file, readable' writable
		kill $!
	EOF
}

@test "a limit on the size of files fails the probe, and does not kill it" {
	in_ns <<-'EOF'
		mkdir app
		# Through a pipe: this limit keeps a report from being written to a file.
		inherit limit=0 mountguard -e '/mnt/app writable' --check 2>&1 </dev/null | cat >.try/err || true
		grep -q '^mountguard: FAIL /mnt/app: ' .try/err || fail "no finding"
		[ -z "$(ls -A app)" ]
	EOF
}

@test "an unprivileged user is told what this user may do" {
	in_ns <<-'EOF'
		needs_root
		box
		mkdir $R/app/{mine,roots,open,sticky}
		touch $R/app/mine/file $R/app/roots/file $R/app/open/file
		chown -R 1000:1000 $R/app/mine
		chmod 1777 $R/app/sticky
		chmod 600 $R/app/roots/file
		# root may do all of it.
		try --check -e '/app/roots writable' -e '/app/roots/file readable, writable' -e '/app/mine writable'
		holds
		as 1000
		try --check -e '/app/mine writable, readable' -e '/app/mine/file writable' -e '/app/sticky writable' \
			-e '/app/roots readable, readonly'
		holds
		try --check -e '/app/roots writable' -e '/app/roots/file readable' -e '/app/open/file writable'
		refused
		findings 3
		chmod 700 $R/app/roots
		try --check -e '/app/roots/file exists'
		[ "$status" = 69 ] || [ "$status" = 71 ] || fail "what could not be seen is not there, or unknown"
		try --check -e '/app/roots/file absent'
		[ "$status" != 0 ] || fail "what could not be seen was said to be absent"
	EOF
}

@test "an unprivileged user without a write bit on the way" {
	in_ns <<-'EOF'
		box
		mkdir $R/app/noexec
		chmod 766 $R/app/noexec
		as 1000
		try --check -e '/app/noexec writable'
		refused
		try --check -e '/app/noexec executable'
		refused
	EOF
}

@test "space that is reserved for root is not there for others" {
	in_ns fill <<-'EOF'
		box
		reserved=25 disk $T/disk
		chmod 777 $T/disk/d
		fill $T/disk/d setpriv --reuid 1000 --regid 1000 --clear-groups
		mount --bind $T/disk/d $R/app
		try -e '/app writable' --check
		holds
		as 1000
		try -e '/app writable' --check
		refused
		mentions 'full|space'
	EOF
}

@test "writable on FUSE, which has no O_TMPFILE: through a name, which is gone before it is written" {
	in_ns <<-'EOF'
		fuse app
		try -e '/mnt/app writable' --check
		holds
		[ "$(ls -A app)" = $'file\nsub' ] || fail "something was left"
		grep -E '^(CREATE|UNLINK|WRITE|FSYNC|FLUSH) ' $log | cut -d ' ' -f 1 | uniq >calls
		printf '%s\n' CREATE UNLINK WRITE FSYNC FLUSH | diff - calls || fail "other calls were expected"
		[ "$(grep -cE '^CREATE ' $log)" = 1 ]
		kill $server
	EOF
}

@test "writable checks the result of every call" {
	in_ns <<-'EOF'
		for broken in CREATE:28 WRITE:28 WRITE:5 FSYNC:5 FLUSH:122; do
			fuse app fail=$broken
			try -e '/mnt/app writable' --check
			refused
			finding FAIL /mnt/app
			end_fuse app
			[ -z "$(ls -A app)" ]
		done
	EOF
}

@test "readable and nonempty check the result of every call" {
	in_ns <<-'EOF'
		fuse app fail=READ:5
		try -e '/mnt/app/file readable' --check
		refused
		try -e '/mnt/app nonempty, readable' --check
		holds
		end_fuse app
		fuse app fail=READDIR:5
		try -e '/mnt/app readable' --check
		refused
		for word in empty nonempty 'has=file'; do
			try -e "/mnt/app $word" --check
			[ "$status" = 69 ] || [ "$status" = 71 ] || fail "69 or 71 was expected"
		done
		kill $server
	EOF
}

@test "writable on bindfs" {
	in_ns <<-'EOF'
		needs bindfs
		[ -e /dev/fuse ] || cannot "there is no /dev/fuse here"
		mkdir src app
		bindfs -f src app 2>why &
		poll mountpoint -q app || cannot "$(cat why)"
		try -e '/mnt/app mount, empty, writable' --check
		holds
		poll test -z "$(ls -A src)"
		bindfs=$!
		kill $bindfs
	EOF
}

@test "nothing is ever created through a symbolic link" {
	in_ns <<-'EOF'
		needs strace
		fuse app
		run_it strace -f -o trace mountguard -e '/mnt/app writable' --check
		holds
		grep -E 'open.*O_CREAT' trace >creating
		[ "$(grep -c . creating)" = 1 ]
		grep -q 'O_EXCL' creating
		grep -q 'O_NOFOLLOW' creating
		kill $server
	EOF
}

@test "warn reports and does not keep the command from starting" {
	in_ns <<-'EOF'
		mkdir app
		try -e '/mnt/app mount, warn' -- echo started
		exits 0
		printed started
		finding WARN /mnt/app
		try -e '/mnt/app mount, warn' -e '/mnt/app/x exists' -- echo started
		refused
		finding WARN /mnt/app
		finding FAIL /mnt/app/x
	EOF
}

@test "all findings are reported at once" {
	in_ns <<-'EOF'
		mkdir app
		touch file
		try -e '/mnt/app mount, nonempty' -e '/mnt/file dir' -e '/mnt/none exists' -e '/mnt/bin dir' -- echo started
		refused
		finding FAIL /mnt/app
		finding FAIL /mnt/file
		finding FAIL /mnt/none
		says 'mountguard: 3 of 4 expectations failed, echo was not started (exit 69)'
	EOF
}

@test "a mount with nosymfollow follows no link, and a circle of links is not absent" {
	in_ns <<-'EOF'
		mkdir n
		mount -t tmpfs -o nosymfollow n n
		touch n/file
		ln -s file n/link
		try --check -e '/mnt/n/link file'
		exits 69
		ln -s loop loop
		try --check -e '/mnt/loop nonempty, optional'
		exits 69
		mentions ELOOP
	EOF
}

@test "a killed probe's leftover is no content" {
	in_ns <<-'EOF'
		mkdir app
		touch app/.mountguard-7-1234-0
		try --check -e '/mnt/app nonempty'
		exits 69
		mentions 'it is empty'
	EOF
}

@test "a write that a limit cuts short is not called a full disk" {
	in_ns <<-'EOF'
		needs prlimit
		mkdir app
		try --check -e '/mnt/app writable'
		holds
		prlimit --fsize=1024 mountguard --check -e '/mnt/app writable' 2>&1 | cat >.try/err
		mentions EFBIG
	EOF
}
