/* SPDX-License-Identifier: MIT */
/* Advice never makes it worse: every place x mount x state x user x word is put to the table of
 * diagnoses, and no text that comes of it may hold what harms, or what is not proven. MG_PRINT=1
 * prints all texts, for a person to read. */
#include "advice/advice.h"
#include "expect/spec.h"
#include "text/lex.h"
#include "words/vocabulary.h"

#include "fixture.h"
#include "saved_engines.h"

#include <ctype.h>
#include <errno.h>
#include <sys/stat.h>

/* --- where: tables as engines make them --- */

#define HOSTS(dir) " 3000 8:2 " dir "/hosts /etc/hosts rw,relatime - ext4 /dev/sda2 rw\n"
/* The engine's files on a disk of their own: nothing else has its full path then. */
#define HOSTS_ELSEWHERE(dir) " 3000 8:80 " dir "/hosts /etc/hosts rw - ext4 /dev/sdf rw\n"
#define DOCKER_DIR "/var/lib/docker/containers/" ID_64
#define PODMAN_DIR "/var/lib/containers/storage/overlay-containers/" ID_64 "/userdata"
#define NODE_HOSTS "3001 3000 8:2 " POD_DIR "/etc-hosts /etc/hosts rw - ext4 /dev/sda2 rw\n"
#define NODE_HOSTS_ELSEWHERE                                                                       \
	"3001 3000 8:80 /pods/7a1e04c9-52bd-4f3e-9c60-d8b1f20a6e35/etc-hosts /etc/hosts rw - "     \
	"ext4 /dev/sdf rw\n"
#define IN_PODS                                                                                    \
	"3101 3000 8:2 " POD_DIR "/volumes/kubernetes.io~empty-dir/work /work rw - ext4 "          \
	"/dev/sda2 rw\n"                                                                           \
	"3102 3000 8:97 " POD_DIR "/volumes/kubernetes.io~csi/pvc-41/mount /claim rw - ext4 "      \
	"/dev/sdg rw\n"                                                                            \
	"3103 3000 8:2 " POD_DIR "/volumes/kubernetes.io~configmap/shop /etc/shop.d ro,relatime "  \
	"- ext4 /dev/sda2 rw\n"                                                                    \
	"3104 3000 0:82 / /etc/keys ro,relatime - tmpfs tmpfs rw,size=8k\n"
#define MOUNTS                                                                                     \
	"3010 3000 8:2 /srv/shop /app rw,relatime - ext4 /dev/sda2 rw\n"                           \
	"3011 3000 8:2 / /host rw,relatime - ext4 /dev/sda2 rw\n"                                  \
	"3012 3000 8:2 /home/eva /home rw,relatime - ext4 /dev/sda2 rw\n"                          \
	"3013 3000 8:2 /etc/nginx /conf rw,relatime - ext4 /dev/sda2 rw\n"                         \
	"3014 3000 8:2 /srv /all rw,relatime - ext4 /dev/sda2 rw\n"                                \
	"3015 3000 8:49 / /disk rw,relatime - ext4 /dev/sdd1 rw\n"                                 \
	"3016 3000 8:49 /home /more rw,relatime - ext4 /dev/sdd1 rw\n"                             \
	"3017 3000 0:91 / /cache rw,nosuid,noexec,relatime - tmpfs tmpfs rw,size=65536k\n"         \
	"3018 3000 0:93 / /nfs rw,relatime - nfs4 filer:/export/shop rw,vers=4.2\n"                \
	"3019 3000 0:94 / /remote rw,relatime - fuse.bindfs bindfs rw,allow_other\n"               \
	"3020 3000 8:2 /var/lib/docker/volumes/shop_data/_data /data rw - ext4 /dev/sda2 rw\n"     \
	"3021 3000 8:2 /var/lib/docker/volumes/" ID_64 "/_data /spool rw - ext4 /dev/sda2 rw\n"    \
	"3022 3000 8:2 /srv/a$(id)&b /h$(id)&b rw - ext4 /dev/sda2 rw\n"                           \
	"3023 3000 8:2 /var/lib/docker/volumes/shop_data/_data/$(id) /v$(id) rw - ext4 /dev/sda2 " \
	"rw\n"                                                                                     \
	"3024 3000 8:2 /srv/it's\\0122 /it's\\0122 rw - ext4 /dev/sda2 rw\n"                       \
	"3025 3000 8:2 /Users/eva/shop /mac rw - ext4 /dev/sda2 rw\n"                              \
	"3026 3000 8:2 /srv/assets /assets ro,relatime - ext4 /dev/sda2 rw\n"                      \
	"3027 3000 8:2 /srv/old//deleted /old rw,relatime - ext4 /dev/sda2 rw\n"                   \
	"3028 3000 8:2 /www /web rw,relatime - ext4 /dev/sda2 rw,seclabel\n"                       \
	"3030 3000 8:2 /var/spool/cron /cron rw,relatime - ext4 /dev/sda2 rw\n"                    \
	"3031 3000 8:2 /home/eva/.ssh /keys rw,relatime - ext4 /dev/sda2 rw\n"                     \
	"3032 3000 8:2 /var/lib/etcd /agent rw,relatime - ext4 /dev/sda2 rw\n"                     \
	"3029 3000 0:80 / /pictures ro - overlay overlay "                                         \
	"rw,lowerdir=/var/lib/docker/overlay2/l/A\n"

static const struct {
	const char *name;
	const char *table;
	enum mg_engine place;
	bool proves_paths;
} settings[] = {
	{ "Docker", DOCKER_ROOT "3001" HOSTS(DOCKER_DIR) MOUNTS, MG_ENGINE_DOCKER, true },
	{ "Docker on a disk of its own",
	  DOCKER_ROOT "3001" HOSTS_ELSEWHERE("/docker/containers/" ID_64) MOUNTS, MG_ENGINE_DOCKER,
	  false },
	{ "Docker Desktop",
	  DOCKER_ROOT "3001" HOSTS_ELSEWHERE("/docker/containers/" ID_64) MOUNTS
	  "3050 3000 0:96 /run/desktop/mnt/host/c/Users/eva/shop /shop rw - tmpfs "
	  "tmpfs rw\n",
	  MG_ENGINE_DESKTOP, false },
	{ "Podman",
	  OVERLAY_IN("/var/lib/containers/storage/overlay") "3001" HOSTS(PODMAN_DIR) MOUNTS,
	  MG_ENGINE_PODMAN, true },
	{ "Podman on a disk of its own",
	  OVERLAY_IN("/var/lib/containers/storage/overlay") "3001" HOSTS_ELSEWHERE(
		  "/overlay-containers/" ID_64 "/userdata") MOUNTS,
	  MG_ENGINE_PODMAN, false },
	{ "Kubernetes", POD_ROOT NODE_HOSTS IN_PODS MOUNTS, MG_ENGINE_KUBERNETES, true },
	{ "Kubernetes on a disk of its own", POD_ROOT NODE_HOSTS_ELSEWHERE IN_PODS MOUNTS,
	  MG_ENGINE_KUBERNETES, false },
	{ "no engine that is known", OVERLAY_IN("/layers") MOUNTS, MG_ENGINE_PLAIN, false },
};

/* --- what was found --- */

#define GIVEN .answer = MG_ANSWER_GIVEN, .stage = MG_STAGE_DONE
#define DIR_OF(owner, bits) GIVEN, .mode = S_IFDIR | (bits), .uid = (owner), .gid = (owner)
#define FILE_OF(owner, bits)                                                                       \
	GIVEN, .mode = S_IFREG | (bits), .uid = (owner), .gid = (owner), .size = 6
#define NOT_THERE GIVEN, .stat_err = MG_NOT_ASKED, .walk_err = ENOENT, .missing = "main.py"
#define LOOKED .has_looked_near = true, .nearby.is_known = true
#define DENIED(number) .write.err = (number), .listing.err = (number), .read_err = (number)

static const struct mg_facts states[] = {
	{ .answer = MG_ANSWER_LATE, .stage = MG_STAGE_LIST },
	{ DIR_OF(0, 0755) },
	{ DIR_OF(0, 0755), .listing.has_own = true },
	{ DIR_OF(0, 0755), .listing.has_lost_found = true },
	{ DIR_OF(0, 0755), .listing.mount_points = 1, .listing.names = "models",
	  .listing.names_len = 7 },
	{ DIR_OF(0, 0755), .listing.has_lost_found = true, .write.err = EACCES },
	{ DIR_OF(0, 0700), DENIED(EACCES), .execute_err = EACCES },
	{ DIR_OF(700, 0750), DENIED(EACCES), .execute_err = EACCES },
	{ DIR_OF(27, 0770), DENIED(EACCES) },
	{ DIR_OF(1000, 0555), .write.err = EACCES },
	{ DIR_OF(0, 0777), DENIED(EACCES) },
	{ DIR_OF(0, 0777), DENIED(EPERM) },
	{ DIR_OF(65534, 0700), DENIED(EACCES) },
	{ DIR_OF(0, 0755), .write.err = EPERM, .is_immutable = true },
	{ DIR_OF(0, 0775), DENIED(EACCES), .has_acl = true },
	{ DIR_OF(0, 0755), .write.err = EROFS },
	{ DIR_OF(0, 0755), .write.err = ENOSPC },
	{ DIR_OF(0, 0755), .write.err = ENOSPC, .space.is_known = true, .space.total_inodes = 16,
	  .space.free_bytes = 4096 },
	{ DIR_OF(0, 0755), .write.err = EDQUOT },
	{ DIR_OF(0, 0755),
	  .abilities = { [MG_ABILITY_EXEC] = EACCES, [MG_ABILITY_CASE] = EEXIST } },
	{ DIR_OF(0, 0755), .space = { true, 1, 9, 16, 4096, 0 } },
	{ DIR_OF(0, 0755), DENIED(EIO) },
	{ DIR_OF(0, 0755), DENIED(ENOTCONN) },
	{ DIR_OF(0, 0755), DENIED(ETIMEDOUT) },
	{ DIR_OF(0, 0755), DENIED(ESTALE) },
	{ FILE_OF(0, 0600), .read_err = EACCES, .write.err = EACCES, .execute_err = EACCES },
	{ FILE_OF(700, 0640), .read_err = EACCES, .write.err = EACCES, .execute_err = EACCES },
	{ FILE_OF(0, 0644), .read_err = EACCES },
	{ GIVEN, .mode = S_IFREG | 0644 },
	{ FILE_OF(0, 0644), .content.same_bytes = 4 },
	{ FILE_OF(0, 0755), .execute_err = EACCES },
	{ GIVEN, .mode = S_IFSOCK | 0660, .gid = 998, .read_err = EACCES, .write.err = EACCES },
	{ GIVEN, .mode = S_IFSOCK | 0666, .read_err = ECONNREFUSED, .write.err = ECONNREFUSED },
	{ NOT_THERE },
	{ NOT_THERE, LOOKED },
	{ NOT_THERE, LOOKED, .nearby.count = 1, .nearby.names = "a$(id)", .nearby.names_len = 7 },
	{ NOT_THERE, .near = "Main.py" },
	{ GIVEN, .stat_err = MG_NOT_ASKED, .walk_err = EACCES, .missing = "x",
	  .mode = S_IFDIR | 0700 },
	{ GIVEN, .stat_err = MG_NOT_ASKED, .walk_err = EACCES, .missing = "x",
	  .mode = S_IFDIR | 0750, .gid = 27 },
};

static const struct {
	struct mg_actor actor;
	bool changes_user, is_user_namespace;
} askers[] = {
	{ .actor = { .is_known = true, .overrides_modes = true } },
	{ .actor = { .is_known = true } },
	{ .actor = { .is_known = true, .uid = 1000, .gid = 1000 } },
	{ .actor = { .is_known = true, .uid = 1000, .gid = 1000 }, .changes_user = true },
	{ .actor = { .is_known = true, .uid = 1000, .gid = 1000 }, .is_user_namespace = true },
};

/* A line each: its words are asked one by one. */
static const char *const lines[] = {
	"file, nonempty, readable, executable",
	"dir, writable, persistent",
	"has=*.py, private, readonly",
	"socket, writable",
	"mount=volume, on=image",
	"free=100%, inodes=99",
	"supports=exec+case",
	"same-as=/b, sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
};

/* --- what no text may hold --- */

struct ban {
	const char *text;
	unsigned places; /* of enum mg_engine, where it may not stand; 0: nowhere */
};

#define AT(place) (1U << MG_ENGINE_##place)
#define ANY_DOCKER (AT(DOCKER) | AT(DESKTOP))

static const struct ban bans[] = {
	{ "chmod -R", 0 },
	{ "chmod a+", 0 },
	{ "chmod o+", 0 },
	{ "chmod g+", 0 },
	{ "chmod 777", 0 },
	{ "a+r", 0 },
	{ "o+r ", 0 },
	{ "o+w", 0 },
	{ " rm -", 0 },
	{ "delete files", 0 },
	{ "mkfs.", 0 },
	{ "initdb", 0 },
	{ "no_root_squash", 0 },
	{ "privileged", 0 },
	{ "drop --user", 0 },
	{ "runAsUser: 0", 0 },
	{ "DAC_OVERRIDE)", 0 },
	{ "cap-add", 0 },
	{ "anew,", 0 },
	{ "docker ", ~ANY_DOCKER },
	{ "Docker ", ~ANY_DOCKER },
	{ "Compose", AT(KUBERNETES) },
	{ "podman ", ~AT(PODMAN) },
	{ "Podman", ~AT(PODMAN) },
	{ "--group-add", AT(KUBERNETES) },
	{ "kubectl", ~AT(KUBERNETES) },
	{ "kubelet", ~AT(KUBERNETES) },
	{ "Kubernetes", ~AT(KUBERNETES) },
	{ "fsGroup", ~AT(KUBERNETES) },
	{ " node", ~AT(KUBERNETES) },
	{ "-v NAME", AT(KUBERNETES) },
	{ "on the host:", AT(KUBERNETES) | AT(DESKTOP) },
};

static const char *const system_dirs[] = {
	"/",
	"/home",
	"/home/eva",
	"/srv",
	"/etc",
	"/etc/nginx",
	"/usr",
	"/root",
	"/var",
	"/opt",
	"/var/spool/cron",
	"/var/spool/cron/sub",
	"/home/eva/.ssh",
	"/home/eva/.ssh/sub",
	"/var/lib/etcd",
};

static unsigned
complain(const char *title, const char *text, const char *about)
{
	print_error("%s: '%s': %s\n", title, about, text);
	return 1;
}

static unsigned
has_ban(const char *title, const char *text, enum mg_engine place)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(bans); i++)
		if ((bans[i].places == 0 || bans[i].places & 1U << place) &&
		    strstr(text, bans[i].text))
			wrong += complain(title, text, bans[i].text);
	return wrong;
}

static unsigned
goes_through_a_tree(const char *title, const char *text)
{
	return strstr(text, " -R ") ? complain(title, text, "-R") : 0;
}

/* No command that changes something ends in a directory that is not the container's own. */
static unsigned
commands_a_system_dir(const char *title, const char *text)
{
	static const char *const verbs[] = { "chown ", "chmod ", "setfacl ", "chattr ", "rmdir " };
	unsigned wrong = 0;

	for (size_t v = 0; v < MG_ARRAY_LEN(verbs); v++) {
		const char *at = strstr(text, verbs[v]);
		size_t len = at ? strcspn(at, ",;(") : 0;

		for (size_t i = 0; at && i < MG_ARRAY_LEN(system_dirs); i++) {
			size_t dir = strlen(system_dirs[i]);

			for (const char *p = at; p < at + len; p++)
				if (*p == ' ' && strncmp(p + 1, system_dirs[i], dir) == 0 &&
				    (p[1 + dir] == '\0' || strchr(" ,;", p[1 + dir])))
					wrong += complain(title, text, system_dirs[i]);
		}
	}
	return wrong;
}

/* The root field of a mount is no path of the host: it stands with its file system, or not at all.
 */
static unsigned
names_an_unproven_path(const char *title, const char *text, const struct mg_mount *mount)
{
	size_t len = strlen(mount->root);

	if (len < 2 || mount->fstype[0] != 'e' || strncmp(mount->root, "/var/lib/docker", 15) == 0)
		return 0;
	for (const char *at = strstr(text, mount->root); at; at = strstr(at + len, mount->root)) {
		const char *behind = at + len + (at[len] == '\'');

		if (at > text && at[-1] != ' ' && at[-1] != '\'')
			continue;
		if (at[len] != '/' && strncmp(behind, " of ", 4) != 0 &&
		    strncmp(behind, " is an empty", 12) != 0) /* of a Mac: its name there */
			return complain(title, text, mount->root);
	}
	return 0;
}

/* What a shell would run stands in single quotes. */
static unsigned
is_open_to_a_shell(const char *title, const char *text)
{
	bool quoted = false;

	for (const char *at = text; *at != '\0'; at++) {
		/* Between letters it is an apostrophe. */
		if (*at == '\'' && (quoted || at == text || !isalpha((unsigned char)at[-1])))
			quoted = !quoted;
		if (!quoted && strncmp(at, "$(", 2) == 0)
			return complain(title, text, "$(");
	}
	return 0;
}

/* --- the matrix --- */

static struct {
	char *texts[8192];
	size_t count;
} seen;

static void
note_text(const struct mg_buf *text)
{
	for (size_t i = 0; i < seen.count; i++)
		if (strcmp(seen.texts[i], mg_buf_text(text)) == 0)
			return;
	assert_true(seen.count < MG_ARRAY_LEN(seen.texts));
	seen.texts[seen.count] = strdup(mg_buf_text(text));
	assert_non_null(seen.texts[seen.count++]);
}

static unsigned
advice_harms(const char *title, size_t setting, const struct mg_mount *mount,
	     const struct mg_advice *advice)
{
	const struct mg_buf *texts[] = { &advice->why, &advice->fix };
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(texts); i++) {
		const char *text = mg_buf_text(texts[i]);

		note_text(texts[i]);
		wrong += has_ban(title, text, settings[setting].place) +
			 goes_through_a_tree(title, text) + commands_a_system_dir(title, text) +
			 is_open_to_a_shell(title, text);
		if (!settings[setting].proves_paths)
			wrong += names_an_unproven_path(title, text, mount);
	}
	return wrong;
}

static unsigned
ask_word(size_t setting, const struct mg_survey *survey, const struct mg_plan *plan,
	 const struct mg_subject *subject, const struct mg_term *word)
{
	struct mg_buf clause = { 0 };
	struct mg_advice advice = { 0 };
	enum mg_verdict verdict = mg_word_judge(word->check, subject, word, &clause);
	char title[256];
	unsigned wrong = 0;

	if (verdict != MG_PASS) {
		advice = mg_advice_find(survey, plan, subject, word, verdict);
		(void)snprintf(title, sizeof(title), "%s, %s %s, %s", settings[setting].name,
			       subject->mount->target, word->check->name,
			       advice.name ? advice.name : "");
		wrong = advice_harms(title, setting, subject->mount, &advice);
	}
	mg_buf_release(&clause);
	mg_buf_release(&advice.why);
	mg_buf_release(&advice.fix);
	return wrong;
}

/* As the guard does: first what is implied, and the words only where that holds. */
static unsigned
ask_line(size_t setting, const struct mg_survey *survey, const struct mg_plan *plan,
	 const struct mg_subject *subject)
{
	const struct mg_word *check;
	unsigned wrong = 0;

	for (size_t i = 0; (check = mg_always_at(i)) != NULL; i++) {
		struct mg_term word = { .check = check };
		struct mg_buf clause = { 0 };
		bool holds = check->judge(subject, &word, &clause) == MG_PASS;

		mg_buf_release(&clause);
		if (!holds)
			return ask_word(setting, survey, plan, subject, &word);
	}
	for (size_t i = 0; i < subject->rule->word_count; i++)
		wrong += ask_word(setting, survey, plan, subject, &subject->rule->words[i]);
	return wrong;
}

static unsigned
ask_state(size_t setting, const struct mg_survey *survey, const struct mg_plan *plan,
	  const struct mg_facts *state, const struct mg_subject *asked)
{
	static const char *const below[] = { "", "/sub" };
	static struct mg_facts facts;
	unsigned wrong = 0;

	facts = *state;
	facts.mount_id = asked->mount->id;
	facts.has_mount_id = true;
	for (size_t i = 0; i < MG_ARRAY_LEN(below); i++) {
		struct mg_subject subject = {
			.path = facts.resolved,
			.facts = &facts,
			.mount = asked->mount,
			.rule = asked->rule,
			.backing = mg_backing_find(&survey->container, asked->mount),
			.timeout_ms = 5000,
		};

		(void)snprintf(facts.resolved, sizeof(facts.resolved), "%s%s", asked->mount->target,
			       below[i]);
		facts.is_mount_root = below[i][0] == '\0';
		wrong += ask_line(setting, survey, plan, &subject);
	}
	return wrong;
}

static unsigned
ask_mount(size_t setting, struct mg_survey *survey, const struct mg_mount *mount,
	  const struct mg_spec *spec)
{
	unsigned wrong = 0;

	for (size_t a = 0; a < MG_ARRAY_LEN(askers); a++) {
		struct mg_plan plan = { .identity.has_user = askers[a].changes_user,
					.wait_ms = a % 2 == 0 ? 1000 : 0 };

		survey->actor = askers[a].actor;
		survey->is_user_namespace = survey->hides_owners = askers[a].is_user_namespace;
		for (size_t s = 0; s < MG_ARRAY_LEN(states); s++)
			for (size_t r = 0; r < spec->count; r++) {
				struct mg_subject asked = { .mount = mount,
							    .rule = &spec->rules[r] };

				wrong += ask_state(setting, survey, &plan, &states[s], &asked);
			}
	}
	return wrong;
}

static void
test_no_advice_harms(void **state)
{
	struct mg_spec_context context = { .directory = "/" };
	struct mg_spec spec = { 0 };
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(lines); i++) {
		char line[128];

		(void)snprintf(line, sizeof(line), "/p%zu %s", i, lines[i]);
		assert_int_equal(
			mg_spec_add(&spec, &context, MG_SPEC_FLAG, "E", mg_lex_slice(line)), 0);
	}
	assert_int_equal(spec.error_count, 0);
	for (size_t i = 0; i < MG_ARRAY_LEN(settings); i++) {
		const char *table = settings[i].table;
		struct mg_survey survey = { .mounts = fixture_parse(table, strlen(table)),
					    .place = settings[i].place };

		survey.container = mg_container_find(&survey.mounts, ROOT);
		assert_int_equal(survey.container.host != NULL, settings[i].proves_paths);
		for (size_t m = 0; m < survey.mounts.count; m++)
			wrong += ask_mount(i, &survey, &survey.mounts.mounts[m], &spec);
		mg_mounts_release(&survey.mounts);
	}
	mg_spec_release(&spec);
	assert_int_equal(wrong, 0);
	assert_true(seen.count > 300);
}

static int
compare_texts(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

static void
test_texts_can_be_read(void **state)
{
	qsort(seen.texts, seen.count, sizeof(seen.texts[0]), compare_texts);
	for (size_t i = 0; i < seen.count; i++) {
		if (getenv("MG_PRINT"))
			print_message("%s\n", seen.texts[i]);
		assert_null(strchr(seen.texts[i], '\n'));
		assert_null(strstr(seen.texts[i], "  "));
		assert_null(strpbrk(seen.texts[i], "{}"));
		free(seen.texts[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_advice_harms),
		cmocka_unit_test(test_texts_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
