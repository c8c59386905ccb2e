/* SPDX-License-Identifier: MIT */
/* What a case looks like: the questions that the table of diagnoses puts to facts. Pure. */
#include "symptoms.h"

#include "lex.h"
#include "path.h"

#include <errno.h>
#include <string.h>

/* Nothing is mounted at the path, whether it is there or not. */
static bool
is_no_mount(const struct mg_case *given)
{
	return mg_subject_is_missing(given->subject) || !given->subject->facts->is_mount_root;
}

/* --- near misses --- */

/* The mount point that passes for the path that was sought, by like(); NULL when there is none. */
static bool
find_near(struct mg_case *given, bool (*like)(const char *wanted, const char *other))
{
	const struct mg_mounts *mounts = given->scene->mounts;
	const char *wanted = given->subject->key ? given->subject->key : given->subject->path;

	if (!is_no_mount(given))
		return false;
	for (size_t i = 0; i < mounts->count; i++) {
		const char *target = mounts->mounts[i].target;

		if (strcmp(target, wanted) == 0 || !like(wanted, target))
			continue;
		given->near = target;
		return true;
	}
	return false;
}

/* Whether text ends in the path wanted, with slashes or with the backslashes of Windows. */
static bool
ends_in(const char *text, const char *wanted)
{
	size_t len = strlen(wanted), text_len = strlen(text);

	if (text_len <= len)
		return false;
	text += text_len - len;
	for (; *wanted != '\0'; wanted++, text++)
		if (*text != *wanted && (*text != '\\' || *wanted != '/'))
			return false;
	return true;
}

/* Git Bash rewrites "/app" to a path of its own installation, and Docker takes what is behind the
 * ";". */
static bool
is_mangled(const char *wanted, const char *other)
{
	size_t len = strlen(wanted);

	if (strncmp(other, wanted, len) == 0 && other[len] == ';')
		return true;
	return ends_in(other, wanted) &&
	       (strchr(other, '\\') || strchr(other, ':') || mg_lex_find(other, "/Git/") ||
		mg_lex_find(other, "/Program Files"));
}

bool
mg_symptom_git_bash(struct mg_case *given)
{
	return find_near(given, is_mangled);
}

bool
mg_symptom_near_name(struct mg_case *given)
{
	return find_near(given, mg_path_is_like);
}

bool
mg_symptom_near_entry(struct mg_case *given)
{
	return mg_subject_is_missing(given->subject) && given->subject->facts->near[0] != '\0';
}

static bool
is_child(const char *wanted, const char *other)
{
	return mg_path_is_under(other, wanted);
}

/* --- what is mounted, and what not --- */

static bool
has_kind(const struct mg_case *given, enum mg_kind kind)
{
	const struct mg_subject *subject = given->subject;

	/* "/" itself, also that of a machine, which is no image. */
	if (kind == MG_KIND_IMAGE)
		return subject->mount && strcmp(subject->mount->target, "/") == 0;
	return subject->mount && subject->backing.kind == kind;
}

static bool
holds_nothing(const struct mg_case *given)
{
	const struct mg_listing *listing = &given->subject->facts->listing;

	return mg_subject_is_dir(given->subject) && listing->err == 0 && !listing->has_own;
}

static bool
is_empty_mount(const struct mg_case *given, enum mg_kind kind)
{
	return holds_nothing(given) && has_kind(given, kind) &&
	       given->subject->facts->is_mount_root;
}

bool
mg_symptom_shape_a(struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;

	return !facts->is_mount_root && has_kind(given, MG_KIND_IMAGE) && holds_nothing(given) &&
	       facts->listing.mount_points > 0;
}

bool
mg_symptom_child_mounted(struct mg_case *given)
{
	return find_near(given, is_child);
}

bool
mg_symptom_inside_mount(struct mg_case *given)
{
	return given->subject->mount && is_no_mount(given) && !has_kind(given, MG_KIND_IMAGE);
}

bool
mg_symptom_not_mounted(struct mg_case *given)
{
	return has_kind(given, MG_KIND_IMAGE) && is_no_mount(given);
}

bool
mg_symptom_lost_found(struct mg_case *given)
{
	return holds_nothing(given) && given->subject->facts->listing.has_lost_found;
}

bool
mg_symptom_empty_share(struct mg_case *given)
{
	return is_empty_mount(given, MG_KIND_BIND) &&
	       (given->scene->place == MG_PLACE_DESKTOP ||
		(given->scene->place != MG_PLACE_PODMAN &&
		 mg_place_is_desktop_share(given->subject->mount)));
}

bool
mg_symptom_empty_bind(struct mg_case *given)
{
	return is_empty_mount(given, MG_KIND_BIND);
}

bool
mg_symptom_empty_tmpfs(struct mg_case *given)
{
	return is_empty_mount(given, MG_KIND_TMPFS);
}

bool
mg_symptom_empty_volume(struct mg_case *given)
{
	return is_empty_mount(given, MG_KIND_VOLUME);
}

bool
mg_symptom_empty_anonymous(struct mg_case *given)
{
	return is_empty_mount(given, MG_KIND_ANONYMOUS);
}

bool
mg_symptom_empty_emptydir(struct mg_case *given)
{
	return is_empty_mount(given, MG_KIND_EMPTYDIR);
}

/* A directory of the host by the name of the file: not a disk, and not a volume. */
bool
mg_symptom_dir_for_file(struct mg_case *given)
{
	return mg_symptom_empty_bind(given) && strcmp(given->subject->mount->root, "/") != 0;
}

/* --- stale --- */

bool
mg_symptom_stale(struct mg_case *given)
{
	return given->subject->mount && given->subject->mount->stale;
}

bool
mg_symptom_stale_subpath(struct mg_case *given)
{
	return mg_symptom_stale(given) && mg_backing_is_subpath(given->subject->mount);
}

bool
mg_symptom_stale_file(struct mg_case *given)
{
	return mg_symptom_stale(given) && mg_subject_is_file(given->subject);
}

/* --- not answering, or broken --- */

bool
mg_symptom_silent(struct mg_case *given)
{
	return given->subject->mount && (given->subject->facts->answer == MG_ANSWER_LATE ||
					 given->subject->facts->answer == MG_ANSWER_SPARED);
}

bool
mg_symptom_server_gone(struct mg_case *given)
{
	return given->errnum == ENOTCONN || given->errnum == ECONNABORTED;
}

bool
mg_symptom_server_unreachable(struct mg_case *given)
{
	return given->errnum == ETIMEDOUT || given->errnum == EHOSTDOWN ||
	       given->errnum == EHOSTUNREACH || given->errnum == ENETUNREACH ||
	       given->errnum == ECONNREFUSED;
}

bool
mg_symptom_handle_gone(struct mg_case *given)
{
	return given->errnum == ESTALE;
}

bool
mg_symptom_io_error(struct mg_case *given)
{
	return given->errnum == EIO || given->errnum == EUCLEAN || given->errnum == EREMOTEIO;
}

/* --- writing, reading, executing --- */

static bool
write_failed(const struct mg_case *given, int errnum)
{
	return given->subject->facts->write.err == errnum;
}

static bool
has_flag(const char *options, const char *flag)
{
	return mg_mountinfo_has_option(options, mg_lex_slice(flag));
}

/* The file system went read-only under a mount that was not: ext4 does so after an error. Since
 * Linux 6.15 it says emergency_ro, and stays "rw". */
bool
mg_symptom_error_remount(struct mg_case *given)
{
	const struct mg_mount *mount = given->subject->mount;

	if (!write_failed(given, EROFS) || !mount || !has_flag(mount->options, "rw"))
		return false;
	return has_flag(mount->super_options, "emergency_ro") ||
	       (has_flag(mount->super_options, "ro") &&
		mg_lex_find(mount->super_options, "errors=remount-ro"));
}

bool
mg_symptom_readonly_root(struct mg_case *given)
{
	return write_failed(given, EROFS) && has_kind(given, MG_KIND_IMAGE);
}

bool
mg_symptom_readonly_config(struct mg_case *given)
{
	return write_failed(given, EROFS) &&
	       (has_kind(given, MG_KIND_CONFIGMAP) || has_kind(given, MG_KIND_SECRET) ||
		has_kind(given, MG_KIND_PROJECTED) || has_kind(given, MG_KIND_DOWNWARD));
}

bool
mg_symptom_readonly_mount(struct mg_case *given)
{
	return write_failed(given, EROFS) && given->subject->mount &&
	       has_flag(given->subject->mount->options, "ro");
}

bool
mg_symptom_readonly_fs(struct mg_case *given)
{
	return write_failed(given, EROFS) && given->subject->mount;
}

bool
mg_symptom_out_of_inodes(struct mg_case *given)
{
	const struct mg_space *space = &given->subject->facts->space;

	return write_failed(given, ENOSPC) && space->is_known && space->total_inodes > 0 &&
	       space->free_inodes == 0 && space->free_bytes > 0;
}

bool
mg_symptom_full(struct mg_case *given)
{
	return write_failed(given, ENOSPC);
}

bool
mg_symptom_full_tmpfs(struct mg_case *given)
{
	return mg_symptom_full(given) && has_kind(given, MG_KIND_TMPFS);
}

bool
mg_symptom_over_quota(struct mg_case *given)
{
	return write_failed(given, EDQUOT);
}

static bool
is_denied(const struct mg_case *given)
{
	return given->errnum == EACCES;
}

bool
mg_symptom_unmapped(struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;

	return (is_denied(given) || given->errnum == EOVERFLOW) && facts->walk_err == 0 &&
	       given->scene->hides_owners && facts->uid == MG_FACTS_OVERFLOW_ID &&
	       !has_kind(given, MG_KIND_NETWORK);
}

/* Everybody may, by the mode, and yet it is denied: a security module says no. */
bool
mg_symptom_selinux(struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;
	const struct mg_mount *mount = given->subject->mount;

	return is_denied(given) && facts->walk_err == 0 && mount &&
	       (facts->mode & mg_case_bits(given)) == mg_case_bits(given) &&
	       has_flag(mount->super_options, "seclabel");
}

bool
mg_symptom_noexec(struct mg_case *given)
{
	return given->subject->mount && is_denied(given) && mg_subject_is_file(given->subject) &&
	       has_flag(given->subject->mount->options, "noexec");
}

bool
mg_symptom_noexec_tmpfs(struct mg_case *given)
{
	return mg_symptom_noexec(given) && has_kind(given, MG_KIND_TMPFS);
}

/* --- what lasts, and what hides the image --- */

bool
mg_symptom_hidden_image(struct mg_case *given)
{
	return given->subject->mount && !has_kind(given, MG_KIND_IMAGE) &&
	       given->word->kinds & (1U << MG_KIND_IMAGE);
}

bool
mg_symptom_layer(struct mg_case *given)
{
	return has_kind(given, MG_KIND_IMAGE);
}

bool
mg_symptom_anonymous(struct mg_case *given)
{
	return has_kind(given, MG_KIND_ANONYMOUS);
}

bool
mg_symptom_emptydir(struct mg_case *given)
{
	return has_kind(given, MG_KIND_EMPTYDIR);
}

bool
mg_symptom_memory(struct mg_case *given)
{
	return given->subject->mount && given->subject->backing.in_memory;
}

bool
mg_symptom_opaque(struct mg_case *given)
{
	const struct mg_mount *mount = given->subject->mount;

	return given->verdict == MG_UNKNOWN && has_kind(given, MG_KIND_UNKNOWN) &&
	       (strcmp(mount->source, "none") == 0 || strcmp(mount->source, "kataShared") == 0);
}
