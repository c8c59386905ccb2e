#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# examples/11-kubernetes: its manifests as they stand, a real uvicorn in an image that knows nothing of the guard, the
# faults, and the README's commands. run.sh has imported the two images under the names that the manifests have.

setup_file() {
	load helpers
	# The README's commands wait for probes and back-off, one after the other.
	export BATS_TEST_TIMEOUT=420
	tar -C "$MG_TOP/examples" -cf - 11-kubernetes | on_node sh -c 'rm -rf /root/11-kubernetes /root/overlay; tar -C /root -xf -'
	disk models 32M
	storage
}

teardown_file() {
	load helpers
	clear_up
	on_node rm -rf /root/11-kubernetes /root/overlay
}

setup() {
	load helpers
	on_node sh -c 'rm -rf /root/overlay; find /mnt/models -type f -delete
		echo weights >/mnt/models/llama.gguf; chown -R 0:0 /mnt/models; chmod 755 /mnt/models'
}

teardown() {
	# From the top: what is above a pod would make another one.
	kubectl delete deployment,job --all --cascade=orphan >/dev/null
	kubectl delete replicaset --all --cascade=orphan >/dev/null
	kubectl delete pod --all --force --grace-period 0 --timeout 60s >/dev/null 2>&1
	kubectl delete service inference --ignore-not-found >/dev/null
	# It applies no fsGroup to a volume that another pod still has.
	wait_for 60 'the kubelet to unmount the volumes' nothing_is_mounted
}

nothing_is_mounted() {
	! on_node grep -q kubernetes.io~local-volume /proc/self/mountinfo
}

# here COMMAND...: in the example's folder on the node, with a kubectl that knows components.
here() {
	# shellcheck disable=SC2016 # the node's shell expands it
	on_node env KUBECONFIG=/etc/kubernetes/kubeconfig PATH=/opt/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		bash -ec 'cd /root/11-kubernetes; "$@"' bash "$@"
}

# What the Deployments need, with a volume for the claim.
storage() {
	volume models 1Gi 'local: { path: /mnt/models }'
	here kubectl apply --filename service/storage.yaml >/dev/null
}

# overlay FOLDER: a kustomization over this folder of the example, with the patch of its Deployment on standard input;
# applied.
overlay() {
	on_node mkdir -p /root/overlay
	on_node dd of=/root/overlay/kustomization.yaml status=none <<-EOF
		apiVersion: kustomize.config.k8s.io/v1beta1
		kind: Kustomization
		resources: [../11-kubernetes/$1]
		patches:
		- target: { kind: Deployment }
		  patch: |-
		    apiVersion: apps/v1
		    kind: Deployment
		    metadata: { name: inference }
		    spec:
		      template:
		        spec:
		$(sed 's/^/          /')
	EOF
	here kubectl apply --kustomize ../overlay >/dev/null
}

# it QUESTION: there is one pod, and this, in jq, is true of it. One that ends does not count.
it() {
	kubectl get pods --selector app=inference -o json | jq '.items |= map(select(.metadata.deletionTimestamp == null))' >"$BATS_TEST_TMPDIR/pods"
	jq -e ".items | length == 1 and (.[0] | $1)" "$BATS_TEST_TMPDIR/pods" >/dev/null
}

the_pod() {
	jq -r '.items[0].metadata.name' "$BATS_TEST_TMPDIR/pods"
}

until_it() {
	wait_for "$1" "$2" it "$3" || { what_happened "$(the_pod)"; return 1; }
}

ready='(.status.containerStatuses[0].ready)'
is_ready() {
	until_it 90 'the pod to be ready' "$ready"
}

# is_refused CODE [CONTAINERS]: it is in back-off. What the API gives as its message is what the log has, and is in
# the file err.
is_refused() {
	local status=".status.${2:-containerStatuses}[0]" container
	until_it 90 'the pod to be in back-off' "$status.state.waiting.reason == \"CrashLoopBackOff\""
	code=$(jq -r ".items[0] | $status.lastState.terminated.exitCode" "$BATS_TEST_TMPDIR/pods")
	jq -j ".items[0] | $status.lastState.terminated.message // \"\"" "$BATS_TEST_TMPDIR/pods" >"$termination"
	container=$(jq -r ".items[0] | $status.name" "$BATS_TEST_TMPDIR/pods")
	kubectl logs "$(the_pod)" --container "$container" >"$err"
	the_code_is "$1"
	[ "$1" != 69 ] || diff -u --label log --label 'termination message' "$err" "$termination"
}

# get PATH: what the service answers, its status in front.
get() {
	kubectl exec "$(the_pod)" --container inference -- python3 -c 'import sys, urllib.error, urllib.request
try:
    answer = urllib.request.urlopen("http://127.0.0.1:8000" + sys.argv[1])
except urllib.error.HTTPError as error:
    answer = error
print(answer.status, answer.read().decode())' "$1" >"$out"
}

# It answers with all that it needs, is process 1, and neither root nor able to become it.
is_well() {
	is_ready
	get /infer
	says "$out" '200 {"model":"/models/llama.gguf","threads":4,"signed":true}'
	kubectl exec "$(the_pod)" --container inference -- cat /proc/1/cmdline /proc/1/status | tr '\0' ' ' >"$out"
	says "$out" '/uvicorn --app-dir /srv/inference main:app --host 0.0.0.0 --port 8000'
	grep -qE '^Uid:(\s1000){4}$' "$out"
	grep -qE '^CapBnd:\s0+$' "$out"
	grep -qE '^NoNewPrivs:\s1$' "$out"
	! kubectl exec "$(the_pod)" --container inference -- touch /root-is-writable 2>/dev/null
}

@test "the service alone starts and answers" {
	here kubectl apply --kustomize service
	is_well
}

@test "alone, with an empty claim: it is ready, and each request is a 503" {
	on_node rm /mnt/models/llama.gguf
	here kubectl apply --kustomize service
	is_ready
	get /infer
	says "$out" '503 {"detail":"list index out of range"}'
}

@test "kustomize: it starts behind the guard and answers" {
	here kubectl apply --kustomize guarded
	is_well
	kubectl logs "$(the_pod)" --container inference >"$err"
	never_says "$err" mountguard
}

@test "by hand: it starts behind the guard and answers" {
	here kubectl apply --filename entrypoint.yaml
	is_well
}

@test "init container alone: it starts and answers" {
	here kubectl apply --filename init.yaml
	is_well
}

@test "the component leaves what a Deployment has, and renders without a cluster" {
	on_node mkdir -p /root/overlay
	on_node dd of=/root/overlay/kustomization.yaml status=none <<-'EOF'
		apiVersion: kustomize.config.k8s.io/v1beta1
		kind: Kustomization
		resources: [web.yaml]
		components: [../11-kubernetes/component]
		configMapGenerator:
		- { name: mountguard, literals: [mountguard.conf=/data mount] }
	EOF
	on_node dd of=/root/overlay/web.yaml status=none <<-'EOF'
		apiVersion: apps/v1
		kind: Deployment
		metadata: { name: web }
		spec:
		  selector: { matchLabels: { app: web } }
		  template:
		    metadata: { labels: { app: web } }
		    spec:
		      initContainers: [{ name: migrate, image: "migrate:1" }]
		      containers:
		      - { name: web, image: "web:1", args: [serve], volumeMounts: [{ name: data, mountPath: /data }] }
		      - { name: sidecar, image: "sidecar:1" }
		      volumes: [{ name: data, emptyDir: {} }]
	EOF
	on_node unshare --net env KUBECONFIG=/dev/null /opt/bin/kubectl kustomize /root/overlay >"$out"
	kubectl create --dry-run=client -o json -f - <"$out" | jq -s 'map(select(.kind == "Deployment"))[0].spec.template.spec' >"$err"
	jq -e '[.initContainers[].name] | sort == ["migrate", "mountguard"]' "$err"
	jq -e '[.containers[] | .name, .command] == ["web", ["/guard/mountguard", "--"], "sidecar", null]' "$err"
	jq -e '.containers[0] | .args == ["serve"] and ([.volumeMounts[].mountPath] == ["/data", "/guard", "/etc/mountguard.conf"])' "$err"
	jq -e '[.volumes[].name] | sort == ["data", "mountguard", "mountguard-conf"]' "$err"
}

@test "an empty claim is refused, in the log and in the API, and Kubernetes backs off" {
	on_node rm /mnt/models/llama.gguf
	here kubectl apply --kustomize guarded
	is_refused 69
	is_message "$err" example-claim-empty
	it '.status.containerStatuses[0].state.waiting.message | startswith("back-off 10s restarting failed container")'
	kubectl describe pod "$(the_pod)" >"$out"
	grep -qE '^ +Message: +mountguard: FAIL /models: ' "$out"
	grep -qE '^ +Exit Code: +69$' "$out"
	restarts=$(jq '.items[0].status.containerStatuses[0].restartCount' "$BATS_TEST_TMPDIR/pods")
	until_it 90 'the back-off to be longer' '.status.containerStatuses[0].state.waiting.message // "" | startswith("back-off 20s")'
	it ".status.containerStatuses[0].restartCount == $((restarts + 1))"
}

@test "a hostPath that is missing on the node" {
	overlay guarded <<-'EOF'
		volumes:
		- { name: models, persistentVolumeClaim: null, hostPath: { path: /srv/models } }
	EOF
	is_refused 69
	is_message "$err" example-hostpath-missing
	says "$err" 'type: Directory'
}

# with_code FOLDER [MORE]: the code comes from a directory of the node, as on a developer's own cluster.
with_code() {
	overlay "$1" <<-EOF
		containers:
		- name: inference
		  volumeMounts: [{ name: code, mountPath: /srv/inference }]
		  $2
		volumes:
		- { name: code, hostPath: { path: /srv/code } }
	EOF
}

@test "alone, with a hostPath over its code that is missing: no module, and nothing more" {
	with_code service
	is_refused 1
	says "$err" 'Error loading ASGI app. Could not import module "main".'
}

@test "a hostPath over its code that is missing" {
	with_code guarded 'env: [{ name: MOUNTGUARD_EXPECT, value: "/srv/inference nonempty; /srv/inference/main.py file, nonempty" }]'
	is_refused 69
	is_message "$err" example-code-missing
	never_says "$err" 'Could not import'
}

@test "a secret whose key is empty" {
	kubectl create secret generic empty --from-literal=key=
	overlay guarded <<-'EOF'
		volumes:
		- { name: key, secret: { secretName: empty } }
	EOF
	is_refused 69
	is_message "$err" example-secret-empty
}

@test "a secret without the key" {
	kubectl create secret generic other --from-literal=api-key=sesame
	overlay guarded <<-'EOF'
		volumes:
		- { name: key, secret: { secretName: other } }
	EOF
	is_refused 69
	is_message "$err" example-secret-key
	says "$err" api-key
}

@test "without fsGroup the claim and the secret are root's" {
	overlay guarded <<-'EOF'
		securityContext: { fsGroup: null }
	EOF
	is_refused 69
	is_message "$err" example-fsgroup
	says "$err" 'fsGroup: 1000'
}

@test "an fsGroup does nothing for a hostPath" {
	on_node sh -c 'mkdir -p /srv/owned; echo weights >/srv/owned/llama.gguf'
	overlay guarded <<-'EOF'
		volumes:
		- { name: models, persistentVolumeClaim: null, hostPath: { path: /srv/owned, type: Directory } }
	EOF
	is_refused 69
	is_message "$err" example-fsgroup-hostpath
}

@test "command: without args: the guard has nothing to start" {
	overlay guarded <<-'EOF'
		containers:
		- { name: inference, args: null }
	EOF
	is_refused 64
	says "$err" 'args:'
}

unhealthy() {
	kubectl get events --field-selector "reason=Unhealthy,involvedObject.name=$(the_pod)" -o json | jq -r '.items[].message' >"$err"
	grep -qF "$1" "$err"
}

@test "readiness: no requests while the model is away, and no restart" {
	here kubectl apply --kustomize guarded
	is_ready
	on_node mv /mnt/models/llama.gguf /mnt/models/llama.part
	until_it 90 'the pod not to be ready' "$ready == false"
	unhealthy 'Readiness probe failed: mountguard: FAIL /models: nothing in it matches *.gguf'
	on_node mv /mnt/models/llama.part /mnt/models/llama.gguf
	until_it 90 'the pod to be ready again' "$ready"
	it '.status.containerStatuses[0].restartCount == 0'
}

@test "readiness: a secret that is emptied under the pod" {
	kubectl create secret generic turned --from-literal=key=sesame
	overlay guarded <<-'EOF'
		volumes:
		- { name: key, secret: { secretName: turned } }
	EOF
	is_ready
	kubectl patch secret turned --patch '{ "stringData": { "key": "" } }'
	until_it 150 'the kubelet to update the volume, and the pod not to be ready' "$ready == false"
	unhealthy '/run/secrets/inference/key'
}

@test "liveness: a hostPath that was made again is mended by a restart" {
	on_node sh -c 'mkdir -p /srv/again; echo weights >/srv/again/llama.gguf; chown -R 1000 /srv/again'
	overlay guarded <<-'EOF'
		volumes:
		- { name: models, persistentVolumeClaim: null, hostPath: { path: /srv/again, type: Directory } }
	EOF
	is_ready
	on_node sh -c 'rm -r /srv/again; mkdir /srv/again; echo weights >/srv/again/llama.gguf; chown -R 1000 /srv/again'
	until_it 120 'the liveness probe to restart the container' '.status.containerStatuses[0].restartCount == 1'
	unhealthy 'Liveness probe failed: mountguard: FAIL /models: '
	is_well
}

@test "init container alone: it refuses, and the service does not start" {
	on_node rm /mnt/models/llama.gguf
	here kubectl apply --filename init.yaml
	is_refused 69 initContainerStatuses
	is_message "$err" example-init
	it '.status.containerStatuses[0].started == false'
	on_node sh -c 'echo weights >/mnt/models/llama.gguf'
	is_well
}

# The README's commands, word for word and in its order, on a claim that is new. The images are there already: building
# them takes an engine.
@test "the README" {
	kubectl delete pvc,pv models >/dev/null
	on_node sh -c 'rm /mnt/models/llama.gguf'
	volume models 1Gi 'local: { path: /mnt/models }'
	awk -v directory="$BATS_TEST_TMPDIR" '/^```sh$/ { file = directory "/block" ++n; next } /^```$/ { file = "" }
		file { print > file }' "$MG_TOP/examples/11-kubernetes/README.md"
	grep -q '^docker build .* --target mountguard ' "$BATS_TEST_TMPDIR/block1"
	[ ! -e "$BATS_TEST_TMPDIR/block9" ]
	follow 2
	is_refused 69
	follow 3
	awk '{ gsub("/dev/loop[0-9]+", "/dev/sdb"); print }' "$out" |
		diff -u --label README --label said <(sed -n 's/^    //p' "$MG_TOP/examples/11-kubernetes/README.md") -
	follow 4
	says "$out" '{"model":"/models/llama.gguf","threads":4,"signed":true}'
	follow 5
	says "$out" 'Readiness probe failed: mountguard: FAIL /models: nothing in it matches *.gguf'
	follow 6
	is_well
	follow 7
	is_well
	follow 8
	[ -z "$(kubectl get deployment,job,pvc --output name)" ]
	storage
}

# follow N: runs this block of the README. What it prints is in the file out.
follow() {
	say "running: $(tr '\n' ';' <"$BATS_TEST_TMPDIR/block$1")"
	here bash -e -c "$(cat "$BATS_TEST_TMPDIR/block$1")" >"$out" || { cat "$out"; return 1; }
}
