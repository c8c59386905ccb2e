/* SPDX-License-Identifier: MIT */
/*
 * bench ROUNDS CANDIDATE...: measures how long each candidate takes from vfork to wait. One is
 *
 *   NAME EVERY COMMAND [ARG]... ,
 *
 * and runs in every EVERY-th round. The candidates take turns, and each round begins with another
 * candidate, so that the machine's noise and drift meet all of them alike. All candidates are
 * compared with the first.
 *
 * Prints a line for each: its name, the 10th percentile in microseconds, and how much more that is
 * than the first candidate's. (The median moves with the load of the machine.) A candidate that
 * does not exit with 0 ends the measurement.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_CANDIDATES 16

struct candidate {
	const char *name;
	size_t every;
	char **argv;
	double *total_us; /* of each run */
	size_t count;
};

static double
now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static double
run(char **argv)
{
	double start_us = now_us();
	int status = 0;
	pid_t child = vfork();

	if (child == 0) {
		(void)execv(argv[0], argv);
		_exit(127);
	}
	if (child > 0 && waitpid(child, &status, 0) == child && status == 0)
		return now_us() - start_us;
	fprintf(stderr, "bench: %s ended with status 0x%x\n", argv[0], (unsigned)status);
	exit(1);
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
tenth_percentile(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), compare);
	return values[count / 10];
}

/* Parses the candidates of argv, which is NULL-terminated. Returns their count; 0: argv is
 * wrong. */
static size_t
parse(char **argv, size_t rounds, struct candidate *candidates)
{
	size_t count = 0;

	while (*argv && argv[1] && argv[2] && count < MAX_CANDIDATES) {
		struct candidate *candidate = &candidates[count++];

		*candidate = (struct candidate){
			.name = argv[0],
			.every = strtoul(argv[1], NULL, 10),
			.argv = argv + 2,
			.total_us = calloc(rounds, sizeof(double)),
		};
		for (argv += 2; *argv && strcmp(*argv, ",") != 0; argv++)
			continue;
		if (!*argv || candidate->every == 0 || !candidate->total_us)
			return 0;
		*argv++ = NULL;
	}
	return *argv ? 0 : count;
}

static void
run_round(struct candidate *candidates, size_t count, size_t round)
{
	for (size_t i = 0; i < count; i++) {
		struct candidate *candidate = &candidates[(i + round) % count];

		if (round % candidate->every == 0)
			candidate->total_us[candidate->count++] = run(candidate->argv);
	}
}

static void
print(struct candidate *candidates, size_t count)
{
	double first_us = tenth_percentile(candidates[0].total_us, candidates[0].count);

	for (size_t i = 0; i < count; i++) {
		double us = tenth_percentile(candidates[i].total_us, candidates[i].count);

		printf("%s %.1f %.1f\n", candidates[i].name, us, us - first_us);
	}
}

int
main(int argc, char **argv)
{
	struct candidate candidates[MAX_CANDIDATES];
	size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
	size_t count = rounds > 0 ? parse(argv + 2, rounds, candidates) : 0;

	if (count == 0 || candidates[0].every != 1) {
		fprintf(stderr, "usage: bench ROUNDS {NAME EVERY COMMAND [ARG]... ,}...\n");
		return 1;
	}
	for (size_t i = 0; i < count; i++)
		(void)run(candidates[i].argv); /* into the page cache */
	for (size_t round = 0; round < rounds; round++)
		run_round(candidates, count, round);
	print(candidates, count);
	return 0;
}
