/* SPDX-License-Identifier: MIT */
/* Fills in a struct mg_err; never prints it. */
#include "err.h"

#include "format.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

int
mg_err_set(struct mg_err *err, enum mg_exit exit_code, int errnum, const char *format, ...)
{
	va_list args;
	size_t used;

	err->exit_code = exit_code;
	va_start(args, format);
	used = mg_format_list(err->text, sizeof(err->text), format, args);
	va_end(args);
	if (errnum != 0 && used < sizeof(err->text))
		(void)mg_format(err->text + used, sizeof(err->text) - used, ": %s",
				strerror(errnum)); /* cut: it is only the tail of a sentence */
	return errnum != 0 ? -errnum : -EINVAL;
}
