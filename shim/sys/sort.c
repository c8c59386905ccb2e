/* SPDX-License-Identifier: MIT */
/* qsort(3) for the product: musl's smoothsort is 2 KB. A heap sort needs no memory and is never
 * quadratic. Items that are already in order are left alone. */
#include <stdlib.h>

static void
swap(unsigned char *one, unsigned char *other, size_t bytes)
{
	while (bytes-- > 0) {
		unsigned char byte = *one;

		*one++ = *other;
		*other++ = byte;
	}
}

void
qsort(void *items, size_t count, size_t bytes, int (*compare)(const void *, const void *))
{
	unsigned char *base = items;
	size_t in_order = 1, unheaped = count / 2, left = count;

	while (in_order < count &&
	       compare(base + (in_order - 1) * bytes, base + in_order * bytes) <= 0)
		in_order++;
	if (in_order >= count)
		return;
	/* First every parent sinks, the last one first, which makes a heap. Then the largest item,
	 * on top, changes places with the last one left, which sinks. */
	while (left > 1) {
		size_t parent = 0, child;

		if (unheaped > 0)
			parent = --unheaped;
		else
			swap(base, base + --left * bytes, bytes);
		for (; (child = 2 * parent + 1) < left; parent = child) {
			if (child + 1 < left &&
			    compare(base + child * bytes, base + (child + 1) * bytes) < 0)
				child++;
			if (compare(base + parent * bytes, base + child * bytes) >= 0)
				break;
			swap(base + parent * bytes, base + child * bytes, bytes);
		}
	}
}
