/* SPDX-License-Identifier: MIT */
/* Why *we* could not do our work: one of these, and it stops us. News about the user's container is
 * a finding (judge/judge.h), never an err. */
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

/* Fills *err and returns -errnum, so that a failure is one `return`. errnum 0 means that no system
 * call failed: nothing is appended to the text, and -EINVAL is returned. A text that is too long is
 * cut. */
int mg_err_set(struct mg_err *err, enum mg_exit exit_code, int errnum, const char *format, ...)
	MG_PRINTF(4, 5);

#endif
