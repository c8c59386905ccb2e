/* SPDX-License-Identifier: MIT */
/* Words about who owns a path, and about its permission bits. Pure. */
#include "theme.h"

#include "text/quote.h"

#define PERMISSION_BITS 07777U

/* Add "1000:1000 (app:app)", or the numbers alone if neither has a name. */
static void
add_owner(struct mg_buf *clause, const struct mg_owner *owner, const struct mg_accounts *accounts)
{
	const uint32_t ids[] = { owner->uid, owner->gid };
	unsigned count = owner->has_group ? 2 : 1;
	MG_CLEANUP(mg_buf_release) struct mg_buf names = { 0 };
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
}

static enum mg_verdict
judge_owner(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	const struct mg_facts *facts = subject->facts;
	const struct mg_owner found = { .uid = facts->uid, .gid = facts->gid, .has_group = true };
	const struct mg_owner *wanted = &term->owner;

	if (found.uid == wanted->uid && (!wanted->has_group || found.gid == wanted->gid))
		return MG_PASS;
	mg_buf_add(clause, "it is owned by ");
	add_owner(clause, &found, term->accounts);
	mg_buf_add(clause, ", not by ");
	add_owner(clause, wanted, term->accounts);
	return MG_FAIL;
}

static const struct mg_word owner_word = {
	.name = "owner",
	.argument = MG_ARGUMENT_OWNER,
	.argument_syntax = "=USER[:GROUP]",
	.after = MG_AFTER_CONTENT,
	.is_unique = true,
	.judge = judge_owner,
	.help = "it is owned by this user, and this group; names or numbers",
};

static enum mg_verdict
judge_mode(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	unsigned mode = subject->facts->mode & PERMISSION_BITS;

	if (mode == term->mode)
		return MG_PASS;
	mg_buf_addf(clause, "its mode is 0%03o, not 0%03o", mode, term->mode);
	return MG_FAIL;
}

static const struct mg_word mode_word = {
	.name = "mode",
	.argument = MG_ARGUMENT_MODE,
	.argument_syntax = "=OCTAL",
	.after = MG_AFTER_CONTENT,
	.is_unique = true,
	.judge = judge_mode,
	.help = "its permission bits are exactly these",
};

/* With an ACL the group bits are its mask: the most that a named user or group has (acl(5)). */
static enum mg_verdict
judge_private(const struct mg_subject *subject, const struct mg_term *term, struct mg_buf *clause)
{
	unsigned mode = subject->facts->mode & PERMISSION_BITS;
	unsigned group = mode >> 3 & 7, others = mode & 7;
	const char *const rights[] = {
		mg_subject_is_dir(subject) ? "search" : "execute",
		"write",
		"read",
	};
	bool any = false;

	(void)term;
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

static const struct mg_word private_word = {
	.name = "private",
	.after = MG_AFTER_CONTENT,
	.judge = judge_private,
	.help = "group and others have no access to it",
};

const struct mg_word *const mg_theme_rights[] = { &owner_word, &mode_word, &private_word, NULL };
