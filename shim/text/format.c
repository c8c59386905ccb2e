/* SPDX-License-Identifier: MIT */
/* The part of printf(3) that the program uses. Pure: writes into the caller's buffer. */
#include "text/format.h"

#include <stdlib.h>
#include <string.h>

struct output {
	char *at;
	size_t left; /* with room for the NUL */
	size_t len;  /* of the whole text, cut or not */
};

static void
put(struct output *output, const char *text, size_t len)
{
	size_t fits = output->left > 0 && len > output->left - 1 ? output->left - 1 : len;

	output->len += len;
	if (output->left == 0)
		return;
	memcpy(output->at, text, fits);
	output->at += fits;
	output->left -= fits;
}

/* Writes at least three digits in octal: %03o is the only conversion with a width. */
static void
put_number(struct output *output, uint64_t number, unsigned base, bool negative)
{
	char digits[24], *at = digits + sizeof(digits);

	do {
		*--at = "0123456789abcdef"[number % base];
		number /= base;
	} while (number > 0 || (base == 8 && at > digits + sizeof(digits) - 3));
	if (negative)
		*--at = '-';
	put(output, at, (size_t)(digits + sizeof(digits) - at));
}

/* Whether *format starts with conversion. If so, moves *format past it. */
static bool
starts(const char **format, const char *conversion)
{
	size_t len = strlen(conversion);

	if (strncmp(*format, conversion, len) != 0)
		return false;
	*format += len;
	return true;
}

static void
put_signed(struct output *output, int64_t number)
{
	put_number(output, number < 0 ? 0 - (uint64_t)number : (uint64_t)number, 10, number < 0);
}

/* NOLINTBEGIN(bugprone-branch-clone): the branches differ by the type that they read. */

/* Reads every argument in this one function, because a va_list cannot be passed on portably. */
size_t
mg_format_list(char *out, size_t size, const char *format, va_list args)
{
	struct output output = { out, size, 0 };

	for (;;) {
		size_t plain = strcspn(format, "%");
		const char *text;
		char byte;
		int len;

		put(&output, format, plain);
		format += plain;
		if (*format == '\0')
			break;
		if (starts(&format, "%%")) {
			put(&output, "%", 1);
		} else if (starts(&format, "%s")) {
			text = va_arg(args, const char *);
			put(&output, text, strlen(text));
		} else if (starts(&format, "%.*s")) {
			len = va_arg(args, int);
			put(&output, va_arg(args, const char *), (size_t)len);
		} else if (starts(&format, "%c")) {
			byte = (char)va_arg(args, int);
			put(&output, &byte, 1);
		} else if (starts(&format, "%d")) {
			put_signed(&output, va_arg(args, int));
		} else if (starts(&format, "%u")) {
			put_number(&output, va_arg(args, unsigned), 10, false);
		} else if (starts(&format, "%lld")) {
			put_signed(&output, va_arg(args, long long));
		} else if (starts(&format, "%zu")) {
			put_number(&output, va_arg(args, size_t), 10, false);
		} else if (starts(&format, "%llx")) {
			put_number(&output, va_arg(args, unsigned long long), 16, false);
		} else if (starts(&format, "%llu")) {
			put_number(&output, va_arg(args, unsigned long long), 10, false);
		} else if (starts(&format, "%03o")) {
			put_number(&output, va_arg(args, unsigned), 8, false);
		} else {
			abort(); /* a mistake in this program */
		}
	}
	if (size > 0)
		*output.at = '\0';
	return output.len;
}

/* NOLINTEND(bugprone-branch-clone) */

size_t
mg_format(char *out, size_t size, const char *format, ...)
{
	va_list args;
	size_t len;

	va_start(args, format);
	len = mg_format_list(out, size, format, args);
	va_end(args);
	return len;
}
