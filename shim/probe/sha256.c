/* SPDX-License-Identifier: MIT */
/* SHA-256, with the names of FIPS 180-4. Pure. Written for its size; it is faster than most disks.
 */
#include "sha256.h"

#include <string.h>

/* The cube roots of the first 64 primes: the first 32 bits of their fractional parts. */
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

static uint32_t
load(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void
store(unsigned char *at, uint32_t word)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (unsigned char)(word >> (24 - 8 * i));
}

static void
add_block(uint32_t state[8], const unsigned char *block)
{
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
	uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
	uint32_t w[16]; /* of the message schedule, the last sixteen */

	for (unsigned t = 0; t < 16; t++)
		w[t] = load(block + (size_t)4 * t);
	for (unsigned t = 0; t < 64; t++) {
		uint32_t x = w[(t + 1) % 16], y = w[(t + 14) % 16], t1, t2;

		if (t >= 16)
			w[t % 16] += w[(t + 9) % 16] + (rotr(x, 7) ^ rotr(x, 18) ^ x >> 3) +
				     (rotr(y, 17) ^ rotr(y, 19) ^ y >> 10);
		t1 = h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + k[t] +
		     w[t % 16];
		t2 = (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
		h = g;
		g = f;
		f = e;
		e = d + t1;
		d = c;
		c = b;
		b = a;
		a = t1 + t2;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
	state[5] += f;
	state[6] += g;
	state[7] += h;
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
			add_block(sha->state, sha->block);
	}
}

void
mg_sha256_end(struct mg_sha256 *sha, unsigned char digest[MG_SHA256_BYTES])
{
	static const unsigned char padding[64] = { 0x80 };
	uint64_t bits = sha->bytes * 8;
	unsigned char length[8];

	store(length, (uint32_t)(bits >> 32));
	store(length + 4, (uint32_t)bits);
	mg_sha256_add(sha, padding, 1 + (119 - sha->bytes % 64) % 64);
	mg_sha256_add(sha, length, sizeof(length));
	for (size_t i = 0; i < 8; i++)
		store(digest + 4 * i, sha->state[i]);
}
