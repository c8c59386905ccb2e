/* SPDX-License-Identifier: MIT */
/* Asks the kernel who this process is. Changes nothing. */
#include "creds.h"

#include "sys/sys.h"
#include "text/lex.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

#define STATUS_FILE "/proc/self/status"
/* The groups stand before the sets: up to 65,536 of them (NGROUPS_MAX). */
#define STATUS_MAX_BYTES (1024 * 1024)

int
mg_creds_cannot(struct mg_err *err, int errnum, const char *what)
{
	return mg_err_set(err, MG_EXIT_NOT_EXECUTABLE, errnum, "cannot %s", what);
}

static uint64_t
flags_of(cap_t caps, cap_flag_t flag)
{
	uint64_t set = 0;

	for (int i = 0; i < MG_CAPS_BITS; i++) {
		cap_flag_value_t value;

		if (cap_get_flag(caps, i, flag, &value) == 0 && value == CAP_SET)
			set |= MG_CAPS_BIT(i);
	}
	return set;
}

int
mg_creds_ask_caps(struct mg_caps_sets *sets)
{
	cap_t caps = cap_get_proc();

	if (!caps)
		return -errno;
	sets->permitted = flags_of(caps, CAP_PERMITTED);
	sets->effective = flags_of(caps, CAP_EFFECTIVE);
	sets->inheritable = flags_of(caps, CAP_INHERITABLE);
	(void)cap_free(caps); /* ours */
	return 0;
}

/* Builds the bounding or the ambient set by asking for each capability. EINVAL after the first
 * capability ends the list: the kernel knows no more. Every other errno is an error. Not
 * cap_get_bound(3) and cap_get_ambient(3): at least up to libcap 2.66 the latter says EPERM
 * whatever the kernel said. */
static int
ask_set(bool is_ambient, uint64_t *set)
{
	uint64_t found = 0;

	for (unsigned long i = 0; i < MG_CAPS_BITS; i++) {
		int value = is_ambient ? prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, i, 0UL, 0UL)
				       : prctl(PR_CAPBSET_READ, i, 0UL, 0UL, 0UL);

		if (value < 0 && errno == EINVAL && i > 0)
			break;
		if (value < 0)
			return -errno;
		if (value > 0)
			found |= MG_CAPS_BIT(i);
	}
	*set = found;
	return 0;
}

int
mg_creds_ask_rest(struct mg_caps_sets *sets, bool with_ambient)
{
	int result = ask_set(false, &sets->bounding);

	return result == 0 && with_ambient ? ask_set(true, &sets->ambient) : result;
}

static int
read_groups(struct mg_creds *creds)
{
	int count = getgroups(0, NULL);

	if (count < 0)
		return -errno;
	creds->groups = calloc((size_t)count + 1, sizeof(*creds->groups));
	if (!creds->groups)
		return -ENOMEM;
	count = getgroups(count, creds->groups);
	if (count < 0)
		return -errno;
	creds->group_count = (size_t)count;
	return 0;
}

int
mg_creds_read(struct mg_creds *creds, struct mg_err *err)
{
	int result = mg_creds_ask_caps(&creds->sets);

	if (result == 0)
		result = read_groups(creds);
	if (result == 0 && (getresuid(&creds->uids[0], &creds->uids[1], &creds->uids[2]) < 0 ||
			    getresgid(&creds->gids[0], &creds->gids[1], &creds->gids[2]) < 0))
		result = -errno;
	return result < 0 ? mg_creds_cannot(err, -result, "ask the kernel who this is") : 0;
}

/* Reads the hexadecimal number that follows label, "\nCapPrm:\t". */
static bool
parse_set(const char *status, const char *label, uint64_t *set)
{
	const char *at = mg_lex_find(status, label);
	uint64_t value = 0;
	size_t len;

	if (!at)
		return false;
	at += strlen(label);
	len = strspn(at, "0123456789abcdef");
	if (len == 0 || len > sizeof(value) * 2 || at[len] != '\n')
		return false;
	for (; len > 0; len--, at++)
		value = value << 4 | (uint64_t)(*at <= '9' ? *at - '0' : *at - 'a' + 10);
	*set = value;
	return true;
}

/* Reads "\nGroups:\t1 2 3 \n"; without such a line the groups stay unknown. False: it is malformed,
 * or memory ran out. */
static bool
parse_groups(const char *status, struct mg_creds *creds)
{
	static const char label[] = "\nGroups:\t";
	const char *at = mg_lex_find(status, label);
	struct mg_slice rest, piece;
	uint64_t group;

	if (!at)
		return true;
	at += sizeof(label) - 1;
	rest = (struct mg_slice){ at, strcspn(at, "\n") };
	creds->groups = calloc(rest.len / 2 + 1, sizeof(*creds->groups)); /* each has a blank */
	if (!creds->groups)
		return false;
	while (mg_lex_piece(&rest, ' ', &piece) && piece.len > 0) {
		if (!mg_lex_number(piece, UINT32_MAX, &group))
			return false;
		creds->groups[creds->group_count++] = (gid_t)group;
	}
	return true;
}

int
mg_creds_read_status(struct mg_creds *creds, struct mg_err *err)
{
	MG_AUTO_FD int fd = mg_sys_open(STATUS_FILE, O_RDONLY);
	struct mg_caps_sets *sets = &creds->sets;
	char *text;
	size_t len;
	bool is_whole;
	int result;

	if (fd < 0)
		return mg_creds_cannot(err, errno, "verify the capabilities in " STATUS_FILE);
	if (!mg_sys_is_proc(fd))
		return mg_creds_cannot(err, 0,
				       "verify the capabilities: " STATUS_FILE
				       " is not the kernel's: /proc is no proc file system");
	result = mg_sys_read_all(fd, STATUS_MAX_BYTES, &text, &len);
	if (result < 0)
		return mg_creds_cannot(err, -result, "verify the capabilities in " STATUS_FILE);
	creds->has_ambient = mg_lex_find(text, "\nCapAmb:") != NULL;
	is_whole = parse_set(text, "\nCapInh:\t", &sets->inheritable) &&
		   parse_set(text, "\nCapPrm:\t", &sets->permitted) &&
		   parse_set(text, "\nCapEff:\t", &sets->effective) &&
		   parse_set(text, "\nCapBnd:\t", &sets->bounding) &&
		   (!creds->has_ambient || parse_set(text, "\nCapAmb:\t", &sets->ambient)) &&
		   parse_groups(text, creds);
	free(text);
	if (!is_whole)
		return mg_creds_cannot(err, 0,
				       "verify the capabilities: " STATUS_FILE
				       " does not tell all of them");
	return 0;
}

void
mg_creds_release(struct mg_creds *creds)
{
	free(creds->groups);
	*creds = (struct mg_creds){ 0 };
}
