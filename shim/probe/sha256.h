/* SPDX-License-Identifier: MIT */
/* SHA-256 (FIPS 180-4). Pure. Our own, because no library that has it fits into the binary. */
#ifndef MG_PROBE_SHA256_H
#define MG_PROBE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define MG_SHA256_BYTES 32

/* All of it is private. */
struct mg_sha256 {
	uint32_t state[8];
	uint64_t bytes; /* added so far */
	unsigned char block[64];
	/* Of one block. On the stack they would be zeroed for each block. */
	uint32_t w[64], v[72];
};

void mg_sha256_init(struct mg_sha256 *sha);

/* Bytes may come in pieces of any length. */
void mg_sha256_add(struct mg_sha256 *sha, const unsigned char *bytes, size_t len);

/* Gives the digest of all bytes. *sha must be initialised again afterwards. */
void mg_sha256_end(struct mg_sha256 *sha, unsigned char digest[MG_SHA256_BYTES]);

#endif
