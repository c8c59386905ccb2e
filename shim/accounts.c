/* SPDX-License-Identifier: MIT */
/* Users and groups out of the text of two files that anybody may have written. An entry that is no
 * entry is passed over, unless it is the very one that was asked for. Pure. */
#include "accounts.h"

#include "errnum.h"
#include "lex.h"
#include "quote.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Fields of both files: name, password, number; then group, comment and home, or members. */
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
	struct mg_slice fields[FIELDS]; /* no text: not there */
	uint32_t number;
	uint32_t user_group;
};

/* One of the files, and what its entries are called. */
struct table {
	const struct mg_accounts_file *file;
	const char *path;
	const char *noun;
	const char *shape;
	bool is_passwd;
};

static struct table
passwd_of(const struct mg_accounts *accounts)
{
	return (struct table){ &accounts->passwd, MG_ACCOUNTS_PASSWD, "user",
			       "NAME:PASSWORD:UID:GID:COMMENT:HOME:SHELL", true };
}

static struct table
group_of(const struct mg_accounts *accounts)
{
	return (struct table){ &accounts->group, MG_ACCOUNTS_GROUP, "group",
			       "NAME:PASSWORD:GID:MEMBERS", false };
}

static bool
parse_id(struct mg_slice text, uint32_t *id)
{
	uint64_t number;

	if (!mg_lex_number(text, MG_ACCOUNTS_MAX_ID, &number))
		return false;
	*id = (uint32_t)number;
	return true;
}

static bool
is_number(struct mg_slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.text[i] < '0' || text.text[i] > '9')
			return false;
	return text.len > 0;
}

static bool
same(struct mg_slice a, struct mg_slice b)
{
	return a.len == b.len && memcmp(a.text, b.text, a.len) == 0;
}

/* --- entries --- */

/* Takes the next line of *rest apart; false at the end. *sound: it is an entry. */
static bool
next_entry(const struct table *table, struct mg_slice *rest, struct entry *entry, bool *sound)
{
	struct mg_slice line, field;

	if (!mg_lex_piece(rest, '\n', &line))
		return false;
	*entry = (struct entry){ .line = entry->line + 1 };
	*sound = !memchr(line.text, '\0', line.len);
	if (line.len > 0 && line.text[line.len - 1] == '\r')
		line.len--; /* written on Windows */
	for (size_t i = 0; i < FIELDS && mg_lex_piece(&line, ':', &field); i++)
		entry->fields[i] = field;
	*sound &= entry->fields[NAME].len > 0 && entry->fields[NUMBER].text &&
		  parse_id(entry->fields[NUMBER], &entry->number);
	if (table->is_passwd)
		*sound &= entry->fields[USER_GROUP].text &&
			  parse_id(entry->fields[USER_GROUP], &entry->user_group);
	return true;
}

static struct mg_slice
text_of(const struct table *table)
{
	return (struct mg_slice){ table->file->text, table->file->len };
}

/* False where the file is there and cannot be read: what it says is then not known. */
static bool
is_readable(const struct table *table, struct mg_buf *why)
{
	int errnum = table->file->errnum;

	if (table->file->text || errnum == ENOENT || errnum == ENOTDIR)
		return true;
	if (errnum == EFBIG)
		mg_buf_addf(why, "%s is longer than %d bytes", table->path, MG_ACCOUNTS_MAX_BYTES);
	else
		mg_buf_addf(why, "%s cannot be read: %s (%s)", table->path, mg_errnum_says(errnum),
			    mg_errnum_name(errnum) ? mg_errnum_name(errnum) : "unknown error");
	return false;
}

static bool
find_number(const struct table *table, uint32_t number, struct entry *entry)
{
	struct mg_slice rest = text_of(table);
	bool sound;

	*entry = (struct entry){ 0 };
	while (next_entry(table, &rest, entry, &sound))
		if (sound && entry->number == number)
			return true;
	return false;
}

/* A name must be there, and its first entry be one: to pass that over for another would make it
 * somebody else. */
static bool
find_name(const struct table *table, struct mg_slice name, struct entry *entry, struct mg_buf *why)
{
	struct mg_slice rest = text_of(table);
	bool sound;

	if (!is_readable(table, why))
		return false;
	*entry = (struct entry){ 0 };
	while (next_entry(table, &rest, entry, &sound)) {
		if (!entry->fields[NAME].text || !same(entry->fields[NAME], name))
			continue;
		if (!sound)
			mg_buf_addf(why, "line %zu of %s is no entry of a %s (%s)", entry->line,
				    table->path, table->noun, table->shape);
		return sound;
	}
	mg_buf_addf(why, "there is no %s ", table->noun);
	mg_quote_add_slice(why, name);
	mg_buf_addf(why, table->file->text ? " in %s" : ", and no %s", table->path);
	return false;
}

/* --- who is asked for --- */

static bool
parse_part(struct mg_slice text, const char *noun, struct mg_slice *name, uint32_t *id,
	   struct mg_buf *why)
{
	if (parse_id(text, id)) {
		*name = (struct mg_slice){ 0 };
		return true;
	}
	*name = text;
	if (text.len > 0 && !is_number(text))
		return true;
	mg_quote_add_slice(why, text);
	mg_buf_addf(why, " is no %s: a name, or a number up to %u", noun, MG_ACCOUNTS_MAX_ID);
	return false;
}

bool
mg_owner_parse(const char *text, struct mg_owner *owner, struct mg_buf *why)
{
	struct mg_slice rest = mg_lex_slice(text), user = { 0 }, group = { 0 };
	struct mg_owner parsed = { 0 };

	(void)mg_lex_piece(&rest, ':', &user); /* there is one, be it empty */
	parsed.has_group = mg_lex_piece(&rest, ':', &group);
	if (rest.text) {
		mg_quote_add(why, text);
		mg_buf_add(why, " has more than one colon: USER[:GROUP]");
		return false;
	}
	if (!parse_part(user, "user", &parsed.user, &parsed.uid, why) ||
	    (parsed.has_group && !parse_part(group, "group", &parsed.group, &parsed.gid, why)))
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
resolve_part(const struct table *table, struct mg_slice *name, uint32_t *id, struct mg_buf *why)
{
	struct entry entry;

	if (!name->text)
		return true;
	if (!find_name(table, *name, &entry, why))
		return false;
	*id = entry.number;
	*name = (struct mg_slice){ 0 };
	return true;
}

bool
mg_owner_resolve(struct mg_owner *owner, const struct mg_accounts *accounts, struct mg_buf *why)
{
	struct table passwd = passwd_of(accounts), group = group_of(accounts);

	return resolve_part(&passwd, &owner->user, &owner->uid, why) &&
	       resolve_part(&group, &owner->group, &owner->gid, why);
}

/* --- what a user starts with --- */

static bool
is_member(const struct entry *entry, struct mg_slice user)
{
	struct mg_slice rest = entry->fields[MEMBERS], member;

	while (mg_lex_piece(&rest, ',', &member))
		if (same(member, user))
			return true;
	return false;
}

/* How many groups list the user; the first `room` of them are put into groups. */
static size_t
groups_of_user(const struct table *table, struct mg_slice user, uint32_t *groups, size_t room)
{
	struct mg_slice rest = text_of(table);
	struct entry entry = { 0 };
	size_t count = 0;
	bool sound;

	while (next_entry(table, &rest, &entry, &sound)) {
		if (!sound || !is_member(&entry, user))
			continue;
		if (count < room)
			groups[count] = entry.number;
		count++;
	}
	return count;
}

static bool
fill_groups(const struct mg_accounts *accounts, struct mg_slice user, struct mg_login *login,
	    struct mg_buf *why)
{
	struct table table = group_of(accounts);
	size_t count = 0;

	if (user.text && !is_readable(&table, why))
		return false;
	if (user.text)
		count = groups_of_user(&table, user, NULL, 0);
	if (count >= MG_ACCOUNTS_MAX_GROUPS) {
		mg_quote_add_slice(why, user);
		mg_buf_addf(why, " is in more than %d groups in %s", MG_ACCOUNTS_MAX_GROUPS - 1,
			    MG_ACCOUNTS_GROUP);
		return false;
	}
	login->groups = calloc(count + 1, sizeof(*login->groups));
	if (!login->groups) {
		mg_buf_add(why, "memory ran out");
		return false;
	}
	/* As initgroups(3): without it a set-group-id program would take the group away. */
	login->groups[0] = login->gid;
	if (user.text)
		(void)groups_of_user(&table, user, login->groups + 1, count);
	login->group_count = count + 1;
	return true;
}

/* The user's entry, by name or by number; a number needs none. */
static bool
find_user(const struct table *table, const struct mg_owner *owner, struct entry *entry,
	  bool *is_there, struct mg_buf *why)
{
	if (owner->user.text) {
		*is_there = find_name(table, owner->user, entry, why);
		return *is_there;
	}
	*is_there = find_number(table, owner->uid, entry);
	return is_readable(table, why);
}

bool
mg_accounts_login(const struct mg_accounts *accounts, const struct mg_owner *owner,
		  uint32_t own_gid, struct mg_login *login, struct mg_buf *why)
{
	struct table passwd = passwd_of(accounts), group = group_of(accounts);
	struct mg_login found = { .uid = owner->uid, .gid = own_gid };
	struct mg_slice group_name = owner->group, home = { 0 }, name = { 0 };
	struct entry entry;
	bool is_there;

	if (!find_user(&passwd, owner, &entry, &is_there, why))
		return false;
	if (is_there) {
		found.uid = entry.number;
		found.gid = entry.user_group;
		home = entry.fields[USER_HOME];
		name = entry.fields[NAME];
	}
	if (owner->has_group) {
		found.gid = owner->gid;
		name = (struct mg_slice){ 0 }; /* that group, and no other */
		if (!resolve_part(&group, &group_name, &found.gid, why))
			return false;
	}
	if (!fill_groups(accounts, name, &found, why))
		return false;
	found.home = home.len > 0 ? strndup(home.text, home.len) : strdup("/");
	if (!found.home) {
		mg_buf_add(why, "memory ran out");
		mg_login_release(&found);
		return false;
	}
	*login = found;
	return true;
}

struct mg_slice
mg_accounts_user_name(const struct mg_accounts *accounts, uint32_t uid)
{
	struct table table = passwd_of(accounts);
	struct entry entry;

	return find_number(&table, uid, &entry) ? entry.fields[NAME] : (struct mg_slice){ 0 };
}

struct mg_slice
mg_accounts_group_name(const struct mg_accounts *accounts, uint32_t gid)
{
	struct table table = group_of(accounts);
	struct entry entry;

	return find_number(&table, gid, &entry) ? entry.fields[NAME] : (struct mg_slice){ 0 };
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
	free(accounts->passwd.text);
	free(accounts->group.text);
	*accounts = (struct mg_accounts){ 0 };
}
