/* SPDX-License-Identifier: MIT */
/* Judges expectations, as a user writes them, against facts that a test writes down, on the mounts
 * of a saved table. Nothing is mocked: the spec, the table, the kinds and the guard are the real
 * ones. */
#ifndef MG_TEST_VERDICTS_H
#define MG_TEST_VERDICTS_H

#include "judge/judge.h"
#include "mounts/kind.h"
#include "mounts/table.h"
#include "text/lex.h"

#include "same.h"

#include <sys/stat.h>

#define MAX_GIVEN 4

/* What names in expectations are looked up in. */
#define SAVED_PASSWD "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n"
#define SAVED_GROUP "root:x:0:\napp:x:1000:\nmodels:x:2000:app\n"

/* The mounts of the table below, by their ids. */
enum place {
	ON_NOTHING, /* the kernel did not say which mount it is */
	ON_IMAGE = 20,
	ON_VOLUME,
	ON_ANONYMOUS,
	ON_TMPFS,
	ON_BIND,
	ON_BIND_IN_MEMORY,
	ON_NETWORK,
	ON_EMPTYDIR,
	ON_CONFIGMAP,
	ON_SECRET,
	ON_PVC,
	ON_KERNEL,
	ON_UNKNOWN,
	ON_READONLY_MOUNT,
	ON_READONLY_SUPER,
	ON_VOLUME_BELOW,
	ON_STALE,
	ON_STALE_ABOVE,
	ON_STALE_CONFIGMAP,
	ON_STALE_SECRET,
	ON_STALE_EMPTYDIR,
	ON_ENGINE_FILE,
	ON_COPY,
	ON_IMAGE_MOUNT = 44,
	ON_FUSE_OVERLAY,
};

#define POD "/var/lib/kubelet/pods/6f2c/volumes/kubernetes.io~"

static const char saved_table[] =
	"20 1 0:30 / / rw,relatime - overlay overlay rw,lowerdir=/l1:/l2,upperdir=/u\n"
	"21 20 8:1 /var/lib/docker/volumes/models/_data /app rw,relatime - ext4 /dev/sda1 rw,acl\n"
	"22 20 8:1 /var/lib/docker/volumes/"
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/_data /app rw - ext4 "
	"/dev/sda1 rw\n"
	"23 20 0:40 / /app rw,nosuid,nodev,noexec - tmpfs tmpfs rw,size=65536k\n"
	"24 20 8:17 /srv/app /app rw,relatime - xfs /dev/sdb1 rw,attr2\n"
	"25 20 0:41 /srv/app /app rw - tmpfs tmpfs rw\n"
	"26 20 0:42 / /app rw - nfs4 server:/export rw,vers=4.2\n"
	"27 20 8:1 " POD "empty-dir/cache /app rw - ext4 /dev/sda1 rw\n"
	"28 20 8:1 " POD "configmap/conf /app ro - ext4 /dev/sda1 rw\n"
	"29 20 0:43 /..2024_01_31_12_00_00.123456789/keys /app ro - tmpfs tmpfs rw\n"
	"30 20 8:33 " POD "csi/pvc-1/mount /app rw - ext4 /dev/sdc rw\n"
	"31 20 0:5 / /app rw - proc proc rw\n"
	"32 20 0:44 / /app rw - 9p none rw\n"
	"33 20 8:17 /srv/app /app ro,relatime - xfs /dev/sdb1 rw\n"
	"34 20 8:17 /srv/app /app rw,relatime - xfs /dev/sdb1 ro\n"
	"35 20 8:1 /var/lib/docker/volumes/models/_data/sub /app rw - ext4 /dev/sda1 rw\n"
	"36 20 8:17 /srv/app//deleted /app rw - xfs /dev/sdb1 rw\n"
	"37 20 8:17 /srv/data//deleted /data rw - xfs /dev/sdb1 rw\n"
	"38 20 8:1 " POD "configmap/conf/..2024_01_31_12_00_00.123456789/app.yaml//deleted /app ro "
	"- ext4 /dev/sda1 rw\n"
	"39 20 0:45 /..2020_07_30_18_30_50.335642872/ca.crt//deleted /app ro - tmpfs tmpfs rw\n"
	"40 20 8:1 " POD "empty-dir/work/..2024_01_31_12_00_00.123456789/labels//deleted /app "
	"ro - ext4 /dev/sda1 rw\n"
	"41 20 8:1 /var/lib/docker/containers/"
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/hosts /app rw - ext4 "
	"/dev/sda1 rw\n"
	"42 20 0:46 / /app rw - overlay /c/userdata/overlay/7/merge rw,lowerdir=/srv/app\n"
	"43 20 8:17 /var/lib/docker/containers/"
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/hosts /etc/hosts rw - "
	"xfs /dev/sdb1 rw\n"
	"44 20 0:47 / /app ro - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/A\n"
	"45 20 0:48 / /app rw - fuse.fuse-overlayfs fuse-overlayfs rw\n";

/* What was found out about the path of one line. */
struct given {
	enum place on;
	struct mg_facts facts;
};

/* Facts about a directory, a file, another object at /app, and about nothing there. What is not
 * said was asked and has succeeded. */
#define GIVEN(...)                                                                                 \
	{                                                                                          \
		.answer = MG_ANSWER_GIVEN, .stage = MG_STAGE_DONE, __VA_ARGS__                     \
	}
#define OBJECT(...) GIVEN(.resolved = "/app", __VA_ARGS__)
#define A_DIR(...) OBJECT(.mode = S_IFDIR | 0755, __VA_ARGS__)
#define A_FILE(...) OBJECT(.mode = S_IFREG | 0644, __VA_ARGS__)
#define NO_WAY_FROM(place, ...) GIVEN(.resolved = place, .stat_err = MG_NOT_ASKED, __VA_ARGS__)
#define NO_WAY(number) NO_WAY_FROM("/", .missing = "app", .walk_err = (number))
#define NO_ANSWER(how, where)                                                                      \
	{                                                                                          \
		.answer = (how), .stage = (where), .resolved = "/app"                              \
	}
#define MODELS_AND_TEMP                                                                            \
	.listing.mount_points = 2, .listing.names = "models\0temp",                                \
	.listing.names_len = sizeof("models\0temp")

/* One word, or a line of them, and the one finding that comes of it. */
struct verdict_row {
	const char *title;
	const char *words;
	struct given given;
	enum mg_verdict verdict;
	const char *clause;
};

/* All that is needed to judge; each part is released by bench_release. */
struct bench {
	struct mg_survey survey;
	struct mg_spec spec;
	struct mg_subject subjects[MAX_GIVEN];
	struct mg_findings findings;
};

static inline void
bench_mounts(struct bench *bench)
{
	struct mg_buf text = { 0 };
	struct mg_err err;

	mg_buf_add(&text, saved_table);
	assert_int_equal(
		mg_mounts_parse(text.text, strlen(saved_table), false, &bench->survey.mounts, &err),
		0);
	bench->survey.container = mg_container_find(&bench->survey.mounts, ON_IMAGE);
}

static inline struct mg_subject
bench_subject(const struct bench *bench, const struct given *given)
{
	struct mg_subject subject = { .path = "/app", .facts = &given->facts, .timeout_ms = 5000 };

	subject.mount = mg_mounts_find(&bench->survey.mounts, given->on);
	if (subject.mount)
		subject.backing = mg_backing_find(&bench->survey.container, subject.mount);
	return subject;
}

static inline struct mg_accounts
saved_accounts(void)
{
	return (struct mg_accounts){
		.files = { { .text = strdup(SAVED_PASSWD), .len = strlen(SAVED_PASSWD) },
			   { .text = strdup(SAVED_GROUP), .len = strlen(SAVED_GROUP) } },
	};
}

/* text: as in MOUNTGUARD_EXPECT, with as many lines as there are given facts. */
static inline void
bench_judge(struct bench *bench, const char *text, const struct given *given, size_t count)
{
	struct mg_spec_context context = { .directory = "/" };
	static const struct mg_plan plan;

	*bench = (struct bench){ 0 };
	bench_mounts(bench);
	assert_int_equal(
		mg_spec_add(&bench->spec, &context, MG_SPEC_VARIABLE, "E", mg_lex_slice(text)), 0);
	if (mg_spec_needs_accounts(&bench->spec)) {
		bench->spec.accounts = saved_accounts();
		mg_spec_resolve(&bench->spec);
	}
	assert_string_equal(mg_buf_text(&bench->spec.errors), "");
	assert_int_equal(bench->spec.count, count);
	for (size_t i = 0; i < count; i++) {
		bench->subjects[i] = bench_subject(bench, &given[i]);
		bench->subjects[i].rule = &bench->spec.rules[i];
		bench->subjects[i].key = bench->spec.rules[i].key;
	}
	assert_int_equal(mg_judge_run(&bench->spec, bench->subjects, true, &bench->findings), 0);
	assert_int_equal(mg_findings_advise(&bench->findings, &bench->survey, &plan), 0);
}

static inline void
bench_release(struct bench *bench)
{
	mg_findings_release(&bench->findings);
	mg_spec_release(&bench->spec);
	mg_mounts_release(&bench->survey.mounts);
}

static inline const char *
verdict_name(enum mg_verdict verdict)
{
	switch (verdict) {
	case MG_PASS:
		return "pass";
	case MG_FAIL:
		return "fail";
	case MG_UNKNOWN:
		break;
	}
	return "unknown";
}

#endif
