/* SPDX-License-Identifier: MIT */
/* Words about what backs a path: its mount, and the kind of storage. Pure. */
#include "theme.h"

#include "text/glob.h"
#include "text/lex.h"
#include "text/quote.h"

#include <string.h>

/* opts= names this many of the wrong options, and counts the rest. */
#define OPTIONS_SHOWN 2

/* Pass if the mount may be of one of the kinds in the argument. */
static enum mg_verdict
judge_kind(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	enum mg_kind kind = subject->backing.kind;

	if (term->kinds & subject->backing.accepts)
		return MG_PASS;
	if (kind == MG_KIND_UNKNOWN)
		return mg_say(MG_UNKNOWN, clause, "cannot tell what kind of storage it lies on");
	if (term->kinds == 1U << MG_KIND_IMAGE) {
		mg_buf_addf(clause, "it does not come from the image, but from a mount (%s)",
			    mg_kind_name(kind));
		return MG_FAIL;
	}
	mg_buf_addf(clause, "it lies on storage of kind %s, not ", mg_kind_name(kind));
	mg_quote_add(clause, term->argument);
	return MG_FAIL;
}

static const struct mg_word on_word = {
	.name = "on",
	.argument = MG_ARGUMENT_KINDS,
	.argument_syntax = "=KIND[|KIND]",
	.after = "mount",
	.is_unique = true,
	.needs_mount = true,
	.judge = judge_kind,
	.help = "the mount that the path lies on is of that kind",
};

static enum mg_verdict
judge_mount(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_listing *listing = &subject->facts->listing;

	if (subject->facts->is_mount_root)
		return term->argument ? judge_kind(subject, term, clause) : MG_PASS;
	mg_buf_add(clause, "nothing is mounted here");
	if (mg_subject_is_dir(subject) && listing->err == 0 && !listing->has_own) {
		mg_buf_add(clause, ", and ");
		mg_subject_add_nothing(subject, clause);
	}
	return MG_FAIL;
}

static const struct mg_word mount_word = {
	.name = "mount",
	.argument = MG_ARGUMENT_KINDS,
	.argument_syntax = "[=KIND[|KIND]]",
	.needs = MG_NEED_LIST, /* to tell what lies there instead */
	.is_unique = true,
	.needs_mount = true,
	.judge = judge_mount,
	.help = "it is the root of a visible mount of its own, and of that kind",
};

/* Why data does not outlive the container there, or NULL if the kind says it all. */
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
	if (backing->is_in_layer)
		return "what is mounted here is a directory of the container's own layer";
	if (strcmp(subject->mount->fstype, "overlay") == 0)
		return "it is a temporary overlay (:O), whose changes go with the container";
	if (backing->kind != MG_KIND_SECRET && backing->in_memory)
		return "what is mounted here lies on a tmpfs, which lives in memory";
	return NULL;
}

static enum mg_verdict
judge_persistent(const struct mg_subject *subject, const struct mg_term *term,
		 struct mg_buf *clause)
{
	const char *reason;

	(void)term;
	if (subject->backing.lasting == MG_LASTING_YES)
		return MG_PASS;
	if (subject->backing.lasting == MG_LASTING_UNKNOWN)
		return mg_say(MG_UNKNOWN, clause, "cannot tell what kind of storage it lies on");
	reason = why_not_lasting(subject);
	if (reason)
		return mg_say(MG_FAIL, clause, reason);
	mg_buf_addf(clause, "storage of kind %s does not outlive the container",
		    mg_kind_name(subject->backing.kind));
	return MG_FAIL;
}

static const struct mg_word persistent_word = {
	.name = "persistent",
	.after = "mount",
	.needs_mount = true,
	.judge = judge_persistent,
	.help = "what is written here outlives the container",
};

static enum mg_verdict
judge_fstype(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	bool negated = term->argument[0] == '!';
	const char *fstype = subject->mount->fstype;

	if ((mg_lex_place(term->argument + negated, '|', mg_lex_slice(fstype)) < 0) == negated)
		return MG_PASS;
	mg_buf_add(clause, "its file system is of type ");
	mg_quote_add(clause, fstype);
	return MG_FAIL;
}

static const struct mg_word fstype_word = {
	.name = "fstype",
	.argument = MG_ARGUMENT_NAMES,
	.argument_syntax = "=[!]NAME[|NAME]",
	.after = "mount",
	.is_unique = true,
	.needs_mount = true,
	.judge = judge_fstype,
	.help = "the file system is of that type; with ! of none of these",
};

static enum mg_verdict
judge_source(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_mount *mount = subject->mount;
	MG_CLEANUP(mg_buf_release) struct mg_buf name = { 0 };

	mg_buf_add_bytes(&name, subject->backing.name.text, subject->backing.name.len);
	if (mg_glob_matches(term->argument, mount->source) ||
	    mg_glob_matches(term->argument, mount->root) ||
	    (name.len > 0 && mg_glob_matches(term->argument, mg_buf_text(&name))))
		return MG_PASS;
	mg_buf_add(clause, "its source is ");
	mg_quote_add_short(clause, mount->source);
	mg_buf_add(clause, ", its root there ");
	mg_quote_add_short(clause, mount->root);
	return MG_FAIL;
}

static const struct mg_word source_word = {
	.name = "source",
	.argument = MG_ARGUMENT_GLOB,
	.argument_syntax = "=GLOB",
	.after = "mount",
	.needs_mount = true,
	.judge = judge_source,
	.help = "the mount's source, its root there or the volume's name matches",
};

/* Add and count the wrong options of the list: the options with "!" if negated, else the others. */
static unsigned
add_wrong_options(const struct mg_mount *mount, const char *list, bool negated,
		  struct mg_buf *clause)
{
	const char *says = negated ? "must not be set" : "not set";
	struct mg_slice rest = mg_lex_slice(list), option;
	unsigned wrong = 0, shown = 0;

	while (mg_lex_piece(&rest, '+', &option)) {
		bool is_set;

		if ((option.text[0] == '!') != negated)
			continue;
		option.text += negated;
		option.len -= negated;
		is_set = mg_mounts_has_option(mount->options, option) ||
			 mg_mounts_has_option(mount->super_options, option);
		/* Of the mount and its file system, either one can make it read-only. */
		if (mg_lex_equal(option, "rw"))
			is_set = !mg_backing_is_readonly(mount);
		if (is_set != negated)
			continue;
		wrong++;
		if (wrong > OPTIONS_SHOWN || option.len > MG_QUOTE_SHORT_BYTES)
			continue;
		mg_buf_add(clause, clause->len > 0 ? ", " : "");
		mg_buf_addf(clause, shown++ > 0 ? "" : "%s: ", says);
		mg_quote_add_slice(clause, option);
	}
	if (wrong > shown)
		mg_buf_addf(clause, "%s%u %s in all", clause->len > 0 ? ", " : "", wrong, says);
	return wrong;
}

static enum mg_verdict
judge_opts(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_mount *mount = subject->mount;
	unsigned wrong = add_wrong_options(mount, term->argument, false, clause);

	wrong += add_wrong_options(mount, term->argument, true, clause);
	if (wrong == 0)
		return MG_PASS;
	mg_buf_add(clause, "; set are on the mount ");
	mg_quote_add_short(clause, mount->options);
	mg_buf_add(clause, ", on its file system ");
	mg_quote_add_short(clause, mount->super_options);
	return MG_FAIL;
}

static const struct mg_word opts_word = {
	.name = "opts",
	.argument = MG_ARGUMENT_OPTIONS,
	.argument_syntax = "=[!]OPT[+[!]OPT]",
	.after = "mount",
	.needs_mount = true,
	.judge = judge_opts,
	.help = "all of these options are set (with !: not set), on the mount or on its file "
		"system",
};

const struct mg_word *const mg_theme_mount[] = {
	&mount_word, &on_word, &persistent_word, &fstype_word, &source_word, &opts_word, NULL,
};
