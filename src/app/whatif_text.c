/* The answer of a what-if in words; see whatif_answer.h. Baseline, scenario and difference stand beside each other; a value that nobody knows or that
 * is not there on either side has no line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fact.h"
#include "utf8.h"
#include "whatif_answer.h"

#define MOMENT_LINES 40
#define VIOLATION_LINES 40
#define VIOLATION_APART 3 /* more of one kind and object stand in one line */

/* "2024-07-22 04:05:00 CDT", with milliseconds where there are any. */
static const char *local(const struct whatif_answer *a, int64_t t_ms, char out[48]) {
	struct civil c;
	char ms[8] = "";
	tz_civil(a->baseline.site.tz, t_ms, &c);
	if (c.ms)
		snprintf(ms, sizeof ms, ".%03d", c.ms % 1000);
	snprintf(out, 48, "%04d-%02d-%02d %02d:%02d:%02d%s %s", c.year % 10000, c.month % 100, c.day % 100, c.hour % 100, c.minute % 100, c.second % 100, ms, c.zone);
	return out;
}

static const char *figure(double value, int decimals, bool is_signed, char out[32]) {
	if (!isfinite(value))
		return "-";
	if (value == 0)
		value = 0;
	snprintf(out, 32, is_signed ? "%+.*f" : "%.*f", decimals, value);
	return out;
}

static void add_head(const struct whatif_answer *a, struct buf *out) {
	char x[48], y[48];
	fact_add_line(out, "what if", "%s  COMPUTED from %s", a->baseline.site.name, a->source);
	fact_add_line(out, "time", "%s%s", local(a, a->at_ms, x), a->future ? ", after the end of the recording: the baseline is computed, too" : "");
	if (a->edit_count == 0)
		fact_add_line(out, "edits", "none: the scenario is the baseline");
	else
		fact_add_line(out, "branch", "%s to %s", local(a, a->from_ms, x), local(a, a->until_ms, y));
}

static void add_values(const struct whatif_answer *a, size_t from, size_t to, struct buf *out) {
	char b[32], s[32], d[32];
	for (size_t i = from; i < to; i++) {
		struct whatif_value info = whatif_value_at(i);
		if (!isfinite(a->baseline.value[i]) && !isfinite(a->scenario.value[i]))
			continue;
		buf_printf(out, "  %-20s %-5s %12s %12s %12s\n", info.key, info.unit, figure(a->baseline.value[i], info.decimals, false, b),
		           figure(a->scenario.value[i], info.decimals, false, s), figure(whatif_delta(a, i), info.decimals, true, d));
	}
}

static void add_table(const struct whatif_answer *a, struct buf *out) {
	char clean[2][SITE_ID_SIZE];
	const struct derived *d[2] = { &a->baseline.derived, &a->scenario.derived };
	buf_printf(out, "\n  %-26s %12s %12s %12s\n", "at that time", "baseline", "scenario", "difference");
	add_values(a, 0, WHATIF_OVER_BRANCH, out);
	for (size_t i = 0; i < 2; i++)
		utf8_clean(clean[i], sizeof clean[i], *d[i]->n1_worst ? d[i]->n1_worst : "-", strlen(*d[i]->n1_worst ? d[i]->n1_worst : "-"));
	buf_printf(out, "  %-26s %12s %12s\n", "n1_worst", clean[0], clean[1]);
	buf_puts(out, "  over the branch\n");
	add_values(a, WHATIF_OVER_BRANCH, WHATIF_VALUE_COUNT, out);
	buf_puts(out, "\n");
}

static void add_verdict(const struct whatif_answer *a, const char *label, const struct whatif_side *side, struct buf *out) {
	char hms[TIME_ISO_SIZE], ready[48];
	const struct verdict *v = &side->verdict;
	if (!side->site.training.present)
		return;
	if (isnan(v->t_minus_s))
		fact_add_line(out, label, "%s, no start set: %s", side->site.training.name, verdict_word(v));
	else
		fact_add_line(out, label, "%s T %s %s%s: %s", side->site.training.name, v->t_minus_s >= 0 ? "-" : "+", time_format_hms((int64_t)(v->t_minus_s * 1000), hms),
		         v->state == TRAINING_OVERDUE ? ", overdue" : v->state == TRAINING_STOPPED ? ", stopped" : "", verdict_word(v));
	for (size_t i = 0; i < v->why_count; i++)
		if (verdict_why_is_told(v, i))
			fact_add_line(out, "", "%s", v->why[i]);
	if (v->ready_at_ms == TIME_NONE)
		fact_add_line(out, "", "at the rate of the last 10 minutes the GPUs will not be ready, or that is not known");
	else if (v->ready_at_ms > a->at_ms)
		fact_add_line(out, "", "GPUs ready at %s", local(a, v->ready_at_ms, ready));
}

static void add_moments(const struct whatif_answer *a, struct buf *out) {
	char when[48], n[6][32];
	size_t shown = a->moment_count < MOMENT_LINES ? a->moment_count : MOMENT_LINES;
	buf_printf(out, "\n  %-26s %-35s %-33s\n  %-26s %9s %8s %8s %-7s %9s %8s %8s %-7s\n", "capacity and start, from", "baseline", "scenario", "", "available", "firm",
	           "no feed", "", "available", "firm", "no feed", "");
	for (size_t i = 0; i < shown; i++) {
		const struct whatif_moment *m = &a->moment[i];
		const struct whatif_state *b = &m->baseline, *s = &m->scenario;
		bool training = a->baseline.site.training.present;
		buf_printf(out, "  %-26s %9s %8s %8s %-7s %9s %8s %8s %-7s\n", local(a, m->t_ms, when), figure(b->available_mw, 2, false, n[0]), figure(b->firm_mw, 2, false, n[1]),
		           figure(b->firm_feed_mw, 2, false, n[2]), !training ? "" : training_word(b->training, b->go), figure(s->available_mw, 2, false, n[3]),
		           figure(s->firm_mw, 2, false, n[4]), figure(s->firm_feed_mw, 2, false, n[5]), !training ? "" : training_word(s->training, s->go));
	}
	if (shown < a->moment_count || a->moments_cut)
		buf_printf(out, "  and %s%zu later changes; --format json has %s\n", a->moments_cut ? "more than " : "", a->moment_count - shown,
		           a->moments_cut ? "the first 200" : "all");
	buf_puts(out, "\n");
}

/* Of one kind and object: how often, how long together, and the worst. */
struct repeated { size_t count, baseline; double s; const struct violation *first, *worst; };

static struct repeated *repeated_of(struct repeated *all, const struct violation *v) {
	return &all[(size_t)v->kind * (SITE_GEN_MAX + 1) + (v->object >= 0 && v->object < SITE_GEN_MAX ? (size_t)v->object + 1 : 0)];
}

static struct repeated *count_violations(const struct whatif_answer *a) {
	struct repeated *all = mem_zalloc(VIOLATION_KIND_COUNT * (SITE_GEN_MAX + 1), sizeof *all);
	for (size_t i = 0; i < a->violation_count; i++) {
		const struct violation *v = &a->violations[i];
		struct repeated *r = repeated_of(all, v);
		r->baseline += v->baseline;
		if (r->count++ == 0)
			r->first = r->worst = v;
		if (fabs(v->size - v->limit) > fabs(r->worst->size - r->worst->limit))
			r->worst = v;
		r->s += (double)((v->end_ms == TIME_NONE ? a->until_ms : v->end_ms) - v->start_ms) / 1000;
	}
	return all;
}

static void add_violations(const struct whatif_answer *a, struct buf *out) {
	char when[48], text[160];
	struct repeated *all = count_violations(a);
	size_t lines = 0, left = 0;
	if (a->violation_count == 0)
		fact_add_line(out, "violations", "none");
	for (size_t i = 0; i < a->violation_count; i++) {
		const struct violation *v = &a->violations[i];
		const struct repeated *r = repeated_of(all, v);
		bool many = r->count > VIOLATION_APART;
		if (many && v != r->first)
			continue;
		if (lines == VIOLATION_LINES) {
			left++;
			continue;
		}
		local(a, many ? r->worst->start_ms : v->start_ms, when);
		struct violation told = many ? *r->worst : *v;
		told.baseline = told.baseline && !many; /* of many the number is told */
		violation_print(&told, &a->scenario.site, a->until_ms, text, sizeof text);
		char also[48] = "";
		if (many && r->baseline > 0)
			snprintf(also, sizeof also, r->baseline == r->count ? ", also without the edits" : ", %zu also without the edits", r->baseline);
		if (many)
			fact_add_line(out, lines ? "" : "violations", "%s  %s; the worst of %zu, %.0f s together, the first at %.8s%s", when, text, r->count, r->s,
			         local(a, r->first->start_ms, (char[48]){ 0 }) + 11, also);
		else
			fact_add_line(out, lines ? "" : "violations", "%s  %s", when, text);
		lines++;
	}
	if (left > 0)
		fact_add_line(out, "", "and %zu more; --format json has all", left);
	free(all);
}

static void add_assumptions(const struct whatif_answer *a, struct buf *out) {
	struct whatif_assumption assumption[WHATIF_ASSUMPTION_MAX];
	size_t count = whatif_assumptions(a, assumption);
	char n[32];
	buf_puts(out, "assumptions\n");
	for (size_t i = 0; i < count; i++) {
		char clean[200];
		utf8_clean(clean, sizeof clean, assumption[i].text, strlen(assumption[i].text));
		if (*assumption[i].text)
			buf_printf(out, "  %-18s %s\n", assumption[i].key, clean);
		else
			buf_printf(out, "  %-18s %s%s%s\n", assumption[i].key, figure(assumption[i].number, assumption[i].decimals, false, n), *assumption[i].unit ? " " : "",
			           assumption[i].unit);
	}
}

void whatif_text(const struct whatif_answer *a, struct buf *out) {
	char line[EDIT_TEXT_SIZE];
	add_head(a, out);
	add_table(a, out);
	add_verdict(a, "baseline", &a->baseline, out);
	add_verdict(a, "scenario", &a->scenario, out);
	add_moments(a, out);
	add_violations(a, out);
	for (size_t i = 0; i < a->edit_count; i++)
		fact_add_line(out, i ? "" : "edits", "%s", edit_print(&a->edits[i], &a->baseline.site, line, sizeof line));
	add_assumptions(a, out);
}
