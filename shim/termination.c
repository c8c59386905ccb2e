/* SPDX-License-Identifier: MIT */
/* The termination message of Kubernetes. Writes to that one file, and only where the kubelet put
 * it. */
#include "termination.h"

#include "sys.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "/dev/termination-log"

static const char gap[] = "  [...]\n";

/* The beginning of the line that `at` lies in. */
static size_t
line_start(const char *text, size_t at)
{
	while (at > 0 && text[at - 1] != '\n')
		at--;
	return at;
}

/* At most MG_TERMINATION_MAX_BYTES of text into out; returns how many. */
static size_t
cut_text(const char *text, size_t len, char out[MG_TERMINATION_MAX_BYTES])
{
	size_t last, head, max = MG_TERMINATION_MAX_BYTES - (sizeof(gap) - 1);

	if (len <= MG_TERMINATION_MAX_BYTES) {
		memcpy(out, text, len);
		return len;
	}
	last = line_start(text, len - 1);
	if (len - last > max) { /* one long line: JSON; the end of it would be no use */
		memcpy(out, text, MG_TERMINATION_MAX_BYTES);
		return MG_TERMINATION_MAX_BYTES;
	}
	head = line_start(text, max - (len - last));
	memcpy(out, text, head);
	memcpy(out + head, gap, sizeof(gap) - 1);
	memcpy(out + head + sizeof(gap) - 1, text + last, len - last);
	return head + sizeof(gap) - 1 + len - last;
}

void
mg_termination_write(const char *text, size_t len)
{
	MG_AUTO_FD int fd =
		open(FILE_NAME, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	char cut[MG_TERMINATION_MAX_BYTES];
	struct mg_sys_node node;

	if (fd < 0 || mg_sys_node(fd, "", false, &node) < 0 || !S_ISREG(node.mode) ||
	    !node.has_mount_root || !node.is_mount_root)
		return;
	if (ftruncate(fd, 0) == 0)
		(void)mg_sys_write_all(fd, cut, cut_text(text, len, cut));
}
