/* SPDX-License-Identifier: MIT */
/* Who asked, and what a mode lets that user do. Pure. The kernel's rule is repeated here to explain
 * a refusal, never to predict one. */
#include "words/actor.h"

#include "text/quote.h"

bool
mg_actor_may(const struct mg_actor *actor, const struct mg_facts *facts, unsigned bits)
{
	/* The first class that fits counts, even if a later one would allow more. */
	unsigned shift = actor->uid == facts->uid ? 6 : facts->is_in_group ? 3 : 0;

	return (facts->mode >> shift & bits) == bits;
}

static struct mg_slice
name_of(const struct mg_accounts *accounts, uint32_t uid)
{
	struct mg_slice none = { "", 0 };

	return accounts ? mg_accounts_name(accounts, MG_ACCOUNTS_USERS, uid) : none;
}

void
mg_actor_add_reason(struct mg_buf *buf, const struct mg_actor *actor, const struct mg_facts *facts,
		    const struct mg_accounts *accounts, const char *verb)
{
	struct mg_slice owner = name_of(accounts, facts->uid), name = name_of(accounts, actor->uid);

	mg_buf_addf(buf, "belongs to %u:%u", facts->uid, facts->gid);
	if (owner.len > 0) {
		mg_buf_add(buf, " (");
		mg_quote_add_slice(buf, owner);
		mg_buf_add(buf, ")");
	} else if (accounts && accounts->files[MG_ACCOUNTS_USERS].text) {
		/* It is most often a user of the machine that the files come from. */
		mg_buf_add(buf, " (no user of this image)");
	}
	mg_buf_addf(buf, " with mode 0%03o, and uid %u (", facts->mode & 07777U, actor->uid);
	if (name.len > 0) {
		mg_quote_add_slice(buf, name);
		mg_buf_add(buf, ", ");
	}
	mg_buf_addf(buf, "gid %u", actor->gid);
	for (unsigned i = 0; i < actor->group_count && i < MG_FACTS_SHOWN_GROUPS; i++)
		mg_buf_addf(buf, i == 0 ? ", groups %u" : ", %u", actor->groups[i]);
	if (actor->group_count > MG_FACTS_SHOWN_GROUPS)
		mg_buf_addf(buf, " and %u more", actor->group_count - MG_FACTS_SHOWN_GROUPS);
	if (actor->uid == facts->uid)
		mg_buf_addf(buf, ") is its owner, who may not %s", verb);
	else if (facts->is_in_group)
		mg_buf_addf(buf, ") is in its group, which may not %s", verb);
	else
		mg_buf_add(buf, ") is neither its owner nor in its group");
}
