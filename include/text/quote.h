/* SPDX-License-Identifier: MIT */
/* Makes text of unknown origin safe to show: what is in a mount table, a file name or an argument
 * can never write to a terminal or break a line. */
#ifndef MG_TEXT_QUOTE_H
#define MG_TEXT_QUOTE_H

#include "text/buf.h"

/* Add text as one word: unchanged if it is harmless, else in '...' with octal escapes (\033), which
 * the expectation grammar reads back. Escape controls, invalid UTF-8, and characters that are
 * invisible or change the direction of writing. Of text over the limit show the first and the last
 * part, with "[...]" between them. */
#define MG_QUOTE_MAX_BYTES 160
void mg_quote_add(struct mg_buf *buf, const char *text);
void mg_quote_add_slice(struct mg_buf *buf, struct mg_slice slice);
/* For sentences that show several names and must stay below 500 bytes. */
#define MG_QUOTE_SHORT_BYTES 110
void mg_quote_add_short(struct mg_buf *buf, const char *text);

/* Adds text as one word of a POSIX shell. False, with nothing added, where text holds a "'" or a
 * character that would be escaped above, or is longer than MG_QUOTE_SHELL_BYTES. */
#define MG_QUOTE_SHELL_BYTES 512
bool mg_quote_add_shell(struct mg_buf *buf, struct mg_slice text);

/* Adds all of text as a JSON string with its quotes (RFC 8259). A character that would be escaped
 * above becomes \uXXXX. A byte that is not UTF-8, which JSON cannot hold, becomes "\\377". */
void mg_quote_add_json(struct mg_buf *buf, const char *text);

#endif
