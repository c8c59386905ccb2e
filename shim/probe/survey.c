/* SPDX-License-Identifier: MIT */
/* One pass over the storage. Touches no storage itself: the supervisor's child does. */
#include "probe/survey.h"

#include "board.h"
#include "expect/plan.h"
#include "supervise.h"
#include "sys/sys.h"
#include "text/format.h"
#include "text/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int
mg_survey_init(struct mg_survey *survey, size_t count, const struct mg_plan *plan,
	       const struct mg_signals *signals, struct mg_err *err)
{
	int result;

	survey->count = count;
	survey->asks = calloc(count + 1, sizeof(*survey->asks)); /* calloc(0) may be NULL */
	survey->subjects = calloc(count + 1, sizeof(*survey->subjects));
	survey->supervisor = calloc(1, sizeof(*survey->supervisor));
	if (!survey->asks || !survey->subjects || !survey->supervisor)
		return mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot begin");
	for (size_t i = 0; i < count; i++)
		survey->subjects[i].timeout_ms = plan->timeout_ms;
	if (survey->is_saved || count == 0)
		return 0;
	result = mg_supervisor_init(survey->supervisor, survey->asks, count, err);
	survey->supervisor->timeout_ms = plan->timeout_ms;
	survey->supervisor->signal_fd = signals->fd;
	survey->supervisor->identity = &plan->identity;
	return result;
}

void
mg_survey_release(struct mg_survey *survey)
{
	if (survey->supervisor)
		mg_supervisor_release(survey->supervisor);
	free(survey->supervisor);
	free(survey->saved);
	free(survey->asks);
	free(survey->subjects);
	mg_accounts_release(&survey->accounts);
	mg_mounts_release(&survey->listed);
	mg_mounts_release(&survey->mounts);
	*survey = (struct mg_survey){ 0 };
}

/* --- what the table alone tells --- */

/* The topmost mount of "/". */
static const struct mg_mount *
find_root(const struct mg_mounts *mounts)
{
	for (size_t i = 0; i < mounts->count; i++) {
		const struct mg_mount *mount = &mounts->mounts[i];

		if (strcmp(mount->target, "/") == 0 && !mg_mounts_cover(mounts, mount))
			return mount;
	}
	return NULL;
}

/* The mount that a walk to path ends on, as if there were no links. */
static const struct mg_mount *
walk_to(const struct mg_mounts *mounts, const struct mg_mount *from, const char *path)
{
	char name[MG_FACTS_PATH_BYTES];
	struct mg_slice part;
	size_t len = 0;

	while (from && len < sizeof(name) && mg_path_component(&path, &part)) {
		const struct mg_mount *entered;

		len += mg_format(name + len, sizeof(name) - len, "/%.*s", (int)part.len, part.text);
		entered = mg_mounts_entered(mounts, from->id, name);
		from = entered ? entered : from;
	}
	return len < sizeof(name) ? from : NULL;
}

/* Whether the parents of the mount lead to "/". They may be missing in a part of a table, as bug
 * reports have it: then nothing tells which mount is on top. */
static bool
is_tied(const struct mg_mounts *mounts, const struct mg_mount *mount)
{
	for (size_t steps = 0; mount && steps < mounts->count; steps++) {
		if (strcmp(mount->target, "/") == 0)
			return true;
		mount = mg_mounts_find(mounts, mount->parent_id);
	}
	return false;
}

/* --- which paths --- */

/* Orders by path, and at one path as in the table: engines mount in any order. */
static int
compare_subjects(const void *one, const void *other)
{
	const struct mg_subject *left = one, *right = other;
	int order = mg_path_compare(left->path, right->path);

	if (order == 0) /* both are in one array */
		order = (left->mount > right->mount) - (left->mount < right->mount);
	return order;
}

static bool
is_kernels(const struct mg_mount *mount)
{
	static const struct mg_container unknown;

	return mg_backing_find(&unknown, mount).kind == MG_KIND_KERNEL;
}

/* Makes a subject of each mount point that is not the kernel's. */
static void
list_mounts(struct mg_survey *survey)
{
	const struct mg_mounts *mounts = &survey->mounts;
	struct mg_subject *subject = survey->subjects;

	for (size_t i = 0; i < mounts->count; i++) {
		if (is_kernels(&mounts->mounts[i]))
			continue;
		subject->path = mounts->mounts[i].target;
		subject->mount = &mounts->mounts[i];
		subject++;
	}
	qsort(survey->subjects, survey->count, sizeof(*survey->subjects), compare_subjects);
}

static void
find_backing(const struct mg_survey *survey, struct mg_subject *subject)
{
	subject->backing = (struct mg_backing){ 0 };
	/* Facts about the path do not describe a hidden mount. */
	if (subject->mount && subject->facts && !subject->is_hidden)
		subject->backing =
			mg_subject_backing(&survey->container, subject->mount, subject->facts);
	else if (subject->mount)
		subject->backing = mg_backing_find(&survey->container, subject->mount);
}

/* Fills in what the table alone tells of the subjects. On a live system the run replaces it. */
static void
guess(struct mg_survey *survey)
{
	const struct mg_mount *root = find_root(&survey->mounts);

	survey->container = mg_container_find(&survey->mounts, root ? root->id : 0);
	for (size_t i = 0; i < survey->count; i++) {
		struct mg_subject *subject = &survey->subjects[i];
		const struct mg_mount *seen = NULL;

		survey->asks[i] = (struct mg_ask){ .path = subject->path, .needs = MG_NEED_SPACE };
		if (!survey->is_listed || survey->is_saved)
			seen = walk_to(&survey->mounts, root, subject->path);
		if (!survey->is_listed)
			subject->mount = seen;
		else if (survey->is_saved)
			subject->is_hidden = root && seen != subject->mount &&
					     is_tied(&survey->mounts, subject->mount);
		find_backing(survey, subject);
	}
}

int
mg_survey_list(struct mg_survey *survey, const struct mg_plan *plan,
	       const struct mg_signals *signals, struct mg_err *err)
{
	int result = mg_read_mounts(plan->mountinfo, &survey->mounts, err);
	size_t count = 0;

	survey->has_table = true;
	survey->is_saved = plan->mountinfo;
	survey->is_listed = !plan->command;
	while (plan->command && plan->command[count])
		count++;
	for (size_t i = 0; survey->is_listed && result == 0 && i < survey->mounts.count; i++)
		count += !is_kernels(&survey->mounts.mounts[i]);
	if (result == 0)
		result = mg_survey_init(survey, count, plan, signals, err);
	if (result < 0)
		return result;
	for (size_t i = 0; plan->command && i < count; i++)
		survey->subjects[i].path = plan->command[i];
	if (survey->is_listed)
		list_mounts(survey);
	guess(survey);
	return 0;
}

/* --- the run --- */

/* Reads the table anew. Listed paths go on pointing into the old one. */
static int
read_mounts(struct mg_survey *survey, struct mg_err *err)
{
	struct mg_mounts mounts;
	int result = mg_live_read(&mounts, err);

	if (result < 0)
		return result;
	if (survey->is_listed && !survey->listed.text)
		survey->listed = survey->mounts;
	else
		mg_mounts_release(&survey->mounts);
	survey->mounts = mounts;
	return 0;
}

/* Finds the mount of each path. Without the id of "/", no kind can be told. A listed mount is
 * hidden if another one is at its place. */
static void
locate(struct mg_survey *survey)
{
	const struct mg_mount *root = survey->is_listed ? find_root(&survey->mounts) : NULL;

	for (size_t i = 0; i < survey->count; i++) {
		struct mg_subject *subject = &survey->subjects[i];
		const struct mg_facts *facts = subject->facts;
		const struct mg_mount *found = NULL;

		if (facts->has_mount_id && survey->container.root_id != 0)
			found = mg_mounts_find(&survey->mounts, facts->mount_id);
		if (survey->is_listed) {
			subject->mount = mg_mounts_find(&survey->mounts, subject->mount->id);
			/* If the kernel does not let us look, the table alone must do. */
			if (facts->walk_err != 0)
				found = walk_to(&survey->mounts, root, subject->path);
			subject->is_hidden =
				found != subject->mount && (found || facts->walk_err != 0);
		} else {
			subject->mount = found;
		}
		find_backing(survey, subject);
	}
}

/* Notes what is true of all paths. */
static void
compare_paths(struct mg_survey *survey)
{
	/* No object has a mount id (gVisor), and no mount is stale. */
	bool is_unlocated = survey->container.root_id == 0, is_owner_hidden = false, maps_all;

	for (size_t i = 0; i < survey->count; i++) {
		const struct mg_facts *facts = survey->subjects[i].facts;

		is_unlocated &= !facts->has_mount_id;
		is_owner_hidden |= facts->uid == MG_FACTS_OVERFLOW_ID;
	}
	for (size_t i = 0; is_unlocated && i < survey->mounts.count; i++)
		is_unlocated = !survey->mounts.mounts[i].stale;
	for (size_t i = 0; i < survey->count; i++)
		survey->subjects[i].is_unlocated = is_unlocated;
	/* The kernel shows an owner that is not mapped here as 65534 (user_namespaces(7)). */
	maps_all = !(is_owner_hidden || survey->actor.is_known) || mg_sys_maps_all_users();
	survey->is_user_namespace = survey->actor.is_known && !maps_all;
	survey->hides_owners = is_owner_hidden && !maps_all;
}

/* A saved table tells of a path only whether it lies on a mount, and whether it is its root. */
static int
fill_saved(struct mg_survey *survey, struct mg_err *err)
{
	enum { UNKNOWN, BELOW, ROOT, COUNT };
	struct mg_facts *facts = calloc(COUNT, sizeof(*facts));

	survey->saved = facts;
	if (!facts)
		return mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot begin");
	for (size_t i = 0; i < COUNT; i++) {
		mg_board_reset(&facts[i]);
		facts[i].answer = MG_ANSWER_GIVEN;
		facts[i].stat_err = 0; /* the table does not say that the path is missing */
		facts[i].has_mount_id = i != UNKNOWN;
		facts[i].is_mount_root = i == ROOT;
	}
	for (size_t i = 0; i < survey->count; i++) {
		struct mg_subject *subject = &survey->subjects[i];
		bool is_root = subject->mount && strcmp(subject->mount->target, subject->path) == 0;

		subject->facts = &facts[!subject->mount ? UNKNOWN : is_root ? ROOT : BELOW];
	}
	return 0;
}

int
mg_survey_run(struct mg_survey *survey, struct mg_err *err)
{
	struct mg_supervisor *supervisor = survey->supervisor;
	struct mg_head *head = &supervisor->head;
	bool is_unknown = false;
	int result;

	if (survey->is_saved)
		return fill_saved(survey, err);
	result = survey->has_table ? 0 : read_mounts(survey, err);
	survey->has_table = false;
	if (result == 0)
		result = mg_supervisor_run(supervisor, &survey->mounts, err);
	if (result < 0)
		return result;
	for (size_t i = 0; i < survey->count; i++) {
		const struct mg_facts *facts = &supervisor->facts[i].facts;

		survey->subjects[i].facts = facts;
		is_unknown |=
			facts->has_mount_id && !mg_mounts_find(&survey->mounts, facts->mount_id);
	}
	/* Mounts come and go: look for an unknown id in a fresh table. */
	result = is_unknown ? read_mounts(survey, err) : 0;
	if (result < 0)
		return result;
	survey->container =
		mg_container_find(&survey->mounts, head->has_root_id ? head->root_id : 0);
	survey->signs = head->signs;
	survey->actor = head->actor;
	compare_paths(survey);
	locate(survey);
	return 0;
}

void
mg_survey_find_place(struct mg_survey *survey)
{
	if (!survey->is_saved) {
		survey->signs.has_kubernetes = getenv("KUBERNETES_SERVICE_HOST") != NULL;
		survey->signs.is_microsoft = mg_sys_is_kernel("icrosoft"); /* in WSL 1: Microsoft */
		survey->signs.is_linuxkit = mg_sys_is_kernel("linuxkit");
	}
	survey->place = mg_engine_find(&survey->mounts, survey->container.root_id, &survey->signs);
}

void
mg_survey_read_names(struct mg_survey *survey)
{
	const struct mg_accounts_file *users = &survey->accounts.files[MG_ACCOUNTS_USERS];

	/* Once in all rounds of --wait: a child may be stuck in a file that does not answer. */
	if (survey->actor.is_known && !users->text && users->errnum == 0)
		mg_plan_read_accounts(&survey->accounts, survey->supervisor->timeout_ms,
				      survey->supervisor->signal_fd);
}
