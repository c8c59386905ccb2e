/* SPDX-License-Identifier: MIT */
/* The vocabulary: a row for each word. Pure: a table and its look-ups. */
#include "words/vocabulary.h"

#include "judge.h"
#include "text/lex.h"
#include "words/always.h"

/* The types of what is there: where one of them failed, what can be done with it is moot. */
#define TYPES "file dir socket device"

/* What backs it: where that is not what was wanted, nothing about its content or its owner is worth
 * knowing. */
#define BACKING "mount on persistent fstype source"

static const struct mg_word rows[] = {
	{
		.name = "exists",
		.judge = mg_always_exists,
		.help = "something is there (implied by every word but absent and optional)",
	},
	{
		.name = "absent",
		.against =
			"exists nonempty empty has mount on persistent fstype source opts readable "
			"writable readonly executable owner mode private free inodes " TYPES,
		.judge = mg_judge_absent,
		.help = "nothing is there",
	},
	{
		.name = "file",
		.against = "dir socket device has",
		/* A directory in its place: is it the engine's empty stand-in? */
		.needs = MG_NEED_LIST | MG_NEED_FILE,
		.judge = mg_judge_file,
		.help = "it is a file; an empty directory is named as the stand-in for a missing "
			"host file",
	},
	{
		.name = "dir",
		.against = "file socket device",
		.judge = mg_judge_dir,
		.help = "it is a directory",
	},
	{
		.name = "socket",
		.against = "file dir device",
		.needs = MG_NEED_LIST, /* as for a file */
		.judge = mg_judge_socket,
		.help = "it is a socket",
	},
	{
		.name = "device",
		.against = "file dir socket",
		.needs = MG_NEED_LIST, /* as for a file */
		.judge = mg_judge_device,
		.help = "it is a block or character device",
	},
	{
		.name = "nonempty",
		.after = TYPES " " BACKING " readable",
		.against = "empty",
		.needs = MG_NEED_LIST,
		.needs_access = true,
		.judge = mg_judge_nonempty,
		.help = "a file has bytes; a directory has an entry besides mount points, empty "
			"directories and lost+found",
	},
	{
		.name = "empty",
		.after = TYPES " " BACKING " readable",
		.against = "nonempty",
		.needs = MG_NEED_LIST,
		.judge = mg_judge_empty,
		.help = "a file has no bytes; a directory has nothing at all besides mount points "
			"and lost+found",
	},
	{
		.name = "has",
		.argument = MG_ARGUMENT_GLOB,
		.argument_syntax = "=GLOB",
		.after = TYPES " " BACKING " readable",
		.needs = MG_NEED_LIST,
		.needs_access = true,
		.judge = mg_judge_has,
		.help = "the directory has an entry that matches",
	},
	{
		.name = "mount",
		.argument = MG_ARGUMENT_KINDS,
		.argument_optional = true,
		.argument_syntax = "[=KIND[|KIND]]",
		.needs = MG_NEED_LIST, /* what lies there instead */
		.needs_mount = true,
		.judge = mg_judge_mount,
		.help = "it is the root of a visible mount of its own, and of that kind",
	},
	{
		.name = "on",
		.argument = MG_ARGUMENT_KINDS,
		.argument_syntax = "=KIND[|KIND]",
		.after = "mount",
		.needs_mount = true,
		.judge = mg_judge_kind,
		.help = "the mount that the path lies on is of that kind",
	},
	{
		.name = "persistent",
		.after = "mount",
		.needs_mount = true,
		.judge = mg_judge_persistent,
		.help = "what is written here outlives the container",
	},
	{
		.name = "fstype",
		.argument = MG_ARGUMENT_NAMES,
		.argument_syntax = "=[!]NAME[|NAME]",
		.after = "mount",
		.needs_mount = true,
		.judge = mg_judge_fstype,
		.help = "the file system is of that type; with ! of none of these",
	},
	{
		.name = "source",
		.argument = MG_ARGUMENT_GLOB,
		.argument_syntax = "=GLOB",
		.after = "mount",
		.needs_mount = true,
		.judge = mg_judge_source,
		.help = "the mount's source, its root there or the volume's name matches",
	},
	{
		.name = "opts",
		.argument = MG_ARGUMENT_OPTIONS,
		.argument_syntax = "=OPT[+OPT]",
		.after = "mount",
		.needs_mount = true,
		.judge = mg_judge_opts,
		.help = "all of these options are set, on the mount or on its file system",
	},
	{
		.name = "readable",
		.after = TYPES " " BACKING,
		.needs = MG_NEED_LIST | MG_NEED_READ,
		.needs_access = true,
		.judge = mg_judge_readable,
		.help = "it can be read: a directory listed, a byte of a file read",
	},
	{
		.name = "writable",
		.argument = MG_ARGUMENT_SYNC,
		.argument_optional = true,
		.argument_syntax = "[=sync]",
		.after = TYPES " " BACKING " nonempty has",
		.against = "readonly",
		.needs = MG_NEED_WRITE,
		.needs_access = true,
		.judge = mg_judge_writable,
		.help = "it can be written: a file is made, written and gone again; sync waits for "
			"the disk",
	},
	{
		.name = "readonly",
		.after = TYPES " " BACKING " nonempty has",
		.against = "writable",
		.needs = MG_NEED_WRITE,
		.judge = mg_judge_readonly,
		.help = "it cannot be written",
	},
	{
		.name = "executable",
		.after = TYPES " " BACKING " nonempty has",
		.needs = MG_NEED_EXECUTE,
		.needs_access = true,
		.judge = mg_judge_executable,
		.help = "a file may be executed; a directory may be searched; neither on a mount "
			"with "
			"noexec",
	},
	{
		.name = "owner",
		.argument = MG_ARGUMENT_OWNER,
		.argument_syntax = "=USER[:GROUP]",
		.after = TYPES " " BACKING " nonempty has",
		.is_single = true,
		.judge = mg_judge_owner,
		.help = "it is owned by this user, and this group; names or numbers",
	},
	{
		.name = "mode",
		.argument = MG_ARGUMENT_MODE,
		.argument_syntax = "=OCTAL",
		.after = TYPES " " BACKING " nonempty has",
		.is_single = true,
		.judge = mg_judge_mode,
		.help = "its permission bits are exactly these",
	},
	{
		.name = "private",
		.after = TYPES " " BACKING " nonempty has",
		.judge = mg_judge_private,
		.help = "group and others have no access to it",
	},
	{
		.name = "free",
		.argument = MG_ARGUMENT_SIZE,
		.argument_syntax = "=SIZE|PCT",
		.after = BACKING,
		.needs = MG_NEED_SPACE,
		.needs_access = true,
		.is_single = true,
		.judge = mg_judge_free,
		.help = "at least so much room is left for the user",
	},
	{
		.name = "inodes",
		.argument = MG_ARGUMENT_NUMBER,
		.argument_syntax = "=N",
		.after = BACKING,
		.needs = MG_NEED_SPACE,
		.needs_access = true,
		.is_single = true,
		.judge = mg_judge_inodes,
		.help = "at least so many files can still be made, where the file system counts "
			"them",
	},
	{
		.name = "warn",
		.help = "a failure here is reported, and does not keep the command from starting",
	},
	{
		.name = "optional",
		.against = "exists",
		.help = "no finding where the path does not exist",
	},
};

const struct mg_word *
mg_word_at(size_t index)
{
	return index < MG_ARRAY_LEN(rows) ? &rows[index] : NULL;
}

size_t
mg_word_count(void)
{
	return MG_ARRAY_LEN(rows);
}

const char *
mg_word_name_at(size_t index)
{
	return rows[index].name;
}

const struct mg_word *
mg_word_by_name(struct mg_slice name)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++)
		if (mg_lex_equal(name, rows[i].name))
			return &rows[i];
	return NULL;
}

enum mg_verdict
mg_word_judge(const struct mg_word *check, const struct mg_subject *subject,
	      const struct mg_term *word, struct mg_buf *clause)
{
	if (check->needs_mount && !subject->mount)
		return mg_say(MG_UNKNOWN, clause,
			      "cannot tell: this kernel gives no mount ids (gVisor does not), so "
			      "what it lies on is not known");
	return check->judge(subject, word, clause);
}

int
mg_word_errno(const struct mg_word *check, const struct mg_facts *facts)
{
	const int errnums[] = {
		facts->walk_err,
		facts->stat_err,
		check->needs & MG_NEED_LIST ? facts->listing.err : 0,
		check->needs & MG_NEED_READ ? facts->read_err : 0,
		check->needs & MG_NEED_EXECUTE ? facts->execute_err : 0,
		check->needs & MG_NEED_WRITE ? facts->write.err : 0,
		check->needs & MG_NEED_SPACE ? facts->space.err : 0,
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(errnums); i++)
		if (errnums[i] > 0)
			return errnums[i];
	return 0;
}
