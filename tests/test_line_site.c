/* Site lines: every key reaches its field, what is absent has its default, and what is wrong is refused by name and place. */
#include "line_site.h"

#include "line_samples.h"

#define WHOLE \
	"{\"site\":{\"schema\":\"mwtop/1\",\"name\":\"Memphis bring-up\",\"about\":\"a night\",\"tz\":\"America/Chicago\",\"period_s\":2," \
	"\"origin\":{\"kind\":\"simulated\",\"script\":\"memphis-bring-up\",\"seed\":1},\"future\":{\"key\":[1,2]}," \
	"\"bus\":{\"A\":{\"nominal_kv\":13.8,\"nominal_hz\":60},\"B\":{\"nominal_kv\":4.16,\"nominal_hz\":50}}," \
	"\"feed\":{\"TVA\":{\"bus\":\"B\",\"limit_mw\":8,\"trip_mw\":11,\"trip_s\":10,\"import_min_mw\":-1," \
	"\"promise\":[{\"t\":\"2024-12-31T06:00:00Z\",\"limit_mw\":150},{\"t\":\"2024-08-01T05:00:00Z\",\"limit_mw\":50}]}}," \
	"\"gen\":{\"G02\":{\"bus\":\"A\",\"rated_kw\":2400,\"min_pct\":31,\"block_pct\":21,\"ramp_kw_s\":26,\"start_s\":61,\"droop_pct\":4,\"h_s\":1.3," \
	"\"mva\":3,\"tg_s\":0.06,\"te_s\":0.4,\"u_hz\":57,\"u_s\":0.2},\"G01\":{\"bus\":\"B\"}}," \
	"\"tie\":{\"T1\":{\"a\":\"B\",\"b\":\"A\"}},\"store\":{\"B1\":{\"bus\":\"B\",\"mw\":10,\"mwh\":20}}," \
	"\"gpu\":{\"model\":\"H100\",\"installed\":100000,\"array\":512,\"tdp_w\":701,\"cap_min_w\":201,\"idle_w\":73,\"ready_w\":119,\"train_w\":549," \
	"\"stall_w\":153,\"overhead_w\":576,\"network_pct\":11,\"pue\":1.26,\"cool_s\":121}," \
	"\"training\":{\"name\":\"Grok 3\",\"start\":\"2024-07-22T09:20:00Z\",\"gpus_needed\":32000}," \
	"\"policy\":{\"stance\":\"n1-feed\",\"reserve_mw\":2,\"shed\":\"breaker\",\"cap_s\":16,\"breaker_s\":0.3,\"stages\":[[59.0,5],[58.5,10]]}," \
	"\"alarms\":[{\"id\":\"feed-over\",\"value\":\"feed.*.mw\",\"op\":\">\",\"limit\":\"limit_mw\",\"scale\":1.1,\"deadband\":0.2,\"on_s\":2,\"off_s\":10," \
	"\"priority\":\"high\",\"group\":\"intertie\",\"text\":\"import over contract\"},{\"id\":\"cold\",\"value\":\"bus.A.hz\",\"op\":\"<=\",\"limit\":59.5}," \
	"{\"id\":\"trip\",\"value\":\"gen.*.state\",\"op\":\"=\",\"limit\":\"tripped\",\"priority\":\"medium\"},{\"id\":\"gone\",\"value\":\"gen.*.kw\",\"op\":\"is\",\"suppress\":true}]}}"

static struct site *read_good(const char *text) {
	struct error err = { "" };
	size_t column = 0;
	struct site *site = line_site_read(text, strlen(text), &err, &column);
	if (site == NULL)
		fail_msg("column %zu: %s: %s", column, err.text, text);
	return site;
}

static void check_objects(const struct site *s) {
	assert_int_equal(s->bus_count, 2);
	assert_string_equal(s->bus[1].id, "B");
	assert_near(s->bus[1].nominal_kv, 4.16, 0);
	assert_near(s->bus[1].nominal_hz, 50, 0);
	assert_int_equal(s->feed_count, 1);
	assert_int_equal(s->feed[0].bus, 1);
	assert_near(s->feed[0].limit_mw, 8, 0);
	assert_near(s->feed[0].trip_mw, 11, 0);
	assert_near(s->feed[0].trip_s, 10, 0);
	assert_near(s->feed[0].import_min_mw, -1, 0);
	assert_int_equal(s->feed[0].promise_count, 2);
	assert_near(s->feed[0].promise[0].limit_mw, 50, 0); /* by time */
	assert_int_equal(s->feed[0].promise[1].t_ms, INT64_C(1735624800000));
	assert_int_equal(s->gen_count, 2);
	assert_string_equal(s->gen[0].id, "G02"); /* as they stand */
	assert_int_equal(s->gen[1].bus, 1);
	assert_near(s->gen[0].rated_kw + s->gen[0].min_pct + s->gen[0].block_pct + s->gen[0].ramp_kw_s + s->gen[0].start_s, 2539, 1e-9);
	assert_near(s->gen[0].droop_pct + s->gen[0].h_s + s->gen[0].mva + s->gen[0].tg_s + s->gen[0].te_s, 8.76, 1e-9);
	assert_near(s->gen[0].u_hz + s->gen[0].u_s, 57.2, 1e-9);
	assert_int_equal(s->tie_count, 1);
	assert_int_equal(s->tie[0].bus_a, 1);
	assert_int_equal(s->tie[0].bus_b, 0);
	assert_string_equal(s->store[0].id, "B1");
	assert_near(s->store[0].mwh, 20, 0);
}

static void check_plans(const struct site *s) {
	assert_true(s->gpu.present && s->training.present);
	assert_near(s->gpu.tdp_w + s->gpu.cap_min_w + s->gpu.idle_w + s->gpu.ready_w + s->gpu.train_w + s->gpu.stall_w, 1796, 0);
	assert_near(s->gpu.overhead_w + s->gpu.network_pct + s->gpu.pue + s->gpu.cool_s, 709.26, 1e-9);
	assert_int_equal(s->array_count, 196);
	assert_string_equal(s->training.name, "Grok 3");
	assert_int_equal(s->training.start_ms, INT64_C(1721640000000));
	assert_near(s->training.gpus_needed, 32000, 0);
	assert_int_equal(s->policy.stance, STANCE_N1_FEED);
	assert_int_equal(s->policy.shed, SHED_BREAKER);
	assert_near(s->policy.reserve_mw + s->policy.cap_s + s->policy.breaker_s, 18.3, 1e-9);
	assert_int_equal(s->policy.stage_count, 2);
	assert_near(s->policy.stage[1].hz, 58.5, 0);
	assert_near(s->policy.stage[1].pct, 10, 0);
}

static void check_rules(const struct site *s) {
	assert_int_equal(s->rule_count, 4);
	const struct alarm_rule *r = s->rule;
	assert_string_equal(r[0].limit_key, "limit_mw");
	assert_true(isnan(r[0].limit) && r[0].op == OP_GT && r[0].priority == PRIORITY_HIGH);
	assert_near(r[0].limit_scale + r[0].deadband + r[0].on_s + r[0].off_s, 13.3, 1e-9);
	assert_string_equal(r[0].text, "import over contract");
	assert_string_equal(r[0].group, "intertie");
	assert_true(!r[0].suppress && r[3].suppress && !r[1].group[0]);
	assert_true(r[1].op == OP_LE && r[1].limit == 59.5 && r[1].priority == PRIORITY_LOW && r[1].limit_scale == 1 && r[1].on_s == 0);
	assert_true(r[2].op == OP_EQ && r[2].priority == PRIORITY_MEDIUM);
	assert_string_equal(r[2].limit_key, "tripped");
	assert_true(r[3].op == OP_QUALITY && isnan(r[3].limit) && r[3].limit_key[0] == '\0');
}

static void check_whole(const struct site *s) {
	assert_string_equal(s->name, "Memphis bring-up");
	assert_string_equal(s->about, "a night");
	assert_string_equal(s->tz_name, "America/Chicago");
	assert_string_equal(tz_name(s->tz), "America/Chicago");
	assert_near(s->period_s, 2, 0);
	assert_int_equal(s->origin, ORIGIN_SIMULATED);
	assert_string_equal(s->origin_text, "memphis-bring-up seed 1");
	check_objects(s);
	check_plans(s);
	check_rules(s);
}

static void test_every_key(void **state) {
	(void)state;
	struct site *s = read_good(WHOLE);
	check_whole(s);
	site_free(s);
}

/* A site made by hand is written from its fields; what is read back is the same site. */
static void test_written_from_fields(void **state) {
	(void)state;
	struct site *s = read_good(WHOLE);
	assert_null(s->json);
	struct buf out = { 0 }, again = { 0 };
	line_write_site(&out, s);
	site_free(s);
	s = read_good(out.data);
	check_whole(s);
	line_write_site(&again, s);
	assert_string_equal(out.data, again.data);
	assert_ptr_equal(strchr(out.data, '\n'), out.data + out.len - 1);
	site_free(s);
	buf_free(&out);
	buf_free(&again);
}

static void test_defaults(void **state) {
	(void)state;
	struct site *s = read_good("{\"schema\":\"mwtop/1\",\"bus\":{\"A\":{}},\"gen\":{\"G1\":{\"rated_kw\":null}},\"feed\":{\"F\":{}},\"gpu\":null,\"tz\":\"No/Where\"}");
	struct site_gen gen = site_gen_default();
	assert_near(s->period_s, 1, 0);
	assert_near(s->gen[0].rated_kw, gen.rated_kw, 0);
	assert_near(s->gen[0].droop_pct, gen.droop_pct, 0);
	assert_int_equal(s->gen[0].bus, 0); /* the only one */
	assert_true(isnan(s->feed[0].limit_mw) && isnan(s->feed[0].trip_mw));
	assert_near(s->bus[0].nominal_hz, 60, 0);
	assert_true(!s->gpu.present && !s->training.present && s->array_count == 0 && s->rule_count == 0);
	assert_int_equal(s->training.start_ms, TIME_NONE);
	assert_ptr_equal(s->tz, tz_utc()); /* the name is kept, the times are UTC */
	assert_string_equal(s->tz_name, "No/Where");
	site_free(s);
	s = read_good("{\"schema\":\"mwtop/1\",\"gpu\":{\"model\":\"B200\",\"cap_min_w\":300}}");
	assert_near(s->gpu.tdp_w, 1000, 0);
	assert_near(s->gpu.cap_min_w, 300, 0);
	assert_int_equal(s->bus_count + s->feed_count + s->gen_count, 0);
	site_free(s);
}

static void test_texts_are_clean(void **state) {
	(void)state;
	struct site *s = read_good("{\"schema\":\"mwtop/1\",\"name\":\"a\\u001b[31mb\\u202ec\xff\xff\",\"alarms\":[{\"id\":\"x\\n\",\"value\":\"v\",\"op\":\"is\"}]}");
	assert_string_equal(s->name, "a?[31mb?c??");
	assert_string_equal(s->rule[0].id, "x?");
	site_free(s);
	struct buf text = { 0 };
	buf_puts(&text, "{\"schema\":\"mwtop/1\",\"name\":\"");
	for (int i = 0; i < 200; i++)
		buf_puts(&text, "\xc3\xa9");
	buf_puts(&text, "\"}");
	s = read_good(text.data);
	assert_int_equal(strlen(s->name), sizeof s->name - 1 - (sizeof s->name - 1) % 2); /* cut between characters */
	site_free(s);
	buf_free(&text);
}

static void test_last_of_doubled_keys(void **state) {
	(void)state;
	struct site *s = read_good("{\"schema\":\"mwtop/1\",\"name\":\"a\",\"bus\":{\"X\":{}},\"bus\":{\"A\":{\"nominal_kv\":1,\"nominal_kv\":2}},\"name\":\"b\"}");
	assert_string_equal(s->name, "b");
	assert_int_equal(s->bus_count, 1);
	assert_string_equal(s->bus[0].id, "A");
	assert_near(s->bus[0].nominal_kv, 2, 0);
	site_free(s);
}

/* '@' marks the column that is to be named; it is taken out before reading. */
static void test_refused(void **state) {
	(void)state;
	static const struct { const char *text, *why; } rows[] = {
		{ "{\"schema\":@\"mwtop/2\"}", "schema: written by a newer mwtop" },
		{ "{\"schema\":@\"other/1\"}", "schema: not known" },
		{ "{\"schema\":@\"mwtop/x\"}", "schema: not known" },
		{ "@{\"name\":\"x\"}", "schema: expected" },
		{ "{\"schema\":@1}", "schema: expected" },
		{ "{\"schema\":\"mwtop/1\",\"name\":@5}", "name: expected text" },
		{ "{\"schema\":\"mwtop/1\",\"period_s\":@0}", "period_s: must lie between" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":@[]}", "bus: expected an object" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":{\"A\":@1}}", "bus.A: expected an object" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":{\"A B\":@{}}}", "bus.A B: an id has" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":@{\"\":{}}}", "bus: an id has" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":{\"aaaaaaaaaabbbbbbbbbbcccc\":@{}}}", "an id has" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":{\"A\":{},\"A\":@{}}}", "bus.A: stands twice" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":{\"A\":{\"nominal_kv\":@-1}}}", "bus.A.nominal_kv: must lie between 0 and" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":{\"A\":{\"nominal_hz\":@0}}}", "bus.A.nominal_hz: must be above 0" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":{\"A\":{}},\"gen\":{\"G02\":{},\"G03\":{\"rated_kw\":@\"x\"}}}", "gen.G03.rated_kw: expected a number" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":{\"A\":{}},\"gen\":{\"G03\":{\"rated_kw\":@1e999}}}", "gen.G03.rated_kw: must lie" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":{\"A\":{}},\"gen\":{\"G03\":{\"bus\":@\"B\"}}}", "gen.G03.bus: no such bus" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":{\"A\":{}},\"gen\":{\"G03\":{\"bus\":@7}}}", "gen.G03.bus: expected the name" },
		{ "{\"schema\":\"mwtop/1\",\"gen\":{\"G03\":@{}}}", "gen.G03.bus: not given" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":{\"A\":{},\"B\":{}},\"feed\":{\"F\":@{}}}", "feed.F.bus: not given" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":{\"A\":{}},\"feed\":{\"F\":{\"promise\":@{}}}}", "feed.F.promise: expected a list" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":{\"A\":{}},\"feed\":{\"F\":{\"promise\":[{\"t\":@\"soon\",\"limit_mw\":1}]}}}", "feed.F.promise.1.t: expected a time" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":{\"A\":{}},\"feed\":{\"F\":{\"promise\":[@{\"t\":\"2024-08-01T05:00:00Z\"}]}}}", "promise.1.limit_mw" },
		{ "{\"schema\":\"mwtop/1\",\"bus\":{\"A\":{}},\"tie\":{\"T\":{\"a\":\"A\",\"b\":@\"A\"}}}", "tie.T.b: a tie joins" },
		{ "{\"schema\":\"mwtop/1\",\"gpu\":{\"pue\":@0.5}}", "gpu.pue: must lie between 1" },
		{ "{\"schema\":\"mwtop/1\",\"gpu\":{\"installed\":1000000000,\"array\":@1}}", "gpu.array: makes more than 4096" },
		{ "{\"schema\":\"mwtop/1\",\"gpu\":{\"tdp_w\":100,\"cap_min_w\":@200}}", "gpu.cap_min_w: is above tdp_w" },
		{ "{\"schema\":\"mwtop/1\",\"training\":{\"start\":@\"2024-07-22\"}}", "training.start: expected a time" },
		{ "{\"schema\":\"mwtop/1\",\"policy\":{\"stance\":@\"n2\"}}", "policy.stance: expected one of: n0 n1-set n1-feed" },
		{ "{\"schema\":\"mwtop/1\",\"policy\":{\"stages\":[[59,5],@[1]]}}", "policy.stages.2: expected [Hz, percent]" },
		{ "{\"schema\":\"mwtop/1\",\"policy\":{\"stages\":[[59,@101]]}}", "policy.stages.1.2: must lie" },
		{ "{\"schema\":\"mwtop/1\",\"origin\":{\"kind\":@\"invented\"}}", "origin.kind: expected one of: measured" },
		{ "{\"schema\":\"mwtop/1\",\"alarms\":[@5]}", "alarms.1: expected an object" },
		{ "{\"schema\":\"mwtop/1\",\"alarms\":[@{\"id\":\"a\",\"value\":\"x\",\"limit\":1}]}", "alarms.1.op: a rule needs" },
		{ "{\"schema\":\"mwtop/1\",\"alarms\":[{\"id\":\"a\",\"value\":\"x\",\"op\":@\"~\",\"limit\":1}]}", "alarms.1.op: expected one of: > >=" },
		{ "{\"schema\":\"mwtop/1\",\"alarms\":[@{\"id\":\"a\",\"value\":\"x\",\"op\":\">\"}]}", "alarms.1.limit: a rule needs" },
		{ "{\"schema\":\"mwtop/1\",\"alarms\":[{\"id\":\"a\",\"value\":\"x\",\"op\":\"is\"},{\"id\":@\"a\",\"value\":\"x\",\"op\":\"is\"}]}", "alarms.2.id: stands twice" },
		{ "{\"schema\":\"mwtop/1\",\"alarms\":[{\"id\":\"a\",\"value\":\"x\",\"op\":\"is\",\"suppress\":@1}]}", "alarms.1.suppress: expected true or false" },
		{ "{\"schema\":\"mwtop/1\",\"alarms\":[{\"id\":\"a\",\"value\":\"x\",\"op\":\"is\",\"group\":@1}]}", "alarms.1.group: expected text" },
		{ "{\"site\":{\"schema\":\"mwtop/1\",\"gpu\":{\"pue\":@\"x\"}}}", "gpu.pue: expected a number" },
		{ "{\"site\":@[]}", "site: expected an object" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[300];
		struct error err = { "" };
		size_t place = strcspn(rows[i].text, "@"), column = 0;
		snprintf(text, sizeof text, "%.*s%s", (int)place, rows[i].text, rows[i].text + place + 1);
		struct site *site = line_site_read(text, strlen(text), &err, &column);
		if (site != NULL || strstr(err.text, rows[i].why) == NULL || column != place + 1)
			fail_msg("%s: column %zu: %s; expected column %zu: %s", text, column, err.text, place + 1, rows[i].why);
	}
}

/* As many objects of a class as there may be, and one more. */
static void test_counts(void **state) {
	(void)state;
	static const struct { const char *class, *inner, *bus; size_t most; } rows[] = {
		{ "bus", "{}", "", SITE_BUS_MAX }, { "feed", "{}", "\"bus\":{\"A\":{}},", SITE_FEED_MAX }, { "gen", "{}", "\"bus\":{\"A\":{}},", SITE_GEN_MAX },
		{ "store", "{}", "\"bus\":{\"A\":{}},", SITE_STORE_MAX }, { "tie", "{\"a\":\"A\",\"b\":\"B\"}", "\"bus\":{\"A\":{},\"B\":{}},", SITE_TIE_MAX },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (size_t count = rows[i].most; count <= rows[i].most + 1; count++) {
			struct buf text = { 0 };
			struct error err = { "" };
			size_t column;
			buf_printf(&text, "{\"schema\":\"mwtop/1\",%s\"%s\":{", rows[i].bus, rows[i].class);
			for (size_t n = 0; n < count; n++)
				buf_printf(&text, "%s\"x%zu\":%s", n ? "," : "", n, rows[i].inner);
			buf_puts(&text, "}}");
			struct site *site = line_site_read(text.data, text.len, &err, &column);
			assert_int_equal(site != NULL, count == rows[i].most);
			if (site == NULL && strstr(err.text, ": more than ") == NULL)
				fail_msg("%s", err.text);
			site_free(site);
			buf_free(&text);
		}
}

static void test_parse_site(void **state) {
	(void)state;
	struct error err = { "" };
	struct buf out = { 0 };
	static const char pretty[] = "{\n  \"schema\": \"mwtop/1\",\n  \"name\": \"two  words \\\" {\",\n\t\"period_s\": 2\n}\n";
	struct site *site = line_parse_site(pretty, sizeof pretty - 1, &err);
	assert_non_null(site);
	line_write_site(&out, site);
	assert_string_equal(out.data, "{\"site\":{\"schema\":\"mwtop/1\",\"name\":\"two  words \\\" {\",\"period_s\":2}}\n");
	site_free(site);
	buf_clear(&out);
	site = line_parse_site(WHOLE, sizeof WHOLE - 1, &err); /* already a line: byte for byte */
	line_write_site(&out, site);
	assert_string_equal(out.data, WHOLE "\n");
	site_free(site);
	buf_free(&out);
	static const char bad[] = "{\n  \"schema\": \"mwtop/1\"\n  \"name\": \"x\"}";
	assert_null(line_parse_site(bad, sizeof bad - 1, &err));
	assert_string_equal(err.text, "line 3, column 3: expected ',' or '}'");
	static const char wrong[] = "{\n  \"schema\": \"mwtop/1\",\n  \"gpu\": {\"pue\": true}}";
	assert_null(line_parse_site(wrong, sizeof wrong - 1, &err));
	assert_string_equal(err.text, "line 3, column 18: gpu.pue: expected a number");
	assert_null(line_parse_site("[]", 2, &err));
	assert_null(line_parse_site("", 0, &err));
	assert_null(line_parse_site("{\"schema\":\"mwtop/1\",\"period_s\":NaN}", 36, &err));
	assert_non_null(strstr(err.text, "column 32"));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_key), cmocka_unit_test(test_written_from_fields), cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_texts_are_clean), cmocka_unit_test(test_last_of_doubled_keys), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_counts), cmocka_unit_test(test_parse_site),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
