/* SPDX-License-Identifier: MIT */
/* A report of whole lines, of which a health check may print so many bytes and no more. Every other
 * mode prints all of it. */
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

/* tail: how many bytes are still to be added behind it all. The buffer is borrowed. */
struct mg_page mg_page_open(struct mg_buf *buf, const struct mg_plan *plan, size_t tail);

/* Adds all lines of the text, or, from the first text on that does not fit, its first line alone.
 */
void mg_page_add(struct mg_page *page, const char *text);

/* Adds each line of the text by itself. */
void mg_page_add_lines(struct mg_page *page, const char *text);

/* Adds how much was left out, if anything was. */
void mg_page_close(struct mg_page *page);

#endif
