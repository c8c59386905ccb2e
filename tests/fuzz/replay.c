/* SPDX-License-Identifier: MIT */
/* Runs the corpus of a fuzz target once, under the sanitizers of the unit tests. So an old finding
 * is not forgotten where there is no libFuzzer. usage: PROGRAM FILE... */
#include "fuzz.h"

#include <stdio.h>

#define MAX_BYTES (4UL * 1024 * 1024)

int
main(int argc, char **argv)
{
	uint8_t *data = malloc(MAX_BYTES);

	for (int i = 1; data && i < argc; i++) {
		FILE *file = fopen(argv[i], "rb");
		size_t size = file ? fread(data, 1, MAX_BYTES, file) : 0;
		char *exact;

		if (!file || ferror(file) != 0 || fclose(file) != 0) {
			fprintf(stderr, "replay: cannot read %s\n", argv[i]);
			return 1;
		}
		exact = fuzz_copy(data, size);
		(void)LLVMFuzzerTestOneInput((const uint8_t *)exact, size);
		free(exact);
	}
	free(data);
	return argc < 2 || !data;
}
