# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What every *.bats here needs: pods, what they said and how they ended, files of the node for them to mount. run.sh has
# started the node.

# shellcheck source=lib.sh
. "$MG_TOP/tests/kubernetes/lib.sh"

# On the terminal at once, where bats keeps what a test prints.
say() {
	printf '# %s\n' "$*" >&3
}

# objects: makes what the manifests on standard input describe.
objects() {
	local log
	log=$(kubectl apply -f - 2>&1) || { echo "$log"; return 1; }
}

# pod NAME: a pod from its spec on standard input, in which a container is called app unless the first word of it is
# a name, and runs the image of the tests.
pods=()
pod() {
	local spec
	spec=$(sed -E -e "s|^- (name: [a-z]+)$|- \\1\\n  image: $GUARD_IMAGE\\n  imagePullPolicy: Never|" -e t \
		-e "s|^- ([^{])|- name: app\\n  image: $GUARD_IMAGE\\n  imagePullPolicy: Never\\n  \\1|")
	pods+=("$1")
	objects <<-EOF
		apiVersion: v1
		kind: Pod
		metadata: { name: $1 }
		spec:
		  restartPolicy: $(grep -q '^initContainers\|livenessProbe' <<<"$spec" && echo Always || echo Never)
		  terminationGracePeriodSeconds: 1
		$(printf '%s\n' "$spec" | sed 's/^/  /')
	EOF
}

# running NAME: waits until the pod's containers run and are ready.
running() {
	wait_for 60 "pod $1 to run" is_running "$1" || { what_happened "$1"; return 1; }
}

is_running() {
	[ "$(kubectl get pod "$1" -o 'jsonpath={.status.containerStatuses[*].ready}')" = true ]
}

# ended NAME: waits until the pod's container has ended. Then its exit code is in code, what it said in the file err, and
# what the API gives as its termination message in the file termination.
code='' err=$BATS_TEST_TMPDIR/err termination=$BATS_TEST_TMPDIR/termination
ended() {
	wait_for 60 "pod $1 to end" has_ended "$1" || { what_happened "$1"; return 1; }
	code=$(jq -r '.status.containerStatuses[0].state.terminated.exitCode' "$BATS_TEST_TMPDIR/pod")
	jq -j '.status.containerStatuses[0].state.terminated.message // ""' "$BATS_TEST_TMPDIR/pod" >"$termination"
	kubectl logs "$1" >"$err"
}

has_ended() {
	kubectl get pod "$1" -o json >"$BATS_TEST_TMPDIR/pod"
	jq -e '.status.containerStatuses[0].state.terminated' "$BATS_TEST_TMPDIR/pod" >/dev/null
}

# Why a pod does not get where it should.
what_happened() {
	kubectl describe pod "$1" | sed -n '/^Status:/p; /^    State:/,/^    Ready:/p; /^Events:/,$p'
	kubectl logs "$1" 2>&1 || true
}

# refused POD NAME: the pod ended with 69, and the message of that name is all that it ever said.
refused() {
	ended "$1"
	the_code_is 69
	is_message "$err" "$2"
	[ "$(head -n 1 "$err" | wc -c)" -lt 500 ]
}

# allowed POD: the pod's command ran, and nothing was said.
allowed() {
	ended "$1"
	the_code_is 0
	nothing_in "$err"
}

the_code_is() {
	[ "$code" = "$1" ] || { echo "the exit code is $code, not $1"; cat "$err"; return 1; }
}

# guard POD WORD...: the guard in a running pod, as another process beside its command, with its standard input. Sets
# code, and what it said is in the files out and err.
out=$BATS_TEST_TMPDIR/out
guard() {
	local pod=$1
	shift
	code=0
	kubectl exec --stdin "$pod" -- /mountguard "$@" >"$out" 2>"$err" || code=$?
	# What kubectl itself adds to the end.
	sed -i '/^command terminated with exit code [0-9]*$/d' "$err"
}

# holds POD EXPECTATION
holds() {
	guard "$1" --check --expect "$2" </dev/null
	the_code_is 0
}

# fails POD EXPECTATION
fails() {
	guard "$1" --check --expect "$2" </dev/null
	the_code_is 69
}

# Prints a file with what differs from run to run masked.
masked() {
	sed -E -e 's/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/UID/g' -e 's/\b[0-9a-f]{64}\b/ID/g' \
		-e 's/\.\.20[0-9]{2}_[0-9_]+\.[0-9]+/..DATE/g' -e 's|(\[\.\.\.\])[0-9_.]+/|\1DATE/|' -e 's|/dev/loop[0-9]+|/dev/LOOP|g' \
		-e 's|(/containers/[a-z]+/)[0-9a-f]{8}\b|\1ID|g' "$1"
}

# is_message FILE NAME: the file is messages/NAME.txt, the whole of it. With MG_ACCEPT=1 it becomes that.
is_message() {
	local wanted=$MG_TOP/tests/kubernetes/messages/$2.txt
	is_harmless "$1"
	if [ "${MG_ACCEPT:-}" = 1 ]; then
		mkdir -p "${wanted%/*}"
		{ echo '# SPDX-License-Identifier: MIT'; masked "$1"; } >"$wanted"
	fi
	[ -e "$wanted" ] || { echo "messages/$2.txt is not there; MG_ACCEPT=1 would make it of this:"; masked "$1"; return 1; }
	masked "$1" | diff -u --label "$2.txt" --label said <(tail -n +2 "$wanted") -
}

# What no message in a pod may say: rights for everybody, or for all below a directory; another engine's name, or how
# that one is used; what runs as root or throws data away.
is_harmless() {
	local never='chmod -R|chown -R [^/]*/( |$|;)|[ao]\+[rwxX]|\b0?777\b|(^|[^/])\b([Dd]ocker|[Pp]odman|[Cc]ompose)\b|--cap-add|--user|initdb|rm -r|runAsUser: 0|delete files'
	! grep -E -e "$never" "$1" || { echo 'no message in a pod may say this'; return 1; }
}

nothing_in() {
	[ ! -s "$1" ] || { echo "not empty, ${1##*/}:"; cat "$1"; return 1; }
}

says() {
	grep -qF -e "$2" "$1" || { echo "'$2' is not in ${1##*/}:"; cat "$1"; return 1; }
}

never_says() {
	! grep -qF -e "$2" "$1" || { echo "'$2' is in ${1##*/}:"; cat "$1"; return 1; }
}

# disk NAME SIZE: a disk of the node with an ext4 on it, mounted at /mnt/NAME, empty but for lost+found.
disks=/var/tmp/${MG_NODE##*/}-disks
disk() {
	# shellcheck disable=SC2016 # the node's shell expands it
	on_node sh -ec 'f=$1/$2.img; mkdir -p "$1" "/mnt/$2"; truncate -s "$3" "$f"; mkfs.ext4 -q -F "$f"
		mount -o loop "$f" "/mnt/$2"' \
		sh "$disks" "$1" "$2"
}

# volume NAME SIZE SOURCE: a volume for the claim of this name. The source is as a manifest has it, such as
# 'local: { path: /mnt/x }'.
volume() {
	objects <<-EOF
		apiVersion: v1
		kind: PersistentVolume
		metadata: { name: $1 }
		spec:
		  capacity: { storage: $2 }
		  accessModes: [ReadWriteOnce]
		  storageClassName: ""
		  claimRef: { namespace: default, name: $1 }
		  nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: kubernetes.io/hostname, operator: In, values: [node] }] }] } }
		  $3
	EOF
}

# claim NAME SIZE SOURCE: a volume and its claim.
claim() {
	volume "$@"
	objects <<-EOF
		apiVersion: v1
		kind: PersistentVolumeClaim
		metadata: { name: $1 }
		spec:
		  accessModes: [ReadWriteOnce]
		  storageClassName: ""
		  volumeName: $1
		  resources: { requests: { storage: $2 } }
	EOF
}

# Removes the pods of a test, without waiting for the kubelet to have done so.
remove_pods() {
	[ "${#pods[@]}" = 0 ] || kubectl delete pod "${pods[@]}" --force --grace-period 0 --wait=false >/dev/null 2>&1 || true
}

# Removes all that the tests of a file made. What is on the node is removed by its name, and not while something is
# mounted on it or below it.
clear_up() {
	kubectl delete pod --all --force --grace-period 0 --timeout 60s >/dev/null 2>&1
	kubectl delete pvc --all --timeout 60s >/dev/null
	kubectl delete pv --all --timeout 60s >/dev/null
	kubectl delete configmap,secret --field-selector 'type!=kubernetes.io/service-account-token' --all >/dev/null 2>&1 || true
	# shellcheck disable=SC2016 # the node's shell expands it
	on_node sh -c 'for directory in /mnt/*; do ! mountpoint -q "$directory" || umount "$directory" || exit; done
		! grep -E "^([^ ]+ ){4}(/mnt|/srv|/var/lib/docker|$1)(/| )" /proc/self/mountinfo || exit 1
		rm -rf --one-file-system /srv/* /mnt/* /var/lib/docker "$1"' sh "$disks"
}
