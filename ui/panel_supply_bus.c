/* The rows of the buses: frequency with its needle, voltage, and whether the bus runs in parallel, as an island or is dead. On a dead bus
 * there is no frequency: the reason stands where the number would. */
#include "panel_supply_parts.h"

#include <stdio.h>
#include <string.h>

#include "utf8.h"

#define HZ_SCALE 0.025  /* the needle's scale reaches this share of nominal to each side */
#define HZ_NORMAL 0.01  /* beyond this share from nominal the number is abnormal */
#define KV_SCALE 0.15
#define KV_NORMAL 0.05
#define NEEDLE_MOST 27

enum role supply_tie_role(enum bus_tie tie) {
	static const enum role roles[] = {
		[BUS_UNKNOWN] = ROLE_MISSING, [BUS_PARALLEL] = ROLE_TEXT, [BUS_ISLAND] = ROLE_ABNORMAL, [BUS_DEAD] = ROLE_ABNORMAL,
	};
	return roles[tie & 3];
}

static void label_put(struct grid *g, struct rect r, int y, const struct supply_columns *c, const struct world *w, const char *what, size_t bus) {
	char label[64];
	snprintf(label, sizeof label, "%s %s", what, w->site->bus[bus].id);
	put_cut(g, r, 0, y, c->number_end - 8, ROLE_DIM, label);
}

/* A reading around its nominal value: number, unit, needle; returns the x after the needle. */
static int nominal_put(struct grid *g, struct rect r, int y, const struct supply_columns *c, const struct world *w, enum metric_id id, size_t bus,
                       double nominal, double normal, double scale, int needle) {
	struct reading reading = frame_get(w->frame, id, bus);
	struct number number = value_number(&reading, 2, NULL, w->cursor_ms);
	bool off = fabs(reading.value - nominal) > nominal * normal;
	char age[NUMBER_SIZE] = "";
	if (reading.quality == QUALITY_STALE)
		number_age(age, number.age_s);
	number.age_s = NAN; /* it stands behind the unit */
	number_put(g, r, c->number_end, y, 9, off ? ROLE_ABNORMAL : ROLE_TEXT, &number);
	put_text(g, r, c->number_end + 1, y, ROLE_DIM, metric_at(id)->unit);
	bool shown = reading.quality == QUALITY_GOOD || reading.quality == QUALITY_STALE;
	struct gauge gauge = { shown ? reading.value : NAN, nominal * (1 - scale), nominal * (1 + scale), NAN,
	                       reading.quality == QUALITY_STALE ? ROLE_STALE : off ? ROLE_ABNORMAL : ROLE_STRONG };
	int x = c->rest, end = c->rest + (needle > 0 ? needle : 0);
	if (*age)
		x = put_cut(g, r, x, y, c->end - x, ROLE_STALE, age) + 1;
	if (end - x >= 5)
		gauge_needle(g, r, x, y, end - x, &gauge, nominal);
	return end > x ? end : x;
}

static bool bus_dead(const struct world *w, size_t bus) {
	return w->derived.tie[bus] == BUS_DEAD || frame_bus_dead(w->frame, bus);
}

static void dead_put(struct grid *g, struct rect r, int y, const struct supply_columns *c, const struct world *w, size_t bus) {
	char text[96], kv[NUMBER_SIZE];
	number_text(kv, frame_get(w->frame, M_BUS_KV, bus).value, 2, NUMBER_PLAIN);
	if (c->end < c->rest + 4) { /* no room for more than the word */
		put_right(g, r, c->number_end - 8, c->end < c->number_end ? c->end : c->number_end, y, ROLE_ABNORMAL, "DEAD");
		return;
	}
	put_right(g, r, c->number_end - 8, c->number_end, y, ROLE_MISSING, "\u2014");
	put_text(g, r, c->number_end + 1, y, ROLE_DIM, "Hz");
	int room = c->end - c->rest;
	snprintf(text, sizeof text, room >= 38 ? "invalid: the bus is DEAD, %s kV of %g" : room >= 22 ? "invalid: DEAD, %s kV" : "DEAD, %s kV", kv, w->site->bus[bus].nominal_kv);
	put_cut(g, r, c->rest, y, c->end - c->rest, ROLE_ABNORMAL, text);
}

/* "60.00-60.02": the span within the sample, where the device gives it. */
static void span_text(char *out, size_t size, const struct world *w, size_t bus) {
	char low[NUMBER_SIZE], high[NUMBER_SIZE];
	out[0] = '\0';
	if (!frame_good(w->frame, M_BUS_HZ_MIN, bus) || !frame_good(w->frame, M_BUS_HZ_MAX, bus))
		return;
	number_text(low, frame_get(w->frame, M_BUS_HZ_MIN, bus).value, 2, NUMBER_PLAIN);
	number_text(high, frame_get(w->frame, M_BUS_HZ_MAX, bus).value, 2, NUMBER_PLAIN);
	snprintf(out, size, "%s-%s", low, high);
}

void supply_hz_row(struct grid *g, struct rect r, int y, const struct supply_columns *c, const struct world *w, size_t bus) {
	char text[2 * NUMBER_SIZE] = "";
	const char *tie = bus_tie_words[w->derived.tie[bus]];
	int room = c->end - c->rest;
	label_put(g, r, y, c, w, "Frequency", bus);
	if (bus_dead(w, bus)) {
		dead_put(g, r, y, c, w, bus);
		return;
	}
	struct reading kv = frame_get(w->frame, M_BUS_KV, bus);
	struct number volts = value_number(&kv, 1, "kV", w->cursor_ms);
	if (c->kv_apart && room >= 24) /* in a narrow panel the needle comes first */
		span_text(text, sizeof text, w, bus);
	int behind = c->tie_here ? (int)strlen(tie) + 1 : !c->kv_apart ? 8 : *text ? (int)strlen(text) + 2 : 0;
	int needle = room - behind > NEEDLE_MOST ? NEEDLE_MOST : room - behind;
	double nominal = w->site->bus[bus].nominal_hz;
	int x = nominal_put(g, r, y, c, w, M_BUS_HZ, bus, nominal, HZ_NORMAL, HZ_SCALE, needle);
	if (c->tie_here)
		put_right(g, r, x, c->end, y, supply_tie_role(w->derived.tie[bus]), tie);
	else if (!c->kv_apart)
		number_put(g, r, c->end, y, 7, ROLE_TEXT, &volts);
	else
		put_cut(g, r, x + 2, y, c->end - x - 2, ROLE_TEXT, text);
}

void supply_kv_row(struct grid *g, struct rect r, int y, const struct supply_columns *c, const struct world *w, size_t bus) {
	char percent[NUMBER_SIZE];
	double nominal = w->site->bus[bus].nominal_kv;
	int room = c->end - c->rest - 8, needle = room > NEEDLE_MOST ? NEEDLE_MOST : room;
	label_put(g, r, y, c, w, "Voltage", bus);
	int x = nominal_put(g, r, y, c, w, M_BUS_KV, bus, nominal, KV_NORMAL, KV_SCALE, needle);
	struct reading kv = frame_get(w->frame, M_BUS_KV, bus);
	if (kv.quality == QUALITY_GOOD && c->end - x >= 7)
		put_text(g, r, x + 2, y, ROLE_TEXT, number_percent(percent, kv.value, nominal));
}

/* All buses in one row: the one farthest from nominal by number, the others by how they stand. */
void supply_buses_row(struct grid *g, struct rect r, int y, const struct supply_columns *c, const struct world *w, size_t unused) {
	size_t worst = 0;
	double farthest = -1;
	(void)unused;
	for (size_t i = 0; i < w->site->bus_count; i++) {
		double nominal = w->site->bus[i].nominal_hz;
		double off = fabs(frame_get(w->frame, M_BUS_HZ, i).value - nominal) / nominal;
		if (bus_dead(w, i) || isnan(off))
			off = 1;
		if (off > farthest) {
			farthest = off;
			worst = i;
		}
	}
	supply_hz_row(g, r, y, c, w, worst);
}
