/* SPDX-License-Identifier: MIT */
/* How text of unknown origin is shown. Rows, and two promises tried on every character: the output
 * has nothing harmful, and reads back as the input. */
#include "text/quote.h"

#include "same.h"

#include "text/lex.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

static const struct row {
	const char *title;
	const char *given;
	const char *wanted;
} rows[] = {
	{ "a word", "main.py", "main.py" },
	{ "the first and last letters", "azAZ09", "azAZ09" },
	{ "a path", "/var/lib/docker/volumes/x_1/_data", "/var/lib/docker/volumes/x_1/_data" },
	{ "signs that need no quotes", "/._-+:@%=~,*?[]{}|!^", "/._-+:@%=~,*?[]{}|!^" },
	{ "a command in a name", "/app/$(reboot)", "'/app/$(reboot)'" },
	{ "a name that goes on in another command", "/app&x", "'/app&x'" },
	{ "a root of nsfs", "net:[4026532940]", "net:[4026532940]" },
	{ "nothing", "", "''" },
	{ "a blank", "my data", "'my data'" },
	{ "a blank alone", " ", "' '" },
	{ "Git Bash", "/app;C", "'/app;C'" },
	{ "a hash", "/a#b", "'/a#b'" },
	{ "double quotes", "a\"b", "'a\"b'" },
	{ "a backtick", "`id`", "'`id`'" },
	{ "a backslash", "C:\\Shop", "'C:\\Shop'" },
	{ "a backslash at the end", "C:\\", "'C:\\'" },
	{ "two backslashes", "\\\\host\\share", "'\\\\host\\share'" },
	{ "letters beyond ASCII", "/caf\xc3\xa9", "'/caf\xc3\xa9'" },
	{ "three bytes", "\xe6\xb0\xb4", "'\xe6\xb0\xb4'" },
	{ "four bytes", "\xf0\x9f\x90\xb3", "'\xf0\x9f\x90\xb3'" },
	{ "an apostrophe", "it's", "'it\\047s'" },
	{ "a backslash like an escape of ours", "\\040", "'\\134040'" },
	{ "a backslash before one octal digit", "C:\\7z", "'C:\\1347z'" },
	{ "a backslash before an 8", "C:\\8z", "'C:\\8z'" },
	{ "a newline", "a\nb", "'a\\012b'" },
	{ "a tab", "a\tb", "'a\\011b'" },
	{ "a carriage return", "a\rb", "'a\\015b'" },
	{ "a bell", "\a", "'\\007'" },
	{ "an escape sequence", "\033[31mred\033[0m", "'\\033[31mred\\033[0m'" },
	{ "delete", "a\177", "'a\\177'" },
	{ "a C1 control, CSI", "\xc2\x9b", "'\\302\\233'" },
	{ "the last C1 control", "\xc2\x9f", "'\\302\\237'" },
	{ "the first behind them", "\xc2\xa0", "'\xc2\xa0'" },
	{ "soft hyphen", "\xc2\xad", "'\\302\\255'" },
	{ "right to left override", "a\xe2\x80\xaegpj", "'a\\342\\200\\256gpj'" },
	{ "an isolate", "\xe2\x81\xa6", "'\\342\\201\\246'" },
	{ "the Arabic letter mark", "\xd8\x9c", "'\\330\\234'" },
	{ "zero width blank", "a\xe2\x80\x8b", "'a\\342\\200\\213'" },
	{ "line separator", "\xe2\x80\xa8", "'\\342\\200\\250'" },
	{ "byte order mark", "\xef\xbb\xbf", "'\\357\\273\\277'" },
	{ "a tag", "\xf3\xa0\x81\x81", "'\\363\\240\\201\\201'" },
	{ "a lone continuation", "\x80", "'\\200'" },
	{ "a byte that is never UTF-8", "\xff", "'\\377'" },
	{ "a cut sequence", "\xe6\xb0", "'\\346\\260'" },
	{ "a sequence cut by a letter", "\xc3(", "'\\303('" },
	{ "an overlong slash", "\xc0\xaf", "'\\300\\257'" },
	{ "an overlong slash in three", "\xe0\x80\xaf", "'\\340\\200\\257'" },
	{ "an overlong NUL in four", "\xf0\x80\x80\x80", "'\\360\\200\\200\\200'" },
	{ "half a surrogate pair", "\xed\xa0\x80", "'\\355\\240\\200'" },
	{ "above the last character", "\xf4\x90\x80\x80", "'\\364\\220\\200\\200'" },
	{ "good beside bad", "\xc3\xa9\xff\xc3\xa9", "'\xc3\xa9\\377\xc3\xa9'" },
};

static char *
quote(const char *text, size_t len)
{
	struct mg_buf buf = { 0 };
	char *copy = malloc(len ? len : 1), *quoted;

	/* Exactly as large as the text, so that ASan sees a look beyond it. */
	assert_non_null(copy);
	memcpy(copy, text, len);
	mg_quote_add_slice(&buf, (struct mg_slice){ copy, len });
	free(copy);
	quoted = mg_buf_take(&buf);
	assert_non_null(quoted);
	return quoted;
}

static void
test_rows(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		MG_CLEANUP(mg_buf_release) struct mg_buf buf = { 0 };
		char *quoted = quote(rows[i].given, strlen(rows[i].given));

		mg_buf_add(&buf, "x ");
		mg_quote_add(&buf, rows[i].given);
		wrong += same_text(rows[i].title, "a slice", quoted, rows[i].wanted);
		wrong += same_text(rows[i].title, "a text", mg_buf_text(&buf) + 2, rows[i].wanted);
		free(quoted);
	}
	assert_int_equal(wrong, 0);
}

static void
test_nul(void **state)
{
	char *quoted = quote("a\0b", 3);

	assert_string_equal(quoted, "'a\\000b'");
	free(quoted);
}

/* Undoes what mg_quote_add did; the length in *len. */
static void
unquote(const char *quoted, char *out, size_t *len)
{
	const char *end = quoted + strlen(quoted);

	*len = 0;
	if (*quoted == '\'') {
		quoted++;
		end--;
		assert_int_equal(*end, '\'');
	}
	while (quoted < end) {
		if (mg_lex_octal(quoted, end, &out[*len])) {
			quoted += 4;
		} else if (end - quoted > 3 && memcmp(quoted, "\\000", 4) == 0) {
			out[*len] = '\0'; /* no file name has it */
			quoted += 4;
		} else {
			out[*len] = *quoted++;
		}
		++*len;
	}
}

static void
check_safe(const char *text, size_t len)
{
	char *quoted = quote(text, len), back[MG_QUOTE_MAX_BYTES];
	size_t back_len;

	for (const char *at = quoted; *at != '\0'; at++) {
		assert_true((unsigned char)*at >= 0x20 && *at != 0x7f);
		if (*at == '\'')
			assert_true(at == quoted || at[1] == '\0');
	}
	unquote(quoted, back, &back_len);
	assert_int_equal(back_len, len);
	assert_memory_equal(back, text, len);
	free(quoted);
}

static void
test_all_bytes(void **state)
{
	for (unsigned i = 0; i < 0x10000; i++) {
		char text[] = { (char)(i >> 8), (char)(i & 0xff), 'x', '4' };

		check_safe(text, 2);
		if (i % 7 == 0)
			check_safe(text, 4);
	}
}

static size_t
encode(uint32_t code, char *out)
{
	size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	for (size_t i = len - 1; i > 0; i--, code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)(len == 1 ? code : (0xf0U << (4 - len)) | code);
	return len;
}

/* Every character comes out as it is or wholly escaped, never in part. */
static void
test_all_characters(void **state)
{
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		char text[4], *quoted;
		size_t len = encode(code, text), shown;

		if (code % 5 != 0 && code > 0x30000)
			continue; /* no characters are there; one in five is enough */
		check_safe(text, len);
		quoted = quote(text, len);
		shown = strlen(quoted);
		if (code >= 0x80 && shown != len + 2 && shown != 4 * len + 2)
			fail_msg("U+%04X is shown as %s", code, quoted);
		if (code >= 0xd800 && code <= 0xdfff)
			assert_int_equal(shown, 4 * len + 2);
		free(quoted);
	}
}

/* The edges of what is escaped. */
static const struct edge_row {
	uint32_t code;
	bool escaped;
} edge_rows[] = {
	{ 0x1f, true },	    { 0x20, false },	{ 0x7e, false },    { 0x7f, true },
	{ 0x9f, true },	    { 0xa0, false },	{ 0xac, false },    { 0xad, true },
	{ 0xae, false },    { 0x34e, false },	{ 0x34f, true },    { 0x350, false },
	{ 0x5ff, false },   { 0x600, true },	{ 0x605, true },    { 0x606, false },
	{ 0x61b, false },   { 0x61c, true },	{ 0x61d, false },   { 0x6dc, false },
	{ 0x6dd, true },    { 0x6de, false },	{ 0x70e, false },   { 0x70f, true },
	{ 0x710, false },   { 0x7ff, false },	{ 0x800, false },   { 0x88f, false },
	{ 0x890, true },    { 0x891, true },	{ 0x892, false },   { 0x8e1, false },
	{ 0x8e2, true },    { 0x8e3, false },	{ 0x115e, false },  { 0x115f, true },
	{ 0x1160, true },   { 0x1161, false },	{ 0x17b3, false },  { 0x17b4, true },
	{ 0x17b5, true },   { 0x17b6, false },	{ 0x180a, false },  { 0x180b, true },
	{ 0x180e, true },   { 0x180f, true },	{ 0x1810, false },  { 0x200a, false },
	{ 0x200b, true },   { 0x200f, true },	{ 0x2010, false },  { 0x2027, false },
	{ 0x2028, true },   { 0x202e, true },	{ 0x202f, false },  { 0x205f, false },
	{ 0x2060, true },   { 0x206f, true },	{ 0x2070, false },  { 0x3163, false },
	{ 0x3164, true },   { 0x3165, false },	{ 0xd7ff, false },  { 0xe000, false },
	{ 0xfdff, false },  { 0xfe00, true },	{ 0xfe0f, true },   { 0xfe10, false },
	{ 0xfefe, false },  { 0xfeff, true },	{ 0xff00, false },  { 0xff9f, false },
	{ 0xffa0, true },   { 0xffa1, false },	{ 0xffef, false },  { 0xfff0, true },
	{ 0xfff9, true },   { 0xfffb, true },	{ 0xfffc, false },  { 0xffff, false },
	{ 0x10000, false }, { 0x110bc, false }, { 0x110bd, true },  { 0x110be, false },
	{ 0x110cc, false }, { 0x110cd, true },	{ 0x110ce, false }, { 0x1342f, false },
	{ 0x13430, true },  { 0x1343f, true },	{ 0x13440, false }, { 0x1bc9f, false },
	{ 0x1bca0, true },  { 0x1bca3, true },	{ 0x1bca4, false }, { 0x1d172, false },
	{ 0x1d173, true },  { 0x1d17a, true },	{ 0x1d17b, false }, { 0xdffff, false },
	{ 0xe0000, true },  { 0xe0fff, true },	{ 0xe1000, false }, { 0x10ffff, false },
};

static void
test_edges(void **state)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(edge_rows); i++) {
		char text[4], *quoted;
		size_t len = encode(edge_rows[i].code, text);
		bool escaped;

		quoted = quote(text, len);
		escaped = strlen(quoted) == 4 * len + 2;
		free(quoted);
		if (escaped != edge_rows[i].escaped)
			fail_msg("U+%04X: wanted %sescaped", edge_rows[i].code,
				 escaped ? "not " : "");
	}
}

/* No character is cut in two, wherever the limit falls: there is no escape. */
static void
test_long_is_cut_between_characters(void **state)
{
	static const char *const units[] = { "\xc3\xa9", "\xe6\xb0\xb4", "\xf0\x9f\x90\xb3" };

	for (size_t i = 0; i < MG_ARRAY_LEN(units); i++)
		for (size_t before = 0; before < 5; before++)
			for (size_t behind = 0; behind < 5; behind++) {
				struct mg_buf given = { 0 };
				size_t shown, all;
				bool whole;
				char *got;

				mg_buf_add_bytes(&given, "xxxxx", before);
				for (int j = 0; j < 100; j++)
					mg_buf_add(&given, units[i]);
				mg_buf_add_bytes(&given, "yyyyy", behind);
				got = quote(given.text, given.len);
				shown = strlen(got);
				all = MG_QUOTE_MAX_BYTES + strlen("''[...]");
				whole = !strchr(got, '\\');
				mg_buf_release(&given);
				free(got);
				assert_true(whole);
				assert_true(shown <= all && shown > all - 8);
			}
}

/* A long text is made of `count` copies of `unit`. */
static const struct long_row {
	const char *title;
	const char *unit;
	size_t count;
	size_t head; /* of the given text, in bytes, 0: it is shown whole */
	size_t tail;
} long_rows[] = {
	{ "as long as may be", "x", MG_QUOTE_MAX_BYTES, 0, 0 },
	{ "one longer", "x", MG_QUOTE_MAX_BYTES + 1, 106, 53 },
	{ "very long", "x", 118000, 106, 53 },
	{ "long, with blanks", "x ", 100, 106, 53 },
	{ "as long as escapes may be", "\n", MG_QUOTE_MAX_BYTES / 2, 0, 0 },
	{ "one longer, with escapes", "\n", MG_QUOTE_MAX_BYTES / 2 + 1, 53, 26 },
	{ "very long, with escapes", "\033", 5000, 53, 26 },
	{ "two bytes each, whole characters only", "\xc3\xa9", 81, 106, 52 },
	{ "three bytes each", "\xe6\xb0\xb4", 60, 105, 51 },
	{ "four bytes each", "\xf0\x9f\x90\xb3", 50, 104, 52 },
};

static void
add_shown(struct mg_buf *buf, const char *text, size_t len, bool escape)
{
	for (size_t i = 0; i < len; i++)
		if (escape)
			mg_buf_addf(buf, "\\%03o", (unsigned)(unsigned char)text[i]);
		else
			mg_buf_add_bytes(buf, text + i, 1);
}

static void
test_long(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(long_rows); i++) {
		const struct long_row *row = &long_rows[i];
		MG_CLEANUP(mg_buf_release) struct mg_buf given = { 0 }, wanted = { 0 };
		bool escape = row->unit[0] > 0 && row->unit[0] < ' ';
		const char *quotes = row->head || escape ? "'" : "";
		char *got;

		for (size_t j = 0; j < row->count; j++)
			mg_buf_add(&given, row->unit);
		mg_buf_add(&wanted, quotes);
		add_shown(&wanted, given.text, row->head ? row->head : given.len, escape);
		if (row->head) {
			mg_buf_add(&wanted, "[...]");
			add_shown(&wanted, given.text + given.len - row->tail, row->tail, escape);
		}
		mg_buf_add(&wanted, quotes);
		got = quote(given.text, given.len);
		wrong += same_text(row->title, "what is shown", got, mg_buf_text(&wanted));
		free(got);
	}
	assert_int_equal(wrong, 0);
}

/* Bytes that look like the middle of a character are shown, too. */
static void
test_long_and_invalid(void **state)
{
	char text[400], *quoted;
	bool both;

	memset(text, 0x80, sizeof(text));
	quoted = quote(text, sizeof(text));
	both = strncmp(quoted, "'\\200", 5) == 0 && strstr(quoted, "[...]\\200");
	if (!both)
		print_error("400 bytes are shown as %s\n", quoted);
	free(quoted);
	assert_true(both);
}

/* Exactly one word of a shell, or nothing. */
static void
test_shell(void **state)
{
	static const struct {
		const char *text, *wanted; /* NULL: it cannot be said */
	} words[] = {
		{ "/srv/shop", "/srv/shop" },
		{ "models_1", "models_1" },
		{ "/my data", "'/my data'" },
		{ "/a$(id)", "'/a$(id)'" },
		{ "/a`id`", "'/a`id`'" },
		{ "/a;b|c&d<e>f", "'/a;b|c&d<e>f'" },
		{ "~root", "'~root'" },
		{ "*", "'*'" },
		{ "a\\b", "'a\\b'" },
		{ "/\xc3\xa9t\xc3\xa9", "'/\xc3\xa9t\xc3\xa9'" },
		{ "", "''" },
		{ "it's", NULL },
		{ "/a\nb", NULL },
		{ "/a\033[2J", NULL },
		{ "/a\xff", NULL },
	};
	char long_name[MG_QUOTE_SHELL_BYTES + 2];
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(words); i++) {
		struct mg_buf buf = { 0 };
		bool said = mg_quote_add_shell(
			&buf, (struct mg_slice){ words[i].text, strlen(words[i].text) });

		wrong += same_text(words[i].text, "for a shell", said ? mg_buf_text(&buf) : NULL,
				   words[i].wanted);
		assert_true(said || buf.len == 0);
		mg_buf_release(&buf);
	}
	memset(long_name, 'a', sizeof(long_name));
	assert_false(mg_quote_add_shell(&(struct mg_buf){ 0 },
					(struct mg_slice){ long_name, MG_QUOTE_SHELL_BYTES + 1 }));
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_all_bytes),
		cmocka_unit_test(test_all_characters),
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_long_is_cut_between_characters),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_long_and_invalid),
		cmocka_unit_test(test_shell),
	};

	return cmocka_run_group_tests_name("quote", tests, NULL, NULL);
}
