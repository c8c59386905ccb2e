/* SPDX-License-Identifier: MIT */
/* What a case looks like: all that the columns of a row can ask. Pure. */
#include "expect/spec.h"
#include "text/lex.h"
#include "themes.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static bool
has_option(const char *options, const char *option)
{
	return mg_mounts_has_option(options, mg_lex_slice(option));
}

static bool
holds_nothing(const struct mg_subject *subject)
{
	const struct mg_facts *facts = subject->facts;

	if (mg_subject_is_missing(subject))
		return facts->has_looked_near && facts->nearby.is_known &&
		       facts->nearby.count == 0 && !facts->nearby.has_more;
	return facts->walk_err == 0 && mg_subject_is_dir(subject) && facts->listing.err == 0 &&
	       !facts->listing.has_own;
}

static void
look_at_path(struct mg_case *given)
{
	const struct mg_subject *subject = given->subject;
	const struct mg_facts *facts = subject->facts;
	bool *is = given->is;

	is[MG_IS_DIR] = mg_subject_is_dir(subject);
	is[MG_IS_FILE] = mg_subject_is_file(subject);
	is[MG_IS_SOCKET] = S_ISSOCK(facts->mode);
	is[MG_IS_NO_SOCKET] = !is[MG_IS_SOCKET];
	is[MG_IS_NO_PLACE] = !is[MG_IS_DIR] || facts->resolved[1] == '\0';
	is[MG_IS_MISSING] = mg_subject_is_missing(subject);
	is[MG_IS_EMPTY] = holds_nothing(subject);
	is[MG_IS_MOUNT] = facts->is_mount_root && subject->mount;
	is[MG_NO_MOUNT] = !facts->is_mount_root || is[MG_IS_MISSING];
	is[MG_IS_IMMUTABLE] = facts->is_immutable;
	is[MG_IS_SILENT] = facts->stage != MG_STAGE_OTHER;
	is[MG_WAS_WRITTEN] = facts->write.err == 0;
	is[MG_HAS_LINK] = facts->link[0] != '\0';
	is[MG_HAS_ABSOLUTE_LINK] = is[MG_HAS_LINK] && facts->link_target[0] == '/';
	is[MG_HAS_LIKE_NAME] = is[MG_IS_MISSING] && facts->near[0] != '\0';
	is[MG_WAS_FOUND] = facts->has_looked_near && facts->nearby.found[0] != '\0';
	is[MG_WAS_FOUND_HERE] = is[MG_WAS_FOUND] && facts->nearby.found_mount_id == facts->mount_id;
	is[MG_HOLDS_OTHERS] = given->kinds != 0 && facts->has_looked_near &&
			      facts->nearby.is_known && facts->nearby.count > 0;
	is[MG_HAS_OTHER_BYTES] = given->errnum == 0 && facts->content.other_err <= 0;
}

static bool
expects(const struct mg_case *given, const char *word)
{
	return given->subject->rule && mg_rule_has(given->subject->rule, word);
}

static void
look_at_words(struct mg_case *given)
{
	const unsigned lasting =
		MG_ON(PVC) | MG_ON(HOSTPATH) | MG_ON(BIND) | MG_ON(VOLUME) | MG_ON(NETWORK);
	const struct mg_term *word = given->word;
	int exec_err = given->subject->facts->abilities[MG_ABILITY_EXEC];
	bool *is = given->is;

	is[MG_WANTS_IMAGE] = word->kinds & MG_ON(IMAGE);
	is[MG_WANTS_LASTING] =
		strcmp(word->check->name, "persistent") == 0 || word->kinds & lasting;
	is[MG_WANTS_DIR] =
		expects(given, "mount") || expects(given, "persistent") || expects(given, "dir");
	is[MG_WANTS_SOCKET] = expects(given, "socket");
	is[MG_WANTS_DEVICE] = expects(given, "device");
	is[MG_WANTS_PRIVATE] = expects(given, "private") || expects(given, "mode");
	is[MG_WANTS_WRITABLE] = expects(given, "writable");
	is[MG_LACKS_ABILITY] = given->errnum == 0 && exec_err != EACCES;
	/* noexec refuses files, and no directory. With supports= another ability may be missing. */
	is[MG_IS_NOEXEC] = has_option(given->mount->options, "noexec");
	if (word->abilities)
		is[MG_IS_NOEXEC] &= exec_err == EACCES;
	else
		is[MG_IS_NOEXEC] &= given->errnum == (is[MG_IS_DIR] ? 0 : EACCES);
}

bool
mg_case_reaches(const struct mg_survey *survey, const struct mg_mount *mount, bool at_root)
{
	for (size_t i = 0; i < survey->count; i++) {
		const struct mg_subject *subject = &survey->subjects[i];
		const struct mg_facts *facts = subject->facts;

		if (subject->mount == mount && facts->answer == MG_ANSWER_GIVEN &&
		    facts->walk_err == 0 && facts->is_mount_root == at_root)
			return true;
	}
	return false;
}

static void
look_at_mount(struct mg_case *given)
{
	const unsigned engines = MG_ON(IMAGE) | MG_ON(VOLUME) | MG_ON(ANONYMOUS);
	const struct mg_mount *mount = given->mount;
	const struct mg_backing *backing = &given->subject->backing;
	const struct mg_space *space = &given->subject->facts->space;
	enum mg_engine place = given->survey->place;
	bool *is = given->is;

	is[MG_AT_ROOT] = strcmp(mount->target, "/") == 0;
	is[MG_AT_VOLUME] = backing->within.len == 0;
	is[MG_BESIDE_DATA] = MG_KIND_BIT(backing->kind) & engines || backing->is_host_path;
	is[MG_ON_SERVER] = given->kinds & MG_ON(NETWORK) || mg_backing_reports_late(mount->fstype);
	is[MG_IS_ALONE] = !mg_case_reaches(given->survey, given->subject->mount, false);
	is[MG_IS_ENGINES] = mg_backing_is_engines(mount, backing);
	is[MG_IS_PART] = strcmp(mount->root, "/") != 0;
	is[MG_IN_MEMORY] = backing->in_memory;
	is[MG_IS_OVERLAY] = strcmp(mount->fstype, "overlay") == 0;
	is[MG_IS_FUSE] = strncmp(mount->fstype, "fuse", 4) == 0;
	is[MG_IS_PRIVATE] = !has_option(mount->super_options, "allow_other");
	is[MG_IS_SHARE] = mg_engine_is_desktop_share(mount);
	is[MG_IS_NO_SHARE] =
		place == MG_ENGINE_DESKTOP || (place != MG_ENGINE_PODMAN && is[MG_IS_SHARE]);
	is[MG_IS_UNSHARED] = mg_engine_is_unshared_mac_folder(mount);
	is[MG_IS_SUBPATH] = mg_backing_is_subpath(mount);
	is[MG_IS_SECRET] = backing->is_own && mg_lex_find(mount->root, "/userdata/secrets/");
	is[MG_IS_OPAQUE] =
		given->verdict == MG_UNKNOWN && mg_lex_lists("none kataShared", mount->source);
	is[MG_IS_READONLY] = mg_backing_is_readonly(mount);
	is[MG_IS_READONLY_HERE] =
		has_option(mount->options, "ro") && !has_option(mount->super_options, "ro");
	is[MG_HAD_ERROR] = has_option(mount->super_options, "emergency_ro");
	is[MG_IS_AFTER_ERROR] =
		has_option(mount->options, "rw") &&
		(is[MG_HAD_ERROR] || (has_option(mount->super_options, "ro") &&
				      mg_lex_find(mount->super_options, "errors=remount-ro")));
	is[MG_IS_LABELLED] = has_option(mount->super_options, "seclabel");
	/* A mount that the host makes under a private one is not seen (mount_namespaces(7)). */
	is[MG_WAITS_IN_VAIN] = given->subject->mount && given->plan->wait_ms > 0 &&
			       !mg_lex_find_any(mount->propagation, "master: shared:");
	is[MG_HAS_NO_INODES] = space->is_known && space->total_inodes > 0 &&
			       space->free_inodes == 0 && space->free_bytes > 0;
}

static void
look_at_access(struct mg_case *given)
{
	const struct mg_survey *survey = given->survey;
	const struct mg_actor *actor = &survey->actor;
	const struct mg_accounts *accounts = &survey->accounts;
	const struct mg_facts *facts = given->subject->facts;
	bool *is = given->is;

	is[MG_IS_MAPPED] = survey->is_user_namespace;
	is[MG_SAME_IDS] = !is[MG_IS_MAPPED];
	is[MG_OF_UNMAPPED] = facts->walk_err == 0 && survey->hides_owners &&
			     facts->uid == MG_FACTS_OVERFLOW_ID && !(given->kinds & MG_ON(NETWORK));
	is[MG_OF_ROOT] = facts->uid == 0;
	is[MG_WRITES_ROOTS_DIR] = given->bits & 2 && is[MG_IS_DIR] && is[MG_OF_ROOT];
	is[MG_OF_FSGROUP] =
		facts->gid != 0 && (facts->mode & 7U) == 0 && given->kinds & MG_KINDS_CONFIG;
	is[MG_BY_NEW_USER] = given->plan->identity.has_user;
	is[MG_EXECUTES_NOT] = (facts->mode & 0111U) == 0;
	if (!actor->is_known)
		return;
	is[MG_OF_STRANGER] = accounts->files[MG_ACCOUNTS_USERS].text &&
			     mg_accounts_name(accounts, MG_ACCOUNTS_USERS, facts->uid).len == 0;
	is[MG_BY_ROOT] = actor->uid == 0;
	is[MG_BY_OWNER] = actor->uid == facts->uid;
	/* With an ACL the bits of the group are its mask, not the group's rights (acl(5)). */
	is[MG_HAS_ACL] = facts->has_acl && !is[MG_BY_OWNER];
	/* root_squash: the server refuses root, who overrides the modes here (exports(5)). */
	is[MG_IS_SQUASHED] = strncmp(given->mount->fstype, "nfs", 3) == 0 && is[MG_BY_ROOT] &&
			     actor->overrides_modes && given->bits & ~facts->mode;
	is[MG_HAS_OPEN_MASK] =
		((given->bits | 4U | (is[MG_IS_DIR] ? 1U : 0U)) & ~(facts->mode >> 3)) == 0;
	is[MG_IS_DENIED] = !actor->overrides_modes && !mg_actor_may(actor, facts, given->bits);
	/* Something other than the mode refused. On a server, and in a user namespace, the ids that
	 * count are not known. */
	is[MG_IS_ALLOWED] = !is[MG_IS_DENIED] && given->kinds != 0 &&
			    !mg_backing_reports_late(given->mount->fstype) && !is[MG_IS_MAPPED] &&
			    !facts->write.append_only;
}

static void
look_at_place(struct mg_case *given)
{
	enum mg_engine place = given->survey->place;
	bool *is = given->is;

	is[MG_IN_DESKTOP] = place == MG_ENGINE_DESKTOP;
	is[MG_IN_DOCKER] = place == MG_ENGINE_DOCKER || is[MG_IN_DESKTOP];
	is[MG_IN_PODMAN] = place == MG_ENGINE_PODMAN;
	is[MG_IN_ENGINE] = is[MG_IN_DOCKER] || is[MG_IN_PODMAN];
	is[MG_IN_POD] = place == MG_ENGINE_KUBERNETES;
	is[MG_IN_CONTAINER] = is[MG_IN_ENGINE] || is[MG_IN_POD];
	is[MG_HAS_HOST] = !is[MG_IN_POD] && !is[MG_IN_DESKTOP] && !is[MG_IS_MAPPED];
}

/* The permissions that the word takes. On the way to the path it takes the permission to enter. */
static unsigned
bits_of(const struct mg_case *given)
{
	unsigned needs = given->word->check->needs;
	bool enters = (needs & MG_NEED_EXECUTE) || mg_subject_is_dir(given->subject);

	if (given->subject->facts->walk_err != 0)
		return 1;
	if (S_ISSOCK(given->subject->facts->mode))
		return 2; /* connect(2) */
	return (needs & MG_NEED_WRITE ? 2U : 0U) |
	       (needs & (MG_NEED_LIST | MG_NEED_READ) ? 4U : 0U) | (enters ? 1U : 0U);
}

void
mg_case_look(struct mg_case *given)
{
	const struct mg_subject *subject = given->subject;

	if (subject->mount) /* "/" counts as the image, even on a machine that has none */
		given->kinds = strcmp(subject->mount->target, "/") == 0
				       ? MG_ON(IMAGE)
				       : MG_KIND_BIT(subject->backing.kind);
	given->bits = bits_of(given);
	given->is[MG_ALSO_UNKNOWN] = true;
	given->is[MG_BLAMES_NEAR] = true;
	look_at_path(given);
	look_at_words(given);
	look_at_mount(given);
	look_at_access(given);
	look_at_place(given);
}
