/* SPDX-License-Identifier: MIT */
/* The system calls about this process: signals, children, descriptors, environment, clock. */
#include "sys/sys.h"

#include "text/buf.h"
#include "text/lex.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* How long the guard waits for a child's end before it leaves the child behind. */
#define GRACE_MS 100
/* How long the guard looks for that end without a pause, and how many looks it takes at most. */
#define QUICK_MS 2
#define MAX_LOOKS 20000

/* How long to wait for the reader of a full pipe that does not block. */
#define WRITE_WAIT_MS 1000

#ifdef SYS_clock_gettime64 /* 32-bit architectures only; Linux 5.1 */
#define CLOCK_CALL SYS_clock_gettime64
#else
#define CLOCK_CALL SYS_clock_gettime
#endif

#ifndef SYS_close_range
#define SYS_close_range 436 /* Linux 5.9; the same on every architecture */
#endif

int
mg_sys_mask(int how, const sigset_t *set, sigset_t *original)
{
	/* The kernel's set has a bit for each signal; the C library's may be larger. */
	long bytes = _NSIG / 8;

	if (original)
		(void)sigemptyset(original);
	return syscall(SYS_rt_sigprocmask, (long)how, set, original, bytes) < 0 ? -errno : 0;
}

/* Not fork(2) of the C library, which takes care of locks and threads, and there are none. On s390
 * the stack comes before the flags (clone(2), "C library/kernel differences"). */
#ifdef __s390__
#define FORK_ARGUMENTS 0L, (long)SIGCHLD
#else
#define FORK_ARGUMENTS (long)SIGCHLD, 0L
#endif

pid_t
mg_sys_fork(bool *sends_signal)
{
	unsigned tries = 0;
	sigset_t pending;
	pid_t child;

	/* All arguments are 0: their order differs between architectures. */
	do
		child = (pid_t)syscall(SYS_clone, 0L, 0L, 0L, 0L, 0L);
	while (child < 0 && mg_sys_is_interrupted(&tries));
	*sends_signal = false;
	if (child >= 0 || errno != EINVAL)
		return child;
	/* qemu-user knows only the flags of fork(2) (linux-user/syscall.c, do_fork). A SIGCHLD that
	 * is pending already is about another child, and stays. */
	*sends_signal = sigpending(&pending) == 0 && sigismember(&pending, SIGCHLD) == 0;
	return (pid_t)syscall(SYS_clone, FORK_ARGUMENTS, 0L, 0L, 0L);
}

bool
mg_sys_is_gone(pid_t child)
{
	pid_t result = waitpid(child, NULL, WNOHANG | __WALL);

	return result > 0 || (result < 0 && errno != EINTR);
}

/* Whether the child has ended, or ends within GRACE_MS. The wait has a limit: even a child with
 * nothing left to do may be stopped, or held by a debugger. */
static bool
is_gone_soon(pid_t child)
{
	int64_t start_ms = mg_sys_now_ms();

	for (unsigned looks = 0; !mg_sys_is_gone(child); looks++) {
		int64_t waited_ms = mg_sys_now_ms() - start_ms;

		/* Count the looks, too: a seccomp profile may refuse the clock. */
		if (waited_ms >= GRACE_MS || looks >= MAX_LOOKS)
			return false;
		/* A child that closed its last descriptor ends soon. */
		if (waited_ms < QUICK_MS && looks < MAX_LOOKS / 2)
			(void)sched_yield(); /* cannot fail on Linux */
		else
			(void)poll(NULL, 0, 1); /* one millisecond */
	}
	return true;
}

bool
mg_sys_end_child(pid_t child, bool is_ending, bool sends_signal)
{
	bool has_gone = is_ending && is_gone_soon(child);

	if (!has_gone) {
		(void)kill(child, SIGKILL); /* its number stays taken until we wait for it */
		has_gone = is_gone_soon(child);
	}
	if (has_gone && sends_signal)
		mg_sys_drop_signal(SIGCHLD);
	return has_gone;
}

void
mg_sys_drop_signal(int number)
{
	const struct timespec now = { 0 };
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, number); /* a valid number */
	(void)sigtimedwait(&set, NULL, &now);
}

int
mg_sys_write_all(int fd, const char *text, size_t len)
{
	struct pollfd room = { .fd = fd, .events = POLLOUT };
	sigset_t harmful, original, pending;
	unsigned tries = 0;
	int masked, result = 0;

	(void)sigemptyset(&harmful);
	(void)sigaddset(&harmful, SIGPIPE);
	(void)sigaddset(&harmful, SIGXFSZ);
	(void)sigemptyset(&pending);
	(void)sigpending(&pending);
	masked = mg_sys_mask(SIG_BLOCK, &harmful, &original);
	while (len > 0 && result == 0) {
		ssize_t count = write(fd, text, len);

		if (count > 0) {
			text += count;
			len -= (size_t)count;
			tries = 0;
		} else if (count == 0) {
			result = -EIO; /* the loop would never end */
		} else if (!mg_sys_is_interrupted(&tries)) {
			result = -errno;
			if (result == -EAGAIN && poll(&room, 1, WRITE_WAIT_MS) > 0)
				result = 0;
		}
	}
	/* Takes away the signal of this write, unless one was pending before. */
	if (result < 0 && sigismember(&pending, SIGPIPE) == 0 &&
	    sigismember(&pending, SIGXFSZ) == 0) {
		mg_sys_drop_signal(SIGPIPE);
		mg_sys_drop_signal(SIGXFSZ);
	}
	if (masked == 0)
		(void)mg_sys_mask(SIG_SETMASK, &original, NULL);
	return result;
}

void
mg_sys_occupy_std_fds(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)mg_sys_open("/", O_PATH); /* takes the lowest number, which is fd */
}

int
mg_sys_set_variable(const char *name, const char *value)
{
	size_t len = strlen(name), count = 0, kept = 0;
	struct mg_buf text = { 0 };
	char **variables;

	while (environ && environ[count])
		count++;
	variables = malloc((count + 2) * sizeof(*variables));
	mg_buf_addf(&text, "%s=%s", name, value);
	if (!variables || text.failed) {
		free(variables);
		mg_buf_release(&text);
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++)
		if (strncmp(environ[i], name, len) != 0 || environ[i][len] != '=')
			variables[kept++] = environ[i];
	variables[kept++] = mg_buf_take(&text);
	variables[kept] = NULL;
	environ = variables;
	return 0;
}

void
mg_sys_close_all_but(int keep)
{
	const int first = STDERR_FILENO + 1;
	struct mg_sys_dir dir = { .fd = -1 };
	uint64_t number;
	const char *name;
	int errnum;

	/* ENOSYS: before Linux 5.9; EPERM: seccomp profiles of that time. */
	if ((keep == first || syscall(SYS_close_range, first, keep - 1, 0U) == 0) &&
	    syscall(SYS_close_range, keep + 1, INT_MAX, 0U) == 0)
		return;
	/* Weaker: closes nothing where there is no /proc. */
	dir.fd = mg_sys_open("/proc/self/fd", O_RDONLY | O_DIRECTORY);
	while ((name = mg_sys_dir_next(&dir, &errnum)) != NULL)
		if (mg_lex_number(mg_lex_slice(name), INT_MAX, &number) && (int)number >= first &&
		    (int)number != keep && (int)number != dir.fd)
			(void)close((int)number); /* nothing was written to it */
	mg_sys_dir_close(&dir);
}

void
mg_sys_replace_std(int instead)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		MG_AUTO_FD int name = instead < 0 ? mg_sys_reopen(fd, O_PATH) : -1;

		if (instead >= 0 || name >= 0)
			(void)dup3(instead >= 0 ? instead : name, fd,
				   O_CLOEXEC); /* both are open */
	}
}

bool
mg_sys_is_kernel(const char *word)
{
	struct utsname name;

	return uname(&name) == 0 && mg_lex_find(name.release, word);
}

bool
mg_sys_maps_all_users(void)
{
	MG_AUTO_FD int fd = mg_sys_open("/proc/self/uid_map", O_RDONLY);
	char map[64] = "";
	ssize_t len = fd < 0 ? -1 : read(fd, map, sizeof(map) - 1);

	/* One line, from 0 to 0, of all ids but (uid_t)-1. */
	return len <= 0 || mg_lex_find(map, " 4294967295\n");
}

int64_t
mg_sys_now_ms(void)
{
	int64_t now[2] = { 0 }; /* seconds, nanoseconds: 64 bits each on every architecture */
	long old[2] = { 0 };

	/* Not clock_gettime(3): finding the vDSO is more code than a few calls are worth. */
	if (syscall(CLOCK_CALL, CLOCK_MONOTONIC, now) == 0)
		return now[0] * 1000 + now[1] / 1000000;
	/* 32-bit kernels before Linux 5.1, and seccomp profiles of that time. */
	return syscall(SYS_clock_gettime, CLOCK_MONOTONIC, old) == 0
		       ? (int64_t)old[0] * 1000 + old[1] / 1000000
		       : 0;
}

int
mg_sys_check_clock(struct mg_err *err)
{
	errno = 0;
	if (mg_sys_now_ms() == 0 && errno != 0)
		return mg_err_set(err, MG_EXIT_UNKNOWN, errno, "cannot read the clock");
	return 0;
}
