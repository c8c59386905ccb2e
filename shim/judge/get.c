/* SPDX-License-Identifier: MIT */
/* What the GET of --http comes to. Pure: facts in, a verdict and a sentence out. */
#include "judge/judge.h"

#include "text/err.h"
#include "text/quote.h"

#include <errno.h>
#include <string.h>

enum mg_verdict
mg_get_judge(const struct mg_get *get)
{
	if (get->end == MG_GET_NO_HOSTS || get->end == MG_GET_NO_SOCKET)
		return MG_UNKNOWN;
	return get->end == MG_GET_STATUS && get->status >= 200 && get->status < 400 ? MG_PASS
										    : MG_FAIL;
}

static void
add_garbage(struct mg_buf *buf, const char *sample)
{
	/* A TLS alert, or a handshake (RFC 8446, section 5.1). */
	if (sample[0] == 0x15 || sample[0] == 0x16) {
		mg_buf_add(buf, "it speaks TLS, and not plain HTTP");
		return;
	}
	mg_buf_add(buf, "what it sent is no answer of HTTP/1: ");
	mg_quote_add_slice(buf, (struct mg_slice){ sample, strcspn(sample, "\r\n") });
}

static void
add_failure(struct mg_buf *buf, const char *says, int errnum)
{
	mg_buf_addf(buf, "%s: ", says);
	mg_errnum_add(buf, errnum);
}

void
mg_get_add(struct mg_buf *buf, const struct mg_get *get, int64_t timeout_ms)
{
	switch (get->end) {
	case MG_GET_STATUS:
		mg_buf_addf(buf, "it answered %u", get->status);
		break;
	case MG_GET_NO_HOSTS:
		add_failure(buf, "/etc/hosts cannot be read", get->errnum);
		break;
	case MG_GET_NO_NAME:
		mg_buf_add(buf, "its host is no address, not localhost and not in /etc/hosts, and "
				"mountguard asks no DNS");
		break;
	case MG_GET_NO_SOCKET:
		add_failure(buf, "it cannot be asked", get->errnum);
		break;
	case MG_GET_NO_CONNECTION:
		if (get->errnum == ETIMEDOUT)
			mg_buf_add(buf, "it does not take the connection");
		else if (get->errnum == ECONNREFUSED)
			mg_buf_add(buf, "nothing listens there (ECONNREFUSED)");
		else
			add_failure(buf, "there is no connection", get->errnum);
		break;
	case MG_GET_BROKEN:
		add_failure(buf, "the connection broke", get->errnum);
		break;
	case MG_GET_CLOSED:
		mg_buf_addf(buf, "it closed the connection %s",
			    get->bytes > 0 ? "before its status line ended" : "without an answer");
		break;
	case MG_GET_LATE:
		mg_buf_add(buf, get->bytes > 0
					? "its status line did not end within "
					: "it took the connection, and gave no answer within ");
		mg_buf_add_duration(buf, timeout_ms);
		break;
	case MG_GET_GARBAGE:
		add_garbage(buf, get->sample);
		break;
	case MG_GET_ENDLESS:
		mg_buf_addf(buf, "no status line ends in its first %zu bytes", get->bytes);
		break;
	}
}
