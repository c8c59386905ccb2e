/* SPDX-License-Identifier: MIT */
/* Judgements on what is there: type and content. Pure: judges facts, and never asks the kernel. */
#include "judge.h"

#include "text/errnum.h"
#include "text/quote.h"

#include <errno.h>
#include <sys/stat.h>

enum mg_verdict
mg_say(enum mg_verdict verdict, struct mg_buf *clause, const char *text)
{
	mg_buf_add(clause, text);
	return verdict;
}

enum mg_verdict
mg_say_errno(enum mg_verdict verdict, struct mg_buf *clause, const char *text, int errnum)
{
	mg_buf_add(clause, text);
	mg_errnum_add(clause, errnum);
	return verdict;
}

enum mg_verdict
mg_judge_absent(const struct mg_subject *subject, const struct mg_term *word, struct mg_buf *clause)
{
	const struct mg_facts *facts = subject->facts;

	(void)word;
	if (facts->walk_err == 0) {
		mg_buf_addf(clause, "there is %s", mg_subject_type(subject));
		return MG_FAIL;
	}
	if (facts->walk_err == ENOENT || facts->walk_err == ENOTDIR)
		return MG_PASS; /* also where a symbolic link leads nowhere: links are followed */
	return mg_say_errno(MG_UNKNOWN, clause, "cannot tell: ", facts->walk_err);
}

enum mg_verdict
mg_judge_type(const struct mg_subject *subject, bool holds, const char *wanted,
	      struct mg_buf *clause)
{
	if (holds)
		return MG_PASS;
	mg_buf_addf(clause, "it is %s, not %s", mg_subject_type(subject), wanted);
	return MG_FAIL;
}

/* Of a thing that is no directory. Where the host has none, some engines make a directory, empty,
 * and mount that. */
static enum mg_verdict
judge_thing(const struct mg_subject *subject, bool holds, const char *name, struct mg_buf *clause)
{
	const struct mg_listing *listing = &subject->facts->listing;
	bool is_empty_dir = mg_subject_is_dir(subject) && listing->err == 0 && !listing->has_own;

	if (!is_empty_dir || holds) {
		MG_CLEANUP(mg_buf_release) struct mg_buf wanted = { 0 };

		mg_buf_addf(&wanted, "a %s", name);
		return mg_judge_type(subject, holds, mg_buf_text(&wanted), clause);
	}
	mg_buf_addf(clause, "it is an empty directory, not a %s", name);
	/* In a pod the advice says who makes it: the kubelet or the engine, and of what. */
	if (subject->facts->is_mount_root && !mg_backing_is_in_pod(&subject->backing))
		mg_buf_addf(clause, ": some engines make one in place of a host %s that is missing",
			    name);
	return MG_FAIL;
}

enum mg_verdict
mg_judge_file(const struct mg_subject *subject, const struct mg_term *word, struct mg_buf *clause)
{
	(void)word;
	return judge_thing(subject, mg_subject_is_file(subject), "file", clause);
}

enum mg_verdict
mg_judge_dir(const struct mg_subject *subject, const struct mg_term *word, struct mg_buf *clause)
{
	(void)word;
	return mg_judge_type(subject, mg_subject_is_dir(subject), "a directory", clause);
}

enum mg_verdict
mg_judge_socket(const struct mg_subject *subject, const struct mg_term *word, struct mg_buf *clause)
{
	(void)word;
	return judge_thing(subject, S_ISSOCK(subject->facts->mode), "socket", clause);
}

enum mg_verdict
mg_judge_device(const struct mg_subject *subject, const struct mg_term *word, struct mg_buf *clause)
{
	unsigned mode = subject->facts->mode;

	(void)word;
	return judge_thing(subject, S_ISBLK(mode) || S_ISCHR(mode), "device", clause);
}

/* A pass: the listing is there to be judged. */
static enum mg_verdict
listing_is_known(const struct mg_subject *subject, struct mg_buf *clause)
{
	int errnum = subject->facts->listing.err;

	if (errnum == 0)
		return MG_PASS;
	if (mg_errnum_is_broken(errnum))
		return mg_say_errno(MG_FAIL, clause, "its entries cannot be listed: ", errnum);
	return mg_say_errno(MG_UNKNOWN, clause, "cannot tell what it holds: ",
			    errnum == MG_NOT_ASKED ? ENOSYS : errnum);
}

/* Whether what is not counted as content may be some: without mount ids the names of the table are
 * all there is, and a mount that is covered has one, too. */
static bool
may_hold_more(const struct mg_subject *subject)
{
	return subject->is_unlocated && subject->facts->listing.mount_points > 0;
}

enum mg_verdict
mg_judge_nonempty(const struct mg_subject *subject, const struct mg_term *word,
		  struct mg_buf *clause)
{
	const struct mg_facts *facts = subject->facts;
	enum mg_verdict known;

	(void)word;
	if (mg_subject_is_file(subject)) {
		if (facts->size > 0)
			return MG_PASS;
		return mg_say(MG_FAIL, clause, "the file is empty (0 bytes)");
	}
	if (!mg_subject_is_dir(subject))
		return mg_judge_type(subject, false, "a file or a directory", clause);
	known = listing_is_known(subject, clause);
	if (known != MG_PASS || facts->listing.has_own)
		return known;
	if (may_hold_more(subject))
		return mg_say(MG_UNKNOWN, clause,
			      "cannot tell: it holds nothing but what may be mount points, and "
			      "this kernel gives no mount ids (gVisor does not)");
	if (facts->is_mount_root)
		mg_buf_add(clause, "mounted, but ");
	mg_subject_add_nothing(subject, clause);
	return MG_FAIL;
}

enum mg_verdict
mg_judge_empty(const struct mg_subject *subject, const struct mg_term *word, struct mg_buf *clause)
{
	const struct mg_facts *facts = subject->facts;
	enum mg_verdict known;

	(void)word;
	if (mg_subject_is_file(subject)) {
		if (facts->size == 0)
			return MG_PASS;
		mg_buf_addf(clause, "the file has %llu byte%s", (unsigned long long)facts->size,
			    facts->size == 1 ? "" : "s");
		return MG_FAIL;
	}
	if (!mg_subject_is_dir(subject))
		return mg_judge_type(subject, false, "a file or a directory", clause);
	known = listing_is_known(subject, clause);
	if (known != MG_PASS)
		return known;
	/* Not simply the opposite of nonempty: an empty directory is not nothing. */
	if (!facts->listing.has_own && !facts->listing.has_reserved &&
	    facts->listing.empty_dirs == 0) {
		if (!may_hold_more(subject))
			return MG_PASS;
		return mg_say(
			MG_UNKNOWN, clause,
			"cannot tell: what it holds may be mount points, and this kernel gives "
			"no mount ids (gVisor does not)");
	}
	mg_subject_add_something(subject, clause);
	return MG_FAIL;
}

enum mg_verdict
mg_judge_has(const struct mg_subject *subject, const struct mg_term *word, struct mg_buf *clause)
{
	enum mg_verdict known;

	if (!mg_subject_is_dir(subject))
		return mg_judge_type(subject, false, "a directory", clause);
	known = listing_is_known(subject, clause);
	if (known != MG_PASS || subject->facts->listing.globs_matched[word->glob])
		return known;
	mg_buf_add(clause, "nothing in it matches ");
	mg_quote_add(clause, word->argument);
	return MG_FAIL;
}
