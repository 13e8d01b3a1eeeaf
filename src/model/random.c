/* xoshiro256** and splitmix64, written from the published definitions. The state is never all zero: splitmix64 is a bijection of
 * four different inputs. */
#include "random.h"

static uint64_t rotate_left(uint64_t x, int bits) {
	return (x << bits) | (x >> (64 - bits));
}

static uint64_t splitmix_next(uint64_t *x) {
	uint64_t z = (*x += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

void random_seed(struct random *r, uint64_t seed, uint64_t stream) {
	uint64_t x = stream;
	x = seed ^ splitmix_next(&x);
	for (int i = 0; i < 4; i++)
		r->state[i] = splitmix_next(&x);
}

uint64_t random_next(struct random *r) {
	uint64_t *s = r->state, result = rotate_left(s[1] * 5, 7) * 9, t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate_left(s[3], 45);
	return result;
}

double random_uniform(struct random *r) {
	return (double)(random_next(r) >> 11) * 0x1p-53;
}

double random_normal(struct random *r) {
	uint64_t x = random_next(r);
	/* Four 16-bit numbers: mean of the sum 4 * 32767.5, variance 4 * (65536^2 - 1) / 12. */
	double sum = (double)((x & 0xffff) + (x >> 16 & 0xffff) + (x >> 32 & 0xffff) + (x >> 48));
	return (sum - 131070.0) * (1.0 / 37837.22701);
}
