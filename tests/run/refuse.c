/* SPDX-License-Identifier: MIT */

/*
 * refuse CALL[/ARGUMENT]...=ERRNO... [--] COMMAND...: runs COMMAND under a real seccomp filter in
 * which these system calls fail with that errno (a name or a number; 0: they claim to have worked).
 * With arguments only the calls whose first, second... argument is that number: prctl/23=EPERM
 * refuses PR_CAPBSET_READ and no other prctl. A filter outlasts execve, so COMMAND and all that it
 * starts live under it; execve itself can be refused by a filter only from there on, so it is not
 * in the table.
 */

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))
#define MAX_INSTRUCTIONS 2048
#define MAX_ARGUMENTS 6

struct name {
	const char *name;
	long number;
};

#define CALL(call)                                                                                 \
	{                                                                                          \
#call, SYS_##call                                                                  \
	}
#define ERROR(number)                                                                              \
	{                                                                                          \
#number, number                                                                    \
	}

static const struct name calls[] = {
#ifdef SYS_open /* not on newer architectures */
	CALL(open),	    CALL(readlink),	 CALL(poll),	       CALL(stat),
	CALL(lstat),	    CALL(fork),		 CALL(vfork),
#endif
	CALL(capget),	    CALL(capset),	 CALL(clock_gettime),  CALL(clone),
	CALL(clone3),	    CALL(close),	 CALL(close_range),    CALL(dup3),
	CALL(faccessat2),   CALL(fcntl),	 CALL(flock),	       CALL(fstat),
	CALL(fstatfs),	    CALL(fsync),	 CALL(ftruncate),      CALL(getcwd),
	CALL(getdents64),   CALL(getgroups),	 CALL(getppid),	       CALL(getresgid),
	CALL(getresuid),    CALL(getxattr),	 CALL(ioctl),	       CALL(kill),
	CALL(madvise),	    CALL(mmap),		 CALL(mprotect),       CALL(munmap),
	CALL(newfstatat),   CALL(openat),	 CALL(pipe2),	       CALL(ppoll),
	CALL(prctl),	    CALL(prlimit64),	 CALL(read),	       CALL(readlinkat),
	CALL(rt_sigaction), CALL(rt_sigpending), CALL(rt_sigprocmask), CALL(rt_sigtimedwait),
	CALL(setgroups),    CALL(setitimer),	 CALL(setresgid),      CALL(setresuid),
	CALL(signalfd4),    CALL(statfs),	 CALL(statx),	       CALL(uname),
	CALL(unlinkat),	    CALL(utimensat),	 CALL(wait4),	       CALL(write),
	CALL(writev),
};

static const struct name errors[] = {
	ERROR(EACCES), ERROR(EAGAIN), ERROR(EBADF),	 ERROR(EINTR),	ERROR(EINVAL),
	ERROR(EIO),    ERROR(ELOOP),  ERROR(EMFILE),	 ERROR(ENFILE), ERROR(ENODEV),
	ERROR(ENOENT), ERROR(ENOMEM), ERROR(ENOSPC),	 ERROR(ENOSYS), ERROR(ENOTTY),
	ERROR(EPERM),  ERROR(ESTALE), ERROR(EOPNOTSUPP),
};

struct program {
	struct sock_filter code[MAX_INSTRUCTIONS];
	unsigned short length;
};

static int
complain(const char *word)
{
	fprintf(stderr, "refuse: what is '%s'? (CALL[/ARGUMENT]...=ERRNO)\n", word);
	return 1;
}

/* A name of the table, or a number; -1: neither. */
static long
find(const struct name *names, size_t count, const char *text)
{
	char *end;
	long number;

	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i].name, text) == 0)
			return names[i].number;
	number = strtol(text, &end, 0);
	return *text != '\0' && *end == '\0' && number >= 0 ? number : -1;
}

static void
add(struct program *program, struct sock_filter instruction)
{
	if (program->length == MAX_INSTRUCTIONS) {
		fprintf(stderr, "refuse: too much to refuse\n");
		exit(1);
	}
	program->code[program->length++] = instruction;
}

/* What of struct seccomp_data is compared next, and by how many instructions a miss goes on. */
static void
add_test(struct program *program, size_t offset, unsigned value, unsigned char miss)
{
	add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offset));
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, miss));
}

/* Each test is two instructions, and behind the last one stands the return. */
static void
add_rule(struct program *program, long call, const unsigned *arguments, size_t count, long error)
{
	add_test(program, offsetof(struct seccomp_data, nr), (unsigned)call,
		 (unsigned char)(2 * count + 1));
	for (size_t i = 0; i < count; i++)
		add_test(program, offsetof(struct seccomp_data, args) + i * sizeof(__u64),
			 arguments[i], (unsigned char)(2 * (count - 1 - i) + 1));
	add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
						  SECCOMP_RET_ERRNO | ((unsigned)error & 0xffffU)));
}

/* Returns 0, or the exit code of a complaint. */
static int
add_word(struct program *program, const char *word)
{
	unsigned arguments[MAX_ARGUMENTS];
	size_t count = 0;
	char text[128], *equals, *slash;
	long call, error;

	if (strlen(word) >= sizeof(text))
		return complain(word);
	memcpy(text, word, strlen(word) + 1);
	equals = strchr(text, '=');
	*equals = '\0';
	slash = strchr(text, '/');
	while (slash && count < MAX_ARGUMENTS) {
		*slash++ = '\0';
		arguments[count++] = (unsigned)strtoul(slash, NULL, 0);
		slash = strchr(slash, '/');
	}
	call = find(calls, ARRAY_LEN(calls), text);
	error = find(errors, ARRAY_LEN(errors), equals + 1);
	if (call < 0 || error < 0)
		return complain(word);
	add_rule(program, call, arguments, count, error);
	return 0;
}

static int
install(struct program *program)
{
	struct sock_fprog filter = { .filter = program->code };

	add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
	filter.len = program->length;
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0)
		return 0;
	/* Who may not administrate has to promise first. (Not always: it shows in the command.) */
	if (errno != EACCES || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter);
}

int
main(int argc, char **argv)
{
	static struct program program;
	int next = 1;

	for (; next < argc && strcmp(argv[next], "--") != 0 && strchr(argv[next], '='); next++) {
		int status = add_word(&program, argv[next]);

		if (status != 0)
			return status;
	}
	next += next < argc && strcmp(argv[next], "--") == 0;
	if (next == argc) {
		fprintf(stderr, "usage: refuse CALL[/ARGUMENT]...=ERRNO... [--] COMMAND...\n");
		return 1;
	}
	if (install(&program) < 0) {
		perror("refuse: seccomp");
		return 1;
	}
	execvp(argv[next], argv + next);
	perror(argv[next]);
	return 127;
}
