/* Transport arithmetic: the pace of playing, jumps, speeds, and when to wake. */
#include "support.h"

#include "player.h"
#include "times.h"

#define FIRST 1000000
#define LAST 100000000

static void test_pace_does_not_drift(void **state) {
	struct player p;
	(void)state;
	player_init(&p, FIRST, 500);
	player_set_speed(&p, 10, FIRST, 500);
	player_pause(&p, false, FIRST, 500);
	for (int64_t mono = 500; mono <= 10500; mono += 7)
		(void)player_cursor(&p, mono, FIRST, LAST);
	assert_int_equal(player_cursor(&p, 10500, FIRST, LAST), FIRST + 100000);
}

static void test_every_speed_keeps_its_pace(void **state) {
	static const double speeds[] = { 0.1, 0.5, 1, 60, 10000 };
	(void)state;
	for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++) {
		struct player p;
		player_init(&p, FIRST, 0);
		player_set_speed(&p, speeds[i], FIRST, 0);
		player_pause(&p, false, FIRST, 0);
		assert_near((double)(player_cursor(&p, 5000, FIRST, INT64_MAX / 4) - FIRST), 5000 * speeds[i], 1);
	}
}

static void test_change_of_speed_keeps_the_cursor(void **state) {
	struct player p;
	(void)state;
	player_init(&p, FIRST, 0);
	player_pause(&p, false, FIRST, 0);
	int64_t at = player_cursor(&p, 3000, FIRST, LAST);
	player_set_speed(&p, 100, at, 3000);
	assert_int_equal(player_cursor(&p, 3000, FIRST, LAST), FIRST + 3000);
	assert_int_equal(player_cursor(&p, 4000, FIRST, LAST), FIRST + 103000);
	player_jump(&p, FIRST + 50, 4000);
	p.playing = true;
	assert_int_equal(player_cursor(&p, 4001, FIRST, LAST), FIRST + 150);
}

static void test_pause_and_ends(void **state) {
	struct player p;
	(void)state;
	player_init(&p, FIRST, 0);
	assert_int_equal(player_cursor(&p, 9999, FIRST, LAST), FIRST);
	player_pause(&p, false, LAST - 10, 0);
	assert_int_equal(player_cursor(&p, 1000000, FIRST, LAST), LAST);
	player_jump(&p, FIRST - 500, 0);
	p.playing = false;
	assert_int_equal(player_cursor(&p, 0, FIRST, LAST), FIRST);
	p.follow = true;
	assert_int_equal(player_cursor(&p, 0, FIRST, LAST + 77), LAST + 77);
}

static void test_speed_steps_and_bounds(void **state) {
	struct player p;
	(void)state;
	assert_near(player_speed_step(1, true), 2, 0);
	assert_near(player_speed_step(1, false), 0.5, 0);
	assert_near(player_speed_step(3, false), 2, 0);
	assert_near(player_speed_step(10000, true), 10000, 0);
	assert_near(player_speed_step(0.1, false), 0.1, 0);
	player_init(&p, FIRST, 0);
	player_set_speed(&p, 1e9, FIRST, 0);
	assert_near(p.speed, PLAYER_SPEED_MOST, 0);
	player_set_speed(&p, 0, FIRST, 0);
	assert_near(p.speed, PLAYER_SPEED_LEAST, 0);
}

static void test_when_is_the_first_tick_that_shows_it(void **state) {
	struct player p;
	(void)state;
	player_init(&p, FIRST, 0);
	assert_int_equal(player_when(&p, FIRST + 1000), TIME_NONE);
	player_set_speed(&p, 3, FIRST, 0);
	player_pause(&p, false, FIRST, 0);
	int64_t when = player_when(&p, FIRST + 1000);
	assert_true(player_cursor(&p, when, FIRST, LAST) >= FIRST + 1000);
	assert_true(player_cursor(&p, when - 1, FIRST, LAST) < FIRST + 1000);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pace_does_not_drift), cmocka_unit_test(test_every_speed_keeps_its_pace),
		cmocka_unit_test(test_change_of_speed_keeps_the_cursor), cmocka_unit_test(test_pause_and_ends),
		cmocka_unit_test(test_speed_steps_and_bounds), cmocka_unit_test(test_when_is_the_first_tick_that_shows_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
