/* SPDX-License-Identifier: MIT */
/* Makes text of unknown origin safe to show. Pure: computes, never prints. */
#include "text/quote.h"

#include <string.h>

/* The length of the well-formed UTF-8 sequence at text, 0 when there is none (RFC 3629, table 3-7
 * of the Unicode standard: no overlong forms, no surrogates, nothing above U+10FFFF). */
static size_t
utf8_sequence(const unsigned char *text, size_t len, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t need = text[0] < 0x80   ? 1
		      : text[0] < 0xc2 ? 0
		      : text[0] < 0xe0 ? 2
		      : text[0] < 0xf0 ? 3
		      : text[0] < 0xf5 ? 4
				       : 0;

	if (need == 0 || need > len)
		return 0;
	*code = need == 1 ? text[0] : text[0] & (0x7fU >> need);
	for (size_t i = 1; i < need; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		*code = (*code << 6) | (text[i] & 0x3fU);
	}
	if (*code < least[need] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return need;
}

/* Characters that a terminal obeys, that show nothing, or that move or hide other text: the
 * categories Cc, Cf, Zl and Zp, and what may be ignored by default (DerivedCoreProperties.txt) of
 * Unicode 15. In the order of their numbers. */
static const struct range {
	uint32_t first, last;
} harmful[] = {
	{ 0x7f, 0x9f },	      { 0xad, 0xad },	    { 0x34f, 0x34f },	  { 0x600, 0x605 },
	{ 0x61c, 0x61c },     { 0x6dd, 0x6dd },	    { 0x70f, 0x70f },	  { 0x890, 0x891 },
	{ 0x8e2, 0x8e2 },     { 0x115f, 0x1160 },   { 0x17b4, 0x17b5 },	  { 0x180b, 0x180f },
	{ 0x200b, 0x200f },   { 0x2028, 0x202e },   { 0x2060, 0x206f },	  { 0x3164, 0x3164 },
	{ 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },   { 0xffa0, 0xffa0 },	  { 0xfff0, 0xfffb },
	{ 0x110bd, 0x110bd }, { 0x110cd, 0x110cd }, { 0x13430, 0x1343f }, { 0x1bca0, 0x1bca3 },
	{ 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
};

static bool
is_harmful(uint32_t code)
{
	if (code < 0x7f)
		return code < 0x20;
	for (size_t i = 0; i < MG_ARRAY_LEN(harmful) && code >= harmful[i].first; i++)
		if (code <= harmful[i].last)
			return true;
	return false;
}

/* Whether a word with this character can stand in a sentence without quotes. */
static bool
is_plain(unsigned char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') ||
	       (byte != '\0' && strchr("/._-+:@%=~,*?[]{}|!^", byte));
}

/* Whether the character at text must be escaped, and its length in *step. A backslash stays
 * readable unless it could be read as an octal escape. */
static bool
must_escape(const unsigned char *text, size_t len, size_t *step)
{
	uint32_t code = 0;
	size_t found = utf8_sequence(text, len, &code);

	*step = found ? found : 1;
	return found == 0 || is_harmful(code) || code == '\'' ||
	       (code == '\\' && len > 1 && text[1] >= '0' && text[1] <= '7');
}

static void
add_escaped(struct mg_buf *buf, const unsigned char *text, size_t len)
{
	size_t i = 0, step;

	while (i < len) {
		bool escape = must_escape(text + i, len - i, &step);

		for (size_t j = i; j < i + step; j++) {
			if (escape)
				mg_buf_addf(buf, "\\%03o", (unsigned)text[j]);
			else
				mg_buf_add_bytes(buf, (const char *)text + j, 1);
		}
		i += step;
	}
}

/* The place to cut: `at`, or a little before or after it, so that no UTF-8 sequence is cut. `at`
 * is far from both ends: see MG_QUOTE_MAX_BYTES. */
static size_t
cut(const unsigned char *text, size_t at, bool behind)
{
	size_t to = at;

	for (int i = 0; i < 3 && (text[to] & 0xc0) == 0x80; i++)
		to = behind ? to + 1 : to - 1;
	return (text[to] & 0xc0) == 0x80 ? at : to;
}

static void
add_quoted(struct mg_buf *buf, struct mg_slice slice, size_t most)
{
	const unsigned char *text = (const unsigned char *)slice.text;
	bool is_word = slice.len > 0, has_escapes = false;
	size_t head = slice.len, tail = slice.len, step;

	for (size_t i = 0; i < slice.len; i += step) {
		has_escapes |= must_escape(text + i, slice.len - i, &step);
		is_word &= is_plain(text[i]);
	}
	/* An escape takes four bytes for one, and the first line of a report must stay short. */
	most /= has_escapes ? 2 : 1;
	if (is_word && slice.len <= most) {
		mg_buf_add_bytes(buf, slice.text, slice.len);
		return;
	}
	if (slice.len > most) {
		head = cut(text, most * 2 / 3, false);
		tail = cut(text, slice.len - most / 3, true);
	}
	mg_buf_add(buf, "'");
	add_escaped(buf, text, head);
	mg_buf_add(buf, slice.len > most ? "[...]" : "");
	add_escaped(buf, text + tail, slice.len - tail);
	mg_buf_add(buf, "'");
}

void
mg_quote_add_slice(struct mg_buf *buf, struct mg_slice slice)
{
	add_quoted(buf, slice, MG_QUOTE_MAX_BYTES);
}

void
mg_quote_add(struct mg_buf *buf, const char *text)
{
	mg_quote_add_slice(buf, (struct mg_slice){ text, strlen(text) });
}

static void
add_unicode_unit(struct mg_buf *buf, uint32_t unit)
{
	static const char hex[] = "0123456789abcdef";

	mg_buf_addf(buf, "\\u%c%c%c%c", hex[unit >> 12], hex[(unit >> 8) & 15],
		    hex[(unit >> 4) & 15], hex[unit & 15]);
}

/* \uXXXX, as a pair of surrogates where it takes two. */
static void
add_unicode(struct mg_buf *buf, uint32_t code)
{
	if (code > 0xffff) {
		add_unicode_unit(buf, 0xd800 + ((code - 0x10000) >> 10));
		code = 0xdc00 + ((code - 0x10000) & 0x3ff);
	}
	add_unicode_unit(buf, code);
}

void
mg_quote_add_json(struct mg_buf *buf, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t len = strlen(text), step;

	mg_buf_add(buf, "\"");
	for (size_t i = 0; i < len; i += step) {
		uint32_t code = 0;

		step = utf8_sequence(at + i, len - i, &code);
		if (step == 0)
			mg_buf_addf(buf, "\\\\%03o", (unsigned)at[i]);
		else if (code == '"' || code == '\\')
			mg_buf_addf(buf, "\\%c", (int)code);
		else if (is_harmful(code))
			add_unicode(buf, code);
		else
			mg_buf_add_bytes(buf, text + i, step);
		step = step ? step : 1;
	}
	mg_buf_add(buf, "\"");
}

void
mg_quote_add_short(struct mg_buf *buf, const char *text)
{
	add_quoted(buf, (struct mg_slice){ text, strlen(text) }, MG_QUOTE_SHORT_BYTES);
}

bool
mg_quote_add_shell(struct mg_buf *buf, struct mg_slice text)
{
	const unsigned char *bytes = (const unsigned char *)text.text;
	bool needs_quotes = text.len == 0;
	size_t step;

	if (text.len > MG_QUOTE_SHELL_BYTES)
		return false;
	for (size_t i = 0; i < text.len; i += step) {
		if (must_escape(bytes + i, text.len - i, &step) || bytes[i] == '\'')
			return false;
		needs_quotes |= !is_plain(bytes[i]) || strchr("*?[]{}|!^~", bytes[i]);
	}
	mg_buf_add(buf, needs_quotes ? "'" : "");
	mg_buf_add_bytes(buf, text.text, text.len);
	mg_buf_add(buf, needs_quotes ? "'" : "");
	return true;
}
