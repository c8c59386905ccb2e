/* SPDX-License-Identifier: MIT */
/* Words about what is there: its type and its content. Pure. */
#include "theme.h"

#include "text/err.h"
#include "text/quote.h"

#include <errno.h>

static enum mg_verdict
judge_absent(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_facts *facts = subject->facts;

	(void)term;
	if (facts->walk_err == 0) {
		mg_buf_addf(clause, "there is %s", mg_subject_type(subject));
		return MG_FAIL;
	}
	/* A symbolic link that leads nowhere passes, too: links are followed. */
	if (facts->walk_err == ENOENT || facts->walk_err == ENOTDIR)
		return MG_PASS;
	return mg_say_errno(MG_UNKNOWN, clause, "cannot tell: ", facts->walk_err);
}

static const struct mg_word absent_word = {
	.name = "absent",
	.is_absence = true,
	.judge = judge_absent,
	.help = "nothing is there",
};

/* For a word that only names a type: mg_word_judge() has compared .types already. */
static enum mg_verdict
judge_type(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	(void)subject;
	(void)term;
	(void)clause;
	return MG_PASS;
}

/* A directory in place of a file, socket or device is listed: an engine makes an empty one where
 * the source is missing. */

static const struct mg_word file_word = {
	.name = "file",
	.types = MG_TYPE_FILE,
	.needs = MG_NEED_LIST | MG_NEED_FILE,
	.judge = judge_type,
	.help = "it is a file; an empty directory is named as the stand-in for a missing host file",
};

static const struct mg_word dir_word = {
	.name = "dir",
	.types = MG_TYPE_DIR,
	.judge = judge_type,
	.help = "it is a directory",
};

static const struct mg_word socket_word = {
	.name = "socket",
	.types = MG_TYPE_SOCKET,
	.needs = MG_NEED_LIST,
	.judge = judge_type,
	.help = "it is a socket",
};

static const struct mg_word device_word = {
	.name = "device",
	.types = MG_TYPE_DEVICE,
	.needs = MG_NEED_LIST,
	.judge = judge_type,
	.help = "it is a block or character device",
};

/* Pass if the directory was listed. */
static enum mg_verdict
judge_listing(const struct mg_subject *subject, struct mg_buf *clause)
{
	int errnum = subject->facts->listing.err;

	if (errnum == 0)
		return MG_PASS;
	if (mg_errnum_is_broken(errnum))
		return mg_say_errno(MG_FAIL, clause, "its entries cannot be listed: ", errnum);
	return mg_say_errno(MG_UNKNOWN, clause, "cannot tell what it holds: ", errnum);
}

/* Whether some of the "mount points" may be content. Without mount ids a mount point is only a name
 * in the mount table, and covered mounts have a line there, too. */
static bool
may_hold_more(const struct mg_subject *subject)
{
	return subject->is_unlocated && subject->facts->listing.mount_points > 0;
}

static enum mg_verdict
judge_nonempty(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_facts *facts = subject->facts;
	enum mg_verdict listed;

	(void)term;
	if (mg_subject_is_file(subject)) {
		if (facts->size > 0)
			return MG_PASS;
		return mg_say(MG_FAIL, clause, "the file is empty (0 bytes)");
	}
	listed = judge_listing(subject, clause);
	if (listed != MG_PASS || facts->listing.has_own)
		return listed;
	if (may_hold_more(subject))
		return mg_say(MG_UNKNOWN, clause,
			      "cannot tell: it holds nothing but what may be mount points, "
			      "and " MG_NO_MOUNT_IDS);
	if (facts->is_mount_root)
		mg_buf_add(clause, "mounted, but ");
	mg_subject_add_nothing(subject, clause);
	return MG_FAIL;
}

static const struct mg_word nonempty_word = {
	.name = "nonempty",
	.types = MG_TYPE_FILE | MG_TYPE_DIR,
	.after = MG_AFTER_MOUNT " readable",
	.against = "empty",
	.needs = MG_NEED_LIST,
	.needs_access = true,
	.judge = judge_nonempty,
	.help = "a file has bytes; a directory has an entry besides mount points, empty "
		"directories and lost+found",
};

/* A directory that holds only empty directories fails both empty and nonempty. */
static enum mg_verdict
judge_empty(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_facts *facts = subject->facts;
	enum mg_verdict listed;

	(void)term;
	if (mg_subject_is_file(subject)) {
		if (facts->size == 0)
			return MG_PASS;
		mg_buf_addf(clause, "the file has %llu byte%s", (unsigned long long)facts->size,
			    facts->size == 1 ? "" : "s");
		return MG_FAIL;
	}
	listed = judge_listing(subject, clause);
	if (listed != MG_PASS)
		return listed;
	if (facts->listing.has_own || facts->listing.has_reserved ||
	    facts->listing.empty_dirs > 0) {
		mg_subject_add_something(subject, clause);
		return MG_FAIL;
	}
	if (may_hold_more(subject))
		return mg_say(MG_UNKNOWN, clause,
			      "cannot tell: what it holds may be mount points, "
			      "and " MG_NO_MOUNT_IDS);
	return MG_PASS;
}

static const struct mg_word empty_word = {
	.name = "empty",
	.types = MG_TYPE_FILE | MG_TYPE_DIR,
	.after = MG_AFTER_MOUNT " readable",
	.against = "nonempty",
	.needs = MG_NEED_LIST,
	.judge = judge_empty,
	.help = "a file has no bytes; a directory has nothing at all besides mount points "
		"and lost+found",
};

static enum mg_verdict
judge_has(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	enum mg_verdict listed = judge_listing(subject, clause);

	if (listed != MG_PASS || subject->facts->listing.globs_matched[term->glob])
		return listed;
	mg_buf_add(clause, "nothing in it matches ");
	mg_quote_add(clause, term->argument);
	return MG_FAIL;
}

static const struct mg_word has_word = {
	.name = "has",
	.argument = MG_ARGUMENT_ENTRY,
	.argument_syntax = "=GLOB",
	.types = MG_TYPE_DIR,
	.after = MG_AFTER_MOUNT " readable",
	.needs = MG_NEED_LIST,
	.needs_access = true,
	.judge = judge_has,
	.help = "the directory has an entry that matches",
};

const struct mg_word *const mg_theme_object[] = {
	&absent_word,	&file_word,  &dir_word, &socket_word, &device_word,
	&nonempty_word, &empty_word, &has_word, NULL,
};
