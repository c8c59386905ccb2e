/* SPDX-License-Identifier: MIT */
/* Judges rules by subjects. Pure. Decides what a set of verdicts means. */
#include "judge/judge.h"

#include "text/lex.h"
#include "text/quote.h"
#include "words/vocabulary.h"

#include <errno.h>
#include <stdlib.h>

/* One rule while it is judged. */
struct trial {
	const struct mg_rule *rule;
	const struct mg_subject *subject;
	bool with_passes;
	struct mg_findings *findings;
	bool has_failed[MG_SPEC_MAX_WORDS]; /* by the word's place in the rule */
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

/* Adds a finding. Takes over *clause. term NULL: the row is one that every word implies. */
static void
add_finding(struct trial *trial, const struct mg_word *row, const struct mg_term *term,
	    enum mg_verdict verdict, struct mg_buf *clause)
{
	struct mg_findings *findings = trial->findings;
	struct mg_buf found = { 0 }, shown = { 0 };
	struct mg_finding *items, *item;

	if (verdict == MG_PASS && !trial->with_passes) {
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
	if (term)
		mg_quote_add(&shown, term->text);
	else
		mg_buf_add(&shown, trial->rule->text);
	mg_subject_describe(trial->subject, &found);
	*item = (struct mg_finding){
		.rule = trial->rule,
		.subject = trial->subject,
		.word = row,
		.term = term,
		.verdict = verdict,
		.is_warn = trial->rule->is_warn && verdict != MG_PASS,
		.expected = mg_buf_take(&shown),
		.clause = mg_buf_take(clause),
		.found = mg_buf_take(&found),
	};
	if (!item->expected || !item->clause || !item->found)
		trial->result = -ENOMEM;
}

/* Finds the rule's first word about access, which decides what a barred way means. */
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

/* Judges what every word implies. False: the words are not to be judged. */
static bool
judge_implied(struct trial *trial)
{
	int walk_err = trial->subject->facts->walk_err;
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
		/* Not ELOOP: a circle of links exists. */
		if (i == MG_ALWAYS_EXISTS && trial->rule->is_optional &&
		    (walk_err == ENOENT || walk_err == ENOTDIR)) {
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

/* Whether the word depends on another one that is set. */
static bool
depends(const struct trial *trial, const struct mg_term *word, const bool *is_set)
{
	for (size_t i = 0; i < trial->rule->word_count; i++)
		if (is_set[i] &&
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

	if (!word->check->judge || depends(trial, word, trial->has_failed))
		return;
	verdict = mg_word_judge(word->check, trial->subject, word, &clause);
	trial->has_failed[index] = verdict == MG_FAIL;
	add_finding(trial, word->check, word, verdict, &clause);
}

/* Judges the words in rounds: each word after the words that it depends on. No word depends on
 * itself, so there are no more rounds than words. */
static void
judge_words(struct trial *trial)
{
	const struct mg_rule *rule = trial->rule;
	bool is_pending[MG_SPEC_MAX_WORDS] = { false }, is_ready[MG_SPEC_MAX_WORDS] = { false };

	for (size_t i = 0; i < rule->word_count; i++)
		is_pending[i] = true;
	for (size_t round = 0; round < rule->word_count; round++) {
		for (size_t i = 0; i < rule->word_count; i++)
			is_ready[i] = is_pending[i] && !depends(trial, &rule->words[i], is_pending);
		for (size_t i = 0; i < rule->word_count; i++) {
			if (is_ready[i])
				judge_word(trial, i);
			is_pending[i] &= !is_ready[i];
		}
	}
}

/* 3: failed; 2: could not tell; 1: a warning; 0: passed. */
static unsigned
badness(const struct mg_finding *finding)
{
	if (finding->verdict == MG_PASS)
		return 0;
	if (finding->is_warn)
		return 1;
	return finding->verdict == MG_FAIL ? 3 : 2;
}

/* Counts the rule by its worst finding. Its findings begin at first. */
static void
count_rule(struct mg_findings *findings, size_t first)
{
	unsigned worst = 0;

	for (size_t i = first; i < findings->count; i++)
		if (badness(&findings->items[i]) > worst)
			worst = badness(&findings->items[i]);
	findings->rule_count++;
	findings->failed_count += worst == 3;
	findings->unknown_count += worst == 2;
	findings->warned_count += worst == 1;
}

int
mg_judge_run(const struct mg_spec *spec, const struct mg_subject *subjects, bool with_passes,
	     struct mg_findings *findings)
{
	struct mg_findings all = { 0 };

	for (size_t i = 0; i < spec->count; i++) {
		struct trial trial = {
			.rule = &spec->rules[i],
			.subject = &subjects[i],
			.with_passes = with_passes,
			.findings = &all,
		};
		struct mg_buf none = { 0 };
		size_t first = all.count;

		if (judge_implied(&trial)) {
			judge_words(&trial);
			/* A path without words asks only what is implied, and that holds. */
			if (all.count == first)
				add_finding(&trial, mg_word_at(0), NULL, MG_PASS, &none);
		}
		if (trial.result < 0) {
			mg_findings_release(&all);
			return trial.result;
		}
		count_rule(&all, first);
	}
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

size_t *
mg_findings_order(const struct mg_findings *findings, bool worst_first)
{
	size_t *order = calloc(findings->count + 1, sizeof(*order)), at = 0;

	for (unsigned left = worst_first ? 4 : 1; order && left > 0; left--)
		for (size_t i = 0; i < findings->count; i++)
			if (!worst_first || badness(&findings->items[i]) == left - 1)
				order[at++] = i;
	return order;
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
