/* The grid is lost twice and then everything, as the recording shows it: the signatures that DOMAIN.md lists for grid-loss. */
#include "sim_run.h"

#define LOSS "recordings/grid-loss.sim"
#define FROM_MS INT64_C(1721847600000) /* 2024-07-24T19:00:00Z */
#define AT(minutes, seconds) (FROM_MS + (minutes) * SIM_MINUTE + (int64_t)((seconds) * 1000))
#define SETS 14

static size_t count_closed(const struct sim_run *r) {
	size_t n = 0;
	for (size_t i = 0; i < SETS; i++)
		n += sim_run_value(r, M_GEN_BREAKER, i) == BREAKER_CLOSED;
	return n;
}

/* The same night in samples of 50 ms. */
static void open_fine(struct sim_run *r, const char *from, const char *to) {
	char *here = realpath("recordings", NULL), *dir = test_dir_make();
	struct buf script = { 0 };
	char line[512];
	FILE *f = fopen(LOSS, "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		if (strncmp(line, "site ", 5) == 0)
			buf_printf(&script, "site %s/%speriod 50ms\n", here, line + 5);
		else
			buf_puts(&script, line);
	}
	fclose(f);
	char *path = test_file_write(dir, "fine.sim", script.data, script.len);
	sim_run_open(r, path, from, to);
	free(path);
	free(here);
	buf_free(&script);
	test_dir_remove(dir);
}

/* DOMAIN.md "Dynamics": 8 MW of grid lost at 25 MW. -4.571 Hz/s, -1.478 Hz at 0.639 s, -0.686 Hz at rest before restoration. */
static void test_the_frequency_of_the_first_loss(void **state) {
	(void)state;
	struct sim_run r;
	double low = 60, before, low_at_s = 0, high = 0, next = 60;
	open_fine(&r, "+4m50s", "+5m20s");
	sim_run_to(&r, AT(5, 0));
	before = sim_run_value(&r, M_BUS_HZ, 0);
	assert_near(sim_run_value(&r, M_FEED_MW, 0), 8, 0.06);
	assert_near(sim_run_sets_mw(&r), 25, 0.1);
	sim_run_to(&r, AT(5, 0.1));
	assert_near((sim_run_value(&r, M_BUS_HZ, 0) - before) / 0.1, -4.571, 0.2);
	while (r.frame.t_ms < AT(5, 3)) {
		if (sim_run_value(&r, M_BUS_HZ, 0) < low) {
			low = sim_run_value(&r, M_BUS_HZ, 0);
			low_at_s = (double)(r.frame.t_ms - AT(5, 0)) / 1000;
		}
		if (r.frame.t_ms >= AT(5, 1) && r.frame.t_ms < AT(5, 2))
			high = fmax(high, sim_run_value(&r, M_BUS_HZ, 0));
		if (r.frame.t_ms >= AT(5, 2))
			next = fmin(next, sim_run_value(&r, M_BUS_HZ, 0));
		sim_run_to(&r, r.frame.t_ms + 1);
	}
	assert_near(low - 60, -1.478, 0.02);
	assert_near(low_at_s, 0.639, 0.06);
	assert_near((high + next) / 2 - 60, -0.686, 0.06); /* about which it swings, by less and less, before restoration */
	assert_true(high > next + 0.05);
	sim_run_to(&r, AT(5, 15)); /* isochronous sets bring it back: within 5 to 20 s */
	assert_near(sim_run_value(&r, M_BUS_HZ, 0), 60, 0.06);
	sim_run_close(&r);
}

/* In samples of a second, lowest and highest carry it; nothing is shed, no set leaves. */
static void test_the_sets_hold(void **state) {
	(void)state;
	struct sim_run r;
	sim_run_open(&r, LOSS, NULL, "+8m");
	sim_run_to(&r, AT(5, 1));
	assert_near(sim_run_value(&r, M_BUS_HZ_MIN, 0), 58.522, 0.025);
	while (r.frame.t_ms < AT(7, 0)) {
		assert_int_equal(count_closed(&r), SETS);
		assert_near(sim_run_value(&r, M_GPU_ONLINE, 0), 24576, 0);
		assert_near(sim_run_value(&r, M_GPU_MW, 0), 33, 0.15);
		assert_near(sim_run_value(&r, M_FEED_MW, 0), 0, 0);
		assert_near(sim_run_value(&r, M_FEED_KV, 0), 0, 0);
		for (size_t i = 0; i < SETS; i++)
			assert_near(sim_run_value(&r, M_GEN_CTL, i), CTL_ISOCH, 0);
		sim_run_to(&r, r.frame.t_ms + 1);
	}
	assert_near(sim_run_value(&r, M_BUS_HZ, 0), 60, 0.03);
	sim_run_close(&r);
}

/* Healthy voltage for 300 s, sync check, and nothing jumps; then the import climbs as the sets go down. */
static void test_reconnection(void **state) {
	(void)state;
	struct sim_run r;
	bool checked = false;
	sim_run_open(&r, LOSS, "+6m", "+16m");
	sim_run_to(&r, AT(7, 2));
	assert_true(sim_run_value(&r, M_FEED_KV, 0) > 13.5);
	while (sim_run_value(&r, M_FEED_BREAKER, 0) != BREAKER_CLOSED) {
		assert_true(sim_run_next(&r));
		checked = checked || (r.kind == LINE_EVENT && !strcmp(r.event.ansi, "25") && !strcmp(r.event.src, "TVA"));
	}
	assert_true(checked);
	assert_near((double)(r.frame.t_ms - AT(12, 0)) / 1000, 1, 1);
	assert_true(sim_run_value(&r, M_FEED_MW, 0) < 0.6);
	while (r.frame.t_ms < AT(14, 30)) {
		sim_run_to(&r, r.frame.t_ms + 1);
		assert_true(sim_run_value(&r, M_FEED_MW, 0) < 8.16);
	}
	assert_near(sim_run_value(&r, M_FEED_MW, 0), 8, 0.1);
	sim_run_close(&r);
}

/* 8 MW lost at 31.5 MW on 13 sets: two stages open arrays 0.2 s after 58.5 and 58.3 Hz, and the sets stay. */
static void test_the_second_loss_needs_shedding(void **state) {
	(void)state;
	struct sim_run r;
	int64_t shed_ms[4] = { 0 };
	size_t sheds = 0;
	double before;
	sim_run_open(&r, LOSS, "+25m", "+28m");
	sim_run_to(&r, AT(26, 0));
	before = sim_run_value(&r, M_GPU_MW, 0);
	assert_near(before, 39.45, 0.15);
	assert_near(sim_run_sets_mw(&r), 31.45, 0.15);
	assert_near(sim_run_value(&r, M_GPU_JOB, 0), 25600, 0);
	while (sim_run_next(&r) && !(r.kind == LINE_FRAME && r.frame.t_ms >= AT(26, 1)))
		if (r.kind == LINE_EVENT && !strcmp(r.event.kind, "shed") && sheds < 4)
			shed_ms[sheds++] = r.event.t_ms;
	assert_int_equal(sheds, 4);
	assert_int_equal(shed_ms[2] - shed_ms[0], 200);
	assert_int_equal(shed_ms[3] - shed_ms[1], 200);
	assert_true(shed_ms[0] - AT(26, 0) > 300 && shed_ms[0] - AT(26, 0) < 350);
	assert_near(sim_run_value(&r, M_BUS_HZ_MIN, 0), 57.53, 0.05);
	assert_near(sim_run_value(&r, M_GPU_ONLINE, 0), 38 * 512, 0); /* of 50 arrays */
	assert_near(sim_run_value(&r, M_GPU_MW, 0), 0.76 * before, 0.1);
	assert_int_equal(count_closed(&r), 13);
	/* The job ends: 9 MW less at once, and the frequency goes the other way; no set leaves on 81O. */
	sim_run_to(&r, AT(26, 5));
	assert_near(sim_run_value(&r, M_BUS_HZ_MAX, 0), 61.55, 0.1);
	assert_near(sim_run_value(&r, M_GPU_JOB, 0), 0, 0);
	assert_int_equal(count_closed(&r), 13);
	sim_run_close(&r);
}

/* Six sets stop, seven leave by their relays within a second; then no voltage, no frequency, no power. */
static void test_the_bus_dies(void **state) {
	(void)state;
	struct sim_run r;
	size_t stops = 0, relays = 0, dead = 0;
	sim_run_open(&r, LOSS, "+33m", "+37m");
	while (sim_run_next(&r) && !(r.kind == LINE_FRAME && r.frame.t_ms >= AT(34, 2))) {
		if (r.kind != LINE_EVENT || r.event.state != EVENT_RAISE)
			continue;
		stops += !strcmp(r.event.ansi, "5");
		relays += !strcmp(r.event.ansi, "81U");
		dead += !strcmp(r.event.ansi, "27") && !strcmp(r.event.src, "A");
		if (!strcmp(r.event.ansi, "81U"))
			assert_true(r.event.t_src_ms - AT(34, 0) > 250 && r.event.t_src_ms - AT(34, 0) < 500);
	}
	assert_int_equal(stops, 6);
	assert_int_equal(relays, 7);
	assert_int_equal(dead, 1);
	while (r.frame.t_ms < AT(36, 30)) {
		struct derived d;
		power_derive(&r.frame, NULL, &d);
		assert_int_equal(d.tie[0], BUS_DEAD);
		assert_true(isnan(sim_run_value(&r, M_BUS_HZ, 0)));
		assert_near(sim_run_value(&r, M_BUS_KV, 0), 0, 0);
		assert_near(sim_run_value(&r, M_GPU_MW, 0), 0, 0);
		assert_near(sim_run_value(&r, M_GPU_ONLINE, 0) + sim_run_value(&r, M_GPU_JOB, 0), 0, 0);
		assert_int_equal(count_closed(&r), 0);
		if (r.frame.t_ms == AT(34, 45))
			for (size_t i = 0; i < SETS; i++)
				assert_near(sim_run_value(&r, M_GEN_RPM, i), 0, 0); /* coasted down */
		sim_run_to(&r, r.frame.t_ms + 1);
	}
	for (size_t i = 0; i < SETS; i++)
		assert_near(sim_run_value(&r, M_GEN_STATE, i), GEN_STOPPED, 0); /* reset by hand */
	sim_run_close(&r);
}

/* The feed closes 300 s after its voltage is back, and load comes array by array, sets one after another. */
static void test_power_comes_back(void **state) {
	(void)state;
	struct sim_run r;
	double online = 0;
	size_t closed = 0;
	sim_run_open(&r, LOSS, "+41m", NULL);
	sim_run_to(&r, AT(42, 0));
	assert_near(sim_run_value(&r, M_FEED_BREAKER, 0), BREAKER_OPEN, 0);
	sim_run_to(&r, AT(42, 1));
	assert_near(sim_run_value(&r, M_FEED_BREAKER, 0), BREAKER_CLOSED, 0);
	assert_near(sim_run_value(&r, M_BUS_HZ, 0), 60, 0.06);
	while (sim_run_next_frame(&r)) {
		assert_true(sim_run_value(&r, M_GPU_ONLINE, 0) - online <= 512);
		assert_true(count_closed(&r) <= closed + 1);
		assert_true(sim_run_value(&r, M_FEED_MW, 0) < 8.16);
		online = sim_run_value(&r, M_GPU_ONLINE, 0);
		closed = count_closed(&r);
	}
	assert_near(online, 12288, 0);
	assert_true(closed >= 8);
	sim_run_close(&r);
}

static void test_every_sample_adds_up(void **state) {
	(void)state;
	struct sim_run r;
	sim_run_open(&r, LOSS, NULL, NULL);
	while (sim_run_next_frame(&r))
		sim_run_assert_sample(&r, 0.03);
	sim_run_close(&r);
}

/* The alarms in the order in which an operator reads them, and none left when their causes are gone. */
static void test_alarms_in_order(void **state) {
	(void)state;
	struct sim_run r;
	struct alarm_engine *alarms;
	const struct alarm *log, *active[32];
	size_t count, high = 0;
	static const char *const first[] = { "TVA feed lost", "TVA feed breaker open", "A frequency low" };
	sim_run_open(&r, LOSS, NULL, NULL);
	alarms = sim_run_alarms(&r);
	assert_null(alarms_fault(alarms, 0));
	log = alarms_log(alarms, &count);
	for (size_t i = 0; i < count && high < 3; i++) {
		char name[160];
		if (log[i].priority != PRIORITY_HIGH)
			continue;
		snprintf(name, sizeof name, "%s %s", log[i].src, log[i].text);
		assert_string_equal(name, first[high++]);
	}
	assert_int_equal(high, 3);
	assert_int_equal(alarms_active(alarms, AT(14, 0), active, 32), 0); /* reconnected */
	count = alarms_active(alarms, AT(34, 5), active, 32);
	assert_true(count >= 15);
	assert_int_equal(alarms_active(alarms, AT(44, 0), active, 32), 0);
	alarms_free(alarms);
	sim_run_close(&r);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_frequency_of_the_first_loss), cmocka_unit_test(test_the_sets_hold), cmocka_unit_test(test_reconnection),
		cmocka_unit_test(test_the_second_loss_needs_shedding), cmocka_unit_test(test_the_bus_dies), cmocka_unit_test(test_power_comes_back),
		cmocka_unit_test(test_every_sample_adds_up), cmocka_unit_test(test_alarms_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
