/* The page of a report: well formed and self-contained whatever the recording says; sections and figures of the bundled trip; gaps, ranges, scenarios. */
#include <unistd.h>

#include "device_clock.h"
#include "page_tags.h"
#include "recording.h"
#include "report.h"

/* The page of a file from TIME to TIME (NULL: the ends); owned by the caller. NULL with err where it is refused. */
static char *page_of(const char *path, const char *from, const char *to, const char *scenario, struct error *err) {
	struct session *s = session_open(path, NULL, err);
	struct report_request request = { TIME_NONE, TIME_NONE, scenario, path };
	struct buf out = { 0 };
	if (!s)
		fail_msg("%s", err->text);
	if ((from && !session_parse_time(s, from, true, &request.from_ms, err)) || (to && !session_parse_time(s, to, true, &request.to_ms, err)))
		fail_msg("%s", err->text);
	bool fine = report_make(s, &request, &out, err);
	session_close(s);
	if (!fine)
		buf_free(&out);
	return out.data;
}

static char *page_or_fail(const char *path, const char *from, const char *to, const char *scenario) {
	struct error err;
	char *page = page_of(path, from, to, scenario, &err);
	if (!page)
		fail_msg("%s", err.text);
	return page;
}

static void expect(const char *page, const char *what) {
	if (!strstr(page, what))
		fail_msg("the page does not say: %s", what);
}

static void expect_not(const char *page, const char *what) {
	const char *at = strstr(page, what);
	if (at)
		fail_msg("the page says: %.100s", at);
}

static void every_bundled_recording_has_a_page(void **state) {
	static const char *const names[] = { "generator-trip", "iberian-blackout", "memphis-bring-up", "telemetry-dropout" };
	static const char *const ids[] = { "summary", "timeline", "sequence", "pickup", "close", "changes", "alarms", "data" };
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *path = test_bundled_path(names[i]), *page = page_or_fail(path, NULL, NULL, NULL), id[40];
		assert_true(page_check(page) >= 4);
		for (size_t k = 0; k < sizeof ids / sizeof *ids; k++) {
			snprintf(id, sizeof id, "<section id=\"%s\"", ids[k]);
			expect(page, id);
		}
		expect(page, strcmp(names[i], "iberian-blackout") ? "<span class=\"origin\">simulated</span>" : "<span class=\"origin\">imported</span>");
		free(page);
		free(path);
	}
}

/* Every picture says where its data came from, and has words for who does not see it. */
static void every_picture_says_where_it_came_from(void **state) {
	(void)state;
	char *path = test_bundled_path("generator-trip"), *page = page_or_fail(path, NULL, NULL, NULL);
	size_t figures = 0;
	for (const char *at = page; (at = strstr(at, "<figure")); figures++) {
		const char *end = strstr(at, "</figure>"), *origin = strstr(at, "class=\"origin\">simulated"), *title = strstr(at, "<title>"), *desc = strstr(at, "<desc>");
		assert_true(end && origin && title && desc && origin < end && title < end && desc < end);
		assert_true(strstr(at, "(simulated data)</title>") < end);
		at = end;
	}
	assert_true(figures >= 6 + 14);
	free(page);
	free(path);
}

/* The trip, its figures read from the recording by the tests of the modules; here that they stand on the page. */
static void the_trip_is_told(void **state) {
	(void)state;
	char *path = test_bundled_path("generator-trip"), *page = page_or_fail(path, "T-25m", "T-10m", NULL);
	expect(page, "<strong>G07</strong> lost at <time datetime=\"2024-07-22T09:02:11.000Z\">04:02:11 CDT <span class=\"utc\">09:02:11Z</span></time>, carrying 1.39&#160;MW: low gas pressure shutdown");
	expect(page, "04:02:10.900 CDT"); /* the event as it arrived, and what its clock said */
	expect(page, "<td class=\"n\">09:02:10.820Z -0.0");
	expect(page, "<td class=\"n\">09:02:10.700Z -0.417 <strong>-0.3"); /* G08's, which is 300 ms slow */
	expect(page, DEVICE_CLOCK_HEADING);
	expect(page, "low gas pressure shutdown (ANSI 63) <strong>first-out</strong>");
	expect(page, "9.10&#160;MW of 8.00&#160;MW");
	expect(page, "over it for 4.0 s in all");
	expect(page, "losing TVA");
	expect(page, "<th scope=\"col\" class=\"n\">+10 s (04:02:21)</th>");
	expect(page, "<span class=\"bad\">NO-GO</span>: start needs 42.99 MW, have 40.50: short 2.49");
	expect(page, "gen.G07.breaker</th><td>closed</td><td>open</td>");
	expect(page, "America/Chicago");
	assert_null(strstr(strstr(page, "first-out</strong>") + 1, "first-out</strong></td>")); /* G08's slow clock steals none */
	free(page);
	free(path);
}

/* The feed's row of the table is that of the frames of the recording. */
static void the_feed_takes_what_its_frames_say(void **state) {
	(void)state;
	struct error err;
	struct frame f;
	const int64_t at[] = { INT64_C(1721638930000), INT64_C(1721638931000), INT64_C(1721638932000), INT64_C(1721638941000), INT64_C(1721638991000) };
	char *path = test_bundled_path("generator-trip"), *page = page_or_fail(path, NULL, NULL, NULL);
	struct source *source = source_open(path, &err);
	const char *row = strstr(page, "<th scope=\"row\">feed TVA</th>");
	assert_non_null(source);
	assert_non_null(row);
	frame_init(&f);
	for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
		char cell[64];
		assert_true(source_frame_before(source, at[i], &f));
		snprintf(cell, sizeof cell, "<td class=\"n\">%.0f", frame_get(&f, M_FEED_MW, 0).value * 1000);
		row = strstr(row, "<td");
		assert_non_null(row);
		assert_int_equal(strncmp(row, cell, strlen(cell)), 0);
		row++;
	}
	frame_free(&f);
	source_close(source);
	free(page);
	free(path);
}

static void hostile_text_stays_text(void **state) {
	static const char site[] =
		"{\"site\":{\"schema\":\"mwtop/1\",\"name\":\"<script>alert(1)</script>\\u0007\\u202e\",\"about\":\"</style><img src=x onerror=y>\",\"period_s\":1,"
		"\"origin\":{\"kind\":\"simulated\",\"source\":\"' onload='x\"},\"bus\":{\"A\":{\"nominal_kv\":13.8,\"nominal_hz\":60}},"
		"\"feed\":{\"TVA\":{\"bus\":\"A\",\"limit_mw\":8}},\"gen\":{\"G01\":{\"bus\":\"A\"}},\"gpu\":{\"installed\":100},"
		"\"training\":{\"name\":\"<u>&amp;\",\"start\":\"2024-07-22T09:20:00Z\",\"gpus_needed\":10},"
		"\"alarms\":[{\"id\":\"<x>\",\"value\":\"feed.*.mw\",\"op\":\">\",\"limit\":8,\"priority\":\"high\",\"text\":\"<script src=http://x/>\\u2067\"}]}}\n";
	(void)state;
	struct error err;
	struct buf text = { 0 };
	char *dir = test_dir_make();
	buf_puts(&text, site);
	for (int i = 0; i < 100; i++) {
		bool open = i >= 50;
		buf_printf(&text, "{\"t\":\"2024-07-22T09:%02d:%02d.000Z\",\"bus\":{\"A\":{\"hz\":60,\"kv\":13.8}},\"feed\":{\"TVA\":{\"mw\":%g,\"breaker\":\"closed\"}},"
		           "\"gen\":{\"G01\":{\"state\":\"%s\",\"breaker\":\"%s\",\"kw\":%d}},\"gpu\":{\"mw\":9}}\n",
		           i / 60, i % 60, open ? 9.0 : 7.0, open ? "tripped" : "loaded", open ? "open" : "closed", open ? 0 : 2000);
		if (i == 50)
			buf_puts(&text, "{\"t\":\"2024-07-22T09:00:50.100Z\",\"event\":{\"id\":\"1\",\"src\":\"G01\",\"kind\":\"trip\",\"ansi\":\"<b>\",\"state\":\"raise\","
			                "\"priority\":\"high\",\"text\":\"<script>alert('x')</script>\\u001b]0;x\\u0007\\u202e\"}}\n"
			                "{\"t\":\"2024-07-22T09:00:50.200Z\",\"event\":{\"id\":\"2\",\"src\":\"\\\"'><svg onload=z>\",\"kind\":\"<i>\",\"text\":\"&lt;b&gt;\"}}\n");
	}
	char *path = test_file_write(dir, "hostile.ndjson", text.data, text.len), *page = page_of(path, NULL, NULL, NULL, &err);
	if (!page)
		fail_msg("%s", err.text);
	page_check(page);
	expect_not(page, "<script");
	expect_not(page, "<svg onload");
	expect_not(page, "<img");
	expect(page, "&lt;script&gt;alert(1)&lt;/script&gt;??");
	expect(page, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;?]0;x??");
	expect(page, "&quot;&#39;&gt;&lt;svg onload=z&gt;");
	expect(page, "&amp;lt;b&amp;gt;");
	expect(page, "<strong>G01</strong> lost at");
	free(page);
	free(path);
	buf_free(&text);
	test_dir_remove(dir);
}

static char *write_recording(const struct recording *r, const char *dir) {
	return test_file_write(dir, "r.ndjson", r->text.data, r->text.len);
}

/* A gap of 20 minutes in two hours: no line crosses it, and it is counted. */
static void a_gap_stays_a_gap(void **state) {
	(void)state;
	struct recording r;
	char *dir = test_dir_make();
	recording_init(&r);
	recording_site(&r, "gap", 1, 1, 1);
	for (int i = 0; i < 7200; i++)
		if (i < 3000 || i >= 4200)
			recording_frame(&r, RECORDING_START + 1000 * (int64_t)i);
	char *path = write_recording(&r, dir), *page = page_or_fail(path, NULL, NULL, NULL);
	page_check(page);
	expect(page, "The data has 1 gap (the longest 20 min 1 s)");
	const char *figure = strstr(page, "Feed F0, import positive"), *end = strstr(figure, "</figure>");
	const char *gap = strstr(figure, "class=\"gap\" x=\"41");
	assert_true(gap && gap < end); /* 3000 of 7200 s: 41.7 % of the width, in thousandths 416 .. 417 */
	size_t runs = 0;
	for (const char *at = figure; (at = strstr(at, "<path class=\"l1\"")) && at < end; at++)
		runs++;
	assert_int_equal(runs, 2);
	free(page);
	free(path);
	recording_free(&r);
	test_dir_remove(dir);
}

/* One sample of 10 hours is high: it is seen in the chart of the whole. */
static void a_spike_of_one_sample_is_kept(void **state) {
	(void)state;
	struct recording r;
	char *dir = test_dir_make();
	recording_init(&r);
	recording_site(&r, "spike", 0, 1, 1);
	for (int i = 0; i < 36000; i++) {
		frame_reset(&r.frame, r.site, RECORDING_START + 1000 * (int64_t)i);
		frame_set(&r.frame, M_FEED_MW, 0, i == 12345 ? 77.25 : 5);
		line_write_frame(&r.text, &r.frame);
	}
	char *path = write_recording(&r, dir), *page = page_or_fail(path, NULL, NULL, NULL);
	expect(page, "import: lowest 5.00 MW, highest 77.25 MW");
	expect(page, "77.25&#160;MW of 8.00&#160;MW");
	free(page);
	free(path);
	recording_free(&r);
	test_dir_remove(dir);
}

static void what_is_not_recorded_is_refused(void **state) {
	(void)state;
	struct recording r;
	struct error err;
	char *dir = test_dir_make();
	recording_init(&r);
	recording_site(&r, "range", 1, 1, 1);
	for (int i = 0; i < 100; i++)
		if (i < 20 || i >= 60)
			recording_frame(&r, RECORDING_START + 1000 * (int64_t)i);
	char *path = write_recording(&r, dir);
	assert_null(page_of(path, "+30s", "+50s", NULL, &err));
	assert_non_null(strstr(err.text, "no sample lies in that range"));
	assert_null(page_of(path, "+50s", "+30s", NULL, &err));
	char *page = page_or_fail(path, "+19s", "+19s", NULL); /* a single sample is enough */
	page_check(page);
	expect(page, "<th scope=\"row\">Samples</th><td class=\"t\">1, one in 1.0 s");
	free(page);
	free(path);
	recording_free(&r);
	test_dir_remove(dir);
}

static void a_missing_member_is_marked(void **state) {
	(void)state;
	char *path = test_bundled_path("telemetry-dropout"), *page = page_or_fail(path, NULL, NULL, NULL);
	expect(page, "≥ +4.9");
	expect(page, "Least headroom, everything reporting");
	expect(page, "on line (contracts and loaded sets): lowest at least 35.50 MW"); /* the picture's words mark what is a bound */
	expect_not(page, "N-1 margin: lowest -3.0"); /* and what is told as the lowest is of whole sums */
	expect(page, "N-1 margin: lowest 4.4");
	expect_not(page, "lost at"); /* three silent sets are no loss */
	free(page);
	free(path);
}

static void the_scenario_stands_beside_the_recording(void **state) {
	static const char edits[] = "at T-16m feed TVA lose\n";
	(void)state;
	struct error err;
	char *dir = test_dir_make(), *path = test_bundled_path("generator-trip"), *file = test_file_write(dir, "<b>.scenario", edits, sizeof edits - 1);
	char *page = page_or_fail(path, "T-25m", "T-10m", file);
	page_check(page);
	expect(page, "<section id=\"scenario\"");
	expect(page, "<code>at 2024-07-22T09:04:00.000Z feed TVA lose</code>");
	expect(page, "simulated, computed</span>");
	expect(page, "&lt;b&gt;.scenario");
	const char *data = strstr(page, "<section id=\"data\"");
	assert_non_null(data);
	expect(data, "<th scope=\"row\">Scenario</th>");
	expect(data, "&lt;b&gt;.scenario: <span class=\"origin\">computed</span> from this source by a model");
	expect(page, "<th scope=\"row\">time over the contract, TVA</th><td class=\"n\">4.0&#160;s</td><td class=\"n\">4.0&#160;s</td>"); /* before the edit they agree */
	expect_not(page, "<th scope=\"row\">least headroom</th><td class=\"n\">+9.18&#160;MW</td><td class=\"n\">+9.18");
	free(page);
	page = page_or_fail(path, "T-25m", "T-20m", file);
	expect(page, "No edit of it acts on power within the range");
	free(page);
	char *bad = test_file_write(dir, "bad", "gen G77 trip\n", 13), *empty = test_file_write(dir, "empty", "# nothing\n", 10);
	assert_null(page_of(path, NULL, NULL, bad, &err));
	assert_non_null(strstr(err.text, "G77"));
	assert_null(page_of(path, NULL, NULL, empty, &err));
	assert_non_null(strstr(err.text, "no edit"));
	free(bad);
	free(empty);
	free(file);
	free(path);
	test_dir_remove(dir);
}

static void a_collapse_is_told_where_there_are_no_sets(void **state) {
	(void)state;
	char *path = test_bundled_path("iberian-blackout"), *page = page_or_fail(path, NULL, NULL, NULL);
	expect(page, "The lowest frequency of bus A was <strong>47.48&#160;Hz</strong> at <time datetime=\"2025-04-28T10:33:22.000Z\">");
	expect(page, "This site has no sets and no feeds.");
	expect(page, "Bus A was <strong>dead</strong> for 26 min");
	expect(page, "<th scope=\"row\">bus.A.kv</th>");
	expect_not(page, "online_mw"); /* nothing is assumed of what is not there */
	free(page);
	free(path);
}

/* The sample in which the bus died has no frequency, but the lowest of it, which the summary tells, is on the picture, too. */
static void the_picture_falls_as_far_as_the_frequency_did(void **state) {
	(void)state;
	char *path = test_bundled_path("grid-loss"), *page = page_or_fail(path, NULL, NULL, NULL);
	expect(page, "The lowest frequency of bus A was <strong>55.60&#160;Hz</strong>");
	expect(page, "<desc>frequency: lowest 55.60 Hz");
	free(page);
	free(path);
}

/* Ten losses of 300, 400, ... 1,200 kW: the six largest have a table and a number on the charts, the others a line. */
static void the_largest_of_many_losses_are_told(void **state) {
	(void)state;
	struct recording r;
	char *dir = test_dir_make(), line[80];
	recording_init(&r);
	recording_site(&r, "many", 1, 1, 1);
	for (int i = 0; i < 200; i++) {
		bool open = i % 20 >= 10;
		frame_reset(&r.frame, r.site, RECORDING_START + 1000 * (int64_t)i);
		frame_set(&r.frame, M_FEED_MW, 0, 5);
		frame_set(&r.frame, M_GEN_BREAKER, 0, open ? BREAKER_OPEN : BREAKER_CLOSED);
		frame_set(&r.frame, M_GEN_STATE, 0, open ? GEN_TRIPPED : GEN_LOADED);
		frame_set(&r.frame, M_GEN_KW, 0, open ? 0 : 300 + 100 * (i / 20));
		line_write_frame(&r.text, &r.frame);
	}
	char *path = write_recording(&r, dir), *page = page_or_fail(path, NULL, NULL, NULL);
	page_check(page);
	expect(page, "These are the largest of 10 losses.");
	for (int k = 0; k < 6; k++) {
		snprintf(line, sizeof line, "<caption>%d. G000, %.2f MW</caption>", k + 1, 0.7 + 0.1 * k);
		expect(page, line);
	}
	expect(page, " G000, 0.30 MW</li>");
	expect(page, " G000, 0.60 MW</li>");
	expect_not(page, " G000, 0.70 MW</li>");
	expect(page, ">6</text>");
	free(page);
	free(path);
	recording_free(&r);
	test_dir_remove(dir);
}

static void a_lost_grid_is_told(void **state) {
	(void)state;
	char *path = test_bundled_path("grid-loss"), *page = page_or_fail(path, NULL, NULL, NULL);
	page_check(page);
	/* hz_min of the sample in which the bus died, not the lowest hz; and where that stood above the relays before. */
	expect(page, "The lowest frequency of bus A was <strong>55.60&#160;Hz</strong> at <time datetime=\"2024-07-24T19:34:01.000Z\">");
	expect(page, "within the sample in which it died; the lowest that it came back from was 57.53&#160;Hz");
	expect(page, "<th scope=\"row\">Left above the trip of the sets (81U), bus A</th><td class=\"n\">+0.03&#160;Hz</td>");
	expect(page, "<th scope=\"row\">Least N-1 margin</th><td class=\"n\">-6.95&#160;MW</td><td><time datetime=\"2024-07-24T19:25:55.000Z\">");
	expect(page, "<th scope=\"row\">Steepest frequency (RoCoF), bus A</th><td class=\"n\">-4.41&#160;Hz/s</td>");
	/* Each set with its own cause: six were stopped, the others left by frequency. */
	expect(page, "<li>G01, G02, G03, G04, G05, G06: emergency stop (ANSI 5), the first to arrive: G01 at <time datetime=\"2024-07-24T19:34:00.040Z\">");
	expect(page, "<li>G07, G08, G09, G10, G11, G12, G13: frequency too low (ANSI 81U), first G11 at <time datetime=\"2024-07-24T19:34:00.356Z\">");
	expect(page, "<strong>TVA</strong> lost at <time datetime=\"2024-07-24T19:26:01.000Z\">14:26:01 CDT <span class=\"utc\">19:26:01Z</span></time>, carrying 7.99&#160;MW: feed lost");
	/* The job ran and was stopped: not overdue. */
	expect(page, "was judged: at the beginning RUNNING; at the end <span class=\"bad\">NO-GO</span>, stopped since <time datetime=\"2024-07-24T19:34:01.000Z\">");
	expect_not(page, "OVERDUE");
	free(page);
	free(path);
}

/* The Countdown's word at a sample: what the panel draws. */
static int word_of(const struct verdict *v) { return v->state == TRAINING_RUNNING ? -1 : 2 * (int)v->state + v->go; }

/* Every time at which the session's verdict is another word stands in the table, in order, and no other word does. */
static void the_verdict_changes_when_the_countdown_does(void **state) {
	static const char *const names[] = { "generator-trip", "grid-loss", "memphis-bring-up" };
	(void)state;
	for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
		struct error err;
		struct frame f;
		char *path = test_bundled_path(names[n]), *page = page_or_fail(path, NULL, NULL, NULL), cell[80], iso[TIME_ISO_SIZE];
		struct session *s = session_open(path, NULL, &err);
		const char *at = strstr(page, "<section id=\"verdict\"");
		int word = -2;
		size_t changes = 0;
		frame_init(&f);
		session_fold_to(s, TIME_NONE);
		for (int64_t t_ms = session_world(s)->first_ms - 1; at && source_frame_after(session_source(s), t_ms, &f);) {
			t_ms = f.t_ms;
			session_seek(s, t_ms);
			const struct verdict *v = &session_world(s)->verdict;
			if (word_of(v) == word)
				continue;
			word = word_of(v);
			changes++;
			snprintf(cell, sizeof cell, "<time datetime=\"%s\"", time_format_iso(t_ms, iso));
			at = strstr(at, cell);
			if (!at || strncmp(strstr(at, "<td class=\"t\">") + 14, "still", 5) == 0)
				fail_msg("%s: the change at %s is not told", names[n], iso);
		}
		assert_non_null(at);
		assert_true(changes >= 3);
		/* The summary counts what the table tells: its rows after the first, and those that it has no room for. */
		const char *told = strstr(page, "or the reasons of a NO-GO changed "), *more = strstr(page, "<p class=\"note\">And "), *end = strstr(strstr(page, "<section id=\"verdict\""), "</section>");
		size_t rows = 0, left = more && more < end && strstr(more, "more changes") ? strtoul(more + strlen("<p class=\"note\">And "), NULL, 10) : 0;
		for (const char *row = strstr(page, "<section id=\"verdict\""); (row = strstr(row, "<tr><td")) && row < end; row++)
			rows++;
		assert_non_null(told);
		assert_true(rows > 1);
		assert_int_equal(strtoul(told + strlen("or the reasons of a NO-GO changed "), NULL, 10), rows - 1 + left);
		frame_free(&f);
		session_close(s);
		free(page);
		free(path);
	}
}

/* The range ends 20 s after the last sample before a gap: the verdict is gone from when on it is one, and no sum stands at the end. */
static void a_range_that_ends_in_a_gap_says_so(void **state) {
	(void)state;
	char *path = test_bundled_path("telemetry-dropout"), *page = page_or_fail(path, "2024-07-22T08:07:55Z", "2024-07-22T08:08:20Z", NULL);
	page_check(page);
	expect(page, "at the end <span class=\"bad\">NO-GO</span>: not known: no data for 20 s; in between the verdict, the start or the reasons of a NO-GO changed 1 time");
	expect(page, "<td><time datetime=\"2024-07-22T08:08:02.501Z\">");
	expect(page, "The data has 1 gap (the longest 20.0 s)");
	const char *available = strstr(page, "<dt>Available (of the rating)</dt><dd>43.00&#160;MW (100&#160;%) → ");
	assert_non_null(available);
	assert_non_null(strstr(available, "no data"));
	assert_true(strstr(available, "no data") < strstr(available, "</dd>"));
	free(page);
	page = page_or_fail(path, "2024-07-22T08:08:20Z", "2024-07-22T08:09:00Z", NULL); /* and one that begins in it */
	expect(page, "at the beginning <span class=\"bad\">NO-GO</span>: not known: no data for 20 s; at the end GO");
	expect(page, "<td><time datetime=\"2024-07-22T08:08:40.000Z\">");
	free(page);
	free(path);
}

/* Two sets are lost in one sample. G001's clock is 40 s slow, so that by its own time it was the first by far: arrival has the say. */
static void a_wrong_clock_steals_no_cause(void **state) {
	(void)state;
	struct recording r;
	char *dir = test_dir_make(), iso[TIME_ISO_SIZE], src[TIME_ISO_SIZE];
	recording_init(&r);
	recording_site(&r, "clocks", 3, 1, 1);
	for (int i = 0; i < 60; i++) {
		int64_t t_ms = RECORDING_START + 1000 * (int64_t)i;
		static const struct { int at; int64_t after_ms, clock_ms; const char *src, *text; } events[] = {
			{ 20, 100, 100, "G000", "gas pressure low" }, { 20, 300, -40000, "G001", "oil pressure low" }, { 40, 200, 200, "G002", "overspeed" },
		};
		frame_reset(&r.frame, r.site, t_ms);
		for (size_t g = 0; g < 3; g++) {
			bool open = i > (g < 2 ? 20 : 40);
			frame_set(&r.frame, M_GEN_BREAKER, g, open ? BREAKER_OPEN : BREAKER_CLOSED);
			frame_set(&r.frame, M_GEN_STATE, g, open ? GEN_TRIPPED : GEN_LOADED);
			frame_set(&r.frame, M_GEN_KW, g, open ? 0 : 1000);
		}
		line_write_frame(&r.text, &r.frame);
		for (size_t k = 0; k < sizeof events / sizeof *events; k++)
			if (events[k].at == i)
				buf_printf(&r.text, "{\"t\":\"%s\",\"event\":{\"id\":\"%zu\",\"src\":\"%s\",\"t_src\":\"%s\",\"kind\":\"trip\",\"state\":\"raise\",\"priority\":\"high\",\"text\":\"%s\"}}\n",
				           time_format_iso(t_ms + events[k].after_ms, iso), k, events[k].src, time_format_iso(t_ms + events[k].clock_ms, src), events[k].text);
	}
	char *path = write_recording(&r, dir), *page = page_or_fail(path, NULL, NULL, NULL);
	page_check(page);
	const char *list = strstr(page, "<li>G000: gas pressure low, the first to arrive: G000 at ");
	assert_non_null(list);
	assert_non_null(strstr(list, "<li>G001: oil pressure low, at "));
	expect(page, "carrying 1.00&#160;MW: overspeed"); /* a loss of its own, with its own cause */
	free(page);
	free(path);
	recording_free(&r);
	test_dir_remove(dir);
}

static void the_same_recording_gives_the_same_bytes(void **state) {
	(void)state;
	char *path = test_bundled_path("generator-trip"), *a = page_or_fail(path, NULL, NULL, NULL), *b = page_or_fail(path, NULL, NULL, NULL);
	assert_string_equal(a, b);
	free(a);
	free(b);
	free(path);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_bundled_recording_has_a_page), cmocka_unit_test(every_picture_says_where_it_came_from), cmocka_unit_test(the_trip_is_told),
		cmocka_unit_test(the_feed_takes_what_its_frames_say), cmocka_unit_test(hostile_text_stays_text), cmocka_unit_test(a_gap_stays_a_gap),
		cmocka_unit_test(a_spike_of_one_sample_is_kept), cmocka_unit_test(what_is_not_recorded_is_refused), cmocka_unit_test(a_missing_member_is_marked),
		cmocka_unit_test(a_collapse_is_told_where_there_are_no_sets), cmocka_unit_test(the_picture_falls_as_far_as_the_frequency_did), cmocka_unit_test(the_largest_of_many_losses_are_told),
		cmocka_unit_test(a_lost_grid_is_told), cmocka_unit_test(the_verdict_changes_when_the_countdown_does), cmocka_unit_test(a_wrong_clock_steals_no_cause),
		cmocka_unit_test(a_range_that_ends_in_a_gap_says_so),
		cmocka_unit_test(the_scenario_stands_beside_the_recording), cmocka_unit_test(the_same_recording_gives_the_same_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
