/* SPDX-License-Identifier: MIT */
/* The grammar of expectations: from text to rules. Pure. */
#include "expect/spec.h"

#include "argument.h"
#include "text/lex.h"
#include "text/path.h"
#include "text/quote.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A line while it is parsed. */
struct line {
	struct mg_spec *spec;
	const struct mg_spec_context *context;
	const char *at;
	const char *end;
	struct mg_rule rule; /* what was parsed so far; the spec takes it over at the end */
	size_t globs;	     /* words with a pattern for entries, so far */
	struct mg_buf why;   /* what is wrong, for line_is_wrong() */
	bool wrong;	     /* an error was added: the rule is not kept */
};

enum token {
	TOKEN_NONE, /* end of the line */
	TOKEN_WORD,
	TOKEN_WRONG, /* and its error was added */
};

static void
release_rule(struct mg_rule *rule)
{
	for (size_t i = 0; i < rule->word_count; i++)
		free((char *)(uintptr_t)rule->words[i].text); /* add_word() allocated it */
	free(rule->words);
	free(rule->path);
	free(rule->key);
	free(rule->origin);
	free(rule->text);
	*rule = (struct mg_rule){ 0 };
}

bool
mg_rule_has(const struct mg_rule *rule, const char *name)
{
	for (size_t i = 0; i < rule->word_count; i++)
		if (strcmp(rule->words[i].check->name, name) == 0)
			return true;
	return false;
}

void
mg_spec_release(struct mg_spec *spec)
{
	for (size_t i = 0; i < spec->count; i++)
		release_rule(&spec->rules[i]);
	free(spec->rules);
	mg_buf_release(&spec->errors);
	mg_buf_release(&spec->note);
	mg_accounts_release(&spec->accounts);
	*spec = (struct mg_spec){ 0 };
}

/* Takes over *why. */
static void
add_error(struct mg_spec *spec, const char *origin, struct mg_buf *why)
{
	mg_buf_addf(&spec->errors, "%s: %s\n", origin, mg_buf_text(why));
	spec->error_count++;
	mg_buf_release(why);
}

static void
line_is_wrong(struct line *line)
{
	add_error(line->spec, line->rule.origin, &line->why);
	line->wrong = true;
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static bool
is_separator(char byte)
{
	return is_blank(byte) || byte == ',';
}

/* --- tokens --- */

static const char *
environment_value(char *const *environment, struct mg_slice name)
{
	for (; environment && *environment; environment++)
		if (strncmp(*environment, name.text, name.len) == 0 &&
		    (*environment)[name.len] == '=')
			return *environment + name.len + 1;
	return NULL;
}

/* Add the next character, or the one that an octal escape stands for. */
static void
take_character(struct line *line, struct mg_buf *token)
{
	char byte = *line->at;

	line->at += mg_lex_octal(line->at, line->end, &byte) ? 4 : 1;
	mg_buf_add_bytes(token, &byte, 1);
}

/* Add the value of ${NAME} or ${NAME:-PATH} at line->at, and move behind it. As in a shell, the
 * default also takes the place of an empty value. */
static bool
expand(struct line *line, struct mg_buf *token)
{
	const char *name = line->at + 2, *colon = name, *value;
	const char *brace = memchr(name, '}', (size_t)(line->end - name));
	struct mg_slice slice;

	while (brace && colon < brace && memcmp(colon, ":-", 2) != 0)
		colon++;
	if (!brace || colon == name) {
		mg_buf_add(&line->why, "${ is not followed by a name and }");
		return false;
	}
	line->at = brace + 1;
	if (memchr(colon, '"', (size_t)(brace - colon)) ||
	    memchr(colon, '$', (size_t)(brace - colon))) {
		mg_buf_add(&line->why, "the default in ${NAME:-PATH} may hold neither \" nor $");
		return false;
	}
	slice = (struct mg_slice){ name, (size_t)(colon - name) };
	value = environment_value(line->context->environment, slice);
	if (colon == brace && !value) {
		mg_buf_add(&line->why, "the environment variable ");
		mg_quote_add_slice(&line->why, slice);
		mg_buf_add(&line->why, " is not set");
		return false;
	}
	if (colon == brace || (value && *value != '\0')) {
		mg_buf_add(token, value);
		return true;
	}
	for (line->at = colon + 2; line->at < brace;)
		take_character(line, token);
	line->at++;
	return true;
}

/* Add what is written up to a blank or a comma outside double quotes. */
static bool
take_token(struct line *line, bool expands, struct mg_buf *token)
{
	bool quoted = false;

	while (line->at < line->end && (quoted || !is_separator(*line->at))) {
		if (*line->at == '"') {
			quoted = !quoted;
			line->at++;
		} else if (!expands || line->end - line->at < 2 || memcmp(line->at, "${", 2) != 0) {
			take_character(line, token);
		} else if (!expand(line, token)) {
			return false;
		}
	}
	if (quoted)
		mg_buf_add(&line->why, "a double quote is not closed");
	return !quoted;
}

/* Read the next path or word into *token. If it is wrong or too long, add an error and skip it. */
static enum token
next_token(struct line *line, size_t max_bytes, bool is_path, struct mg_buf *token)
{
	const char *start = line->at;

	while (line->at < line->end && is_separator(*line->at))
		line->at++;
	if (line->at == line->end ||
	    (*line->at == '#' && (line->at == start || is_blank(line->at[-1]))))
		return TOKEN_NONE;
	token->len = 0;
	mg_buf_add(token, ""); /* so that an empty word is a text, and not NULL */
	if (take_token(line, is_path, token)) {
		if (token->len <= max_bytes)
			return TOKEN_WORD;
		mg_buf_addf(&line->why, "the %s is longer than %zu bytes",
			    is_path ? "path" : "word", max_bytes);
	}
	line_is_wrong(line);
	while (line->at < line->end && !is_separator(*line->at))
		line->at++;
	return TOKEN_WRONG;
}

/* --- words --- */

static void
add_unknown_word(struct mg_slice name, struct mg_buf *why)
{
	const char *nearest = mg_lex_nearest(name, mg_word_name_at, mg_word_count());

	mg_buf_add(why, "unknown word ");
	mg_quote_add_slice(why, name);
	if (nearest)
		mg_buf_addf(why, ", did you mean %s?", nearest);
	else
		mg_buf_add(why, " (see mountguard --list-words)");
}

/* Find the row of word->text, and parse the argument. */
static bool
parse_word(struct line *line, struct mg_term *word)
{
	const char *equals = strchr(word->text, '=');
	struct mg_slice name = mg_lex_slice(word->text);

	if (equals) {
		name.len = (size_t)(equals - word->text);
		word->argument = equals + 1;
	}
	word->check = mg_word_by_name(name);
	if (!word->check) {
		add_unknown_word(name, &line->why);
		return false;
	}
	if (line->rule.word_count == MG_SPEC_MAX_WORDS) {
		mg_buf_addf(&line->why, "the line has more than %d words", MG_SPEC_MAX_WORDS);
		return false;
	}
	if (word->check->argument == MG_ARGUMENT_ENTRY)
		word->glob = line->globs;
	if (word->glob == MG_FACTS_MAX_GLOBS) {
		mg_buf_addf(&line->why, "the line has more than %d patterns", MG_FACTS_MAX_GLOBS);
		return false;
	}
	if (!mg_argument_parse(word, &line->why))
		return false;
	for (size_t i = 0; i < line->rule.word_count; i++)
		if (mg_term_contradicts(&line->rule.words[i], word, &line->why))
			return false;
	return true;
}

/* Make room for one more element behind count of them. NULL: no memory; array is still valid. */
static void *
grow(void *array, size_t count, size_t element_bytes)
{
	/* The array has room for a power of two: at any other count it is not full. */
	if ((count & (count - 1)) != 0)
		return array;
	return realloc(array, (count ? count * 2 : 1) * element_bytes);
}

static bool
add_word(struct line *line, const struct mg_buf *token)
{
	struct mg_rule *rule = &line->rule;
	struct mg_term word = { .text = strdup(mg_buf_text(token)) };
	struct mg_term *words = grow(rule->words, rule->word_count, sizeof(*words));

	if (words)
		rule->words = words;
	if (!words || !word.text) {
		mg_buf_add(&line->why, "memory ran out");
	} else if (parse_word(line, &word)) {
		rule->words[rule->word_count++] = word;
		line->globs += word.check->argument == MG_ARGUMENT_ENTRY;
		rule->is_warn |= strcmp(word.check->name, "warn") == 0;
		rule->is_optional |= strcmp(word.check->name, "optional") == 0;
		return true;
	}
	free((char *)(uintptr_t)word.text);
	return false;
}

static void
parse_words(struct line *line)
{
	struct mg_buf token = { 0 }, text = { 0 };

	for (;;) {
		enum token kind = next_token(line, MG_SPEC_MAX_WORD_BYTES, false, &token);

		if (kind == TOKEN_NONE)
			break;
		if (kind == TOKEN_WRONG)
			continue;
		mg_buf_add(&text, text.len > 0 ? ", " : "");
		mg_quote_add(&text, mg_buf_text(&token));
		if (!add_word(line, &token))
			line_is_wrong(line);
	}
	if (text.len == 0)
		mg_buf_add(&text, "exists");
	line->rule.text = mg_buf_take(&text);
	mg_buf_release(&token);
}

/* --- lines --- */

/* False if the line is empty. True also after a wrong path: its words may be wrong, too. */
static bool
parse_path(struct line *line)
{
	struct mg_buf token = { 0 }, key = { 0 };
	enum token kind = next_token(line, MG_SPEC_MAX_PATH_BYTES, true, &token);

	if (kind == TOKEN_WORD && token.len == 0) {
		mg_buf_add(&line->why, "the path is empty");
		line_is_wrong(line);
	}
	mg_path_add_absolute(&key, line->context->directory, mg_buf_text(&token));
	line->rule.key = mg_buf_take(&key);
	line->rule.path = mg_buf_take(&token);
	return kind != TOKEN_NONE;
}

/* Hand the line's rule over to the spec. A rule replaces that of an earlier source for the same
 * path; a path twice in one source is an error. */
static int
keep_rule(struct mg_spec *spec, struct line *line)
{
	struct mg_rule *earlier = NULL, *rules;

	for (size_t i = 0; i < spec->count && !earlier; i++)
		if (strcmp(spec->rules[i].key, line->rule.key) == 0)
			earlier = &spec->rules[i];
	if (earlier && earlier->source == line->rule.source) {
		mg_quote_add(&line->why, line->rule.path);
		mg_buf_addf(&line->why, " is given twice, first at %s", earlier->origin);
		line_is_wrong(line);
		return 0;
	}
	if (earlier) {
		release_rule(earlier);
	} else if (spec->count < MG_SPEC_MAX_RULES) {
		rules = grow(spec->rules, spec->count, sizeof(*rules));
		if (!rules)
			return -ENOMEM;
		spec->rules = rules;
		earlier = &rules[spec->count++];
	} else {
		if (!spec->is_full) {
			mg_buf_addf(&line->why, "there are more than %d expectations",
				    MG_SPEC_MAX_RULES);
			line_is_wrong(line);
		}
		spec->is_full = true;
		return 0;
	}
	*earlier = line->rule;
	line->rule = (struct mg_rule){ 0 };
	return 0;
}

/* Parse one line. Take over origin. */
static int
add_line(struct mg_spec *spec, const struct mg_spec_context *context, enum mg_spec_source source,
	 char *origin, struct mg_slice text)
{
	struct line line = { .spec = spec, .context = context };
	int result = 0;

	if (!origin)
		return -ENOMEM;
	if (text.len > 0 && text.text[text.len - 1] == '\r')
		text.len--; /* a line end of Windows */
	line.at = text.text;
	line.end = text.text + text.len;
	line.rule = (struct mg_rule){ .source = source, .origin = origin };
	if (text.len > MG_SPEC_MAX_LINE_BYTES)
		mg_buf_addf(&line.why, "the line is longer than %d bytes", MG_SPEC_MAX_LINE_BYTES);
	else if (memchr(text.text, '\0', text.len))
		mg_buf_add(&line.why, "the line has a NUL byte");
	else if (memchr(text.text, '\n', text.len))
		mg_buf_add(&line.why, "one expectation is one line, and this has a line break");
	if (line.why.len > 0) {
		line_is_wrong(&line);
	} else if (parse_path(&line)) {
		parse_words(&line);
		if (!line.rule.path || !line.rule.key || !line.rule.text)
			result = -ENOMEM;
		else if (!line.wrong)
			result = keep_rule(spec, &line);
	}
	release_rule(&line.rule);
	return result;
}

/* Take the text up to a newline or, in a variable, a ";" outside double quotes. In a comment,
 * quotes have no meaning. */
static struct mg_slice
take_line(struct mg_slice *rest, bool has_semicolons, bool *last)
{
	struct mg_slice line = { rest->text, 0 };
	bool is_quoted = false, is_comment = false;

	while (line.len < rest->len && rest->text[line.len] != '\n') {
		char byte = rest->text[line.len];

		if (byte == ';' && has_semicolons && !is_quoted)
			break;
		if (byte == '#' && !is_quoted)
			is_comment |= line.len == 0 || is_blank(rest->text[line.len - 1]);
		if (byte == '"' && !is_comment)
			is_quoted = !is_quoted;
		line.len++;
	}
	*last = line.len == rest->len;
	rest->text += line.len + !*last;
	rest->len -= line.len + !*last;
	return line;
}

int
mg_spec_add(struct mg_spec *spec, const struct mg_spec_context *context, enum mg_spec_source source,
	    const char *name, struct mg_slice text)
{
	bool last = false;
	int result = 0;

	/* The byte order mark of a Windows editor. */
	if (source == MG_SPEC_FILE && text.len >= 3 && memcmp(text.text, "\xef\xbb\xbf", 3) == 0)
		text = (struct mg_slice){ text.text + 3, text.len - 3 };
	if (text.len > MG_SPEC_MAX_BYTES) {
		mg_quote_add(&spec->errors, name);
		mg_buf_addf(&spec->errors, ": it is longer than %d bytes\n", MG_SPEC_MAX_BYTES);
		spec->error_count++;
		return 0;
	}
	if (source == MG_SPEC_FLAG)
		return add_line(spec, context, source, strdup(name), text);
	for (size_t number = 1; !last && result == 0; number++) {
		struct mg_slice line = take_line(&text, source == MG_SPEC_VARIABLE, &last);
		struct mg_buf origin = { 0 };

		mg_quote_add(&origin, name);
		mg_buf_addf(&origin, ":%zu", number);
		result = add_line(spec, context, source, mg_buf_take(&origin), line);
	}
	return spec->errors.failed ? -ENOMEM : result;
}

/* --- users and groups --- */

bool
mg_spec_needs_accounts(const struct mg_spec *spec)
{
	for (size_t i = 0; i < spec->count; i++)
		for (size_t j = 0; j < spec->rules[i].word_count; j++)
			if (mg_owner_needs_accounts(&spec->rules[i].words[j].owner))
				return true;
	return false;
}

void
mg_spec_resolve(struct mg_spec *spec)
{
	for (size_t i = 0; i < spec->count; i++)
		for (size_t j = 0; j < spec->rules[i].word_count; j++) {
			struct mg_term *word = &spec->rules[i].words[j];
			struct mg_buf why = { 0 };

			word->accounts = &spec->accounts;
			if (!mg_owner_resolve(&word->owner, &spec->accounts, &why))
				add_error(spec, spec->rules[i].origin, &why);
		}
}
