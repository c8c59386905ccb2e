/* SPDX-License-Identifier: MIT */
/* Finds the row that applies to a finding, and its text for the place. Pure. */
#include "advice/advice.h"

#include "text/lex.h"
#include "themes.h"

#include <string.h>

const struct mg_advice_part *const mg_advice_parts[] = {
	&mg_advice_target,  &mg_advice_empty,
	&mg_advice_wrong,   &mg_advice_missing,
	&mg_advice_broken,  &mg_advice_lasting,
	&mg_advice_writing, &mg_advice_refused,
	&mg_advice_mode,    NULL,
};

/* Whether look is among the looks, which end in MG_LOOK_NONE or with their array. */
static bool
lists(const uint8_t *looks, size_t size, enum mg_look look)
{
	return memchr(looks, look, size) != NULL;
}

static bool
has_all(const struct mg_case *given, const uint8_t *looks, size_t size)
{
	for (size_t i = 0; i < size && looks[i] != MG_LOOK_NONE; i++)
		if (!given->is[looks[i]])
			return false;
	return true;
}

static bool
applies(const struct mg_advice_part *part, const struct mg_advice_row *row, struct mg_case *given)
{
	const char *words = row->words ? row->words : part->words;
	bool fits_errnum = row->errnums[0] == 0;

	if (given->verdict == MG_UNKNOWN &&
	    !lists(row->looks, sizeof(row->looks), MG_ALSO_UNKNOWN) &&
	    !lists(part->looks, sizeof(part->looks), MG_ALSO_UNKNOWN))
		return false;
	if (words && !mg_lex_lists(words, given->word->check->name))
		return false;
	if (part->errnum != 0 && part->errnum != given->errnum)
		return false;
	if (row->kinds && !(row->kinds & given->kinds))
		return false;
	for (size_t i = 0; i < MG_ARRAY_LEN(row->errnums) && row->errnums[i] != 0; i++)
		fits_errnum |= row->errnums[i] == given->errnum;
	return fits_errnum && has_all(given, part->looks, sizeof(part->looks)) &&
	       has_all(given, row->looks, sizeof(row->looks)) &&
	       (!row->applies || row->applies(given));
}

/* Whether a piece with that label can be done in this case. */
static bool
is_for_case(const struct mg_case *given, struct mg_slice label)
{
	static const struct {
		const char *label;
		enum mg_look look;
	} labels[] = {
		{ "docker", MG_IN_DOCKER }, { "desktop", MG_IN_DESKTOP },
		{ "podman", MG_IN_PODMAN }, { "engine", MG_IN_ENGINE },
		{ "pod", MG_IN_POD },	    { "host", MG_HAS_HOST },
		{ "user", MG_BY_NEW_USER }, { "absolute", MG_HAS_ABSOLUTE_LINK },
		{ "group", MG_OF_FSGROUP }, { "noplace", MG_IS_NO_PLACE },
		{ "root", MG_OF_ROOT },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(labels); i++)
		if (mg_lex_equal(label, labels[i].label))
			return given->is[labels[i].look];
	return true; /* "any" */
}

/* Whether the piece names an engine's own mount. Users have no entry for such a mount, and do not
 * own its source. */
static bool
is_about_engines(const struct mg_case *given, struct mg_slice piece)
{
	const char *end = piece.text + piece.len;
	const char *target = mg_lex_find(piece.text, "target}"),
		   *there = mg_lex_find(piece.text, "there}");

	return given->is[MG_IS_ENGINES] && ((target && target < end) || (there && there < end));
}

static void
add_fix(struct mg_advice *advice, const char *fix, const struct mg_case *given)
{
	struct mg_slice rest = mg_lex_slice(fix), label, piece;

	while (mg_wording_piece(&rest, &label, &piece)) {
		MG_CLEANUP(mg_buf_release) struct mg_buf text = { 0 };

		if (!is_for_case(given, label) || is_about_engines(given, piece) ||
		    !mg_wording_add(&text, given, piece))
			continue;
		mg_buf_add(&advice->fix, mg_buf_text(&text));
		advice->fix.failed |= text.failed;
		advice->template = piece.text;
		return;
	}
}

static void
add_why(struct mg_advice *advice, const char *why, const struct mg_case *given)
{
	struct mg_slice rest = mg_lex_slice(why), label, piece;

	while (mg_wording_piece(&rest, &label, &piece)) {
		if (mg_lex_equal(label, "says"))
			advice->says = piece.text; /* the last piece: it ends in a NUL */
		else
			(void)mg_wording_add(&advice->why, given, piece);
	}
}

/* Tries the rows of the part in order. If the fix of a row that applies cannot be said, tries the
 * next rows of its name, and at last gives the reason alone. */
static void
try_part(const struct mg_advice_part *part, struct mg_case *given, struct mg_advice *advice)
{
	const struct mg_advice_row *found = NULL;

	for (size_t i = 0; i < part->count && !advice->template; i++) {
		const struct mg_advice_row *row = &part->rows[i];

		if ((found && strcmp(found->name, row->name) != 0) || !applies(part, row, given))
			continue;
		found = row;
		if (!row->fix)
			break;
		add_fix(advice, row->fix, given);
	}
	if (!found)
		return;
	advice->name = found->name;
	add_why(advice, found->why ? found->why : part->why, given);
	advice->other =
		lists(found->looks, sizeof(found->looks), MG_BLAMES_NEAR) ? given->near : NULL;
}

struct mg_advice
mg_advice_find(const struct mg_survey *survey, const struct mg_plan *plan,
	       const struct mg_subject *subject, const struct mg_term *word,
	       enum mg_verdict verdict)
{
	static const struct mg_mount unknown = { .root = "",
						 .target = "",
						 .options = "",
						 .propagation = "",
						 .fstype = "",
						 .source = "",
						 .super_options = "" };
	struct mg_advice advice = { 0 };
	struct mg_case given = {
		.survey = survey,
		.plan = plan,
		.subject = subject,
		.path = subject->key ? subject->key : subject->path,
		.mount = subject->mount ? subject->mount : &unknown,
		.word = word,
		.verdict = verdict,
		.errnum = mg_word_errno(word->check, subject->facts),
	};

	mg_case_look(&given);
	for (size_t i = 0; mg_advice_parts[i] && !advice.name; i++)
		try_part(mg_advice_parts[i], &given, &advice);
	return advice;
}
