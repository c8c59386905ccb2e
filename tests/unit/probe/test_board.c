/* SPDX-License-Identifier: MIT */
/* What the probe child tells the guard: a real child's words get through whole, and nothing else
 * does. */
#include "probe/board.h"

#include "same.h"

#include <stdlib.h>

/* A byte that no member holds by itself. */
#define MARK 0x55

static struct mg_facts
whole_facts(void)
{
	struct mg_facts facts = {
		.answer = MG_ANSWER_GIVEN,
		.stage = MG_STAGE_DONE,
		.walk_err = 2,
		.is_link = true,
		.missing = "models",
		.near = "Models",
		.has_mount_id = true,
		.mount_id = UINT64_MAX,
		.is_mount_root = true,
		.stat_err = MG_NOT_ASKED,
		.mode = 0100644,
		.uid = 4294967295U,
		.gid = 65534,
		.is_immutable = true,
		.has_acl = true,
		.size = 1ULL << 62,
		.knows_data_link = true,
		.has_data_link = true,
		.listing = { .err = 0,
			     .has_own = true,
			     .has_lost_found = true,
			     .has_reserved = true,
			     .mount_points = 2,
			     .empty_dirs = 1,
			     .names_len = 18,
			     .names = "logs/\0models\0temp",
			     .globs_matched = { true, false, true } },
		.read_err = 5,
		.execute_err = 4095,
		.write = { .err = 28, .step = MG_WRITE_UNLINK, .append_only = true },
		.space = { true, 1, 2, 3, 4, 5 },
		.lock = { 11, 17, "0123456789ab" },
		.content = { 5, { 0xff }, 2, true, 9, 8 },
		.abilities = { 0, 1, 2, 3, 4, 254, MG_ABILITY_UNTRIED },
		.has_looked_near = true,
		.nearby = { .is_known = true,
			    .count = 2,
			    .has_more = true,
			    .names_len = 10,
			    .names = "api/\0main\0",
			    .found = "/app/api/main.py",
			    .found_mount_id = 7 },
		.resolved = "/srv/\xff\x1b[0m",
	};

	return facts;
}

/* Writes the facts into a block of exactly their size: ASan then sees a step beyond it. */
static unsigned char *
whole_answer(size_t *len)
{
	struct mg_facts facts = whole_facts();
	unsigned char bytes[MG_BOARD_ANSWER_BYTES], *answer;

	*len = mg_board_put(&facts, bytes);
	answer = malloc(*len);
	assert_non_null(answer);
	memcpy(answer, bytes, *len);
	return answer;
}

static void
test_whole(void **state)
{
	struct mg_facts facts = whole_facts(), taken;
	size_t len;
	unsigned char *answer = whole_answer(&len);

	memset(&taken, 0, sizeof(taken));
	assert_int_equal(mg_board_take(answer, len, &taken), len);
	assert_int_equal(taken.walk_err, 2);
	assert_memory_equal(taken.listing.names, facts.listing.names, sizeof(facts.listing.names));
	assert_memory_equal(&taken.nearby.names, facts.nearby.names, sizeof(facts.nearby.names));
	assert_string_equal(taken.nearby.found, facts.nearby.found);
	assert_string_equal(taken.resolved, facts.resolved);
	assert_true(len < 1000); /* a short text takes few bytes */
	memset(&taken, 0, sizeof(taken));
	mg_board_take_live(&facts, &taken);
	assert_int_equal(taken.answer, MG_ANSWER_GIVEN);
	assert_string_equal(taken.missing, "models");
	free(answer);
}

/* A new member without a row is found here: its bytes do not arrive. */
static void
test_every_member(void **state)
{
	struct mg_facts facts, taken;
	const unsigned char *from, *to;
	size_t missed = 0;

	memset(&facts, 1, sizeof(facts)); /* a true flag, too */
	memset(&taken, 0, sizeof(taken));
	from = (const void *)&facts;
	to = (const void *)&taken;
	facts.answer = MG_ANSWER_GIVEN;
	facts.stage = MG_STAGE_DONE;
	facts.walk_err = facts.stat_err = facts.listing.err = facts.read_err = 1;
	facts.execute_err = facts.write.err = facts.space.err = facts.lock.err = 1;
	facts.content.err = facts.content.other_err = 1;
	facts.write.step = MG_WRITE_WRITE;
	facts.missing[sizeof(facts.missing) - 1] = '\0';
	facts.near[sizeof(facts.near) - 1] = '\0';
	facts.lock.container[sizeof(facts.lock.container) - 1] = '\0';
	facts.resolved[sizeof(facts.resolved) - 1] = '\0';
	facts.link[sizeof(facts.link) - 1] = '\0';
	facts.link_target[sizeof(facts.link_target) - 1] = '\0';
	facts.nearby.found[sizeof(facts.nearby.found) - 1] = '\0';
	facts.listing.names_len = facts.nearby.names_len = MG_FACTS_NAMES_BYTES;
	facts.listing.names[MG_FACTS_NAMES_BYTES - 1] = '\0';
	facts.nearby.names[MG_FACTS_NAMES_BYTES - 1] = '\0';
	facts.nearby.count = 1;
	mg_board_take_live(&facts, &taken);
	assert_int_equal(taken.answer, MG_ANSWER_GIVEN);
	for (size_t i = 0; i < sizeof(facts); i++)
		missed += from[i] != to[i];
	/* The padding between the members. If this fails, give the new member a row in board.c, and
	 * then put the new numbers here. */
	assert_int_equal(sizeof(facts), 6440);
	assert_int_equal(missed, 48);
}

#define AT(member) offsetof(struct mg_facts, member)

static const struct row {
	const char *title;
	size_t at, size;
	long value; /* of a number; size 0: bytes of MARK */
	enum mg_answer live;
} rows[] = {
	{ "late is the guard's word", AT(answer), 4, MG_ANSWER_LATE, MG_ANSWER_INVALID },
	{ "so is died", AT(answer), 4, MG_ANSWER_DIED, MG_ANSWER_INVALID },
	{ "and invalid", AT(answer), 4, MG_ANSWER_INVALID, MG_ANSWER_INVALID },
	{ "no answer of that number", AT(answer), 4, 99, MG_ANSWER_INVALID },
	{ "nor below none", AT(answer), 4, -1, MG_ANSWER_INVALID },
	{ "spared is an answer", AT(answer), 4, MG_ANSWER_SPARED, MG_ANSWER_SPARED },
	{ "a stage past the last", AT(stage), 4, MG_STAGE_DONE + 1, MG_ANSWER_INVALID },
	{ "a stage before the first", AT(stage), 4, -1, MG_ANSWER_INVALID },
	{ "the walk is always asked for", AT(walk_err), 4, MG_NOT_ASKED, MG_ANSWER_INVALID },
	{ "an errno past the last", AT(walk_err), 4, 4096, MG_ANSWER_INVALID },
	{ "an errno below", AT(stat_err), 4, -2, MG_ANSWER_INVALID },
	{ "the least number of all", AT(read_err), 4, -2147483647L - 1, MG_ANSWER_INVALID },
	{ "of executing", AT(execute_err), 4, 4096, MG_ANSWER_INVALID },
	{ "of writing", AT(write.err), 4, 5000, MG_ANSWER_INVALID },
	{ "of listing", AT(listing.err), 4, -100, MG_ANSWER_INVALID },
	{ "a step past the last", AT(write.step), 4, MG_WRITE_UNLINK + 1, MG_ANSWER_INVALID },
	{ "neither true nor false", AT(is_link), 1, 2, MG_ANSWER_INVALID },
	{ "true by all its bits", AT(is_mount_root), 1, 255, MG_ANSWER_INVALID },
	{ "a flag of several", AT(listing.globs_matched) + MG_FACTS_MAX_GLOBS - 1, 1, 3,
	  MG_ANSWER_INVALID },
	{ "more bytes of names than there is room", AT(listing.names_len), 4, 257,
	  MG_ANSWER_INVALID },
	{ "fewer than none", AT(listing.names_len), 4, -1, MG_ANSWER_INVALID },
	{ "the last name has no end", AT(listing.names_len), 4, 9, MG_ANSWER_INVALID },
	{ "a name that is empty", AT(listing.names), 1, 0, MG_ANSWER_INVALID },
	{ "another", AT(listing.names) + 6, 1, 0, MG_ANSWER_INVALID },
	{ "more names than were counted", AT(listing.mount_points), 4, 1, MG_ANSWER_INVALID },
	{ "of both sorts", AT(listing.empty_dirs), 4, 0, MG_ANSWER_INVALID },
	{ "counted, and not named", AT(listing.mount_points), 4, 1000000, MG_ANSWER_GIVEN },
	{ "near: more names than were counted", AT(nearby.count), 4, 1, MG_ANSWER_INVALID },
	{ "near: fewer", AT(nearby.count), 4, 5, MG_ANSWER_INVALID },
	{ "near: more than are kept", AT(nearby.count), 4, 6, MG_ANSWER_INVALID },
	{ "near: a flag that is none", AT(has_looked_near), 1, 9, MG_ANSWER_INVALID },
	{ "near: nothing was looked for, and nothing is taken", AT(has_looked_near), 1, 0,
	  MG_ANSWER_GIVEN },
	{ "near: no end", AT(nearby.names_len), 4, 9, MG_ANSWER_INVALID },
	{ "every mode may be", AT(mode), 4, -1, MG_ANSWER_GIVEN },
	{ "a text that fills its room is cut", AT(missing), 0, MG_FACTS_NAMES_BYTES,
	  MG_ANSWER_GIVEN },
	{ "a path, too", AT(resolved), 0, MG_FACTS_PATH_BYTES, MG_ANSWER_GIVEN },
};

static void
test_wrong(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		const struct row *row = &rows[i];
		struct mg_facts facts = whole_facts(), taken;
		int32_t value = (int32_t)row->value;
		unsigned char byte = (unsigned char)row->value, *base = (void *)&facts;

		if (row->size == 0)
			memset(base + row->at, MARK, (size_t)row->value);
		else
			memcpy(base + row->at, row->size == 1 ? (void *)&byte : (void *)&value,
			       row->size);
		memset(&taken, MARK, sizeof(taken));
		mg_board_take_live(&facts, &taken);
		wrong += same_number(row->title, "the answer", taken.answer, row->live);
		if (row->live != MG_ANSWER_INVALID)
			continue;
		/* Nothing of a wrong answer is left that could be used by mistake. */
		wrong += same_number(row->title, "the walk", (uint64_t)taken.walk_err, 0);
		wrong += same_number(row->title, "the mount", taken.has_mount_id, 0);
		wrong += same_number(row->title, "the names", taken.listing.names_len, 0);
		wrong += same_number(row->title, "the write", (uint64_t)taken.write.err,
				     (uint64_t)MG_NOT_ASKED);
		wrong += same_text(row->title, "the path", taken.resolved, "");
	}
	assert_int_equal(wrong, 0);
}

/* A child that was stopped half-way has given no answer, and its unfinished facts are no record. */
static void
test_unfinished(void **state)
{
	struct mg_facts facts = whole_facts(), taken = { 0 };
	unsigned char answer[MG_BOARD_ANSWER_BYTES];
	size_t len;

	facts.answer = MG_ANSWER_NONE;
	facts.stage = MG_STAGE_WALK;
	mg_board_take_live(&facts, &taken);
	assert_int_equal(taken.answer, MG_ANSWER_NONE);
	assert_int_equal(taken.stage, MG_STAGE_WALK);
	assert_string_equal(taken.missing, "models");
	len = mg_board_put(&facts, answer);
	assert_int_equal(mg_board_take(answer, len, &taken), 0);
	assert_int_equal(taken.answer, MG_ANSWER_INVALID);
}

/* Cuts an answer off at every length. */
static void
test_short(void **state)
{
	size_t len;
	unsigned char *answer = whole_answer(&len);

	for (size_t i = 0; i < len; i++) {
		unsigned char *part = malloc(i + 1);
		struct mg_facts taken;

		assert_non_null(part);
		memcpy(part + 1, answer, i); /* the part ends where the block ends */
		assert_int_equal(mg_board_take(part + 1, i, &taken), 0);
		assert_int_equal(taken.answer, MG_ANSWER_INVALID);
		free(part);
	}
	free(answer);
}

static struct mg_head
whole_head(void)
{
	struct mg_head head = {
		.has_root_id = true,
		.root_id = 42,
		.signs = { .has_dockerenv = true },
		.actor = { .is_known = true, .uid = 1000, .group_count = 65536 },
	};

	return head;
}

static void
test_head(void **state)
{
	struct mg_head head = whole_head(), taken;

	assert_true(mg_board_take_head(&head, &taken));
	assert_int_equal(taken.root_id, 42);
	assert_true(taken.signs.has_dockerenv && !taken.signs.has_containerenv);
	assert_int_equal(taken.actor.group_count, 65536);
	head = whole_head();
	memset(&head.actor.overrides_modes, 7, 1);
	assert_false(mg_board_take_head(&head, &taken));
	head = whole_head();
	memset(&head.is_refused, 9, 1);
	assert_false(mg_board_take_head(&head, &taken));
	/* The other signs are not for the child to say. */
	head = whole_head();
	memset(&head.signs.has_kubernetes, 7, 1);
	assert_true(mg_board_take_head(&head, &taken));
	assert_false(taken.signs.has_kubernetes);
}

static const struct refusal_row {
	const char *title;
	enum mg_exit exit_code;
	const char *text;
	bool holds;
} refusals[] = {
	{ "as it is", MG_EXIT_NOT_EXECUTABLE, "cannot become user 1000", true },
	{ "could not tell", MG_EXIT_UNKNOWN, "cannot ask the kernel who this is", true },
	{ "a refusal that would be a success", MG_EXIT_OK, "fine", false },
	{ "or unhealthy", MG_EXIT_UNHEALTHY, "fine", false },
	{ "an exit code that there is not", (enum mg_exit)5, "x", false },
	{ "no reason", MG_EXIT_NOT_EXECUTABLE, "", false },
	{ "what a terminal obeys", MG_EXIT_NOT_EXECUTABLE, "\033[2Jcannot", false },
	{ "a line of its own", MG_EXIT_NOT_EXECUTABLE, "cannot\nmountguard: ok", false },
	{ "what turns the direction of writing", MG_EXIT_NOT_EXECUTABLE, "\xe2\x80\xae", false },
};

static void
test_refusals(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(refusals); i++) {
		const struct refusal_row *row = &refusals[i];
		struct mg_head head = whole_head(), taken;

		head.is_refused = true;
		head.refusal.exit_code = row->exit_code;
		memcpy(head.refusal.text, row->text, strlen(row->text) + 1);
		wrong += same_number(row->title, "whether it holds",
				     mg_board_take_head(&head, &taken), row->holds);
		if (row->holds)
			wrong += same_text(row->title, "the text", taken.refusal.text, row->text);
	}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),	 cmocka_unit_test(test_every_member),
		cmocka_unit_test(test_wrong),	 cmocka_unit_test(test_unfinished),
		cmocka_unit_test(test_short),	 cmocka_unit_test(test_head),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
