/* SPDX-License-Identifier: MIT */
/* Why, and what to do: every row of the table of diagnoses, in each place for which it has a remedy
 * of its own, and what passes for one and is none. Exact texts: they are what a person acts on. */
#include "diagnose.h"

#include "diagnoses.h"
#include "implied.h"
#include "spec.h"

#include "fixture.h"
#include "rows_denied.h"
#include "rows_faults.h"

static const struct {
	const struct diagnose_row *rows;
	size_t count;
} themes[] = {
	{ target_rows, MG_ARRAY_LEN(target_rows) },   { absent_rows, MG_ARRAY_LEN(absent_rows) },
	{ content_rows, MG_ARRAY_LEN(content_rows) }, { broken_rows, MG_ARRAY_LEN(broken_rows) },
	{ access_rows, MG_ARRAY_LEN(access_rows) },   { lasting_rows, MG_ARRAY_LEN(lasting_rows) },
};

/* What the guard hands on: the first word, said or implied, that does not hold. False: all do. */
static bool
find_failure(const struct mg_rule *rule, const struct mg_subject *subject, struct mg_word *word,
	     enum mg_verdict *verdict)
{
	const struct mg_check *check;
	struct mg_buf clause = { 0 };

	*verdict = MG_PASS;
	for (size_t i = 0; *verdict == MG_PASS && (check = mg_implied_at(i)) != NULL; i++) {
		*word = (struct mg_word){ .check = check };
		*verdict = check->judge(subject, word, &clause);
	}
	for (size_t i = 0; *verdict == MG_PASS && i < rule->word_count; i++) {
		*word = rule->words[i];
		*verdict = word->check->judge(subject, word, &clause);
	}
	mg_buf_release(&clause);
	return *verdict != MG_PASS;
}

static unsigned
advice_differs(const char *title, struct mg_scene *scene, const struct mg_rule *rule,
	       const struct mg_subject *subject, const struct diagnose_row *row)
{
	struct mg_advice advice = { 0 };
	enum mg_verdict verdict;
	struct mg_word word;
	const char *name;
	unsigned wrong;

	if (!find_failure(rule, subject, &word, &verdict)) {
		print_error("row '%s': all of it holds\n", title);
		return 1;
	}
	name = mg_diagnose_run(scene, subject, &word, verdict, &advice);
	wrong = same_text(title, "name", name, row->name) +
		same_text(title, "why", mg_buf_text(&advice.why), row->why) +
		same_text(title, "fix", mg_buf_text(&advice.fix), row->fix);
	mg_buf_release(&advice.why);
	mg_buf_release(&advice.fix);
	return wrong;
}

/* actor: who was denied, or NULL. */
static unsigned
row_differs(const struct diagnose_row *row, const struct mg_actor *actor)
{
	struct mg_mounts mounts = fixture_parse(row->saved->text, strlen(row->saved->text));
	struct mg_scene scene = { .mounts = &mounts,
				  .container = mg_container_find(&mounts, ROOT),
				  .place = row->saved->place,
				  /* The machine itself is no user namespace. */
				  .hides_owners = row->saved->place != MG_PLACE_PLAIN,
				  .actor = actor };
	struct mg_spec_context context = { .directory = "/" };
	struct mg_spec spec = { 0 };
	struct mg_facts facts = row->facts;
	struct mg_subject subject = { .facts = &facts, .timeout_ms = 5000 };
	char title[256];
	unsigned wrong;

	(void)snprintf(title, sizeof(title), "%s (%s: %s)", row->title, row->saved->name,
		       row->line);
	assert_int_equal(mg_spec_add(&spec, &context, MG_SPEC_FLAG, "E", mg_lex_slice(row->line)),
			 0);
	assert_int_equal(spec.count, 1);
	subject.path = spec.rules[0].path;
	subject.key = spec.rules[0].key;
	if (facts.resolved[0] == '\0')
		(void)snprintf(facts.resolved, sizeof(facts.resolved), "%s", subject.path);
	subject.mount = mg_mountinfo_find(&mounts, row->on);
	assert_true(subject.mount || row->on == NO_MOUNT);
	if (subject.mount)
		subject.backing = mg_backing_find(&scene.container, subject.mount);
	wrong = advice_differs(title, &scene, &spec.rules[0], &subject, row);
	mg_spec_release(&spec);
	mg_mountinfo_release(&mounts);
	return wrong;
}

static void
test_advice(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(themes); i++)
		for (size_t j = 0; j < themes[i].count; j++)
			wrong += row_differs(&themes[i].rows[j], NULL);
	assert_int_equal(wrong, 0);
}

static void
test_denied(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(denied_rows); i++) {
		wrong += row_differs(&denied_rows[i].row, &denied_rows[i].actor);
		/* Where nobody knows who it was, nothing is made up. */
		if (strncmp(denied_rows[i].row.name ? denied_rows[i].row.name : "", "denied", 6) ==
		    0) {
			struct diagnose_row unknown = denied_rows[i].row;

			unknown.name = NULL;
			unknown.why = unknown.fix = "";
			wrong += row_differs(&unknown, NULL);
		}
	}
	assert_int_equal(wrong, 0);
}

/* --- the table itself --- */

/* The remedy that only this place has, NULL where it falls back to another's. */
static const char *
own_fix(const struct mg_diagnosis *diagnosis, enum mg_place place)
{
	switch (place) {
	case MG_PLACE_DOCKER:
		return diagnosis->fix_docker;
	case MG_PLACE_DESKTOP:
		return diagnosis->fix_desktop;
	case MG_PLACE_PODMAN:
		return diagnosis->fix_podman;
	case MG_PLACE_KUBERNETES:
		return diagnosis->fix_kubernetes;
	case MG_PLACE_PLAIN:
	case MG_PLACE_CONTAINERD:
	case MG_PLACE_LXC:
	case MG_PLACE_GVISOR:
	case MG_PLACE_WSL:
	case MG_PLACE_KATA:
	case MG_PLACE_COUNT:
		break;
	}
	return NULL;
}

static bool
is_fallback(const struct mg_diagnosis *diagnosis, enum mg_place place)
{
	return !own_fix(diagnosis, place) && !(place == MG_PLACE_DESKTOP && diagnosis->fix_docker);
}

/* place: MG_PLACE_COUNT for any that has no remedy of its own. */
static bool
is_row_for(const struct diagnose_row *row, const struct mg_diagnosis *diagnosis,
	   enum mg_place place)
{
	return row->name && strcmp(row->name, diagnosis->name) == 0 &&
	       (place == MG_PLACE_COUNT ? is_fallback(diagnosis, row->saved->place)
					: row->saved->place == place);
}

static bool
has_row(const struct mg_diagnosis *diagnosis, enum mg_place place)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(themes); i++)
		for (size_t j = 0; j < themes[i].count; j++)
			if (is_row_for(&themes[i].rows[j], diagnosis, place))
				return true;
	for (size_t i = 0; i < MG_ARRAY_LEN(denied_rows); i++)
		if (is_row_for(&denied_rows[i].row, diagnosis, place))
			return true;
	return false;
}

static void
test_every_diagnosis_has_rows(void **state)
{
	unsigned wrong = 0;
	const char *name;

	for (size_t i = 0; (name = mg_diagnose_name_at(i)) != NULL; i++) {
		const struct mg_diagnosis *diagnosis = mg_diagnosis_at(i);

		assert_string_equal(name, diagnosis->name);
		for (int place = 0; place <= MG_PLACE_COUNT; place++) {
			if (place < MG_PLACE_COUNT && !own_fix(diagnosis, (enum mg_place)place))
				continue;
			if (has_row(diagnosis, (enum mg_place)place))
				continue;
			print_error("%s: no row for %s\n", name,
				    place < MG_PLACE_COUNT ? mg_place_name((enum mg_place)place)
							   : "the general remedy");
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

/* A name in braces that nothing stands for would vanish without a word. */
static unsigned
text_differs(const char *name, const char *text)
{
	static const char *const known[] = {
		"path",	  "near", "root", "target",   "source",	  "fstype",
		"volume", "kind", "host", "recreate", "resolved", "owner",
		"mode",	  "ids",  "uid",  "gid",      "reason",
	};
	unsigned wrong = 0;

	if (!text)
		return 0;
	for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
		bool found = false;

		for (size_t i = 0; i < MG_ARRAY_LEN(known); i++)
			found |= strncmp(at + 1, known[i], strlen(known[i])) == 0 &&
				 at[1 + strlen(known[i])] == '}';
		wrong += same_number(name, "whether a name in braces is known", found, true);
	}
	wrong += same_number(name, "a full stop at the end", text[strlen(text) - 1] == '.', false);
	wrong += same_number(name, "two blanks", strstr(text, "  ") != NULL, false);
	return wrong;
}

static bool
is_word(struct mg_slice name)
{
	const struct mg_check *implied;

	if (mg_lex_equal(name, "*") || mg_check_by_name(name))
		return true;
	for (size_t i = 0; (implied = mg_implied_at(i)) != NULL; i++)
		if (mg_lex_equal(name, implied->name))
			return true;
	return false;
}

static void
test_table_is_sound(void **state)
{
	const struct mg_diagnosis *row;
	unsigned wrong = 0;

	for (size_t i = 0; (row = mg_diagnosis_at(i)) != NULL; i++) {
		const char *const texts[] = {
			row->why,	  row->fix,	   row->fix_docker,
			row->fix_desktop, row->fix_podman, row->fix_kubernetes
		};
		struct mg_slice rest = mg_lex_slice(row->words), word;

		assert_non_null(row->why);
		assert_non_null(row->applies);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(row->name, mg_diagnosis_at(j)->name);
		for (size_t j = 0; j < MG_ARRAY_LEN(texts); j++)
			wrong += text_differs(row->name, texts[j]);
		while (mg_lex_piece(&rest, ' ', &word))
			wrong += same_number(row->name, "whether its words are words",
					     is_word(word), true);
	}
	assert_null(mg_diagnose_name_at(1000));
	assert_int_equal(wrong, 0);
}

/* The tables are what they pass for. */
static void
test_saved_places(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(saved_places); i++) {
		const struct saved *saved = saved_places[i];
		struct mg_mounts mounts = fixture_parse(saved->text, strlen(saved->text));
		enum mg_place place = mg_place_find(&mounts, ROOT, &saved->signs);

		wrong += same_text(saved->name, "place", mg_place_name(place),
				   mg_place_name(saved->place));
		mg_mountinfo_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

/* What is said never carries what a name could do to a terminal. */
static const struct diagnose_row hostile_row = {
	"a hostile name beside it",
	BESIDE("/app;\x1b[2J\xff"),
	ROOT,
	"/app nonempty",
	"git-bash",
	"Git Bash rewrote the target of the mount: it is at '/app;\\033[2J\\377' instead",
	UNMANGLE,
	IS_DIR(),
};

static void
test_hostile_name(void **state)
{
	assert_int_equal(row_differs(&hostile_row, NULL), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_advice),
		cmocka_unit_test(test_denied),
		cmocka_unit_test(test_every_diagnosis_has_rows),
		cmocka_unit_test(test_table_is_sound),
		cmocka_unit_test(test_saved_places),
		cmocka_unit_test(test_hostile_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
