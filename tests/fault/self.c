/* SPDX-License-Identifier: MIT */
/* Reads /proc/PID. Says so where something cannot be read, so that it never counts as equal. */
#include "self.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const status_lines[] = {
	"Umask:",  "Uid:",    "Gid:",	 "SigBlk:", "SigIgn:", "SigCgt:",
	"CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:", "NoNewPrivs:",
};

static void __attribute__((format(printf, 2, 3))) add(struct text *text, const char *format, ...)
{
	size_t room = sizeof(text->bytes) - text->len;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text->bytes + text->len, room, format, args);
	va_end(args);
	if (len > 0)
		text->len += (size_t)len < room ? (size_t)len : room - 1;
}

/* Returns the number of bytes, up to size. */
static size_t
read_file(pid_t pid, const char *name, char *bytes, size_t size)
{
	char path[128];
	ssize_t len;
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	len = fd < 0 ? -1 : read(fd, bytes, size - 1);
	if (fd >= 0)
		(void)close(fd);
	bytes[len < 0 ? 0 : len] = '\0';
	return len < 0 ? 0 : (size_t)len;
}

/* Adds the pending signals except SIGCHLD: only a traced process is shown it as pending. */
static void
add_pending(const char *line, struct text *text)
{
	unsigned long long set = strtoull(strchr(line, ':') + 1, NULL, 16);

	add(text, "%.*s\t%016llx\n", (int)strcspn(line, "\t"), line,
	    set & ~(1ULL << (SIGCHLD - 1)));
}

/* Adds the groups but the process's own: it gives nothing more where it is listed again. */
static void
add_groups(char *line, unsigned own, struct text *text)
{
	char *rest = strchr(line, ':') + 1, *word;

	add(text, "Groups:");
	while ((word = strsep(&rest, " \t")) != NULL)
		if (*word != '\0' && strtoul(word, NULL, 10) != own)
			add(text, " %s", word);
	add(text, "\n");
}

static void
add_status(pid_t pid, struct text *text)
{
	char bytes[8192], *rest = bytes, *line;
	unsigned gids[4] = { 0 };

	if (read_file(pid, "status", bytes, sizeof(bytes)) == 0)
		add(text, "no status\n");
	while ((line = strsep(&rest, "\n")) != NULL) {
		for (size_t i = 0; i < sizeof(status_lines) / sizeof(status_lines[0]); i++)
			if (strncmp(line, status_lines[i], strlen(status_lines[i])) == 0)
				add(text, "%s\n", line);
		if (sscanf(line, "Gid: %u %u %u %u", &gids[0], &gids[1], &gids[2], &gids[3]) == 4)
			continue;
		if (strncmp(line, "SigPnd:", 7) == 0 || strncmp(line, "ShdPnd:", 7) == 0)
			add_pending(line, text);
		if (strncmp(line, "Groups:", 7) == 0)
			add_groups(line, gids[0], text);
	}
}

/* Adds the numbers of the descriptors, in the order of the directory: ascending. */
static void
add_descriptors(pid_t pid, struct text *text)
{
	char path[64];
	DIR *dir;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	dir = opendir(path);
	add(text, "Descriptors:");
	for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;)
		if (entry->d_name[0] != '.')
			add(text, " %s", entry->d_name);
	add(text, dir ? "\n" : " none can be seen\n");
	if (dir)
		(void)closedir(dir);
}

static void
add_children(pid_t pid, struct text *text)
{
	char name[64], bytes[1024];
	unsigned count = 0;

	(void)snprintf(name, sizeof(name), "task/%d/children", (int)pid);
	(void)read_file(pid, name, bytes, sizeof(bytes));
	for (const char *at = bytes; *at != '\0'; at++)
		count += *at == ' ';
	add(text, "Children: %u\n", count);
}

static void
add_environment(pid_t pid, struct text *text)
{
	static char bytes[32768];
	size_t len = read_file(pid, "environ", bytes, sizeof(bytes));

	for (size_t at = 0; at < len; at += strlen(bytes + at) + 1)
		add(text, "Environment: %s\n", bytes + at);
}

void
self_read(pid_t pid, struct text *text)
{
	char path[64], cwd[4096];
	ssize_t len;

	text->len = 0;
	add_status(pid, text);
	add_descriptors(pid, text);
	add_children(pid, text);
	(void)snprintf(path, sizeof(path), "/proc/%d/cwd", (int)pid);
	len = readlink(path, cwd, sizeof(cwd) - 1);
	cwd[len < 0 ? 0 : len] = '\0';
	add(text, "Directory: %s\n", cwd);
	add_environment(pid, text);
}
