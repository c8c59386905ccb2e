#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The grammar of expectations. The message about a wrong one has its origin and the nearest word.

load helpers

@test "commas and blanks both separate" {
	in_ns <<-'EOF'
		for line in '/mnt mount,nonempty' '/mnt mount nonempty' '/mnt   mount ,  nonempty  ' $'/mnt\tmount,\tnonempty' \
			' /mnt mount, nonempty,' '/mnt, mount'; do
			echo "$line" >conf
			try --check -f conf
			[ "$line" != '/mnt, mount' ] || continue
			holds
		done
		try --check -e '/mnt file nonempty'
		refused
	EOF
}

@test "comments, blank lines and line ends" {
	in_ns <<-'EOF'
		printf '%s\n' '# one' '' '   # two' '/mnt nonempty # three' '/mnt/bin dir	# four' >conf
		try --check -f conf
		holds
		printf '/mnt/none exists\r\n# x\r\n/mnt dir\r\n' >conf
		try --check -f conf
		refused
		findings 1
		printf '/mnt dir' >conf
		try --check -f conf
		holds
		mkdir 'a#b'
		try --check -e '/mnt/a#b dir#'
		exits 78
		try --check -e '/mnt/a#b dir #'
		holds
	EOF
}

@test "paths in quotes, with escapes and from the environment" {
	in_ns <<-'EOF'
		mkdir -p 'a b' 'data/main' 'c$d'
		try --check -e '"/mnt/a b" dir' -e '/mnt/a\040b exists'
		exits 78
		try --check -e '"/mnt/a b" dir'
		holds
		try --check -e '/mnt/a\040b dir'
		holds
		PGDATA=/mnt/data/main try --check -e '${PGDATA} dir' -e '${PGDATA}/none absent'
		holds
		WHERE=data WHAT=main try --check -e '/mnt/${WHERE}/${WHAT} dir'
		holds
		SPACED='a b' try --check -e '/mnt/${SPACED} dir'
		holds
		try --check -e '/mnt/c$d dir'
		holds
	EOF
}

@test "a default for a variable that is not set, or is empty" {
	in_ns <<-'EOF'
		mkdir -p data/main 'a b'
		unset PGDATA
		try --check -e '${PGDATA:-/mnt/data}/main dir'
		holds
		PGDATA= try --check -e '${PGDATA:-/mnt/data/main} dir'
		holds
		PGDATA=/mnt/data try --check -e '${PGDATA:-/mnt/none}/main dir'
		holds
		MOUNTGUARD_EXPECT='${PGDATA:-/mnt/a b} dir; ${PGDATA:-/mnt/data} dir' try --check
		holds
		try --check -e '${PGDATA:-/mnt/none} dir'
		refused
		mentions '^mountguard: FAIL /mnt/none:'
		try --check -e '${PGDATA:-${HOME}} dir'
		exits 78
		mentions '--expect #1: the default in'
	EOF
}

@test "two values where a path has only one" {
	in_ns <<-'EOF'
		try --check -e '/mnt mount=bind, mount=tmpfs' -e '/ on=image, on=bind' -e '/mnt/bin fstype=ext4, fstype=xfs' \
			-e '/proc owner=0, owner=1' -e '/dev mode=755, mode=700'
		exits 78
		reports <<-REPORT
			mountguard: --expect #1: mount is given twice
			mountguard: --expect #2: on is given twice
			mountguard: --expect #3: fstype is given twice
			mountguard: --expect #4: owner is given twice
			mountguard: --expect #5: mode is given twice
			mountguard: 5 errors in the expectations (exit 78)
		REPORT
		try --check -e '/mnt mount, mount=tmpfs|bind, fstype=!nfs, fstype=!cifs'
		holds
	EOF
}

@test "any number of patterns of a source, beside those of entries" {
	in_ns <<-'EOF'
		touch x
		try --check -e "/mnt $(printf 'source=*,%.0s' 1 2 3) $(printf 'has=x,%.0s' {1..16}) source=*"
		holds
		try --check -e "/mnt $(printf 'source=*,%.0s' 1 2 3) $(printf 'has=x,%.0s' {1..17})"
		exits 78
		mentions 'more than 16 patterns'
	EOF
}

@test "an unset variable is an error, and so is one that makes no path" {
	in_ns <<-'EOF'
		unset NO_SUCH_NAME
		try --check -e '${NO_SUCH_NAME} dir'
		exits 78
		mentions NO_SUCH_NAME
		mentions '--expect #1'
		EMPTY='' try --check -e '${EMPTY} dir'
		exits 78
		mentions 'path is empty'
		try --check -e '/mnt/${UNCLOSED dir'
		exits 78
	EOF
}

@test "a wrong word is named with its origin and the nearest known one" {
	in_ns <<-'EOF'
		try --check -e '/mnt monut'
		exits 78
		mentions '^mountguard: .*--expect #1.*monut.*mount'
		try --check -e '/mnt exists' -e '/mnt/bin persistant'
		exits 78
		mentions '--expect #2.*persistant.*persistent'
		MOUNTGUARD_EXPECT=$'/mnt exists\n/mnt/bin nonemtpy' try --check
		exits 78
		mentions 'MOUNTGUARD_EXPECT:2.*nonemtpy.*nonempty'
		printf '# 1\n# 2\n\n/mnt/bin dir\n\n\n/mnt writeable\n' >conf
		try --check -f conf
		exits 78
		mentions 'conf:7.*writeable.*writable'
		try --check -e '/mnt qqqqqqqq'
		exits 78
		mentions qqqqqqqq
	EOF
}

@test "the words of an error report" {
	in_ns <<-'EOF'
		try --check -e '/mnt monut' -e '/mnt/x nonempty=1, fstype' -e '/mnt/y wran=1' -e '"/mnt'
		exits 78
		reports <<-REPORT
			mountguard: --expect #1: unknown word monut, did you mean mount?
			mountguard: --expect #2: nonempty takes no value
			mountguard: --expect #2: fstype needs a value: fstype=[!]NAME[|NAME]
			mountguard: --expect #3: unknown word wran, did you mean warn?
			mountguard: --expect #4: a double quote is not closed
			mountguard: 5 errors in the expectations (exit 78)
		REPORT
	EOF
}

@test "all errors of all sources are reported at once" {
	in_ns <<-'EOF'
		printf '%s\n' '/mnt monut' '/mnt/bin dir' '/mnt/x dri' >conf
		export MOUNTGUARD_EXPECT='/mnt/y nonempt; /mnt/z has'
		try -f conf -e '/mnt/a fstyp=x' -e '/mnt/b mount' -- echo started
		exits 78
		printed ''
		for origin in 'conf:1' 'conf:3' 'MOUNTGUARD_EXPECT:1' 'MOUNTGUARD_EXPECT:2' '--expect #1'; do
			mentions "$origin"
		done
		says_nothing_of 'conf:2'
		says_nothing_of '--expect #2'
	EOF
}

@test "a value where none belongs, and none where one does" {
	in_ns <<-'EOF'
		for wrong in exists=1 absent=x file=x dir= nonempty=yes has has= fstype fstype= fstype=! source source= opts \
			opts= on on= mount= readable=x writable=now readonly=x executable=x warn=1 optional=1 persistent=x \
			mount=volumes on=nothing 'mount=volume|' '=x' '='; do
			try --check -e "/mnt $wrong"
			exits 78
			mentions '--expect #1'
		done
	EOF
}

@test "an unknown kind, and the nearest one" {
	in_ns <<-'EOF'
		try --check -e '/mnt mount=volme'
		exits 78
		mentions 'volme.*volume'
		try --check -e '/mnt on=tmpfs|imgae'
		exits 78
		mentions 'imgae.*image'
	EOF
}

@test "unclosed quotes, wrong escapes, and a word before the path" {
	in_ns <<-'EOF'
		for wrong in '"/mnt dir' '/mnt "dir' '"" dir' 'mount' ',' '/mnt\400 dir'; do
			try --check -e "$wrong"
			[ "$status" != 0 ] || fail "'$wrong' was taken"
		done
		try --check -e '"/mnt dir'
		exits 78
		mentions 'quote'
		try --check -e '"" dir'
		exits 78
	EOF
}

@test "a path twice in one source is an error, in two it is not" {
	in_ns <<-'EOF'
		printf '%s\n' '/mnt dir' '/mnt/bin dir' '/mnt nonempty' >conf
		try --check -f conf
		exits 78
		mentions 'conf:3'
		mentions '/mnt'
		try --check -e '/mnt dir' -e '/mnt nonempty'
		exits 78
		mentions '--expect #2'
		MOUNTGUARD_EXPECT='/mnt dir;/mnt dir' try --check
		exits 78
		echo '/mnt file' >conf
		MOUNTGUARD_EXPECT='/mnt file' try --check -f conf -e '/mnt dir'
		holds
	EOF
}

@test "what is too long is an error that says so, and nothing is cut" {
	in_ns <<-'EOF'
		long=$(printf 'x%.0s' {1..70000})
		try --check -e "/mnt/$long dir"
		exits 78
		mentions 'long'
		echo "/mnt has=$long" >conf
		try --check -f conf
		exits 78
		mentions 'conf:1'
		seq -f '/mnt/%.0f absent' 100000 >conf
		try --check -f conf
		exits 78
		mentions 'many|more than|limit'
		head -c 40M /dev/zero | tr '\0' '\n' >conf
		try --check -f conf
		exits 78
	EOF
}

@test "a text with a NUL, with controls and with invalid UTF-8" {
	in_ns <<-'EOF'
		printf '/mnt dir\0\n/mnt/bin dir\n' >conf
		try --check -f conf
		exits 78
		printf '/mnt d\033[31mir\n' >conf
		try --check -f conf
		exits 78
		printf '/mnt \377\376\n' >conf
		try --check -f conf
		exits 78
		! LC_ALL=C grep -q $'[\377\376]' .try/err
		printf '/mnt/\377 absent\n' >conf
		try --check -f conf
		holds
		try --check -f $'no\033such\nfile'
		exits 78
	EOF
}

@test "the origin of a file that is too long to show is still its name and line" {
	in_ns <<-'EOF'
		mkdir -p etc
		echo '/mnt/none exists' >etc/expectations
		try --check -f /mnt/etc/expectations
		refused
		says '  expected  exists (/mnt/etc/expectations:1)'
		try --check -e '/mnt/none exists'
		says '  expected  exists (--expect #1)'
		MOUNTGUARD_EXPECT='/mnt/none exists' try --check
		says '  expected  exists (MOUNTGUARD_EXPECT:1)'
	EOF
}
