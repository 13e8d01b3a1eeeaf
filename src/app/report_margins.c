/* How close to collapse, as tables: margins, frequency, import over the contract, the fullest set; with what is assumed. Everything is of readings: what
 * happened between two samples is known only where a sample tells it. */
#include "report_parts.h"

#include <stdio.h>

static void begin_row(struct buf *out, const char *name, const char *object) {
	buf_puts(out, "<tr><th scope=\"row\">");
	html_text(out, name);
	html_text(out, object);
	buf_puts(out, "</th>");
}

static void end_row(struct buf *out, const char *note) {
	buf_puts(out, "<td class=\"t\">");
	html_text(out, note);
	buf_puts(out, "</td></tr>\n");
}

static void add_margin(const struct report *r, struct buf *out, const char *name, const struct margin_least *m, bool is_signed) {
	char note[120] = "";
	if (isnan(m->all.value))
		return;
	if (*m->worst)
		snprintf(note, sizeof note, "losing %s", m->worst);
	begin_row(out, name, "");
	html_cell_value(out, m->all.value, 2, is_signed, "MW", m->at_least);
	html_cell_time(out, r->site, m->all.t_ms, false, r->dated);
	end_row(out, m->at_least ? "a member was missing then: at least this much" : note);
	if (!m->at_least || isnan(m->complete.value))
		return;
	begin_row(out, name, ", everything reporting");
	html_cell_value(out, m->complete.value, 2, is_signed, "MW", false);
	html_cell_time(out, r->site, m->complete.t_ms, false, r->dated);
	end_row(out, "of the samples in which no member is missing");
}

static void add_frequency(const struct report *r, size_t b, struct buf *out) {
	const struct bus_close *bus = &r->close.bus[b];
	const char *id = r->site->bus[b].id;
	double nominal = r->site->bus[b].nominal_hz;
	char note[160];
	for (int high = 0; high < 2; high++) {
		const struct extreme *e = high ? &bus->highest_hz : &bus->lowest_hz;
		if (isnan(e->value))
			continue;
		bool within = high ? bus->highest_within : bus->lowest_within;
		snprintf(note, sizeof note, "%s; nominal %.0f Hz", !high && bus->dying ? "within the sample in which the bus died" : within ? "within the sample, as the meter tells it" : "as sampled: between samples it may have been further", nominal);
		begin_row(out, high ? "Highest frequency, bus " : "Lowest frequency, bus ", id);
		html_cell_value(out, e->value, 2, false, "Hz", false);
		html_cell_time(out, r->site, e->t_ms, false, r->dated);
		end_row(out, note);
	}
}

static void add_held(const struct report *r, size_t b, struct buf *out) {
	const struct bus_close *bus = &r->close.bus[b];
	if (!bus->dying || isnan(bus->held_hz.value))
		return;
	begin_row(out, "Lowest that it came back from, bus ", r->site->bus[b].id);
	html_cell_value(out, bus->held_hz.value, 2, false, "Hz", false);
	html_cell_time(out, r->site, bus->held_hz.t_ms, false, r->dated);
	end_row(out, bus->held_within ? "within the sample, as the meter tells it" : "as sampled: between samples it may have been further");
}

/* The steepest slope is a mean over a sample: within it the frequency moved faster. */
static void add_slope(const struct report *r, size_t b, struct buf *out) {
	const struct extreme *slope = &r->close.bus[b].rocof_hz_s;
	char note[120];
	if (isnan(slope->value))
		return;
	snprintf(note, sizeof note, "mean from one sample (%g s) to the next or to its extreme, with the noise of the meter: within it was steeper", r->site->period_s);
	begin_row(out, "Steepest frequency (RoCoF), bus ", r->site->bus[b].id);
	html_cell_value(out, slope->value, 2, true, "Hz/s", false);
	html_cell_time(out, r->site, slope->t_ms, false, r->dated);
	end_row(out, note);
}

double report_relay_hz(const struct report *r, size_t bus, double *after_s) {
	double first_hz = NAN;
	for (size_t i = 0; i < r->site->gen_count; i++) {
		const struct site_gen *gen = &r->site->gen[i];
		if (gen->bus != (int)bus || gen->u_hz <= first_hz || isnan(gen->u_hz))
			continue;
		first_hz = gen->u_hz;
		if (after_s)
			*after_s = gen->u_s;
	}
	return first_hz;
}

/* The frequency at which the first set of a bus leaves (81U), and how far above it the lowest stayed. */
static void add_relays(const struct report *r, size_t b, struct buf *out) {
	const struct bus_close *bus = &r->close.bus[b];
	const struct extreme *low = bus->dying ? &bus->held_hz : &bus->lowest_hz;
	double after_s = 0, relay_hz = report_relay_hz(r, b, &after_s);
	char note[160];
	if (isnan(relay_hz) || isnan(low->value))
		return;
	begin_row(out, "Left above the trip of the sets (81U), bus ", r->site->bus[b].id);
	html_cell_value(out, low->value - relay_hz, 2, true, "Hz", false);
	html_cell_time(out, r->site, low->t_ms, false, r->dated);
	snprintf(note, sizeof note, "sets leave below %.2f Hz for %g s; %s", relay_hz, after_s,
	         bus->dying && bus->lowest_hz.value < relay_hz ? "it fell below when the bus died" : low->value < relay_hz ? "it was below" : "it stayed above");
	end_row(out, note);
}

static void add_tie(const struct report *r, size_t b, struct buf *out) {
	const struct bus_close *bus = &r->close.bus[b];
	const struct { const char *name; double seconds; } rows[] = { { "In parallel with a feed, bus ", bus->parallel_s }, { "Island, bus ", bus->island_s }, { "Dead, bus ", bus->dead_s } };
	for (size_t i = 0; i < 3; i++)
		if (rows[i].seconds > 0) {
			begin_row(out, rows[i].name, r->site->bus[b].id);
			buf_puts(out, "<td class=\"n\">");
			html_duration(out, rows[i].seconds);
			buf_puts(out, "</td><td></td>");
			end_row(out, "of sampled time, from breakers and voltage");
		}
}

/* A stretch beyond a limit: how long in all, the longest, and when that began. */
static void add_beyond(const struct report *r, struct buf *out, const char *name, const char *id, const struct beyond *b, const char *limit) {
	if (b->longest_ms == TIME_NONE)
		return;
	begin_row(out, name, id);
	buf_puts(out, "<td class=\"n\">");
	html_duration(out, b->total_s);
	buf_puts(out, "</td>");
	html_cell_time(out, r->site, b->longest_ms, false, r->dated);
	buf_puts(out, "<td class=\"t\">the longest stretch, from then on: ");
	html_duration(out, b->longest_s);
	html_text(out, limit);
	buf_puts(out, "</td></tr>\n");
}

static void add_feed(const struct report *r, size_t i, struct buf *out) {
	const struct feed_close *f = &r->close.feed[i];
	const struct site_feed *feed = &r->site->feed[i];
	char note[160] = "no contract is stated";
	if (isnan(f->import_mw.value))
		return;
	begin_row(out, "Greatest import, ", feed->id);
	html_cell_value(out, f->import_mw.value, 2, true, "MW", false);
	html_cell_time(out, r->site, f->import_mw.t_ms, false, r->dated);
	if (isfinite(feed->trip_mw) && feed->trip_mw > 0)
		snprintf(note, sizeof note, "the feed opens above %.2f MW for %.0f s: %.0f %% of that", feed->trip_mw, feed->trip_s, 100 * f->import_mw.value / feed->trip_mw);
	end_row(out, note);
	if (isfinite(f->over_mw.value)) {
		snprintf(note, sizeof note, "%.2f MW of a contract of %.2f MW%s", f->over_import_mw, f->over_limit_mw, f->over_mw.value > 0 ? "" : ": never over it");
		begin_row(out, "Greatest import less its contract, ", feed->id);
		html_cell_value(out, f->over_mw.value, 2, true, "MW", false);
		html_cell_time(out, r->site, f->over_mw.t_ms, false, r->dated);
		end_row(out, note);
	}
	add_beyond(r, out, "Time over the contract, ", feed->id, &f->over, "");
	snprintf(note, sizeof note, " (it opens after %.0f s)", feed->trip_s);
	add_beyond(r, out, "Time above where it opens, ", feed->id, &f->over_trip, note);
	if (isfinite(f->export_mw.value)) {
		begin_row(out, "Greatest EXPORT, ", feed->id);
		html_cell_value(out, f->export_mw.value, 2, false, "MW", false);
		html_cell_time(out, r->site, f->export_mw.t_ms, false, r->dated);
		end_row(out, "power sent out at the intertie");
	}
}

static void add_fullest(const struct report *r, struct buf *out) {
	const struct closeness *c = &r->close;
	char note[120];
	if (isnan(c->set_share.value))
		return;
	snprintf(note, sizeof note, "%s: %.0f kW of at most %.0f kW then", c->set_id, c->set_kw, c->set_max_kw);
	begin_row(out, "Fullest set", "");
	html_cell_value(out, 100 * c->set_share.value, 1, false, "%", false);
	html_cell_time(out, r->site, c->set_share.t_ms, false, r->dated);
	end_row(out, note);
}

static void add_assumptions(const struct report *r, struct buf *out) {
	static const enum derived_id ids[] = { D_HEADROOM_MW, D_ONLINE_MW, D_N1_MW, D_SPINNING_MW };
	buf_puts(out, "<h3>What is assumed</h3>\n<ul class=\"note\">\n");
	for (size_t i = 0; i < sizeof ids / sizeof *ids && isfinite(r->close.headroom.all.value); i++) {
		const struct derived_info *info = derived_info_at(ids[i]);
		buf_printf(out, "<li>%s: ", info->key);
		html_text(out, info->help);
		buf_puts(out, *info->assumptions ? "; " : "");
		html_text(out, info->assumptions);
		buf_puts(out, "</li>\n");
	}
	buf_printf(out, "<li>A sample stands for the time since the one before it, after a gap for one period (%g s).</li>\n", r->site->period_s);
	if (r->close.decimated)
		buf_printf(out, "<li>Some samples are windows of %g to %g s: extremes are those within them where they are told, durations those of their last values.</li>\n",
		           r->shortest_window_s, r->longest_window_s);
	buf_printf(out, "<li>In %llu of %llu samples a member of the headroom is missing.</li>\n", (unsigned long long)r->close.incomplete,
	           (unsigned long long)r->close.frames);
	buf_puts(out, "</ul>\n");
}

void report_close_table(const struct report *r, struct buf *out) {
	static const char *const headings[] = { "Figure", "#Value", "When", "Beside it", NULL };
	html_section(out, "close", "How close to collapse");
	html_stack(out);
	html_table(out, "From readings within the range", headings);
	add_margin(r, out, "Least headroom", &r->close.headroom, true);
	add_margin(r, out, "Least N-1 margin", &r->close.n1, true);
	add_margin(r, out, "Least spinning reserve", &r->close.spinning, false);
	for (size_t b = 0; b < r->site->bus_count; b++) {
		add_frequency(r, b, out);
		add_held(r, b, out);
		add_relays(r, b, out);
		add_slope(r, b, out);
	}
	for (size_t b = 0; b < r->site->bus_count; b++)
		add_tie(r, b, out);
	for (size_t i = 0; i < r->site->feed_count; i++)
		add_feed(r, i, out);
	add_fullest(r, out);
	html_table_end(out);
	html_stack_end(out);
	if (r->close.frames > 0)
		add_assumptions(r, out);
	html_section_end(out);
}
