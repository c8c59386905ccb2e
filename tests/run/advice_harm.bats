#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Advice never makes it worse: a copied command mends what the message names, and harms nothing else. A cause that is not
# proven is not said.

load helpers
load boxes

# of LINE...: the advice is exactly these lines, in this order ("why  ...", "fix  ...").
of() {
	sed -nE 's#/dev/loop[0-9]+#/dev/loopN#g; s/^  (why|fix) +/\1  /p' "$T/.try/err" >"$T/.try/said"
	[ $# = 0 ] || printf '%s\n' "$@" >"$T/.try/wanted"
	[ $# != 0 ] || : >"$T/.try/wanted"
	diff -U 20 "$T/.try/wanted" "$T/.try/said" || fail "other advice was expected (see the diff)"
}
# secret_key OWNER MODE: a pod with a secret at /etc/sec, which has a key, as a kubelet mounts it.
secret_key() {
	pod_box
	mkdir -p "$R/etc/sec"
	mount -t tmpfs tmpfs "$R/etc/sec"
	mkdir "$R/etc/sec/..1"
	echo k >"$R/etc/sec/..1/key"
	chown "$1" "$R/etc/sec/..1/key"
	chmod "$2" "$R/etc/sec/..1/key"
	ln -s ..1 "$R/etc/sec/..data"
	ln -s ..data/key "$R/etc/sec/key"
	mount -o remount,ro,bind "$R/etc/sec"
}
boxes+=(of secret_key)

# --- directories that are not the container's own ---

@test "no command changes the owner of a directory of the system, an engine or a user's settings" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		for path in var/spool/cron/crontabs var/spool/cron var/lib/docker/image var/lib/docker/overlay2 nix/store \
			snap/x lost+found var/mail var/lib/kubelet var/lib/etcd var/lib/containerd var/lib/containers \
			var/lib/rancher/k3s home/alice/.ssh home/alice/.config/app/x; do
			bind $path /app
			for word in read write; do
				chmod 700 $T/$path
				try --check --user 1000 -e "/app ${word%e}able"
				refused
				of "why  /app belongs to 0:0 with mode 0700, and uid 1000 (gid 0) is in its group, which may not $word" \
					"fix  mount a directory of the program's own there instead: more than this container needs /$path"
			done
			umount $R/app
		done
		umount $R/etc/hosts
		engine_hosts "$pod_hosts"
		for path in var/lib/kubelet var/lib/etcd var/lib/containerd; do
			bind $path /app
			chmod 755 $T/$path
			try --check --user 1000 -e '/app writable'
			of "why  /app belongs to 0:0 with mode 0755, and uid 1000 (gid 0) is in its group, which may not write" \
				"fix  mount a directory of the program's own there instead: more than this container needs /$path"
			umount $R/app
		done
	EOF
}

@test "a volume is the container's own, wherever the engine keeps it" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		for path in var/lib/docker home/alice/.local/share/docker; do
			bind $path/volumes/v/_data /app
			chmod 555 $R/app
			chown 1000 $R/app
			try --check --user 1000 -e '/app writable'
			of "why  /app belongs to 1000:0 with mode 0555, and uid 1000 (gid 0) is its owner, who may not write" \
				"fix  on the host: chmod u+wx /$path/volumes/v/_data"
			umount $R/app
		done
	EOF
}

# --- a volume whose root belongs to root ---

@test "another server's volume is not given to this one with all that it holds" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		volume pg /var/lib/postgresql
		mkdir $R/var/lib/postgresql/18
		chown 999:999 $R/var/lib/postgresql/18
		try --check --user 1000 -e '/var/lib/postgresql writable'
		of "why  /var/lib/postgresql belongs to 0:0 with mode 0755, and uid 1000 (gid 0) is in its group, which may not write" \
			"fix  check that these are the files that you mean, and that no other container uses the volume pg; then once: docker run --rm --user 0 --entrypoint chown -v pg:/var/lib/postgresql IMAGE 1000:0 /var/lib/postgresql; and RUN chown 1000:0 /var/lib/postgresql in the Dockerfile, which a new or empty volume takes over"
	EOF
}

# --- a root that is read-only ---

@test "no mount over code, over a file or over the root is advised to make it writable" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		mkdir $R/code
		echo 1 >$R/code/main.py
		mount -o remount,bind,ro $R
		for path in /code /code/main.py / /app; do
			try --check -e "$path writable"
			refused
			of "why  the container's root file system is read-only" \
				"fix  mount a volume or a tmpfs at $path if the image has nothing there, else at a directory of the program's own; then recreate the container"
		done
	EOF
}

# --- what was found elsewhere ---

@test "a backup that lies in the volume is not made the database" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		volume pg /var/lib/pg
		mkdir $R/var/lib/pg/backup-2026-11-01
		echo 16 >$R/var/lib/pg/backup-2026-11-01/PG_VERSION
		try --check -e '/var/lib/pg has=PG_VERSION, writable'
		of "why  what is wanted of /var/lib/pg was found at /var/lib/pg/backup-2026-11-01/PG_VERSION, deeper in the same volume" \
			"fix  check that /var/lib/pg/backup-2026-11-01 is the live data, and no copy of it, before a server starts on it; then let the program (PGDATA, or what it calls it) and the expectation use it, with an image of the version that made the data"
		umount $R/var/lib/pg
		bind srv/pg /var/lib/pg
		mkdir $R/var/lib/pg/backup-2026-11-01
		echo 16 >$R/var/lib/pg/backup-2026-11-01/PG_VERSION
		try --check -e '/var/lib/pg has=PG_VERSION, writable'
		of "why  what is wanted of /var/lib/pg was found at /var/lib/pg/backup-2026-11-01/PG_VERSION, deeper in the same mount: its source is a directory too high, unless that is a copy" \
			"fix  correct the source of the mount of /var/lib/pg to the directory below it that holds the files, then recreate the container"
	EOF
}

@test "a mount is not moved while another path proves that it is right" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		mkdir -p $T/srv/p/{tests/fixtures,src}
		touch $T/srv/p/{app.py,main.py,tests/fixtures/config.yaml,src/util.py}
		mount --bind $T/srv/p $R/app
		try --check -e '/app/app.py file' -e '/app/config.yaml file'
		of "why  what is wanted of /app/config.yaml was found at /app/tests/fixtures/config.yaml, on the same mount" \
			"fix  correct the path, there or in the expectation"
		try --check -e '/app/src/util.py file' -e '/app/src/main.py file'
		of "why  what is wanted of /app/src/main.py was found at /app/main.py, on the same mount" \
			"fix  correct the path, there or in the expectation"
		# A mount point alone proves nothing.
		try --check -e '/app dir' -e '/app/config.yaml file'
		mentions "too high"
		try --check -e '/app mount' -e '/app/lib/main.py file'
		mentions "too deep"
	EOF
}

# --- what the engine mounts by itself ---

@test "no advice names a mount that the engine makes by itself" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		umount $R/dev/null
		mount -t tmpfs tmpfs $R/dev
		mknod $R/dev/null c 1 3 || cannot "no devices can be made here"
		try --check -e '/dev persistent'
		of "why  the file system at /dev lives in memory"
		mount --bind $R/proc/sys $R/proc/sys
		mount -o remount,bind,ro $R/proc/sys
		try --check -e '/proc/sys/net writable'
		of "why  it was mounted read-only at /proc/sys"
		try --check -e '/etc/hosts readonly'
		of "why  /etc/hosts was not mounted read-only"
		try --check --user 1000 -e '/etc/hosts writable'
		of "why  /etc/hosts belongs to 0:0 with mode 0644, and uid 1000 (gid 0) is in its group, which may not write"
	EOF
}

@test "a device that the container was not given" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		umount $R/dev/null
		mount -t tmpfs tmpfs $R/dev
		touch $R/dev/null
		try --check -e '/dev/nvidia0 device'
		of "why  the container was made without this device" \
			"fix  add --device /dev/nvidia0 (in Compose devices:; a GPU: gpus: all) and recreate the container"
		umount $R/etc/hosts
		engine_hosts "$podman_hosts"
		rm $R/.dockerenv
		try --check -e '/dev/nvidia0 device'
		of "why  the container was made without this device" \
			"fix  add --device /dev/nvidia0 (in Compose devices:; a GPU: gpus: all) and recreate the container"
		umount $R/etc/hosts
		engine_hosts "$pod_hosts"
		try --check -e '/dev/nvidia0 device'
		of "why  the container was made without this device"
	EOF
}

# --- a mount at another place ---

@test "a mount at its expected place is not blamed" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		mkdir $R/app/data
		volume g /srv/Git/data
		try --check -e '/srv/Git/data mount' -e '/data mount'
		says_nothing_of "Git Bash"
		mkdir $R/data
		try --check -e '/srv/Git/data mount' -e '/data mount'
		of "why  the container was made without a mount of /data" \
			"fix  add SOURCE:/data to volumes: in the Compose file, or -v SOURCE:/data to docker run, and recreate the container"
		volume D /app/Data
		try --check -e '/app/Data mount' -e '/app/data mount'
		of "why  the container was made without a mount of /app/data" \
			"fix  add SOURCE:/app/data to volumes: in the Compose file, or -v SOURCE:/app/data to docker run, and recreate the container"
		# The engine's own mount is not named either.
		echo x >$R/etc/passwd
		try --check -e '/etc mount'
		of "why  the container was made without a mount of /etc" \
			"fix  add SOURCE:/etc to volumes: in the Compose file, or -v SOURCE:/etc to docker run, and recreate the container"
	EOF
}

@test "Git Bash: the command leaves the source as it was" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		volume models '/app/models;C'
		try --check -e '/app/models mount=volume'
		of "why  Git Bash rewrote the target of the mount: it is at '/app/models;C' instead" \
			"fix  set MSYS_NO_PATHCONV=1, or write the target with two slashes (-v SOURCE://app/models); then recreate the container"
	EOF
}

# --- the container's own layer ---

@test "no volume is advised for a file, or for the root" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		echo x >$R/app/db.sqlite
		lost="why  nothing is mounted here: what is written is deleted with the container"
		for path in /app/db.sqlite /; do
			try --check -e "$path persistent"
			of "$lost" "fix  copy out what is wanted, give it a directory of its own, and mount a volume there"
		done
	EOF
}

# --- access control lists ---

@test "an access control list whose mask shuts out others as well" {
	in_ns "${boxes[@]}" <<-'EOF'
		needs_root
		needs setfacl
		docker_box
		disk $T/srv 16M
		mkdir $R/data
		setfacl -m u:2000:rwx $T/srv/d || cannot "no ACLs here"
		mount --bind $T/srv/d $R/data
		chmod 700 $T/srv/d
		try --check --user 1000:1000 -e '/data readable'
		of "why  /data has an access control list, and that does not let uid 1000" \
			"fix  getfacl, where it comes from, shows it; setfacl -m would widen its mask, and let others in"
		# If the mask allows it, one entry is enough, and the mask stays.
		chmod 750 $T/srv/d
		try --check --user 1000:1000 -e '/data readable'
		of "why  /data has an access control list, and that does not let uid 1000" \
			"fix  getfacl, where it comes from, shows it; setfacl -n -m u:1000:rx on it adds this user, and leaves its mask as it is"
		setfacl -n -m u:1000:rx $T/srv/d
		try --check --user 1000:1000 -e '/data readable'
		holds
		[ "$(getfacl -cp $T/srv/d | grep mask)" = mask::r-x ] || fail "the mask was changed"
	EOF
}

# --- false causes ---

@test "root without its capabilities is not told to run as root" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		volume v /app
		chmod 555 $R/app
		try --check --caps none -e '/app writable'
		of "why  /app belongs to 0:0 with mode 0555, and uid 0 (gid 0) is its owner, who may not write" \
			"fix  on the host: chmod u+wx /var/lib/docker/volumes/v/_data"
	EOF
}

@test "a file system that an administrator made read-only" {
	in_ns "${boxes[@]}" <<-'EOF'
		needs_root
		docker_box
		disk $T/d
		mount -o remount,errors=remount-ro $T/d
		mount --bind $T/d/d $R/app
		mount -o remount,ro $T/d
		try --check -e '/app writable'
		of "why  /dev/loopN became read-only: after an error on the disk, or an administrator remounted it" \
			"fix  look at dmesg on the host; after an error, check the file system (fsck, unmounted)"
	EOF
}

@test "links that lead to each other" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		ln -s b $R/app/a
		ln -s a $R/app/b
		try --check -e '/app/a file'
		of "why  the symbolic link /app/b leads to a, and so on without an end" \
			"fix  correct the link"
	EOF
}

# --- Kubernetes ---

@test "a pod's secret: fsGroup and private exclude each other" {
	in_ns "${boxes[@]}" <<-'EOF'
		secret_key 0:0 400
		try --check --user 1000 -e '/etc/sec/key file, readable, private'
		of "why  /etc/sec/..1/key belongs to 0:0 with mode 0400, and uid 1000 (gid 0) is in its group, which may not read" \
			"fix  set fsGroup: 1000 in the securityContext of the pod, which lets the group in: expect a mode in place of private (0440 of a secret)"
		# The kubelet makes this of it.
		mount -o remount,rw,bind $R/etc/sec
		chgrp 1000 $R/etc/sec/..1/key
		chmod 440 $R/etc/sec/..1/key
		mount -o remount,ro,bind $R/etc/sec
		try --check --user 1000:1000 -e '/etc/sec/key file, readable, private'
		of "why  it belongs to 0:1000 with mode 0440" \
			"fix  where that comes of fsGroup, expect mode=0440 in place of private"
		try --check --user 1000:1000 -e '/etc/sec/key file, readable, mode=0440'
		holds
	EOF
}

# --- what a second reading found ---

@test "a file that lies too deep says nothing of the source of the mount" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind srv/shop /app
		mkdir -p $R/app/src/api
		echo 1 >$R/app/src/api/main.py
		try --check -e '/app/src/main.py file'
		of 'why  what is wanted of /app/src/main.py was found at /app/src/api/main.py, on the same mount' \
			'fix  correct the path, there or in the expectation'
		# The file is a level higher: then the source is wrong.
		mkdir $R/app/lib
		echo 1 >$R/app/app.py
		try --check -e '/app/code/app.py file'
		mentions 'higher in the same mount: its source is a directory too deep'
	EOF
}

@test "a key that all can read is closed first, whatever fsGroup does" {
	in_ns "${boxes[@]}" <<-'EOF'
		secret_key 0:1000 644
		try --check -e '/etc/sec/key private'
		of 'why  it belongs to 0:1000 with mode 0644' \
			'fix  set defaultMode: 0400 (or mode: on its items) in the volume of /etc/sec'
	EOF
}

@test "one file of the system is copied, and no directory is mounted in its place" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind_file etc/letsencrypt/live/shop/privkey.pem /privkey.pem
		chmod 600 $R/privkey.pem
		try --check --user 1000 -e '/privkey.pem readable'
		mentions 'fix +mount a copy of it there that uid 1000 may read: more than this container needs /etc/letsencrypt/'
		for path in var/backups var/lib/systemd/x var/cache; do
			bind $path /app
			chmod 755 $T/$path
			try --check --user 1000 -e '/app writable'
			refused
			says_nothing_of chown
			umount $R/app
		done
	EOF
}

@test "an empty file of the engine's is not the host's" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		try --check -e '/etc/hosts nonempty'
		refused
		of
	EOF
}

@test "another user's files in a volume stay theirs, and a part of a volume is not the whole one" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		volume pg /pg
		chown 999:999 $R/pg
		chmod 700 $R/pg
		for word in readable writable; do
			try --check --user 1000 -e "/pg $word"
			refused
			says_nothing_of chown
			mentions 'fix +check that these are the files that you mean'
		done
		mkdir -p $T/var/lib/docker/volumes/shared/_data/redis
		bind var/lib/docker/volumes/shared/_data/redis /data
		try --check --user 1000 -e '/data writable'
		refused
		says_nothing_of 'docker run'
		mentions 'once, as root in a container that mounts the volume: chown 1000:0 /data'
	EOF
}

@test "files of the container's layer are copied out before a volume is mounted over them" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		mkdir $R/data
		try --check -e '/data mount, persistent'
		says_nothing_of 'copy out'
		echo 1 >$R/data/db
		try --check -e '/data mount, persistent'
		mentions 'fix +copy out what it holds if that is wanted \(docker cp\)'
	EOF
}

@test "what the engine itself mounts in /etc is no volume that a mount of /etc was meant for" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		for line in '/etc/app.yaml nonempty' '/etc/app.yaml file, nonempty' '/etc/app.yaml mount' '/etc nonempty' \
			'/etc mount'; do
			try --check -e "$line"
			refused
			! grep -q 'inside /etc' $T/.try/err || fail "the engine's files are taken for volumes"
		done
		# A volume is one.
		volume certs /etc/certs
		try --check -e '/etc/app.yaml nonempty'
		of 'why  the volumes inside /etc were mounted, but nothing at /etc itself' \
			'fix  check that the bind of /etc is in the Compose file or in docker run, then recreate the container (docker compose up -d --force-recreate SERVICE)'
	EOF
}
