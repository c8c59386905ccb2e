/* SPDX-License-Identifier: MIT */
/* The user who asks, by number and by name, and what a mode allows that user. */
#include "words/subject.h"

#include "fixture.h"

static const char users[] = "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"
			    "e\033vil:x:7:7::/:/bin/sh\n";

static void
test_reason(void **state)
{
	static const struct {
		const char *title;
		const char *users; /* /etc/passwd; NULL: there is none */
		struct mg_actor actor;
		struct mg_facts facts;
		const char *verb;
		const char *wanted;
	} rows[] = {
		{ "by name",
		  users,
		  { .uid = 1000, .gid = 1000 },
		  { .mode = 040755 },
		  "write",
		  "belongs to 0:0 (root) with mode 0755, and uid 1000 (app, gid 1000) is neither "
		  "its owner nor in its group" },
		{ "a stranger's",
		  users,
		  { .uid = 1001, .gid = 5 },
		  { .mode = 0100600, .uid = 501, .gid = 20 },
		  "read",
		  "belongs to 501:20 (no user of this image) with mode 0600, and uid 1001 (gid 5) "
		  "is "
		  "neither its owner nor in its group" },
		{ "no names are known",
		  NULL,
		  { .uid = 1000, .gid = 1000 },
		  { .mode = 0100600, .uid = 501, .gid = 20 },
		  "read",
		  "belongs to 501:20 with mode 0600, and uid 1000 (gid 1000) is neither its owner "
		  "nor in its group" },
		{ "a hostile name",
		  users,
		  { .uid = 0 },
		  { .mode = 0100600, .uid = 7, .gid = 7 },
		  "read",
		  "belongs to 7:7 ('e\\033vil') with mode 0600, and uid 0 (root, gid 0) is neither "
		  "its owner nor in its group" },
		{ "its owner",
		  users,
		  { .uid = 1000, .gid = 5 },
		  { .mode = 040577, .uid = 1000, .gid = 1000 },
		  "write",
		  "belongs to 1000:1000 (app) with mode 0577, and uid 1000 (app, gid 5) is its "
		  "owner, who may not write" },
		{ "a group among others",
		  NULL,
		  { .uid = 9, .gid = 9, .groups = { 20, 30 }, .group_count = 2 },
		  { .mode = 040707, .uid = 501, .gid = 30, .is_in_group = true },
		  "enter",
		  "belongs to 501:30 with mode 0707, and uid 9 (gid 9, groups 20, 30) is in its "
		  "group, which may not enter" },
		{ "a group behind those that are shown",
		  NULL,
		  { .uid = 9, .gid = 9, .groups = { 20, 30, 40, 50 }, .group_count = 65536 },
		  { .mode = 040707, .uid = 501, .gid = 60, .is_in_group = true },
		  "enter",
		  "belongs to 501:60 with mode 0707, and uid 9 (gid 9, groups 20, 30, 40, 50 and "
		  "65532 more) is in its group, which may not enter" },
		{ "special bits",
		  NULL,
		  { .uid = 9, .gid = 9 },
		  { .mode = 041770 },
		  "write",
		  "belongs to 0:0 with mode 01770, and uid 9 (gid 9) is neither its owner nor in "
		  "its group" },
	};
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		struct mg_accounts accounts = { 0 };
		struct mg_buf text = { 0 };

		accounts.files[MG_ACCOUNTS_USERS].text = (char *)(uintptr_t)rows[i].users;
		accounts.files[MG_ACCOUNTS_USERS].len = rows[i].users ? strlen(rows[i].users) : 0;
		mg_actor_add_reason(&text, &rows[i].actor, &rows[i].facts, &accounts, rows[i].verb);
		wrong += same_text(rows[i].title, "the reason", mg_buf_text(&text), rows[i].wanted);
		mg_buf_release(&text);
	}
	assert_int_equal(wrong, 0);
}

/* The first class that fits counts: the group's rights do not help the owner. */
static void
test_may(void **state)
{
	static const struct {
		unsigned uid, gid, mode, bits;
		bool wanted;
	} rows[] = {
		{ 1, 1, 0700, 7, true },  { 1, 2, 0077, 4, false }, { 2, 1, 0070, 7, true },
		{ 2, 1, 0707, 4, false }, { 2, 2, 0007, 7, true },  { 2, 2, 0005, 2, false },
		{ 2, 2, 0003, 3, true },  { 2, 2, 0003, 7, false }, { 0, 0, 0000, 4, false },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		struct mg_actor actor = { .uid = rows[i].uid, .gid = rows[i].gid };
		struct mg_facts facts = {
			.mode = rows[i].mode, .uid = 1, .gid = 1, .is_in_group = rows[i].gid == 1
		};

		assert_int_equal(mg_actor_may(&actor, &facts, rows[i].bits), rows[i].wanted);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reason),
		cmocka_unit_test(test_may),
	};

	return cmocka_run_group_tests_name("actor", tests, NULL, NULL);
}
