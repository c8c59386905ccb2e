/* SPDX-License-Identifier: MIT */
/* A subject: the path of an expectation, and everything that was found out about it. Also says what
 * its mode allows the user (path_resolution(7), inode(7)). Pure. */
#ifndef MG_WORDS_SUBJECT_H
#define MG_WORDS_SUBJECT_H

#include "command/accounts.h"
#include "mounts/kind.h"
#include "text/buf.h"
#include "words/facts.h"

struct mg_rule;

/* Everything is borrowed. */
struct mg_subject {
	const char *path;	    /* as written in the expectation */
	const char *key;	    /* the same, absolute and tidy; NULL: same as .path */
	const struct mg_rule *rule; /* the expectation; NULL: there is none */
	const struct mg_facts *facts;
	const struct mg_mount *mount; /* that the path lies on; NULL: could not tell */
	struct mg_backing backing;    /* of .mount */
	bool is_hidden;		      /* another mount covers .mount: the facts are not about it */
	/* .mount is NULL because the kernel gives no mount ids at all, and no mount of the table is
	 * stale. Then words that need no mount are judged all the same. */
	bool is_unlocated;
	int64_t timeout_ms;
};

/* Whether the walk ended at a name that does not exist, also behind a symbolic link. */
bool mg_subject_is_missing(const struct mg_subject *subject);
bool mg_subject_is_dir(const struct mg_subject *subject);
bool mg_subject_is_file(const struct mg_subject *subject);

/* "a directory", "a file", "a FIFO"... */
const char *mg_subject_type(const struct mg_subject *subject);

/* Add what was found at the path: "bind of /srv/app on ext4, 0 files of its own". */
void mg_subject_describe(const struct mg_subject *subject, struct mg_buf *buf);

/* For a listing that succeeded and found nothing of the directory's own: add "it is empty", "it
 * holds nothing except the mount point models and the empty directory temp". */
void mg_subject_add_nothing(const struct mg_subject *subject, struct mg_buf *buf);
/* For a listing that succeeded: add why the word empty fails. */
void mg_subject_add_something(const struct mg_subject *subject, struct mg_buf *buf);

/* Find the kind of storage at the path, by the mount table and by the facts. */
struct mg_backing mg_subject_backing(const struct mg_container *container,
				     const struct mg_mount *mount, const struct mg_facts *facts);

/* Whether the mode alone lets the actor do all of bits: 4 reads, 2 writes, 1 executes or searches.
 * Capabilities and ACLs are not looked at. */
bool mg_actor_may(const struct mg_actor *actor, const struct mg_facts *facts, unsigned bits);

/* Add why the mode forbids what verb says: "belongs to 0:0 (root) with mode 0755, and uid 1000
 * (app, gid 1000) is neither its owner nor in its group". accounts: for the names, or NULL. */
void mg_actor_add_reason(struct mg_buf *buf, const struct mg_actor *actor,
			 const struct mg_facts *facts, const struct mg_accounts *accounts,
			 const char *verb);

#endif
