/* Sentinels, nulls, words and wrong types become the right quality; marks do what "q" says. */
#include "line_value.h"

#include <string.h>

#include "line_samples.h"
#include "support.h"

struct row {
	enum metric_id id;
	enum json_kind kind;
	const char *text;
	enum quality quality;
	double value;
};

static void test_scalars(void **state) {
	(void)state;
	static const struct row rows[] = {
		{ M_GEN_KW, JSON_NUMBER, "1746", QUALITY_GOOD, 1746 },
		{ M_GEN_KW, JSON_NUMBER, "0", QUALITY_GOOD, 0 },
		{ M_GEN_KW, JSON_NUMBER, "65530", QUALITY_GOOD, 65530 },
		{ M_GEN_KW, JSON_NUMBER, "65531", QUALITY_BAD, 0 },
		{ M_GEN_KW, JSON_NUMBER, "65533.5", QUALITY_GOOD, 65533.5 },
		{ M_GEN_KW, JSON_NUMBER, "65535", QUALITY_BAD, 0 },
		{ M_GEN_KW, JSON_NUMBER, "65536", QUALITY_GOOD, 65536 },
		{ M_GEN_KW, JSON_NUMBER, "32767", QUALITY_GOOD, 32767 },
		{ M_GEN_KW, JSON_NUMBER, "32768", QUALITY_BAD, 0 },
		{ M_GEN_KW, JSON_NUMBER, "-32768", QUALITY_BAD, 0 },
		{ M_GEN_KW, JSON_NUMBER, "-32768.0", QUALITY_BAD, 0 },
		{ M_GPU_ONLINE, JSON_NUMBER, "65535", QUALITY_GOOD, 65535 },
		{ M_GPU_ONLINE, JSON_NUMBER, "32768", QUALITY_GOOD, 32768 },
		{ M_GPU_ONLINE, JSON_NUMBER, "9223372036854775794", QUALITY_BAD, 0 },
		{ M_GPU_ONLINE, JSON_NUMBER, "9223372036854775792", QUALITY_BAD, 0 },
		{ M_GPU_ONLINE, JSON_NUMBER, "-9.3e18", QUALITY_BAD, 0 },
		{ M_GPU_ONLINE, JSON_NUMBER, "2147483632", QUALITY_BAD, 0 },
		{ M_GPU_ONLINE, JSON_NUMBER, "2147483631", QUALITY_GOOD, 2147483631.0 },
		{ M_GPU_ONLINE, JSON_NUMBER, "140737488355328", QUALITY_BAD, 0 },
		{ M_GPU_ONLINE, JSON_NUMBER, "1e400", QUALITY_BAD, 0 },
		{ M_GPU_ONLINE, JSON_NAN, "NaN", QUALITY_BAD, 0 },
		{ M_GPU_ONLINE, JSON_NAN, "-Infinity", QUALITY_BAD, 0 },
		{ M_GPU_ONLINE, JSON_STRING, "NaN", QUALITY_BAD, 0 },
		{ M_GPU_ONLINE, JSON_STRING, "", QUALITY_BAD, 0 },
		{ M_GPU_ONLINE, JSON_STRING, "12", QUALITY_BAD, 0 },
		{ M_GPU_ONLINE, JSON_TRUE, "true", QUALITY_BAD, 0 },
		{ M_GPU_ONLINE, JSON_NULL, "null", QUALITY_MISSING, 0 },
		{ M_GEN_STATE, JSON_STRING, "stopped", QUALITY_GOOD, GEN_STOPPED },
		{ M_GEN_STATE, JSON_STRING, "out_of_service", QUALITY_GOOD, GEN_OUT_OF_SERVICE },
		{ M_GEN_STATE, JSON_STRING, "l\\u006faded", QUALITY_GOOD, GEN_LOADED },
		{ M_GEN_STATE, JSON_STRING, "Loaded", QUALITY_BAD, 0 },
		{ M_GEN_STATE, JSON_STRING, "load", QUALITY_BAD, 0 },
		{ M_GEN_STATE, JSON_STRING, "", QUALITY_BAD, 0 },
		{ M_GEN_STATE, JSON_STRING, "a very long word that is no state of any engine at all", QUALITY_BAD, 0 },
		{ M_GEN_STATE, JSON_NUMBER, "4", QUALITY_BAD, 0 },
		{ M_GEN_STATE, JSON_NULL, "null", QUALITY_MISSING, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double value = 77;
		enum quality quality = line_value_scalar(metric_at(rows[i].id), rows[i].kind, rows[i].text, strlen(rows[i].text), &value);
		bool right = rows[i].quality == QUALITY_GOOD ? value == rows[i].value : isnan(value);
		if (quality != rows[i].quality || !right)
			fail_msg("%s %s: %s %g", metric_at(rows[i].id)->key, rows[i].text, quality_words[quality], value);
	}
}

static void test_marks(void **state) {
	(void)state;
	struct site *site = sample_site(1);
	struct frame f;
	frame_init(&f);
	frame_reset(&f, site, 1000);
	size_t kw = site_column(site, M_GEN_KW, 0);
	frame_set(&f, M_GEN_KW, 0, 5);
	line_value_mark(&f, kw, QUALITY_STALE, 400);
	assert_true(f.value[kw] == 5 && f.quality[kw] == QUALITY_STALE && f.since_ms[kw] == 400);
	line_value_mark(&f, kw, QUALITY_BAD, 400);
	assert_true(isnan(f.value[kw]) && f.quality[kw] == QUALITY_BAD && f.since_ms[kw] == TIME_NONE);
	line_value_mark(&f, kw, QUALITY_STALE, 400); /* nothing was ever read */
	assert_true(isnan(f.value[kw]) && f.quality[kw] == QUALITY_MISSING && f.since_ms[kw] == TIME_NONE);
	frame_free(&f);
	site_free(site);
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_scalars), cmocka_unit_test(test_marks) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
