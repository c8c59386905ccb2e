/* SPDX-License-Identifier: MIT */
/* Any bytes as --user, --caps, /etc/passwd and /etc/group: no read goes beyond them, every error
 * can be shown on a terminal, and no process takes on an impossible user. */
#include "command/accounts.h"
#include "command/caps.h"

#include "fuzz.h"

static void
check_login(struct mg_accounts *accounts, const struct mg_owner *owner)
{
	struct mg_login login = { 0 };
	struct mg_buf why = { 0 };

	if (mg_accounts_login(accounts, owner, 7, &login, &why)) {
		fuzz_check(login.uid <= MG_ACCOUNTS_MAX_ID && login.gid <= MG_ACCOUNTS_MAX_ID);
		fuzz_check(login.group_count > 0 && login.groups[0] == login.gid);
		fuzz_check(login.home[0] != '\0' && !strpbrk(login.home, ":\n"));
		fuzz_check(owner->user.text || login.uid == owner->uid);
		fuzz_check(why.len == 0);
	} else {
		fuzz_check(why.len > 0);
		fuzz_check_shown(mg_buf_text(&why));
	}
	mg_login_release(&login);
	mg_buf_release(&why);
}

static void
check_caps(const char *text)
{
	struct mg_buf why = { 0 };
	uint64_t caps;

	if (mg_caps_parse(text, &caps, &why))
		fuzz_check(caps >> MG_CAPS_NAMES == 0);
	else
		fuzz_check_shown(mg_buf_text(&why));
	mg_buf_release(&why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mg_accounts accounts = { 0 };
	struct mg_buf asked = { 0 }, why = { 0 };
	struct mg_owner owner;
	size_t len;
	char *text = fuzz_take(&data, &size, &len);

	mg_buf_add_bytes(&asked, text, len);
	free(text);
	for (size_t i = 0; i < MG_ARRAY_LEN(accounts.files); i++)
		accounts.files[i].text = fuzz_take(&data, &size, &accounts.files[i].len);
	check_caps(mg_buf_text(&asked));
	if (mg_owner_parse(mg_buf_text(&asked), &owner, &why))
		check_login(&accounts, &owner);
	fuzz_check_shown(mg_buf_text(&why));
	mg_accounts_release(&accounts);
	mg_buf_release(&asked);
	mg_buf_release(&why);
	return 0;
}
