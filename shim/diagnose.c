/* SPDX-License-Identifier: MIT */
/* Why, and what to do. Pure: the rows of diagnoses.c, and what they say about one finding. */
#include "diagnose.h"

#include "actor.h"
#include "diagnoses.h"
#include "lex.h"
#include "quote.h"

#include <string.h>

enum mg_place
mg_scene_place(struct mg_scene *scene)
{
	if (scene->signs)
		scene->place = mg_place_find(scene->mounts, scene->container.root_id, scene->signs);
	scene->signs = NULL;
	return scene->place;
}

unsigned
mg_case_bits(const struct mg_case *given)
{
	unsigned needs = given->word->check->needs, bits = 0;

	if (given->subject->facts->walk_err != 0)
		return 1;
	bits |= needs & MG_NEED_WRITE ? 2 : 0;
	bits |= needs & (MG_NEED_LIST | MG_NEED_READ) ? 4 : 0;
	bits |= (needs & MG_NEED_EXECUTE) || mg_subject_is_dir(given->subject) ? 1 : 0;
	return bits;
}

/* What was tried, as somebody says it who may not. */
static const char *
verb_of(const struct mg_case *given)
{
	unsigned bits = mg_case_bits(given);

	if (bits & 2)
		return "write";
	if (bits & 4)
		return "read";
	return mg_subject_is_dir(given->subject) ? "enter" : "execute";
}

/* Numbers about what was denied, and to whom. */
static void
add_number(struct mg_buf *buf, const struct mg_case *given, struct mg_slice name)
{
	const struct mg_actor *actor = given->scene->actor;
	const struct mg_facts *facts = given->subject->facts;

	if (mg_lex_equal(name, "owner"))
		mg_buf_addf(buf, "%u:%u", facts->uid, facts->gid);
	if (mg_lex_equal(name, "mode"))
		mg_buf_addf(buf, "0%03o", facts->mode & 07777U);
	if (!actor)
		return;
	if (mg_lex_equal(name, "ids"))
		mg_buf_addf(buf, "%u:%u", actor->uid, actor->gid);
	if (mg_lex_equal(name, "uid"))
		mg_buf_addf(buf, "%u", actor->uid);
	if (mg_lex_equal(name, "gid"))
		mg_buf_addf(buf, "%u", actor->gid);
	if (mg_lex_equal(name, "reason"))
		mg_actor_add_reason(buf, actor, facts, given->scene->accounts, verb_of(given));
}

/* What a name in braces stands for in the text of a row. */
static void
add_value(struct mg_buf *buf, const struct mg_case *given, struct mg_slice name)
{
	const struct mg_subject *subject = given->subject;
	const struct mg_mount *mount = subject->mount;
	const struct {
		const char *name;
		const char *value;
	} values[] = {
		{ "path", subject->key ? subject->key : subject->path },
		{ "near", given->near ? given->near : subject->facts->near },
		{ "root", mount ? mount->root : "" },
		{ "target", mount ? mount->target : "" },
		{ "source", mount ? mount->source : "" },
		{ "fstype", mount ? mount->fstype : "" },
		{ "resolved", subject->facts->resolved },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(values); i++)
		if (mg_lex_equal(name, values[i].name))
			mg_quote_add(buf, values[i].value);
	if (mg_lex_equal(name, "volume"))
		mg_quote_add_slice(buf, subject->backing.name);
	if (mg_lex_equal(name, "host") && mount)
		(void)mg_place_add_host_path(mount, &subject->backing, buf);
	if (mg_lex_equal(name, "recreate")) /* a restart keeps the mounts as they are */
		mg_buf_add(buf, "docker compose up -d --force-recreate");
	add_number(buf, given, name);
	if (mg_lex_equal(name, "kind"))
		mg_buf_add(buf, mg_kind_name(subject->backing.kind));
}

static void
expand(struct mg_buf *buf, const struct mg_case *given, const char *text)
{
	while (*text != '\0') {
		size_t plain = strcspn(text, "{");
		size_t len;

		mg_buf_add_bytes(buf, text, plain);
		text += plain;
		if (*text == '\0')
			break;
		len = strcspn(text, "}");
		add_value(buf, given, (struct mg_slice){ text + 1, len - 1 });
		text += len + 1;
	}
}

static const char *
fix_for(const struct mg_diagnosis *row, enum mg_place place)
{
	const char *fix = NULL;

	switch (place) {
	case MG_PLACE_DESKTOP:
		fix = row->fix_desktop ? row->fix_desktop : row->fix_docker;
		break;
	case MG_PLACE_DOCKER:
		fix = row->fix_docker;
		break;
	case MG_PLACE_PODMAN:
		fix = row->fix_podman;
		break;
	case MG_PLACE_KUBERNETES:
		fix = row->fix_kubernetes;
		break;
	case MG_PLACE_PLAIN:
	case MG_PLACE_CONTAINERD:
	case MG_PLACE_LXC:
	case MG_PLACE_GVISOR:
	case MG_PLACE_WSL:
	case MG_PLACE_KATA:
	case MG_PLACE_COUNT:
		break;
	}
	return fix ? fix : row->fix;
}

static bool
fits_word(const char *words, const char *name)
{
	return strcmp(words, "*") == 0 || mg_lex_lists(words, name);
}

const char *
mg_diagnose_run(struct mg_scene *scene, const struct mg_subject *subject,
		const struct mg_word *word, enum mg_verdict verdict, struct mg_advice *advice)
{
	struct mg_case given = {
		.scene = scene,
		.subject = subject,
		.word = word,
		.verdict = verdict,
		.errnum = mg_check_errno(word->check, subject->facts),
	};
	const struct mg_diagnosis *row;
	const char *text;

	(void)mg_scene_place(scene); /* the rows read it */
	for (size_t i = 0; (row = mg_diagnosis_at(i)) != NULL; i++) {
		if (verdict == MG_UNKNOWN && !row->also_unknown)
			continue;
		if (!fits_word(row->words, word->check->name) || !row->applies(&given))
			continue;
		text = fix_for(row, scene->place);
		expand(&advice->why, &given, row->why);
		if (text)
			expand(&advice->fix, &given, text);
		return row->name;
	}
	return NULL;
}

const char *
mg_diagnose_name_at(size_t index)
{
	const struct mg_diagnosis *row = mg_diagnosis_at(index);

	return row ? row->name : NULL;
}
