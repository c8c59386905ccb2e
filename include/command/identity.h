/* SPDX-License-Identifier: MIT */
/* Who the command will be: its user, its groups and its capabilities. */
#ifndef MG_COMMAND_IDENTITY_H
#define MG_COMMAND_IDENTITY_H

#include "command/accounts.h"
#include "text/err.h"

/* What to change. Zeroed: nothing. */
struct mg_identity {
	bool has_user;
	struct mg_login login; /* owned */
	bool has_caps;
	uint64_t caps; /* all five sets become these (command/caps.h) */
	bool no_new_privs;
};

/* Takes the identity on for good, and fails unless the kernel confirms it. Needs no privileges for
 * what this process is already. Returns 0, or -errno with *err. After a failure some changes may
 * have been made: the process must not start anything. */
int mg_identity_take(const struct mg_identity *identity, struct mg_err *err);

/* Takes the identity on, and then drops the capabilities that the exec of the command will drop.
 * Then this process may do what the command may do, unless the command's file has capabilities. */
int mg_identity_rehearse(const struct mg_identity *identity, struct mg_err *err);

/* Whether the identity is another user, to whose processes this one may not send signals. */
bool mg_identity_is_other_user(const struct mg_identity *identity);

/* Whether this process may read and write whatever the modes say (CAP_DAC_OVERRIDE). */
bool mg_identity_overrides_modes(void);

void mg_identity_release(struct mg_identity *identity);

#endif
