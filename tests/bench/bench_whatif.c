/* The what-if on a day: 24 h at 1 Hz of a load that wanders, 14 sets, 20 edits, dispatched anew from the first of them; beside a plain loop over
 * packed columns that shares each sample's load among as many sets, the least that such a computation can be. 5 ms beside a loop of 0.6 ms are
 * asked for: fails where the ratio is greater. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "branch.h"
#include "model_site.h"

#define ROWS 86400
#define SETS 14
#define ROUNDS 9
#define RATIO_MOST (5.0 / 0.6)

static struct baseline base;

static double bench_cpu_ms(void) {
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + 1e-6 * (double)t.tv_nsec;
}

static void fill(struct site *site) {
	uint64_t state = 12345;
	struct frame f;
	double load = 30.49, gpu = 0;
	baseline_init(&base, site);
	frame_init(&f);
	model_frame(&f, site, T0);
	for (size_t i = 0; i < ROWS; i++) {
		struct derived d;
		gpu += ((double)(model_random(&state) % 2001) / 1000 - 1) * 0.006 - gpu * 0.2;
		f.t_ms = T0 + (int64_t)i * 1000;
		frame_set(&f, M_GPU_MW, 0, load + gpu);
		frame_set(&f, M_FEED_MW, 0, 7.82 + gpu);
		power_derive(&f, NULL, &d);
		baseline_add(&base, &f, &d);
	}
	frame_free(&f);
}

static size_t edits(const struct site *site, struct edit *out) {
	static const char *const lines[] = {
		"at +60s gen G03 trip", "at +20m gpu cap 380W over 90s", "at +1h gen G03 restore", "at +2h gpu online 30000", "at +3h feed TVA limit 10MW",
		"at +4h gen G05 max 1800kW", "at +5h job start over 90s", "at +6h job stall 30s", "at +7h gen G09 stop", "at +8h gpu cap 402W over 90s",
		"at +9h gen G09 start", "at +10h feed TVA import 6MW", "at +11h site aux 0.5MW", "at +12h job stop", "at +13h gen G01 trip",
		"at +14h gen G01 restore", "at +15h site inlet 38C", "at +16h gpu online 28000 over 40m", "at +18h feed TVA limit 8MW", "at +20h site pue 1.2",
	};
	struct time_context context = { .tz = tz_utc(), .cursor_ms = T0, .plus_ms = T0, .minus_ms = T0, .training_ms = T_START };
	struct error err;
	size_t count = sizeof lines / sizeof *lines;
	for (size_t i = 0; i < count; i++)
		if (!edit_parse(lines[i], site, &context, &out[i], &err)) {
			fprintf(stderr, "%s: %s\n", lines[i], err.text);
			exit(2);
		}
	return count;
}

static double plain_ms(void) {
	static double kw[SETS], sum;
	double best = INFINITY;
	for (int round = 0; round < ROUNDS; round++) {
		double begun = bench_cpu_ms();
		for (size_t i = 0; i < ROWS; i++) {
			double share = base.load_mw[i] * 1000 / SETS;
			for (size_t k = 0; k < SETS; k++)
				{
				double by = share - kw[k];
				kw[k] += by < -25 ? -25 : by > 25 ? 25 : by;
			}
			sum += kw[i % SETS];
		}
		best = fmin(best, bench_cpu_ms() - begun);
	}
	return sum > 0 ? best : NAN;
}

int main(void) {
	struct site *site = model_site(1, SETS);
	struct edit edit[32];
	double best = INFINITY, tail = INFINITY;
	fill(site);
	size_t count = edits(site, edit);
	struct branch *b = branch_new(&base);
	struct frame start;
	frame_init(&start);
	model_frame(&start, site, base.t_ms[60]);
	for (int round = 0; round < ROUNDS; round++) {
		branch_set_edits(b, edit, 0, NULL, NULL);
		double begun = bench_cpu_ms();
		branch_set_edits(b, edit, count, &start, NULL);
		branch_compute(b, INT64_MAX, SIZE_MAX);
		best = fmin(best, bench_cpu_ms() - begun);
		edit[count - 1].number = 1.21 + 0.01 * round; /* the last edit, at 20 h */
		begun = bench_cpu_ms();
		branch_set_edits(b, edit, count, &start, NULL);
		branch_compute(b, INT64_MAX, SIZE_MAX);
		tail = fmin(tail, bench_cpu_ms() - begun);
	}
	double plain = plain_ms();
	printf("24 h x 1 Hz x %d sets, %zu edits: %.2f ms; with the edit at 20 h changed: %.2f ms; a plain loop: %.2f ms; ratio %.1f (at most %.1f)\n", SETS,
	       count, best, tail, plain, best / plain, RATIO_MOST);
	frame_free(&start);
	branch_free(b);
	baseline_free(&base);
	site_free(site);
	return best <= RATIO_MOST * plain ? 0 : 1;
}
