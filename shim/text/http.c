/* SPDX-License-Identifier: MIT */
/* The text of a plain HTTP GET. Pure: all of it comes from others, and nothing is believed. */
#include "text/http.h"

#include "text/lex.h"

#include <string.h>

#define SCHEME "http://"
#define NO_GAP 17 /* more than the bytes of an address */

static bool
parse_ipv4(struct mg_slice text, unsigned char *bytes)
{
	struct mg_slice piece;
	size_t count = 0;
	uint64_t number;

	while (mg_lex_piece(&text, '.', &piece)) {
		/* "010" is eight to some programs. */
		if (count == 4 || !mg_lex_number(piece, 255, &number) ||
		    (piece.len > 1 && *piece.text == '0'))
			return false;
		bytes[count++] = (unsigned char)number;
	}
	return count == 4;
}

/* The value of a hexadecimal digit, or more than 15. */
static unsigned
digit_value(char byte)
{
	unsigned letter = ((unsigned char)byte | 0x20U) - 'a';
	unsigned digit = (unsigned)(unsigned char)byte - '0';

	return letter < 6 ? letter + 10 : digit < 10 ? digit : 16;
}

/* RFC 4291, section 2.2, but for the form that ends in an IPv4 address. */
static bool
parse_ipv6(struct mg_slice text, unsigned char *bytes)
{
	size_t used = 0, digits = 0, behind;
	size_t gap = NO_GAP; /* where the "::" is */
	unsigned value = 0;

	for (size_t i = 0; i <= text.len; i++) {
		unsigned digit = i < text.len ? digit_value(text.text[i]) : 16;

		if (digit < 16 && digits++ < 4) {
			value = value << 4 | digit;
			continue;
		}
		if (digit < 16 || (i < text.len && text.text[i] != ':'))
			return false;
		if (digits > 0) { /* a group has ended */
			if (used == 16)
				return false;
			bytes[used++] = (unsigned char)(value >> 8);
			bytes[used++] = (unsigned char)value;
			digits = value = 0;
		} else if (i == text.len) { /* behind a colon: it must be that of the "::" */
			if (gap != used)
				return false;
		} else if (i > 0) {
			if (gap != NO_GAP)
				return false;
			gap = used;
		} else if (text.len < 2 || text.text[1] != ':') {
			return false;
		}
	}
	if ((gap == NO_GAP) != (used == 16))
		return false;
	behind = gap == NO_GAP ? 0 : used - gap;
	memmove(bytes + 16 - behind, bytes + used - behind, behind);
	memset(bytes + used - behind, 0, 16 - used);
	return true;
}

static bool
parse_address(struct mg_slice text, struct mg_http_address *address)
{
	address->is_ipv6 = memchr(text.text, ':', text.len) != NULL;
	return address->is_ipv6 ? parse_ipv6(text, address->bytes)
				: parse_ipv4(text, address->bytes);
}

/* "HOST", "HOST:PORT", "[ADDRESS]" or "[ADDRESS]:PORT" */
static bool
parse_authority(struct mg_http_url *url)
{
	bool has_brackets = *url->authority.text == '[';
	struct mg_slice rest = url->authority, before;
	unsigned char bytes[16];
	uint64_t port = 80;

	(void)mg_lex_piece(&rest, has_brackets ? ']' : ':', &url->host);
	if (has_brackets) {
		url->host.text++;
		url->host.len--;
		if (!rest.text || !parse_ipv6(url->host, bytes) ||
		    !mg_lex_piece(&rest, ':', &before) || before.len > 0)
			return false;
	}
	if (rest.text && (!mg_lex_number(rest, UINT16_MAX, &port) || port == 0))
		return false;
	url->port = (uint16_t)port;
	return url->host.len > 0 && !memchr(url->host.text, '@', url->host.len);
}

const char *
mg_http_parse_url(const char *text, struct mg_http_url *url)
{
	static const char wanted[] =
		"http://HOST[:PORT][/PATH], with an address, localhost or a name in /etc/hosts";
	struct mg_http_url parsed = { .text = text };
	size_t len = 0;

	if (strncmp(text, "https:", 6) == 0)
		return "http://...: there is no TLS in mountguard (ask the port that speaks plain "
		       "HTTP)";
	while (text[len] > ' ' && text[len] <= '~')
		len++;
	if (text[len] != '\0' || len > MG_HTTP_MAX_URL_BYTES ||
	    strncmp(text, SCHEME, sizeof(SCHEME) - 1) != 0)
		return wanted;
	text += sizeof(SCHEME) - 1;
	parsed.authority = (struct mg_slice){ text, strcspn(text, "/?#") };
	text += parsed.authority.len;
	/* A fragment is for whoever asks, and is not sent (RFC 9110, section 7.1). */
	parsed.target = (struct mg_slice){ text, strcspn(text, "#") };
	if (!parse_authority(&parsed))
		return wanted;
	*url = parsed;
	return NULL;
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

/* The next word of a line of /etc/hosts; *line moves. */
static bool
next_word(struct mg_slice *line, struct mg_slice *word)
{
	while (line->len > 0 && is_blank(*line->text)) {
		line->text++;
		line->len--;
	}
	word->text = line->text;
	while (line->len > 0 && !is_blank(*line->text) && *line->text != '#') {
		line->text++;
		line->len--;
	}
	word->len = (size_t)(line->text - word->text);
	return word->len > 0;
}

bool
mg_http_next_address(struct mg_slice *hosts, struct mg_slice name, struct mg_http_address *address)
{
	struct mg_slice line, word;

	while (mg_lex_piece(hosts, '\n', &line)) {
		if (!next_word(&line, &word) || !parse_address(word, address))
			continue;
		do {
			if (word.len == name.len && memcmp(word.text, name.text, name.len) == 0)
				return true;
		} while (next_word(&line, &word));
	}
	return false;
}

/* A line that has ended, without its end (a bare LF is one, too: RFC 9112, section 2.2); *rest
 * moves behind it. */
static bool
take_line(struct mg_slice *rest, struct mg_slice *line)
{
	const char *end = memchr(rest->text, '\n', rest->len);

	if (!end)
		return false;
	*line = (struct mg_slice){ rest->text, (size_t)(end - rest->text) };
	rest->text += line->len + 1;
	rest->len -= line->len + 1;
	if (line->len > 0 && line->text[line->len - 1] == '\r')
		line->len--;
	return true;
}

enum mg_http_reply
mg_http_read_status(struct mg_slice *seen, unsigned *status)
{
	static const char pattern[] = "HTTP/1.0 000"; /* 0: any digit */
	struct mg_slice rest = *seen, line;
	uint64_t number;

	for (;;) {
		*seen = rest;
		for (size_t i = 0; i < rest.len && pattern[i] != '\0'; i++)
			if (pattern[i] == '0' ? digit_value(rest.text[i]) > 9
					      : rest.text[i] != pattern[i])
				return MG_HTTP_GARBAGE;
		if (!take_line(&rest, &line))
			return MG_HTTP_MORE;
		/* The reason may be missing, also with the blank in front of it. */
		if ((line.len > 12 && line.text[12] != ' ') ||
		    !mg_lex_number((struct mg_slice){ line.text + 9, 3 }, 599, &number) ||
		    number < 100)
			return MG_HTTP_GARBAGE;
		*status = (unsigned)number;
		if (number >= 200 || number == 101)
			return MG_HTTP_STATUS;
		do {
			if (!take_line(&rest, &line))
				return MG_HTTP_MORE;
		} while (line.len > 0);
	}
}
