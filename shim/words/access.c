/* SPDX-License-Identifier: MIT */
/* Words about what can be done with a path, from probes that have really tried. Pure. */
#include "theme.h"

#include "text/lex.h"

#include <errno.h>
#include <sys/stat.h>

/* The probe opens no FIFO and no device: an open can already do something there. */
static enum mg_verdict
not_opened(const struct mg_subject *subject, struct mg_buf *clause)
{
	mg_buf_addf(clause, "cannot tell: it is %s, which is not opened", mg_subject_type(subject));
	return MG_UNKNOWN;
}

/* Judges readable and writable. For a socket the probe asks whether it can be connected to: that
 * takes write permission, and a read-only mount does not forbid it. */
static enum mg_verdict
judge_access(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	static const char *const steps[] = {
		[MG_WRITE_OPEN] = "it cannot be written: ",
		[MG_WRITE_WRITE] = "a file can be made in it, but not written: ",
		[MG_WRITE_FSYNC] = "what is written to it does not arrive (fsync): ",
		[MG_WRITE_CLOSE] = "what is written to it does not arrive (close): ",
		[MG_WRITE_UNLINK] = "a file can be made in it, but not removed: ",
	};
	const struct mg_facts *facts = subject->facts;
	bool writes = term->check->needs & MG_NEED_WRITE;
	int errnum = writes			  ? facts->write.err
		     : mg_subject_is_dir(subject) ? facts->listing.err
						  : facts->read_err;

	if (errnum == 0)
		return MG_PASS;
	if (errnum == MG_NOT_ASKED)
		return not_opened(subject, clause);
	if (S_ISSOCK(facts->mode) && errnum == ECONNREFUSED)
		return mg_say(MG_FAIL, clause, "nobody listens on it (ECONNREFUSED)");
	if (S_ISSOCK(facts->mode))
		return mg_say_refusal(clause, "it cannot be connected to: ", errnum);
	if (writes && facts->write.append_only)
		return mg_say(MG_FAIL, clause, "it can only be appended to (chattr +a)");
	return mg_say_refusal(clause,
			      writes ? steps[facts->write.step] : "it cannot be read: ", errnum);
}

static const struct mg_word readable_word = {
	.name = "readable",
	.after = MG_AFTER_MOUNT,
	.needs = MG_NEED_LIST | MG_NEED_READ,
	.needs_access = true,
	.judge = judge_access,
	.help = "it can be read: a directory listed, a byte of a file read",
};

static const struct mg_word writable_word = {
	.name = "writable",
	.argument = MG_ARGUMENT_SYNC,
	.argument_syntax = "[=sync]",
	.after = MG_AFTER_CONTENT,
	.against = "readonly",
	.needs = MG_NEED_WRITE,
	.needs_access = true,
	.judge = judge_access,
	.help = "it can be written: a file is made, written and gone again; sync waits for "
		"the disk",
};

static enum mg_verdict
judge_readonly(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_write *write = &subject->facts->write;
	bool is_socket = S_ISSOCK(subject->facts->mode);

	(void)term;
	if (write->err == MG_NOT_ASKED)
		return not_opened(subject, clause);
	if (write->err == 0)
		return mg_say(MG_FAIL, clause,
			      is_socket ? "it is a socket that can be connected to"
					: "it can be written");
	if (write->err == ECONNREFUSED && is_socket)
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

static const struct mg_word readonly_word = {
	.name = "readonly",
	.after = MG_AFTER_CONTENT,
	.against = "writable",
	.needs = MG_NEED_WRITE,
	.judge = judge_readonly,
	.help = "it cannot be written",
};

static enum mg_verdict
judge_executable(const struct mg_subject *subject, const struct mg_term *term,
		 struct mg_buf *clause)
{
	int errnum = subject->facts->execute_err;
	bool is_dir = mg_subject_is_dir(subject);
	bool is_noexec = subject->mount &&
			 mg_mounts_has_option(subject->mount->options, mg_lex_slice("noexec"));

	(void)term;
	if (errnum == MG_NOT_ASKED)
		return not_opened(subject, clause);
	if (errnum == EACCES && !is_dir && is_noexec)
		return mg_say(MG_FAIL, clause, "it lies on a mount with noexec (EACCES)");
	if (errnum != 0)
		return mg_say_refusal(
			clause,
			is_dir ? "it cannot be searched: " : "it cannot be executed: ", errnum);
	/* A user who asks this of a directory wants to run what is in it. */
	if (is_noexec)
		return mg_say(MG_FAIL, clause,
			      "it lies on a mount with noexec: nothing in it can be executed");
	/* The kernel has answered for a file. For a directory only the mount's options tell. */
	if (is_dir && !subject->mount)
		return mg_say(MG_UNKNOWN, clause,
			      "cannot tell: it can be searched, but " MG_NO_MOUNT_IDS
			      ", so whether it lies on a mount with noexec is not known");
	return MG_PASS;
}

static const struct mg_word executable_word = {
	.name = "executable",
	.types = MG_TYPE_FILE | MG_TYPE_DIR,
	.after = MG_AFTER_CONTENT,
	.needs = MG_NEED_EXECUTE,
	.needs_access = true,
	.judge = judge_executable,
	.help = "a file may be executed; a directory may be searched; neither on a mount "
		"with noexec",
};

const struct mg_word *const mg_theme_access[] = {
	&readable_word, &writable_word, &readonly_word, &executable_word, NULL,
};
