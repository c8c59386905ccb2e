#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# As diagnoses.bats: storage that went bad after it was mounted.

load helpers
load boxes

# --- stale ---

@test "a directory that was deleted and made again on the host" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind src /app
		rmdir $T/src
		mkdir $T/src
		echo new >$T/src/main.py
		try -e '/app mount, nonempty' -e '/app/main.py file' -- /mountguard
		shows <<-REPORT
			mountguard: FAIL /app: stale mount: /src was deleted or replaced on the host after it was mounted
			  expected  mount, nonempty (--expect #1)
			  found     bind of /src on tmpfs, deleted on the host, 0 files of its own
			  also      /app/main.py (--expect #2)
			  why       the directory of this mount was deleted, and perhaps made again: the container stays on the dead one, and mounts inside it are gone
			  fix       check that the directory is there again with its files, then docker restart CONTAINER: its mounts are looked up again
			mountguard: 2 of 2 expectations failed, mountguard was not started (exit 69)
		REPORT
	EOF
}

@test "a file that an editor has replaced on the host" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind_file config.yaml /etc/config.yaml
		echo new >$T/new
		mv $T/new $T/config.yaml
		try -e '/etc/config.yaml file, readable' --check
		shows <<-REPORT
			mountguard: FAIL /etc/config.yaml: stale mount: /config.yaml was deleted or replaced on the host after it was mounted
			  expected  file, readable (--expect #1)
			  found     bind of /config.yaml on tmpfs, deleted on the host, file of 4 bytes
			  why       the host file was deleted or replaced (many editors write a new file and rename it): the container keeps the old one
			  fix       check that the file is there on the host, then docker restart CONTAINER; to see later changes without a restart, give the file a directory of its own, in the container too, and mount that
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a configMap that was updated under a subPath: reported, and it does not fail" {
	in_ns "${boxes[@]}" <<-'EOF'
		pod_box
		volume=pods/7a1e04c9/volumes/kubernetes.io~configmap/shop
		bind_file $volume/..2025_02_11_09_30_00.402817365/shop.json /etc/shop.json
		rm -r $T/$volume/..2025*
		try -e '/etc/shop.json file' --check
		exits 0
		shows <<-REPORT
			mountguard: WARN /etc/shop.json: stale mount: shop.json of the configMap was replaced after it was mounted
			  expected  file (--expect #1)
			  found     configMap shop at /..2025_02_11_09_30_00.402817365/shop.json on tmpfs, deleted on the node, file of 4 bytes
			  why       Kubernetes replaced the volume's files by an update, and a subPath mount keeps the old ones
			  fix       restart the container to see the update; mount the whole volume, without subPath, to see updates as they come
			mountguard: 1 of 1 expectation did not hold, but only warn
		REPORT
	EOF
}

# --- silent and broken ---

@test "a server that gives no answer" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		fuse $R/app
		kill -USR1 $server
		try --timeout 300ms -e '/app nonempty' -e '/app/file file' -- /mountguard
		kill -KILL $server
		shows <<-REPORT
			mountguard: FAIL /app: the storage gave no answer within 300ms (asking for its type and size)
			  expected  nonempty (--expect #1)
			  found     bind of a whole file system of type fuse.fusefs
			  also      /app/file (--expect #2)
			  why       the program that serves /app (fuse.fusefs) hangs; every program that touches it would hang, too
			  fix       find the mount on the host (findmnt -t fuse.fusefs) and look at the program that serves it; the container may stay "Up" until it answers or is ended
			mountguard: 2 of 2 expectations failed, mountguard was not started (exit 69)
		REPORT
	EOF
}

@test "a server that has ended" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		fuse $R/app
		kill -KILL $server
		wait $server || true
		try -e '/app nonempty' -e '/app/file file' --check
		shows <<-REPORT
			mountguard: FAIL /app: its file server is gone (ENOTCONN)
			  expected  nonempty (--expect #1)
			  found     bind of a whole file system of type fuse.fusefs
			  also      /app/file (--expect #2)
			  why       the program that serves /app (fuse.fusefs) has ended
			  fix       on the host, find the dead mount (findmnt -t fuse.fusefs), take it off (umount -l) and start the program again, then restart the container
			mountguard: 2 of 2 expectations failed (exit 69)
		REPORT
	EOF
}

@test "a server that forgot what it had" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		fuse $R/app fail=OPENDIR:116
		try -e '/app nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: its entries cannot be listed: the server does not know it any more (ESTALE)
			  expected  nonempty (--expect #1)
			  found     bind of a whole file system of type fuse.fusefs, directory that cannot be listed
			  why       the file server was restarted, or its export replaced, since /app was mounted
			  fix       mount fusefs again on the host, then restart the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a server that cannot be reached" {
	in_ns "${boxes[@]}" <<-'EOF'
		pod_box
		fuse $R/app fail=OPENDIR:113
		try -e '/app nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: its entries cannot be listed: its server cannot be reached (EHOSTUNREACH)
			  expected  nonempty (--expect #1)
			  found     bind of a whole file system of type fuse.fusefs, hostPath or claim, directory that cannot be listed
			  why       the server of fusefs is down, or the network to it is
			  fix       look at that server and at the network from the node; when it answers, the container is started again by itself
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		umount $R/etc/hosts
		try -e '/app nonempty' --check
		shows <<-REPORT
			mountguard: FAIL /app: its entries cannot be listed: its server cannot be reached (EHOSTUNREACH)
			  expected  nonempty (--expect #1)
			  found     bind of a whole file system of type fuse.fusefs, directory that cannot be listed
			  why       the server of fusefs is down, or the network to it is
			  fix       look at that server and at the network from the host; when it answers, restart the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "storage that reports errors, read and written" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		mkdir $R/other
		fuse $R/app fail=READ:5
		fuse $R/other fail=FSYNC:5
		try -e '/app/file readable' -e '/other writable' --check
		shows <<-REPORT
			mountguard: FAIL /app/file: it cannot be read: the storage reports an input/output error (EIO)
			  expected  readable (--expect #1)
			  found     bind of a whole file system of type fuse.fusefs, file of 6 bytes
			  why       the disk or the server behind /app (fusefs) fails
			  fix       look at the kernel's messages on the host (dmesg) before anything is written
			mountguard: FAIL /other: what is written to it does not arrive (fsync): the storage reports an input/output error (EIO)
			  expected  writable (--expect #2)
			  found     bind of a whole file system of type fuse.fusefs, directory
			  why       the disk or the server behind /other (fusefs) fails
			  fix       look at the kernel's messages on the host (dmesg) before anything is written
			mountguard: 2 of 2 expectations failed (exit 69)
		REPORT
	EOF
}
