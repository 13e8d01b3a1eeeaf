/* usage: bench_swing
 * An island's transient: 60 s in steps of 10 ms with a step of load each 5 s, so that it is never at rest for long, with and without
 * isochronous sets; the load in a ramp (it changes at each step); and what it costs to copy a state. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "random.h"
#include "swing.h"

#define SETS 14
#define ROUNDS 25
#define SECONDS 60

static struct swing swing, copy;
static struct swing_set sets[SITE_GEN_MAX];

static double now_s(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Like sets, but no two alike. */
static void make_island(size_t count, bool isochronous) {
	struct site_gen gen = site_gen_default();
	struct random r;
	random_seed(&r, 1, 1);
	for (size_t i = 0; i < count; i++) {
		sets[i] = swing_set_of(&gen, 1.8, 2.5);
		sets[i].h_s *= 0.9 + 0.2 * random_uniform(&r);
		sets[i].te_s *= 0.9 + 0.2 * random_uniform(&r);
		sets[i].isochronous = isochronous;
	}
	struct swing_case c = { .nominal_hz = 60, .load_mw = 1.8 * (double)count, .sets = sets, .set_count = count };
	swing_init(&swing, &c);
}

static void run_steps(double base_mw) {
	for (int i = 0; i < SECONDS / 5; i++) {
		swing_load(&swing, base_mw * (i % 2 ? 1 : 1.1));
		swing_step(&swing, 5);
	}
}

static void run_ramp(double base_mw) {
	for (int i = 0; i < SECONDS * 100; i++) {
		swing_load(&swing, base_mw * (1 + 0.1 * i / (SECONDS * 100)));
		swing_step(&swing, SWING_STEP_S);
	}
}

static void measure(const char *name, size_t count, bool isochronous, void (*run)(double)) {
	double best = INFINITY;
	for (int i = 0; i < ROUNDS; i++) {
		make_island(count, isochronous);
		double start = now_s();
		run(1.8 * (double)count);
		best = fmin(best, now_s() - start);
	}
	if (swing.event_count > 0 || swing.dead)
		exit(1); /* another transient than the one that is meant */
	printf("%-44s %4zu sets  %8.3f ms\n", name, count, 1e3 * best);
}

static void measure_copy(void) {
	void *(*volatile copier)(void *, const void *, size_t) = memcpy; /* so that no copy is left out */
	double start = now_s();
	for (int i = 0; i < 10000; i++)
		copier(&copy, &swing, sizeof copy);
	printf("%-44s %4zu KiB   %8.3f us\n", "copy of a state", sizeof copy / 1024, 1e6 * (now_s() - start) / 10000);
}

int main(void) {
	static const size_t counts[] = { SETS, SITE_GEN_MAX };
	printf("60 s at 10 ms, best of %d rounds\n", ROUNDS);
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		measure("load steps, droop", counts[i], false, run_steps);
		measure("load steps, isochronous", counts[i], true, run_steps);
		measure("load ramp, a change at each step", counts[i], false, run_ramp);
	}
	measure_copy();
	return 0;
}
