/* SPDX-License-Identifier: MIT */
/* Judgements on whose a path is, and on its permission bits. Pure. */
#include "judge.h"

#include "text/quote.h"

#include <sys/stat.h>

#define PERMISSION_BITS 07777U

/* "1000:1000 (app:app)"; no names where none is known. */
static void
add_owner(struct mg_buf *clause, const struct mg_owner *owner, const struct mg_accounts *accounts)
{
	const uint32_t ids[] = { owner->uid, owner->gid };
	unsigned count = owner->has_group ? 2 : 1;
	struct mg_buf names = { 0 };
	bool any = false;

	for (unsigned of = MG_ACCOUNTS_USERS; of < count; of++) {
		struct mg_slice name = { 0 };

		if (accounts)
			name = mg_accounts_name(accounts, (enum mg_accounts_of)of, ids[of]);
		mg_buf_addf(clause, of ? ":%u" : "%u", ids[of]);
		mg_buf_add(&names, of ? ":" : "");
		if (name.text)
			mg_quote_add_slice(&names, name);
		else
			mg_buf_addf(&names, "%u", ids[of]);
		any |= name.text != NULL;
	}
	if (any)
		mg_buf_addf(clause, " (%s)", mg_buf_text(&names));
	mg_buf_release(&names);
}

enum mg_verdict
mg_judge_owner(const struct mg_subject *subject, const struct mg_term *word, struct mg_buf *clause)
{
	const struct mg_facts *facts = subject->facts;
	const struct mg_owner found = { .uid = facts->uid, .gid = facts->gid, .has_group = true };
	const struct mg_owner *wanted = &word->owner;

	if (found.uid == wanted->uid && (!wanted->has_group || found.gid == wanted->gid))
		return MG_PASS;
	mg_buf_add(clause, "it is owned by ");
	add_owner(clause, &found, word->accounts);
	mg_buf_add(clause, ", not by ");
	add_owner(clause, wanted, word->accounts);
	return MG_FAIL;
}

enum mg_verdict
mg_judge_mode(const struct mg_subject *subject, const struct mg_term *word, struct mg_buf *clause)
{
	unsigned mode = subject->facts->mode & PERMISSION_BITS;

	if (mode == word->mode)
		return MG_PASS;
	mg_buf_addf(clause, "its mode is 0%03o, not 0%03o", mode, word->mode);
	return MG_FAIL;
}

/* With an ACL the group's bits are its mask, the most that it gives to anybody (acl(5)). */
enum mg_verdict
mg_judge_private(const struct mg_subject *subject, const struct mg_term *word,
		 struct mg_buf *clause)
{
	unsigned mode = subject->facts->mode & PERMISSION_BITS;
	unsigned group = mode >> 3 & 7, others = mode & 7;
	const char *const rights[] = {
		mg_subject_is_dir(subject) ? "search" : "execute",
		"write",
		"read",
	};
	bool any = false;

	(void)word;
	if (!(group | others))
		return MG_PASS;
	mg_buf_add(clause, !others ? "its group may "
			   : group ? "group and others may "
				   : "others may ");
	for (int i = 2; i >= 0; i--) {
		if (!((group | others) & 1U << i))
			continue;
		mg_buf_addf(clause, any ? " or %s" : "%s", rights[i]);
		any = true;
	}
	mg_buf_addf(clause, " it (mode 0%03o)", mode);
	return MG_FAIL;
}
