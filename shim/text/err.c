/* SPDX-License-Identifier: MIT */
/* What an errno means to a user, and errors of the guard itself. Pure. */
#include "text/err.h"

#include "text/format.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

enum errnum_class {
	ANSWER, /* about the object */
	MISSING,
	BROKEN,
	OURS,
};

/* The text is the name, a NUL and the clause. */
#define ROW(number, class, says)                                                                   \
	{                                                                                          \
		number, class, #number "\0" says                                                   \
	}

/* clang-format off: a row a line */
static const struct errnum_row {
	short number;
	unsigned char class;
	const char *text;
} rows[] = {
	ROW(EACCES, ANSWER, "permission denied"),
	ROW(EPERM, ANSWER, "the operation is not permitted"),
	ROW(EROFS, ANSWER, "it is read-only"),
	ROW(ENOSPC, ANSWER, "no space or no inodes are left"),
	ROW(EDQUOT, ANSWER, "the disk quota is used up"),
	ROW(EFBIG, ANSWER, "the file size limit is too small"),
	ROW(ETXTBSY, ANSWER, "it is a program that is running, or is being written"),
	ROW(EOVERFLOW, ANSWER, "the user has no id on this file system"),
	ROW(EINVAL, ANSWER, "the file system does not support it"),
	ROW(EISDIR, ANSWER, "it is a directory"),
	ROW(EEXIST, ANSWER, "it is there already"),
	ROW(ENOENT, MISSING, "it does not exist"),
	ROW(ENOTDIR, MISSING, "a part of the path is not a directory"),
	ROW(ELOOP, MISSING, "its symbolic links lead round in a circle"),
	ROW(ENAMETOOLONG, MISSING, "its name is too long"),
	ROW(EIO, BROKEN, "the storage reports an input/output error"),
	ROW(ENOTCONN, BROKEN, "its file server is gone"),
	ROW(ESTALE, BROKEN, "the server does not know it any more"),
	ROW(ETIMEDOUT, BROKEN, "the storage timed out"),
	ROW(EHOSTDOWN, BROKEN, "its server is down"),
	ROW(EHOSTUNREACH, BROKEN, "its server cannot be reached"),
	ROW(ECONNREFUSED, BROKEN, "its server refuses the connection"),
	ROW(ECONNRESET, BROKEN, "its server cut the connection"),
	ROW(ENETUNREACH, BROKEN, "there is no way to its network"),
	ROW(EADDRNOTAVAIL, BROKEN, "there is no such address here"),
	ROW(ECONNABORTED, BROKEN, "the connection to its file server was cut"),
	ROW(ESHUTDOWN, BROKEN, "its file system was shut down"),
	ROW(ENODEV, BROKEN, "its device is gone"),
	ROW(ENXIO, BROKEN, "its device is gone"),
	ROW(ENOMEDIUM, BROKEN, "its device has no medium"),
	ROW(EREMOTEIO, BROKEN, "the storage reports a remote input/output error"),
	ROW(EUCLEAN, BROKEN, "its file system is damaged"),
	ROW(EBADMSG, BROKEN, "its file system is damaged"),
	ROW(EMFILE, OURS, "too many files are open in this process"),
	ROW(ENFILE, OURS, "too many files are open on this machine"),
	ROW(E2BIG, OURS, "its arguments and its environment are too long"),
	ROW(ENOEXEC, ANSWER, "it is no program"),
	ROW(EBUSY, ANSWER, "it is busy"),
	ROW(ENOLCK, ANSWER, "no locks are to be had there, or none that keep others out"),
	ROW(EAGAIN, OURS, "too many processes, or nothing to read yet"),
	ROW(EBADF, OURS, "it is closed"),
	ROW(ENOMEM, OURS, "memory ran out"),
	ROW(ENOSYS, OURS, "the kernel does not offer the call"),
	ROW(EINTR, OURS, "the call was interrupted"),
	ROW(EOPNOTSUPP, OURS, "the file system does not support it"),
};

/* clang-format on */

static const struct errnum_row *
find_row(int errnum)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++)
		if (rows[i].number == errnum)
			return &rows[i];
	return NULL;
}

static bool
has_class(int errnum, enum errnum_class class)
{
	const struct errnum_row *row = find_row(errnum);

	return row && row->class == class;
}

const char *
mg_errnum_name(int errnum)
{
	const struct errnum_row *row = find_row(errnum);

	return row ? row->text : NULL;
}

const char *
mg_errnum_says(int errnum)
{
	const struct errnum_row *row = find_row(errnum);

	return row ? row->text + strlen(row->text) + 1 : "the kernel refused";
}

bool
mg_errnum_is_missing(int errnum)
{
	return has_class(errnum, MISSING);
}

bool
mg_errnum_is_broken(int errnum)
{
	return has_class(errnum, BROKEN);
}

bool
mg_errnum_is_ours(int errnum)
{
	return has_class(errnum, OURS);
}

void
mg_errnum_add(struct mg_buf *buf, int errnum)
{
	const char *name = mg_errnum_name(errnum), *says = mg_errnum_says(errnum);

	if (name)
		mg_buf_addf(buf, "%s (%s)", says, name);
	else
		mg_buf_addf(buf, "%s (errno %d)", says, errnum);
}

int
mg_err_set(struct mg_err *err, enum mg_exit exit_code, int errnum, const char *format, ...)
{
	va_list args;
	size_t used;

	err->exit_code = exit_code;
	va_start(args, format);
	used = mg_format_list(err->text, sizeof(err->text), format, args);
	va_end(args);
	if (errnum != 0 && used < sizeof(err->text)) {
		const char *name = mg_errnum_name(errnum);
		/* The table is about storage. A call of the guard itself fails with EINVAL where
		 * the kernel does not know it. */
		const char *says = errnum == EINVAL ? "the kernel does not know such a call"
						    : mg_errnum_says(errnum);
		char *end = err->text + used;
		size_t left = sizeof(err->text) - used; /* what does not fit is cut */

		if (name)
			(void)mg_format(end, left, ": %s (%s)", says, name);
		else
			(void)mg_format(end, left, ": %s (errno %d)", says, errnum);
	}
	return errnum != 0 ? -errnum : -EINVAL;
}
