/* SPDX-License-Identifier: MIT */
/* Why, and what to do: the row that applies to a finding, and its text for the place. Pure. */
#include "advice/advice.h"

#include "expect/spec.h"
#include "text/lex.h"
#include "themes.h"
#include "words/subject.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const struct mg_advice_part *const themes[] = {
	mg_advice_presence,
	mg_advice_storage,
	mg_advice_denied,
};

const struct mg_advice_row *
mg_advice_at(size_t index)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(themes); i++) {
		for (const struct mg_advice_part *part = themes[i]; part->count > 0; part++) {
			if (index < part->count)
				return &part->rows[index];
			index -= part->count;
		}
	}
	return NULL;
}

/* --- the case --- */

bool
mg_case_expects(const struct mg_case *given, const char *word)
{
	return given->subject->rule && mg_rule_has(given->subject->rule, word);
}

bool
mg_case_has_option(const char *options, const char *option)
{
	return mg_mounts_has_option(options, mg_lex_slice(option));
}

/* Where the way is barred, it takes the permission to pass. */
static unsigned
bits_of(const struct mg_case *given)
{
	unsigned needs = given->word->check->needs;
	bool enters = (needs & MG_NEED_EXECUTE) || mg_subject_is_dir(given->subject);

	if (given->subject->facts->walk_err != 0)
		return 1;
	if (S_ISSOCK(given->subject->facts->mode))
		return 2; /* connect(2) */
	return (needs & MG_NEED_WRITE ? 2U : 0U) |
	       (needs & (MG_NEED_LIST | MG_NEED_READ) ? 4U : 0U) | (enters ? 1U : 0U);
}

/* "/" is the image, also that of a machine, which is none. */
static unsigned
kinds_of(const struct mg_subject *subject)
{
	if (!subject->mount)
		return 0;
	return strcmp(subject->mount->target, "/") == 0 ? MG_ON(IMAGE)
							: 1U << subject->backing.kind;
}

static bool
holds_nothing(const struct mg_subject *subject)
{
	const struct mg_facts *facts = subject->facts;

	if (mg_subject_is_missing(subject))
		return facts->has_looked_near && facts->nearby.is_known &&
		       facts->nearby.count == 0 && !facts->nearby.has_more;
	return facts->walk_err == 0 && mg_subject_is_dir(subject) && facts->listing.err == 0 &&
	       !facts->listing.has_own;
}

static unsigned
looks_of_path(const struct mg_case *given)
{
	const struct mg_subject *subject = given->subject;
	const struct mg_facts *facts = subject->facts;

	return (mg_subject_is_dir(subject) ? MG_IS_DIR : 0U) |
	       (mg_subject_is_file(subject) ? MG_IS_FILE : 0U) |
	       (S_ISSOCK(facts->mode) ? MG_IS_SOCKET : MG_IS_NO_SOCKET) |
	       (holds_nothing(subject) ? MG_IS_EMPTY : 0U) |
	       (facts->is_mount_root && subject->mount ? MG_IS_MOUNT : 0U) |
	       (facts->is_mount_root && !mg_subject_is_missing(subject) ? 0U : MG_NO_MOUNT) |
	       (facts->is_immutable ? MG_IS_IMMUTABLE : 0U) |
	       (facts->write.err == 0 ? MG_WAS_WRITTEN : 0U);
}

static unsigned
looks_of_mount(const struct mg_case *given)
{
	const struct mg_mount *mount = given->mount;

	return (strcmp(mount->target, "/") == 0 ? MG_AT_ROOT : 0U) |
	       (strcmp(mount->root, "/") != 0 ? MG_IS_PART : 0U) |
	       (given->subject->backing.in_memory ? MG_IN_MEMORY : 0U) |
	       (strncmp(mount->fstype, "fuse", 4) == 0 ? MG_IS_FUSE : 0U) |
	       (mg_engine_is_desktop_share(mount) ? MG_IS_SHARE : 0U);
}

/* MG_IS_DENIED, MG_IS_ALLOWED, or neither. Root that overrides the mode is stopped by something
 * else. Nothing is known of a server, nor of what an id is on the host of a user namespace. */
static unsigned
looks_of_mode(const struct mg_case *given)
{
	const struct mg_actor *actor = given->scene->actor;
	const struct mg_facts *facts = given->subject->facts;

	if (!actor)
		return 0;
	if (!actor->overrides_modes && !mg_actor_may(actor, facts, given->bits))
		return MG_IS_DENIED;
	return given->kinds == 0 || mg_backing_reports_late(given->mount->fstype) ||
			       given->scene->is_user_namespace || facts->write.append_only
		       ? 0
		       : MG_IS_ALLOWED;
}

static unsigned
looks_of_access(const struct mg_case *given)
{
	const struct mg_actor *actor = given->scene->actor;
	unsigned uid = given->subject->facts->uid;

	return looks_of_mode(given) | (given->bits & 2 ? MG_IS_WRITE : 0U) |
	       (uid == 0 ? MG_OF_ROOT : 0U) | (actor && actor->uid == 0 ? MG_BY_ROOT : 0U) |
	       (actor && actor->uid == uid ? MG_BY_OWNER : 0U) |
	       (given->scene->changes_user ? MG_BY_NEW_USER : 0U) |
	       (given->scene->is_user_namespace ? MG_IS_MAPPED : 0U);
}

/* --- the row --- */

static bool
fits_errnum(const struct mg_advice_row *row, int errnum)
{
	bool fits = row->errnums[0] == 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(row->errnums) && row->errnums[i] != 0; i++)
		fits |= row->errnums[i] == errnum;
	return fits;
}

static bool
fits(const struct mg_advice_row *row, struct mg_case *given)
{
	unsigned looks = row->looks & ~(unsigned)(MG_ALSO_UNKNOWN | MG_BLAMES_NEAR);

	if (given->verdict == MG_UNKNOWN && !(row->looks & MG_ALSO_UNKNOWN))
		return false;
	if (strcmp(row->words, "*") != 0 && !mg_lex_lists(row->words, given->word->check->name))
		return false;
	if (row->kinds && !(row->kinds & given->kinds))
		return false;
	if (row->places && !(row->places & 1U << given->scene->place))
		return false;
	return (looks & ~given->looks) == 0 && fits_errnum(row, given->errnum) &&
	       (!row->applies || row->applies(given));
}

/* A shell on the host, where ids are those of the container: not on a node, nor on a desktop. */
static bool
has_a_host_shell(const struct mg_scene *scene)
{
	return scene->place != MG_ENGINE_KUBERNETES && scene->place != MG_ENGINE_DESKTOP &&
	       !scene->is_user_namespace;
}

/* Whether what is labelled so can be done here. */
static bool
is_for_here(const struct mg_scene *scene, struct mg_slice label)
{
	static const struct {
		const char *label;
		unsigned places;
	} labels[] = {
		{ "docker", MG_IN_DOCKER },   { "desktop", MG_IN(DESKTOP) },
		{ "podman", MG_IN(PODMAN) },  { "engine", MG_IN_DOCKER | MG_IN(PODMAN) },
		{ "pod", MG_IN(KUBERNETES) }, { "any", ~0U },
	};

	if (mg_lex_equal(label, "host"))
		return has_a_host_shell(scene);
	for (size_t i = 0; i < MG_ARRAY_LEN(labels); i++)
		if (mg_lex_equal(label, labels[i].label))
			return labels[i].places & 1U << scene->place;
	return false;
}

static void
add_fix(const struct mg_advice_row *row, const struct mg_case *given, struct mg_advice *advice)
{
	struct mg_slice rest = mg_lex_slice(row->fix ? row->fix : ""), label, piece;

	while (mg_wording_piece(&rest, &label, &piece)) {
		MG_CLEANUP(mg_buf_release) struct mg_buf text = { 0 };

		if (!is_for_here(given->scene, label) || !mg_wording_add(&text, given, piece))
			continue;
		mg_buf_add(&advice->fix, mg_buf_text(&text));
		advice->fix.failed |= text.failed;
		advice->template = piece.text;
		return;
	}
}

static void
add_why(const struct mg_advice_row *row, const struct mg_case *given, struct mg_advice *advice)
{
	struct mg_slice rest = mg_lex_slice(row->why), label, piece;

	while (mg_wording_piece(&rest, &label, &piece)) {
		if (mg_lex_equal(label, "says"))
			advice->says = piece.text; /* the last piece: it ends in a NUL */
		else
			(void)mg_wording_add(&advice->why, given, piece);
	}
}

const char *
mg_advice_find(const struct mg_scene *scene, const struct mg_subject *subject,
	       const struct mg_term *word, enum mg_verdict verdict, struct mg_advice *advice)
{
	static const struct mg_mount unknown = {
		.root = "",
		.target = "",
		.options = "",
		.propagation = "",
		.fstype = "",
		.source = "",
		.super_options = "",
	};
	struct mg_case given = {
		.scene = scene,
		.subject = subject,
		.path = subject->key ? subject->key : subject->path,
		.mount = subject->mount ? subject->mount : &unknown,
		.word = word,
		.verdict = verdict,
		.errnum = mg_word_errno(word->check, subject->facts),
		.kinds = kinds_of(subject),
	};
	const struct mg_advice_row *row, *found = NULL;

	given.bits = bits_of(&given);
	given.looks = looks_of_path(&given) | looks_of_mount(&given) | looks_of_access(&given);
	for (size_t i = 0; (row = mg_advice_at(i)) != NULL; i++) {
		/* A row whose fix cannot be said is followed by others of its name, or its reason
		 * stands alone. */
		if ((found && strcmp(found->name, row->name) != 0) || !fits(row, &given))
			continue;
		found = row;
		add_fix(row, &given, advice);
		if (advice->template || !row->fix)
			break;
	}
	if (!found)
		return NULL;
	add_why(found, &given, advice);
	advice->other = found->looks & MG_BLAMES_NEAR ? given.near : NULL;
	return found->name;
}
