/* Losses and who picked them up: what is one and what is none, the samples that stand for +1, +10 and +60 s, the bundled trip reading by reading. */
#include "model_scene.h"
#include "recording.h"
#include "report_loss.h"

struct watched { struct scene s; struct loss_watch *w; };

static struct watched watched_new(void) {
	struct watched x = { .s = scene_new(1, 3), .w = loss_watch_new() };
	return x;
}

static void watched_free(struct watched *x) {
	loss_watch_free(x->w);
	scene_free(&x->s);
}

static void step(struct watched *x) {
	derive(&x->s);
	loss_watch_add(x->w, &x->s.frame, &x->s.d, false);
	x->s.frame.t_ms += 1000;
}

static const struct loss *losses(struct watched *x, size_t expected) {
	size_t count, found;
	const struct loss *list = loss_watch_list(x->w, &count, &found);
	assert_int_equal(count, expected);
	assert_int_equal(found, expected);
	return list;
}

static void a_trip_is_a_loss_of_what_it_carried(void **state) {
	(void)state;
	struct watched x = watched_new();
	step(&x);
	frame_set(&x.s.frame, M_GEN_KW, 1, 1393);
	step(&x);
	frame_set(&x.s.frame, M_GEN_STATE, 1, GEN_LOCKOUT);
	frame_set(&x.s.frame, M_GEN_BREAKER, 1, BREAKER_OPEN);
	frame_set(&x.s.frame, M_GEN_KW, 1, 0);
	step(&x);
	step(&x);
	const struct loss *l = losses(&x, 1);
	assert_near(l->mw, 1.393, 1e-12);
	assert_int_equal(l->before_ms, T0 + 1000);
	assert_int_equal(l->t_ms, T0 + 2000);
	assert_int_equal(l->count, 1);
	assert_string_equal(l->object[0].id, "G02");
	assert_false(l->step);
	watched_free(&x);
}

static void a_set_that_unloads_and_stops_is_no_loss(void **state) {
	(void)state;
	struct watched x = watched_new();
	step(&x);
	frame_set(&x.s.frame, M_GEN_STATE, 0, GEN_UNLOADING);
	frame_set(&x.s.frame, M_GEN_KW, 0, 300);
	step(&x);
	frame_set(&x.s.frame, M_GEN_STATE, 0, GEN_COOLING);
	frame_set(&x.s.frame, M_GEN_BREAKER, 0, BREAKER_OPEN);
	frame_set(&x.s.frame, M_GEN_KW, 0, 0);
	step(&x);
	losses(&x, 0);
	watched_free(&x);
}

/* A gateway is lost, and then the set comes back tripped: it is lost when that is known. */
static void silence_is_no_loss_and_hides_none(void **state) {
	(void)state;
	struct watched x = watched_new();
	static const enum metric_id ids[] = { M_GEN_STATE, M_GEN_BREAKER, M_GEN_KW };
	step(&x);
	for (size_t i = 0; i < 3; i++)
		frame_mark(&x.s.frame, ids[i], 2, QUALITY_MISSING, TIME_NONE);
	step(&x);
	losses(&x, 0);
	frame_set(&x.s.frame, M_GEN_STATE, 2, GEN_TRIPPED);
	frame_set(&x.s.frame, M_GEN_BREAKER, 2, BREAKER_OPEN);
	frame_set(&x.s.frame, M_GEN_KW, 2, 0);
	step(&x);
	assert_int_equal(losses(&x, 1)->t_ms, T0 + 2000);
	watched_free(&x);
}

static void a_feed_is_lost_by_its_breaker_or_its_voltage(void **state) {
	(void)state;
	for (int by_voltage = 0; by_voltage < 2; by_voltage++) {
		struct watched x = watched_new();
		step(&x);
		if (by_voltage)
			frame_set(&x.s.frame, M_FEED_KV, 0, 0.3);
		else
			frame_set(&x.s.frame, M_FEED_BREAKER, 0, BREAKER_OPEN);
		frame_set(&x.s.frame, M_FEED_MW, 0, 0);
		step(&x);
		const struct loss *l = losses(&x, 1);
		assert_near(l->mw, 7.82, 1e-9);
		assert_int_equal(l->object[0].class, CLASS_FEED);
		watched_free(&x);
	}
}

static void what_goes_in_one_sample_is_one_loss(void **state) {
	(void)state;
	struct watched x = watched_new();
	step(&x);
	for (size_t i = 0; i < 3; i++) {
		frame_set(&x.s.frame, M_GEN_STATE, i, GEN_TRIPPED);
		frame_set(&x.s.frame, M_GEN_BREAKER, i, BREAKER_OPEN);
	}
	step(&x);
	assert_int_equal(losses(&x, 1)->count, 3);
	watched_free(&x);
}

static void without_a_loss_the_largest_step_stands(void **state) {
	(void)state;
	struct watched x = watched_new();
	const double load[] = { 30, 30.2, 22, 29, 29.1 };
	size_t count, found;
	for (size_t i = 0; i < sizeof load / sizeof *load; i++) {
		frame_set(&x.s.frame, M_GPU_MW, 0, load[i]);
		step(&x);
	}
	const struct loss *l = loss_watch_list(x.w, &count, &found);
	assert_int_equal(count, 1);
	assert_int_equal(found, 0);
	assert_true(l->step);
	assert_near(l->mw, -8.2, 1e-9);
	assert_int_equal(l->t_ms, T0 + 2000);
	watched_free(&x);
}

static void noise_is_no_step(void **state) {
	(void)state;
	struct watched x = watched_new();
	for (int i = 0; i < 50; i++) {
		frame_set(&x.s.frame, M_GPU_MW, 0, 30 + 0.5 * (i % 2));
		step(&x);
	}
	losses(&x, 0);
	watched_free(&x);
}

/* More than are kept: the largest are, in the order of time. */
static void the_largest_losses_are_kept(void **state) {
	(void)state;
	struct watched x = watched_new();
	size_t count, found;
	for (int i = 0; i < LOSS_ROOM + 20; i++) {
		frame_set(&x.s.frame, M_GEN_STATE, 0, GEN_LOADED);
		frame_set(&x.s.frame, M_GEN_BREAKER, 0, BREAKER_CLOSED);
		frame_set(&x.s.frame, M_GEN_KW, 0, 100 + 10 * (i * 37 % 84));
		step(&x);
		frame_set(&x.s.frame, M_GEN_BREAKER, 0, BREAKER_OPEN);
		step(&x);
	}
	const struct loss *list = loss_watch_list(x.w, &count, &found);
	assert_int_equal(count, LOSS_ROOM);
	assert_int_equal(found, LOSS_ROOM + 20);
	for (size_t i = 0; i < count; i++) {
		assert_true(list[i].mw >= 0.3 - 1e-9); /* of 0.10 to 0.93 in steps of 0.01, 20 are dropped */
		assert_true(i == 0 || list[i].t_ms > list[i - 1].t_ms);
	}
	watched_free(&x);
}

static struct source *open_text(const struct recording *r, char **dir) {
	struct error err;
	*dir = test_dir_make();
	char *path = test_file_write(*dir, "r.ndjson", r->text.data, r->text.len);
	struct source *source = source_open(path, &err);
	if (!source)
		fail_msg("%s", err.text);
	free(path);
	return source;
}

/* With samples every `period` seconds only those are shown that are near enough. */
static void expect_times(double period_s, const int64_t *after_ms) {
	struct recording r;
	struct pickup p;
	char *dir;
	recording_init(&r);
	recording_site(&r, "test", 2, 1, period_s);
	for (int i = 0; i < 200; i++)
		recording_frame(&r, RECORDING_START + (int64_t)(period_s * 1000) * i);
	struct source *source = open_text(&r, &dir);
	int64_t t_ms = RECORDING_START + (int64_t)(period_s * 1000) * 50;
	struct loss loss = { .before_ms = t_ms - (int64_t)(period_s * 1000), .t_ms = t_ms };
	assert_true(pickup_read(&p, source, &loss));
	for (int at = PICKUP_AT; at < PICKUP_COUNT; at++)
		assert_int_equal(p.t_ms[at], after_ms[at] < 0 ? TIME_NONE : t_ms + after_ms[at]);
	pickup_free(&p);
	source_close(source);
	test_dir_remove(dir);
	recording_free(&r);
}

static void coarse_samples_say_nothing_of_the_first_second(void **state) {
	(void)state;
	expect_times(1, (const int64_t[]){ 0, 0, 1000, 10000, 60000 });
	expect_times(0.5, (const int64_t[]){ 0, 0, 1000, 10000, 60000 });
	expect_times(1.5, (const int64_t[]){ 0, 0, 1500, 10500, 60000 });
	expect_times(2, (const int64_t[]){ 0, 0, -1, 10000, 60000 });
	expect_times(7, (const int64_t[]){ 0, 0, -1, 14000, 63000 });
	expect_times(60, (const int64_t[]){ 0, 0, -1, -1, 60000 });
	expect_times(100, (const int64_t[]){ 0, 0, -1, -1, -1 });
}

/* The reading of an object in the frame at t, straight from the recording. */
static double read_kw(struct source *source, int64_t t_ms, enum metric_id id, size_t object, double scale) {
	struct frame f;
	frame_init(&f);
	assert_true(source_frame_before(source, t_ms, &f));
	assert_int_equal(f.t_ms, t_ms);
	double kw = frame_get(&f, id, object).value * scale;
	frame_free(&f);
	return kw;
}

/* 09:02:11Z is the first sample with G07 open (recordings/generator-trip.sim: shut down at 09:02:10.82). */
static void the_trip_is_picked_up_as_its_frames_say(void **state) {
	(void)state;
	const int64_t t0 = INT64_C(1721638931000);
	const int64_t at[PICKUP_COUNT] = { t0 - 1000, t0, t0 + 1000, t0 + 10000, t0 + 60000 };
	struct error err;
	struct scan_line line;
	struct derived d;
	struct pickup p;
	size_t count, found;
	char *path = test_bundled_path("generator-trip");
	struct source *source = source_open(path, &err);
	if (!source)
		fail_msg("%s", err.text);
	struct loss_watch *w = loss_watch_new();
	struct source_scan *scan = source_scan_open(source, TIME_NONE);
	while (source_scan_next(scan, &line))
		if (line.kind == LINE_FRAME) {
			power_derive(line.frame, NULL, &d);
			loss_watch_add(w, line.frame, &d, line.gap);
		}
	source_scan_close(scan);
	const struct loss *l = loss_watch_list(w, &count, &found);
	assert_int_equal(found, 1);
	assert_string_equal(l->object[0].id, "G07");
	assert_int_equal(l->t_ms, t0);
	assert_near(l->mw * 1000, read_kw(source, t0 - 1000, M_GEN_KW, 6, 1), 1e-9);
	assert_true(pickup_read(&p, source, l));
	assert_int_equal(p.count, 15);
	double sets[PICKUP_COUNT] = { 0 };
	for (int k = 0; k < PICKUP_COUNT; k++) {
		assert_int_equal(p.t_ms[k], at[k]);
		assert_near(p.row[0].kw[k], read_kw(source, at[k], M_FEED_MW, 0, 1000), 1e-9);
		for (size_t i = 0; i < 14; i++) {
			double kw = read_kw(source, at[k], M_GEN_KW, i, 1);
			char id[8];
			snprintf(id, sizeof id, "G%02zu", i + 1);
			assert_string_equal(p.row[1 + i].id, id);
			assert_near(p.row[1 + i].kw[k], kw, 1e-9);
			sets[k] += i == 6 ? 0 : kw;
		}
	}
	assert_true(p.row[7].lost);
	for (int k = PICKUP_AT; k < PICKUP_COUNT; k++)
		assert_near(pickup_class_kw(&p, CLASS_GEN, (enum pickup_time)k), sets[k] - sets[PICKUP_BEFORE], 1e-6);
	/* The feed takes it at once, the sets have it after a minute: DOMAIN.md, "in parallel with the grid". */
	assert_near(pickup_class_kw(&p, CLASS_FEED, PICKUP_AT), l->mw * 1000, 0.06 * l->mw * 1000);
	assert_near(pickup_class_kw(&p, CLASS_GEN, PICKUP_60), l->mw * 1000, 0.06 * l->mw * 1000);
	/* Lost = taken over by feeds and sets + less load + the residual, which is losses, auxiliaries and noise: under 0.2 % of the load. */
	for (int k = PICKUP_AT; k < PICKUP_COUNT; k++) {
		enum pickup_time time = (enum pickup_time)k;
		double less_load = (p.load_mw[PICKUP_BEFORE] - p.load_mw[k]) * 1000, residual = pickup_residual_kw(&p, time);
		assert_near(pickup_lost_kw(&p, time), l->mw * 1000, 1e-9);
		assert_near(pickup_class_kw(&p, CLASS_FEED, time) + pickup_class_kw(&p, CLASS_GEN, time) + less_load + residual, l->mw * 1000, 1e-6);
		assert_true(fabs(residual) < 60);
	}
	p.load_mw[PICKUP_10] = NAN;
	assert_true(isnan(pickup_residual_kw(&p, PICKUP_10)));
	pickup_free(&p);
	loss_watch_free(w);
	source_close(source);
	free(path);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_trip_is_a_loss_of_what_it_carried), cmocka_unit_test(a_set_that_unloads_and_stops_is_no_loss),
		cmocka_unit_test(silence_is_no_loss_and_hides_none), cmocka_unit_test(a_feed_is_lost_by_its_breaker_or_its_voltage),
		cmocka_unit_test(what_goes_in_one_sample_is_one_loss), cmocka_unit_test(without_a_loss_the_largest_step_stands),
		cmocka_unit_test(noise_is_no_step), cmocka_unit_test(the_largest_losses_are_kept),
		cmocka_unit_test(coarse_samples_say_nothing_of_the_first_second), cmocka_unit_test(the_trip_is_picked_up_as_its_frames_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
