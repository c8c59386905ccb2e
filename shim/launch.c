/* SPDX-License-Identifier: MIT */
/* The start of the command. From here on nothing of the guard may be left: every fd is O_CLOEXEC,
 * and no disposition, umask, working directory or environment was ever changed. */
#include "launch.h"

#include "buf.h"
#include "errnum.h"
#include "lex.h"
#include "quote.h"
#include "sys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Where a command is looked for when PATH is not set, as musl's execvp does. */
#define DEFAULT_PATH "/usr/local/bin:/bin:/usr/bin"

/* The first line of a script is read up to here, as the kernel does (BINPRM_BUF_SIZE, Linux 5.1).
 */
#define SCRIPT_LINE_BYTES 256

extern char **environ;

static bool
is_there(const char *file)
{
	struct stat st;

	return stat(file, &st) == 0;
}

/* An answer about the program or about us. All others are about a directory of PATH, and the next
 * may do. */
static bool
is_final(int errnum)
{
	return errnum == E2BIG || errnum == ENOMEM || errnum == ENOEXEC || errnum == ETXTBSY ||
	       errnum == EPERM;
}

/* Tries one directory after the other. A file that is there and cannot be executed is remembered in
 * *culprit, and what is not there is passed over; everything else ends the search. Returns only on
 * failure, with the errno. */
static int
execute_from_path(char *const *argv, struct mg_buf *culprit)
{
	const char *path = getenv("PATH");
	struct mg_slice rest = mg_lex_slice(path ? path : DEFAULT_PATH), dir;
	int remembered = ENOENT;

	while (mg_lex_piece(&rest, ':', &dir)) {
		struct mg_buf name = { 0 };
		int errnum;

		mg_buf_add_bytes(&name, dir.text, dir.len);
		mg_buf_add(&name,
			   dir.len > 0 ? "/" : "./"); /* an empty one is the working directory */
		mg_buf_add(&name, argv[0]);
		if (name.failed)
			return ENOMEM;
		(void)execve(name.text, argv, environ);
		errnum = errno;
		if (errnum == EACCES || (errnum == ENOENT && is_there(name.text))) {
			remembered = culprit->len == 0 || errnum == EACCES ? errnum : remembered;
			culprit->len = 0;
			mg_buf_add(culprit, name.text);
		}
		mg_buf_release(&name);
		if (is_final(errnum))
			return errnum;
	}
	return remembered;
}

/* The interpreter that the script's first line names, cut at the first blank; "" when it is no
 * script. */
static void
read_interpreter(const char *file, char line[SCRIPT_LINE_BYTES])
{
	MG_AUTO_FD int fd = mg_sys_open(file, O_RDONLY);
	ssize_t len = fd < 0 ? 0 : read(fd, line, SCRIPT_LINE_BYTES - 1);
	size_t start;

	line[len > 0 ? len : 0] = '\0';
	if (strncmp(line, "#!", 2) != 0) {
		line[0] = '\0';
		return;
	}
	start = 2 + strspn(line + 2, " \t");
	memmove(line, line + start, strlen(line + start) + 1);
	line[strcspn(line, " \t\n")] = '\0';
}

/* ENOENT for a file that is there: what it needs to run is missing. */
static void
add_missing_interpreter(struct mg_buf *why, const char *file)
{
	char interpreter[SCRIPT_LINE_BYTES];
	size_t len;

	read_interpreter(file, interpreter);
	len = strlen(interpreter);
	if (len == 0) {
		mg_buf_add(why,
			   "the program is there, but its dynamic loader is not (built for another "
			   "libc?)");
		return;
	}
	mg_buf_add(why, "the script is there, but its interpreter ");
	mg_quote_add(why, interpreter);
	mg_buf_add(why, " is not");
	if (interpreter[len - 1] == '\r')
		mg_buf_add(why, ": its first line ends in a carriage return, as on Windows");
}

/* EACCES has three meanings; the file itself tells them apart. */
static void
add_denied(struct mg_buf *why, const char *file)
{
	struct statvfs fs;
	struct stat st;

	if (!strchr(file, '/') || stat(file, &st) < 0)
		mg_buf_add(why, "permission denied on the way to it");
	else if (S_ISDIR(st.st_mode))
		mg_buf_add(why, "it is a directory");
	else if ((st.st_mode & 0111) == 0)
		mg_buf_add(why, "it has no execute permission (chmod +x)");
	else if (statvfs(file, &fs) == 0 && fs.f_flag & ST_NOEXEC)
		mg_buf_add(why, "it lies on a mount with noexec");
	else
		mg_buf_add(why, "permission denied");
}

static void
explain(struct mg_buf *why, const char *name, int errnum)
{
	switch (errnum) {
	case ENOENT:
		if (!strchr(name, '/'))
			mg_buf_add(why, "it is in none of the directories of PATH");
		else if (is_there(name))
			add_missing_interpreter(why, name);
		else
			mg_buf_add(why, "it does not exist");
		break;
	case EACCES:
		add_denied(why, name);
		break;
	case ENOEXEC:
		mg_buf_add(why, "it is no program: a script needs a first line like #!/bin/sh");
		break;
	default:
		mg_buf_add(why, mg_errnum_says(errnum));
	}
}

int
mg_launch_run(char *const *argv, const struct mg_signals *signals,
	      const struct mg_identity *identity, struct mg_err *err)
{
	struct mg_buf name = { 0 }, why = { 0 }, culprit = { 0 };
	int errnum, result;

	result = mg_privilege_take(identity, err);
	if (result < 0)
		return result;
	mg_signals_restore(signals);
	if (strchr(argv[0], '/')) {
		(void)execve(argv[0], argv, environ);
		errnum = errno;
	} else {
		errnum = argv[0][0] == '\0' ? ENOENT : execute_from_path(argv, &culprit);
	}
	mg_quote_add(&name, argv[0]);
	explain(&why, culprit.len > 0 ? mg_buf_text(&culprit) : argv[0], errnum);
	result = mg_err_set(err, errnum == ENOENT ? MG_EXIT_NOT_FOUND : MG_EXIT_NOT_EXECUTABLE, 0,
			    "cannot start %s: %s", mg_buf_text(&name), mg_buf_text(&why));
	mg_buf_release(&name);
	mg_buf_release(&why);
	mg_buf_release(&culprit);
	return result;
}
