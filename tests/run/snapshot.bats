#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --snapshot: its expectations describe a container, hold right away, and fail in the shapes of the incident.

load helpers

fixtures=$BATS_TEST_DIRNAME/../fixtures
export fixtures

# Makes the incident's container in a box, healthy: a bind at /app, two named volumes inside, a file and a tmpfs.
healthy_box() {
	box
	disk data 16M
	mkdir -p data/volumes/{models,temp}/_data data/src/{models,temp}
	echo 'app = 1' >data/src/main.py
	echo weights >data/volumes/models/_data/one.h5
	echo 'level: info' >data/app.yaml
	touch .image/etc/app.yaml
	mount --bind data/src "$R"/app
	mount_volumes
	mount --bind data/app.yaml "$R"/etc/app.yaml
	mount -o remount,bind,ro "$R"/etc/app.yaml
	mount -t tmpfs -o size=1m scratch "$R"/tmp
}

mount_volumes() {
	mkdir -p "$R"/app/{models,temp}
	mount --bind data/volumes/models/_data "$R"/app/models
	mount --bind data/volumes/temp/_data "$R"/app/temp
}

# Gives the output of --snapshot, without its first line, to a check as standard input.
holds_what_it_said() {
	cp .try/out "${1:-snapshot}"
	status=0
	"${guard[@]}" --check --file - <"${1:-snapshot}" 2>.try/err || status=$?
	holds
}

fails_now() {
	status=0
	"${guard[@]}" --check --file - <snapshot >.try/out 2>.try/err || status=$?
	refused
}

lines_are() {
	diff -u - <(tail -n +2 .try/out) || fail "another snapshot was expected"
}

words=(healthy_box mount_volumes holds_what_it_said fails_now lines_are)

@test "a healthy container is described, and the description holds" {
	in_ns "${words[@]}" <<-'EOF'
		healthy_box
		try --snapshot
		exits 0
		silent
		lines_are <<-'WANTED'
			/app           mount=bind, nonempty, persistent, writable
			/app/models    mount=volume, nonempty, persistent, writable
			/app/temp      mount=volume, dir, persistent, writable
			/etc/app.yaml  mount=bind, file, nonempty, persistent, readable, readonly
			/tmp           mount=tmpfs, dir, writable
		WANTED
		holds_what_it_said
	EOF
}

@test "it fails in each shape of the incident" {
	in_ns "${words[@]}" <<-'EOF'
		healthy_box
		try --snapshot
		holds_what_it_said
		umount $R/app/models $R/app/temp $R/app
		mount_volumes
		fails_now
		finding FAIL /app
		umount $R/app/models $R/app/temp
		mkdir -p data/empty/{models,temp}
		mount --bind data/empty $R/app
		mount_volumes
		fails_now
		finding FAIL /app
		mentions '/app: mounted, but it holds nothing except the mount points models and temp$'
		umount $R/app/models $R/app/temp $R/app
		mount -t tmpfs share $R/app
		mount_volumes
		fails_now
		finding FAIL /app
		umount $R/app/models $R/app/temp $R/app
		mount --bind data/src $R/app
		mount_volumes
		umount $R/app/models
		fails_now
		finding FAIL /app/models
	EOF
}

@test "named paths are described, wherever they lie, and hold" {
	in_ns "${words[@]}" <<-'EOF'
		healthy_box
		printf '#!/bin/sh\n' >.image/run.sh
		chmod 755 .image/run.sh
		try --snapshot /app/main.py /run.sh /none /app/temp/.. /app /app/models /dev/null /mountguard /app/.
		exits 0
		lines_are <<-'WANTED'
			/app/main.py  on=bind, file, nonempty, persistent, readable, writable
			/run.sh       on=image, file, nonempty, readable, executable
			/none         absent
			/app/temp/..  mount=bind, nonempty, persistent, writable
			/app          mount=bind, nonempty, persistent, writable
			/app/models   mount=volume, nonempty, persistent, writable
			/dev/null     mount=kernel, device
			/mountguard   on=image, file, nonempty, readable, executable
		WANTED
		holds_what_it_said
		[ "$(find .upper -name run.sh -o -name mountguard)" = "" ] || fail "a file of the image was copied up"
	EOF
}

@test "as a user who may not write, and on a mount that is read-only" {
	in_ns "${words[@]}" <<-'EOF'
		healthy_box
		as 1000
		mount -o remount,bind,ro $R/app
		try --snapshot /app /app/models /app/main.py
		exits 0
		lines_are <<-'WANTED'
			/app          mount=bind, nonempty, persistent, readonly
			/app/models   mount=volume, nonempty, persistent
			/app/main.py  on=bind, file, nonempty, persistent, readable, readonly
		WANTED
		holds_what_it_said
	EOF
}

@test "an anonymous volume may get a name, and one path has one line" {
	in_ns "${words[@]}" <<-'EOF'
		name=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
		mkdir -p volumes/{$name,named}/_data data
		mount --bind volumes/named/_data data
		mount --bind volumes/$name/_data data
		try --snapshot /mnt/data/ /mnt/data/. /mnt/data
		exits 0
		mentions_in_output='^# an anonymous volume, made new with each container: give it a name, and expect persistent$'
		grep -qE "$mentions_in_output" .try/out || fail "no comment on the anonymous volume"
		[ "$(grep -vc '^#' .try/out)" = 1 ] || fail "one path, one line"
		grep -qx '/mnt/data/  mount=anonymous|volume, dir, writable' .try/out || fail "the words"
		holds_what_it_said
		umount data
		mountguard --check --file - <snapshot || fail "a volume with a name is no worse"
	EOF
}

@test "names with blanks, quotes, newlines, variables and bytes come back through the grammar" {
	in_ns "${words[@]}" <<-'EOF'
		box
		mkdir store
		i=0
		for name in 'two words' 'a,b;c' '#hash' "it's" 'say "yes"' '${HOME}' '$HOME' 'back\slash' 'Größe' $'new\nline' $'\e[31mred' $'\xff\xfe' '\040'; do
			mkdir "$R/app/$name" store/$((++i))
			touch store/$i/file
			mount --bind store/$i "$R/app/$name"
		done
		try --snapshot
		exits 0
		! LC_ALL=C grep -q $'[^\t -~]' .try/out || [ "$(LC_ALL=C grep $'[^\t -~]' .try/out | grep -vc Größe)" = 0 ] || fail "a byte that is not plain"
		[ "$(grep -c ' mount=.* nonempty' .try/out)" = $i ] || fail "not all of them"
		holds_what_it_said
		for i in $(seq $i); do rm store/$i/file; done
		fails_now
		mentions "^mountguard: $i of $i expectations failed"
	EOF
}

@test "a stale or silent mount is left out, and the exit code says so" {
	in_ns "${words[@]}" <<-'EOF'
		mkdir gone stale good
		touch good/file
		mount --bind gone stale
		rmdir gone
		mount --bind good good
		fuse dead
		kill -USR1 $server
		try --timeout 300ms --snapshot /mnt/stale /mnt/good /mnt/dead
		exits 69
		silent
		grep -qx '# left out: /mnt/stale: stale mount: /gone was deleted or replaced on the host after it was mounted' .try/out ||
			fail "the stale one"
		grep -q '^# left out: /mnt/dead: the storage gave no answer within 300ms' .try/out || fail "the silent one"
		grep -q '^/mnt/good  *mount=' .try/out || fail "the good one"
		holds_what_it_said
		kill -KILL $server
		wait $server || true
	EOF
}

@test "nothing is mounted: the snapshot says so, and it is no error" {
	in_ns "${words[@]}" <<-'EOF'
		box
		umount $R/dev/null
		try --snapshot
		exits 0
		lines_are <<<'# nothing is mounted here but by the engine itself; name the paths that matter'
	EOF
}

@test "from a saved table: only what it says, and no storage is touched" {
	in_ns "${words[@]}" <<-'EOF'
		needs strace
		cp "$fixtures/incident-b.mountinfo" table
		strace -f -o trace mountguard --snapshot --mountinfo table >.try/out
		! grep -qE 'clone|fork|/proc/' trace || fail "storage was touched"
		lines_are <<-'WANTED'
			/app         mount=bind
			/app/models  mount=volume, persistent
			/app/temp    mount=volume, persistent
		WANTED
		# No probe runs for a saved table, so the user does not matter.
		MOUNTGUARD_USER=nosuch mountguard --snapshot --mountinfo table | diff -u - .try/out || fail "it takes a user"
		for table in "$fixtures"/*.mountinfo; do
			try --snapshot --mountinfo "$table"
			status=0
			grep -v '^#' .try/out >words || continue
			mountguard --check --timeout 1s --file words >/dev/null 2>.try/err || status=$?
			[ $status = 69 ] || [ $status = 71 ] || [ $status = 0 ] || fail "$table: the grammar does not take it"
		done
	EOF
}

@test "JSON: one object on one line" {
	in_ns "${words[@]}" <<-'EOF'
		needs python3
		healthy_box
		try --snapshot --format json
		exits 0
		[ "$(wc -l <.try/out)" = 1 ] || fail "one line"
		python3 - .try/out <<-'PYTHON'
			import json, sys
			all = json.load(open(sys.argv[1]))
			assert all["mode"] == "snapshot", all
			assert all["expectations"][0] == {"path": "/app", "words": "mount=bind, nonempty, persistent, writable", "left_out": None}, all
			assert len(all["expectations"]) == 5, all
		PYTHON
	EOF
}

@test "a failure to write is an error, but not a reader that leaves" {
	in_ns "${words[@]}" <<-'EOF'
		[ -c /dev/full ] || cannot "there is no /dev/full"
		for mode in --snapshot --explain --help --list-words --version; do
			status=0
			mountguard $mode >/dev/full 2>.try/err || status=$?
			exits 71
			says 'mountguard: cannot write to standard output: no space or no inodes are left (ENOSPC) (exit 71)'
		done
		status=0
		mountguard --snapshot 2>.try/err >&- || status=$?
		exits 71
		mountguard --help 2>.try/err | true
		[ "${PIPESTATUS[0]}" = 0 ] || fail "a reader who leaves"
		silent
	EOF
}

@test "a path that the user cannot reach is left out with a reason, and is not called hidden" {
	in_ns "${words[@]}" <<-'EOF'
		needs setpriv
		needs_root
		mkdir -p closed/store
		chmod 700 closed
		mount -t tmpfs store closed/store
		try --snapshot --user 1000
		exits 71
		grep -qx '# left out: /mnt/closed/store: it cannot be reached: no search permission in /mnt/closed (EACCES)' .try/out || fail "it is not there"
		as 1000
		try --explain
		exits 0
		grep -q '^/mnt/closed/store .*  store, it cannot be reached$' .try/out || fail "the row"
	EOF
}

@test "files that a container made in its tmpfs are not expected of the next one" {
	in_ns "${words[@]}" <<-'EOF'
		mkdir run
		mount -t tmpfs run run
		echo 1 >run/pid
		try --snapshot /mnt/run
		exits 0
		lines_are <<<'/mnt/run  mount=tmpfs, dir, writable'
		rm run/pid
		holds_what_it_said
	EOF
}

@test "no more lines than a file may have" {
	in_ns "${words[@]}" <<-'EOF'
		for ((i = 0; i < 520; i++)); do
			mkdir m$i
			mount -t tmpfs m m$i
		done
		try --snapshot
		exits 69
		[ "$(grep -c '^/' .try/out)" = 512 ] || fail "not 512"
		grep -q '^# left out: /mnt/m[0-9]*: a file has at most 512 expectations$' .try/out || fail "nothing is said"
		holds_what_it_said
		try --snapshot ''
		exits 64
		says 'mountguard: a path is empty (exit 64)'
	EOF
}
