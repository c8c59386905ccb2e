/* SPDX-License-Identifier: MIT */
/* What the themes of the vocabulary share. A theme is one source file: the function of each word,
 * the word's row directly below it, and at the end of the file the list of its rows. */
#ifndef MG_WORDS_THEME_H
#define MG_WORDS_THEME_H

#include "words/vocabulary.h"

/* The lists, each ended by NULL, in the order of vocabulary.c. */
extern const struct mg_word *const mg_theme_always[];
extern const struct mg_word *const mg_theme_object[];
extern const struct mg_word *const mg_theme_mount[];
extern const struct mg_word *const mg_theme_access[];
extern const struct mg_word *const mg_theme_rights[];
extern const struct mg_word *const mg_theme_content[];

/* For .after: where the type is wrong, do not judge what can be done with the path. */
#define MG_AFTER_TYPES "file dir socket device"
/* Where the mount is wrong, do not judge its content either. */
#define MG_AFTER_MOUNT MG_AFTER_TYPES " mount on persistent fstype source"
/* Where the content is missing, do not judge permissions either. */
#define MG_AFTER_CONTENT MG_AFTER_MOUNT " nonempty has"

/* Why a word about the mount cannot be judged. */
#define MG_NO_MOUNT_IDS "this kernel gives no mount ids (gVisor does not)"

/* For a .judge function: add a clause and return the verdict. */
enum mg_verdict mg_say(enum mg_verdict verdict, struct mg_buf *clause, const char *text);

/* The same with text and the meaning of errnum, which may be MG_NOT_ASKED. */
enum mg_verdict mg_say_errno(enum mg_verdict verdict, struct mg_buf *clause, const char *text,
			     int errnum);

/* The same with a verdict from errnum: MG_UNKNOWN for a shortage of our own, else MG_FAIL. */
enum mg_verdict mg_say_refusal(struct mg_buf *clause, const char *text, int errnum);

#endif
