/* SPDX-License-Identifier: MIT */
/* Sends the GET of --http and reads the status line. */
#ifndef MG_PROBE_GET_H
#define MG_PROBE_GET_H

#include "text/http.h"

/* Reads at most this many bytes: a status line, and the interim answers before it. */
#define MG_GET_MAX_BYTES 8192
#define MG_GET_SAMPLE_BYTES 40

/* How the GET ended. From MG_GET_BROKEN on there was a connection. */
enum mg_get_end {
	MG_GET_NO_HOSTS,  /* /etc/hosts could not be read */
	MG_GET_NO_NAME,	  /* the host is not in /etc/hosts */
	MG_GET_NO_SOCKET, /* the guard could not make a socket */
	MG_GET_NO_CONNECTION,
	MG_GET_BROKEN, /* the connection broke */
	MG_GET_CLOSED, /* the server closed before the end of its status line */
	MG_GET_LATE,
	MG_GET_GARBAGE,
	MG_GET_ENDLESS,
	MG_GET_STATUS,
};

struct mg_get {
	enum mg_get_end end;
	int errnum;			      /* 0: no system call failed */
	unsigned status;		      /* 0: there is none */
	size_t bytes;			      /* received */
	char sample[MG_GET_SAMPLE_BYTES + 1]; /* the beginning of garbage */
};

/* Asks the first address of the host that takes the connection, for at most timeout_ms. Follows no
 * redirect, and reads nothing after the status line. Returns 0, or -EINTR when signal_fd became
 * readable. */
int mg_get_run(const struct mg_http_url *url, int64_t timeout_ms, int signal_fd,
	       struct mg_get *get);

#endif
