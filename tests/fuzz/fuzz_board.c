/* SPDX-License-Identifier: MIT */
/* Any bytes as what the probe child has written into the shared memory: no read goes beyond them,
 * every word can judge what gets through, and every message about it can be shown on a terminal.
 * The first byte chooses: a stream of answers, the unfinished facts of a path, or the head. */
#include "judge/judge.h"
#include "probe/board.h"
#include "text/lex.h"

#include "fuzz.h"

#define PATHS 4

static const char table[] =
	"1 0 0:50 / / rw - overlay overlay rw,lowerdir=/l\n"
	"2 1 254:0 /srv/app /app rw - ext4 /dev/vda rw\n"
	"3 2 254:0 /var/lib/docker/volumes/models/_data /app/models rw - ext4 /dev/vda rw\n"
	"4 1 0:60 / /run ro,noexec - tmpfs tmpfs rw\n"
	"5 1 0:61 //deleted /gone rw - fuse.sshfs host: rw\n";

/* Each word that asks for something, in lines without a contradiction. */
static const char expectations[] =
	"/app exists, dir, nonempty, has=main.py, has=*, mount=bind|volume, on=bind, persistent\n"
	"/app/models fstype=ext4|xfs, source=*, opts=rw+noexec, readable, writable=sync, "
	"executable, supports=lock+exec+case\n"
	"/app/main.py file, readonly, owner=0:0, mode=644, private, free=5%, inodes=9, same-as=/b, "
	"sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
	"/run/socket socket, optional, warn\n";

static void
check_facts(const struct mg_facts *facts)
{
	fuzz_check(memchr(facts->missing, '\0', sizeof(facts->missing)) != NULL);
	fuzz_check(memchr(facts->near, '\0', sizeof(facts->near)) != NULL);
	fuzz_check(memchr(facts->resolved, '\0', sizeof(facts->resolved)) != NULL);
	fuzz_check(memchr(facts->nearby.found, '\0', sizeof(facts->nearby.found)) != NULL);
	fuzz_check((unsigned)facts->answer <= MG_ANSWER_INVALID);
	fuzz_check(facts->answer != MG_ANSWER_LATE && facts->answer != MG_ANSWER_DIED);
	fuzz_check((unsigned)facts->stage <= MG_STAGE_DONE);
	fuzz_check((unsigned)facts->write.step <= MG_WRITE_UNLINK);
	fuzz_check(facts->walk_err >= 0 && facts->write.err >= MG_NOT_ASKED);
	fuzz_check(facts->listing.names_len <= sizeof(facts->listing.names));
	fuzz_check(facts->nearby.names_len <= sizeof(facts->nearby.names));
}

static void
check_findings(const struct mg_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct mg_finding *finding = &findings->items[i];

		fuzz_check_shown(finding->clause);
		fuzz_check_shown(finding->found);
		fuzz_check_shown(finding->why);
		fuzz_check_shown(finding->fix);
	}
}

/* Judges as the guard does, in the order of its functions. */
static void
judge(const struct mg_facts facts[PATHS], const struct mg_actor *actor, bool is_unlocated)
{
	struct mg_spec_context context = { 0 };
	static const struct mg_plan plan;
	struct mg_survey survey = { 0 };
	struct mg_findings findings = { 0 };
	struct mg_spec spec = { 0 };
	struct mg_subject subjects[PATHS] = { 0 };
	struct mg_err err;
	char *text = fuzz_copy((const uint8_t *)table, sizeof(table) - 1);

	fuzz_check(mg_mounts_parse(text, sizeof(table) - 1, false, &survey.mounts, &err) == 0);
	fuzz_check(mg_spec_add(&spec, &context, MG_SPEC_FILE, "fuzz", mg_lex_slice(expectations)) ==
		   0);
	fuzz_check(spec.count == PATHS && spec.error_count == 0);
	survey.container = mg_container_find(&survey.mounts, 1);
	if (actor) {
		survey.actor = *actor;
		survey.actor.is_known = true;
	}
	for (size_t i = 0; i < PATHS; i++) {
		subjects[i] =
			(struct mg_subject){ .path = spec.rules[i].path,
					     .key = spec.rules[i].key,
					     .rule = &spec.rules[i],
					     .facts = &facts[i],
					     .is_unlocated = is_unlocated && !facts[i].has_mount_id,
					     .timeout_ms = 5000 };
		if (facts[i].has_mount_id)
			subjects[i].mount = mg_mounts_find(&survey.mounts, facts[i].mount_id);
		if (subjects[i].mount)
			subjects[i].backing = mg_backing_find(&survey.container, subjects[i].mount);
	}
	fuzz_check(mg_judge_run(&spec, subjects, true, &findings) == 0);
	fuzz_check(mg_findings_advise(&findings, &survey, &plan) == 0);
	/* Impossible facts are never a pass. */
	for (size_t i = 0; i < PATHS; i++)
		fuzz_check(facts[i].answer == MG_ANSWER_GIVEN || findings.count > 0);
	check_findings(&findings);
	mg_findings_release(&findings);
	mg_spec_release(&spec);
	mg_mounts_release(&survey.mounts);
}

static void
take_stream(const uint8_t *data, size_t size, struct mg_facts facts[PATHS])
{
	unsigned char *answers = (unsigned char *)fuzz_copy(data, size);
	size_t at = 0;

	for (size_t i = 0; i < PATHS; i++) {
		size_t used = mg_board_take(answers + at, size - at, &facts[i]);

		fuzz_check(used <= size - at);
		fuzz_check((used == 0) == (facts[i].answer == MG_ANSWER_INVALID));
		at += used;
	}
	free(answers);
}

static void
take_live(const uint8_t *data, size_t size, struct mg_facts facts[PATHS])
{
	struct mg_facts *live = calloc(1, sizeof(*live));

	fuzz_check(live != NULL);
	memcpy(live, data, size < sizeof(*live) ? size : sizeof(*live));
	for (size_t i = 0; i < PATHS; i++)
		mg_board_take_live(live, &facts[i]);
	free(live);
}

static void
take_head(const uint8_t *data, size_t size, struct mg_head *taken)
{
	struct mg_head *head = calloc(1, sizeof(*head));

	fuzz_check(head != NULL);
	memcpy(head, data, size < sizeof(*head) ? size : sizeof(*head));
	if (!mg_board_take_head(head, taken)) {
		*taken = (struct mg_head){ 0 };
	} else if (taken->is_refused) {
		fuzz_check(taken->refusal.exit_code != MG_EXIT_OK && *taken->refusal.text != '\0');
		fuzz_check_shown(taken->refusal.text);
	}
	free(head);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mg_facts *facts = calloc(PATHS, sizeof(*facts));
	struct mg_head head = { 0 };
	unsigned char way = size > 0 ? data[0] : 0;

	fuzz_check(facts != NULL);
	data += size > 0;
	size -= size > 0;
	if (way % 3 == 2)
		take_head(data, size, &head);
	else
		(way % 3 == 1 ? take_live : take_stream)(data, size, facts);
	for (size_t i = 0; i < PATHS; i++)
		check_facts(&facts[i]);
	judge(facts, head.actor.is_known || way & 0x80 ? &head.actor : NULL, way & 0x40);
	free(facts);
	return 0;
}
