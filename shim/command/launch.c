/* SPDX-License-Identifier: MIT */
/* The start of the command, which must find no trace of the guard. Every descriptor of the guard is
 * O_CLOEXEC; the umask and the working directory were never changed; the exec puts the handlers of
 * mg_signals_restore() back to SIG_DFL. With --user the environment has another HOME. */
#include "command/launch.h"

#include "mounts/table.h"
#include "sys/sys.h"
#include "text/buf.h"
#include "text/err.h"
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

/* When PATH is not set, as in musl's execvp. */
#define DEFAULT_PATH "/usr/local/bin:/bin:/usr/bin"

/* The kernel reads this much of a script's first line (BINPRM_BUF_SIZE, Linux 5.1), and goes
 * through this many scripts (fs/exec.c, exec_binprm). */
#define SCRIPT_LINE_BYTES 256
#define MAX_SCRIPTS 5

static struct mg_slice
search_path(void)
{
	const char *path = getenv("PATH");

	return mg_lex_slice(path ? path : DEFAULT_PATH);
}

static bool
is_there(const char *file)
{
	struct stat st;

	return stat(file, &st) == 0;
}

/* Whether the errno ends the search: it is about this process or the program, and no other
 * directory of PATH would help. */
static bool
is_final(int errnum)
{
	static const int finals[] = {
		E2BIG, ENOMEM, ENOEXEC, ETXTBSY, EPERM, EAGAIN, EMFILE, ENFILE
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(finals); i++)
		if (errnum == finals[i])
			return true;
	return false;
}

/* Tries each directory of PATH in turn, and passes over missing files. Returns only on failure: the
 * errno, with the name of the file that execve(2) refused in *file, if there was one. */
static int
execute_from_path(char *const *argv, struct mg_buf *file)
{
	struct mg_slice rest = search_path(), dir;
	int obstacle = ENOENT;

	while (mg_lex_piece(&rest, ':', &dir)) {
		MG_CLEANUP(mg_buf_release) struct mg_buf name = { 0 };
		int errnum;

		mg_buf_add_bytes(&name, dir.text, dir.len);
		/* An empty piece is the working directory. */
		mg_buf_add(&name, dir.len > 0 ? "/" : "./");
		mg_buf_add(&name, argv[0]);
		if (name.failed)
			return ENOMEM;
		(void)execve(name.text, argv, environ);
		errnum = errno;
		if (errnum == ENOTDIR || errnum == ENAMETOOLONG ||
		    (errnum == ENOENT && !is_there(name.text)))
			continue;
		/* Keep the first obstacle, unless this one ends the search, or the first was only a
		 * missing interpreter (ENOENT) and this one is more. */
		if (file->len == 0 || is_final(errnum) ||
		    (obstacle == ENOENT && errnum != ENOENT)) {
			obstacle = errnum;
			file->len = 0;
			mg_buf_add(file, name.text);
		}
		if (is_final(errnum))
			break;
	}
	return obstacle;
}

/* Reads the interpreter that the first line of a script names, cut at the first blank as the kernel
 * does; "" where the file is no script. */
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

/* Why the file itself may not be executed (EACCES), or NULL where it shows no reason. */
static const char *
find_denial(const char *file)
{
	struct statvfs fs;
	struct stat st;

	if (!strchr(file, '/') || stat(file, &st) < 0)
		return "permission denied on the way to it";
	if (S_ISDIR(st.st_mode))
		return "it is a directory";
	if ((st.st_mode & 0111) == 0)
		return "it has no execute permission (chmod +x)";
	return statvfs(file, &fs) == 0 && fs.f_flag & ST_NOEXEC ? "it lies on a mount with noexec"
								: NULL;
}

/* "the script /app/run is there, but its interpreter /bin/bash is not"; name is "" for the command
 * itself, and interpreter is "" for a program. */
static void
add_missing(struct mg_buf *why, const char *name, const char *interpreter)
{
	size_t len = strlen(interpreter);

	mg_buf_add(why, len > 0 ? "the script" : "the program");
	mg_buf_add(why, *name != '\0' ? " " : "");
	if (*name != '\0')
		mg_quote_add(why, name);
	mg_buf_add(why, " is there, but its ");
	if (len == 0) {
		mg_buf_add(why, "dynamic loader is not (built for another libc?)");
		return;
	}
	mg_buf_add(why, "interpreter ");
	mg_quote_add(why, interpreter);
	mg_buf_add(why, " is not");
	if (interpreter[len - 1] == '\r')
		mg_buf_add(why, ": its first line ends in a carriage return, as on Windows");
}

/* Explains ENOENT of a file that is there, and EACCES. The kernel goes from a script to its
 * interpreter, which may be a script. The errno does not tell which file was refused. */
static void
explain_chain(struct mg_buf *why, const char *file, int errnum)
{
	char names[2][SCRIPT_LINE_BYTES];
	const char *at = file;

	for (size_t depth = 0; depth <= MAX_SCRIPTS; depth++) {
		const char *denial = errnum == EACCES ? find_denial(at) : NULL;
		char *next = names[depth % 2];

		read_interpreter(at, next);
		if (denial && depth > 0) {
			mg_buf_add(why, "its interpreter ");
			mg_quote_add(why, at);
			mg_buf_add(why, ": ");
		}
		if (denial) {
			mg_buf_add(why, denial);
			return;
		}
		if (errnum == ENOENT && (*next == '\0' || !is_there(next))) {
			add_missing(why, depth > 0 ? at : "", next);
			return;
		}
		if (*next == '\0')
			break;
		at = next;
	}
	mg_buf_add(why, mg_errnum_says(errnum));
}

/* Adds where the command was looked for, and what is mounted over the first directory that a
 * mount hides. Goes by the names in the table, which is good enough for a hint. */
static void
add_search(struct mg_buf *why)
{
	MG_CLEANUP(mg_mounts_release) struct mg_mounts mounts = { 0 };
	struct mg_slice rest = search_path(), dir;
	const struct mg_mount *cover = NULL;
	struct mg_err ignored;

	mg_buf_add(why, "it is in none of the directories of PATH, ");
	mg_quote_add_short(why, rest.text);
	(void)mg_live_read(&mounts, &ignored); /* without it the hint alone is lost */
	while (!cover && mg_lex_piece(&rest, ':', &dir)) {
		MG_CLEANUP(mg_buf_release) struct mg_buf name = { 0 };

		mg_buf_add_bytes(&name, dir.text, dir.len);
		for (size_t i = 0; i < mounts.count; i++) {
			const struct mg_mount *mount = &mounts.mounts[i];

			if (strcmp(mount->target, "/") != 0 &&
			    mg_path_is_under(mg_buf_text(&name), mount->target) &&
			    (!cover || strlen(mount->target) >= strlen(cover->target)))
				cover = mount;
		}
		if (!cover)
			continue;
		mg_buf_add(why, "; ");
		mg_quote_add_short(why, mg_buf_text(&name));
		mg_buf_add(why, " lies on what is mounted at ");
		mg_quote_add_short(why, cover->target);
		mg_buf_add(why, ", which hides the image's own");
	}
}

static void
explain(struct mg_buf *why, const char *name, int errnum)
{
	switch (errnum) {
	case ENOENT:
		if (!strchr(name, '/'))
			add_search(why);
		else if (is_there(name))
			explain_chain(why, name, errnum);
		else
			mg_buf_add(why, "it does not exist");
		break;
	case EACCES:
		explain_chain(why, name, errnum);
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
	MG_CLEANUP(mg_buf_release) struct mg_buf file = { 0 }, name = { 0 }, why = { 0 };
	int result = mg_identity_take(identity, err), errnum = ENOENT;

	if (result < 0)
		return result;
	mg_signals_restore(signals);
	if (strchr(argv[0], '/')) {
		(void)execve(argv[0], argv, environ);
		errnum = errno;
	} else if (argv[0][0] != '\0') {
		errnum = execute_from_path(argv, &file);
	}
	mg_quote_add(&name, argv[0]);
	if (file.len > 0 && !mg_errnum_is_ours(errnum)) {
		mg_buf_add(&name, " (");
		mg_quote_add_short(&name, mg_buf_text(&file));
		mg_buf_add(&name, ")");
	}
	explain(&why, file.len > 0 ? mg_buf_text(&file) : argv[0], errnum);
	return mg_err_set(err, errnum == ENOENT ? MG_EXIT_NOT_FOUND : MG_EXIT_NOT_EXECUTABLE, 0,
			  "cannot start %s: %s", mg_buf_text(&name), mg_buf_text(&why));
}
