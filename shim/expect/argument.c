/* SPDX-License-Identifier: MIT */
/* Parses the argument behind the "=" of a word: one case for each kind of argument. Pure. */
#include "argument.h"

#include "text/lex.h"
#include "text/quote.h"

#include <string.h>

/* All permission bits, with set-user-id, set-group-id and sticky. */
#define MODE_MAX 07777U
#define HEX_DIGITS "0123456789abcdefABCDEF"

static const char *
kind_name_at(size_t index)
{
	return mg_kind_name((enum mg_kind)index);
}

/* Parses a list of names into bits: kinds of storage, or abilities of a file system. */
static bool
parse_bits(struct mg_term *word, struct mg_buf *why)
{
	bool is_kinds = word->check->argument == MG_ARGUMENT_KINDS;
	const char *(*name_at)(size_t index) = is_kinds ? kind_name_at : mg_ability_name_at;
	size_t count = is_kinds ? (size_t)MG_KIND_COUNT : (size_t)MG_ABILITY_COUNT;
	unsigned *bits = is_kinds ? &word->kinds : &word->abilities;
	struct mg_slice rest = mg_lex_slice(word->argument), piece;

	while (mg_lex_piece(&rest, is_kinds ? '|' : '+', &piece)) {
		const char *nearest;
		size_t i = 0;

		while (i < count && !mg_lex_equal(piece, name_at(i)))
			i++;
		if (i < count) {
			*bits |= 1U << i;
			continue;
		}
		nearest = mg_lex_nearest(piece, name_at, count);
		mg_quote_add_slice(why, piece);
		mg_buf_addf(why, " is no %s",
			    is_kinds ? "kind of storage" : "ability of a file system");
		if (nearest)
			mg_buf_addf(why, ", did you mean %s?", nearest);
		return false;
	}
	return true;
}

/* Checks that no name of the list is empty. Each may have a "!" before it. */
static bool
check_list(const struct mg_term *word, struct mg_buf *why)
{
	bool is_names = word->check->argument == MG_ARGUMENT_NAMES;
	bool is_negated = is_names && *word->argument == '!'; /* the list as a whole */
	struct mg_slice rest = mg_lex_slice(word->argument + is_negated), piece;

	while (mg_lex_piece(&rest, is_names ? '|' : '+', &piece)) {
		if (piece.len > (size_t)(piece.len > 0 && piece.text[0] == '!'))
			continue;
		mg_buf_addf(why, "%s has an empty name in its list", word->check->name);
		return false;
	}
	return true;
}

static bool
parse_mode(const char *digits, unsigned *mode)
{
	const char *at = digits;

	for (*mode = 0; *at >= '0' && *at <= '7' && *mode <= MODE_MAX; at++)
		*mode = *mode * 8 + (unsigned)(*at - '0');
	return *at == '\0' && at > digits && *mode <= MODE_MAX;
}

/* Powers of 1024, as df(1) and the size= of a tmpfs have them. */
static bool
parse_amount(struct mg_term *word)
{
	static const char units[] = "KkMmGgTt";
	bool is_size = word->check->argument == MG_ARGUMENT_SIZE;
	struct mg_slice digits = { word->argument, strspn(word->argument, "0123456789") };
	const char *rest = digits.text + digits.len;
	const char *unit = is_size && *rest != '\0' ? strchr(units, *rest) : NULL;
	unsigned shift = unit ? 10 * (unsigned)((unit - units) / 2 + 1) : 0;

	word->is_percent = is_size && strcmp(rest, "%") == 0;
	rest += unit || word->is_percent;
	rest += unit && *rest == 'i';
	if (*rest != '\0' ||
	    !mg_lex_number(digits, word->is_percent ? 100 : UINT64_MAX >> shift, &word->amount))
		return false;
	word->amount <<= shift;
	return true;
}

bool
mg_argument_parse(struct mg_term *word, struct mg_buf *why)
{
	const struct mg_word *check = word->check;
	const char *argument = word->argument, *wrong = ""; /* NOLINT(clang-analyzer-deadcode.*) */
	bool is_right = false;

	if (!argument && (check->argument == MG_ARGUMENT_NONE || *check->argument_syntax == '['))
		return true;
	if (!argument) {
		mg_buf_addf(why, "%s needs a value: %s%s", check->name, check->name,
			    check->argument_syntax);
		return false;
	}
	switch (check->argument) {
	case MG_ARGUMENT_NONE:
		mg_buf_addf(why, "%s takes no value", check->name);
		return false;
	case MG_ARGUMENT_KINDS:
	case MG_ARGUMENT_ABILITIES:
		return parse_bits(word, why);
	case MG_ARGUMENT_NAMES:
	case MG_ARGUMENT_OPTIONS:
		return check_list(word, why);
	case MG_ARGUMENT_GLOB:
	case MG_ARGUMENT_ENTRY:
	case MG_ARGUMENT_PATH:
		if (*argument == '\0')
			mg_buf_addf(why, "the %s of %s is empty",
				    check->argument == MG_ARGUMENT_PATH ? "path" : "pattern",
				    check->name);
		return *argument != '\0';
	case MG_ARGUMENT_OWNER: /* mg_spec_resolve() looks the names up */
		return mg_owner_parse(argument, &word->owner, why);
	case MG_ARGUMENT_SYNC:
		is_right = word->sync = strcmp(argument, "sync") == 0;
		wrong = " is no value of writable, did you mean sync?";
		break;
	case MG_ARGUMENT_MODE:
		is_right = parse_mode(argument, &word->mode);
		wrong = " is no mode: octal digits, up to 7777, as in mode=0640";
		break;
	case MG_ARGUMENT_SIZE:
	case MG_ARGUMENT_NUMBER:
		is_right = parse_amount(word);
		wrong = check->argument == MG_ARGUMENT_NUMBER
				? " is no number, as in inodes=10000"
				: " is no size: bytes with K, M, G or T, or a percentage, as in "
				  "free=512M and free=5%";
		break;
	case MG_ARGUMENT_SHA256:
		is_right = strspn(argument, HEX_DIGITS) == 64 && argument[64] == '\0';
		wrong = " is no SHA-256: 64 hex digits, as sha256sum prints them";
		break;
	}
	if (is_right)
		return true;
	mg_quote_add(why, argument);
	mg_buf_add(why, wrong);
	return false;
}
