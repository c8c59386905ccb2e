/* SPDX-License-Identifier: MIT */
/* Words about room that is left, a file's bytes, what a file system can do, and containers that
 * share storage. Pure. */
#include "theme.h"

#include "mounts/kind.h"
#include "text/err.h"
#include "text/lex.h"
#include "text/quote.h"

#include <errno.h>

/* Add the size rounded down, with at least two digits: too little must not look like enough. */
static void
add_size(struct mg_buf *clause, uint64_t bytes)
{
	unsigned unit = 0;

	for (; bytes >= 10 * 1024ULL && unit < 4; unit++)
		bytes /= 1024;
	mg_buf_addf(clause, unit > 0 ? "%llu%c" : "%llu bytes", (unsigned long long)bytes,
		    " KMGT"[unit]);
}

/* Pass if the kernel gave the numbers. */
static enum mg_verdict
space_is_known(const struct mg_space *space, struct mg_buf *clause)
{
	if (space->is_known)
		return MG_PASS;
	return mg_say_errno(
		mg_errnum_is_broken(space->err) ? MG_FAIL : MG_UNKNOWN, clause,
		"what is left cannot be found out: ", space->err ? space->err : MG_NOT_ASKED);
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

/* Pass if the bytes could be read. */
static enum mg_verdict
content_is_known(const struct mg_facts *facts, struct mg_buf *clause)
{
	int errnum = facts->read_err != 0 ? facts->read_err : facts->content.err;

	return errnum == 0 ? MG_PASS : mg_say_refusal(clause, "it cannot be read: ", errnum);
}

static enum mg_verdict
judge_sha256(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_content *content = &subject->facts->content;
	enum mg_verdict known = content_is_known(subject->facts, clause);
	char hex[2 * sizeof(content->sha256) + 1] = "";
	bool is_same = true;

	if (known != MG_PASS)
		return known;
	for (size_t i = 0; i < sizeof(hex) - 1; i++) {
		hex[i] = "0123456789abcdef"[content->sha256[i / 2] >> (i % 2 ? 0 : 4) & 15];
		is_same &= (term->argument[i] | 0x20) == hex[i]; /* in lower case */
	}
	if (is_same)
		return MG_PASS;
	mg_buf_addf(clause, "its bytes have another SHA-256: %s", hex);
	return MG_FAIL;
}

/* The listing tells whether a directory in the file's place is an engine's empty stand-in. */
#define NEEDS_OF_CONTENT (MG_NEED_LIST | MG_NEED_FILE | MG_NEED_READ)

static const struct mg_word sha256_word = {
	.name = "sha256",
	.argument = MG_ARGUMENT_SHA256,
	.argument_syntax = "=HEX",
	.types = MG_TYPE_FILE,
	.after = MG_AFTER_CONTENT " readable",
	.needs = NEEDS_OF_CONTENT | MG_NEED_SHA256,
	.needs_access = true,
	.is_unique = true,
	.judge = judge_sha256,
	.help = "the file's bytes have this digest",
};

static enum mg_verdict
judge_same_as(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_content *content = &subject->facts->content;
	enum mg_verdict known = content_is_known(subject->facts, clause);
	unsigned long long size = subject->facts->size, other_size = content->other_size;
	int errnum = content->other_err;
	bool is_answer = mg_errnum_is_missing(errnum) || mg_errnum_is_broken(errnum);

	if (known != MG_PASS || (errnum == 0 && content->is_same))
		return known;
	mg_buf_add(clause, errnum ? "it cannot be compared with " : "it differs from ");
	mg_quote_add_short(clause, term->argument);
	if (errnum == EISDIR)
		return mg_say(MG_FAIL, clause, ", which is no file");
	if (errnum != 0)
		return mg_say_errno(is_answer ? MG_FAIL : MG_UNKNOWN, clause, ": ", errnum);
	if (size == other_size || size == 0 || other_size == 0) {
		mg_buf_addf(clause, " in byte %llu", (unsigned long long)content->same_bytes + 1);
		return MG_FAIL;
	}
	mg_buf_addf(clause, ": it has %llu bytes, and that one %llu", size, other_size);
	return MG_FAIL;
}

static const struct mg_word same_as_word = {
	.name = "same-as",
	.argument = MG_ARGUMENT_PATH,
	.argument_syntax = "=PATH",
	.types = MG_TYPE_FILE,
	.after = MG_AFTER_CONTENT " readable",
	.needs = NEEDS_OF_CONTENT | MG_NEED_SAME,
	.needs_access = true,
	.is_unique = true,
	.judge = judge_same_as,
	.help = "the file's bytes are those of another file",
};

const char *
mg_ability_name_at(size_t index)
{
	static const char *const names[MG_ABILITY_COUNT] = {
		[MG_ABILITY_SYMLINK] = "symlink", [MG_ABILITY_HARDLINK] = "hardlink",
		[MG_ABILITY_LOCK] = "lock",	  [MG_ABILITY_EXEC] = "exec",
		[MG_ABILITY_RENAME] = "rename",	  [MG_ABILITY_MMAP] = "mmap",
		[MG_ABILITY_CASE] = "case",
	};

	return names[index];
}

static enum mg_verdict
judge_supports(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	enum mg_verdict worst = MG_PASS;
	int write_err = subject->facts->write.err;

	/* The probe tries abilities only in a directory that can be written. */
	if (write_err != 0) {
		const struct mg_word *writable = mg_word_by_name(mg_lex_slice("writable"));
		bool is_answer =
			write_err == EROFS || write_err == EACCES || mg_errnum_is_broken(write_err);

		mg_buf_add(clause, is_answer ? "" : "cannot tell: ");
		worst = mg_word_judge(writable, subject, term, clause);
		return is_answer ? worst : MG_UNKNOWN;
	}
	for (unsigned i = 0; i < MG_ABILITY_COUNT; i++) {
		int errnum = subject->facts->abilities[i];
		bool is_answer;

		if (errnum == 0 || !(term->abilities & 1U << i))
			continue;
		/* Here EOPNOTSUPP is an answer of the file system. */
		is_answer =
			errnum == EOPNOTSUPP || !(mg_errnum_is_ours(errnum) || errnum == ENOSPC ||
						  errnum == EDQUOT || errnum == MG_ABILITY_UNTRIED);
		if (worst != MG_FAIL)
			worst = is_answer ? MG_FAIL : MG_UNKNOWN;
		mg_buf_addf(clause, clause->len > 0 ? "; %s %s: " : "%s %s: ",
			    is_answer ? "no" : "cannot tell of", mg_ability_name_at(i));
		if (i == MG_ABILITY_CASE && errnum == EEXIST)
			mg_buf_add(clause, "two names that differ only in case are one");
		else
			mg_errnum_add(clause, errnum);
	}
	return worst;
}

static const struct mg_word supports_word = {
	.name = "supports",
	.argument = MG_ARGUMENT_ABILITIES,
	.argument_syntax = "=ABILITY[+ABILITY]",
	.types = MG_TYPE_DIR,
	.after = MG_AFTER_CONTENT " writable",
	.against = "readonly",
	.needs = MG_NEED_WRITE | MG_NEED_TRY,
	.needs_access = true,
	.judge = judge_supports,
	.help = "each was tried in the directory: symlink hardlink lock exec rename mmap case",
};

static enum mg_verdict
judge_exclusive(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_lock *lock = &subject->facts->lock;
	const char *fstype = subject->mount->fstype;

	(void)term;
	if (subject->backing.kind == MG_KIND_IMAGE || subject->backing.is_in_layer)
		return mg_say(MG_FAIL, clause,
			      "it lies in the container's own layer, which no other container has");
	if (subject->backing.kind == MG_KIND_UNKNOWN)
		return mg_say(MG_UNKNOWN, clause, "cannot tell what kind of storage it lies on");
	if (lock->err == EWOULDBLOCK && lock->taker == 0)
		return mg_say(MG_FAIL, clause,
			      "it is locked by another container, or by a process that is not seen "
			      "from here");
	if (lock->err == EWOULDBLOCK) {
		mg_buf_addf(clause, "it is locked by process %u", lock->taker);
		mg_buf_add(clause, lock->container[0] != '\0' ? " of container " : "");
		if (lock->container[0] != '\0')
			mg_quote_add(clause, lock->container);
		return MG_FAIL;
	}
	if (lock->err != 0)
		return mg_say_refusal(clause, "it cannot be locked: ", lock->err);
	/* Other machines may not see a lock on network storage: this kernel keeps the lock, or a
	 * FUSE program that may not tell its server. NFS locks a file that is open for reading
	 * only, as here, just with the option local_lock (nfs(5)). */
	if (mg_fs_class_of(fstype) != MG_FS_NETWORK ||
	    !(mg_backing_locks_alone(fstype, mg_subject_is_dir(subject)) ||
	      mg_lex_after(fstype, "fuse nfs")))
		return MG_PASS;
	mg_buf_add(clause, "cannot tell: other machines do not see a lock on ");
	mg_quote_add(clause, fstype);
	return MG_UNKNOWN;
}

static const struct mg_word exclusive_word = {
	.name = "exclusive",
	.types = MG_TYPE_FILE | MG_TYPE_DIR,
	.after = MG_AFTER_MOUNT,
	.needs = MG_NEED_LOCK,
	.needs_mount = true,
	.needs_access = true,
	.judge = judge_exclusive,
	.help = "no other container has locked it; it is locked as long as the command runs",
};

const struct mg_word *const mg_theme_content[] = {
	&free_word,	&inodes_word,	 &same_as_word, &sha256_word,
	&supports_word, &exclusive_word, NULL,
};
