/* SPDX-License-Identifier: MIT */

/* makesocket PATH: leaves a UNIX socket there, which no program of a bare system can do. */

#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

int
main(int argc, char **argv)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (argc != 2) {
		fprintf(stderr, "usage: makesocket PATH\n");
		return 1;
	}
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", argv[1]);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		perror(argv[1]);
		return 1;
	}
	return 0;
}
