#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# A kernel without mount ids, as gVisor's: neither statx nor fdinfo has one. Words that need no mount are judged; the
# others say why they cannot be told. (This machine's kernel has mount ids: so statx is refused, and the container's
# /proc lacks fdinfo.)

load helpers

# no_ids: makes a box with such a kernel, an image's directories, a bind on /app, and two mounts in it.
# shellcheck disable=SC2034 # guard is for inside.bash
no_ids() {
	box
	mkdir "$R/real"
	mount -t proc real "$R/real"
	umount "$R/proc"
	mount -t tmpfs proc "$R/proc"
	mkdir "$R/proc/self"
	for name in mountinfo fd status uid_map; do
		ln -s /real/self/$name "$R/proc/self/$name"
	done
	mkdir -p src/{models,temp} "$R/data" "$R/plain"
	mount --bind src "$R/app"
	mount -t tmpfs models "$R/app/models"
	mount -t tmpfs temp "$R/app/temp"
	guard=(refuse statx=ENOSYS chroot "$R" /mountguard)
}
ids='this kernel gives no mount ids (gVisor does not)'

@test "a word that needs no mount id is judged" {
	in_ns no_ids <<-'EOF'
		no_ids
		echo hello >$R/app/main.py
		ln -s main.py $R/app/link
		chmod 640 $R/app/main.py
		try -e '/app exists, dir, nonempty, has=main.py, readable, writable, owner=0' -e '/app/main.py file, nonempty, readable, writable, mode=640' \
			-e '/app/link file' -e '/none absent' -e '/plain empty, writable=sync' -e '/mountguard file, executable' -- /mountguard --version
		holds
		try --check -e '/app file' -e '/none exists' -e '/plain nonempty' -e '/app/main.py dir' -e '/data has=*.rb'
		refused
		says 'mountguard: FAIL /app: it is a directory, not a file'
		says 'mountguard: FAIL /none: it does not exist (ENOENT)'
		says 'mountguard: FAIL /plain: it is empty'
		says 'mountguard: FAIL /app/main.py: it is a file, not a directory'
		says 'mountguard: FAIL /data: nothing in it matches *.rb'
		says_nothing_of UNKNOWN
	EOF
}

@test "another word says why it cannot be told, and nothing is started" {
	in_ns no_ids <<-EOF
		no_ids
		echo hello >\$R/app/main.py
		for word in mount mount=bind on=bind persistent fstype=tmpfs 'source=*' opts=rw; do
			try -e "/app \$word" -- /mountguard --version
			exits 71
			printed ''
			says "mountguard: UNKNOWN /app: cannot tell: $ids, so what it lies on is not known"
			mentions '^  found     a mount that the kernel does not name, '
		done
		try --check -e '/app executable'
		exits 71
		says "mountguard: UNKNOWN /app: cannot tell: it can be searched, but $ids, so whether it lies on a mount with noexec is not known"
		try --health -e '/app mount, nonempty, dir'
		exits 1
		findings 1
		try --on-fail warn -e '/app mount' -- /mountguard --version
		exits 0
	EOF
}

@test "a refusal says who is denied" {
	in_ns no_ids <<-'EOF'
		no_ids
		chmod 755 $R/data
		try --user 1000:1000 -e '/data writable' -- /mountguard --version
		refused
		says '  why       /data belongs to 0:0 with mode 0755, and uid 1000 (gid 1000) is neither its owner nor in its group'
		says '  fix       let uid 1000 write it, where it comes from'
	EOF
}

@test "the incident: a directory that holds only names of the mount table has no content" {
	in_ns no_ids <<-EOF
		no_ids
		try -e '/app nonempty' -- /mountguard --version
		exits 71
		printed ''
		says "mountguard: UNKNOWN /app: cannot tell: it holds nothing but what may be mount points, and $ids"
		try --check -e '/app empty'
		exits 71
		# A directory that only leads to mount points is no content either.
		umount \$R/app/temp
		mkdir -p \$R/app/temp/deep
		mount -t tmpfs deep \$R/app/temp/deep
		try --check -e '/app nonempty'
		exits 71
		# One file of its own is content.
		touch \$R/app/temp/file
		try --check -e '/app nonempty'
		holds
	EOF
}

@test "a stale mount in the table may be the mount of any path" {
	in_ns no_ids <<-'EOF'
		no_ids
		mkdir gone
		mount --bind gone $R/data
		rmdir gone
		try --check -e '/plain dir'
		exits 71
		mentions '^mountguard: UNKNOWN /plain: the kernel did not say which mount of the mount table it lies on'
	EOF
}

@test "--snapshot describes what can be told" {
	in_ns no_ids <<-'EOF'
		no_ids
		echo hello >$R/app/main.py
		try --snapshot /app /app/main.py /plain
		exits 0
		grep -qx '/app  *nonempty, writable' .try/out
		grep -qx '/app/main.py  *file, nonempty, readable, writable' .try/out
		grep -qx '/plain  *dir' .try/out
		cp .try/out described
		try --check --file - <described
		holds
	EOF
}
