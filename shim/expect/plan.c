/* SPDX-License-Identifier: MIT */
/* Looks up --user, --caps and --no-new-privs in this container. Changes HOME and nothing else:
 * command/identity.c takes the identity on. */
#include "expect/plan.h"

#include "command/caps.h"
#include "sys/sys.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

void
mg_plan_read_accounts(struct mg_accounts *accounts, int64_t timeout_ms, int signal_fd)
{
	const struct mg_sys_patience patience = {
		.max_bytes = MG_ACCOUNTS_MAX_BYTES,
		.timeout_ms = timeout_ms,
		.signal_fd = signal_fd,
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(accounts->files); i++) {
		const char *name = mg_accounts_path((enum mg_accounts_of)i);
		struct mg_sys_file file;
		int result = mg_sys_read_file(name, &patience, &file);

		accounts->files[i] = (struct mg_accounts_file){ file.text, file.len, -result };
	}
}

/* "--user: SENTENCE". Takes over *why. */
static int
refuse(enum mg_exit exit_code, const char *origin, struct mg_buf *why, struct mg_err *err)
{
	int result = mg_err_set(err, exit_code, 0, "%s: %s", origin, mg_buf_text(why));

	mg_buf_release(why);
	return result;
}

/* A value from the variable is the same pointer; a value from a flag lies in argv. */
static const char *
origin_of(const char *value, const char *option, const char *variable)
{
	return value == getenv(variable) ? variable : option;
}

static int
prepare_user(struct mg_plan *plan, struct mg_err *err)
{
	const char *origin = origin_of(plan->options.user, "--user", "MOUNTGUARD_USER");
	MG_CLEANUP(mg_accounts_release) struct mg_accounts accounts = { 0 };
	struct mg_identity *identity = &plan->identity;
	struct mg_buf why = { 0 };
	struct mg_owner owner;
	int result;

	if (!mg_owner_parse(plan->options.user, &owner, &why))
		return refuse(MG_EXIT_USAGE, origin, &why, err);
	mg_plan_read_accounts(&accounts, plan->timeout_ms, -1);
	/* A user ID without an entry gets the group of this process, as with gosu. If the process
	 * is root's that is group 0, as with Docker. */
	if (!mg_accounts_login(&accounts, &owner, getegid(), &identity->login, &why))
		return refuse(accounts.is_unreadable ? MG_EXIT_NOT_EXECUTABLE : MG_EXIT_USAGE,
			      origin, &why, err);
	identity->has_user = true;
	result = mg_sys_set_variable("HOME", identity->login.home);
	if (result < 0)
		return mg_err_set(err, MG_EXIT_NOT_EXECUTABLE, -result, "cannot set HOME");
	return 0;
}

int
mg_plan_identity(struct mg_plan *plan, struct mg_err *err)
{
	struct mg_identity *identity = &plan->identity;
	struct mg_buf why = { 0 };

	identity->no_new_privs = plan->options.no_new_privs;
	if (plan->options.caps && !mg_caps_parse(plan->options.caps, &identity->caps, &why))
		return refuse(MG_EXIT_USAGE,
			      origin_of(plan->options.caps, "--caps", "MOUNTGUARD_CAPS"), &why,
			      err);
	identity->has_caps = plan->options.caps != NULL;
	return plan->options.user ? prepare_user(plan, err) : 0;
}

bool
mg_plan_allows_start(const struct mg_plan *plan, enum mg_exit exit_code)
{
	if (plan->mode != MG_MODE_GUARD || !plan->command)
		return false;
	if (exit_code == MG_EXIT_OK)
		return true;
	return plan->starts_anyway && (exit_code == MG_EXIT_FAILED || exit_code == MG_EXIT_UNKNOWN);
}

enum mg_exit
mg_plan_exit_code(const struct mg_plan *plan, enum mg_exit exit_code)
{
	/* Docker reserves 2 and treats every other code above 0 as 1. */
	return plan->mode == MG_MODE_HEALTH && exit_code != MG_EXIT_OK ? MG_EXIT_UNHEALTHY
								       : exit_code;
}

void
mg_plan_release(struct mg_plan *plan)
{
	free(plan->options.expects.text);
	mg_identity_release(&plan->identity);
	*plan = (struct mg_plan){ 0 };
}
