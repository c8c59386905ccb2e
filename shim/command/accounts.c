/* SPDX-License-Identifier: MIT */
/* Users and groups out of the text of two untrusted files. A line that is no entry is passed over,
 * unless it has the name that was asked for. Pure. */
#include "command/accounts.h"

#include "text/err.h"
#include "text/lex.h"
#include "text/quote.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Fields: name, password, number; then group, comment, home in passwd, and members in group. */
enum {
	NAME,
	NUMBER = 2,
	USER_GROUP = 3,
	USER_HOME = 5,
	MEMBERS = 3,
	FIELDS = 7,
};

struct entry {
	size_t line;
	struct mg_slice fields[FIELDS]; /* without text where the line has fewer */
	uint32_t number;
	uint32_t user_group;
	bool is_sound; /* the line is an entry */
};

static const struct {
	const char *path;
	const char *noun;
} tables[] = {
	[MG_ACCOUNTS_USERS] = { "/etc/passwd", "user" },
	[MG_ACCOUNTS_GROUPS] = { "/etc/group", "group" },
};

const char *
mg_accounts_path(enum mg_accounts_of of)
{
	return tables[of].path;
}

static bool
parse_id(struct mg_slice text, uint32_t *id)
{
	uint64_t number;
	bool is_id = mg_lex_number(text, MG_ACCOUNTS_MAX_ID, &number);

	if (is_id)
		*id = (uint32_t)number;
	return is_id;
}

static bool
same(struct mg_slice a, struct mg_slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.text, b.text, a.len) == 0);
}

/* --- entries --- */

/* Parses the next line of *rest; false at the end. The caller leaves the line before in *entry. */
static bool
next_entry(enum mg_accounts_of of, struct mg_slice *rest, struct entry *entry)
{
	struct mg_slice line, field;

	if (!mg_lex_piece(rest, '\n', &line))
		return false;
	*entry = (struct entry){ .line = entry->line + 1 };
	entry->is_sound = !memchr(line.text, '\0', line.len);
	if (line.len > 0 && line.text[line.len - 1] == '\r')
		line.len--; /* written on Windows */
	for (size_t i = 0; i < FIELDS && mg_lex_piece(&line, ':', &field); i++)
		entry->fields[i] = field;
	entry->is_sound &= entry->fields[NAME].len > 0 &&
			   parse_id(entry->fields[NUMBER], &entry->number) &&
			   (of == MG_ACCOUNTS_GROUPS ||
			    parse_id(entry->fields[USER_GROUP], &entry->user_group));
	return true;
}

/* False, with a sentence in *why, where the file is there and cannot be read. */
static bool
is_readable(struct mg_accounts *accounts, enum mg_accounts_of of, struct mg_buf *why)
{
	int errnum = accounts->files[of].errnum;

	if (accounts->files[of].text || errnum == ENOENT || errnum == ENOTDIR)
		return true;
	accounts->is_unreadable = true;
	mg_buf_add(why, tables[of].path);
	if (errnum == EFBIG) {
		mg_buf_addf(why, " is longer than %d bytes", MG_ACCOUNTS_MAX_BYTES);
	} else {
		mg_buf_add(why, " cannot be read: ");
		mg_errnum_add(why, errnum);
	}
	return false;
}

/* Finds the first line of that name or, where name has no text, the first entry of that number. */
static bool
find_entry(const struct mg_accounts *accounts, enum mg_accounts_of of, struct mg_slice name,
	   uint32_t number, struct entry *entry)
{
	struct mg_slice rest = { accounts->files[of].text, accounts->files[of].len };

	*entry = (struct entry){ 0 };
	while (next_entry(of, &rest, entry))
		if (name.text ? same(entry->fields[NAME], name)
			      : entry->is_sound && entry->number == number)
			return true;
	return false;
}

/* The first line of a name must be an entry: a later one could be another user. */
static bool
find_name(struct mg_accounts *accounts, enum mg_accounts_of of, struct mg_slice name,
	  struct entry *entry, struct mg_buf *why)
{
	if (!is_readable(accounts, of, why))
		return false;
	if (!find_entry(accounts, of, name, 0, entry)) {
		mg_buf_addf(why, "there is no %s ", tables[of].noun);
		mg_quote_add_slice(why, name);
		mg_buf_addf(why, accounts->files[of].text ? " in %s" : ", and no %s",
			    tables[of].path);
		return false;
	}
	if (!entry->is_sound)
		mg_buf_addf(why, "line %zu of %s is no entry of a %s", entry->line, tables[of].path,
			    tables[of].noun);
	return entry->is_sound;
}

/* --- USER[:GROUP] --- */

static bool
parse_part(struct mg_slice text, enum mg_accounts_of of, struct mg_slice *name, uint32_t *id,
	   struct mg_buf *why)
{
	if (parse_id(text, id)) {
		*name = (struct mg_slice){ 0 };
		return true;
	}
	*name = text;
	for (size_t i = 0; i < text.len; i++)
		if (text.text[i] < '0' || text.text[i] > '9')
			return true;
	mg_quote_add_slice(why, text);
	mg_buf_addf(why, " is no %s: a name, or a number up to %u", tables[of].noun,
		    MG_ACCOUNTS_MAX_ID);
	return false;
}

bool
mg_owner_parse(const char *text, struct mg_owner *owner, struct mg_buf *why)
{
	struct mg_slice rest = mg_lex_slice(text), user = { 0 }, group = { 0 };
	struct mg_owner parsed = { 0 };

	(void)mg_lex_piece(&rest, ':', &user); /* an empty text has a piece, too */
	parsed.has_group = mg_lex_piece(&rest, ':', &group);
	if (rest.text) {
		mg_quote_add(why, text);
		mg_buf_add(why, " has more than one colon: USER[:GROUP]");
		return false;
	}
	if (!parse_part(user, MG_ACCOUNTS_USERS, &parsed.user, &parsed.uid, why) ||
	    (parsed.has_group &&
	     !parse_part(group, MG_ACCOUNTS_GROUPS, &parsed.group, &parsed.gid, why)))
		return false;
	*owner = parsed;
	return true;
}

bool
mg_owner_needs_accounts(const struct mg_owner *owner)
{
	return owner->user.text || owner->group.text;
}

static bool
resolve_part(struct mg_accounts *accounts, enum mg_accounts_of of, struct mg_slice *name,
	     uint32_t *id, struct mg_buf *why)
{
	struct entry entry;

	if (!name->text)
		return true;
	if (!find_name(accounts, of, *name, &entry, why))
		return false;
	*id = entry.number;
	*name = (struct mg_slice){ 0 };
	return true;
}

bool
mg_owner_resolve(struct mg_owner *owner, struct mg_accounts *accounts, struct mg_buf *why)
{
	return resolve_part(accounts, MG_ACCOUNTS_USERS, &owner->user, &owner->uid, why) &&
	       resolve_part(accounts, MG_ACCOUNTS_GROUPS, &owner->group, &owner->gid, why);
}

/* --- what a user starts with --- */

static bool
is_member(const struct entry *group, struct mg_slice user)
{
	struct mg_slice rest = group->fields[MEMBERS], member;

	while (group->is_sound && mg_lex_piece(&rest, ',', &member))
		if (same(member, user))
			return true;
	return false;
}

/* Fills in the groups of the user of that name; without text the login's own group alone. The
 * caller has made room for MG_ACCOUNTS_MAX_GROUPS. */
static bool
fill_groups(struct mg_accounts *accounts, struct mg_slice user, struct mg_login *login,
	    struct mg_buf *why)
{
	const struct mg_accounts_file *file = &accounts->files[MG_ACCOUNTS_GROUPS];
	struct mg_slice rest = { file->text, file->len };
	struct entry entry = { 0 };

	/* Listed by initgroups(3), too: a set-group-id program would lose the group otherwise. */
	login->groups[login->group_count++] = login->gid;
	if (user.text && !is_readable(accounts, MG_ACCOUNTS_GROUPS, why))
		return false;
	while (user.text && next_entry(MG_ACCOUNTS_GROUPS, &rest, &entry)) {
		if (!is_member(&entry, user))
			continue;
		if (login->group_count == MG_ACCOUNTS_MAX_GROUPS) {
			mg_quote_add_slice(why, user);
			mg_buf_addf(why, " is in more than %d groups in %s",
				    MG_ACCOUNTS_MAX_GROUPS - 1, tables[MG_ACCOUNTS_GROUPS].path);
			return false;
		}
		login->groups[login->group_count++] = entry.number;
	}
	return true;
}

bool
mg_accounts_login(struct mg_accounts *accounts, const struct mg_owner *owner, uint32_t own_gid,
		  struct mg_login *login, struct mg_buf *why)
{
	MG_CLEANUP(mg_login_release) struct mg_login found = { 0 };
	struct mg_owner asked = *owner;
	struct mg_slice user, home;
	struct entry entry;

	if (owner->user.text) {
		if (!find_name(accounts, MG_ACCOUNTS_USERS, owner->user, &entry, why))
			return false;
	} else if (!find_entry(accounts, MG_ACCOUNTS_USERS, owner->user, owner->uid, &entry)) {
		entry = (struct entry){ .number = owner->uid };
	}
	if (!is_readable(accounts, MG_ACCOUNTS_USERS, why) ||
	    !resolve_part(accounts, MG_ACCOUNTS_GROUPS, &asked.group, &asked.gid, why))
		return false;
	user = entry.fields[NAME];
	home = entry.fields[USER_HOME].len > 0 ? entry.fields[USER_HOME] : mg_lex_slice("/");
	found.uid = entry.number;
	found.gid = user.text ? entry.user_group : own_gid;
	if (owner->has_group) {
		found.gid = asked.gid;
		user = (struct mg_slice){ 0 }; /* that group, and no other */
	}
	found.home = strndup(home.text, home.len);
	found.groups = calloc(MG_ACCOUNTS_MAX_GROUPS, sizeof(*found.groups));
	if (!found.home || !found.groups) {
		mg_buf_add(why, "memory ran out");
		return false;
	}
	if (!fill_groups(accounts, user, &found, why))
		return false;
	*login = found;
	found = (struct mg_login){ 0 };
	return true;
}

struct mg_slice
mg_accounts_name(const struct mg_accounts *accounts, enum mg_accounts_of of, uint32_t id)
{
	struct mg_slice none = { 0 };
	struct entry entry;

	return find_entry(accounts, of, none, id, &entry) ? entry.fields[NAME] : none;
}

void
mg_login_release(struct mg_login *login)
{
	free(login->groups);
	free(login->home);
	*login = (struct mg_login){ 0 };
}

void
mg_accounts_release(struct mg_accounts *accounts)
{
	free(accounts->files[MG_ACCOUNTS_USERS].text);
	free(accounts->files[MG_ACCOUNTS_GROUPS].text);
	*accounts = (struct mg_accounts){ 0 };
}
