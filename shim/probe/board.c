/* SPDX-License-Identifier: MIT */
/* Copies and checks what the probe child tells the guard, by a row for each member of the facts. A
 * member without a row does not reach the guard. */
#include "board.h"

#include <limits.h>
#include <string.h>

/* The largest errno of Linux (MAX_ERRNO). */
#define LAST_ERRNO 4095

enum kind {
	ANY,   /* a number or several, of any value */
	FLAGS, /* one bool or several */
	RANGE, /* an int or an enum, from .least to .most */
	TEXT,  /* ends with a NUL, which must be there */
	NAMES, /* several texts; the row before has their bytes */
};

struct row {
	unsigned char kind; /* enum kind */
	unsigned short at, size;
	short least, most; /* of a RANGE */
};

_Static_assert(sizeof(struct mg_facts) <= USHRT_MAX && sizeof(struct mg_head) <= USHRT_MAX,
	       "the places of all members");

#define MEMBER(type, member) .at = offsetof(type, member), .size = sizeof(((type *)0)->member)
#define FACT(member) MEMBER(struct mg_facts, member)
#define HEAD(member) MEMBER(struct mg_head, member)

/* Counts and flags come before what depends on them. */
static const struct row facts_rows[] = {
	{ RANGE, FACT(answer), MG_ANSWER_NONE, MG_ANSWER_INVALID },
	{ RANGE, FACT(stage), MG_STAGE_NONE, MG_STAGE_DONE },
	{ RANGE, FACT(walk_err), 0, LAST_ERRNO },
	{ FLAGS, FACT(is_link) },
	{ TEXT, FACT(missing) },
	{ TEXT, FACT(near) },
	{ FLAGS, FACT(has_mount_id) },
	{ ANY, FACT(mount_id) },
	{ FLAGS, FACT(is_mount_root) },
	{ RANGE, FACT(stat_err), MG_NOT_ASKED, LAST_ERRNO },
	{ ANY, FACT(mode) },
	{ ANY, FACT(uid) },
	{ ANY, FACT(gid) },
	{ FLAGS, FACT(is_immutable) },
	{ FLAGS, FACT(has_acl) },
	{ FLAGS, FACT(is_in_group) },
	{ ANY, FACT(size) },
	{ FLAGS, FACT(knows_data_link) },
	{ FLAGS, FACT(has_data_link) },
	{ RANGE, FACT(listing.err), MG_NOT_ASKED, LAST_ERRNO },
	{ FLAGS, FACT(listing.has_own) },
	{ FLAGS, FACT(listing.has_lost_found) },
	{ FLAGS, FACT(listing.has_reserved) },
	{ ANY, FACT(listing.mount_points) },
	{ ANY, FACT(listing.empty_dirs) },
	{ RANGE, FACT(listing.names_len), 0, MG_FACTS_NAMES_BYTES },
	{ NAMES, FACT(listing.names) },
	{ FLAGS, FACT(listing.globs_matched) },
	{ RANGE, FACT(read_err), MG_NOT_ASKED, LAST_ERRNO },
	{ RANGE, FACT(write.err), MG_NOT_ASKED, LAST_ERRNO },
	{ RANGE, FACT(write.step), MG_WRITE_OPEN, MG_WRITE_UNLINK },
	{ FLAGS, FACT(write.append_only) },
	{ RANGE, FACT(execute_err), MG_NOT_ASKED, LAST_ERRNO },
	{ FLAGS, FACT(space.is_known) },
	{ ANY, FACT(space.free_bytes) },
	{ ANY, FACT(space.free_inodes) },
	{ ANY, FACT(space.total_inodes) },
	{ ANY, FACT(space.total_bytes) },
	{ RANGE, FACT(space.err), MG_NOT_ASKED, LAST_ERRNO },
	{ RANGE, FACT(content.err), MG_NOT_ASKED, LAST_ERRNO },
	{ ANY, FACT(content.sha256) },
	{ RANGE, FACT(content.other_err), MG_NOT_ASKED, LAST_ERRNO },
	{ FLAGS, FACT(content.is_same) },
	{ ANY, FACT(content.other_size) },
	{ ANY, FACT(content.same_bytes) },
	{ ANY, FACT(abilities) },
	{ RANGE, FACT(lock.err), MG_NOT_ASKED, LAST_ERRNO },
	{ ANY, FACT(lock.taker) },
	{ TEXT, FACT(lock.container) },
	{ TEXT, FACT(resolved) },
	{ TEXT, FACT(link) },
	{ TEXT, FACT(link_target) },
	{ FLAGS, FACT(has_looked_near) }, /* last: whether nearby_rows follow */
};

static const struct row nearby_rows[] = {
	{ FLAGS, FACT(nearby.is_known) },
	{ FLAGS, FACT(nearby.has_more) },
	{ RANGE, FACT(nearby.count), 0, MG_FACTS_MAX_NEARBY },
	{ RANGE, FACT(nearby.names_len), 0, MG_FACTS_NAMES_BYTES },
	{ NAMES, FACT(nearby.names) },
	{ TEXT, FACT(nearby.found) },
	{ ANY, FACT(nearby.found_mount_id) },
};

static const struct row head_rows[] = {
	{ FLAGS, HEAD(has_root_id) },
	{ ANY, HEAD(root_id) },
	{ FLAGS, HEAD(signs.has_dockerenv) },
	{ FLAGS, HEAD(signs.has_containerenv) },
	{ FLAGS, HEAD(actor.is_known) },
	{ ANY, HEAD(actor.uid) },
	{ ANY, HEAD(actor.gid) },
	{ ANY, HEAD(actor.group_count) },
	{ ANY, HEAD(actor.groups) },
	{ FLAGS, HEAD(actor.overrides_modes) },
	{ FLAGS, HEAD(is_refused) },
	{ RANGE, HEAD(refusal.exit_code), MG_EXIT_OK, MG_EXIT_NOT_EXECUTABLE },
	{ TEXT, HEAD(refusal.text) },
};

/* --- out --- */

static size_t
put(const struct row *rows, size_t count, const void *from, unsigned char *to)
{
	const unsigned char *members = from;
	size_t used = 0;

	for (const struct row *row = rows; row < rows + count; row++) {
		size_t len = row->size;
		unsigned names_len = 0;

		if (row->kind == TEXT)
			len = strnlen((const char *)members + row->at, row->size - 1) + 1;
		if (row->kind == NAMES) {
			memcpy(&names_len, members + row[-1].at, sizeof(names_len));
			atomic_signal_fence(memory_order_seq_cst); /* no second read of names_len */
			len = names_len < row->size ? names_len : row->size;
		}
		memcpy(to + used, members + row->at, len);
		used += len;
		if (row->kind == TEXT)
			to[used - 1] = '\0';
	}
	return used;
}

/* --- in --- */

/* Whether a member of len bytes has a possible value. */
static bool
is_possible(const struct row *row, const unsigned char *member, size_t len)
{
	int value;

	switch ((enum kind)row->kind) {
	case ANY:
		return true;
	case FLAGS:
		for (size_t i = 0; i < len; i++)
			if (member[i] > 1)
				return false;
		return true;
	case RANGE:
		memcpy(&value, member, sizeof(value));
		return value >= row->least && value <= row->most;
	case TEXT:
		return member[len - 1] == '\0';
	case NAMES: /* no text is empty, and each has its NUL */
		for (size_t i = 0; i < len; i++)
			if (member[i] == '\0' && (i == 0 || member[i - 1] == '\0'))
				return false;
		return len == 0 || member[len - 1] == '\0';
	}
	return false;
}

/* Copies each member, then checks the copy, and never reads the source again. All that the child
 * has written passes through here. Returns the number of bytes used. 0: a value is impossible, and
 * *into must not be used. */
static size_t
take(const struct row *rows, size_t count, const unsigned char *from, size_t left, void *into)
{
	const unsigned char *start = from, *nul;
	unsigned names_len;

	for (const struct row *row = rows; row < rows + count; row++) {
		unsigned char *member = (unsigned char *)into + row->at;
		size_t len = row->size;

		if (row->kind == TEXT) {
			nul = memchr(from, '\0', left < len ? left : len);
			if (!nul)
				return 0;
			len = (size_t)(nul - from) + 1;
		}
		if (row->kind == NAMES) { /* the row before has been checked */
			memcpy(&names_len, (unsigned char *)into + row[-1].at, sizeof(names_len));
			len = names_len;
		}
		if (len > left)
			return 0;
		memcpy(member, from, len);
		atomic_signal_fence(memory_order_seq_cst); /* no second read of from[] */
		if (!is_possible(row, member, len))
			return 0;
		from += len;
		left -= len;
	}
	return (size_t)(from - start);
}

/* --- facts --- */

void
mg_board_reset(struct mg_facts *facts)
{
	static const int not_asked = MG_NOT_ASKED;

	/* The long members at the end stay as they are: an untouched page costs nothing. */
	memset(facts, 0, offsetof(struct mg_facts, resolved));
	facts->resolved[0] = '\0';
	for (size_t i = 0; i < MG_ARRAY_LEN(facts_rows); i++)
		if (facts_rows[i].least == MG_NOT_ASKED)
			memcpy((unsigned char *)facts + facts_rows[i].at, &not_asked, sizeof(int));
	memset(facts->abilities, MG_ABILITY_UNTRIED, sizeof(facts->abilities));
}

size_t
mg_board_put(const struct mg_facts *facts, unsigned char answer[MG_BOARD_ANSWER_BYTES])
{
	size_t used = put(facts_rows, MG_ARRAY_LEN(facts_rows), facts, answer);

	if (answer[used - 1] == 1) /* .has_looked_near: the reader asks the same byte */
		used += put(nearby_rows, MG_ARRAY_LEN(nearby_rows), facts, answer + used);
	return used;
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

/* Takes one answer. is_live: the child has not finished it. Only the guard itself may say that an
 * answer is late, or that the child died. */
static size_t
take_facts(const unsigned char *answer, size_t len, bool is_live, struct mg_facts *facts)
{
	size_t used = take(facts_rows, MG_ARRAY_LEN(facts_rows), answer, len, facts), more = 0;
	bool is_sound = used > 0;

	if (is_sound && facts->has_looked_near) {
		more = take(nearby_rows, MG_ARRAY_LEN(nearby_rows), answer + used, len - used,
			    facts);
		is_sound = more > 0;
	}
	is_sound = is_sound && is_counted(facts);
	if (is_sound && facts->answer != MG_ANSWER_GIVEN && facts->answer != MG_ANSWER_SPARED)
		is_sound = is_live && facts->answer == MG_ANSWER_NONE;
	if (is_sound)
		return used + more;
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

bool
mg_board_take_head(const struct mg_head *head, struct mg_head *taken)
{
	unsigned char bytes[sizeof(struct mg_head)];
	size_t len = put(head_rows, MG_ARRAY_LEN(head_rows), head, bytes);

	*taken = (struct mg_head){ 0 };
	if (take(head_rows, MG_ARRAY_LEN(head_rows), bytes, len, taken) == 0)
		return false;
	/* The text is printed unquoted. Our own errors are plain ASCII. */
	for (const char *at = taken->refusal.text; taken->is_refused && *at != '\0'; at++)
		if (*at < ' ' || *at > '~')
			return false;
	return !taken->is_refused || (taken->refusal.text[0] != '\0' &&
				      (taken->refusal.exit_code == MG_EXIT_NOT_EXECUTABLE ||
				       taken->refusal.exit_code == MG_EXIT_UNKNOWN));
}
