#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What is expected is not there: the kubelet or the engine made an empty directory in its place, it was removed on the
# node, it was updated, or nobody mounted it.

setup_file() {
	load helpers
	# shellcheck disable=SC2016 # the node's shell expands it
	on_node sh -ec 'mkdir -p /srv/local /srv/deeper/15/main /srv/stale /srv/mended; echo content >/srv/deeper/15/main/PG_VERSION
		for d in stale mended; do echo content >/srv/$d/file; done'
	disk disk 32M
	claim disk 32Mi 'local: { path: /mnt/disk }'
	claim deeper 1Gi 'local: { path: /srv/deeper }'
	objects <<-'EOF'
		apiVersion: v1
		kind: ConfigMap
		metadata: { name: settings }
		data: { app.conf: "a = 1\n", log.conf: "b = 1\n" }
		---
		apiVersion: v1
		kind: ConfigMap
		metadata: { name: none }
		data: {}
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

@test "a hostPath without a type that was missing: the engine makes an empty directory" {
	expecting made '/data nonempty' 'mountPath: /data' 'hostPath: { path: /srv/missing }'
	refused made missing-hostpath
	says "$err" 'type: Directory'
	on_node test -d /srv/missing
}

@test "a hostPath of type DirectoryOrCreate that was missing" {
	expecting created '/data nonempty' 'mountPath: /data' 'hostPath: { path: /srv/created, type: DirectoryOrCreate }'
	refused created missing-hostpath-created
	says "$err" 'type: Directory'
}

@test "a hostPath without a type, of a file that was missing" {
	expecting file '/etc/app.conf file, readable' 'mountPath: /etc/app.conf' 'hostPath: { path: /srv/app.conf }'
	refused file missing-hostpath-file
	says "$err" 'type: File'
	never_says "$err" subPath
	on_node test -d /srv/app.conf
}

@test "a hostPath without a type, of a socket that was missing" {
	expecting socket '/run/app.sock socket' 'mountPath: /run/app.sock' 'hostPath: { path: /srv/app.sock }'
	refused socket missing-hostpath-socket
	says "$err" 'type: Socket'
	on_node test -d /srv/app.sock
}

@test "a hostPath of type FileOrCreate that was missing" {
	expecting empty '/etc/app.conf file, nonempty' 'mountPath: /etc/app.conf' 'hostPath: { path: /srv/new.conf, type: FileOrCreate }'
	refused empty missing-hostpath-file-created
}

@test "a directory of a hostPath, by a subPath that was missing" {
	expecting directory '/data nonempty' 'mountPath: /data, subPath: wrong' 'hostPath: { path: /srv/stale, type: Directory }'
	refused directory missing-hostpath-subpath
}

@test "a typo in the subPath of a configMap" {
	expecting typo '/etc/app.conf file, nonempty' 'mountPath: /etc/app.conf, subPath: app.cnof' 'configMap: { name: settings }'
	refused typo missing-configmap-subpath
	says "$err" subPath
	never_says "$err" 'on the node'
	never_says "$err" 'type: File'
}

@test "a typo in the subPath of a secret" {
	expecting typo-too '/etc/id file, nonempty' 'mountPath: /etc/id, subPath: it' 'secret: { secretName: key }'
	refused typo-too missing-secret-subpath
	says "$err" subPath
	never_says "$err" 'on the node'
	never_says "$err" 'type: File'
}

@test "a key that the configMap has not" {
	expecting key '/settings/db.conf file, nonempty' 'mountPath: /settings' 'configMap: { name: settings }'
	refused key missing-configmap-key
	says "$err" app.conf
}

@test "a configMap without keys" {
	expecting none '/settings nonempty' 'mountPath: /settings' 'configMap: { name: none }'
	refused none missing-configmap-empty
}

@test "an optional secret that is missing" {
	expecting optional '/key nonempty' 'mountPath: /key' 'secret: { secretName: nobody, optional: true }'
	refused optional missing-secret-optional
	says "$err" optional
	never_says "$err" 'begins empty'
}

@test "an optional configMap that is missing" {
	expecting optional-too '/settings nonempty' 'mountPath: /settings' 'configMap: { name: nobody, optional: true }'
	refused optional-too missing-configmap-optional
	says "$err" optional
	never_says "$err" 'begins empty'
}

@test "an emptyDir that nobody filled" {
	expecting scratch '/app nonempty, has=main.py' 'mountPath: /app' 'emptyDir: {}'
	refused scratch missing-emptydir
}

@test "what shall last, and does not: an emptyDir, one of memory, the image" {
	pod lasting <<-'EOF'
		containers:
		- args: [-e, "/data persistent", -e, "/memory persistent", -e, "/var persistent", "true"]
		  volumeMounts: [{ name: data, mountPath: /data }, { name: memory, mountPath: /memory }]
		volumes:
		- { name: data, emptyDir: {} }
		- { name: memory, emptyDir: { medium: Memory } }
	EOF
	refused lasting missing-claim
	[ "$(grep -c 'mount a PersistentVolumeClaim at' "$err")" = 3 ]
}

# A new disk, and a database that is expected on it: the disk is the cause, and its owner is not what to talk about.
@test "a claim of a blank disk" {
	pod blank <<-'EOF'
		securityContext: { runAsUser: 999 }
		containers:
		- args: [-e, "/data nonempty, persistent, writable, owner=999", -e, "/data/PG_VERSION file, nonempty", "true"]
		  volumeMounts: [{ name: data, mountPath: /data }]
		volumes:
		- { name: data, persistentVolumeClaim: { claimName: disk } }
	EOF
	refused blank missing-disk-blank
	never_says "$err" chown
	never_says "$err" fsGroup
}

@test "a claim whose data are one level deeper" {
	expecting deeper '/data/PG_VERSION file, nonempty' 'mountPath: /data' 'persistentVolumeClaim: { claimName: deeper }'
	refused deeper missing-claim-deeper
	says "$err" 15
}

@test "a forgotten volumeMount: the directory is the image's" {
	pod forgotten <<-'EOF'
		containers:
		- args: [-e, "/var mount=pvc, persistent", "true"]
		volumes:
		- { name: data, persistentVolumeClaim: { claimName: disk } }
	EOF
	refused forgotten missing-mount
}

@test "a forgotten volumeMount: nothing is there" {
	pod nothing <<-'EOF'
		containers:
		- args: [-e, "/data mount, nonempty, writable", "true"]
	EOF
	refused nothing missing-mount-directory
}

@test "a hostPath that was removed and made again under a running pod" {
	pod stale <<-'EOF'
		containers:
		- args: [-e, "/data nonempty", -e, "/data/file file, readable", sleep, "100000"]
		  volumeMounts: [{ name: data, mountPath: /data }]
		volumes:
		- { name: data, hostPath: { path: /srv/stale, type: Directory } }
	EOF
	running stale
	on_node sh -c 'rm -r /srv/stale; mkdir /srv/stale; echo content >/srv/stale/file'
	guard stale --check -e '/data nonempty' -e '/data/file file, readable' </dev/null
	the_code_is 69
	is_message "$err" missing-hostpath-stale
	never_says "$err" 'delete the pod'
	[ "$(grep -c 'mountguard: FAIL' "$err")" = 1 ]
}

restarts_are() {
	[ "$(kubectl get pod "$1" -o 'jsonpath={.status.containerStatuses[0].restartCount}')" = "$2" ]
}

@test "a liveness probe's restart mends it" {
	pod mended <<-'EOF'
		containers:
		- args: [sleep, "100000"]
		  env: [{ name: MOUNTGUARD_EXPECT, value: "/data nonempty" }]
		  volumeMounts: [{ name: data, mountPath: /data }]
		  livenessProbe: { exec: { command: [/mountguard, --health] }, periodSeconds: 1, failureThreshold: 2 }
		volumes:
		- { name: data, hostPath: { path: /srv/mended, type: Directory } }
	EOF
	running mended
	restarts_are mended 0
	on_node sh -c 'rm -r /srv/mended; mkdir /srv/mended; echo content >/srv/mended/file'
	wait_for 60 'the liveness probe to restart the container' restarts_are mended 1
	running mended
	guard mended --health </dev/null
	the_code_is 0
	# The node may have kept what it said of another pod of this name.
	uid=$(kubectl get pod mended -o 'jsonpath={.metadata.uid}')
	kubectl get events --field-selector "involvedObject.uid=$uid,reason=Unhealthy" -o 'jsonpath={.items[0].message}' >"$err"
	is_message "$err" missing-hostpath-probe
}

volume_has() {
	kubectl exec "$1" -- sh -c "grep -q '$3' '$2'"
}

# The one stale mount that is no fault: every update does this to a subPath. It is said, and does not stop the pod.
@test "a configMap that was updated under a subPath" {
	objects <<-'EOF'
		apiVersion: v1
		kind: ConfigMap
		metadata: { name: updated }
		data: { app.conf: "v = 1\n" }
	EOF
	pod updated <<-'EOF'
		containers:
		- args: [sleep, "100000"]
		  env: [{ name: MOUNTGUARD_EXPECT, value: "/settings nonempty; /app.conf file, nonempty, readable; /id file, readable" }]
		  volumeMounts:
		  - { name: settings, mountPath: /settings }
		  - { name: settings, mountPath: /app.conf, subPath: app.conf }
		  - { name: key, mountPath: /id, subPath: id }
		volumes:
		- { name: settings, configMap: { name: updated } }
		- { name: key, secret: { secretName: key } }
	EOF
	running updated
	guard updated --check </dev/null
	nothing_in "$err"
	kubectl patch configmap updated --patch '{ "data": { "app.conf": "v = 2\n" } }'
	kubectl patch secret key --patch '{ "stringData": { "id": "open" } }'
	wait_for 90 'the kubelet to update the volume' volume_has updated /settings/app.conf 'v = 2'
	wait_for 90 'the old file to be stale' stale updated /id
	volume_has updated /app.conf 'v = 1'
	guard updated --check </dev/null
	the_code_is 0
	is_message "$err" missing-updated
	guard updated --health </dev/null
	the_code_is 0
}

stale() {
	kubectl exec "$1" -- sh -c "grep -q '//deleted $2 ' /proc/self/mountinfo"
}
