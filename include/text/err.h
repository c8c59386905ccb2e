/* SPDX-License-Identifier: MIT */
/* What an errno means to a user, and errors of the guard itself. Pure. */
#ifndef MG_TEXT_ERR_H
#define MG_TEXT_ERR_H

#include "text/buf.h"

/* "EROFS"; NULL for a number that is not in the table. */
const char *mg_errnum_name(int errnum);
/* "it is read-only"; "the kernel refused" for a number that is not in the table. */
const char *mg_errnum_says(int errnum);
/* Adds "it is read-only (EROFS)", or "the kernel refused (errno 123)". */
void mg_errnum_add(struct mg_buf *buf, int errnum);

/* Whether nothing is there: ENOENT, ENOTDIR, ENAMETOOLONG, and ELOOP for a circle of links. */
bool mg_errnum_is_missing(int errnum);
/* Whether the storage is broken or gone: EIO, ENOTCONN, ESTALE and their like. */
bool mg_errnum_is_broken(int errnum);
/* Whether it is about this process or the kernel: ENOMEM, ENOSYS, EOPNOTSUPP and their like. */
bool mg_errnum_is_ours(int errnum);

/* Scripts and engines rely on these codes: add new ones, change none. */
enum mg_exit {
	MG_EXIT_OK = 0,
	MG_EXIT_UNHEALTHY = 1, /* --health only; 2 is reserved by Docker */
	MG_EXIT_USAGE = 64,    /* the command line is wrong (EX_USAGE of sysexits.h) */
	MG_EXIT_FAILED = 69,   /* an expectation does not hold (EX_UNAVAILABLE) */
	MG_EXIT_UNKNOWN = 71,  /* could not tell, and nothing failed outright (EX_OSERR) */
	MG_EXIT_CONFIG = 78,   /* the expectations are wrong, or there are none (EX_CONFIG) */
	MG_EXIT_NOT_EXECUTABLE = 126, /* as sh, env, tini and setpriv do */
	MG_EXIT_NOT_FOUND = 127,
	MG_EXIT_SIGNAL = 128, /* plus the number of the signal that ended the guard */
};

#define MG_ERR_MAX_BYTES 1024

/* An error that stops the guard. News about the user's container is a finding (judge/judge.h). */
struct mg_err {
	enum mg_exit exit_code;
	char text[MG_ERR_MAX_BYTES]; /* one sentence, lower case, no full stop, safe to print */
};

/* Fills *err, adds ": REASON (ERRNO)" and returns -errnum. errnum 0: no system call failed; adds
 * nothing and returns -EINVAL. Cuts a text that is too long. */
int mg_err_set(struct mg_err *err, enum mg_exit exit_code, int errnum, const char *format, ...)
	MG_PRINTF(4, 5);

#endif
