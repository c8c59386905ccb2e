/* SPDX-License-Identifier: MIT */
/* Judgements on what backs a path: its mount, and the kind of storage. Pure. */
#include "judge.h"

#include "text/glob.h"
#include "text/lex.h"
#include "text/quote.h"

#include <string.h>

/* More missing options than this are counted, not named. */
#define OPTIONS_SHOWN 2

/* Adds "tmpfs" or "an anonymous volume"-like kind names and decides whether it is one of those
 * wanted. */
enum mg_verdict
mg_judge_kind(const struct mg_subject *subject, const struct mg_term *word, struct mg_buf *clause)
{
	enum mg_kind kind = subject->backing.kind;

	if (word->kinds & subject->backing.accepts)
		return MG_PASS;
	if (kind == MG_KIND_UNKNOWN)
		return mg_say(MG_UNKNOWN, clause, "cannot tell what kind of storage it lies on");
	if (word->kinds == 1U << MG_KIND_IMAGE) {
		mg_buf_addf(clause, "it does not come from the image, but from a mount (%s)",
			    mg_kind_name(kind));
		return MG_FAIL;
	}
	mg_buf_addf(clause, "it lies on storage of kind %s, not ", mg_kind_name(kind));
	mg_quote_add(clause, word->argument);
	return MG_FAIL;
}

enum mg_verdict
mg_judge_mount(const struct mg_subject *subject, const struct mg_term *word, struct mg_buf *clause)
{
	const struct mg_listing *listing = &subject->facts->listing;

	if (subject->facts->is_mount_root)
		return word->argument ? mg_judge_kind(subject, word, clause) : MG_PASS;
	mg_buf_add(clause, "nothing is mounted here");
	if (mg_subject_is_dir(subject) && listing->err == 0 && !listing->has_own) {
		mg_buf_add(clause, ", and ");
		mg_subject_add_nothing(subject, clause);
	}
	return MG_FAIL;
}

/* Why what is written there does not outlive the container; NULL: its kind says it all. */
static const char *
why_not_lasting(const struct mg_subject *subject)
{
	static const char *const reasons[MG_KIND_COUNT] = {
		[MG_KIND_IMAGE] = "what is written here goes into the container's own layer",
		[MG_KIND_ANONYMOUS] = "it is an anonymous volume, made new with each container",
		[MG_KIND_TMPFS] = "it is a tmpfs, which lives in memory",
		[MG_KIND_EMPTYDIR] = "it is an emptyDir, which goes with its pod",
		[MG_KIND_UNKNOWN] =
			"it is an overlay of the engine's, whose changes go with the container",
	};
	const struct mg_backing *backing = &subject->backing;

	if (backing->kind == MG_KIND_IMAGE && strcmp(subject->mount->target, "/") != 0)
		return "it is an image that is mounted, and goes with the container";
	if (reasons[backing->kind])
		return reasons[backing->kind];
	if (backing->is_own)
		return "it is the engine's own file, which goes with the container";
	if (strcmp(subject->mount->fstype, "overlay") == 0)
		return "it is a temporary overlay (:O), whose changes go with the container";
	if (backing->kind != MG_KIND_SECRET && backing->in_memory)
		return "what is mounted here lies on a tmpfs, which lives in memory";
	return NULL;
}

enum mg_verdict
mg_judge_persistent(const struct mg_subject *subject, const struct mg_term *word,
		    struct mg_buf *clause)
{
	const char *reason;

	(void)word;
	switch (subject->backing.lasting) {
	case MG_LASTING_YES:
		return MG_PASS;
	case MG_LASTING_UNKNOWN:
		return mg_say(MG_UNKNOWN, clause, "cannot tell what kind of storage it lies on");
	case MG_LASTING_NO:
		break;
	}
	reason = why_not_lasting(subject);
	if (reason)
		return mg_say(MG_FAIL, clause, reason);
	mg_buf_addf(clause, "storage of kind %s does not outlive the container",
		    mg_kind_name(subject->backing.kind));
	return MG_FAIL;
}

static bool
is_named(const char *names, const char *name)
{
	struct mg_slice rest = mg_lex_slice(names), piece;

	while (mg_lex_piece(&rest, '|', &piece))
		if (mg_lex_equal(piece, name))
			return true;
	return false;
}

enum mg_verdict
mg_judge_fstype(const struct mg_subject *subject, const struct mg_term *word, struct mg_buf *clause)
{
	bool negated = word->argument[0] == '!';
	const char *fstype = subject->mount->fstype;

	if (is_named(word->argument + negated, fstype) != negated)
		return MG_PASS;
	mg_buf_add(clause, "its file system is of type ");
	mg_quote_add(clause, fstype);
	return MG_FAIL;
}

enum mg_verdict
mg_judge_source(const struct mg_subject *subject, const struct mg_term *word, struct mg_buf *clause)
{
	const struct mg_mount *mount = subject->mount;
	struct mg_buf name = { 0 };
	bool matches;

	mg_buf_add_bytes(&name, subject->backing.name.text, subject->backing.name.len);
	matches = mg_glob_matches(word->argument, mount->source) ||
		  mg_glob_matches(word->argument, mount->root) ||
		  (name.len > 0 && mg_glob_matches(word->argument, mg_buf_text(&name)));
	mg_buf_release(&name);
	if (matches)
		return MG_PASS;
	mg_buf_add(clause, "its source is ");
	mg_quote_add_short(clause, mount->source);
	mg_buf_add(clause, ", its root there ");
	mg_quote_add_short(clause, mount->root);
	return MG_FAIL;
}

/* "rw" holds only when neither the mount nor its file system is read-only. */
static bool
has_option(const struct mg_mount *mount, struct mg_slice option)
{
	if (mg_lex_equal(option, "rw"))
		return !mg_backing_is_readonly(mount);
	return mg_mounts_has_option(mount->options, option) ||
	       mg_mounts_has_option(mount->super_options, option);
}

enum mg_verdict
mg_judge_opts(const struct mg_subject *subject, const struct mg_term *word, struct mg_buf *clause)
{
	const struct mg_mount *mount = subject->mount;
	struct mg_slice rest = mg_lex_slice(word->argument), option;
	unsigned missing = 0;

	while (mg_lex_piece(&rest, '+', &option)) {
		if (has_option(mount, option))
			continue;
		if (missing < OPTIONS_SHOWN && option.len <= MG_QUOTE_SHORT_BYTES) {
			mg_buf_add(clause, missing > 0 ? ", " : "not set: ");
			mg_quote_add_slice(clause, option);
		}
		missing++;
	}
	if (missing == 0)
		return MG_PASS;
	if (missing > OPTIONS_SHOWN || clause->len == 0)
		mg_buf_addf(clause, "%s%u not set in all", clause->len > 0 ? ", " : "", missing);
	mg_buf_add(clause, "; set are on the mount ");
	mg_quote_add_short(clause, mount->options);
	mg_buf_add(clause, ", on its file system ");
	mg_quote_add_short(clause, mount->super_options);
	return MG_FAIL;
}
