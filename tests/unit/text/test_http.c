/* SPDX-License-Identifier: MIT */
/* URLs, the lines of /etc/hosts and status lines. */
#include "text/http.h"

#include "text/buf.h"
#include "text/lex.h"

#include "same.h"

#include <arpa/inet.h>
#include <stdio.h>

#define WANTED "http://HOST[:PORT][/PATH], with an address, localhost or a name in /etc/hosts"
#define TLS "http://...: there is no TLS in mountguard (ask the port that speaks plain HTTP)"

/* wanted: "authority|host|port|target", or what it should have been. */
static const struct url_row {
	const char *given;
	const char *wanted;
} url_rows[] = {
	{ "http://localhost", "localhost|localhost|80|" },
	{ "http://localhost/", "localhost|localhost|80|/" },
	{ "http://localhost:8000/health", "localhost:8000|localhost|8000|/health" },
	{ "http://127.0.0.1:1", "127.0.0.1:1|127.0.0.1|1|" },
	{ "http://127.0.0.1:65535?a=b&c", "127.0.0.1:65535|127.0.0.1|65535|?a=b&c" },
	{ "http://[::1]", "[::1]|::1|80|" },
	{ "http://[::1]:8080/a?b", "[::1]:8080|::1|8080|/a?b" },
	{ "http://[2001:db8::7:0]/", "[2001:db8::7:0]|2001:db8::7:0|80|/" },
	{ "http://backend:80/a:b@c", "backend:80|backend|80|/a:b@c" },
	{ "http://my_host-1.internal./x", "my_host-1.internal.|my_host-1.internal.|80|/x" },
	{ "http://h/a%20b;c=(d)*'e'", "h|h|80|/a%20b;c=(d)*'e'" },
	{ "http://h/a#part", "h|h|80|/a" },
	{ "http://h#part", "h|h|80|" },
	{ "http://h//a/../b", "h|h|80|//a/../b" },
	{ "https://localhost", TLS },
	{ "https:", TLS },
	{ "", WANTED },
	{ "localhost:8000/health", WANTED },
	{ "/health", WANTED },
	{ "http:", WANTED },
	{ "http:/localhost", WANTED },
	{ "http://", WANTED },
	{ "http:///health", WANTED },
	{ "http://:80/", WANTED },
	{ "http://?x", WANTED },
	{ "HTTP://localhost", WANTED },
	{ "ftp://localhost", WANTED },
	{ "unix:///run/x.sock", WANTED },
	{ " http://localhost", WANTED },
	{ "http://localhost ", WANTED },
	{ "http://local host/", WANTED },
	{ "http://h/a b", WANTED },
	{ "http://h/a\r\nX-Evil: 1", WANTED },
	{ "http://h/a\tb", WANTED },
	{ "http://h/\177", WANTED },
	{ "http://h/\303\274", WANTED },
	{ "http://h:", WANTED },
	{ "http://h:/", WANTED },
	{ "http://h:0/", WANTED },
	{ "http://h:65536/", WANTED },
	{ "http://h:+80/", WANTED },
	{ "http://h:80x/", WANTED },
	{ "http://h:80:80/", WANTED },
	{ "http://user@h/", WANTED },
	{ "http://user:pass@h/", WANTED },
	{ "http://::1/", WANTED },
	{ "http://[::1/", WANTED },
	{ "http://[]/", WANTED },
	{ "http://[/", WANTED },
	{ "http://[:]/", WANTED },
	{ "http://[127.0.0.1]/", WANTED },
	{ "http://[::1]x/", WANTED },
	{ "http://[::1]80/", WANTED },
	{ "http://[::1]:/", WANTED },
	{ "http://[fe80::1%25eth0]/", WANTED },
	{ "http://[::ffff:127.0.0.1]/", WANTED },
};

static void
test_urls(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(url_rows); i++) {
		const struct url_row *row = &url_rows[i];
		struct mg_http_url url = { 0 };
		const char *says = mg_http_parse_url(row->given, &url);
		struct mg_buf got = { 0 };

		if (says)
			mg_buf_add(&got, says);
		else
			mg_buf_addf(&got, "%.*s|%.*s|%u|%.*s", (int)url.authority.len,
				    url.authority.text, (int)url.host.len, url.host.text,
				    (unsigned)url.port, (int)url.target.len, url.target.text);
		wrong += same_text(row->given, "what it is", mg_buf_text(&got), row->wanted);
		assert_true(url.text == (says ? NULL : row->given));
		mg_buf_release(&got);
	}
	assert_int_equal(wrong, 0);
}

static void
test_longest_url(void **state)
{
	char text[MG_HTTP_MAX_URL_BYTES + 2];
	struct mg_http_url url;

	memset(text, 'a', sizeof(text));
	memcpy(text, "http://h/", 9);
	text[MG_HTTP_MAX_URL_BYTES] = '\0';
	assert_null(mg_http_parse_url(text, &url));
	text[MG_HTTP_MAX_URL_BYTES] = 'a';
	text[MG_HTTP_MAX_URL_BYTES + 1] = '\0';
	assert_non_null(mg_http_parse_url(text, &url));
}

static const struct address_row {
	const char *given;
	bool valid; /* as for inet_pton(3), unless .unlike is set */
	bool unlike;
} address_rows[] = {
	{ "127.0.0.1", true, false },
	{ "0.0.0.0", true, false },
	{ "255.255.255.255", true, false },
	{ "256.0.0.1", false, false },
	{ "1.2.3", false, false },
	{ "1.2.3.4.5", false, false },
	{ "1.2.3.", false, false },
	{ ".1.2.3", false, false },
	{ "1..2.3", false, false },
	{ "01.2.3.4", false, false },
	{ "1.2.3.00", false, false },
	{ "0x7f.0.0.1", false, false },
	{ "127.1", false, false },
	{ "1.2.3.4x", false, false },
	{ "2130706433", false, false },
	{ "::", true, false },
	{ "::1", true, false },
	{ "1::", true, false },
	{ "1::2", true, false },
	{ "::1:2", true, false },
	{ "1:2:3:4:5:6:7:8", true, false },
	{ "1:2:3:4:5:6:7::", true, false },
	{ "::2:3:4:5:6:7:8", true, false },
	{ "1:2:3::5:6:7:8", true, false },
	{ "FE80::ABCD:ef01", true, false },
	{ "2001:0db8::0001", true, false },
	{ "1:2:3:4:5:6:7", false, false },
	{ "1:2:3:4:5:6:7:8:9", false, false },
	{ "1:2:3:4::5:6:7:8", false, false },
	{ "::1:2:3:4:5:6:7:8", false, false },
	{ ":", false, false },
	{ ":::", false, false },
	{ "::1::", false, false },
	{ "1:::2", false, false },
	{ ":1", false, false },
	{ "1:", false, false },
	{ ":1::", false, false },
	{ "::1:", false, false },
	{ "1:2:3:4:5:6:7:", false, false },
	{ ":2:3:4:5:6:7:8", false, false },
	{ "12345::", false, false },
	{ "00001::", false, false },
	{ "g::", false, false },
	{ "::1%lo", false, false },
	{ "1:2", false, false },
	{ "1:2:3:4:5:6:7:8:", false, false },
	{ "::ffff:1.2.3.4", false, true },
	{ "localhost", false, false },
};

static void
test_addresses(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(address_rows); i++) {
		const struct address_row *row = &address_rows[i];
		struct mg_http_address address = { 0 };
		bool is_ipv6 = strchr(row->given, ':') != NULL;
		unsigned char wanted[16] = { 0 };

		wrong += same_number(row->given, "an address",
				     mg_http_parse_address(mg_lex_slice(row->given), &address),
				     row->valid);
		wrong += same_number(row->given, "of inet_pton",
				     inet_pton(is_ipv6 ? AF_INET6 : AF_INET, row->given, wanted) ==
					     1,
				     row->valid != row->unlike);
		if (!row->valid)
			continue;
		wrong += same_number(row->given, "IPv6", address.is_ipv6, is_ipv6);
		wrong += same_number(row->given, "the bytes",
				     memcmp(address.bytes, wanted, is_ipv6 ? 16 : 4) == 0, true);
	}
	assert_int_equal(wrong, 0);
}

#define HOSTS                                                                                      \
	"# the usual\n"                                                                            \
	"127.0.0.1\tlocalhost\n"                                                                   \
	"::1 localhost ip6-localhost # not this one: comment\n"                                    \
	"\n"                                                                                       \
	"   10.1.2.3   backend.internal\tbackend\r\n"                                              \
	"fe80::1%eth0 scoped\n"                                                                    \
	"nonsense backend\n"                                                                       \
	"10.1.2.4 backend#x\n"                                                                     \
	"10.1.2.5\n"                                                                               \
	"2001:db8::5 last"

static const struct hosts_row {
	const char *name;
	const char *wanted;
} hosts_rows[] = {
	{ "localhost", "127.0.0.1 ::1" },
	{ "ip6-localhost", "::1" },
	{ "backend", "10.1.2.3 10.1.2.4" },
	{ "backend.internal", "10.1.2.3" },
	{ "last", "2001:db8::5" },
	{ "10.1.2.5", "" },
	{ "Backend", "" },
	{ "backen", "" },
	{ "backendx", "" },
	{ "comment", "" },
	{ "x", "" },
	{ "scoped", "" },
	{ "#", "" },
	{ "usual", "" },
};

static void
test_hosts(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(hosts_rows); i++) {
		const char *lines = HOSTS;
		struct mg_http_address address;
		struct mg_buf got = { 0 };
		char text[INET6_ADDRSTRLEN];

		while (mg_http_next_address(&lines, mg_lex_slice(hosts_rows[i].name), &address))
			mg_buf_addf(&got, "%s%s", got.len > 0 ? " " : "",
				    inet_ntop(address.is_ipv6 ? AF_INET6 : AF_INET, address.bytes,
					      text, sizeof(text)));
		wrong += same_text(hosts_rows[i].name, "its addresses", mg_buf_text(&got),
				   hosts_rows[i].wanted);
		mg_buf_release(&got);
	}
	assert_int_equal(wrong, 0);
}

/* status 0: more is needed; -1: garbage. */
static const struct status_row {
	const char *given;
	int wanted;
} status_rows[] = {
	{ "HTTP/1.1 200 OK\r\n", 200 },
	{ "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200 },
	{ "HTTP/1.0 200 OK\r\n", 200 },
	{ "HTTP/1.9 204 No Content\r\n", 204 },
	{ "HTTP/1.1 301 Moved Permanently\r\n", 301 },
	{ "HTTP/1.1 404 \r\n", 404 },
	{ "HTTP/1.1 500\r\n", 500 },
	{ "HTTP/1.1 503 \304\n", 503 },
	{ "HTTP/1.1 200 OK\n", 200 },
	{ "HTTP/1.1 200\n", 200 },
	{ "HTTP/1.1 599 x\r\n", 599 },
	{ "HTTP/1.1 101 Switching Protocols\r\n", 101 },
	{ "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n", 204 },
	{ "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\n\r\nHTTP/1.1 103\n\n"
	  "HTTP/1.1 500 x\r\n",
	  500 },
	{ "", 0 },
	{ "H", 0 },
	{ "HTTP/1.", 0 },
	{ "HTTP/1.1 2", 0 },
	{ "HTTP/1.1 200", 0 },
	{ "HTTP/1.1 200 OK", 0 },
	{ "HTTP/1.1 200 OK\r", 0 },
	{ "HTTP/1.1 100 Continue\r\n", 0 },
	{ "HTTP/1.1 100 Continue\r\n\r", 0 },
	{ "HTTP/1.1 100 Continue\r\n\r\n", 0 },
	{ "HTTP/1.1 100 Continue\r\nA: b\r\nHTTP/1.1 200 OK\r\n", 0 },
	{ "h", -1 },
	{ "http/1.1 200 OK\r\n", -1 },
	{ "HTTP/2 200\r\n", -1 },
	{ "HTTP/1 200 OK\r\n", -1 },
	{ "HTTP/1.x 200 OK\r\n", -1 },
	{ "HTTP/1.10 200 OK\r\n", -1 },
	{ "HTTP/1.1\r\n", -1 },
	{ "HTTP/1.1 \r\n", -1 },
	{ "HTTP/1.1 20\r\n", -1 },
	{ "HTTP/1.1 20 OK\r\n", -1 },
	{ "HTTP/1.1  200 OK\r\n", -1 },
	{ "HTTP/1.1\t200 OK\r\n", -1 },
	{ "HTTP/1.1 2000\r\n", -1 },
	{ "HTTP/1.1 200OK\r\n", -1 },
	{ "HTTP/1.1 +20 OK\r\n", -1 },
	{ "HTTP/1.1 0x0 OK\r\n", -1 },
	{ "HTTP/1.1 099 OK\r\n", -1 },
	{ "HTTP/1.1 000 OK\r\n", -1 },
	{ "HTTP/1.1 600 OK\r\n", -1 },
	{ "HTTP/1.1 999 OK\r\n", -1 },
	{ "\r\nHTTP/1.1 200 OK\r\n", -1 },
	{ " HTTP/1.1 200 OK\r\n", -1 },
	{ "<html>", -1 },
	{ "SSH-2.0-OpenSSH_9.2\r\n", -1 },
	{ "\025\003\001", -1 },
	{ "+PONG\r\n", -1 },
	{ "HTTP/1.1 100 Continue\r\n\r\n<html>", -1 },
};

static void
test_status(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(status_rows); i++) {
		const struct status_row *row = &status_rows[i];
		struct mg_slice seen = mg_lex_slice(row->given);
		unsigned status = 0;
		enum mg_http_reply reply = mg_http_read_status(&seen, &status);
		int got = reply == MG_HTTP_MORE ? 0 : reply == MG_HTTP_GARBAGE ? -1 : (int)status;

		wrong +=
			same_number(row->given, "the status", (uint64_t)got, (uint64_t)row->wanted);
	}
	assert_int_equal(wrong, 0);
}

static void
test_status_line_that_is_meant(void **state)
{
	struct mg_slice seen = mg_lex_slice("HTTP/1.1 100 Continue\r\n\r\nrubbish");
	unsigned status;

	assert_int_equal(mg_http_read_status(&seen, &status), MG_HTTP_GARBAGE);
	assert_int_equal(same_bytes("the second", "line", seen.text, seen.len, "rubbish"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_urls),	  cmocka_unit_test(test_longest_url),
		cmocka_unit_test(test_addresses), cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_status),	  cmocka_unit_test(test_status_line_that_is_meant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
