/* SPDX-License-Identifier: MIT */
/* What the files of this folder do for each other. */
#ifndef MG_SAY_PARTS_H
#define MG_SAY_PARTS_H

#include "expect/plan.h"
#include "expect/spec.h"
#include "judge/guard.h"
#include "text/buf.h"

/* --- JSON (json.c): one object on one line. The names are promises: they are added to, never
 * changed. README.md describes them. --- */

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

/* Add one member of an object, "name":VALUE, behind a comma if it is not the first one. value NULL:
 * null. A raw value is added as it is. */
void mg_json_add_text(struct mg_buf *buf, const char *name, const char *value);
void mg_json_add_raw(struct mg_buf *buf, const char *name, const char *value);
void mg_json_add_number(struct mg_buf *buf, const char *name, uint64_t value);
void mg_json_add_bool(struct mg_buf *buf, const char *name, bool value);

/* Adds "mount":{...}, or null. */
void mg_json_add_mount(struct mg_buf *buf, const struct mg_mount *mount, enum mg_kind kind);

/* --- a text that a health check prints only so many bytes of (page.c) --- */

struct mg_page {
	struct mg_buf *buf;
	size_t max;   /* bytes of it */
	bool is_full; /* something was cut, or left out */
	size_t more;  /* left out */
};

/* Room for what mg_page_close() adds. */
#define MG_PAGE_CLOSE_BYTES 46

/* tail: the bytes that the caller adds behind what fits. The buffer is borrowed. */
struct mg_page mg_page_open(struct mg_buf *buf, const struct mg_plan *plan, size_t tail);

/* Adds len bytes, or counts one more that is left out: from the first one on that does not fit. */
bool mg_page_add(struct mg_page *page, const char *text, size_t len);

/* The same for the lines of one finding; of one that does not fit, adds the first line if it can.
 */
void mg_page_add_report(struct mg_page *page, const char *text);

/* The same for each line of the text by itself. */
void mg_page_add_lines(struct mg_page *page, const char *text);

/* Adds a line that says how much was left out, if anything was. */
void mg_page_close(struct mg_page *page);

/* --- mounts that are nearly always a mistake, and fail nothing (notes.c) --- */

/* Adds one line, behind prefix, for each mount point that looks like a path of Windows or ends in a
 * blank, each anonymous volume, and each mount that another one covers at the same place. findings:
 * add only the anonymous volumes that a finding is about; NULL: add all. */
void mg_notes_add(struct mg_buf *buf, const char *prefix, const struct mg_mounts *mounts,
		  const struct mg_container *container, const struct mg_findings *findings);

/* --- the termination message of Kubernetes (termination.c) --- */

/* The kubelet binds a file of its own over /dev/termination-log, or where terminationMessagePath
 * says, and shows at most its last 4,096 bytes in `kubectl describe pod` (Kubernetes pkg/kubelet,
 * tail.ReadAtMost). */
#define MG_TERMINATION_MAX_BYTES 4096

/* Writes the text in place, if the file is there, is a regular file and is a mount; it is never
 * created. Of a longer text the beginning and the last line are kept. mounts is the table as it was
 * read last; NULL: it is read. Nothing can be done about a failure, and nothing is. */
void mg_termination_write(const struct mg_mounts *mounts, const char *text, size_t len);

#endif
