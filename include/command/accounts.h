/* SPDX-License-Identifier: MIT */
/* Looks up users and groups in the text of /etc/passwd and /etc/group. Pure: the caller reads the
 * files. Not getpwnam(3): it asks a socket and NSS, which a static binary does not have. */
#ifndef MG_COMMAND_ACCOUNTS_H
#define MG_COMMAND_ACCOUNTS_H

#include "text/base.h"
#include "text/buf.h"

/* Limits. More is an error that names the limit. */
#define MG_ACCOUNTS_MAX_BYTES (1024 * 1024) /* of one file */
#define MG_ACCOUNTS_MAX_GROUPS 1024	    /* of one user */
#define MG_ACCOUNTS_MAX_ID 4294967294U	    /* the next id, (uid_t)-1, means "no change" */

/* One of the files. Where .text is NULL, .errnum says why. */
struct mg_accounts_file {
	char *text;
	size_t len;
	int errnum;
};

enum mg_accounts_of {
	MG_ACCOUNTS_USERS,  /* /etc/passwd */
	MG_ACCOUNTS_GROUPS, /* /etc/group */
};

struct mg_accounts {
	struct mg_accounts_file files[2]; /* by enum mg_accounts_of; the texts are owned */
	bool is_unreadable; /* a function below has failed because a file cannot be read */
};

/* "USER[:GROUP]", each a name or a number. */
struct mg_owner {
	struct mg_slice user;  /* the name to look up; .text is NULL where .uid is known */
	struct mg_slice group; /* likewise, for .gid */
	bool has_group;
	uint32_t uid, gid;
};

/* What the command of a user starts with. */
struct mg_login {
	uint32_t uid, gid;
	uint32_t *groups; /* owned; the first is .gid */
	size_t group_count;
	char *home; /* owned */
};

/* Parses text. *owner borrows from text, and is written on success only. On failure adds a sentence
 * to *why. */
bool mg_owner_parse(const char *text, struct mg_owner *owner, struct mg_buf *why);

/* Whether there is a name to look up. */
bool mg_owner_needs_accounts(const struct mg_owner *owner);

/* Looks the names up. The first entry of a name counts. On failure adds a sentence to *why. */
bool mg_owner_resolve(struct mg_owner *owner, struct mg_accounts *accounts, struct mg_buf *why);

/* Finds what a user starts with, as gosu and `docker run --user` do. A user in /etc/passwd, by name
 * or number, has that entry's group and home, and the groups that list the name. Where the owner
 * names a group, the user has only that group. A number without an entry has own_gid and the home
 * "/". *login is written on success only. On failure adds a sentence to *why. */
bool mg_accounts_login(struct mg_accounts *accounts, const struct mg_owner *owner, uint32_t own_gid,
		       struct mg_login *login, struct mg_buf *why);

/* The first name of an id; .text is NULL where the id has no name. */
struct mg_slice mg_accounts_name(const struct mg_accounts *accounts, enum mg_accounts_of of,
				 uint32_t id);

const char *mg_accounts_path(enum mg_accounts_of of);

void mg_login_release(struct mg_login *login);
void mg_accounts_release(struct mg_accounts *accounts);

#endif
