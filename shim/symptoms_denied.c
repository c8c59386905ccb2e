/* SPDX-License-Identifier: MIT */
/* What a case of denied access looks like: who was denied, and what the mode says to him. Pure. */
#include "actor.h"
#include "symptoms.h"

#include "lex.h"

#include <errno.h>
#include <string.h>

static bool
lies_on(const struct mg_case *given, enum mg_kind kind)
{
	const struct mg_subject *subject = given->subject;

	/* "/" itself, also that of a machine, which is no image. */
	if (kind == MG_KIND_IMAGE)
		return subject->mount && strcmp(subject->mount->target, "/") == 0;
	return subject->mount && subject->backing.kind == kind;
}

static bool
is_denied(const struct mg_case *given)
{
	return given->errnum == EACCES;
}

bool
mg_symptom_immutable(struct mg_case *given)
{
	return given->errnum == EPERM && given->subject->facts->is_immutable;
}

static bool
is_remote(const struct mg_case *given)
{
	return lies_on(given, MG_KIND_NETWORK) ||
	       (given->subject->mount && mg_backing_reports_late(given->subject->mount->fstype));
}

/* Somebody is denied, and it is known who. */
static bool
knows_who(const struct mg_case *given)
{
	return is_denied(given) && given->scene->actor;
}

/* fuse(8): without allow_other the kernel lets in nobody but the user who mounted it, not even
 * root. */
bool
mg_symptom_fuse_private(struct mg_case *given)
{
	const struct mg_mount *mount = given->subject->mount;

	return is_denied(given) && mount && strncmp(mount->fstype, "fuse", 4) == 0 &&
	       !mg_mountinfo_has_option(mount->super_options, mg_lex_slice("allow_other"));
}

/* Root with all its capabilities, and a server that knows better (exports(5): root_squash). */
bool
mg_symptom_squashed(struct mg_case *given)
{
	const struct mg_mount *mount = given->subject->mount;

	return knows_who(given) && mount && strncmp(mount->fstype, "nfs", 3) == 0 &&
	       given->scene->actor->uid == 0 && given->scene->actor->overrides_modes &&
	       (given->subject->facts->mode & mg_case_bits(given)) != mg_case_bits(given);
}

/* A directory of root's is nobody's to whom root could turn. */
bool
mg_symptom_squashed_root(struct mg_case *given)
{
	return mg_symptom_squashed(given) && given->subject->facts->uid == 0;
}

/* The group's bits are the ACL's mask then, and say nothing about the group (acl(5)). */
bool
mg_symptom_acl(struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;

	return knows_who(given) && facts->has_acl && given->scene->actor->uid != facts->uid;
}

bool
mg_symptom_not_executable(struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;

	return is_denied(given) && facts->walk_err == 0 && mg_subject_is_file(given->subject) &&
	       (facts->mode & 0111U) == 0;
}

/* The mode is why; root that overrides it is stopped by something else. */
bool
mg_symptom_denied(struct mg_case *given)
{
	return knows_who(given) && !given->scene->actor->overrides_modes &&
	       !mg_actor_may(given->scene->actor, given->subject->facts, mg_case_bits(given));
}

bool
mg_symptom_no_capability(struct mg_case *given)
{
	return mg_symptom_denied(given) && given->scene->actor->uid == 0;
}

bool
mg_symptom_denied_own(struct mg_case *given)
{
	return mg_symptom_denied(given) && given->scene->actor->uid == given->subject->facts->uid;
}

bool
mg_symptom_denied_image(struct mg_case *given)
{
	return mg_symptom_denied(given) && lies_on(given, MG_KIND_IMAGE);
}

bool
mg_symptom_denied_volume(struct mg_case *given)
{
	return mg_symptom_denied(given) &&
	       (lies_on(given, MG_KIND_VOLUME) || lies_on(given, MG_KIND_ANONYMOUS));
}

bool
mg_symptom_denied_network(struct mg_case *given)
{
	return mg_symptom_denied(given) && is_remote(given);
}

/* Volumes of a pod whose owner the kubelet sets. */
bool
mg_symptom_denied_pod(struct mg_case *given)
{
	enum mg_kind kind = given->subject->backing.kind;

	return mg_symptom_denied(given) &&
	       (kind == MG_KIND_PVC || kind == MG_KIND_EMPTYDIR || kind == MG_KIND_CONFIGMAP ||
		kind == MG_KIND_SECRET || kind == MG_KIND_PROJECTED || kind == MG_KIND_DOWNWARD);
}

/* The owner of a tree should keep it where others only have to read. */
bool
mg_symptom_denied_read(struct mg_case *given)
{
	return mg_symptom_denied(given) && !(mg_case_bits(given) & 2);
}

/* Nobody should be told to run as root. */
bool
mg_symptom_denied_root(struct mg_case *given)
{
	return mg_symptom_denied(given) && given->subject->facts->uid == 0;
}
