/* SPDX-License-Identifier: MIT */
/* The mount table. Pure: parses, in place and in one pass, text that its caller has read. */
#include "mounts/table.h"

#include "text/lex.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The kernel's mark after a root that was deleted. */
#define DELETED "//deleted"

/* What is left of one line: at <= end, and *end is the newline. */
struct line {
	char *at;
	char *end;
	bool is_escaped; /* there is a backslash in it: most lines have none */
};

/* Takes the next field, up to one separator or the end of the line. Between two blanks is an empty
 * field, as an empty source. NULL when the line is over. */
static char *
take_field(struct line *line, char separator)
{
	char *field = line->at, *end;

	if (field > line->end)
		return NULL;
	end = memchr(field, separator, (size_t)(line->end - field));
	if (!end)
		end = line->end;
	*end = '\0';
	line->at = end + 1;
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
parse_number(struct line *line, char separator, uint64_t max, uint64_t *number)
{
	char *field = take_field(line, separator);

	return field && mg_lex_number(mg_lex_slice(field), max, number);
}

/* Takes a field that may be empty, decoded; NULL when the line is over. */
static const char *
take_text(struct line *line)
{
	char *field = take_field(line, ' ');

	if (field && line->is_escaped)
		decode(field);
	return field;
}

static bool
parse_text(struct line *line, const char **text)
{
	*text = take_text(line);
	return *text && **text != '\0';
}

/* Takes fields 7 and on, until the lone hyphen: any number of tags, kept as one text. */
static bool
parse_propagation(struct line *line, const char **propagation)
{
	char *first = line->at, *field;

	for (field = take_field(line, ' '); field; field = take_field(line, ' ')) {
		if (strcmp(field, "-") == 0) {
			*propagation = field == first ? "" : first;
			return true;
		}
		if (field > first)
			field[-1] = ' '; /* one text again */
	}
	return false;
}

/* Returns the name of the field that is wrong, NULL when all are right. */
static const char *
parse_line(struct line *line, struct mg_mount *mount)
{
	uint64_t major, minor;
	size_t len;

	if (!parse_number(line, ' ', UINT64_MAX / 2, &mount->id))
		return "mount id";
	if (!parse_number(line, ' ', UINT64_MAX / 2, &mount->parent_id))
		return "parent id";
	if (!parse_number(line, ':', UINT32_MAX, &major) ||
	    !parse_number(line, ' ', UINT32_MAX, &minor))
		return "major:minor";
	mount->major = (unsigned)major;
	mount->minor = (unsigned)minor;
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
	mount->source = take_text(line);
	if (!mount->source)
		return "source";
	/* All that is left, with its blanks. An old or hand-made table may end here. */
	mount->super_options = line->at > line->end ? line->end : line->at;
	*line->end = '\0';
	len = strlen(mount->root);
	if (len >= strlen(DELETED) && strcmp(mount->root + len - strlen(DELETED), DELETED) == 0) {
		/* Our own text. */
		((char *)(uintptr_t)mount->root)[len - strlen(DELETED)] = '\0';
		mount->stale = true;
	}
	return NULL;
}

static int
parse_lines(struct mg_mounts *table, size_t len, bool is_saved, struct mg_err *err)
{
	enum mg_exit exit_code = is_saved ? MG_EXIT_CONFIG : MG_EXIT_UNKNOWN;
	char *at = table->text, *end = table->text + len;
	const char *nul = memchr(at, '\0', len);

	for (size_t i = 0; i < table->count; i++) {
		struct line line = { .at = at, .end = memchr(at, '\n', (size_t)(end - at)) };
		const char *wrong;

		if (!line.end)
			return mg_err_set(err, exit_code, 0,
					  "the mount table is cut off in line %zu", i + 1);
		at = line.end + 1;
		if (nul && nul < at)
			return mg_err_set(err, exit_code, 0,
					  "line %zu of the mount table has a NUL byte", i + 1);
		line.is_escaped = memchr(line.at, '\\', (size_t)(line.end - line.at)) != NULL;
		wrong = parse_line(&line, &table->mounts[i]);
		if (wrong && is_saved && i > 0 && i + 1 == table->count) {
			table->count = i;
			table->mended |= MG_MENDED_CUT;
		} else if (wrong) {
			return mg_err_set(err, exit_code, 0,
					  "line %zu of the mount table has no valid %s", i + 1,
					  wrong);
		}
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

/* A long table is searched for each of its lines, which would be quadratic without an index. */
static void
index_lines(struct mg_mounts *table)
{
	table->index = (struct mg_mounts_link *)(void *)(table->mounts + table->mask + 1);
	/* From the last line to the first: of two lines with one id, the first is found. */
	for (size_t i = table->count; i > 0; i--) {
		/* NOLINTNEXTLINE(clang-analyzer-core.*): mg_err_set() never returns 0. */
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

int
mg_mounts_parse(char *text, size_t len, bool is_saved, struct mg_mounts *mounts, struct mg_err *err)
{
	MG_CLEANUP(mg_mounts_release) struct mg_mounts table = { .text = text };
	const char *end;
	int result;

	if (is_saved)
		len = mg_mounts_tidy(text, len, &table.mended);
	end = text + len;
	for (const char *at = text; at < end; table.count++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		at = newline ? newline + 1 : end;
	}
	while (table.mask < table.count)
		table.mask = 2 * table.mask + 1;
	table.mounts = calloc(table.mask + 1, sizeof(*table.mounts) + sizeof(*table.index));
	if (!table.mounts)
		return mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot hold the mount table");
	result = parse_lines(&table, len, is_saved, err);
	if (result < 0)
		return result;
	index_lines(&table);
	*mounts = table;
	table = (struct mg_mounts){ 0 };
	return 0;
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

const struct mg_mount *
mg_mounts_cover(const struct mg_mounts *mounts, const struct mg_mount *mount)
{
	unsigned line = mounts->index[mount - mounts->mounts].cover;

	return line > 0 ? &mounts->mounts[line - 1] : NULL;
}

const struct mg_mount *
mg_mounts_entered(const struct mg_mounts *mounts, uint64_t on, const char *path)
{
	unsigned line = mounts->index ? slot_of_target(mounts, path)->first_by_target : 0;
	const struct mg_mount *top = NULL, *next = NULL;

	for (; line > 0 && !next; line = mounts->index[line - 1].next_by_target) {
		const struct mg_mount *mount = &mounts->mounts[line - 1];

		if ((mount->parent_id == on || on == MG_MOUNTS_ANY) && mount->id != on &&
		    strcmp(mount->target, path) == 0)
			next = mount;
	}
	/* At most as many steps as lines: the parents in a made-up table may be a circle. */
	for (size_t steps = 0; next && steps < mounts->count; steps++) {
		top = next;
		next = mg_mounts_cover(mounts, top);
	}
	return top;
}

bool
mg_mounts_has_option(const char *options, struct mg_slice option)
{
	while (*options != '\0') {
		bool is_quoted = false;
		size_t len = 0;

		for (; options[len] != '\0' && (is_quoted || options[len] != ','); len++)
			is_quoted ^= options[len] == '"';
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
