/* SPDX-License-Identifier: MIT */
/* The text of a plain HTTP GET: the URL, the names in /etc/hosts, the status line. Pure. */
#ifndef MG_TEXT_HTTP_H
#define MG_TEXT_HTTP_H

#include "text/base.h"

#define MG_HTTP_MAX_URL_BYTES 1024

/* The pieces borrow from .text. Without .text there is no URL. */
struct mg_http_url {
	const char *text;
	struct mg_slice authority; /* host and port as they are written, for the Host header */
	struct mg_slice host;	   /* without the brackets of an IPv6 address */
	struct mg_slice target;	   /* path and query; may be "" or begin with "?" */
	uint16_t port;
};

struct mg_http_address {
	bool is_ipv6;
	unsigned char bytes[16]; /* in the order of the network; 4 of an IPv4 address */
};

enum mg_http_reply {
	MG_HTTP_MORE, /* nothing is wrong so far */
	MG_HTTP_STATUS,
	MG_HTTP_GARBAGE,
};

/* Returns NULL, or what text should have been. url->text is written on success only. */
const char *mg_http_parse_url(const char *text, struct mg_http_url *url);

/* As inet_pton(3), but refuses "::ffff:1.2.3.4". Writes to *address in any case. */
bool mg_http_parse_address(struct mg_slice text, struct mg_http_address *address);

/* Finds the next address of name in the lines of hosts(5), and moves *hosts past its line. */
bool mg_http_next_address(const char **hosts, struct mg_slice name,
			  struct mg_http_address *address);

/* Reads the status line of the final answer (RFC 9112, section 4) from what came so far. *seen
 * moves past interim answers (1xx, but not 101) and their headers. */
enum mg_http_reply mg_http_read_status(struct mg_slice *seen, unsigned *status);

#endif
