/* SPDX-License-Identifier: MIT */
/* Arithmetic on path names. */
#include "text/path.h"

#include "same.h"

static const struct under_row {
	const char *path;
	const char *dir;
	bool wanted;
} under_rows[] = {
	{ "/app", "/app", true },	{ "/app/src", "/app", true },
	{ "/app/src/x", "/app", true }, { "/", "/", true },
	{ "/app", "/", true },		{ "/app\t/x", "/app\t", true },
	{ "/app2", "/app", false },	{ "/app2/src", "/app", false },
	{ "/ap", "/app", false },	{ "/", "/app", false },
	{ "/App", "/app", false },	{ "/x/app", "/app", false },
	{ "/app", "/app/src", false },	{ "/app.d/src", "/app", false },
	{ "/app;C", "/app", false },	{ "/app ", "/app", false },
};

static void
test_is_under(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(under_rows); i++) {
		const struct under_row *row = &under_rows[i];

		wrong += same_number(row->path, row->dir, mg_path_is_under(row->path, row->dir),
				     row->wanted);
	}
	assert_int_equal(wrong, 0);
}

static const struct absolute_row {
	const char *title;
	const char *base;
	const char *path;
	const char *wanted;
} absolute_rows[] = {
	{ "as it is", "/work", "/app", "/app" },
	{ "relative", "/work", "app", "/work/app" },
	{ "the working directory", "/work", ".", "/work" },
	{ "nothing is the working directory", "/work", "", "/work" },
	{ "relative to the root", "/", "app", "/app" },
	{ "the root", "/work", "/", "/" },
	{ "the root from the root", "/", ".", "/" },
	{ "many slashes are the root", "/work", "////", "/" },
	{ "two slashes in front", "/work", "//app", "/app" },
	{ "doubled slashes", "/work", "/app///src//x", "/app/src/x" },
	{ "a slash at the end", "/work", "/app/", "/app" },
	{ "dots", "/work", "/./app/./src/.", "/app/src" },
	{ "dots in a relative one", "/work", "./app/./", "/work/app" },
	{ "a base that is not clean", "//work/./dir/", "x", "/work/dir/x" },
	{ "dot dot stays", "/work", "../x/..", "/work/../x/.." },
	{ "dot dot at the root stays", "/", "..", "/.." },
	{ "three dots are a name", "/work", "/...", "/..." },
	{ "a hidden name", "/work", ".env", "/work/.env" },
	{ "blanks and backslashes are names", "/work", "a b\\", "/work/a b\\" },
	{ "no base, absolute", NULL, "//app/.//x/", "/app/x" },
	{ "no base, relative", NULL, "./app//x/.", "app/x" },
	{ "no base, dot", NULL, ".", "." },
	{ "no base, dots", NULL, "././/", "." },
	{ "no base, nothing", NULL, "", "." },
	{ "no base, dot dot", NULL, "..", ".." },
};

static void
test_add_absolute(void **state)
{
	static const char *const befores[] = { "", "x", "x/" };
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(absolute_rows); i++)
		for (size_t j = 0; j < MG_ARRAY_LEN(befores); j++) {
			const struct absolute_row *row = &absolute_rows[i];
			MG_CLEANUP(mg_buf_release) struct mg_buf buf = { 0 };
			size_t skip = strlen(befores[j]);

			mg_buf_add(&buf, befores[j]);
			mg_path_add_absolute(&buf, row->base, row->path);
			wrong += same_bytes(row->title, "the start", mg_buf_text(&buf), skip,
					    befores[j]);
			wrong += same_text(row->title, "the path", mg_buf_text(&buf) + skip,
					   row->wanted);
		}
	assert_int_equal(wrong, 0);
}

static const struct join_row {
	const char *title;
	size_t size;
	const char *dir;
	struct mg_slice name;
	bool fits;
	const char *wanted;
} join_rows[] = {
	{ "below a directory", 32, "/app", { "src", 3 }, true, "/app/src" },
	{ "below the root", 32, "/", { "app", 3 }, true, "/app" },
	{ "a name that goes on", 32, "/app", { "src/x", 3 }, true, "/app/src" },
	{ "just fits", 9, "/app", { "src", 3 }, true, "/app/src" },
	{ "relative", 32, ".", { "src", 3 }, true, "./src" },
	{ "one too small", 8, "/app", { "src", 3 }, false, "/app/sr" },
	{ "the directory alone does not fit", 3, "/app", { "src", 3 }, false, "/a" },
	{ "room for the NUL only", 1, "/app", { "src", 3 }, false, "" },
};

static void
test_join(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(join_rows); i++) {
		const struct join_row *row = &join_rows[i];
		char out[32] = "old";
		bool fits = mg_path_join(out, row->size, row->dir, row->name);

		wrong += same_number(row->title, "the answer", fits, row->fits);
		wrong += same_text(row->title, "the path", out, row->wanted);
	}
	assert_int_equal(wrong, 0);
}

/* wanted: every component in brackets. */
static const struct component_row {
	const char *given;
	const char *wanted;
} component_rows[] = {
	{ "/app/src", "[app][src]" },
	{ "app/src", "[app][src]" },
	{ "//app///src/", "[app][src]" },
	{ "./a/../b c", "[.][a][..][b c]" },
	{ "x", "[x]" },
	{ "", "" },
	{ "/", "" },
	{ "////", "" },
};

static void
test_component(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(component_rows); i++) {
		const struct component_row *row = &component_rows[i];
		MG_CLEANUP(mg_buf_release) struct mg_buf all = { 0 };
		const char *rest = row->given;
		struct mg_slice part;

		while (mg_path_component(&rest, &part))
			mg_buf_addf(&all, "[%.*s]", (int)part.len, part.text);
		wrong += same_text(row->given, "the components", mg_buf_text(&all), row->wanted);
		wrong += same_text(row->given, "the rest", rest, "");
	}
	assert_int_equal(wrong, 0);
}

static const struct base_row {
	const char *given;
	const char *wanted;
} base_rows[] = {
	{ "/usr/bin/uvicorn", "uvicorn" },
	{ "uvicorn", "uvicorn" },
	{ "./run.sh", "run.sh" },
	{ "a/b\\c", "b\\c" },
	{ "", "" },
	{ "/", "" },
};

static void
test_base(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(base_rows); i++)
		wrong += same_text(base_rows[i].given, "the base", mg_path_base(base_rows[i].given),
				   base_rows[i].wanted);
	assert_int_equal(wrong, 0);
}

static const struct like_row {
	const char *name;
	const char *other;
	bool wanted;
} like_rows[] = {
	{ "App", "app", true },	    { "app", "APP", true },    { "app", "app ", true },
	{ "app \t", "app", true },  { "app\r", "APP", true },  { "main.PY", "Main.py", true },
	{ "AZ", "az", true },	    { "app", "app", false },   { "", "", false },
	{ "app", "apps", false },   { "app", "ap", false },    { " app", "app", false },
	{ "a pp", "app", false },   { "app", "", false },      { "app;C", "app", false },
	{ "/app\\", "/app", true }, { "/a\\b", "/A/b", true }, { "/a\\b", "/ab", false },
	{ "@pp", "`pp", false },    { "[x", "{x", false },     { "\xc3\x89", "\xc3\xa9", false },
};

static void
test_is_like(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(like_rows); i++) {
		const struct like_row *row = &like_rows[i];

		wrong += same_number(row->name, row->other, mg_path_is_like(row->name, row->other),
				     row->wanted);
		wrong += same_number(row->other, row->name, mg_path_is_like(row->other, row->name),
				     row->wanted);
	}
	assert_int_equal(wrong, 0);
}

static void
test_compare(void **state)
{
	/* In their order. */
	static const char *const paths[] = { "",      "/",	"/a",	     "/a/b", "/a/b/c",
					     "/a b",  "/a-b",	"/a-b/c",    "/a.b", "/ab",
					     "/b\tc", "/b\x7f", "/b\xc3\xa4" };
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(paths); i++)
		for (size_t j = 0; j < MG_ARRAY_LEN(paths); j++) {
			int order = mg_path_compare(paths[i], paths[j]);

			wrong += same_number(paths[i], paths[j], order < 0, i < j);
			wrong += same_number(paths[i], paths[j], order > 0, i > j);
		}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is_under), cmocka_unit_test(test_add_absolute),
		cmocka_unit_test(test_join),	 cmocka_unit_test(test_component),
		cmocka_unit_test(test_base),	 cmocka_unit_test(test_is_like),
		cmocka_unit_test(test_compare),
	};

	return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
