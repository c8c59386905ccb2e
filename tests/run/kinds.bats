#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# mount=, on= and persistent for what a kubelet mounts, and for mounted images: real file systems, mounted as the engines
# do by the tables of tests/fixtures.

load helpers
load boxes

# Links the keys as the kubelet's AtomicWriter does: KEY -> ..data/KEY, ..data -> ..2026_11_21_12_25_43.2737331848.
atomic_write() {
	mkdir "$1/..2026_11_21_12_25_43.2737331848"
	ln -s ..2026_11_21_12_25_43.2737331848 "$1/..data"
	local key
	for key in "${@:2}"; do
		echo "$key" >"$1/..2026_11_21_12_25_43.2737331848/$key"
		ln -s "..data/$key" "$1/$key"
	done
}

# secret DIR [KEY]...: mounts a secret, projected or downwardAPI volume, which all look the same.
secret() {
	mkdir -p "$R$1"
	mount -t tmpfs tmpfs "$R$1"
	atomic_write "$R$1" "${@:2}"
	mount -o remount,bind,ro "$R$1"
}

# Makes a pod whose node is the disk of /mnt/node.
node_pod() {
	box
	disk node
	pod=node/var/lib/kubelet/pods/7a1e04c9-52bd-4f3e-9c60-d8b1f20a6e35
	mkdir -p $pod/volumes/kubernetes.io~{empty-dir/work,configmap/conf}
	touch $pod/etc-hosts "$R/etc/hosts"
	mount --bind $pod/etc-hosts "$R/etc/hosts"
}

on_node() {
	mkdir -p "node$1" "$R$2"
	mount --bind "node$1" "$R$2"
}

functions=("${boxes[@]}" atomic_write secret node_pod on_node)

@test "each volume of a pod passes its own word" {
	in_ns "${functions[@]}" <<-'EOF'
		node_pod
		secret /sec password
		mkdir "$R/edm"
		mount -t tmpfs tmpfs "$R/edm"
		on_node "/${pod#node/}/volumes/kubernetes.io~empty-dir/work" /ed
		on_node "/${pod#node/}/volumes/kubernetes.io~configmap/conf" /cm
		on_node /srv/shop /hp
		on_node /var/openebs/local/pvc-0d3f5a7c-91be-4c20-8f6d-2a4b6c8e0f13 /claim
		disk claimed
		mkdir "$R/disk"
		mount --bind claimed "$R/disk"
		touch "$R/key"
		mount --bind "$R/sec/..2026_11_21_12_25_43.2737331848/password" "$R/key"
		for line in '/sec mount=secret' '/sec mount=projected' '/sec mount=downward' '/sec mount=tmpfs' \
			'/sec/password on=secret' '/key mount=secret' '/key mount=projected' \
			'/edm mount=emptydir' '/edm mount=tmpfs' '/ed mount=emptydir' '/cm mount=configmap' \
			'/hp mount=hostpath' '/hp mount=bind' '/hp mount=pvc' '/hp persistent' \
			'/claim mount=pvc' '/claim mount=bind' '/claim persistent' \
			'/disk mount=pvc' '/disk mount=hostpath' '/disk mount=bind' '/disk persistent'; do
			try --check -e "$line"
			[ $status = 0 ] || fail "$line"
		done
		for line in '/sec mount=emptydir' '/sec mount=configmap' '/sec persistent' '/sec/password on=emptydir' \
			'/key mount=emptydir' '/edm mount=secret' '/edm persistent' '/ed mount=tmpfs' '/ed persistent' \
			'/cm mount=secret' '/hp mount=volume' '/hp mount=emptydir' '/claim mount=hostpath' '/disk mount=volume'; do
			try --check -e "$line"
			[ $status = 69 ] || fail "$line should fail"
		done
	EOF
}

@test "an emptyDir of memory that is mounted read-only is no secret" {
	in_ns "${functions[@]}" <<-'EOF'
		node_pod
		mkdir "$R/shared"
		mount -t tmpfs tmpfs "$R/shared"
		echo made by an init container >"$R/shared/file"
		mount -o remount,bind,ro "$R/shared"
		try --check -e '/shared mount=emptydir, nonempty'
		holds
		try --check -e '/shared mount=secret'
		reports <<-REPORT
			mountguard: FAIL /shared: it lies on storage of kind emptydir, not secret
			  expected  mount=secret (--expect #1)
			  found     emptyDir on tmpfs, read-only, files of its own
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "what kind and minikube mount from the node's own volume lasts" {
	in_ns "${functions[@]}" <<-'EOF'
		box
		disk outer
		node=outer/var/lib/docker/volumes/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/_data
		pod=$node/lib/kubelet/pods/7a1e04c9-52bd-4f3e-9c60-d8b1f20a6e35
		mkdir -p "$pod" $node/local/shop "$R/data"
		touch "$pod/etc-hosts" "$R/etc/hosts" $node/local/shop/file
		mount --bind "$pod/etc-hosts" "$R/etc/hosts"
		mount --bind $node/local/shop "$R/data"
		try --check -e '/data mount=hostpath, persistent, nonempty'
		holds
		try --check -e '/data mount=anonymous|volume'
		exits 69
		umount "$R/etc/hosts"
		try --check -e '/data mount=anonymous'
		holds
	EOF
}

@test "an image that is mounted does not last" {
	in_ns "${functions[@]}" <<-'EOF'
		docker_box
		layers=$T/var/lib/docker/overlay2
		mkdir -p $layers/l/A/etc $layers/ebe4/{diff,work} "$R"/{whole,part} merged
		touch $layers/l/A/etc/file
		mount -t overlay overlay -o lowerdir=$layers/l/A,upperdir=$layers/ebe4/diff,workdir=$layers/ebe4/work merged
		mount --bind merged "$R/whole"
		mount --bind merged/etc "$R/part"
		mount -o remount,bind,ro "$R/whole"
		mount -o remount,bind,ro "$R/part"
		for path in /whole /part; do
			try --check -e "$path mount=image, nonempty"
			holds
			try --check -e "$path mount=bind"
			exits 69
			try --check -e "$path mount, persistent"
			reports <<-REPORT
				mountguard: FAIL $path: it is an image that is mounted, and goes with the container
				  expected  persistent (--expect #1)
				  found     an image that is mounted (overlay), read-only, files of its own
				mountguard: 1 of 1 expectation failed (exit 69)
			REPORT
		done
	EOF
}

@test "the snapshot of a secret holds, and fails when it is emptied or replaced" {
	in_ns "${functions[@]}" <<-'EOF'
		node_pod
		secret /sec password
		secret /none
		on_node /srv/shop /hp
		touch "$R/hp/main.py"
		mkdir "$R/work"
		mount -t tmpfs tmpfs "$R/work"
		try --snapshot
		exits 0
		diff -u - <(tail -n +2 .try/out) <<-'WANTED' || fail "another snapshot was expected"
			/hp    mount=bind, nonempty, persistent, writable
			/none  mount=secret|projected|downward, dir, readonly
			/sec   mount=secret|projected|downward, nonempty, readonly
			/work  mount=emptydir, dir, writable
		WANTED
		cp .try/out snapshot
		still_holds() {
			status=0
			"${guard[@]}" --check --file - <snapshot >.try/out 2>.try/err || status=$?
		}
		still_holds
		exits 0
		# Emptied, as by an optional secret that was deleted.
		umount "$R/sec"
		secret /sec
		still_holds
		refused
		finding FAIL /sec
		# Replaced by an emptyDir with a file of that name.
		umount "$R/sec"
		mount -t tmpfs tmpfs "$R/sec"
		echo password >"$R/sec/password"
		mount -o remount,bind,ro "$R/sec"
		still_holds
		refused
		finding FAIL /sec
		# Not mounted at all.
		umount "$R/sec"
		still_holds
		refused
		finding FAIL /sec
	EOF
}
