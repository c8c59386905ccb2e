/* SPDX-License-Identifier: MIT */

/*
 * identity: prints who this process is, as the kernel sees it: all the ids (real, effective, saved,
 * file system), the groups (sorted), the five sets of capabilities, securebits, no_new_privs,
 * whether it is dumpable, and HOME. A line each, so that two runs can be compared with diff.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define MAX_GROUPS 65536

static int
compare(const void *a, const void *b)
{
	gid_t left = *(const gid_t *)a;
	gid_t right = *(const gid_t *)b;

	return (left > right) - (left < right);
}

/* What was listed twice is there once. */
static void
put_groups(void)
{
	static gid_t groups[MAX_GROUPS];
	int count = getgroups(MAX_GROUPS, groups);

	qsort(groups, count > 0 ? (size_t)count : 0, sizeof(groups[0]), compare);
	printf("Groups:");
	for (int i = 0; i < count; i++) {
		if (i == 0 || groups[i] != groups[i - 1]) {
			printf(" %u", (unsigned)groups[i]);
		}
	}
	printf("\n");
}

static void
put_status(void)
{
	static const char *const wanted[] = {
		"Uid:",	   "Gid:",    "CapInh:", "CapPrm:",
		"CapEff:", "CapBnd:", "CapAmb:", "NoNewPrivs:",
	};
	char line[4096];
	FILE *status = fopen("/proc/self/status", "re");

	while (status && fgets(line, sizeof(line), status)) {
		for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
			if (!strncmp(line, wanted[i], strlen(wanted[i]))) {
				fputs(line, stdout);
			}
		}
	}
	if (status) {
		(void)fclose(status);
	}
}

int
main(void)
{
	const char *home = getenv("HOME");

	put_status();
	put_groups();
	printf("securebits %d, dumpable %d\n", prctl(PR_GET_SECUREBITS), prctl(PR_GET_DUMPABLE));
	printf("HOME=%s\n", home ? home : "(unset)");
	return 0;
}
