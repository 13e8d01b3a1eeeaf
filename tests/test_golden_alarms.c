/* Golden screens of the Alarms panel: the list with every state, first-out, "order uncertain", devices' clocks and their errors; a flood. The words that
 * must stand there are looked for whatever the files hold. */
#include "panel_world.h"

#include "golden_file.h"
#include "screen.h"

/* A device's own event: its clock was `late_ms` behind when it happened, and the word came 60 ms after. */
static void told(struct small *s, int at_ms, int late_ms, enum event_state state, enum priority priority, const char *src, const char *kind, const char *ansi,
                 const char *text) {
	struct event *e = small_event(s, at_ms, state, priority, src, kind, text);
	e->t_src_ms = e->t_ms - 60 - late_ms;
	strcpy(e->ansi, ansi);
}

static struct alarm *device_alarm(struct small *s, int on_ms, enum priority priority, const char *src, const char *id, const char *text) {
	struct alarm *a = small_alarm(s, on_ms, priority, src, text);
	a->device = true;
	snprintf(a->id, sizeof a->id, "%s", id);
	strcpy(a->group, ALARM_GROUP_COMMON);
	return a;
}

/* Three devices whose clocks are compared, one of them 0.3 s behind; G07 trips first by arrival. */
static void sequence(struct small *s) {
	static const struct { const char *src; int late_ms; } devices[] = { { "G07", 0 }, { "G08", 300 }, { "G09", 2 }, { "G10", -1 } };
	for (int round = 0; round < 3; round++)
		for (int i = 0; i < 4; i++)
			told(s, 100000 + round * 20000 + i * 1000, devices[i].late_ms, EVENT_NOTE, PRIORITY_LOW, devices[i].src, "state", "", "load step taken");
	told(s, 300120, 0, EVENT_RAISE, PRIORITY_HIGH, "G07", "trip", "63", "low gas pressure shutdown");
	told(s, 300190, 0, EVENT_NOTE, PRIORITY_LOW, "G07", "breaker", "52", "breaker open");
	told(s, 300200, 300, EVENT_RAISE, PRIORITY_HIGH, "G08", "trip", "32", "overload");
	told(s, 306000, 2, EVENT_RAISE, PRIORITY_LOW, "G09", "warning", "", "coolant warm");
}

static void all_states(struct small *s) {
	sequence(s);
	/* The log is in the order of arrival. */
	struct alarm *spare = small_alarm(s, 1000, PRIORITY_LOW, "G05", "gas pressure low");
	struct alarm *coolant = small_alarm(s, 200000, PRIORITY_LOW, "G03", "coolant high");
	struct alarm *oil = small_alarm(s, 250000, PRIORITY_MEDIUM, "G04", "oil pressure low");
	struct alarm *trip = device_alarm(s, 300120, PRIORITY_HIGH, "G07", "trip-63", "low gas pressure shutdown");
	struct alarm *overload = device_alarm(s, 300200, PRIORITY_HIGH, "G08", "trip-32", "overload");
	struct alarm *import = small_alarm(s, 303000, PRIORITY_MEDIUM, "TVA", "import over contract");
	coolant->off_ms = coolant->on_ms + 42000;
	small_line(s, trip, ALARM_UNACK)->first_out = true;
	small_line(s, import, ALARM_UNACK);
	small_line(s, overload, ALARM_ACKED)->acked_ms = SMALL_START_MS + 420000;
	small_line(s, coolant, ALARM_RTN_UNACK);
	small_line(s, oil, ALARM_SHELVED)->shelved_until_ms = SMALL_START_MS + 2300000;
	small_line(s, spare, ALARM_SUPPRESSED);
	s->v.focus = PANEL_ALARMS;
	s->v.zoomed = true;
}

static int draw(struct small *s, const char *name, int cols, int rows) {
	char file[64];
	grid_resize(&s->g, cols, rows);
	screen_draw(&s->g, &s->w, &s->v);
	snprintf(file, sizeof file, "%s-%dx%d", name, cols, rows);
	buf_clear(&s->text);
	grid_text(&s->g, &s->text);
	return golden_check(file, &s->g);
}

static void says(const struct small *s, const char *const *words) {
	for (; *words; words++)
		assert_shows(s->text.data, *words);
}

static void the_list_has_every_state(void **state) {
	static const char *const always[] = { "✖!UNACK      high   04:05:00", "▲!UNACK      medium", "✖ ACKED      high", "acked 04:07:00", "○!RTN-UNACK  low", "ended 04:04:02",
	                                      "- SHELVED    medium", "until 04:38:20", "- SUPPRESSED low", "first-out", "3 to acknowledge", "1 shelved",
	                                      "04:05:00.120  09:05:00.120Z  high", "low gas pressure shutdown", "order uncertain", NULL };
	static const char *const wide[] = { "device clock", "its error in s", "1 suppressed", "09:05:00.060Z", "-0.30±", "09:04:59.840Z", NULL };
	int bad = 0;
	(void)state;
	struct small s;
	small_init(&s, false);
	all_states(&s);
	bad += draw(&s, "alarm-list", 80, 24);
	says(&s, always);
	bad += draw(&s, "alarm-list", 120, 40);
	says(&s, always);
	says(&s, wide);
	bad += draw(&s, "alarm-list", 200, 60);
	says(&s, always);
	says(&s, wide);
	assert_int_equal(bad, 0);
	small_free(&s);
}

/* Sixteen at once, on the whole screen and beside the other panels. */
static void a_flood(void **state) {
	int bad = 0;
	(void)state;
	struct small s;
	small_init(&s, false);
	for (int i = 0; i < 16; i++) {
		char src[8];
		snprintf(src, sizeof src, "G%02d", i + 1);
		small_activate(&s, small_alarm(&s, 300000 + 130 * i, i < 10 ? PRIORITY_HIGH : PRIORITY_MEDIUM, src, "low gas pressure shutdown"));
	}
	s.w.flood.on = true;
	s.w.flood.recent = 16;
	for (int zoomed = 0; zoomed < 2; zoomed++) {
		s.v.focus = zoomed ? PANEL_ALARMS : PANEL_SUPPLY;
		s.v.zoomed = zoomed;
		for (int large = 0; large < 2; large++) {
			bad += draw(&s, zoomed ? "alarm-flood-zoomed" : "alarm-flood", large ? 120 : 80, large ? 40 : 24);
			assert_shows(s.text.data, "FLOOD 16 alarms in 10 min");
		}
	}
	assert_int_equal(bad, 0);
	small_free(&s);
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_list_has_every_state), cmocka_unit_test(a_flood) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
