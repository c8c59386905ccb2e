/* SPDX-License-Identifier: MIT */
/* One row of the table of options: the parser, the environment twin and the help come from it. */
#ifndef MG_EXPECT_OPTION_H
#define MG_EXPECT_OPTION_H

#include "text/base.h"

/* What the option writes. The type of its field says so. */
enum mg_option_type {
	MG_OPTION_NONE,	    /* it has no field */
	MG_OPTION_TEXT,	    /* const char *: the argument, which must not be empty */
	MG_OPTION_DURATION, /* int64_t: milliseconds, at least .least_ms */
	MG_OPTION_URL,	    /* struct mg_http_url */
	MG_OPTION_LIST,	    /* struct mg_texts: one more text */
	MG_OPTION_BOOL,	    /* bool: .value, or which of the words in .argument was given */
	MG_OPTION_ENUM,	    /* the same, to an enum */
};

struct mg_option {
	const char *name;
	const char *argument;	 /* as the help shows it, NULL: the option takes none */
	const char *environment; /* the variable with the same meaning, NULL: none */
	const char *words;	 /* of a flag: words for its variable, beside yes and no */
	const char *wanted;	 /* what a wrong value should have been; a duration needs none */
	const char *help;
	uint16_t offset;    /* of the field in struct mg_plan */
	uint8_t type;	    /* enum mg_option_type */
	uint8_t mode;	    /* enum mg_mode: the mode that the option chooses, 0: none */
	uint8_t value;	    /* of a flag */
	uint8_t least_ms;   /* of a duration */
	bool refuses_empty; /* a variable that is set and empty is an error */
	char letter;	    /* 0: none */
};

/* NULL past the last. */
const struct mg_option *mg_option_at(size_t index);

#endif
