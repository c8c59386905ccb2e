/* SPDX-License-Identifier: MIT */
/* Reads words and numbers from untrusted text. Pure: no system call, no locale. */
#include "text/lex.h"

#include <string.h>

/* The longest word that mg_lex_nearest() compares. Every known word is shorter. */
#define NEAREST_MAX_BYTES 32

struct mg_slice
mg_lex_slice(const char *text)
{
	return (struct mg_slice){ text, strlen(text) };
}

bool
mg_lex_equal(struct mg_slice slice, const char *text)
{
	return strlen(text) == slice.len && memcmp(slice.text, text, slice.len) == 0;
}

const char *
mg_lex_find(const char *text, const char *part)
{
	size_t len = strlen(part);

	for (; *text != '\0'; text++)
		if (*text == *part && strncmp(text, part, len) == 0)
			return text;
	return NULL;
}

bool
mg_lex_is_id(const char *text)
{
	return strspn(text, "0123456789abcdef") == 64 && (text[64] == '\0' || text[64] == '/');
}

bool
mg_lex_number(struct mg_slice text, uint64_t max, uint64_t *value)
{
	uint64_t sum = 0;

	if (text.len == 0)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		unsigned digit = (unsigned)(unsigned char)text.text[i] - '0';

		if (digit > 9 || digit > max || sum > (max - digit) / 10)
			return false;
		sum = sum * 10 + digit;
	}
	*value = sum;
	return true;
}

bool
mg_lex_duration(struct mg_slice text, int64_t *value_ms)
{
	static const struct {
		const char *suffix;
		uint64_t ms;
	} units[] = {
		{ "ms", 1 }, /* before "s", which it ends in */
		{ "s", 1000 }, { "m", 60 * 1000 }, { "h", 3600 * 1000 }, { "", 1000 },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(units); i++) {
		size_t len = strlen(units[i].suffix);
		uint64_t count;

		if (text.len < len || memcmp(text.text + text.len - len, units[i].suffix, len) != 0)
			continue;
		if (!mg_lex_number((struct mg_slice){ text.text, text.len - len },
				   (uint64_t)MG_LEX_MAX_DURATION_MS / units[i].ms, &count))
			return false;
		*value_ms = (int64_t)(count * units[i].ms);
		return true;
	}
	return false;
}

bool
mg_lex_bool(struct mg_slice text, bool *value)
{
	int place = mg_lex_place("0|1|no|yes|false|true|off|on", '|', text);

	if (place >= 0)
		*value = place % 2 == 1;
	return place >= 0;
}

bool
mg_lex_octal(const char *text, const char *end, char *byte)
{
	unsigned value = 0;

	if (end - text < 4 || text[0] != '\\')
		return false;
	for (int i = 1; i < 4; i++) {
		if (text[i] < '0' || text[i] > '7')
			return false;
		value = value * 8 + (unsigned)(text[i] - '0');
	}
	if (value == 0 || value > 0xff)
		return false;
	*byte = (char)(unsigned char)value;
	return true;
}

bool
mg_lex_piece(struct mg_slice *rest, char separator, struct mg_slice *piece)
{
	const char *end;

	if (!rest->text)
		return false;
	end = memchr(rest->text, separator, rest->len);
	*piece = (struct mg_slice){ rest->text, end ? (size_t)(end - rest->text) : rest->len };
	*rest = end ? (struct mg_slice){ end + 1, rest->len - piece->len - 1 }
		    : (struct mg_slice){ 0 };
	return true;
}

int
mg_lex_place(const char *list, char separator, struct mg_slice word)
{
	struct mg_slice rest = mg_lex_slice(list), piece;

	for (int place = 0; mg_lex_piece(&rest, separator, &piece); place++)
		if (piece.len == word.len && memcmp(piece.text, word.text, word.len) == 0)
			return place;
	return -1;
}

bool
mg_lex_lists(const char *list, const char *name)
{
	/* Not mg_lex_piece(): every mount is asked several times, and most names differ at once. */
	for (const char *at = list; at && *at != '\0'; at += *at == ' ') {
		const char *rest = name;

		for (; *rest != '\0' && *at == *rest && *at != ' '; at++)
			rest++;
		if (*rest == '\0' && (*at == ' ' || *at == '\0'))
			return rest > name;
		while (*at != ' ' && *at != '\0')
			at++;
	}
	return false;
}

/* The rest of text after the pattern, which ends at a blank; or NULL. */
static const char *
after_pattern(const char *text, const char *pattern)
{
	for (; *pattern != '\0' && *pattern != ' '; pattern++) {
		size_t len = *text == *pattern;

		if (*pattern == '*')
			len = strcspn(text, "/");
		else if (*pattern == '#')
			len = mg_lex_is_id(text) ? 64 : 0;
		if (len == 0)
			return NULL;
		text += len;
	}
	return text;
}

const char *
mg_lex_after(const char *text, const char *patterns)
{
	const char *after = NULL;

	for (const char *at = patterns; at && !after; at = strchr(at, ' ')) {
		at += *at == ' ';
		after = after_pattern(text, at);
	}
	return after;
}

const char *
mg_lex_find_any(const char *text, const char *patterns)
{
	for (const char *at = patterns; at; at = strchr(at, ' ')) {
		at += *at == ' ';
		for (const char *from = text; *from != '\0'; from++)
			if (*from == *at && after_pattern(from, at))
				return from;
	}
	return NULL;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The number of single changes between two short words (optimal string alignment distance). */
static size_t
distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][NEAREST_MAX_BYTES + 1] = { { 0 } };

	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *now = rows[i % 3];
		const size_t *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			now[j] = least(last[j - 1] + (a[i - 1] != b[j - 1]),
				       least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
	}
	return rows[a_len % 3][b_len];
}

const char *
mg_lex_nearest(struct mg_slice text, const char *(*name_at)(size_t index), size_t count)
{
	const char *nearest = NULL;
	size_t best = text.len < 6 ? 1 : text.len / 3;

	if (text.len > NEAREST_MAX_BYTES)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		const char *name = name_at(i);
		size_t len = strlen(name), apart;

		if (len > NEAREST_MAX_BYTES)
			continue;
		if (text.len > 2 && strncmp(name, text.text, text.len) == 0)
			return name; /* cut short */
		apart = distance(text.text, text.len, name, len);
		if (apart < best || (apart == best && !nearest)) {
			best = apart;
			nearest = name;
		}
	}
	return nearest;
}
