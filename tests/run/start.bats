#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The guard finds the command as a shell would, and the command cannot tell that there was a guard.

load helpers

# same COMMAND...: runs `state` with and without COMMAND in front of it, and compares what it inherits.
same() {
	[ -n "${options+given}" ] || options=(-e "/mnt nonempty, mount, readable" -e "/mnt/bin writable" --)
	status=0
	"$@" env -i "PATH=$PATH" LANG=C ODD= "SPACED=a  b" state with.state one "" "t w o" -- --check ||
		fail "without the guard: exit $?"
	mv with.state without.state
	"$@" env -i "PATH=$PATH" LANG=C ODD= "SPACED=a  b" mountguard "${options[@]}" state with.state one "" "t w o" -- --check ||
		status=$?
	[ "$status" = 0 ] || fail "with the guard: exit $status"
	diff -u without.state with.state || fail "the command can tell (see the diff)"
}

@test "the command sees what it would see without a guard" {
	in_ns same <<-'EOF'
		same env
	EOF
}

@test "... without the double dash, and with a wait" {
	in_ns same <<-'EOF'
		options=(-e "/mnt nonempty" -w 5s)
		same env
	EOF
}

@test "... with signals ignored that the guard uses" {
	in_ns same <<-'EOF'
		for number in 1 2 3 13 14 15 17 25 10 34 64; do
			same inherit ignore=$number
		done
		same inherit ignore=13 ignore=25 ignore=17
	EOF
}

@test "... with signals blocked" {
	in_ns same <<-'EOF'
		for number in 1 2 3 10 13 14 17 20 25 34 35 64; do
			same inherit block=$number
		done
		# The same after something was printed, for which the guard holds SIGPIPE back.
		options=(-v -e "/mnt nonempty" --)
		same inherit block=34 block=13 2>/dev/null
	EOF
}

@test "... with a pending signal that the guard does not handle" {
	in_ns same <<-'EOF'
		same inherit raise=10
		same inherit raise=14 raise=13 raise=64
	EOF
}

@test "... with more descriptors, at odd offsets" {
	in_ns same <<-'EOF'
		seq 1000 >long
		exec 5<long 7>>other 9<>rw 200<bin
		read -r _ <&5
		same env
	EOF
}

@test "... with standard descriptors closed" {
	in_ns same <<-'EOF'
		without() {
			case $1 in
			0) "${@:2}" <&- ;;
			1) "${@:2}" >&- ;;
			2) "${@:2}" 2>&- ;;
			12) "${@:2}" >&- 2>&- ;;
			012) "${@:2}" <&- >&- 2>&- ;;
			esac
		}
		for which in 0 1 2 12 012; do
			same without $which
		done
	EOF
}

@test "... with an odd umask, priority and limits, in another directory" {
	in_ns same <<-'EOF'
		for mask in 000 077 777; do
			umask $mask
			mkdir -m 700 d$mask
			cd d$mask
			same nice -n 5
			cd ..
		done
		umask 022
		ulimit -n 64
		ulimit -c 0
		same env
	EOF
}

@test "... as an unprivileged user" {
	in_ns same <<-'EOF'
		needs_root
		needs setpriv
		mkdir user
		chown 1000:1000 user
		cd user
		options=(-e "/mnt nonempty" -e "/mnt/user writable" --)
		same setpriv --reuid 1000 --regid 1000 --groups 1000,27
		same setpriv --reuid 1000 --regid 1000 --clear-groups --no-new-privs
	EOF
}

@test "... in a deleted directory" {
	in_ns same <<-'EOF'
		mkdir gone
		cd gone
		rmdir ../gone
		state /mnt/without.state x
		mountguard -e '/mnt nonempty' -- state /mnt/with.state x
		sed -i '/^environment/d' /mnt/with.state /mnt/without.state
		diff -u /mnt/without.state /mnt/with.state
	EOF
}

@test "... and the guard's own variables as they were" {
	in_ns <<-'EOF'
		export MOUNTGUARD_EXPECT='/mnt nonempty' MOUNTGUARD_WAIT=1s
		env -u _ state without.state
		env -u _ mountguard state with.state
		diff -u without.state with.state
	EOF
}

@test "... also after a failure that only warns" {
	in_ns same <<-'EOF'
		options=(--on-fail warn -e "/mnt/none exists" --)
		same env 2>/dev/null
	EOF
}

@test "the exit code and the output are the command's own" {
	in_ns <<-'EOF'
		try -e '/mnt nonempty' -- bash -c 'echo out; echo err >&2; exit 42'
		exits 42
		printed out
		reports <<<err
		try -e '/mnt nonempty' -- bash -c 'kill -KILL $$'
		exits 137
	EOF
}

@test "the command is the same process" {
	in_ns <<-'EOF'
		bash -c 'echo $$ >>pids; exec mountguard -e "/mnt nonempty" -- bash -c "echo \$\$ >>pids"'
		[ "$(uniq pids | grep -c .)" = 1 ]
	EOF
}

@test "standard input is the command's" {
	in_ns <<-'EOF'
		[ "$(echo words | mountguard -e '/mnt nonempty' -- cat)" = words ]
	EOF
}

@test "a missing command: 127" {
	in_ns <<-'EOF'
		for name in no-such-program /mnt/none /mnt/none/below ./none; do
			try -e '/mnt nonempty' -- $name
			exits 127
			mentions "^mountguard: .*${name##*/}"
		done
		try -e '/mnt nonempty' -- ''
		exits 127
	EOF
}

@test "a command without its interpreter: 127, and the interpreter's name" {
	in_ns <<-'EOF'
		printf '#!/no/such/interpreter\n' >script
		printf '#!/bin/sh\r\necho\r\n' >windows
		chmod +x script windows
		try -e '/mnt nonempty' -- ./script
		exits 127
		mentions '/no/such/interpreter'
		try -e '/mnt nonempty' -- ./windows
		exits 127
		mentions 'line end|CRLF|carriage|Windows|015'
	EOF
}

@test "a command that cannot be executed: 126" {
	in_ns <<-'EOF'
		echo 'echo shell' >plain
		cp plain noshebang
		: >empty
		chmod +x noshebang empty
		mkdir dir noexec
		cp bin/mountguard noexec/program
		mount --bind noexec noexec
		mount -o remount,bind,noexec noexec
		for name in ./plain ./noshebang ./empty ./dir ./noexec/program ./plain/below; do
			try -e '/mnt nonempty' -- $name
			case $name in
			*below) [ "$status" = 126 ] || [ "$status" = 127 ] || fail "126 or 127 was expected" ;;
			*) exits 126 ;;
			esac
			printed ''
			mentions "^mountguard: .*${name##*/}"
			[ "$(grep -c . .try/err)" -le 3 ] || fail "more than a few lines"
		done
		try -e '/mnt nonempty' -- ./noexec/program
		mentions 'noexec'
		try -e '/mnt nonempty' -- ./dir
		mentions 'directory'
	EOF
}

@test "why it cannot be started, in words" {
	in_ns <<-'EOF'
		echo x >plain
		cp plain noshebang
		chmod +x noshebang
		mkdir dir noexec
		cp bin/mountguard noexec/program
		mount --bind noexec noexec
		mount -o remount,bind,noexec noexec
		why() {
			try -e '/mnt nonempty' -- "$1"
			reports <<<"mountguard: cannot start $1: $2"
		}
		why ./none 'it does not exist (exit 127)'
		guard=$(command -v mountguard)
		why_not() { run_it env PATH="$1" "$guard" -e '/mnt nonempty' -- none; }
		why_not /usr/sbin:/sbin
		reports <<<'mountguard: cannot start none: it is in none of the directories of PATH, /usr/sbin:/sbin (exit 127)'
		why_not /usr/sbin:/mnt/app/bin
		reports <<<"mountguard: cannot start none: it is in none of the directories of PATH, /usr/sbin:/mnt/app/bin; /mnt/app/bin lies on what is mounted at /mnt, which hides the image's own (exit 127)"
		why ./dir 'it is a directory (exit 126)'
		why ./plain 'it has no execute permission (chmod +x) (exit 126)'
		why ./noshebang 'it is no program: a script needs a first line like #!/bin/sh (exit 126)'
		why ./noexec/program 'it lies on a mount with noexec (exit 126)'
	EOF
}

@test "a file without #! is not handed to a shell" {
	in_ns <<-'EOF'
		mkdir first
		echo 'echo from a shell' >first/program
		chmod +x first/program
		PATH=/mnt/first:$PATH try -e '/mnt nonempty' -- program
		exits 126
		printed ''
	EOF
}

@test "PATH is searched in its order, past what cannot be executed" {
	in_ns <<-'EOF'
		mkdir one two three
		echo x >one/program
		mkdir two/program
		printf '#!/bin/sh\necho "three $*"\n' >three/program
		chmod +x three/program
		PATH=/mnt/none:/mnt/one:/mnt/two:/mnt/three:$PATH try -e '/mnt nonempty' -- program a b
		exits 0
		printed 'three a b'
		rm three/program
		PATH=/mnt/none:/mnt/one:/mnt/two:/mnt/three:$PATH try -e '/mnt nonempty' -- program
		exits 126
		# A name with a slash is not searched in PATH.
		printf '#!/bin/sh\n' >three/program
		chmod +x three/program
		PATH=/mnt:$PATH try -e '/mnt nonempty' -- three/program
		exits 0
		cd one
		PATH=/mnt:$PATH try -e '/mnt nonempty' -- three/program
		exits 127
	EOF
}

@test "an empty element of PATH is the working directory, and no PATH is a default one" {
	in_ns <<-'EOF'
		mkdir here
		printf '#!/bin/sh\necho here\n' >here/program
		chmod +x here/program
		cd here
		for path in ":$PATH" "$PATH:" "/mnt/none::$PATH"; do
			PATH=$path try -e '/mnt nonempty' -- program
			exits 0
			printed here
		done
		guard=(env -u PATH /mnt/bin/mountguard)
		try -e '/mnt nonempty' -- sh -c 'echo found'
		exits 0
		printed found
	EOF
}

@test "a program alone in a box" {
	in_ns <<-'EOF'
		box
		try -e '/app dir' -- /mountguard --version
		holds
		try -e '/app dir' -- sh
		exits 127
	EOF
}

@test "nothing is started where an expectation fails, and the report names the command" {
	in_ns <<-'EOF'
		printf '#!/bin/sh\ntouch /mnt/started\n' >program
		chmod +x program
		try -e '/mnt/none exists' -- ./program
		refused
		mentions 'program was not started \(exit 69\)$'
		try -e '/mnt/none exists' -- ./no-such-program
		exits 69
		[ ! -e started ]
	EOF
}

@test "a directory of PATH that cannot be searched does not end the search" {
	in_ns <<-'EOF'
		mkdir good
		printf '#!/bin/sh\necho started\n' >good/program
		chmod +x good/program
		ln -s loop loop
		long=$(printf 'x%.0s' {1..300})
		for bad in /mnt/loop /mnt/$long /mnt/bin/mountguard; do
			PATH=$bad:/mnt/good:$PATH try -e '/mnt nonempty' -- program
			exits 0
			printed started
		done
	EOF
}

@test "the reason why a command of PATH cannot be executed, which is no missing file: 126" {
	in_ns <<-'EOF'
		needs strace
		mkdir one two
		printf '#!/bin/sh\necho started\n' >two/program
		chmod +x two/program
		export PATH=/mnt/one:/mnt/two:$PATH
		refused_by() {
			run_it strace -o trace -e trace=execve -e inject=execve:error=$1 mountguard -e '/mnt nonempty' -- program
			exits 126
			printed ''
			reports <<<"mountguard: cannot start program$2 (exit 126)"
		}
		refused_by EIO ' (/mnt/one/program): the storage reports an input/output error (EIO)'
		refused_by ELOOP ' (/mnt/one/program): its symbolic links lead round in a circle (ELOOP)'
		refused_by EINVAL ' (/mnt/one/program): the kernel cannot run such a program (EINVAL)'
		refused_by ESTALE ' (/mnt/one/program): the server does not know it any more (ESTALE)'
		refused_by EAGAIN ': its user has as many processes as it may have (EAGAIN)'
		refused_by EMFILE ': too many files are open in this process (EMFILE)'
		refused_by ENFILE ': too many files are open on this machine (ENFILE)'
		refused_by ENOMEM ': memory ran out (ENOMEM)'
		refused_by E2BIG ': its arguments and its environment are too long (E2BIG)'
		# A name that no file can have.
		for error in ENOENT ENOTDIR ENAMETOOLONG; do
			run_it strace -o trace -e trace=execve -e inject=execve:error=$error mountguard -e '/mnt nonempty' -- none
			exits 127
			mentions '^mountguard: cannot start none: it is in none of the directories of PATH, .* \(exit 127\)$'
		done
		ln -s loop loop
		PATH=/mnt/loop:$PATH try -e '/mnt nonempty' -- none
		exits 126
		reports <<<'mountguard: cannot start none (/mnt/loop/none): its symbolic links lead round in a circle (ELOOP) (exit 126)'
		PATH=/mnt/loop:$PATH try -e '/mnt nonempty' -- program
		exits 0
	EOF
}

@test "the reason names the file that keeps the command from starting" {
	in_ns <<-'EOF'
		mkdir one two three
		echo x >one/program
		mkdir two/program
		printf '#!/no/such/interpreter\n' >three/program
		chmod +x three/program
		why() {
			guard=(env PATH=$1 $T/bin/mountguard)
			try -e '/mnt nonempty' -- program
			exits $2
			reports <<<"mountguard: cannot start program ($3 (exit $2)"
		}
		why /mnt/one:/mnt/two:/mnt/three 126 '/mnt/one/program): it has no execute permission (chmod +x)'
		why /mnt/two:/mnt/one:/mnt/three 126 '/mnt/two/program): it is a directory'
		why /mnt/three:/mnt/two:/mnt/one 126 '/mnt/two/program): it is a directory'
		why /mnt/none:/mnt/three 127 "/mnt/three/program): the script is there, but its interpreter /no/such/interpreter is not"
	EOF
}

@test "of a chain of interpreters, the one that cannot be started is named" {
	in_ns <<-'EOF'
		script() {
			printf '#!%s\n' "$2" >$1
			chmod +x $1
		}
		why() {
			try -e '/mnt nonempty' -- ./script
			exits $1
			reports <<<"mountguard: cannot start ./script: $2 (exit $1)"
		}
		script script /mnt/inner
		script inner /no/such/interpreter
		why 127 'the script /mnt/inner is there, but its interpreter /no/such/interpreter is not'
		chmod -x inner
		why 126 'its interpreter /mnt/inner: it has no execute permission (chmod +x)'
		script script /mnt
		why 126 'its interpreter /mnt: it is a directory'
		mkdir noexec
		cp /bin/true noexec/
		mount --bind noexec noexec
		mount -o remount,bind,noexec noexec
		script script /mnt/noexec/true
		why 126 'its interpreter /mnt/noexec/true: it lies on a mount with noexec'
		# The interpreters before it are not the cause.
		chmod -x script
		why 126 'it has no execute permission (chmod +x)'
		# A program of another C library.
		script script /mnt/foreign
		sed 's|/lib64/ld-linux|/lib64/no-linux|' /bin/true >foreign
		chmod +x foreign
		why 127 'the program /mnt/foreign is there, but its dynamic loader is not (built for another libc?)'
		# The kernel goes no further than five scripts.
		script script /mnt/script
		try -e '/mnt nonempty' -- ./script
		exits 126
		mentions 'cannot start ./script: .* \(ELOOP\)'
	EOF
}

@test "a user at its process limit: 126, and why" {
	in_ns <<-'EOF'
		needs_root
		needs setpriv
		needs prlimit
		# A limit below the user's number of processes.
		sleepers=()
		for _ in 1 2; do
			setpriv --reuid 54321 --regid 54321 --clear-groups sleep 60 &
			sleepers+=($!)
			poll grep -q '^Uid:.54321' /proc/$!/status
		done
		run_it prlimit --nproc=1 mountguard --user 54321:54321 -e '/mnt nonempty' -- sleep 0
		exits 126
		reports <<<'mountguard: cannot start sleep: its user has as many processes as it may have (EAGAIN) (exit 126)'
		run_it prlimit --nproc=1 mountguard --user 54321:54321 -e '/mnt nonempty' -- /bin/sleep 0
		exits 126
		reports <<<'mountguard: cannot start /bin/sleep: its user has as many processes as it may have (EAGAIN) (exit 126)'
		kill "${sleepers[@]}"
	EOF
}
