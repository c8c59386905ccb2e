/* SPDX-License-Identifier: MIT */
/* What the files of this folder do for each other. */
#ifndef MG_SAY_PARTS_H
#define MG_SAY_PARTS_H

#include "expect/plan.h"
#include "expect/spec.h"
#include "judge/guard.h"
#include "text/buf.h"

/* --- JSON (json.c): one object on one line. README.md describes the names, which are promises:
 * they are added to, never changed. --- */

/* Adds the findings; passes only with --verbose. */
void mg_json_add_findings(struct mg_buf *buf, const struct mg_guard *guard, enum mg_exit exit_code);

/* Adds what is wrong with the expectations. */
void mg_json_add_spec(struct mg_buf *buf, const struct mg_spec *spec, const struct mg_plan *plan,
		      enum mg_exit exit_code);

/* Adds why mountguard could not do its work. */
void mg_json_add_err(struct mg_buf *buf, const char *text, const struct mg_plan *plan,
		     enum mg_exit exit_code);

/* Begins the object of a mode: adds its version and the name of the mode. */
void mg_json_begin(struct mg_buf *buf, enum mg_mode mode);

/* Add one member of an object, "name":VALUE, after a comma if it is not the first one. value NULL:
 * null. A raw value is not quoted. */
void mg_json_add_text(struct mg_buf *buf, const char *name, const char *value);
void mg_json_add_raw(struct mg_buf *buf, const char *name, const char *value);
void mg_json_add_number(struct mg_buf *buf, const char *name, uint64_t value);
void mg_json_add_bool(struct mg_buf *buf, const char *name, bool value);

/* Adds "mount":{...}, or null. */
void mg_json_add_mount(struct mg_buf *buf, const struct mg_mount *mount, enum mg_kind kind);

/* --- a text within the limit of a health check (page.c) --- */

struct mg_page {
	struct mg_buf *buf;
	size_t max;   /* bytes of .buf */
	bool is_full; /* a part did not fit: all parts behind it are left out, too */
	size_t more;  /* parts left out */
};

/* Room for what mg_page_close() adds. */
#define MG_PAGE_CLOSE_BYTES 46

/* tail: bytes that the caller will add after what fits. The buffer is borrowed. */
struct mg_page mg_page_open(struct mg_buf *buf, const struct mg_plan *plan, size_t tail);

/* Adds len bytes. False: they are left out and counted, as is every part after them. */
bool mg_page_add(struct mg_page *page, const char *text, size_t len);

/* The same for one finding. If it does not fit, adds its first line if that fits. */
void mg_page_add_report(struct mg_page *page, const char *text);

/* The same for each line of the text, with the prefix. */
void mg_page_add_lines(struct mg_page *page, const char *prefix, const char *text);

/* Adds a line that says how many parts were left out, if any. */
void mg_page_close(struct mg_page *page);

/* --- mounts that are nearly always a mistake, and fail nothing (notes.c) --- */

/* Adds a line "note: ..." for each mount point that looks like a path of Windows or ends in a
 * blank, each anonymous volume, and each mount that another one covers at the same place.
 * findings: add only the anonymous volumes that a finding is about; NULL: add all. */
void mg_notes_add(struct mg_buf *buf, const struct mg_mounts *mounts,
		  const struct mg_container *container, const struct mg_findings *findings);

/* --- the termination message of Kubernetes (termination.c) --- */

/* The kubelet binds a file of its own over /dev/termination-log, or where terminationMessagePath
 * says, and shows at most its last 4,096 bytes in `kubectl describe pod` (Kubernetes pkg/kubelet,
 * tail.ReadAtMost). */
#define MG_TERMINATION_MAX_BYTES 4096

/* Writes the text into the file if it is there, is a regular file and is a mount; never creates it.
 * Of a longer text it keeps the beginning and the last line. mounts: the table as it was read last;
 * NULL: reads it. Ignores every failure: nothing could be done about one. */
void mg_termination_write(const struct mg_mounts *mounts, const char *text, size_t len);

#endif
