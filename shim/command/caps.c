/* SPDX-License-Identifier: MIT */
/* Sets of capabilities and their names. Pure: creds.c asks the kernel. */
#include "command/caps.h"

#include "text/lex.h"
#include "text/quote.h"

#include <string.h>

/* By number (include/uapi/linux/capability.h), each with its NUL; the last is of Linux 5.9. */
static const char names[] =
	"chown\0dac_override\0dac_read_search\0fowner\0fsetid\0kill\0setgid\0setuid\0setpcap\0"
	"linux_immutable\0net_bind_service\0net_broadcast\0net_admin\0net_raw\0ipc_lock\0"
	"ipc_owner\0sys_module\0sys_rawio\0sys_chroot\0sys_ptrace\0sys_pacct\0sys_admin\0"
	"sys_boot\0sys_nice\0sys_resource\0sys_time\0sys_tty_config\0mknod\0lease\0"
	"audit_write\0audit_control\0setfcap\0mac_override\0mac_admin\0syslog\0wake_alarm\0"
	"block_suspend\0audit_read\0perfmon\0bpf\0checkpoint_restore\0";

#define LONGEST_NAME 32

const char *
mg_caps_name_at(size_t number)
{
	const char *name = names;

	if (number >= MG_CAPS_NAMES)
		return NULL;
	for (; number > 0; number--)
		name += strlen(name) + 1;
	return name;
}

static struct mg_slice
trim(struct mg_slice text)
{
	while (text.len > 0 && (*text.text == ' ' || *text.text == '\t'))
		text = (struct mg_slice){ text.text + 1, text.len - 1 };
	while (text.len > 0 && (text.text[text.len - 1] == ' ' || text.text[text.len - 1] == '\t'))
		text.len--;
	return text;
}

/* Returns the name in lower case (of ASCII, whatever the locale) and without "cap_", in the room.
 * Returns a name that is too long for a capability unchanged. */
static struct mg_slice
plain_name(struct mg_slice name, char room[LONGEST_NAME])
{
	if (name.len > LONGEST_NAME)
		return name;
	for (size_t i = 0; i < name.len; i++)
		room[i] = (char)(name.text[i] |
				 (name.text[i] >= 'A' && name.text[i] <= 'Z' ? 32 : 0));
	if (name.len > 4 && memcmp(room, "cap_", 4) == 0)
		return (struct mg_slice){ room + 4, name.len - 4 };
	return (struct mg_slice){ room, name.len };
}

static bool
parse_name(struct mg_slice written, uint64_t *caps, struct mg_buf *why)
{
	char room[LONGEST_NAME];
	struct mg_slice name = plain_name(written, room);
	const char *nearest;

	for (size_t i = 0; i < MG_CAPS_NAMES; i++)
		if (mg_lex_equal(name, mg_caps_name_at(i))) {
			*caps |= MG_CAPS_BIT(i);
			return true;
		}
	nearest = mg_lex_nearest(name, mg_caps_name_at, MG_CAPS_NAMES);
	mg_quote_add_slice(why, written);
	mg_buf_add(why, " is no capability");
	if (nearest)
		mg_buf_addf(why, ", did you mean %s?", nearest);
	else
		mg_buf_add(why, " (none alone, or names with commas between them)");
	return false;
}

bool
mg_caps_parse(const char *text, uint64_t *caps, struct mg_buf *why)
{
	struct mg_slice rest = trim(mg_lex_slice(text)), piece;
	char room[LONGEST_NAME];
	uint64_t parsed = 0;

	if (!mg_lex_equal(plain_name(rest, room), "none"))
		while (mg_lex_piece(&rest, ',', &piece))
			if (!parse_name(trim(piece), &parsed, why))
				return false;
	*caps = parsed;
	return true;
}

void
mg_caps_add(struct mg_buf *buf, uint64_t caps, bool as_options)
{
	bool is_first = true;

	for (size_t i = 0; caps; i++) {
		const char *name = mg_caps_name_at(i);
		bool is_in = caps & MG_CAPS_BIT(i);

		caps &= ~MG_CAPS_BIT(i);
		if (!is_in)
			continue;
		if (as_options)
			mg_buf_add(buf, is_first ? "--cap-add " : " --cap-add ");
		else if (!is_first)
			mg_buf_add(buf, caps ? ", " : " and ");
		is_first = false;
		if (!name) /* newer than the names */
			mg_buf_addf(buf, "number %zu", i);
		/* NOLINTNEXTLINE(clang-analyzer-core.*): for clang 21, names[] is one string. */
		for (; name && *name != '\0'; name++)
			mg_buf_addf(buf, "%c", *name >= 'a' && *name <= 'z' ? *name - 32 : *name);
	}
}

void
mg_caps_after_exec(const struct mg_caps_state *state, uint64_t *permitted, uint64_t *effective)
{
	bool is_root = !state->is_noroot && (state->is_real_root || state->is_effective_root);
	const struct mg_caps_sets *sets = &state->sets;
	uint64_t kept = sets->ambient & sets->permitted;

	*permitted =
		is_root ? kept | ((sets->inheritable | sets->bounding) & sets->permitted) : kept;
	*effective = is_root && state->is_effective_root ? *permitted : kept;
}
