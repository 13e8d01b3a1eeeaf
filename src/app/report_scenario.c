/* The scenario's comparison: the same figures of the recorded frames and of those that the what-if makes of them, sample by sample over the range. */
#include "report_parts.h"

#include <stdio.h>
#include <string.h>

#include "scenario_file.h"
#include "whatif.h"

#define SLICE_MS 1000
#define EDITS_MOST 100
#define VIOLATIONS_MOST 40

struct comparison {
	const struct report *r;
	struct scenario *scenario; /* owned */
	struct whatif *whatif;     /* owned */
	struct closeness baseline, computed;
	uint64_t frames;
};

static bool load(struct comparison *c, const char *path, struct error *err) {
	struct time_context context;
	size_t count;
	session_time_context(c->r->session, true, &context);
	context.cursor_ms = c->r->from_ms;
	if (!scenario_file_load(c->scenario, path, c->r->site, &context, err))
		return error_prefix(err, "--scenario");
	const struct edit *edits = scenario_edits(c->scenario, &count);
	if (count == 0)
		return error_set(err, "--scenario %s: there is no edit in it", path);
	c->whatif = whatif_open(session_source(c->r->session), edits[0].at_ms);
	whatif_set_edits(c->whatif, edits, count);
	while (whatif_work(c->whatif, c->r->to_ms, SLICE_MS))
		continue;
	return true;
}

static void add_both(struct comparison *c, const struct frame *recorded, struct frame *frame, double seconds) {
	struct derived derived;
	if (recorded->site->column_count != c->r->site->column_count || !whatif_frame(c->whatif, recorded, frame))
		return;
	power_derive(recorded, NULL, &derived);
	closeness_add(&c->baseline, recorded, &derived, seconds);
	whatif_derive(c->whatif, frame, NULL, &derived);
	closeness_add(&c->computed, frame, &derived, seconds);
	c->frames++;
}

static void compare(struct comparison *c) {
	const struct report *r = c->r;
	struct scan_line line;
	struct frame frame;
	int64_t last_ms = TIME_NONE;
	struct source_scan *scan = source_scan_open(session_source(r->session), r->from_ms);
	frame_init(&frame);
	closeness_init(&c->baseline);
	closeness_init(&c->computed);
	while (source_scan_next(scan, &line) && (last_ms == TIME_NONE || last_ms < r->to_ms)) {
		if (line.kind != LINE_FRAME || line.doubled || line.misordered || line.t_ms < r->from_ms || (last_ms != TIME_NONE && line.t_ms <= last_ms))
			continue;
		double period_s = line.frame->window_s > line.frame->site->period_s ? line.frame->window_s : line.frame->site->period_s;
		double passed_s = last_ms == TIME_NONE || line.gap ? period_s : (double)(line.t_ms - last_ms) / 1000;
		last_ms = line.t_ms;
		if (line.t_ms <= r->to_ms)
			add_both(c, line.frame, &frame, passed_s);
	}
	source_scan_close(scan);
	frame_free(&frame);
}

static void add_figure(struct buf *out, const char *name, double before, double after, int decimals, const char *unit, bool is_signed) {
	if (isnan(before) && isnan(after))
		return;
	html_row_head(out, name);
	html_cell_value(out, before, decimals, is_signed, unit, false);
	html_cell_value(out, after, decimals, is_signed, unit, false);
	html_cell_value(out, after - before, decimals, true, unit, false);
	buf_puts(out, "</tr>\n");
}

static void add_buses(const struct comparison *c, struct buf *out) {
	char name[96];
	for (size_t b = 0; b < c->r->site->bus_count; b++) {
		const struct bus_close *x = &c->baseline.bus[b], *y = &c->computed.bus[b];
		snprintf(name, sizeof name, "lowest frequency, bus %s", c->r->site->bus[b].id);
		add_figure(out, name, x->held_hz.value, y->held_hz.value, 2, "Hz", false);
		snprintf(name, sizeof name, "highest frequency, bus %s", c->r->site->bus[b].id);
		add_figure(out, name, x->highest_hz.value, y->highest_hz.value, 2, "Hz", false);
		snprintf(name, sizeof name, "time as an island, bus %s", c->r->site->bus[b].id);
		add_figure(out, name, x->island_s, y->island_s, 1, "s", false);
		snprintf(name, sizeof name, "time dead, bus %s", c->r->site->bus[b].id);
		add_figure(out, name, x->dead_s, y->dead_s, 1, "s", false);
	}
}

static void add_feeds(const struct comparison *c, struct buf *out) {
	char name[96];
	for (size_t i = 0; i < c->r->site->feed_count; i++) {
		const struct feed_close *x = &c->baseline.feed[i], *y = &c->computed.feed[i];
		snprintf(name, sizeof name, "greatest import, %s", c->r->site->feed[i].id);
		add_figure(out, name, x->import_mw.value, y->import_mw.value, 2, "MW", true);
		snprintf(name, sizeof name, "time over the contract, %s", c->r->site->feed[i].id);
		add_figure(out, name, x->over.total_s, y->over.total_s, 1, "s", false);
	}
}

static void add_table(const struct comparison *c, struct buf *out) {
	static const char *const headings[] = { "Over the range", "#Recording", "#Scenario", "#Difference", NULL };
	const struct closeness *x = &c->baseline, *y = &c->computed;
	struct branch_totals totals;
	branch_totals(whatif_branch(c->whatif), &totals);
	html_table(out, "Recording and scenario", headings);
	add_figure(out, "least headroom", x->headroom.all.value, y->headroom.all.value, 2, "MW", true);
	add_figure(out, "least N-1 margin", x->n1.all.value, y->n1.all.value, 2, "MW", true);
	add_figure(out, "greatest load", x->load_most.value, y->load_most.value, 2, "MW", false);
	add_buses(c, out);
	add_feeds(c, out);
	add_figure(out, "energy of the load", x->load_mwh, y->load_mwh, 3, "MWh", false);
	add_figure(out, "energy imported", x->import_mwh, y->import_mwh, 3, "MWh", true);
	add_figure(out, "energy of the sets", x->gen_mwh, y->gen_mwh, 3, "MWh", false);
	add_figure(out, "energy of load without supply", 0, totals.unserved_mwh, 3, "MWh", false);
	add_figure(out, "greatest load without supply", 0, totals.unserved_most_mw, 2, "MW", false);
	add_figure(out, "most GPUs without power", 0, totals.shed_gpus, 0, "", false);
	html_table_end(out);
	if (c->r->site->bus_count > 0)
		buf_puts(out, "<p class=\"note\">Frequencies are of samples at whose end the bus was alive.</p>\n");
}

static void add_edits(const struct comparison *c, struct buf *out) {
	struct buf text = { 0 };
	size_t shown = 0, count;
	scenario_edits(c->scenario, &count);
	scenario_write(c->scenario, c->r->site, &text);
	buf_puts(out, "<p>What if:</p>\n<ul>\n");
	for (char *line = text.data, *end; line && shown < EDITS_MOST && (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		if (*line == '#' || !*line)
			continue;
		buf_puts(out, "<li><code>");
		html_text(out, line);
		buf_puts(out, "</code></li>\n");
		shown++;
	}
	buf_puts(out, "</ul>\n");
	if (count > shown)
		buf_printf(out, "<p class=\"note\">%zu of %zu edits are shown.</p>\n", shown, count);
	buf_free(&text);
}

static void add_violation(const struct comparison *c, const struct violation *v, struct buf *out) {
	const struct site *site = c->r->site;
	const struct violation_info *info = violation_info_at(v->kind);
	int decimals = violation_decimals(v->kind);
	int64_t end_ms = v->end_ms == TIME_NONE ? c->r->to_ms : v->end_ms;
	bool named = v->object >= 0 && (size_t)v->object < site_class_count(site, info->class) && info->class != CLASS_AUX;
	buf_puts(out, "<tr>");
	html_cell_time(out, site, v->start_ms, false, c->r->dated);
	char name[SITE_ID_SIZE + sizeof "bus"] = "the site";
	const char *id = named ? site_object_id(site, info->class, (size_t)v->object) : "";
	if (named)
		snprintf(name, sizeof name, "%s%s", site_bus_word(site, id), id);
	html_cell(out, name);
	html_cell(out, site_bus_text(site, id, info->text));
	html_cell_value(out, v->kind == VIOLATION_DEAD ? NAN : v->size, decimals, false, info->unit, false);
	html_cell_value(out, v->limit, decimals, false, info->unit, false);
	buf_puts(out, "<td class=\"n\">");
	html_duration(out, end_ms > v->start_ms ? (double)(end_ms - v->start_ms) / 1000 : 0);
	buf_puts(out, v->end_ms == TIME_NONE ? ", stands</td></tr>\n" : "</td></tr>\n");
}

static void add_violations(const struct comparison *c, struct buf *out) {
	static const char *const headings[] = { "From", "Where", "What", "#Greatest", "#Limit", "#For", NULL };
	size_t count;
	const struct violation *list = branch_violations(whatif_branch(c->whatif), &count);
	if (count == 0) {
		buf_puts(out, "<p>The scenario breaks no limit.</p>\n");
		return;
	}
	html_table(out, "What the scenario breaks", headings);
	for (size_t i = 0; i < count && i < VIOLATIONS_MOST; i++)
		add_violation(c, &list[i], out);
	html_table_end(out);
	if (count > VIOLATIONS_MOST)
		buf_printf(out, "<p class=\"note\">%d of %zu are shown.</p>\n", VIOLATIONS_MOST, count);
}

static void add_charts(const struct comparison *c, struct buf *out) {
	static const struct { const char *key, *title; } charts[] = { { "load_mw", "Load" }, { "import_mw", "Import" }, { "headroom_mw", "Headroom" }, { "gen_mw", "Generators" } };
	const struct history *recorded = session_world(c->r->session)->history, *computed = whatif_history(c->whatif);
	buf_puts(out, "<div class=\"charts\">\n");
	for (size_t i = 0; computed && recorded && i < sizeof charts / sizeof *charts; i++) {
		char origin[80], from[64];
		snprintf(origin, sizeof origin, "%s, computed", report_origin(c->r, from));
		struct chart chart = report_chart_of(c->r, charts[i].title, "MW", 2, origin);
		chart_add_line(&chart, "recording", recorded, history_series_find(recorded, charts[i].key));
		chart_add_line(&chart, "scenario (computed)", computed, history_series_find(computed, charts[i].key));
		report_chart(out, &chart);
	}
	buf_puts(out, "</div>\n");
}

bool report_scenario(const struct report *r, const char *path, struct buf *out, struct error *err) {
	struct comparison c = { .r = r, .scenario = scenario_new() };
	bool fine = load(&c, path, err);
	if (fine) {
		html_section(out, "scenario", "Scenario");
		buf_puts(out, "<p><span class=\"origin\">computed</span> What would have been, by the model of the site; nothing in it happened. From the file ");
		html_text(out, path);
		buf_puts(out, ".</p>\n");
		add_edits(&c, out);
		if (whatif_from_ms(c.whatif) == TIME_NONE || whatif_from_ms(c.whatif) > r->to_ms) {
			buf_puts(out, "<p>No edit of it acts on power within the range: the scenario is the recording.</p>\n");
		} else {
			compare(&c);
			add_table(&c, out);
			add_violations(&c, out);
			add_charts(&c, out);
		}
		html_section_end(out);
	}
	whatif_close(c.whatif);
	scenario_free(c.scenario);
	return fine;
}
