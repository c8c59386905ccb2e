#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Process 1 of the node: starts all that makes up a Kubernetes of one machine, says /run/ready, and stays. There is no
# shutdown in good order: the kernel ends every process and every mount with this one.

set -euo pipefail
# shellcheck source=lib.sh
. /usr/local/sbin/lib.sh

# start NAME COMMAND...: a daemon, whose output goes to /run/NAME.log
start() {
	local name=$1
	shift
	"$@" </dev/null >"/run/$name.log" 2>&1 &
}

# ready TEXT LOG COMMAND...: waits for the command; without it, what that daemon said last is the better message.
ready() {
	local text=$1 name=$2
	shift 2
	wait_for 120 "$text" "$@" >&2 || { tail -n 20 "/run/$name.log" >&2; echo "no $text" >/run/failed; sleep 1000000; }
}

api() {
	command kubectl --kubeconfig /etc/kubernetes/kubeconfig "$@" >/dev/null 2>&1
}

api_answers() {
	api get --raw /readyz
}

etcd_answers() {
	(exec 3<>/dev/tcp/127.0.0.1/2379) 2>/dev/null
}

containerd_answers() {
	ctr version >/dev/null 2>&1
}

node_is_ready() {
	api get node node && api wait --for condition=Ready --timeout 1s node/node && api get serviceaccount default
}

umount -l /old
mount --make-rshared /
hostname node
ip link set lo up
# The kubelet takes no loopback address for its own. This one is for documentation, and nobody else's.
ip address add 192.0.2.10/24 dev lo
ip route add default dev lo src 192.0.2.10
sysctl -qw net.ipv4.ip_forward=1
mkdir -p /run/lock
unset KUBECONFIG

cd /etc/kubernetes
{
	openssl genrsa -out sa.key 2048
	openssl rsa -in sa.key -pubout -out sa.pub
	openssl req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.crt -days 30 -subj /CN=test -addext subjectAltName=IP:192.0.2.10,IP:10.96.0.1
} 2>/dev/null
cd /

start containerd containerd
start etcd etcd --data-dir /var/lib/etcd-test --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
	--listen-peer-urls http://127.0.0.1:2380 --unsafe-no-fsync
ready 'etcd' etcd etcd_answers
start apiserver kube-apiserver --etcd-servers http://127.0.0.1:2379 --service-cluster-ip-range 10.96.0.0/16 \
	--bind-address 192.0.2.10 --advertise-address 192.0.2.10 --secure-port 6443 \
	--tls-cert-file /etc/kubernetes/tls.crt --tls-private-key-file /etc/kubernetes/tls.key \
	--service-account-key-file /etc/kubernetes/sa.pub --service-account-signing-key-file /etc/kubernetes/sa.key \
	--service-account-issuer https://kubernetes.default.svc --token-auth-file /etc/kubernetes/tokens.csv \
	--authorization-mode AlwaysAllow --allow-privileged=true
ready 'containerd' containerd containerd_answers
ctr -n k8s.io images import /img/pause.tar >/dev/null
ready 'the API server' apiserver api_answers
start controller-manager kube-controller-manager --kubeconfig /etc/kubernetes/kubeconfig --leader-elect=false \
	--service-account-private-key-file /etc/kubernetes/sa.key --root-ca-file /etc/kubernetes/tls.crt --bind-address 127.0.0.1
start scheduler kube-scheduler --kubeconfig /etc/kubernetes/kubeconfig --leader-elect=false --bind-address 127.0.0.1
start kubelet kubelet --config /etc/kubernetes/kubelet.yaml --kubeconfig /etc/kubernetes/kubeconfig --container-runtime remote \
	--container-runtime-endpoint unix:///run/containerd/containerd.sock --node-ip 192.0.2.10 --hostname-override node \
	--root-dir /var/lib/kubelet --oom-score-adj 0 --network-plugin cni --cni-conf-dir /etc/cni/net.d --cni-bin-dir /usr/lib/cni
ready 'the node' kubelet node_is_ready
touch /run/ready
# bash takes in the orphans, as an init has to.
while :; do sleep 1000 & wait; done
