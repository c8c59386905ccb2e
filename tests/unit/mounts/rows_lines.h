/* SPDX-License-Identifier: MIT */
/* What each line of tests/fixtures/NAME.mountinfo is, in its order, as somebody would say who knows
 * the engine: the kind, and whether it lasts (+), does not (-), or that cannot be told (?). */
#ifndef MG_TEST_ROWS_LINES_H
#define MG_TEST_ROWS_LINES_H

static const struct lines_row {
	const char *fixture;
	const char *kinds;
} lines_rows[] = {
	{ "apptainer", "image- bind+ bind+" },
	{ "btrfs", "image- bind+ bind+ bind+" },
	{ "cifs",
	  "image- network+ network+ network+ network+ network+ network+ network+ network+" },
	{ "crio", "image- tmpfs- tmpfs- bind- bind- bind- bind- projected- emptydir-" },
	{ "desktop-containerd",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- bind- volume+ anonymous- bind+"
	  " bind+ bind+" },
	{ "desktop-mac",
	  "image- kernel- tmpfs- kernel- kernel- kernel- kernel- bind- volume+ anonymous-"
	  " bind+ bind+ bind+ bind+ bind+ bind+ bind+ bind+ volume+" },
	{ "desktop-smb", "image- network+ tmpfs-" },
	{ "desktop-vm", "bind+ bind+ bind+ bind+" },
	{ "desktop-windows",
	  "image- bind+ bind+ bind+ bind+ bind+ volume+ bind+ bind+ bind+ bind- bind-" },
	{ "desktop-wsl", "image- kernel- tmpfs- bind+ bind- volume+ bind+ bind-" },
	{ "docker",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- kernel- tmpfs- bind- bind-"
	  " bind- volume+ anonymous- anonymous- tmpfs- bind+ bind+ tmpfs- kernel- tmpfs-"
	  " volume+ bind+" },
	{ "docker-containerd",
	  "image- kernel- tmpfs- kernel- kernel- kernel- kernel- tmpfs- bind- bind- bind-"
	  " volume+ bind+ kernel- kernel- tmpfs-" },
	{ "docker-host", "bind+ kernel- kernel- kernel- kernel- kernel- tmpfs- image- kernel-" },
	{ "docker28-anon",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- anonymous- bind-"
	  " bind- bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel-"
	  " tmpfs-" },
	{ "docker28-bind-missing",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ volume+"
	  " volume+ bind- bind- bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel-"
	  " kernel- tmpfs-" },
	{ "docker28-bind-vols",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ volume+"
	  " volume+ bind- bind- bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel-"
	  " kernel- tmpfs-" },
	{ "docker28-file",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28-file-missing",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28-imagemount",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- image- bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28-imagemount-sub",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- image- bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28-nonrec",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28-plain",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind- bind- bind-"
	  " kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28-readonly-root",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- volume+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28-ro-rec",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28-ro-wr",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28-sock",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind- bind- bind-"
	  " bind+ kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28-stale",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ bind+ bind-"
	  " bind- bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel-"
	  " tmpfs-" },
	{ "docker28-subpath",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- volume+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28-subpath-deep",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- volume+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28-subpath-file",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- volume+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28-tmpfs",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- tmpfs- tmpfs- bind-"
	  " bind- bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel-"
	  " tmpfs-" },
	{ "docker28-volume-bind",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28-volume-tmpfs",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- tmpfs- bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28-volumes-ro",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- volume+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28cs-anon",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- anonymous- bind-"
	  " bind- bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel-"
	  " tmpfs-" },
	{ "docker28cs-bind-missing",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ volume+"
	  " volume+ bind- bind- bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel-"
	  " kernel- tmpfs-" },
	{ "docker28cs-bind-vols",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ volume+"
	  " volume+ bind- bind- bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel-"
	  " kernel- tmpfs-" },
	{ "docker28cs-file",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28cs-file-missing",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28cs-imagemount",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- image- bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28cs-imagemount-sub",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- image- bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28cs-nonrec",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28cs-plain",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind- bind- bind-"
	  " kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28cs-readonly-root",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- volume+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28cs-ro-rec",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28cs-ro-wr",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28cs-sock",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind- bind- bind-"
	  " bind+ kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28cs-subpath",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- volume+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28cs-subpath-deep",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- volume+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28cs-subpath-file",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- volume+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28cs-tmpfs",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- tmpfs- tmpfs- bind-"
	  " bind- bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel-"
	  " tmpfs-" },
	{ "docker28cs-volume-bind",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- bind+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28cs-volume-tmpfs",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- tmpfs- bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "docker28cs-volumes-ro",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- tmpfs- volume+ bind- bind-"
	  " bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel- tmpfs-" },
	{ "escapes", "image- bind- bind- bind- bind- bind- bind- bind- bind- bind- bind-" },
	{ "gcfs", "image- kernel- bind-" },
	{ "gvisor",
	  "image- kernel- kernel- kernel- kernel- unknown? tmpfs- projected- tmpfs- tmpfs-"
	  " unknown?" },
	{ "gvisor-9p", "image- unknown?" },
	{ "gvisor-runsc", "image- tmpfs- kernel- tmpfs- kernel- unknown? kernel- tmpfs-" },
	{ "incident-a", "image- volume+ volume+" },
	{ "incident-b", "image- bind- volume+ volume+" },
	{ "kata", "image- kernel- tmpfs- tmpfs- tmpfs- unknown? unknown? unknown? unknown?" },
	{ "kata-9p", "image- kernel- unknown?" },
	{ "kata-guest", "bind+ kernel-" },
	{ "kind", "image- tmpfs- bind- bind- bind- emptydir- pvc+" },
	{ "lxc", "bind+ tmpfs- kernel- kernel- bind+" },
	{ "messy", "bind- bind- bind- bind- bind- bind-" },
	{ "minikube", "image- tmpfs- kernel- kernel- bind- configmap- bind- projected- emptydir-"
		      " emptydir-" },
	{ "namespaces", "image- bind- kernel- kernel- kernel- kernel-" },
	{ "nerdctl", "image- bind- bind- volume+ anonymous-" },
	{ "network", "image- network+ network+ network+ bind+ network+ network+ network+ network+"
		     " network+" },
	{ "node", "bind+ tmpfs- bind+ bind+ network+ image-" },
	{ "nomad", "image- kernel- bind+ bind+ tmpfs-" },
	{ "nosource", "bind+ tmpfs- bind-" },
	{ "pod120-all",
	  "image- kernel- tmpfs- kernel- kernel- kernel- tmpfs- configmap- tmpfs- emptydir-"
	  " bind+ bind+ bind+ bind+ bind+ bind+ bind- kernel- bind- emptydir- emptydir-"
	  " configmap- secret- secret- secret- bind+ bind+ bind+ secret- bind- bind- bind-"
	  " bind- projected- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs-" },
	{ "pod120-host-network",
	  "image- kernel- tmpfs- kernel- kernel- kernel- tmpfs- bind- bind- bind- bind-"
	  " tmpfs- projected- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs-" },
	{ "pod120-hostpath",
	  "image- kernel- tmpfs- kernel- kernel- kernel- tmpfs- bind+ bind+ bind+ bind+"
	  " bind- bind- bind- bind- tmpfs- projected- kernel- kernel- kernel- kernel- tmpfs-"
	  " kernel- kernel- tmpfs-" },
	{ "pod120-hostpath-replaced",
	  "image- kernel- tmpfs- kernel- kernel- kernel- tmpfs- bind+ bind+ bind+ bind+"
	  " bind- bind- bind- bind- tmpfs- projected- kernel- kernel- kernel- kernel- tmpfs-"
	  " kernel- kernel- tmpfs-" },
	{ "pod120-readonly",
	  "image- kernel- tmpfs- kernel- kernel- kernel- tmpfs- bind+ secret- secret-"
	  " configmap- bind+ bind+ emptydir- secret- emptydir- bind- bind- bind- bind-"
	  " tmpfs- projected- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs-" },
	{ "pod120-subpath",
	  "image- kernel- tmpfs- kernel- kernel- kernel- tmpfs- secret- secret- secret-"
	  " secret- secret- secret- configmap- secret- configmap- bind- bind- bind- bind-"
	  " tmpfs- projected- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs-" },
	{ "pod120-subpath-updated",
	  "image- kernel- tmpfs- kernel- kernel- kernel- tmpfs- secret- secret- secret-"
	  " secret- secret- secret- configmap- secret- configmap- bind- bind- bind- bind-"
	  " tmpfs- projected- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs-" },
	{ "pod136-all",
	  "image- kernel- tmpfs- kernel- kernel- kernel- tmpfs- emptydir- emptydir-"
	  " emptydir- bind+ bind+ bind+ bind+ bind+ bind+ bind- kernel- bind- configmap-"
	  " configmap- secret- secret- secret- secret- bind+ bind+ bind+ bind- bind- bind-"
	  " bind- tmpfs- projected- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel-"
	  " kernel- tmpfs-" },
	{ "pod136-hostpath-replaced",
	  "image- kernel- tmpfs- kernel- kernel- kernel- tmpfs- bind+ bind+ bind+ bind+"
	  " bind- bind- bind- bind- tmpfs- projected- kernel- kernel- kernel- kernel- tmpfs-"
	  " kernel- kernel- kernel- tmpfs-" },
	{ "pod136-image",
	  "image- kernel- tmpfs- kernel- kernel- kernel- tmpfs- image- image- bind- bind-"
	  " bind- bind- tmpfs- projected- kernel- kernel- kernel- kernel- tmpfs- kernel-"
	  " kernel- kernel- tmpfs-" },
	{ "pod136-subpath-updated",
	  "image- kernel- tmpfs- kernel- kernel- kernel- tmpfs- configmap- configmap-"
	  " secret- secret- secret- secret- secret- secret- secret- bind- bind- bind- bind-"
	  " tmpfs- projected- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- kernel-"
	  " tmpfs-" },
	{ "pod136-userns",
	  "image- kernel- tmpfs- kernel- kernel- kernel- tmpfs- emptydir- emptydir-"
	  " configmap- secret- bind+ bind+ bind- bind- bind- bind- tmpfs- projected- kernel-"
	  " kernel- kernel- kernel- kernel- kernel- kernel- kernel- kernel- kernel- tmpfs-"
	  " kernel- kernel- kernel- tmpfs-" },
	{ "podman", "image- tmpfs- tmpfs- tmpfs- tmpfs- bind- bind- bind- kernel- kernel- volume+"
		    " anonymous- bind+ image- bind-" },
	{ "podman-btrfs", "image- kernel- tmpfs- bind+" },
	{ "podman-vfs", "image- kernel- volume+ bind+" },
	{ "podman58-U",
	  "image- kernel- tmpfs- kernel- volume+ kernel- kernel- bind- tmpfs- bind- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-anon",
	  "image- kernel- tmpfs- kernel- anonymous- kernel- kernel- bind- tmpfs- bind-"
	  " bind- tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs-"
	  " kernel-" },
	{ "podman58-anonimg",
	  "image- kernel- tmpfs- kernel- anonymous- kernel- kernel- bind- tmpfs- bind-"
	  " bind- tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs-"
	  " kernel-" },
	{ "podman58-artifact",
	  "image- kernel- tmpfs- kernel- image- kernel- kernel- bind- tmpfs- bind- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-bind-vols",
	  "image- bind+ kernel- tmpfs- kernel- kernel- kernel- volume+ volume+ bind- tmpfs-"
	  " bind- bind- tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs-"
	  " kernel-" },
	{ "podman58-bindO",
	  "image- kernel- tmpfs- kernel- bind- kernel- kernel- bind- bind- tmpfs- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-file",
	  "image- kernel- tmpfs- kernel- bind+ kernel- kernel- bind- tmpfs- bind- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-idmap",
	  "image- kernel- tmpfs- kernel- volume+ kernel- kernel- bind- tmpfs- bind- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-imagemount",
	  "image- kernel- tmpfs- kernel- image- kernel- kernel- bind- tmpfs- bind- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-imgrw",
	  "image- kernel- tmpfs- kernel- image- kernel- kernel- bind- tmpfs- bind- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-imgsub",
	  "image- kernel- tmpfs- kernel- image- kernel- kernel- bind- tmpfs- bind- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-kubeplay",
	  "image- bind+ tmpfs- tmpfs- tmpfs- kernel- tmpfs- kernel- volume+ volume+ volume+"
	  " tmpfs- kernel- kernel- volume+ volume+ volume+ volume+ bind- bind- bind- tmpfs-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-nonrec",
	  "image- bind+ kernel- tmpfs- kernel- kernel- kernel- bind- tmpfs- bind- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-plain",
	  "image- kernel- tmpfs- kernel- kernel- kernel- bind- tmpfs- bind- bind- tmpfs-"
	  " kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-ramfs",
	  "image- tmpfs- kernel- tmpfs- kernel- kernel- kernel- bind- bind- tmpfs- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-readonly-root",
	  "image- tmpfs- tmpfs- kernel- tmpfs- kernel- volume+ tmpfs- kernel- kernel- bind-"
	  " bind- bind- tmpfs- tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel-"
	  " tmpfs- kernel-" },
	{ "podman58-ro-rec",
	  "image- bind+ kernel- tmpfs- kernel- kernel- kernel- bind- tmpfs- bind- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-ro-wr",
	  "image- bind+ kernel- tmpfs- kernel- kernel- kernel- bind- bind- tmpfs- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-secret",
	  "image- kernel- tmpfs- kernel- kernel- kernel- bind- tmpfs- bind- bind- bind-"
	  " tmpfs- bind- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs-"
	  " kernel-" },
	{ "podman58-sock",
	  "image- kernel- tmpfs- kernel- kernel- kernel- bind- tmpfs- bind- bind- bind+"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-subpath",
	  "image- kernel- tmpfs- kernel- volume+ kernel- kernel- bind- tmpfs- bind- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-subpath-deep",
	  "image- kernel- tmpfs- kernel- volume+ kernel- kernel- tmpfs- bind- bind- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-subpath-file",
	  "image- kernel- tmpfs- kernel- kernel- kernel- volume+ bind- tmpfs- bind- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-tmpfs",
	  "image- tmpfs- tmpfs- kernel- tmpfs- kernel- kernel- kernel- bind- tmpfs- bind-"
	  " bind- tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs-"
	  " kernel-" },
	{ "podman58-volO",
	  "image- kernel- tmpfs- kernel- bind- kernel- kernel- bind- tmpfs- bind- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-volume-bind",
	  "image- kernel- tmpfs- kernel- bind+ kernel- kernel- bind- tmpfs- bind- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-volume-tmpfs",
	  "image- kernel- tmpfs- kernel- tmpfs- kernel- kernel- bind- bind- tmpfs- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "podman58-volumes-ro",
	  "image- kernel- tmpfs- kernel- volume+ kernel- kernel- bind- tmpfs- bind- bind-"
	  " tmpfs- kernel- kernel- kernel- kernel- tmpfs- kernel- kernel- tmpfs- kernel-" },
	{ "propagation", "image- tmpfs- tmpfs- tmpfs- tmpfs- tmpfs- tmpfs- tmpfs- tmpfs-" },
	{ "stacked", "image- tmpfs- tmpfs- tmpfs- tmpfs- bind+ tmpfs- tmpfs- bind+ bind+" },
	{ "subpath", "image- bind- configmap- configmap- secret- secret- emptydir- bind+" },
	{ "unraid", "bind+ bind+" },
	{ "wsl", "bind+ tmpfs- unknown? bind+ bind+ bind-" },
};

#endif
