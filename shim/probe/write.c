/* SPDX-License-Identifier: MIT */
/* The write probes, and the abilities of a file system: each is really tried. They check the result
 * of every call, create nothing through a symbolic link, and leave nothing behind. A probe makes a
 * name only if it needs one, and removes it as soon as it can. */
#include "child.h"

#include "mounts/kind.h"
#include "text/format.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROBE_BYTES 4096 /* less can fit where a file system is full */
#define NAME_TRIES 8
#define NAME_BYTES 64

static void
failed_at(struct mg_write *write, enum mg_write_step step, int errnum)
{
	write->step = step;
	write->err = errnum;
}

/* A file without a name leaves nothing behind, even if the file system is frozen or this process is
 * killed. */
#define UNNAMED (O_TMPFILE | O_RDWR)

/* Whether the file system has no O_TMPFILE: EOPNOTSUPP (FUSE programs, proc, network types), EISDIR
 * (Linux before 3.11), EINVAL (some file systems), ENOSYS. Any other errno is an answer. */
static bool
wants_a_name(int errnum)
{
	return errnum == EOPNOTSUPP || errnum == EISDIR || errnum == EINVAL || errnum == ENOSYS;
}

/* Makes an empty file, 0700, with a name that no other process uses and that ends in a small
 * letter. Returns the fd or -errno. The caller removes the name. */
static int
make(int dir, char name[NAME_BYTES])
{
	int fd = -1;

	for (int i = 0; i < NAME_TRIES; i++) {
		(void)mg_format(name, NAME_BYTES, MG_WRITE_PREFIX "%d-%llx-%c", (int)getpid(),
				(unsigned long long)mg_sys_now_ms(), 'a' + i); /* fits */
		fd = openat(dir, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0700);
		if (fd >= 0 || errno != EEXIST)
			break;
	}
	return fd < 0 ? -errno : fd;
}

/* Makes an empty file, 0700, and opens it again with flags. Then it has no name. Returns the fd or
 * -errno; *again is the second fd or -errno. */
static int
open_twice(int dir, int flags, int *again)
{
	char name[NAME_BYTES];
	int fd = mg_sys_reopen(dir, UNNAMED);

	if (fd >= 0) {
		(void)fchmod(fd, 0700); /* our own file; a failure shows in what is tried */
		*again = mg_sys_reopen(fd, flags);
		return fd;
	}
	if (!wants_a_name(-fd))
		return fd;
	fd = make(dir, name);
	if (fd < 0)
		return fd;
	*again = openat(dir, name, flags | O_NOFOLLOW | O_CLOEXEC);
	if (*again < 0)
		*again = -errno;
	(void)unlinkat(dir, name, 0); /* the write probe has done this before */
	return fd;
}

/* Closes fd. A failed write may show only at fsync, or later at close. */
static void
finish(int fd, bool flush, struct mg_write *write)
{
	if (flush && fsync(fd) < 0)
		failed_at(write, MG_WRITE_FSYNC, errno);
	if (close(fd) < 0 && write->err == 0)
		failed_at(write, MG_WRITE_CLOSE, errno);
}

/* Writes to fd and closes it. */
static void
fill(int fd, bool flush, struct mg_write *write_result)
{
	char zeros[PROBE_BYTES] = { 0 };
	ssize_t count = 0;

	/* After a short count, write the rest: only then the kernel tells why it was short. */
	for (size_t done = 0; done < sizeof(zeros); done += (size_t)count) {
		count = write(fd, zeros + done, sizeof(zeros) - done);
		if (count <= 0)
			break;
	}
	if (count <= 0)
		failed_at(write_result, MG_WRITE_WRITE, count < 0 ? errno : ENOSPC);
	finish(fd, flush && write_result->err == 0, write_result);
}

/* Makes a file with a name, removes the name, and writes. Weaker than O_TMPFILE: the name stays if
 * this process is killed between the two calls. */
static void
fill_named(int dir, bool flush, struct mg_write *write)
{
	char name[NAME_BYTES];
	int fd = make(dir, name);

	if (fd < 0) {
		failed_at(write, MG_WRITE_OPEN, -fd);
	} else if (unlinkat(dir, name, 0) == 0) {
		fill(fd, flush, write);
	} else {
		failed_at(write, MG_WRITE_UNLINK, errno);
		(void)close(fd); /* the failure that counts is known */
	}
}

/* Makes, writes and drops a file in the directory. */
static void
write_dir(int dir, bool flush, bool wants_name, struct mg_write *write)
{
	int fd = mg_sys_reopen(dir, UNNAMED);

	if (fd < 0 && !wants_a_name(-fd)) {
		failed_at(write, MG_WRITE_OPEN, -fd);
		return;
	}
	write->err = 0;
	if (mg_sys_is_append_only(dir)) {
		/* Names can be added but not removed, so a file without a name proves nothing. */
		mg_sys_close(&fd); /* nothing was written */
		failed_at(write, MG_WRITE_OPEN, EPERM);
		write->append_only = true;
		return;
	}
	if (fd >= 0)
		fill(fd, flush, write);
	/* Only a file with a name counts for a quota of btrfs, and shows that a directory is full.
	 * If its name cannot be removed, no further name is tried. */
	if (fd < 0 || (write->err == 0 && wants_name))
		fill_named(dir, flush, write);
}

static void
write_file(int path_fd, bool wait, struct mg_write *write)
{
	int fd = mg_sys_reopen(path_fd, O_WRONLY);
	struct statvfs fs;

	if (fd >= 0) {
		write->err = 0;
		finish(fd, wait, write);
		return;
	}
	failed_at(write, MG_WRITE_OPEN, -fd);
	/* The kernel asks whether a program runs from the file before it asks whether the mount is
	 * read-only (do_dentry_open() in Linux fs/open.c). */
	if (fd == -ETXTBSY && fstatvfs(path_fd, &fs) == 0 && fs.f_flag & ST_RDONLY)
		write->err = EROFS;
	if (fd == -EPERM) {
		MG_AUTO_FD int append = mg_sys_reopen(path_fd, O_WRONLY | O_APPEND);

		write->append_only = append >= 0;
	}
}

/* --- abilities, with two names --- */

/* Makes `other` from `one`, or beside it. 0, or -1 with errno set. */
static int
make_other(int dir, enum mg_ability ability, const char *one, const char *other)
{
	int fd;

	if (ability == MG_ABILITY_SYMLINK)
		return symlinkat(one, dir, other);
	if (ability == MG_ABILITY_HARDLINK)
		return linkat(dir, one, dir, other, 0);
	fd = openat(dir, other, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0700);
	return fd < 0 ? -1 : close(fd);
}

/* Tries what needs two names, and removes those that it made. Returns 0 or an errno. */
static int
try_names(int dir, enum mg_ability ability)
{
	char one[NAME_BYTES], other[NAME_BYTES];
	bool is_rename = ability == MG_ABILITY_RENAME, has_other;
	int fd = make(dir, one), errnum = 0, gone;
	struct stat st;

	if (fd < 0)
		return -fd;
	(void)close(fd);				   /* nothing was written */
	(void)mg_format(other, sizeof(other), "%s-", one); /* fits */
	if (ability == MG_ABILITY_CASE) {
		other[strlen(one)] = '\0';
		other[strlen(one) - 1] ^= 'a' ^ 'A';
	}
	has_other = make_other(dir, ability, one, other) == 0;
	if (!has_other || (is_rename && renameat(dir, one, dir, other) < 0) ||
	    (ability == MG_ABILITY_SYMLINK && fstatat(dir, other, &st, 0) < 0))
		errnum = errno == ENOSYS ? EOPNOTSUPP : errno; /* FUSE says ENOSYS */
	if (has_other && unlinkat(dir, other, 0) < 0 && errnum == 0)
		errnum = errno;
	gone = unlinkat(dir, one, 0) < 0 ? errno : 0;
	/* After a rename the first name must be gone. */
	if (is_rename)
		gone = gone == ENOENT ? 0 : EIO;
	return errnum != 0 ? errnum : gone;
}

/* --- abilities, with a file that has no name --- */

/* Whether locks keep another descriptor out, as they would another process. 0 or an errno. */
static int
try_lock(int fd, int again)
{
	struct flock range = { .l_type = F_WRLCK, .l_len = 1 };

	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return errno;
	if (flock(again, LOCK_EX | LOCK_NB) == 0)
		return ENOLCK;
	(void)flock(fd, LOCK_UN); /* some servers treat both kinds as one */
	if (fcntl(fd, F_OFD_SETLK, &range) == 0)
		return fcntl(again, F_OFD_SETLK, &range) == 0 ? ENOLCK : 0;
	/* EINVAL: Linux before 3.15. Weaker: a lock does not keep its own process out. */
	if (errno != EINVAL)
		return errno;
	return fcntl(fd, F_SETLK, &range) < 0 ? errno : 0;
}

/* Whether what is written through a mapping is in the file. The kernel itself writes there: if the
 * storage cannot take it, that is EFAULT and no SIGBUS. */
static int
try_mmap(int fd, int again)
{
	struct utsname names, found;
	int errnum = 0;
	bool is_written;
	void *page;

	if (ftruncate(fd, sizeof(names)) < 0)
		return errno;
	page = mmap(NULL, sizeof(names), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED) /* ENODEV: no shared mapping here */
		return errno == ENODEV ? EOPNOTSUPP : errno;
	is_written = uname(page) == 0;
	if (is_written && msync(page, sizeof(names), MS_SYNC) < 0)
		errnum = errno;
	else if (!is_written || uname(&names) < 0 ||
		 pread(again, &found, sizeof(found), 0) != sizeof(found) ||
		 memcmp(&names, &found, sizeof(found)) != 0)
		errnum = EIO;
	(void)munmap(page, sizeof(names)); /* our own mapping */
	return errnum;
}

/* A program that ends at once with 0, as machine code. */
#if defined(__x86_64__)
#define MACHINE EM_X86_64
#define CODE 0x31, 0xff, 0x6a, 0x3c, 0x58, 0x0f, 0x05 /* xor edi,edi; push 60; pop rax; syscall */
#elif defined(__aarch64__)
#define MACHINE EM_AARCH64
#define CODE                                                                                       \
	0xa8, 0x0b, 0x80, 0xd2, 0, 0, 0x80, 0xd2, 1, 0, 0, 0xd4 /* mov x8,93; mov x0,0; svc 0 */
#endif

#ifdef CODE
#define ADDRESS 0x400000U

static const struct program {
	Elf64_Ehdr header;
	Elf64_Phdr segment;
	unsigned char code[12];
} program = {
	.header = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = MACHINE,
		.e_version = EV_CURRENT,
		.e_entry = ADDRESS + offsetof(struct program, code),
		.e_phoff = offsetof(struct program, segment),
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 1,
	},
	.segment = {
		.p_type = PT_LOAD,
		.p_flags = PF_R | PF_X,
		.p_vaddr = ADDRESS,
		.p_filesz = sizeof(struct program),
		.p_memsz = sizeof(struct program),
		.p_align = 0x10000,
	},
	.code = { CODE },
};

/* Returns an errno, and only on failure. */
static int
become(int fd)
{
	char name[] = "";
	char *const arguments[] = { name, NULL }, *const environment[] = { NULL };

	(void)syscall(SYS_execveat, fd, "", arguments, environment, AT_EMPTY_PATH);
	return errno;
}

/* Executes the file in a process of its own. Returns 0, or the errno of execveat(2). */
static int
execute(int fd)
{
	unsigned tries = 0;
	bool sends_signal; /* of no interest in this child */
	int status = 0, errnum;
	pid_t child;

	/* An exec makes SIGCHLD the child's signal. If it is ignored, waitpid(2) misses the end. */
	(void)signal(SIGCHLD, SIG_DFL);
	child = mg_sys_fork(&sends_signal);
	if (child < 0)
		return errno;
	if (child == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* cannot fail for a valid signal */
		errnum = become(fd);
		/* A seccomp profile says EPERM of every file, even of one that does not exist. */
		_exit(errnum == EPERM && become(-1) == EPERM ? ENOSYS : errnum);
	}
	while (waitpid(child, &status, __WALL) < 0)
		if (!mg_sys_is_interrupted(&tries))
			return ENOSYS;
	/* ENOEXEC: the real machine is another one (an emulator runs us). */
	return !WIFEXITED(status) || WEXITSTATUS(status) == ENOEXEC ? ENOSYS : WEXITSTATUS(status);
}
#endif

/* Closes *fd: a file that is open for writing cannot be executed. 0 or an errno. */
static int
try_exec(int *fd, int again)
{
#ifdef CODE
	ssize_t count = write(*fd, &program, sizeof(program));

	if (count != sizeof(program))
		return count < 0 ? errno : ENOSPC;
	count = close(*fd);
	*fd = -1;
	return count < 0 ? errno : execute(again);
#else
	mg_sys_close(fd);
	return -mg_sys_may_execute(again);
#endif
}

static int
try_file(int dir, enum mg_ability ability)
{
	int again = -1, errnum;
	int fd = open_twice(dir, ability == MG_ABILITY_EXEC ? O_RDONLY : O_RDWR, &again);

	if (fd < 0)
		return -fd;
	if (again < 0)
		errnum = -again;
	else if (ability == MG_ABILITY_EXEC)
		errnum = try_exec(&fd, again);
	else
		errnum = ability == MG_ABILITY_LOCK ? try_lock(fd, again) : try_mmap(fd, again);
	mg_sys_close(&fd);
	mg_sys_close(&again);
	return errnum;
}

void
mg_write_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd, struct mg_facts *facts)
{
	const struct mg_mount *mount = mg_mounts_find(probe->mounts, facts->mount_id);
	const unsigned with_file =
		1U << MG_ABILITY_LOCK | 1U << MG_ABILITY_EXEC | 1U << MG_ABILITY_MMAP;
	bool syncs = ask->needs & MG_NEED_SYNC, tries = ask->needs & MG_NEED_TRY;

	facts->stage = MG_STAGE_WRITE;
	if (!S_ISDIR(facts->mode)) {
		write_file(fd, syncs, &facts->write);
		return;
	}
	/* On network and FUSE types an error may show only at fsync. */
	write_dir(fd, syncs || !mount || mg_backing_reports_late(mount->fstype), syncs || tries,
		  &facts->write);
	for (unsigned i = 0; facts->write.err == 0 && i < MG_ABILITY_COUNT; i++)
		if (ask->abilities & 1U << i)
			facts->abilities[i] =
				(unsigned char)(with_file & 1U << i ? try_file : try_names)(
					fd, (enum mg_ability)i);
}
