/* SPDX-License-Identifier: MIT */
/* Saved mount tables (tests/fixtures/NAME.mountinfo) and literal ones, parsed. The tests are run
 * from the top of the repository. */
#ifndef MG_TEST_FIXTURE_H
#define MG_TEST_FIXTURE_H

#include "mounts/table.h"

#include "same.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#define FIXTURES "tests/fixtures/"
#define FIXTURE_MAX_BYTES (4UL * 1024 * 1024)

/* The whole of a file, in a block of exactly its size so that ASan sees a step beyond it. */
static inline char *
fixture_read(const char *path, size_t *len)
{
	char *buffer = malloc(FIXTURE_MAX_BYTES), *text;
	FILE *file = fopen(path, "rb");

	if (!file || !buffer)
		fail_msg("cannot read %s (tests are run from the top of the repository)", path);
	*len = fread(buffer, 1, FIXTURE_MAX_BYTES, file);
	assert_int_equal(ferror(file), 0);
	assert_true(*len < FIXTURE_MAX_BYTES);
	assert_int_equal(fclose(file), 0);
	text = malloc(*len ? *len : 1);
	assert_non_null(text);
	memcpy(text, buffer, *len);
	free(buffer);
	return text;
}

static inline struct mg_mounts
fixture_parse(const char *text, size_t len)
{
	struct mg_mounts mounts = { 0 };
	struct mg_err err = { 0 };
	char *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	memcpy(copy, text, len);
	if (mg_mounts_parse(copy, len, false, &mounts, &err) != 0)
		fail_msg("%s", err.text);
	return mounts;
}

static inline struct mg_mounts
fixture_load(const char *name)
{
	struct mg_mounts mounts;
	char path[256], *text;
	size_t len;

	assert_true(snprintf(path, sizeof(path), FIXTURES "%s.mountinfo", name) <
		    (int)sizeof(path));
	text = fixture_read(path, &len);
	mounts = fixture_parse(text, len);
	free(text);
	return mounts;
}

static inline int
fixture_is_one(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && strcmp(dot, ".mountinfo") == 0;
}

/* Calls visit for each fixture, with its name ("docker") and its bytes, and returns how many there
 * are. */
static inline size_t
fixture_each(void (*visit)(const char *name, const char *text, size_t len))
{
	struct dirent **entries = NULL;
	int count = scandir(FIXTURES, &entries, fixture_is_one, alphasort);

	assert_true(count > 0);
	for (int i = 0; i < count; i++) {
		char path[512], *text;
		size_t len;

		(void)snprintf(path, sizeof(path), FIXTURES "%s", entries[i]->d_name);
		text = fixture_read(path, &len);
		*strrchr(entries[i]->d_name, '.') = '\0';
		visit(entries[i]->d_name, text, len);
		free(text);
		free(entries[i]);
	}
	free(entries);
	return (size_t)count;
}

#endif
