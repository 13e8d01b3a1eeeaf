/* A recording for tests, made in memory line by line, with what must be read from it beside it. */
#ifndef MWTOP_TEST_RECORDING_H
#define MWTOP_TEST_RECORDING_H

#include <stdlib.h>
#include <string.h>

#include "line.h"
#include "support.h"

#define RECORDING_START INT64_C(1721639112000) /* 2024-07-22T09:05:12Z */

/* A frame line as it must come back. */
struct expected {
	int64_t t_ms;
	double hz, kw; /* of bus 0 and of the last set; NaN without sets */
	const struct site *site; /* the maker's own: compare by name */
};

struct recording {
	struct buf text;
	struct site *sites[4];
	size_t site_count;
	const struct site *site; /* the one being written */
	struct expected *frames;
	size_t frame_count, event_count;
	struct frame frame;
};

static inline void recording_site(struct recording *r, const char *name, size_t gens, size_t feeds, double period_s) {
	struct buf json = { 0 };
	struct error err;
	buf_printf(&json, "{\"schema\":\"mwtop/1\",\"name\":\"%s\",\"period_s\":%g,\"bus\":{\"A\":{\"nominal_kv\":13.8,\"nominal_hz\":60}},\"feed\":{", name, period_s);
	for (size_t i = 0; i < feeds; i++)
		buf_printf(&json, "%s\"F%zu\":{\"bus\":\"A\",\"limit_mw\":%zu}", i ? "," : "", i, 8 + i);
	buf_puts(&json, "},\"gen\":{");
	for (size_t i = 0; i < gens; i++)
		buf_printf(&json, "%s\"G%03zu\":{\"bus\":\"A\"}", i ? "," : "", i);
	buf_puts(&json, "}}");
	struct site *site = line_parse_site(json.data, json.len, &err);
	if (!site)
		fail_msg("site: %s", err.text);
	buf_free(&json);
	r->sites[r->site_count++] = site;
	r->site = site;
	line_write_site(&r->text, site);
}

/* A frame at `t_ms`; its values follow from the number of the frame. */
static inline void recording_frame(struct recording *r, int64_t t_ms) {
	size_t n = r->frame_count, gens = r->site->gen_count;
	r->frames = mem_resize(r->frames, n + 1, sizeof *r->frames);
	r->frames[n] = (struct expected){ t_ms, 60 + (double)(n % 100) / 100, gens ? (double)(n % 2500) : NAN, r->site };
	frame_reset(&r->frame, r->site, t_ms);
	frame_set(&r->frame, M_BUS_KV, 0, 13.8);
	frame_set(&r->frame, M_BUS_HZ, 0, r->frames[n].hz);
	for (size_t i = 0; i < r->site->feed_count; i++)
		frame_set(&r->frame, M_FEED_MW, i, 1 + (double)i);
	for (size_t i = 0; i < gens; i++)
		frame_set(&r->frame, M_GEN_KW, i, i + 1 == gens ? r->frames[n].kw : 100);
	line_write_frame(&r->text, &r->frame);
	r->frame_count++;
}

static inline void recording_event(struct recording *r, int64_t t_ms, const char *text) {
	struct event event = { .t_ms = t_ms, .t_src_ms = TIME_NONE, .state = EVENT_NOTE, .priority = PRIORITY_LOW };
	snprintf(event.id, sizeof event.id, "%zu", r->event_count);
	snprintf(event.src, sizeof event.src, "F0");
	snprintf(event.kind, sizeof event.kind, "note");
	snprintf(event.text, sizeof event.text, "%s", text);
	line_write_event(&r->text, &event);
	r->event_count++;
}

static inline void recording_init(struct recording *r) {
	*r = (struct recording){ 0 };
	frame_init(&r->frame);
}

static inline void recording_free(struct recording *r) {
	for (size_t i = 0; i < r->site_count; i++)
		site_free(r->sites[i]);
	free(r->frames);
	frame_free(&r->frame);
	buf_free(&r->text);
}

/* A night as it may be: `count` frames one period apart, an event now and then. */
static inline void recording_plain(struct recording *r, size_t count, size_t gens, size_t feeds) {
	recording_init(r);
	recording_site(r, "test", gens, feeds, 1);
	for (size_t i = 0; i < count; i++) {
		int64_t t_ms = RECORDING_START + 1000 * (int64_t)i;
		recording_frame(r, t_ms);
		if (i % 37 == 5)
			recording_event(r, t_ms + 120, "something happened");
	}
}

static inline void expect_frame(const struct frame *f, const struct expected *e) {
	assert_int_equal(f->t_ms, e->t_ms);
	assert_string_equal(f->site->name, e->site->name);
	assert_int_equal(f->site->gen_count, e->site->gen_count);
	assert_int_equal(f->site->feed_count, e->site->feed_count);
	assert_near(frame_get(f, M_BUS_HZ, 0).value, e->hz, 1e-9);
	if (f->site->gen_count)
		assert_near(frame_get(f, M_GEN_KW, f->site->gen_count - 1).value, e->kw, 1e-9);
	if (f->site->feed_count)
		assert_near(frame_get(f, M_FEED_MW, f->site->feed_count - 1).value, (double)f->site->feed_count, 1e-9);
}

#endif
