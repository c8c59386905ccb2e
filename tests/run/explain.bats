#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --explain: what backs each path, from the live system and from a saved table.

load helpers
load boxes

fixtures=$BATS_TEST_DIRNAME/../fixtures
export fixtures

# Prints the row of a path with single blanks, together with a cell that has a line of its own.
row() {
	awk -v path="$1" '/^    / { if (is_row) printf "%s", $0; next }
		{ if (is_row) print ""; is_row = $1 == path }
		is_row { printf "%s", $0 }
		END { if (is_row) print "" }' .try/out | tr -s ' '
}
export -f row

@test "the storage of a container, each for what it is" {
	in_ns row <<-'EOF'
		box
		mkdir -p $R/app/{models,cache,host,tmp} volumes/models/_data bound/src
		mkdir -p volumes/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/_data
		disk data
		mkdir -p data/volumes/models/_data data/src
		touch data/volumes/models/_data/model data/src/main.py
		mount --bind data/volumes/models/_data $R/app/models
		mount --bind volumes/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/_data $R/app/cache
		mount --bind data/src $R/app/host
		mount -o remount,bind,ro $R/app/host
		mount -t tmpfs -o size=1m,noexec scratch $R/app/tmp
		try --explain
		exits 0
		silent
		[[ $(row /) == "/ image no overlay rw "*" image and writable layer" ]] || fail "the root"
		[[ $(row /app/models) == "/app/models volume yes ext4 rw "*" models" ]] || fail "the volume"
		[[ $(row /app/host) == "/app/host bind yes ext4 ro "*" /src of the file system on /dev/loop"* ]] || fail "the bind"
		[[ $(row /app/tmp) == "/app/tmp tmpfs no tmpfs rw,noexec 1M scratch" ]] || fail "the tmpfs"
		[[ $(row /app/cache) == "/app/cache anonymous no "*" 0123456789ab..." ]] || fail "the anonymous volume"
		grep -qx 'note: /app/cache is an anonymous volume: made new with each container' .try/out || fail "the note"
		! grep -q '^/proc' .try/out || fail "the kernel's own are left out"
		# A path on a mount is explained by that mount, another path by the root.
		try --explain /app/models/. /app /proc
		exits 0
		[[ $(row /app/models/.) == "/app/models/. volume yes ext4 rw "* ]] || fail "a path within"
		[[ $(row /app) == "/app image no overlay rw "* ]] || fail "a path of the image"
		[[ $(row /proc) == "/proc kernel no proc rw "* ]] || fail "a path that was asked for"
	EOF
}

@test "stale, hidden, missing and silent" {
	in_ns row <<-'EOF'
		mkdir -p gone app/sub
		mount --bind gone app
		rmdir gone
		mkdir over
		mount -t tmpfs first over
		mount -t tmpfs second over
		fuse dead
		kill -USR1 $server
		try --timeout 300ms --explain
		exits 0
		[[ $(row /mnt/app) == "/mnt/app bind no "*" STALE: /gone of a tmpfs, deleted on the host" ]] || fail "stale"
		grep -q '[ ]first, hidden by another mount$' .try/out || fail "hidden"
		grep -q '^/mnt/over .*second$' .try/out || fail "not hidden"
		grep -q '^note: /mnt/over is covered by a later mount at the same place$' .try/out || fail "the note"
		[[ $(row /mnt/dead) == "/mnt/dead bind ? "*" SILENT: a whole file system of type fuse.fusefs, does not answer" ]] ||
			fail "silent"
		within_ms 1300
		try --explain /mnt/none
		exits 0
		[[ $(row /mnt/none) == *", the path itself is not there" ]] || fail "missing"
		kill -KILL $server
		wait $server || true
	EOF
}

@test "an empty mount stands out, unless its kind begins empty" {
	in_ns row "${boxes[@]}" <<-'EOF'
		docker_box
		disk data
		mkdir -p data/{src,full}/{models,temp} data/volumes/{models,new}/_data
		touch data/full/main.py data/volumes/models/_data/model data/file
		for name in src full volumes/new/_data; do
			mkdir -p "$R/${name%%/*}"
			mount --bind "data/$name" "$R/${name%%/*}"
		done
		mount --bind data/volumes/models/_data "$R/src/models"
		mount -t tmpfs temp "$R/src/temp"
		touch "$R/file"
		mount --bind data/file "$R/file"
		try --explain
		exits 0
		[[ $(row /src) == "/src bind ? ext4 rw "*" EMPTY: /src of the file system on /dev/loop"*", it holds nothing except the mount points models and temp" ]] ||
			fail "the incident"
		[[ $(row /full) == "/full bind yes ext4 rw "*" /full of the file system on "* ]] || fail "a bind with files"
		[[ $(row /src/models) == "/src/models volume yes ext4 rw "*" models" ]] || fail "a volume with files"
		[[ $(row /volumes) == "/volumes volume ? ext4 rw "*" EMPTY: new" ]] || fail "a volume without"
		[[ $(row /src/temp) == "/src/temp tmpfs no tmpfs rw "*" temp" ]] || fail "a tmpfs begins empty"
		[[ $(row /file) == "/file bind yes ext4 rw "*" /file of the file system on "* ]] || fail "a file"
		try --explain --format json
		grep -q '{"path":"/src","lasts":null,"hidden":false,"empty":true,' .try/out || fail "JSON, empty"
		grep -q '{"path":"/full","lasts":true,"hidden":false,"empty":false,' .try/out || fail "JSON, not empty"
		grep -q '{"path":"/src/temp","lasts":false,"hidden":false,"empty":null,' .try/out || fail "JSON, not asked"
		# A path below the mount is not the mount.
		try --explain /src/. /src/models/..
		exits 0
		[[ $(row /src/.) == *" EMPTY: /src of "* ]] || fail "the same by another name"
	EOF
}

@test "the engine's own mounts are left out, unless stale or with --verbose" {
	in_ns row "${boxes[@]}" <<-'EOF'
		pod_box
		mkdir -p "$R/dev/shm" "$R/run/secrets/kubernetes.io/serviceaccount" "$R/work"
		mount -t tmpfs shm "$R/dev/shm"
		mount -t tmpfs -o ro tmpfs "$R/run/secrets/kubernetes.io/serviceaccount"
		mount -t tmpfs tmpfs "$R/work"
		try --explain
		exits 0
		[[ $(awk 'NR > 1 { print $1 }' .try/out | tr '\n' ' ') == "/ /work " ]] || fail "the engine's are listed"
		[[ $(row /work) == "/work emptydir no tmpfs rw "*" emptyDir in memory" ]] || fail "an emptyDir"
		try --explain -v
		exits 0
		for path in /etc/hosts /dev/shm /run/secrets/kubernetes.io/serviceaccount; do
			[ -n "$(row $path)" ] || fail "$path is missing"
		done
		[[ $(row /etc/hosts) == "/etc/hosts bind no "*"/pods/7a1e04c9-52bd-4f3e-9c60-d8b1f20a6e35/etc-hosts" ]] || fail "the hosts file"
		try --explain /etc/hosts
		[[ $(row /etc/hosts) == "/etc/hosts bind no "* ]] || fail "a path that was asked for"
		try --explain --format json
		grep -q '"path":"/etc/hosts"' .try/out || fail "JSON has all"
		rm "$T/$pod_hosts"
		try --explain
		[[ $(row /etc/hosts) == *" STALE: "* ]] || fail "trouble is never left out"
	EOF
}

@test "a saved table gives the same, and nothing is touched" {
	in_ns row <<-'EOF'
		needs strace
		cp "$fixtures/docker.mountinfo" table
		strace -f -o trace mountguard --explain --mountinfo table >.try/out
		! grep -qE 'clone|fork|/proc/' trace || fail "storage was touched"
		[[ $(row /) == "/ image no overlay rw - image and writable layer" ]] || fail "the root"
		try --explain --mountinfo table /some/where/else
		exits 0
		[[ $(row /some/where/else) == "/some/where/else image no overlay rw - "* ]] || fail "a path"
		printf 'x\n' >broken
		try --explain --mountinfo broken
		exits 78
		mentions 'line 1 of the mount table has no valid mount id'
		try --explain --mountinfo /none
		exits 78
		mentions '/none'
		# Tables as they come from other people's machines.
		mountguard --explain --mountinfo table >plain
		sed 's/$/\r/' table | mountguard --explain --mountinfo - | diff -u plain - || fail "carriage returns"
		{ echo; head -c -1 table; } >reported
		mountguard --explain --mountinfo reported | diff -u plain - || fail "newlines"
		{ printf '\xef\xbb\xbf'; cat table; } | mountguard --explain --mountinfo - | diff -u plain - || fail "the mark of UTF-8"
		mkfifo pipe
		after_signal TERM mountguard --explain --mountinfo pipe
		exits 143
		needs iconv
		{ printf '\xff\xfe'; iconv -t UTF-16LE table; } | mountguard --explain --mountinfo /dev/stdin | diff -u plain - ||
			fail "UTF-16"
		try --check --mountinfo table -e '/ dir'
		exits 64
	EOF
}

@test "a table that was pasted is mended, with a note" {
	in_ns <<-'EOF'
		cp "$fixtures/docker.mountinfo" table
		copy='this table is no exact copy of /proc/self/mountinfo'
		for mode in --explain --snapshot '--explain --format json' '--snapshot --format json'; do
			mountguard $mode --mountinfo table >plain
			cp table pasted
			try $mode --mountinfo pasted
			silent
			sed 's/^/  /' table >pasted
			try $mode --mountinfo pasted
			reports <<<"mountguard: note: $copy; lines are indented"
			diff -u plain .try/out || fail "$mode: blanks"
			{ echo '# cat /proc/self/mountinfo'; cat table; } >pasted
			try $mode --mountinfo pasted
			reports <<<"mountguard: note: $copy; comment lines are left out"
			diff -u plain .try/out || fail "$mode: a comment"
			{ sed 's/^/    /' table; echo '    # and so on'; printf '    99 1 0:7 / /cut rw,rel'; } >pasted
			try $mode --mountinfo pasted
			reports <<<"mountguard: note: $copy; lines are indented; comment lines are left out; the last line is cut off and left out"
			diff -u plain .try/out || fail "$mode: all of it"
			try $mode --quiet --mountinfo pasted
			silent
		done
		# A wrong line before the last one is an error, and so is a table of one cut line.
		{ echo 'nonsense'; cat table; } >pasted
		try --explain --mountinfo pasted
		exits 78
		mentions 'line 1 of the mount table has no valid mount id'
		printf '99 1 0:7 / /cut rw,rel' >pasted
		try --snapshot --mountinfo pasted
		exits 78
		# A limit of the process is not the table's fault.
		guard=(bash -c 'ulimit -n 4; exec mountguard "$@"' -)
		try --explain --mountinfo table
		exits 71
		mentions 'EMFILE'
	EOF
}

@test "in a part of a table, a mount is hidden only if the part shows it" {
	in_ns <<-'EOF'
		{
			echo "20 10 0:30 / / rw - overlay overlay rw"
			echo "21 19 0:31 / /dev/shm rw - tmpfs elsewhere rw"
			echo "22 20 0:32 / /run rw - tmpfs low rw"
			echo "23 22 0:33 / /run rw - tmpfs top rw"
			echo "24 22 0:34 / /run/in rw - tmpfs inner rw"
			echo "25 99 0:35 / /circle rw - tmpfs circle rw"
			echo "99 25 0:36 / /circle rw - tmpfs circle rw"
		} >part
		try --explain --mountinfo part
		exits 0
		[[ $(grep -c 'hidden by another mount' .try/out) == 2 ]] || fail "two are hidden: $(cat .try/out)"
		grep -q 'low, hidden by another mount$' .try/out || fail "the covered one"
		grep -q 'inner, hidden by another mount$' .try/out || fail "what is below it"
	EOF
}

@test "every saved table is explained, in 100 columns where it fits, and as JSON" {
	in_ns <<-'EOF'
		needs python3
		try --explain --format json --mountinfo "$fixtures/podman.mountinfo"
		grep -q '"mode":"explain","place":"Podman","paths":\[{"path":"/","lasts":false,"hidden":false,' .try/out || fail "JSON"
		for table in "$fixtures"/*.mountinfo; do
			try --explain --mountinfo "$table"
			exits 0
			[ "$(grep -vc '^    \|^/\|^note: ' .try/out)" -ge 1 ] || fail "no table for $table"
			! grep -q ' $' .try/out || fail "a blank at the end of a line for $table"
			! LC_ALL=C grep -v '^    [^ ]\|^note: \|^/[^ ]*$' .try/out | grep -qE '^.{101}' || fail "too wide for $table"
			try --explain --format json --mountinfo "$table"
			exits 0
			[ "$(wc -l <.try/out)" = 1 ] || fail "more than one line for $table"
			python3 -c 'import json, sys; all = json.load(sys.stdin); assert all["paths"] is not None; assert all["place"]' <.try/out || fail "$table"
		done
	EOF
}

@test "colour on a terminal alone, and NO_COLOR is respected" {
	in_ns <<-'EOF'
		needs script
		mkdir -p gone app over
		mount --bind gone app
		rmdir gone
		mount -t tmpfs first over
		mount -t tmpfs second over
		red=$'\e\[31m' faint=$'\e\[2m' bold=$'\e\[1m' plain=$'\e\[0m'
		# Wide enough that the stale row takes two lines, whatever else is mounted on this machine.
		mkdir a-directory-with-a-long-name
		mount -t tmpfs wide a-directory-with-a-long-name
		# script(1) makes the terminal.
		on_a_terminal() {
			env "$@" script -qec 'mountguard --explain' /dev/null </dev/null | tr -d '\r' >.try/out
		}
		on_a_terminal TERM=xterm
		grep -qE "^${bold}PATH .*WHAT IT IS$plain\$" .try/out || fail "the titles"
		# The row and its second line.
		tr '\n' '|' <.try/out | grep -qE "\|$red/mnt/app [^|]*\|    STALE: [^|]*, deleted on the host$plain\|" || fail "what is stale"
		sed -z 's/\n    / /g' .try/out | grep -qE "^$faint/mnt/over .*, hidden by another mount$plain\$" || fail "what is hidden"
		grep -qE "^/mnt/over .*second\$" .try/out || fail "what is well"
		sed "s/\x1b\[[0-9]*m//g" .try/out >bare
		mountguard --explain | diff -u - bare || fail "colour changes something else"
		for off in NO_COLOR=1 TERM=dumb; do
			on_a_terminal TERM=xterm "$off"
			! grep -q $'\e' .try/out || fail "$off"
		done
		on_a_terminal TERM=xterm NO_COLOR=
		grep -q $'\e' .try/out || fail "an empty NO_COLOR is none"
	EOF
}

@test "notes with --verbose: an anonymous volume counts where something is expected of it" {
	in_ns <<-'EOF'
		box
		one=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
		two=f${one:1}
		mkdir -p store/volumes/{$one,$two}/_data $R/app/{$one,two}
		mount --bind store/volumes/$one/_data $R/app/$one
		mount --bind store/volumes/$two/_data $R/app/two
		mkdir "$R/app;C" store/src
		mount --bind store/src "$R/app;C"
		mount -t tmpfs over $R/app/two
		try -v --check -e '/app/two dir'
		exits 0
		says "mountguard: note: '/app;C' looks like a mistake: a path of Windows, a \";\" or a blank at its end (in Git Bash set MSYS_NO_PATHCONV=1)"
		says 'mountguard: note: /app/two is covered by a later mount at the same place'
		says_nothing_of 'anonymous'
		try -v --check -e "/app/$one dir"
		exits 0
		says "mountguard: note: /app/$one is an anonymous volume: made new with each container"
		try --check -e "/app/$one dir"
		holds
	EOF
}
