/* SPDX-License-Identifier: MIT */
/* Who asked, and what a mode lets that user do. Pure. The kernel's rule is repeated here to explain
 * a refusal, never to predict one. */
#include "words/actor.h"

#include "text/quote.h"

/* Which three bits of a mode are for the actor. */
enum relation {
	RELATION_OWNER,
	RELATION_GROUP,
	RELATION_OTHERS,
};

/* The first one that fits counts, even if a later one would allow more. */
static enum relation
relation_of(const struct mg_actor *actor, const struct mg_facts *facts)
{
	if (actor->uid == facts->uid)
		return RELATION_OWNER;
	return facts->is_in_group ? RELATION_GROUP : RELATION_OTHERS;
}

bool
mg_actor_may(const struct mg_actor *actor, const struct mg_facts *facts, unsigned bits)
{
	unsigned shift = (unsigned)(RELATION_OTHERS - relation_of(actor, facts)) * 3;

	return (facts->mode >> shift & bits) == bits;
}

static struct mg_slice
name_of(const struct mg_accounts *accounts, uint32_t uid)
{
	struct mg_slice none = { "", 0 };

	return accounts ? mg_accounts_name(accounts, MG_ACCOUNTS_USERS, uid) : none;
}

/* A uid without a name in this image is most often the owner's on the machine that the files come
 * from. */
static void
add_owner(struct mg_buf *buf, const struct mg_facts *facts, const struct mg_accounts *accounts)
{
	struct mg_slice name = name_of(accounts, facts->uid);

	mg_buf_addf(buf, "%u:%u", facts->uid, facts->gid);
	if (name.len > 0) {
		mg_buf_add(buf, " (");
		mg_quote_add_slice(buf, name);
		mg_buf_add(buf, ")");
	} else if (accounts && accounts->files[MG_ACCOUNTS_USERS].text) {
		mg_buf_add(buf, " (no user of this image)");
	}
}

static void
add_actor(struct mg_buf *buf, const struct mg_actor *actor, const struct mg_accounts *accounts)
{
	struct mg_slice name = name_of(accounts, actor->uid);

	mg_buf_addf(buf, "uid %u (", actor->uid);
	if (name.len > 0) {
		mg_quote_add_slice(buf, name);
		mg_buf_add(buf, ", ");
	}
	mg_buf_addf(buf, "gid %u", actor->gid);
	for (unsigned i = 0; i < actor->group_count && i < MG_FACTS_SHOWN_GROUPS; i++)
		mg_buf_addf(buf, i == 0 ? ", groups %u" : ", %u", actor->groups[i]);
	if (actor->group_count > MG_FACTS_SHOWN_GROUPS)
		mg_buf_addf(buf, " and %u more", actor->group_count - MG_FACTS_SHOWN_GROUPS);
	mg_buf_add(buf, ")");
}

void
mg_actor_add_reason(struct mg_buf *buf, const struct mg_actor *actor, const struct mg_facts *facts,
		    const struct mg_accounts *accounts, const char *verb)
{
	enum relation relation = relation_of(actor, facts);

	mg_buf_add(buf, "belongs to ");
	add_owner(buf, facts, accounts);
	mg_buf_addf(buf, " with mode 0%03o, and ", facts->mode & 07777U);
	add_actor(buf, actor, accounts);
	if (relation == RELATION_OTHERS)
		mg_buf_add(buf, " is neither its owner nor in its group");
	else
		mg_buf_addf(buf,
			    relation == RELATION_OWNER ? " is its owner, who may not %s"
						       : " is in its group, which may not %s",
			    verb);
}
