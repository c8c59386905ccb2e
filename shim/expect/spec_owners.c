/* SPDX-License-Identifier: MIT */
/* The users and groups that expectations name. Pure: the caller has read the files. */
#include "expect/spec.h"

bool
mg_spec_needs_accounts(const struct mg_spec *spec)
{
	for (size_t i = 0; i < spec->count; i++)
		for (size_t j = 0; j < spec->rules[i].word_count; j++)
			if (mg_owner_needs_accounts(&spec->rules[i].words[j].owner))
				return true;
	return false;
}

void
mg_spec_resolve(struct mg_spec *spec)
{
	for (size_t i = 0; i < spec->count; i++) {
		const struct mg_rule *rule = &spec->rules[i];

		for (size_t j = 0; j < rule->word_count; j++) {
			struct mg_buf why = { 0 };

			rule->words[j].accounts = &spec->accounts;
			if (mg_owner_resolve(&rule->words[j].owner, &spec->accounts, &why))
				continue;
			mg_buf_addf(&spec->errors, "%s: %s\n", rule->origin, mg_buf_text(&why));
			spec->error_count++;
			mg_buf_release(&why);
		}
	}
}
