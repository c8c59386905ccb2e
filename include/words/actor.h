/* SPDX-License-Identifier: MIT */
/* Who asked, and what a mode lets that user do (path_resolution(7), inode(7)). Pure. */
#ifndef MG_WORDS_ACTOR_H
#define MG_WORDS_ACTOR_H

#include "command/accounts.h"
#include "text/buf.h"
#include "words/facts.h"

#include <stdbool.h>

/* Whether the mode alone lets the actor do all of bits: 4 reads, 2 writes, 1 executes or searches.
 * Capabilities and ACLs are not looked at. */
bool mg_actor_may(const struct mg_actor *actor, const struct mg_facts *facts, unsigned bits);

/* Add why the mode forbids what verb says: "belongs to 0:0 (root) with mode 0755, and uid 1000
 * (app, gid 1000) is neither its owner nor in its group". accounts: for the names, or NULL. */
void mg_actor_add_reason(struct mg_buf *buf, const struct mg_actor *actor,
			 const struct mg_facts *facts, const struct mg_accounts *accounts,
			 const char *verb);

#endif
