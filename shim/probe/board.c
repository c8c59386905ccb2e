/* SPDX-License-Identifier: MIT */
/* What the probe child tells the guard. Each member of the facts has a row here, by which it is
 * copied and checked. A member without a row does not get through. */
#include "board.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

/* Linux has no errno above it (MAX_ERRNO). */
#define LAST_ERRNO 4095

enum kind {
	ANY,   /* a number, or several of them, that may have every value */
	FLAGS, /* one bool or several */
	RANGE, /* an int or an enum, from .least to .most */
	TEXT,  /* up to a NUL, which has to be there */
	NAMES, /* several texts, as many bytes as the row before says */
};

/* When a member is part of an answer. */
enum part {
	ALWAYS,
	NEARBY, /* .has_looked_near */
};

struct row {
	unsigned char kind, part; /* of the enums above */
	short least, most;
	unsigned short at, size;
};

_Static_assert(sizeof(struct mg_facts) <= USHRT_MAX && sizeof(struct mg_head) <= USHRT_MAX,
	       "the places of all members");

#define MEMBER(type, member) offsetof(struct type, member), sizeof(((struct type *)0)->member)
#define ROW(kind, type, member)                                                                    \
	{                                                                                          \
		kind, ALWAYS, 0, 0, MEMBER(type, member)                                           \
	}
#define ROW_RANGE(type, member, least, most)                                                       \
	{                                                                                          \
		RANGE, ALWAYS, least, most, MEMBER(type, member)                                   \
	}
#define ROW_NEARBY(kind, most, member)                                                             \
	{                                                                                          \
		kind, NEARBY, 0, most, MEMBER(mg_facts, member)                                    \
	}
/* 0, an errno, or that the question was not put. */
#define ROW_ERRNO(type, member) ROW_RANGE(type, member, MG_NOT_ASKED, LAST_ERRNO)

/* Counts and flags come before what depends on them. */
static const struct row facts_rows[] = {
	ROW_RANGE(mg_facts, answer, MG_ANSWER_NONE, MG_ANSWER_INVALID),
	ROW_RANGE(mg_facts, stage, MG_STAGE_NONE, MG_STAGE_DONE),
	ROW_RANGE(mg_facts, walk_err, 0, LAST_ERRNO),
	ROW(FLAGS, mg_facts, is_link),
	ROW(TEXT, mg_facts, missing),
	ROW(TEXT, mg_facts, near),
	ROW(FLAGS, mg_facts, has_mount_id),
	ROW(ANY, mg_facts, mount_id),
	ROW(FLAGS, mg_facts, is_mount_root),
	ROW_ERRNO(mg_facts, stat_err),
	ROW(ANY, mg_facts, mode),
	ROW(ANY, mg_facts, uid),
	ROW(ANY, mg_facts, gid),
	ROW(FLAGS, mg_facts, is_immutable),
	ROW(FLAGS, mg_facts, has_acl),
	ROW(FLAGS, mg_facts, is_in_group),
	ROW(ANY, mg_facts, size),
	ROW(FLAGS, mg_facts, knows_data_link),
	ROW(FLAGS, mg_facts, has_data_link),
	ROW_ERRNO(mg_facts, listing.err),
	ROW(FLAGS, mg_facts, listing.has_own),
	ROW(FLAGS, mg_facts, listing.has_lost_found),
	ROW(FLAGS, mg_facts, listing.has_reserved),
	ROW(ANY, mg_facts, listing.mount_points),
	ROW(ANY, mg_facts, listing.empty_dirs),
	ROW_RANGE(mg_facts, listing.names_len, 0, MG_FACTS_NAMES_BYTES),
	ROW(NAMES, mg_facts, listing.names),
	ROW(FLAGS, mg_facts, listing.globs_matched),
	ROW_ERRNO(mg_facts, read_err),
	ROW_ERRNO(mg_facts, write.err),
	ROW_RANGE(mg_facts, write.step, MG_WRITE_OPEN, MG_WRITE_UNLINK),
	ROW(FLAGS, mg_facts, write.append_only),
	ROW_ERRNO(mg_facts, execute_err),
	ROW(FLAGS, mg_facts, space.is_known),
	ROW(ANY, mg_facts, space.free_bytes),
	ROW(ANY, mg_facts, space.free_inodes),
	ROW(ANY, mg_facts, space.total_inodes),
	ROW(ANY, mg_facts, space.total_bytes),
	ROW_ERRNO(mg_facts, space.err),
	ROW_ERRNO(mg_facts, content.err),
	ROW(ANY, mg_facts, content.sha256),
	ROW_ERRNO(mg_facts, content.other_err),
	ROW(FLAGS, mg_facts, content.is_same),
	ROW(ANY, mg_facts, content.other_size),
	ROW(ANY, mg_facts, content.same_bytes),
	ROW(ANY, mg_facts, abilities),
	ROW_ERRNO(mg_facts, lock.err),
	ROW(ANY, mg_facts, lock.taker),
	ROW(TEXT, mg_facts, lock.container),
	ROW(TEXT, mg_facts, resolved),
	ROW(TEXT, mg_facts, link),
	ROW(TEXT, mg_facts, link_target),
	ROW(FLAGS, mg_facts, has_looked_near),
	ROW_NEARBY(FLAGS, 0, nearby.is_known),
	ROW_NEARBY(FLAGS, 0, nearby.has_more),
	ROW_NEARBY(RANGE, MG_FACTS_MAX_NEARBY, nearby.count),
	ROW_NEARBY(RANGE, MG_FACTS_NAMES_BYTES, nearby.names_len),
	ROW_NEARBY(NAMES, 0, nearby.names),
	ROW_NEARBY(TEXT, 0, nearby.found),
	ROW_NEARBY(ANY, 0, nearby.found_mount_id),
};

static const struct row head_rows[] = {
	ROW(FLAGS, mg_head, has_root_id),
	ROW(ANY, mg_head, root_id),
	ROW(FLAGS, mg_head, signs.has_dockerenv),
	ROW(FLAGS, mg_head, signs.has_containerenv),
	ROW(FLAGS, mg_head, actor.is_known),
	ROW(ANY, mg_head, actor.uid),
	ROW(ANY, mg_head, actor.gid),
	ROW(ANY, mg_head, actor.group_count),
	ROW(ANY, mg_head, actor.groups),
	ROW(FLAGS, mg_head, actor.overrides_modes),
	ROW(FLAGS, mg_head, is_refused),
	ROW_RANGE(mg_head, refusal.exit_code, MG_EXIT_OK, MG_EXIT_NOT_EXECUTABLE),
	ROW(TEXT, mg_head, refusal.text),
};

/* Whether the row's member is part of the answer: by the flag in base, which the guard has checked
 * before, or which the child itself has written. */
static bool
is_there(const struct row *row, const unsigned char *base)
{
	return row->part == ALWAYS || base[offsetof(struct mg_facts, has_looked_near)] == 1;
}

/* --- out --- */

static size_t
put_row(const struct row *row, const unsigned char *from, unsigned char *to)
{
	size_t len = row->size;
	unsigned used = 0;

	if (row->kind == TEXT)
		len = strnlen((const char *)from + row->at, row->size - 1) + 1;
	if (row->kind == NAMES) {
		memcpy(&used, from + row[-1].at, sizeof(used));
		len = used < row->size ? used : row->size;
	}
	memcpy(to, from + row->at, len);
	if (row->kind == TEXT)
		to[len - 1] = '\0';
	return len;
}

static size_t
put(const struct row *rows, size_t count, const void *from, unsigned char *to)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++)
		if (is_there(&rows[i], from))
			used += put_row(&rows[i], from, to + used);
	return used;
}

/* --- in --- */

static bool
is_flags(const unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes[i] > 1)
			return false;
	return true;
}

static bool
is_in_range(const struct row *row, const unsigned char *at)
{
	int value;

	memcpy(&value, at, sizeof(value));
	return value >= row->least && value <= row->most;
}

/* Whether len bytes are names, none of them empty, each with its NUL. */
static bool
is_names(const unsigned char *names, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (names[i] == '\0' && (i == 0 || names[i - 1] == '\0'))
			return false;
	return len == 0 || names[len - 1] == '\0';
}

/* Takes the bytes of one member: copies them, then checks the copy, and never reads the source
 * again. Returns how many bytes they were; -1: their value is impossible. */
static ptrdiff_t
take_row(const struct row *row, const unsigned char *from, size_t left, unsigned char *into)
{
	unsigned char *member = into + row->at;
	size_t len = row->size;
	unsigned used;

	if (row->kind == TEXT) {
		const unsigned char *nul = memchr(from, '\0', left < len ? left : len);

		if (!nul)
			return -1;
		len = (size_t)(nul - from) + 1;
	}
	if (row->kind == NAMES) {
		memcpy(&used, into + row[-1].at, sizeof(used)); /* checked by its own row */
		len = used;
	}
	if (len > left)
		return -1;
	memcpy(member, from, len);
	atomic_signal_fence(memory_order_seq_cst); /* the compiler must not read from[] again */
	if ((row->kind == FLAGS && !is_flags(member, len)) ||
	    (row->kind == RANGE && !is_in_range(row, member)) ||
	    (row->kind == TEXT && member[len - 1] != '\0') ||
	    (row->kind == NAMES && !is_names(member, len)))
		return -1;
	return (ptrdiff_t)len;
}

/* The one function that lets through what the child has written. Returns the bytes that were used.
 * 0: the value of a member is impossible, and *into is not to be used. */
static size_t
take(const struct row *rows, size_t count, const unsigned char *from, size_t left, void *into)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		ptrdiff_t len;

		if (!is_there(&rows[i], into))
			continue;
		len = take_row(&rows[i], from + used, left - used, into);
		if (len < 0)
			return 0;
		used += (size_t)len;
	}
	return used;
}

/* --- facts --- */

void
mg_board_reset(struct mg_facts *facts)
{
	/* The long rest at the end is left alone: pages that are not touched cost nothing. */
	memset(facts, 0, offsetof(struct mg_facts, resolved));
	facts->resolved[0] = '\0';
	facts->stat_err = MG_NOT_ASKED;
	facts->listing.err = MG_NOT_ASKED;
	facts->read_err = MG_NOT_ASKED;
	facts->execute_err = MG_NOT_ASKED;
	facts->write.err = MG_NOT_ASKED;
	facts->space.err = MG_NOT_ASKED;
	facts->lock.err = MG_NOT_ASKED;
	facts->content.err = MG_NOT_ASKED;
	facts->content.other_err = MG_NOT_ASKED;
	memset(facts->abilities, MG_ABILITY_UNTRIED, sizeof(facts->abilities));
}

size_t
mg_board_put(const struct mg_facts *facts, unsigned char answer[MG_BOARD_ANSWER_BYTES])
{
	return put(facts_rows, MG_ARRAY_LEN(facts_rows), facts, answer);
}

static unsigned
count_names(const char *names, size_t len)
{
	unsigned count = 0;

	for (size_t i = 0; i < len; i++)
		count += names[i] == '\0';
	return count;
}

/* Whether the counts agree with the names. */
static bool
is_counted(const struct mg_facts *facts)
{
	const struct mg_listing *listing = &facts->listing;
	const struct mg_nearby *nearby = &facts->nearby;

	if (count_names(listing->names, listing->names_len) >
	    (uint64_t)listing->mount_points + listing->empty_dirs)
		return false;
	return !facts->has_looked_near ||
	       count_names(nearby->names, nearby->names_len) == nearby->count;
}

/* The child cannot give an answer that the guard alone decides (late, died). */
static size_t
take_facts(const unsigned char *answer, size_t len, bool is_live, struct mg_facts *facts)
{
	size_t used = take(facts_rows, MG_ARRAY_LEN(facts_rows), answer, len, facts);
	bool is_sound = used > 0 && is_counted(facts);

	if (is_sound && facts->answer != MG_ANSWER_GIVEN && facts->answer != MG_ANSWER_SPARED)
		is_sound = is_live && facts->answer == MG_ANSWER_NONE;
	if (is_sound)
		return used;
	memset(facts, 0, sizeof(*facts));
	mg_board_reset(facts);
	facts->answer = MG_ANSWER_INVALID;
	return 0;
}

size_t
mg_board_take(const unsigned char *answer, size_t len, struct mg_facts *facts)
{
	return take_facts(answer, len, false, facts);
}

void
mg_board_take_live(const struct mg_facts *live, struct mg_facts *facts)
{
	unsigned char answer[MG_BOARD_ANSWER_BYTES];
	size_t len = mg_board_put(live, answer);

	(void)take_facts(answer, len, true, facts);
}

/* --- the head --- */

/* The text goes to the terminal as it is. Our own errors are plain ASCII. */
static bool
is_plain(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

bool
mg_board_take_head(const struct mg_head *head, struct mg_head *taken)
{
	unsigned char bytes[sizeof(struct mg_head)];
	size_t len = put(head_rows, MG_ARRAY_LEN(head_rows), head, bytes);

	*taken = (struct mg_head){ 0 };
	if (take(head_rows, MG_ARRAY_LEN(head_rows), bytes, len, taken) == 0)
		return false;
	if (!taken->is_refused)
		return true;
	return (taken->refusal.exit_code == MG_EXIT_NOT_EXECUTABLE ||
		taken->refusal.exit_code == MG_EXIT_UNKNOWN) &&
	       taken->refusal.text[0] != '\0' && is_plain(taken->refusal.text);
}
