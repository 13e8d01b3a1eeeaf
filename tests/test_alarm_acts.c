/* What a person did about alarms, and time: after any jump everything about alarms is what it is after playing up to that moment, acts and timers in
 * between; and no act changes whether training can start. */
#include "app_bench.h"

/* All that is known about alarms at the cursor, as text. */
static char *told(const struct bench *b) {
	const struct world *w = app_world(b->app);
	struct buf out = { 0 };
	buf_printf(&out, "active %zu; %u %u %u, %u not seen, %u shelved, %u suppressed\n", w->active_count, w->alarms->counts.active[PRIORITY_LOW],
	           w->alarms->counts.active[PRIORITY_MEDIUM], w->alarms->counts.active[PRIORITY_HIGH], w->alarms->counts.unack, w->alarms->counts.shelved,
	           w->alarms->counts.suppressed);
	for (size_t i = 0; i < w->alarms->count; i++) {
		const struct alarm_line *line = &w->alarms->at[i];
		buf_printf(&out, "%s %s %s %d %d %lld %lld %lld\n", line->alarm->src, line->alarm->id, alarm_state_words[line->state], line->active, line->first_out,
		           (long long)line->alarm->on_ms, (long long)line->acked_ms, (long long)line->shelved_until_ms);
	}
	return out.data;
}

static void go_to(struct bench *b, double second) {
	char text[64];
	snprintf(text, sizeof text, ":goto 2024-07-22T09:%02d:%06.3fZ\r", (int)second / 60, second - 60 * ((int)second / 60));
	type(b, text);
	assert_near(at(b), second, 0.002);
}

/* Import is over its limit from 602 s to 625 s, the trip comes at 899.5 s and stays. */
static void act_all_over(struct bench *b) {
	go_to(b, 610);
	type(b, "a"); /* the import */
	go_to(b, 1000);
	type(b, "v5m\r"); /* the trip, until 1300 s */
	go_to(b, 1100);
	type(b, "v"); /* taken back */
	go_to(b, 1150);
	type(b, "v2m\r"); /* until 1270 s, over the gap and its alarm */
	go_to(b, 1400);
	type(b, "A");
	go_to(b, 950);
	type(b, "v30s\r"); /* done later, at an earlier time */
}

static void a_jump_equals_playing_with_acts(void **state) {
	static const double moments[] = { 0, 599, 602, 609.999, 610, 624, 625, 899, 899.5, 900, 949, 950, 979, 980, 1000, 1099, 1100, 1149, 1150, 1261, 1269, 1270, 1271, 1300,
	                                  1399, 1400, 1799 };
	enum { COUNT = sizeof moments / sizeof *moments };
	char *played[COUNT];
	struct bench *b = *state;
	key(b, ' ');
	read_all(b);
	act_all_over(b);
	go_to(b, 0);
	type(b, ":speed 1\r ");
	for (size_t i = 0; i < COUNT; i++) { /* in steps as they come, forward only */
		while (at(b) < moments[i] - 0.0005) {
			double left_ms = (moments[i] - at(b)) * 1000;
			wait_ms(b, left_ms < 700 ? (int64_t)(left_ms + 0.5) : 700);
		}
		assert_near(at(b), moments[i], 0.0011);
		played[i] = told(b);
	}
	key(b, ' ');
	for (unsigned seed = 7, k = 0; k < 5 * COUNT; k++) { /* then in any order */
		seed = seed * 1103515245u + 12345u;
		size_t i = k < COUNT ? COUNT - 1 - k : (seed >> 16) % COUNT;
		go_to(b, moments[i]);
		char *jumped = told(b);
		if (strcmp(jumped, played[i]))
			fail_msg("at %.3f s after a jump:\n%safter playing:\n%s", moments[i], jumped, played[i]);
		free(jumped);
	}
	int different = 0;
	for (size_t i = 1; i < COUNT; i++)
		different += strcmp(played[i], played[i - 1]) != 0;
	assert_true(different >= 10); /* the moments tell something */
	for (size_t i = 0; i < COUNT; i++)
		free(played[i]);
}

/* A session that reads the recording anew, jumps to the moments and repeats the acts knows the same. */
static void acts_do_not_hang_on_how_it_was_read(void **state) {
	struct bench *b = *state;
	struct error err;
	key(b, ' ');
	read_all(b);
	act_all_over(b);
	go_to(b, 1500);
	char *first = told(b);
	struct bench other = *b;
	other.session = session_open(b->path, NULL, &err);
	assert_non_null(other.session);
	other.app = app_new(other.session, NULL, 1, other.mono);
	key(&other, ' ');
	go_to(&other, 1500); /* before anything was read */
	read_all(&other);
	act_all_over(&other);
	go_to(&other, 1500);
	char *second = told(&other);
	assert_string_equal(first, second);
	free(first);
	free(second);
	app_free(other.app);
	session_close(other.session);
}

static void no_act_changes_go(void **state) {
	static const char *const acts[] = { "a", "A", "v", "v" };
	static const double moments[] = { 300, 610, 905, 1250, 1500 };
	struct bench *b = *state;
	key(b, ' ');
	read_all(b);
	for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
		go_to(b, moments[i]);
		struct verdict before = app_world(b->app)->verdict;
		size_t active = app_world(b->app)->active_count;
		for (size_t k = 0; k < sizeof acts / sizeof *acts; k++) {
			type(b, acts[k]);
			if (app_view(b->app)->prompt == PROMPT_SHELVE)
				type(b, "10m\r");
			const struct verdict *v = &app_world(b->app)->verdict;
			assert_int_equal(v->go, before.go);
			assert_int_equal(v->state, before.state);
			assert_int_equal(v->why_count, before.why_count);
			for (size_t n = 0; n < v->why_count; n++)
				assert_string_equal(v->why[n], before.why[n]);
			assert_int_equal(app_world(b->app)->active_count, active); /* silenced, not mended */
		}
	}
}

/* The trip is raised again at the end without a clear: who had acknowledged it is asked again, in the same row, and told how often. */
static void what_is_raised_again_is_asked_again(void **state) {
	struct bench *b = *state, other = *b;
	struct error err;
	struct buf text = { 0 };
	struct event e = { .t_ms = T0 + 1799500, .t_src_ms = TIME_NONE, .id = "2", .src = "G01", .kind = "trip", .ansi = "63", .text = "low gas pressure",
	                   .state = EVENT_RAISE, .priority = PRIORITY_HIGH };
	line_write_event(&text, &e);
	FILE *file = fopen(b->path, "a");
	assert_non_null(file);
	assert_int_equal(fwrite(text.data, 1, text.len, file), text.len);
	assert_int_equal(fclose(file), 0);
	buf_free(&text);
	other.session = session_open(b->path, NULL, &err);
	assert_non_null(other.session);
	other.app = app_new(other.session, NULL, 1, other.mono);
	key(&other, ' ');
	read_all(&other);
	go_to(&other, 1700);
	type(&other, "A");
	static const struct { double second; enum alarm_state state; size_t raises; } want[] = { { 1799.499, ALARM_ACKED, 1 }, { 1799.5, ALARM_UNACK, 2 }, { 1750, ALARM_ACKED, 1 }, { 1799.5, ALARM_UNACK, 2 } };
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		go_to(&other, want[i].second);
		const struct alarm_list *list = app_world(other.app)->alarms;
		assert_int_equal(list->count, 1);
		assert_int_equal(list->at[0].state, want[i].state);
		assert_int_equal(list->at[0].raises, want[i].raises);
	}
	type(&other, "5z\r");
	assert_non_null(strstr(app_view(other.app)->message, "raised 2 times, last 04:29:59; new again after it was acknowledged"));
	go_to(&other, 1799.5);
	type(&other, "A");
	assert_int_equal(app_world(other.app)->alarms->at[0].state, ALARM_ACKED);
	app_free(other.app);
	session_close(other.session);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = { TEST(a_jump_equals_playing_with_acts), TEST(acts_do_not_hang_on_how_it_was_read), TEST(no_act_changes_go),
		TEST(what_is_raised_again_is_asked_again) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
