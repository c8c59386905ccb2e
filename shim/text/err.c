/* SPDX-License-Identifier: MIT */
/* Fills in a struct mg_err; never prints it. */
#include "text/err.h"

#include "text/errnum.h"
#include "text/format.h"

#include <errno.h>
#include <stdarg.h>

int
mg_err_set(struct mg_err *err, enum mg_exit exit_code, int errnum, const char *format, ...)
{
	va_list args;
	size_t used;

	err->exit_code = exit_code;
	va_start(args, format);
	used = mg_format_list(err->text, sizeof(err->text), format, args);
	va_end(args);
	if (errnum != 0 && used < sizeof(err->text)) {
		const char *name = mg_errnum_name(errnum);
		/* The table of errnum.c is about storage. To a call of the guard itself the kernel
		 * says EINVAL for whatever it does not know. */
		const char *says = errnum == EINVAL ? "the kernel does not know such a call"
						    : mg_errnum_says(errnum);
		char *end = err->text + used;
		size_t left = sizeof(err->text) - used; /* what does not fit is cut */

		if (name)
			(void)mg_format(end, left, ": %s (%s)", says, name);
		else
			(void)mg_format(end, left, ": %s (errno %d)", says, errnum);
	}
	return errnum != 0 ? -errnum : -EINVAL;
}
