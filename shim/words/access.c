/* SPDX-License-Identifier: MIT */
/* Judgements on what can be done with a path, from probes that have really tried. Pure. */
#include "judge.h"

#include "text/errnum.h"
#include "text/lex.h"

#include <errno.h>
#include <sys/stat.h>

/* A refusal is an answer, and so is broken storage; that we ran short of something is none. */
static enum mg_verdict
verdict_of_errno(int errnum)
{
	return mg_errnum_is_ours(errnum) ? MG_UNKNOWN : MG_FAIL;
}

/* FIFOs and devices are not opened: opening one is an act. */
static enum mg_verdict
not_opened(const struct mg_subject *subject, struct mg_buf *clause)
{
	mg_buf_addf(clause, "cannot tell: it is %s, which is not opened", mg_subject_type(subject));
	return MG_UNKNOWN;
}

/* A socket is neither read nor written by its name, but connected to: that takes the permission to
 * write, also on a read-only mount. */
static enum mg_verdict
judge_connection(int errnum, struct mg_buf *clause)
{
	if (errnum == 0)
		return MG_PASS;
	if (errnum == ECONNREFUSED)
		return mg_say(MG_FAIL, clause, "nobody listens on it (ECONNREFUSED)");
	return mg_say_errno(verdict_of_errno(errnum), clause,
			    "it cannot be connected to: ", errnum);
}

static bool
is_asked_socket(const struct mg_subject *subject, int errnum)
{
	return S_ISSOCK(subject->facts->mode) && errnum != MG_NOT_ASKED;
}

enum mg_verdict
mg_judge_readable(const struct mg_subject *subject, const struct mg_term *word,
		  struct mg_buf *clause)
{
	int errnum =
		mg_subject_is_dir(subject) ? subject->facts->listing.err : subject->facts->read_err;

	(void)word;
	if (is_asked_socket(subject, errnum))
		return judge_connection(errnum, clause);
	if (errnum == 0)
		return MG_PASS;
	if (errnum == MG_NOT_ASKED)
		return not_opened(subject, clause);
	return mg_say_errno(verdict_of_errno(errnum), clause, "it cannot be read: ", errnum);
}

enum mg_verdict
mg_judge_writable(const struct mg_subject *subject, const struct mg_term *word,
		  struct mg_buf *clause)
{
	static const char *const steps[] = {
		[MG_WRITE_OPEN] = "it cannot be written: ",
		[MG_WRITE_WRITE] = "a file can be made in it, but not written: ",
		[MG_WRITE_FSYNC] = "what is written to it does not arrive (fsync): ",
		[MG_WRITE_CLOSE] = "what is written to it does not arrive (close): ",
		[MG_WRITE_UNLINK] = "a file can be made in it, but not removed: ",
	};
	const struct mg_write *write = &subject->facts->write;

	(void)word;
	if (is_asked_socket(subject, write->err))
		return judge_connection(write->err, clause);
	if (write->err == 0)
		return MG_PASS;
	if (write->err == MG_NOT_ASKED)
		return not_opened(subject, clause);
	if (write->append_only)
		return mg_say(MG_FAIL, clause, "it can only be appended to (chattr +a)");
	return mg_say_errno(verdict_of_errno(write->err), clause, steps[write->step], write->err);
}

enum mg_verdict
mg_judge_readonly(const struct mg_subject *subject, const struct mg_term *word,
		  struct mg_buf *clause)
{
	const struct mg_write *write = &subject->facts->write;

	(void)word;
	if (write->err == MG_NOT_ASKED)
		return not_opened(subject, clause);
	if (write->err == 0)
		return mg_say(MG_FAIL, clause,
			      S_ISSOCK(subject->facts->mode)
				      ? "it is a socket that can be connected to"
				      : "it can be written");
	if (write->err == ECONNREFUSED && S_ISSOCK(subject->facts->mode))
		return mg_say(MG_UNKNOWN, clause,
			      "cannot tell: nobody listens on it (ECONNREFUSED)");
	if (write->append_only)
		return mg_say(MG_FAIL, clause, "it can be appended to (chattr +a)");
	if (write->step != MG_WRITE_OPEN || write->err == ENOSPC || write->err == EDQUOT)
		return mg_say_errno(MG_FAIL, clause,
				    "it is not read-only: writing only failed with ", write->err);
	if (write->err == EROFS || write->err == EACCES || write->err == EPERM)
		return MG_PASS;
	return mg_say_errno(MG_UNKNOWN, clause, "cannot tell: ", write->err);
}

enum mg_verdict
mg_judge_executable(const struct mg_subject *subject, const struct mg_term *word,
		    struct mg_buf *clause)
{
	int errnum = subject->facts->execute_err;
	bool is_dir = mg_subject_is_dir(subject);
	bool is_noexec = subject->mount &&
			 mg_mounts_has_option(subject->mount->options, mg_lex_slice("noexec"));

	(void)word;
	if (errnum == MG_NOT_ASKED)
		return mg_judge_type(subject, false, "a file or a directory", clause);
	if (errnum == EACCES && !is_dir && is_noexec)
		return mg_say(MG_FAIL, clause, "it lies on a mount with noexec (EACCES)");
	if (errnum != 0)
		return mg_say_errno(
			verdict_of_errno(errnum), clause,
			is_dir ? "it cannot be searched: " : "it cannot be executed: ", errnum);
	/* Who asks that of a directory wants to run what is in it. */
	if (is_noexec)
		return mg_say(MG_FAIL, clause,
			      "it lies on a mount with noexec: nothing in it can be executed");
	/* Of a file the kernel has said it. */
	if (is_dir && !subject->mount)
		return mg_say(MG_UNKNOWN, clause,
			      "cannot tell: it can be searched, but this kernel gives no mount ids "
			      "(gVisor does not), so whether it lies on a mount with noexec is not "
			      "known");
	return MG_PASS;
}
