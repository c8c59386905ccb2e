/* SPDX-License-Identifier: MIT */

/*
 * makesocket PATH [stream|dgram|seqpacket]: leaves a UNIX socket there, which no program of a bare
 * system can do. With a type it stays and listens: it says "ready", and each time that it notices
 * somebody "noticed".
 */

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const struct type {
	const char *name;
	int type;
} types[] = {
	{ "stream", SOCK_STREAM },
	{ "dgram", SOCK_DGRAM },
	{ "seqpacket", SOCK_SEQPACKET },
};

static int
type_by_name(const char *name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(name, types[i].name) == 0)
			return types[i].type;
	return -1;
}

static int
stay(int fd, int type)
{
	char byte;

	if (type != SOCK_DGRAM && listen(fd, 1) != 0) {
		perror("listen");
		return 1;
	}
	puts("ready");
	for (;;) {
		int result;

		(void)fflush(stdout);
		result = type == SOCK_DGRAM ? (int)recv(fd, &byte, 1, 0) : accept(fd, NULL, NULL);
		if (result < 0)
			return 1;
		puts("noticed");
		if (type != SOCK_DGRAM)
			(void)close(result);
	}
}

int
main(int argc, char **argv)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int type = argc == 3 ? type_by_name(argv[2]) : SOCK_STREAM;
	int fd = type < 0 ? -1 : socket(AF_UNIX, type, 0);

	if (argc < 2 || argc > 3 || type < 0) {
		fprintf(stderr, "usage: makesocket PATH [stream|dgram|seqpacket]\n");
		return 1;
	}
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", argv[1]);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		perror(argv[1]);
		return 1;
	}
	return argc == 3 ? stay(fd, type) : 0;
}
