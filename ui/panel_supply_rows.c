/* The rows of power: feeds, sets, batteries, load, headroom, what is available. MW and the share of the limit stand together, the words
 * IMPORT and EXPORT beside the number, and a sum with a member missing says "≥" and how many report. */
#include "panel_supply_parts.h"

#include <stdio.h>
#include <string.h>

#include "utf8.h"

#define PERCENT_CELLS 6
#define BAR_LEAST 5
#define BAR_MOST 48
#define RESIDUAL_SHARE 0.02 /* of the load: beyond what meters err */
#define EXPORT_MW 0.005 /* less is not shown */
#define SCALE_SPARE 1.08 /* of the scale beyond the limit, so that its mark stands inside the bar */

static void label_put(struct grid *g, struct rect r, int y, const struct supply_columns *c, const char *label) {
	put_cut(g, r, 0, y, c->number_end - 8, ROLE_DIM, label);
}

static void text_put(struct grid *g, struct rect r, int y, const struct supply_columns *c, enum role role, const char *text, const char *unit) {
	put_right(g, r, c->number_end - 9, c->number_end, y, role, text);
	put_text(g, r, c->number_end + 1, y, ROLE_DIM, unit);
}

static void derived_put(struct grid *g, struct rect r, int y, const struct supply_columns *c, const struct world *w, enum derived_id id, enum role role) {
	char text[NUMBER_SIZE];
	text_put(g, r, y, c, isnan(w->derived.q[id].value) ? ROLE_MISSING : role, value_derived(text, w, id), "MW");
}

/* "13/14" or the age of a stale value in front, then the bar, then the share of the whole. */
static void bar_put(struct grid *g, struct rect r, int y, const struct supply_columns *c, const struct gauge *bar, double whole, enum role role, const char *before) {
	char percent[NUMBER_SIZE];
	int x = c->rest, width;
	if (*before)
		x = put_text(g, r, x, y, role, before) + 1;
	number_percent(percent, bar->value, whole);
	width = c->end - PERCENT_CELLS - x;
	if (width > BAR_MOST)
		width = BAR_MOST;
	if (width >= BAR_LEAST)
		gauge_bar(g, r, x, y, width, bar);
	else
		width = c->end - PERCENT_CELLS - x; /* no bar: the share stands where it always does */
	if (x + width + PERCENT_CELLS - (int)utf8_cells(percent) < x)
		return; /* it would lie over the number, and be read as one with it */
	put_right(g, r, x + width, x + width + PERCENT_CELLS, y, bar->role == ROLE_ABNORMAL ? ROLE_ABNORMAL : ROLE_TEXT, percent);
}

const char *supply_feed_word(const struct world *w, size_t feed, enum role *role) {
	int breaker = frame_label(w->frame, M_FEED_BREAKER, feed);
	struct reading mw = frame_get(w->frame, M_FEED_MW, feed);
	*role = ROLE_ABNORMAL;
	if (breaker == BREAKER_OPEN)
		return "OPEN";
	if (!power_feed_in_service(w->frame, feed))
		return "OUT";
	*role = ROLE_TEXT;
	if (!isfinite(mw.value) || mw.quality == QUALITY_MISSING || mw.quality == QUALITY_BAD)
		return "";
	if (mw.value < -EXPORT_MW)
		*role = ROLE_ABNORMAL;
	return mw.value < -EXPORT_MW ? "EXPORT" : "IMPORT";
}

/* "Grid TVA  IMPORT", or "TVA IMPORT" where it is narrow. */
static void feed_label(struct grid *g, struct rect r, int y, const struct supply_columns *c, const char *id, const char *word, enum role role) {
	char label[64], clean[SITE_ID_SIZE];
	utf8_clean(clean, sizeof clean, id, strlen(id));
	int word_x, room = c->number_end - 8;
	if (c->wide) {
		snprintf(label, sizeof label, utf8_cells(clean) <= 5 ? "Grid %s" : "%s", clean);
		put_cut(g, r, 0, y, 10, ROLE_DIM, label);
		word_x = 11;
	} else {
		int left = room - (int)utf8_cells(word) - 2;
		word_x = put_cut(g, r, 0, y, left, ROLE_DIM, clean) + 1;
	}
	put_text(g, r, word_x, y, role, word);
}

/* What stands beside IMPORT or EXPORT: without a sign. */
static double shown_flow(double mw) {
	return mw < -EXPORT_MW ? -mw : mw < 0 ? 0 : mw;
}

void supply_feed_row(struct grid *g, struct rect r, int y, const struct supply_columns *c, const struct world *w, size_t i) {
	struct reading mw = frame_get(w->frame, M_FEED_MW, i);
	struct number number = value_number(&mw, 2, NULL, w->cursor_ms);
	double limit = power_feed_limit_mw(w->frame, i);
	bool over = mw.quality == QUALITY_GOOD && mw.value > limit;
	enum role role;
	const char *word = supply_feed_word(w, i, &role);
	char age[NUMBER_SIZE] = "";
	feed_label(g, r, y, c, w->site->feed[i].id, word, role);
	if (mw.quality == QUALITY_STALE)
		number_age(age, number.age_s);
	number.age_s = NAN; /* it stands behind the unit */
	if (*word == 'E' || *word == 'I') /* the word says which way */
		number.value = shown_flow(mw.value);
	number_put(g, r, c->number_end, y, 9, over ? ROLE_ABNORMAL : ROLE_TEXT, &number);
	put_text(g, r, c->number_end + 1, y, ROLE_DIM, "MW");
	bool known = mw.quality == QUALITY_GOOD || mw.quality == QUALITY_STALE;
	struct gauge bar = { known ? mw.value : NAN, 0, limit * SCALE_SPARE, limit, over ? ROLE_ABNORMAL : mw.quality == QUALITY_STALE ? ROLE_STALE : ROLE_BAR };
	bar_put(g, r, y, c, &bar, limit, ROLE_STALE, age);
}

/* The feed with the greatest share of its limit. */
static size_t feed_worst(const struct world *w, double *share) {
	size_t worst = 0;
	*share = NAN;
	for (size_t i = 0; i < w->site->feed_count; i++) {
		struct reading mw = frame_get(w->frame, M_FEED_MW, i);
		double s = mw.value / power_feed_limit_mw(w->frame, i);
		if (mw.quality == QUALITY_GOOD && isfinite(s) && !(s <= *share)) {
			*share = s;
			worst = i;
		}
	}
	return worst;
}

void supply_feeds_row(struct grid *g, struct rect r, int y, const struct supply_columns *c, const struct world *w, size_t unused) {
	(void)unused;
	const struct quantity *q = &w->derived.q[D_IMPORT_MW];
	char label[64], text[160], percent[NUMBER_SIZE], reporting[NUMBER_SIZE];
	double share;
	size_t worst = feed_worst(w, &share);
	snprintf(label, sizeof label, "%zu feeds %s", w->site->feed_count, q->value < -EXPORT_MW ? "EXP." : "IMP.");
	label_put(g, r, y, c, label);
	number_sum(text, shown_flow(q->value), 2, NUMBER_PLAIN, q->reporting, q->total);
	text_put(g, r, y, c, isnan(q->value) ? ROLE_MISSING : ROLE_TEXT, text, "MW");
	number_reporting(reporting, q->reporting, q->total);
	number_percent(percent, share, 1);
	int x = c->rest;
	if (*reporting)
		x = put_text(g, r, x, y, ROLE_MISSING, reporting) + 1;
	if (isnan(share))
		return;
	snprintf(text, sizeof text, "worst %s", w->site->feed[worst].id);
	put_right(g, r, x, c->end, y, share > 1 ? ROLE_ABNORMAL : ROLE_TEXT, percent);
	put_cut(g, r, x, y, c->end - x - (int)utf8_cells(percent) - 1, ROLE_DIM, text);
}

void supply_gens_row(struct grid *g, struct rect r, int y, const struct supply_columns *c, const struct world *w, size_t unused) {
	(void)unused;
	const struct quantity *q = &w->derived.q[D_GEN_MW];
	struct fleet fleet = value_fleet(w);
	char reporting[NUMBER_SIZE];
	label_put(g, r, y, c, "Generators");
	derived_put(g, r, y, c, w, D_GEN_MW, ROLE_TEXT);
	number_reporting(reporting, q->reporting, q->total);
	double running = fleet.running_mw.value;
	struct gauge bar = { q->value, 0, fleet.rated_mw * SCALE_SPARE, running, ROLE_BAR };
	bar_put(g, r, y, c, &bar, running, ROLE_MISSING, reporting);
}

void supply_stores_row(struct grid *g, struct rect r, int y, const struct supply_columns *c, const struct world *w, size_t unused) {
	(void)unused;
	struct reading soc = frame_get(w->frame, M_STORE_SOC_PCT, 0);
	struct number charge = value_number(&soc, 0, "% charged", w->cursor_ms);
	label_put(g, r, y, c, "Batteries");
	derived_put(g, r, y, c, w, D_STORE_MW, ROLE_TEXT);
	if (w->site->store_count == 1)
		number_put(g, r, c->end, y, c->end - c->rest, ROLE_TEXT, &charge);
}

void supply_load_row(struct grid *g, struct rect r, int y, const struct supply_columns *c, const struct world *w, size_t unused) {
	(void)unused;
	char residual[NUMBER_SIZE];
	label_put(g, r, y, c, "Load");
	derived_put(g, r, y, c, w, D_LOAD_MW, ROLE_TEXT);
	const struct quantity *q = &w->derived.q[D_RESIDUAL_MW];
	value_derived(residual, w, D_RESIDUAL_MW);
	int room = c->end - c->rest, cells = (int)utf8_cells(residual);
	const char *said_as = c->wide ? "residual " : cells + 7 <= room ? "resid. " : cells + 5 <= room ? "res. " : NULL;
	if (!said_as)
		return; /* a part of a number would be another number */
	int x = put_text(g, r, c->rest, y, ROLE_DIM, said_as);
	bool off = fabs(q->value) > RESIDUAL_SHARE * w->derived.q[D_LOAD_MW].value;
	x = put_text(g, r, x, y, isnan(q->value) || w->derived.probably_carrying ? ROLE_MISSING : off ? ROLE_ABNORMAL : ROLE_TEXT, residual);
	if (!w->derived.probably_carrying)
		return;
	static const char *const said[] = { " = what is missing: probably still carrying", " = missing", " = ?" };
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		if ((int)utf8_cells(said[i]) <= c->end - x) {
			put_text(g, r, x, y, ROLE_MISSING, said[i]);
			return;
		}
}

enum role supply_n1_role(const struct world *w, enum derived_id id) {
	static const enum derived_id judged[STANCE_COUNT] = { [STANCE_N0] = DERIVED_COUNT, [STANCE_N1_SET] = D_N1_SET_MW, [STANCE_N1_FEED] = D_N1_FEED_MW };
	double value = w->derived.q[id].value;
	if (isnan(value))
		return ROLE_MISSING;
	enum derived_id of = judged[w->site->policy.stance];
	bool asked = of == id || (id == D_N1_MW && of != DERIVED_COUNT && w->derived.q[of].value < 0);
	return value < 0 && asked ? ROLE_ABNORMAL : ROLE_TEXT;
}

/* "N-1 +2.01 TVA" and, where there is room, the stance that the site has accepted. */
void supply_headroom_row(struct grid *g, struct rect r, int y, const struct supply_columns *c, const struct world *w, size_t unused) {
	(void)unused;
	char text[NUMBER_SIZE], set[NUMBER_SIZE + 8];
	const struct derived *d = &w->derived;
	label_put(g, r, y, c, "Headroom");
	enum role role = isnan(d->q[D_HEADROOM_MW].value) ? ROLE_MISSING : d->q[D_HEADROOM_MW].value < 0 ? ROLE_ABNORMAL : ROLE_TEXT;
	value_derived(text, w, D_N1_MW);
	/* where number and name would not fit behind the unit, the unit gives way: those above and below say MW too */
	bool tight = 5 + (int)(utf8_cells(text) + utf8_cells(d->n1_worst)) > c->end - c->rest;
	text_put(g, r, y, c, role, value_derived(set, w, D_HEADROOM_MW), tight ? "" : "MW");
	int x = tight ? c->number_end + 1 : c->rest;
	x = put_cut(g, r, x, y, c->end - x, ROLE_DIM, "N-1 ");
	x = put_text(g, r, x, y, supply_n1_role(w, D_N1_MW), text);
	x = put_cut(g, r, x + 1, y, c->end - x - 1, ROLE_TEXT, d->n1_worst) + 3;
	bool other = d->q[D_N1_SET_MW].value != d->q[D_N1_MW].value;
	value_derived(set, w, other ? D_N1_SET_MW : D_N1_FEED_MW);
	if (c->end - x < 10 || c->end - x < (other ? 4 : 5) + (int)utf8_cells(set) || w->site->gen_count + w->site->feed_count < 2)
		return;
	x = put_text(g, r, x, y, ROLE_DIM, other ? "set " : "feed ");
	put_cut(g, r, x, y, c->end - x, ROLE_TEXT, set);
}

void supply_available_row(struct grid *g, struct rect r, int y, const struct supply_columns *c, const struct world *w, size_t unused) {
	(void)unused;
	char set[NUMBER_SIZE], feed[NUMBER_SIZE]; /* what is left without the greatest set, without the largest feed */
	label_put(g, r, y, c, "Available");
	derived_put(g, r, y, c, w, D_AVAILABLE_MW, ROLE_TEXT);
	value_derived(set, w, D_FIRM_MW);
	value_derived(feed, w, D_FIRM_FEED_MW);
	int room = c->end - c->rest, both = 15 + (int)utf8_cells(set) + (int)utf8_cells(feed);
	int x = put_cut(g, r, c->rest, y, room, ROLE_DIM, both <= room ? "firm set " : "firm ");
	x = put_cut(g, r, x, y, c->end - x, ROLE_TEXT, set);
	if (both > room)
		return;
	x = put_cut(g, r, x, y, c->end - x, ROLE_DIM, " feed ");
	put_cut(g, r, x, y, c->end - x, ROLE_TEXT, feed);
}
