#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Which mount a path lies on, in all cases that fool a comparison of names or of device numbers.

load helpers

@test "a directory that is no mount is none, a tmpfs is one" {
	in_ns <<-'EOF'
		mkdir plain mounted
		mount -t tmpfs x mounted
		try -e '/mnt/plain mount' --check
		refused
		reports <<-REPORT
			mountguard: FAIL /mnt/plain: nothing is mounted here, and it is empty
			  expected  mount (--expect #1)
			  found     tmpfs, 0 files of its own
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		try -e '/mnt/mounted mount' --check
		holds
		mkdir mounted/inner
		try -e '/mnt/mounted/inner mount' --check
		refused
	EOF
}

@test "a bind on the same file system is a mount, though its device number is its parent's" {
	in_ns <<-'EOF'
		mkdir src app
		touch src/file
		mount --bind src app
		[ "$(stat -c %d app)" = "$(stat -c %d .)" ]
		try -e '/mnt/app mount, nonempty' --check
		holds
		try -e '/mnt/src mount' --check
		refused
	EOF
}

@test "a directory bound on itself is a mount" {
	in_ns <<-'EOF'
		mkdir app
		mount --bind app app
		try -e '/mnt/app mount' --check
		holds
	EOF
}

@test "of stacked mounts the top one answers" {
	in_ns <<-'EOF'
		mkdir app disk
		mount -t tmpfs lower app
		touch app/file
		mount -t ramfs upper app
		try -e '/mnt/app mount, empty, fstype=ramfs, source=upper' --check
		holds
		try -e '/mnt/app nonempty' --check
		refused
		try -e '/mnt/app source=lower' --check
		refused
		umount app
		try -e '/mnt/app nonempty, fstype=tmpfs, source=lower' --check
		holds
	EOF
}

@test "a mount hidden under a later mount of its parent is no mount any more" {
	in_ns <<-'EOF'
		mkdir -p a/b
		mount -t tmpfs inner a/b
		touch a/b/file
		mount -t tmpfs cover a
		grep -q ' /mnt/a/b ' /proc/self/mountinfo
		try -e '/mnt/a/b mount' --check
		refused
		finding FAIL /mnt/a/b
		mkdir a/b
		grep -q ' /mnt/a/b ' /proc/self/mountinfo
		try -e '/mnt/a/b exists, empty' --check
		holds
		try -e '/mnt/a/b mount' --check
		refused
		try -e '/mnt/a/b source=cover' --check
		holds
		try -e '/mnt/a/b source=inner' --check
		refused
	EOF
}

@test "a mount slipped beneath another does not answer for it, though its line comes last" {
	in_ns <<-'EOF'
		mkdir app below
		mount -t tmpfs top app
		touch app/file
		mount -t tmpfs beneath below
		status=0
		movebeneath below app 2>why || status=$?
		[ $status != 77 ] || cannot "$(cat why)"
		[ $status = 0 ]
		umount below
		[ "$(awk '$5 == "/mnt/app" { last = $0 } END { print last }' /proc/self/mountinfo | grep -c beneath)" = 1 ]
		try -e '/mnt/app mount, nonempty, source=top' --check
		holds
		try -e '/mnt/app source=beneath' --check
		refused
		umount app
		try -e '/mnt/app nonempty' --check
		refused
		try -e '/mnt/app mount, source=beneath' --check
		holds
	EOF
}

@test "a moved mount and a renamed parent are followed" {
	in_ns <<-'EOF'
		mkdir -p p/mp to
		mount -t tmpfs x p/mp
		mv p q
		try -e '/mnt/q/mp mount, source=x' --check
		holds
		mount -n --move q/mp to
		try -e '/mnt/to mount, source=x' --check
		holds
		try -e '/mnt/q/mp mount' --check
		refused
	EOF
}

@test "a file bind is a mount of a file" {
	in_ns <<-'EOF'
		echo 1 >host.yaml
		mkdir etc
		touch etc/app.yaml etc/other.yaml
		mount --bind host.yaml etc/app.yaml
		try -e '/mnt/etc/app.yaml file, mount, nonempty, readable' --check
		holds
		try -e '/mnt/etc/other.yaml mount' --check
		refused
	EOF
}

# name NAME SPELLED SHOWN: tries a mount point NAME, which an expectation spells and a report shows like this.
name() {
	mkdir -- "/mnt/$1" "/mnt/$1.plain"
	mount -t tmpfs x "/mnt/$1"
	touch -- "/mnt/$1/file"
	for spelled in "${@:2}"; do
		try --check -e "$spelled mount, nonempty"
		holds
		MOUNTGUARD_EXPECT="$spelled mount, nonempty" try --check
		holds
		printf "%s\n" "# a comment" "$spelled mount, nonempty" >conf
		try --check -f conf
		holds
	done
	umount "/mnt/$1"
	try --check -e "$2 mount"
	refused
	findings 1
}

@test "a mount point with a blank in its name" {
	in_ns name <<-'EOF'
		name 'a b' '"/mnt/a b"' '/mnt/a\040b'
	EOF
}

@test "a mount point with a tab in its name" {
	in_ns name <<-'EOF'
		name $'a\tb' '/mnt/a\011b'
		mentions '^mountguard: FAIL .*a\\011b.*: '
	EOF
}

@test "a mount point with a newline in its name" {
	in_ns name <<-'EOF'
		name $'a\nb' '/mnt/a\012b'
		mentions '^mountguard: FAIL .*a\\012b.*: '
	EOF
}

@test "a mount point with a backslash in its name" {
	in_ns name <<-'EOF'
		name 'a\b' '/mnt/a\134b'
		name 'a\040b' '/mnt/a\134040b'
	EOF
}

@test "a mount point with UTF-8 in its name" {
	in_ns name <<-'EOF'
		name 'größe-数据' '/mnt/größe-数据'
		mentions '^mountguard: FAIL .*größe-数据.*: '
	EOF
}

@test "a mount point with a hash sign in its name" {
	in_ns name <<-'EOF'
		name 'a#b' '/mnt/a#b'
		name '#b' '/mnt/#b'
	EOF
}

@test "a mount point with quotes, a comma, a semicolon or an equals sign in its name" {
	in_ns name <<-'EOF'
		name 'a"b' '/mnt/a\042b'
		name 'a,b' '"/mnt/a,b"' '/mnt/a\054b'
		name 'a;b' '"/mnt/a\073b"' '/mnt/a\073b'
		name 'a=b' '/mnt/a=b'
		name "it's" "/mnt/it's"
	EOF
}

@test "names that are hostile to a terminal are shown escaped" {
	in_ns <<-'EOF'
		esc=$'\033]0;owned\007' invalid=$'\377\376' c1=$'\302\233' turn=$'\342\200\256'
		mkdir "d$esc" "d$invalid" "d$c1" "d$turn" holder
		mount -t tmpfs "$esc" "holder"
		for name in "$esc" "$invalid" "$c1" "$turn"; do
			try --check -e "/mnt/d$name mount"
			refused
			for raw in $'\033' $'\377' "$c1" "$turn"; do
				! LC_ALL=C grep -qF -e "$raw" .try/err || fail "a raw byte was shown"
			done
		done
		# Characters that show nothing or lie over the text beside them, in text and in JSON.
		for code in 00AD 034F 0600 061C 180E 200B 2060 3164 FE0F FEFF FFF9 000110BD 0001D173 000E0001 000E0100; do
			hidden=$(LC_ALL=C.UTF-8 printf "\\U$code") # the locale C would not expand it
			mkdir "a${hidden}b"
			for format in text json; do
				run_it mountguard --health --format $format -e "/mnt/a${hidden}b mount"
				exits 1
				cat .try/out .try/err >said
				grep -q '/mnt/a' said || fail "nothing was said"
				! LC_ALL=C grep -qF -e "$hidden" said || fail "U+$code was shown as it is ($format)"
			done
		done
		# In a list of entries, and as the source of a mount.
		mkdir "holder/$esc"
		mount -t tmpfs x "holder/$esc"
		try --check -v -e '/mnt/holder nonempty, source=nothing'
		refused
		mentions '033'
	EOF
}

@test "a symbolic link to a mount is that mount, and both names are shown" {
	in_ns <<-'EOF'
		mkdir real plain
		mount -t tmpfs x real
		ln -s real link
		ln -s plain other
		ln -s link chain
		try -e '/mnt/link mount, dir' -e '/mnt/chain mount' --check
		holds
		try -e '/mnt/other mount' --check
		refused
		finding FAIL /mnt/other
		mentions '/mnt/plain'
		# A link in the middle of a path leads there, too.
		mkdir -p tree/inner
		mount -t tmpfs y tree/inner
		ln -s tree shortcut
		try -e '/mnt/shortcut/inner mount, source=y' --check
		holds
	EOF
}

@test "a path relative to the working directory, and the working directory itself" {
	in_ns <<-'EOF'
		mkdir -p app/data app/plain other
		mount -t tmpfs work app
		mkdir app/data app/plain
		mount -t tmpfs data app/data
		cd app
		try --check -e '. mount, source=work' -e './data mount' -e 'data source=data' -e '../other exists'
		exits 78
		try --check -e '. mount, source=work' -e './data mount' -e '../other exists'
		holds
		try --check -e 'data source=data'
		holds
		try --check -e 'plain mount'
		refused
		cd /mnt
		try --check -e '. source=world' -e 'app/data mount'
		holds
		try --check -e 'data exists'
		refused
	EOF
}

@test "dots, doubled and trailing slashes make no difference" {
	in_ns <<-'EOF'
		mkdir -p app/data
		mount -t tmpfs data app/data
		for path in /mnt/app/data/ /mnt//app///data /mnt/./app/./data/. /mnt/app/../app/data //mnt/app/data; do
			try --check -e "$path mount, source=data"
			holds
		done
		try --check -e '/ mount'
		holds
	EOF
}

@test "a stale directory fails whatever was asked of it" {
	in_ns <<-'EOF'
		mkdir -p host/src app
		touch host/src/file
		mount --bind host/src app
		try -e '/mnt/app mount, nonempty' --check
		holds
		rm -r host/src
		mkdir host/src
		touch host/src/file
		grep -q '//deleted /mnt/app ' /proc/self/mountinfo
		for words in exists mount dir empty nonempty readable 'fstype=tmpfs'; do
			try -e "/mnt/app $words" -- echo started
			refused
			findings 1
			says 'mountguard: FAIL /mnt/app: stale mount: /host/src was deleted or replaced on the host after it was mounted'
			says "  expected  $words (--expect #1)"
			mentions '^  found     bind of /host/src of a tmpfs, deleted on the host'
		done
	EOF
}

@test "a stale file fails, though it can still be read and has other names" {
	in_ns <<-'EOF'
		mkdir host
		echo old >host/app.yaml
		ln host/app.yaml host/other-name
		touch app.yaml
		mount --bind host/app.yaml app.yaml
		try -e '/mnt/app.yaml file, mount, nonempty' --check
		holds
		echo new >host/new
		mv host/new host/app.yaml
		[ "$(cat app.yaml)" = old ]
		[ "$(stat -c %h app.yaml)" = 1 ]
		for words in exists file nonempty readable; do
			try -e "/mnt/app.yaml $words" -- echo started
			refused
			findings 1
			mentions '^mountguard: FAIL /mnt/app\.yaml: stale mount: /host/app\.yaml was deleted or replaced'
		done
	EOF
}

@test "directories called deleted are not" {
	in_ns <<-'EOF'
		mkdir -p host/deleted 'host/x (deleted)' a b
		touch host/deleted/file 'host/x (deleted)/file'
		mount --bind host/deleted a
		mount --bind 'host/x (deleted)' b
		try -e '/mnt/a mount, nonempty' -e '/mnt/b mount, nonempty' --check
		holds
	EOF
}

@test "a table whose optional fields are absent, one or many" {
	in_ns <<-'EOF'
		mkdir private shared slave both unbindable
		for dir in private shared unbindable; do
			mount -t tmpfs $dir $dir
		done
		mount --make-shared shared
		mount --bind shared slave
		mount --make-slave slave
		mount --bind slave both
		mount --make-slave both
		mount --make-shared both
		mount --make-unbindable unbindable
		grep -q ' /mnt/private [^ ]* - ' /proc/self/mountinfo
		grep -q ' /mnt/both [^ ]* shared:[0-9]* master:[0-9]* - ' /proc/self/mountinfo
		for dir in private shared slave both unbindable; do
			try -e "/mnt/$dir mount, fstype=tmpfs, opts=rw" --check
			holds
			try -e "/mnt/$dir fstype=ext4" --check
			refused
		done
		try -e '/mnt/slave source=shared' -e '/mnt/both source=shared' -e '/mnt/private source=private' --check
		holds
	EOF
}

@test "an empty source, and one with blanks" {
	in_ns <<-'EOF'
		mkdir none blank
		mount -t tmpfs '' none 2>/dev/null || mount -t tmpfs none none
		mount -t tmpfs 'a b  c' blank
		try -e '/mnt/none mount, fstype=tmpfs' -e '/mnt/blank mount, fstype=tmpfs, source=a\040b*c' --check
		exits 0
	EOF
}

@test "a table with a line of more than a page" {
	in_ns <<-'EOF'
		part=$(printf 'n%.0s' {1..240})
		deep=/mnt/deep
		for _ in {1..15}; do
			deep=$deep/$part
		done
		mkdir -p "$deep" app
		# fsconfig(2), which mount(8) uses since util-linux 2.39, takes no source of more than 255 bytes.
		LIBMOUNT_FORCE_MOUNT2=always mount -t tmpfs "$(printf 's%.0s' {1..3000})" "$deep"
		[ "$(grep -F /mnt/deep /proc/self/mountinfo | wc -c)" -gt 6000 ]
		mount -t tmpfs app app
		try -e '/mnt/app mount, source=app' --check
		holds
		try -e "$deep mount, source=sss*" --check
		holds
		try -e "$deep source=app" --check
		refused
		[ "$(head -n 1 .try/err | wc -c)" -le 500 ] || fail "the first line is longer than a health check keeps"
	EOF
}

@test "among 20,000 mounts" {
	in_ns <<-'EOF'
		mkdir many app plain src
		mount -t tmpfs many many
		manymounts $T/src many 20 2>why || cannot "$(cat why)"
		[ "$(wc -l </proc/self/mountinfo)" -gt 20000 ]
		mount -t tmpfs app app
		touch app/file
		try -e '/mnt/app mount, nonempty, source=app' -e '/mnt/many/0/0 mount' -e '/mnt/many/19/999 mount' --check
		holds
		within_ms 2000
		try -e '/mnt/plain mount' --check
		refused
		# A thousand mount points and nothing else: none is content, and the list of them is cut.
		try -e '/mnt/many/7 nonempty' -e '/mnt/many nonempty' --check
		refused
		findings 2
		within_ms 3000
		[ "$(wc -c <.try/err)" -lt 4096 ] || fail "the report is longer than a health check keeps"
		touch many/0/file
		try -e '/mnt/many/7 nonempty' --check
		holds
	EOF
}

# Measures processor time, which does not depend on the load. The limit is a hundred times what the guard takes, and less
# than a search of the whole table for each mount took.
@test "no more time than the mounts are worth" {
	in_ns <<-'EOF'
		mkdir many src
		mount -t tmpfs many many
		manymounts $T/src many 4 10000 2>why || cannot "$(cat why)"
		[ "$(wc -l </proc/self/mountinfo)" -gt 40000 ]
		ulimit -t 10
		try -e '/mnt/many/1 nonempty' -e '/mnt/many/2 empty' --check
		refused
		findings 1
		cat /proc/self/mountinfo >table
		try --explain
		[ "$status" = 0 ]
		try --explain --mountinfo table
		[ "$status" = 0 ]
		# More lines than a file of expectations may hold.
		try --snapshot --mountinfo table
		[ "$status" = 69 ]
	EOF
}

@test "a kernel or profile without statx is no obstacle: fdinfo says the same" {
	in_ns <<-'EOF'
		needs strace
		mkdir app plain
		mount -t tmpfs lower app
		mount -t tmpfs upper app
		mkdir app/sub
		touch app/sub/file
		guard=(strace -f -o trace -e trace=statx -e inject=statx:error=ENOSYS mountguard)
		try -e '/mnt/app mount, nonempty, source=upper' --check
		holds
		grep -q 'ENOSYS.*INJECTED' trace
		try -e '/mnt/plain mount' --check
		refused
		try -e '/mnt/app/sub mount' --check
		refused
		mount -t tmpfs sub app/sub
		try -e '/mnt/app nonempty' --check
		refused
		# Some profiles of old engines say EPERM for calls that they do not know.
		guard=(strace -f -o trace -e trace=statx -e inject=statx:error=EPERM mountguard)
		try -e '/mnt/app mount, source=upper' --check
		holds
	EOF
}

@test "a chroot without a line for its root" {
	in_ns <<-'EOF'
		mkdir -p jail/proc jail/app jail/plain
		cp bin/mountguard jail/mountguard
		mount -t proc proc jail/proc
		mount -t tmpfs app jail/app
		! chroot jail /mountguard --check -e '/plain mount' 2>/dev/null
		guard=(chroot jail /mountguard)
		try -e '/app mount, source=app' --check
		holds
		# The mount below / has no line here, so the guard must not call it a mount.
		try -e '/plain mount' --check
		[ "$status" = 69 ] || [ "$status" = 71 ] || fail "69 or 71 was expected"
	EOF
}

@test "a slash behind a name asks for a directory, as in the kernel" {
	in_ns <<-'EOF'
		mkdir data
		touch data/file
		ln -s data/file/ link
		try --check -e '/mnt/data/ dir'
		holds
		for path in /mnt/data/file/ /mnt/data/file/. /mnt/link; do
			try --check -e "$path file"
			exits 69
			mentions 'a part of the path is not a directory \(ENOTDIR\)'
		done
	EOF
}

@test "a working directory on a stale mount is stale, though it has no name any more" {
	in_ns <<-'EOF'
		mkdir source app
		mount --bind source app
		cd app
		rmdir ../source
		mkdir ../source
		mountguard --check -e '. nonempty' -e 'file absent' 2>$T/.try/err && fail "it should have been refused"
		mentions '^mountguard: FAIL [.]: stale mount: /source was deleted'
		says '  also      file (--expect #2)'
		cd $T
	EOF
}
