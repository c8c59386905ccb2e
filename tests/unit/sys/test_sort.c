/* SPDX-License-Identifier: MIT */
/* The product's qsort(3), under another name, beside the C library's. */
#include "same.h"
#include "text/base.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void sort_qsort(void *items, size_t count, size_t bytes,
		int (*compare)(const void *, const void *));

#define qsort sort_qsort
#include "sys/sort.c"
#undef qsort

#define MOST 300

struct item {
	unsigned char key;
	char rest[4]; /* the size is that of no machine word */
};

static int
compare_items(const void *one, const void *other)
{
	const struct item *a = one, *b = other;

	return a->key - b->key;
}

/* Keys in an order: ascending, descending, all the same, shuffled. */
static unsigned char
key_of(size_t order, size_t i, size_t count)
{
	const size_t keys[] = { i, count - i, 7, i * 7919 % 251 };

	return (unsigned char)(keys[order] * 255 / MOST);
}

/* Every number of items in every order: the keys are as the C library sorts them, and every item is
 * still whole. */
static void
test_orders(void **state)
{
	for (size_t count = 0; count <= MOST; count++) {
		for (size_t order = 0; order < 4; order++) {
			struct item items[MOST + 1], wanted[MOST + 1];

			for (size_t i = 0; i <= count; i++) {
				unsigned char key = key_of(order, i, count);

				items[i] = wanted[i] =
					(struct item){ key, { (char)key, 'a', 'b', 'c' } };
			}
			sort_qsort(items, count, sizeof(*items), compare_items);
			qsort(wanted, count, sizeof(*wanted), compare_items);
			assert_memory_equal(items, wanted, (count + 1) * sizeof(*items));
		}
	}
}

static size_t comparisons;

static int
compare_counted(const void *one, const void *other)
{
	comparisons++;
	return compare_items(one, other);
}

/* n - 1 comparisons where the items are in order, and never more than a few n log n. */
static void
test_cost(void **state)
{
	static struct item items[50000];
	const size_t count = MG_ARRAY_LEN(items);

	comparisons = 0;
	sort_qsort(items, count, sizeof(*items), compare_counted);
	assert_int_equal(comparisons, count - 1);
	for (size_t order = 1; order < 4; order++) {
		for (size_t i = 0; i < count; i++)
			items[i].key = key_of(order, i, count);
		comparisons = 0;
		sort_qsort(items, count, sizeof(*items), compare_counted);
		assert_true(comparisons < 2 * 16 * count);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_cost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
