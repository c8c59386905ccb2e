/* SPDX-License-Identifier: MIT */
/* Rows for test_container.c: the device of which a root field is a path of the host. */
#ifndef MG_TEST_ROWS_CONTAINER_H
#define MG_TEST_ROWS_CONTAINER_H

/* Of every fixture; "": no line proves one. */
static const struct device_row {
	const char *fixture;
	const char *device;
} device_rows[] = {
	{ "apptainer", "" },
	{ "btrfs", "" },
	{ "cifs", "" },
	{ "containerd", "259:3" },
	{ "crio", "" }, /* ostree: its /var is /ostree/deploy/edge/var of the disk */
	{ "desktop-containerd", "" },
	{ "desktop-mac", "" },
	{ "desktop-smb", "" },
	{ "desktop-vm", "" },
	{ "desktop-windows", "" },
	{ "desktop-wsl", "" },
	{ "docker", "254:17" },
	{ "docker-containerd", "254:33" },
	{ "docker-host", "" },
	{ "escapes", "" },
	{ "gcfs", "8:1" },
	{ "gvisor", "" },
	{ "gvisor-9p", "" },
	{ "incident-a", "" },
	{ "incident-b", "" },
	{ "kata", "" },
	{ "kata-9p", "" },
	{ "kata-guest", "" },
	{ "kind", "" },
	{ "lxc", "" },
	{ "messy", "" },
	{ "minikube", "" }, /* the disk is at /mnt/vdb1 of the machine, as its layers tell */
	{ "namespaces", "" },
	{ "nerdctl", "254:49" },
	{ "network", "" },
	{ "node", "" },
	{ "nomad", "" },
	{ "nosource", "" },
	{ "podman", "253:4" }, /* by its volume: the engine's files lie on a tmpfs */
	{ "podman-btrfs", "" },
	{ "podman-vfs", "253:4" }, /* by "/" itself */
	{ "propagation", "" },
	{ "stacked", "" },
	{ "subpath", "8:1" },
	{ "unraid", "" },
	{ "wsl", "" },
};

#define ID "3f1c9e07d25a48b6813cf09d7e64a2150b8e6d4c19f7a3528be0d61c947fa285"
#define UPPER(dir) "20 1 0:30 / / rw - overlay overlay rw,lowerdir=/l,upperdir=" dir ",workdir=/w\n"
#define BARE "20 1 0:30 / / rw - overlay overlay rw,lowerdir=l/A:l/B,upperdir=" ID "/diff\n"
#define AT(root, target) "21 20 8:17 " root " " target " rw - ext4 /dev/sdb1 rw\n"
#define POD "/pods/6c1a2f90-77de-4b1f-9a55-0d2c8e7b1f34"

static const struct proof_row {
	const char *title;
	const char *table;
	const char *device;
} proof_rows[] = {
	{ "Docker",
	  UPPER("/var/lib/docker/overlay2/x/diff")
		  AT("/var/lib/docker/containers/" ID "/hosts", "/etc/hosts"),
	  "8:17" },
	{ "Docker, layers with names that tell nothing",
	  BARE AT("/var/lib/docker/containers/" ID "/resolv.conf", "/etc/resolv.conf"), "8:17" },
	{ "Docker, a data root of its own on the host's disk",
	  UPPER("/data/docker/overlay2/x/diff")
		  AT("/data/docker/containers/" ID "/hosts", "/etc/hosts"),
	  "8:17" },
	{ "Docker, a data root on a disk of its own",
	  UPPER("/data/docker/overlay2/x/diff") AT("/docker/containers/" ID "/hosts", "/etc/hosts"),
	  "" },
	{ "Docker, all of a disk at /var/lib/docker",
	  UPPER("/var/lib/docker/overlay2/x/diff") AT("/containers/" ID "/hosts", "/etc/hosts"),
	  "" },
	{ "Docker, a btrfs subvolume",
	  UPPER("/var/lib/docker/overlay2/x/diff")
		  AT("/@/var/lib/docker/containers/" ID "/hosts", "/etc/hosts"),
	  "" },
	{ "Docker in Docker",
	  UPPER("/var/lib/docker/overlay2/x/diff")
		  AT("/var/lib/docker/volumes/" ID "/_data/containers/" ID "/hosts", "/etc/hosts"),
	  "" },
	{ "Docker, rootless",
	  UPPER("/home/eva/.local/share/docker/overlay2/x/diff")
		  AT("/home/eva/.local/share/docker/containers/" ID "/hosts", "/etc/hosts"),
	  "8:17" },
	{ "Docker, rootless, /home on a disk of its own",
	  UPPER("/home/eva/.local/share/docker/overlay2/x/diff")
		  AT("/eva/.local/share/docker/containers/" ID "/hosts", "/etc/hosts"),
	  "" },
	{ "Docker, from the snap",
	  BARE AT("/var/snap/docker/common/var-lib-docker/containers/" ID "/hosts", "/etc/hosts"),
	  "8:17" },
	{ "Docker, images in containerd",
	  UPPER("/var/lib/docker/containerd/daemon/io.containerd.snapshotter.v1.overlayfs/"
		"snapshots/7/fs") AT("/var/lib/docker/containers/" ID "/hosts", "/etc/hosts"),
	  "8:17" },
	{ "Docker, a file of another name",
	  UPPER("/var/lib/docker/overlay2/x/diff")
		  AT("/var/lib/docker/containers/" ID "/hosts", "/srv/hosts"),
	  "" },
	{ "Docker, a directory that is no container's",
	  UPPER("/var/lib/docker/overlay2/x/diff")
		  AT("/var/lib/docker/containers/shop/hosts", "/etc/hosts"),
	  "" },
	{ "Docker, a volume, which may be an outer engine's",
	  UPPER("/var/lib/docker/overlay2/x/diff") AT("/var/lib/docker/volumes/v/_data", "/v"),
	  "" },
	{ "Podman, its own file before an old disk's volume",
	  UPPER("/var/lib/containers/storage/overlay/x/diff")
		  AT("/var/lib/containers/storage/volumes/old/_data",
		     "/old") "22 20 8:1 /var/lib/containers/storage/overlay-containers/" ID
			     "/userdata/hosts /etc/hosts rw - ext4 /dev/sda1 rw\n",
	  "8:1" },
	{ "Podman, by a volume",
	  UPPER("/var/lib/containers/storage/overlay/x/diff")
		  AT("/var/lib/containers/storage/volumes/v/_data/sub", "/v"),
	  "8:17" },
	{ "Podman, another directory's volume",
	  UPPER("/var/lib/containers/storage/overlay/x/diff")
		  AT("/srv/containers/storage/volumes/v/_data", "/v"),
	  "" },
	{ "Podman in Podman",
	  UPPER("/var/lib/containers/storage/overlay/x/diff") AT(
		  "/var/lib/containers/storage/volumes/outer/_data/storage/volumes/v/_data", "/v"),
	  "" },
	{ "Podman, all of a disk at its volumes",
	  UPPER("/var/lib/containers/storage/overlay/x/diff") AT("/volumes/v/_data", "/v"), "" },
	{ "a volume, and no word of the engine's directory",
	  BARE AT("/var/lib/docker/volumes/v/_data", "/v"), "" },
	{ "Podman, its files on a tmpfs",
	  UPPER("/var/lib/containers/storage/overlay/x/diff")
		  AT("/containers/storage/overlay-containers/" ID "/userdata/hosts", "/etc/hosts"),
	  "" },
	{ "Podman, its files on the disk",
	  BARE AT("/var/lib/containers/storage/overlay-containers/" ID "/userdata/hosts",
		  "/etc/hosts"),
	  "8:17" },
	{ "Podman, rootless, its files on the disk",
	  BARE AT("/home/eva/.local/share/containers/storage/vfs-containers/" ID
		  "/userdata/.containerenv",
		  "/run/.containerenv"),
	  "8:17" },
	{ "Podman, rootless, vfs: \"/\" is a directory of the disk",
	  "21 1 8:17 /home/eva/.local/share/containers/storage/vfs/dir/" ID
	  " / rw - ext4 /dev/sdb1 rw\n",
	  "8:17" },
	{ "a directory of vfs that is not \"/\"",
	  BARE AT("/var/lib/containers/storage/vfs/dir/" ID, "/x"), "" },
	{ "containerd's CRI plugin",
	  BARE AT("/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/" ID "/hostname",
		  "/etc/hostname"),
	  "8:17" },
	{ "k3s",
	  BARE AT("/var/lib/rancher/k3s/agent/containerd/io.containerd.grpc.v1.cri/sandboxes/" ID
		  "/resolv.conf",
		  "/etc/resolv.conf"),
	  "8:17" },
	{ "nerdctl",
	  BARE AT("/var/lib/nerdctl/1935db59/etchosts/default/" ID "/hosts", "/etc/hosts"),
	  "8:17" },
	{ "nerdctl, another namespace",
	  BARE AT("/var/lib/nerdctl/1935db59/containers/k8s.io/" ID "/hostname", "/etc/hostname"),
	  "8:17" },
	{ "the kubelet", BARE AT("/var/lib/kubelet" POD "/etc-hosts", "/etc/hosts"), "8:17" },
	{ "the kubelet, a termination log",
	  BARE AT("/var/lib/kubelet" POD "/containers/app/5d906008", "/dev/termination-log"),
	  "8:17" },
	{ "the kubelet, a volume of the pod",
	  BARE AT("/var/lib/kubelet" POD "/volumes/kubernetes.io~empty-dir/e", "/etc/hosts"), "" },
	{ "the kubelet, on a disk of its own", BARE AT("/kubelet" POD "/etc-hosts", "/etc/hosts"),
	  "" },
	{ "k0s", BARE AT("/var/lib/k0s/kubelet" POD "/etc-hosts", "/etc/hosts"), "8:17" },
	{ "kind: the node is a container",
	  BARE AT("/var/lib/docker/volumes/" ID "/_data/lib/kubelet" POD "/etc-hosts",
		  "/etc/hosts"),
	  "" },
	{ "minikube: the disk is mounted elsewhere, with links to it",
	  UPPER("/mnt/vda1/var/lib/docker/overlay2/x/diff")
		  AT("/var/lib/docker/containers/" ID "/hosts", "/etc/hosts"),
	  "" },
	{ "no container", "21 1 8:17 / / rw - ext4 /dev/sdb1 rw\n", "" },
	{ "an empty table", "", "" },
};

#endif
