#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What "empty" means: the incident in both shapes, and everything that only looks like content.

load helpers
load boxes

# Three obvious checks. If a test calls `naive_pass`, all of them pass on /app.
naive_pass() {
	test -d "$R/app" && mountpoint -q "$R/app" && [ -n "$(ls -A "$R/app")" ]
}
volumes() {
	mkdir -p "$R/app/models" "$R/app/temp"
	mount -t tmpfs models "$R/app/models"
	mount -t tmpfs temp "$R/app/temp"
}

@test "shape A: /app is not mounted and holds nothing but two mount points" {
	in_ns volumes <<-'EOF'
		box
		volumes
		test -d $R/app && [ -n "$(ls -A $R/app)" ]
		try -e '/app nonempty' -- /mountguard --version
		refused
		reports <<-REPORT
			mountguard: FAIL /app: it holds nothing except the mount points models and temp
			  expected  nonempty (--expect #1)
			  found     the image or the container's own layer (overlay), 0 files of its own
			mountguard: 1 of 1 expectation failed, mountguard was not started (exit 69)
		REPORT
		try -e '/app mount, nonempty' -- /mountguard --version
		refused
		finding FAIL /app
		try -e '/app empty' --check
		holds
	EOF
}

@test "shape A on disk: the two mount points are directories of an ext4" {
	in_ns <<-'EOF'
		box
		disk $T/disk
		mkdir $T/disk/d/{models,temp} $R/app/{models,temp}
		touch $T/disk/d/models/weights
		mount --bind $T/disk/d/models $R/app/models
		mount --bind $T/disk/d/temp $R/app/temp
		try -e '/app nonempty' -- /mountguard --version
		refused
		finding FAIL /app
		try -e '/app/models mount, nonempty' -e '/app/temp mount' --check
		holds
	EOF
}

@test "shape B on a tmpfs: /app is a mount of an empty directory with two mounts in it" {
	in_ns naive_pass volumes <<-'EOF'
		box
		mkdir $T/share
		mount -t tmpfs desktop $T/share
		mkdir $T/share/src
		mount --bind $T/share/src $R/app
		volumes
		naive_pass
		try -e '/app mount' --check
		holds
		try -e '/app mount, nonempty' -- /mountguard --version
		refused
		reports <<-REPORT
			mountguard: FAIL /app: mounted, but it holds nothing except the mount points models and temp
			  expected  nonempty (--expect #1)
			  found     bind of /src of a tmpfs, 0 files of its own
			mountguard: 1 of 1 expectation failed, mountguard was not started (exit 69)
		REPORT
	EOF
}

@test "shape B on disk: the empty directory lies on an ext4" {
	in_ns naive_pass volumes <<-'EOF'
		box
		disk $T/disk
		mkdir $T/disk/d/{models,temp}
		mount --bind $T/disk/d $R/app
		volumes
		naive_pass
		try -e '/app mount, nonempty' -- /mountguard --version
		refused
		reports <<-REPORT
			mountguard: FAIL /app: mounted, but it holds nothing except the mount points models and temp
			  expected  nonempty (--expect #1)
			  found     bind of /d of the file system on /dev/loopN (ext4), 0 files of its own
			mountguard: 1 of 1 expectation failed, mountguard was not started (exit 69)
		REPORT
	EOF
}

@test "the healthy container starts, and the guard says nothing" {
	in_ns volumes <<-'EOF'
		box
		mkdir $T/src
		echo app >$T/src/main.py
		mount --bind $T/src $R/app
		volumes
		try -e '/app mount, nonempty' -e '/app/main.py file, nonempty' -e '/app/models mount' -- /mountguard --version
		holds
		printed "$(mountguard --version)"
	EOF
}

@test "a mounted directory with nothing in it at all is empty" {
	in_ns <<-'EOF'
		mkdir app
		mount -t tmpfs app app
		try -e '/mnt/app mount, nonempty' --check
		refused
		reports <<-REPORT
			mountguard: FAIL /mnt/app: mounted, but it is empty
			  expected  nonempty (--expect #1)
			  found     tmpfs, 0 files of its own
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		try -e '/mnt/app mount, empty' --check
		holds
	EOF
}

@test "directories that only lead to mount points are no content" {
	in_ns <<-'EOF'
		mkdir -p app/var/lib/db app/var/lib/cache app/srv
		mount -t tmpfs db app/var/lib/db
		mount -t tmpfs cache app/var/lib/cache
		mount -t tmpfs srv app/srv
		touch app/var/lib/db/data
		try -e '/mnt/app nonempty' --check
		refused
		reports <<-REPORT
			mountguard: FAIL /mnt/app: it holds nothing except the mount points srv, var/lib/cache and var/lib/db
			  expected  nonempty (--expect #1)
			  found     tmpfs, 0 files of its own
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		try -e '/mnt/app empty' --check
		holds
		try -e '/mnt/app/var nonempty' --check
		refused
		try -e '/mnt/app/var/lib/db nonempty' --check
		holds
	EOF
}

@test "a file anywhere beside such directories is content" {
	in_ns <<-'EOF'
		mkdir -p app/var/lib/db
		mount -t tmpfs db app/var/lib/db
		for file in app/file app/var/.hidden app/var/lib/file; do
			touch $file
			try -e '/mnt/app nonempty' --check
			holds
			try -e '/mnt/app empty' --check
			refused
			rm $file
		done
		try -e '/mnt/app nonempty' --check
		refused
	EOF
}

@test "the incident after a restart: empty mount points of the run before are no content" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind src /app
		# The engine made both directories in the source; this time only one volume is mounted.
		mkdir $T/src/models $T/src/temp
		volume models /app/models
		try -e '/app mount=bind, nonempty' -- /mountguard
		refused
		reports <<-REPORT
			mountguard: FAIL /app: mounted, but it holds nothing except the mount point models and the empty directory temp
			  expected  nonempty (--expect #1)
			  found     bind of /src on tmpfs, 0 files of its own
			mountguard: 1 of 1 expectation failed, mountguard was not started (exit 69)
		REPORT
		umount $R/app/models
		try -e '/app mount=bind, nonempty' --check
		refused
		says 'mountguard: FAIL /app: mounted, but it holds nothing except the empty directories models and temp'
		touch $T/src/main.py
		try -e '/app mount=bind, nonempty' --check
		holds
	EOF
}

@test "directories that hold only empty directories are named by the first of them" {
	in_ns <<-'EOF'
		mkdir -p app/var/lib/db app/var/tmp/a app/srv/x/y app/srv/z
		mount -t tmpfs db app/var/lib/db
		try -e '/mnt/app nonempty' --check
		refused
		says 'mountguard: FAIL /mnt/app: it holds nothing except the mount point var/lib/db and the empty directories srv and var/tmp'
		try -e '/mnt/app/srv nonempty' --check
		refused
		says 'mountguard: FAIL /mnt/app/srv: it holds nothing except the empty directories x and z'
		for file in app/srv/x/y/file app/srv/z/.hidden app/var/tmp/a/file app/var/lib/file; do
			touch $file
			try -e '/mnt/app nonempty' --check
			holds
			rm $file
		done
		ln -s nowhere app/srv/x/link
		try -e '/mnt/app nonempty' --check
		holds
	EOF
}

@test "a directory with everything that does not count" {
	in_ns <<-'EOF'
		disk pvc
		mkdir pvc/models pvc/temp
		mount -t tmpfs models pvc/models
		try -e '/mnt/pvc nonempty' --check
		refused
		says 'mountguard: FAIL /mnt/pvc: mounted, but it holds nothing except the mount point models, the empty directories d and temp and lost+found'
	EOF
}

@test "of many mount points the first in the alphabet are named" {
	in_ns <<-'EOF'
		mkdir src app
		mount -t tmpfs app app
		for i in {1..200}; do
			mkdir app/mount-point-$i
			mount -n --bind src app/mount-point-$i
		done
		try -e '/mnt/app nonempty' --check
		refused
		says 'mountguard: FAIL /mnt/app: mounted, but it holds nothing except the mount points mount-point-1, mount-point-10, mount-point-100, mount-point-101 and 196 more'
	EOF
}

@test "no more than 64 directories are looked into; a further one counts" {
	in_ns <<-'EOF'
		mkdir -p app wide deep
		for i in {1..64}; do mkdir app/$i; done
		try -e '/mnt/app nonempty' --check
		refused
		mkdir app/65
		try -e '/mnt/app nonempty' --check
		holds
		for i in {1..32}; do mkdir -p wide/$i/a; done
		try -e '/mnt/wide nonempty' --check
		refused
		mkdir wide/32/b
		try -e '/mnt/wide nonempty' --check
		holds
		mkdir -p deep/$(printf '%0.sx/' {1..32})
		try -e '/mnt/deep nonempty' --check
		refused
		mkdir -p deep/$(printf '%0.sx/' {1..33})
		try -e '/mnt/deep nonempty' --check
		holds
	EOF
}

@test "no directory is looked into if there is a file" {
	in_ns <<-'EOF'
		needs strace
		mkdir -p app/{a,b,c}/x
		touch app/file
		run_it strace -f -e trace=getdents64 -o trace mountguard -e '/mnt/app nonempty' --check
		holds
		[ "$(grep -c 'getdents64(' trace)" -le 2 ] || fail "$(cat trace)"
	EOF
}

@test "a directory that the user may not look into is content" {
	in_ns <<-'EOF'
		box
		mkdir -p $R/app/data
		as 1000
		try -e '/app nonempty' --check
		refused
		chmod 700 $R/app/data
		try -e '/app nonempty, readable' --check
		holds
	EOF
}

@test "empty is nothing at all besides mount points and lost+found" {
	in_ns <<-'EOF'
		mkdir -p app/var/lib/db some
		mount -t tmpfs db app/var/lib/db
		try -e '/mnt/app empty' -e '/mnt/some empty' --check
		holds
		mkdir app/var/tmp
		try -e '/mnt/app empty' --check
		refused
		says 'mountguard: FAIL /mnt/app: it is not empty: it holds the empty directory var/tmp'
		mkdir -p some/a/b some/c
		try -e '/mnt/some empty' --check
		refused
		says 'mountguard: FAIL /mnt/some: it is not empty: it holds the empty directories a and c'
		rm -r some/*
		for name in .mountguard-x .mountguard-7-1234-0 ..data ..2026_01_29_23_44_00.123456789; do
			touch some/$name
			try -e '/mnt/some nonempty' --check
			refused
			try -e '/mnt/some empty' --check
			refused
			says 'mountguard: FAIL /mnt/some: it is not empty: it holds names that are kept for the use of a volume or a probe (..data, .mountguard-*)'
			rm some/$name
		done
	EOF
}

@test "a name that begins like a mount point's is not that mount point" {
	in_ns <<-'EOF'
		mkdir -p app/data app/data2
		touch app/data/file
		mount -t tmpfs data2 app/data2
		try -e '/mnt/app nonempty' --check
		holds
	EOF
}

@test "a symbolic link to a mount point is content" {
	in_ns <<-'EOF'
		mkdir -p app/data
		mount -t tmpfs data app/data
		ln -s data app/link
		try -e '/mnt/app nonempty' --check
		holds
	EOF
}

@test "a file bind is a mount point and no content" {
	in_ns <<-'EOF'
		mkdir app
		echo x >config
		touch app/config.yaml
		mount --bind config app/config.yaml
		try -e '/mnt/app nonempty' --check
		refused
		mentions 'config\.yaml'
		try -e '/mnt/app/config.yaml file, mount, nonempty' --check
		holds
	EOF
}

@test "an ancestor of a mount in the table of another mount that hides it is no mount point" {
	in_ns <<-'EOF'
		mkdir -p app/var/db
		mount -t tmpfs db app/var/db
		mount -t tmpfs cover app/var
		mkdir app/var/db
		# app/var is a mount point, and its entry leads nowhere now.
		try -e '/mnt/app/var nonempty' --check
		refused
		says 'mountguard: FAIL /mnt/app/var: mounted, but it holds nothing except the empty directory db'
		touch app/var/db/file
		try -e '/mnt/app/var nonempty' --check
		holds
		try -e '/mnt/app nonempty' --check
		refused
	EOF
}

@test "lost+found at the root of an ext4 is no content" {
	in_ns <<-'EOF'
		disk pvc
		rmdir pvc/d
		[ "$(ls -A pvc)" = lost+found ]
		try -e '/mnt/pvc mount, nonempty' --check
		refused
		says 'mountguard: FAIL /mnt/pvc: mounted, but it holds nothing except lost+found'
		try -e '/mnt/pvc empty' --check
		holds
		mkdir app
		mount --bind pvc app
		try -e '/mnt/app nonempty' --check
		refused
		touch pvc/table
		try -e '/mnt/pvc nonempty' -e '/mnt/app nonempty' --check
		holds
	EOF
}

@test "lost+found anywhere else is a directory like any other" {
	in_ns <<-'EOF'
		mkdir -p src/lost+found app
		mount --bind src app
		try -e '/mnt/src nonempty' --check
		refused
		says 'mountguard: FAIL /mnt/src: it holds nothing except the empty directory lost+found'
		touch src/lost+found/file
		try -e '/mnt/src nonempty' -e '/mnt/app nonempty' --check
		holds
		disk pvc
		mkdir pvc/d/lost+found
		touch pvc/d/lost+found/file
		mount --bind pvc/d app
		try -e '/mnt/app mount, nonempty' --check
		holds
	EOF
}

@test "the entries that the kubelet makes for itself are no content" {
	in_ns <<-'EOF'
		mkdir -p config/..2026_01_29_23_44_00.123456789
		ln -s ..2026_01_29_23_44_00.123456789 config/..data
		try -e '/mnt/config nonempty' --check
		refused
		echo 1 >config/..data/key
		ln -s ..data/key config/key
		try -e '/mnt/config nonempty' -e '/mnt/config/key file, nonempty' --check
		holds
	EOF
}

@test "one hidden file is content" {
	in_ns <<-'EOF'
		mkdir app
		touch app/.env
		try -e '/mnt/app nonempty' --check
		holds
	EOF
}

@test "a file of no bytes is empty" {
	in_ns <<-'EOF'
		touch none
		echo >some
		try -e '/mnt/none file, nonempty' --check
		refused
		try -e '/mnt/none empty' -e '/mnt/some nonempty' --check
		holds
		try -e '/mnt/some empty' --check
		refused
	EOF
}

@test "nonempty stops at the first entry of a large directory" {
	in_ns <<-'EOF'
		needs strace
		mkdir large
		seq -f large/%.0f 20000 | xargs touch
		run_it strace -f -e trace=getdents64 -o trace mountguard -e '/mnt/large nonempty' --check
		holds
		[ "$(grep -c 'getdents64(' trace)" = 1 ] || fail "the directory was read to the end"
	EOF
}
