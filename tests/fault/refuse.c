/* SPDX-License-Identifier: MIT */
/*
 * refuse CALL[:VALUE]=ERRNO... [--] COMMAND...: runs the command, and lets these system calls fail
 * as under a seccomp profile (0: they claim to have worked). With VALUE, a call fails only if that
 * is its first argument. A call is a name of calls.c, or a number. A filter outlasts execve, so it
 * is on all that the command starts. no_new_privs is set only if the kernel asks for it (no
 * CAP_SYS_ADMIN).
 */
#include "calls.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_CODE 1024
#define CODE_PER_RULE 6

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "its number is in linux/audit.h"
#endif

#define FIELD(name) ((unsigned)offsetof(struct seccomp_data, name))
#define LOAD(offset) ((struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset)))
#define JUMP(value, yes, no)                                                                       \
	((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (yes), (no)))
#define WHERE(value, skip) JUMP(value, skip, 0)
#define UNLESS(value, skip) JUMP(value, 0, skip)
#define RETURN(value) ((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, (value)))

struct program {
	struct sock_filter code[MAX_CODE];
	unsigned short length;
};

struct rule {
	unsigned number, value, errnum;
	int has_value;
};

static void
add(struct program *program, struct sock_filter code)
{
	program->code[program->length++] = code;
}

/* Parses CALL[:VALUE]=ERRNO, and cuts the text into pieces. 0: the text is wrong. */
static int
parse(char *text, struct rule *rule)
{
	char *errnum = strchr(text, '='), *value, *end;
	const struct call *call;

	if (!errnum)
		return 0;
	*errnum++ = '\0';
	value = strchr(text, ':');
	rule->has_value = value != NULL;
	if (value) {
		*value++ = '\0';
		rule->value = (unsigned)strtoul(value, &end, 0);
		if (*value == '\0' || *end != '\0')
			return 0;
	}
	call = call_by_name(text);
	rule->number = call ? (unsigned)call->number : (unsigned)strtoul(text, &end, 10);
	if (!call && (*text == '\0' || *end != '\0'))
		return 0;
	rule->errnum = (unsigned)errno_by_name(errnum);
	return rule->errnum != 0 || strcmp(errnum, "0") == 0;
}

static void
add_rule(struct program *program, const struct rule *rule)
{
	add(program, LOAD(FIELD(nr)));
	add(program, UNLESS(rule->number, rule->has_value ? 3 : 1));
	if (rule->has_value) {
		add(program, LOAD(FIELD(args[0]))); /* the low half: little endian */
		add(program, UNLESS(rule->value, 1));
	}
	add(program, RETURN(SECCOMP_RET_ERRNO | rule->errnum));
}

static int
install(struct program *program)
{
	struct sock_fprog filter = { .len = program->length, .filter = program->code };

	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0)
		return 0;
	if (errno != EACCES || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter);
}

int
main(int argc, char **argv)
{
	static struct program program;
	int at = 1;

	/* Calls of another architecture have other numbers: allow them. */
	add(&program, LOAD(FIELD(arch)));
	add(&program, WHERE(ARCHITECTURE, 1));
	add(&program, RETURN(SECCOMP_RET_ALLOW));
	for (; at < argc && strchr(argv[at], '='); at++) {
		struct rule rule = { 0 };

		if (program.length + CODE_PER_RULE > MAX_CODE || !parse(argv[at], &rule)) {
			(void)fprintf(stderr, "refuse: not CALL[:VALUE]=ERRNO: %s\n", argv[at]);
			return 125;
		}
		add_rule(&program, &rule);
	}
	add(&program, RETURN(SECCOMP_RET_ALLOW));
	at += at < argc && strcmp(argv[at], "--") == 0;
	if (at == argc) {
		(void)fprintf(stderr, "usage: refuse CALL[:VALUE]=ERRNO... [--] COMMAND...\n");
		return 125;
	}
	if (install(&program) < 0) {
		perror("refuse: seccomp");
		return 125;
	}
	(void)execvp(argv[at], argv + at);
	perror("refuse: execvp");
	return 125;
}
