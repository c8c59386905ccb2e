/* SPDX-License-Identifier: MIT */
/* Users and groups out of two texts, well-formed or not. */
#include "command/accounts.h"

#include "text/lex.h"

#include "same.h"

#include <errno.h>
#include <stdlib.h>

#include "rows_accounts.h"

#define OWN_GID 77

/* In a block of exactly its size, so that ASan sees a step beyond it. */
static struct mg_accounts_file
make_file(const char *text, size_t len)
{
	struct mg_accounts_file file = { .errnum = text ? 0 : (int)len };

	if (!text)
		return file;
	file.text = malloc(len ? len : 1);
	assert_non_null(file.text);
	memcpy(file.text, text, len);
	file.len = len;
	return file;
}

static struct mg_accounts
make_accounts(const struct account_row *row)
{
	return (struct mg_accounts){ .files = { make_file(row->passwd, row->passwd_len),
						make_file(row->group, row->group_len) } };
}

static void
add_login(struct mg_buf *buf, const struct mg_login *login)
{
	mg_buf_addf(buf, "%u %u [", login->uid, login->gid);
	for (size_t i = 0; i < login->group_count; i++)
		mg_buf_addf(buf, i ? " %u" : "%u", login->groups[i]);
	mg_buf_addf(buf, "] %s", login->home);
}

static unsigned
row_differs(const struct account_row *row)
{
	struct mg_accounts accounts = make_accounts(row);
	struct mg_login login = { .uid = 12345 };
	struct mg_buf got = { 0 }, why = { 0 };
	struct mg_owner owner;
	unsigned wrong;

	if (mg_owner_parse(row->asked, &owner, &why) &&
	    mg_accounts_login(&accounts, &owner, OWN_GID, &login, &why))
		add_login(&got, &login);
	else
		assert_int_equal(login.uid, 12345); /* outputs are written on success only */
	mg_buf_add(&got, mg_buf_text(&why));
	wrong = same_text(row->title, "outcome", mg_buf_text(&got), row->wanted);
	mg_login_release(&login);
	mg_accounts_release(&accounts);
	mg_buf_release(&got);
	mg_buf_release(&why);
	return wrong;
}

static unsigned
all_differ(const struct account_row *rows, size_t count)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < count; i++)
		wrong += row_differs(&rows[i]);
	return wrong;
}

static void
test_logins(void **state)
{
	assert_int_equal(all_differ(login_rows, MG_ARRAY_LEN(login_rows)), 0);
}

static void
test_wrong_logins(void **state)
{
	assert_int_equal(all_differ(wrong_login_rows, MG_ARRAY_LEN(wrong_login_rows)), 0);
}

static void
test_spelling(void **state)
{
	assert_int_equal(all_differ(spelling_rows, MG_ARRAY_LEN(spelling_rows)), 0);
}

/* owner= of expectations: the numbers alone. */
static void
test_owners(void **state)
{
	static const struct {
		const char *asked;
		const char *wanted; /* "UID:GID", or the sentence */
		bool needs;
	} rows[] = {
		{ "0", "0:-", false },
		{ "1000:1000", "1000:1000", false },
		{ "app", "1000:-", true },
		{ "app:gpu", "1000:2002", true },
		{ "5:gpu", "5:2002", true },
		{ "app:5", "1000:5", true },
		{ "nobody", "there is no user nobody in /etc/passwd", true },
		{ "app:nobody", "there is no group nobody in /etc/group", true },
	};
	const struct account_row files = { .passwd = PASSWD,
					   .passwd_len = strlen(PASSWD),
					   .group = GROUP,
					   .group_len = strlen(GROUP) };
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		struct mg_accounts accounts = make_accounts(&files);
		struct mg_buf got = { 0 };
		struct mg_owner owner;

		assert_true(mg_owner_parse(rows[i].asked, &owner, &got));
		assert_int_equal(mg_owner_needs_accounts(&owner), rows[i].needs);
		if (mg_owner_resolve(&owner, &accounts, &got)) {
			mg_buf_addf(&got, "%u:", owner.uid);
			mg_buf_addf(&got, owner.has_group ? "%u" : "-", owner.gid);
			assert_false(mg_owner_needs_accounts(&owner));
		}
		wrong += same_text(rows[i].asked, "owner", mg_buf_text(&got), rows[i].wanted);
		mg_buf_release(&got);
		mg_accounts_release(&accounts);
	}
	assert_int_equal(wrong, 0);
}

static void
test_names(void **state)
{
	const struct account_row files = { .passwd = "x\n" PASSWD "app2:x:1000:1::/:\n",
					   .passwd_len = strlen("x\n" PASSWD "app2:x:1000:1::/:\n"),
					   .group_len = ENOENT };
	struct mg_accounts accounts = make_accounts(&files);
	struct mg_slice name = mg_accounts_name(&accounts, MG_ACCOUNTS_USERS, 1000);

	assert_true(mg_lex_equal(name, "app"));
	assert_true(mg_lex_equal(mg_accounts_name(&accounts, MG_ACCOUNTS_USERS, 0), "root"));
	assert_null(mg_accounts_name(&accounts, MG_ACCOUNTS_USERS, 1).text);
	assert_null(mg_accounts_name(&accounts, MG_ACCOUNTS_GROUPS, 0).text);
	mg_accounts_release(&accounts);
	mg_accounts_release(&accounts);
	assert_null(mg_accounts_name(&accounts, MG_ACCOUNTS_USERS, 0).text);
}

/* One group more than there may be is an error that names the limit. */
static void
test_too_many_groups(void **state)
{
	for (size_t count = MG_ACCOUNTS_MAX_GROUPS - 1; count <= MG_ACCOUNTS_MAX_GROUPS; count++) {
		struct mg_accounts accounts = { .files = { make_file(PASSWD, strlen(PASSWD)) } };
		struct mg_buf group = { 0 }, why = { 0 };
		struct mg_login login = { 0 };
		struct mg_owner owner;

		for (size_t i = 0; i < count; i++)
			mg_buf_addf(&group, "g%zu:x:%zu:app\n", i, 3000 + i);
		accounts.files[MG_ACCOUNTS_GROUPS] = make_file(group.text, group.len);
		assert_true(mg_owner_parse("app", &owner, &why));
		if (count < MG_ACCOUNTS_MAX_GROUPS) {
			assert_true(mg_accounts_login(&accounts, &owner, 0, &login, &why));
			assert_int_equal(login.group_count, MG_ACCOUNTS_MAX_GROUPS);
			assert_int_equal(login.groups[count], 3000 + count - 1);
		} else {
			assert_false(mg_accounts_login(&accounts, &owner, 0, &login, &why));
			assert_string_equal(mg_buf_text(&why),
					    "app is in more than 1023 groups in /etc/group");
		}
		mg_login_release(&login);
		mg_buf_release(&group);
		mg_buf_release(&why);
		mg_accounts_release(&accounts);
	}
}

/* Every byte at every place of a small file: no read beyond it, and no user becomes root. */
static void
test_no_byte_makes_root(void **state)
{
	static const char text[] = "app:x:1111:1111:c:/home/app:/bin/sh\n";

	for (size_t at = 0; at < sizeof(text) - 1; at++)
		for (unsigned byte = 0; byte < 256; byte++) {
			struct mg_accounts accounts = {
				.files = { make_file(text, sizeof(text) - 1), make_file("", 0) }
			};
			struct mg_buf why = { 0 };
			struct mg_login login = { 0 };
			struct mg_owner owner;

			accounts.files[MG_ACCOUNTS_USERS].text[at] = (char)byte;
			assert_true(mg_owner_parse("app", &owner, &why));
			if (mg_accounts_login(&accounts, &owner, 0, &login, &why))
				assert_int_not_equal(login.uid, 0);
			mg_login_release(&login);
			mg_buf_release(&why);
			mg_accounts_release(&accounts);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_logins),
		cmocka_unit_test(test_wrong_logins),
		cmocka_unit_test(test_spelling),
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_too_many_groups),
		cmocka_unit_test(test_no_byte_makes_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
