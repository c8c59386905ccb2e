/* SPDX-License-Identifier: MIT */
/* Reads the bytes of a file, for a digest and a comparison. Opens regular files only, and holds one
 * piece of each in memory. */
#include "child.h"

#include "sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* A path's time limit is for each piece. */
#define PIECE_BYTES 65536

/* Fills the piece; only the last one of a file is shorter. Returns its bytes, or -errno. */
static ssize_t
read_piece(const struct mg_probe *probe, int fd, unsigned char piece[PIECE_BYTES])
{
	size_t used = 0;
	unsigned tries = 0;

	while (used < PIECE_BYTES) {
		ssize_t count = read(fd, piece + used, PIECE_BYTES - used);

		if (count < 0 && mg_sys_is_interrupted(&tries))
			continue;
		if (count < 0)
			return -errno;
		if (count == 0)
			break;
		used += (size_t)count;
	}
	mg_child_goes_on(probe);
	return (ssize_t)used;
}

/* Opens the other file. Returns the fd or -errno; -EISDIR: it is no regular file. */
static int
open_other(const struct mg_probe *probe, const char *path, uint64_t *size)
{
	const struct mg_ask ask = { .path = path };
	struct mg_facts facts = { 0 };
	int fd = mg_walk_run(probe, &ask, &facts, NULL);
	struct mg_sys_node node = { 0 };
	int result;

	if (fd < 0) /* no errno: its mount gave no answer before */
		return facts.walk_err ? -facts.walk_err : -ETIMEDOUT;
	result = mg_sys_node(fd, "", true, &node);
	*size = node.size;
	if (result == 0)
		result = S_ISREG(node.mode) ? mg_sys_reopen(fd, O_RDONLY) : -EISDIR;
	mg_sys_close(&fd);
	return result;
}

/* Compares a piece of the file with the next piece of the other one. */
static void
compare(const struct mg_probe *probe, int other, const unsigned char *piece, ssize_t count,
	struct mg_content *content)
{
	unsigned char other_piece[PIECE_BYTES] = { 0 };
	ssize_t other_count = read_piece(probe, other, other_piece), same = 0;

	while (same < count && same < other_count && piece[same] == other_piece[same])
		same++;
	content->same_bytes += (uint64_t)same;
	content->is_same = same == count && same == other_count;
	if (other_count < 0)
		content->other_err = (int)-other_count;
}

void
mg_content_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd,
	       struct mg_facts *facts)
{
	struct mg_content *content = &facts->content;
	MG_AUTO_FD int file = mg_sys_reopen(fd, O_RDONLY), other = -1;
	bool wants_digest = ask->needs & MG_NEED_SHA256;
	unsigned char piece[PIECE_BYTES] = { 0 };
	struct mg_sha256 sha;
	ssize_t count = file;

	if (ask->same_as) {
		facts->stage = MG_STAGE_OTHER;
		other = open_other(probe, ask->same_as, &content->other_size);
		content->other_err = other < 0 ? -other : 0;
		/* Files of /proc and of some servers have bytes, but no size. */
		content->is_same = other >= 0 && (facts->size == content->other_size ||
						  facts->size == 0 || content->other_size == 0);
	}
	mg_sha256_init(&sha);
	do {
		facts->stage = MG_STAGE_READ;
		if (file >= 0)
			count = read_piece(probe, file, piece);
		content->err = count < 0 ? (int)-count : 0;
		if (count > 0 && wants_digest)
			mg_sha256_add(&sha, piece, (size_t)count);
		facts->stage = MG_STAGE_OTHER;
		if (content->is_same)
			compare(probe, other, piece, count, content);
	} while (count > 0 && (wants_digest || content->is_same));
	mg_sha256_end(&sha, content->sha256);
	facts->stage = MG_STAGE_READ;
}
