/* SPDX-License-Identifier: MIT */
/* Describes in words what was found at a path. Pure: text from facts. */
#include "words/subject.h"

#include "text/err.h"
#include "text/format.h"
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

/* Add the empty directories or the mount points by name, or their number where no name is known. */
static void
add_names(const struct mg_listing *listing, bool dirs, unsigned max, struct mg_buf *buf)
{
	unsigned count = dirs ? listing->empty_dirs : listing->mount_points, shown = 0;
	const char *one = dirs ? "empty directory" : "mount point";
	const char *says = count == 1 ? one : dirs ? "empty directories" : "mount points";
	const char *name = listing->names, *end = name + listing->names_len;

	for (; name < end && shown < max; name += strlen(name) + 1) {
		bool is_dir = name[strlen(name) - 1] == '/';
		char bare[MG_FACTS_NAMES_BYTES];

		if (is_dir != dirs)
			continue;
		if (shown == 0)
			mg_buf_addf(buf, "the %s ", says);
		else
			mg_buf_add(buf, shown + 1 == count ? " and " : ", ");
		(void)mg_format(bare, sizeof(bare), "%.*s", (int)(strlen(name) - is_dir),
				name); /* fits */
		mg_quote_add_short(buf, bare);
		shown++;
	}
	if (shown == 0)
		mg_buf_addf(buf, "%u %s", count, says);
	else if (shown < count)
		mg_buf_addf(buf, " and %u more", count - shown);
}

void
mg_subject_add_nothing(const struct mg_subject *subject, struct mg_buf *buf)
{
	const struct mg_listing *listing = &subject->facts->listing;
	bool points = listing->mount_points > 0, dirs = listing->empty_dirs > 0;
	unsigned max = points && dirs ? NAMES_SHOWN / 2 : NAMES_SHOWN;

	if (!points && !dirs && !listing->has_lost_found) {
		mg_buf_add(buf, "it is empty");
		return;
	}
	mg_buf_add(buf, "it holds nothing except ");
	if (points)
		add_names(listing, false, max, buf);
	if (points && dirs)
		mg_buf_add(buf, listing->has_lost_found ? ", " : " and ");
	if (dirs)
		add_names(listing, true, max, buf);
	if (listing->has_lost_found)
		mg_buf_add(buf, points || dirs ? " and lost+found" : "lost+found");
}

void
mg_subject_add_something(const struct mg_subject *subject, struct mg_buf *buf)
{
	const struct mg_listing *listing = &subject->facts->listing;

	if (listing->has_own) {
		mg_buf_add(buf, "it has files of its own");
	} else if (listing->empty_dirs > 0) {
		mg_buf_add(buf, "it is not empty: it holds ");
		add_names(listing, true, NAMES_SHOWN, buf);
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

/* --- what a mode allows: the kernel's rule, to explain a refusal, never to predict one --- */

bool
mg_actor_may(const struct mg_actor *actor, const struct mg_facts *facts, unsigned bits)
{
	/* The first class that fits counts, even if a later one would allow more. */
	unsigned shift = actor->uid == facts->uid ? 6 : facts->is_in_group ? 3 : 0;

	return (facts->mode >> shift & bits) == bits;
}

static struct mg_slice
name_of(const struct mg_accounts *accounts, uint32_t uid)
{
	struct mg_slice none = { "", 0 };

	return accounts ? mg_accounts_name(accounts, MG_ACCOUNTS_USERS, uid) : none;
}

void
mg_actor_add_reason(struct mg_buf *buf, const struct mg_actor *actor, const struct mg_facts *facts,
		    const struct mg_accounts *accounts, const char *verb)
{
	struct mg_slice owner = name_of(accounts, facts->uid), name = name_of(accounts, actor->uid);

	mg_buf_addf(buf, "belongs to %u:%u", facts->uid, facts->gid);
	if (owner.len > 0) {
		mg_buf_add(buf, " (");
		mg_quote_add_slice(buf, owner);
		mg_buf_add(buf, ")");
	} else if (accounts && accounts->files[MG_ACCOUNTS_USERS].text) {
		/* Most often the owner is a user of the machine that the files come from. */
		mg_buf_add(buf, " (no user of this image)");
	}
	mg_buf_addf(buf, " with mode 0%03o, and uid %u (", facts->mode & 07777U, actor->uid);
	if (name.len > 0) {
		mg_quote_add_slice(buf, name);
		mg_buf_add(buf, ", ");
	}
	mg_buf_addf(buf, "gid %u", actor->gid);
	for (unsigned i = 0; i < actor->group_count && i < MG_FACTS_SHOWN_GROUPS; i++)
		mg_buf_addf(buf, i == 0 ? ", groups %u" : ", %u", actor->groups[i]);
	if (actor->group_count > MG_FACTS_SHOWN_GROUPS)
		mg_buf_addf(buf, " and %u more", actor->group_count - MG_FACTS_SHOWN_GROUPS);
	if (actor->uid == facts->uid)
		mg_buf_addf(buf, ") is its owner, who may not %s", verb);
	else if (facts->is_in_group)
		mg_buf_addf(buf, ") is in its group, which may not %s", verb);
	else
		mg_buf_add(buf, ") is neither its owner nor in its group");
}
