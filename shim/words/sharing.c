/* SPDX-License-Identifier: MIT */
/* Words about others who have the same storage. Pure. */
#include "theme.h"

#include "mounts/kind.h"
#include "text/errnum.h"
#include "text/lex.h"
#include "text/quote.h"

#include <errno.h>

/* Whether other machines may have the storage, and do not see the lock: the kernel keeps it, or a
 * FUSE program, which does not say whether it tells its server. A file on NFS that was locked while
 * it is open for reading only is mounted with local_lock (nfs(5)). */
static bool
is_of_this_machine(const struct mg_subject *subject)
{
	const char *fstype = subject->mount->fstype;

	return mg_fs_class_of(fstype) == MG_FS_NETWORK &&
	       (mg_backing_locks_alone(fstype, mg_subject_is_dir(subject)) ||
		mg_lex_after(fstype, "fuse") || mg_lex_after(fstype, "nfs"));
}

static enum mg_verdict
is_taken(const struct mg_lock *lock, struct mg_buf *clause)
{
	if (lock->taker == 0)
		return mg_say(MG_FAIL, clause,
			      "it is locked by another container, or by a process that is not seen "
			      "from here");
	mg_buf_addf(clause, "it is locked by process %u", lock->taker);
	if (lock->container[0] != '\0') {
		mg_buf_add(clause, " of container ");
		mg_quote_add(clause, lock->container);
	}
	return MG_FAIL;
}

static enum mg_verdict
judge_exclusive(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_lock *lock = &subject->facts->lock;
	int errnum = lock->err == MG_NOT_ASKED ? ENOSYS : lock->err;

	(void)term;
	if (subject->backing.kind == MG_KIND_IMAGE)
		return mg_say(MG_FAIL, clause,
			      "it lies in the container's own layer, which no other container has");
	if (subject->backing.kind == MG_KIND_UNKNOWN)
		return mg_say(MG_UNKNOWN, clause, "cannot tell what kind of storage it lies on");
	if (lock->err == EWOULDBLOCK)
		return is_taken(lock, clause);
	if (lock->err != 0)
		return mg_say_errno(mg_errnum_is_ours(errnum) ? MG_UNKNOWN : MG_FAIL, clause,
				    "it cannot be locked: ", errnum);
	if (!is_of_this_machine(subject))
		return MG_PASS;
	mg_buf_add(clause, "cannot tell: other machines do not see a lock on ");
	mg_quote_add(clause, subject->mount->fstype);
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

const struct mg_word *const mg_theme_sharing[] = { &exclusive_word, NULL };
