/* SPDX-License-Identifier: MIT */
/* The mount table. Pure: parses, in place and in one pass, text that its caller has read. */
#include "mounts/table.h"

#include "text/lex.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What is left of one line: at <= end, and *end is the newline. */
struct line {
	char *at;
	char *end;
	bool is_escaped; /* there is a backslash in it: most lines have none */
};

/* Takes the next field, up to one blank or the end of the line. Two blanks have an empty field
 * between them, as an empty source. NULL when the line is over. */
static char *
take_field(struct line *line)
{
	char *field = line->at, *blank;

	if (field > line->end)
		return NULL;
	blank = memchr(field, ' ', (size_t)(line->end - field));
	if (!blank)
		blank = line->end;
	*blank = '\0';
	line->at = blank + 1;
	return field;
}

/* Undoes the kernel's escapes (seq_escape: blank, tab, newline, backslash, '#' in the source) in
 * one pass, so that "\134040" becomes "\040" and not a blank. */
static void
decode(char *text)
{
	char *from = strchr(text, '\\'), *to = from, *end;

	if (!from)
		return;
	end = from + strlen(from);
	while (from < end) {
		char byte;

		if (mg_lex_octal(from, end, &byte)) {
			*to++ = byte;
			from += 4;
		} else {
			*to++ = *from++;
		}
	}
	*to = '\0';
}

static bool
parse_id(struct line *line, uint64_t *id)
{
	char *field = take_field(line);

	return field && mg_lex_number(mg_lex_slice(field), UINT64_MAX / 2, id);
}

static bool
parse_device(struct line *line, unsigned *major, unsigned *minor)
{
	char *field = take_field(line);
	char *colon = field ? strchr(field, ':') : NULL;
	uint64_t first, second;

	if (!colon ||
	    !mg_lex_number((struct mg_slice){ field, (size_t)(colon - field) }, UINT32_MAX,
			   &first) ||
	    !mg_lex_number(mg_lex_slice(colon + 1), UINT32_MAX, &second))
		return false;
	*major = (unsigned)first;
	*minor = (unsigned)second;
	return true;
}

/* A field that must not be empty, decoded. */
static bool
parse_text(struct line *line, const char **text)
{
	char *field = take_field(line);

	if (!field || *field == '\0')
		return false;
	if (line->is_escaped)
		decode(field);
	*text = field;
	return true;
}

/* Takes fields 7 and on, until the lone hyphen: any number of tags, kept as one text. */
static bool
parse_propagation(struct line *line, const char **propagation)
{
	char *first = line->at, *field;

	for (field = take_field(line); field; field = take_field(line)) {
		if (strcmp(field, "-") == 0) {
			*propagation = field == first ? "" : first;
			return true;
		}
		if (field > first)
			field[-1] = ' '; /* one text again */
	}
	return false;
}

/* Takes the source, which may be empty, and the rest of the line, blanks and all, as the super
 * options. A table without super options (old, or by hand) is taken as it is. */
static bool
parse_source(struct line *line, const char **source, const char **super_options)
{
	char *field = take_field(line);

	if (!field)
		return false;
	if (line->is_escaped)
		decode(field);
	*source = field;
	*super_options = line->at > line->end ? line->end : line->at;
	*line->end = '\0';
	return true;
}

/* Cuts the kernel's mark of a deleted root off. */
static void
mark_stale(struct mg_mount *mount)
{
	static const char mark[] = "//deleted";
	size_t len = strlen(mount->root), mark_len = sizeof(mark) - 1;

	if (len < mark_len || strcmp(mount->root + len - mark_len, mark) != 0)
		return;
	((char *)(uintptr_t)mount->root)[len - mark_len] = '\0'; /* our own text */
	mount->stale = true;
}

/* Returns the name of the field that is wrong, NULL when all are right. */
static const char *
parse_line(struct line *line, struct mg_mount *mount)
{
	if (!parse_id(line, &mount->id))
		return "mount id";
	if (!parse_id(line, &mount->parent_id))
		return "parent id";
	if (!parse_device(line, &mount->major, &mount->minor))
		return "major:minor";
	if (!parse_text(line, &mount->root))
		return "root";
	if (!parse_text(line, &mount->target))
		return "mount point";
	if (!parse_text(line, &mount->options))
		return "mount options";
	if (!parse_propagation(line, &mount->propagation))
		return "separator '-'";
	if (!parse_text(line, &mount->fstype))
		return "file system type";
	if (!parse_source(line, &mount->source, &mount->super_options))
		return "source";
	mark_stale(mount);
	return NULL;
}

static size_t
count_lines(const char *text, size_t len)
{
	const char *end = text + len;
	size_t count = 0;

	for (const char *at = text; at < end; count++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		at = newline ? newline + 1 : end;
	}
	return count;
}

static int
parse_lines(struct mg_mounts *table, size_t len, bool is_saved, struct mg_err *err)
{
	char *at = table->text, *end = table->text + len;
	const char *nul = memchr(at, '\0', len);

	for (size_t i = 0; i < table->count; i++) {
		struct line line = { .at = at, .end = memchr(at, '\n', (size_t)(end - at)) };
		const char *wrong;

		if (!line.end)
			return mg_err_set(err, MG_EXIT_UNKNOWN, 0,
					  "the mount table is cut off in line %zu", i + 1);
		at = line.end + 1;
		if (nul && nul < at)
			return mg_err_set(err, MG_EXIT_UNKNOWN, 0,
					  "line %zu of the mount table has a NUL byte", i + 1);
		line.is_escaped = memchr(line.at, '\\', (size_t)(line.end - line.at)) != NULL;
		wrong = parse_line(&line, &table->mounts[i]);
		if (wrong && is_saved && i > 0 && i + 1 == table->count) {
			table->count = i;
			table->mended |= MG_MENDED_CUT;
			return 0;
		}
		if (wrong)
			return mg_err_set(err, MG_EXIT_UNKNOWN, 0,
					  "line %zu of the mount table has no valid %s", i + 1,
					  wrong);
	}
	return 0;
}

/* Takes the first byte of each pair of UTF-16. What is not ASCII becomes '?'. */
static size_t
narrow(char *text, size_t len)
{
	size_t narrow_len = 0;

	if (len < 2 || (unsigned char)text[0] != 0xff || (unsigned char)text[1] != 0xfe)
		return len;
	for (size_t i = 2; i + 1 < len; i += 2) {
		if (text[i + 1] != '\0')
			text[i] = '?';
		text[narrow_len++] = text[i];
	}
	return narrow_len;
}

size_t
mg_mounts_tidy(char *text, size_t len, unsigned *mended)
{
	char *from = text, *to = text, *end;

	end = text + narrow(text, len);
	if (end - from >= 3 && memcmp(from, "\xef\xbb\xbf", 3) == 0)
		from += 3;
	while (from < end) {
		char *newline = memchr(from, '\n', (size_t)(end - from));
		char *stop = newline ? newline : end;
		char *start = from, *line = from;

		from = stop + 1;
		if (stop > line && stop[-1] == '\r')
			stop--;
		while (line < stop && (*line == ' ' || *line == '\t'))
			line++;
		if (line == stop)
			continue;
		if (*line == '#') {
			*mended |= MG_MENDED_COMMENTS;
			continue;
		}
		if (line > start)
			*mended |= MG_MENDED_INDENT;
		memmove(to, line, (size_t)(stop - line));
		to += stop - line;
		*to++ = '\n';
	}
	return (size_t)(to - text);
}

/* --- the index --- */

static struct mg_mounts_link *
slot_of_id(const struct mg_mounts *mounts, uint64_t id)
{
	return &mounts->index[id & mounts->mask];
}

/* By FNV-1a. */
static struct mg_mounts_link *
slot_of_target(const struct mg_mounts *mounts, const char *target)
{
	uint32_t hash = 2166136261U;

	for (; *target != '\0'; target++)
		hash = (hash ^ (unsigned char)*target) * 16777619U;
	return &mounts->index[hash & mounts->mask];
}

/* A long table is searched for each of its lines: without an index the time would be the square of
 * its length. */
static void
index_lines(struct mg_mounts *table)
{
	/* From the last line to the first: of two lines with one id, the first is found. */
	for (size_t i = table->count; i > 0; i--) {
		struct mg_mounts_link *id = slot_of_id(table, table->mounts[i - 1].id);
		struct mg_mounts_link *target = slot_of_target(table, table->mounts[i - 1].target);

		table->index[i - 1].next_by_id = id->first_by_id;
		table->index[i - 1].next_by_target = target->first_by_target;
		id->first_by_id = target->first_by_target = (unsigned)i;
	}
	for (size_t i = table->count; i > 0; i--) {
		const struct mg_mount *mount = &table->mounts[i - 1];
		const struct mg_mount *under = mg_mounts_find(table, mount->parent_id);

		if (under && mount->id != under->id && strcmp(mount->target, under->target) == 0)
			table->index[under - table->mounts].cover = (unsigned)i;
	}
}

/* Makes room for the lines and for the index. */
static bool
make_room(struct mg_mounts *table)
{
	while (table->mask < table->count)
		table->mask = 2 * table->mask + 1;
	table->mounts = calloc(table->mask + 1, sizeof(*table->mounts) + sizeof(*table->index));
	if (!table->mounts)
		return false;
	table->index = (struct mg_mounts_link *)(void *)(table->mounts + table->mask + 1);
	return true;
}

static int
parse(char *text, size_t len, struct mg_mounts *mounts, bool is_saved, struct mg_err *err)
{
	struct mg_mounts table = { .text = text };
	int result;

	if (is_saved)
		len = mg_mounts_tidy(text, len, &table.mended);
	table.count = count_lines(text, len);
	if (!make_room(&table)) {
		mg_mounts_release(&table);
		return mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot hold the mount table");
	}
	result = parse_lines(&table, len, is_saved, err);
	if (result < 0) {
		mg_mounts_release(&table);
		return result;
	}
	index_lines(&table);
	*mounts = table;
	return 0;
}

int
mg_mounts_parse(char *text, size_t len, struct mg_mounts *mounts, struct mg_err *err)
{
	return parse(text, len, mounts, false, err);
}

int
mg_mounts_parse_saved(char *text, size_t len, struct mg_mounts *mounts, struct mg_err *err)
{
	int result = parse(text, len, mounts, true, err);

	if (result == -EINVAL)
		err->exit_code = MG_EXIT_CONFIG;
	return result;
}

const struct mg_mount *
mg_mounts_find(const struct mg_mounts *mounts, uint64_t id)
{
	unsigned line = mounts->index ? slot_of_id(mounts, id)->first_by_id : 0;

	for (; line > 0; line = mounts->index[line - 1].next_by_id)
		if (mounts->mounts[line - 1].id == id)
			return &mounts->mounts[line - 1];
	return NULL;
}

static const struct mg_mount *
find_child(const struct mg_mounts *mounts, uint64_t on, const char *target)
{
	unsigned line = mounts->index ? slot_of_target(mounts, target)->first_by_target : 0;

	for (; line > 0; line = mounts->index[line - 1].next_by_target) {
		const struct mg_mount *mount = &mounts->mounts[line - 1];

		if ((mount->parent_id == on || on == MG_MOUNTS_ANY) && mount->id != on &&
		    strcmp(mount->target, target) == 0)
			return mount;
	}
	return NULL;
}

const struct mg_mount *
mg_mounts_cover(const struct mg_mounts *mounts, const struct mg_mount *mount)
{
	unsigned line = mounts->index[mount - mounts->mounts].cover;

	return line > 0 ? &mounts->mounts[line - 1] : NULL;
}

const struct mg_mount *
mg_mounts_entered(const struct mg_mounts *mounts, uint64_t on, const char *path)
{
	const struct mg_mount *top = NULL, *next = find_child(mounts, on, path);

	/* At most as many steps as there are lines: the parents of a made-up table may lead round
	 * in a circle. */
	for (size_t steps = 0; next && steps < mounts->count; steps++) {
		top = next;
		next = mg_mounts_cover(mounts, top);
	}
	return top;
}

/* The end of the option that starts at options: a comma outside double quotes, or the end. */
static size_t
option_len(const char *options)
{
	bool quoted = false;
	size_t len;

	for (len = 0; options[len] != '\0' && (quoted || options[len] != ','); len++)
		if (options[len] == '"')
			quoted = !quoted;
	return len;
}

bool
mg_mounts_has_option(const char *options, struct mg_slice option)
{
	while (*options != '\0') {
		size_t len = option_len(options);

		if (len >= option.len && memcmp(options, option.text, option.len) == 0 &&
		    (len == option.len || options[option.len] == '='))
			return true;
		options += len + (options[len] == ',');
	}
	return false;
}

void
mg_mounts_release(struct mg_mounts *mounts)
{
	free(mounts->text);
	free(mounts->mounts);
	*mounts = (struct mg_mounts){ 0 };
}
