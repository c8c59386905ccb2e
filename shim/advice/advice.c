/* SPDX-License-Identifier: MIT */
/* Why, and what to do: the row that fits a finding, and the text that fits the place. Pure. */
#include "advice/advice.h"

#include "text/lex.h"
#include "themes.h"
#include "wording.h"

#include <string.h>

static bool
fits_errnum(const struct mg_advice_row *row, int errnum)
{
	if (row->errnums[0] == 0)
		return true;
	for (size_t i = 0; i < MG_ARRAY_LEN(row->errnums) && row->errnums[i] != 0; i++)
		if (row->errnums[i] == errnum)
			return true;
	return false;
}

static bool
looks_so(const struct mg_case *given, enum mg_looks looks)
{
	bool is_mount = given->subject->mount && given->subject->facts->is_mount_root;

	switch (looks) {
	case MG_LOOKS_ANY:
		break;
	case MG_LOOKS_MOUNT:
		return is_mount;
	case MG_LOOKS_EMPTY_MOUNT:
		return is_mount && mg_case_holds_nothing(given);
	}
	return true;
}

static bool
fits(const struct mg_advice_row *row, struct mg_case *given)
{
	if (given->verdict == MG_UNKNOWN && !row->also_unknown)
		return false;
	if (strcmp(row->words, "*") != 0 && !mg_lex_lists(row->words, given->word->check->name))
		return false;
	if (row->kinds && !(row->kinds & mg_case_kinds(given)))
		return false;
	if (row->places && !(row->places & 1U << given->scene->place))
		return false;
	return fits_errnum(row, given->errnum) && looks_so(given, (enum mg_looks)row->looks) &&
	       (!row->applies || row->applies(given));
}

/* The text for the place; NULL where it has none of its own. */
static const char *
fix_for(const struct mg_advice_row *row, enum mg_engine place)
{
	switch (place) {
	case MG_ENGINE_DESKTOP:
		return row->fix_desktop ? row->fix_desktop : row->fix_docker;
	case MG_ENGINE_DOCKER:
		return row->fix_docker;
	case MG_ENGINE_PODMAN:
		return row->fix_podman;
	case MG_ENGINE_KUBERNETES:
		return row->fix_kubernetes;
	case MG_ENGINE_PLAIN:
	case MG_ENGINE_CONTAINERD:
	case MG_ENGINE_LXC:
	case MG_ENGINE_GVISOR:
	case MG_ENGINE_WSL:
	case MG_ENGINE_KATA:
	case MG_ENGINE_COUNT:
		break;
	}
	return NULL;
}

/* A shell on the host, whose user ids are those of the container: not that of a node, and not that
 * of a desktop. */
static bool
has_a_host_shell(const struct mg_scene *scene)
{
	return scene->place != MG_ENGINE_KUBERNETES && scene->place != MG_ENGINE_DESKTOP &&
	       !scene->is_user_namespace;
}

static void
add_fix(const struct mg_advice_row *row, const struct mg_case *given, struct mg_advice *advice)
{
	const char *const texts[] = {
		has_a_host_shell(given->scene) ? row->fix_host : NULL,
		fix_for(row, given->scene->place),
		row->fix,
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(texts); i++) {
		MG_CLEANUP(mg_buf_release) struct mg_buf text = { 0 };

		if (!texts[i] || !mg_wording_add(&text, given, texts[i]))
			continue;
		mg_buf_add(&advice->fix, mg_buf_text(&text));
		advice->fix.failed |= text.failed;
		advice->template = texts[i];
		return;
	}
}

const char *
mg_advice_find(const struct mg_scene *scene, const struct mg_subject *subject,
	       const struct mg_term *word, enum mg_verdict verdict, struct mg_advice *advice)
{
	struct mg_case given = {
		.scene = scene,
		.subject = subject,
		.word = word,
		.verdict = verdict,
		.errnum = mg_word_errno(word->check, subject->facts),
	};
	const struct mg_advice_row *row, *found = NULL;

	for (size_t i = 0; (row = mg_advice_at(i)) != NULL; i++) {
		/* A row whose remedy cannot be said is followed by others of its name, or its
		 * reason stands alone. */
		if ((found && strcmp(found->name, row->name) != 0) || !fits(row, &given))
			continue;
		found = row;
		add_fix(row, &given, advice);
		if (advice->template || !row->fix)
			break;
	}
	if (!found)
		return NULL;
	(void)mg_wording_add(&advice->why, &given, found->why);
	advice->says = found->says;
	advice->other = found->blames_near ? given.near : NULL;
	return found->name;
}
