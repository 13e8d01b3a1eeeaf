/* The reducer over half an hour that is made here: two sets, a feed, GPUs that become ready; import over its limit, a trip event, a gap, a set without
 * data. Keys, typing and passing time as messages. */
#ifndef MWTOP_TEST_APP_BENCH_H
#define MWTOP_TEST_APP_BENCH_H

#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "line.h"

#define T0 1721638800000 /* 2024-07-22T09:00:00Z */
#define SECONDS 1800

struct bench {
	char *dir, *path;
	struct session *session;
	struct app *app;
	int64_t mono;
};

static const char site_text[] =
	"{\"site\":{\"schema\":\"mwtop/1\",\"name\":\"Test\",\"tz\":\"America/Chicago\",\"period_s\":1,\"origin\":{\"kind\":\"simulated\"},"
	"\"bus\":{\"A\":{\"nominal_kv\":13.8,\"nominal_hz\":60}},\"feed\":{\"TVA\":{\"bus\":\"A\",\"limit_mw\":8}},"
	"\"gen\":{\"G01\":{\"bus\":\"A\",\"rated_kw\":2500},\"G02\":{\"bus\":\"A\",\"rated_kw\":2500}},"
	"\"gpu\":{\"model\":\"H100\",\"installed\":10000},\"training\":{\"name\":\"Run\",\"start\":\"2024-07-22T09:20:00Z\",\"gpus_needed\":5000},"
	"\"alarms\":[{\"id\":\"over\",\"value\":\"feed.*.mw\",\"op\":\">\",\"limit\":\"limit_mw\",\"deadband\":0.2,\"on_s\":2,\"off_s\":5,\"priority\":\"medium\","
	"\"text\":\"import over contract\"}]}}\n";

/* Import over its limit from 600 s to 620 s, a trip event at 900 s, no samples from 1200 s to 1260 s, G02 without data from 300 s to 360 s. */
static inline void add_sample(struct buf *b, const struct site *site, int second) {
	struct frame f;
	frame_init(&f);
	frame_reset(&f, site, T0 + second * 1000);
	frame_set(&f, M_FEED_MW, 0, second >= 600 && second < 620 ? 9 : 5);
	frame_set(&f, M_FEED_BREAKER, 0, BREAKER_CLOSED);
	for (size_t i = 0; i < 2; i++) {
		if (i == 1 && second >= 300 && second < 360)
			continue;
		frame_set(&f, M_GEN_KW, i, 1000 + second % 7);
		frame_set(&f, M_GEN_STATE, i, GEN_LOADED);
		frame_set(&f, M_GEN_BREAKER, i, BREAKER_CLOSED);
	}
	frame_set(&f, M_GPU_MW, 0, 7);
	frame_set(&f, M_GPU_ONLINE, 0, 5000);
	frame_set(&f, M_GPU_READY, 0, 4000 + second);
	frame_set(&f, M_GPU_CAP_W, 0, 402);
	if (second < 1200 || second >= 1260)
		line_write_frame(b, &f);
	frame_free(&f);
}

static inline int setup(void **state) {
	struct bench *b = calloc(1, sizeof *b);
	struct error err;
	struct buf text = { 0 };
	struct site *site = line_parse_site(site_text, strlen(site_text), &err);
	assert_non_null(site);
	buf_puts(&text, site_text);
	for (int i = 0; i < SECONDS; i++) {
		if (i == 900) {
			struct event e = { .t_ms = T0 + 899500, .t_src_ms = TIME_NONE, .id = "1", .src = "G01", .kind = "trip", .ansi = "63", .text = "low gas pressure",
			                   .state = EVENT_RAISE, .priority = PRIORITY_HIGH };
			line_write_event(&text, &e);
		}
		add_sample(&text, site, i);
	}
	site_free(site);
	b->dir = test_dir_make();
	b->path = test_file_write(b->dir, "night.ndjson", text.data, text.len);
	buf_free(&text);
	b->session = session_open(b->path, NULL, &err);
	if (!b->session)
		fail_msg("%s", err.text);
	b->mono = 1000;
	b->app = app_new(b->session, NULL, 1, b->mono);
	*state = b;
	return 0;
}

static inline int teardown(void **state) {
	struct bench *b = *state;
	app_free(b->app);
	session_close(b->session);
	test_dir_remove(b->dir);
	free(b->path);
	free(b);
	return 0;
}

static inline void key(struct bench *b, uint32_t k) { app_update(b->app, &(struct app_msg){ .kind = APP_KEY, .key = k, .mono_ms = b->mono }); }
static inline void type(struct bench *b, const char *text) {
	for (; *text; text++)
		key(b, (unsigned char)*text);
}
static inline void wait_ms(struct bench *b, int64_t ms) {
	b->mono += ms;
	app_update(b->app, &(struct app_msg){ .kind = APP_TICK, .mono_ms = b->mono });
}
static inline double at(const struct bench *b) { return (double)(app_world(b->app)->cursor_ms - T0) / 1000; }
static inline void read_all(struct bench *b) {
	for (int i = 0; i < 100000 && app_work(b->app, 5, b->mono); i++)
		;
}

#endif
