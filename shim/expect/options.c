/* SPDX-License-Identifier: MIT */
/* What the user asks for. One row an option: from it come the parsing, the environment twin and the
 * help. */
#include "expect/options.h"

#include "option_rows.h"
#include "text/format.h"
#include "text/lex.h"
#include "text/quote.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What is left of argv. */
struct cursor {
	char **word; /* NULL-terminated */
	bool *seen;  /* by the option's place in the table */
};

static const struct mg_option *
row_by_name(struct mg_slice name)
{
	for (size_t i = 0; i < mg_option_count(); i++)
		if (mg_lex_equal(name, mg_option_at(i)->name))
			return mg_option_at(i);
	return NULL;
}

static const struct mg_option *
row_by_letter(char letter)
{
	for (size_t i = 0; i < mg_option_count(); i++)
		if (mg_option_at(i)->letter == letter)
			return mg_option_at(i);
	return NULL;
}

/* "'WORD' PROBLEM" */
static int
refuse(struct mg_slice word, const char *problem, const char *detail, struct mg_err *err)
{
	struct mg_buf text = { 0 };
	int result;

	mg_quote_add_slice(&text, word);
	result = mg_err_set(err, MG_EXIT_USAGE, 0, "%s %s%s", mg_buf_text(&text), problem, detail);
	mg_buf_release(&text);
	return result;
}

static int
refuse_unknown(struct mg_slice word, struct mg_err *err)
{
	const char *nearest = NULL;
	char guess[48];

	if (word.len > 2 && word.text[1] == '-')
		nearest = mg_lex_nearest((struct mg_slice){ word.text + 2, word.len - 2 },
					 mg_option_name_at, mg_option_count());
	(void)mg_format(guess, sizeof(guess), "did you mean --%s?", nearest ? nearest : "");
	if (nearest)
		return refuse(word, "is no option, ", guess, err);
	return refuse(word, "is no option (see mountguard --help)", "", err);
}

static int
apply_row(struct mg_options *options, const struct mg_option *row, const char *origin,
	  const char *value, struct mg_err *err)
{
	const char *wanted = row->apply(options, value);
	struct mg_buf text = { 0 };
	int result;

	if (!wanted)
		return 0;
	if (*value != '\0')
		mg_quote_add(&text, value);
	else
		mg_buf_add(&text, "it");
	result = mg_err_set(err, MG_EXIT_USAGE, 0, "%s: %s should be %s", origin,
			    mg_buf_text(&text), wanted);
	mg_buf_release(&text);
	return result;
}

/* value: what is glued to the option, NULL: nothing; then it is the next word, if one is needed. */
static int
take_option(struct mg_options *options, struct cursor *cursor, const struct mg_option *row,
	    const char *value, struct mg_err *err)
{
	char origin[32];

	(void)mg_format(origin, sizeof(origin), "--%s", row->name); /* our own names are short */
	cursor->seen[row - mg_option_at(0)] = true;
	if (!row->argument) {
		if (value)
			return refuse(mg_lex_slice(origin), "takes no value", "", err);
		return apply_row(options, row, origin, "", err);
	}
	if (!value) {
		if (!cursor->word[1])
			return refuse(mg_lex_slice(origin), "needs a value: ", row->argument, err);
		value = *++cursor->word;
	}
	return apply_row(options, row, origin, value, err);
}

static int
take_long(struct mg_options *options, struct cursor *cursor, struct mg_err *err)
{
	const char *name = *cursor->word + 2;
	struct mg_slice slice = { name, strcspn(name, "=") };
	const struct mg_option *row = row_by_name(slice);

	if (!row)
		return refuse_unknown((struct mg_slice){ *cursor->word, slice.len + 2 }, err);
	return take_option(options, cursor, row,
			   name[slice.len] == '=' ? name + slice.len + 1 : NULL, err);
}

/* "-qv", "-w5s", "-w 5s" */
static int
take_letters(struct mg_options *options, struct cursor *cursor, struct mg_err *err)
{
	const char *letters = *cursor->word + 1;
	int result = 0;

	while (result == 0 && *letters != '\0') {
		const struct mg_option *row = row_by_letter(*letters);
		char word[] = { '-', *letters, '\0' };

		if (!row)
			return refuse_unknown(mg_lex_slice(word), err);
		letters++;
		if (row->argument) {
			const char *value = *letters != '\0' ? letters : NULL;

			return take_option(options, cursor, row, value, err);
		}
		result = take_option(options, cursor, row, NULL, err);
	}
	return result;
}

/* Options stop at the first word that is not one, or behind "--". */
static int
parse_argv(struct mg_options *options, char **argv, bool *seen, struct mg_err *err)
{
	struct cursor cursor = { .word = argv + (argv[0] != NULL), .seen = seen };
	int result = 0;

	for (; result == 0 && *cursor.word; cursor.word++) {
		const char *word = *cursor.word;

		if (word[0] != '-' || word[1] == '\0')
			break;
		if (strcmp(word, "--") == 0) {
			cursor.word++;
			break;
		}
		result = word[1] == '-' ? take_long(options, &cursor, err)
					: take_letters(options, &cursor, err);
	}
	if (result == 0 && *cursor.word)
		options->command = cursor.word;
	return result;
}

static int
parse_environment(struct mg_options *options, const bool *seen, struct mg_err *err)
{
	int result = 0;

	for (size_t i = 0; result == 0 && i < mg_option_count(); i++) {
		const struct mg_option *row = mg_option_at(i);
		const char *value = row->environment ? getenv(row->environment) : NULL;

		if (!value || seen[i])
			continue;
		/* Compose files pass on variables that are not set as empty ones. */
		if (*value != '\0')
			result = apply_row(options, row, row->environment, value, err);
		else if (row->if_empty)
			result = mg_err_set(err, MG_EXIT_USAGE, 0,
					    "%s is set and empty: it should be %s, or not be set",
					    row->environment, row->if_empty);
	}
	return result;
}

static int
check_command(const struct mg_options *options, struct mg_err *err)
{
	bool has_paths = options->mode == MG_MODE_EXPLAIN || options->mode == MG_MODE_SNAPSHOT;

	for (char **path = options->command; has_paths && path && *path; path++)
		if (**path == '\0')
			return mg_err_set(err, MG_EXIT_USAGE, 0, "a path is empty");
	if (options->mode == MG_MODE_GUARD && !options->command)
		return mg_err_set(err, MG_EXIT_USAGE, 0,
				  "there is no command to start (see mountguard --help)");
	if (!has_paths && options->mountinfo)
		return mg_err_set(err, MG_EXIT_USAGE, 0,
				  "--mountinfo goes with --explain and --snapshot");
	if (options->mode != MG_MODE_GUARD && !has_paths && options->command)
		return mg_err_set(err, MG_EXIT_USAGE, 0,
				  "a command goes with no other mode than that of the guard");
	return 0;
}

/* Whether the value of the option, which is one or should be, is the next word. */
static bool
takes_next_word(const char *word)
{
	const struct mg_option *row;
	size_t len;

	if (word[1] == '-') {
		len = strcspn(word + 2, "=");
		row = row_by_name((struct mg_slice){ word + 2, len });
		return row && row->argument && word[2 + len] == '\0';
	}
	for (word++; *word != '\0'; word++) {
		row = row_by_letter(*word);
		if (!row || row->argument)
			return row && word[1] == '\0';
	}
	return false;
}

/* Whether --health is among the options, whatever is wrong with the others. */
static bool
asks_for_health(char **argv)
{
	for (char **word = argv + (argv[0] != NULL); *word; word++) {
		if (strcmp(*word, "--health") == 0)
			return true;
		if ((*word)[0] != '-' || (*word)[1] == '\0' || strcmp(*word, "--") == 0)
			return false;
		word += takes_next_word(*word) && word[1];
	}
	return false;
}

int
mg_options_parse(struct mg_options *options, int argc, char **argv, struct mg_err *err)
{
	bool seen[MG_OPTION_MAX] = { false };
	int result;

	*options = (struct mg_options){
		.interval_ms = 1000,
		.timeout_ms = 5000,
		.verbosity = MG_NORMAL,
	};
	/* First of all: whatever else is wrong, a health check exits with 0 or 1. */
	if (asks_for_health(argv))
		options->mode = MG_MODE_HEALTH;
	options->expects = calloc((size_t)argc + 1, sizeof(*options->expects));
	if (!options->expects)
		return mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot begin");
	result = parse_argv(options, argv, seen, err);
	for (size_t i = 0; i < mg_option_count(); i++) {
		/* The engine asks again by itself: a wait that is meant for the start must not
		 * outlast it. */
		seen[i] |= options->mode == MG_MODE_HEALTH && mg_option_is_wait(mg_option_at(i));
		/* --quiet and --verbose have one twin. */
		seen[i] |=
			options->verbosity != MG_NORMAL && mg_option_is_verbosity(mg_option_at(i));
	}
	if (result == 0)
		result = check_command(options, err);
	if (result == 0 && options->mode <= MG_MODE_SNAPSHOT)
		result = parse_environment(options, seen, err);
	return result;
}

bool
mg_options_lets_start(const struct mg_options *options, enum mg_exit exit_code)
{
	if (options->mode != MG_MODE_GUARD || !options->command)
		return false;
	if (exit_code == MG_EXIT_OK)
		return true;
	return options->starts_anyway &&
	       (exit_code == MG_EXIT_FAILED || exit_code == MG_EXIT_UNKNOWN);
}

void
mg_options_release(struct mg_options *options)
{
	free(options->expects);
	mg_identity_release(&options->identity);
	*options = (struct mg_options){ 0 };
}
