/* SPDX-License-Identifier: MIT */
/* Takes on users, groups and capabilities, and reads every change back. Only one order of the calls
 * works in all containers: groups and the bounding set before the user, who may not change them;
 * the other sets after the user, because the change of user clears them. */
#include "command/identity.h"

#include "creds.h"

#include <errno.h>
#include <linux/securebits.h>
#include <signal.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Not setresuid(3), which goes through all threads: there are none. On some 32-bit architectures
 * the system call of that name still has ids of 16 bits. */
#ifdef SYS_setresuid32
#define SETRESUID_CALL SYS_setresuid32
#define SETRESGID_CALL SYS_setresgid32
#define SETGROUPS_CALL SYS_setgroups32
#else
#define SETRESUID_CALL SYS_setresuid
#define SETRESGID_CALL SYS_setresgid
#define SETGROUPS_CALL SYS_setgroups
#endif

#define CHANGING "change the capabilities" /* one text: users cannot act on a single step */

/* --- who this is --- */

static bool
is_among(uint32_t id, const uint32_t *ids, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static bool
are_all(uint32_t id, const uint32_t ids[3])
{
	return ids[0] == id && ids[1] == id && ids[2] == id;
}

/* Whether the process has these groups and no others. The login's own group need not be listed. */
static bool
has_groups(const struct mg_creds *now, const struct mg_login *login)
{
	for (size_t i = 0; i < login->group_count; i++)
		if (login->groups[i] != login->gid &&
		    !is_among(login->groups[i], now->groups, now->group_count))
			return false;
	for (size_t i = 0; i < now->group_count; i++)
		if (now->groups[i] != login->gid &&
		    !is_among(now->groups[i], login->groups, login->group_count))
			return false;
	return true;
}

/* --- what is missing --- */

/* "cannot WHAT: the container lacks the capability SETUID (add --cap-add SETUID, or OTHERWISE)" */
static int
lacks(const struct mg_creds *now, uint64_t caps, const char *what, const char *otherwise,
      struct mg_err *err)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf text = { 0 };
	bool is_root = now->uids[1] == 0;

	if (is_root)
		mg_buf_addf(&text, "%s: the container lacks", what);
	else
		mg_buf_addf(&text, "%s: mountguard runs as user %u, without", what,
			    (unsigned)now->uids[1]);
	mg_buf_add(&text, caps & (caps - 1) ? " the capabilities " : " the capability ");
	mg_caps_add(&text, caps, false);
	mg_buf_add(&text, is_root ? " (add " : " (start the container as root");
	if (is_root) {
		mg_caps_add(&text, caps, true);
		mg_buf_add(&text, ", in a pod capabilities: add:");
	}
	mg_buf_addf(&text, ", or %s)", otherwise);
	return mg_creds_cannot(err, 0, mg_buf_text(&text));
}

static int
lacks_for_user(const struct mg_identity *identity, const struct mg_creds *now, struct mg_err *err)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf what = { 0 };
	const struct mg_login *login = &identity->login;
	uint64_t needed = 0;

	if (!is_among(login->uid, now->uids, 3))
		needed |= MG_CAPS_BIT(CAP_SETUID);
	if (!is_among(login->gid, now->gids, 3) || !has_groups(now, login))
		needed |= MG_CAPS_BIT(CAP_SETGID);
	needed &= ~now->sets.permitted;
	if (!needed)
		return 0;
	mg_buf_addf(&what,
		    needed & MG_CAPS_BIT(CAP_SETUID) ? "become user %u"
						     : "take on the groups of user %u",
		    login->uid);
	/* Never advise root to drop --user: the command would run as root. */
	return lacks(now, needed, mg_buf_text(&what),
		     now->uids[1] == 0 ? "start the container as that user" : "drop --user", err);
}

static int
lacks_for_caps(const struct mg_identity *identity, const struct mg_creds *now, struct mg_err *err)
{
	uint64_t setpcap = MG_CAPS_BIT(CAP_SETPCAP);
	/* What is not in the bounding set cannot be made inheritable, nor then ambient. */
	uint64_t missing = identity->caps & ~(now->sets.permitted & now->sets.bounding);

	if (missing)
		return lacks(now, missing, "keep what --caps lists", "shorten --caps", err);
	if ((now->sets.bounding & ~identity->caps) && !(now->sets.permitted & setpcap))
		return lacks(now, setpcap, "drop capabilities from the bounding set", "drop --caps",
			     err);
	return 0;
}

/* --- the changes --- */

static int
write_caps(uint64_t permitted, uint64_t effective, uint64_t inheritable)
{
	const uint64_t sets[] = {
		[CAP_PERMITTED] = permitted,
		[CAP_EFFECTIVE] = effective,
		[CAP_INHERITABLE] = inheritable,
	};
	cap_t caps = cap_init();
	int result = caps ? 0 : -ENOMEM;

	for (int i = 0; caps && i < 3 * MG_CAPS_BITS; i++) {
		cap_flag_t flag = (cap_flag_t)(i / MG_CAPS_BITS);
		cap_value_t value = i % MG_CAPS_BITS;

		/* A known flag and a number below the limit: it cannot fail. */
		if (sets[flag] & MG_CAPS_BIT(value))
			(void)cap_set_flag(caps, flag, 1, &value, CAP_SET);
	}
	if (caps && cap_set_proc(caps) < 0)
		result = -errno;
	(void)cap_free(caps); /* ours, or NULL */
	return result;
}

/* The kernel refused although the capability is there, nearly always for a user namespace. */
static int
refused(const struct mg_login *login, int errnum, struct mg_err *err)
{
	if (errnum == EINVAL)
		return mg_err_set(
			err, MG_EXIT_NOT_EXECUTABLE, 0,
			"cannot become user %u with group %u: the user namespace has no such ids, see /proc/self/uid_map and gid_map (EINVAL)",
			login->uid, login->gid);
	return mg_err_set(err, MG_EXIT_NOT_EXECUTABLE, errnum,
			  "cannot become user %u with group %u", login->uid, login->gid);
}

static int
take_groups(const struct mg_login *login, const struct mg_creds *now, struct mg_err *err)
{
	/* The call is forbidden to users other than root, and in a user namespace made without
	 * privileges. Pass if it would change nothing. */
	if (syscall(SETGROUPS_CALL, login->group_count, login->groups) < 0 &&
	    !(errno == EPERM && has_groups(now, login)))
		return refused(login, errno, err);
	if (syscall(SETRESGID_CALL, login->gid, login->gid, login->gid) < 0)
		return refused(login, errno, err);
	return 0;
}

/* Makes all sets but the bounding one alike. */
static int
take_caps(uint64_t caps)
{
	int result = write_caps(caps, caps, caps);

	/* A capability that is no longer inheritable is not ambient either, so none has to be
	 * lowered. Securebits may forbid raising, so what is ambient already is left alone. */
	for (unsigned long i = 0; i < MG_CAPS_BITS && result == 0; i++)
		if (caps & MG_CAPS_BIT(i) &&
		    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, i, 0UL, 0UL) != 1 &&
		    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, i, 0UL, 0UL) < 0)
			result = -errno;
	return result;
}

/* Drops all capabilities: a user other than root starts with none unless --caps lists them. The
 * kernel drops them only where root becomes that user, and no securebit forbids it
 * (capabilities(7)). Inheritable ones outlast a change between other users, and a file with
 * capabilities would make them permitted. The ambient ones go with them. */
static int
leave_caps(void)
{
	struct mg_caps_sets now = { 0 };
	int result = mg_creds_ask_caps(&now);

	if (result == 0 && (now.permitted | now.effective | now.inheritable))
		result = write_caps(0, 0, 0);
	return result;
}

/* Makes the changes in their order. now: what the process was before. */
static int
change(const struct mg_identity *identity, const struct mg_creds *now, struct mg_err *err)
{
	const struct mg_login *login = &identity->login;
	uint64_t dropped = identity->has_caps ? now->sets.bounding & ~identity->caps : 0;
	int result = 0;

	/* Make effective what is permitted: the changes need it. The exec computes the set anew. */
	if (now->sets.effective != now->sets.permitted)
		result =
			write_caps(now->sets.permitted, now->sets.permitted, now->sets.inheritable);
	/* Keeps the permitted set until the new sets are made. The exec clears the flag. */
	if (result == 0 && identity->has_user && identity->caps &&
	    !are_all(login->uid, now->uids) && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0)
		result = -errno;
	if (result < 0)
		return mg_creds_cannot(err, -result, CHANGING);
	if (identity->has_user)
		result = take_groups(login, now, err);
	if (result < 0)
		return result;
	for (unsigned long i = 0; i < MG_CAPS_BITS; i++)
		if (dropped & MG_CAPS_BIT(i) && prctl(PR_CAPBSET_DROP, i, 0UL, 0UL, 0UL) < 0)
			return mg_creds_cannot(err, errno, CHANGING);
	if (identity->has_user && syscall(SETRESUID_CALL, login->uid, login->uid, login->uid) < 0)
		return refused(login, errno, err);
	if (identity->has_caps)
		result = take_caps(identity->caps);
	else if (identity->has_user && login->uid != 0 && login->uid != now->uids[1])
		result = leave_caps();
	return result < 0 ? mg_creds_cannot(err, -result, CHANGING) : 0;
}

static int
take_identity(const struct mg_identity *identity, struct mg_err *err)
{
	MG_CLEANUP(mg_creds_release) struct mg_creds now = { 0 };
	int result = mg_creds_read(&now, err);

	if (result == 0 && identity->has_user)
		result = lacks_for_user(identity, &now, err);
	if (result < 0)
		return result;
	if (identity->has_caps) {
		result = mg_creds_ask_rest(&now.sets, false);
		if (result < 0)
			return mg_creds_cannot(err, -result,
					       "read the bounding set of capabilities");
		result = lacks_for_caps(identity, &now, err);
	}
	return result < 0 ? result : change(identity, &now, err);
}

/* --- reading it back --- */

static int
not_made(struct mg_err *err, const char *what)
{
	return mg_err_set(err, MG_EXIT_NOT_EXECUTABLE, 0,
			  "cannot %s: the kernel said yes and did not do it", what);
}

/* Asks the kernel whether all changes were made, by its calls and by the status file. The file
 * counts where it can be read. --caps needs it: both sources must show the sets that it lists. */
static int
verify(const struct mg_identity *identity, bool loses_caps, struct mg_err *err)
{
	MG_CLEANUP(mg_creds_release) struct mg_creds now = { 0 }, told = { 0 };
	const struct mg_login *login = &identity->login;
	const struct mg_caps_sets *here = &now.sets, *there = &told.sets;
	uint64_t caps = identity->caps;
	const struct mg_caps_sets wanted = { caps, caps, caps, caps, caps };
	struct mg_err unread;
	int result = mg_creds_read(&now, err), status = mg_creds_read_status(&told, &unread);

	if (result < 0)
		return result;
	if (identity->has_user &&
	    (!are_all(login->uid, now.uids) || !are_all(login->gid, now.gids) ||
	     !has_groups(&now, login) || (told.groups && !has_groups(&told, login))))
		return not_made(err, "become another user");
	if (loses_caps &&
	    (here->permitted | here->effective | here->inheritable | there->permitted |
	     there->effective | there->inheritable | there->ambient))
		return not_made(err, CHANGING);
	if (identity->has_caps && status < 0) {
		*err = unread;
		return status;
	}
	if (identity->has_caps)
		result = mg_creds_ask_rest(&now.sets, told.has_ambient);
	if (result < 0)
		return mg_creds_cannot(err, -result, "read the capabilities back");
	if (identity->has_caps && (memcmp(here, &wanted, sizeof(wanted)) != 0 ||
				   memcmp(there, &wanted, sizeof(wanted)) != 0))
		return not_made(err, CHANGING); /* five numbers: no padding */
	if (identity->no_new_privs && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return not_made(err, "set no_new_privs");
	return 0;
}

int
mg_identity_take(const struct mg_identity *identity, struct mg_err *err)
{
	bool changes = identity->has_user || identity->has_caps;
	bool loses_caps = mg_identity_is_other_user(identity) && !identity->has_caps &&
			  identity->login.uid != 0;
	pid_t parent = getppid();
	int result = 0, death_signal = 0;

	if (changes) {
		(void)prctl(PR_GET_PDEATHSIG, &death_signal); /* 0 where it fails */
		result = take_identity(identity, err);
	}
	/* A change of user clears the parent-death signal (prctl(2)), which the command shall have.
	 * The parent may have ended before the call. */
	if (result == 0 && death_signal != 0) {
		(void)prctl(PR_SET_PDEATHSIG, (long)death_signal); /* a valid number */
		if (getppid() != parent)
			(void)kill(getpid(), death_signal);
	}
	if (result == 0 && identity->no_new_privs && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		result = mg_creds_cannot(err, errno, "set no_new_privs");
	if (result == 0 && (changes || identity->no_new_privs))
		result = verify(identity, loses_caps, err);
	return result;
}

/* --- the rehearsal --- */

/* Whether the next exec leaves the capabilities unchanged. It does after --caps, which makes all
 * five sets alike. Without --caps and --user it gives what the guard's exec gave, unless the
 * guard's file had capabilities or a set-user-id bit: AT_SECURE tells that, but not for root
 * (security/commoncap.c, cap_bprm_creds_from_file). Root gets the bounding set with each exec,
 * unless securebits say otherwise. */
static bool
is_exec_neutral(const struct mg_identity *identity)
{
	if (identity->has_caps)
		return true;
	if (identity->has_user || getauxval(AT_SECURE) != 0)
		return false;
	return getauxval(AT_UID) != 0 || prctl(PR_GET_SECUREBITS, 0, 0, 0, 0) == 0;
}

int
mg_identity_rehearse(const struct mg_identity *identity, struct mg_err *err)
{
	MG_CLEANUP(mg_creds_release) struct mg_creds now = { 0 }, told = { 0 };
	uint64_t permitted, effective;
	struct mg_caps_state state;
	struct mg_err ignored;
	int result = mg_identity_take(identity, err), securebits;

	if (result < 0 || is_exec_neutral(identity))
		return result;
	result = mg_creds_read(&now, err);
	if (result < 0 || now.sets.permitted == 0)
		return result;
	/* The status file comes first: it answers where a seccomp profile refuses prctl(2). */
	if (mg_creds_read_status(&told, &ignored) == 0)
		now.sets = told.sets;
	else
		result = mg_creds_ask_rest(&now.sets, true);
	if (result < 0)
		return mg_creds_cannot(err, -result, "read the capabilities");
	/* Where the securebits may not even be read, no process in the container has set one. */
	securebits = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);
	state = (struct mg_caps_state){
		.is_real_root = now.uids[0] == 0,
		.is_effective_root = now.uids[1] == 0,
		.is_noroot = securebits > 0 && securebits & SECBIT_NOROOT,
		.sets = now.sets,
	};
	mg_caps_after_exec(&state, &permitted, &effective);
	if (permitted != now.sets.permitted || effective != now.sets.effective)
		result = write_caps(permitted, effective, now.sets.inheritable);
	return result < 0 ? mg_creds_cannot(err, -result, CHANGING) : 0;
}

bool
mg_identity_is_other_user(const struct mg_identity *identity)
{
	return identity->has_user && identity->login.uid != geteuid();
}

bool
mg_identity_overrides_modes(void)
{
	struct mg_caps_sets now = { 0 };

	return mg_creds_ask_caps(&now) == 0 && now.effective & MG_CAPS_BIT(CAP_DAC_OVERRIDE);
}

void
mg_identity_release(struct mg_identity *identity)
{
	mg_login_release(&identity->login);
	*identity = (struct mg_identity){ 0 };
}
