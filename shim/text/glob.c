/* SPDX-License-Identifier: MIT */
/* Shell patterns over names. Pure: no locale, no recursion. */
#include "text/glob.h"

#include <stddef.h>
#include <string.h>

/* The "]" that ends the set after a "[", or NULL. A "]" that comes first belongs to the set. */
static const char *
set_end(const char *set)
{
	if (*set == '!' || *set == '^')
		set++;
	return *set == '\0' ? NULL : strchr(set + 1, ']');
}

static bool
is_in_set(const char *set, const char *end, unsigned char byte)
{
	bool negated = *set == '!' || *set == '^', found = false;

	set += negated;
	while (set < end) {
		unsigned char low = (unsigned char)set[0], high = low;

		if (end - set > 2 && set[1] == '-') {
			high = (unsigned char)set[2];
			set += 2;
		}
		found |= byte >= low && byte <= high;
		set++;
	}
	return found != negated;
}

/* Whether the element at *pattern, which is no "*", matches byte. Moves *pattern past it. */
static bool
matches_one(const char **pattern, char byte)
{
	const char *at = *pattern, *end = *at == '[' ? set_end(at + 1) : NULL;
	bool matches;

	if (end) {
		matches = is_in_set(at + 1, end, (unsigned char)byte);
		at = end;
	} else if (*at == '\\' && at[1] != '\0') {
		matches = *++at == byte;
	} else {
		matches = *at == '?' || *at == byte;
	}
	*pattern = at + 1;
	return matches;
}

bool
mg_glob_matches(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL;

	while (*text != '\0') {
		if (*pattern == '*') {
			star = ++pattern;
			resume = text;
			continue;
		}
		if (*pattern != '\0' && matches_one(&pattern, *text)) {
			text++;
			continue;
		}
		/* Let the last star take one byte more. The stars before it keep what they have. */
		if (!star)
			return false;
		pattern = star;
		text = ++resume;
	}
	return pattern[strspn(pattern, "*")] == '\0';
}

bool
mg_glob_matches_name(const char *pattern, const char *name)
{
	if (*name == '.' && *pattern != '.' && strncmp(pattern, "\\.", 2) != 0)
		return false;
	return mg_glob_matches(pattern, name);
}
