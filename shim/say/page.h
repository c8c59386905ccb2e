/* SPDX-License-Identifier: MIT */
/* A text that a health check prints only so many bytes of, and every other mode all. */
#ifndef MG_SAY_PAGE_H
#define MG_SAY_PAGE_H

#include "expect/plan.h"
#include "text/buf.h"

#include <stdbool.h>
#include <stddef.h>

struct mg_page {
	struct mg_buf *buf;
	size_t max;   /* bytes of it */
	bool is_full; /* something was cut, or left out */
	size_t more;  /* left out */
};

/* Room for what mg_page_close() adds. */
#define MG_PAGE_CLOSE_BYTES 46

/* tail: the bytes that the caller adds behind what fits. The buffer is borrowed. */
struct mg_page mg_page_open(struct mg_buf *buf, const struct mg_plan *plan, size_t tail);

/* Adds len bytes, or counts one more that is left out: from the first one on that does not fit. */
bool mg_page_add(struct mg_page *page, const char *text, size_t len);

/* The same for the lines of one finding; of one that does not fit, adds the first line if it can.
 */
void mg_page_add_report(struct mg_page *page, const char *text);

/* The same for each line of the text by itself. */
void mg_page_add_lines(struct mg_page *page, const char *text);

/* Adds a line that says how much was left out, if anything was. */
void mg_page_close(struct mg_page *page);

#endif
