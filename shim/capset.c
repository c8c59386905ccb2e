/* SPDX-License-Identifier: MIT */
/* Sets of capabilities and their names. Pure: what the kernel does with them is privilege.c's. */
#include "capset.h"

#include "lex.h"
#include "quote.h"

#include <string.h>

/* By number (include/uapi/linux/capability.h); the last is of Linux 5.9. */
static const char *const names[] = {
	"chown",
	"dac_override",
	"dac_read_search",
	"fowner",
	"fsetid",
	"kill",
	"setgid",
	"setuid",
	"setpcap",
	"linux_immutable",
	"net_bind_service",
	"net_broadcast",
	"net_admin",
	"net_raw",
	"ipc_lock",
	"ipc_owner",
	"sys_module",
	"sys_rawio",
	"sys_chroot",
	"sys_ptrace",
	"sys_pacct",
	"sys_admin",
	"sys_boot",
	"sys_nice",
	"sys_resource",
	"sys_time",
	"sys_tty_config",
	"mknod",
	"lease",
	"audit_write",
	"audit_control",
	"setfcap",
	"mac_override",
	"mac_admin",
	"syslog",
	"wake_alarm",
	"block_suspend",
	"audit_read",
	"perfmon",
	"bpf",
	"checkpoint_restore",
};

#define LONGEST_NAME 32

const char *
mg_capset_name_at(size_t number)
{
	return number < MG_ARRAY_LEN(names) ? names[number] : NULL;
}

size_t
mg_capset_count(void)
{
	return MG_ARRAY_LEN(names);
}

/* Letters of ASCII, whatever the locale. */
static unsigned char
lower(unsigned char byte)
{
	return byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte;
}

static unsigned char
upper(unsigned char byte)
{
	return byte >= 'a' && byte <= 'z' ? byte - ('a' - 'A') : byte;
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static struct mg_slice
trim(struct mg_slice text)
{
	while (text.len > 0 && is_blank(text.text[0]))
		text = (struct mg_slice){ text.text + 1, text.len - 1 };
	while (text.len > 0 && is_blank(text.text[text.len - 1]))
		text.len--;
	return text;
}

/* In lower case and without "cap_", in the caller's room. One that is too long is no name of ours,
 * and comes back as it is. */
static struct mg_slice
plain_name(struct mg_slice name, char room[LONGEST_NAME])
{
	if (name.len > LONGEST_NAME)
		return name;
	for (size_t i = 0; i < name.len; i++)
		room[i] = (char)lower((unsigned char)name.text[i]);
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

	for (size_t i = 0; i < MG_ARRAY_LEN(names); i++) {
		if (!mg_lex_equal(name, names[i]))
			continue;
		*caps |= MG_CAPSET_BIT(i);
		return true;
	}
	if (mg_lex_equal(name, "none")) {
		mg_buf_add(why, "none stands alone, without other capabilities");
		return false;
	}
	nearest = mg_lex_nearest(name, mg_capset_name_at, MG_ARRAY_LEN(names));
	mg_quote_add_slice(why, written);
	mg_buf_add(why, " is no capability");
	if (nearest)
		mg_buf_addf(why, ", did you mean %s?", nearest);
	else
		mg_buf_add(why, " (none, or names with commas between them: net_bind_service)");
	return false;
}

bool
mg_capset_parse(const char *text, uint64_t *caps, struct mg_buf *why)
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

/* "NET_RAW", or the number of one that is newer than the table. */
static void
add_name(struct mg_buf *buf, size_t number)
{
	const char *name = mg_capset_name_at(number);

	if (!name)
		mg_buf_addf(buf, "number %zu", number);
	for (; name && *name != '\0'; name++)
		mg_buf_addf(buf, "%c", upper((unsigned char)*name));
}

void
mg_capset_add(struct mg_buf *buf, uint64_t caps)
{
	bool any = false;

	for (size_t i = 0; i < MG_CAPSET_BITS; i++) {
		if (!(caps & MG_CAPSET_BIT(i)))
			continue;
		caps &= ~MG_CAPSET_BIT(i);
		if (any)
			mg_buf_add(buf, caps ? ", " : " and ");
		add_name(buf, i);
		any = true;
	}
}

void
mg_capset_add_options(struct mg_buf *buf, uint64_t caps)
{
	bool any = false;

	for (size_t i = 0; i < MG_CAPSET_BITS; i++) {
		if (!(caps & MG_CAPSET_BIT(i)))
			continue;
		mg_buf_add(buf, any ? " --cap-add " : "--cap-add ");
		add_name(buf, i);
		any = true;
	}
}

void
mg_capset_after_exec(const struct mg_capset_state *state, uint64_t *permitted, uint64_t *effective)
{
	bool is_root = !state->is_noroot && (state->is_real_root || state->is_effective_root);
	uint64_t gained = state->ambient;

	if (is_root)
		gained |= state->inheritable | state->bounding;
	*permitted = gained & state->permitted;
	*effective = is_root && state->is_effective_root ? *permitted
							 : state->ambient & state->permitted;
}
