/* SPDX-License-Identifier: MIT */
/* Our parser beside util-linux: each line of the live table and of every fixture, as shim/mounts
 * and findmnt(8) read it. Both read the same copy, so a new mount makes no difference. */
#include "fixture.h"

#include "text/buf.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum field {
	ID,
	PARENT,
	DEVICE,
	ROOT,
	TARGET,
	FSTYPE,
	SOURCE,
	OPTIONS,
	SUPER_OPTIONS,
	TAGS,
	PROPAGATION,
	FIELD_COUNT,
};

/* What findmnt -o calls them; as JSON keys they are in lower case. */
#define COLUMNS                                                                                    \
	"ID,PARENT,MAJ:MIN,FSROOT,TARGET,FSTYPE,SOURCE,VFS-OPTIONS,FS-OPTIONS,OPT-FIELDS,"         \
	"PROPAGATION"

static const char *const keys[FIELD_COUNT] = {
	[ID] = "id",	       [PARENT] = "parent",	      [DEVICE] = "maj:min",
	[ROOT] = "fsroot",     [TARGET] = "target",	      [FSTYPE] = "fstype",
	[SOURCE] = "source",   [OPTIONS] = "vfs-options",     [SUPER_OPTIONS] = "fs-options",
	[TAGS] = "opt-fields", [PROPAGATION] = "propagation",
};

/* Reads an escape of a JSON text, after its backslash. */
static char
unescape(const char **at)
{
	static const char letters[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
	char hex[5] = "", letter = *(*at)++, *end;
	unsigned long code;

	for (size_t i = 0; i + 1 < sizeof(letters); i += 2)
		if (letters[i] == letter)
			return letters[i + 1];
	assert_int_equal(letter, 'u');
	(void)strncat(hex, *at, 4);
	code = strtoul(hex, &end, 16);
	assert_true(end == hex + 4 && code > 0 && code < 0x80);
	*at += 4;
	return (char)code;
}

/* Reads the next text, number or null (which is ""), after blanks. */
static struct mg_buf
take_word(const char **at)
{
	struct mg_buf word = { 0 };

	*at += strspn(*at, " \n");
	if (**at != '"') {
		size_t len = strcspn(*at, ",:{}[] \n");

		assert_true(len > 0);
		if (len != 4 || memcmp(*at, "null", 4) != 0)
			mg_buf_add_bytes(&word, *at, len);
		*at += len;
		return word;
	}
	for (++*at; **at != '"';) {
		char byte = *(*at)++;

		assert_int_not_equal(byte, '\0');
		if (byte == '\\')
			byte = unescape(at);
		mg_buf_add_bytes(&word, &byte, 1);
	}
	++*at;
	return word;
}

static void
take_sign(const char **at, const char *sign)
{
	*at += strspn(*at, " \n");
	if (strncmp(*at, sign, strlen(sign)) != 0)
		fail_msg("findmnt: no '%s' before '%.40s'", sign, *at);
	*at += strlen(sign);
}

/* One object, whose members are in the order of the columns. */
static void
take_object(const char **at, struct mg_buf fields[FIELD_COUNT])
{
	take_sign(at, "{");
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		struct mg_buf key = take_word(at);

		assert_string_equal(mg_buf_text(&key), keys[i]);
		mg_buf_release(&key);
		take_sign(at, ":");
		fields[i] = take_word(at);
		take_sign(at, i + 1 < FIELD_COUNT ? "," : "}");
	}
}

static int
memory_file(const char *text, size_t len)
{
	int fd = memfd_create("mountinfo", 0);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), len);
	return fd;
}

/* Runs findmnt on the table in the descriptor. Returns its exit code, and its output in *json. */
static int
run_findmnt(int table, struct mg_buf *json)
{
	char path[32], block[65536];
	int out[2], status;
	ssize_t count;
	pid_t child;

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", table);
	assert_int_equal(pipe(out), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)setenv("LC_ALL", "C", 1);
		(void)dup2(out[1], STDOUT_FILENO);
		(void)close(out[0]);
		(void)close(out[1]);
		(void)execlp("findmnt", "findmnt", "--json", "--list", "--nofsroot", "--tab-file",
			     path, "--output", COLUMNS, (char *)NULL);
		_exit(127);
	}
	(void)close(out[1]);
	while ((count = read(out[0], block, sizeof(block))) > 0)
		mg_buf_add_bytes(json, block, (size_t)count);
	(void)close(out[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* What findmnt 2.38 makes of the tags: it knows neither propagate_from nor what comes later, and
 * calls everything private that is not shared. */
static void
add_propagation(struct mg_buf *buf, const char *tags)
{
	mg_buf_add(buf, strstr(tags, "shared:") ? "shared" : "private");
	mg_buf_add(buf, strstr(tags, "master:") ? ",slave" : "");
	mg_buf_add(buf, strstr(tags, "unbindable") ? ",unbindable" : "");
}

/* Our mount in findmnt's words. It leaves "//deleted" in the root. */
static void
as_findmnt(const struct mg_mount *mount, struct mg_buf fields[FIELD_COUNT])
{
	mg_buf_addf(&fields[ID], "%llu", (unsigned long long)mount->id);
	mg_buf_addf(&fields[PARENT], "%llu", (unsigned long long)mount->parent_id);
	mg_buf_addf(&fields[DEVICE], "%u:%u", mount->major, mount->minor);
	mg_buf_addf(&fields[ROOT], "%s%s", mount->root, mount->stale ? "//deleted" : "");
	mg_buf_add(&fields[TARGET], mount->target);
	mg_buf_add(&fields[FSTYPE], mount->fstype);
	mg_buf_add(&fields[SOURCE], mount->source);
	mg_buf_add(&fields[OPTIONS], mount->options);
	mg_buf_add(&fields[SUPER_OPTIONS], mount->super_options);
	mg_buf_add(&fields[TAGS], mount->propagation);
	add_propagation(&fields[PROPAGATION], mount->propagation);
}

/* findmnt 2.38 ends the super options at their first blank (path=C:\Program Files) and loses the
 * rest. */
static bool
is_known_cut(size_t field, const char *theirs, const char *ours)
{
	size_t len = strcspn(ours, " ");

	return field == SUPER_OPTIONS && ours[len] == ' ' && strlen(theirs) == len &&
	       memcmp(theirs, ours, len) == 0;
}

static unsigned
compare_mount(const char *name, size_t line, const char **at, const struct mg_mount *mount)
{
	struct mg_buf theirs[FIELD_COUNT] = { 0 }, ours[FIELD_COUNT] = { 0 };
	char title[128];
	unsigned wrong = 0;

	(void)snprintf(title, sizeof(title), "%s:%zu", name, line);
	take_object(at, theirs);
	as_findmnt(mount, ours);
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		if (!is_known_cut(i, mg_buf_text(&theirs[i]), mg_buf_text(&ours[i])))
			wrong += same_text(title, keys[i], mg_buf_text(&ours[i]),
					   mg_buf_text(&theirs[i]));
		mg_buf_release(&theirs[i]);
		mg_buf_release(&ours[i]);
	}
	return wrong;
}

static void
compare(const char *name, const char *text, size_t len)
{
	struct mg_mounts mounts = fixture_parse(text, len);
	struct mg_buf json = { 0 };
	int table = memory_file(text, len);
	unsigned wrong = 0;
	const char *at;

	assert_int_equal(run_findmnt(table, &json), 0);
	(void)close(table);
	at = mg_buf_text(&json);
	take_sign(&at, "{");
	take_sign(&at, "\"filesystems\"");
	take_sign(&at, ":");
	take_sign(&at, "[");
	for (size_t i = 0; i < mounts.count; i++) {
		wrong += compare_mount(name, i + 1, &at, &mounts.mounts[i]);
		take_sign(&at, i + 1 < mounts.count ? "," : "]");
	}
	mg_buf_release(&json);
	mg_mounts_release(&mounts);
	assert_int_equal(wrong, 0);
}

/* Skips the test where findmnt is missing, which is a failure under MG_MUST_RUN=1. */
static void
need_findmnt(void)
{
	static const char table[] = "2 1 0:5 / / rw - tmpfs t rw\n";
	int fd = memory_file(table, sizeof(table) - 1);
	struct mg_buf json = { 0 };
	int exit_code = run_findmnt(fd, &json);
	const char *must = getenv("MG_MUST_RUN");

	(void)close(fd);
	mg_buf_release(&json);
	if (exit_code != 127)
		return;
	if (must && strcmp(must, "1") == 0)
		fail_msg("findmnt is not installed, and MG_MUST_RUN is set");
	print_message("skipped: findmnt is not installed\n");
	skip();
}

static void
test_fixtures(void **state)
{
	need_findmnt();
	(void)fixture_each(compare);
}

static void
test_live(void **state)
{
	char *text;
	size_t len;

	need_findmnt();
	text = fixture_read("/proc/self/mountinfo", &len);
	compare("/proc/self/mountinfo", text, len);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fixtures),
		cmocka_unit_test(test_live),
	};

	return cmocka_run_group_tests_name("findmnt", tests, NULL, NULL);
}
