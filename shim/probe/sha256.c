/* SPDX-License-Identifier: MIT */
/* SHA-256, with the names of FIPS 180-4; Ch and Maj are written with fewer operations. Pure.
 * Written for its size; it is faster than most disks. */
#include "sha256.h"

#include <endian.h>
#include <string.h>

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static const uint32_t k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2,
};

static uint32_t
rotr(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

/* Round t has its words a to h in v[64 - t] and the seven after it. A round writes the new a before
 * them, and turns d into e. */
static void
add_block(struct mg_sha256 *sha)
{
	uint32_t *w = sha->w, *at = sha->v + 64;

	memcpy(w, sha->block, sizeof(sha->block));
	memcpy(at, sha->state, sizeof(sha->state));
	for (unsigned t = 0; t < 64; t++) {
		if (t < 16) {
			w[t] = be32toh(w[t]);
			continue;
		}
		w[t] = w[t - 16] + w[t - 7] +
		       (rotr(w[t - 15], 7) ^ rotr(w[t - 15], 18) ^ w[t - 15] >> 3) +
		       (rotr(w[t - 2], 17) ^ rotr(w[t - 2], 19) ^ w[t - 2] >> 10);
	}
	for (unsigned t = 0; t < 64; t++, at--) {
		uint32_t a = at[0], b = at[1], c = at[2], e = at[4], f = at[5], g = at[6];
		uint32_t t1 = at[7] + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) +
			      (g ^ (e & (f ^ g))) + k[t] + w[t];

		at[3] += t1;
		at[-1] = t1 + (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) | (c & (a | b)));
	}
	for (unsigned i = 0; i < 8; i++)
		sha->state[i] += sha->v[i];
}

void
mg_sha256_init(struct mg_sha256 *sha)
{
	*sha = (struct mg_sha256){
		.state = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
			   0x1f83d9ab, 0x5be0cd19 },
	};
}

void
mg_sha256_add(struct mg_sha256 *sha, const unsigned char *bytes, size_t len)
{
	while (len > 0) {
		size_t used = sha->bytes % sizeof(sha->block), part = sizeof(sha->block) - used;

		if (part > len)
			part = len;
		memcpy(sha->block + used, bytes, part);
		sha->bytes += part;
		bytes += part;
		len -= part;
		if (used + part == sizeof(sha->block))
			add_block(sha);
	}
}

void
mg_sha256_end(struct mg_sha256 *sha, unsigned char digest[MG_SHA256_BYTES])
{
	static const unsigned char padding[64] = { 0x80 };
	uint64_t bits = htobe64(sha->bytes * 8);

	mg_sha256_add(sha, padding, 1 + (119 - sha->bytes % 64) % 64);
	mg_sha256_add(sha, (const unsigned char *)&bits, sizeof(bits));
	for (size_t i = 0; i < 8; i++)
		sha->state[i] = htobe32(sha->state[i]);
	memcpy(digest, sha->state, MG_SHA256_BYTES);
}
