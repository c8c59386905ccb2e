#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What --snapshot writes down of a pod holds in it at once, and no longer when a volume was emptied or replaced.

setup_file() {
	load helpers
	on_node sh -ec 'mkdir -p /srv/hostpath /srv/claim; echo content >/srv/hostpath/file; echo content >/srv/claim/file'
	disk disk 32M
	on_node sh -c 'echo content >/mnt/disk/file'
	claim claim 1Gi 'local: { path: /srv/claim }'
	claim disk 32Mi 'local: { path: /mnt/disk }'
	objects <<-'EOF'
		apiVersion: v1
		kind: ConfigMap
		metadata: { name: settings }
		data: { app.conf: "a = 1\n" }
		---
		apiVersion: v1
		kind: Secret
		metadata: { name: key }
		stringData: { password: sesame }
	EOF
	stand first
	kubectl exec first -- /mountguard --snapshot >"$BATS_FILE_TMPDIR/snapshot"
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

# stand POD [VOLUME SOURCE]: a pod with one volume of each type, and that volume from another source.
stand() {
	local name volumes=''
	local -A sources=(
		[settings]='configMap: { name: settings }'
		[key]='secret: { secretName: key }'
		[projected]='projected: { sources: [{ secret: { name: key } }] }'
		[labels]='downwardAPI: { items: [{ path: name, fieldRef: { fieldPath: metadata.name } }] }'
		[scratch]='emptyDir: {}'
		[memory]='emptyDir: { medium: Memory }'
		[hostpath]='hostPath: { path: /srv/hostpath, type: Directory }'
		[claim]='persistentVolumeClaim: { claimName: claim }'
		[disk]='persistentVolumeClaim: { claimName: disk }'
	)
	[ $# = 1 ] || sources[$2]=$3
	for name in "${!sources[@]}"; do
		volumes+="- { name: $name, ${sources[$name]} }"$'\n'
	done
	pod "$1" <<-EOF
		containers:
		- command: [sh, -c, "echo content | tee /v/scratch/file >/v/memory/file; exec sleep 100000"]
		  volumeMounts:
		$(for name in "${!sources[@]}"; do echo "  - { name: $name, mountPath: /v/$name }"; done)
		  - { name: settings, mountPath: /v/app.conf, subPath: app.conf }
		  - { name: key, mountPath: /v/password, subPath: password }
		volumes:
		$volumes
	EOF
	running "$1"
}

# differs POD PATH: the first pod's snapshot does not hold in this pod, and that path is why.
differs() {
	guard "$1" --check --file - <"$BATS_FILE_TMPDIR/snapshot"
	the_code_is 69
	says "$err" "FAIL $2:"
	! grep '^mountguard: FAIL' "$err" | grep -v "FAIL $2:" || { echo "not that path alone:"; cat "$err"; return 1; }
}

@test "the snapshot of a pod" {
	is_message "$BATS_FILE_TMPDIR/snapshot" snapshot
	guard first --check --file - <"$BATS_FILE_TMPDIR/snapshot"
	the_code_is 0
	nothing_in "$err"
}

@test "of one path after the other" {
	local path
	for path in settings key projected labels scratch memory hostpath claim disk app.conf password; do
		guard first --snapshot "/v/$path" </dev/null
		the_code_is 0
		says "$out" "/v/$path"
		cp "$out" "$BATS_TEST_TMPDIR/snapshot"
		guard first --check --file - <"$BATS_TEST_TMPDIR/snapshot"
		the_code_is 0
	done
}

@test "it holds in another pod that is the same" {
	stand same
	guard same --check --file - <"$BATS_FILE_TMPDIR/snapshot"
	the_code_is 0
	nothing_in "$err"
}

@test "a hostPath, a claim, a disk that was emptied" {
	local path
	stand emptied
	for path in hostpath:/srv/hostpath claim:/srv/claim disk:/mnt/disk; do
		on_node mv "${path#*:}/file" /srv/away
		differs emptied "/v/${path%:*}"
		on_node mv /srv/away "${path#*:}/file"
	done
}

@test "a hostPath and a claim that were removed and made again" {
	local path
	stand stale
	for path in hostpath claim; do
		on_node sh -ec "cd /srv; cp -a $path copy; rm -r $path; mv copy $path"
	done
	guard stale --check --file - <"$BATS_FILE_TMPDIR/snapshot"
	the_code_is 69
	is_message "$err" snapshot-stale
}

is_gone_from() {
	! kubectl exec "$1" -- ls "$2" >/dev/null 2>&1
}

@test "a configMap and a secret that were emptied" {
	objects <<-'EOF'
		apiVersion: v1
		kind: ConfigMap
		metadata: { name: settings-too }
		data: { app.conf: "a = 1\n" }
		---
		apiVersion: v1
		kind: Secret
		metadata: { name: key-too }
		stringData: { password: sesame }
	EOF
	pod emptied <<-'EOF'
		containers:
		- command: [sleep, "100000"]
		  volumeMounts: [{ name: settings, mountPath: /settings }, { name: key, mountPath: /key }]
		volumes:
		- { name: settings, configMap: { name: settings-too } }
		- { name: key, secret: { secretName: key-too } }
	EOF
	running emptied
	guard emptied --snapshot /settings /key </dev/null
	the_code_is 0
	cp "$out" "$BATS_TEST_TMPDIR/snapshot"
	kubectl patch configmap settings-too --type json --patch '[{ "op": "remove", "path": "/data/app.conf" }]'
	kubectl patch secret key-too --type json --patch '[{ "op": "remove", "path": "/data/password" }]'
	wait_for 90 'the kubelet to empty the volumes' is_gone_from emptied /settings/app.conf
	wait_for 90 'the kubelet to empty the volumes' is_gone_from emptied /key/password
	guard emptied --check --file - <"$BATS_TEST_TMPDIR/snapshot"
	the_code_is 69
	says "$err" 'FAIL /settings:'
	says "$err" 'FAIL /key:'
	is_message "$err" snapshot-emptied
}

@test "a secret that became an emptyDir" {
	stand secret key 'emptyDir: { medium: Memory }'
	guard secret --check --file - <"$BATS_FILE_TMPDIR/snapshot"
	the_code_is 69
	says "$err" 'FAIL /v/key:'
	says "$err" 'FAIL /v/password:'
	is_message "$err" snapshot-secret
}

@test "a configMap that became a secret" {
	stand settings settings 'secret: { secretName: key, items: [{ key: password, path: app.conf }] }'
	guard settings --check --file - <"$BATS_FILE_TMPDIR/snapshot"
	the_code_is 69
	says "$err" 'FAIL /v/settings:'
	is_message "$err" snapshot-settings
}

@test "a hostPath, a claim, a disk that became an emptyDir" {
	local volume
	for volume in hostpath claim disk; do
		stand "$volume" "$volume" 'emptyDir: {}'
		differs "$volume" "/v/$volume"
	done
}

@test "an emptyDir that became a claim" {
	on_node mkdir -p /srv/other
	stand scratch scratch 'hostPath: { path: /srv/other }'
	differs scratch /v/scratch
}
