/* SPDX-License-Identifier: MIT */
/* Keeps a report within the limit of a health check. Computes, never prints. */
#include "parts.h"

#include "say/report.h"

#include <string.h>

struct mg_page
mg_page_open(struct mg_buf *buf, const struct mg_plan *plan, size_t tail)
{
	size_t max = tail < MG_REPORT_HEALTH_BYTES ? MG_REPORT_HEALTH_BYTES - tail : 0;

	return (struct mg_page){ .buf = buf, .max = plan->mode == MG_MODE_HEALTH ? max : SIZE_MAX };
}

bool
mg_page_add(struct mg_page *page, const char *text, size_t len)
{
	page->is_full |= page->buf->len + len > page->max;
	if (!page->is_full)
		mg_buf_add_bytes(page->buf, text, len);
	else
		page->more++;
	return !page->is_full;
}

void
mg_page_add_report(struct mg_page *page, const char *text)
{
	size_t line = strcspn(text, "\n") + 1;

	if (mg_page_add(page, text, strlen(text)) || page->buf->len + line > page->max)
		return;
	mg_buf_add_bytes(page->buf, text, line);
	page->more--;
}

void
mg_page_add_lines(struct mg_page *page, const char *prefix, const char *text)
{
	for (size_t len = 0; *text != '\0'; text += len) {
		MG_CLEANUP(mg_buf_release) struct mg_buf line = { 0 };

		len = strcspn(text, "\n");
		len += text[len] == '\n'; /* no newline where memory ran out */
		mg_buf_add(&line, prefix);
		mg_buf_add_bytes(&line, text, len);
		page->buf->failed |= line.failed;
		(void)mg_page_add(page, mg_buf_text(&line), line.len);
	}
}

void
mg_page_close(struct mg_page *page)
{
	if (page->more > 0)
		mg_buf_addf(page->buf, "mountguard: and %zu more\n", page->more);
}
