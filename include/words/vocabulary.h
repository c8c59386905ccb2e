/* SPDX-License-Identifier: MIT */
/* The vocabulary: one row a word. From its row alone a word is parsed, gathered, skipped, judged,
 * reported and listed. Pure. */
#ifndef MG_WORDS_VOCABULARY_H
#define MG_WORDS_VOCABULARY_H

#include "command/accounts.h"
#include "words/subject.h"

#include <stdbool.h>
#include <stddef.h>

enum mg_verdict {
	MG_PASS,
	MG_FAIL,
	MG_UNKNOWN, /* could not tell: never a pass, never a "no" */
};

/* One word of an expectation, its argument parsed. */
struct mg_term {
	const struct mg_word *check;
	const char *text;		    /* as it was written, "mount=volume" */
	const char *argument;		    /* behind the "=", or NULL; borrowed */
	unsigned kinds;			    /* MG_ARGUMENT_KINDS: a bit for each enum mg_kind */
	bool sync;			    /* writable=sync */
	size_t glob;			    /* has=: its place in the listing's globs_matched */
	struct mg_owner owner;		    /* owner= */
	const struct mg_accounts *accounts; /* to show names by; NULL: none was asked for */
	unsigned mode;			    /* mode= */
	uint64_t amount;		    /* free=, inodes=: at least so much */
	bool is_percent;		    /* free=: so much of a hundred */
};

enum mg_argument {
	MG_ARGUMENT_NONE,
	MG_ARGUMENT_KINDS,   /* KIND[|KIND] */
	MG_ARGUMENT_NAMES,   /* NAME[|NAME], or all but these with a leading "!" */
	MG_ARGUMENT_GLOB,    /* glob.h */
	MG_ARGUMENT_OPTIONS, /* OPT[+OPT] */
	MG_ARGUMENT_SYNC,    /* the word "sync" */
	MG_ARGUMENT_OWNER,   /* USER[:GROUP] */
	MG_ARGUMENT_MODE,    /* octal */
	MG_ARGUMENT_SIZE,    /* bytes with K, M, G or T, or a percentage */
	MG_ARGUMENT_NUMBER,
};

struct mg_word {
	const char *name;
	enum mg_argument argument;
	bool argument_optional;
	const char *argument_syntax; /* "=KIND[|KIND]", for people */
	const char *after; /* words that, where they failed in the same line, make this one moot */
	const char *against; /* words that cannot hold together with this one */
	bool is_single;	     /* a path has one: two of them cannot both hold */
	unsigned needs;	     /* of enum mg_need */
	bool needs_mount;  /* asks what backs it: cannot be told where the kernel gives no mount ids
			    */
	bool needs_access; /* asks what the command will do there: no way in is a "no", not a riddle
			    */
	/* The verdict; unless it is a pass, *clause gets why, to stand behind "PATH: ". NULL: the
	 * word changes how the others count (warn, optional). */
	enum mg_verdict (*judge)(const struct mg_subject *subject, const struct mg_term *word,
				 struct mg_buf *clause);
	const char *help;
};

/* The words in their order; NULL past the last. */
const struct mg_word *mg_word_at(size_t index);

/* The row itself, for mg_lex_nearest(). */
const char *mg_word_name_at(size_t index);
size_t mg_word_count(void);

/* NULL when there is no such word. */
const struct mg_word *mg_word_by_name(struct mg_slice name);

/* What the row's own function says, where it can be asked. */
enum mg_verdict mg_word_judge(const struct mg_word *check, const struct mg_subject *subject,
			      const struct mg_term *word, struct mg_buf *clause);

/* The errno that the check came upon: the first of those that it asks for. 0: none. */
int mg_word_errno(const struct mg_word *check, const struct mg_facts *facts);

#endif
