/* SPDX-License-Identifier: MIT */
/* Words about how much room is left. Pure. */
#include "theme.h"

#include "text/errnum.h"

#include <errno.h>

/* Rounded down, and with two digits at least: what is too little never looks like enough. */
static void
add_size(struct mg_buf *clause, uint64_t bytes)
{
	unsigned unit = 0;

	for (; bytes >= 10 * 1024ULL && unit < 4; unit++)
		bytes /= 1024;
	mg_buf_addf(clause, unit > 0 ? "%llu%c" : "%llu bytes", (unsigned long long)bytes,
		    " KMGT"[unit]);
}

/* A pass: there are numbers. */
static enum mg_verdict
space_is_known(const struct mg_space *space, struct mg_buf *clause)
{
	if (space->is_known)
		return MG_PASS;
	return mg_say_errno(
		mg_errnum_is_broken(space->err) ? MG_FAIL : MG_UNKNOWN, clause,
		"what is left cannot be found out: ", space->err > 0 ? space->err : ENOSYS);
}

static enum mg_verdict
judge_free(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_space *space = &subject->facts->space;
	uint64_t total = space->total_bytes, wanted = term->amount, percent;
	enum mg_verdict known = space_is_known(space, clause);

	if (known != MG_PASS)
		return known;
	if (total == 0)
		return mg_say(MG_UNKNOWN, clause,
			      "cannot tell what is left: the file system gives no size");
	if (term->is_percent)
		wanted = total / 100 * wanted + (total % 100 * wanted + 99) / 100;
	if (space->free_bytes >= wanted)
		return MG_PASS;
	percent = total > UINT64_MAX / 100 ? space->free_bytes / (total / 100 + 1)
					   : space->free_bytes * 100 / total;
	mg_buf_add(clause, "only ");
	add_size(clause, space->free_bytes);
	mg_buf_add(clause, " of ");
	add_size(clause, total);
	mg_buf_addf(clause, " are left for this user (%llu%%), less than %s",
		    (unsigned long long)percent, term->argument);
	return MG_FAIL;
}

static const struct mg_word free_word = {
	.name = "free",
	.argument = MG_ARGUMENT_SIZE,
	.argument_syntax = "=SIZE|PCT",
	.after = MG_AFTER_MOUNT,
	.needs = MG_NEED_SPACE,
	.needs_access = true,
	.judge = judge_free,
	.help = "at least so much room is left for the user",
};

static enum mg_verdict
judge_inodes(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_space *space = &subject->facts->space;
	enum mg_verdict known = space_is_known(space, clause);

	/* btrfs, vfat and many servers make inodes as they are needed, and count none. */
	if (known != MG_PASS || space->total_inodes == 0 || space->free_inodes >= term->amount)
		return known;
	mg_buf_addf(clause, "only %llu of %llu inodes are left, less than %s",
		    (unsigned long long)space->free_inodes, (unsigned long long)space->total_inodes,
		    term->argument);
	return MG_FAIL;
}

static const struct mg_word inodes_word = {
	.name = "inodes",
	.argument = MG_ARGUMENT_NUMBER,
	.argument_syntax = "=N",
	.after = MG_AFTER_MOUNT,
	.needs = MG_NEED_SPACE,
	.needs_access = true,
	.judge = judge_inodes,
	.help = "at least so many files can still be made, where the file system counts them",
};

const struct mg_word *const mg_theme_content[] = { &free_word, &inodes_word, NULL };
