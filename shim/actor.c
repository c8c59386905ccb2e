/* SPDX-License-Identifier: MIT */
/* Who asked, and what a mode lets him do. Pure: the kernel's rule, for telling why it said no; it
 * is never asked whether something would work. */
#include "actor.h"

/* More groups than this are counted, not named. */
#define GROUPS_SHOWN 4

enum class {
	CLASS_OWNER,
	CLASS_GROUP,
	CLASS_OTHERS,
};

static bool
is_in_group(const struct mg_actor *actor, unsigned gid)
{
	for (unsigned i = 0; i < actor->group_count; i++)
		if (actor->groups[i] == gid)
			return true;
	return actor->gid == gid;
}

/* The first that fits counts, also where the next one would let him. */
static enum class class_of(const struct mg_actor *actor, const struct mg_facts *facts) {
	if (actor->uid == facts->uid) return CLASS_OWNER;
	return is_in_group(actor, facts->gid) ? CLASS_GROUP : CLASS_OTHERS;
}

bool
mg_actor_may(const struct mg_actor *actor, const struct mg_facts *facts, unsigned bits)
{
	unsigned shift = (unsigned)(CLASS_OTHERS - class_of(actor, facts)) * 3;

	return (facts->mode >> shift & bits) == bits;
}

void
mg_actor_add(struct mg_buf *buf, const struct mg_actor *actor)
{
	unsigned others = 0;

	mg_buf_addf(buf, "uid %u (gid %u", actor->uid, actor->gid);
	for (unsigned i = 0; i < actor->group_count; i++) {
		if (actor->groups[i] == actor->gid)
			continue;
		if (others < GROUPS_SHOWN)
			mg_buf_addf(buf, others == 0 ? ", groups %u" : ", %u", actor->groups[i]);
		others++;
	}
	if (others > GROUPS_SHOWN)
		mg_buf_addf(buf, " and %u more", others - GROUPS_SHOWN);
	mg_buf_add(buf, ")");
}

void
mg_actor_add_reason(struct mg_buf *buf, const struct mg_actor *actor, const struct mg_facts *facts,
		    const char *verb)
{
	enum class class = class_of(actor, facts);

	mg_buf_addf(buf, "belongs to %u:%u with mode 0%03o, and ", facts->uid, facts->gid,
		    facts->mode & 07777U);
	mg_actor_add(buf, actor);
	if (class == CLASS_OTHERS)
		mg_buf_add(buf, " is neither its owner nor in its group");
	else
		mg_buf_addf(buf,
			    class == CLASS_OWNER ? " is its owner, who may not %s"
						 : " is in its group, which may not %s",
			    verb);
}
