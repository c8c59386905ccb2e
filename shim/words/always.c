/* SPDX-License-Identifier: MIT */
/* What every expectation implies: the storage answers, the mount is live, the path exists. Pure. */
#include "words/vocabulary.h"

#include "text/err.h"
#include "text/path.h"
#include "text/quote.h"
#include "theme.h"

#include <errno.h>
#include <string.h>

/* A longer name is not repeated in the first line of a finding: escapes make it up to four times as
 * long. */
#define LONG_BYTES 40

/* What the child was doing. */
static const char *const stages[] = {
	[MG_STAGE_NONE] = "looking it up",
	[MG_STAGE_WALK] = "looking it up",
	[MG_STAGE_STAT] = "asking for its type and size",
	[MG_STAGE_LIST] = "listing it",
	[MG_STAGE_READ] = "reading it",
	[MG_STAGE_OTHER] = "reading what it is compared with",
	[MG_STAGE_EXECUTE] = "asking whether it may be executed",
	[MG_STAGE_WRITE] = "writing to it",
	[MG_STAGE_LOCK] = "locking it",
	[MG_STAGE_NEAR] = "ending the probe",
	[MG_STAGE_DONE] = "ending the probe",
};

static enum mg_verdict
judge_answer(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_facts *facts = subject->facts;

	(void)term;
	switch (facts->answer) {
	case MG_ANSWER_GIVEN:
		return MG_PASS;
	case MG_ANSWER_LATE:
		mg_buf_add(clause, "the storage gave no answer within ");
		mg_buf_add_duration(clause, subject->timeout_ms);
		mg_buf_addf(clause, " (%s)", stages[facts->stage]);
		return MG_FAIL;
	case MG_ANSWER_SPARED:
		return mg_say(MG_FAIL, clause,
			      "it lies on storage that gave no answer for another path, and was "
			      "not asked");
	case MG_ANSWER_DIED:
		mg_buf_addf(clause, "the probe ended while %s", stages[facts->stage]);
		return MG_UNKNOWN;
	case MG_ANSWER_INVALID:
		return mg_say(MG_UNKNOWN, clause,
			      "what the probe said of it cannot be, and was not believed");
	case MG_ANSWER_NONE:
		break;
	}
	return mg_say(MG_UNKNOWN, clause, "it was not looked at");
}

static const struct mg_word answer_word = {
	.name = "answer",
	.judge = judge_answer,
	.help = "the storage answers within --timeout",
};

/* Add what is gone, and how. Of a subPath name only the file: the kubelet made its directories. */
static void
add_stale_source(const struct mg_subject *subject, struct mg_buf *clause)
{
	const struct mg_mount *mount = subject->mount;
	bool is_config = MG_KIND_BIT(subject->backing.kind) & MG_KINDS_CONFIG;
	const char *file =
		is_config && mg_backing_is_subpath(mount) ? strrchr(mount->root, '/') : NULL;

	if (file) {
		mg_quote_add_short(clause, file + 1);
		mg_buf_addf(clause, " of the %s was replaced", mg_backing_noun(&subject->backing));
		return;
	}
	mg_quote_add_short(clause, mount->root);
	mg_buf_addf(clause, " was deleted or replaced on the %s",
		    mg_backing_is_in_pod(&subject->backing) ? "node" : "host");
}

/* Pass if the path lies on a mount of the table whose source was not deleted since. */
static enum mg_verdict
judge_live(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_mount *mount = subject->mount;

	(void)term;
	if (!mount && subject->is_unlocated)
		return MG_PASS;
	if (!mount)
		return mg_say(MG_UNKNOWN, clause,
			      "the kernel did not say which mount of the mount table it lies on");
	if (!mount->stale)
		return MG_PASS;
	mg_buf_add(clause, "stale mount: ");
	add_stale_source(subject, clause);
	mg_buf_add(clause, " after it was mounted");
	if (strcmp(mount->target, subject->facts->resolved) != 0) {
		mg_buf_add(clause, " at ");
		mg_quote_add_short(clause, mount->target);
	}
	return MG_FAIL;
}

static const struct mg_word live_word = {
	.name = "live",
	.judge = judge_live,
	.help = "what is mounted was not deleted or replaced on the host",
};

static enum mg_verdict
judge_exists(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_facts *facts = subject->facts;
	int errnum = facts->walk_err ? facts->walk_err : facts->stat_err;
	/* A barred way fails a word about access. Any other word cannot tell. */
	enum mg_verdict barred = term->check->needs_access ? MG_FAIL : MG_UNKNOWN;
	MG_CLEANUP(mg_buf_release) struct mg_buf target = { 0 };

	if (errnum == 0)
		return MG_PASS;
	if (errnum == ENOENT && facts->is_link) {
		mg_buf_add(clause, "by a symbolic link it leads to ");
		mg_path_add_absolute(&target, facts->resolved, facts->missing);
		mg_quote_add(clause, mg_buf_text(&target));
		return mg_say(MG_FAIL, clause, ", which does not exist (ENOENT)");
	}
	if (errnum == EACCES && facts->missing[0] == '\0')
		return mg_say_errno(barred, clause, "it cannot be looked at: ", errnum);
	if (errnum == EACCES) {
		mg_buf_add(clause, "it cannot be reached: no search permission in ");
		/* The line "found" names the directory, too. */
		if (strlen(facts->resolved) > LONG_BYTES)
			mg_buf_add(clause, "a directory on the way");
		else
			mg_quote_add(clause, facts->resolved);
		return mg_say(barred, clause, " (EACCES)");
	}
	mg_errnum_add(clause, errnum);
	return mg_errnum_is_missing(errnum) || mg_errnum_is_broken(errnum) ? MG_FAIL : MG_UNKNOWN;
}

/* Also a word of the vocabulary, which users may write. */
static const struct mg_word exists_word = {
	.name = "exists",
	.judge = judge_exists,
	.help = "something is there (implied by every word but absent and optional)",
};

const struct mg_word *const mg_theme_always[] = {
	[MG_ALWAYS_ANSWER] = &answer_word,
	[MG_ALWAYS_LIVE] = &live_word,
	[MG_ALWAYS_EXISTS] = &exists_word,
	NULL,
};

const struct mg_word *
mg_always_at(size_t index)
{
	return index <= MG_ALWAYS_EXISTS ? mg_theme_always[index] : NULL;
}
