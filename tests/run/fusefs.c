/* SPDX-License-Identifier: MIT */

/*
 * fusefs DIR LOG [mute=REQUEST] [fail=REQUEST:ERRNO] [late=N] [private] [fold]...: a FUSE file
 * system, spoken without a library, that can be told to fail. Each request is written to LOG as a
 * line before it is answered, so that a test sees what it was asked, in which order, and what it
 * was not asked.
 *
 *   mute=LOOKUP        takes such requests and never answers them (`mute=ALL`: every one)
 *   fail=WRITE:28      answers such requests with that errno
 *   private            lets in nobody but its own user
 *   fold               takes names that differ only in case for one
 *   late=N             takes N of the muted requests and answers those as usual
 *   SIGUSR1            from now on `mute=ALL`
 *   SIGSTOP            requests are not even taken
 *
 * It knows no O_TMPFILE, as programs on libfuse do not. The tree is `file` (six bytes), `sub`,
 * `sub/inner`, and what was created, which has no content.
 */

#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REQUEST_MAX (1 << 18)
#define NODES_MAX 64
#define NAME_BYTES 128
#define CONTENT "hello\n"

struct node {
	unsigned long parent; /* 0: there is no such node (any more) */
	unsigned int mode;
	char name[NAME_BYTES];
};

struct request_name {
	unsigned int opcode;
	const char *name;
};

static const struct request_name request_names[] = {
	{ FUSE_LOOKUP, "LOOKUP" },
	{ FUSE_FORGET, "FORGET" },
	{ FUSE_GETATTR, "GETATTR" },
	{ FUSE_SETATTR, "SETATTR" },
	{ FUSE_UNLINK, "UNLINK" },
	{ FUSE_OPEN, "OPEN" },
	{ FUSE_READ, "READ" },
	{ FUSE_WRITE, "WRITE" },
	{ FUSE_STATFS, "STATFS" },
	{ FUSE_RELEASE, "RELEASE" },
	{ FUSE_FSYNC, "FSYNC" },
	{ FUSE_FLUSH, "FLUSH" },
	{ FUSE_INIT, "INIT" },
	{ FUSE_OPENDIR, "OPENDIR" },
	{ FUSE_READDIR, "READDIR" },
	{ FUSE_RELEASEDIR, "RELEASEDIR" },
	{ FUSE_FSYNCDIR, "FSYNCDIR" },
	{ FUSE_ACCESS, "ACCESS" },
	{ FUSE_CREATE, "CREATE" },
	{ FUSE_INTERRUPT, "INTERRUPT" },
	{ FUSE_DESTROY, "DESTROY" },
	{ FUSE_BATCH_FORGET, "FORGET" },
	{ 51, "TMPFILE" },
	{ 52, "STATX" },
};

/* A node's index is its number; 0 is nobody's, 1 is the root. */
static struct node nodes[NODES_MAX] = {
	[1] = { .parent = 1, .mode = S_IFDIR | 0777, .name = "" },
	[2] = { .parent = 1, .mode = S_IFREG | 0666, .name = "file" },
	[3] = { .parent = 1, .mode = S_IFDIR | 0777, .name = "sub" },
	[4] = { .parent = 3, .mode = S_IFREG | 0666, .name = "inner" },
};

static const char *muted;
static const char *failing;
static int failing_errno;
static const char *shared = ",allow_other";
static int late;
static int folds;
static volatile sig_atomic_t all_muted;

static void
mute_all(int number)
{
	(void)number;
	all_muted = 1;
}

static const char *
request_name(unsigned int opcode)
{
	for (size_t i = 0; i < sizeof(request_names) / sizeof(request_names[0]); i++) {
		if (request_names[i].opcode == opcode) {
			return request_names[i].name;
		}
	}
	return "OTHER";
}

/* A request that begins with a name, or with a fixed part and then a name. */
static const char *
name_in(unsigned int opcode, const char *body)
{
	if (opcode == FUSE_LOOKUP || opcode == FUSE_UNLINK) {
		return body;
	}
	return opcode == FUSE_CREATE ? body + sizeof(struct fuse_create_in) : "";
}

static unsigned long
find(unsigned long parent, const char *name)
{
	for (unsigned long i = 2; i < NODES_MAX; i++) {
		if (nodes[i].parent == parent &&
		    !(folds ? strcasecmp : strcmp)(nodes[i].name, name)) {
			return i;
		}
	}
	return 0;
}

/* Returns 0 where there is no room. */
static unsigned long
create(unsigned long parent, const char *name)
{
	size_t length = strlen(name);

	if (length >= NAME_BYTES) {
		return 0;
	}
	for (unsigned long i = 5; i < NODES_MAX; i++) {
		if (!nodes[i].parent) {
			nodes[i].parent = parent;
			nodes[i].mode = S_IFREG | 0600;
			memcpy(nodes[i].name, name, length + 1);
			return i;
		}
	}
	return 0;
}

static void
fill_attr(unsigned long number, struct fuse_attr *attr)
{
	memset(attr, 0, sizeof(*attr));
	attr->ino = number;
	attr->mode = nodes[number].mode;
	attr->nlink = S_ISDIR(nodes[number].mode) ? 2 : 1;
	attr->size = number < 5 && S_ISREG(nodes[number].mode) ? strlen(CONTENT) : 0;
	attr->blksize = 4096;
}

static void
answer(int device, const struct fuse_in_header *in, int error, const void *data, size_t bytes)
{
	struct fuse_out_header out = {
		.len = (unsigned int)(sizeof(out) + bytes),
		.error = -error,
		.unique = in->unique,
	};
	struct iovec parts[] = {
		{ &out, sizeof(out) },
		{ (void *)(unsigned long)data, bytes },
	};

	/* ENOENT: whoever asked was killed meanwhile. */
	if (writev(device, parts, 2) < 0 && errno != ENOENT) {
		perror("answer");
	}
}

static void
answer_entry(int device, const struct fuse_in_header *in, unsigned long number, int opened)
{
	struct {
		struct fuse_entry_out entry;
		struct fuse_open_out open;
	} out;

	memset(&out, 0, sizeof(out));
	if (!number) {
		answer(device, in, opened ? ENOSPC : ENOENT, NULL, 0);
		return;
	}
	out.entry.nodeid = number;
	fill_attr(number, &out.entry.attr);
	answer(device, in, 0, &out, opened ? sizeof(out) : sizeof(out.entry));
}

static void
answer_listing(int device, const struct fuse_in_header *in, const struct fuse_read_in *read_in)
{
	char listing[NODES_MAX * (FUSE_NAME_OFFSET + NAME_BYTES)];
	size_t bytes = 0;

	memset(listing, 0, sizeof(listing));
	for (unsigned long i = read_in->offset < 2 ? 2 : read_in->offset; i < NODES_MAX; i++) {
		struct fuse_dirent *entry = (struct fuse_dirent *)(void *)(listing + bytes);
		size_t length = strlen(nodes[i].name);

		if (nodes[i].parent != in->nodeid) {
			continue;
		}
		if (bytes + FUSE_DIRENT_ALIGN(FUSE_NAME_OFFSET + length) > read_in->size) {
			break;
		}
		entry->ino = i;
		entry->off = i + 1;
		entry->namelen = (unsigned int)length;
		entry->type = (nodes[i].mode & S_IFMT) >> 12;
		memcpy(entry->name, nodes[i].name, length);
		bytes += FUSE_DIRENT_ALIGN(FUSE_NAME_OFFSET + length);
	}
	answer(device, in, 0, listing, bytes);
}

static void
answer_attr(int device, const struct fuse_in_header *in)
{
	struct fuse_attr_out out;

	memset(&out, 0, sizeof(out));
	fill_attr(in->nodeid, &out.attr);
	answer(device, in, 0, &out, sizeof(out));
}

static void
answer_init(int device, const struct fuse_in_header *in)
{
	struct fuse_init_out out = {
		.major = FUSE_KERNEL_VERSION,
		.minor = FUSE_KERNEL_MINOR_VERSION,
		.max_write = 65536,
		.max_background = 12,
		.congestion_threshold = 9,
	};

	answer(device, in, 0, &out, sizeof(out));
}

static void
serve(int device, const struct fuse_in_header *in, const char *body)
{
	struct fuse_open_out open_out = { 0 };
	struct fuse_statfs_out statfs_out = { .st = { .blocks = 1000,
						      .bfree = 500,
						      .bavail = 500,
						      .files = 100,
						      .ffree = 50,
						      .bsize = 4096,
						      .namelen = 255,
						      .frsize = 4096 } };
	struct fuse_write_out write_out = { 0 };
	unsigned long number;

	switch (in->opcode) {
	case FUSE_INIT:
		answer_init(device, in);
		break;
	case FUSE_LOOKUP:
		answer_entry(device, in, find(in->nodeid, body), 0);
		break;
	case FUSE_CREATE:
		number = create(in->nodeid, name_in(FUSE_CREATE, body));
		answer_entry(device, in, number, 1);
		break;
	case FUSE_UNLINK:
		number = find(in->nodeid, body);
		nodes[number].parent = 0;
		answer(device, in, number ? 0 : ENOENT, NULL, 0);
		break;
	case FUSE_GETATTR:
	case FUSE_SETATTR:
		answer_attr(device, in);
		break;
	case FUSE_OPEN:
	case FUSE_OPENDIR:
		answer(device, in, 0, &open_out, sizeof(open_out));
		break;
	case FUSE_READDIR:
		answer_listing(device, in, (const struct fuse_read_in *)(const void *)body);
		break;
	case FUSE_READ:
		answer(device, in, 0, CONTENT, strlen(CONTENT));
		break;
	case FUSE_WRITE:
		write_out.size = ((const struct fuse_write_in *)(const void *)body)->size;
		answer(device, in, 0, &write_out, sizeof(write_out));
		break;
	case FUSE_STATFS:
		answer(device, in, 0, &statfs_out, sizeof(statfs_out));
		break;
	case FUSE_FLUSH:
	case FUSE_FSYNC:
	case FUSE_FSYNCDIR:
	case FUSE_RELEASE:
	case FUSE_RELEASEDIR:
		answer(device, in, 0, NULL, 0);
		break;
	case FUSE_FORGET:
	case FUSE_BATCH_FORGET:
	case FUSE_INTERRUPT:
		break;
	default:
		answer(device, in, ENOSYS, NULL, 0);
	}
}

static int
is_muted(const struct fuse_in_header *in)
{
	if (in->opcode == FUSE_INIT) {
		return 0;
	}
	if (all_muted || (muted && !strcmp(muted, "ALL"))) {
		return late-- <= 0;
	}
	return muted && !strcmp(muted, request_name(in->opcode)) && late-- <= 0;
}

static int
is_failing(const struct fuse_in_header *in)
{
	return failing && !strcmp(failing, request_name(in->opcode));
}

static void
loop(int device, int log)
{
	static char request[REQUEST_MAX] __attribute__((aligned(16)));
	const struct fuse_in_header *in = (const struct fuse_in_header *)(const void *)request;
	const char *body = request + sizeof(*in);
	char line[512];

	for (;;) {
		ssize_t bytes = read(device, request, sizeof(request) - 1);
		int length;

		if (bytes < 0 && (errno == EINTR || errno == ENOENT || errno == EAGAIN)) {
			continue;
		}
		if (bytes < (ssize_t)sizeof(*in)) {
			return;
		}
		request[bytes] = '\0';
		length = snprintf(line, sizeof(line), "%s %lu %s\n", request_name(in->opcode),
				  (unsigned long)in->nodeid, name_in(in->opcode, body));
		(void)!write(log, line, (size_t)length);
		if (is_muted(in)) {
			continue;
		}
		if (is_failing(in)) {
			answer(device, in, failing_errno, NULL, 0);
			continue;
		}
		serve(device, in, body);
	}
}

/* Returns 0 for a word that it does not know. */
static int
set_option(char *word)
{
	char *colon = strchr(word, ':');

	if (!strncmp(word, "mute=", 5)) {
		muted = word + 5;
	} else if (!strncmp(word, "late=", 5)) {
		late = atoi(word + 5);
	} else if (!strncmp(word, "fail=", 5) && colon) {
		*colon = '\0';
		failing = word + 5;
		failing_errno = atoi(colon + 1);
	} else if (!strcmp(word, "private")) {
		shared = "";
	} else if (!strcmp(word, "fold")) {
		folds = 1;
	} else {
		return 0;
	}
	return 1;
}

int
main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = mute_all };
	char options[128];
	int device;
	int log;

	if (argc < 3) {
		fprintf(stderr, "usage: fusefs DIR LOG [mute=REQUEST] [fail=REQUEST:ERRNO] "
				"[late=N] [private]\n");
		return 1;
	}
	for (int i = 3; i < argc; i++) {
		if (!set_option(argv[i])) {
			fprintf(stderr, "fusefs: %s?\n", argv[i]);
			return 1;
		}
	}
	(void)sigaction(SIGUSR1, &action, NULL);
	log = open(argv[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	if (log < 0 || device < 0) {
		perror(log < 0 ? argv[2] : "/dev/fuse");
		return 77;
	}
	(void)snprintf(options, sizeof(options), "fd=%d,rootmode=40777,user_id=0,group_id=0%s",
		       device, shared);
	if (mount("fusefs", argv[1], "fuse.fusefs", MS_NOSUID | MS_NODEV, options) != 0) {
		perror(argv[1]);
		return 77;
	}
	loop(device, log);
	return 0;
}
