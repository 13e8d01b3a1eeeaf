/* Timeline and trends as pictures. What a recording does not hold has no picture; that is said below them. */
#include "report_parts.h"

#include <stdio.h>
#include <string.h>

#define NEAR_MS 5000  /* what is closer to a mark than that is not marked again */
#define NEAR_RELAY_SHARE 0.01
#define SMALL_MOST 48 /* sets with a small picture of their own */

struct chart report_chart_of(const struct report *r, const char *title, const char *unit, int decimals, const char *origin) {
	static const char *const numbers[REPORT_LOSSES] = { "1", "2", "3", "4", "5", "6" };
	struct chart c = { .title = title, .unit = unit, .decimals = decimals, .from_ms = r->from_ms, .to_ms = r->to_ms, .site = r->site, .origin = origin };
	for (size_t i = 0; i < r->told_count; i++)
		c.mark[c.mark_count++] = (struct chart_mark){ r->told[i]->t_ms, numbers[i] };
	return c;
}

static const struct history *history_of(const struct report *r) { return session_world(r->session)->history; }

static long series(const struct report *r, const char *key) {
	const struct history *h = history_of(r);
	return h ? history_series_find(h, key) : -1;
}

/* Besides the losses: raises of high priority that are none of them, and the start of the training. */
static void add_moments(const struct report *r, struct chart *c) {
	int64_t last_ms = TIME_NONE, start_ms = r->site->training.present ? r->site->training.start_ms : TIME_NONE;
	size_t losses = c->mark_count;
	if (start_ms != TIME_NONE && start_ms >= r->from_ms && start_ms <= r->to_ms && c->mark_count < CHART_MARKS)
		c->mark[c->mark_count++] = (struct chart_mark){ start_ms, "T" };
	for (size_t i = 0; i < r->entry_count && c->mark_count < CHART_MARKS; i++) {
		const struct alarms_entry *e = &r->entry[i];
		bool told = e->priority != PRIORITY_HIGH || e->state != EVENT_RAISE || (last_ms != TIME_NONE && e->t_ms - last_ms < NEAR_MS);
		for (size_t k = 0; k < losses && !told; k++)
			told = e->t_ms > c->mark[k].t_ms - NEAR_MS && e->t_ms < c->mark[k].t_ms + NEAR_MS;
		if (!told)
			c->mark[c->mark_count++] = (struct chart_mark){ last_ms = e->t_ms, "✖" };
	}
}

static bool draw_timeline(const struct report *r, const char *origin, struct buf *out) {
	struct chart c = report_chart_of(r, "Load and what carries it", "MW", 2, origin);
	c.tall = c.zero = true;
	add_moments(r, &c);
	chart_add_line(&c, "load", history_of(r), series(r, "load_mw"));
	chart_add_line(&c, "on line (contracts and loaded sets)", history_of(r), series(r, "online_mw"));
	if (c.line_count > 0)
		c.line[c.line_count - 1].at_least = history_keeps_bounds(D_ONLINE_MW) && r->close.online_incomplete > 0;
	chart_add_line(&c, "generators", history_of(r), series(r, "gen_mw"));
	return report_chart(out, &c);
}

/* The lowest and highest contract within the range: one line when it did not change. */
static void add_contract(const struct report *r, size_t feed, struct chart *c) {
	size_t column = site_column(r->site, M_FEED_LIMIT_MW, feed);
	double low = r->low[column], high = r->high[column];
	if (isnan(low))
		low = high = r->site->feed[feed].limit_mw;
	chart_add_limit(c, high > low ? "contract, highest" : "contract", high);
	if (high > low)
		chart_add_limit(c, "contract, lowest", low);
}

static size_t draw_feeds(const struct report *r, const char *origin, struct buf *out) {
	size_t drawn = 0;
	for (size_t i = 0; i < r->site->feed_count; i++) {
		char key[64], title[64];
		snprintf(key, sizeof key, "feed.%s.mw", r->site->feed[i].id);
		snprintf(title, sizeof title, "Feed %s, import positive", r->site->feed[i].id);
		struct chart c = report_chart_of(r, title, "MW", 2, origin);
		chart_add_line(&c, "import", history_of(r), series(r, key));
		add_contract(r, i, &c);
		drawn += report_chart(out, &c);
	}
	return drawn;
}

/* Where the first set of the bus leaves (81U), once the frequency has come anywhere near. */
static void add_relay(const struct report *r, size_t b, struct chart *c) {
	double nominal = r->site->bus[b].nominal_hz, first_hz = report_relay_hz(r, b, NULL);
	if (nominal - r->close.bus[b].lowest_hz.value >= NEAR_RELAY_SHARE * nominal)
		chart_add_limit(c, "sets leave (81U)", first_hz);
}

static size_t draw_buses(const struct report *r, const char *origin, struct buf *out) {
	static const struct { const char *key, *name, *unit; } kinds[] = { { "hz", "frequency", "Hz" }, { "kv", "voltage", "kV" } };
	size_t drawn = 0;
	for (size_t b = 0; b < r->site->bus_count; b++)
		for (size_t k = 0; k < 2; k++) {
			char key[64], title[64];
			snprintf(key, sizeof key, "bus.%s.%s", r->site->bus[b].id, kinds[k].key);
			snprintf(title, sizeof title, "Bus %s, %s", r->site->bus[b].id, kinds[k].name);
			struct chart c = report_chart_of(r, title, kinds[k].unit, 2, origin);
			chart_add_line(&c, kinds[k].name, history_of(r), series(r, key));
			const struct bus_close *close = &r->close.bus[b];
			if (k == 0)
				add_relay(r, b, &c);
			if (k == 0 && close->dying && c.line_count > 0) {
				c.line[0].fell_ms = close->lowest_hz.t_ms;
				c.line[0].fell_to = close->lowest_hz.value;
			}
			drawn += report_chart(out, &c);
		}
	return drawn;
}

static size_t draw_margins(const struct report *r, const char *origin, struct buf *out) {
	struct chart c = report_chart_of(r, "Headroom and N-1 margin", "MW", 2, origin);
	c.zero = true;
	chart_add_line(&c, "headroom", history_of(r), series(r, "headroom_mw"));
	chart_add_line(&c, "N-1 margin", history_of(r), series(r, "n1_mw"));
	return report_chart(out, &c);
}

static size_t draw_gpus(const struct report *r, const char *origin, struct buf *out) {
	struct chart c = report_chart_of(r, "GPUs online", "", 0, origin);
	c.zero = true;
	chart_add_line(&c, "online", history_of(r), series(r, "gpu.online"));
	return report_chart(out, &c);
}

static void draw_sets(const struct report *r, const char *origin, struct buf *out) {
	struct buf pictures = { 0 };
	size_t drawn = 0;
	for (size_t i = 0; i < r->site->gen_count && drawn < SMALL_MOST; i++) {
		char key[64];
		snprintf(key, sizeof key, "gen.%s.kw", r->site->gen[i].id);
		struct chart c = report_chart_of(r, r->site->gen[i].id, "kW", 0, origin);
		c.small = true;
		c.zero = true;
		chart_add_line(&c, "power", history_of(r), series(r, key));
		drawn += report_chart(&pictures, &c);
	}
	if (drawn) {
		buf_puts(out, "<h3>Each set</h3>\n<div class=\"smalls\">\n");
		buf_add(out, pictures.data, pictures.len);
		buf_puts(out, "</div>\n");
	}
	if (r->site->gen_count > SMALL_MOST)
		buf_printf(out, "<p class=\"note\">The first %d of %zu sets that report are shown.</p>\n", SMALL_MOST, r->site->gen_count);
	buf_free(&pictures);
}

void report_timeline(const struct report *r, struct buf *out) {
	char origin[64];
	struct buf charts = { 0 };
	report_origin(r, origin);
	html_section(out, "timeline", "Timeline and trends");
	bool timeline = draw_timeline(r, origin, out);
	size_t drawn = draw_feeds(r, origin, &charts) + draw_margins(r, origin, &charts) + draw_buses(r, origin, &charts) + draw_gpus(r, origin, &charts);
	if (drawn) {
		buf_puts(out, "<div class=\"charts\">\n");
		buf_add(out, charts.data, charts.len);
		buf_puts(out, "</div>\n");
	}
	buf_free(&charts);
	draw_sets(r, origin, out);
	if (!timeline)
		buf_puts(out, "<p class=\"none\">The load of the GPUs is not in this recording.</p>\n");
	buf_puts(out, "<p class=\"note\">Lines go from the lowest to the highest reading of each stretch; a grey ground has no reading that counts: a sum of which a member does not report is none, but for what is on line, which is at least (≥) what is drawn. Red lines: limits, the numbered losses (or the largest step of the load), on the timeline also ✖ raises of high priority, and T the planned start of the training.</p>\n");
	html_section_end(out);
}
