/* SPDX-License-Identifier: MIT */
/* One row of the table of options: the parser, the environment twin and the help come from it. */
#ifndef MG_EXPECT_OPTION_H
#define MG_EXPECT_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the option writes to its field. */
enum mg_option_type {
	MG_OPTION_FLAG,	    /* .value, to a bool or an enum */
	MG_OPTION_TEXT,	    /* the argument, which must not be empty, to a const char * */
	MG_OPTION_DURATION, /* milliseconds, at least .least_ms, to an int64_t */
	MG_OPTION_CHOICE,   /* which of the words in .argument it is, to a bool or an enum */
	MG_OPTION_URL,	    /* its pieces, to a struct mg_http_url */
	MG_OPTION_LIST,	    /* one more text, to a struct mg_texts */
};

struct mg_option {
	const char *name;
	const char *argument;	 /* as the help shows it, NULL: the option takes none */
	const char *environment; /* the variable with the same meaning, NULL: none */
	const char *words;	 /* of a flag: words for its variable, beside yes and no */
	const char *wanted;	 /* what a wrong value should have been; a duration needs none */
	const char *help;
	uint16_t offset;    /* of the field in struct mg_plan */
	uint8_t size;	    /* of the field, 0: there is none */
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
