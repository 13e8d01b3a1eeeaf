/* Laws of the what-if over random scenarios on a baseline that wanders: supply = load + the baseline's residual in every computed frame, what is
 * unserved aside; limits of sets; undoing; shifting in time; computing anew from where it changed; jumping about. */
#include "branch_run.h"

#include "branch_parts.h"

#include "edits_table.h"

#define SECONDS 900
#define SCENARIOS 300
#define RESIDUAL_MW 0.03

static uint64_t rng;

static double pick(double low, double high) {
	return low + (high - low) * (double)(model_random(&rng) % 10001) / 10000;
}

/* A line that a person might type, at a whole second of the baseline. */
static void random_line(char *out, size_t size, int from_s, int to_s) {
	int at = (int)pick(from_s, to_s), gen = 1 + (int)(model_random(&rng) % 14);
	switch (model_random(&rng) % 18) {
	case 0: case 1: snprintf(out, size, "at +%ds gen G%02d trip", at, gen); break;
	case 2: snprintf(out, size, "at +%ds gen G%02d stop", at, gen); break;
	case 3: snprintf(out, size, "at +%ds gen G%02d restore", at, gen); break;
	case 4: snprintf(out, size, "at +%ds gen G%02d max %dkW", at, gen, (int)pick(0, 2500)); break;
	case 5: snprintf(out, size, "at +%ds feed TVA lose", at); break;
	case 6: snprintf(out, size, "at +%ds feed TVA restore", at); break;
	case 7: snprintf(out, size, "at +%ds feed TVA limit %.1fMW", at, pick(0, 20)); break;
	case 8: snprintf(out, size, "at +%ds feed TVA import %.1fMW", at, pick(0, 8)); break;
	case 9: snprintf(out, size, "at +%ds gpu online %d over %ds", at, (int)pick(1000, 60000), (int)pick(1, 600)); break;
	case 10: snprintf(out, size, "at +%ds gpu online %d", at, (int)pick(0, 50000)); break;
	case 11: snprintf(out, size, "at +%ds gpu cap %dW over 90s", at, (int)pick(200, 700)); break;
	case 12: snprintf(out, size, "at +%ds job start over 90s", at); break;
	case 13: snprintf(out, size, "at +%ds job stall %ds", at, (int)pick(1, 60)); break;
	case 14: snprintf(out, size, "at +%ds job stop", at); break;
	case 15: snprintf(out, size, "at +%ds site aux %.2fMW", at, pick(0, 2)); break;
	case 16: snprintf(out, size, "at +%ds site inlet %dC", at, (int)pick(20, 45)); break;
	default: snprintf(out, size, "at +%ds gpu model %s", at, model_random(&rng) % 2 ? "B200" : "H200"); break;
	}
}

/* Baselines: with a load that wanders, or constant. */
static void open_run(struct branch_run *r, bool wanders) {
	struct site *site = model_site(1, 14);
	site->feed[0].trip_mw = 11;
	site->feed[0].trip_s = 10;
	site->policy.stage_count = 1;
	site->policy.stage[0].hz = 59;
	site->policy.stage[0].pct = 20;
	site->policy.shed = SHED_BREAKER;
	branch_run_open(r, site, NULL, 0);
	for (int i = 0; i < SECONDS; i++) {
		struct derived d;
		double mw = wanders ? pick(-0.02, 0.02) : 0;
		r->frame.t_ms = run_ms(i);
		frame_set(&r->frame, M_GPU_MW, 0, 30.49 + mw - RESIDUAL_MW);
		frame_set(&r->frame, M_FEED_MW, 0, 7.82 + mw);
		power_derive(&r->frame, NULL, &d);
		baseline_add(&r->base, &r->frame, &d);
	}
	frame_set(&r->frame, M_GPU_MW, 0, r->base.load_mw[0]);
	frame_set(&r->frame, M_FEED_MW, 0, r->base.load_mw[0] + RESIDUAL_MW - 22.67);
}

static void random_scenario(struct branch_run *r, int count, int from_s, int to_s) {
	r->edits = 0;
	for (int i = 0; i < count; i++) {
		char line[96];
		random_line(line, sizeof line, from_s, to_s);
		struct error err;
		struct time_context context = { .tz = tz_utc(), .cursor_ms = T0, .plus_ms = T0, .minus_ms = T0, .training_ms = T_START };
		if (edit_parse(line, r->site, &context, &r->edit[r->edits], &err))
			r->edits++; /* what a model's cap range refuses is no edit */
	}
	for (size_t i = 1; i < r->edits; i++)
		for (size_t k = i; k > 0 && r->edit[k - 1].at_ms > r->edit[k].at_ms; k--) {
			struct edit e = r->edit[k];
			r->edit[k] = r->edit[k - 1];
			r->edit[k - 1] = e;
		}
	branch_run_apply(r);
}

static void show(const struct branch_run *r) {
	char line[160];
	for (size_t i = 0; i < r->edits; i++)
		print_message("  %s\n", edit_print(&r->edit[i], r->site, line, sizeof line));
}

static bool stands(struct branch_run *r, enum violation_kind kind, int object, int64_t t_ms) {
	size_t count;
	const struct violation *v = branch_violations(r->branch, &count);
	for (size_t i = 0; i < count; i++)
		if (v[i].kind == kind && v[i].object == object && v[i].start_ms <= t_ms && (v[i].end_ms == TIME_NONE || t_ms <= v[i].end_ms))
			return true;
	return false;
}

/* Whether the set closed its breaker in the last minute. */
static bool is_loading(struct branch_run *r, size_t gen, int64_t t_ms) {
	size_t count;
	const struct dispatch_event *e = branch_events(r->branch, &count);
	for (size_t i = 0; i < count; i++)
		if (e[i].kind == HAPPENED_CLOSE && e[i].object == (int)gen && e[i].t_ms <= t_ms && t_ms - e[i].t_ms < 60000)
			return true;
	return false;
}

static void check_frame(struct branch_run *r, int second) {
	const struct frame *f = branch_run_at(r, second);
	double aux = frame_good(f, M_AUX_MW, 0) ? frame_get(f, M_AUX_MW, 0).value : 0;
	double residual = r->derived.q[D_SUPPLY_MW].value - r->derived.q[D_LOAD_MW].value - aux;
	bool dead = stands(r, VIOLATION_DEAD, 0, f->t_ms); /* nothing is measured then */
	if (!(fabs(residual - RESIDUAL_MW) < 1e-6) && !dead) {
		show(r);
		for (size_t i = 0; i < 14; i++)
			print_message("%s %d %d %.3f; ", r->site->gen[i].id, frame_label(f, M_GEN_STATE, i), frame_label(f, M_GEN_BREAKER, i), frame_get(f, M_GEN_KW, i).value);
		print_message("feed %.4f\n", frame_get(f, M_FEED_MW, 0).value);
		fail_msg("at +%d s supply %.6f, load %.6f, aux %.6f: residual %.6f", second, r->derived.q[D_SUPPLY_MW].value, r->derived.q[D_LOAD_MW].value,
		         aux, residual);
	}
	for (size_t i = 0; i < r->site->gen_count; i++) {
		double kw = frame_get(f, M_GEN_KW, i).value, max = frame_get(f, M_GEN_MAX_KW, i).value;
		/* In a transient the terminals give what the inertia does, too; a limit is the engine's. */
		bool swings = f->t_ms >= branch_from_ms(r->branch) && r->branch->cursor->bar[0].swinging;
		double engine = swings ? 1000 * swing_gen_mw(&r->branch->cursor_swing[0].swing, i) : kw;
		if (engine > max * 1.0101 + 1e-6 && !stands(r, VIOLATION_SET_OVER, (int)i, f->t_ms)) {
			show(r);
			fail_msg("at +%d s %s carries %.1f of %.1f kW", second, r->site->gen[i].id, engine, max);
		}
		assert_true(frame_label(f, M_GEN_BREAKER, i) == BREAKER_CLOSED || kw == 0);
		double least = fmin(0.98 * r->site->gen[i].rated_kw * r->site->gen[i].min_pct / 100, 0.98 * max);
		if (frame_label(f, M_GEN_STATE, i) == GEN_LOADED && engine < least && !is_loading(r, i, f->t_ms) &&
		    !stands(r, VIOLATION_SET_UNDER, (int)i, f->t_ms)) {
			show(r);
			fail_msg("at +%d s %s carries only %.1f kW", second, r->site->gen[i].id, engine);
		}
	}
	assert_true(r->derived.q[D_LOAD_MW].value >= 0);
}

static void test_balance_and_limits(void **state) {
	(void)state;
	struct branch_run r;
	rng = model_seed();
	open_run(&r, true);
	for (int n = 0; n < SCENARIOS; n++) {
		random_scenario(&r, 1 + (int)(model_random(&rng) % 8), 5, SECONDS - 60);
		branch_compute(r.branch, INT64_MAX, SIZE_MAX);
		for (int k = 0; k < 40; k++)
			check_frame(&r, (int)pick(0, SECONDS - 1));
	}
	branch_run_close(&r);
}

static bool same_frame(const struct frame *a, const struct frame *b) {
	return a->count == b->count && memcmp(a->value, b->value, a->count * sizeof *a->value) == 0 && memcmp(a->quality, b->quality, a->count) == 0;
}

/* The list changes here and there, as a person edits; a branch that was there all the time, and one that is new. */
static void test_from_the_change_on_is_from_the_beginning(void **state) {
	(void)state;
	struct branch_run r, fresh;
	rng = model_seed();
	open_run(&r, true);
	for (int n = 0; n < 60; n++) {
		size_t keep = r.edits ? model_random(&rng) % r.edits : 0;
		struct edit kept[64];
		memcpy(kept, r.edit, sizeof kept);
		random_scenario(&r, 6, (int)(keep ? (kept[keep].at_ms - T0) / 1000 : 5), SECONDS - 60);
		memmove(r.edit + keep, r.edit, r.edits * sizeof *r.edit);
		memcpy(r.edit, kept, keep * sizeof *kept);
		r.edits += keep;
		while (r.edits > 20)
			r.edits--;
		branch_run_apply(&r);
		fresh = r;
		fresh.branch = branch_new(&r.base);
		frame_init(&fresh.out);
		frame_init(&fresh.frame);
		frame_copy(&fresh.frame, &r.frame);
		branch_run_apply(&fresh);
		branch_compute(fresh.branch, INT64_MAX, SIZE_MAX);
		for (int k = 0; k < 12; k++) {
			int second = (int)pick(0, SECONDS - 1);
			branch_run_at(&r, second);
			branch_run_at(&fresh, second);
			if (!same_frame(&r.out, &fresh.out)) {
				show(&r);
				fail_msg("scenario %d at +%d s", n, second);
			}
		}
		size_t many, more;
		branch_compute(r.branch, INT64_MAX, SIZE_MAX);
		const struct violation *v = branch_violations(r.branch, &many), *u = branch_violations(fresh.branch, &more);
		assert_int_equal(many, more);
		for (size_t i = 0; i < many; i++) {
			assert_true(v[i].kind == u[i].kind && v[i].start_ms == u[i].start_ms && v[i].end_ms == u[i].end_ms && v[i].size_ms == u[i].size_ms);
			assert_memory_equal(&v[i].size, &u[i].size, sizeof v[i].size);
		}
		branch_free(fresh.branch);
		frame_free(&fresh.out);
		frame_free(&fresh.frame);
	}
	branch_run_close(&r);
}

static void test_undoing_all_gives_the_baseline(void **state) {
	(void)state;
	struct branch_run r;
	rng = model_seed();
	open_run(&r, true);
	for (int n = 0; n < 100; n++) {
		random_scenario(&r, 5, 5, SECONDS - 60);
		branch_run_at(&r, pick(0, SECONDS - 1));
		r.edits = 0;
		branch_run_apply(&r);
		branch_run_at(&r, pick(0, SECONDS - 1));
		assert_true(same_frame(&r.out, &r.frame));
	}
	branch_run_close(&r);
}

/* On a constant baseline the same edits later give the same frames later. */
static void test_shifted_in_time(void **state) {
	(void)state;
	struct branch_run r;
	rng = model_seed();
	open_run(&r, false);
	for (int n = 0; n < 40; n++) {
		double value[5][512];
		int second[5], shift = 1 + (int)pick(0, 200);
		random_scenario(&r, 4, 5, 400);
		for (int k = 0; k < 5; k++) {
			second[k] = (int)pick(0, SECONDS - 250);
			const struct frame *f = branch_run_at(&r, second[k]);
			assert_true(f->count <= 512);
			memcpy(value[k], f->value, f->count * sizeof *f->value);
		}
		for (size_t i = 0; i < r.edits; i++)
			r.edit[i].at_ms += shift * 1000;
		branch_run_apply(&r);
		for (int k = 0; k < 5; k++) {
			const struct frame *f = branch_run_at(&r, second[k] + shift);
			for (size_t c = 0; c < f->count; c++)
				if (!(fabs(f->value[c] - value[k][c]) <= 1e-6 * (1 + fabs(value[k][c]))) && f->value[c] == f->value[c]) {
					char key[64];
					show(&r);
					fail_msg("+%d s, shifted by %d: %s is %.9g, was %.9g", second[k], shift, site_column_key(r.site, c, key, sizeof key), f->value[c],
					         value[k][c]);
				}
		}
	}
	branch_run_close(&r);
}

static void test_more_capacity_never_carries_fewer(void **state) {
	(void)state;
	struct branch_run r;
	rng = model_seed();
	open_run(&r, true);
	for (int n = 0; n < 100; n++) {
		char line[64];
		random_scenario(&r, 3, 5, 300);
		double limit = pick(0, 30);
		snprintf(line, sizeof line, "at +301s feed TVA limit %.2fMW", limit);
		branch_run_edit(&r, line);
		branch_run_at(&r, 400);
		double fit = r.derived.q[D_GPUS_FIT].value, firm = r.derived.q[D_GPUS_FIT_FIRM].value;
		r.edit[r.edits - 1].number = limit + pick(0.1, 20);
		branch_run_apply(&r);
		branch_run_at(&r, 400);
		assert_true(!(r.derived.q[D_GPUS_FIT].value < fit));
		assert_true(!(r.derived.q[D_GPUS_FIT_FIRM].value < firm));
	}
	branch_run_close(&r);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_balance_and_limits),
		cmocka_unit_test(test_from_the_change_on_is_from_the_beginning),
		cmocka_unit_test(test_undoing_all_gives_the_baseline),
		cmocka_unit_test(test_shifted_in_time),
		cmocka_unit_test(test_more_capacity_never_carries_fewer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
