/* SPDX-License-Identifier: MIT */

/*
 * denyexec exec|open FILE: as an antivirus does it, a fanotify(7) listener that lets nobody execute
 * FILE, or, with `open`, not even open it. Says "ready" when it is at work.
 */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/fanotify.h>
#include <unistd.h>

static void
deny_all(int group)
{
	struct fanotify_event_metadata events[8];

	for (;;) {
		ssize_t len = read(group, events, sizeof(events));

		for (struct fanotify_event_metadata *event = events; FAN_EVENT_OK(event, len);
		     event = FAN_EVENT_NEXT(event, len)) {
			const struct fanotify_response no = {
				.fd = event->fd,
				.response = FAN_DENY,
			};

			if (write(group, &no, sizeof(no)) != sizeof(no))
				perror("denyexec");
			(void)close(event->fd);
		}
		if (len < 0)
			return;
	}
}

int
main(int argc, char **argv)
{
	int group = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC, O_RDONLY | O_CLOEXEC);
	uint64_t events;

	if (argc != 3) {
		fprintf(stderr, "usage: denyexec exec|open FILE\n");
		return 1;
	}
	events = strcmp(argv[1], "open") == 0 ? FAN_OPEN_PERM : FAN_OPEN_EXEC_PERM;
	if (group < 0 || fanotify_mark(group, FAN_MARK_ADD, events, AT_FDCWD, argv[2]) != 0) {
		perror("fanotify");
		return 1;
	}
	puts("ready");
	(void)fflush(stdout);
	deny_all(group);
	return 1;
}
