/* The world in words, for a terminal without a screen, a pipe, or a mail; see snapshot.h. One fact a line, no line depends on another. */
#include "snapshot.h"

#include <stdio.h>
#include <string.h>

#include "alarm_sequence.h"
#include "contingency.h"
#include "fact.h"
#include "numbers.h"
#include "utf8.h"

static const char *sum(const struct world *w, enum derived_id id, enum number_sign sign, char out[NUMBER_SIZE]) {
	const struct quantity *q = &w->derived.q[id];
	return number_sum(out, q->value, derived_info_at(id)->decimals, sign, q->reporting, q->total);
}

static void add_head(const struct world *w, struct buf *out) {
	struct civil local, utc;
	tz_civil(w->site ? w->site->tz : tz_utc(), w->cursor_ms, &local);
	tz_civil(tz_utc(), w->cursor_ms, &utc);
	fact_add_line(out, "mwtop", "%s  %s%s%s", w->site ? w->site->name : "", w->link == LINK_FILE ? "REPLAY" : "LIVE",
	         w->site && w->site->origin != ORIGIN_MEASURED ? w->site->origin == ORIGIN_SIMULATED ? "  SIMULATED" : w->site->origin == ORIGIN_IMPORTED ? "  IMPORTED" : "  COMPUTED" : "",
	         w->demo ? "  DEMO" : "");
	char ms[8] = "", utc_date[16] = "";
	if (local.ms) /* off the grid of samples, as at an event */
		snprintf(ms, sizeof ms, ".%03d", local.ms % 1000);
	if (utc.day != local.day)
		snprintf(utc_date, sizeof utc_date, "%04d-%02d-%02d ", utc.year % 10000, utc.month % 100, utc.day % 100);
	fact_add_line(out, "time", "%04d-%02d-%02d %02d:%02d:%02d%s %s = %s%02d:%02d:%02d%sZ", local.year, local.month, local.day, local.hour, local.minute, local.second,
	         ms, local.zone, utc_date, utc.hour, utc.minute, utc.second, ms);
	if (w->link != LINK_FILE) {
		double off_s = w->edge.present ? w->edge.clock_off_s : 0;
		char off[NUMBER_SIZE], clock[NUMBER_SIZE + 32] = "";
		if (off_s != 0)
			snprintf(clock, sizeof clock, "; the data's clock is %s %s", number_age_long(off, fabs(off_s)), off_s < 0 ? "behind" : "ahead");
		fact_add_line(out, "link", "%s, the newest sample is %.0f s old%s", link_state_words[w->link], floor(w->age_s), clock);
	}
	if (w->in_gap)
		fact_add_line(out, "gap", "no sample here; values are the last before it");
}

static void add_supply(const struct world *w, struct buf *out) {
	char a[NUMBER_SIZE], b[NUMBER_SIZE], c[NUMBER_SIZE], d[NUMBER_SIZE];
	const struct derived *v = &w->derived;
	for (size_t i = 0; i < w->site->feed_count; i++) {
		struct reading r = frame_get(w->frame, M_FEED_MW, i);
		double limit = power_feed_limit_mw(w->frame, i);
		if (isnan(r.value))
			fact_add_line(out, "feed", "%s ? NO DATA", w->site->feed[i].id);
		else
			fact_add_line(out, "feed", "%s %s %s MW of %s MW (%s)%s", w->site->feed[i].id, r.value < 0 ? "EXPORT" : "IMPORT", number_text(a, fabs(r.value), 2, NUMBER_PLAIN),
			         number_text(b, limit, 2, NUMBER_PLAIN), number_percent(c, fabs(r.value), limit), r.quality == QUALITY_STALE ? " stale" : r.quality == QUALITY_BAD ? " bad" : "");
	}
	if (w->site->gen_count)
		fact_add_line(out, "generators", "%s MW of %s MW running, %u of %zu loaded, %u/%u reporting%s", sum(w, D_GEN_MW, NUMBER_PLAIN, a), sum(w, D_RUNNING_MW, NUMBER_PLAIN, b),
		         v->gens_in_state[GEN_LOADED], w->site->gen_count, v->gens_reporting, v->gens_total, v->probably_carrying ? "; the missing are probably still carrying" : "");
	if (w->site->feed_count + w->site->gen_count) {
		fact_add_line(out, "supply", "%s MW; load %s MW; residual %s MW", sum(w, D_SUPPLY_MW, NUMBER_PLAIN, a), sum(w, D_LOAD_MW, NUMBER_PLAIN, b), sum(w, D_RESIDUAL_MW, NUMBER_SIGNED, c));
		fact_add_line(out, "capacity", "rated %s MW, available %s MW, online %s MW", sum(w, D_RATED_MW, NUMBER_PLAIN, a), sum(w, D_AVAILABLE_MW, NUMBER_PLAIN, b), sum(w, D_ONLINE_MW, NUMBER_PLAIN, c));
		fact_add_line(out, "headroom", "%s MW; N-1 %s MW%s%s%s; accepted stance %s", sum(w, D_HEADROOM_MW, NUMBER_SIGNED, a), sum(w, D_N1_MW, NUMBER_SIGNED, b),
		         *v->n1_worst ? " (losing " : "", v->n1_worst, *v->n1_worst ? ")" : "", stance_words[w->site->policy.stance]);
	}
	for (size_t i = 0; i < w->site->bus_count; i++) {
		struct reading hz = frame_get(w->frame, M_BUS_HZ, i), kv = frame_get(w->frame, M_BUS_KV, i);
		number_text(a, hz.value, 2, NUMBER_PLAIN);
		number_text(b, kv.value, 2, NUMBER_PLAIN);
		(void)c, (void)d;
		const char *marked = hz.quality == QUALITY_STALE || kv.quality == QUALITY_STALE ? " stale" : "";
		fact_add_line(out, "bus", "%s %s  %s Hz%s  %s kV%s", w->site->bus[i].id, bus_tie_words[v->tie[i]], a, frame_bus_dead(w->frame, i) ? " (not valid: the bus is dead)" : "", b, marked);
	}
}

#define LOSSES_TOLD 6

/* Of one kind and with the same figures: one line tells of all, as of sets that are built alike. */
static bool alike(const struct contingency *a, const struct contingency *b) {
	bool same_margin = isnan(a->margin_mw) ? isnan(b->margin_mw) : fabs(a->margin_mw - b->margin_mw) < 0.005;
	return a->kind == b->kind && a->kind != CONTINGENCY_BUS && a->outcome == b->outcome && a->bus == b->bus && same_margin &&
	       fabs(a->lost_mw - b->lost_mw) < 0.005;
}

/* The worst of the single losses; JSON has all, one by one. */
static void add_losses(const struct world *w, struct buf *out) {
	struct contingency list[CONTINGENCY_MAX];
	size_t count = contingency_list(w->frame, &w->derived, list), next = 0;
	const struct quantity *q = &w->derived.q[D_HEADROOM_MW];
	for (size_t told = 0; next < count && told < LOSSES_TOLD; told++) {
		const struct contingency *c = &list[next];
		char lost[NUMBER_SIZE], margin[NUMBER_SIZE], text[CONTINGENCY_TEXT_SIZE], others[40] = "";
		size_t same = 1;
		while (next + same < count && alike(c, &list[next + same]))
			same++;
		if (same > 1)
			snprintf(others, sizeof others, " (and of %zu alike)", same - 1);
		contingency_print(c, true, text);
		fact_add_line(out, "after loss", "of %s%s%s: %s MW less, margin %s MW, %s%s%s", c->kind == CONTINGENCY_BUS ? "bus " : "", contingency_id(w->site, c), others,
		         number_text(lost, c->lost_mw, 2, NUMBER_PLAIN), number_sum(margin, c->margin_mw, 2, NUMBER_SIGNED, q->reporting, q->total),
		         contingency_outcome_text(c), *text ? ": " : "", text);
		next += same;
	}
	if (next < count)
		fact_add_line(out, "after loss", "of others: %zu more, none of them worse", count - next);
}

static void add_gens(const struct world *w, struct buf *out) {
	char a[NUMBER_SIZE], b[NUMBER_SIZE];
	for (size_t i = 0; i < w->site->gen_count; i++) {
		int state = frame_label(w->frame, M_GEN_STATE, i);
		struct reading kw = frame_get(w->frame, M_GEN_KW, i);
		const char *id = w->site->gen[i].id;
		if (state < 0 && kw.quality == QUALITY_MISSING) {
			fact_add_line(out, id, "? NO DATA");
			continue;
		}
		fact_add_line(out, id, "%s  %s kW of %s kW%s", state < 0 ? "?" : gen_state_words[state], number_text(a, kw.value, 0, NUMBER_PLAIN),
		         number_text(b, power_gen_max_kw(w->frame, i), 0, NUMBER_PLAIN), kw.quality == QUALITY_STALE ? " stale" : kw.quality == QUALITY_BAD ? " bad" : "");
	}
}

static void add_training(const struct world *w, struct buf *out) {
	char hms[TIME_ISO_SIZE];
	const struct verdict *v = &w->verdict;
	if (!w->site->training.present)
		return;
	if (isnan(v->t_minus_s))
		fact_add_line(out, "training", "%s, no start set: %s", w->site->training.name, verdict_word(v));
	else
		fact_add_line(out, "training", "%s T %s %s%s: %s", w->site->training.name, v->t_minus_s >= 0 ? "-" : "+", time_format_hms((int64_t)(v->t_minus_s * 1000), hms),
		         v->state == TRAINING_OVERDUE ? ", overdue" : v->state == TRAINING_STOPPED ? ", stopped" : "", verdict_word(v));
	for (size_t i = 0; i < v->why_count; i++)
		if (verdict_why_is_told(v, i))
			fact_add_line(out, "why", "%s", v->why[i]);
}

static void add_gpus(const struct world *w, struct buf *out) {
	char a[NUMBER_SIZE], b[NUMBER_SIZE], c[NUMBER_SIZE], d[NUMBER_SIZE], e[NUMBER_SIZE];
	if (!w->site->gpu.present)
		return;
	bool stale = frame_get(w->frame, M_GPU_ONLINE, 0).quality == QUALITY_STALE || frame_get(w->frame, M_GPU_READY, 0).quality == QUALITY_STALE;
	fact_add_line(out, "gpus", "%s online of %s, %s ready, %s in job, cap %s W%s", number_text(a, frame_get(w->frame, M_GPU_ONLINE, 0).value, 0, NUMBER_PLAIN),
	         number_text(b, w->site->gpu.installed, 0, NUMBER_PLAIN), number_text(c, frame_get(w->frame, M_GPU_READY, 0).value, 0, NUMBER_PLAIN),
	         number_text(d, frame_get(w->frame, M_GPU_JOB, 0).value, 0, NUMBER_PLAIN), number_text(e, frame_get(w->frame, M_GPU_CAP_W, 0).value, 0, NUMBER_PLAIN),
	         stale ? " stale" : "");
}

static void add_alarms(const struct world *w, struct buf *out) {
	struct alarm_counts c = w->alarms ? w->alarms->counts : (struct alarm_counts){ 0 };
	struct device_clocks clocks;
	alarms_clocks(w, &clocks);
	fact_add_line(out, "alarms", "%u high, %u medium, %u low; %u not acknowledged, %u shelved, %u suppressed%s", c.active[PRIORITY_HIGH], c.active[PRIORITY_MEDIUM],
	         c.active[PRIORITY_LOW], c.unack, c.shelved, c.suppressed, w->flood.on ? "; FLOOD" : "");
	for (size_t i = 0; w->alarms && i < w->alarms->count; i++) {
		const struct alarm_line *line = &w->alarms->at[i];
		struct civil at, end, now;
		char ended[48] = "";
		tz_civil(w->site->tz, line->alarm->on_ms, &at);
		tz_civil(w->site->tz, line->active ? 0 : line->alarm->off_ms, &end);
		if (!line->active)
			snprintf(ended, sizeof ended, " to %02d:%02d:%02d", end.hour % 100, end.minute % 100, end.second % 100);
		char day[16] = "", raises[48] = "";
		if (line->raises > 1)
			snprintf(raises, sizeof raises, "  raised %zu times", line->raises);
		tz_civil(w->site->tz, w->cursor_ms, &now);
		if (at.day != now.day || at.month != now.month || at.year != now.year)
			snprintf(day, sizeof day, "%04d-%02d-%02d ", at.year % 10000, at.month % 100, at.day % 100);
		fact_add_line(out, "alarm", "%s  %s  %s%s %s  %s%s %s%02d:%02d:%02d%s %s%s%s%s", priority_words[line->alarm->priority], alarm_state_words[line->state],
		         site_bus_word(w->site, line->alarm->src), line->alarm->src, site_bus_text(w->site, line->alarm->src, line->alarm->text), line->active ? "since" : "from", line->alarm->about ? " about" : "", day, at.hour, at.minute, at.second, ended, at.zone, line->first_out ? "  first-out" : "",
		         alarms_alarm_uncertain(w, &clocks, line->alarm) ? "  order uncertain" : "", raises);
	}
	device_clocks_free(&clocks);
	if (w->damage_first)
		fact_add_line(out, "damage", "%s", w->damage_first);
}

void snapshot_text(const struct world *w, struct buf *out) {
	add_head(w, out);
	if (!w->site || !w->frame) {
		if (w->site)
			add_alarms(w, out);
		return;
	}
	add_training(w, out);
	add_supply(w, out);
	add_losses(w, out);
	add_gpus(w, out);
	add_alarms(w, out);
	add_gens(w, out);
}
