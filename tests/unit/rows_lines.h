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
	{ "containerd",
	  "image- kernel- tmpfs- bind- bind- bind- bind- tmpfs- projected- projected- "
	  "emptydir- tmpfs- configmap- downward- projected- secret- hostpath+ bind+ pvc+ "
	  "pvc+ pvc+ network+" },
	{ "crio", "image- tmpfs- tmpfs- bind- bind- bind- bind- projected- emptydir-" },
	{ "desktop-containerd",
	  "image- kernel- tmpfs- kernel- kernel- tmpfs- bind- volume+ anonymous- bind+ "
	  "bind+ bind+" },
	{ "desktop-mac",
	  "image- kernel- tmpfs- kernel- kernel- kernel- kernel- bind- volume+ anonymous- "
	  "bind+ bind+ bind+ bind+ bind+ bind+ bind+ bind+ volume+" },
	{ "desktop-smb", "image- network+ tmpfs-" },
	{ "desktop-vm", "image- bind+ bind+ bind+" },
	{ "desktop-windows",
	  "image- bind+ bind+ bind+ bind+ bind+ volume+ bind+ bind+ bind+ bind- bind-" },
	{ "desktop-wsl", "image- kernel- tmpfs- bind+ bind- volume+ bind+ bind-" },
	{ "docker-containerd",
	  "image- kernel- tmpfs- kernel- kernel- kernel- kernel- tmpfs- bind- bind- bind- "
	  "volume+ bind+ kernel- kernel- tmpfs-" },
	{ "docker-host", "image- kernel- kernel- kernel- kernel- kernel- tmpfs- unknown? kernel-" },
	{ "docker", "image- kernel- tmpfs- kernel- kernel- tmpfs- kernel- kernel- tmpfs- bind- "
		    "bind- bind- volume+ anonymous- anonymous- tmpfs- bind+ bind+ tmpfs- kernel- "
		    "tmpfs- volume+ bind+" },
	{ "escapes", "image- bind- bind- bind- bind- bind- bind- bind- bind- bind- bind-" },
	{ "gcfs", "image- kernel- bind-" },
	{ "gvisor-9p", "image- unknown?" },
	{ "gvisor", "image- kernel- kernel- kernel- kernel- unknown? tmpfs- projected- tmpfs- "
		    "tmpfs- unknown?" },
	{ "incident-a", "image- volume+ volume+" },
	{ "incident-b", "image- bind- volume+ volume+" },
	{ "kata-9p", "image- kernel- unknown?" },
	{ "kata-guest", "image- kernel-" },
	{ "kata", "image- kernel- tmpfs- tmpfs- tmpfs- unknown? unknown? unknown? unknown?" },
	{ "kind", "image- tmpfs- bind- bind- bind- emptydir- pvc+" },
	{ "lxc", "image- tmpfs- kernel- kernel- bind+" },
	{ "messy", "bind- bind- bind- bind- bind- bind-" },
	{ "minikube", "image- tmpfs- kernel- kernel- bind- configmap- bind- projected- emptydir- "
		      "emptydir-" },
	{ "namespaces", "image- bind- kernel- kernel- kernel- kernel-" },
	{ "nerdctl", "image- bind- bind- volume+ anonymous-" },
	{ "network", "image- network+ network+ network+ bind+ network+ network+ network+ network+ "
		     "network+" },
	{ "node", "image- tmpfs- bind+ bind+ network+ unknown?" },
	{ "nomad", "image- kernel- bind+ bind+ tmpfs-" },
	{ "nosource", "image- tmpfs- bind-" },
	{ "podman-btrfs", "image- kernel- tmpfs- bind+" },
	{ "podman-vfs", "image- kernel- volume+ bind+" },
	{ "podman", "image- tmpfs- tmpfs- tmpfs- tmpfs- bind- bind- bind- kernel- kernel- volume+ "
		    "anonymous- bind+ unknown? bind-" },
	{ "propagation", "image- tmpfs- tmpfs- tmpfs- tmpfs- tmpfs- tmpfs- tmpfs- tmpfs-" },
	{ "stacked", "image- tmpfs- tmpfs- tmpfs- tmpfs- bind+ tmpfs- tmpfs- bind+ bind+" },
	{ "subpath", "image- bind- configmap- configmap- secret- secret- emptydir- bind+" },
	{ "unraid", "bind+ bind+" },
	{ "wsl", "image- tmpfs- unknown? bind+ bind+ bind-" },
};

#endif
