/* A small world for the tests of single panels: one bus, one feed, GPUs, a history of 1,000 samples, and no file. Static, so that only the tests
 * that use it need the model. */
#ifndef MWTOP_TEST_PANEL_WORLD_H
#define MWTOP_TEST_PANEL_WORLD_H

#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "panel.h"

#define UNUSED_OK __attribute__((unused))
#define SMALL_ALARMS 64
/* 2024-07-22T09:00:00Z, 04:00 in Memphis. */
#define SMALL_START_MS INT64_C(1721638800000)
#define SMALL_COUNT 1000

struct small {
	struct site *site;
	struct frame frame;
	struct history *history;
	struct event_list events;
	struct alarm alarms[SMALL_ALARMS];
	const struct alarm *active[SMALL_ALARMS];
	struct alarm_line lines[SMALL_ALARMS];
	struct alarm_list list;
	struct world w;
	struct view v;
	struct grid g;
	struct buf text; /* of the last drawing */
};

/* `bare`: no feed, no GPUs, no training, and a sample every 2 s, as the blackout's recording has it. */
UNUSED_OK static void small_init(struct small *s, bool bare) {
	struct error err;
	memset(s, 0, sizeof *s);
	s->site = site_new();
	s->site->tz = tz_open("America/Chicago", &err);
	assert_non_null(s->site->tz);
	s->site->period_s = bare ? 2 : 1;
	s->site->bus_count = 1;
	strcpy(s->site->bus[0].id, "A");
	s->site->bus[0].nominal_hz = 60;
	s->site->bus[0].nominal_kv = 13.8;
	if (!bare) {
		s->site->feed_count = 1;
		strcpy(s->site->feed[0].id, "TVA");
		s->site->feed[0].limit_mw = 8;
		s->site->gpu.present = true;
		s->site->gpu.installed = 100000;
		s->site->training.present = true;
		s->site->training.gpus_needed = 32000;
		s->site->training.start_ms = SMALL_START_MS + 800000; /* 04:13:20 */
	}
	site_finish(s->site);
	frame_init(&s->frame);
	frame_reset(&s->frame, s->site, SMALL_START_MS + 500000);
	grid_init(&s->g);
	view_init(&s->v);
	s->v.focus = PANEL_SUPPLY;
	s->v.window_ms = 0;
	s->w = (struct world){ .site = s->site, .frame = &s->frame, .cursor_ms = SMALL_START_MS + 500000, .first_ms = SMALL_START_MS,
	                       .last_ms = SMALL_START_MS + (SMALL_COUNT - 1) * 1000, .active = s->active, .alarm_log = s->alarms, .events = &s->events,
	                       .fold_done = true };
	s->w.folded_to_ms = s->w.last_ms;
	s->list.at = s->lines;
	s->w.alarms = &s->list;
	for (int i = 0; i < DERIVED_COUNT; i++)
		s->w.derived.q[i] = (struct quantity){ NAN, 1, 1 };
}

/* Feeds sample i of 0..999: load, capacity online, frequency, voltage. `skip`: these samples never came. */
typedef void small_sample(int i, double *load_mw, double *online_mw, double *hz, double *kv);
UNUSED_OK static void small_history(struct small *s, small_sample *sample, int skip_from, int skip_to) {
	struct frame f;
	frame_init(&f);
	s->history = history_new(s->site, s->w.first_ms, s->w.last_ms);
	int step = s->site->period_s > 1 ? 2 : 1;
	for (int i = 0; i < SMALL_COUNT; i += step) {
		struct derived d;
		double load = NAN, online = NAN, hz = NAN, kv = NAN;
		if (i >= skip_from && i < skip_to)
			continue;
		sample(i, &load, &online, &hz, &kv);
		frame_reset(&f, s->site, SMALL_START_MS + i * 1000);
		frame_set(&f, M_BUS_HZ, 0, hz);
		frame_set(&f, M_BUS_KV, 0, kv);
		memset(&d, 0, sizeof d);
		for (int k = 0; k < DERIVED_COUNT; k++)
			d.q[k] = (struct quantity){ NAN, 1, 1 };
		d.q[D_LOAD_MW].value = load;
		d.q[D_ONLINE_MW].value = online;
		d.q[D_AVAILABLE_MW].value = online;
		history_add(s->history, &f, &d);
	}
	frame_free(&f);
	s->w.history = s->history;
}

UNUSED_OK static void small_free(struct small *s) {
	if (s->history) history_free(s->history);
	frame_free(&s->frame);
	site_free(s->site);
	event_list_free(&s->events);
	grid_free(&s->g);
	buf_free(&s->text);
}

UNUSED_OK static struct event *small_event(struct small *s, int at_ms, enum event_state state, enum priority priority, const char *src, const char *kind,
                                           const char *text) {
	struct event e = { .t_ms = SMALL_START_MS + at_ms, .t_src_ms = TIME_NONE, .state = state, .priority = priority };
	snprintf(e.src, sizeof e.src, "%s", src);
	snprintf(e.kind, sizeof e.kind, "%s", kind);
	snprintf(e.text, sizeof e.text, "%s", text);
	event_list_add(&s->events, &e);
	return &s->events.at[s->events.count - 1];
}

UNUSED_OK static struct alarm *small_alarm(struct small *s, int on_ms, enum priority priority, const char *src, const char *text) {
	assert_true(s->w.alarm_log_count < SMALL_ALARMS);
	struct alarm *a = &s->alarms[s->w.alarm_log_count++];
	*a = (struct alarm){ .on_ms = SMALL_START_MS + on_ms, .off_ms = TIME_NONE, .priority = priority };
	snprintf(a->src, sizeof a->src, "%s", src);
	snprintf(a->id, sizeof a->id, "rule-%zu", s->w.alarm_log_count);
	snprintf(a->text, sizeof a->text, "%s", text);
	return a;
}

/* The alarm stands in the list in that state; the caller sees to the order. */
UNUSED_OK static struct alarm_line *small_line(struct small *s, const struct alarm *a, enum alarm_state state) {
	struct alarm_line *line = &s->lines[s->list.count++];
	*line = (struct alarm_line){ .alarm = a, .state = state, .active = a->off_ms == TIME_NONE, .acked_ms = TIME_NONE, .shelved_until_ms = TIME_NONE };
	s->list.counts.unack += state == ALARM_UNACK || state == ALARM_RTN_UNACK;
	s->list.counts.shelved += state == ALARM_SHELVED;
	s->list.counts.suppressed += state == ALARM_SUPPRESSED;
	if (state == ALARM_UNACK || state == ALARM_ACKED)
		s->list.counts.active[a->priority]++;
	return line;
}

UNUSED_OK static void small_activate(struct small *s, const struct alarm *a) {
	s->active[s->w.active_count++] = a;
	small_line(s, a, ALARM_UNACK);
}

/* Draws into r on a screen of cols x rows; the text plane, valid until the next drawing. */
UNUSED_OK static const char *small_draw(struct small *s, panel_draw_fn *draw, int cols, int rows, struct rect r, bool ascii) {
	s->g.ascii = ascii;
	grid_resize(&s->g, cols, rows);
	draw(&s->g, r, &s->w, &s->v);
	buf_clear(&s->text);
	grid_text(&s->g, &s->text);
	return s->text.data ? s->text.data : "";
}

UNUSED_OK static struct cell small_cell(const struct small *s, int x, int y) {
	return s->g.cells[y * s->g.cols + x];
}

#define assert_shows(text, part) \
	do { \
		if (!strstr((text), (part))) \
			fail_msg("\"%s\" does not stand in:\n%s", (part), (text)); \
	} while (0)
#define assert_hides(text, part) \
	do { \
		if (strstr((text), (part))) \
			fail_msg("\"%s\" stands in:\n%s", (part), (text)); \
	} while (0)

/* At every size from nothing to large, boxed or not, zoomed or not: nothing outside the rect, nothing but ASCII on an ASCII grid. */
UNUSED_OK static void small_sweep(struct small *s, panel_draw_fn *draw, enum panel panel) {
	for (int zoomed = 0; zoomed < 2; zoomed++)
		for (int w = 0; w <= 150; w += w < 12 ? 1 : 23)
			for (int h = 0; h <= 45; h += h < 9 ? 1 : 6) {
				struct rect r = { 3, 2, w, h };
				s->v.zoomed = zoomed;
				s->v.focus = zoomed ? panel : PANEL_SUPPLY;
				small_draw(s, draw, w + 6, h + 4, r, w % 2);
				for (int y = 0; y < s->g.rows; y++)
					for (int x = 0; x < s->g.cols; x++) {
						struct cell c = small_cell(s, x, y);
						bool inside = x >= 3 && x < 3 + w && y >= 2 && y < 2 + h;
						if ((!inside && (c.ch != ' ' || c.role != ROLE_TEXT)) || (s->g.ascii && c.ch > 126) || c.role >= ROLE_COUNT)
							fail_msg("%dx%d zoomed %d: U+%04X at %d,%d", w, h, zoomed, (unsigned)c.ch, x, y);
					}
			}
	s->v.zoomed = false;
	s->v.focus = PANEL_SUPPLY;
}

#endif
