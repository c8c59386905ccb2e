/* SPDX-License-Identifier: MIT */
/* SHA-256: the vectors of FIPS 180-4 and of NIST's examples, with the bytes in pieces of every
 * kind. tests/run/content.bats compares it with sha256sum(1) for files of many lengths. */
#include "probe/sha256.h"

#include "text/base.h"

#include "same.h"

#include <stdio.h>

static const struct row {
	const char *title;
	const char *text;
	size_t times;
	const char *digest;
} rows[] = {
	{ "nothing", "", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "one block", "abc", 1,
	  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "two blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "two blocks and a half",
	  "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
	  "lmnopqrsmnopqrstnopqrstu",
	  1, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
	{ "a million", "a", 1000000,
	  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
};

static void
hex_of(struct mg_sha256 *sha, char hex[2 * MG_SHA256_BYTES + 1])
{
	unsigned char digest[MG_SHA256_BYTES];

	mg_sha256_end(sha, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

static void
test_vectors(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		char hex[2 * MG_SHA256_BYTES + 1];
		struct mg_sha256 sha;

		mg_sha256_init(&sha);
		for (size_t j = 0; j < rows[i].times; j++)
			mg_sha256_add(&sha, (const unsigned char *)rows[i].text,
				      strlen(rows[i].text));
		hex_of(&sha, hex);
		wrong += same_text(rows[i].title, "digest", hex, rows[i].digest);
	}
	assert_int_equal(wrong, 0);
}

/* Tries every length around a block and its padding, at once and cut in two at every place. */
static void
test_pieces(void **state)
{
	unsigned char bytes[200];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 7);
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		char whole[2 * MG_SHA256_BYTES + 1], parts[2 * MG_SHA256_BYTES + 1];
		struct mg_sha256 sha;

		mg_sha256_init(&sha);
		mg_sha256_add(&sha, bytes, len);
		hex_of(&sha, whole);
		for (size_t cut = 0; cut <= len; cut++) {
			mg_sha256_init(&sha);
			mg_sha256_add(&sha, bytes, cut);
			mg_sha256_add(&sha, bytes + cut, len - cut);
			hex_of(&sha, parts);
			assert_string_equal(whole, parts);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
