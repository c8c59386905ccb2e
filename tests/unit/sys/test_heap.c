/* SPDX-License-Identifier: MIT */
/* The product's malloc(3), under other names: the test keeps the C library's, which the sanitizers
 * watch. */
#include "same.h"
#include "text/base.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

void *heap_malloc(size_t bytes);
void *heap_calloc(size_t count, size_t bytes);
void *heap_realloc(void *memory, size_t bytes);
void heap_free(void *memory);

#define malloc heap_malloc
#define calloc heap_calloc
#define realloc heap_realloc
#define free heap_free
#include "sys/heap.c"

#define HELD 200
#define MIB ((size_t)1024 * 1024)

/* As at the start of a program, except for the blocks of earlier tests. */
static int
begin(void **state)
{
	memset(spares, 0, sizeof(spares));
	region = region_end;
	return 0;
}

static bool
is_filled(const unsigned char *memory, size_t bytes, unsigned char byte)
{
	for (size_t i = 0; i < bytes; i++)
		if (memory[i] != byte)
			return false;
	return true;
}

static size_t
next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* Mostly small, as the guard's; now and then near the size where mappings begin. */
static size_t
random_size(uint32_t *seed)
{
	static const size_t below[] = { 32, 200, 200, 1000, 5000, 140000 };

	return next_random(seed) % below[next_random(seed) % MG_ARRAY_LEN(below)];
}

/* Blocks of all sizes are made, grown and freed in any order. None overlaps another, all are
 * aligned, and growing keeps their bytes. */
static void
test_many(void **state)
{
	struct {
		unsigned char *memory;
		size_t bytes;
	} held[HELD] = { 0 };
	uint32_t seed = 1;

	for (size_t round = 0; round < 20000; round++) {
		size_t i = next_random(&seed) % HELD, bytes = random_size(&seed), kept;

		assert_true(is_filled(held[i].memory, held[i].bytes, (unsigned char)i));
		if (next_random(&seed) % 3 == 0) {
			heap_free(held[i].memory);
			held[i].memory = NULL;
			held[i].bytes = 0;
			continue;
		}
		kept = bytes < held[i].bytes ? bytes : held[i].bytes;
		held[i].memory = heap_realloc(held[i].memory, bytes);
		assert_non_null(held[i].memory);
		assert_int_equal((uintptr_t)held[i].memory % 16, 0);
		assert_true(is_filled(held[i].memory, kept, (unsigned char)i));
		held[i].bytes = bytes;
		if (bytes > 0)
			memset(held[i].memory, (int)i, bytes);
	}
	for (size_t i = 0; i < HELD; i++)
		heap_free(held[i].memory);
}

/* calloc() clears a used block, and refuses a product that overflows. */
static void
test_cleared(void **state)
{
	for (size_t bytes = 1; bytes < 3 * LARGE_BYTES; bytes += bytes / 3 + 1) {
		unsigned char *memory = heap_malloc(bytes);

		assert_non_null(memory);
		memset(memory, 0xff, bytes);
		heap_free(memory);
		memory = heap_calloc(bytes, 1);
		assert_non_null(memory);
		assert_true(is_filled(memory, bytes, 0));
		heap_free(memory);
	}
}

/* A size that is too large gives NULL and ENOMEM, and a block that cannot grow stays unchanged. */
static void
test_too_much(void **state)
{
	static const struct {
		size_t count, bytes;
	} rows[] = {
		{ 1, SIZE_MAX },
		{ 1, SIZE_MAX - 15 },
		{ 1, PTRDIFF_MAX },
		{ 1, PTRDIFF_MAX - 40 },
		{ SIZE_MAX / 2 + 2, 2 }, /* 2 after an overflow */
		{ (size_t)1 << 32, (size_t)1 << 32 },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		errno = 0;
		assert_null(heap_calloc(rows[i].count, rows[i].bytes));
		assert_int_equal(errno, ENOMEM);
	}
	for (size_t bytes = 1; bytes < 4 * LARGE_BYTES; bytes *= 2) {
		unsigned char *memory = heap_malloc(bytes);

		memset(memory, 7, bytes);
		errno = 0;
		assert_null(heap_realloc(memory, PTRDIFF_MAX));
		assert_null(heap_realloc(memory, PTRDIFF_MAX - 40));
		assert_int_equal(errno, ENOMEM);
		assert_true(is_filled(memory, bytes, 7));
		heap_free(memory);
	}
}

/* The last block grows in place, and the next block follows it. */
static void
test_last_block(void **state)
{
	unsigned char *last = heap_malloc(20000), *next;

	memset(last, 1, 20000);
	assert_ptr_equal(heap_realloc(last, 25000), last);
	next = heap_malloc(20000);
	memset(next, 2, 20000);
	assert_true(is_filled(last, 20000, 1));
	memset(last, 1, 25000);
	assert_true(is_filled(next, 20000, 2));
	heap_free(next);
	heap_free(last);
}

/* As the guard does in every try: texts and arrays grow, and are freed. */
static void
make_and_free(void)
{
	void *grown[8] = { 0 };

	for (size_t bytes = 64; bytes <= 2 * LARGE_BYTES; bytes *= 2)
		for (size_t i = 0; i < 8; i++)
			grown[i] = heap_realloc(grown[i], bytes + i * 40);
	for (size_t i = 0; i < 8; i++)
		heap_free(grown[i]);
}

/* After the first try no block is made. */
static void
test_steady(void **state)
{
	unsigned char *after_first;

	make_and_free();
	after_first = region;
	for (size_t i = 0; i < 5000; i++)
		make_and_free();
	assert_ptr_equal(region, after_first);
}

/* A table that doubles up to 512 MB moves without being touched, and goes back to the kernel. */
static void
test_large(void **state)
{
	size_t bytes = 2 * LARGE_BYTES;
	unsigned char *table = heap_malloc(bytes), resident;

	assert_non_null(table);
	table[0] = 9;
	for (; bytes < 512 * MIB; bytes *= 2) {
		table = heap_realloc(table, bytes * 2);
		assert_non_null(table);
		assert_int_equal(table[0], 9);
	}
	table -= sizeof(struct block);
	assert_int_equal(mincore(table + bytes / 2, 1, &resident), 0);
	assert_int_equal(resident & 1, 0);
	heap_free(table + sizeof(struct block));
	assert_int_equal(mincore(table, 1, &resident), -1);
	assert_int_equal(errno, ENOMEM);
}

/* A write past the end of a block, and freeing one twice, stop the program. */
static void
test_mistakes(void **state)
{
	for (unsigned mistake = 0; mistake < 2; mistake++) {
		pid_t child = fork();
		int status;

		assert_true(child >= 0);
		if (child == 0) {
			unsigned char *first = heap_malloc(9000), *next = heap_malloc(9000);
			size_t whole = ((struct block *)(void *)first - 1)->size;
			const struct rlimit no_core = { 0 };

			(void)setrlimit(RLIMIT_CORE, &no_core);
			(void)signal(SIGILL, SIG_DFL); /* cmocka's handler would go on */
			if (mistake == 0)
				memset(first, 0, whole);
			else
				heap_free(next);
			heap_free(next);
			_exit(0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_mistakes, begin),
		cmocka_unit_test_setup(test_many, begin),
		cmocka_unit_test_setup(test_cleared, begin),
		cmocka_unit_test_setup(test_too_much, begin),
		cmocka_unit_test_setup(test_last_block, begin),
		cmocka_unit_test_setup(test_steady, begin),
		cmocka_unit_test_setup(test_large, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
