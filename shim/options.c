/* SPDX-License-Identifier: MIT */
/* What the user asks for. One row an option: from it come the parsing, the environment twin and the
 * help. */
#include "options.h"

#include "format.h"
#include "lex.h"
#include "quote.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Applies value ("" for a switch) and returns NULL, or returns what would have been right. */
typedef const char *apply_fn(struct mg_options *options, const char *value);

struct row {
	const char *name;
	char letter;		 /* 0: none */
	const char *argument;	 /* NULL: a switch */
	const char *environment; /* NULL: none */
	apply_fn *apply;
	const char *help;
};

static const char *
duration(const char *value, int64_t least_ms, int64_t *ms)
{
	int64_t parsed;

	if (!mg_lex_duration(mg_lex_slice(value), &parsed))
		return "a duration: 500ms, 5s, 2m, or a number of seconds, at most a week";
	if (parsed < least_ms)
		return "a duration above 0";
	*ms = parsed;
	return NULL;
}

static const char *
apply_expect(struct mg_options *options, const char *value)
{
	options->expects[options->expect_count++] = value; /* as long as argv */
	return NULL;
}

static const char *
apply_file(struct mg_options *options, const char *value)
{
	options->file = value;
	return *value != '\0' ? NULL : "the name of a file";
}

static const char *
apply_wait(struct mg_options *options, const char *value)
{
	return duration(value, 0, &options->wait_ms);
}

static const char *
apply_interval(struct mg_options *options, const char *value)
{
	return duration(value, 1, &options->interval_ms);
}

static const char *
apply_timeout(struct mg_options *options, const char *value)
{
	return duration(value, 1, &options->timeout_ms);
}

static const char *
apply_on_fail(struct mg_options *options, const char *value)
{
	options->starts_anyway = strcmp(value, "warn") == 0;
	return options->starts_anyway || strcmp(value, "refuse") == 0 ? NULL : "refuse or warn";
}

static const char *
apply_quiet(struct mg_options *options, const char *value)
{
	(void)value; /* a switch */
	options->verbosity = MG_QUIET;
	return NULL;
}

/* The switch, and its environment twin, which has a value. */
static const char *
apply_verbose(struct mg_options *options, const char *value)
{
	bool on = true;

	if (strcmp(value, "quiet") == 0) {
		options->verbosity = MG_QUIET;
		return NULL;
	}
	if (*value != '\0' && strcmp(value, "verbose") != 0 &&
	    !mg_lex_bool(mg_lex_slice(value), &on))
		return "1, 0, verbose or quiet";
	options->verbosity = on ? MG_VERBOSE : MG_NORMAL;
	return NULL;
}

static const char *
set_mode(struct mg_options *options, enum mg_mode mode)
{
	if (options->mode != MG_MODE_GUARD && options->mode != mode)
		return "given without another mode (--check, --health, --list-words, --help, "
		       "--version)";
	options->mode = mode;
	return NULL;
}

static const char *
apply_check(struct mg_options *options, const char *value)
{
	(void)value;
	return set_mode(options, MG_MODE_CHECK);
}

static const char *
apply_health(struct mg_options *options, const char *value)
{
	(void)value;
	return set_mode(options, MG_MODE_HEALTH);
}

static const char *
apply_list_words(struct mg_options *options, const char *value)
{
	(void)value;
	return set_mode(options, MG_MODE_LIST_WORDS);
}

static const char *
apply_help(struct mg_options *options, const char *value)
{
	(void)value;
	return set_mode(options, MG_MODE_HELP);
}

static const char *
apply_version(struct mg_options *options, const char *value)
{
	(void)value;
	return set_mode(options, MG_MODE_VERSION);
}

static const struct row rows[] = {
	{
		.name = "check",
		.apply = apply_check,
		.help = "check only, and say by the exit code what was found",
	},
	{
		.name = "health",
		.apply = apply_health,
		.help = "check once, for HEALTHCHECK: exit 0 or 1",
	},
	{
		.name = "list-words",
		.apply = apply_list_words,
		.help = "the vocabulary, one line each",
	},
	{
		.name = "help",
		.letter = 'h',
		.apply = apply_help,
		.help = "this text",
	},
	{
		.name = "version",
		.letter = 'V',
		.apply = apply_version,
		.help = "the version",
	},
	{
		.name = "expect",
		.letter = 'e',
		.argument = "'PATH WORD[,WORD]...'",
		.apply = apply_expect,
		.help = "one expectation; repeatable (MOUNTGUARD_EXPECT: several, split by newline "
			"or ;)",
	},
	{
		.name = "file",
		.letter = 'f',
		.argument = "FILE",
		.environment = "MOUNTGUARD_FILE",
		.apply = apply_file,
		.help = "expectations from FILE, - for standard input (" MG_OPTIONS_DEFAULT_FILE
			", if it exists)",
	},
	{
		.name = "wait",
		.letter = 'w',
		.argument = "DURATION",
		.environment = "MOUNTGUARD_WAIT",
		.apply = apply_wait,
		.help = "try again until all hold or this much time is over (0: fail at once)",
	},
	{
		.name = "interval",
		.letter = 'i',
		.argument = "DURATION",
		.environment = "MOUNTGUARD_INTERVAL",
		.apply = apply_interval,
		.help = "between tries (1s)",
	},
	{
		.name = "timeout",
		.letter = 't',
		.argument = "DURATION",
		.environment = "MOUNTGUARD_TIMEOUT",
		.apply = apply_timeout,
		.help = "how long storage may take to answer for one path (5s)",
	},
	{
		.name = "on-fail",
		.argument = "refuse|warn",
		.environment = "MOUNTGUARD_ON_FAIL",
		.apply = apply_on_fail,
		.help = "warn: start the command all the same, loudly (refuse)",
	},
	{
		.name = "quiet",
		.letter = 'q',
		.apply = apply_quiet,
		.help = "report failures only",
	},
	{
		.name = "verbose",
		.letter = 'v',
		.environment = "MOUNTGUARD_VERBOSE",
		.apply = apply_verbose,
		.help = "report every expectation with what was found",
	},
};

static const char *
row_name_at(size_t index)
{
	return rows[index].name;
}

/* --- argv --- */

/* What is left of argv. */
struct cursor {
	char **word; /* NULL-terminated */
	bool *seen;  /* by the option's place in the table */
};

static const struct row *
row_by_name(struct mg_slice name)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++)
		if (mg_lex_equal(name, rows[i].name))
			return &rows[i];
	return NULL;
}

static const struct row *
row_by_letter(char letter)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++)
		if (rows[i].letter == letter)
			return &rows[i];
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
					 row_name_at, MG_ARRAY_LEN(rows));
	(void)mg_format(guess, sizeof(guess), "did you mean --%s?", nearest ? nearest : "");
	if (nearest)
		return refuse(word, "is no option, ", guess, err);
	return refuse(word, "is no option (see mountguard --help)", "", err);
}

static int
apply_row(struct mg_options *options, const struct row *row, const char *origin, const char *value,
	  struct mg_err *err)
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
take_option(struct mg_options *options, struct cursor *cursor, const struct row *row,
	    const char *value, struct mg_err *err)
{
	char origin[32];

	(void)mg_format(origin, sizeof(origin), "--%s", row->name); /* our own names are short */
	cursor->seen[row - rows] = true;
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
	const struct row *row = row_by_name(slice);

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
		const struct row *row = row_by_letter(*letters);
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

	for (size_t i = 0; result == 0 && i < MG_ARRAY_LEN(rows); i++) {
		const char *value = rows[i].environment ? getenv(rows[i].environment) : NULL;

		/* Compose files pass on variables that are not set as empty ones. */
		if (value && *value != '\0' && !seen[i])
			result = apply_row(options, &rows[i], rows[i].environment, value, err);
	}
	return result;
}

static int
check_command(const struct mg_options *options, struct mg_err *err)
{
	if (options->mode == MG_MODE_GUARD && !options->command)
		return mg_err_set(err, MG_EXIT_USAGE, 0,
				  "there is no command to start (see mountguard --help)");
	if (options->mode != MG_MODE_GUARD && options->command)
		return mg_err_set(err, MG_EXIT_USAGE, 0,
				  "a command goes with no other mode than that of the guard");
	return 0;
}

int
mg_options_parse(struct mg_options *options, int argc, char **argv, struct mg_err *err)
{
	bool seen[MG_ARRAY_LEN(rows)] = { false };
	int result;

	*options = (struct mg_options){
		.interval_ms = 1000,
		.timeout_ms = 5000,
		.verbosity = MG_NORMAL,
		.expects = calloc((size_t)argc + 1, sizeof(*options->expects)),
	};
	if (!options->expects)
		return mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot begin");
	result = parse_argv(options, argv, seen, err);
	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		/* The engine asks again by itself: a wait that is meant for the start must not
		 * outlast it. */
		seen[i] |= options->mode == MG_MODE_HEALTH && rows[i].apply == apply_wait;
		/* --quiet and --verbose have one twin. */
		seen[i] |= options->verbosity != MG_NORMAL && rows[i].apply == apply_verbose;
	}
	if (result == 0)
		result = check_command(options, err);
	if (result == 0 && options->mode <= MG_MODE_HEALTH)
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
	*options = (struct mg_options){ 0 };
}

void
mg_options_help(struct mg_buf *buf)
{
	mg_buf_add(buf,
		   "mountguard checks that the storage a program needs is really there, and only "
		   "then starts it.\n\n"
		   "  mountguard [OPTION]... [--] COMMAND [ARG]...  check, then exec COMMAND\n"
		   "  mountguard --check  [OPTION]...               check only\n"
		   "  mountguard --health [OPTION]...               for HEALTHCHECK: exit 0 or 1\n"
		   "  mountguard --list-words | --help | --version\n\n");
	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		const struct row *row = &rows[i];
		char letter[] = { '-', row->letter, ',', ' ', '\0' };

		mg_buf_addf(buf, "  %s--%s%s%s\n        %s\n", row->letter ? letter : "", row->name,
			    row->argument ? " " : "", row->argument ? row->argument : "",
			    row->help);
		if (row->environment)
			mg_buf_addf(buf, "        environment: %s\n", row->environment);
	}
	mg_buf_add(
		buf,
		"\nexit codes: 0 all hold; 1 not healthy; 64 wrong command line; 69 an expectation "
		"does not hold;\n71 could not tell; 78 wrong expectations, or none; 126, 127 the "
		"command cannot be started\n");
}
