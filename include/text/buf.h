/* SPDX-License-Identifier: MIT */
/* Text that grows. The buffer remembers that memory ran out; the caller asks once, at the end. */
#ifndef MG_TEXT_BUF_H
#define MG_TEXT_BUF_H

#include "text/base.h"

/* Zeroed is a valid empty buffer. text is NUL-terminated whenever it is not NULL. */
struct mg_buf {
	char *text;
	size_t len;
	size_t size;
	bool failed; /* memory ran out: text is incomplete */
};

void mg_buf_add(struct mg_buf *buf, const char *text);
void mg_buf_add_bytes(struct mg_buf *buf, const char *bytes, size_t len);
void mg_buf_addf(struct mg_buf *buf, const char *format, ...) MG_PRINTF(2, 3);
/* "5s", or "1500ms" where it is not whole seconds. */
void mg_buf_add_duration(struct mg_buf *buf, int64_t ms);

/* Makes room for `more` bytes and a NUL. False: memory ran out. */
bool mg_buf_reserve(struct mg_buf *buf, size_t more);

/* The text so far, "" when there is none. Borrowed until the next call. */
const char *mg_buf_text(const struct mg_buf *buf);
/* Hands the text over to the caller, who frees it, and empties the buffer. NULL: no memory. */
char *mg_buf_take(struct mg_buf *buf);
void mg_buf_release(struct mg_buf *buf);

#endif
