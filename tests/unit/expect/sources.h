/* SPDX-License-Identifier: MIT */
/* Reads expectations as main does: a file, a variable, flags. Makes one text of the rules and
 * errors. */
#ifndef MG_TEST_SOURCES_H
#define MG_TEST_SOURCES_H

#include "expect/spec.h"
#include "text/lex.h"

#include "same.h"

#include <errno.h>

#define PASSWD "root:x:0:0::/root:/bin/sh\nbad:x\napp:x:1000:1000::/:/bin/sh\n"

/* Of one row; NULL where there is none. */
struct sources {
	const char *file;
	const char *variable;
	const char *flags[3];
};

struct source_row {
	const char *title;
	struct sources sources;
	const char *wanted; /* as sources_say */
};

static inline void
sources_add(struct mg_spec *spec, enum mg_spec_source source, const char *name,
	    struct mg_slice text)
{
	char *const environment[] = {
		(char[]){ "PGDATA=/var/lib/pg data" },
		(char[]){ "EMPTY=" },
		(char[]){ "NAME=app" },
		(char[]){ "NAMES=wrong" },
		(char[]){ "DOLLAR=${NAME}" },
		(char[]){ "QUOTE=a\"b,c#d" },
		NULL,
	};
	const struct mg_spec_context context = { environment, "/work" };

	assert_int_equal(mg_spec_add(spec, &context, source, name, text), 0);
}

static inline void
sources_read(const struct sources *sources, struct mg_spec *spec)
{
	if (sources->file)
		sources_add(spec, MG_SPEC_FILE, "conf", mg_lex_slice(sources->file));
	if (sources->variable)
		sources_add(spec, MG_SPEC_VARIABLE, "V", mg_lex_slice(sources->variable));
	for (size_t i = 0; i < MG_ARRAY_LEN(sources->flags) && sources->flags[i]; i++) {
		char origin[] = { '-', '-', 'e', ' ', '#', (char)('1' + i), '\0' };

		sources_add(spec, MG_SPEC_FLAG, origin, mg_lex_slice(sources->flags[i]));
	}
}

/* "ORIGIN [PATH] WORDS\n" for each rule, with "KEY=" before a path that is written otherwise, and
 * then the errors. */
static inline void
sources_say(const struct mg_spec *spec, struct mg_buf *buf)
{
	for (size_t i = 0; i < spec->count; i++) {
		const struct mg_rule *rule = &spec->rules[i];
		bool same = strcmp(rule->path, rule->key) == 0;

		mg_buf_addf(buf, "%s [%s%s%s] %s\n", rule->origin, same ? "" : rule->key,
			    same ? "" : "=", rule->path, rule->text);
	}
	mg_buf_add(buf, mg_buf_text(&spec->errors));
}

static inline unsigned
sources_differ(const struct source_row *row)
{
	struct mg_spec spec = { 0 };
	struct mg_buf got = { 0 };
	size_t lines = 0;
	unsigned wrong;

	sources_read(&row->sources, &spec);
	if (mg_spec_needs_accounts(&spec)) {
		spec.accounts.files[MG_ACCOUNTS_USERS] =
			(struct mg_accounts_file){ strdup(PASSWD), strlen(PASSWD), 0 };
		spec.accounts.files[MG_ACCOUNTS_GROUPS].errnum = ENOENT;
		mg_spec_resolve(&spec);
	}
	sources_say(&spec, &got);
	wrong = same_text(row->title, "outcome", mg_buf_text(&got), row->wanted);
	for (const char *at = mg_buf_text(&spec.errors); *at != '\0'; at++)
		lines += *at == '\n';
	wrong += same_number(row->title, "count of errors", spec.error_count, lines);
	mg_buf_release(&got);
	mg_spec_release(&spec);
	return wrong;
}

static inline unsigned
sources_all_differ(const struct source_row *rows, size_t count)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < count; i++)
		wrong += sources_differ(&rows[i]);
	return wrong;
}

#endif
