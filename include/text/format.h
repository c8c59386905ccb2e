/* SPDX-License-Identifier: MIT */
/* The part of printf(3) that we use. Pure. Not printf itself: floating point and locales are a
 * tenth of a static binary that prints neither. */
#ifndef MG_TEXT_FORMAT_H
#define MG_TEXT_FORMAT_H

#include "text/base.h"

#include <stdarg.h>

/* As snprintf(3), with these conversions: %s %.*s %c %d %u %zu %llu %lld %llx %03o %%. Returns
 * the length of the whole text; where it is not below size, the text was cut. Anything else is a
 * mistake of ours: it stops the program. */
size_t mg_format(char *out, size_t size, const char *format, ...) MG_PRINTF(3, 4);
size_t mg_format_list(char *out, size_t size, const char *format, va_list args);

#endif
