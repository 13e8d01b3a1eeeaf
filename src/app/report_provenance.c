/* Where the data came from: the source, its origin in words, how fine it is, what was wrong with it, and what is computed here. */
#include "report_parts.h"

#include <stdio.h>

static void add_term(struct buf *out, const char *term) {
	buf_printf(out, "<tr><th scope=\"row\">%s</th><td class=\"t\">", term);
}

static void add_count(struct buf *out, const char *term, uint64_t count) {
	add_term(out, term);
	buf_printf(out, "%llu</td></tr>\n", (unsigned long long)count);
}

static void add_origin(const struct report *r, struct buf *out) {
	static const char *const meaning[ORIGIN_COUNT] = {
		[ORIGIN_MEASURED] = "read from meters and controllers", [ORIGIN_IMPORTED] = "measured elsewhere, and brought into this form",
		[ORIGIN_SIMULATED] = "made by a model from a script: nothing in it was measured", [ORIGIN_COMPUTED] = "computed by a what-if: nothing in it was measured",
	};
	add_term(out, "Origin");
	for (int i = 0; i < ORIGIN_COUNT; i++)
		if (r->origins[i])
			buf_printf(out, "<span class=\"origin\">%s</span> %s. ", origin_words[i], meaning[i]);
	html_text(out, r->site->origin_text);
	buf_puts(out, "</td></tr>\n");
}

static void add_fineness(const struct report *r, struct buf *out) {
	add_term(out, "Samples");
	buf_printf(out, "%llu, one in ", (unsigned long long)r->frames);
	html_duration(out, r->site->period_s);
	if (r->longest_window_s > 0)
		buf_printf(out, "; some are windows of %g to %g s with their last values", r->shortest_window_s, r->longest_window_s);
	buf_puts(out, "</td></tr>\n");
}

static void add_damage(const struct report *r, struct buf *out) {
	add_count(out, "Events", r->events);
	add_term(out, "Gaps");
	buf_printf(out, "%llu", (unsigned long long)r->gaps);
	if (r->gaps) {
		buf_puts(out, "; the longest ");
		html_duration(out, (double)r->longest_gap_ms / 1000);
		buf_puts(out, " after ");
		html_time(out, r->site, r->longest_gap_at_ms, false, true);
	}
	buf_puts(out, "</td></tr>\n");
	add_count(out, "Values that are stale", r->marked[QUALITY_STALE]);
	add_count(out, "Values that are bad", r->marked[QUALITY_BAD]);
	add_count(out, "Lines out of the order of time, left out", r->misordered);
	add_count(out, "Lines that stand twice, left out", r->doubled);
	add_count(out, "Lines that cannot be read, left out", r->bad);
	if (r->other_layout)
		add_count(out, "Samples of a site with other objects, left out of all figures but counts", r->other_layout);
}

void report_provenance(const struct report *r, const struct report_request *request, struct buf *out) {
	static const char *const headings[] = { "What", "", NULL };
	html_section(out, "data", "Where the data came from");
	html_table(out, "Data of this report", headings);
	add_term(out, "Source");
	html_text(out, request->source);
	buf_puts(out, "</td></tr>\n");
	add_origin(r, out);
	if (request->scenario) {
		add_term(out, "Scenario");
		html_text(out, request->scenario);
		buf_puts(out, ": <span class=\"origin\">computed</span> from this source by a model, nothing of it was measured (<a href=\"#scenario\">what it says</a>)</td></tr>\n");
	}
	add_term(out, "Range");
	html_time(out, r->site, r->from_ms, false, true);
	buf_puts(out, " to ");
	html_time(out, r->site, r->to_ms, false, true);
	buf_puts(out, ", both included</td></tr>\n");
	add_term(out, "Time zone");
	html_text(out, tz_name(r->site->tz));
	buf_puts(out, "; beside it UTC (Z)</td></tr>\n");
	add_fineness(r, out);
	add_damage(r, out);
	html_table_end(out);
	buf_puts(out, "<p class=\"note\">≥ marks a sum of which a member is missing. No data, stale, bad and zero are four things; a gap stays a gap. Margins, sums and "
	              "statistics are computed from the readings by mwtop " MWTOP_VERSION ", which commands nothing.</p>\n");
	html_section_end(out);
}
