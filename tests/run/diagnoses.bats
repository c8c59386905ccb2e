#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The faults that a container's storage can have, each made for real; the whole message is compared. Here: wrong or
# missing mounts. Storage that went bad is in faults.bats, storage that cannot be used as wanted in refusals.bats.

load helpers
load boxes

# --- nothing is mounted there ---

@test "shape A: the volumes inside, and nothing at the directory itself" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		volume models /app/models
		volume temp /app/temp
		try -e '/app mount, nonempty' -e '/app/main.py file' -- /mountguard
		shows <<-REPORT
			mountguard: FAIL /app: nothing is mounted here, and it holds nothing except the mount points models and temp
			  expected  mount (--expect #1)
			  found     the image or the container's own layer (overlay), 0 files of its own
			  also      /app/main.py (--expect #2)
			  why       the volumes inside /app were mounted, but nothing at /app itself
			  fix       check that the bind of /app is in the Compose file or in docker run, then recreate the container (docker compose up -d --force-recreate SERVICE)
			mountguard: 2 of 2 expectations failed, mountguard was not started (exit 69)
		REPORT
	EOF
}

@test "shape A in Podman, in a pod, and under an unknown engine" {
	in_ns "${boxes[@]}" <<-'EOF'
		podman_box
		volume models /app/models
		try -e '/app nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: it holds nothing except the mount point models
			  expected  nonempty (--expect #1)
			  found     the image or the container's own layer (overlay), 0 files of its own
			  why       the volumes inside /app were mounted, but nothing at /app itself
			  fix       add -v DIRECTORY:/app to podman run, or /app to the volumeMounts of the manifest; then recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		umount $R/etc/hosts
		engine_hosts "$pod_hosts"
		try -e '/app nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: it holds nothing except the mount point models
			  expected  nonempty (--expect #1)
			  found     the image or the container's own layer (overlay), 0 files of its own
			  why       the volumes inside /app were mounted, but nothing at /app itself
			  fix       add /app to the volumeMounts of the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		umount $R/etc/hosts
		try -e '/app nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: it holds nothing except the mount point models
			  expected  nonempty (--expect #1)
			  found     the image or the container's own layer (overlay), 0 files of its own
			  why       the volumes inside /app were mounted, but nothing at /app itself
			  fix       add the missing mount of /app, then recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "made without the mount" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		touch $R/app/main.py
		try -e '/app mount' --check
		shows <<-REPORT
			mountguard: FAIL /app: nothing is mounted here
			  expected  mount (--expect #1)
			  found     the image or the container's own layer (overlay), files of its own
			  why       the container was made without a mount of /app
			  fix       add SOURCE:/app to volumes: in the Compose file, or -v SOURCE:/app to docker run, and recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a directory that is missing beside a mount lacks a mount of its own" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		mkdir -p $R/var/lib/postgresql/data
		volume pgdata /var/lib/postgresql/data
		try -e '/var/lib/postgresql/15 mount=volume, writable' --check
		shows <<-REPORT
			mountguard: FAIL /var/lib/postgresql/15: it does not exist (ENOENT)
			  expected  mount=volume, writable (--expect #1)
			  found     only /var/lib/postgresql: the image or the container's own layer (overlay)
			  why       the container was made without a mount of /var/lib/postgresql/15
			  fix       add SOURCE:/var/lib/postgresql/15 to volumes: in the Compose file, or -v SOURCE:/var/lib/postgresql/15 to docker run, and recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "made without its mounts: what is missing in the directory follows, another mount does not" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		mkdir $R/app/models
		try -e '/app/main.py file' -e '/app mount' -e '/app/models mount=volume, writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: nothing is mounted here, and it holds nothing except the empty directory models
			  expected  mount (--expect #2)
			  found     the image or the container's own layer (overlay), 0 files of its own
			  also      /app/main.py (--expect #1)
			  why       the container was made without a mount of /app
			  fix       add SOURCE:/app to volumes: in the Compose file, or -v SOURCE:/app to docker run, and recreate the container
			mountguard: FAIL /app/models: nothing is mounted here, and it is empty
			  expected  mount=volume (--expect #3)
			  found     the image or the container's own layer (overlay), 0 files of its own
			  why       the container was made without a mount of /app/models
			  fix       add SOURCE:/app/models to volumes: in the Compose file, or -v SOURCE:/app/models to docker run, and recreate the container
			mountguard: 3 of 3 expectations failed (exit 69)
		REPORT
	EOF
}

@test "a bind over the code of the image: that it is closed follows" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind src /app
		echo 1 >$R/app/main.py
		chmod 700 $R/app
		as 1000
		try -e '/app on=image, readable' -e '/app/main.py file, readable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it does not come from the image, but from a mount (bind)
			  expected  on=image (--expect #1)
			  found     bind of /src on tmpfs, directory that cannot be listed
			  also      /app/main.py (--expect #2)
			  why       what is mounted at /app (bind) hides what the image has there
			  fix       take /app out of volumes: in the Compose file and its overrides (or out of -v), then recreate the container (docker compose up -d --force-recreate SERVICE)
			mountguard: 2 of 2 expectations failed (exit 69)
		REPORT
	EOF
}

@test "a nested mount that came off when its directory was removed on the host" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind src /app
		volume models /app/models
		touch $T/var/lib/docker/volumes/models/_data/weights
		try -e '/app/models mount=volume, nonempty' --check
		holds
		unshare -m bash -c 'umount /mnt/root/app/models && rm -r /mnt/src/models'
		mkdir $T/src/models
		try -e '/app/models mount=volume, nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app/models: nothing is mounted here, and it is empty
			  expected  mount=volume (--expect #1)
			  found     bind of /src on tmpfs, 0 files of its own
			  why       it is no mount of its own, but lies within what is mounted at /app
			  fix       if /app/models is not in volumes: or -v, add it and recreate the container; if it is, docker restart CONTAINER: a mount is detached when its directory is removed on the host
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a mount inside the directory, and none of the directory itself" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		echo 1 >$R/app/main.py
		bind src/lib /app/lib
		try -e '/app mount, nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: nothing is mounted here
			  expected  mount (--expect #1)
			  found     the image or the container's own layer (overlay), files of its own
			  why       something is mounted inside it, at /app/lib, and nothing at /app itself
			  fix       add the mount of /app, or correct the target /app/lib if /app was meant; then recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a target that Git Bash has rewritten" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind src '/app;C'
		try -e '/app mount, nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: nothing is mounted here, and it is empty
			  expected  mount (--expect #1)
			  found     the image or the container's own layer (overlay), 0 files of its own
			  why       Git Bash rewrote the target of the mount: it is at '/app;C' instead
			  fix       set MSYS_NO_PATHCONV=1, or write the target with two slashes (-v SOURCE://app); then recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		umount "$R/app;C"
		bind src '/Program Files/Git/app'
		try -e '/app nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: it is empty
			  expected  nonempty (--expect #1)
			  found     the image or the container's own layer (overlay), 0 files of its own
			  why       Git Bash rewrote the target of the mount: it is at '/Program Files/Git/app' instead
			  fix       set MSYS_NO_PATHCONV=1, or write the target with two slashes (-v SOURCE://app); then recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a mount in another case, and with a blank behind its name" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind src /App
		try -e '/app mount, nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: nothing is mounted here, and it is empty
			  expected  mount (--expect #1)
			  found     the image or the container's own layer (overlay), 0 files of its own
			  why       something is mounted at /App, which differs only in case, blanks or backslashes
			  fix       correct the target of that mount to /app, then recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		umount $R/App
		bind src '/app '
		try -e '/app nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: it is empty
			  expected  nonempty (--expect #1)
			  found     the image or the container's own layer (overlay), 0 files of its own
			  why       something is mounted at '/app ', which differs only in case, blanks or backslashes
			  fix       correct the target of that mount to /app, then recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a file in another case, and with a blank behind its name" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind src /app
		touch $T/src/Main.py "$T/src/config.yaml "
		try -e '/app/main.py file, nonempty' -e '/app/config.yaml' --check
		shows <<-REPORT
			mountguard: FAIL /app/main.py: it does not exist (ENOENT)
			  expected  file, nonempty (--expect #1)
			  found     only /app: bind of /src on tmpfs
			  why       there is Main.py, which differs only in case, blanks or backslashes
			  fix       correct the name, there or in the expectation; Linux tells them apart
			mountguard: FAIL /app/config.yaml: it does not exist (ENOENT)
			  expected  exists (--expect #2)
			  found     only /app: bind of /src on tmpfs
			  why       there is 'config.yaml ', which differs only in case, blanks or backslashes
			  fix       correct the name, there or in the expectation; Linux tells them apart
			mountguard: 2 of 2 expectations failed (exit 69)
		REPORT
	EOF
}

# --- the wrong thing is mounted ---

@test "shape B on a tmpfs: the share that Docker Desktop could not reach" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind run/desktop/mnt/host/c/src/modAI /app
		volume models /app/models
		volume temp /app/temp
		try -e '/app mount, nonempty, persistent' -e '/app/main.py file' -- /mountguard
		shows <<-REPORT
			mountguard: FAIL /app: what is mounted here lies on a tmpfs, which lives in memory
			  expected  persistent (--expect #1)
			  found     bind of /run/desktop/mnt/host/c/src/modAI on tmpfs, 0 files of its own
			  also      /app/main.py (--expect #2)
			  why       Docker Desktop (or Rancher Desktop) shows an empty directory where it cannot reach a folder of the host, here C:\src\modAI
			  fix       docker compose down && docker compose up -d (a restart keeps the empty mount); then check Settings > Resources > File sharing
			mountguard: 2 of 2 expectations failed, mountguard was not started (exit 69)
		REPORT
	EOF
}

@test "shape B on disk" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		disk $T/disk
		mkdir $T/disk/d/src
		mount --bind $T/disk/d/src $R/app
		volume models /app/models
		try -e '/app mount, nonempty' -- /mountguard
		shows <<-REPORT
			mountguard: FAIL /app: mounted, but it holds nothing except the mount point models
			  expected  nonempty (--expect #1)
			  found     bind of /d/src of the file system on /dev/loopN (ext4), 0 files of its own
			  why       what is mounted at /app, /d/src of the file system on /dev/loopN, is empty: Docker makes an empty directory where the source of -v is missing
			  fix       check that the source of this mount is the directory that you mean and that its files are there (if the image's own are meant, take the mount out), then recreate the container (docker compose up -d --force-recreate SERVICE)
			mountguard: 1 of 1 expectation failed, mountguard was not started (exit 69)
		REPORT
	EOF
}

@test "an empty directory where a file should be" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind config.yaml /etc/config.yaml
		try -e '/etc/config.yaml file, nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /etc/config.yaml: it is an empty directory, not a file: some engines make one in place of a host file that is missing
			  expected  file (--expect #1)
			  found     bind of /config.yaml on tmpfs, 0 files of its own
			  why       what is mounted here, /config.yaml, is an empty directory
			  fix       on the host: rmdir /config.yaml, put the file there, then recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		rm $R/.dockerenv
		umount $R/etc/hosts
		try -e '/etc/config.yaml file' --check
		shows <<-REPORT
			mountguard: FAIL /etc/config.yaml: it is an empty directory, not a file: some engines make one in place of a host file that is missing
			  expected  file (--expect #1)
			  found     bind of /config.yaml of a tmpfs, 0 files of its own
			  why       what is mounted here, /config.yaml of a tmpfs, is an empty directory
			  fix       on the host, replace that directory with the file, then recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "an empty tmpfs where a file should be: nothing of the host is to be removed" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		mkdir $R/etc/config.yaml
		mount -t tmpfs tmpfs $R/etc/config.yaml
		try -e '/etc/config.yaml file' --check
		refused
		says_nothing_of 'remove the directory'
	EOF
}

@test "an empty named volume, where a directory was meant" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		volume src /app
		try -e '/app mount, nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: mounted, but it is empty
			  expected  nonempty (--expect #1)
			  found     volume src on tmpfs, 0 files of its own
			  why       src is a named volume, and it is empty
			  fix       check its name (docker volume ls): a typo or another project name makes a new, empty volume; if a directory of the host was meant, write it with a slash (./DIRECTORY:/app); then recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "an empty anonymous volume" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		volume 5d2c81f06be94a3f7720c9d14e8ab36fd05119e2c47b8a60f3de9125b7c6048a /app
		try -e '/app mount, nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: mounted, but it is empty
			  expected  nonempty (--expect #1)
			  found     anonymous volume 5d2c81f06be94a3f7720c9d14e8ab36fd05119e2c47b8a60f3de9125b7c6048a on tmpfs, 0 files of its own
			  why       an anonymous volume is made new with each container, and the image has no files here to fill it with
			  fix       mount what holds the files (-v NAME:/app, or a directory of the host), then recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "an empty emptyDir" {
	in_ns "${boxes[@]}" <<-'EOF'
		pod_box
		bind pods/7a1e04c9-52bd-4f3e-9c60-d8b1f20a6e35/volumes/kubernetes.io~empty-dir/work /app
		try -e '/app mount, nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: mounted, but it is empty
			  expected  nonempty (--expect #1)
			  found     emptyDir work on tmpfs, 0 files of its own
			  why       an emptyDir begins empty with every pod
			  fix       fill it with an init container, or mount the volume that holds the files
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "an empty tmpfs" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		mount -t tmpfs tmpfs $R/app
		try -e '/app mount, nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: mounted, but it is empty
			  expected  nonempty (--expect #1)
			  found     tmpfs, 0 files of its own
			  why       a tmpfs is mounted at /app: it begins empty with every start
			  fix       mount the directory or the volume that holds the files there instead, then recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a disk that holds nothing but lost+found" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		disk $T/disk
		rmdir $T/disk/d
		mount --bind $T/disk $R/app
		try -e '/app mount, nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: mounted, but it holds nothing except lost+found
			  expected  nonempty (--expect #1)
			  found     bind of the whole file system on /dev/loopN (ext4), 0 files of its own
			  why       the file system on /dev/loopN is blank: it holds nothing but what mkfs makes
			  fix       check that it is the disk that you mean before anything is written to it: the data may be on another one; if it is new on purpose, make a directory on it and mount that one
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		engine_hosts "$pod_hosts"
		try -e '/app mount=pvc, nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: mounted, but it holds nothing except lost+found
			  expected  nonempty (--expect #1)
			  found     persistent volume on ext4, 0 files of its own
			  why       the file system on /dev/loopN is blank: it holds nothing but what mkfs makes
			  fix       check that the claim is bound to the volume that you mean (kubectl get pvc,pv) before anything is written to it: the data may be on another one
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a volume over the code of the image" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		volume code /app
		touch $T/var/lib/docker/volumes/code/_data/main.py
		try -e '/app on=image, nonempty' -- /mountguard
		shows <<-REPORT
			mountguard: FAIL /app: it does not come from the image, but from a mount (volume)
			  expected  on=image (--expect #1)
			  found     volume code on tmpfs, files of its own
			  why       the volume code at /app hides what the image has there: a volume is filled from the image only while it is empty
			  fix       take /app out of volumes: in the Compose file and its overrides (or out of -v), then recreate the container (docker compose up -d --force-recreate SERVICE)
			mountguard: 1 of 1 expectation failed, mountguard was not started (exit 69)
		REPORT
	EOF
}

@test "a mangled target, where the path itself is not there and the root is a mount" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		rmdir $R/app
		mkdir "$R/app;C"
		mount -t tmpfs x "$R/app;C"
		try -e '/app mount' --check
		exits 69
		mentions "^  why       Git Bash rewrote the target of the mount: it is at '/app;C' instead$"
	EOF
}

@test "waiting for what can never be seen: a host mount that comes later, under a private bind" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind mnt/nas /data
		mount --make-private $R/data
		try --wait 200ms --interval 50ms -e '/data nonempty' --check
		shows <<-REPORT
			mountguard: waiting up to 200ms for /data: mounted, but it is empty
			mountguard: FAIL /data: mounted, but it is empty
			  expected  nonempty (--expect #1)
			  found     bind of /mnt/nas on tmpfs, 0 files of its own
			  why       what is mounted at /data, /mnt/nas, is empty: Docker makes an empty directory where the source of -v is missing; it is a private mount: what the host mounts there later is not seen here, however long one waits (bind-propagation=rslave, or a restart)
			  fix       check that the source of this mount is the directory that you mean and that its files are there (if the image's own are meant, take the mount out), then recreate the container (docker compose up -d --force-recreate SERVICE)
			mountguard: 1 of 1 expectation failed after waiting 200ms (exit 69)
		REPORT
		mount --bind $T/mnt $T/mnt
		mount --make-shared $T/mnt
		umount $R/data
		mount --bind $T/mnt/nas $R/data
		mount --make-slave $R/data
		try --wait 200ms --interval 50ms -e '/data nonempty' --check
		refused
		! grep -q private .try/err || fail "it is a slave: the mount would be seen"
	EOF
}
