/* SPDX-License-Identifier: MIT */
/* The vocabulary: the list of its themes, and what can be asked of their rows. Pure. */
#include "words/vocabulary.h"

#include "text/err.h"
#include "text/lex.h"
#include "theme.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* These words judge nothing: they change how a failure of other words counts. */

static const struct mg_word warn_word = {
	.name = "warn",
	.help = "a failure here is reported, and does not keep the command from starting",
};

static const struct mg_word optional_word = {
	.name = "optional",
	.against = "exists",
	.help = "no finding where the path does not exist",
};

static const struct mg_word *const theme_modifiers[] = { &warn_word, &optional_word, NULL };

/* In the order of --list-words and of the README. */
static const struct mg_word *const *const themes[] = {
	mg_theme_always + MG_ALWAYS_EXISTS, /* the rows before it are no words */
	mg_theme_object,
	mg_theme_mount,
	mg_theme_access,
	mg_theme_rights,
	mg_theme_content,
	theme_modifiers,
};

const struct mg_word *
mg_word_at(size_t index)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(themes); i++)
		for (const struct mg_word *const *row = themes[i]; *row; row++)
			if (index-- == 0)
				return *row;
	return NULL;
}

size_t
mg_word_count(void)
{
	size_t count = 0;

	while (mg_word_at(count))
		count++;
	return count;
}

const char *
mg_word_name_at(size_t index)
{
	const struct mg_word *word = mg_word_at(index);

	return word ? word->name : NULL;
}

const struct mg_word *
mg_word_by_name(struct mg_slice name)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(themes); i++)
		for (const struct mg_word *const *row = themes[i]; *row; row++)
			if (mg_lex_equal(name, (*row)->name))
				return *row;
	return NULL;
}

/* Whether the columns of one rule out the other. The caller asks in both directions. */
static bool
rules_out(const struct mg_word *one, const struct mg_word *other)
{
	return (one->is_absence && !other->is_absence && other->judge) ||
	       (one->types && other->types && !(one->types & other->types)) ||
	       mg_lex_lists(one->against, other->name);
}

bool
mg_term_contradicts(const struct mg_term *one, const struct mg_term *other, struct mg_buf *why)
{
	const struct mg_word *first = one->check, *second = other->check;
	/* fstype=!NAME names no single value: a path can satisfy two of them. */
	bool are_values = one->argument && other->argument && *one->argument != '!' &&
			  *other->argument != '!';

	if (first == second && first->is_unique && are_values &&
	    strcmp(one->argument, other->argument) != 0)
		mg_buf_addf(why, "%s is given twice", first->name);
	else if (rules_out(first, second) || rules_out(second, first))
		mg_buf_addf(why, "%s and %s cannot both hold", first->name, second->name);
	else
		return false;
	return true;
}

/* Pass if the path is of one of the types; else add "it is a directory, not a file". Of an empty
 * directory say that some engines make and mount one where the source of a bind is missing. */
static enum mg_verdict
judge_types(const struct mg_subject *subject, unsigned types, struct mg_buf *clause)
{
	static const struct {
		unsigned format;
		enum mg_type type;
		const char *noun;
	} rows[] = {
		{ S_IFREG, MG_TYPE_FILE, "file" },	{ S_IFDIR, MG_TYPE_DIR, "directory" },
		{ S_IFSOCK, MG_TYPE_SOCKET, "socket" }, { S_IFBLK, MG_TYPE_DEVICE, "device" },
		{ S_IFCHR, MG_TYPE_DEVICE, NULL },
	};
	const struct mg_facts *facts = subject->facts;
	bool is_empty_dir =
		mg_subject_is_dir(subject) && facts->listing.err == 0 && !facts->listing.has_own;
	const char *noun = NULL;

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++)
		if (types & rows[i].type && (facts->mode & S_IFMT) == rows[i].format)
			return MG_PASS;
	mg_buf_addf(clause, "it is %s, not ",
		    is_empty_dir ? "an empty directory" : mg_subject_type(subject));
	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		if (!(types & rows[i].type) || !rows[i].noun)
			continue;
		mg_buf_addf(clause, noun ? " or a %s" : "a %s", rows[i].noun);
		noun = rows[i].noun;
	}
	/* In a pod the advice names the maker: the kubelet or the engine. */
	if (is_empty_dir && facts->is_mount_root && !mg_backing_is_in_pod(&subject->backing))
		mg_buf_addf(clause, ": some engines make one in place of a host %s that is missing",
			    noun);
	return MG_FAIL;
}

enum mg_verdict
mg_word_judge(const struct mg_word *check, const struct mg_subject *subject,
	      const struct mg_term *term, struct mg_buf *clause)
{
	if (check->needs_mount && !subject->mount)
		return mg_say(MG_UNKNOWN, clause,
			      "cannot tell: " MG_NO_MOUNT_IDS ", so what it lies on is not known");
	if (check->types && judge_types(subject, check->types, clause) != MG_PASS)
		return MG_FAIL;
	return check->judge(subject, term, clause);
}

int
mg_word_errno(const struct mg_word *check, const struct mg_facts *facts)
{
	const int errnums[] = {
		facts->walk_err,
		facts->stat_err,
		check->needs & MG_NEED_LIST ? facts->listing.err : 0,
		check->needs & MG_NEED_READ ? facts->read_err : 0,
		check->needs & MG_NEED_EXECUTE ? facts->execute_err : 0,
		check->needs & MG_NEED_WRITE ? facts->write.err : 0,
		check->needs & MG_NEED_SPACE ? facts->space.err : 0,
		check->needs & MG_NEED_LOCK ? facts->lock.err : 0,
		check->needs & (MG_NEED_SHA256 | MG_NEED_SAME) ? facts->content.err : 0,
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(errnums); i++)
		if (errnums[i] > 0)
			return errnums[i];
	return 0;
}

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
	mg_errnum_add(clause, errnum == MG_NOT_ASKED ? ENOSYS : errnum);
	return verdict;
}

enum mg_verdict
mg_say_refusal(struct mg_buf *clause, const char *text, int errnum)
{
	bool is_ours = errnum == MG_NOT_ASKED || mg_errnum_is_ours(errnum);

	return mg_say_errno(is_ours ? MG_UNKNOWN : MG_FAIL, clause, text, errnum);
}
