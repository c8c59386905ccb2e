/* SPDX-License-Identifier: MIT */
/* The vocabulary. A word is one row, which says how the word is parsed, what facts it needs, when
 * it is skipped, how it is judged and what --list-words prints. Pure. */
#ifndef MG_WORDS_VOCABULARY_H
#define MG_WORDS_VOCABULARY_H

#include "command/accounts.h"
#include "words/subject.h"

enum mg_verdict {
	MG_PASS,
	MG_FAIL,
	MG_UNKNOWN, /* could not tell: never a pass, never a "no" */
};

/* A word as written in an expectation, its argument parsed. */
struct mg_term {
	const struct mg_word *check;	    /* the row */
	const char *text;		    /* as it was written, "mount=volume" */
	const char *argument;		    /* after the "=", or NULL; part of .text */
	unsigned kinds;			    /* MG_ARGUMENT_KINDS: a bit for each enum mg_kind */
	bool sync;			    /* writable=sync */
	size_t glob;			    /* has=: its index in the listing's globs_matched */
	struct mg_owner owner;		    /* owner= */
	const struct mg_accounts *accounts; /* for names in messages; NULL: they were not read */
	unsigned mode;			    /* mode= */
	uint64_t amount;		    /* free=, inodes=: at least this much */
	bool is_percent;		    /* free=: .amount is a percentage */
	unsigned abilities;		    /* supports=: a bit for each enum mg_ability */
};

enum mg_argument {
	MG_ARGUMENT_NONE,
	MG_ARGUMENT_KINDS,   /* KIND[|KIND] */
	MG_ARGUMENT_NAMES,   /* NAME[|NAME]; with a leading "!": all but these */
	MG_ARGUMENT_GLOB,    /* glob.h */
	MG_ARGUMENT_ENTRY,   /* the same, looked for among the entries of the directory */
	MG_ARGUMENT_OPTIONS, /* [!]OPT[+[!]OPT] */
	MG_ARGUMENT_SYNC,    /* the word "sync" */
	MG_ARGUMENT_OWNER,   /* USER[:GROUP] */
	MG_ARGUMENT_MODE,    /* octal */
	MG_ARGUMENT_SIZE,    /* bytes with K, M, G or T, or a percentage */
	MG_ARGUMENT_NUMBER,
	MG_ARGUMENT_SHA256,    /* 64 hex digits */
	MG_ARGUMENT_PATH,      /* of another file */
	MG_ARGUMENT_ABILITIES, /* ABILITY[+ABILITY] */
};

/* Types of what is at a path, as bits. */
enum mg_type {
	MG_TYPE_FILE = 1 << 0,
	MG_TYPE_DIR = 1 << 1,
	MG_TYPE_SOCKET = 1 << 2,
	MG_TYPE_DEVICE = 1 << 3,
};

/* One row. A column that is left out is false, 0 or NULL. Lists have a blank between two words. */
struct mg_word {
	const char *name;
	const char *argument_syntax; /* "=KIND[|KIND]"; "[=sync]": it may be left out */
	enum mg_argument argument;
	uint8_t types;	/* of enum mg_type: fails for all others, before .judge runs. 0: any type */
	uint16_t needs; /* of enum mg_need */
	bool needs_mount; /* asks what backs the path: cannot tell if the kernel has no mount ids */
	bool needs_access;   /* asks what the command may do there: fails if the way is barred */
	bool is_absence;     /* wants nothing to be there: cannot hold together with other words */
	bool is_unique;	     /* a path has one such value: two different ones cannot both hold */
	const char *after;   /* if one of these failed in the same line, this word is not judged */
	const char *against; /* cannot hold together with these; one of the two rows says so */
	/* Return the verdict. Unless it is a pass, add why to *clause, which messages show after
	 * the path. Runs only if the path answered, lies on a known mount (or see .is_unlocated)
	 * and, but for absent, has something there. NULL: the word changes how the others count. */
	enum mg_verdict (*judge)(const struct mg_subject *subject, const struct mg_term *term,
				 struct mg_buf *clause);
	const char *help; /* for --list-words */
};

/* What every expectation asks first, written or not, in this order. If one of these does not hold,
 * nothing else of the expectation is judged. Only "exists" is also a word. */
enum mg_always {
	MG_ALWAYS_ANSWER, /* the storage answers */
	MG_ALWAYS_LIVE,	  /* the mount is known, and not stale */
	MG_ALWAYS_EXISTS,
};

/* NULL past the last. */
const struct mg_word *mg_always_at(size_t index);

/* The words in their order; NULL past the last. */
const struct mg_word *mg_word_at(size_t index);
size_t mg_word_count(void);
/* The name of the word at index, for mg_lex_nearest(); NULL past the last. */
const char *mg_word_name_at(size_t index);
/* NULL if there is no such word. */
const struct mg_word *mg_word_by_name(struct mg_slice name);

/* "symlink": as in supports=. */
const char *mg_ability_name_at(size_t index);

/* Whether no path can satisfy both. If so, add a sentence to *why. */
bool mg_term_contradicts(const struct mg_term *one, const struct mg_term *other,
			 struct mg_buf *why);

/* Judge the subject by the columns of the row, then by its function. */
enum mg_verdict mg_word_judge(const struct mg_word *check, const struct mg_subject *subject,
			      const struct mg_term *term, struct mg_buf *clause);

/* The first errno among the facts that the word asks for, or 0. */
int mg_word_errno(const struct mg_word *check, const struct mg_facts *facts);

#endif
