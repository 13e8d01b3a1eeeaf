/* A small seeded generator (xoshiro256**, seeded through splitmix64): integers and plain arithmetic only, so that the same seed gives
 * the same numbers on every machine. Algorithms: Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021. */
#ifndef MWTOP_RANDOM_H
#define MWTOP_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state[4];
};

/* `stream` separates generators of one seed: one per device, so that a change in one leaves the others as they were. */
void random_seed(struct random *r, uint64_t seed, uint64_t stream);
uint64_t random_next(struct random *r);
/* 0 <= x < 1 */
double random_uniform(struct random *r);
/* Mean 0, standard deviation 1, never beyond 3.47: the sum of four uniform numbers, bell-shaped enough for a meter's noise. */
double random_normal(struct random *r);

#endif
