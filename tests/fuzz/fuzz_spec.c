/* SPDX-License-Identifier: MIT */
/* Any bytes as expectations, from each source: no read goes beyond them, every error can be shown
 * on a terminal, and every rule has a path. */
#include "expect/spec.h"

#include "fuzz.h"

static const char *const names[] = {
	[MG_SPEC_FILE] = "/etc/mountguard.conf",
	[MG_SPEC_VARIABLE] = "MOUNTGUARD_EXPECT",
	[MG_SPEC_FLAG] = "--expect #1",
};

static void
check_spec(const struct mg_spec *spec, bool has_directory)
{
	const char *errors = mg_buf_text(&spec->errors);
	size_t lines = 0;

	fuzz_check_shown(errors);
	for (const char *at = errors; *at != '\0'; at++)
		lines += *at == '\n';
	fuzz_check(lines == spec->error_count);
	for (size_t i = 0; i < spec->count; i++) {
		const struct mg_rule *rule = &spec->rules[i];

		fuzz_check(rule->path[0] != '\0' && rule->text[0] != '\0');
		fuzz_check(!has_directory || rule->key[0] == '/');
		fuzz_check_shown(rule->origin);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char data_name[] = "DATA=/var/lib/data dir", empty_name[] = "EMPTY=";
	char *const environment[] = { data_name, empty_name, NULL };
	struct mg_spec_context context = { .environment = environment,
					   .directory = size & 1 ? "/work" : NULL };
	struct mg_spec spec = { 0 };
	char *text = fuzz_copy(data, size);
	size_t half = size / 2;

	/* Add two sources: a later one replaces lines of an earlier one. */
	for (size_t i = 0; i < 2; i++) {
		enum mg_spec_source source = (enum mg_spec_source)(size % 2 + i);
		struct mg_slice part = { text + i * half, i == 0 ? half : size - half };

		fuzz_check(mg_spec_add(&spec, &context, source, names[source], part) == 0);
	}
	check_spec(&spec, context.directory != NULL);
	mg_spec_release(&spec);
	free(text);
	return 0;
}
