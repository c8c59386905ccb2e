/* SPDX-License-Identifier: MIT */
/* Reads words and numbers from untrusted text. Pure. */
#ifndef MG_TEXT_LEX_H
#define MG_TEXT_LEX_H

#include "text/base.h"

struct mg_slice mg_lex_slice(const char *text);
bool mg_lex_equal(struct mg_slice slice, const char *text);

/* These write *value on success only. A number is digits only, the whole text, at most max. */
bool mg_lex_number(struct mg_slice text, uint64_t max, uint64_t *value);
/* "500ms", "5s", "2m", or a bare number of seconds. More than a week is refused as a mistake. */
#define MG_LEX_MAX_DURATION_MS (7LL * 24 * 3600 * 1000)
bool mg_lex_duration(struct mg_slice text, int64_t *value_ms);
/* 1/0, yes/no, true/false, on/off; case matters. */
bool mg_lex_bool(struct mg_slice text, bool *value);

/* Whether text begins with an octal escape as the kernel and fstab write it: a backslash and three
 * digits, from \001 to \377. */
bool mg_lex_octal(const char *text, const char *end, char *byte);

/* Takes the next piece of *rest, up to the separator or the end. Start with *rest as the whole
 * text. False when nothing is left. "" has one piece, which is empty, and "a," has two. */
bool mg_lex_piece(struct mg_slice *rest, char separator, struct mg_slice *piece);

/* The place of word among the pieces of list, from 0; -1: list does not have it. */
int mg_lex_place(const char *list, char separator, struct mg_slice word);

/* Whether name is one of the words of list, with one blank between two; NULL lists none. */
bool mg_lex_lists(const char *list, const char *name);

/* The first place of part, which is not empty, in text, or NULL. The algorithm of strstr(3) takes
 * more room than this whole file. */
const char *mg_lex_find(const char *text, const char *part);

/* Whether the path begins with an id as engines make them: 64 hex digits in lower case. */
bool mg_lex_is_id(const char *path);

/* Patterns have one blank between two. '*' stands for any one name of a path, and '#' for an id.
 * The rest of text after the first pattern that it begins with, or NULL. */
const char *mg_lex_after(const char *text, const char *patterns);
/* The first place of the first pattern that is anywhere in text, or NULL. No pattern begins with
 * '*' or '#'. */
const char *mg_lex_find_any(const char *text, const char *patterns);

/* The name most like text among the count names that name_at gives, or NULL when none is near. Near
 * is one change in three letters (insert, delete, replace, or swap of neighbours), or a name that
 * begins with text, of three letters or more. */
const char *mg_lex_nearest(struct mg_slice text, const char *(*name_at)(size_t index),
			   size_t count);

#endif
