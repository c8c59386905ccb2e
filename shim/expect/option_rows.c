/* SPDX-License-Identifier: MIT */
/* The options, one row each. Writes into a struct mg_options, and nothing else. */
#include "option_rows.h"

#include "text/lex.h"

#include <string.h>

#define USER_SYNTAX "USER[:GROUP]"
#define CAPS_SYNTAX "none, or names with commas between them"

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
apply_user(struct mg_options *options, const char *value)
{
	options->user = value;
	return *value != '\0' ? NULL : USER_SYNTAX;
}

static const char *
apply_caps(struct mg_options *options, const char *value)
{
	options->caps = value;
	return *value != '\0' ? NULL : CAPS_SYNTAX;
}

/* The switch, and its environment twin, which has a value. */
static const char *
apply_no_new_privs(struct mg_options *options, const char *value)
{
	options->no_new_privs = true;
	if (*value == '\0' || mg_lex_bool(mg_lex_slice(value), &options->no_new_privs))
		return NULL;
	return "1 or 0";
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
apply_format(struct mg_options *options, const char *value)
{
	options->is_json = strcmp(value, "json") == 0;
	return options->is_json || strcmp(value, "text") == 0 ? NULL : "text or json";
}

static const char *
set_mode(struct mg_options *options, enum mg_mode mode)
{
	if (options->mode != MG_MODE_GUARD && options->mode != mode)
		return "given without another mode (--check, --health, --explain, --snapshot, "
		       "--install, --list-words, --help, --version)";
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
apply_explain(struct mg_options *options, const char *value)
{
	(void)value;
	return set_mode(options, MG_MODE_EXPLAIN);
}

static const char *
apply_snapshot(struct mg_options *options, const char *value)
{
	(void)value;
	return set_mode(options, MG_MODE_SNAPSHOT);
}

static const char *
apply_install(struct mg_options *options, const char *value)
{
	options->install = value;
	return *value != '\0' ? set_mode(options, MG_MODE_INSTALL)
			      : "the name of a directory or file";
}

static const char *
apply_mountinfo(struct mg_options *options, const char *value)
{
	options->mountinfo = value;
	return *value != '\0' ? NULL : "the name of a file";
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

static const struct mg_option rows[] = {
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
		.name = "explain",
		.apply = apply_explain,
		.help = "say what backs each path, or each mount",
	},
	{
		.name = "snapshot",
		.apply = apply_snapshot,
		.help = "print expectations that describe this container as it is",
	},
	{
		.name = "install",
		.argument = "DIR|FILE",
		.apply = apply_install,
		.help = "copy this program there, whole or not at all (for an init container)",
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
		.name = "user",
		.letter = 'u',
		.argument = "USER[:GROUP]",
		.environment = "MOUNTGUARD_USER",
		.if_empty = USER_SYNTAX,
		.apply = apply_user,
		.help = "probe and start the command as this user, with his groups and HOME",
	},
	{
		.name = "caps",
		.argument = "none|NAME[,NAME]...",
		.environment = "MOUNTGUARD_CAPS",
		.if_empty = CAPS_SYNTAX,
		.apply = apply_caps,
		.help = "the capabilities that the command keeps, and no others (unchanged)",
	},
	{
		.name = "no-new-privs",
		.environment = "MOUNTGUARD_NO_NEW_PRIVS",
		.apply = apply_no_new_privs,
		.help = "set-user-id programs give the command nothing",
	},
	{
		.name = "on-fail",
		.argument = "refuse|warn",
		.environment = "MOUNTGUARD_ON_FAIL",
		.apply = apply_on_fail,
		.help = "warn: start the command all the same, loudly (refuse)",
	},
	{
		.name = "mountinfo",
		.argument = "FILE",
		.apply = apply_mountinfo,
		.help = "with --explain and --snapshot: read this saved table, and touch no "
			"storage",
	},
	{
		.name = "format",
		.argument = "text|json",
		.environment = "MOUNTGUARD_FORMAT",
		.apply = apply_format,
		.help = "how findings are printed (text)",
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

_Static_assert(MG_ARRAY_LEN(rows) <= MG_OPTION_MAX, "room for what was seen of them");

const struct mg_option *
mg_option_at(size_t index)
{
	return index < MG_ARRAY_LEN(rows) ? &rows[index] : NULL;
}

const char *
mg_option_name_at(size_t index)
{
	return rows[index].name;
}

size_t
mg_option_count(void)
{
	return MG_ARRAY_LEN(rows);
}

bool
mg_option_is_wait(const struct mg_option *option)
{
	return option->apply == apply_wait;
}

bool
mg_option_is_verbosity(const struct mg_option *option)
{
	return option->apply == apply_verbose;
}

void
mg_options_help(struct mg_buf *buf)
{
	mg_buf_add(
		buf,
		"mountguard checks that the storage a program needs is really there, and only "
		"then starts it.\n\n"
		"  mountguard [OPTION]... [--] COMMAND [ARG]...  check, then exec COMMAND\n"
		"  mountguard --check  [OPTION]...               check only\n"
		"  mountguard --health [OPTION]...               for HEALTHCHECK: exit 0 or 1\n"
		"  mountguard --explain [PATH]...                say what backs each path\n"
		"  mountguard --snapshot [PATH]...               print expectations that hold now\n"
		"  mountguard --install DIR|FILE                 copy this program there\n"
		"  mountguard --list-words | --help | --version\n\n");
	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		const struct mg_option *row = &rows[i];
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
