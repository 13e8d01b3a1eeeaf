/* Sites and lines that the tests of src/line share. */
#ifndef MWTOP_TEST_LINE_SAMPLES_H
#define MWTOP_TEST_LINE_SAMPLES_H

#include <stdlib.h>
#include <string.h>

#include "line.h"
#include "random.h"
#include "support.h"

/* Two buses, a tie, a battery, two feeds, `sets` sets (G001 ..) and five arrays of GPUs. */
static inline struct site *sample_site(size_t sets) {
	struct buf text = { 0 };
	struct error err = { "" };
	buf_puts(&text, "{\"schema\":\"mwtop/1\",\"name\":\"Sample\",\"bus\":{\"A\":{\"nominal_kv\":13.8,\"nominal_hz\":60},\"B\":{\"nominal_kv\":4.16}},"
	                "\"feed\":{\"TVA\":{\"bus\":\"A\",\"limit_mw\":8},\"F-2\":{\"bus\":\"B\"}},\"tie\":{\"T1\":{\"a\":\"A\",\"b\":\"B\"}},"
	                "\"store\":{\"B1\":{\"bus\":\"A\",\"mw\":2,\"mwh\":4}},\"gpu\":{\"installed\":2400,\"array\":512},\"gen\":{");
	for (size_t i = 1; i <= sets; i++)
		buf_printf(&text, "%s\"G%03zu\":{\"bus\":\"%s\"}", i > 1 ? "," : "", i, i % 2 ? "A" : "B");
	buf_puts(&text, "}}");
	struct site *site = line_parse_site(text.data, text.len, &err);
	if (site == NULL)
		fail_msg("the sample site: %s", err.text);
	buf_free(&text);
	return site;
}

/* A reading such as comes from the field, with as many decimals as happen to be there. */
static inline double sample_value(struct random *r, const struct metric *m) {
	if (m->kind == METRIC_LABEL) {
		uint64_t words = 0;
		while (m->words[words] != NULL)
			words++;
		return (double)(random_next(r) % words);
	}
	static const double scale[] = { 1, 10, 100, 1000 };
	static const double reach[] = { 3, 30, 300, 3000, 30000 };
	double value = random_normal(r) * reach[random_next(r) % 5], s = scale[random_next(r) % 4];
	return floor(value * s) / s + 0.0;
}

/* Readings of all kinds: about a fifth missing, some stale and bad. Leaves the site's rules out of play (no bus is dead). */
static inline void sample_frame(struct frame *f, const struct site *site, struct random *r, int64_t t_ms) {
	frame_reset(f, site, t_ms);
	for (size_t c = 0; c < site->column_count; c++) {
		enum metric_id id;
		size_t object;
		site_column_parts(site, c, &id, &object);
		uint64_t dice = random_next(r) % 100;
		if (dice < 20)
			continue;
		frame_set(f, id, object, sample_value(r, metric_at(id)));
		if (dice >= 94)
			frame_mark(f, id, object, dice >= 97 ? QUALITY_BAD : QUALITY_STALE, dice % 2 ? TIME_NONE : t_ms - 14000);
	}
	for (size_t bus = 0; bus < site->bus_count; bus++)
		frame_set(f, M_BUS_KV, bus, site->bus[bus].nominal_kv);
}

/* Bit by bit; NaN is NaN. */
static inline bool values_same(double a, double b) {
	return isnan(a) ? isnan(b) : memcmp(&a, &b, sizeof a) == 0;
}

/* Fails unless both are the same, bit by bit. */
static inline void assert_frames_same(const struct frame *a, const struct frame *b) {
	assert_int_equal(a->t_ms, b->t_ms);
	assert_int_equal(a->count, b->count);
	assert_memory_equal(&a->window_s, &b->window_s, sizeof a->window_s);
	assert_int_equal(a->ranged, b->ranged);
	for (size_t c = 0; c < a->count; c++) {
		char key[80];
		if (a->ranged && (!values_same(a->low[c], b->low[c]) || !values_same(a->high[c], b->high[c])))
			fail_msg("%s: from %.17g to %.17g, and from %.17g to %.17g", site_column_key(a->site, c, key, sizeof key), a->low[c], a->high[c],
			         b->low[c], b->high[c]);
		if (!values_same(a->value[c], b->value[c]) || a->quality[c] != b->quality[c] || a->since_ms[c] != b->since_ms[c])
			fail_msg("%s: %.17g %s since %lld, and %.17g %s since %lld", site_column_key(a->site, c, key, sizeof key), a->value[c],
			         quality_words[a->quality[c]], (long long)a->since_ms[c], b->value[c], quality_words[b->quality[c]],
			         (long long)b->since_ms[c]);
	}
}

#endif
