#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What backs a path, for every type of volume that a real kubelet mounts: the kind that is its own, none that is
# another's, whether it lasts, and a snapshot that holds.

# Where a node that is itself a container (kind, k3d, minikube) has its files: on a volume of Docker's.
DOCKER_VOLUME=/var/lib/docker/volumes/$(printf 'a1%.0s' {1..32})/_data/local
# What a provisioner of directories names them.
PROVISIONED=/srv/storage/pvc-6f3f7b5e-1b0c-4c5d-9d43-3c9f9f3f7a10_default_data

setup_file() {
	load helpers
	# shellcheck disable=SC2016 # the node's shell expands it
	on_node sh -ec 'mkdir -p /srv/hpdir/inner /srv/pv-hp /srv/pv-local/data /run/hptmp
		for d in /srv/hpdir /srv/hpdir/inner /srv/pv-hp /srv/pv-local /srv/pv-local/data /run/hptmp; do echo content >$d/file; done
		echo content >/srv/hpfile'
	on_node sh -ec "mkdir -p '$DOCKER_VOLUME' '$PROVISIONED'; echo content >'$DOCKER_VOLUME/file'; echo content >'$PROVISIONED/file'"
	disk data 32M
	on_node sh -c 'echo content >/mnt/data/file'
	claim pv-hp 1Gi 'hostPath: { path: /srv/pv-hp }'
	claim pv-local 1Gi 'local: { path: /srv/pv-local }'
	claim pv-made 1Gi "hostPath: { path: $PROVISIONED }"
	claim pv-disk 32Mi 'local: { path: /mnt/data }'
	objects <<-'EOF'
		apiVersion: v1
		kind: ConfigMap
		metadata: { name: cm }
		data: { app.conf: "a = 1\n" }
		---
		apiVersion: v1
		kind: Secret
		metadata: { name: sec }
		stringData: { password: sesame }
	EOF
	pod all <<-EOF
		containers:
		- command: [sh, -c, "echo content | tee /v/ed/file /v/edm/file /v/ed-sub/file; exec sleep 100000"]
		  terminationMessagePath: /v/message
		  volumeMounts:
		  - { name: cm, mountPath: /v/cm }
		  - { name: cm, mountPath: /v/cm-file.conf, subPath: app.conf }
		  - { name: sec, mountPath: /v/sec }
		  - { name: sec, mountPath: /v/sec-file, subPath: password }
		  - { name: proj, mountPath: /v/proj }
		  - { name: proj, mountPath: /v/proj-file, subPath: app.conf }
		  - { name: dapi, mountPath: /v/dapi }
		  - { name: dapi, mountPath: /v/dapi-file, subPath: labels }
		  - { name: ed, mountPath: /v/ed }
		  - { name: ed, mountPath: /v/ed-sub, subPath: sub/dir }
		  - { name: edm, mountPath: /v/edm }
		  - { name: hp-dir, mountPath: /v/hp-dir }
		  - { name: hp-dir, mountPath: /v/hp-dir-ro, readOnly: true }
		  - { name: hp-dir, mountPath: /v/hp-sub, subPath: inner }
		  - { name: hp-none, mountPath: /v/hp-none }
		  - { name: hp-doc, mountPath: /v/hp-doc }
		  - { name: hp-file, mountPath: /v/hp-file }
		  - { name: hp-foc, mountPath: /v/hp-foc }
		  - { name: hp-sock, mountPath: /v/hp-sock }
		  - { name: hp-chardev, mountPath: /v/hp-chardev }
		  - { name: hp-blockdev, mountPath: /v/hp-blockdev }
		  - { name: hp-tmpfs, mountPath: /v/hp-tmpfs }
		  - { name: hp-disk, mountPath: /v/hp-disk }
		  - { name: hp-kind, mountPath: /v/hp-kind }
		  - { name: pv-hp, mountPath: /v/pvc-hp }
		  - { name: pv-local, mountPath: /v/pvc-local }
		  - { name: pv-local, mountPath: /v/pvc-local-sub, subPath: data }
		  - { name: pv-disk, mountPath: /v/pvc-disk }
		  - { name: pv-made, mountPath: /v/pvc-made }
		volumes:
		- { name: cm, configMap: { name: cm } }
		- { name: sec, secret: { secretName: sec } }
		- { name: proj, projected: { sources: [{ configMap: { name: cm } }, { secret: { name: sec } }] } }
		- { name: dapi, downwardAPI: { items: [{ path: labels, fieldRef: { fieldPath: metadata.name } }] } }
		- { name: ed, emptyDir: {} }
		- { name: edm, emptyDir: { medium: Memory } }
		- { name: hp-dir, hostPath: { path: /srv/hpdir, type: Directory } }
		- { name: hp-none, hostPath: { path: /srv/hpdir } }
		- { name: hp-doc, hostPath: { path: /srv/hpdoc, type: DirectoryOrCreate } }
		- { name: hp-file, hostPath: { path: /srv/hpfile, type: File } }
		- { name: hp-foc, hostPath: { path: /srv/hpfoc, type: FileOrCreate } }
		- { name: hp-sock, hostPath: { path: /run/containerd/containerd.sock, type: Socket } }
		- { name: hp-chardev, hostPath: { path: /dev/null, type: CharDevice } }
		- { name: hp-blockdev, hostPath: { path: /dev/loop0, type: BlockDevice } }
		- { name: hp-tmpfs, hostPath: { path: /run/hptmp } }
		- { name: hp-disk, hostPath: { path: /mnt/data, type: Directory } }
		- { name: hp-kind, hostPath: { path: $DOCKER_VOLUME, type: Directory } }
		- { name: pv-hp, persistentVolumeClaim: { claimName: pv-hp } }
		- { name: pv-local, persistentVolumeClaim: { claimName: pv-local } }
		- { name: pv-disk, persistentVolumeClaim: { claimName: pv-disk } }
		- { name: pv-made, persistentVolumeClaim: { claimName: pv-made } }
	EOF
	running all
}

teardown_file() {
	load helpers
	clear_up
}

setup() {
	load helpers
}

teardown() {
	remove_pods
}


# is_only KIND[,KIND] PATH...: each path is of these kinds, and of no other kind of Kubernetes, nor one that only other
# engines have.
is_only() {
	local kinds=$1 path kind
	shift
	for path; do
		for kind in configmap secret projected downward emptydir hostpath pvc volume anonymous image; do
			case ",$kinds," in
			*",$kind,"*) holds all "$path mount=$kind" ;;
			*) fails all "$path mount=$kind" ;;
			esac || { echo "$path, mount=$kind"; return 1; }
		done
	done
}

@test "a configMap, and a file of it" {
	is_only configmap /v/cm /v/cm-file.conf
	holds all '/v/cm dir, nonempty, readable, readonly, has=app.conf'
	holds all '/v/cm-file.conf file, nonempty, readable, readonly'
}

# What is a tmpfs with a link to what is in it may be any of three; what tells them apart is not to be seen.
@test "a secret" {
	is_only secret,projected,downward /v/sec
	holds all '/v/sec dir, nonempty, readable, readonly, has=password'
}

@test "a file of a secret" {
	is_only secret,projected,downward /v/sec-file
	holds all '/v/sec-file file, nonempty, readable, readonly'
}

@test "a projected volume, and a file of it" {
	is_only secret,projected,downward /v/proj /v/proj-file
	holds all '/v/proj dir, nonempty, has=app.conf, has=password, readonly'
	holds all '/v/proj-file file, nonempty, readable, readonly'
}

@test "a downwardAPI volume, and a file of it" {
	is_only secret,projected,downward /v/dapi /v/dapi-file
	holds all '/v/dapi dir, nonempty, has=labels, readonly'
	holds all '/v/dapi-file file, nonempty, readable, readonly'
}

# A secret in this Kubernetes, a projected volume in a newer one.
@test "the service account's token" {
	holds all '/run/secrets/kubernetes.io/serviceaccount mount=secret, nonempty, readonly, has=token'
	holds all '/var/run/secrets/kubernetes.io/serviceaccount mount=projected, has=ca.crt'
	fails all '/run/secrets/kubernetes.io/serviceaccount mount=emptydir'
}

@test "an emptyDir, and a directory in it" {
	is_only emptydir /v/ed /v/ed-sub
	holds all '/v/ed dir, nonempty, writable'
	fails all '/v/ed persistent'
}

@test "an emptyDir of memory" {
	is_only emptydir /v/edm
	holds all '/v/edm dir, nonempty, writable, mount=tmpfs'
	fails all '/v/edm persistent'
}

# A plain bind: a claim of a directory of the node looks the same.
@test "a hostPath: a directory, read-only, by subPath, with and without a type" {
	is_only hostpath,pvc /v/hp-dir /v/hp-dir-ro /v/hp-sub /v/hp-none /v/hp-doc
	holds all '/v/hp-dir mount=bind, nonempty, writable, persistent'
	holds all '/v/hp-dir-ro nonempty, readonly, persistent'
	holds all '/v/hp-doc dir, empty, writable, persistent'
}

@test "a hostPath: a file, there and made" {
	is_only hostpath,pvc /v/hp-file /v/hp-foc
	holds all '/v/hp-file file, nonempty, readable, writable, persistent'
	holds all '/v/hp-foc file, empty'
}

@test "a hostPath: a socket, a device" {
	holds all '/v/hp-sock mount=hostpath, socket'
	holds all '/v/hp-chardev mount=hostpath, device'
	holds all '/v/hp-blockdev mount=hostpath, device'
	fails all '/v/hp-sock persistent'
}

@test "a hostPath on a tmpfs of the node does not last" {
	holds all '/v/hp-tmpfs mount=hostpath, nonempty, writable'
	fails all '/v/hp-tmpfs persistent'
}

@test "a hostPath that is a disk of its own" {
	is_only hostpath,pvc /v/hp-disk
	holds all '/v/hp-disk nonempty, writable, persistent'
}

@test "a claim of a hostPath volume, of a local directory, and of a directory in it" {
	is_only hostpath,pvc /v/pvc-hp /v/pvc-local /v/pvc-local-sub
	holds all '/v/pvc-hp mount=bind, nonempty, writable, persistent'
	holds all '/v/pvc-local nonempty, writable, persistent'
	holds all '/v/pvc-local-sub nonempty, writable, persistent'
}

@test "a hostPath of a node that is a container" {
	is_only hostpath,pvc /v/hp-kind
	holds all '/v/hp-kind nonempty, writable, persistent'
}

@test "a claim of a directory that a provisioner made" {
	holds all '/v/pvc-made mount=pvc, nonempty, writable, persistent'
	fails all '/v/pvc-made mount=volume|anonymous|image'
}

@test "a claim of a local disk" {
	is_only hostpath,pvc /v/pvc-disk
	holds all '/v/pvc-disk nonempty, writable, persistent'
}

@test "the termination message, wherever it is, does not last" {
	fails all '/v/message persistent'
	is_only '' /v/message /etc/hosts
}

@test "what --explain says of each" {
	guard all --explain
	the_code_is 0
	# The free space is another on each machine, and with it the width of the columns.
	sed -E -i -e 's/ +/ /g' -e 's/ [0-9.]+[KMGT] / SIZE /; s/ [0-9.]+[KMGT]$/ SIZE/' "$out"
	is_message "$out" explain
}

@test "all of them at once, in front of a command" {
	pod front <<-'EOF'
		containers:
		- args: [-e, "/cm mount=configmap, nonempty", -e, "/sec mount=secret, nonempty", -e, "/proj mount=projected, nonempty",
		    -e, "/dapi mount=downward, nonempty", -e, "/ed mount=emptydir, writable", -e, "/edm mount=emptydir, writable",
		    -e, "/hp mount=hostpath, nonempty, persistent", -e, "/pvc mount=pvc, nonempty, persistent, writable", "true"]
		  volumeMounts:
		  - { name: cm, mountPath: /cm }
		  - { name: sec, mountPath: /sec }
		  - { name: proj, mountPath: /proj }
		  - { name: dapi, mountPath: /dapi }
		  - { name: ed, mountPath: /ed }
		  - { name: edm, mountPath: /edm }
		  - { name: hp, mountPath: /hp }
		  - { name: pvc, mountPath: /pvc }
		volumes:
		- { name: cm, configMap: { name: cm } }
		- { name: sec, secret: { secretName: sec } }
		- { name: proj, projected: { sources: [{ serviceAccountToken: { path: token } }] } }
		- { name: dapi, downwardAPI: { items: [{ path: labels, fieldRef: { fieldPath: metadata.name } }] } }
		- { name: ed, emptyDir: {} }
		- { name: edm, emptyDir: { medium: Memory } }
		- { name: hp, hostPath: { path: /srv/hpdir, type: Directory } }
		- { name: pvc, persistentVolumeClaim: { claimName: pv-local } }
	EOF
	allowed front
}
