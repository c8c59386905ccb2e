/* SPDX-License-Identifier: MIT */
/* A plain HTTP/1.1 GET with a deadline. A host is an address, localhost, or a name in /etc/hosts:
 * the resolver of a C library would be a tenth of the binary. */
#include "probe/get.h"

#include "sys/sys.h"
#include "text/format.h"
#include "text/lex.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HOSTS "/etc/hosts"
#define MAX_HOSTS_BYTES (1024U * 1024)

struct deadline {
	int64_t end_ms;
	int signal_fd;
};

/* Waits for fd. Returns 0, -ETIMEDOUT, -EINTR (a watched signal has come) or another -errno. */
static int
wait_for(int fd, short events, const struct deadline *deadline)
{
	struct pollfd fds[] = { { .fd = fd, .events = events },
				{ .fd = deadline->signal_fd, .events = POLLIN } };
	int count;

	do {
		int64_t left_ms = deadline->end_ms - mg_sys_now_ms();

		count = left_ms > 0 ? poll(fds, MG_ARRAY_LEN(fds), (int)left_ms) : 0;
	} while (count < 0 && errno == EINTR); /* not by a watched signal */
	if (count <= 0)
		return count < 0 ? -errno : -ETIMEDOUT;
	return fds[1].revents != 0 ? -EINTR : 0;
}

/* Connects and sends the request. Returns 0 or -errno. */
static int
ask(int fd, const struct mg_http_address *address, const struct mg_http_url *url, char *bytes,
    const struct deadline *deadline)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} to = { .v4 = { .sin_port = htons(url->port) } };
	bool is_ipv6 = address->is_ipv6;
	int result = 0;

	/* Family and port are at the same place in both. */
	to.any.sa_family = is_ipv6 ? AF_INET6 : AF_INET;
	memcpy(is_ipv6 ? (void *)&to.v6.sin6_addr : (void *)&to.v4.sin_addr, address->bytes,
	       is_ipv6 ? 16 : 4);
	if (connect(fd, &to.any, is_ipv6 ? sizeof(to.v6) : sizeof(to.v4)) < 0)
		result = -errno;
	if (result == -EINPROGRESS || result == -EINTR)
		result = wait_for(fd, POLLOUT, deadline);
	if (result < 0)
		return result;
	/* If there is no connection, the write says why. */
	result = mg_sys_write_all(
		fd, bytes,
		mg_format(bytes, MG_GET_MAX_BYTES,
			  "GET %s%.*s HTTP/1.1\r\nHost: %.*s\r\nUser-Agent: "
			  "mountguard/" MG_VERSION "\r\nAccept: */*\r\nConnection: close\r\n\r\n",
			  url->target.text[0] == '/' ? "" : "/", (int)url->target.len,
			  url->target.text, (int)url->authority.len, url->authority.text));
	/* A server may answer before it is asked, and close. */
	return result == -EPIPE || result == -ECONNRESET ? 0 : result;
}

/* Reads until the status line is complete, or cannot be. Returns 0 or -errno. */
static int
read_answer(int fd, char *bytes, const struct deadline *deadline, struct mg_get *get)
{
	enum mg_http_reply reply = MG_HTTP_MORE;
	struct mg_slice seen;

	while (reply == MG_HTTP_MORE && get->bytes < MG_GET_MAX_BYTES) {
		int result = wait_for(fd, POLLIN, deadline);
		ssize_t count = 0;

		if (result == 0)
			count = read(fd, bytes + get->bytes, MG_GET_MAX_BYTES - get->bytes);
		if (count < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (count < 0)
			result = -errno;
		if (count <= 0) {
			get->end = result == -ETIMEDOUT ? MG_GET_LATE
				   : result < 0		? MG_GET_BROKEN
							: MG_GET_CLOSED;
			return result;
		}
		get->bytes += (size_t)count;
		seen = (struct mg_slice){ bytes, get->bytes };
		reply = mg_http_read_status(&seen, &get->status);
	}
	get->end = reply == MG_HTTP_STATUS ? MG_GET_STATUS : MG_GET_ENDLESS;
	if (reply == MG_HTTP_GARBAGE) {
		get->end = MG_GET_GARBAGE;
		(void)mg_format(get->sample, sizeof(get->sample), "%.*s", (int)seen.len, seen.text);
	}
	return 0;
}

/* Asks one address. If another may follow, the connection may take half of the time that is left.
 * Returns 0 or -errno; get->end says how far it came. */
static int
try_address(const struct mg_http_url *url, const struct mg_http_address *address, bool is_last,
	    const struct deadline *deadline, struct mg_get *get)
{
	MG_AUTO_FD int fd = socket(address->is_ipv6 ? AF_INET6 : AF_INET,
				   SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	char bytes[MG_GET_MAX_BYTES]; /* the request, which is shorter, then the answer */
	struct deadline part = *deadline;
	int result;

	get->end = fd < 0 ? MG_GET_NO_SOCKET : MG_GET_NO_CONNECTION;
	if (fd < 0)
		return -errno;
	part.end_ms -= is_last ? 0 : (part.end_ms - mg_sys_now_ms()) / 2;
	result = ask(fd, address, url, bytes, &part);
	return result == 0 ? read_answer(fd, bytes, deadline, get) : result;
}

int
mg_get_run(const struct mg_http_url *url, int64_t timeout_ms, int signal_fd, struct mg_get *get)
{
	const struct deadline deadline = { mg_sys_now_ms() + timeout_ms, signal_fd };
	const char *hosts = "::1 localhost\n127.0.0.1 localhost";
	struct mg_http_address address;
	bool is_literal = mg_http_parse_address(url->host, &address);
	bool asks_file = !is_literal && !mg_lex_equal(url->host, "localhost");
	const struct mg_sys_patience patience = {
		.max_bytes = MAX_HOSTS_BYTES,
		.timeout_ms = timeout_ms,
		.signal_fd = signal_fd,
	};
	struct mg_sys_file file = { 0 };
	int result = 0;

	if (asks_file) {
		result = mg_sys_read_file(HOSTS, &patience, &file);
		result = result == -ENOENT ? 0 : result; /* without the file, no name is known */
		hosts = file.text ? file.text : "";
	}
	*get = (struct mg_get){
		.end = result == 0 ? MG_GET_NO_NAME : MG_GET_NO_HOSTS,
		.errnum = -result,
	};
	while (get->end < MG_GET_BROKEN && get->end != MG_GET_NO_HOSTS &&
	       (is_literal || mg_http_next_address(&hosts, url->host, &address))) {
		result = try_address(url, &address, is_literal || *hosts == '\0', &deadline, get);
		get->errnum = -result;
		if (is_literal || result == -EINTR)
			break;
	}
	free(file.text);
	return result == -EINTR ? result : 0;
}
