/* SPDX-License-Identifier: MIT */
/* The text of a plain HTTP GET. Pure: all of it is untrusted. */
#include "text/http.h"

#include "text/format.h"
#include "text/lex.h"

#include <arpa/inet.h>
#include <string.h>

bool
mg_http_parse_address(struct mg_slice text, struct mg_http_address *address)
{
	char word[INET6_ADDRSTRLEN];

	address->is_ipv6 = memchr(text.text, ':', text.len) != NULL;
	/* inet_pton(3) accepts "::ffff:1.2.3.4". */
	return (!address->is_ipv6 || !memchr(text.text, '.', text.len)) &&
	       mg_format(word, sizeof(word), "%.*s", (int)text.len, text.text) < sizeof(word) &&
	       inet_pton(address->is_ipv6 ? AF_INET6 : AF_INET, word, address->bytes) == 1;
}

/* "HOST", "HOST:PORT", "[ADDRESS]" or "[ADDRESS]:PORT". Returns its end, or NULL. */
static const char *
parse_authority(const char *text, struct mg_http_url *url)
{
	bool has_brackets = *text == '[';
	const char *host = text + has_brackets;
	size_t len = strcspn(host, has_brackets ? "]" : ":/?#");
	const char *at = host + len;
	struct mg_http_address address;
	uint64_t port = 80;

	url->host = (struct mg_slice){ host, len };
	if (has_brackets &&
	    (*at++ != ']' || !mg_http_parse_address(url->host, &address) || !address.is_ipv6))
		return NULL;
	if (len == 0 || memchr(host, '@', len))
		return NULL;
	if (*at == ':') {
		at++;
		len = strcspn(at, "/?#");
		if (!mg_lex_number((struct mg_slice){ at, len }, UINT16_MAX, &port) || port == 0)
			return NULL;
		at += len;
	}
	url->port = (uint16_t)port;
	url->authority = (struct mg_slice){ text, (size_t)(at - text) };
	return strchr("/?#", *at) ? at : NULL; /* also finds the NUL */
}

const char *
mg_http_parse_url(const char *text, struct mg_http_url *url)
{
	static const char wanted[] =
		"http://HOST[:PORT][/PATH], with an address, localhost or a name in /etc/hosts";
	const char *target;
	size_t len = 0;

	if (mg_lex_after(text, "https:"))
		return "http://...: there is no TLS in mountguard (ask the port that speaks plain "
		       "HTTP)";
	while (text[len] > ' ' && text[len] <= '~')
		len++;
	target = mg_lex_after(text, "http://");
	if (text[len] != '\0' || len > MG_HTTP_MAX_URL_BYTES || !target)
		return wanted;
	target = parse_authority(target, url);
	if (!target)
		return wanted;
	/* A fragment is not sent (RFC 9110, section 7.1). */
	url->target = (struct mg_slice){ target, strcspn(target, "#") };
	url->text = text;
	return NULL;
}

bool
mg_http_next_address(const char **hosts, struct mg_slice name, struct mg_http_address *address)
{
	bool is_first = true, has_address = false; /* in the line */

	for (const char *at = *hosts; *at != '\0';) {
		const struct mg_slice word = { at, strcspn(at, " \t\r\n#") };

		at += word.len;
		if (word.len > 0 && is_first)
			has_address = mg_http_parse_address(word, address);
		else if (has_address && word.len == name.len &&
			 memcmp(word.text, name.text, name.len) == 0) {
			*hosts = at + strcspn(at, "\n");
			return true;
		}
		is_first = (is_first && word.len == 0) || *at == '\n';
		at += *at == '#' ? strcspn(at, "\n") : *at != '\0';
	}
	return false;
}

/* Takes the next line without its end. A bare LF ends a line, too (RFC 9112, section 2.2). */
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
			if (pattern[i] == '0' ? rest.text[i] < '0' || rest.text[i] > '9'
					      : rest.text[i] != pattern[i])
				return MG_HTTP_GARBAGE;
		if (!take_line(&rest, &line))
			return MG_HTTP_MORE;
		/* The reason and the blank before it may be missing. */
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
