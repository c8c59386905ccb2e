/* SPDX-License-Identifier: MIT */
/* A report of whole lines. A health check prints only so many bytes of it, every other mode all. */
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

/* tail: the bytes that the caller adds behind the page. The buffer is borrowed. */
struct mg_page mg_page_open(struct mg_buf *buf, const struct mg_plan *plan, size_t tail);

/* Adds all lines of the text. From the first text on that does not fit, adds only the first line.
 */
void mg_page_add(struct mg_page *page, const char *text);

/* Adds each line of the text by itself. */
void mg_page_add_lines(struct mg_page *page, const char *text);

/* Adds how much was left out, if anything was. */
void mg_page_close(struct mg_page *page);

#endif
