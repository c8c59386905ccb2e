/* SPDX-License-Identifier: MIT */
/* Rows for test_container.c: the device on which a root field is a path of the host. */
#ifndef MG_TEST_ROWS_CONTAINER_H
#define MG_TEST_ROWS_CONTAINER_H

/* A row for every fixture. "": no line proves a device. */
static const struct device_row {
	const char *fixture;
	const char *device;
	const char *is; /* a pod, a machine; nested: the engine runs in a container */
} device_rows[] = {
	{ "apptainer", "", "" },
	{ "btrfs", "", "" },
	{ "cifs", "", "" },
	{ "crio", "", "pod" }, /* ostree: its /var is /ostree/deploy/edge/var of the disk */
	{ "desktop-containerd", "", "" },
	{ "desktop-mac", "", "" },
	{ "desktop-smb", "", "" },
	{ "desktop-vm", "", "machine" },
	{ "desktop-windows", "", "" },
	{ "desktop-wsl", "", "" },
	{ "docker", "254:17", "" },
	{ "docker-containerd", "254:33", "" },
	{ "docker-host", "", "machine" },
	{ "docker28-anon", "254:0", "" },
	{ "docker28-bind-missing", "254:0", "" },
	{ "docker28-bind-vols", "254:0", "" },
	{ "docker28-file", "254:0", "" },
	{ "docker28-file-missing", "254:0", "" },
	{ "docker28-imagemount", "254:0", "" },
	{ "docker28-imagemount-sub", "254:0", "" },
	{ "docker28-nonrec", "254:0", "" },
	{ "docker28-plain", "254:0", "" },
	{ "docker28-readonly-root", "254:0", "" },
	{ "docker28-ro-rec", "254:0", "" },
	{ "docker28-ro-wr", "254:0", "" },
	{ "docker28-sock", "254:0", "" },
	{ "docker28-stale", "254:0", "" },
	{ "docker28-subpath", "254:0", "" },
	{ "docker28-subpath-deep", "254:0", "" },
	{ "docker28-subpath-file", "254:0", "" },
	{ "docker28-tmpfs", "254:0", "" },
	{ "docker28-volume-bind", "254:0", "" },
	{ "docker28-volume-tmpfs", "254:0", "" },
	{ "docker28-volumes-ro", "254:0", "" },
	{ "docker28cs-anon", "254:0", "" },
	{ "docker28cs-bind-missing", "254:0", "" },
	{ "docker28cs-bind-vols", "254:0", "" },
	{ "docker28cs-file", "254:0", "" },
	{ "docker28cs-file-missing", "254:0", "" },
	{ "docker28cs-imagemount", "254:0", "" },
	{ "docker28cs-imagemount-sub", "254:0", "" },
	{ "docker28cs-nonrec", "254:0", "" },
	{ "docker28cs-plain", "254:0", "" },
	{ "docker28cs-readonly-root", "254:0", "" },
	{ "docker28cs-ro-rec", "254:0", "" },
	{ "docker28cs-ro-wr", "254:0", "" },
	{ "docker28cs-sock", "254:0", "" },
	{ "docker28cs-subpath", "254:0", "" },
	{ "docker28cs-subpath-deep", "254:0", "" },
	{ "docker28cs-subpath-file", "254:0", "" },
	{ "docker28cs-tmpfs", "254:0", "" },
	{ "docker28cs-volume-bind", "254:0", "" },
	{ "docker28cs-volume-tmpfs", "254:0", "" },
	{ "docker28cs-volumes-ro", "254:0", "" },
	{ "escapes", "", "" },
	{ "gcfs", "8:1", "pod" },
	{ "gvisor", "", "pod" },
	{ "gvisor-9p", "", "" },
	{ "gvisor-runsc", "", "" },
	{ "incident-a", "", "" },
	{ "incident-b", "", "" },
	{ "kata", "", "" },
	{ "kata-9p", "", "" },
	{ "kata-guest", "", "machine" },
	{ "kind", "", "pod nested" },
	{ "lxc", "", "machine" },
	{ "messy", "", "" },
	{ "minikube", "", "pod" }, /* the disk is at /mnt/vdb1 of the machine, as its layers tell */
	{ "namespaces", "", "" },
	{ "nerdctl", "254:49", "" },
	{ "network", "", "" },
	{ "node", "", "machine" },
	{ "nomad", "", "" },
	{ "nosource", "", "machine" },
	{ "pod120-all", "7:1", "pod" },
	{ "pod120-host-network", "7:1", "pod" },
	{ "pod120-hostpath", "7:1", "pod" },
	{ "pod120-hostpath-replaced", "7:1", "pod" },
	{ "pod120-readonly", "7:1", "pod" },
	{ "pod120-subpath", "7:1", "pod" },
	{ "pod120-subpath-updated", "7:1", "pod" },
	{ "pod136-all", "7:3", "pod" },
	{ "pod136-hostpath-replaced", "7:3", "pod" },
	{ "pod136-image", "7:3", "pod" },
	{ "pod136-subpath-updated", "7:3", "pod" },
	{ "pod136-userns", "7:3", "pod" },
	{ "podman", "253:4", "" }, /* by its volume: Podman's own files lie on a tmpfs */
	{ "podman-btrfs", "", "" },
	{ "podman-vfs", "253:4", "" }, /* by "/" itself */
	{ "podman58-U", "254:0", "" },
	{ "podman58-anon", "254:0", "" },
	{ "podman58-anonimg", "254:0", "" },
	{ "podman58-artifact", "", "" },
	{ "podman58-bind-vols", "254:0", "" },
	{ "podman58-bindO", "", "" },
	{ "podman58-file", "", "" },
	{ "podman58-idmap", "254:0", "" },
	{ "podman58-imagemount", "", "" },
	{ "podman58-imgrw", "", "" },
	{ "podman58-imgsub", "", "" },
	{ "podman58-kubeplay", "254:0", "" },
	{ "podman58-nonrec", "", "" },
	{ "podman58-plain", "", "" },
	{ "podman58-ramfs", "", "" },
	{ "podman58-readonly-root", "254:0", "" },
	{ "podman58-ro-rec", "", "" },
	{ "podman58-ro-wr", "", "" },
	{ "podman58-secret", "", "" },
	{ "podman58-sock", "", "" },
	{ "podman58-subpath", "254:0", "" },
	{ "podman58-subpath-deep", "254:0", "" },
	{ "podman58-subpath-file", "254:0", "" },
	{ "podman58-tmpfs", "", "" },
	{ "podman58-volO", "", "" },
	{ "podman58-volume-bind", "", "" },
	{ "podman58-volume-tmpfs", "", "" },
	{ "podman58-volumes-ro", "254:0", "" },
	{ "propagation", "", "" },
	{ "stacked", "", "" },
	{ "subpath", "8:1", "pod" },
	{ "unraid", "", "" },
	{ "wsl", "", "machine" },
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
	  UPPER("/var/lib/docker/containerd/daemon/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs")
		  AT("/var/lib/docker/containers/" ID "/hosts", "/etc/hosts"),
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

#define MACHINE(root, source) "20 1 8:1 " root " / rw shared:1 - ext4 " source " rw\n"
#define INNER(root, source) "20 19 8:1 " root " / rw master:1 - ext4 " source " rw\n"
#define LXCFS "23 20 0:65 /proc/stat /proc/stat rw - fuse.lxcfs lxcfs rw\n"
#define DRIVERS "23 20 0:35 / /usr/lib/wsl/drivers ro - 9p none ro,aname=drivers\n"

/* Whether "/" is a machine's, and keeps what is written. */
static const struct machine_row {
	const char *title;
	const char *table;
	const char *is;
} machine_rows[] = {
	{ "a machine", MACHINE("/", "/dev/sda1"), "machine" },
	{ "a machine, in a mount namespace of its own", INNER("/", "/dev/sda1"), "" },
	{ "a small virtual machine that is started for a container",
	  "20 1 8:1 / / rw - ext4 /dev/vda rw\n", "" },
	{ "a live system", "20 1 0:30 / / rw shared:1 - overlay overlay rw,upperdir=/cow\n", "" },
	{ "a machine without a disk", "20 1 0:30 / / rw shared:1 - tmpfs tmpfs rw\n", "" },
	{ "LXC, by its files of /proc", INNER("/", "/dev/sda1") LXCFS, "machine" },
	{ "LXC, a directory", INNER("/var/lib/lxc/shop/rootfs", "/dev/sda1"), "machine" },
	{ "Proxmox, a logical volume", INNER("/", "/dev/mapper/pve-vm--101--disk--0"), "machine" },
	{ "Proxmox, a data set", "20 19 0:31 / / rw - zfs rpool/data/subvol-101-disk-0 rw\n",
	  "machine" },
	{ "lxcfs of the host's in Docker", UPPER("/var/lib/docker/overlay2/x/diff") LXCFS, "" },
	{ "lxcfs itself on a machine",
	  INNER("/", "/dev/sda1") "23 20 0:65 / /var/lib/lxcfs rw - fuse.lxcfs lxcfs rw\n", "" },
	{ "Docker in LXC, which binds a directory of that disk",
	  UPPER("/var/lib/docker/overlay2/x/diff") "23 20 8:1 /srv /srv rw - ext4 /dev/mapper/pve-vm--101--disk--0 rw\n",
	  "" },
	{ "WSL", INNER("/", "/dev/sdc") DRIVERS, "machine" },
	{ "Docker in WSL, with the drivers of the graphics card",
	  UPPER("/var/lib/docker/overlay2/x/diff") DRIVERS, "" },
	{ "Podman's vfs in WSL, with the drivers",
	  INNER("/home/eva/.local/share/containers/storage/vfs/dir/" ID, "/dev/sdc") DRIVERS, "" },
	{ "Docker's btrfs driver in LXC",
	  "20 19 0:31 /docker/btrfs/subvolumes/5d2c / rw - btrfs /dev/sda1 rw\n" LXCFS, "" },
	{ "a container on a disk of its own, by its hosts file",
	  INNER("/", "/dev/mapper/pve-vm--101--disk--0")
		  AT("/var/lib/docker/containers/" ID "/hosts", "/etc/hosts"),
	  "" },
	{ "a pod on a disk of its own",
	  INNER("/", "/dev/mapper/pve-vm--101--disk--0")
		  AT("/var/lib/kubelet" POD "/etc-hosts", "/etc/hosts"),
	  "pod" },
	{ "a pod in a container",
	  BARE AT("/var/lib/docker/volumes/" ID "/_data/lib/kubelet" POD "/etc-hosts",
		  "/etc/hosts"),
	  "pod nested" },
	{ "no root", AT("/srv", "/srv"), "" },
};

#endif
