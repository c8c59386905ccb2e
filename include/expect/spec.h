/* SPDX-License-Identifier: MIT */
/* Parses expectations in the text of a file, a variable or a flag into rules. Pure. */
#ifndef MG_EXPECT_SPEC_H
#define MG_EXPECT_SPEC_H

#include "command/accounts.h"
#include "text/buf.h"
#include "words/vocabulary.h"

/* Limits. Text past a limit is an error that names the limit; nothing is cut. */
#define MG_SPEC_MAX_BYTES (1024 * 1024) /* of one source */
#define MG_SPEC_MAX_LINE_BYTES 16384	/* a path of 4,095 bytes, all in octal */
#define MG_SPEC_MAX_PATH_BYTES 4095	/* PATH_MAX of Linux without the NUL */
#define MG_SPEC_MAX_WORD_BYTES 1024
#define MG_SPEC_MAX_WORDS 32 /* in one line */
#define MG_SPEC_MAX_RULES 512

/* Where a line comes from. A later source replaces the lines of an earlier one. */
enum mg_spec_source {
	MG_SPEC_FILE,
	MG_SPEC_VARIABLE,
	MG_SPEC_FLAG,
};

/* One line: a path and what is expected of it. Owned by the spec. */
struct mg_rule {
	enum mg_spec_source source;
	char *path; /* as written, with ${NAME} and escapes replaced; may be relative */
	char *key;  /* the same path, absolute and tidy. Lines with equal keys are about one path */
	char *origin; /* "/etc/mountguard.conf:7", "MOUNTGUARD_EXPECT:2", "--expect #1" */
	char *text;   /* all words, "mount, nonempty"; "exists" if there are none */
	struct mg_term *words;
	size_t word_count;
	bool is_warn;	  /* the word warn is among them */
	bool is_optional; /* the word optional is among them */
};

struct mg_spec {
	struct mg_rule *rules;
	size_t count;
	struct mg_buf errors; /* one line each, "ORIGIN: sentence\n", safe to print */
	size_t error_count;
	bool is_full;	    /* there were more than MG_SPEC_MAX_RULES, and an error says so */
	struct mg_buf note; /* a remark about the file of expectations, safe to print */
	struct mg_accounts accounts; /* owned; for mg_spec_resolve() */
};

/* What the text of a source can refer to; everything is borrowed. */
struct mg_spec_context {
	char *const *environment; /* for ${NAME}, NULL-terminated "NAME=value" */
	const char *directory;	  /* the working directory, NULL when it is not known */
};

/* Add the rules in text. name: of the file or the variable; for a flag, the origin itself. Errors
 * go to spec->errors, and lines without an error are kept. Return 0 or -ENOMEM. */
int mg_spec_add(struct mg_spec *spec, const struct mg_spec_context *context,
		enum mg_spec_source source, const char *name, struct mg_slice text);

/* Whether a rule names a user or a group. Then read spec->accounts, and call mg_spec_resolve(). */
bool mg_spec_needs_accounts(const struct mg_spec *spec);

/* Look the names up. The words then borrow from spec->accounts. Errors go to spec->errors. */
void mg_spec_resolve(struct mg_spec *spec);

/* Whether the rule has the word with this name. */
bool mg_rule_has(const struct mg_rule *rule, const char *name);

void mg_spec_release(struct mg_spec *spec);

#endif
