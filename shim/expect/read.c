/* SPDX-License-Identifier: MIT */
/* Reads expectations from the file, the variable and the flags, and a mount table from a file. */
#include "expect/plan.h"

#include "expect/spec.h"
#include "sys/sys.h"
#include "text/err.h"
#include "text/format.h"
#include "text/lex.h"
#include "text/quote.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define VARIABLE "MOUNTGUARD_EXPECT"

extern char **environ;

/* "cannot read WHAT in FILE: REASON" */
static int
refuse(const char *what, const char *file, int errnum, struct mg_err *err)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf name = { 0 };

	mg_quote_add(&name, file);
	return mg_err_set(err, mg_errnum_is_ours(errnum) ? MG_EXIT_UNKNOWN : MG_EXIT_CONFIG, errnum,
			  "cannot read %s in %s", what, mg_buf_text(&name));
}

static int
refuse_file(const char *file, int errnum, struct mg_err *err)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf name = { 0 };

	mg_quote_add(&name, file);
	if (errnum == EISDIR)
		return mg_err_set(err, MG_EXIT_CONFIG, 0,
				  "%s is a directory, not a file of expectations (an engine makes "
				  "one where the host file is missing)",
				  mg_buf_text(&name));
	if (errnum == EFBIG)
		return mg_err_set(err, MG_EXIT_CONFIG, 0,
				  "%s is longer than %d bytes, the limit of a file of expectations",
				  mg_buf_text(&name), MG_SPEC_MAX_BYTES);
	return refuse("the expectations", file, errnum, err);
}

/* Other users should not decide what is checked for root. A pipe or standard input was chosen by
 * the caller: only a file on disk can be changed behind the caller's back. */
static void
add_note(struct mg_spec *spec, const char *name, const struct mg_sys_file *file)
{
	if (geteuid() != 0 || !S_ISREG(file->mode) ||
	    (file->uid == 0 && !(file->mode & (S_IWGRP | S_IWOTH))))
		return;
	mg_quote_add(&spec->note, name);
	mg_buf_addf(&spec->note,
		    " can be changed by users other than root (owner %u:%u, mode 0%03o), who then "
		    "decide what is checked",
		    file->uid, file->gid, file->mode & 07777U);
}

static int
add_file(const struct mg_plan *plan, const struct mg_spec_context *context, struct mg_spec *spec,
	 struct mg_err *err)
{
	const char *name = plan->options.file ? plan->options.file : MG_PLAN_DEFAULT_FILE;
	bool is_stdin = plan->options.file && strcmp(name, "-") == 0;
	const struct mg_sys_patience patience = {
		.max_bytes = MG_SPEC_MAX_BYTES,
		.timeout_ms = plan->timeout_ms,
		.signal_fd = -1, /* a signal ends this process */
		.for_writer = true,
	};
	struct mg_sys_file file = { 0 };
	int result =
		is_stdin ? mg_sys_read_all(STDIN_FILENO, MG_SPEC_MAX_BYTES, &file.text, &file.len)
			 : mg_sys_read_file(name, &patience, &file);

	if (result == -ENOENT && !plan->options.file)
		return 0; /* only the default file may be missing */
	if (result < 0)
		return refuse_file(name, -result, err);
	add_note(spec, name, &file);
	result = mg_spec_add(spec, context, MG_SPEC_FILE, is_stdin ? "stdin" : name,
			     (struct mg_slice){ file.text, file.len });
	free(file.text);
	return result;
}

int
mg_read_spec(const struct mg_plan *plan, struct mg_spec *spec, struct mg_err *err)
{
	const struct mg_texts *expects = &plan->options.expects;
	char directory[PATH_MAX];
	const struct mg_spec_context context = {
		.environment = environ,
		.directory = getcwd(directory, sizeof(directory)), /* NULL: deleted */
	};
	const char *variable = getenv(VARIABLE);
	int result = add_file(plan, &context, spec, err);

	if (result == 0 && variable && *variable != '\0')
		result = mg_spec_add(spec, &context, MG_SPEC_VARIABLE, VARIABLE,
				     mg_lex_slice(variable));
	for (size_t i = 0; result == 0 && i < expects->count; i++) {
		char origin[48];

		(void)mg_format(origin, sizeof(origin), "--expect #%zu", i + 1); /* fits */
		result = mg_spec_add(spec, &context, MG_SPEC_FLAG, origin,
				     mg_lex_slice(expects->text[i]));
	}
	if (result == 0 && mg_spec_needs_accounts(spec)) {
		mg_plan_read_accounts(&spec->accounts, plan->timeout_ms, -1);
		mg_spec_resolve(spec);
		result = spec->errors.failed ? -ENOMEM : 0;
	}
	return result == -ENOMEM ? mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot begin")
				 : result;
}

int
mg_read_mounts(const char *file, struct mg_mounts *mounts, struct mg_err *err)
{
	MG_AUTO_FD int fd = -1;
	char *text = NULL;
	size_t len = 0;
	int result;

	if (!file)
		return mg_live_read(mounts, err);
	/* The open waits for the writer of a FIFO. */
	fd = strcmp(file, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
				    : openat(AT_FDCWD, file, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	result = fd < 0 ? -errno : mg_sys_read_all(fd, MG_MOUNTS_MAX_BYTES, &text, &len);
	if (result < 0)
		return refuse("the mount table", file, -result, err);
	/* NOLINTNEXTLINE(clang-analyzer-core.*): clang 21 allows for an errno of 0 after a -1. */
	return mg_mounts_parse(text, len, true, mounts, err);
}
