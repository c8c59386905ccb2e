/* SPDX-License-Identifier: MIT */
/* Any bytes as the URL of --http, as /etc/hosts and as a server's answer: no read goes beyond them,
 * they cannot break a line of the request, more bytes do not change an answer that was understood,
 * and every message can be shown. */
#include "judge/judge.h"
#include "text/http.h"

#include "fuzz.h"

#include <arpa/inet.h>

static struct mg_slice
take_part(const uint8_t **data, size_t *size)
{
	struct mg_slice part;

	part.text = fuzz_take(data, size, &part.len);
	return part;
}

static void
free_part(struct mg_slice part)
{
	free((void *)(uintptr_t)part.text);
}

static void
check_piece(const struct mg_http_url *url, struct mg_slice piece)
{
	fuzz_check(piece.text >= url->text &&
		   piece.text + piece.len <= url->text + strlen(url->text));
	for (size_t i = 0; i < piece.len; i++)
		fuzz_check(piece.text[i] > ' ' && piece.text[i] <= '~');
}

static void
check_addresses(struct mg_slice all, struct mg_slice name)
{
	struct mg_buf copy = { 0 };
	const char *hosts, *last;
	struct mg_http_address address;
	char text[INET6_ADDRSTRLEN];

	mg_buf_add_bytes(&copy, all.text, all.len);
	hosts = mg_buf_text(&copy);
	for (last = hosts; mg_http_next_address(&hosts, name, &address); last = hosts) {
		fuzz_check(hosts > last);
		fuzz_check(inet_ntop(address.is_ipv6 ? AF_INET6 : AF_INET, address.bytes, text,
				     sizeof(text)) != NULL);
	}
	fuzz_check(hosts == last);
	mg_buf_release(&copy);
}

/* inet_pton(3) must read the same address from a text that we accept. */
static void
check_literal(struct mg_slice host)
{
	struct mg_http_address address;
	unsigned char wanted[16] = { 0 };
	char text[1025] = "";

	if (!mg_http_parse_address(host, &address))
		return;
	memcpy(text, host.text, host.len);
	fuzz_check(inet_pton(address.is_ipv6 ? AF_INET6 : AF_INET, text, wanted) == 1);
	fuzz_check(memcmp(wanted, address.bytes, address.is_ipv6 ? 16 : 4) == 0);
}

static void
check_url(const char *text, struct mg_slice hosts)
{
	struct mg_http_url url = { 0 };

	if (mg_http_parse_url(text, &url)) {
		fuzz_check(!url.text);
		return;
	}
	fuzz_check(url.text == text && url.port > 0 && url.host.len > 0);
	check_piece(&url, url.authority);
	check_piece(&url, url.host);
	check_piece(&url, url.target);
	fuzz_check(url.target.len == 0 || strchr("/?", url.target.text[0]));
	check_literal(url.host);
	check_addresses(hosts, url.host);
}

static void
check_answer(struct mg_slice all)
{
	enum mg_http_reply last = MG_HTTP_MORE;
	unsigned last_status = 0;

	for (size_t len = 0; len <= all.len && len < 512; len++) {
		/* In a block of its own, so that ASan sees a step beyond it. */
		char *text = fuzz_copy((const uint8_t *)all.text, len);
		struct mg_slice seen = { text, len };
		unsigned status = 0;
		enum mg_http_reply reply = mg_http_read_status(&seen, &status);

		fuzz_check(seen.text >= text && seen.text + seen.len == text + len);
		fuzz_check(last == MG_HTTP_MORE || (reply == last && status == last_status));
		fuzz_check(reply != MG_HTTP_STATUS || status == 101 ||
			   (status >= 200 && status < 600));
		last = reply;
		last_status = status;
		free(text);
	}
}

static void
check_sentence(struct mg_slice answer)
{
	struct mg_get get = { .end = MG_GET_GARBAGE };
	struct mg_buf says = { 0 };

	memcpy(get.sample, answer.text,
	       answer.len < MG_GET_SAMPLE_BYTES ? answer.len : MG_GET_SAMPLE_BYTES);
	mg_get_add(&says, &get, 5000);
	fuzz_check_shown(mg_buf_text(&says));
	fuzz_check(mg_get_judge(&get) == MG_FAIL);
	mg_buf_release(&says);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mg_slice asked = take_part(&data, &size), hosts = take_part(&data, &size);
	struct mg_slice answer = take_part(&data, &size);
	struct mg_buf text = { 0 };

	mg_buf_add_bytes(&text, asked.text, asked.len);
	check_url(mg_buf_text(&text), hosts);
	check_addresses(hosts, asked);
	check_answer(answer);
	check_sentence(answer);
	mg_buf_release(&text);
	free_part(asked);
	free_part(hosts);
	free_part(answer);
	return 0;
}
