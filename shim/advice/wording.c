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

/* Adds the text, quoted for a shell even in a sentence: people copy more than the command. */
static void
add_shown(struct mg_buf *buf, const char *text)
{
	if (strlen(text) > MG_QUOTE_SHORT_BYTES || !mg_quote_add_shell(buf, mg_lex_slice(text)))
		mg_quote_add_short(buf, text);
}

/* --- paths of the host --- */

/* Whether a command that changes something may name the path. A volume is the container's own,
 * wherever the engine keeps it. */
static bool
may_command(const struct mg_case *given, const char *path)
{
	/* Too much lies in these directories that is not the container's. */
	static const char shared_dirs[] =
		"/ /home /media /mnt /opt /srv /var /data /tmp /var/lib /var/tmp /usr/local "
		"/mnt/data /Users /Volumes /private /var/cache";
	/* These trees belong to the system or to an engine. */
	struct mg_slice tree,
		trees = mg_lex_slice(
			"/bin /boot /dev /etc /lib /lib32 /lib64 /lost+found /nix /proc /root /run /sbin /snap "
			"/sys /usr /var/backups /var/empty /var/lib/apt /var/lib/containerd "
			"/var/lib/containers /var/lib/docker /var/lib/dpkg /var/lib/etcd /var/lib/incus "
			"/var/lib/kubelet /var/lib/libvirt /var/lib/lxd /var/lib/private /var/lib/rancher "
			"/var/lib/systemd /var/log /var/mail /var/run /var/snap /var/spool");
	const char *home = mg_lex_after(path, "/home/"), *in_home = home ? strchr(home, '/') : path;

	if (given->kinds &
	    (MG_KINDS_CONFIG | MG_ON(VOLUME) | MG_ON(ANONYMOUS) | MG_ON(EMPTYDIR) | MG_ON(PVC)))
		return true;
	if (path[0] != '/' || mg_lex_lists(shared_dirs, path) || !in_home || in_home[1] == '.')
		return false;
	while (mg_lex_piece(&trees, ' ', &tree))
		if (strncmp(path, tree.text, tree.len) == 0 &&
		    (path[tree.len] == '/' || path[tree.len] == '\0'))
			return false;
	return true;
}

/* Where the walk ended, behind the mount point; "" at the mount's root. NULL where the mount is not
 * known or was moved: then the walk came by another mount point. */
static const char *
behind_target(const struct mg_case *given)
{
	const char *target = given->mount->target;
	const char *resolved = given->subject->facts->resolved;

	if (!given->subject->mount || !mg_path_is_under(resolved, target))
		return NULL;
	return strcmp(target, "/") == 0 ? resolved : resolved + strlen(target);
}

/* Adds, unquoted, the host's path of the place behind the mount point. False: it is not proven. */
static bool
add_host_path(struct mg_buf *path, const struct mg_case *given, const char *behind)
{
	const struct mg_mount *mount = given->mount;

	if (!behind || !given->subject->backing.is_host_path || given->subject->backing.is_own ||
	    mount->stale || given->is[MG_IS_SHARE] || mount->root[0] != '/')
		return false;
	mg_buf_add(path, given->is[MG_IS_PART] ? mount->root : "");
	mg_buf_add(path, behind);
	if (path->len == 0)
		mg_buf_add(path, "/");
	return true;
}

bool
mg_wording_is_shared(struct mg_case *given)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf path = { 0 };

	return add_host_path(&path, given, behind_target(given)) &&
	       !may_command(given, mg_buf_text(&path));
}

/* Adds the same for people to read. Names the file system, too, where the path is not proven. */
static bool
add_host_name(struct mg_buf *buf, const struct mg_case *given, const char *behind)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf path = { 0 };
	struct mg_mount there = *given->mount;

	if (!given->subject->mount || !behind)
		return false;
	if (add_host_path(&path, given, behind)) {
		add_shown(buf, mg_buf_text(&path));
		return true;
	}
	if (given->is[MG_IS_SHARE]) {
		(void)mg_engine_add_host_path(given->mount, &given->subject->backing, buf);
		return true;
	}
	mg_buf_addf(&path, "%s%s", behind[0] != '\0' && there.root[1] == '\0' ? "" : there.root,
		    behind);
	there.root = mg_buf_text(&path);
	mg_backing_add_root(&there, buf);
	return true;
}

/* Adds how to find the file system on the host, if no path of the host is proven. */
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

/* What was tried, as a verb. */
static const char *
verb_of(const struct mg_case *given)
{
	if (given->is[MG_IS_SOCKET])
		return "connect to";
	if (given->bits & 2)
		return "write";
	if (given->bits & 4)
		return "read";
	return given->is[MG_IS_DIR] ? "enter" : "execute";
}

static void
add_letters(struct mg_buf *buf, unsigned bits)
{
	mg_buf_addf(buf, "%s%s%s", bits & 4 ? "r" : "", bits & 2 ? "w" : "", bits & 1 ? "x" : "");
}

/* An entry of setfacl(1) replaces the user's earlier entry, and the mode. So it must allow what was
 * tried, what the user had before, and reading, which writing needs. */
static unsigned
acl_bits(const struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;

	return given->bits | 4U | (given->is[MG_IS_DIR] ? 1U : 0U) |
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

/* Adds the values about the user who was denied. False where nothing is known of that user. */
static bool
add_of_actor(struct mg_buf *buf, const struct mg_case *given, struct mg_slice name)
{
	const struct mg_actor *actor = &given->survey->actor;

	if (!actor->is_known)
		return false;
	if (mg_lex_equal(name, "uid"))
		mg_buf_addf(buf, "%u", actor->uid);
	else if (mg_lex_equal(name, "gid"))
		mg_buf_addf(buf, "%u", actor->gid);
	else if (mg_lex_equal(name, "ids"))
		mg_buf_addf(buf, "%u:%u", actor->uid, actor->gid);
	else if (mg_lex_equal(name, "reason"))
		mg_actor_add_reason(buf, actor, given->subject->facts, &given->survey->accounts,
				    verb_of(given));
	else if (mg_lex_equal(name, "fsgroup") && (actor->gid | actor->uid) != 0)
		mg_buf_addf(buf, "%u", actor->gid != 0 ? actor->gid : actor->uid);
	else
		return false; /* never advise to share with group 0 */
	return true;
}

/* Adds the values that are put together. False: not known, or no such name. */
static bool
add_value(struct mg_buf *buf, const struct mg_case *given, struct mg_slice name)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf path = { 0 };
	const struct mg_facts *facts = given->subject->facts;
	const char *found = facts->nearby.found;
	size_t dir_len = (size_t)(mg_path_base(found) - found);

	if (mg_lex_equal(name, "kind"))
		mg_buf_add(buf, mg_kind_name(given->subject->backing.kind));
	else if (mg_lex_equal(name, "noun"))
		mg_buf_add(buf, mg_backing_noun(&given->subject->backing));
	else if (mg_lex_equal(name, "verb"))
		mg_buf_add(buf, verb_of(given));
	else if (mg_lex_equal(name, "volume"))
		mg_quote_add_slice(buf, given->subject->backing.name);
	else if (mg_lex_equal(name, "host"))
		return add_host_name(buf, given, "");
	else if (mg_lex_equal(name, "there"))
		return add_host_name(buf, given, behind_target(given));
	else if (mg_lex_equal(name, "where"))
		add_where(buf, given);
	else if (mg_lex_equal(name, "names"))
		add_names(buf, &facts->nearby);	 /* the row has asked for them */
	else if (mg_lex_equal(name, "founddir")) /* the row has asked for .found */
		mg_buf_add_bytes(&path, found, dir_len > 1 ? dir_len - 1 : dir_len);
	else if (mg_lex_equal(name, "lost")) /* the name at which the walk ended */
		mg_path_add_absolute(&path, facts->resolved, facts->missing);
	else if (mg_lex_equal(name, "wanted"))
		mg_path_add_absolute(&path, facts->resolved,
				     given->is[MG_IS_MISSING] ? facts->missing : given->path);
	else if (mg_lex_equal(name, "owner"))
		mg_buf_addf(buf, "%u:%u", facts->uid, facts->gid);
	else if (mg_lex_equal(name, "ogid"))
		mg_buf_addf(buf, "%u", facts->gid);
	else if (mg_lex_equal(name, "mode"))
		mg_buf_addf(buf, "0%03o", facts->mode & 07777U);
	else if (mg_lex_equal(name, "letters"))
		add_letters(buf, given->bits);
	else if (mg_lex_equal(name, "acl"))
		add_letters(buf, acl_bits(given));
	else
		return add_of_actor(buf, given, name);
	if (path.len > 0)
		add_shown(buf, mg_buf_text(&path));
	buf->failed |= path.failed;
	return true;
}

/* Finds the text that the name stands for, which is still to be quoted. NULL: add_value() has it.
 */
static const char *
find_text(const struct mg_case *given, struct mg_slice name)
{
	const struct mg_facts *facts = given->subject->facts;
	const struct mg_mount *mount = given->mount;
	const struct {
		const char *name;
		const char *text;
	} texts[] = {
		{ "path", given->path },
		{ "dir", facts->resolved[0] != '\0' ? facts->resolved : given->path },
		{ "near", given->near ? given->near : "" },
		{ "entry", facts->near },
		{ "link", facts->link },
		{ "linktarget", facts->link_target },
		{ "found", facts->has_looked_near ? facts->nearby.found : "" },
		{ "root", mount->root },
		{ "target", mount->target },
		{ "source", mount->source },
		{ "fstype", mount->fstype },
		{ "resolved", facts->resolved },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(texts); i++)
		if (mg_lex_equal(name, texts[i].name))
			return texts[i].text;
	return NULL;
}

/* Adds a value to a command. */
static bool
add_argument(struct mg_buf *buf, const struct mg_case *given, struct mg_slice name)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf there = { 0 };
	/* These two are given to chown and its like, the others are names in the container. */
	bool is_there = mg_lex_equal(name, "there");
	bool is_changed = is_there || mg_lex_equal(name, "resolved");
	const char *text;

	if (mg_lex_equal(name, "volume"))
		return given->subject->backing.name.len > 0 &&
		       mg_quote_add_shell(buf, given->subject->backing.name);
	if (is_there && add_host_path(&there, given, behind_target(given)))
		text = mg_buf_text(&there);
	else
		text = find_text(given, name);
	return text && (!is_changed || may_command(given, text)) &&
	       mg_quote_add_shell(buf, mg_lex_slice(text));
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
	const char *text = find_text(given, name);

	if (name.text[0] == '$')
		return add_argument(buf, given, (struct mg_slice){ name.text + 1, name.len - 1 });
	if (!text)
		return add_value(buf, given, name);
	add_shown(buf, text);
	return true;
}

/* Phrases of several texts. Of a name, the first row counts whose look the case has. A phrase holds
 * no other phrase. */
static const struct {
	const char *name;
	enum mg_look look;
	const char *text;
} phrases[] = {
	{ "anew", MG_LOOK_NONE, "recreate the container" },
	{ "recreate", MG_IN_DOCKER,
	  "recreate the container (docker compose up -d --force-recreate SERVICE)" },
	{ "recreate", MG_LOOK_NONE, "recreate the container" },
	{ "restart", MG_IN_DOCKER, "docker restart CONTAINER" },
	{ "restart", MG_IN_PODMAN, "podman restart CONTAINER" },
	{ "restart", MG_LOOK_NONE, "restart the container" },
	{ "engine", MG_IN_DOCKER, "docker" },
	{ "engine", MG_LOOK_NONE, "podman" },
	{ "machine", MG_IN_POD, "node" },
	{ "machine", MG_LOOK_NONE, "host" },
	{ "detached", MG_IN_POD, "a mount is detached when its directory is removed on the node" },
	{ "detached", MG_LOOK_NONE,
	  "a mount is detached when its directory is removed on the host" },
	{ "chown", MG_LOOK_NONE,
	  "once: docker run --rm --user 0 --entrypoint chown -v {$volume}:{$target} IMAGE " },
	{ "asroot", MG_LOOK_NONE,
	  "once, as root in a container that mounts the volume: chown {ids} " },
	{ "own", MG_LOOK_NONE,
	  " if the image has nothing there, else at a directory of the program's own" },
	/* Without -n it would set the mask to all that other entries have (setfacl(1)). */
	{ "addacl", MG_HAS_OPEN_MASK,
	  "setfacl -n -m u:{uid}:{acl} on it adds this user, and leaves its mask as it is" },
	{ "addacl", MG_LOOK_NONE, "setfacl -m would widen its mask, and let others in" },
	{ "shared", MG_WANTS_PRIVATE,
	  ", which lets the group in: expect a mode in place of private (0440 of a secret)" },
	{ "shared", MG_LOOK_NONE, "" },
	/* Before Linux 6.15 ext4 shows an error in the same way as an administrator's remount. */
	{ "remounted", MG_HAD_ERROR,
	  "the kernel made {source} read-only, as it does after an error on the disk" },
	{ "remounted", MG_LOOK_NONE,
	  "{source} became read-only: after an error on the disk, or an administrator remounted it" },
	{ "slash", MG_LOOK_NONE,
	  "if a directory of the host was meant, write it with a slash (./DIRECTORY:{$target})" },
	/* fsGroup does nothing for a hostPath, also where a claim leads to one. */
	{ "claim", MG_LOOK_NONE,
	  "for a claim, fsGroup: {fsgroup} in the securityContext of the pod; for a hostPath, also behind a claim, that does nothing: on the node, " },
	{ "private", MG_WAITS_IN_VAIN,
	  "; it is a private mount: what the host mounts there later is not seen here, however long one waits (bind-propagation=rslave, or a restart)" },
	{ "private", MG_LOOK_NONE, "" },
	{ "allow", MG_WRITES_ROOTS_DIR, "chown {ids} " },
	{ "allow", MG_LOOK_NONE, "setfacl -m u:{uid}:{acl} " },
	/* A volume may be in use elsewhere, by another version of the server. */
	{ "checked", MG_LOOK_NONE,
	  "check that these are the files that you mean, and that no other container uses the volume {volume}; then " },
	/* Where --user was given, the owner goes there, and into the expectation. */
	{ "runas", MG_BY_NEW_USER,
	  "run the program as their owner (mountguard --user {owner}, or MOUNTGUARD_USER), and expect that owner" },
	{ "runas", MG_LOOK_NONE,
	  "run the program as their owner, {owner} (--user; in Compose user:)" },
};

/* NULL: there is no such phrase. */
static const char *
phrase_of(const struct mg_case *given, struct mg_slice name)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(phrases); i++)
		if (mg_lex_equal(name, phrases[i].name) &&
		    (phrases[i].look == MG_LOOK_NONE || given->is[phrases[i].look]))
			return phrases[i].text;
	return NULL;
}

bool
mg_wording_add(struct mg_buf *buf, const struct mg_case *given, struct mg_slice text)
{
	struct mg_slice name, inner;
	bool is_said = true;

	while (is_said && next_name(buf, &text, &name)) {
		const char *phrase = phrase_of(given, name);
		struct mg_slice rest = mg_lex_slice(phrase ? phrase : "");

		if (!phrase)
			is_said = add_name(buf, given, name);
		while (is_said && rest.len > 0 && next_name(buf, &rest, &inner))
			is_said = add_name(buf, given, inner);
	}
	return is_said;
}
