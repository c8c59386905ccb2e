/* SPDX-License-Identifier: MIT */
/* Attributes, types and the few macros that every file may use. Declares no function. */
#ifndef MG_TEXT_BASE_H
#define MG_TEXT_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MG_ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))
#define MG_PRINTF(format_at, first_at) __attribute__((format(printf, format_at, first_at)))
/* Every mg_x_release() accepts zeroed and released objects, and leaves them zeroed. */
#define MG_CLEANUP(release) __attribute__((cleanup(release)))

/* A piece of text that is owned elsewhere; not NUL-terminated. */
struct mg_slice {
	const char *text;
	size_t len;
};

#endif
