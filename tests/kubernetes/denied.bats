#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Storage that a user without rights cannot read or write. In a pod fsGroup mends it for most volumes, and for a hostPath
# it does nothing: what the message advises is done here too, and has to help.

setup_file() {
	load helpers
	on_node sh -ec 'mkdir -p /srv/local /srv/local-too /srv/hostpath /srv/closed /srv/claim; chmod 700 /srv/closed
		echo content >/srv/closed/file; echo content >/srv/key; chmod 600 /srv/key
		mkdir /srv/group /srv/owned; chown 0:27 /srv/group; chmod 775 /srv/group; chown 700:700 /srv/owned'
	claim local 1Gi 'local: { path: /srv/local }'
	claim local-too 1Gi 'local: { path: /srv/local-too }'
	claim claim 1Gi 'hostPath: { path: /srv/claim }'
	disk disk 32M
	claim disk 32Mi 'local: { path: /mnt/disk }'
	disk disk-too 32M
	claim disk-too 32Mi 'local: { path: /mnt/disk-too }'
	disk blank 32M
	claim blank 32Mi 'local: { path: /mnt/blank }'
	on_node sh -c 'echo content | tee /mnt/disk/file >/mnt/disk-too/file'
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

# secret POD [FIELD]: a pod of user 1000 that reads a secret that only its owner may read.
secret() {
	pod "$1" <<-EOF
		securityContext: { runAsUser: 1000${2:+, $2} }
		containers:
		- args: [-e, "/key nonempty, readable", -e, "/key/id file, readable", "true"]
		  volumeMounts: [{ name: key, mountPath: /key }]
		volumes:
		- { name: key, secret: { secretName: key, defaultMode: 0400 } }
	EOF
}

@test "a secret that only root can read" {
	secret secret
	refused secret denied-secret
	says "$err" 'fsGroup: 1000'
	never_says "$err" 'fsGroup does nothing'
}

@test "a secret with fsGroup" {
	secret secret-group 'fsGroup: 1000'
	allowed secret-group
}

@test "a file of a secret, by subPath, that only root can read" {
	pod subpath <<-'EOF'
		securityContext: { runAsUser: 1000 }
		containers:
		- args: [-e, "/id file, readable", "true"]
		  volumeMounts: [{ name: key, mountPath: /id, subPath: id }]
		volumes:
		- { name: key, secret: { secretName: key, defaultMode: 0400 } }
	EOF
	refused subpath denied-secret-subpath
	says "$err" 'fsGroup: 1000'
	never_says "$err" 'fsGroup does nothing'
}

@test "a projected volume that only root can read" {
	pod projected <<-'EOF'
		securityContext: { runAsUser: 1000 }
		containers:
		- args: [-e, "/all/id file, readable", -e, "/all/app.conf file, readable", "true"]
		  volumeMounts: [{ name: all, mountPath: /all }]
		volumes:
		- { name: all, projected: { defaultMode: 0400, sources: [{ secret: { name: key } }, { configMap: { name: settings } }] } }
	EOF
	refused projected denied-projected
	says "$err" 'fsGroup: 1000'
	never_says "$err" 'fsGroup does nothing'
}

@test "a configMap that only root can read" {
	pod configmap <<-'EOF'
		securityContext: { runAsUser: 1000 }
		containers:
		- args: [-e, "/settings/app.conf file, readable", "true"]
		  volumeMounts: [{ name: settings, mountPath: /settings }]
		volumes:
		- { name: settings, configMap: { name: settings, defaultMode: 0400 } }
	EOF
	refused configmap denied-configmap
	says "$err" 'fsGroup: 1000'
	never_says "$err" 'fsGroup does nothing'
}

# claimant POD CLAIM [FIELD]: a pod of user 1000 that writes to a claim.
claimant() {
	pod "$1" <<-EOF
		securityContext: { runAsUser: 1000${3:+, $3} }
		containers:
		- args: [-e, "/data persistent, writable", "true"]
		  volumeMounts: [{ name: data, mountPath: /data }]
		volumes:
		- { name: data, persistentVolumeClaim: { claimName: $2 } }
	EOF
}

# A local volume that another pod still has mounted keeps its group, whatever fsGroup says: each pod has a volume of its
# own here. A local volume that is a directory looks like a hostPath: for both the message has to say when which remedy helps.
@test "a local volume without fsGroup" {
	claimant local local
	refused local denied-local
	says "$err" 'fsGroup: 1000'
}

@test "a local volume with fsGroup" {
	claimant local-group local-too 'fsGroup: 1000'
	allowed local-group
}

@test "a disk without fsGroup" {
	claimant disk disk
	refused disk denied-disk
	says "$err" 'fsGroup: 1000'
}

@test "a disk with fsGroup" {
	claimant disk-group disk-too 'fsGroup: 1000'
	allowed disk-group
}

# That nothing is on it is said first. Whoever expects data there must not be led to make it his own, and fill it.
@test "a blank disk without fsGroup" {
	claimant blank blank
	refused blank denied-disk-blank
	says "$err" 'lost+found'
	never_says "$err" chown
}

# fsGroup does nothing for a hostPath, and for a claim of a hostPath volume neither.
@test "a claim of a hostPath volume that is root's, with fsGroup" {
	claimant claim claim 'fsGroup: 1000'
	refused claim denied-claim-hostpath
	says "$err" hostPath
	says "$err" 'on the node'
}

@test "a hostPath that is root's, with fsGroup" {
	pod hostpath <<-'EOF'
		securityContext: { runAsUser: 1000, fsGroup: 1000 }
		containers:
		- args: [-e, "/data writable", "true"]
		  volumeMounts: [{ name: data, mountPath: /data }]
		volumes:
		- { name: data, hostPath: { path: /srv/hostpath, type: Directory } }
	EOF
	refused hostpath denied-hostpath
	says "$err" hostPath
	advice=$(sed -n 's/^  fix .* on the node, chown/chown/p' "$err")
	[ "$advice" = 'chown 1000:1000 /srv/hostpath' ]
	on_node sh -c "$advice"
	pod mended <<-'EOF'
		securityContext: { runAsUser: 1000 }
		containers:
		- args: [-e, "/data writable", "true"]
		  volumeMounts: [{ name: data, mountPath: /data }]
		volumes:
		- { name: data, hostPath: { path: /srv/hostpath, type: Directory } }
	EOF
	allowed mended
}

# member POD [FIELD]: a pod of user 1000 that writes where a group may.
member() {
	pod "$1" <<-EOF
		securityContext: { runAsUser: 1000${2:+, $2} }
		containers:
		- args: [-e, "/data writable", "true"]
		  volumeMounts: [{ name: data, mountPath: /data }]
		volumes:
		- { name: data, hostPath: { path: /srv/group, type: Directory } }
	EOF
}

@test "a hostPath whose group may" {
	member group
	refused group denied-group
	says "$err" 'supplementalGroups: [27]'
	member group-member 'supplementalGroups: [27]'
	allowed group-member
}

# another POD [UID]: a pod of root without a capability, or of that user, which writes to what is user 700's.
another() {
	pod "$1" <<-EOF
		securityContext: { runAsUser: ${2:-0}, runAsGroup: ${2:-0} }
		containers:
		- args: [-e, "/data writable", "true"]
		  securityContext: { capabilities: { drop: [ALL] } }
		  volumeMounts: [{ name: data, mountPath: /data }]
		volumes:
		- { name: data, hostPath: { path: /srv/owned, type: Directory } }
	EOF
}

@test "root without its capabilities" {
	another root
	refused root denied-root
	says "$err" 'be 700:700 (runAsUser, runAsGroup)'
	another its-owner 700
	allowed its-owner
}

@test "a hostPath that cannot be entered" {
	pod closed <<-'EOF'
		securityContext: { runAsUser: 1000, fsGroup: 1000 }
		containers:
		- args: [-e, "/data nonempty, readable", -e, "/data/file file, readable", "true"]
		  volumeMounts: [{ name: data, mountPath: /data }]
		volumes:
		- { name: data, hostPath: { path: /srv/closed, type: Directory } }
	EOF
	refused closed denied-hostpath-closed
	says "$err" hostPath
	says "$err" 'on the node'
}

@test "a hostPath of a file that cannot be read" {
	pod file <<-'EOF'
		securityContext: { runAsUser: 1000 }
		containers:
		- args: [-e, "/etc/key file, readable", "true"]
		  volumeMounts: [{ name: key, mountPath: /etc/key }]
		volumes:
		- { name: key, hostPath: { path: /srv/key, type: File } }
	EOF
	refused file denied-hostpath-file
	says "$err" hostPath
	says "$err" 'on the node'
}

@test "an emptyDir of memory is everybody's" {
	pod memory <<-'EOF'
		securityContext: { runAsUser: 1000 }
		containers:
		- args: [-e, "/m mount=emptydir, writable", -e, "/d mount=emptydir, writable", "true"]
		  volumeMounts: [{ name: m, mountPath: /m }, { name: d, mountPath: /d }]
		volumes:
		- { name: m, emptyDir: { medium: Memory } }
		- { name: d, emptyDir: {} }
	EOF
	allowed memory
}

@test "the image's own directory, which is root's" {
	pod image <<-'EOF'
		securityContext: { runAsUser: 1000 }
		containers:
		- args: [-e, "/var writable", "true"]
	EOF
	refused image denied-image
	never_says "$err" fsGroup
}
