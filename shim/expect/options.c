/* SPDX-License-Identifier: MIT */
/* The command line and its environment twins. An option is a row, and a field of the plan. */
#include "expect/plan.h"

#include "option.h"
#include "text/lex.h"
#include "text/quote.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Where an option writes, and what: enum mg_option_type follows from the type of the field. */
#define FIELD(name)                                                                                \
	.offset = offsetof(struct mg_plan, name),                                                  \
	.type = _Generic(((struct mg_plan *)NULL)->name,                                           \
			 const char *: MG_OPTION_TEXT,                                             \
			 int64_t: MG_OPTION_DURATION,                                              \
			 struct mg_http_url: MG_OPTION_URL,                                        \
			 struct mg_texts: MG_OPTION_LIST,                                          \
			 bool: MG_OPTION_BOOL,                                                     \
			 enum mg_verbosity: MG_OPTION_ENUM)

static const struct mg_option rows[] = {
	{
		.name = "check",
		.mode = MG_MODE_CHECK,
		.help = "check only, and say by the exit code what was found",
	},
	{
		.name = "health",
		.mode = MG_MODE_HEALTH,
		.help = "check once, for HEALTHCHECK: exit 0 or 1",
	},
	{
		.name = "explain",
		.mode = MG_MODE_EXPLAIN,
		.help = "say what backs each path, or each mount",
	},
	{
		.name = "snapshot",
		.mode = MG_MODE_SNAPSHOT,
		.help = "print expectations that describe this container as it is",
	},
	{
		.name = "install",
		.argument = "DIR|FILE",
		.mode = MG_MODE_INSTALL,
		FIELD(install),
		.wanted = "the name of a directory or file",
		.help = "copy this program there, whole or not at all (for an init container)",
	},
	{
		.name = "list-words",
		.mode = MG_MODE_LIST_WORDS,
		.help = "the vocabulary, one line each",
	},
	{
		.name = "help",
		.letter = 'h',
		.mode = MG_MODE_HELP,
		.help = "this text",
	},
	{
		.name = "version",
		.letter = 'V',
		.mode = MG_MODE_VERSION,
		.help = "the version",
	},
	{
		.name = "expect",
		.letter = 'e',
		.argument = "'PATH WORD[,WORD]...'",
		FIELD(options.expects),
		.help = "one expectation; repeatable (MOUNTGUARD_EXPECT: several, split by newline "
			"or ;)",
	},
	{
		.name = "file",
		.letter = 'f',
		.argument = "FILE",
		.environment = "MOUNTGUARD_FILE",
		FIELD(options.file),
		.wanted = "the name of a file",
		.help = "expectations from FILE, - for standard input (" MG_PLAN_DEFAULT_FILE
			", if it exists)",
	},
	{
		.name = "wait",
		.letter = 'w',
		.argument = "DURATION",
		.environment = "MOUNTGUARD_WAIT",
		FIELD(wait_ms),
		.help = "try again until all hold or this much time is over (0: fail at once)",
	},
	{
		.name = "interval",
		.letter = 'i',
		.argument = "DURATION",
		.environment = "MOUNTGUARD_INTERVAL",
		FIELD(interval_ms),
		.least_ms = 1,
		.help = "between tries (1s)",
	},
	{
		.name = "timeout",
		.letter = 't',
		.argument = "DURATION",
		.environment = "MOUNTGUARD_TIMEOUT",
		FIELD(timeout_ms),
		.least_ms = 1,
		.help = "how long storage may take to answer for one path (5s)",
	},
	{
		.name = "user",
		.letter = 'u',
		.argument = "USER[:GROUP]",
		.environment = "MOUNTGUARD_USER",
		.refuses_empty = true,
		FIELD(options.user),
		.wanted = "USER[:GROUP]",
		.help = "probe and start the command as this user, with his groups and HOME",
	},
	{
		.name = "caps",
		.argument = "none|NAME[,NAME]...",
		.environment = "MOUNTGUARD_CAPS",
		.refuses_empty = true,
		FIELD(options.caps),
		.wanted = "none, or names with commas between them",
		.help = "the capabilities that the command keeps, and no others (unchanged)",
	},
	{
		.name = "no-new-privs",
		.environment = "MOUNTGUARD_NO_NEW_PRIVS",
		FIELD(options.no_new_privs),
		.value = true,
		.wanted = "1 or 0",
		.help = "set-user-id programs give the command nothing",
	},
	{
		.name = "on-fail",
		.argument = "refuse|warn",
		.environment = "MOUNTGUARD_ON_FAIL",
		FIELD(options.warns_on_fail),
		.wanted = "refuse or warn",
		.help = "warn: start the command all the same, loudly (refuse)",
	},
	{
		.name = "http",
		.argument = "URL",
		.environment = "MOUNTGUARD_HTTP",
		FIELD(http),
		.help = "with --health: also GET this plain http URL; 2xx and 3xx are healthy",
	},
	{
		.name = "mountinfo",
		.argument = "FILE",
		FIELD(mountinfo),
		.wanted = "the name of a file",
		.help = "with --explain and --snapshot: read this saved table, and touch no "
			"storage",
	},
	{
		.name = "format",
		.argument = "text|json",
		.environment = "MOUNTGUARD_FORMAT",
		FIELD(is_json),
		.wanted = "text or json",
		.help = "how findings are printed (text)",
	},
	{
		.name = "quiet",
		.letter = 'q',
		FIELD(verbosity),
		.value = MG_QUIET,
		.help = "report failures only",
	},
	{
		.name = "verbose",
		.letter = 'v',
		.environment = "MOUNTGUARD_VERBOSE",
		FIELD(verbosity),
		.value = MG_VERBOSE,
		.words = "|quiet|verbose", /* in the order of enum mg_verbosity */
		.wanted = "1, 0, verbose or quiet",
		.help = "report every expectation with what was found",
	},
};

_Static_assert(sizeof(enum mg_verbosity) == sizeof(unsigned), "store() writes an enum as unsigned");

struct reader {
	struct mg_plan *plan;
	char **word;			 /* what is left of argv, NULL-terminated */
	bool is_set[MG_ARRAY_LEN(rows)]; /* on the command line, which goes before the variable */
	struct mg_buf sentence;		 /* of an error, for refuse() */
	int result;			 /* of the first error */
	struct mg_err *err;
};

const struct mg_option *
mg_option_at(size_t index)
{
	return index < MG_ARRAY_LEN(rows) ? &rows[index] : NULL;
}

static const char *
name_at(size_t index)
{
	return rows[index].name;
}

/* Keeps the first error, and empties .sentence for the next. */
static void
refuse(struct reader *reader)
{
	if (reader->result == 0)
		reader->result = mg_err_set(reader->err, MG_EXIT_USAGE, 0, "%s",
					    mg_buf_text(&reader->sentence));
	mg_buf_release(&reader->sentence);
}

/* Finds the row of "--name" or "-n". NULL, after an error, if there is none. */
static const struct mg_option *
find_row(struct reader *reader, struct mg_slice word)
{
	struct mg_slice name = { word.text + 2, word.len - 2 };
	bool is_letter = word.text[1] != '-';
	const char *nearest;

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++)
		if (is_letter ? rows[i].letter == word.text[1] : mg_lex_equal(name, rows[i].name))
			return &rows[i];
	nearest = mg_lex_nearest(name, name_at, MG_ARRAY_LEN(rows));
	mg_quote_add_slice(&reader->sentence, word);
	mg_buf_add(&reader->sentence, " is no option");
	if (nearest)
		mg_buf_addf(&reader->sentence, ", did you mean --%s?", nearest);
	else
		mg_buf_add(&reader->sentence, " (see mountguard --help)");
	refuse(reader);
	return NULL;
}

static void
choose_mode(struct reader *reader, const struct mg_option *row)
{
	enum mg_mode before = reader->plan->mode;
	struct mg_buf *sentence = &reader->sentence;

	/* A health check exits with 0 or 1, whatever else is asked for. */
	if (before == MG_MODE_GUARD || row->mode == MG_MODE_HEALTH)
		reader->plan->mode = row->mode;
	if (before == MG_MODE_GUARD || before == row->mode)
		return;
	mg_buf_addf(sentence, "--%s: it should be given without another mode", row->name);
	for (size_t i = 0, count = 0; i < MG_ARRAY_LEN(rows); i++)
		if (rows[i].mode != MG_MODE_GUARD)
			mg_buf_addf(sentence, "%s--%s", count++ == 0 ? " (" : ", ", rows[i].name);
	mg_buf_add(sentence, ")");
	refuse(reader);
}

/* value: "" for the flag itself, the text of its variable, or one word of a choice. */
static bool
parse_number(const struct mg_option *row, const char *value, unsigned *number)
{
	const char *words = row->argument ? row->argument : row->words;
	int place = words ? mg_lex_place(words, '|', mg_lex_slice(value)) : -1;
	bool is_on = true;

	if (row->argument || (place >= 0 && *value != '\0')) {
		*number = (unsigned)place;
		return place >= 0;
	}
	if (*value != '\0' && !mg_lex_bool(mg_lex_slice(value), &is_on))
		return false;
	*number = is_on ? row->value : 0;
	return true;
}

/* Writes the value ("" for a flag) to the field. Returns NULL, or what it should have been. */
static const char *
store(struct mg_plan *plan, const struct mg_option *row, const char *value)
{
	void *field = (char *)plan + row->offset;
	struct mg_texts *texts = field;
	unsigned number;
	int64_t ms;

	switch ((enum mg_option_type)row->type) {
	case MG_OPTION_NONE:
		break;
	case MG_OPTION_LIST:
		texts->text[texts->count++] = value; /* there is room for all of argv */
		break;
	case MG_OPTION_TEXT:
		*(const char **)field = value;
		return *value != '\0' ? NULL : row->wanted;
	case MG_OPTION_URL:
		return mg_http_parse_url(value, field);
	case MG_OPTION_DURATION:
		if (!mg_lex_duration(mg_lex_slice(value), &ms))
			return "a duration: 500ms, 5s, 2m, or a number of seconds, at most a week";
		if (ms < row->least_ms)
			return "a duration above 0";
		*(int64_t *)field = ms;
		break;
	case MG_OPTION_BOOL:
	case MG_OPTION_ENUM:
		if (!parse_number(row, value, &number))
			return row->wanted;
		if (row->type == MG_OPTION_BOOL)
			*(bool *)field = number != 0;
		else
			*(unsigned *)field = number; /* the type of our enums */
		break;
	}
	return NULL;
}

static void
apply(struct reader *reader, const struct mg_option *row, bool is_variable, const char *value)
{
	const char *wanted = store(reader->plan, row, value);

	if (row->mode != MG_MODE_GUARD)
		choose_mode(reader, row);
	if (!wanted)
		return;
	mg_buf_addf(&reader->sentence,
		    is_variable ? "%s: " : "--%s: ", is_variable ? row->environment : row->name);
	if (*value != '\0')
		mg_quote_add(&reader->sentence, value);
	else
		mg_buf_add(&reader->sentence, "it");
	mg_buf_addf(&reader->sentence, " should be %s", wanted);
	refuse(reader);
}

/* Marks the options that write to this field as given. */
static void
mark_set(struct reader *reader, size_t offset)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++)
		reader->is_set[i] |= rows[i].type != MG_OPTION_NONE && rows[i].offset == offset;
}

/* value: behind "=" or glued to the letter; NULL: the next word, if the option needs one. */
static void
take_option(struct reader *reader, const struct mg_option *row, const char *value)
{
	if (row->type != MG_OPTION_NONE)
		mark_set(reader, row->offset);
	if (row->argument && !value && reader->word[1])
		value = *++reader->word;
	if (!row->argument == !value) {
		apply(reader, row, false, value ? value : "");
		return;
	}
	if (value)
		mg_buf_addf(&reader->sentence, "--%s takes no value", row->name);
	else
		mg_buf_addf(&reader->sentence, "--%s needs a value: %s", row->name, row->argument);
	refuse(reader);
}

/* "-qv", "-w5s", "-w 5s". Stops at an unknown letter: the rest may be its value. */
static void
take_letters(struct reader *reader)
{
	for (const char *letter = *reader->word + 1; *letter != '\0'; letter++) {
		const char word[] = { '-', *letter, '\0' };
		const struct mg_option *row = find_row(reader, mg_lex_slice(word));

		if (row)
			take_option(reader, row,
				    row->argument && letter[1] != '\0' ? letter + 1 : NULL);
		if (!row || row->argument)
			return;
	}
}

/* Options stop at the first word that is no option, or behind "--". */
static void
read_argv(struct reader *reader)
{
	for (; *reader->word; reader->word++) {
		const char *word = *reader->word;
		size_t len = strcspn(word, "=");
		const struct mg_option *row;

		if (word[0] != '-' || word[1] == '\0')
			break;
		if (strcmp(word, "--") == 0) {
			reader->word++;
			break;
		}
		if (word[1] != '-') {
			take_letters(reader);
			continue;
		}
		row = find_row(reader, (struct mg_slice){ word, len });
		if (row)
			take_option(reader, row, word[len] == '=' ? word + len + 1 : NULL);
	}
	if (reader->result == 0 && *reader->word)
		reader->plan->command = reader->word;
}

static void
read_environment(struct reader *reader)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		const struct mg_option *row = &rows[i];
		const char *value = row->environment ? getenv(row->environment) : NULL;

		if (!value || reader->is_set[i])
			continue;
		if (*value != '\0') {
			apply(reader, row, true, value);
		} else if (row->refuses_empty) {
			/* Compose passes an unset variable on as an empty one. Without its value
			 * the command would start with more rights than was meant. */
			mg_buf_addf(&reader->sentence,
				    "%s is set and empty: it should be %s, or not be set",
				    row->environment, row->wanted);
			refuse(reader);
		}
	}
}

/* Adds what is wrong with the words behind the options, or nothing. */
static void
check_words(const struct mg_plan *plan, struct mg_buf *sentence)
{
	bool takes_paths = plan->mode == MG_MODE_EXPLAIN || plan->mode == MG_MODE_SNAPSHOT;

	for (char **path = plan->command; takes_paths && path && *path; path++)
		if (**path == '\0') {
			mg_buf_add(sentence, "a path is empty");
			return;
		}
	if (plan->mode == MG_MODE_GUARD && !plan->command)
		mg_buf_add(sentence,
			   "there is no command to start. When the entrypoint is overridden, "
			   "Docker and Compose drop the image's CMD: give it again with command: "
			   "in Compose, after the image name in docker run, or with args: in "
			   "Kubernetes (see mountguard --help)");
	else if (!takes_paths && plan->mountinfo)
		mg_buf_add(sentence, "--mountinfo goes with --explain and --snapshot");
	else if (plan->mode != MG_MODE_HEALTH && plan->http.text)
		mg_buf_add(sentence, "--http goes with --health");
	else if (plan->mode != MG_MODE_GUARD && !takes_paths && plan->command)
		mg_buf_addf(sentence, "--%s takes no command", mg_options_mode_name(plan->mode));
}

int
mg_options_parse(struct mg_plan *plan, int argc, char **argv, struct mg_err *err)
{
	struct reader reader = { .plan = plan, .word = argv + (argc > 0), .err = err };

	*plan = (struct mg_plan){ .interval_ms = 1000, .timeout_ms = 5000 };
	plan->options.expects.text = calloc((size_t)argc + 1, sizeof(*plan->options.expects.text));
	if (!plan->options.expects.text)
		return mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot begin");
	read_argv(&reader);
	check_words(plan, &reader.sentence);
	if (reader.sentence.len > 0 || reader.sentence.failed)
		refuse(&reader);
	/* The engine repeats a health check by itself. MOUNTGUARD_WAIT is meant for the start. */
	if (plan->mode == MG_MODE_HEALTH)
		mark_set(&reader, offsetof(struct mg_plan, wait_ms));
	else
		mark_set(&reader, offsetof(struct mg_plan, http));
	if (plan->mode <= MG_MODE_SNAPSHOT)
		read_environment(&reader);
	return reader.result;
}

const char *
mg_options_mode_name(enum mg_mode mode)
{
	for (size_t i = 0; mode != MG_MODE_GUARD && i < MG_ARRAY_LEN(rows); i++)
		if (rows[i].mode == mode)
			return rows[i].name;
	return "guard";
}

void
mg_options_help(struct mg_buf *buf)
{
	mg_buf_add(
		buf,
		"mountguard checks that the storage a program needs is really there, and only "
		"then starts it.\n\n"
		"  mountguard [OPTION]... [--] COMMAND [ARG]...\n        check, then exec COMMAND\n");
	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		const struct mg_option *row = &rows[i];
		char letter[] = { '-', row->letter, ',', ' ', '\0' };

		mg_buf_addf(buf, "  %s%s--%s%s%s\n        %s\n",
			    row->mode != MG_MODE_GUARD ? "mountguard " : "",
			    row->letter ? letter : "", row->name, row->argument ? " " : "",
			    row->argument ? row->argument : "", row->help);
		if (row->environment)
			mg_buf_addf(buf, "        environment: %s\n", row->environment);
	}
	mg_buf_add(
		buf,
		"\nexit codes: 0 all hold; 1 not healthy; 64 wrong command line; 69 an expectation "
		"does not hold;\n71 could not tell; 78 wrong expectations, or none; 126, 127 the "
		"command cannot be started\n");
}
