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

/* For .after. If the type is wrong, nothing that can be done with the path matters. */
#define MG_AFTER_TYPES "file dir socket device"
/* And if the mount is wrong, neither does its content. */
#define MG_AFTER_MOUNT MG_AFTER_TYPES " mount on persistent fstype source"
/* And if the content is missing, neither do its permissions. */
#define MG_AFTER_CONTENT MG_AFTER_MOUNT " nonempty has"

/* Why a word about the mount cannot be judged. */
#define MG_NO_MOUNT_IDS "this kernel gives no mount ids (gVisor does not)"

/* For a .judge function: add a clause and return the verdict. */
enum mg_verdict mg_say(enum mg_verdict verdict, struct mg_buf *clause, const char *text);

/* The same with text and the meaning of errnum, which may be MG_NOT_ASKED. */
enum mg_verdict mg_say_errno(enum mg_verdict verdict, struct mg_buf *clause, const char *text,
			     int errnum);

/* The same with the verdict of errnum: a refusal is an answer, and so is broken storage. A shortage
 * of our own is no answer. */
enum mg_verdict mg_say_refusal(struct mg_buf *clause, const char *text, int errnum);

#endif
