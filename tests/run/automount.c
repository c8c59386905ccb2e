/* SPDX-License-Identifier: MIT */

/*
 * automount DIR LOG [indirect] [mute] [fail] [browse=NAME]: an automounter of its own on DIR, a
 * real autofs. Each request of the kernel is written to LOG as a line before it is answered.
 *
 *   (nothing)     a direct mount: whoever enters DIR finds a tmpfs there, with a file in it
 *   indirect      each name in DIR becomes such a tmpfs when somebody looks it up
 *   browse=NAME   with indirect: this name is there before anybody has looked it up
 *   mute          requests are taken and never answered
 *   fail          requests are refused: there is nothing to be mounted
 */

#include <fcntl.h>
#include <limits.h>
#include <linux/auto_fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

struct server {
	const char *dir;
	const char *browsed;
	FILE *log;
	int requests; /* the pipe's reading end */
	int control;  /* DIR itself, as it was before anything was mounted on it */
	int is_indirect, is_mute, fails;
};

static int
complain(const char *what)
{
	perror(what);
	return 1;
}

/* Makes the autofs. The kernel knows the automounter by its process group, and lets it pass. */
static int
set_up(struct server *server)
{
	char options[128];
	int ends[2];

	if (pipe(ends) < 0 || setpgid(0, 0) < 0)
		return complain("automount");
	(void)snprintf(options, sizeof(options), "fd=%d,pgrp=%d,minproto=5,maxproto=5,%s", ends[1],
		       (int)getpgrp(), server->is_indirect ? "indirect" : "direct");
	if (mount("automount", server->dir, "autofs", MS_MGC_VAL, options) < 0)
		return complain("mount");
	(void)close(ends[1]); /* the kernel has it */
	server->requests = ends[0];
	server->control = open(server->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (server->control < 0)
		return complain(server->dir);
	if (server->browsed && mkdirat(server->control, server->browsed, 0755) < 0)
		return complain(server->browsed);
	return 0;
}

/* Returns whether something is mounted now. */
static int
answer(const struct server *server, const struct autofs_v5_packet *request)
{
	char target[PATH_MAX], file[PATH_MAX + 8];
	int fd;

	(void)snprintf(target, sizeof(target), "%s%s%s", server->dir,
		       server->is_indirect ? "/" : "", server->is_indirect ? request->name : "");
	if (server->is_indirect)
		(void)mkdir(target, 0755); /* it may be there */
	if (mount("wanted", target, "tmpfs", 0, "mode=755") < 0)
		return 0;
	(void)snprintf(file, sizeof(file), "%s/file", target);
	fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		return 0;
	(void)close(fd);
	return 1;
}

static void
serve(const struct server *server)
{
	union autofs_v5_packet_union packet;
	const struct autofs_v5_packet *request = &packet.v5_packet;

	while (read(server->requests, &packet, sizeof(packet)) > 0) {
		fprintf(server->log, "MISSING %s\n",
			server->is_indirect ? request->name : server->dir);
		(void)fflush(server->log);
		if (server->is_mute)
			continue;
		(void)ioctl(server->control,
			    !server->fails && answer(server, request) ? AUTOFS_IOC_READY
								      : AUTOFS_IOC_FAIL,
			    (unsigned long)request->wait_queue_token);
	}
}

int
main(int argc, char **argv)
{
	struct server server = { .dir = argv[1] };
	int result;

	if (argc < 3) {
		fprintf(stderr,
			"usage: automount DIR LOG [indirect] [mute] [fail] [browse=NAME]\n");
		return 1;
	}
	for (int i = 3; i < argc; i++) {
		server.is_indirect |= strcmp(argv[i], "indirect") == 0;
		server.is_mute |= strcmp(argv[i], "mute") == 0;
		server.fails |= strcmp(argv[i], "fail") == 0;
		if (strncmp(argv[i], "browse=", 7) == 0)
			server.browsed = argv[i] + 7;
	}
	server.log = fopen(argv[2], "ae");
	if (!server.log)
		return complain(argv[2]);
	result = set_up(&server);
	if (result != 0)
		return result;
	fprintf(server.log, "READY\n");
	(void)fflush(server.log);
	serve(&server);
	return 0;
}
