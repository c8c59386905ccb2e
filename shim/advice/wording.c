/* SPDX-License-Identifier: MIT */
/* What the texts of diagnoses say in the place of a name in braces. Pure. Every name is quoted for
 * people; behind a "$" it is quoted for a shell, and a name that no command may be given makes the
 * whole text fail. */
#include "wording.h"

#include "text/lex.h"
#include "text/path.h"
#include "text/quote.h"
#include "words/actor.h"

#include <string.h>
#include <sys/stat.h>

/* Also in a sentence: people copy more than what was meant to be copied. */
static void
add_shown(struct mg_buf *buf, const char *text)
{
	if (strlen(text) > MG_QUOTE_SHORT_BYTES || !mg_quote_add_shell(buf, mg_lex_slice(text)))
		mg_quote_add_short(buf, text);
}

/* --- paths of the host --- */

/* No command of ours names one of these: too much lies in them, and not of the container alone. */
static const char *const shared_dirs[] = {
	"/",
	"/home",
	"/media",
	"/mnt",
	"/opt",
	"/srv",
	"/var",
	"/data",
	"/tmp",
	"/var/lib",
	"/var/tmp",
	"/usr/local",
	"/mnt/data",
	"/Users",
	"/Volumes",
	"/private",
	"/var/lib/docker",
	"/var/lib/docker/volumes",
};

/* Nor anything in these, which are the system's own. */
static const char *const system_trees[] = {
	"/bin",	 "/boot", "/dev",  "/etc", "/lib", "/lib32",   "/lib64",   "/proc",
	"/root", "/run",  "/sbin", "/sys", "/usr", "/var/log", "/var/run", "/var/lib/dpkg",
};

static bool
is_home(const char *path)
{
	return strncmp(path, "/home/", 6) == 0 && !strchr(path + 6, '/');
}

/* Whether a command that changes something may name the path: it is no directory of the system's
 * own, and none that everything lies in. */
static bool
may_command(const char *path)
{
	if (path[0] != '/' || is_home(path))
		return false;
	for (size_t i = 0; i < MG_ARRAY_LEN(shared_dirs); i++)
		if (strcmp(path, shared_dirs[i]) == 0)
			return false;
	for (size_t i = 0; i < MG_ARRAY_LEN(system_trees); i++)
		if (mg_path_is_under(path, system_trees[i]))
			return false;
	return true;
}

/* Behind the mount point: the rest of the path at which the walk ended, "" at the mount's root. A
 * mount that was moved has another mount point than the one that the walk came by: NULL. */
static const char *
behind_target(const struct mg_case *given)
{
	const char *target = given->subject->mount->target;
	const char *resolved = given->subject->facts->resolved;

	if (!mg_path_is_under(resolved, target))
		return NULL;
	return strcmp(target, "/") == 0 ? resolved : resolved + strlen(target);
}

/* Adds, raw, what the host calls the place at which the walk ended. */
static bool
add_host_path(struct mg_buf *path, const struct mg_case *given, const char *behind)
{
	const struct mg_mount *mount = given->subject->mount;

	if (!mount || !behind || !given->subject->backing.is_host_path ||
	    given->subject->backing.is_own || mount->stale || mg_engine_is_desktop_share(mount) ||
	    mount->root[0] != '/')
		return false;
	mg_buf_add(path, strcmp(mount->root, "/") == 0 ? "" : mount->root);
	mg_buf_add(path, behind);
	if (path->len == 0)
		mg_buf_add(path, "/");
	return true;
}

/* As people say it: a path of the host only where that is proven. */
static void
add_host_name(struct mg_buf *buf, const struct mg_case *given, const char *behind)
{
	const struct mg_mount *mount = given->subject->mount;
	MG_CLEANUP(mg_buf_release) struct mg_buf path = { 0 };
	struct mg_mount there;

	if (!mount || !behind)
		return;
	if (add_host_path(&path, given, behind)) {
		add_shown(buf, mg_buf_text(&path));
		return;
	}
	if (mg_engine_is_desktop_share(mount)) {
		(void)mg_engine_add_host_path(mount, &given->subject->backing, buf);
		return;
	}
	mg_buf_addf(&path, "%s%s", behind[0] != '\0' && mount->root[1] == '\0' ? "" : mount->root,
		    behind);
	there = *mount;
	there.root = mg_buf_text(&path);
	mg_backing_add_root(&there, buf);
}

/* --- values --- */

/* The numbers about what was denied, and to whom. */
static void
add_number(struct mg_buf *buf, const struct mg_case *given, struct mg_slice name)
{
	const struct mg_actor *actor = given->scene->actor;
	const struct mg_facts *facts = given->subject->facts;

	if (mg_lex_equal(name, "owner"))
		mg_buf_addf(buf, "%u:%u", facts->uid, facts->gid);
	else if (mg_lex_equal(name, "ogid"))
		mg_buf_addf(buf, "%u", facts->gid);
	else if (mg_lex_equal(name, "mode"))
		mg_buf_addf(buf, "0%03o", facts->mode & 07777U);
	else if (!actor)
		return;
	else if (mg_lex_equal(name, "ids"))
		mg_buf_addf(buf, "%u:%u", actor->uid, actor->gid);
	else if (mg_lex_equal(name, "uid"))
		mg_buf_addf(buf, "%u", actor->uid);
	else if (mg_lex_equal(name, "fsgroup"))
		mg_buf_addf(buf, "%u", actor->gid != 0 ? actor->gid : actor->uid);
	else if (mg_lex_equal(name, "gid"))
		mg_buf_addf(buf, "%u", actor->gid);
}

/* What was tried, as a verb. */
static const char *
verb_of(const struct mg_case *given)
{
	unsigned bits = mg_case_bits(given);

	if (S_ISSOCK(given->subject->facts->mode))
		return "connect to";
	if (bits & 2)
		return "write";
	if (bits & 4)
		return "read";
	return S_ISDIR(given->subject->facts->mode) ? "enter" : "execute";
}

static void
add_letters(struct mg_buf *buf, unsigned bits)
{
	mg_buf_addf(buf, "%s%s%s", bits & 4 ? "r" : "", bits & 2 ? "w" : "", bits & 1 ? "x" : "");
}

/* For setfacl(1), whose entry replaces an earlier one, and what the mode lets the user do: what was
 * tried, and with it all that the user had. Nobody writes what they may not read. */
static unsigned
acl_bits(const struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;
	unsigned bits = mg_case_bits(given) | 4U;

	if (S_ISDIR(facts->mode))
		bits |= 1U;
	return facts->has_acl ? bits : bits | (facts->mode & 7U);
}

/* "holds api/, index.html and more" without the verb. */
static void
add_names(struct mg_buf *buf, const struct mg_nearby *nearby)
{
	const char *name = nearby->names;

	for (unsigned i = 0; i < nearby->count; i++, name += strlen(name) + 1) {
		if (i > 0)
			mg_buf_add(buf,
				   i + 1 == nearby->count && !nearby->has_more ? " and " : ", ");
		add_shown(buf, name);
	}
	if (nearby->has_more)
		mg_buf_add(buf, " and more");
}

/* A mount that the host makes later under this one is not seen here (mount_namespaces(7)). */
static void
add_private(struct mg_buf *buf, const struct mg_case *given)
{
	const char *propagation = given->subject->mount->propagation;

	if (given->scene->is_waiting && !mg_lex_find(propagation, "master:") &&
	    !mg_lex_find(propagation, "shared:"))
		mg_buf_add(buf, "; it is a private mount: what the host mounts there later is not "
				"seen here, however long one waits (bind-propagation=rslave, or a "
				"restart)");
}

/* How to find a file system's place on the host, where that is not known. */
static void
add_where(struct mg_buf *buf, const struct mg_case *given)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf path = { 0 };
	const char *source = given->subject->mount->source;

	if (strncmp(source, "/dev/", 5) != 0 || add_host_path(&path, given, behind_target(given)))
		return;
	mg_buf_add(&path, "; findmnt ");
	if (mg_quote_add_shell(&path, mg_lex_slice(source)))
		mg_buf_addf(buf, "%s on the host shows where that is", mg_buf_text(&path));
}

/* The name at which the way ended. */
static void
add_lost(struct mg_buf *buf, const struct mg_facts *facts)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf name = { 0 };

	mg_path_add_absolute(&name, facts->resolved, facts->missing);
	add_shown(buf, mg_buf_text(&name));
}

static void
add_parent(struct mg_buf *buf, const char *path)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf parent = { 0 };
	size_t len = (size_t)(mg_path_base(path) - path);

	mg_buf_add_bytes(&parent, path, len > 1 ? len - 1 : len);
	add_shown(buf, mg_buf_text(&parent));
}

static void
add_words(struct mg_buf *buf, const struct mg_case *given, struct mg_slice name)
{
	const struct mg_subject *subject = given->subject;
	const struct mg_mount *mount = subject->mount;

	if (mg_lex_equal(name, "volume"))
		mg_quote_add_slice(buf, subject->backing.name);
	else if (mg_lex_equal(name, "kind"))
		mg_buf_add(buf, mg_kind_name(subject->backing.kind));
	else if (mg_lex_equal(name, "noun"))
		mg_buf_add(buf, mg_backing_noun(&subject->backing));
	else if (mg_lex_equal(name, "host"))
		add_host_name(buf, given, "");
	else if (mg_lex_equal(name, "there"))
		add_host_name(buf, given, mount ? behind_target(given) : NULL);
	else if (mg_lex_equal(name, "names"))
		add_names(buf, &subject->facts->nearby); /* the row has asked for them */
	else if (mg_lex_equal(name, "verb"))
		mg_buf_add(buf, verb_of(given));
	else if (mg_lex_equal(name, "letters"))
		add_letters(buf, mg_case_bits(given));
	else if (mg_lex_equal(name, "acl"))
		add_letters(buf, acl_bits(given));
	else if (mg_lex_equal(name, "where") && mount)
		add_where(buf, given);
	else if (mg_lex_equal(name, "wanted") && !mg_subject_is_missing(subject))
		add_shown(buf, subject->key ? subject->key : subject->path);
	else if (mg_lex_equal(name, "lost") || mg_lex_equal(name, "wanted"))
		add_lost(buf, subject->facts);
	else if (mg_lex_equal(name, "founddir"))
		add_parent(buf, subject->facts->nearby.found); /* the row has asked for it */
	else if (mg_lex_equal(name, "private") && mount)
		add_private(buf, given);
	else if (mg_lex_equal(name, "reason") && given->scene->actor)
		mg_actor_add_reason(buf, given->scene->actor, subject->facts,
				    given->scene->accounts, verb_of(given));
	else
		add_number(buf, given, name);
}

/* The names that are paths, raw; NULL for others. */
static const char *
path_of(const struct mg_case *given, struct mg_slice name)
{
	const struct mg_subject *subject = given->subject;
	const struct mg_mount *mount = subject->mount;
	const char *path = subject->key ? subject->key : subject->path;
	const struct {
		const char *name;
		const char *value;
	} values[] = {
		{ "path", path },
		{ "dir", subject->facts->resolved[0] != '\0' ? subject->facts->resolved : path },
		{ "near", given->near },
		{ "entry", subject->facts->near },
		{ "found", subject->facts->has_looked_near ? subject->facts->nearby.found : "" },
		{ "root", mount ? mount->root : "" },
		{ "target", mount ? mount->target : "" },
		{ "source", mount ? mount->source : "" },
		{ "fstype", mount ? mount->fstype : "" },
		{ "resolved", subject->facts->resolved },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(values); i++)
		if (mg_lex_equal(name, values[i].name))
			return values[i].value ? values[i].value : "";
	return NULL;
}

/* For a command. False: it may not be named in one. */
static bool
add_argument(struct mg_buf *buf, const struct mg_case *given, struct mg_slice name)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf there = { 0 };
	const char *path = path_of(given, name);

	if (mg_lex_equal(name, "volume"))
		return given->subject->backing.name.len > 0 &&
		       mg_quote_add_shell(buf, given->subject->backing.name);
	if (mg_lex_equal(name, "there") && given->subject->mount &&
	    add_host_path(&there, given, behind_target(given)))
		path = mg_buf_text(&there);
	/* What is given to chown and its like; a mount point is one of the container. */
	if (!path ||
	    ((mg_lex_equal(name, "there") || mg_lex_equal(name, "resolved")) && !may_command(path)))
		return false;
	return mg_quote_add_shell(buf, mg_lex_slice(path));
}

/* Whether it takes the one who was denied to say it. */
static bool
is_about_actor(struct mg_slice name)
{
	static const char *const names[] = { "ids", "uid", "gid", "fsgroup", "reason" };

	for (size_t i = 0; i < MG_ARRAY_LEN(names); i++)
		if (mg_lex_equal(name, names[i]))
			return true;
	return false;
}

/* Of whom nothing is known, nothing is said; and the group 0 is no group to share with. */
static bool
is_unsaid(const struct mg_actor *actor, struct mg_slice name)
{
	if (!is_about_actor(name))
		return false;
	if (!actor)
		return true;
	return mg_lex_equal(name, "fsgroup") && actor->uid == 0 && actor->gid == 0;
}

bool
mg_wording_add(struct mg_buf *buf, const struct mg_case *given, const char *text)
{
	while (*text != '\0') {
		size_t plain = strcspn(text, "{");
		struct mg_slice name;
		const char *path;

		mg_buf_add_bytes(buf, text, plain);
		text += plain;
		if (*text == '\0')
			break;
		name = (struct mg_slice){ text + 1, strcspn(text, "}") - 1 };
		text += name.len + 2;
		if (is_unsaid(given->scene->actor, name))
			return false;
		path = path_of(given, name);
		if (name.text[0] == '$') {
			name = (struct mg_slice){ name.text + 1, name.len - 1 };
			if (!add_argument(buf, given, name))
				return false;
		} else if (path) {
			add_shown(buf, path);
		} else {
			add_words(buf, given, name);
		}
	}
	return true;
}
