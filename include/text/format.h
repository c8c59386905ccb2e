/* SPDX-License-Identifier: MIT */
/* The part of printf(3) that the program uses. Pure. The floating point and the locales of
 * printf(3) itself would be a tenth of the static binary. */
#ifndef MG_TEXT_FORMAT_H
#define MG_TEXT_FORMAT_H

#include "text/base.h"

#include <stdarg.h>

/* As snprintf(3), with %s %.*s %c %d %u %zu %llu %lld %llx %03o %%. Any other conversion is a
 * programming error, and stops the program. Returns the length of the whole text. If that is size
 * or more, the text was cut. */
size_t mg_format(char *out, size_t size, const char *format, ...) MG_PRINTF(3, 4);
size_t mg_format_list(char *out, size_t size, const char *format, va_list args);

#endif
