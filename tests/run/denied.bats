#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Each way in which a user is denied, made for real; the whole message is compared.

load helpers
load boxes

@test "root's volume, and the program is uid 1000" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		volume models /app
		as 1000
		try -e '/app writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be written: permission denied (EACCES)
			  expected  writable (--expect #1)
			  found     volume models on tmpfs, 0 files of its own
			  why       /app belongs to 0:0 with mode 0755, and uid 1000 (gid 1000) is neither its owner nor in its group
			  fix       check that these are the files that you mean, and that no other container uses the volume models; then once: docker run --rm --user 0 --entrypoint chown -v models:/app IMAGE 1000:1000 /app; and RUN chown 1000:1000 /app in the Dockerfile, which a new or empty volume takes over
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		chown -R 1000:1000 $R/app
		try -e '/app writable' --check
		holds
	EOF
}

@test "the image's code belongs to a user that it does not know" {
	in_ns "${boxes[@]}" <<-'EOF'
		mkdir -p $T/.image/code/app
		docker_box
		chown -R 501:20 $R/code
		chmod 700 $R/code/app
		as 1000
		try -e '/code/app nonempty, readable' -e '/code/app/main.py file' --check
		shows <<-REPORT
			mountguard: FAIL /code/app: it cannot be read: permission denied (EACCES)
			  expected  readable (--expect #1)
			  found     the image or the container's own layer (overlay), directory that cannot be listed
			  why       /code/app belongs to 501:20 with mode 0700, and uid 1000 (gid 1000) is neither its owner nor in its group
			  fix       in the Dockerfile: COPY --chown=1000:1000, or RUN chown 1000:1000 /code/app; then rebuild the image
			mountguard: UNKNOWN /code/app/main.py: it cannot be reached: no search permission in /code/app (EACCES)
			  expected  file (--expect #2)
			  found     the way ends in /code/app: the image or the container's own layer (overlay)
			mountguard: 1 of 2 expectations failed, 1 could not be told (exit 69)
		REPORT
	EOF
}

@test "a directory on the way that is closed" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind src /app
		mkdir -p $R/app/private/models
		chmod 700 $R/app/private
		as 1000
		try -e '/app/private/models writable' --check
		shows <<-REPORT
			mountguard: FAIL /app/private/models: it cannot be reached: no search permission in /app/private (EACCES)
			  expected  writable (--expect #1)
			  found     the way ends in /app/private: bind of /src on tmpfs
			  why       /app/private belongs to 0:0 with mode 0700, and uid 1000 (gid 1000) is neither its owner nor in its group
			  fix       on the host: setfacl -m u:1000:rx /src/private
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a directory that is closed, and what is in it: one cause" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind src /app
		echo 1 >$R/app/main.py
		chmod 700 $R/app
		as 1000
		try -e '/app/main.py file, readable' -e '/app readable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be read: permission denied (EACCES)
			  expected  readable (--expect #2)
			  found     bind of /src on tmpfs, directory that cannot be listed
			  also      /app/main.py (--expect #1)
			  why       /app belongs to 0:0 with mode 0700, and uid 1000 (gid 1000) is neither its owner nor in its group
			  fix       on the host: setfacl -m u:1000:rx /src
			mountguard: 2 of 2 expectations failed (exit 69)
		REPORT
		# Whether the file exists is unknown. Advice about it would differ, and take back the first advice.
		try -e '/app readable' -e '/app/main.py file' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be read: permission denied (EACCES)
			  expected  readable (--expect #1)
			  found     bind of /src on tmpfs, directory that cannot be listed
			  why       /app belongs to 0:0 with mode 0700, and uid 1000 (gid 1000) is neither its owner nor in its group
			  fix       on the host: setfacl -m u:1000:rx /src
			mountguard: UNKNOWN /app/main.py: it cannot be reached: no search permission in /app (EACCES)
			  expected  file (--expect #2)
			  found     the way ends in /app: bind of /src on tmpfs
			mountguard: 1 of 2 expectations failed, 1 could not be told (exit 69)
		REPORT
		needs setfacl
		setfacl -m u:1000:rx $T/src
		try -e '/app readable' -e '/app/main.py file, readable' --check
		holds
	EOF
}

@test "a stranger's tree: the container can run as its owner" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind src /app
		chown 501:20 $R/app
		chmod 700 $R/app
		as 1000
		try -e '/app readable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be read: permission denied (EACCES)
			  expected  readable (--expect #1)
			  found     bind of /src on tmpfs, directory that cannot be listed
			  why       /app belongs to 501:20 with mode 0700, and uid 1000 (gid 1000) is neither its owner nor in its group
			  fix       check that these are the files that you mean; if they are, run the program as their owner, 501:20 (--user; in Compose user:)
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		as 501
		try -e '/app readable' --check
		holds
	EOF
}

@test "its own directory, and the mode says no" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind src /app
		chown 1000:1000 $R/app
		chmod 555 $R/app
		as 1000
		try -e '/app writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be written: permission denied (EACCES)
			  expected  writable (--expect #1)
			  found     bind of /src on tmpfs, 0 files of its own
			  why       /app belongs to 1000:1000 with mode 0555, and uid 1000 (gid 1000) is its owner, who may not write
			  fix       on the host: chmod u+wx /src
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "in a pod, and in Podman" {
	in_ns "${boxes[@]}" <<-'EOF'
		pod_box
		bind pods/7a1e04c9-52bd-4f3e-9c60-d8b1f20a6e35/volumes/kubernetes.io~empty-dir/work /app
		as 1000
		try -e '/app writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be written: permission denied (EACCES)
			  expected  writable (--expect #1)
			  found     emptyDir work on tmpfs, 0 files of its own
			  why       /app belongs to 0:0 with mode 0755, and uid 1000 (gid 1000) is neither its owner nor in its group
			  fix       set fsGroup: 1000 in the securityContext of the pod
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		umount $R/app $R/etc/hosts
		engine_hosts "$podman_hosts"
		volume models /app
		try -e '/app writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be written: permission denied (EACCES)
			  expected  writable (--expect #1)
			  found     volume models on tmpfs, 0 files of its own
			  why       /app belongs to 0:0 with mode 0755, and uid 1000 (gid 1000) is neither its owner nor in its group
			  fix       check that these are the files that you mean, and that no other container uses the volume models; then once, as root in a container that mounts the volume: chown 1000:1000 /app
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "root without the capability to override modes" {
	in_ns "${boxes[@]}" <<-'EOF'
		needs_root
		needs setpriv
		docker_box
		bind src /app
		chown 1000:1000 $R/app
		guard=(setpriv --bounding-set -dac_override,-dac_read_search --inh-caps -all chroot "$R" /mountguard)
		try -e '/app writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be written: permission denied (EACCES)
			  expected  writable (--expect #1)
			  found     bind of /src on tmpfs, 0 files of its own
			  why       /app belongs to 1000:1000 with mode 0755, and uid 0 (gid 0) is neither its owner nor in its group; root can pass over that only with the capability DAC_OVERRIDE, which was dropped
			  fix       run the container as 1000:1000 (docker run --user; in Compose user:)
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "an access control list" {
	in_ns "${boxes[@]}" <<-'EOF'
		needs setfacl
		docker_box
		bind src /app
		setfacl -m g:27:rwx,o::rwx -m u:1000:r-x $R/app 2>/dev/null || cannot "no ACLs on tmpfs here"
		as 1000
		try -e '/app writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be written: permission denied (EACCES)
			  expected  writable (--expect #1)
			  found     bind of /src on tmpfs, 0 files of its own
			  why       /app has an access control list, and that does not let uid 1000
			  fix       getfacl /src on the host shows it; setfacl -n -m u:1000:rwx on it adds this user, and leaves its mask as it is
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "the immutable flag" {
	in_ns "${boxes[@]}" <<-'EOF'
		needs_root
		docker_box
		disk $T/data
		mkdir $T/data/src
		mount --bind $T/data/src $R/app
		chattr +i $T/data/src || cannot "no chattr +i here"
		try -e '/app writable' --check
		chattr -i $T/data/src
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be written: the operation is not permitted (EPERM)
			  expected  writable (--expect #1)
			  found     bind of /src of the file system on /dev/loopN (ext4), directory
			  why       /app has the immutable flag (chattr +i)
			  fix       if nothing relies on it, take it away on the host (chattr -i)
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a FUSE mount that lets only its owner in" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		fuse $R/app private
		as 1000
		try -e '/app nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be looked at: permission denied (EACCES)
			  expected  nonempty (--expect #1)
			  found     the way ends in /app: bind of a whole file system of type fuse.fusefs
			  why       /app (fuse.fusefs) was mounted without allow_other, which lets in nobody but the user who mounted it, not even root
			  fix       mount it on the host with the option allow_other, then restart the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a program that no user may execute" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind_file src/run.sh /run.sh
		chmod 644 $R/run.sh
		try -e '/run.sh executable' --check
		shows <<-REPORT
			mountguard: FAIL /run.sh: it cannot be executed: permission denied (EACCES)
			  expected  executable (--expect #1)
			  found     bind of /src/run.sh on tmpfs, file of 4 bytes
			  why       its mode 0644 lets nobody execute it
			  fix       chmod +x, where it comes from: in the image's build, in git, on the host
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a long name full of escapes: the first line is still the whole story in less than 500 bytes" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		part=$(printf '\001%.0s' {1..250})
		mkdir -p "$R/app/$part/$part/$part"
		chmod 700 "$R/app/$part/$part/$part"
		as 1000
		try -e "\"/app/$part/$part/$part/x\" writable" --check
		refused
		[ "$(head -n 1 .try/err | wc -c)" -lt 500 ] || fail "the first line is too long"
	EOF
}

@test "a blank disk is a blank disk, whoever may write to it" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		disk data 16M
		mount --bind data $R/app
		as 1000
		try -e '/app persistent, writable' -e '/app/PG_VERSION file' --check
		shows <<-REPORT
			mountguard: FAIL /app: the disk is blank: it holds nothing except lost+found
			  expected  writable (--expect #1)
			  found     bind of the whole file system on /dev/loopN (ext4), 0 files of its own
			  also      /app/PG_VERSION (--expect #2)
			  why       the file system on /dev/loopN is blank: it holds nothing but what mkfs makes
			  fix       check that it is the disk that you mean before anything is written to it: the data may be on another one; if it is new on purpose, make a directory on it and mount that one
			mountguard: 2 of 2 expectations failed (exit 69)
		REPORT
	EOF
}
