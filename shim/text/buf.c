/* SPDX-License-Identifier: MIT */
/* Text that grows; never prints it. */
#include "text/buf.h"

#include "text/format.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bool
mg_buf_reserve(struct mg_buf *buf, size_t more)
{
	size_t wanted = buf->len + more + 1;
	size_t size = buf->size ? buf->size : 64;
	char *text;

	if (buf->failed)
		return false;
	if (wanted <= buf->size)
		return true;
	while (size < wanted)
		size *= 2;
	text = realloc(buf->text, size);
	if (!text) {
		buf->failed = true;
		return false;
	}
	buf->text = text;
	buf->size = size;
	return true;
}

void
mg_buf_add_bytes(struct mg_buf *buf, const char *bytes, size_t len)
{
	if (!mg_buf_reserve(buf, len))
		return;
	memcpy(buf->text + buf->len, bytes, len);
	buf->len += len;
	buf->text[buf->len] = '\0';
}

void
mg_buf_add(struct mg_buf *buf, const char *text)
{
	mg_buf_add_bytes(buf, text, strlen(text));
}

void
mg_buf_addf(struct mg_buf *buf, const char *format, ...)
{
	va_list args;
	size_t len;

	va_start(args, format);
	len = mg_format_list(NULL, 0, format, args);
	va_end(args);
	if (!mg_buf_reserve(buf, len))
		return;
	va_start(args, format);
	(void)mg_format_list(buf->text + buf->len, len + 1, format, args); /* measured above */
	va_end(args);
	buf->len += len;
}

void
mg_buf_add_duration(struct mg_buf *buf, int64_t ms)
{
	if (ms % 1000 == 0)
		mg_buf_addf(buf, "%llds", (long long)(ms / 1000));
	else
		mg_buf_addf(buf, "%lldms", (long long)ms);
}

const char *
mg_buf_text(const struct mg_buf *buf)
{
	return buf->text ? buf->text : "";
}

char *
mg_buf_take(struct mg_buf *buf)
{
	char *text = NULL;

	mg_buf_add_bytes(buf, "", 0);
	if (!buf->failed) {
		text = buf->text;
		buf->text = NULL;
	}
	mg_buf_release(buf);
	return text;
}

void
mg_buf_release(struct mg_buf *buf)
{
	free(buf->text);
	*buf = (struct mg_buf){ 0 };
}
