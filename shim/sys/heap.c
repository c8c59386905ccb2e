/* SPDX-License-Identifier: MIT */
/* malloc(3) for the product, which has no threads. The C library's takes 8 KB of the binary, and
 * five system calls at every start.
 *
 * Blocks up to LARGE_BYTES are cut from a region that only grows. There are four sizes to a
 * doubling. A freed block waits in the list of its size, and a new one is cut only while that list
 * is empty. So a guard that waits for an hour holds no more than its busiest moment took. Larger
 * blocks are mappings, which grow in place or move without a copy, and go back to the kernel. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ALIGNMENT 16
#define LARGE_BYTES ((size_t)64 * 1024)
#define REGION_BYTES ((size_t)256 * 1024)
#define CLASSES (4 * 16) /* of the sizes up to LARGE_BYTES, 1 << 16 */

/* The .mark of a block in use. Without it the program stops: the block was freed twice, the pointer
 * is wrong, or a write went past the end of the block before. */
#define IN_USE 0x6d676d67U

struct block {
	_Alignas(ALIGNMENT) size_t size; /* with this header */
	size_t mark;
};

struct spare {
	struct block block;
	struct spare *next;
};

/* The first region costs no system call. */
static _Alignas(ALIGNMENT) unsigned char first_region[LARGE_BYTES];
static unsigned char *region = first_region, *region_end = first_region + sizeof(first_region);
static struct spare *spares[CLASSES];

/* The size of a block that holds this many bytes, with its list in *class. 0: too many bytes. */
static size_t
size_for(size_t bytes, size_t *class)
{
	unsigned top, step;
	size_t last; /* the number of the last byte */

	*class = 0;
	if (bytes > PTRDIFF_MAX - 2 * sizeof(struct block))
		return 0;
	last = bytes + sizeof(struct block) - 1;
	if (last < sizeof(struct spare))
		last = sizeof(struct spare) - 1;
	top = (unsigned)(63 - __builtin_clzll(last));
	step = top < 6 ? 4 : top - 2;
	*class = top * 4 + ((last >> step) & 3);
	return ((last >> step) + 1) << step;
}

static struct block *
map(size_t size)
{
	void *mapping =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mapping == MAP_FAILED ? NULL : mapping;
}

/* Cuts the next block from the region. A region without enough room is given up. */
static struct block *
cut(size_t size)
{
	struct block *block;

	if ((size_t)(region_end - region) < size) {
		block = map(REGION_BYTES);
		if (!block)
			return NULL;
		region = (unsigned char *)block;
		region_end = region + REGION_BYTES;
	}
	block = (struct block *)(void *)region;
	region += size;
	return block;
}

/* calloc() must not call malloc(): the compiler makes malloc() and memset() a call of calloc(). */
static void *
take(size_t bytes)
{
	size_t class, size = size_for(bytes, &class);
	struct block *block;

	if (size > LARGE_BYTES) {
		block = map(size);
	} else if (size > 0 && spares[class]) {
		block = &spares[class]->block;
		spares[class] = spares[class]->next;
	} else {
		block = size > 0 ? cut(size) : NULL;
	}
	if (!block) {
		errno = ENOMEM;
		return NULL;
	}
	*block = (struct block){ .size = size, .mark = IN_USE };
	return block + 1;
}

static struct block *
block_of(void *memory)
{
	struct block *block = (struct block *)memory - 1;

	if (block->mark != IN_USE)
		__builtin_trap();
	return block;
}

void
free(void *memory)
{
	struct block *block = memory ? block_of(memory) : NULL;
	struct spare *spare = (struct spare *)block;
	size_t class;

	if (!block)
		return;
	if (block->size > LARGE_BYTES) {
		(void)munmap(block, block->size); /* a mapping of ours */
		return;
	}
	(void)size_for(block->size - sizeof(*block), &class);
	block->mark = 0;
	spare->next = spares[class];
	spares[class] = spare;
}

/* Makes the block larger in place, or moves its mapping. NULL: the caller has to copy the block. */
static void *
stretch(struct block *block, size_t size, size_t class)
{
	unsigned char *end = (unsigned char *)block + block->size;

	if (size > LARGE_BYTES && block->size > LARGE_BYTES) {
		block = mremap(block, block->size, size, MREMAP_MAYMOVE);
		if (block == MAP_FAILED)
			return NULL;
	} else if (size > LARGE_BYTES || spares[class] || end != region ||
		   (size_t)(region_end - end) < size - block->size) {
		return NULL;
	} else {
		/* Only while the list is empty, so that no blocks of a size gather in it. */
		region += size - block->size;
	}
	block->size = size;
	return block + 1;
}

void *
malloc(size_t bytes)
{
	return take(bytes);
}

void *
calloc(size_t count, size_t bytes)
{
	size_t total;
	void *memory;

	if (__builtin_mul_overflow(count, bytes, &total))
		total = SIZE_MAX;
	memory = take(total);
	/* A new mapping is zero already, and clearing it would take memory before it is used. */
	if (memory && block_of(memory)->size <= LARGE_BYTES)
		memset(memory, 0, total);
	return memory;
}

void *
realloc(void *memory, size_t bytes)
{
	struct block *block;
	size_t class, size = size_for(bytes, &class);
	void *larger;

	if (!memory)
		return take(bytes);
	block = block_of(memory);
	if (size > 0 && size <= block->size)
		return memory;
	larger = size > 0 ? stretch(block, size, class) : NULL;
	if (larger)
		return larger;
	larger = take(bytes);
	if (larger) {
		memcpy(larger, memory, block->size - sizeof(*block));
		free(memory);
	}
	return larger;
}
