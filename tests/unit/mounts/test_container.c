/* SPDX-License-Identifier: MIT */
/* What a mount table tells about the whole container, above all the device of the host's paths. */
#include "mounts/kind.h"

#include "fixture.h"
#include "rows_container.h"

static struct mg_container
container_of(const struct mg_mounts *mounts)
{
	uint64_t root_id = 0;

	for (size_t i = mounts->count; i-- > 0;)
		if (strcmp(mounts->mounts[i].target, "/") == 0)
			root_id = mounts->mounts[i].id;
	return mg_container_find(mounts, root_id);
}

static const char *
device_of(const struct mg_container *container, char text[32])
{
	if (!container->host)
		return "";
	(void)snprintf(text, 32, "%u:%u", container->host->major, container->host->minor);
	return text;
}

static const char *
what_is(const struct mg_container *container, char text[32])
{
	(void)snprintf(text, 32, "%s%s%s", container->is_pod ? "pod" : "",
		       container->is_machine ? "machine" : "",
		       container->is_nested ? " nested" : "");
	return text;
}

static void
visit(const char *name, const char *text, size_t len)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(device_rows); i++) {
		struct mg_mounts mounts;
		struct mg_container got;
		char device[32], is[32];

		if (strcmp(device_rows[i].fixture, name) != 0)
			continue;
		mounts = fixture_parse(text, len);
		got = container_of(&mounts);
		assert_int_equal(same_text(name, "the host's device", device_of(&got, device),
					   device_rows[i].device),
				 0);
		assert_int_equal(
			same_text(name, "what it is", what_is(&got, is), device_rows[i].is), 0);
		mg_mounts_release(&mounts);
		return;
	}
	fail_msg("the host's device of %s is not tested", name);
}

static void
test_fixtures(void **state)
{
	assert_int_equal(fixture_each(visit), MG_ARRAY_LEN(device_rows));
}

static void
test_proofs(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(proof_rows); i++) {
		const struct proof_row *row = &proof_rows[i];
		struct mg_mounts mounts = fixture_parse(row->table, strlen(row->table));
		struct mg_container got = container_of(&mounts);
		char device[32];

		wrong += same_text(row->title, "the host's device", device_of(&got, device),
				   row->device);
		mg_mounts_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

static void
test_machines(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(machine_rows); i++) {
		const struct machine_row *row = &machine_rows[i];
		struct mg_mounts mounts = fixture_parse(row->table, strlen(row->table));
		struct mg_container got = container_of(&mounts);
		char is[32];

		wrong += same_text(row->title, "what it is", what_is(&got, is), row->is);
		mg_mounts_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fixtures),
		cmocka_unit_test(test_proofs),
		cmocka_unit_test(test_machines),
	};

	return cmocka_run_group_tests_name("container", tests, NULL, NULL);
}
