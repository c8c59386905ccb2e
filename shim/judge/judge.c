/* SPDX-License-Identifier: MIT */
/* Rules over facts. Pure: the only judge of what a set of verdicts means. */
#include "judge/judge.h"

#include "text/lex.h"
#include "text/path.h"
#include "text/quote.h"
#include "words/always.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* One rule while it is judged. */
struct trial {
	const struct mg_rule *rule;
	struct mg_scene *scene;
	const struct mg_subject *subject;
	struct mg_findings *findings;
	bool judged[MG_SPEC_MAX_WORDS]; /* by the word's place in the rule */
	bool failed[MG_SPEC_MAX_WORDS];
	int result;
};

void
mg_judge_ask(const struct mg_rule *rule, struct mg_ask *ask)
{
	*ask = (struct mg_ask){ .path = rule->path };
	for (size_t i = 0; i < rule->word_count; i++) {
		const struct mg_term *word = &rule->words[i];

		ask->needs |= word->check->needs | (word->sync ? MG_NEED_SYNC : 0U);
		ask->abilities |= word->abilities;
		if (word->check->argument == MG_ARGUMENT_PATH)
			ask->same_as = word->argument;
		if (word->check->argument != MG_ARGUMENT_ENTRY)
			continue;
		ask->globs[word->glob] = word->argument;
		ask->glob_count = word->glob + 1;
	}
	if (!rule->is_optional && !mg_rule_has(rule, "absent"))
		ask->needs |= MG_NEED_NEAR;
}

/* What was really asked when nothing at all is there: a mount, if that is among the words. */
static const struct mg_term *
asked_word(const struct mg_rule *rule, const struct mg_term *implied)
{
	for (size_t i = 0; implied->check == mg_always_at(MG_ALWAYS_EXISTS) && i < rule->word_count;
	     i++)
		if (strcmp(rule->words[i].check->name, "mount") == 0)
			return &rule->words[i];
	return implied;
}

/* Takes over *clause. check: the word's row, or, where word is NULL, that of what is implied by all
 * words. */
static void
add_finding(struct trial *trial, const struct mg_word *check, const struct mg_term *word,
	    enum mg_verdict verdict, struct mg_buf *clause)
{
	struct mg_findings *findings = trial->findings;
	bool is_hidden = verdict == MG_PASS && trial->scene->hides_passes;
	struct mg_buf found = { 0 }, shown = { 0 };
	const struct mg_term implied = { .check = check };
	struct mg_advice advice = { 0 };
	struct mg_finding *items, *item;

	if (is_hidden) {
		mg_buf_release(clause);
		return;
	}
	items = realloc(findings->items, (findings->count + 1) * sizeof(*items));
	if (!items) {
		mg_buf_release(clause);
		trial->result = -ENOMEM;
		return;
	}
	findings->items = items;
	item = &items[findings->count++];
	if (word)
		mg_quote_add(&shown, word->text);
	else
		mg_buf_add(&shown, trial->rule->text);
	mg_subject_describe(trial->subject, &found);
	if (verdict != MG_PASS)
		(void)mg_advice_find(trial->scene, trial->subject,
				     word ? word : asked_word(trial->rule, &implied), verdict,
				     &advice);
	if (advice.says) {
		clause->len = 0;
		mg_buf_add(clause, advice.says);
	}
	*item = (struct mg_finding){
		.rule = trial->rule,
		.word = check->name,
		.mount = trial->subject->mount,
		.kind = trial->subject->backing.kind,
		.other = advice.other,
		.is_access = word && word->check->needs_access,
		.is_on_mount_root = trial->subject->facts->walk_err == 0 &&
				    trial->subject->facts->is_mount_root,
		.is_on_the_way = trial->subject->facts->walk_err == EACCES,
		.errnum = verdict == MG_PASS ? 0 : mg_word_errno(check, trial->subject->facts),
		.expected = mg_buf_take(&shown),
		.verdict = verdict,
		.is_warn = trial->rule->is_warn && verdict != MG_PASS,
		.clause = mg_buf_take(clause),
		.found = mg_buf_take(&found),
		.why = mg_buf_take(&advice.why),
		.fix = mg_buf_take(&advice.fix),
	};
	if (!item->expected || !item->clause || !item->found || !item->why || !item->fix)
		trial->result = -ENOMEM;
}

/* The word of the rule that asks most: it decides what a barred way means. */
static struct mg_term
most_asking(const struct mg_rule *rule, const struct mg_word *otherwise)
{
	for (size_t i = 0; i < rule->word_count; i++)
		if (rule->words[i].check->needs_access)
			return rule->words[i];
	return (struct mg_term){ .check = otherwise };
}

bool
mg_judge_forgives_stale(const struct mg_subject *subject)
{
	enum mg_kind kind = subject->backing.kind;

	return subject->mount && subject->mount->stale && mg_backing_is_subpath(subject->mount) &&
	       (kind == MG_KIND_CONFIGMAP || kind == MG_KIND_SECRET || kind == MG_KIND_PROJECTED);
}

/* Not there at all; a circle of links is something. */
static bool
is_absent(const struct mg_subject *subject)
{
	return subject->facts->walk_err == ENOENT || subject->facts->walk_err == ENOTDIR;
}

/* False: nothing more is to be judged. */
static bool
judge_implied(struct trial *trial)
{
	const struct mg_word *check;

	for (size_t i = 0; (check = mg_always_at(i)) != NULL; i++) {
		struct mg_term word = most_asking(trial->rule, check);
		struct mg_buf clause = { 0 };
		enum mg_verdict verdict;

		if (i == MG_ALWAYS_EXISTS && mg_rule_has(trial->rule, "absent"))
			continue;
		verdict = check->judge(trial->subject, &word, &clause);
		if (verdict == MG_PASS)
			continue;
		if (is_absent(trial->subject) && trial->rule->is_optional &&
		    i == MG_ALWAYS_EXISTS) {
			mg_buf_release(&clause);
			return false;
		}
		add_finding(trial, check, NULL, verdict, &clause);
		if (trial->result < 0 || i != MG_ALWAYS_LIVE ||
		    !mg_judge_forgives_stale(trial->subject))
			return false;
		trial->findings->items[trial->findings->count - 1].is_warn = true;
	}
	return true;
}

static void
add_pass(struct trial *trial)
{
	struct mg_buf clause = { 0 };

	add_finding(trial, mg_word_at(0), NULL, MG_PASS, &clause);
}

static bool
is_moot(const struct trial *trial, const struct mg_term *word)
{
	for (size_t i = 0; i < trial->rule->word_count; i++)
		if (trial->failed[i] &&
		    mg_lex_lists(word->check->after, trial->rule->words[i].check->name))
			return true;
	return false;
}

static void
judge_word(struct trial *trial, size_t index)
{
	const struct mg_term *word = &trial->rule->words[index];
	struct mg_buf clause = { 0 };
	enum mg_verdict verdict;

	if (!word->check->judge || is_moot(trial, word))
		return;
	verdict = mg_word_judge(word->check, trial->subject, word, &clause);
	trial->failed[index] = verdict == MG_FAIL;
	add_finding(trial, word->check, word, verdict, &clause);
}

/* Whether all that the word depends on was judged. */
static bool
is_ready(const struct trial *trial, const struct mg_term *word)
{
	for (size_t i = 0; i < trial->rule->word_count; i++)
		if (!trial->judged[i] &&
		    mg_lex_lists(word->check->after, trial->rule->words[i].check->name))
			return false;
	return true;
}

/* First the words that depend on none, then those that depend on them, and so on, however they were
 * written. None depends on itself: there are no more rounds than words. */
static void
judge_words(struct trial *trial)
{
	const struct mg_rule *rule = trial->rule;
	bool ready[MG_SPEC_MAX_WORDS] = { false };

	for (size_t round = 0; round < rule->word_count; round++) {
		for (size_t i = 0; i < rule->word_count; i++)
			ready[i] = !trial->judged[i] && is_ready(trial, &rule->words[i]);
		for (size_t i = 0; i < rule->word_count; i++) {
			if (ready[i])
				judge_word(trial, i);
			trial->judged[i] |= ready[i];
		}
	}
}

/* Counts the rule by the worst of the findings that it added, from first on. */
static void
count_rule(struct mg_findings *findings, size_t first)
{
	bool failed = false, unknown = false, warned = false;

	for (size_t i = first; i < findings->count; i++) {
		const struct mg_finding *finding = &findings->items[i];

		warned |= finding->is_warn;
		failed |= finding->verdict == MG_FAIL && !finding->is_warn;
		unknown |= finding->verdict == MG_UNKNOWN && !finding->is_warn;
	}
	findings->rule_count++;
	findings->failed_count += failed;
	findings->unknown_count += unknown && !failed;
	findings->warned_count += warned && !unknown && !failed;
}

/* --- causes --- */

static bool
counts_alike(const struct mg_finding *one, const struct mg_finding *other)
{
	return one->verdict == other->verdict && one->is_warn == other->is_warn &&
	       one->verdict != MG_PASS;
}

/* The mount of the path is missing, or another one is there, and the reason is known. */
static bool
is_about_the_mount(const struct mg_finding *finding)
{
	bool is_asked =
		mg_lex_lists("mount on", finding->word) ||
		(strcmp(finding->word, "exists") == 0 && mg_rule_has(finding->rule, "mount"));

	return is_asked && finding->verdict == MG_FAIL && finding->why[0] != '\0';
}

/* One reason for one mount, and one remedy: where the way to a path is barred, it is that of the
 * directory that bars it. */
static bool
have_one_cause(const struct mg_finding *one, const struct mg_finding *other)
{
	return counts_alike(one, other) && one->mount == other->mount && one->why[0] != '\0' &&
	       strcmp(one->why, other->why) == 0 &&
	       (strcmp(one->fix, other->fix) == 0 || one->is_on_the_way || other->is_on_the_way);
}

/* What is wrong below a wrong mount, or below none, but for a path that wants one of its own. */
static bool
follows_from_mount(const struct mg_finding *finding, const struct mg_finding *cause)
{
	return is_about_the_mount(cause) && !is_about_the_mount(finding) &&
	       !mg_rule_has(finding->rule, "mount") && counts_alike(finding, cause) &&
	       finding->mount == cause->mount &&
	       mg_path_is_under(finding->rule->path, cause->rule->path);
}

/* Which of two findings with one cause is the better one to say it: the lower. */
static int
rank(const struct mg_finding *finding)
{
	if (is_about_the_mount(finding))
		return 0;
	if (finding->is_on_mount_root)
		return 1;
	return finding->is_on_the_way ? 3 : 2;
}

/* The best of all that have one cause, and of these the first. */
static size_t
find_cause(const struct mg_findings *findings, size_t index)
{
	const struct mg_finding *finding = &findings->items[index];
	size_t best = index;

	for (size_t i = 0; i < findings->count; i++) {
		const struct mg_finding *other = &findings->items[i];
		int better = rank(other) - rank(&findings->items[best]);

		if ((better < 0 || (better == 0 && i < best)) &&
		    (have_one_cause(other, finding) || follows_from_mount(finding, other)))
			best = i;
	}
	return best;
}

/* The finding that says that this one's mount is the wrong one: then it does not matter what may be
 * done there. */
static size_t
find_blamer(const struct mg_findings *findings, size_t index)
{
	const struct mg_finding *blamed = &findings->items[index];

	/* Who blames another mount is not blamed: two that are changed would blame each other. */
	if (!blamed->is_access || !blamed->mount || blamed->other)
		return index;
	for (size_t i = 0; i < findings->count; i++) {
		const struct mg_finding *one = &findings->items[i];

		if (i != index && one->other && counts_alike(one, blamed) &&
		    strcmp(one->other, blamed->mount->target) == 0)
			return i;
	}
	return index;
}

/* The first finding of the same line that counts alike. */
static size_t
find_first_of_line(const struct mg_findings *findings, size_t index)
{
	size_t first = index;

	while (first > 0 && findings->items[first - 1].rule == findings->items[index].rule)
		first--;
	while (!counts_alike(&findings->items[first], &findings->items[index]) && first < index)
		first++;
	return first;
}

static size_t
find_last_cause(const struct mg_findings *findings, size_t index)
{
	while (findings->items[index].cause != index)
		index = findings->items[index].cause;
	return index;
}

/* A line is reported in one place: where it stands for others, or with what it has its cause in
 * common with. */
static void
find_causes(struct mg_findings *findings)
{
	struct mg_finding *items = findings->items;

	/* A cause is better than what it causes, so that this ends. */
	for (size_t i = 0; i < findings->count; i++)
		items[i].cause = find_cause(findings, i);
	for (size_t i = 0; i < findings->count; i++)
		if (items[i].cause == i)
			items[i].cause = find_last_cause(findings, find_blamer(findings, i));
	for (size_t i = 0; i < findings->count; i++)
		if (items[i].cause == i)
			items[i].cause = find_last_cause(findings, find_first_of_line(findings, i));
	for (size_t i = 0; i < findings->count; i++)
		items[i].cause = find_last_cause(findings, i);
}

int
mg_judge_run(const struct mg_spec *spec, struct mg_scene *scene, const struct mg_subject *subjects,
	     struct mg_findings *findings)
{
	struct mg_findings all = { 0 };

	for (size_t i = 0; i < spec->count; i++) {
		struct mg_subject subject = subjects[i];
		struct trial trial = {
			.rule = &spec->rules[i],
			.scene = scene,
			.subject = &subject,
			.findings = &all,
		};
		size_t first = all.count;

		subject.key = spec->rules[i].key;
		subject.rule = &spec->rules[i];
		if (judge_implied(&trial)) {
			judge_words(&trial);
			if (all.count ==
			    first) /* a path alone: what was implied is what was asked */
				add_pass(&trial);
		}
		if (trial.result < 0) {
			mg_findings_release(&all);
			return trial.result;
		}
		count_rule(&all, first);
	}
	find_causes(&all);
	*findings = all;
	return 0;
}

enum mg_exit
mg_judge_exit(const struct mg_findings *findings)
{
	if (findings->failed_count > 0 || findings->get_verdict == MG_FAIL)
		return MG_EXIT_FAILED;
	return findings->unknown_count > 0 || findings->get_verdict == MG_UNKNOWN ? MG_EXIT_UNKNOWN
										  : MG_EXIT_OK;
}

bool
mg_findings_hold(const struct mg_findings *findings)
{
	return findings->failed_count + findings->unknown_count + findings->warned_count == 0 &&
	       findings->get_verdict == MG_PASS;
}

static unsigned
badness(const struct mg_finding *finding)
{
	if (finding->verdict == MG_PASS)
		return 0;
	if (finding->is_warn)
		return 1;
	return finding->verdict == MG_FAIL ? 3 : 2;
}

void
mg_findings_order(const struct mg_findings *findings, size_t *order)
{
	for (unsigned left = 4; left > 0; left--)
		for (size_t i = 0; i < findings->count; i++)
			if (badness(&findings->items[i]) == left - 1)
				*order++ = i;
}

void
mg_findings_release(struct mg_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		free(findings->items[i].expected);
		free(findings->items[i].clause);
		free(findings->items[i].found);
		free(findings->items[i].why);
		free(findings->items[i].fix);
	}
	free(findings->items);
	*findings = (struct mg_findings){ 0 };
}
