/* SPDX-License-Identifier: MIT */
/* Parses the argument behind the "=" of a word: one parser for each kind of argument. Pure. */
#include "argument.h"

#include "text/lex.h"
#include "text/quote.h"

#include <string.h>

/* All permission bits, with set-user-id, set-group-id and sticky. */
#define MODE_MAX 07777U

/* Names that an argument has one of, or several. */
struct choices {
	const char *(*name_at)(size_t index);
	size_t count;
	char separator;
	const char *what; /* a name is, for a sentence */
};

static bool
parse_bits(const struct mg_term *word, const struct choices *choices, unsigned *bits,
	   struct mg_buf *why)
{
	struct mg_slice rest = mg_lex_slice(word->argument), piece;

	while (mg_lex_piece(&rest, choices->separator, &piece)) {
		const char *nearest;
		size_t i = 0;

		while (i < choices->count && !mg_lex_equal(piece, choices->name_at(i)))
			i++;
		if (i < choices->count) {
			*bits |= 1U << i;
			continue;
		}
		nearest = mg_lex_nearest(piece, choices->name_at, choices->count);
		mg_quote_add_slice(why, piece);
		mg_buf_addf(why, " is no %s", choices->what);
		if (nearest)
			mg_buf_addf(why, ", did you mean %s?", nearest);
		return false;
	}
	return true;
}

static const char *
kind_name_at(size_t index)
{
	return mg_kind_name((enum mg_kind)index);
}

static bool
parse_kinds(struct mg_term *word, struct mg_buf *why)
{
	static const struct choices kinds = { kind_name_at, MG_KIND_COUNT, '|', "kind of storage" };

	return parse_bits(word, &kinds, &word->kinds, why);
}

static bool
parse_abilities(struct mg_term *word, struct mg_buf *why)
{
	static const struct choices abilities = { mg_ability_name_at, MG_ABILITY_COUNT, '+',
						  "ability of a file system" };

	return parse_bits(word, &abilities, &word->abilities, why);
}

/* Check a list of at least one name. No name is empty; each may have a "!" before it. */
static bool
parse_list(struct mg_term *word, const char *list, char separator, struct mg_buf *why)
{
	struct mg_slice rest = mg_lex_slice(list), piece;

	while (mg_lex_piece(&rest, separator, &piece)) {
		if (piece.len > (size_t)(piece.len > 0 && piece.text[0] == '!'))
			continue;
		mg_buf_addf(why, "%s has an empty name in its list", word->check->name);
		return false;
	}
	return true;
}

static bool
parse_names(struct mg_term *word, struct mg_buf *why)
{
	return parse_list(word, word->argument + (word->argument[0] == '!'), '|', why);
}

static bool
parse_options(struct mg_term *word, struct mg_buf *why)
{
	return parse_list(word, word->argument, '+', why);
}

static bool
parse_text(struct mg_term *word, struct mg_buf *why)
{
	if (word->argument[0] != '\0')
		return true;
	mg_buf_addf(why,
		    word->check->argument == MG_ARGUMENT_PATH ? "the path of %s is empty"
							      : "the pattern of %s is empty",
		    word->check->name);
	return false;
}

static bool
parse_sync(struct mg_term *word, struct mg_buf *why)
{
	word->sync = strcmp(word->argument, "sync") == 0;
	if (word->sync)
		return true;
	mg_quote_add(why, word->argument);
	mg_buf_addf(why, " is no value of %s, did you mean sync?", word->check->name);
	return false;
}

/* Names are looked up later, when all sources were read (mg_spec_resolve()). */
static bool
parse_owner(struct mg_term *word, struct mg_buf *why)
{
	return mg_owner_parse(word->argument, &word->owner, why);
}

static bool
parse_mode(struct mg_term *word, struct mg_buf *why)
{
	const char *digit = word->argument;
	unsigned mode = 0;

	for (; *digit >= '0' && *digit <= '7' && mode <= MODE_MAX; digit++)
		mode = mode * 8 + (unsigned)(*digit - '0');
	if (*digit == '\0' && digit != word->argument && mode <= MODE_MAX) {
		word->mode = mode;
		return true;
	}
	mg_quote_add(why, word->argument);
	mg_buf_add(why, " is no mode: octal digits, up to 7777, as in mode=0640");
	return false;
}

static bool
parse_sha256(struct mg_term *word, struct mg_buf *why)
{
	size_t digits = strspn(word->argument, "0123456789abcdefABCDEF");

	if (digits == 64 && word->argument[digits] == '\0')
		return true;
	mg_quote_add(why, word->argument);
	mg_buf_add(why, " is no SHA-256: 64 hex digits, as sha256sum prints them");
	return false;
}

/* Powers of 1024, as df(1) and the size= of a tmpfs have them. */
static bool
parse_amount(struct mg_term *word, struct mg_buf *why)
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
	if (*rest == '\0' &&
	    mg_lex_number(digits, word->is_percent ? 100 : UINT64_MAX >> shift, &word->amount)) {
		word->amount <<= shift;
		return true;
	}
	mg_quote_add(why, word->argument);
	mg_buf_add(why, is_size ? " is no size: bytes with K, M, G or T, or a percentage, as in "
				  "free=512M and free=5%"
				: " is no number, as in inodes=10000");
	return false;
}

bool
mg_argument_parse(struct mg_term *word, struct mg_buf *why)
{
	static bool (*const parsers[])(struct mg_term *, struct mg_buf *) = {
		[MG_ARGUMENT_NONE] = NULL,	     [MG_ARGUMENT_KINDS] = parse_kinds,
		[MG_ARGUMENT_NAMES] = parse_names,   [MG_ARGUMENT_GLOB] = parse_text,
		[MG_ARGUMENT_ENTRY] = parse_text,    [MG_ARGUMENT_OPTIONS] = parse_options,
		[MG_ARGUMENT_SYNC] = parse_sync,     [MG_ARGUMENT_OWNER] = parse_owner,
		[MG_ARGUMENT_MODE] = parse_mode,     [MG_ARGUMENT_SIZE] = parse_amount,
		[MG_ARGUMENT_NUMBER] = parse_amount, [MG_ARGUMENT_SHA256] = parse_sha256,
		[MG_ARGUMENT_PATH] = parse_text,     [MG_ARGUMENT_ABILITIES] = parse_abilities,
	};
	const struct mg_word *check = word->check;

	if (!word->argument) {
		if (check->argument == MG_ARGUMENT_NONE || check->argument_optional)
			return true;
		mg_buf_addf(why, "%s needs a value: %s%s", check->name, check->name,
			    check->argument_syntax);
		return false;
	}
	if (check->argument == MG_ARGUMENT_NONE) {
		mg_buf_addf(why, "%s takes no value", check->name);
		return false;
	}
	return parsers[check->argument](word, why);
}
