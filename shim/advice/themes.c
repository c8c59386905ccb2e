/* SPDX-License-Identifier: MIT */
/* The themes of the table of diagnoses, and the questions that rows of several themes ask. Pure. */
#include "themes.h"

#include "expect/spec.h"
#include "text/lex.h"

#include <string.h>
#include <sys/stat.h>

static const struct mg_advice_theme *const themes[] = {
	&mg_advice_presence,
	&mg_advice_storage,
	&mg_advice_denied,
};

const struct mg_advice_row *
mg_advice_at(size_t index)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(themes); i++) {
		if (index < themes[i]->count)
			return &themes[i]->rows[index];
		index -= themes[i]->count;
	}
	return NULL;
}

unsigned
mg_case_bits(const struct mg_case *given)
{
	unsigned needs = given->word->check->needs, bits = 0;

	if (given->subject->facts->walk_err != 0)
		return 1;
	if (S_ISSOCK(given->subject->facts->mode))
		return 2; /* connect(2) */
	bits |= needs & MG_NEED_WRITE ? 2 : 0;
	bits |= needs & (MG_NEED_LIST | MG_NEED_READ) ? 4 : 0;
	bits |= (needs & MG_NEED_EXECUTE) || mg_subject_is_dir(given->subject) ? 1 : 0;
	return bits;
}

unsigned
mg_case_kinds(const struct mg_case *given)
{
	const struct mg_subject *subject = given->subject;

	if (!subject->mount)
		return 0;
	/* "/" itself, also that of a machine, which is no image. */
	if (strcmp(subject->mount->target, "/") == 0)
		return 1U << MG_KIND_IMAGE;
	return 1U << subject->backing.kind;
}

bool
mg_case_is_on(const struct mg_case *given, enum mg_kind kind)
{
	return mg_case_kinds(given) & 1U << kind;
}

bool
mg_case_expects(const struct mg_case *given, const char *word)
{
	return given->subject->rule && mg_rule_has(given->subject->rule, word);
}

bool
mg_case_holds_nothing(const struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;

	if (mg_subject_is_missing(given->subject))
		return facts->has_looked_near && facts->nearby.is_known &&
		       facts->nearby.count == 0 && !facts->nearby.has_more;
	return facts->walk_err == 0 && mg_subject_is_dir(given->subject) &&
	       facts->listing.err == 0 && !facts->listing.has_own;
}

bool
mg_case_has_option(const char *options, const char *option)
{
	return mg_mounts_has_option(options, mg_lex_slice(option));
}

bool
mg_case_is_share(const struct mg_case *given)
{
	return given->subject->mount && mg_engine_is_desktop_share(given->subject->mount);
}
