/* SPDX-License-Identifier: MIT */
/* Sets of capabilities: how they are written, how they are shown, and what becomes of them at an
 * exec. */
#include "command/caps.h"

#include "text/base.h"

#include "same.h"

#include <stdlib.h>
#include <sys/capability.h>

#define B(name) MG_CAPS_BIT(CAP_##name)
#define UNTOUCHED 0xdeadULL

static const struct list_row {
	const char *title;
	const char *text;
	uint64_t caps;
	const char *why; /* NULL: it is right */
} list_rows[] = {
	{ "none", "none", 0, NULL },
	{ "none in capitals, with blanks", " NONE ", 0, NULL },
	{ "one", "net_bind_service", B(NET_BIND_SERVICE), NULL },
	{ "with its prefix", "cap_net_bind_service", B(NET_BIND_SERVICE), NULL },
	{ "as Docker writes it", "NET_BIND_SERVICE", B(NET_BIND_SERVICE), NULL },
	{ "as the manual writes it", "CAP_NET_BIND_SERVICE", B(NET_BIND_SERVICE), NULL },
	{ "in mixed case", "Cap_Chown", B(CHOWN), NULL },
	{ "several", "chown,setuid,kill", B(CHOWN) | B(SETUID) | B(KILL), NULL },
	{ "several with blanks", "chown, setuid\t,kill ", B(CHOWN) | B(SETUID) | B(KILL), NULL },
	{ "one twice", "kill,CAP_KILL", B(KILL), NULL },
	{ "the first and the last", "chown,checkpoint_restore", B(CHOWN) | B(CHECKPOINT_RESTORE),
	  NULL },
	{ "nothing", "", 0, "'' is no capability (none alone, or names with commas between them)" },
	{ "a comma", ",", 0,
	  "'' is no capability (none alone, or names with commas between them)" },
	{ "a comma at the end", "kill,", 0,
	  "'' is no capability (none alone, or names with commas between them)" },
	{ "a comma at the start", ",kill", 0,
	  "'' is no capability (none alone, or names with commas between them)" },
	{ "the prefix alone", "cap_", 0,
	  "cap_ is no capability (none alone, or names with commas between them)" },
	{ "the prefix twice", "cap_cap_kill", 0,
	  "cap_cap_kill is no capability (none alone, or names with commas between them)" },
	{ "cut short", "net_bind", 0, "net_bind is no capability, did you mean net_bind_service?" },
	{ "a slip", "CAP_NET_BIND_SERVIC", 0,
	  "CAP_NET_BIND_SERVIC is no capability, did you mean net_bind_service?" },
	{ "a slip behind a right one", "kill,chwon", 0,
	  "chwon is no capability, did you mean chown?" },
	{ "a slip in a short one", "kil", 0, "kil is no capability, did you mean kill?" },
	{ "none and another", "none,kill", 0,
	  "none is no capability (none alone, or names with commas between them)" },
	{ "another and none", "kill,none", 0,
	  "none is no capability (none alone, or names with commas between them)" },
	{ "all is not to be had", "all", 0,
	  "all is no capability (none alone, or names with commas between them)" },
	{ "a number", "10", 0,
	  "10 is no capability (none alone, or names with commas between them)" },
	{ "a sign", "+kill", 0, "+kill is no capability, did you mean kill?" },
	{ "blanks between", "kill chown", 0,
	  "'kill chown' is no capability (none alone, or names with commas between them)" },
	{ "too long for a name", "net_bind_service_net_bind_service", 0,
	  "net_bind_service_net_bind_service is no capability (none alone, or names with commas between them)" },
	{ "a control character", "\033[2J", 0,
	  "'\\033[2J' is no capability (none alone, or names with commas between them)" },
};

static void
test_lists(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(list_rows); i++) {
		const struct list_row *row = &list_rows[i];
		struct mg_buf why = { 0 };
		uint64_t caps = UNTOUCHED;
		bool right = mg_caps_parse(row->text, &caps, &why);

		wrong += same_text(row->title, "outcome", right ? "right" : "wrong",
				   row->why ? "wrong" : "right");
		wrong += same_text(row->title, "text", mg_buf_text(&why), row->why ? row->why : "");
		wrong += same_number(row->title, "set", caps, right ? row->caps : UNTOUCHED);
		mg_buf_release(&why);
	}
	assert_int_equal(wrong, 0);
}

/* The table is that of libcap. */
static void
test_names(void **state)
{
	assert_true(MG_CAPS_NAMES > CAP_CHECKPOINT_RESTORE);
	assert_null(mg_caps_name_at(MG_CAPS_NAMES));
	for (size_t i = 0; i < MG_CAPS_NAMES; i++) {
		char *name = cap_to_name((cap_value_t)i);
		struct mg_buf why = { 0 };
		uint64_t caps;

		assert_non_null(name);
		if (name[0] == 'c') { /* an older library gives a number for a newer one */
			assert_string_equal(name + 4, mg_caps_name_at(i));
			assert_true(mg_caps_parse(name, &caps, &why));
			assert_int_equal(caps, MG_CAPS_BIT(i));
		}
		cap_free(name);
	}
}

static void
test_shown(void **state)
{
	static const struct {
		uint64_t caps;
		const char *list;
		const char *options;
	} rows[] = {
		{ 0, "", "" },
		{ B(SETUID), "SETUID", "--cap-add SETUID" },
		{ B(SETUID) | B(SETGID), "SETGID and SETUID", "--cap-add SETGID --cap-add SETUID" },
		{ B(KILL) | B(BPF) | B(CHOWN), "CHOWN, KILL and BPF",
		  "--cap-add CHOWN --cap-add KILL --cap-add BPF" },
		{ MG_CAPS_BIT(63), "number 63", "--cap-add number 63" },
	};
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		struct mg_buf list = { 0 }, options = { 0 };

		mg_caps_add(&list, rows[i].caps, false);
		mg_caps_add(&options, rows[i].caps, true);
		wrong += same_text(rows[i].list, "list", mg_buf_text(&list), rows[i].list);
		wrong += same_text(rows[i].list, "options", mg_buf_text(&options), rows[i].options);
		mg_buf_release(&list);
		mg_buf_release(&options);
	}
	assert_int_equal(wrong, 0);
}

/* permitted, inheritable, bounding, ambient */
#define REAL_ROOT(...) .state = { true, true, false, { __VA_ARGS__, 0 } }
#define NO_ROOT(...) .state = { false, false, false, { __VA_ARGS__, 0 } }
#define LOCKED_ROOT(...) .state = { true, true, true, { __VA_ARGS__, 0 } }

static void
test_after_exec(void **state)
{
	static const struct {
		const char *title;
		struct mg_caps_state state;
		uint64_t permitted, effective;
	} rows[] = {
		{ "root keeps what is in the bounding set", REAL_ROOT(7, 0, 7, 0), 7, 7 },
		{ "root loses what is not", REAL_ROOT(7, 0, 3, 0), 3, 3 },
		{ "root keeps what is inheritable", REAL_ROOT(7, 4, 3, 0), 7, 7 },
		{ "root keeps what is ambient", REAL_ROOT(7, 4, 0, 4), 4, 4 },
		{ "root cannot be given more beforehand", REAL_ROOT(1, 0, 7, 0), 1, 1 },
		{ "root with nothing", REAL_ROOT(0, 0, 7, 0), 0, 0 },
		{ "a user loses what is permitted", NO_ROOT(7, 0, 7, 0), 0, 0 },
		{ "a user loses what is inheritable", NO_ROOT(7, 7, 7, 0), 0, 0 },
		{ "a user keeps what is ambient", NO_ROOT(7, 2, 7, 2), 2, 2 },
		{ "a user with nothing", NO_ROOT(0, 0, 7, 0), 0, 0 },
		{ "root who is a user like any other", LOCKED_ROOT(7, 0, 7, 0), 0, 0 },
		{ "root who is one, with ambient ones", LOCKED_ROOT(7, 3, 7, 3), 3, 3 },
		{ "a set-user-id guard", .state = { false, true, false, { 7, 0, 3, 0, 0 } }, 3, 3 },
		{ "real root, and effectively not",
		  .state = { true, false, false, { 7, 1, 2, 1, 0 } }, 3, 1 },
	};
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		uint64_t permitted = UNTOUCHED, effective = UNTOUCHED;

		mg_caps_after_exec(&rows[i].state, &permitted, &effective);
		wrong += same_number(rows[i].title, "permitted", permitted, rows[i].permitted);
		wrong += same_number(rows[i].title, "effective", effective, rows[i].effective);
	}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_shown),
		cmocka_unit_test(test_after_exec),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
