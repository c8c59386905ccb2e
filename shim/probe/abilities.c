/* SPDX-License-Identifier: MIT */
/* What a file system can do: each is really tried. What can be tried without a name has none, and
 * no name is there for longer than the next call takes. */
#include "write.h"

#include "sys/sys.h"
#include "text/format.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- with two names --- */

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

/* Returns 0 or an errno. Both names are gone again; what was not made is not removed. */
static int
try_names(int dir, enum mg_ability ability)
{
	char one[MG_WRITE_NAME_BYTES], other[MG_WRITE_NAME_BYTES];
	bool is_rename = ability == MG_ABILITY_RENAME, has_other;
	int fd = mg_write_make(dir, one), errnum = 0, gone;
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
		errnum = errno == ENOSYS ? EOPNOTSUPP : errno; /* so says FUSE */
	if (has_other && unlinkat(dir, other, 0) < 0 && errnum == 0)
		errnum = errno;
	gone = unlinkat(dir, one, 0) < 0 ? errno : 0;
	/* A name that was renamed is not there any more. */
	if (is_rename)
		gone = gone == ENOENT ? 0 : EIO;
	return errnum != 0 ? errnum : gone;
}

/* --- with a file that has no name --- */

/* Locks count that keep another descriptor out, as they would another process. */
static int
try_lock(int fd, int again)
{
	struct flock range = { .l_type = F_WRLCK, .l_len = 1 };

	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return errno;
	if (flock(again, LOCK_EX | LOCK_NB) == 0)
		return ENOLCK;
	(void)flock(fd, LOCK_UN); /* on some servers the two kinds are one */
	if (fcntl(fd, F_OFD_SETLK, &range) == 0)
		return fcntl(again, F_OFD_SETLK, &range) == 0 ? ENOLCK : 0;
	/* EINVAL: Linux before 3.15. Weaker: these keep nobody out who is in the same process. */
	if (errno != EINVAL)
		return errno;
	return fcntl(fd, F_SETLK, &range) < 0 ? errno : 0;
}

/* What is written through the mapping is in the file. The kernel itself writes there: where the
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
	if (page == MAP_FAILED) /* ENODEV: it is not offered there */
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

/* The program that ends at once with 0, as machine code. */
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

/* Returns only where it failed, with errno. */
static int
become(int fd)
{
	char name[] = "";
	char *const arguments[] = { name, NULL }, *const environment[] = { NULL };

	(void)syscall(SYS_execveat, fd, "", arguments, environment, AT_EMPTY_PATH);
	return errno;
}

/* In a process of its own, which ends with 0 or with what execveat(2) says. */
static int
execute(int fd)
{
	unsigned tries = 0;
	bool sends_signal; /* which nobody waits for here */
	int status = 0, errnum;
	pid_t child;

	/* Where it is ignored, the end of a process that was executed goes unseen. */
	(void)signal(SIGCHLD, SIG_DFL);
	child = mg_sys_fork(&sends_signal);
	if (child < 0)
		return errno;
	if (child == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* cannot fail for a valid signal */
		errnum = become(fd);
		/* A seccomp profile says so of every file, even of one that does not exist. */
		_exit(errnum == EPERM && become(-1) == EPERM ? ENOSYS : errnum);
	}
	while (waitpid(child, &status, __WALL) < 0)
		if (!mg_sys_is_interrupted(&tries))
			return ENOSYS;
	/* ENOEXEC: this machine is another one than it says (an emulator's). */
	return !WIFEXITED(status) || WEXITSTATUS(status) == ENOEXEC ? ENOSYS : WEXITSTATUS(status);
}
#endif

/* Closes *fd: what is open for writing is not executed. */
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
	int fd = mg_write_open_twice(dir, ability == MG_ABILITY_EXEC ? O_RDONLY : O_RDWR, &again);

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
mg_abilities_try(int dir, unsigned wanted, unsigned char errnums[MG_ABILITY_COUNT])
{
	const unsigned with_file =
		1U << MG_ABILITY_LOCK | 1U << MG_ABILITY_EXEC | 1U << MG_ABILITY_MMAP;

	for (unsigned i = 0; i < MG_ABILITY_COUNT; i++)
		if (wanted & 1U << i)
			errnums[i] = (unsigned char)(with_file & 1U << i ? try_file : try_names)(
				dir, (enum mg_ability)i);
}
