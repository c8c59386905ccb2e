/* SPDX-License-Identifier: MIT */
/* Why, and what to do: every row of advice, in each place for which it has a remedy of its own, and
 * cases that only look alike. The texts are compared exactly: people act on them. */
#include "advice/advice.h"

#include "advice/themes.h"
#include "expect/spec.h"
#include "words/vocabulary.h"

#include <unistd.h>

#include "fixture.h"
#include "rows_denied.h"
#include "rows_faults.h"

static const struct {
	const struct advice_row *rows;
	size_t count;
} themes[] = {
	{ target_rows, MG_ARRAY_LEN(target_rows) },   { absent_rows, MG_ARRAY_LEN(absent_rows) },
	{ content_rows, MG_ARRAY_LEN(content_rows) }, { broken_rows, MG_ARRAY_LEN(broken_rows) },
	{ access_rows, MG_ARRAY_LEN(access_rows) },   { lasting_rows, MG_ARRAY_LEN(lasting_rows) },
	{ room_rows, MG_ARRAY_LEN(room_rows) },	      { sharing_rows, MG_ARRAY_LEN(sharing_rows) },
};

/* Finds the first word, said or implied, that does not hold, as the guard does. False: all hold. */
static bool
find_failure(const struct mg_rule *rule, const struct mg_subject *subject, struct mg_term *word,
	     enum mg_verdict *verdict)
{
	const struct mg_word *check;
	struct mg_buf clause = { 0 };

	*verdict = MG_PASS;
	for (size_t i = 0; *verdict == MG_PASS && (check = mg_always_at(i)) != NULL; i++) {
		*word = (struct mg_term){ .check = check };
		*verdict = check->judge(subject, word, &clause);
	}
	for (size_t i = 0; *verdict == MG_PASS && i < rule->word_count; i++) {
		*word = rule->words[i];
		*verdict = mg_word_judge(word->check, subject, word, &clause);
	}
	mg_buf_release(&clause);
	return *verdict != MG_PASS;
}

/* --- the texts --- */

#define TEXTS "tests/unit/messages/advice.txt"

/* What is said to all rows, in their order; and of each row of the table, which of its texts. */
static struct mg_buf said;
static const char *used[512];
static size_t used_count;

/* The piece of the file of texts that begins with the title, up to the next empty line. */
static struct mg_slice
find_saved(const char *saved, const char *title)
{
	for (const char *at = strstr(saved, title); at; at = strstr(at + 1, title)) {
		const char *end = strstr(at, "\n\n");

		if ((at == saved || at[-1] == '\n') && at[strlen(title)] == '\n')
			return (struct mg_slice){ at, end ? (size_t)(end - at) + 1 : strlen(at) };
	}
	return (struct mg_slice){ "", 0 };
}

static const char *
saved_texts(void)
{
	static struct mg_buf text;
	size_t len;
	char *bytes;

	if (text.len > 0 || access(TEXTS, R_OK) != 0)
		return mg_buf_text(&text);
	bytes = fixture_read(TEXTS, &len);
	mg_buf_add_bytes(&text, bytes, len);
	free(bytes);
	return mg_buf_text(&text);
}

static unsigned
texts_differ(const char *title, const struct mg_advice *advice)
{
	struct mg_buf now = { 0 };
	struct mg_slice saved = find_saved(saved_texts(), title);
	unsigned wrong;

	mg_buf_addf(&now, "%s\n", title);
	if (advice->why.len > 0)
		mg_buf_addf(&now, "  why  %s\n", mg_buf_text(&advice->why));
	if (advice->fix.len > 0)
		mg_buf_addf(&now, "  fix  %s\n", mg_buf_text(&advice->fix));
	mg_buf_addf(&said, "%s\n", mg_buf_text(&now));
	wrong = getenv("MG_ACCEPT") ? 0
				    : same_bytes(title, "what is said", saved.text, saved.len,
						 mg_buf_text(&now));
	mg_buf_release(&now);
	return wrong;
}

static unsigned
advice_differs(const char *title, const struct mg_survey *survey, const struct mg_plan *plan,
	       const struct mg_subject *subject, const struct advice_row *row)
{
	struct mg_advice advice;
	enum mg_verdict verdict;
	struct mg_term word;
	unsigned wrong;

	if (!find_failure(subject->rule, subject, &word, &verdict)) {
		print_error("row '%s': all of it holds\n", title);
		return 1;
	}
	advice = mg_advice_find(survey, plan, subject, &word, verdict);
	wrong = same_text(title, "name", advice.name, row->name) + texts_differ(title, &advice);
	assert_true(used_count + 2 < MG_ARRAY_LEN(used));
	if (advice.template)
		used[used_count++] = advice.template;
	mg_buf_release(&advice.why);
	mg_buf_release(&advice.fix);
	return wrong;
}

/* asker: who was denied, or NULL. */
static unsigned
row_differs(const struct advice_row *row, const struct asker *asker)
{
	struct mg_survey survey = { .mounts = fixture_parse(row->saved->text,
							    strlen(row->saved->text)),
				    .place = row->saved->engine,
				    /* The machine itself is no user namespace. */
				    .hides_owners = row->saved->engine != MG_ENGINE_PLAIN,
				    .is_user_namespace = asker && asker->is_user_namespace };
	struct mg_plan plan = { .identity.has_user = asker && asker->changes_user };
	struct mg_spec_context context = { .directory = "/" };
	struct mg_spec spec = { 0 };
	struct mg_facts facts = row->facts;
	struct mg_subject subject = { .facts = &facts, .timeout_ms = 5000 };
	char title[256];
	unsigned wrong;

	survey.container = mg_container_find(&survey.mounts, ROOT);
	if (asker)
		survey.actor = asker->actor;
	if (asker && asker->users) {
		survey.accounts.files[MG_ACCOUNTS_USERS].text = (char *)(uintptr_t)asker->users;
		survey.accounts.files[MG_ACCOUNTS_USERS].len = strlen(asker->users);
	}
	(void)snprintf(title, sizeof(title), "%s (%s: %s)", row->title, row->saved->name,
		       row->line);
	assert_int_equal(mg_spec_add(&spec, &context, MG_SPEC_FLAG, "E", mg_lex_slice(row->line)),
			 0);
	assert_int_equal(spec.count, 1);
	subject.path = spec.rules[0].path;
	subject.key = spec.rules[0].key;
	subject.rule = &spec.rules[0];
	if (facts.resolved[0] == '\0')
		(void)snprintf(facts.resolved, sizeof(facts.resolved), "%s", subject.path);
	facts.mount_id = row->on;
	subject.mount = mg_mounts_find(&survey.mounts, row->on);
	subject.is_unlocated = row->on == NO_MOUNT;
	assert_true(subject.mount || subject.is_unlocated);
	if (subject.mount)
		subject.backing = mg_backing_find(&survey.container, subject.mount);
	wrong = advice_differs(title, &survey, &plan, &subject, row);
	mg_spec_release(&spec);
	mg_mounts_release(&survey.mounts);
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
		wrong += row_differs(&denied_rows[i].row, &denied_rows[i].asker);
		/* Where the user is not known, no reason is made up. */
		if (strncmp(denied_rows[i].row.name ? denied_rows[i].row.name : "", "denied", 6) ==
		    0) {
			struct advice_row unknown = denied_rows[i].row;

			unknown.name = NULL;
			unknown.title = "the same, and who asked is not known";
			wrong += row_differs(&unknown, NULL);
		}
	}
	assert_int_equal(wrong, 0);
}

/* --- the table itself --- */

/* The row, and the part of the table that it is in; NULL past the last. */
static const struct mg_advice_row *
row_at(size_t index, const struct mg_advice_part **in)
{
	for (size_t i = 0; mg_advice_parts[i]; i++) {
		const struct mg_advice_part *part = mg_advice_parts[i];

		if (in)
			*in = part;
		if (index < part->count)
			return &part->rows[index];
		index -= part->count;
	}
	return NULL;
}

static bool
was_used(const char *template)
{
	for (size_t i = 0; i < used_count; i++)
		if (used[i] == template)
			return true;
	return false;
}

static void
test_every_text_has_a_row(void **state)
{
	const struct mg_advice_row *row;
	unsigned wrong = 0;

	for (size_t i = 0; (row = row_at(i, NULL)) != NULL; i++) {
		struct mg_slice rest = mg_lex_slice(row->fix ? row->fix : ""), label, piece;

		while (mg_wording_piece(&rest, &label, &piece)) {
			if (was_used(piece.text))
				continue;
			print_error("%s: no row is told '%.*s'\n", row->name, (int)piece.len,
				    piece.text);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

/* A name in braces without a value would keep the text from being said, or cut it. */
static unsigned
text_differs(const struct mg_advice_row *row, const char *text)
{
	struct mg_mounts mounts = fixture_parse(docker.text, strlen(docker.text));
	struct mg_survey survey = { .actor = { .is_known = true, .uid = 1000, .gid = 1000 } };
	static const struct mg_plan plan;
	struct mg_facts facts = { .resolved = "/data/log" };
	struct mg_subject subject = { .path = "/data/log",
				      .facts = &facts,
				      .mount = mg_mounts_find(&mounts, VOLUME) };
	struct mg_case given = { .survey = &survey,
				 .plan = &plan,
				 .subject = &subject,
				 .path = "/data/log",
				 .mount = subject.mount };
	struct mg_container container = mg_container_find(&mounts, ROOT);
	struct mg_slice rest = mg_lex_slice(text), label, piece;
	unsigned wrong = same_number(row->name, "two blanks", strstr(text, "  ") != NULL, false);

	subject.backing = mg_backing_find(&container, subject.mount);
	while (mg_wording_piece(&rest, &label, &piece))
		wrong += same_number(row->name, "a full stop at the end",
				     piece.text[piece.len - 1] == '.', false);
	for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
		struct mg_slice name = { at, strcspn(at, "}") + 1 };
		struct mg_buf buf = { 0 };

		wrong += same_number(at, "whether something stands for the name",
				     mg_wording_add(&buf, &given, name), true);
		mg_buf_release(&buf);
	}
	mg_mounts_release(&mounts);
	return wrong;
}

static bool
is_word(struct mg_slice name)
{
	const struct mg_word *implied;

	if (mg_word_by_name(name))
		return true;
	for (size_t i = 0; (implied = mg_always_at(i)) != NULL; i++)
		if (mg_lex_equal(name, implied->name))
			return true;
	return false;
}

static void
test_table_is_sound(void **state)
{
	const struct mg_advice_part *part = NULL;
	const struct mg_advice_row *row;
	unsigned wrong = 0;

	for (size_t i = 0; (row = row_at(i, &part)) != NULL; i++) {
		const char *words = row->words ? row->words : part->words;
		const char *why = row->why ? row->why : part->why;
		struct mg_slice rest = mg_lex_slice(words ? words : "exists"), word;

		wrong += text_differs(row, why) + text_differs(row, row->fix ? row->fix : "");
		while (mg_lex_piece(&rest, ' ', &word))
			wrong += same_number(row->name, "whether its words are words",
					     is_word(word), true);
	}
	assert_int_equal(wrong, 0);
}

/* Each saved table is recognised as the engine that it comes from. */
static void
test_saved_engines(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(saved_engines); i++) {
		const struct saved *saved = saved_engines[i];
		struct mg_mounts mounts = fixture_parse(saved->text, strlen(saved->text));
		enum mg_engine place = mg_engine_find(&mounts, ROOT, &saved->signs);

		wrong += same_text(saved->name, "place", mg_engine_name(place),
				   mg_engine_name(saved->engine));
		mg_mounts_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

/* The texts that were said, for a person to read; MG_ACCEPT=1 makes them the ones that are wanted.
 */
static void
test_no_text_is_left_over(void **state)
{
	if (getenv("MG_ACCEPT")) {
		FILE *file = fopen(TEXTS, "w");

		assert_non_null(file);
		assert_true(fputs(mg_buf_text(&said), file) >= 0);
		assert_int_equal(fclose(file), 0);
	} else {
		assert_string_equal(saved_texts(), mg_buf_text(&said));
	}
	mg_buf_release(&said);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_advice),
		cmocka_unit_test(test_denied),
		cmocka_unit_test(test_every_text_has_a_row),
		cmocka_unit_test(test_table_is_sound),
		cmocka_unit_test(test_saved_engines),
		cmocka_unit_test(test_no_text_is_left_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
