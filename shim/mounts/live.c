/* SPDX-License-Identifier: MIT */
/* Reads the mount table of this process. Touches no storage. */
#include "mounts/table.h"

#include "sys/sys.h"

#include <errno.h>
#include <fcntl.h>

#define TABLE "/proc/self/mountinfo"

int
mg_live_read(struct mg_mounts *mounts, struct mg_err *err)
{
	MG_AUTO_FD int fd = mg_sys_open(TABLE, O_RDONLY);
	char *text = NULL;
	size_t len = 0;
	int result = fd < 0 ? -errno : 0;

	/* Anything can be bound over a file in /proc. */
	if (result == 0 && !mg_sys_is_proc(fd))
		return mg_err_set(err, MG_EXIT_UNKNOWN, 0,
				  TABLE " is not the kernel's: /proc is no proc file system");
	if (result == 0)
		result = mg_sys_read_all(fd, MG_MOUNTS_MAX_BYTES, &text, &len);
	if (result < 0)
		return mg_err_set(err, MG_EXIT_UNKNOWN, -result,
				  "cannot read the mount table, " TABLE);
	return mg_mounts_parse(text, len, false, mounts, err);
}
