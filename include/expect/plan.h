/* SPDX-License-Identifier: MIT */
/* What to do, and the options that say it. */
#ifndef MG_EXPECT_PLAN_H
#define MG_EXPECT_PLAN_H

#include "command/accounts.h"
#include "command/identity.h"
#include "text/err.h"
#include "text/http.h"

struct mg_mounts;
struct mg_spec;

#define MG_PLAN_DEFAULT_FILE "/etc/mountguard.conf"

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

/* Options as the user wrote them, for expect/ alone. Borrowed from argv and the environment. */
struct mg_options {
	struct mg_texts expects; /* of --expect, in order; the array is owned */
	const char *file;	 /* NULL: the default file, if it exists */
	const char *user;	 /* USER[:GROUP], NULL: unchanged */
	const char *caps;	 /* the list, NULL: unchanged */
	bool no_new_privs;
	bool warns_on_fail; /* --on-fail warn */
};

/* What to do. Every row of the table in options.c writes to one of these fields. */
struct mg_plan {
	enum mg_mode mode;
	struct mg_options options;
	struct mg_identity identity; /* from mg_plan_identity(); owned */
	char **command; /* NULL-terminated; the paths of --explain and --snapshot; NULL: none */
	const char *install;   /* where the copy goes */
	const char *mountinfo; /* a saved mount table, NULL: the live one */
	int64_t wait_ms;
	int64_t interval_ms;
	int64_t timeout_ms;
	enum mg_verbosity verbosity;
	bool is_json; /* --format json */
	/* The command starts although an expectation fails. False until the expectations are read:
	 * an error before that is never passed over. */
	bool starts_anyway;
	struct mg_http_url http; /* of --http */
};

/* Reads argv, and the environment for what argv does not say, into *plan. On failure returns -errno
 * with the first error in *err. *plan then has all other options: the error is reported in the mode
 * and the format that they choose. */
int mg_options_parse(struct mg_plan *plan, int argc, char **argv, struct mg_err *err);

/* Adds the text of --help. */
void mg_options_help(struct mg_buf *buf);

/* "guard", or the name of the option that chooses the mode. */
const char *mg_options_mode_name(enum mg_mode mode);

/* Adds the file, the variable MOUNTGUARD_EXPECT and the flags to *spec, in this order. Returns 0,
 * also with wrong expectations (spec->errors), or -errno with *err if a source cannot be read. */
int mg_read_spec(const struct mg_plan *plan, struct mg_spec *spec, struct mg_err *err);

/* Reads the mount table saved in file; NULL: the live one. Returns 0 or -errno with *err. A saved
 * table that is missing or malformed is MG_EXIT_CONFIG. */
int mg_read_mounts(const char *file, struct mg_mounts *mounts, struct mg_err *err);

/* Looks up --user, --caps and --no-new-privs, and with --user sets HOME as gosu does. Reads
 * /etc/passwd and /etc/group only for --user. Returns 0, or -errno with *err. */
int mg_plan_identity(struct mg_plan *plan, struct mg_err *err);

/* Reads /etc/passwd and /etc/group, and waits for each at most timeout_ms, or until signal_fd is
 * readable (-1: none). An error is kept in *accounts. */
void mg_plan_read_accounts(struct mg_accounts *accounts, int64_t timeout_ms, int signal_fd);

/* Whether the command starts when the checks end with exit_code. --on-fail warn passes over a
 * failure and "could not tell", and never over wrong expectations. */
bool mg_plan_allows_start(const struct mg_plan *plan, enum mg_exit exit_code);

/* The exit code of the mode: --health turns every failure into 1. */
enum mg_exit mg_plan_exit_code(const struct mg_plan *plan, enum mg_exit exit_code);

/* Accepts a zeroed and a released plan. */
void mg_plan_release(struct mg_plan *plan);

#endif
