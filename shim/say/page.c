/* SPDX-License-Identifier: MIT */
/* Keeps a report within the limit of a health check. Computes, never prints. */
#include "page.h"

#include "say/report.h"

#include <stdint.h>
#include <string.h>

/* Says what was left out. */
static const char more_line[] = "mountguard: and %zu more\n";
#define MORE_BYTES (sizeof(more_line) + 20)

struct mg_page
mg_page_open(struct mg_buf *buf, const struct mg_plan *plan, size_t tail)
{
	size_t taken = tail + MORE_BYTES;

	if (plan->mode != MG_MODE_HEALTH)
		return (struct mg_page){ .buf = buf, .max = SIZE_MAX };
	return (struct mg_page){ .buf = buf,
				 .max = taken < MG_REPORT_HEALTH_BYTES
						? MG_REPORT_HEALTH_BYTES - taken
						: 0 };
}

void
mg_page_add(struct mg_page *page, const char *text)
{
	size_t len = strlen(text), line = strcspn(text, "\n") + 1;

	page->is_full |= page->buf->len + len > page->max;
	if (!page->is_full)
		mg_buf_add_bytes(page->buf, text, len);
	else if (page->buf->len + line <= page->max)
		mg_buf_add_bytes(page->buf, text, line);
	else
		page->more++;
}

void
mg_page_add_lines(struct mg_page *page, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n") + 1;

		page->is_full |= page->buf->len + len > page->max;
		if (page->is_full)
			page->more++;
		else
			mg_buf_add_bytes(page->buf, text, len);
		text += len;
	}
}

void
mg_page_close(struct mg_page *page)
{
	if (page->more > 0)
		mg_buf_addf(page->buf, more_line, page->more);
}
