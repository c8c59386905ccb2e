/* SPDX-License-Identifier: MIT */
/* Describes in words what was found at a path. Pure: text from facts. */
#include "words/subject.h"

#include "text/err.h"
#include "text/errnum.h"
#include "text/format.h"
#include "text/path.h"
#include "text/quote.h"

#include <string.h>
#include <sys/stat.h>

/* A message shows this many names, and counts the rest. */
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

/* A sort of entry that does not count as content. */
struct sort {
	bool is_dir; /* its names in the listing end in "/" */
	unsigned count;
	const char *one, *many;
};

static void
add_names(const struct mg_listing *listing, const struct sort *sort, unsigned max,
	  struct mg_buf *buf)
{
	const char *says = sort->count == 1 ? sort->one : sort->many;
	const char *name = listing->names, *end = name + listing->names_len;
	unsigned shown = 0;

	for (; name < end && shown < max; name += strlen(name) + 1) {
		bool is_dir = name[strlen(name) - 1] == '/';
		char bare[MG_FACTS_NAMES_BYTES];

		if (is_dir != sort->is_dir)
			continue;
		if (shown == 0)
			mg_buf_addf(buf, "the %s ", says);
		else
			mg_buf_add(buf, shown + 1 == sort->count ? " and " : ", ");
		(void)mg_format(bare, sizeof(bare), "%.*s", (int)(strlen(name) - is_dir),
				name); /* fits */
		mg_quote_add_short(buf, bare);
		shown++;
	}
	if (shown == 0)
		mg_buf_addf(buf, "%u %s", sort->count, says);
	else if (shown < sort->count)
		mg_buf_addf(buf, " and %u more", sort->count - shown);
}

/* Add the mount points and the empty directories. */
static void
add_sorts(const struct mg_listing *listing, struct mg_buf *buf)
{
	const struct sort sorts[] = {
		{ false, listing->mount_points, "mount point", "mount points" },
		{ true, listing->empty_dirs, "empty directory", "empty directories" },
	};
	bool both = sorts[0].count > 0 && sorts[1].count > 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(sorts); i++) {
		if (i > 0 && both)
			mg_buf_add(buf, listing->has_lost_found ? ", " : " and ");
		if (sorts[i].count > 0)
			add_names(listing, &sorts[i], both ? NAMES_SHOWN / 2 : NAMES_SHOWN, buf);
	}
}

void
mg_subject_add_nothing(const struct mg_subject *subject, struct mg_buf *buf)
{
	const struct mg_listing *listing = &subject->facts->listing;

	if (listing->mount_points == 0 && listing->empty_dirs == 0 && !listing->has_lost_found) {
		mg_buf_add(buf, "it is empty");
		return;
	}
	mg_buf_add(buf, "it holds nothing except ");
	add_sorts(listing, buf);
	if (listing->has_lost_found)
		mg_buf_addf(buf, "%slost+found",
			    listing->mount_points + listing->empty_dirs > 0 ? " and " : "");
}

void
mg_subject_add_something(const struct mg_subject *subject, struct mg_buf *buf)
{
	const struct mg_listing *listing = &subject->facts->listing;

	if (listing->has_own) {
		mg_buf_add(buf, "it has files of its own");
	} else if (listing->empty_dirs > 0) {
		const struct sort dirs = { true, listing->empty_dirs, "empty directory",
					   "empty directories" };

		mg_buf_add(buf, "it is not empty: it holds ");
		add_names(listing, &dirs, NAMES_SHOWN, buf);
	} else {
		mg_buf_add(buf, "it is not empty: it holds names that are kept for the use of a "
				"volume or a probe (..data, .mountguard-*)");
	}
}

/* Add the last place that the walk reached. */
static void
describe_way(const struct mg_subject *subject, struct mg_buf *buf)
{
	const char *resolved = subject->facts->resolved;

	mg_buf_add(buf, mg_subject_is_missing(subject) ? "only " : "the way ends in ");
	if (*resolved != '\0')
		mg_quote_add(buf, resolved);
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
	int list_err = facts->listing.err;

	if (facts->walk_err != 0) {
		describe_way(subject, buf);
		return;
	}
	if (subject->mount)
		mg_backing_describe(subject->mount, &subject->backing, buf);
	else
		mg_buf_add(buf, subject->is_unlocated ? "a mount that the kernel does not name"
						      : "a mount that is not in the mount table");
	if (facts->answer == MG_ANSWER_GIVEN && facts->stat_err == 0) {
		mg_buf_add(buf, ", ");
		if (mg_subject_is_file(subject))
			mg_buf_addf(buf, "file of %llu byte%s", (unsigned long long)facts->size,
				    facts->size == 1 ? "" : "s");
		else if (!mg_subject_is_dir(subject))
			mg_buf_add(buf, mg_subject_type(subject));
		else if (list_err == 0)
			mg_buf_add(buf, facts->listing.has_own ? "files of its own"
							       : "0 files of its own");
		else
			mg_buf_add(buf, list_err == MG_NOT_ASKED
						? "directory"
						: "directory that cannot be listed");
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
	else if (mg_roots_is_dated(facts->resolved)) /* a file, reached through the ..data link */
		mg_backing_refine(&backing, true);
	return backing;
}
