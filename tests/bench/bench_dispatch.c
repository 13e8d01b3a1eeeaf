/* The dispatch alone on a day: 86,400 steps of 1 s of a load that wanders by 0.05 % a second, with 20 edits, for the 14 sets of the stories and for
 * as many as a site may have; beside a plain loop over packed columns that shares each load among as many sets by their ramps. What a step costs
 * when everything it knew is forgotten before it stands in the last column. Fails when the day of 14 sets takes more than 5 ms. */
#include <stdio.h>
#include <time.h>

#include "dispatch.h"
#include "model_site.h"

#define STEPS 86400
#define ROUNDS 7
#define MOST_MS 5.0

static double load[STEPS];

static double bench_cpu_ms(void) {
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + 1e-6 * (double)t.tv_nsec;
}

/* About what feeds and half of the sets carry. */
static void fill(size_t sets) {
	uint64_t state = 12345;
	double mean = 8 + 1.6 * (double)sets, wander = 0;
	for (size_t i = 0; i < STEPS; i++) {
		wander += ((double)(model_random(&state) % 2001) / 1000 - 1) * 0.0005 - wander * 0.02;
		load[i] = mean * (1 + wander);
	}
}

static const struct edit edits[] = {
	{ .verb = EDIT_GEN_TRIP, .object = 2 }, { .verb = EDIT_GEN_RESTORE, .object = 2 }, { .verb = EDIT_FEED_LIMIT, .object = 0, .number = 10 },
	{ .verb = EDIT_GEN_MAX, .object = 4, .number = 1800 }, { .verb = EDIT_GEN_STOP, .object = 8 }, { .verb = EDIT_GEN_START, .object = 8 },
	{ .verb = EDIT_FEED_IMPORT, .object = 0, .number = 6 }, { .verb = EDIT_GEN_TRIP, .object = 0 }, { .verb = EDIT_GEN_RESTORE, .object = 0 },
	{ .verb = EDIT_SITE_INLET, .object = -1, .number = 38 },
};

/* Returns what the sets carry at the end, so that nothing is left out. */
static double day(const struct site *site, bool forget) {
	struct dispatch d;
	size_t next = 0;
	dispatch_init(&d, site, T0);
	dispatch_settle(&d, load[0]);
	for (size_t i = 0; i < STEPS; i++) {
		if (i == (next + 1) * (STEPS / 21)) {
			dispatch_edit(&d, &edits[next % (sizeof edits / sizeof *edits)]);
			next++;
		}
		if (forget)
			dispatch_forget(&d);
		dispatch_step(&d, load[i], 1000);
	}
	return dispatch_sets_mw(&d);
}

static double plain(const struct site *site, bool unused) {
	static double kw[SITE_GEN_MAX];
	size_t sets = site->gen_count;
	(void)unused;
	for (size_t i = 0; i < STEPS; i++) {
		double share = (load[i] - 7.82) * 1000 / (double)sets;
		for (size_t k = 0; k < sets; k++) {
			double step = share - kw[k];
			kw[k] += step > 25 ? 25 : step < -25 ? -25 : step;
		}
	}
	return kw[sets - 1];
}

static double best_ms(double (*run)(const struct site *, bool), const struct site *site, bool forget) {
	double best = INFINITY, sum = 0;
	for (int round = 0; round < ROUNDS; round++) {
		double begun = bench_cpu_ms();
		sum += run(site, forget);
		best = fmin(best, bench_cpu_ms() - begun);
	}
	return sum > 0 ? best : NAN;
}

int main(void) {
	static const size_t counts[] = { 14, 64, SITE_GEN_MAX };
	bool within = true;
	printf("86,400 steps of 1 s, 20 edits, ms of CPU (a state takes %zu bytes)\n", sizeof(struct dispatch));
	printf("%6s %10s %10s %12s %12s\n", "sets", "dispatch", "ns a step", "plain loop", "all anew");
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		struct site *site = model_site(1, counts[i]);
		fill(counts[i]);
		double ms = best_ms(day, site, false), least = best_ms(plain, site, false), anew = best_ms(day, site, true);
		printf("%6zu %10.2f %10.1f %12.2f %12.2f\n", counts[i], ms, ms * 1e6 / STEPS, least, anew);
		within &= counts[i] != 14 || ms <= MOST_MS;
		site_free(site);
	}
	return within ? 0 : 1;
}
