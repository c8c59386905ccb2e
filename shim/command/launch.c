/* SPDX-License-Identifier: MIT */
/* The start of the command. From here on nothing of the guard may be left: every fd is O_CLOEXEC,
 * and no disposition, umask, working directory or environment was ever changed. */
#include "command/launch.h"

#include "mounts/live.h"
#include "sys/sys.h"
#include "text/buf.h"
#include "text/errnum.h"
#include "text/lex.h"
#include "text/path.h"
#include "text/quote.h"

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

/* Answers about us, and about the program: no other directory of PATH would change them. */
static bool
is_final(int errnum)
{
	return errnum == E2BIG || errnum == ENOMEM || errnum == ENOEXEC || errnum == ETXTBSY ||
	       errnum == EPERM || errnum == EAGAIN || errnum == EMFILE || errnum == ENFILE;
}

/* Nothing of that name can be there. */
static bool
is_passed_over(int errnum, const char *name)
{
	return errnum == ENOTDIR || errnum == ENAMETOOLONG || (errnum == ENOENT && !is_there(name));
}

/* Why the search found nothing that could be executed: the errno, and the file that it is about. */
struct obstacle {
	int errnum;
	struct mg_buf file;
};

/* The first obstacle is kept, but one that is more than a missing interpreter (ENOENT) counts more,
 * and the one that ends the search most. */
static void
note_obstacle(struct obstacle *obstacle, int errnum, const char *file)
{
	if (obstacle->file.len > 0 && !is_final(errnum) &&
	    (obstacle->errnum != ENOENT || errnum == ENOENT))
		return;
	obstacle->errnum = errnum;
	obstacle->file.len = 0;
	mg_buf_add(&obstacle->file, file);
}

/* Tries one directory of PATH after the other. What is not there is passed over; what cannot be
 * executed is noted, and the search goes on. Returns only on failure. */
static void
execute_from_path(char *const *argv, struct obstacle *obstacle)
{
	const char *path = getenv("PATH");
	struct mg_slice rest = mg_lex_slice(path ? path : DEFAULT_PATH), dir;

	obstacle->errnum = ENOENT;
	while (mg_lex_piece(&rest, ':', &dir)) {
		MG_CLEANUP(mg_buf_release) struct mg_buf name = { 0 };
		int errnum;

		mg_buf_add_bytes(&name, dir.text, dir.len);
		mg_buf_add(&name,
			   dir.len > 0 ? "/" : "./"); /* an empty one is the working directory */
		mg_buf_add(&name, argv[0]);
		if (name.failed) {
			obstacle->errnum = ENOMEM;
			return;
		}
		(void)execve(name.text, argv, environ);
		errnum = errno;
		if (!is_passed_over(errnum, name.text))
			note_obstacle(obstacle, errnum, name.text);
		if (is_final(errnum))
			return;
	}
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

/* The mount that a directory of PATH lies on, by the names in the table: a hint, and no more. NULL:
 * that of "/". */
static const struct mg_mount *
find_cover(const struct mg_mounts *mounts, const char *dir)
{
	const struct mg_mount *cover = NULL;

	for (size_t i = 0; i < mounts->count; i++) {
		const struct mg_mount *mount = &mounts->mounts[i];

		if (strcmp(mount->target, "/") != 0 && mg_path_is_under(dir, mount->target) &&
		    (!cover || strlen(mount->target) >= strlen(cover->target)))
			cover = mount;
	}
	return cover;
}

/* Where the command was looked for, and what is mounted over the image's own directory there. */
static void
add_search(struct mg_buf *why)
{
	const char *path = getenv("PATH");
	struct mg_slice rest = mg_lex_slice(path ? path : DEFAULT_PATH), dir;
	struct mg_mounts mounts = { 0 };
	struct mg_err ignored = { 0 };

	mg_buf_add(why, "it is in none of the directories of PATH, ");
	mg_quote_add_short(why, rest.text);
	if (mg_live_read(&mounts, &ignored) < 0)
		return; /* the hint alone is lost */
	while (mg_lex_piece(&rest, ':', &dir)) {
		MG_CLEANUP(mg_buf_release) struct mg_buf name = { 0 };
		const struct mg_mount *cover;

		mg_buf_add_bytes(&name, dir.text, dir.len);
		cover = find_cover(&mounts, mg_buf_text(&name));
		if (!cover)
			continue;
		mg_buf_add(why, "; ");
		mg_quote_add_short(why, mg_buf_text(&name));
		mg_buf_add(why, " lies on what is mounted at ");
		mg_quote_add_short(why, cover->target);
		mg_buf_add(why, ", which hides the image's own");
		break; /* one is enough to go by */
	}
	mg_mounts_release(&mounts);
}

static void
explain(struct mg_buf *why, const char *name, int errnum)
{
	switch (errnum) {
	case ENOENT:
		if (!strchr(name, '/'))
			add_search(why);
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
	case EAGAIN:
		mg_buf_add(why, "its user has as many processes as it may have (EAGAIN)");
		break;
	case EINVAL:
		mg_buf_add(why, "the kernel cannot run such a program (EINVAL)");
		break;
	default:
		mg_errnum_add(why, errnum);
	}
}

int
mg_launch_run(char *const *argv, const struct mg_signals *signals,
	      const struct mg_identity *identity, struct mg_err *err)
{
	struct mg_buf name = { 0 }, why = { 0 };
	struct obstacle obstacle = { .errnum = ENOENT };
	int result;

	result = mg_identity_take(identity, err);
	if (result < 0)
		return result;
	mg_signals_restore(signals);
	if (strchr(argv[0], '/')) {
		(void)execve(argv[0], argv, environ);
		obstacle.errnum = errno;
	} else if (argv[0][0] != '\0') {
		execute_from_path(argv, &obstacle);
	}
	mg_quote_add(&name, argv[0]);
	if (obstacle.file.len > 0 && !mg_errnum_is_ours(obstacle.errnum)) {
		mg_buf_add(&name, " (");
		mg_quote_add_short(&name, mg_buf_text(&obstacle.file));
		mg_buf_add(&name, ")");
	}
	explain(&why, obstacle.file.len > 0 ? mg_buf_text(&obstacle.file) : argv[0],
		obstacle.errnum);
	result = mg_err_set(err,
			    obstacle.errnum == ENOENT ? MG_EXIT_NOT_FOUND : MG_EXIT_NOT_EXECUTABLE,
			    0, "cannot start %s: %s", mg_buf_text(&name), mg_buf_text(&why));
	mg_buf_release(&name);
	mg_buf_release(&why);
	mg_buf_release(&obstacle.file);
	return result;
}
