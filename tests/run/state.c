/* SPDX-License-Identifier: MIT */

/*
 * state FILE [ARG]...: writes to FILE all that a process is handed at its start and that a program
 * in front of it could have changed. Two such files are compared, one from a start with the guard
 * and one from a start without, so nothing in them may differ from run to run by itself. All is
 * gathered before FILE is opened, which would take a descriptor of its own.
 */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_FD 1024
#define MAX_SIGNAL 64

extern char **environ;

static void
put_descriptors(FILE *out)
{
	for (int fd = 0; fd < MAX_FD; fd++) {
		struct stat st;
		int flags = fcntl(fd, F_GETFD);

		if (flags < 0 || fstat(fd, &st) != 0) {
			continue;
		}
		fprintf(out,
			"fd %d: %lx:%lu mode %o, descriptor flags %x, file flags %x, offset %ld\n",
			fd, (unsigned long)st.st_dev, (unsigned long)st.st_ino,
			(unsigned int)st.st_mode, (unsigned int)flags,
			(unsigned int)fcntl(fd, F_GETFL), (long)lseek(fd, 0, SEEK_CUR));
	}
}

static const char *
disposition_name(int number)
{
	struct sigaction action;

	/* glibc keeps 32 and 33 for itself and says EINVAL. */
	if (sigaction(number, NULL, &action) != 0) {
		return "unknown";
	}
	if (action.sa_handler == SIG_IGN) {
		return "ignored";
	}
	return action.sa_handler == SIG_DFL ? "default" : "caught";
}

static void
put_signals(FILE *out)
{
	sigset_t blocked;
	sigset_t pending;

	(void)sigprocmask(SIG_SETMASK, NULL, &blocked);
	(void)sigpending(&pending);
	for (int number = 1; number <= MAX_SIGNAL; number++) {
		fprintf(out, "signal %d: %s%s%s\n", number, disposition_name(number),
			sigismember(&blocked, number) == 1 ? ", blocked" : "",
			sigismember(&pending, number) == 1 ? ", pending" : "");
	}
}

/* The lines of /proc/self/status that are handed down; the others are about this very process. */
static void
put_status(FILE *out)
{
	static const char *const wanted[] = {
		"Uid:",	   "Gid:",    "Groups:",     "CapInh:",	 "CapPrm:",	  "CapEff:",
		"CapBnd:", "CapAmb:", "NoNewPrivs:", "Seccomp:", "Cpus_allowed:", "Mems_allowed:",
		"SigBlk:", "SigIgn:", "SigCgt:",     "SigPnd:",	 "ShdPnd:",	  "Threads:",
	};
	char line[4096];
	FILE *status = fopen("/proc/self/status", "re");

	while (status && fgets(line, sizeof(line), status)) {
		for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
			if (!strncmp(line, wanted[i], strlen(wanted[i]))) {
				fputs(line, out);
			}
		}
	}
	if (status) {
		(void)fclose(status);
	}
}

static void
put_file(FILE *out, const char *title, const char *path)
{
	char text[256];
	FILE *file = fopen(path, "re");

	if (file && fgets(text, sizeof(text), file)) {
		fprintf(out, "%s %s\n", title, text);
	}
	if (file) {
		(void)fclose(file);
	}
}

static void
put_limits(FILE *out)
{
	for (int which = 0; which < (int)RLIMIT_NLIMITS; which++) {
		struct rlimit limit;

		if (getrlimit(which, &limit) == 0) {
			fprintf(out, "limit %d: %lld %lld\n", which, (long long)limit.rlim_cur,
				(long long)limit.rlim_max);
		}
	}
}

static void
put_process(FILE *out)
{
	struct itimerval timer;
	mode_t mask = umask(0);
	int death_signal = -1;
	int subreaper = -1;

	(void)umask(mask);
	(void)prctl(PR_GET_PDEATHSIG, &death_signal);
	(void)prctl(PR_GET_CHILD_SUBREAPER, &subreaper);
	fprintf(out, "umask %04o\n", (unsigned int)mask);
	fprintf(out, "session %d, group %d, parent %d\n", (int)getsid(0), (int)getpgrp(),
		(int)getppid());
	fprintf(out, "nice %d, policy %d\n", getpriority(PRIO_PROCESS, 0), sched_getscheduler(0));
	fprintf(out, "dumpable %d, keepcaps %d, securebits %d, timer slack %d\n",
		prctl(PR_GET_DUMPABLE), prctl(PR_GET_KEEPCAPS), prctl(PR_GET_SECUREBITS),
		prctl(PR_GET_TIMERSLACK));
	fprintf(out, "death signal %d, subreaper %d\n", death_signal, subreaper);
	fprintf(out, "personality %d\n", personality(0xffffffff));
	for (int which = ITIMER_REAL; which <= ITIMER_PROF; which++) {
		(void)getitimer(which, &timer);
		fprintf(out, "timer %d: %s\n", which,
			timer.it_value.tv_sec || timer.it_value.tv_usec ? "armed" : "off");
	}
	put_file(out, "oom score", "/proc/self/oom_score_adj");
	put_file(out, "core filter", "/proc/self/coredump_filter");
}

/* A guard that left its probe child behind leaves it to the command. */
static void
put_children(FILE *out)
{
	pid_t child = waitpid(-1, NULL, WNOHANG);

	if (child < 0 && errno == ECHILD) {
		fprintf(out, "children none\n");
	} else {
		fprintf(out, "children some\n");
	}
}

static void
put_words(FILE *out, const char *title, char **words)
{
	for (int i = 0; words[i]; i++) {
		fprintf(out, "%s %d: %s\n", title, i, words[i]);
	}
}

static void
put_directories(FILE *out)
{
	struct stat st;
	char *cwd = getcwd(NULL, 0);

	fprintf(out, "cwd %s\n", cwd ? cwd : "unknown");
	free(cwd);
	if (stat(".", &st) == 0) {
		fprintf(out, "cwd is %lx:%lu\n", (unsigned long)st.st_dev,
			(unsigned long)st.st_ino);
	}
	if (stat("/", &st) == 0) {
		fprintf(out, "root is %lx:%lu\n", (unsigned long)st.st_dev,
			(unsigned long)st.st_ino);
	}
}

int
main(int argc, char **argv)
{
	char *text = NULL;
	size_t bytes = 0;
	FILE *out = open_memstream(&text, &bytes);
	FILE *file;

	if (argc < 2 || !out) {
		return 1;
	}
	put_descriptors(out);
	put_signals(out);
	put_children(out);
	put_process(out);
	put_status(out);
	put_limits(out);
	put_directories(out);
	put_words(out, "argument", argv + 2);
	fprintf(out, "name %s\n", argv[0]);
	put_words(out, "environment", environ);
	(void)fclose(out);
	file = fopen(argv[1], "we");
	if (!file || fwrite(text, 1, bytes, file) != bytes || fclose(file) != 0) {
		return 1;
	}
	free(text);
	return 0;
}
