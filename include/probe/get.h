/* SPDX-License-Identifier: MIT */
/* One GET of --http: how far it came. */
#ifndef MG_PROBE_GET_H
#define MG_PROBE_GET_H

#include "text/http.h"

#include <stddef.h>
#include <stdint.h>

/* So many bytes are read at most: a status line, and interim answers in front of it. */
#define MG_GET_MAX_BYTES 8192
#define MG_GET_SAMPLE_BYTES 40

/* Where it ended; from MG_GET_BROKEN on there was a connection. */
enum mg_get_end {
	MG_GET_NO_HOSTS,  /* /etc/hosts could not be read */
	MG_GET_NO_NAME,	  /* the host is not in there */
	MG_GET_NO_SOCKET, /* we did not come as far as to ask */
	MG_GET_NO_CONNECTION,
	MG_GET_BROKEN, /* the connection */
	MG_GET_CLOSED, /* by the server, in front of the end of its status line */
	MG_GET_LATE,
	MG_GET_GARBAGE,
	MG_GET_ENDLESS,
	MG_GET_STATUS,
};

struct mg_get {
	enum mg_get_end end;
	int errnum;			      /* 0: no system call failed */
	unsigned status;		      /* 0: there is none */
	size_t bytes;			      /* that came */
	char sample[MG_GET_SAMPLE_BYTES + 1]; /* the beginning of garbage */
};

/* Asks, for at most timeout_ms. Of several addresses of the host the first one counts that takes
 * the connection. Redirects are not followed, and nothing is read behind the status line. Returns
 * 0, or -EINTR where signal_fd has become readable. */
int mg_get_run(const struct mg_http_url *url, int64_t timeout_ms, int signal_fd,
	       struct mg_get *get);

#endif
