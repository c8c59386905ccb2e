#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What the API gives as the termination message of a refused pod: the same text that the log has, wherever the manifest
# has the message's file. And how a pod that is refused goes on.

setup_file() {
	load helpers
	objects <<-'EOF'
		apiVersion: v1
		kind: ConfigMap
		metadata: { name: settings }
		data: { app.conf: "a = 1\n" }
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

is_the_log() {
	[ -s "$termination" ] || { echo 'there is no termination message'; return 1; }
	diff -u --label log --label 'termination message' "$err" "$termination"
}

@test "the termination message is what the log has" {
	pod refused <<-'EOF'
		containers:
		- args: [-e, "/data mount, nonempty, writable", "true"]
	EOF
	refused refused missing-mount-directory
	is_the_log
}

@test "with a terminationMessagePath of its own" {
	pod elsewhere <<-'EOF'
		containers:
		- args: [-e, "/data mount, nonempty, writable", "true"]
		  terminationMessagePath: /run/why
	EOF
	refused elsewhere missing-mount-directory
	is_the_log
}

@test "as a user that is not root, with a read-only root" {
	pod strict <<-'EOF'
		securityContext: { runAsUser: 1000, runAsNonRoot: true }
		containers:
		- args: [-e, "/data mount, nonempty", "true"]
		  securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
	EOF
	refused strict missing-mount-readonly-root
	is_the_log
}

@test "of many findings it has what fits into 4096 bytes, from the first on" {
	local expectations='' number
	for number in $(seq 60); do expectations+="/data/file-$number socket;"; done
	pod many <<-EOF
		initContainers:
		- name: fill
		  command: [sh, -c, "n=0; while [ \$((n += 1)) -le 60 ]; do echo >/data/file-\$n; done"]
		  volumeMounts: [{ name: data, mountPath: /data }]
		containers:
		- args: ["true"]
		  env: [{ name: MOUNTGUARD_EXPECT, value: "$expectations" }]
		  volumeMounts: [{ name: data, mountPath: /data }]
		volumes:
		- { name: data, emptyDir: {} }
	EOF
	ended many
	[ "$code" = 69 ]
	[ "$(wc -c <"$err")" -gt 4096 ]
	[ "$(wc -c <"$termination")" -le 4096 ]
	[ "$(head -n 1 "$termination")" = "$(head -n 1 "$err")" ]
	says "$termination" '/data/file-1:'
	says "$termination" '60 of 60 expectations failed'
}

@test "what a warning says stays out of it when the command starts" {
	pod warned <<-'EOF'
		containers:
		- args: [-e, "/data mount, warn", "true"]
	EOF
	ended warned
	the_code_is 0
	is_message "$err" missing-mount-warned
}

@test "an init container that only checks keeps the pod from starting" {
	pod checked <<-'EOF'
		initContainers:
		- name: storage
		  args: [--check, -e, "/settings nonempty, has=app.conf", -e, "/settings/db.conf file"]
		  volumeMounts: [{ name: settings, mountPath: /settings }]
		containers:
		- command: [sleep, "100000"]
		volumes:
		- { name: settings, configMap: { name: settings } }
	EOF
	wait_for 60 'the init container to end' init_has_ended checked
	kubectl get pod checked -o json >"$BATS_TEST_TMPDIR/pod"
	[ "$(jq -r "$init.exitCode" "$BATS_TEST_TMPDIR/pod")" = 69 ]
	jq -j "$init.message" "$BATS_TEST_TMPDIR/pod" >"$err"
	is_message "$err" init-container
	[ "$(jq -r '.status.containerStatuses[0].started' "$BATS_TEST_TMPDIR/pod")" = false ]
}

init='(.status.initContainerStatuses[0] | .state.terminated // .lastState.terminated)'
init_has_ended() {
	kubectl get pod "$1" -o json | jq -e "$init" >/dev/null
}

readiness() {
	[ "$(kubectl get pod "$1" -o 'jsonpath={.status.containerStatuses[0].ready}')" = "$2" ]
}

@test "a readiness probe takes a pod out while its storage is not well" {
	on_node sh -c 'mkdir -p /srv/ready; echo content >/srv/ready/file'
	pod ready <<-'EOF'
		containers:
		- args: [sleep, "100000"]
		  env: [{ name: MOUNTGUARD_EXPECT, value: "/data nonempty" }]
		  volumeMounts: [{ name: data, mountPath: /data }]
		  readinessProbe: { exec: { command: [/mountguard, --health] }, periodSeconds: 1, failureThreshold: 1 }
		volumes:
		- { name: data, hostPath: { path: /srv/ready, type: Directory } }
	EOF
	running ready
	on_node mv /srv/ready/file /srv/away
	wait_for 30 'the pod not to be ready' readiness ready false
	on_node mv /srv/away /srv/ready/file
	wait_for 30 'the pod to be ready again' readiness ready true
}
