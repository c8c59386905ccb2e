/* SPDX-License-Identifier: MIT */
/* Checks for the libFuzzer targets, which trap: what every text of ours must be, whatever was fed
 * in. */
#ifndef MG_TEST_FUZZ_H
#define MG_TEST_FUZZ_H

#include "text/base.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void
fuzz_check(bool holds)
{
	if (!holds)
		abort();
}

/* Copies the bytes into a block of exactly their size: ASan then sees a step beyond it. */
static inline char *
fuzz_copy(const uint8_t *data, size_t size)
{
	char *text = malloc(size > 0 ? size : 1);

	fuzz_check(text != NULL);
	if (size > 0)
		memcpy(text, data, size);
	return text;
}

/* Takes the bytes up to the next byte 255, into a block of their own. */
static inline char *
fuzz_take(const uint8_t **data, size_t *size, size_t *len)
{
	const uint8_t *start = *data, *end = *size > 0 ? memchr(start, 0xff, *size) : NULL;

	*len = end ? (size_t)(end - start) : *size;
	*data += *len + (end != NULL);
	*size -= *len + (end != NULL);
	return fuzz_copy(start, *len);
}

/* Takes the next character, which must be whole, in its shortest form, and harmless to a
 * terminal. */
static inline uint32_t
fuzz_character(const char **at)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	uint32_t first = (unsigned char)*(*at)++, more, value;

	if (first < 0x80) {
		fuzz_check((first >= 0x20 && first != 0x7f) || first == '\n');
		return first;
	}
	fuzz_check(first >= 0xc2 && first <= 0xf4);
	more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
	value = first & (0x3fU >> more);
	for (uint32_t i = 0; i < more; i++, ++*at) {
		fuzz_check(((unsigned char)**at & 0xc0) == 0x80);
		value = value << 6 | ((unsigned char)**at & 0x3f);
	}
	fuzz_check(value >= least[more] && value <= 0x10ffff);
	fuzz_check(value >= 0xa0 && (value < 0xd800 || value > 0xdfff));
	fuzz_check((value < 0x2028 || value > 0x202e) && (value < 0x2060 || value > 0x206f));
	fuzz_check(value != 0x180e && value != 0xfeff && (value < 0xfff9 || value > 0xfffb));
	fuzz_check((value < 0x1d173 || value > 0x1d17a) && (value < 0xe0000 || value > 0xe007f));
	return value;
}

static inline void
fuzz_check_shown(const char *text)
{
	while (*text != '\0')
		(void)fuzz_character(&text);
}

/* Checks the JSON string at *at (RFC 8259). */
static inline void
fuzz_check_string(const char **at)
{
	fuzz_check(*(*at)++ == '"');
	while (**at != '"') {
		uint32_t letter = fuzz_character(at);

		fuzz_check(letter >= 0x20);
		if (letter != '\\')
			continue;
		letter = (unsigned char)*(*at)++;
		fuzz_check(letter != '\0' && strchr("\"\\/bfnrtu", (int)letter));
		if (letter == 'u') {
			fuzz_check(strspn(*at, "0123456789abcdefABCDEF") >= 4);
			*at += 4;
		}
	}
	++*at;
}

/* Checks ,"name":VALUE and so on; VALUE is a string, a word, or an object of these. */
static inline void
fuzz_check_members(const char **at)
{
	while (**at == ',' || **at == '"') {
		*at += **at == ',';
		fuzz_check_string(at);
		fuzz_check(*(*at)++ == ':');
		if (**at == '"')
			fuzz_check_string(at);
		else if (**at == '{')
			++*at; /* its members follow */
		else
			*at += strspn(*at, "abcdefghijklmnopqrstuvwxyz0123456789");
		while (**at == '}')
			++*at;
	}
	fuzz_check(**at == '\0');
}

#endif
