/* SPDX-License-Identifier: MIT */
/* The texts of advice: their pieces, and what they say in place of a name in braces. Pure. Every
 * value is quoted for people; with a "$" before the name, as {$target}, it is quoted for a shell. A
 * piece with a value that is not known, cannot be quoted, or may not stand in a command, is not
 * said. */
#include "text/lex.h"
#include "text/path.h"
#include "text/quote.h"
#include "themes.h"
#include "words/subject.h"

#include <string.h>
#include <sys/stat.h>

bool
mg_wording_piece(struct mg_slice *rest, struct mg_slice *label, struct mg_slice *piece)
{
	const char *text = rest->text;

	if (rest->len == 0)
		return false;
	*label = mg_lex_slice("any");
	if (*text == '@') {
		*label = (struct mg_slice){ text + 1, strcspn(text, " ") - 1 };
		text += label->len + 2;
	}
	*piece = (struct mg_slice){ text, strcspn(text, "@") };
	rest->len -= (size_t)(text - rest->text) + piece->len;
	rest->text = text + piece->len;
	return true;
}

/* Quoted for a shell also in a sentence: people copy more than the command. */
static void
add_shown(struct mg_buf *buf, const char *text)
{
	if (strlen(text) > MG_QUOTE_SHORT_BYTES || !mg_quote_add_shell(buf, mg_lex_slice(text)))
		mg_quote_add_short(buf, text);
}

/* --- paths of the host --- */

/* Whether a command that changes something may name the path. */
static bool
may_command(const char *path)
{
	/* Too much lies in these, and not of the container alone. */
	static const char shared_dirs[] =
		"/ /home /media /mnt /opt /srv /var /data /tmp /var/lib /var/tmp /usr/local "
		"/mnt/data /Users /Volumes /private /var/lib/docker /var/lib/docker/volumes";
	/* These are the system's own, with all that lies in them. */
	struct mg_slice trees = mg_lex_slice(
		"/bin /boot /dev /etc /lib /lib32 /lib64 /proc /root /run /sbin /sys /usr /var/log "
		"/var/run /var/lib/dpkg");
	struct mg_slice tree;

	if (path[0] != '/' || mg_lex_lists(shared_dirs, path))
		return false;
	if (strncmp(path, "/home/", 6) == 0 && !strchr(path + 6, '/'))
		return false;
	while (mg_lex_piece(&trees, ' ', &tree))
		if (strncmp(path, tree.text, tree.len) == 0 &&
		    (path[tree.len] == '/' || path[tree.len] == '\0'))
			return false;
	return true;
}

/* The rest of the path at which the walk ended, behind the mount point; "" at the mount's root.
 * NULL where no mount is known, or where it was moved: then the walk came by another mount point.
 */
static const char *
behind_target(const struct mg_case *given)
{
	const char *target = given->mount->target;
	const char *resolved = given->subject->facts->resolved;

	if (!given->subject->mount || !mg_path_is_under(resolved, target))
		return NULL;
	return strcmp(target, "/") == 0 ? resolved : resolved + strlen(target);
}

/* Adds, raw, what the host calls the place behind the mount point. False where that is not proven.
 */
static bool
add_host_path(struct mg_buf *path, const struct mg_case *given, const char *behind)
{
	const struct mg_mount *mount = given->mount;

	if (!behind || !given->subject->backing.is_host_path || given->subject->backing.is_own ||
	    mount->stale || given->looks & MG_IS_SHARE || mount->root[0] != '/')
		return false;
	mg_buf_add(path, given->looks & MG_IS_PART ? mount->root : "");
	mg_buf_add(path, behind);
	if (path->len == 0)
		mg_buf_add(path, "/");
	return true;
}

/* Adds the same as people say it: where it is not proven, with its file system. */
static void
add_host_name(struct mg_buf *buf, const struct mg_case *given, const char *behind)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf path = { 0 };
	struct mg_mount there = *given->mount;

	if (!given->subject->mount || !behind)
		return;
	if (add_host_path(&path, given, behind)) {
		add_shown(buf, mg_buf_text(&path));
		return;
	}
	if (given->looks & MG_IS_SHARE) {
		(void)mg_engine_add_host_path(given->mount, &given->subject->backing, buf);
		return;
	}
	mg_buf_addf(&path, "%s%s", behind[0] != '\0' && there.root[1] == '\0' ? "" : there.root,
		    behind);
	there.root = mg_buf_text(&path);
	mg_backing_add_root(&there, buf);
}

/* How to find on the host where the file system is, if no path of the host is proven. */
static void
add_where(struct mg_buf *buf, const struct mg_case *given)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf command = { 0 }, path = { 0 };
	const char *source = given->mount->source;

	if (strncmp(source, "/dev/", 5) != 0 || add_host_path(&path, given, behind_target(given)))
		return;
	mg_buf_add(&command, "; findmnt ");
	if (mg_quote_add_shell(&command, mg_lex_slice(source)))
		mg_buf_addf(buf, "%s on the host shows where that is", mg_buf_text(&command));
}

/* A mount that the host makes later under a private one is not seen here (mount_namespaces(7)). */
static void
add_private(struct mg_buf *buf, const struct mg_case *given)
{
	const char *propagation = given->mount->propagation;

	if (given->subject->mount && given->scene->is_waiting &&
	    !mg_lex_find(propagation, "master:") && !mg_lex_find(propagation, "shared:"))
		mg_buf_add(buf, "; it is a private mount: what the host mounts there later is not "
				"seen here, however long one waits (bind-propagation=rslave, or a "
				"restart)");
}

/* --- other values --- */

/* A volume that is not root's may be in use elsewhere, by another version of the server. */
static void
add_checked(struct mg_buf *buf, const struct mg_case *given)
{
	if (given->looks & MG_OF_ROOT)
		return;
	mg_buf_add(
		buf,
		"check that these are the files that you mean, and that no other container uses the volume ");
	mg_quote_add_slice(buf, given->subject->backing.name);
	mg_buf_add(buf, "; then ");
}

/* Where --user was given, the owner goes there, and into the expectation. */
static void
add_run_as(struct mg_buf *buf, const struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;

	mg_buf_addf(
		buf,
		given->looks & MG_BY_NEW_USER
			? "run the program as their owner (mountguard --user %u:%u, or MOUNTGUARD_USER), and expect that owner"
			: "run the program as their owner, %u:%u (--user; in Compose user:)",
		facts->uid, facts->gid);
}

/* What was tried, as a verb. */
static const char *
verb_of(const struct mg_case *given)
{
	if (given->looks & MG_IS_SOCKET)
		return "connect to";
	if (given->bits & 2)
		return "write";
	if (given->bits & 4)
		return "read";
	return given->looks & MG_IS_DIR ? "enter" : "execute";
}

static void
add_letters(struct mg_buf *buf, unsigned bits)
{
	mg_buf_addf(buf, "%s%s%s", bits & 4 ? "r" : "", bits & 2 ? "w" : "", bits & 1 ? "x" : "");
}

/* An entry that setfacl(1) makes replaces an earlier one, and what the mode gives to the user. So
 * it holds what was tried, what the user had before, and reading, which writing needs. */
static unsigned
acl_bits(const struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;

	return given->bits | 4U | (given->looks & MG_IS_DIR ? 1U : 0U) |
	       (facts->has_acl ? 0U : facts->mode & 7U);
}

/* "api/, index.html and more" */
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

/* The name at which the walk ended. */
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

/* The values about the user who was denied. False where nothing is known of that user. */
static bool
add_of_actor(struct mg_buf *buf, const struct mg_case *given, struct mg_slice name)
{
	const struct mg_actor *actor = given->scene->actor;

	if (!actor)
		return false;
	if (mg_lex_equal(name, "uid"))
		mg_buf_addf(buf, "%u", actor->uid);
	else if (mg_lex_equal(name, "gid"))
		mg_buf_addf(buf, "%u", actor->gid);
	else if (mg_lex_equal(name, "ids"))
		mg_buf_addf(buf, "%u:%u", actor->uid, actor->gid);
	else if (mg_lex_equal(name, "reason"))
		mg_actor_add_reason(buf, actor, given->subject->facts, given->scene->accounts,
				    verb_of(given));
	else if (mg_lex_equal(name, "fsgroup") && (actor->gid | actor->uid) != 0)
		mg_buf_addf(buf, "%u", actor->gid != 0 ? actor->gid : actor->uid);
	else
		return false; /* the group 0 is none to share with */
	return true;
}

static bool
add_value(struct mg_buf *buf, const struct mg_case *given, struct mg_slice name)
{
	const struct mg_subject *subject = given->subject;
	const struct mg_facts *facts = subject->facts;
	bool is_docker = MG_IN_DOCKER & 1U << given->scene->place;

	if (mg_lex_equal(name, "volume"))
		mg_quote_add_slice(buf, subject->backing.name);
	else if (mg_lex_equal(name, "kind"))
		mg_buf_add(buf, mg_kind_name(subject->backing.kind));
	else if (mg_lex_equal(name, "noun"))
		mg_buf_add(buf, mg_backing_noun(&subject->backing));
	else if (mg_lex_equal(name, "host"))
		add_host_name(buf, given, "");
	else if (mg_lex_equal(name, "there"))
		add_host_name(buf, given, behind_target(given));
	else if (mg_lex_equal(name, "where"))
		add_where(buf, given);
	else if (mg_lex_equal(name, "private"))
		add_private(buf, given);
	else if (mg_lex_equal(name, "names"))
		add_names(buf, &facts->nearby); /* the row has asked for them */
	else if (mg_lex_equal(name, "founddir"))
		add_parent(buf, facts->nearby.found); /* the row has asked for it */
	else if (mg_lex_equal(name, "wanted") && !mg_subject_is_missing(subject))
		add_shown(buf, given->path);
	else if (mg_lex_equal(name, "lost") || mg_lex_equal(name, "wanted"))
		add_lost(buf, facts);
	else if (mg_lex_equal(name, "checked"))
		add_checked(buf, given);
	else if (mg_lex_equal(name, "runas"))
		add_run_as(buf, given);
	else if (mg_lex_equal(name, "owner"))
		mg_buf_addf(buf, "%u:%u", facts->uid, facts->gid);
	else if (mg_lex_equal(name, "ogid"))
		mg_buf_addf(buf, "%u", facts->gid);
	else if (mg_lex_equal(name, "mode"))
		mg_buf_addf(buf, "0%03o", facts->mode & 07777U);
	else if (mg_lex_equal(name, "verb"))
		mg_buf_add(buf, verb_of(given));
	else if (mg_lex_equal(name, "letters"))
		add_letters(buf, given->bits);
	else if (mg_lex_equal(name, "acl"))
		add_letters(buf, acl_bits(given));
	else if (mg_lex_equal(name, "engine"))
		mg_buf_add(buf, is_docker ? "docker" : "podman");
	else if (mg_lex_equal(name, "machine"))
		mg_buf_add(buf, given->scene->place == MG_ENGINE_KUBERNETES ? "node" : "host");
	else if (mg_lex_equal(name, "anew"))
		mg_buf_add(buf, "recreate the container");
	else if (mg_lex_equal(name, "recreate"))
		mg_buf_addf(buf, "recreate the container%s",
			    is_docker ? " (docker compose up -d --force-recreate SERVICE)" : "");
	else
		return add_of_actor(buf, given, name);
	return true;
}

/* The values that are shown as they are; NULL for the others. */
static const char *
path_of(const struct mg_case *given, struct mg_slice name)
{
	const struct mg_facts *facts = given->subject->facts;
	const struct {
		const char *name;
		const char *value;
	} values[] = {
		{ "path", given->path },
		{ "dir", facts->resolved[0] != '\0' ? facts->resolved : given->path },
		{ "near", given->near },
		{ "entry", facts->near },
		{ "link", facts->link },
		{ "linktarget", facts->link_target },
		{ "found", facts->has_looked_near ? facts->nearby.found : "" },
		{ "root", given->mount->root },
		{ "target", given->mount->target },
		{ "source", given->mount->source },
		{ "fstype", given->mount->fstype },
		{ "resolved", facts->resolved },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(values); i++)
		if (mg_lex_equal(name, values[i].name))
			return values[i].value ? values[i].value : "";
	return NULL;
}

/* Adds a value to a command. */
static bool
add_argument(struct mg_buf *buf, const struct mg_case *given, struct mg_slice name)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf there = { 0 };
	const char *path = path_of(given, name);

	if (mg_lex_equal(name, "volume"))
		return given->subject->backing.name.len > 0 &&
		       mg_quote_add_shell(buf, given->subject->backing.name);
	if (mg_lex_equal(name, "there") && add_host_path(&there, given, behind_target(given)))
		path = mg_buf_text(&there);
	/* These two are given to chown and its like, the others are names in the container. */
	if (!path ||
	    ((mg_lex_equal(name, "there") || mg_lex_equal(name, "resolved")) && !may_command(path)))
		return false;
	return mg_quote_add_shell(buf, mg_lex_slice(path));
}

/* Adds the text up to the next name in braces, and moves *text behind that name. False: there is no
 * more. */
static bool
next_name(struct mg_buf *buf, struct mg_slice *text, struct mg_slice *name)
{
	const char *brace = memchr(text->text, '{', text->len);
	size_t plain = brace ? (size_t)(brace - text->text) : text->len, len;

	mg_buf_add_bytes(buf, text->text, plain);
	text->text += plain;
	text->len -= plain;
	if (text->len == 0)
		return false;
	len = strcspn(text->text, "}");
	*name = (struct mg_slice){ text->text + 1, len - 1 };
	text->text += len + 1;
	text->len -= len + 1;
	return true;
}

/* Adds what a name in braces stands for. */
static bool
add_name(struct mg_buf *buf, const struct mg_case *given, struct mg_slice name)
{
	const char *path = path_of(given, name);

	if (name.text[0] == '$')
		return add_argument(buf, given, (struct mg_slice){ name.text + 1, name.len - 1 });
	if (!path)
		return add_value(buf, given, name);
	add_shown(buf, path);
	return true;
}

/* What several remedies say; NULL: it is no phrase. No phrase holds another one. */
static const char *
phrase_of(struct mg_slice name)
{
	if (mg_lex_equal(name, "detached"))
		return "a mount is detached when its directory is removed on the {machine}";
	if (mg_lex_equal(name, "slash"))
		return "if a directory of the host was meant, write it with a slash (./DIRECTORY:{$target})";
	/* fsGroup does nothing for a hostPath, also where a claim leads to one. */
	if (mg_lex_equal(name, "claim"))
		return "for a claim, fsGroup: {fsgroup} in the securityContext of the pod; for a hostPath, also behind a claim, that does nothing: on the node, ";
	return NULL;
}

bool
mg_wording_add(struct mg_buf *buf, const struct mg_case *given, struct mg_slice text)
{
	struct mg_slice name, inner;
	bool is_said = true;

	while (is_said && next_name(buf, &text, &name)) {
		const char *phrase = phrase_of(name);
		struct mg_slice rest = { 0 };

		if (phrase)
			rest = mg_lex_slice(phrase);
		else
			is_said = add_name(buf, given, name);
		while (is_said && rest.len > 0 && next_name(buf, &rest, &inner))
			is_said = add_name(buf, given, inner);
	}
	return is_said;
}
