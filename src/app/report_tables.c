/* Who picked up the load, and what changed from the beginning of the range to its end. */
#include "report_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numbers.h"

#define CHANGES_MOST 24
#define PICKUP_MOST 40 /* rows of who picked a load up; the others together are one */
#define STATES_MOST 60
#define CHANGED_SHARE 0.02 /* of the greater of both: less is noise */
#define STRAYED_SHARE 0.10 /* lowest to highest in between */

/* A cell: the power, and below it by how much it differs from before. */
static void add_power(struct buf *out, double kw, double before_kw, bool first) {
	char text[NUMBER_SIZE];
	buf_puts(out, "<td class=\"n\">");
	html_value(out, kw, 0, false, "", false);
	if (!first && isfinite(kw) && isfinite(before_kw))
		buf_printf(out, "<br><small>%s</small>", number_text(text, kw - before_kw, 0, NUMBER_SIGNED));
	buf_puts(out, "</td>");
}

static void add_row(struct buf *out, const struct pickup_row *row) {
	buf_printf(out, "<tr><th scope=\"row\">%s", row->class == CLASS_FEED ? "feed " : row->class == CLASS_STORE ? "battery " : "");
	html_text(out, row->id);
	buf_puts(out, row->lost ? " <span class=\"bad\">✖ lost</span></th>" : "</th>");
	for (int at = 0; at < PICKUP_COUNT; at++)
		add_power(out, row->kw[at], row->kw[PICKUP_BEFORE], at == PICKUP_BEFORE);
	buf_puts(out, "</tr>\n");
}

/* A sum at each time after; which one says `class`, or SUM_LOST, SUM_RESIDUAL. */
enum { SUM_LOST = CLASS_COUNT, SUM_LOAD, SUM_RESIDUAL };

static double sum_kw(const struct pickup *p, int sum, enum pickup_time at) {
	switch (sum) {
	case SUM_LOST: return pickup_lost_kw(p, at);
	case SUM_LOAD: return (p->load_mw[PICKUP_BEFORE] - p->load_mw[at]) * 1000;
	case SUM_RESIDUAL: return pickup_residual_kw(p, at);
	default: return pickup_class_kw(p, (enum metric_class)sum, at);
	}
}

static void add_sum(struct buf *out, const struct pickup *p, const char *name, int sum) {
	char text[NUMBER_SIZE];
	if (isnan(sum_kw(p, sum, PICKUP_BEFORE)))
		return;
	buf_printf(out, "<tr class=\"sum\"><th scope=\"row\">%s</th><td class=\"n\"></td>", name);
	for (int at = PICKUP_AT; at < PICKUP_COUNT; at++) {
		double kw = sum_kw(p, sum, (enum pickup_time)at);
		if (isfinite(kw))
			buf_printf(out, "<td class=\"n\">%s</td>", number_text(text, kw, 0, NUMBER_SIGNED));
		else
			buf_puts(out, "<td class=\"n\"><span class=\"none\">no data</span></td>");
	}
	buf_puts(out, "</tr>\n");
}

static void add_others(struct buf *out, const struct pickup *p) {
	if (isfinite(p->load_mw[PICKUP_BEFORE])) {
		buf_puts(out, "<tr class=\"sum\"><th scope=\"row\">Load of the GPUs</th>");
		for (int at = 0; at < PICKUP_COUNT; at++)
			add_power(out, p->load_mw[at] * 1000, p->load_mw[PICKUP_BEFORE] * 1000, at == PICKUP_BEFORE);
		buf_puts(out, "</tr>\n");
	}
	if (isfinite(p->hz[PICKUP_BEFORE])) {
		buf_puts(out, "<tr class=\"sum\"><th scope=\"row\">Frequency, Hz</th>");
		for (int at = 0; at < PICKUP_COUNT; at++)
			html_cell_value(out, p->hz[at], 2, false, "", false);
		buf_puts(out, "</tr>\n");
	}
}

/* Those that took most first, by what they gave after 10 s, else after 1 s, else at once. */
static double given_kw(const struct pickup_row *row) {
	static const enum pickup_time order[] = { PICKUP_10, PICKUP_1, PICKUP_AT };
	for (size_t i = 0; i < 3; i++)
		if (isfinite(row->kw[order[i]] - row->kw[PICKUP_BEFORE]))
			return row->kw[order[i]] - row->kw[PICKUP_BEFORE];
	return -INFINITY;
}

static int by_given(const void *a, const void *b) {
	const struct pickup_row *x = a, *y = b;
	double gx = given_kw(x), gy = given_kw(y);
	if (x->lost != y->lost)
		return x->lost ? -1 : 1;
	if (gx != gy)
		return gx < gy ? 1 : -1;
	return x->class != y->class ? (x->class > y->class) - (x->class < y->class) : strcmp(x->id, y->id);
}

/* What stands behind the rows that are shown: what is known of them. */
static void add_rest_together(struct buf *out, const struct pickup *p) {
	double kw[PICKUP_COUNT] = { 0 };
	for (size_t i = PICKUP_MOST; i < p->count; i++)
		for (int at = 0; at < PICKUP_COUNT; at++)
			kw[at] += p->row[i].kw[at];
	buf_printf(out, "<tr><th scope=\"row\">%zu others together</th>", p->count - PICKUP_MOST);
	for (int at = 0; at < PICKUP_COUNT; at++)
		add_power(out, kw[at], kw[PICKUP_BEFORE], at == PICKUP_BEFORE);
	buf_puts(out, "</tr>\n");
}

static void add_pickup(const struct report *r, const struct loss *l, size_t number, struct buf *out) {
	static const char *const names[PICKUP_COUNT] = { "before", "at once", "+1 s", "+10 s", "+60 s" };
	char heading[PICKUP_COUNT][80], name[160], caption[240];
	const char *headings[PICKUP_COUNT + 2] = { "kW" };
	struct pickup p;
	if (!pickup_read(&p, session_source(r->session), l))
		return;
	bool ms = r->site->period_s < 1; /* then several samples have one second */
	for (int at = 0; at < PICKUP_COUNT; at++)
		ms = ms || (p.t_ms[at] != TIME_NONE && p.t_ms[at] % 1000 != 0);
	for (int at = 0; at < PICKUP_COUNT; at++) {
		struct civil local;
		char fraction[8] = "";
		snprintf(heading[at], sizeof heading[at], "#%s (no sample)", names[at]);
		if (p.t_ms[at] != TIME_NONE) {
			tz_civil(r->site->tz, p.t_ms[at], &local);
			if (ms)
				snprintf(fraction, sizeof fraction, ".%03d", local.ms % 1000);
			snprintf(heading[at], sizeof heading[at], "#%s (%02d:%02d:%02d%s)", names[at], local.hour, local.minute, local.second, fraction);
		}
		headings[at + 1] = heading[at];
	}
	headings[PICKUP_COUNT + 1] = NULL;
	snprintf(caption, sizeof caption, "%zu. %s, %.2f MW", number, report_loss_name(l, name), l->mw);
	buf_puts(out, "<p>");
	html_time(out, r->site, l->t_ms, false, true);
	buf_puts(out, " is the first sample that shows it.</p>\n");
	qsort(p.row, p.count, sizeof *p.row, by_given);
	html_table(out, caption, headings);
	for (size_t i = 0; i < p.count && i < PICKUP_MOST; i++)
		add_row(out, &p.row[i]);
	if (p.count > PICKUP_MOST)
		add_rest_together(out, &p);
	add_others(out, &p);
	if (!l->step)
		add_sum(out, &p, "Lost", SUM_LOST);
	add_sum(out, &p, "by other feeds", CLASS_FEED);
	add_sum(out, &p, "by other sets", CLASS_GEN);
	add_sum(out, &p, "by batteries", CLASS_STORE);
	add_sum(out, &p, "by less load", SUM_LOAD);
	add_sum(out, &p, "Residual", SUM_RESIDUAL);
	html_table_end(out);
	pickup_free(&p);
}

static bool is_told(const struct report *r, const struct loss *l) {
	for (size_t i = 0; i < r->told_count; i++)
		if (r->told[i] == l)
			return true;
	return false;
}

void report_pickups(const struct report *r, struct buf *out) {
	size_t count, found;
	const struct loss *list = loss_watch_list(r->losses, &count, &found);
	char name[160];
	html_section(out, "pickup", "Who picked up the load");
	if (count == 0)
		buf_puts(out, "<p>No set and no feed was lost, and the load made no step of 2 % or more that is known.</p>\n");
	else if (list->step)
		buf_puts(out, "<p>No set and no feed was lost; this is the largest step of the load from one sample to the next.</p>\n");
	for (size_t i = 0; i < r->told_count; i++)
		add_pickup(r, r->told[i], i + 1, out);
	if (count > r->told_count) {
		buf_puts(out, "<p>Further losses:</p>\n<ul>\n");
		for (size_t i = 0; i < count; i++) {
			if (is_told(r, &list[i]))
				continue;
			buf_puts(out, "<li>");
			html_time(out, r->site, list[i].t_ms, false, true);
			buf_puts(out, " ");
			html_text(out, report_loss_name(&list[i], name));
			buf_printf(out, ", %.2f MW</li>\n", list[i].mw);
		}
		buf_puts(out, "</ul>\n");
	}
	if (found > count)
		buf_printf(out, "<p class=\"note\">The %zu largest of %zu losses are kept.</p>\n", count, found);
	buf_puts(out, "<p class=\"note\">Readings in kW, and below each the difference from before. A column is the first sample at or after its time, if it comes before half as much "
	              "again has passed. A set whose breaker is measured open counts as 0. What was lost is carried by other feeds and sets, by batteries and by less load; the residual is what no reading tells: losses, auxiliaries, errors of meters.</p>\n");
	html_section_end(out);
}

/* A figure that changed; `weight` orders them: MW for power. */
struct change {
	char name[64];
	const char *unit;
	int decimals;
	double before, after, low, high, weight;
	bool is_signed;
};

static int by_weight(const void *a, const void *b) {
	const struct change *x = a, *y = b;
	return x->weight != y->weight ? (x->weight < y->weight ? 1 : -1) : strcmp(x->name, y->name);
}

/* The reading of the same column in the frame at the beginning, whose site may be another. */
static double value_before(const struct report *r, size_t column, bool label, enum quality *quality) {
	char key[80];
	long at = (long)column;
	const struct frame *f = &r->start.frame;
	*quality = QUALITY_MISSING;
	if (!r->start.known)
		return NAN;
	if (f->site != r->site) {
		site_column_key(r->site, column, key, sizeof key);
		at = site_column_find(f->site, key, strlen(key));
	}
	if (at < 0 || (size_t)at >= f->count)
		return NAN;
	*quality = (enum quality)f->quality[at];
	return *quality == QUALITY_GOOD || (!label && *quality == QUALITY_STALE) ? f->value[at] : NAN;
}

/* Worth a row: it changed by more than noise, or was well away in between. */
static bool is_change(struct change *c) {
	static const struct { const char *unit; double mw; } weights[] = { { "MW", 1 }, { "kW", 1e-3 }, { "kV", 1e-6 }, { "Hz", 1e-6 } }; /* power first */
	double scale = fmax(fabs(c->before), fabs(c->after)), difference = fabs(c->after - c->before);
	for (size_t i = 0; i < sizeof weights / sizeof *weights; i++)
		if (!strcmp(c->unit, weights[i].unit))
			c->weight = difference * weights[i].mw;
	if (!isfinite(difference))
		return false;
	return (difference >= CHANGED_SHARE * scale && difference > 0) || c->high - c->low >= STRAYED_SHARE * fmax(scale, fabs(c->high));
}

static size_t find_powers(const struct report *r, struct change *list) {
	static const enum metric_id metrics[] = { M_FEED_MW, M_FEED_LIMIT_MW, M_GEN_KW, M_GEN_MAX_KW, M_STORE_MW, M_GPU_MW, M_BUS_KV, M_BUS_HZ };
	size_t count = 0;
	for (size_t m = 0; m < sizeof metrics / sizeof *metrics; m++)
		for (size_t i = 0; i < site_class_count(r->site, metric_at(metrics[m])->class); i++) {
			const struct metric *metric = metric_at(metrics[m]);
			size_t c = site_column(r->site, metrics[m], i);
			enum quality quality;
			struct change *to = &list[count];
			*to = (struct change){ .unit = metric->unit, .decimals = metric->decimals, .low = r->low[c], .high = r->high[c] };
			site_column_key(r->site, c, to->name, sizeof to->name);
			to->before = value_before(r, c, false, &quality);
			to->after = r->end.frame.quality[c] == QUALITY_GOOD ? r->end.frame.value[c] : NAN;
			count += is_change(to);
		}
	return count;
}

static size_t find_derived(const struct report *r, struct change *list) {
	static const enum derived_id ids[] = { D_AVAILABLE_MW, D_ONLINE_MW, D_RUNNING_MW, D_GEN_MW, D_IMPORT_MW, D_HEADROOM_MW, D_SPINNING_MW, D_N1_MW };
	size_t count = 0;
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		const struct derived_info *info = derived_info_at(ids[i]);
		struct change *to = &list[count];
		*to = (struct change){ .unit = info->unit, .decimals = info->decimals, .low = NAN, .high = NAN, .is_signed = info->is_signed };
		snprintf(to->name, sizeof to->name, "%s", info->key);
		to->before = r->start.derived.q[ids[i]].value;
		to->after = r->end.derived.q[ids[i]].value;
		count += is_change(to);
	}
	return count;
}

static void add_powers(const struct report *r, struct buf *out) {
	static const char *const headings[] = { "Value", "#Beginning", "#End", "#Difference", "#Lowest between", "#Highest between", NULL };
	size_t room = r->site->feed_count * 2 + r->site->gen_count * 2 + r->site->store_count + r->site->bus_count * 2 + 16;
	struct change *list = mem_zalloc(room, sizeof *list);
	size_t count = find_powers(r, list);
	count += find_derived(r, list + count);
	qsort(list, count, sizeof *list, by_weight);
	if (count)
		html_table(out, "Power and voltage, the largest change first", headings);
	else
		buf_puts(out, "<p>Neither power nor voltage changed by 2 % or more.</p>\n");
	for (size_t i = 0; i < count && i < CHANGES_MOST; i++) {
		const struct change *c = &list[i];
		html_row_head(out, c->name);
		html_cell_value(out, c->before, c->decimals, c->is_signed, c->unit, false);
		html_cell_value(out, c->after, c->decimals, c->is_signed, c->unit, false);
		html_cell_value(out, c->after - c->before, c->decimals, true, c->unit, false);
		for (size_t k = 0; k < 2; k++)
			if (isnan(c->low))
				buf_puts(out, "<td class=\"n\"></td>");
			else
				html_cell_value(out, k ? c->high : c->low, c->decimals, c->is_signed, c->unit, false);
		buf_puts(out, "</tr>\n");
	}
	if (count) {
		html_table_end(out);
		buf_puts(out, "<p class=\"note\">Changes of 2 % or more, and what was away by 10 % or more in between.</p>\n");
	}
	if (count > CHANGES_MOST)
		buf_printf(out, "<p class=\"note\">The %d largest of %zu changes are shown.</p>\n", CHANGES_MOST, count);
	free(list);
}

static const char *word_of(enum metric_id id, double value, enum quality quality) {
	const struct metric *m = metric_at(id);
	return quality == QUALITY_GOOD && value >= 0 ? m->words[(size_t)value] : quality == QUALITY_MISSING ? "? NO DATA" : quality_words[quality];
}

static void add_states(const struct report *r, struct buf *out) {
	static const enum metric_id metrics[] = { M_FEED_BREAKER, M_TIE_BREAKER, M_GEN_STATE, M_GEN_MODE, M_GEN_BREAKER, M_GEN_CTL };
	static const char *const headings[] = { "What", "Beginning", "End", NULL };
	size_t rows = 0;
	for (size_t m = 0; m < sizeof metrics / sizeof *metrics; m++)
		for (size_t i = 0; i < site_class_count(r->site, metric_at(metrics[m])->class); i++) {
			size_t c = site_column(r->site, metrics[m], i);
			enum quality before_quality, after_quality = (enum quality)r->end.frame.quality[c];
			double before = value_before(r, c, true, &before_quality), after = r->end.frame.value[c];
			const char *from = word_of(metrics[m], before, before_quality), *to = word_of(metrics[m], after, after_quality);
			char key[80];
			if (!strcmp(from, to))
				continue;
			if (rows++ == 0)
				html_table(out, "States", headings);
			if (rows > STATES_MOST)
				continue;
			html_row_head(out, site_column_key(r->site, c, key, sizeof key));
			html_cell(out, from);
			html_cell(out, to);
			buf_puts(out, "</tr>\n");
		}
	if (rows)
		html_table_end(out);
	if (rows > STATES_MOST)
		buf_printf(out, "<p class=\"note\">%d of %zu changes of state are shown.</p>\n", STATES_MOST, rows);
	if (rows == 0 && r->site->gen_count + r->site->feed_count > 0)
		buf_puts(out, "<p>Every breaker and every set is in the state in which it was at the beginning.</p>\n");
}

static void add_rest(const struct report *r, struct buf *out) {
	static const enum metric_id metrics[] = { M_GPU_ONLINE, M_GPU_READY, M_GPU_JOB, M_GPU_CAP_W };
	static const char *const headings[] = { "What", "#Beginning", "#End", "#Difference", NULL };
	html_table(out, "GPUs and alarms", headings);
	for (size_t m = 0; r->site->gpu.present && m < sizeof metrics / sizeof *metrics; m++) {
		const struct metric *metric = metric_at(metrics[m]);
		size_t c = site_column(r->site, metrics[m], 0);
		enum quality quality;
		double before = value_before(r, c, false, &quality), after = r->end.frame.quality[c] == QUALITY_GOOD ? r->end.frame.value[c] : NAN;
		html_row_head(out, metric->help);
		html_cell_value(out, before, 0, false, metric->unit, false);
		html_cell_value(out, after, 0, false, metric->unit, false);
		html_cell_value(out, after - before, 0, true, metric->unit, false);
		buf_puts(out, "</tr>\n");
	}
	for (int p = PRIORITY_COUNT - 1; p >= 0; p--) {
		char name[48];
		snprintf(name, sizeof name, "active alarms of %s priority", priority_words[p]);
		html_row_head(out, name);
		html_cell_value(out, (double)r->start.active[p], 0, false, "", false);
		html_cell_value(out, (double)r->end.active[p], 0, false, "", false);
		html_cell_value(out, (double)r->end.active[p] - (double)r->start.active[p], 0, true, "", false);
		buf_puts(out, "</tr>\n");
	}
	html_table_end(out);
}

void report_changes(const struct report *r, struct buf *out) {
	html_section(out, "changes", "Largest changes");
	if (!r->start.known || !r->end.known) {
		buf_puts(out, "<p>There is no sample at one end of the range to compare with.</p>\n");
	} else {
		buf_puts(out, "<p>From ");
		html_time(out, r->site, r->start.t_ms, false, true);
		buf_puts(out, " to ");
		html_time(out, r->site, r->end.t_ms, false, true);
		buf_puts(out, ".</p>\n");
		add_states(r, out);
		add_powers(r, out);
		add_rest(r, out);
	}
	html_section_end(out);
}
