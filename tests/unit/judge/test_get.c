/* SPDX-License-Identifier: MIT */
/* What the GET of --http comes to: every end of one, with its sentence. */

#include "judge/judge.h"

#include "same.h"

#include <errno.h>

static const struct get_row {
	struct mg_get get;
	enum mg_verdict verdict;
	const char *says;
} rows[] = {
	{ { .end = MG_GET_STATUS, .status = 101 }, MG_FAIL, "it answered 101" },
	{ { .end = MG_GET_STATUS, .status = 200 }, MG_PASS, "it answered 200" },
	{ { .end = MG_GET_STATUS, .status = 299 }, MG_PASS, "it answered 299" },
	{ { .end = MG_GET_STATUS, .status = 399 }, MG_PASS, "it answered 399" },
	{ { .end = MG_GET_STATUS, .status = 400 }, MG_FAIL, "it answered 400" },
	{ { .end = MG_GET_STATUS, .status = 503 }, MG_FAIL, "it answered 503" },
	{ { .end = MG_GET_NO_HOSTS, .errnum = EACCES },
	  MG_UNKNOWN,
	  "/etc/hosts cannot be read: permission denied (EACCES)" },
	{ { .end = MG_GET_NO_NAME },
	  MG_FAIL,
	  "its host is no address, not localhost and not in /etc/hosts, and mountguard asks no "
	  "DNS" },
	{ { .end = MG_GET_NO_SOCKET, .errnum = EMFILE },
	  MG_UNKNOWN,
	  "it cannot be asked: too many files are open in this process (EMFILE)" },
	{ { .end = MG_GET_NO_CONNECTION, .errnum = ECONNREFUSED },
	  MG_FAIL,
	  "nothing listens there (ECONNREFUSED)" },
	{ { .end = MG_GET_NO_CONNECTION, .errnum = ETIMEDOUT },
	  MG_FAIL,
	  "it does not take the connection" },
	{ { .end = MG_GET_NO_CONNECTION, .errnum = ENETUNREACH },
	  MG_FAIL,
	  "there is no connection: there is no way to its network (ENETUNREACH)" },
	{ { .end = MG_GET_BROKEN, .errnum = ECONNRESET },
	  MG_FAIL,
	  "the connection broke: its server cut the connection (ECONNRESET)" },
	{ { .end = MG_GET_CLOSED }, MG_FAIL, "it closed the connection without an answer" },
	{ { .end = MG_GET_CLOSED, .bytes = 1 },
	  MG_FAIL,
	  "it closed the connection before its status line ended" },
	{ { .end = MG_GET_LATE, .errnum = ETIMEDOUT },
	  MG_FAIL,
	  "it took the connection, and gave no answer within 5s" },
	{ { .end = MG_GET_LATE, .bytes = 12, .errnum = ETIMEDOUT },
	  MG_FAIL,
	  "its status line did not end within 5s" },
	{ { .end = MG_GET_GARBAGE, .sample = "SSH-2.0-x\r\nmore" },
	  MG_FAIL,
	  "what it sent is no answer of HTTP/1: SSH-2.0-x" },
	{ { .end = MG_GET_GARBAGE, .sample = "a\033[2J" },
	  MG_FAIL,
	  "what it sent is no answer of HTTP/1: 'a\\033[2J'" },
	{ { .end = MG_GET_GARBAGE }, MG_FAIL, "what it sent is no answer of HTTP/1: ''" },
	{ { .end = MG_GET_GARBAGE, .sample = "\025\003\003" },
	  MG_FAIL,
	  "it speaks TLS, and not plain HTTP" },
	{ { .end = MG_GET_ENDLESS, .bytes = 8192 },
	  MG_FAIL,
	  "no status line ends in its first 8192 bytes" },
};

static void
test_rows(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		struct mg_buf says = { 0 };

		mg_get_add(&says, &rows[i].get, 5000);
		wrong += same_text(rows[i].says, "the sentence", mg_buf_text(&says), rows[i].says);
		wrong += same_number(rows[i].says, "the verdict", mg_get_judge(&rows[i].get),
				     rows[i].verdict);
		mg_buf_release(&says);
	}
	assert_int_equal(wrong, 0);
}

/* Healthy only where storage and server are; "could not tell" is never a yes, and a failure counts
 * more. */
static void
test_exit(void **state)
{
	static const struct {
		size_t failed, unknown;
		enum mg_get_end end;
		unsigned status;
		enum mg_exit wanted;
	} exits[] = {
		{ 0, 0, MG_GET_STATUS, 200, MG_EXIT_OK },
		{ 0, 0, MG_GET_STATUS, 503, MG_EXIT_FAILED },
		{ 0, 0, MG_GET_NO_SOCKET, 0, MG_EXIT_UNKNOWN },
		{ 1, 0, MG_GET_STATUS, 200, MG_EXIT_FAILED },
		{ 0, 1, MG_GET_STATUS, 200, MG_EXIT_UNKNOWN },
		{ 0, 1, MG_GET_LATE, 0, MG_EXIT_FAILED },
		{ 1, 0, MG_GET_NO_SOCKET, 0, MG_EXIT_FAILED },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(exits); i++) {
		const struct mg_get get = { .end = exits[i].end, .status = exits[i].status };
		const struct mg_findings findings = {
			.failed_count = exits[i].failed,
			.unknown_count = exits[i].unknown,
			.get = &get,
			.get_verdict = mg_get_judge(&get),
		};

		assert_int_equal(mg_judge_exit(&findings), exits[i].wanted);
		assert_int_equal(mg_findings_hold(&findings), exits[i].wanted == MG_EXIT_OK);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_exit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
