/* SPDX-License-Identifier: MIT */
/* Adds to findings why they are so and what to do, and joins findings with one cause. Pure. */
#include "advice/advice.h"
#include "judge/judge.h"
#include "text/lex.h"
#include "text/path.h"
#include "words/vocabulary.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool
mg_finding_is_on_the_way(const struct mg_finding *finding)
{
	return finding->subject->facts->walk_err == EACCES;
}

/* --- why, and what to do --- */

/* Finds the term to advise about: for a missing path it is `mount`, if the line has that word. */
static struct mg_term
term_of(const struct mg_finding *finding)
{
	const struct mg_rule *rule = finding->rule;

	if (finding->term)
		return *finding->term;
	for (size_t i = 0; finding->word == mg_always_at(MG_ALWAYS_EXISTS) && i < rule->word_count;
	     i++)
		if (strcmp(rule->words[i].check->name, "mount") == 0)
			return rule->words[i];
	return (struct mg_term){ .check = finding->word };
}

static int
advise(struct mg_finding *finding, const struct mg_survey *survey, const struct mg_plan *plan)
{
	const struct mg_term term = term_of(finding);
	struct mg_advice advice = { 0 };
	struct mg_buf clause = { 0 };

	if (finding->verdict != MG_PASS)
		advice = mg_advice_find(survey, plan, finding->subject, &term, finding->verdict);
	if (advice.says) { /* the word's own clause is only a symptom */
		mg_buf_add(&clause, advice.says);
		free(finding->clause);
		finding->clause = mg_buf_take(&clause);
	}
	finding->other = advice.other;
	finding->why = mg_buf_take(&advice.why);
	finding->fix = mg_buf_take(&advice.fix);
	return finding->clause && finding->why && finding->fix ? 0 : -ENOMEM;
}

/* --- causes --- */

static bool
counts_alike(const struct mg_finding *one, const struct mg_finding *other)
{
	return one->verdict == other->verdict && one->is_warn == other->is_warn &&
	       one->verdict != MG_PASS;
}

/* Whether the path has no mount or a wrong one, and the reason is known. */
static bool
is_about_the_mount(const struct mg_finding *finding)
{
	bool is_asked =
		mg_lex_lists("mount on", finding->word->name) ||
		(strcmp(finding->word->name, "exists") == 0 && mg_rule_has(finding->rule, "mount"));

	return is_asked && finding->verdict == MG_FAIL && finding->why[0] != '\0';
}

/* Whether both have one reason, one mount and one remedy. A directory that bars the way has one
 * remedy for all paths behind it. */
static bool
have_one_cause(const struct mg_finding *one, const struct mg_finding *other)
{
	return counts_alike(one, other) && one->subject->mount == other->subject->mount &&
	       one->why[0] != '\0' && strcmp(one->why, other->why) == 0 &&
	       (strcmp(one->fix, other->fix) == 0 || mg_finding_is_on_the_way(one) ||
		mg_finding_is_on_the_way(other));
}

/* Whether the finding's path lies below a path with a wrong or missing mount, and wants no mount of
 * its own. */
static bool
follows_from_mount(const struct mg_finding *finding, const struct mg_finding *cause)
{
	return is_about_the_mount(cause) && !is_about_the_mount(finding) &&
	       !mg_rule_has(finding->rule, "mount") && counts_alike(finding, cause) &&
	       finding->subject->mount == cause->subject->mount &&
	       mg_path_is_under(finding->rule->path, cause->rule->path);
}

/* Of findings with one cause, the lowest rank names the cause best. */
static int
rank(const struct mg_finding *finding)
{
	if (is_about_the_mount(finding))
		return 0;
	if (mg_finding_is_on_the_way(finding))
		return 3;
	return finding->subject->facts->walk_err == 0 && finding->subject->facts->is_mount_root ? 1
												: 2;
}

/* Finds the finding that names the cause best; of equals, the first. */
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

/* Finds the finding that blames this finding's mount: what the command may do on a wrong mount does
 * not matter. */
static size_t
find_blamer(const struct mg_findings *findings, size_t index)
{
	const struct mg_finding *blamed = &findings->items[index];

	/* A finding that blames another mount is not blamed itself: two swapped mounts would blame
	 * each other. */
	if (!blamed->term || !blamed->word->needs_access || !blamed->subject->mount ||
	    blamed->other)
		return index;
	for (size_t i = 0; i < findings->count; i++) {
		const struct mg_finding *one = &findings->items[i];

		if (i != index && one->other && counts_alike(one, blamed) &&
		    strcmp(one->other, blamed->subject->mount->target) == 0)
			return i;
	}
	return index;
}

/* Finds the first finding of the same line that counts alike. */
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

/* Finds the cause of each finding. A line is then reported in one place: on its own, or with its
 * cause. */
static void
find_causes(struct mg_findings *findings)
{
	struct mg_finding *items = findings->items;

	/* A cause has a lower rank, or an equal one and a lower index: chains end. */
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
mg_findings_advise(struct mg_findings *findings, const struct mg_survey *survey,
		   const struct mg_plan *plan)
{
	int result = 0;

	for (size_t i = 0; result == 0 && i < findings->count; i++)
		result = advise(&findings->items[i], survey, plan);
	if (result == 0)
		find_causes(findings);
	return result;
}
