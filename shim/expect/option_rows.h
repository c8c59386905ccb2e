/* SPDX-License-Identifier: MIT */
/* The options, one row each: from it come the parsing, the environment twin and the help. */
#ifndef MG_EXPECT_OPTION_ROWS_H
#define MG_EXPECT_OPTION_ROWS_H

#include "expect/options.h"

struct mg_option {
	const char *name;
	char letter;		 /* 0: none */
	const char *argument;	 /* NULL: a switch */
	const char *environment; /* NULL: none */
	/* Set and empty, the variable is an error, and not as good as none: a variable that was
	 * forgotten would start the command with more than was meant. */
	const char *if_empty; /* what would have been right */
	/* Applies value, "" for a switch. Returns NULL, or what would have been right. */
	const char *(*apply)(struct mg_options *options, const char *value);
	const char *help;
};

/* The table is not longer than this. */
#define MG_OPTION_MAX 32

/* NULL past the last. */
const struct mg_option *mg_option_at(size_t index);

/* The name alone, for mg_lex_nearest(). */
const char *mg_option_name_at(size_t index);
size_t mg_option_count(void);

/* Those that have a meaning of their own to the parser. */
bool mg_option_is_wait(const struct mg_option *option);
bool mg_option_is_verbosity(const struct mg_option *option);

#endif
