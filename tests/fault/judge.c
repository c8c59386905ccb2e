/* SPDX-License-Identifier: MIT */
/* Judges an outcome by what the case allows. Pure. */
#include "judge.h"

#include "calls.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Keeps only the first wrong thing: the others follow from it. */
static void __attribute__((format(printf, 2, 3)))
wrong(struct verdict *verdict, const char *format, ...)
{
	va_list args;

	if (verdict->text[0] != '\0')
		return;
	va_start(args, format);
	(void)vsnprintf(verdict->text, sizeof(verdict->text), format, args);
	va_end(args);
}

static int
exit_code(const struct outcome *outcome)
{
	return WIFEXITED(outcome->status) ? WEXITSTATUS(outcome->status) : -1;
}

/* --- what the fault comes to --- */

/* Returns the length of the PROCESS/CALL=WHAT that the text begins with if it is the fault; else
 * 0. */
static size_t
match_excuse(const struct evidence *e, const char *process, const char *text)
{
	char name[64];
	const char *what = e->fault->how == FAULT_ZERO ? "zero" : errno_name(e->fault->errnum);
	int len = snprintf(name, sizeof(name), "%s/%s=%s", process,
			   call_by_number(e->fault->spot.number)->name, what ? what : "");

	return strncmp(text, name, (size_t)len) == 0 && strchr(" ", text[len]) ? (size_t)len : 0;
}

bool
judge_excuses(const struct evidence *e)
{
	const char *at = e->in->excused;

	for (; e->fault && at && *at != '\0'; at += strcspn(at, " "), at += *at == ' ') {
		bool guard = e->is_refused || e->fault->spot.process == 0;
		bool child = e->is_refused || e->fault->spot.process > 0;
		char number[32];

		(void)snprintf(number, sizeof(number), "child%u", e->fault->spot.process);
		if ((guard && match_excuse(e, "guard", at)) ||
		    (child && (match_excuse(e, "child", at) || match_excuse(e, number, at))))
			return true;
	}
	return false;
}

/* Whether the fault is a failure, and does not only put the call off. */
static bool
is_failure(const struct fault *fault)
{
	return fault->how == FAULT_ZERO ||
	       (fault->how == FAULT_ERRNO && fault->errnum != EINTR && fault->errnum != EAGAIN);
}

/* Whether a probe failed that must succeed. */
static bool
is_broken_probe(const struct evidence *e)
{
	if (!(e->in->flags & CASE_PROBES) || !e->at || e->at->spot.process == 0 ||
	    !is_failure(e->fault))
		return false;
	switch (e->at->spot.number) {
	case SYS_write:
	case SYS_fsync:
	case SYS_getdents64:
		return true;
	case SYS_read: /* of a byte of a file; an empty file is no failure */
		return e->at->args[2] == 1 && e->fault->how == FAULT_ERRNO;
	default:
		return e->at->ends_written;
	}
}

/* Whether standard error is what fails: then nothing can be said there. */
static bool
is_mute(const struct evidence *e)
{
	if (!e->fault || e->fault->spot.number != SYS_write)
		return false;
	return e->is_refused || (e->at->spot.process == 0 && e->at->args[0] == STDERR_FILENO &&
				 is_failure(e->fault));
}

/* --- no wrong start --- */

/* Compares line by line. Without a file of groups a user has no other groups. A guard that may not
 * wait for its child leaves it to the command. */
static void
compare_selves(const struct evidence *e, struct verdict *verdict)
{
	const char *now = e->run->self.bytes, *wanted = e->plain->self.bytes;
	bool cannot_wait = e->is_refused && e->fault->spot.number == SYS_wait4;

	while (*now != '\0' || *wanted != '\0') {
		size_t len = strcspn(now, "\n"), wanted_len = strcspn(wanted, "\n");
		bool is_same = len == wanted_len && strncmp(now, wanted, len) == 0;

		if (!is_same && !(judge_excuses(e) && strncmp(now, "Groups:", 7) == 0) &&
		    !(cannot_wait && strncmp(now, "Children:", 9) == 0))
			wrong(verdict, "WRONG START: as '%.*s' instead of '%.*s'", (int)len, now,
			      (int)wanted_len, wanted);
		now += len + (now[len] == '\n');
		wanted += wanted_len + (wanted[wanted_len] == '\n');
	}
}

static void
judge_start(const struct evidence *e, struct verdict *verdict)
{
	if (e->in->flags & CASE_BAD && !judge_excuses(e))
		wrong(verdict, "WRONG START: the storage is bad");
	if (is_broken_probe(e))
		wrong(verdict, "WRONG START: although the probe did not succeed");
	if (e->plain->is_started)
		compare_selves(e, verdict);
	if (e->in->flags & CASE_WARNS && !is_mute(e) && !strstr(e->run->err.bytes, "mountguard: "))
		wrong(verdict, "SILENCE: started past a failure without a word");
	/* The same refusals may keep the command from running. */
	if (!e->is_refused && e->fault && e->fault->how != FAULT_TERM &&
	    exit_code(e->run) != STARTED)
		wrong(verdict, "WRONG START: the command exited with %d", exit_code(e->run));
}

/* Whether a path that is in the output without a fault is not in it now. */
static bool
is_cut(const struct evidence *e)
{
	const char *line = e->plain->out.bytes;
	const struct text *out = &e->run->out;
	char path[128];

	if (e->in->mode != MODE_SNAPSHOT && e->in->mode != MODE_EXPLAIN)
		return false;
	for (; *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n') {
		(void)snprintf(path, sizeof(path), "\n%.*s ", (int)strcspn(line, " \n"), line);
		if (*line == '/' && !strstr(out->bytes, path))
			return true;
	}
	return out->len == 0 || out->bytes[out->len - 1] != '\n';
}

/* Judges exit 0, by which a check and a health check say yes. */
static void
judge_yes(const struct evidence *e, struct verdict *verdict)
{
	if (e->in->mode == MODE_GUARD)
		wrong(verdict, "SILENCE: exit 0, and the command was not started");
	else if (is_cut(e) && !judge_excuses(e))
		wrong(verdict, "SILENCE: exit 0, and not all that was asked for was printed");
	else if (e->in->flags & CASE_BAD)
		wrong(verdict, "WRONG START: the storage is bad, and the answer is yes");
}

/* --- no silence --- */

/* Whether the failure is about the file of expectations, which the guard or a child of its own
 * reads before the first probe. */
static bool
is_about_expectations(const struct evidence *e, int code)
{
	return code == 78 && (strstr(e->run->err.bytes, "expectations") ||
			      strstr(e->run->out.bytes, "expectations"));
}

static bool
is_documented(const struct evidence *e, int code)
{
	switch (e->in->mode) {
	case MODE_HEALTH:
		return code == 1;
	case MODE_EXPLAIN:
		return code == 71;
	case MODE_INSTALL:
		return code == 69 || code == 71;
	case MODE_GUARD:
		if (code == 127)
			return true;
		break;
	case MODE_CHECK:
	case MODE_SNAPSHOT:
		break;
	}
	/* 64: without a file of users there is no such user, so the command line is wrong. */
	return code == 69 || code == 71 || code == 126 || is_about_expectations(e, code) ||
	       (code == 64 && judge_excuses(e));
}

static void
judge_refusal(const struct evidence *e, struct verdict *verdict)
{
	const struct text *err = &e->run->err, *out = &e->run->out;
	const char *coded = strstr(err->bytes, " (exit ");
	int code = exit_code(e->run), told = 0;

	if (!is_documented(e, code))
		wrong(verdict, "EXIT CODE: %d", code);
	if (is_mute(e)) {
		if (!e->is_refused && !e->plain->is_started && code != exit_code(e->plain))
			wrong(verdict,
			      "EXIT CODE: %d instead of %d, only because nothing could be written",
			      code, exit_code(e->plain));
		return;
	}
	/* With JSON a check's findings go to standard output, as does a snapshot. */
	if (err->len == 0 &&
	    (strstr(out->bytes, "{\"version\":") || strstr(out->bytes, "left out")))
		return;
	if (!strstr(err->bytes, "mountguard: "))
		wrong(verdict, "SILENCE: exit %d, and nothing is said", code);
	else if (err->bytes[err->len - 1] != '\n')
		wrong(verdict, "SILENCE: exit %d, and the message is cut off", code);
	if (coded && sscanf(coded, " (exit %d)", &told) == 1 && told != code)
		wrong(verdict, "EXIT CODE: %d, and the message says %d", code, told);
}

/* Judges SIGTERM: exit 143, or the command gets the signal. It is never lost. */
static void
judge_signal(const struct evidence *e, struct verdict *verdict)
{
	bool is_pending = strstr(e->run->self.bytes, "ShdPnd:\t0000000000004000") != NULL;
	int code = exit_code(e->run);

	if (e->run->is_started && !is_pending)
		wrong(verdict, "SIGNAL: the command was started, and SIGTERM is lost");
	if (e->run->is_started || code == 128 + SIGTERM)
		return;
	/* The guard may have said its findings already. */
	if (e->plain->is_started)
		wrong(verdict, "SIGNAL: exit %d after SIGTERM", code);
	else if (code != exit_code(e->plain))
		judge_refusal(e, verdict);
}

/* --- a whole run --- */

static void
judge_end(const struct evidence *e, struct verdict *verdict)
{
	if (e->run->is_started)
		judge_start(e, verdict);
	else if (WIFSIGNALED(e->run->status))
		wrong(verdict, "CRASH: it was ended by signal %d (%s)", WTERMSIG(e->run->status),
		      strsignal(WTERMSIG(e->run->status)));
	else if (exit_code(e->run) == 0)
		judge_yes(e, verdict);
	else
		judge_refusal(e, verdict);
}

void
judge_run(const struct evidence *e, struct verdict *verdict)
{
	verdict->text[0] = '\0';
	if (e->run->is_hung)
		wrong(verdict, "HANG: it had to be ended after %d ms", HUNG_MS);
	if (e->fault->how == FAULT_TERM)
		judge_signal(e, verdict);
	else
		judge_end(e, verdict);
	if (e->run->left > 0)
		wrong(verdict, "LEFTOVER: %u processes outlive it by a second", e->run->left);
}

void
judge_plain(const struct fault_case *in, const struct outcome *plain, struct verdict *verdict)
{
	verdict->text[0] = '\0';
	if (exit_code(plain) != in->exit)
		wrong(verdict, "exit %d instead of %d without a fault", exit_code(plain), in->exit);
	if (plain->is_started != (in->exit == STARTED))
		wrong(verdict, "the command was started, or not, against the row");
	if (in->flags & CASE_WARNS && !strstr(plain->err.bytes, "mountguard: "))
		wrong(verdict, "there is nothing to warn of");
	if (plain->is_hung || plain->left > 0)
		wrong(verdict, "it hung or left a process behind without a fault");
}
