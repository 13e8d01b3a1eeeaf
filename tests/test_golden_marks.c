/* Golden screens of marks and of the difference with one, over bundled recordings. `make golden` renews them; look at the difference before it is
 * committed. And the sums of what a trip does, from the samples themselves. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "bundled_session.h"
#include "golden_file.h"
#include "screen.h"

#define BEFORE INT64_C(1721638920000) /* 2024-07-22T09:02:00Z */
#define AFTER INT64_C(1721638940000)  /* 09:02:20Z: G07 has tripped at 09:02:10.9 */
#define SHOWN INT64_C(1721639100000)  /* 09:05:00Z, T-15m */

static struct session *open_at(const char *name, int64_t t_ms) {
	struct session *s = bundled_session(name);
	session_fold_to(s, TIME_NONE);
	session_seek(s, t_ms);
	return s;
}

static int draw(const char *name, const struct world *w, const struct view *v) {
	static const int sizes[][2] = { { 80, 24 }, { 120, 40 } };
	int bad = 0;
	for (size_t i = 0; i < 2; i++) {
		struct grid g;
		grid_init(&g);
		grid_resize(&g, sizes[i][0], sizes[i][1]);
		screen_draw(&g, w, v);
		char *file = mem_printf("%s-%dx%d", name, g.cols, g.rows);
		bad += golden_check(file, &g);
		free(file);
		grid_free(&g);
	}
	return bad;
}

static void test_marks(void **state) {
	struct session *s = open_at("generator-trip", SHOWN);
	struct mark_list list = { .count = 0 };
	struct view v;
	int64_t from, to;
	bool shown = false;
	int bad = 0;
	(void)state;
	mark_list_set(&list, &(struct mark){ .letter = 'a', .t_ms = BEFORE, .text = "gas pressure sags" });
	mark_list_set(&list, &(struct mark){ .letter = 'b', .t_ms = BEFORE + 11000, .text = "the trip" });
	mark_list_set(&list, &(struct mark){ .letter = 'q', .t_ms = BEFORE - INT64_C(86400000), .text = "the night before" });
	mark_list_set(&list, &(struct mark){ .letter = '7', .t_ms = SHOWN + 1500000 });
	session_set_marks(s, &list, "/home/ops/night.ndjson.marks");
	view_init(&v);
	v.mark_row = 1;
	v.overlay = OVERLAY_MARKS;
	bad += draw("marks", session_world(s), &v);
	v.overlay = OVERLAY_NONE;
	v.focus = PANEL_TIMELINE;
	screen_timeline_span(session_world(s), &v, &from, &to);
	while (session_work(s, from, to, 1000, &shown))
		continue;
	session_refresh(s);
	bad += draw("marks-panels", session_world(s), &v);
	v.zoomed = true;
	bad += draw("marks-zoom-timeline", session_world(s), &v);
	session_close(s);
	assert_int_equal(bad, 0);
}

static void test_difference(void **state) {
	static const struct { const char *name, *recording; int64_t then_ms, now_ms; int scroll; } shots[] = {
		{ "difference-trip", "generator-trip", BEFORE, AFTER, 0 }, { "difference-trip-below", "generator-trip", BEFORE, AFTER, 100 },
		{ "difference-missing", "telemetry-dropout", INT64_C(1721633940000), INT64_C(1721634300000), 0 }, /* 07:39:00Z, 07:45:00Z */
		{ "difference-dead", "iberian-blackout", INT64_C(1745836320000), INT64_C(1745836420000), 0 },
		{ "difference-fine", "checkpoint-swing", INT64_C(1721643771600), INT64_C(1721643771800), 0 }, /* two samples of one second */
	};
	struct error err;
	int bad = 0;
	(void)state;
	for (size_t i = 0; i < sizeof shots / sizeof *shots; i++) {
		struct session *s = open_at(shots[i].recording, shots[i].now_ms);
		struct view v;
		view_init(&v);
		v.overlay = OVERLAY_DIFFERENCE;
		v.help_scroll = shots[i].scroll;
		strcpy(v.difference_with, "mark a");
		if (!session_difference(s, shots[i].then_ms, &err))
			fail_msg("%s", err.text);
		bad += draw(shots[i].name, session_world(s), &v);
		session_close(s);
	}
	assert_int_equal(bad, 0);
}

/* DOMAIN.md: a step goes to the feed first, and the sets follow; what is lost is picked up, and supply is load and auxiliaries. */
static void test_trip_adds_up(void **state) {
	struct session *s = open_at("generator-trip", BEFORE + 11000);
	const struct world *w = session_world(s);
	struct error err;
	double feed[2] = { NAN, NAN }, sets[2] = { 0, 0 }, lost = NAN;
	(void)state;
	for (int k = 0; k < 2; k++) {
		session_seek(s, k ? AFTER : BEFORE + 11000);
		assert_true(session_difference(s, BEFORE + 10000, &err));
		const struct difference *d = w->difference;
		double supply_mw = w->derived.q[D_SUPPLY_MW].value, sum = 0;
		for (size_t i = 0; i < d->first[DIFFERENCE_PICKUP + 1]; i++) {
			const struct difference_row *r = &d->row[i];
			sum += r->change;
			if (!strcmp(r->key, "gen.G07.kw"))
				lost = r->change;
			else if (!strcmp(r->key, "feed.TVA.kw"))
				feed[k] = r->change;
			else
				sets[k] += r->change;
		}
		session_seek(s, BEFORE + 10000);
		assert_near(sum, (supply_mw - w->derived.q[D_SUPPLY_MW].value) * 1000, 1.5 * 15); /* readings are whole kW; rows under that have none */
		assert_near(sum, d->up_kw + d->down_kw, 1e-6);
		assert_near(feed[k] + sets[k], -lost, 60); /* the load has not changed but for noise */
	}
	assert_true(lost < -1300 && feed[0] > 0.9 * -lost && feed[1] < 0.1 * -lost && sets[1] > 0.9 * -lost);
	session_close(s);
}

static void test_refusals(void **state) {
	struct session *s = open_at("generator-trip", SHOWN);
	struct error err;
	(void)state;
	assert_false(session_difference(s, session_world(s)->last_ms + 1000, &err));
	assert_non_null(strstr(err.text, "nothing is recorded at 2024-07-22 05:05:00 CDT"));
	assert_false(session_difference(s, session_world(s)->first_ms - 1000, &err));
	assert_non_null(strstr(err.text, "there is no sample up to"));
	session_close(s);
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_marks), cmocka_unit_test(test_difference), cmocka_unit_test(test_trip_adds_up), cmocka_unit_test(test_refusals) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
