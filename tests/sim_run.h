/* A simulator script read line by line, as a reader of the recording sees it. For tests of the simulator. */
#ifndef MWTOP_TEST_SIM_RUN_H
#define MWTOP_TEST_SIM_RUN_H

#include <stdlib.h>
#include <string.h>

#include "alarms.h"
#include "line.h"
#include "sim.h"
#include "support.h"

#define SIM_T INT64_C(1721640000000) /* 2024-07-22T09:20:00Z, the start of training in the bundled scripts */
#define SIM_MINUTE INT64_C(60000)

struct sim_run {
	struct sim *sim;
	struct line_reader *reader;
	struct buf lines;
	size_t at;             /* of the next line in `lines` */
	enum line_kind kind;   /* of the present line */
	const char *text;      /* the present line, `length` bytes */
	size_t length;
	struct frame frame;
	struct event event;
	const struct site *site;
};

__attribute__((unused)) static void sim_run_open(struct sim_run *r, const char *path, const char *from, const char *to) {
	struct error err;
	struct sim_options options = { .from = from, .to = to };
	memset(r, 0, sizeof *r);
	frame_init(&r->frame);
	r->sim = sim_open(path, &options, &err);
	if (!r->sim)
		fail_msg("%s", err.text);
	r->reader = line_reader_new();
}

__attribute__((unused)) static void sim_run_close(struct sim_run *r) {
	sim_close(r->sim);
	line_reader_free(r->reader);
	buf_free(&r->lines);
	frame_free(&r->frame);
}

/* The next line; every one must be readable. False at the end. */
__attribute__((unused)) static bool sim_run_next(struct sim_run *r) {
	struct error err;
	while (r->at >= r->lines.len) {
		buf_clear(&r->lines);
		r->at = 0;
		if (!sim_next(r->sim, &r->lines))
			return false;
	}
	r->text = r->lines.data + r->at;
	const char *end = memchr(r->text, '\n', r->lines.len - r->at);
	assert_non_null(end);
	r->length = (size_t)(end - r->text);
	r->at += r->length + 1;
	r->kind = line_read(r->reader, r->text, r->length, &r->frame, &r->event, &r->site, &err);
	if (r->kind == LINE_BAD)
		fail_msg("%.*s: %s", (int)(r->length > 200 ? 200 : r->length), r->text, err.text);
	return true;
}

/* The next frame; what stands between is read and passed over. False at the end. */
__attribute__((unused)) static bool sim_run_next_frame(struct sim_run *r) {
	while (sim_run_next(r))
		if (r->kind == LINE_FRAME)
			return true;
	return false;
}

/* On to the first frame at or after t; fails when there is none. */
__attribute__((unused)) static void sim_run_to(struct sim_run *r, int64_t t_ms) {
	while (sim_run_next_frame(r))
		if (r->frame.t_ms >= t_ms)
			return;
	fail_msg("the simulation ends too early");
}

__attribute__((unused)) static double sim_run_value(const struct sim_run *r, enum metric_id id, size_t object) {
	struct reading v = frame_get(&r->frame, id, object);
	return v.quality == QUALITY_GOOD ? v.value : NAN;
}

/* Sum of the sets in MW. */
__attribute__((unused)) static double sim_run_sets_mw(const struct sim_run *r) {
	double kw = 0;
	for (size_t i = 0; i < r->frame.site->gen_count; i++)
		kw += sim_run_value(r, M_GEN_KW, i);
	return kw / 1000;
}

/* A sample adds up: feeds + sets = load within `residual_mw` and the meters' error; while the bus lives, its frequency lies within its extremes and
 * each set that is on it turns with it. */
__attribute__((unused)) static void sim_run_assert_sample(const struct sim_run *r, double residual_mw) {
	double load = sim_run_value(r, M_GPU_MW, 0), residual = sim_run_value(r, M_FEED_MW, 0) + sim_run_sets_mw(r) - load;
	double hz = sim_run_value(r, M_BUS_HZ, 0);
	assert_true(fabs(residual) < residual_mw + 0.003 * load);
	if (isnan(hz))
		return;
	assert_true(sim_run_value(r, M_BUS_HZ_MIN, 0) < hz && sim_run_value(r, M_BUS_HZ_MAX, 0) > hz);
	for (size_t i = 0; i < r->frame.site->gen_count; i++)
		if (sim_run_value(r, M_GEN_BREAKER, i) == BREAKER_CLOSED)
			assert_near(sim_run_value(r, M_GEN_RPM, i), 30 * hz, 3);
}

/* The alarms of a whole run, from its opening to its end; to be freed by the caller. */
__attribute__((unused)) static struct alarm_engine *sim_run_alarms(struct sim_run *r) {
	struct alarm_engine *alarms = NULL;
	while (sim_run_next(r)) {
		struct derived d;
		if (r->kind == LINE_SITE && !alarms)
			alarms = alarms_new(r->site);
		if (r->kind == LINE_EVENT)
			alarms_event(alarms, &r->event);
		if (r->kind != LINE_FRAME)
			continue;
		power_derive(&r->frame, NULL, &d);
		alarms_frame(alarms, &r->frame, &d);
	}
	assert_non_null(alarms);
	return alarms;
}

#endif
