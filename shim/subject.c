/* SPDX-License-Identifier: MIT */
/* What was found at a path, in words. Pure: text from facts. */
#include "subject.h"

#include "backing_paths.h"
#include "errnum.h"
#include "path.h"
#include "quote.h"

#include <string.h>
#include <sys/stat.h>

/* More mount points than this are counted, not named. */
#define NAMES_SHOWN 4

bool
mg_subject_is_missing(const struct mg_subject *subject)
{
	return mg_errnum_is_missing(subject->facts->walk_err);
}

bool
mg_subject_is_dir(const struct mg_subject *subject)
{
	return S_ISDIR(subject->facts->mode);
}

bool
mg_subject_is_file(const struct mg_subject *subject)
{
	return S_ISREG(subject->facts->mode);
}

const char *
mg_subject_type(const struct mg_subject *subject)
{
	static const struct {
		unsigned type;
		const char *says;
	} types[] = {
		{ S_IFREG, "a file" },		{ S_IFDIR, "a directory" },
		{ S_IFSOCK, "a socket" },	{ S_IFIFO, "a FIFO" },
		{ S_IFBLK, "a block device" },	{ S_IFCHR, "a character device" },
		{ S_IFLNK, "a symbolic link" },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(types); i++)
		if ((subject->facts->mode & S_IFMT) == types[i].type)
			return types[i].says;
	return "an object of unknown type";
}

void
mg_subject_add_errno(struct mg_buf *buf, int errnum)
{
	const char *name = mg_errnum_name(errnum);

	mg_buf_add(buf, mg_errnum_says(errnum));
	if (name)
		mg_buf_addf(buf, " (%s)", name);
	else
		mg_buf_addf(buf, " (errno %d)", errnum);
}

static void
add_names(const struct mg_listing *listing, struct mg_buf *buf)
{
	const char *name = listing->names, *end = name + listing->names_len;
	unsigned shown = 0;

	while (name < end && shown < NAMES_SHOWN) {
		const char *next = name + strlen(name) + 1;
		bool last = shown + 1 == listing->mount_points;

		if (shown > 0)
			mg_buf_add(buf, last ? " and " : ", ");
		mg_quote_add_short(buf, name);
		shown++;
		name = next;
	}
	if (shown < listing->mount_points)
		mg_buf_addf(buf, " and %u more", listing->mount_points - shown);
}

void
mg_subject_add_nothing(const struct mg_subject *subject, struct mg_buf *buf)
{
	const struct mg_listing *listing = &subject->facts->listing;

	if (listing->mount_points == 0 && !listing->has_lost_found) {
		mg_buf_add(buf, "it is empty");
		return;
	}
	mg_buf_add(buf, "it holds nothing except ");
	if (listing->mount_points > 0 && listing->names_len == 0) {
		mg_buf_addf(buf, "%u mount point%s", listing->mount_points,
			    listing->mount_points > 1 ? "s" : "");
	} else if (listing->mount_points > 0) {
		mg_buf_addf(buf, "the mount point%s ", listing->mount_points > 1 ? "s" : "");
		add_names(listing, buf);
	}
	if (listing->has_lost_found)
		mg_buf_addf(buf, "%slost+found", listing->mount_points > 0 ? " and " : "");
}

static void
describe_object(const struct mg_subject *subject, struct mg_buf *buf)
{
	const struct mg_facts *facts = subject->facts;
	const struct mg_listing *listing = &facts->listing;

	if (mg_subject_is_file(subject))
		mg_buf_addf(buf, "file of %llu byte%s", (unsigned long long)facts->size,
			    facts->size == 1 ? "" : "s");
	else if (!mg_subject_is_dir(subject))
		mg_buf_add(buf, mg_subject_type(subject));
	else if (listing->err == 0)
		mg_buf_add(buf, listing->has_own ? "files of its own" : "0 files of its own");
	else if (listing->err == MG_NOT_ASKED)
		mg_buf_add(buf, "directory");
	else
		mg_buf_add(buf, "directory that cannot be listed");
}

/* What is known when the walk did not arrive: the last place that it reached. */
static void
describe_way(const struct mg_subject *subject, struct mg_buf *buf)
{
	const struct mg_facts *facts = subject->facts;

	mg_buf_add(buf, mg_subject_is_missing(subject) ? "only " : "the way ends in ");
	if (facts->resolved[0] != '\0')
		mg_quote_add(buf, facts->resolved);
	else
		mg_buf_add(buf, "the working directory");
	if (!subject->mount)
		return;
	mg_buf_add(buf, ": ");
	mg_backing_describe(subject->mount, &subject->backing, buf);
}

void
mg_subject_describe(const struct mg_subject *subject, struct mg_buf *buf)
{
	const struct mg_facts *facts = subject->facts;

	if (facts->walk_err != 0) {
		describe_way(subject, buf);
		return;
	}
	if (subject->mount)
		mg_backing_describe(subject->mount, &subject->backing, buf);
	else
		mg_buf_add(buf, "a mount that is not in the mount table");
	if (facts->answer == MG_ANSWER_GIVEN && facts->stat_err == 0) {
		mg_buf_add(buf, ", ");
		describe_object(subject, buf);
	}
	if (facts->is_link) {
		mg_buf_add(buf, ", by a symbolic link to ");
		mg_quote_add(buf, facts->resolved);
	}
}

struct mg_backing
mg_subject_backing(const struct mg_container *container, const struct mg_mount *mount,
		   const struct mg_facts *facts)
{
	struct mg_backing backing = mg_backing_find(container, mount);

	if (facts->knows_data_link)
		mg_backing_refine(&backing, facts->has_data_link);
	else if (mg_backing_paths_is_dated(facts->resolved)) /* a file, behind its link */
		mg_backing_refine(&backing, true);
	return backing;
}
