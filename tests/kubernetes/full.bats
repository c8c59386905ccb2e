#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Storage that is full, limited or read-only, for each of the reasons that a manifest has.

setup_file() {
	load helpers
	on_node sh -ec 'mkdir -p /srv/data; echo content >/srv/data/file'
	disk full 8M
	on_node sh -c 'head -c 16M /dev/zero >/mnt/full/big 2>/dev/null' || true
	claim full 8Mi 'local: { path: /mnt/full }'
	claim data 1Gi 'local: { path: /srv/data }'
	objects <<-'EOF'
		apiVersion: v1
		kind: ConfigMap
		metadata: { name: settings }
		data: { app.conf: "a = 1\n" }
		---
		apiVersion: v1
		kind: Secret
		metadata: { name: key }
		stringData: { id: sesame }
	EOF
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

# expecting POD EXPECTATION MOUNT SOURCE: a pod with one volume. The mount is as a manifest has it behind the name.
expecting() {
	pod "$1" <<-EOF
		containers:
		- args: [-e, "$2", "true"]
		  volumeMounts: [{ name: volume, $3 }]
		volumes:
		- { name: volume, $4 }
	EOF
}

@test "a claim that is full" {
	expecting full '/data persistent, writable' 'mountPath: /data' 'persistentVolumeClaim: { claimName: full }'
	refused full full-claim
}

@test "an emptyDir of memory that has reached its sizeLimit" {
	pod memory <<-'EOF'
		initContainers:
		- name: fill
		  command: [sh, -c, "head -c 2000000 /dev/zero >/cache/big; true"]
		  volumeMounts: [{ name: cache, mountPath: /cache }]
		containers:
		- args: [-e, "/cache mount=emptydir, writable", "true"]
		  volumeMounts: [{ name: cache, mountPath: /cache }]
		volumes:
		- { name: cache, emptyDir: { medium: Memory, sizeLimit: 1Mi } }
	EOF
	refused memory full-memory
	says "$err" sizeLimit
}

@test "an emptyDir with a sizeLimit that is not reached" {
	pod limits <<-'EOF'
		containers:
		- args: [-e, "/memory mount=emptydir, empty, writable", -e, "/disk mount=emptydir, empty, writable", "true"]
		  volumeMounts: [{ name: memory, mountPath: /memory }, { name: disk, mountPath: /disk }]
		volumes:
		- { name: memory, emptyDir: { medium: Memory, sizeLimit: 1Mi } }
		- { name: disk, emptyDir: { sizeLimit: 10Mi } }
	EOF
	allowed limits
}

@test "a claim that the volume mounts read-only" {
	expecting claim '/data persistent, writable' 'mountPath: /data' 'persistentVolumeClaim: { claimName: data, readOnly: true }'
	refused claim readonly-claim
	says "$err" persistentVolumeClaim
}

@test "a claim that the container mounts read-only" {
	expecting mount '/data persistent, writable' 'mountPath: /data, readOnly: true' 'persistentVolumeClaim: { claimName: data }'
	refused mount readonly-claim-mount
	says "$err" volumeMounts
}

@test "a hostPath that the container mounts read-only" {
	expecting hostpath '/data writable' 'mountPath: /data, readOnly: true' 'hostPath: { path: /srv/data, type: Directory }'
	refused hostpath readonly-hostpath
	says "$err" volumeMounts
}

@test "a secret that shall be written" {
	expecting secret '/key writable' 'mountPath: /key' 'secret: { secretName: key }'
	refused secret readonly-secret
	says "$err" emptyDir
	never_says "$err" 'readOnly: true'
}

@test "a file of a secret that shall be written" {
	expecting file '/key/id writable' 'mountPath: /key/id, subPath: id' 'secret: { secretName: key }'
	refused file readonly-secret-file
	never_says "$err" 'readOnly: true'
}

@test "a configMap that shall be written" {
	expecting configmap '/settings writable' 'mountPath: /settings' 'configMap: { name: settings }'
	refused configmap readonly-configmap
	never_says "$err" 'readOnly: true'
}

@test "a projected volume that shall be written" {
	expecting projected '/all writable' 'mountPath: /all' 'projected: { sources: [{ secret: { name: key } }] }'
	refused projected readonly-projected
	never_says "$err" 'readOnly: true'
}

@test "readOnlyRootFilesystem: a directory of the image" {
	pod root <<-'EOF'
		containers:
		- args: [-e, "/tmp writable", "true"]
		  securityContext: { readOnlyRootFilesystem: true }
	EOF
	refused root readonly-root
	says "$err" emptyDir
}

@test "readOnlyRootFilesystem, no root, no capability, and an emptyDir: it starts" {
	pod strict <<-'EOF'
		securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000 }
		containers:
		- args: [-e, "/tmp writable, mount=emptydir", -e, "/ on=image, readonly", "true"]
		  securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
		  volumeMounts: [{ name: tmp, mountPath: /tmp }]
		volumes:
		- { name: tmp, emptyDir: {} }
	EOF
	allowed strict
}
