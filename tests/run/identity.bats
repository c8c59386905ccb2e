#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The ids, groups and capabilities of the command, which reads them from the kernel. They are compared with those that
# setpriv gives for the same request; what setpriv cannot do is written down here.

load helpers
load privilege

# Prints the options of setpriv for a user of --user. The groups are those that gosu and docker give.
as_setpriv() {
	case $1 in
	-) ;;
	app | 1000) words+=(--reuid 1000 --regid 1000 --groups "1000,2000,2002") ;;
	app:gpu) words+=(--reuid 1000 --regid 2002 --groups 2002) ;;
	33:2000) words+=(--reuid 33 --regid 2000 --groups 2000) ;;
	4242) words+=(--reuid 4242 --regid 0 --groups 0) ;;
	esac
	case $2 in
	-) ;;
	none) words+=(--inh-caps=-all --ambient-caps=-all --bounding-set=-all) ;;
	*) words+=(--inh-caps="-all,+$2" --ambient-caps="-all,+$2" --bounding-set="-all,+$2") ;;
	esac
	[ "$3" = - ] || words+=(--no-new-privs)
}
as_guard() {
	words=(-e '/ exists')
	[ "$1" = - ] || words+=(--user "$1")
	[ "$2" = - ] || words+=(--caps "$2")
	[ "$3" = - ] || words+=(--no-new-privs)
}
home_of() {
	case $1 in
	-) echo "HOME=$HOME" ;;
	app* | 1000*) echo HOME=/home/app ;;
	33*) echo HOME=/var/www ;;
	*) echo HOME=/ ;;
	esac
}
# like_setpriv WHERE USER CAPS NNP: guard and setpriv give the same, from the uids to no_new_privs, except HOME.
# shellcheck disable=SC2034 # shown is for inside.bash
like_setpriv() {
	shown="$*"
	words=()
	as_setpriv "$2" "$3" "$4"
	start "$1" setpriv "${words[@]}" identity >.wanted 2>.try/err || fail "setpriv: $(cat .try/err)"
	sed -i "s|^HOME=.*|$(home_of "$2")|" .wanted
	as_guard "$2" "$3" "$4"
	start "$1" mountguard "${words[@]}" -- identity >.got 2>.try/err || fail "exit $?"
	silent
	diff -u .wanted .got >.try/out || fail "another identity"
}
# refuses WHERE USER CAPS: the guard exits with 126 and this sentence, and starts nothing.
refuses() {
	as_guard "$2" "$3" -
	run_it start "$1" mountguard "${words[@]}" -- identity
	exits 126
	printed ''
	says "mountguard: $4 (exit 126)"
}

matrix=(as_setpriv as_guard home_of like_setpriv refuses "${privileges[@]}")

# Tries every user and every request in one kind of container.
combine() {
	local user caps
	for user in - app 1000 app:gpu 33:2000 4242; do
		for caps in - none net_bind_service; do
			like_setpriv "$1" $user $caps -
		done
	done
	like_setpriv "$1" app - nnp
	like_setpriv "$1" app net_bind_service nnp
	like_setpriv "$1" - net_bind_service nnp
}

@test "the matrix: user x capabilities, as root and in a container of Docker's capabilities" {
	in_ns combine "${matrix[@]}" <<-'EOF'
		accounts
		combine root
		combine docker
	EOF
}

@test "the matrix: user x capabilities, as root of a user namespace" {
	in_ns combine "${matrix[@]}" <<-'EOF'
		accounts
		needs_userns
		combine userns
	EOF
}

@test "the matrix: a user who may change nothing keeps what they have, or is told what is missing" {
	in_ns "${matrix[@]}" <<-'EOF'
		accounts
		for user in - 1000:1000; do
			like_setpriv user - - -
			as_guard $user - -
			start user mountguard "${words[@]}" -- identity >.got
			start user identity | sed "s|^HOME=.*|$(home_of $user)|" >.wanted
			diff -u .wanted .got
			refuses user $user none 'cannot drop capabilities from the bounding set: mountguard runs as user 1000, without the capability SETPCAP (start the container as root, or drop --caps)'
			refuses user $user net_bind_service 'cannot keep what --caps lists: mountguard runs as user 1000, without the capability NET_BIND_SERVICE (start the container as root, or shorten --caps)'
		done
		for user in app 1000; do # with groups of which the user is no member
			refuses user $user - 'cannot take on the groups of user 1000: mountguard runs as user 1000, without the capability SETGID (start the container as root, or drop --user)'
		done
		refuses user app:gpu - 'cannot take on the groups of user 1000: mountguard runs as user 1000, without the capability SETGID (start the container as root, or drop --user)'
		refuses user web - 'cannot become user 33: mountguard runs as user 1000, without the capabilities SETGID and SETUID (start the container as root, or drop --user)'
	EOF
}

@test "the matrix: a user with ambient capabilities" {
	in_ns "${matrix[@]}" <<-'EOF'
		accounts
		start caps identity >.wanted
		start caps mountguard -e '/ exists' -- identity >.got
		diff -u .wanted .got
		for list in none net_bind_service; do
			as_guard - $list -
			start caps mountguard "${words[@]}" -- identity >.got
			words=()
			as_setpriv - $list -
			start caps setpriv "${words[@]}" identity >.wanted
			diff -u .wanted .got
		done
		refuses caps web - 'cannot become user 33: mountguard runs as user 1000, without the capabilities SETGID and SETUID (start the container as root, or drop --user)'
		refuses caps - kill 'cannot keep what --caps lists: mountguard runs as user 1000, without the capability KILL (start the container as root, or shorten --caps)'
	EOF
}

@test "under --cap-drop ALL nothing is left to drop, and --caps none holds" {
	in_ns "${matrix[@]}" <<-'EOF'
		accounts
		start root setpriv --bounding-set -all mountguard -e '/ exists' --caps none -- identity >.got
		[ "$(grep -c '^Cap.*0000000000000000$' .got)" = 5 ]
		start root setpriv --bounding-set -all --reuid 1000 --regid 1000 --clear-groups \
			mountguard -e '/ exists' --caps none --user 1000:1000 -- identity >.got
		[ "$(grep -c '^Cap.*0000000000000000$' .got)" = 5 ]
	EOF
}

@test "what is missing is named, with the option that adds it" {
	in_ns "${matrix[@]}" <<-'EOF'
		accounts
		no() {
			run_it setpriv --bounding-set "$1" mountguard -e '/ exists' "${@:3}" -- identity
			exits 126
			printed ''
			says "mountguard: $2 (exit 126)"
		}
		no -all 'cannot become user 1000: the container lacks the capabilities SETGID and SETUID (add --cap-add SETGID --cap-add SETUID, in a pod capabilities: add:, or start the container as that user)' --user app
		no -setuid 'cannot become user 1000: the container lacks the capability SETUID (add --cap-add SETUID, in a pod capabilities: add:, or start the container as that user)' --user app
		no -setgid 'cannot take on the groups of user 1000: the container lacks the capability SETGID (add --cap-add SETGID, in a pod capabilities: add:, or start the container as that user)' --user app
		no -all,+setuid,+setgid 'cannot drop capabilities from the bounding set: the container lacks the capability SETPCAP (add --cap-add SETPCAP, in a pod capabilities: add:, or drop --caps)' --user app --caps none
		no -kill,-sys_time,-chown 'cannot keep what --caps lists: the container lacks the capabilities CHOWN, KILL and SYS_TIME (add --cap-add CHOWN --cap-add KILL --cap-add SYS_TIME, in a pod capabilities: add:, or shorten --caps)' --caps chown,kill,sys_time,mknod
	EOF
}

@test "--on-fail warn never starts the command as another user" {
	in_ns "${matrix[@]}" <<-'EOF'
		accounts
		run_it setpriv --bounding-set -setuid mountguard -e '/none exists' --on-fail warn --user app -- identity
		exits 126
		printed ''
		run_it mountguard -e '/none exists' --on-fail warn --user nobody-here -- identity
		exits 64
		printed ''
		run_it mountguard -e '/none exists' --on-fail warn --user app --caps none -- identity
		exits 0
		grep -qx 'Uid:.1000.1000.1000.1000' .try/out
		[ "$(grep -c '^Cap.*0000000000000000$' .try/out)" = 5 ]
	EOF
}

@test "user namespaces: ids that are not there, and groups that may not be set" {
	in_ns "${matrix[@]}" <<-'EOF'
		accounts
		needs_userns
		run_it start small_userns mountguard -e '/ exists' --user 1000:1000 -- identity
		exits 126
		says 'mountguard: cannot become user 1000 with group 1000: the user namespace has no such ids, see /proc/self/uid_map and gid_map (EINVAL) (exit 126)'
		# Rootless without subordinate ids: setgroups is forbidden, and the own user does not need it.
		run_it setpriv --reuid 1000 --regid 1000 --clear-groups unshare -U -r mountguard -e '/ exists' --user 0 --caps kill -- identity
		exits 0
		silent
		grep -qx 'CapBnd:.0000000000000020' .try/out
		# Then the list lacks even the own group, which does not change access.
		run_it setpriv --reuid 1000 --regid 1000 --clear-groups unshare -U -r mountguard -e '/ exists' --user root -- identity
		exits 0
		grep -qx 'Gid:.0.0.0.0' .try/out
		grep -qx 'Groups:' .try/out
		# Groups that the guard would have to leave cannot be left.
		run_it setpriv --reuid 1000 --regid 1000 --groups 1000,27 unshare -U -r mountguard -e '/ exists' --user root -- identity
		exits 126
		run_it setpriv --reuid 1000 --regid 1000 --clear-groups unshare -U -r mountguard -e '/ exists' --user 0:7 -- identity
		exits 126
		mentions '^mountguard: cannot become user 0'
	EOF
}

@test "securebits stay as they were, and do not matter" {
	in_ns "${matrix[@]}" <<-'EOF'
		accounts
		for bits in +noroot,+noroot_locked,+no_setuid_fixup,+no_setuid_fixup_locked +no_setuid_fixup +noroot; do
			for user in - app; do
				for caps in - none net_bind_service; do
					words=()
					as_setpriv $user $caps -
					setpriv --securebits $bits --inh-caps +setuid,+setgid,+setpcap,+net_bind_service \
						--ambient-caps +setuid,+setgid,+setpcap,+net_bind_service \
						setpriv "${words[@]}" identity | sed "s|^HOME=.*|$(home_of $user)|" >.wanted
					# setpriv leaves ambient or inheritable capabilities to another user; the guard does not.
					[ "$user $caps" != "app -" ] || sed -i 's/^Cap\(Inh\|Prm\|Eff\|Amb\):.*/Cap\1:\t0000000000000000/' .wanted
					as_guard $user $caps -
					setpriv --securebits $bits --inh-caps +setuid,+setgid,+setpcap,+net_bind_service \
						--ambient-caps +setuid,+setgid,+setpcap,+net_bind_service \
						mountguard "${words[@]}" -- identity >.got 2>.try/err || fail "exit $?"
					diff -u .wanted .got >.try/out || fail "another identity: $bits $user $caps"
				done
			done
		done
	EOF
}

@test "another user keeps no ambient capability, and cannot become root again" {
	in_ns "${privileges[@]}" <<-'EOF'
		accounts
		ambient() {
			run_it setpriv --reuid 33 --regid 33 --clear-groups --inh-caps +setuid,+setgid,+dac_override \
				--ambient-caps +setuid,+setgid,+dac_override mountguard "$@"
		}
		ambient -e '/ exists' --user app -- setpriv --reuid 0 id
		[ "$status" != 0 ] || fail "it is root again"
		ambient -e '/ exists' --user app -- identity
		exits 0
		[ "$(grep -cE '^Cap(Inh|Prm|Eff|Amb):.0+$' .try/out)" = 4 ] || fail "something is left"
		# root, too, may have inheritable capabilities from an old engine.
		run_it setpriv --inh-caps +kill,+net_bind_service mountguard -e '/ exists' --user app -- identity
		exits 0
		[ "$(grep -cE '^Cap(Inh|Prm|Eff|Amb):.0+$' .try/out)" = 4 ] || fail "something is left"
		# root itself keeps what the container has.
		run_it setpriv --inh-caps=-all,+kill mountguard -e '/ exists' --user root -- identity
		exits 0
		grep -qx 'CapInh:.0000000000000020' .try/out || fail "root lost what it had"
		# The own user keeps what the engine gave.
		ambient -e '/ exists' --user web:33 -- identity
		exits 0
		[ "$(grep -cE '^Cap(Prm|Eff|Amb):.00000000000000c2$' .try/out)" = 3 ] || fail "it was taken away"
		# The probe is that user, too, without the capabilities.
		mkdir -m 700 closed
		ambient -e '/mnt/closed writable' --user app --check
		refused
	EOF
}

@test "one HOME, however many there were" {
	in_ns "${privileges[@]}" <<-'EOF'
		accounts
		needs python3
		run_it python3 -c 'import ctypes
		bytes_of = lambda *words: (ctypes.c_char_p * (len(words) + 1))(*words, None)
		ctypes.CDLL(None).execve(b"/mnt/bin/mountguard", bytes_of(b"mountguard", b"--user", b"app", b"-e", b"/ dir", b"/usr/bin/env"),
			bytes_of(b"HOME=/a", b"PATH=/usr/bin:/bin", b"HOME=/b"))'
		exits 0
		[ "$(grep '^HOME=' .try/out)" = HOME=/home/app ] || fail "another HOME"
	EOF
}

@test "port 80 with net_bind_service, and not without" {
	in_ns "${privileges[@]}" <<-'EOF'
		accounts
		needs python3
		bind80() {
			run_it unshare -n sh -c 'echo 1024 >/proc/sys/net/ipv4/ip_unprivileged_port_start; ip link set lo up 2>/dev/null; exec "$@"' sh \
				mountguard -e '/ exists' "$@" -- python3 -c 'import os, socket
		s = socket.socket(); s.bind(("127.0.0.1", 80)); print(os.getuid(), s.getsockname()[1])'
		}
		bind80 --user app --caps net_bind_service
		exits 0
		printed '1000 80'
		bind80 --user app --caps net_bind_service --no-new-privs
		exits 0
		printed '1000 80'
		bind80 --user app --caps none
		exits 1
		mentions PermissionError
		bind80 --user app
		exits 1
		mentions PermissionError
		bind80 --caps chown
		exits 1
		bind80 --caps net_bind_service
		printed '0 80'
	EOF
}

@test "no_new_privs keeps a set-user-id program from being root" {
	in_ns "${privileges[@]}" <<-'EOF'
		accounts
		mount -t tmpfs -o suid,exec,mode=755 s /media
		cp bin/identity /media/identity
		chmod 4755 /media/identity
		run_it mountguard -e '/ exists' --user app -- /media/identity
		grep -qx 'Uid:.1000.0.0.0' .try/out || cannot "no set-user-id programs here"
		run_it mountguard -e '/ exists' --user app --no-new-privs -- /media/identity
		grep -qx 'Uid:.1000.1000.1000.1000' .try/out
		# An empty bounding set: root without any capability.
		run_it mountguard -e '/ exists' --user app --caps none -- /media/identity
		grep -qx 'CapPrm:.0000000000000000' .try/out
	EOF
}

@test "the environment, the directory, the umask and the descriptors are as they were, but for HOME" {
	in_ns "${privileges[@]}" <<-'EOF'
		accounts
		mkdir -m 777 user
		cd user
		umask 027
		export A=1 HOME=/root
		setpriv --reuid 1000 --regid 1000 --groups 1000,2000,2002 env HOME=/home/app state /mnt/user/without x
		mountguard -e '/mnt exists' --user app -- state /mnt/user/with x
		sed -i '/^environment .*: _=/d' with without
		diff -u <(sed 's/^environment [0-9]*/environment/' without | sort) <(sed 's/^environment [0-9]*/environment/' with | sort)
	EOF
}

@test "the signal of a parent's death is as it was, also as another user" {
	in_ns "${privileges[@]}" <<-'EOF'
		accounts
		mkdir -m 777 user
		for words in '' '--user app' '--user root' '--caps none' '--user app --caps kill' '--no-new-privs'; do
			rm -f user/seen
			run_it setpriv --pdeathsig USR1 mountguard -e '/mnt exists' $words -- state /mnt/user/seen
			exits 0
			grep -q '^death signal 10,' user/seen || fail "with $words: $(grep '^death signal' user/seen)"
			run_it mountguard -e '/mnt exists' $words -- state /mnt/user/seen
			exits 0
			grep -q '^death signal 0,' user/seen || fail "with $words: $(grep '^death signal' user/seen)"
		done
	EOF
}

@test "HOME is set before the expectations are read" {
	in_ns "${privileges[@]}" <<-'EOF'
		accounts
		mkdir -p home/app
		echo 'app:x:1000:1000::/mnt/home/app:/bin/sh' >/etc/passwd
		export HOME=/nowhere
		try --check --user app -e '${HOME} dir, readable'
		holds
	EOF
}

@test "unknown users and broken account files, and what is not read" {
	in_ns "${privileges[@]}" <<-'EOF'
		accounts
		try -e '/ exists' --user nope -- identity
		exits 64
		says 'mountguard: --user: there is no user nope in /etc/passwd, identity was not started (exit 64)'
		MOUNTGUARD_USER=app:nope try -e '/ exists' -- identity
		exits 64
		says 'mountguard: MOUNTGUARD_USER: there is no group nope in /etc/group, identity was not started (exit 64)'
		MOUNTGUARD_USER=nope try -e '/ exists' --user web -- identity
		exits 0
		MOUNTGUARD_USER=nope try --health -e '/ exists'
		exits 1
		try -e '/ exists' --user 4294967296 -- identity
		exits 64
		try -e '/ exists' --caps net_bind_servic -- identity
		exits 64
		says 'mountguard: --caps: net_bind_servic is no capability, did you mean net_bind_service?, identity was not started (exit 64)'
		umount /etc/passwd
		mkdir etc
		mount -t tmpfs none etc
		cp group etc/group
		mount --bind etc /etc
		try -e '/ exists' --user app -- identity
		exits 64
		says 'mountguard: --user: there is no user app, and no /etc/passwd, identity was not started (exit 64)'
		try -e '/ exists' --user 1000 -- identity
		exits 0
		grep -qx 'HOME=/' .try/out
		mkdir /etc/passwd
		try -e '/ exists' --user 1000:1000 -- identity
		exits 126
		says 'mountguard: --user: /etc/passwd cannot be read: it is a directory (EISDIR) (exit 126)'
		rmdir /etc/passwd
		head -c 1100000 /dev/zero >/etc/passwd
		try -e '/ exists' --user 1000 -- identity
		exits 126
		says 'mountguard: --user: /etc/passwd is longer than 1048576 bytes (exit 126)'
		cp passwd /etc/passwd
		rm /etc/group
		mkdir /etc/group
		try -e '/ exists' --user app -- identity
		exits 126
		says 'mountguard: --user: /etc/group cannot be read: it is a directory (EISDIR) (exit 126)'
		try -e '/ exists' --user 0:nope -- identity
		exits 126
		try -e '/ exists' --user nope -- identity
		exits 64
		says 'mountguard: --user: there is no user nope in /etc/passwd, identity was not started (exit 64)'
		# Without --user the guard does not read them.
		needs strace
		strace -f -o trace mountguard -e '/ exists' --caps none -- true
		! grep -E 'passwd|group"' trace || fail "they were read"
	EOF
}

@test "a user or capabilities that are set and empty start nothing" {
	in_ns "${privileges[@]}" <<-'EOF'
		accounts
		for name in USER CAPS; do
			export MOUNTGUARD_$name=
			for mode in '' '--on-fail warn' --check --snapshot; do
				try $mode -e '/ exists' $([ "${mode#--[cs]}" != "$mode" ] || echo identity)
				exits 64
				printed ''
				mentions "^mountguard: MOUNTGUARD_$name is set and empty: it should be "
			done
			try --health -e '/ exists'
			exits 1
			unset MOUNTGUARD_$name
		done
		MOUNTGUARD_USER='' MOUNTGUARD_CAPS='' try --user app --caps none -e '/ exists' -- identity
		exits 0
		grep -qx 'Uid:.1000.1000.1000.1000' .try/out
		grep -qx 'CapBnd:.0*' .try/out
		# Compose passes on an unset variable as an empty one.
		MOUNTGUARD_FILE='' MOUNTGUARD_WAIT='' MOUNTGUARD_NO_NEW_PRIVS='' try -e '/ exists' -- identity
		exits 0
	EOF
}

@test "--health and --check look as the user, too" {
	in_ns "${privileges[@]}" <<-'EOF'
		accounts
		mkdir -m 700 secret
		try --check -e '/mnt/secret writable'
		holds
		for mode in --check --health; do
			try $mode --user app -e '/mnt/secret writable'
			mentions '^mountguard: FAIL /mnt/secret: it cannot be written: permission denied \(EACCES\)'
		done
		exits 1
		try --check --caps none -e '/mnt/secret writable'
		holds
		chown 1000 secret
		try --check --caps none -e '/mnt/secret writable'
		exits 69
		try --check --caps dac_override -e '/mnt/secret writable'
		holds
	EOF
}

@test "owner=, mode= and private, on real files" {
	in_ns "${privileges[@]}" <<-'EOF'
		accounts
		mkdir -m 700 secret
		echo key >secret/key
		chown 1000:2000 secret/key
		chmod 640 secret/key
		chmod 4755 bin/identity
		ln -s secret/key link
		try --check -e '/mnt/secret private, owner=0:0, mode=700' -e '/mnt/secret/key owner=app:models, mode=0640' \
			-e '/mnt/link owner=1000, mode=640' -e '/mnt/bin/identity mode=4755'
		holds
		try --check -e '/mnt/secret/key owner=web:gpu' -e '/mnt/link mode=600, private' -e '/mnt/bin/identity owner=5:5'
		refused
		mentions '^mountguard: FAIL /mnt/secret/key: it is owned by 1000:2000 \(app:models\), not by 33:2002 \(web:gpu\)$'
		mentions '^mountguard: FAIL /mnt/link: its mode is 0640, not 0600$'
		says '  also      its group may read it (mode 0640) (private)'
		# A user has a name only if another line asks for one: then the guard has read /etc/passwd.
		mentions '^mountguard: FAIL /mnt/bin/identity: it is owned by 0:0 \(root:root\), not by 5:5$'
		try --check -e '/mnt/secret/key owner=nope' -e '/mnt owner=0:nope'
		exits 78
		says 'mountguard: --expect #1: there is no user nope in /etc/passwd'
		says 'mountguard: --expect #2: there is no group nope in /etc/group'
		umount /etc/passwd
		mount -t tmpfs none /etc
		try --check -e '/mnt/secret/key owner=1000:2000'
		holds
		try --check -e '/mnt/secret/key owner=1:2'
		refused
		mentions 'it is owned by 1000:2000, not by 1:2$'
		try --check -e '/mnt/secret/key owner=app'
		exits 78
		says 'mountguard: --expect #1: there is no user app, and no /etc/passwd'
		# For a user who cannot get there the answer is "could not tell", not "no".
		try --check --user 4242:4242 -e '/mnt/secret/key owner=1000'
		exits 71
	EOF
}

@test "private tells an ACL, too" {
	in_ns "${privileges[@]}" <<-'EOF'
		accounts
		needs setfacl
		mkdir -m 700 secret
		try --check -e '/mnt/secret private'
		holds
		setfacl -m u:33:r-x secret || cannot "no ACLs on this tmpfs"
		try --check -e '/mnt/secret private'
		refused
		mentions 'its group may read or search it \(mode 0750\)$'
		setfacl -m m::--- secret
		try --check -e '/mnt/secret private'
		holds
	EOF
}

@test "a file of expectations that others can write is pointed out to root, and fails nothing" {
	in_ns <<-'EOF'
		needs_root
		needs setpriv
		echo '/mnt exists' >conf
		try --check -f conf
		holds
		while read -r owner mode; do
			chmod 644 conf
			chown "$owner" conf
			chmod "$mode" conf
			try -f conf -- echo started
			exits 0
			printed started
			reports <<<"mountguard: note: conf can be changed by users other than root (owner $owner, mode 0$mode), who then decide what is checked"
			MOUNTGUARD_FILE=conf try --check --verbose
			mentions '^mountguard: note: conf can be changed by users other than root '
			try -q -f conf -- true
			holds
			try --health -f conf
			silent
		done <<-FILES
			0:0 664
			0:0 666
			0:0 602
			0:5 620
			1000:0 644
			1000:1000 400
			1000:1000 777
		FILES
		try --check -f conf -e '/mnt/none exists'
		exits 69
		head -n 1 .try/err | grep -q '^mountguard: FAIL'
		tail -n 1 .try/err | grep -q 'expectations failed'
		mentions '^mountguard: note: '
		try --format json -f conf -- true
		exits 0
		grep -q '"findings":\[\],"notes":\["conf can be changed by users other than root (owner 1000:1000, mode 0777), [^"]*"\]}$' .try/err ||
			fail "no note in JSON"
		chown 0:0 conf
		chmod 644 conf
		try --check --format json -f conf
		grep -q '"notes":\[\]}$' .try/out || fail "notes should be empty"
		# A pipe and standard input are no files, and a user other than root has nothing to lose.
		chmod 666 conf
		try --check -f <(cat conf)
		holds
		run_it mountguard --check -f - <conf
		holds
		run_it setpriv --reuid 1000 --regid 1000 --clear-groups mountguard --check -f conf
		holds
	EOF
}

@test "--snapshot describes what the user may do" {
	in_ns "${privileges[@]}" <<-'EOF'
		accounts
		mkdir app
		mount -t tmpfs -o mode=755 app app
		try --snapshot /mnt/app
		grep -qE '^/mnt/app +mount=tmpfs, dir, writable$' .try/out || fail "it is root's"
		try --snapshot --user app /mnt/app
		grep -qE '^/mnt/app +mount=tmpfs, dir$' .try/out || fail "it is not the user's"
		try --snapshot --user nope /mnt/app
		exits 64
		try --explain --user nope /mnt/app
		exits 0
	EOF
}
