#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The guard and the command must agree on what can be done with a path, for many owners, modes, ACLs, mounts, users and
# capabilities. The guard itself starts the command, with the same --user and --caps.

load helpers
load privilege

# object NAME OWNER MODE [ACL]...: makes a directory, or a file if the name says so.
object() {
	case $1 in
	*file*) echo x >"$1" ;;
	*) mkdir -p "$1" ;;
	esac
	chown "$2" "$1"
	chmod "$3" "$1"
	[ $# = 3 ] || setfacl -m "${*:4}" "$1" || cannot "no ACLs on this tmpfs"
	paths+=("$PWD/$1")
}

objects() {
	needs setfacl
	paths=()
	mkdir -p o
	cd o || return
	object root755 0:0 755
	object root700 0:0 700
	object root777 0:0 777
	object root1777 0:0 1777
	object root500 0:0 500
	object root000 0:0 000
	object root766 0:0 766
	object app700 1000:1000 700
	object app500 1000:1000 500
	object app000 1000:1000 000
	object app300 1000:1000 300
	object app077 1000:1000 077 # the mode refuses its owner what it allows others
	object models770 0:2000 770
	object models707 0:2000 707 # and its group
	object gpu2775 33:2002 2775
	object web755 33:33 755
	object group0 1000:0 070
	object file644 0:0 644
	object file666 0:0 666
	object file600 1000:1000 600
	object file400 1000:1000 400
	object file200 1000:1000 200
	object file060 1000:2000 060
	object file000 33:33 000
	object acl-user 0:0 700 u:1000:rwx
	object acl-mask 0:0 700 u:1000:rwx,m::r-x
	object acl-group 0:0 700 g:2000:rwx
	object acl-none 0:0 777 u:1000:---
	object acl-nobody 0:0 777 g:2000:---
	object acl-file 0:0 600 u:33:rw
	object root711 0:0 711
	object root711/inner 0:0 777
	object root700/inner 0:0 777
	object app700/inner-file 0:0 666
	cd "$T" || return
}

# What is mounted, not what is written on it.
mounts() {
	mkdir -m 777 ro over bindfs bindfs-all
	mount --bind o/root777 ro
	mount -o remount,bind,ro ro
	mkdir -p .low/in .up .work
	chmod 777 .low/in
	mount -t overlay -o lowerdir=.low,upperdir=.up,workdir=.work overlay over || cannot "no overlay"
	paths+=("$PWD/ro" "$PWD/over" "$PWD/over/in")
	if [ "${1:-}" = disks ]; then
		disk disk 8M
		reserved=40 disk full 2M
		mkdir disk/immutable
		chmod 777 disk/immutable disk/d full/d
		echo x >disk/immutable-file
		chmod 666 disk/immutable-file
		chattr +i disk/immutable disk/immutable-file
		setpriv --reuid 1000 --regid 1000 --clear-groups dd if=/dev/zero of=full/d/fill bs=4k status=none 2>/dev/null || true
		paths+=("$PWD/disk/d" "$PWD/disk/immutable" "$PWD/disk/immutable-file" "$PWD/full/d")
		needs bindfs
		{ bindfs --no-allow-other o/root777 bindfs && bindfs o/root777 bindfs-all; } || cannot "no FUSE"
		paths+=("$PWD/bindfs" "$PWD/bindfs-all")
	fi
}

# said WORD OPTION...: prints what the guard says, in the words of `tries`.
said() {
	local path expects=()
	for path in "${paths[@]}"; do expects+=(-e "$path $1"); done
	start "$where" mountguard --check --format json "${@:2}" "${expects[@]}" >.said || [ $? = 69 ] || fail "exit $?: $(cat .said)"
	jq -r 'if .unknown > 0 then error("unknown") else .findings[] | select(.verdict == "fail").path end' .said >.failed ||
		fail "it could not tell"
	# One process for all paths: a grep for each path takes two minutes on a busy machine.
	printf '%s\n' "${paths[@]}" |
		awk 'FILENAME == ".failed" { failed[$0]; next } { print $0 ": " ($0 in failed ? "no" : "yes") }' .failed -
}

# agree WHERE OPTION...: guard and command say the same of every path, for reading and for writing.
agree() {
	where=$1
	said writable "${@:2}" >.wanted
	start "$where" mountguard -e '/ exists' "${@:2}" -- tries write "${paths[@]}" >.got 2>.try/err || fail "exit $?: $(cat .try/err)"
	diff -u .got .wanted >.try/out || fail "$*: the command can write otherwise than was said"
	cat .got >>.all
	said readable "${@:2}" >.wanted
	start "$where" mountguard -e '/ exists' "${@:2}" -- tries read "${paths[@]}" >.got 2>.try/err || fail "exit $?: $(cat .try/err)"
	diff -u .got .wanted >.try/out || fail "$*: the command can read otherwise than was said"
}

# can PATH yes|no: expects this of the last one. It is written by hand, in case guard and command are both wrong.
can() {
	said writable "${options[@]}" >.wanted
	grep -qFx "$PWD/$1: $2" .wanted || fail "$1 should be: $2 (${options[*]})"
}

agreement=(object objects mounts said agree can "${privileges[@]}")

@test "as root, as another user, with and without capabilities" {
	in_ns "${agreement[@]}" <<-'EOF'
		accounts
		objects
		mounts disks
		count=0
		for user in - root app 1000:1000 app:models app:gpu web 4242 4242:2000; do
			for caps in - none chown dac_override dac_read_search,fowner; do
				options=()
				[ $user = - ] || options+=(--user $user)
				[ $caps = - ] || options+=(--caps $caps)
				agree root "${options[@]}"
				count=$((count + 1))
			done
		done
		combinations=$(sort .all | wc -l)
		[ $count = 45 ] && [ "$combinations" -gt 1500 ] || fail "$combinations combinations"
		# The paths differ, so to agree means something.
		[ "$(grep -c yes .all)" -gt 400 ] && [ "$(grep -c no$ .all)" -gt 400 ] || fail "$(sort .all | cut -d : -f 2 | uniq -c)"
		options=(--user app)
		for path in o/app700 o/root1777 o/models770 o/gpu2775 o/acl-user o/acl-group o/root711/inner o/app700/inner-file over/in; do
			can $path yes
		done
		for path in o/root755 o/app500 o/app077 o/models707 o/file400 o/file060 o/acl-mask o/acl-none o/acl-nobody o/root700/inner ro \
			disk/immutable full/d bindfs; do
			can $path no
		done
		options=(--user 1000:1000)
		can o/models770 no
		options=(--caps none)
		for path in o/root755 o/group0 full/d bindfs; do can $path yes; done
		for path in o/app700 o/file600 o/root500 disk/immutable; do can $path no; done
		options=(--user app --caps dac_override)
		for path in o/root700 o/file000 o/acl-none; do can $path yes; done
		for path in ro bindfs full/d; do can $path no; done
		umount bindfs bindfs-all
	EOF
}

@test "in a container with Docker's capabilities, and with none" {
	in_ns "${agreement[@]}" <<-'EOF'
		accounts
		objects
		mounts
		for options in '' '--user app' '--user web --caps net_bind_service' '--caps none' '--no-new-privs --user 4242'; do
			agree docker $options
		done
		where=root
		# --cap-drop ALL: root has no more rights than another user.
		start() { setpriv --bounding-set -all "${@:2}"; }
		agree none
		agree none --caps none
		options=()
		can o/root755 yes
		can o/app700 no
	EOF
}

@test "as a user who is not root, with ambient capabilities and without" {
	in_ns "${agreement[@]}" <<-'EOF'
		accounts
		objects
		mounts
		chmod 777 .
		agree user
		agree user --user 1000:1000 --no-new-privs
		agree caps
		agree caps --caps none
		start() {
			setpriv --reuid 1000 --regid 1000 --groups 2000 --inh-caps +dac_override --ambient-caps +dac_override "${@:2}"
		}
		agree ambient
		options=()
		can o/root700/inner yes
		# An exec takes an inheritable capability that is not ambient, so it does not count.
		start() {
			setpriv --reuid 1000 --regid 1000 --groups 2000 --inh-caps +dac_override "${@:2}"
		}
		agree inheritable
		can o/root700/inner no
		can o/models770 yes
	EOF
}

@test "with capabilities of the guard's own file, which the command does not get" {
	in_ns "${agreement[@]}" <<-'EOF'
		accounts
		objects
		needs setcap
		mkdir caps
		mount -t tmpfs -o suid,mode=755 caps caps
		cp bin/mountguard caps/
		setcap cap_dac_override,cap_net_bind_service+ep caps/mountguard 2>/dev/null || cannot "no file capabilities on this tmpfs"
		PATH=$PWD/caps:$PATH
		hash -r
		agree user
		options=()
		can o/root755 no
		can o/app700 yes
		run_it start user mountguard -e '/ exists' -- identity
		grep -qx 'CapEff:.0000000000000000' .try/out
		# The same if uid 0 has no special rights.
		start() {
			setpriv --securebits +noroot "${@:2}"
		}
		agree noroot
		can o/app700 no
		# A set-user-id guard: its command is effectively root, as it would be without a guard.
		setcap -r caps/mountguard
		chmod 4755 caps/mountguard
		start() {
			setpriv --reuid 1000 --regid 1000 --clear-groups "${@:2}"
		}
		agree user
		can o/app000 yes
	EOF
}

@test "where securebits let a user keep what root had, until the exec" {
	in_ns "${agreement[@]}" <<-'EOF'
		accounts
		objects
		start() {
			setpriv --securebits +no_setuid_fixup "${@:2}"
		}
		agree fixup --user app
		options=(--user app)
		can o/root755 no
		agree fixup --user app --caps dac_override
		agree fixup
	EOF
}

@test "in user namespaces, with owners that are not there" {
	in_ns "${agreement[@]}" <<-'EOF'
		accounts
		needs_userns
		objects
		mounts
		cd o
		object far700 70000:70000 700
		object far777 70000:70000 777
		object far-file 70000:70000 600
		cd ..
		for options in '' '--user app' '--caps none' '--user web --caps dac_override'; do
			agree userns $options
		done
		agree small_userns
		agree small_userns --caps none
		where=userns options=()
		can o/far700 no
		can o/app700 yes
		where=small_userns
		can o/app700 no
	EOF
}

@test "an append-only directory: no file can be made and removed again, and nothing is left" {
	in_ns <<-'EOF'
		needs_root
		needs chattr
		disk ext4
		mkdir ext4/d/log memory
		mount -t tmpfs memory memory
		trap 'chattr -a /mnt/ext4/d/log /mnt/memory 2>/dev/null || true' EXIT
		chattr +a ext4/d/log || cannot "no chattr +a here"
		dirs=(ext4/d/log)
		! chattr +a memory 2>/dev/null || dirs+=(memory) # Linux 6.6
		for dir in "${dirs[@]}"; do
			for refusal in uname=EPERM statx=ENOSYS statx=EPERM; do
				guard=(refuse $refusal mountguard)
				for word in writable writable=sync; do
					try --health -e "/mnt/$dir $word"
					exits 1
					says "mountguard: FAIL /mnt/$dir: it can only be appended to (chattr +a)"
				done
				try --check -e "/mnt/$dir readonly"
				refused
				says "mountguard: FAIL /mnt/$dir: it can be appended to (chattr +a)"
				[ -z "$(ls -A $dir)" ] || fail "something was left in $dir: $(ls -A $dir)"
			done
		done
		# For a user who may not write there, it is as good as read-only.
		as 1000
		try --check -e '/mnt/ext4/d/log readonly'
		holds
		try --check -e '/mnt/ext4/d/log writable'
		refused
		mentions 'permission denied'
		# Through an overlay, whose own directories do not show the attribute.
		guard=(mountguard)
		mkdir -p o/{lower,upper,work,merged}
		mount -t overlay -o lowerdir=o/lower,upperdir=o/upper,workdir=o/work o o/merged
		mkdir o/merged/log
		if chattr +a o/merged/log 2>/dev/null; then
			try --check -e '/mnt/o/merged/log writable=sync'
			refused
			[ -z "$(ls -A o/merged/log)" ] || fail "something was left"
			chattr -a o/merged/log
		fi
	EOF
}

@test "writable leaves the time of a directory alone where files need no name; sync does not" {
	in_ns <<-'EOF'
		disk ext4
		mkdir memory
		mount -t tmpfs memory memory
		for dir in ext4/d memory; do
			touch -d 2001-02-03 $dir
			before=$(stat -c %y,%s $dir)
			try --check -e "/mnt/$dir writable"
			holds
			[ "$(stat -c %y,%s $dir)" = "$before" ] || fail "the time of $dir was changed"
			try --check -e "/mnt/$dir writable=sync"
			holds
			[ -z "$(ls -A $dir)" ] || fail "something was left in $dir"
		done
	EOF
}
