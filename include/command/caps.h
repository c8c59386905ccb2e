/* SPDX-License-Identifier: MIT */
/* Sets of capabilities, a bit for each, and their names. Pure. */
#ifndef MG_COMMAND_CAPS_H
#define MG_COMMAND_CAPS_H

#include "text/buf.h"

/* The kernel's interface has room for this many. */
#define MG_CAPS_BITS 64

#define MG_CAPS_BIT(number) ((uint64_t)1 << (number))

/* Parses "none", or names with commas (and blanks) between them, each with or without "cap_", in
 * any case. *caps is written on success only; on failure adds a sentence to *why. */
bool mg_caps_parse(const char *text, uint64_t *caps, struct mg_buf *why);

/* Adds the names in capitals, "CHOWN, SETGID and SETUID", or the options "--cap-add SETGID
 * --cap-add SETUID". */
void mg_caps_add(struct mg_buf *buf, uint64_t caps, bool as_options);

/* The name of a capability, "chown" for 0; NULL from MG_CAPS_NAMES on. */
#define MG_CAPS_NAMES 41U
const char *mg_caps_name_at(size_t number);

/* The five sets of a process. */
struct mg_caps_sets {
	uint64_t permitted, inheritable, bounding, ambient, effective;
};

/* The state of a process on which its capabilities after an exec depend. */
struct mg_caps_state {
	bool is_real_root;	  /* the real user id is 0 */
	bool is_effective_root;	  /* the effective user id is 0 */
	bool is_noroot;		  /* SECBIT_NOROOT: user id 0 has no privileges */
	struct mg_caps_sets sets; /* the effective set is not read */
};

/* Computes what the process keeps after the exec of a program without file capabilities
 * (capabilities(7), "Transformation of capabilities during execve"). */
void mg_caps_after_exec(const struct mg_caps_state *state, uint64_t *permitted,
			uint64_t *effective);

#endif
