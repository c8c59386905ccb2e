/* SPDX-License-Identifier: MIT */

/*
 * inherit [ignore=N] [block=N] [raise=N] [limit=FSIZE]... [--] COMMAND...: runs COMMAND with these
 * signals ignored, blocked or (blocked and) pending, and with that RLIMIT_FSIZE. A shell can ignore
 * a signal for its children, and do none of the others.
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void
block(int number)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
}

/* Returns whether the word was one of ours. */
static int
apply(const char *word)
{
	const char *equals = strchr(word, '=');
	int number = equals ? atoi(equals + 1) : 0;

	if (!equals) {
		return 0;
	}
	if (!strncmp(word, "ignore=", 7)) {
		(void)signal(number, SIG_IGN);
	} else if (!strncmp(word, "block=", 6)) {
		block(number);
	} else if (!strncmp(word, "raise=", 6)) {
		block(number);
		(void)raise(number);
	} else if (!strncmp(word, "limit=", 6)) {
		struct rlimit limit = { (rlim_t)number, (rlim_t)number };

		(void)setrlimit(RLIMIT_FSIZE, &limit);
	} else {
		return 0;
	}
	return 1;
}

int
main(int argc, char **argv)
{
	int next = 1;

	while (next < argc && apply(argv[next])) {
		next++;
	}
	if (next < argc && !strcmp(argv[next], "--")) {
		next++;
	}
	if (next >= argc) {
		fprintf(stderr,
			"usage: inherit [ignore=N] [block=N] [raise=N] [limit=N]... COMMAND...\n");
		return 1;
	}
	execvp(argv[next], argv + next);
	perror(argv[next]);
	return errno == ENOENT ? 127 : 126;
}
