/* Panels of the what-if; see the header. Always true: a scenario's value never stands in the place of a baseline's without the word for it, and
 * where the scenario is not computed yet that is said. What is drawn of the scenario alone is the plain panel over a world that has the
 * scenario's frame. */
#include "panel_whatif.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fields.h"
#include "panel_alarms_list.h"
#include "panel_gpus_parts.h"
#include "utf8.h"
#include "wrap.h"
#include "values.h"

#define GPU_ROWS 8   /* of gpus_both, as far as no array stands below */
#define LOSSES_AT 62 /* beside the figures and fields of the zoomed Supply panel */
#define ARROW "\xe2\x86\x92"

bool whatif_is_on(const struct world *w) { return w->whatif && w->whatif->on; }

/* The same moment as the scenario has it. */
static struct world scenario_world(const struct world *w) {
	struct world s = *w;
	s.frame = w->whatif->frame;
	s.site = s.frame ? s.frame->site : w->site;
	s.derived = w->whatif->derived;
	s.verdict = w->whatif->verdict;
	for (size_t i = 0; !s.frame && i < DERIVED_COUNT; i++) /* not computed yet: nothing of the baseline stands for it */
		s.derived.q[i].value = NAN;
	return s;
}

/* Columns of a row "label  baseline -> scenario  difference unit". One row may be left out: `drop` counts from 1. */
struct rows { struct grid *g; struct rect r; int y, count, drop; };

static void compare(struct rows *p, const char *label, double base, double scenario, int decimals, enum number_sign sign, const char *unit) {
	char one[NUMBER_SIZE], other[NUMBER_SIZE], difference[NUMBER_SIZE];
	if (++p->count == p->drop || p->y >= p->r.h)
		return;
	struct rect r = p->r;
	int y = p->y++, label_end = r.w >= 56 ? 18 : 11, width = r.w >= 56 ? 10 : 8;
	number_text(one, base, decimals, sign);
	number_text(other, scenario, decimals, sign);
	if (isfinite(scenario - base))
		number_text(difference, scenario - base, decimals, NUMBER_SIGNED);
	else
		difference[0] = '\0';
	bool same = !strcmp(one, other);
	put_cut(p->g, r, 0, y, label_end, ROLE_DIM, label);
	put_right(p->g, r, label_end, label_end + width, y, ROLE_TEXT, one);
	put_text(p->g, r, label_end + width, y, ROLE_DIM, same ? " = " : " " ARROW " ");
	put_right(p->g, r, label_end + width + 2, label_end + 2 * width + 2, y, same ? ROLE_TEXT : ROLE_WHATIF, other);
	if (!same)
		put_right(p->g, r, label_end + 2 * width + 2, label_end + 3 * width + 3, y, ROLE_WHATIF, difference);
	if (label_end + 3 * width + 4 + (int)utf8_cells(unit) <= r.w)
		put_text(p->g, r, label_end + 3 * width + 4, y, ROLE_DIM, unit);
}

static void compare_derived(struct rows *p, const struct world *w, const char *label, enum derived_id id) {
	const struct derived_info *info = derived_info_at(id);
	compare(p, label, w->derived.q[id].value, w->whatif->derived.q[id].value, info->decimals, info->is_signed ? NUMBER_SIGNED : NUMBER_PLAIN,
	        info->unit);
}

double whatif_reading(const struct frame *f, enum metric_id id, size_t object) {
	return frame_good(f, id, object) ? frame_get(f, id, object).value : NAN;
}

static void compare_metric(struct rows *p, const struct world *w, const char *label, enum metric_id id, size_t object) {
	const struct metric *m = metric_at(id);
	compare(p, label, whatif_reading(w->frame, id, object), whatif_reading(w->whatif->frame, id, object), m->decimals, NUMBER_PLAIN, m->unit);
}

static void compare_words(struct rows *p, const char *label, const char *base, const char *scenario) {
	if (p->y >= p->r.h)
		return;
	bool same = !strcmp(base, scenario);
	int x = put_cut(p->g, p->r, 0, p->y, 18, ROLE_DIM, label);
	x = put_text(p->g, p->r, x + 1, p->y, ROLE_TEXT, base);
	if (!same) {
		x = put_text(p->g, p->r, x, p->y, ROLE_DIM, " " ARROW " ");
		put_cut(p->g, p->r, x, p->y, p->r.w - x, ROLE_WHATIF, scenario);
	}
	p->y++;
}

/* Every field of the panel, where there is room for it: the zoomed panel. */
static void all_fields(struct rows *p, const struct world *w, const struct view *v, enum panel panel) {
	size_t count = fields_count(w, panel), at = (size_t)(panel == PANEL_GENERATORS ? v->selected_gen : v->field[panel]);
	struct field_place place;
	char name[FIELD_TEXT_SIZE], base[FIELD_TEXT_SIZE], scenario[FIELD_TEXT_SIZE];
	int room = p->r.h - p->y - 1;
	size_t from = room > 0 && at >= (size_t)room ? at - (size_t)room + 1 : 0;
	for (size_t i = from; i < count && p->y < p->r.h; i++) {
		if (!field_at(w, panel, i, &place))
			break;
		int y = p->y;
		compare_words(p, field_name(w, &place, name), field_text(w, &place, false, base), field_text(w, &place, true, scenario));
		if (i == at)
			put_role(p->g, rect_clip((struct rect){ p->r.x, p->r.y + y, p->r.w, 1 }, p->r), ROLE_CURSOR);
	}
}

static void buses_both(struct rows *p, const struct world *w, bool alone) {
	char label[32];
	for (size_t i = 0; i < w->site->bus_count; i++) {
		enum bus_tie was = w->derived.tie[i], is = w->whatif->derived.tie[i];
		if ((was != BUS_PARALLEL || is != BUS_PARALLEL) != alone)
			continue;
		snprintf(label, sizeof label, "Hz %.8s", w->site->bus[i].id);
		compare_metric(p, w, label, M_BUS_HZ, i);
		snprintf(label, sizeof label, "Bus %.8s", w->site->bus[i].id);
		if (was != is)
			compare_words(p, label, bus_tie_words[was], bus_tie_words[is]);
	}
}

static void supply_both(struct rows *p, const struct world *w) {
	char label[32];
	for (size_t i = 0; i < w->site->feed_count; i++) {
		double base = whatif_reading(w->frame, M_FEED_MW, i), scenario = whatif_reading(w->whatif->frame, M_FEED_MW, i);
		snprintf(label, sizeof label, "%.12s %s", w->site->feed[i].id, scenario < -0.005 || base < -0.005 ? "import -exp" : "import");
		compare(p, label, base, scenario, 2, NUMBER_PLAIN, "MW");
	}
	compare_derived(p, w, "Generators", D_GEN_MW);
	compare_derived(p, w, "Load", D_LOAD_MW);
	buses_both(p, w, true); /* where a bus is on its own its frequency comes before margins */
	compare_derived(p, w, "Headroom", D_HEADROOM_MW);
	compare_derived(p, w, "N-1", D_N1_MW);
	buses_both(p, w, false);
	compare_derived(p, w, "Available", D_AVAILABLE_MW);
	compare_derived(p, w, "Firm", D_FIRM_MW);
	compare_metric(p, w, "Hz lowest", M_BUS_HZ_MIN, 0);
}

struct total { const char *what; double value; int decimals; const char *unit; };
#define TOTALS 7
#define TOTAL_CELLS 38 /* of one beside another, where they have few rows */

static void total_draw(struct grid *g, struct rect r, int x, int y, const struct total *t) {
	char number[NUMBER_SIZE];
	put_cut(g, r, x, y, 20, ROLE_DIM, t->what);
	put_right(g, r, x + 20, x + 30, y, ROLE_TEXT, number_text(number, t->value, t->decimals, NUMBER_PLAIN));
	put_text(g, r, x + 31, y, ROLE_DIM, t->unit);
}

/* What the branch comes to, up to where it is computed, the extreme frequency first: below the figures of the moment. Where not all have room there is no
 * blank row above, they stand side by side, and those that have no value come last. No heading stands without any. */
static void totals(struct rows *p, const struct world *w, int cells) {
	const struct branch_totals *t = &w->whatif->totals;
	const struct total all[TOTALS] = {
		{ "extreme", t->hz_extreme, 2, "Hz" }, { "at rest on droop", t->hz_settled, 2, "Hz" }, { "RoCoF", t->rocof_hz_s, 2, "Hz/s" },
		{ "least headroom", t->headroom_least_mw, 2, "MW" }, { "most import", t->import_most_mw, 2, "MW" }, { "not served", t->unserved_mwh, 3, "MWh" },
		{ "GPUs without power", t->shed_gpus, 0, "" },
	};
	char clock[NUMBER_SIZE], end[NUMBER_SIZE];
	struct rect r = { p->r.x, p->r.y, cells, p->r.h };
	bool few = p->y + 2 + TOTALS > r.h;
	int columns = few && cells >= 2 * TOTAL_CELLS ? cells / TOTAL_CELLS : 1, drawn = 0;
	if (w->whatif->from_ms == TIME_NONE || p->y + 2 > r.h)
		return;
	p->y += few ? 0 : 1;
	put_format(p->g, r, 0, p->y++, ROLE_TITLE, "From %s to %s%s", value_when(clock, w, w->whatif->from_ms), value_when(end, w, w->whatif->reached_ms),
	           w->whatif->reached_ms > w->last_ms ? ", past the recording" : "");
	for (int pass = 0; pass < (few ? 2 : 1); pass++)
		for (size_t i = 0; i < TOTALS; i++) {
			int y = p->y + drawn / columns;
			bool known = isfinite(all[i].value);
			if ((few && known == (pass == 1)) || y >= r.h)
				continue;
			total_draw(p->g, r, drawn++ % columns * TOTAL_CELLS, y, &all[i]);
		}
	p->y += (drawn + columns - 1) / columns;
}

/* One row at least; more while `most` allows. */
static void verdict_lines(struct rows *p, const char *word, const struct verdict *v, enum role role, int most) {
	int used = 0;
	if (p->y >= p->r.h)
		return;
	put_text(p->g, p->r, 0, p->y, ROLE_DIM, word);
	put_text(p->g, p->r, 10, p->y, v->go ? ROLE_GO : ROLE_NOGO, verdict_word(v));
	for (size_t i = 0; i < v->why_count && used < most; i++)
		used += put_wrapped(p->g, p->r, 18, p->y + used, most - used, role, v->why[i]);
	p->y += used > 0 ? used : 1;
}

/* Few rows: both verdicts in one, the clock beside them where there is room; then why the scenario is what it is, wrapped and not cut; then figures. */
static void countdown_small(struct rows *p, const struct world *w) {
	const struct verdict *base = &w->verdict, *scenario = &w->whatif->verdict;
	char clock[TIME_ISO_SIZE + 8] = "held", hms[TIME_ISO_SIZE];
	const char *was = verdict_word(base);
	const char *is = verdict_word(scenario);
	int cells = (int)(strlen(was) + strlen(is)) + 3, x = p->r.w - cells;
	if (scenario->t_minus_s == scenario->t_minus_s)
		snprintf(clock, sizeof clock, "T%s%s", scenario->t_minus_s < 0 ? "+" : "\xe2\x88\x92", time_format_hms((int64_t)(scenario->t_minus_s * 1000), hms));
	if ((int)utf8_cells(clock) <= x - 1)
		put_text(p->g, p->r, 0, 0, ROLE_STRONG, clock);
	x = x < 0 ? 0 : x;
	x = put_text(p->g, p->r, x, 0, base->go ? ROLE_GO : ROLE_NOGO, was);
	x = put_text(p->g, p->r, x, 0, ROLE_DIM, " " ARROW " ");
	put_text(p->g, p->r, x, 0, scenario->go ? ROLE_GO : ROLE_NOGO, is);
	p->y = 1;
	int most = p->r.h > 2 ? p->r.h - 2 : p->r.h - 1; /* a row for the margin */
	for (size_t i = 0; i < scenario->why_count && p->y <= most; i++)
		p->y += put_wrapped(p->g, p->r, 0, p->y, most + 1 - p->y, ROLE_WHATIF, scenario->why[i]);
	if (p->r.h - p->y > 1)
		compare_derived(p, w, "Start needs", D_START_LOAD_MW);
	compare_derived(p, w, "Margin", D_START_MARGIN_MW);
}

static void countdown_both(struct rows *p, const struct world *w) {
	if (p->r.h < 7) {
		countdown_small(p, w);
		return;
	}
	const struct site *s = w->whatif->frame->site;
	char clock[NUMBER_SIZE], base[FIELD_TEXT_SIZE], scenario[FIELD_TEXT_SIZE];
	double minus = w->whatif->verdict.t_minus_s;
	if (minus == minus) {
		int64_t t = (int64_t)floor(fabs(minus));
		put_format(p->g, p->r, 0, p->y, ROLE_STRONG, "T %s %02d:%02d:%02d", minus < 0 ? "+" : "\xe2\x88\x92", (int)(t / 3600), (int)(t / 60 % 60), (int)(t % 60));
		put_cut(p->g, p->r, 18, p->y++, p->r.w - 18, ROLE_DIM, value_when(clock, w, s->training.start_ms));
	} else {
		put_text(p->g, p->r, 0, p->y++, ROLE_STRONG, "training held");
	}
	int most = (p->r.h - 3) / 2; /* rows of each; the margin follows */
	verdict_lines(p, "Baseline", &w->verdict, ROLE_TEXT, most);
	verdict_lines(p, "Scenario", &w->whatif->verdict, ROLE_WHATIF, most);
	compare_derived(p, w, "Start needs", D_START_LOAD_MW);
	compare_derived(p, w, "Margin", D_START_MARGIN_MW);
	snprintf(base, sizeof base, "%s", value_stance(w->site->policy.stance));
	snprintf(scenario, sizeof scenario, "%s", value_stance(s->policy.stance));
	compare_words(p, "Accepted", base, scenario);
}

static void arrays_both(struct rows *p, const struct world *w) {
	struct array_counts was = gpus_arrays_count(w->frame), is = gpus_arrays_count(w->whatif->frame);
	unsigned told_was = was.full + was.part + was.dark, told_is = is.full + is.part + is.dark;
	const struct { const char *label; unsigned was, is; } rows[] = { { "Arrays full", was.full, is.full }, { "Arrays partly", was.part, is.part }, { "Arrays dark", was.dark, is.dark } };
	for (size_t i = 0; i < 3 && (told_was || told_is); i++)
		compare(p, rows[i].label, told_was ? (double)rows[i].was : (double)NAN, told_is ? (double)rows[i].is : (double)NAN, 0, NUMBER_PLAIN, "");
}

static void gpus_both(struct rows *p, const struct world *w, const struct view *v) {
	compare_metric(p, w, "Online", M_GPU_ONLINE, 0);
	compare_metric(p, w, "In job", M_GPU_JOB, 0);
	compare_metric(p, w, "Cap", M_GPU_CAP_W, 0);
	compare_metric(p, w, "Power", M_GPU_MW, 0);
	compare_derived(p, w, "W per GPU", D_WATTS_PER_GPU);
	compare_derived(p, w, "Would fit", D_GPUS_FIT);
	compare_derived(p, w, "Fit firm", D_GPUS_FIT_FIRM);
	compare_metric(p, w, "Ready", M_GPU_READY, 0);
	if (panel_zoomed(v, PANEL_GPUS))
		arrays_both(p, w);
}

/* Which row gives its place to that of the selected field, so that the last one does not lie under it: the field's own, whose values stand in both; else
 * the one that can best be spared. 0: all have room. */
static int row_to_give(const struct world *w, const struct view *v, enum panel panel, int room) {
	struct field_place p = { NULL, 0 };
	int feeds = (int)w->site->feed_count, supply_rows = feeds + 4;
	enum edit_verb verb = field_at(w, panel, (size_t)v->field[panel], &p) ? p.field->value : EDIT_VERB_COUNT;
	for (size_t i = 0; i < w->site->bus_count; i++)
		supply_rows += w->derived.tie[i] != BUS_PARALLEL || w->whatif->derived.tie[i] != BUS_PARALLEL;
	if (panel == PANEL_SUPPLY && room < supply_rows)
		return verb == EDIT_FEED_IMPORT ? (int)p.object + 1 : feeds + 1; /* the sets stand in their own panel */
	if (panel == PANEL_GPUS && room < GPU_ROWS)
		return verb == EDIT_GPU_ONLINE ? 1 : verb == EDIT_GPU_CAP ? 3 : 2;
	return 0;
}

bool whatif_has_field_row(struct rect in, const struct view *v, enum panel panel) {
	return v->focus == panel && panel != PANEL_ALARMS && in.h >= 2 && (!panel_zoomed(v, panel) || panel == PANEL_GENERATORS);
}

/* The same where a panel shows one world alone. */
static bool shows_field(const struct world *w, const struct view *v, enum panel panel) {
	return v->focus == panel && w->frame && w->whatif->frame;
}

bool whatif_field_covers(struct rect in, const struct world *w, const struct view *v, enum panel panel, int y) {
	return whatif_is_on(w) && shows_field(w, v, panel) && y == in.y + in.h - 1;
}

bool whatif_both_shown(const struct world *w, const struct view *v, enum panel panel) {
	return whatif_is_on(w) && panel != PANEL_TIMELINE && (panel == PANEL_ALARMS ? v->show != WHATIF_BASELINE : v->show == WHATIF_BOTH);
}

struct rect whatif_set_inside(struct rect in, const struct world *w, const struct view *v) {
	bool both = whatif_both_shown(w, v, PANEL_GENERATORS);
	bool field = both ? whatif_has_field_row(in, v, PANEL_GENERATORS) : whatif_is_on(w) && shows_field(w, v, PANEL_GENERATORS) && in.h >= 2;
	in.h -= field ? 1 : 0;
	return in;
}

static void both_draw(struct grid *g, struct rect r, enum panel panel, const struct world *w, const struct view *v) {
	static const char *const names[PANEL_COUNT] = { "Supply", "Countdown", "Generators", "GPUs", "", "Timeline" };
	char title[160];
	bool zoomed = panel_zoomed(v, panel);
	const char *words = r.w >= 44 ? "baseline " ARROW " scenario" : "base " ARROW " scen.";
	if (panel == PANEL_ALARMS)
		whatif_alarms_title(title, sizeof title, w, r.w - panel_frame_cells(g->cols, g->rows));
	else if (zoomed && panel == PANEL_GENERATORS)
		whatif_sets_title(title, sizeof title, w, v, panel_inside(g->cols, g->rows, r, v, panel));
	else
		snprintf(title, sizeof title, "%s  %s", names[panel], words);
	struct panel_room room = panel_begin(g, r, v, panel, title);
	struct rect in = room.inside;
	bool field = whatif_has_field_row(in, v, panel);
	struct rows rows = { .g = g, .r = { in.x, in.y, in.w, in.h - (field ? 1 : 0) } };
	if (rect_empty(in))
		return;
	if (panel == PANEL_ALARMS) {
		whatif_alarms_draw(g, in, w, v);
		return;
	}
	if (!w->whatif->frame || !w->frame) {
		put_cut(g, in, 0, 0, in.w, ROLE_MISSING, w->frame && !w->in_gap ? "computing the scenario" : "no sample here: nothing to compare");
		return;
	}
	if (zoomed && panel == PANEL_SUPPLY && in.w > LOSSES_AT)
		rows.r.w = LOSSES_AT - 2;
	rows.drop = field ? row_to_give(w, v, panel, rows.r.h) : 0;
	switch (panel) {
	case PANEL_SUPPLY: supply_both(&rows, w); break;
	case PANEL_COUNTDOWN: countdown_both(&rows, w); break;
	case PANEL_GPUS: gpus_both(&rows, w, v); break;
	default: whatif_sets_draw(g, rows.r, w, v); break;
	}
	if (!zoomed && panel == PANEL_GENERATORS)
		whatif_sets_range(g, &room, rows.r, w, v);
	if (zoomed && panel != PANEL_GENERATORS) {
		rows.y++;
		if (rows.y < rows.r.h)
			put_text(g, in, 0, rows.y++, ROLE_TITLE, "What can be edited here");
		all_fields(&rows, w, v, panel);
		if (panel == PANEL_SUPPLY) {
			int top = rows.y;
			totals(&rows, w, in.w);
			whatif_losses_draw(g, (struct rect){ in.x + LOSSES_AT, in.y, in.w - LOSSES_AT, top }, w);
			whatif_transient_draw(g, (struct rect){ in.x, in.y + rows.y + 1, in.w, in.h - rows.y - 1 }, w);
		}
	}
	if (field)
		whatif_field_draw(g, in, w, v, panel);
}

void whatif_panel_draw(struct grid *g, struct rect r, enum panel panel, panel_draw_fn *plain, const struct world *w, const struct view *v) {
	bool has_training = panel != PANEL_COUNTDOWN || (w->site && w->site->training.present);
	if (panel == PANEL_TIMELINE || (panel == PANEL_ALARMS && v->show == WHATIF_BASELINE)) {
		plain(g, r, w, v);
		return;
	}
	if (whatif_both_shown(w, v, panel) && has_training) {
		both_draw(g, r, panel, w, v);
		return;
	}
	struct world scenario = scenario_world(w);
	plain(g, r, v->show == WHATIF_SCENARIO ? &scenario : w, v);
	if (has_training && shows_field(w, v, panel))
		whatif_field_draw(g, panel_inside(g->cols, g->rows, r, v, panel), w, v, panel);
}
