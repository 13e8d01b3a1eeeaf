/* Worlds of every kind, built in code for the tests of the screen: the site of DESIGN.md at T-14:48 in a given state, or with other numbers of
 * sets, feeds and buses, or without GPUs and training. Derived values and the verdict are the model's own. Static, so that only the
 * tests that use it need the model. */
#ifndef MWTOP_TEST_WORLDS_H
#define MWTOP_TEST_WORLDS_H

#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "panel.h"
#include "screen.h"

#define WORLDS_OK __attribute__((unused)) static
#define WORLD_FIRST_MS INT64_C(1721636400000)  /* 2024-07-22T08:20:00Z, 03:20 in Memphis */
#define WORLD_CURSOR_MS INT64_C(1721639112000) /* 09:05:12Z */
#define WORLD_LAST_MS INT64_C(1721640300000)   /* 09:25:00Z */
#define WORLD_START_MS INT64_C(1721640000000)  /* 09:20:00Z, 04:20 in Memphis */
#define WORLD_TRIP_MS INT64_C(1721638931000)   /* 09:02:11Z */
#define WORLD_LOST_MS INT64_C(1721639098000)   /* 09:04:58Z */
#define WORLD_ALARMS 4

enum world_kind { WORLD_NORMAL, WORLD_TRIPPED, WORLD_STALE, WORLD_MISSING, WORLD_DEAD, WORLD_EMPTY };

struct world_wish {
	enum world_kind kind;
	size_t gens, feeds, buses;
	bool gpus, training;
	bool history; /* with what the timeline draws: slow, only for screens that are looked at */
};
#define WORLD_WISH(of_kind) ((struct world_wish){ .kind = (of_kind), .gens = 14, .feeds = 1, .buses = 1, .gpus = true, .training = true })

struct test_world {
	struct world_wish wish;
	struct site *site;
	struct frame frame;
	double last_kw[SITE_GEN_MAX];
	int64_t last_kw_ms[SITE_GEN_MAX];
	struct alarm alarm[WORLD_ALARMS];
	const struct alarm *active[WORLD_ALARMS];
	struct alarm_line lines[WORLD_ALARMS];
	struct alarm_list list;
	struct event_list events;
	struct history *history;
	struct world w;
	struct view v;
};

static void world_site(struct test_world *t) {
	struct error err;
	struct site *s = t->site = site_new();
	s->tz = tz_open("America/Chicago", &err);
	assert_non_null(s->tz);
	strcpy(s->name, "Memphis bring-up");
	s->origin = ORIGIN_SIMULATED;
	s->bus_count = t->wish.buses;
	for (size_t i = 0; i < s->bus_count; i++) {
		s->bus[i] = (struct site_bus){ .nominal_kv = 13.8, .nominal_hz = 60 };
		s->bus[i].id[0] = (char)('A' + i);
	}
	s->feed_count = t->wish.feeds;
	for (size_t i = 0; i < s->feed_count; i++) {
		s->feed[i] = site_feed_default();
		s->feed[i].bus = (int)(i % s->bus_count);
		strcpy(s->feed[i].id, i == 0 ? "TVA" : i == 1 ? "MLGW" : "North");
		s->feed[i].limit_mw = 8;
		s->feed[i].promise_count = i ? 0 : 1;
		s->feed[i].promise[0] = (struct promise){ INT64_C(1722488400000), 50 }; /* 2024-08-01T05:00:00Z */
	}
	s->gen_count = t->wish.gens;
	s->gen = mem_zalloc(s->gen_count + 1, sizeof *s->gen);
	for (size_t i = 0; i < s->gen_count; i++) {
		s->gen[i] = site_gen_default();
		s->gen[i].bus = (int)(i % s->bus_count);
		snprintf(s->gen[i].id, sizeof s->gen[i].id, s->gen_count > 99 ? "G%03zu" : "G%02zu", i + 1);
	}
	s->gpu.present = t->wish.gpus;
	s->gpu.installed = 100000;
	s->training.present = t->wish.training;
	strcpy(s->training.name, "Grok 3");
	s->training.start_ms = WORLD_START_MS;
	s->training.gpus_needed = 32000;
	site_finish(s);
}

/* A small wave that differs from set to set and stays the same from run to run. */
static double world_wave(size_t i, int64_t t_ms, double amplitude) {
	int64_t step = (t_ms / 1000 * 7 + (int64_t)i * 13) % 29;
	return amplitude * ((double)(step > 14 ? 29 - step : step) / 7.0 - 1);
}

static void world_set(struct frame *f, size_t i, int64_t t_ms, double kw) {
	static const struct { enum metric_id id; double value, wave; } readings[] = {
		{ M_GEN_MAX_KW, 2500, 0 }, { M_GEN_KVAR, 310, 9 }, { M_GEN_HZ, 60.01, 0.01 }, { M_GEN_RPM, 1800, 1 }, { M_GEN_OIL_KPA, 412, 4 },
		{ M_GEN_COOLANT_C, 88, 1.5 }, { M_GEN_GAS_KPA, 21.4, 0.3 }, { M_GEN_EXH_C, 455, 6 }, { M_GEN_EXH_SPREAD_C, 21, 3 }, { M_GEN_RUN_H, 312.5, 20 },
	};
	frame_set(f, M_GEN_STATE, i, GEN_LOADED);
	frame_set(f, M_GEN_MODE, i, MODE_AUTO);
	frame_set(f, M_GEN_BREAKER, i, BREAKER_CLOSED);
	frame_set(f, M_GEN_CTL, i, CTL_BASE);
	frame_set(f, M_GEN_KW, i, round(kw + world_wave(i, t_ms, 12)));
	for (size_t k = 0; k < sizeof readings / sizeof *readings; k++)
		frame_set(f, readings[k].id, i, readings[k].value + world_wave(i + k, t_ms, readings[k].wave));
}

static void world_set_locked(struct frame *f, size_t i) {
	static const struct { enum metric_id id; double value; } readings[] = {
		{ M_GEN_STATE, GEN_LOCKOUT }, { M_GEN_BREAKER, BREAKER_OPEN }, { M_GEN_KW, 0 }, { M_GEN_KVAR, 0 }, { M_GEN_RPM, 0 }, { M_GEN_HZ, 0 },
		{ M_GEN_OIL_KPA, 0 }, { M_GEN_COOLANT_C, 90 }, { M_GEN_GAS_KPA, 3.1 }, { M_GEN_EXH_C, 210 },
	};
	for (size_t k = 0; k < sizeof readings / sizeof *readings; k++)
		frame_set(f, readings[k].id, i, readings[k].value);
}

/* The seventh set is the one that trips; the eighth the one that falls silent. */
static void world_gens(struct test_world *t, struct frame *f) {
	size_t n = t->wish.gens, odd = n > 6 ? 6 : 0, silent = n > 7 ? 7 : 0;
	bool tripped = t->wish.kind == WORLD_TRIPPED && f->t_ms >= WORLD_TRIP_MS;
	double each = n ? 22700.0 / (double)(tripped && n > 1 ? n - 1 : n) : 0;
	each = each > 2400 ? 2400 : each;
	for (size_t i = 0; i < n; i++) {
		world_set(f, i, f->t_ms, each);
		if (tripped && i == odd)
			world_set_locked(f, i);
		if (t->wish.kind == WORLD_MISSING && i == silent && f->t_ms > WORLD_LOST_MS)
			for (size_t m = 0; m < metric_class_size(CLASS_GEN); m++)
				frame_mark(f, (enum metric_id)(metric_class_first(CLASS_GEN) + m), i, QUALITY_MISSING, TIME_NONE);
		if (t->wish.kind == WORLD_STALE && i == silent && f->t_ms > WORLD_LOST_MS)
			for (size_t m = 0; m < metric_class_size(CLASS_GEN); m++)
				frame_mark(f, (enum metric_id)(metric_class_first(CLASS_GEN) + m), i, QUALITY_STALE, WORLD_LOST_MS);
	}
}

static void world_frame(struct test_world *t, struct frame *f, int64_t t_ms) {
	bool dead = t->wish.kind == WORLD_DEAD;
	double gens_mw = 0;
	frame_reset(f, t->site, t_ms);
	world_gens(t, f);
	for (size_t i = 0; i < t->wish.gens; i++) {
		double kw = frame_get(f, M_GEN_KW, i).value;
		gens_mw += isnan(kw) ? 1.621 : kw / 1000;
	}
	for (size_t i = 0; i < t->wish.buses; i++) {
		frame_set(f, M_BUS_KV, i, dead ? 0.41 : 13.78 + world_wave(i, t_ms, 0.01));
		frame_set(f, M_BUS_HZ, i, dead ? 51.2 : 60.01 + world_wave(i, t_ms, 0.01));
		frame_set(f, M_BUS_HZ_MIN, i, 60.00);
		frame_set(f, M_BUS_HZ_MAX, i, 60.02);
	}
	for (size_t i = 0; i < t->wish.feeds; i++) {
		frame_set(f, M_FEED_MW, i, dead ? 0 : 7.82 - (double)i + world_wave(i, t_ms, 0.02));
		frame_set(f, M_FEED_LIMIT_MW, i, 8);
		frame_set(f, M_FEED_KV, i, dead ? 0.4 : 13.78);
		frame_set(f, M_FEED_BREAKER, i, dead ? BREAKER_OPEN : BREAKER_CLOSED);
	}
	if (t->wish.gpus) {
		double feeds_mw = t->wish.feeds ? frame_get(f, M_FEED_MW, 0).value : 0;
		frame_set(f, M_GPU_ONLINE, 0, 32000);
		frame_set(f, M_GPU_READY, 0, 32000);
		frame_set(f, M_GPU_JOB, 0, 0);
		frame_set(f, M_GPU_MW, 0, gens_mw + feeds_mw - 0.03);
		frame_set(f, M_GPU_CAP_W, 0, 402);
		for (size_t i = 0; i < t->site->array_count; i++)
			frame_set(f, M_ARRAY_ONLINE, i, i < 62 ? 512 : i == 62 ? 256 : 0);
	}
	if (t->wish.kind == WORLD_MISSING && t->wish.buses && t_ms > WORLD_LOST_MS)
		frame_mark(f, M_BUS_KV, 0, QUALITY_BAD, TIME_NONE);
	if (t->wish.kind == WORLD_STALE && t->wish.feeds && t_ms > WORLD_LOST_MS)
		frame_mark(f, M_FEED_MW, 0, QUALITY_STALE, WORLD_LOST_MS);
	frame_apply_rules(f);
}

static void world_history(struct test_world *t) {
	struct frame f;
	struct derived d;
	int64_t from, to;
	frame_init(&f);
	t->history = history_new(t->site, WORLD_FIRST_MS, WORLD_LAST_MS);
	bool fine = history_refine(t->history, WORLD_FIRST_MS, WORLD_LAST_MS, &from, &to);
	for (int64_t at = WORLD_FIRST_MS; at <= WORLD_LAST_MS; at += 1000) {
		world_frame(t, &f, at);
		power_derive(&f, t->last_kw, &d);
		history_add(t->history, &f, &d);
		if (fine)
			history_refine_add(t->history, &f, &d);
	}
	frame_free(&f);
	t->w.history = t->history;
}

static void world_alarm(struct test_world *t, enum priority priority, bool device, int64_t on_ms, const char *src, const char *text) {
	struct alarm *a = &t->alarm[t->w.active_count];
	*a = (struct alarm){ .on_ms = on_ms, .off_ms = TIME_NONE, .first_ms = on_ms, .priority = priority, .device = device, .value = NAN, .limit = NAN };
	snprintf(a->src, sizeof a->src, "%s", src);
	snprintf(a->id, sizeof a->id, "%s", device ? "trip" : "rule");
	snprintf(a->text, sizeof a->text, "%s", text);
	if (priority == PRIORITY_HIGH)
		strcpy(a->group, ALARM_GROUP_COMMON);
	t->lines[t->list.count++] = (struct alarm_line){ .alarm = a, .state = ALARM_UNACK, .active = true, .first_out = priority == PRIORITY_HIGH,
	                                                 .acked_ms = TIME_NONE, .shelved_until_ms = TIME_NONE };
	t->list.counts.active[priority]++;
	t->list.counts.unack++;
	t->active[t->w.active_count++] = a;
	t->w.alarm_log_count = t->w.active_count;
	if (device) {
		struct event e = { .t_ms = on_ms, .t_src_ms = on_ms - 300, .state = EVENT_RAISE, .priority = priority };
		snprintf(e.src, sizeof e.src, "%s", src);
		snprintf(e.text, sizeof e.text, "%.90s", text);
		strcpy(e.kind, "trip");
		strcpy(e.ansi, "63");
		event_list_add(&t->events, &e);
	}
}

static void world_alarms(struct test_world *t) {
	if (t->wish.kind == WORLD_TRIPPED && t->wish.gens) {
		const char *id = t->site->gen[t->wish.gens > 6 ? 6 : 0].id;
		world_alarm(t, PRIORITY_HIGH, true, WORLD_TRIP_MS, id, "low gas pressure shutdown");
		world_alarm(t, PRIORITY_MEDIUM, false, WORLD_TRIP_MS + 14000, "TVA", "import over contract");
	}
	if ((t->wish.kind == WORLD_MISSING || t->wish.kind == WORLD_STALE) && t->wish.gens)
		world_alarm(t, PRIORITY_LOW, false, WORLD_LOST_MS + 2000, t->site->gen[t->wish.gens > 7 ? 7 : 0].id, "no telemetry");
}

static void world_judge(struct test_world *t) {
	const char *high[WORLD_ALARMS];
	char names[WORLD_ALARMS][160];
	size_t count = 0;
	for (size_t i = 0; i < t->w.active_count; i++) {
		if (t->active[i]->priority != PRIORITY_HIGH)
			continue;
		snprintf(names[count], sizeof names[count], "%s %s", t->active[i]->src, t->active[i]->text);
		high[count] = names[count];
		count++;
	}
	power_judge(&t->frame, &t->w.derived, high, count, NAN, &t->w.verdict);
}

/* Must not be moved once made: the world points into it. */
WORLDS_OK void test_world_make(struct test_world *t, struct world_wish wish) {
	memset(t, 0, sizeof *t);
	t->wish = wish;
	if (!t->wish.buses)
		t->wish.feeds = t->wish.gens = 0;
	world_site(t);
	frame_init(&t->frame);
	view_init(&t->v);
	t->v.focus = PANEL_SUPPLY;
	t->v.speed = 10;
	t->v.playing = true;
	t->w = (struct world){ .site = t->site, .cursor_ms = WORLD_CURSOR_MS, .first_ms = WORLD_FIRST_MS, .last_ms = WORLD_LAST_MS, .active = t->active,
	                       .alarm_log = t->alarm, .events = &t->events, .folded_to_ms = WORLD_LAST_MS, .fold_progress = 1, .fold_done = true,
	                       .source_name = "memphis-bring-up", .link = LINK_FILE };
	t->list.at = t->lines;
	t->w.alarms = &t->list;
	if (wish.kind == WORLD_EMPTY)
		return;
	for (size_t i = 0; i < t->wish.gens; i++) {
		t->last_kw[i] = 1621;
		t->last_kw_ms[i] = wish.kind == WORLD_MISSING ? WORLD_LOST_MS : WORLD_CURSOR_MS;
	}
	world_frame(t, &t->frame, WORLD_CURSOR_MS);
	t->w.frame = &t->frame;
	t->w.last_kw = t->last_kw;
	t->w.last_kw_ms = t->last_kw_ms;
	power_derive(&t->frame, t->last_kw, &t->w.derived);
	world_alarms(t);
	world_judge(t);
	if (wish.history)
		world_history(t);
}

WORLDS_OK void test_world_free(struct test_world *t) {
	history_free(t->history);
	event_list_free(&t->events);
	frame_free(&t->frame);
	site_free(t->site);
}

/* The screen of a world as text rows, owned by the caller. */
WORLDS_OK char *test_world_text(const struct test_world *t, int cols, int rows, bool ascii) {
	struct grid g;
	struct buf text = { 0 };
	grid_init(&g);
	g.ascii = ascii;
	grid_resize(&g, cols, rows);
	screen_draw(&g, &t->w, &t->v);
	grid_text(&g, &text);
	grid_free(&g);
	return text.data ? text.data : mem_strdup("");
}

/* A panel alone in a rect of a grid of that size, as text; owned by the caller. */
typedef void panel_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v);
WORLDS_OK char *test_panel_text(panel_draw *draw, const struct test_world *t, int cols, int rows, int w, int h) {
	struct grid g;
	struct buf text = { 0 };
	grid_init(&g);
	grid_resize(&g, cols, rows);
	draw(&g, (struct rect){ 0, 0, w, h }, &t->w, &t->v);
	grid_text(&g, &text);
	grid_free(&g);
	return text.data;
}

/* Both free the text. */
#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })
WORLDS_OK void assert_says(char *text, const char *const *words) {
	for (; *words; words++)
		if (!strstr(text, *words))
			fail_msg("no \"%s\" in:\n%s", *words, text);
	free(text);
}
WORLDS_OK void assert_silent(char *text, const char *word) {
	if (strstr(text, word))
		fail_msg("\"%s\" in:\n%s", word, text);
	free(text);
}

/* The same world as a live one: what is shown is now, or looked back at, or old. */
enum world_live { LIVE_FOLLOWS, LIVE_PAUSED, LIVE_STALE, LIVE_DOWN };

WORLDS_OK void test_world_live(struct test_world *t, enum world_live live) {
	struct world *w = &t->w;
	int64_t now = live == LIVE_PAUSED ? w->cursor_ms + 95400 : w->cursor_ms + 400;
	t->v.live = true;
	t->v.playing = live != LIVE_PAUSED;
	w->link = live == LIVE_STALE ? LINK_STALE : live == LIVE_DOWN ? LINK_DOWN : LINK_LIVE;
	w->age_s = live == LIVE_STALE ? 12.4 : live == LIVE_DOWN ? 130.2 : 0.4;
	w->quiet_since_ms = w->link == LINK_LIVE ? TIME_NONE : w->cursor_ms;
	if (live == LIVE_DOWN)
		snprintf(w->link_note, sizeof w->link_note, "127.0.0.1:9643: Connection refused; next try in 4 s");
	w->edge = (struct live_edge){
		.present = true, .now_ms = now + (int64_t)(w->age_s * 1000), .t_ms = now, .judged = true, .go = live == LIVE_FOLLOWS,
		.t_minus_s = (double)(WORLD_START_MS - now) / 1000, .away = live == LIVE_PAUSED,
	};
	if (live == LIVE_PAUSED) {
		w->edge.new_alarms = 2;
		w->edge.new_high = 1;
		snprintf(w->edge.newest, sizeof w->edge.newest, "G07 low gas pressure shutdown");
	}
}

#endif
