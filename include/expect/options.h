/* SPDX-License-Identifier: MIT */
/* What the user asks for: argv and the environment, by one table. */
#ifndef MG_EXPECT_OPTIONS_H
#define MG_EXPECT_OPTIONS_H

#include "command/identity.h"
#include "text/buf.h"
#include "text/err.h"
#include "text/http.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MG_OPTIONS_DEFAULT_FILE "/etc/mountguard.conf"

enum mg_mode {
	MG_MODE_GUARD,
	MG_MODE_CHECK,
	MG_MODE_HEALTH,
	MG_MODE_EXPLAIN,
	MG_MODE_SNAPSHOT,
	MG_MODE_INSTALL,
	MG_MODE_LIST_WORDS,
	MG_MODE_HELP,
	MG_MODE_VERSION,
};

enum mg_verbosity {
	MG_NORMAL,  /* failures and warnings */
	MG_QUIET,   /* failures only */
	MG_VERBOSE, /* every expectation with what was found */
};

struct mg_texts {
	const char **text;
	size_t count;
};

/* All text is borrowed from argv and the environment. */
struct mg_options {
	enum mg_mode mode;
	struct mg_texts expects; /* of --expect, in order; the array is owned */
	const char *mountinfo;	 /* a saved mount table, NULL: the live one */
	const char *install;	 /* the target of the copy */
	const char *file;	 /* NULL: the default file, if it exists */
	int64_t wait_ms;
	int64_t interval_ms;
	int64_t timeout_ms;
	bool warns_on_fail; /* --on-fail warn */
	bool starts_anyway; /* the same, from the moment on that the expectations are read */
	enum mg_verbosity verbosity;
	bool is_json;	  /* --format json */
	const char *user; /* USER[:GROUP], NULL: unchanged */
	const char *caps; /* the list, NULL: unchanged */
	bool no_new_privs;
	struct mg_identity identity; /* what the last three come to (command/identity.h); owned */
	char **command; /* NULL-terminated; the paths of --explain and --snapshot; NULL: none */
	struct mg_http_url http; /* that --health asks, too */
};

/* Parses argv, and the environment for what argv does not say. Every option that was read before a
 * failure is in *options all the same, so that --health keeps its exit code. Returns 0 or -errno
 * with *err. */
int mg_options_parse(struct mg_options *options, int argc, char **argv, struct mg_err *err);

/* Whether the command is started when the checks came to exit_code: --on-fail warn lets pass what
 * failed or could not be told, and never wrong expectations. */
bool mg_options_lets_start(const struct mg_options *options, enum mg_exit exit_code);

/* Adds the text of --help. */
void mg_options_help(struct mg_buf *buf);

void mg_options_release(struct mg_options *options);

#endif
