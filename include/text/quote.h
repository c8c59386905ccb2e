/* SPDX-License-Identifier: MIT */
/* Makes text of unknown origin safe to show: what is in a mount table, a file name or an argument
 * can never write to a terminal or break a line. */
#ifndef MG_TEXT_QUOTE_H
#define MG_TEXT_QUOTE_H

#include "text/buf.h"

#include <stdbool.h>

/* A name longer than this is shown by its first and last part, with "[...]" between them. */
#define MG_QUOTE_MAX_BYTES 160

/* Adds text as one word: as it is where it is harmless, else in '...' with octal escapes (\033)
 * that the expectation grammar reads back. Escaped are controls, invalid UTF-8, C1 controls and the
 * characters that turn the direction of writing. */
void mg_quote_add(struct mg_buf *buf, const char *text);
void mg_quote_add_slice(struct mg_buf *buf, struct mg_slice slice);

/* As above, with less room: for sentences that show several names, and must stay below 500 bytes.
 */
#define MG_QUOTE_SHORT_BYTES 110
void mg_quote_add_short(struct mg_buf *buf, const char *text);

/* Adds text as one word of a POSIX shell, which means exactly text and nothing else. False where it
 * cannot be: it holds what would be escaped above, a "'", or more than MG_QUOTE_SHELL_BYTES. Then
 * nothing was added. */
#define MG_QUOTE_SHELL_BYTES 512
bool mg_quote_add_shell(struct mg_buf *buf, struct mg_slice text);

/* Adds text as a JSON string, quotes included and whole (RFC 8259). A byte that is not UTF-8
 * becomes a backslash and three octal digits, as it is shown elsewhere: JSON has no bytes. What is
 * harmful on a terminal is written as \uXXXX. */
void mg_quote_add_json(struct mg_buf *buf, const char *text);

#endif
