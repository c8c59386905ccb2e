/* SPDX-License-Identifier: MIT */
/* Why the guard could not do its own work: there is one, and it stops the guard. News about the
 * user's container is a finding (judge/judge.h), never an err. */
#ifndef MG_TEXT_ERR_H
#define MG_TEXT_ERR_H

#include "text/base.h"
#include "text/exitcode.h"

#define MG_ERR_MAX_BYTES 1024

struct mg_err {
	enum mg_exit exit_code;
	char text[MG_ERR_MAX_BYTES]; /* one sentence, lower case, no full stop; already safe to
					print */
};

/* Fills *err and returns -errnum, so that a failure is one `return`. Adds ": REASON (ERRNO)" to the
 * text. errnum 0 means that no system call failed: adds nothing, and returns -EINVAL. Cuts a text
 * that is too long. */
int mg_err_set(struct mg_err *err, enum mg_exit exit_code, int errnum, const char *format, ...)
	MG_PRINTF(4, 5);

#endif
