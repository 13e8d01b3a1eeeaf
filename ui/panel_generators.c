/* The Generators panel: how many sets are in which state, what they could give, and each of them. State is glyph, word and place; colour
 * only repeats it. A set without telemetry is "no data": whether it still runs is told from the balance, not guessed from silence. */
#include "panel_generators_parts.h"
#include "panel_generators_table.h"
#include "panel_whatif.h"

#include <stdio.h>
#include <string.h>

#include "box.h"
#include "utf8.h"
#include "wrap.h"

static const struct gen_look looks[GEN_STATE_COUNT] = {
	[GEN_STOPPED] = { 0x25CB, "stopped", ROLE_DIM },         [GEN_STARTING] = { 0x25D4, "start", ROLE_TEXT },
	[GEN_RUNNING] = { 0x25D0, "running", ROLE_TEXT },        [GEN_SYNCHRONISING] = { 0x25D1, "synch", ROLE_TEXT },
	[GEN_LOADED] = { 0x25CF, "loaded", ROLE_TEXT },          [GEN_UNLOADING] = { 0x25D5, "unload", ROLE_TEXT },
	[GEN_COOLING] = { 0x25CC, "cooling", ROLE_DIM },         [GEN_TRIPPED] = { 0x2716, "TRIPPED", ROLE_ABNORMAL },
	[GEN_LOCKOUT] = { 0x2716, "LOCKOUT", ROLE_ABNORMAL },    [GEN_OUT_OF_SERVICE] = { 0x2013, "out", ROLE_DIM },
};
static const struct gen_look look_no_data = { '?', "NO DATA", ROLE_MISSING };
static const struct gen_look look_bad = { '?', "BAD", ROLE_MISSING };
static const struct gen_look look_unknown = { '?', "state ?", ROLE_MISSING };

struct gen_look generators_look(int state) {
	return state >= 0 && state < GEN_STATE_COUNT ? looks[state] : look_no_data;
}

static enum role alarm_role(enum priority p) {
	static const enum role roles[PRIORITY_COUNT] = { ROLE_ALARM_LOW, ROLE_ALARM_MEDIUM, ROLE_ALARM_HIGH };
	return roles[p];
}

/* The earliest of the active device alarms of a set: what came first is the cause, what followed is not. Without one the gravest by rule. */
static const struct alarm *first_out(const struct world *w, const char *id) {
	const struct alarm *first = NULL;
	for (size_t i = 0; i < w->active_count; i++) {
		const struct alarm *a = w->active[i];
		if (strcmp(a->src, id) != 0)
			continue;
		bool same = first && a->device == first->device;
		if (!first || (a->device && !first->device) || (same && (a->device ? a->on_ms < first->on_ms : a->priority > first->priority)))
			first = a;
	}
	return first;
}

/* Why a set that is out has no alarm: it is suppressed, or not read yet, or there is none. */
static const char *no_alarm_words(const struct world *w, const char *id) {
	for (size_t i = 0; w->alarms && i < w->alarms->count; i++)
		if (w->alarms->at[i].state == ALARM_SUPPRESSED && !strcmp(w->alarms->at[i].alarm->src, id))
			return "suppressed";
	bool read = world_is_read(w);
	return read ? "no alarm" : "not read";
}

static struct gen_look look_of(const struct reading *state, bool no_power) {
	if (state->quality == QUALITY_MISSING)
		return no_power ? look_no_data : look_unknown;
	if (state->quality == QUALITY_BAD || !(state->value >= 0 && state->value < GEN_STATE_COUNT))
		return look_bad;
	struct gen_look look = looks[(int)state->value];
	if (state->quality == QUALITY_STALE)
		look.role = ROLE_STALE;
	return look;
}

struct gen_row generators_row(const struct world *w, size_t index) {
	struct reading state = frame_get(w->frame, M_GEN_STATE, index);
	struct gen_row row = { .index = index, .kw = frame_get(w->frame, M_GEN_KW, index) };
	row.rated_kw = w->site->gen[index].rated_kw;
	row.max_kw = power_gen_max_kw(w->frame, index);
	row.no_data = state.quality == QUALITY_MISSING && row.kw.quality == QUALITY_MISSING;
	row.look = look_of(&state, row.kw.quality == QUALITY_MISSING);
	int label = frame_label(w->frame, M_GEN_STATE, index);
	row.out = label == GEN_TRIPPED || label == GEN_LOCKOUT;
	row.alarm = first_out(w, w->site->gen[index].id);
	if (row.out && row.alarm)
		row.look.role = alarm_role(row.alarm->priority);
	return row;
}

int generators_id_cells(const struct site *site) {
	size_t most = 3;
	for (size_t i = 0; i < site->gen_count; i++) {
		size_t cells = utf8_cells(site->gen[i].id);
		most = cells > most ? cells : most;
	}
	return most > 8 ? 8 : (int)most;
}

/* The first of the candidates that fits, else the last of them cut. */
static void candidate_draw(struct grid *g, struct rect r, int x, int y, int width, enum role role, char (*texts)[160], int count) {
	int i = 0;
	while (i < count - 1 && utf8_cells(texts[i]) > (size_t)(width > 0 ? width : 0))
		i++;
	put_cut(g, r, x, y, width, role, texts[i]);
}

static void no_data_draw(struct grid *g, struct rect r, int x, int y, int width, const struct world *w, size_t i) {
	char texts[5][160], clock[NUMBER_SIZE] = "", kw[NUMBER_SIZE];
	double last = w->last_kw ? w->last_kw[i] : NAN;
	const char *before = "", *carry = w->derived.probably_carrying && last > 0 ? "probably still carrying" : "last";
	if (w->last_kw_ms && w->last_kw_ms[i] != TIME_NONE) {
		value_when(clock, w, w->last_kw_ms[i]);
		before = " since ";
	}
	number_text(kw, last, 0, NUMBER_PLAIN);
	bool known = isfinite(last);
	snprintf(texts[0], sizeof *texts, "NO DATA%s%s%s%s%s%s%s", before, clock, known ? ", " : "", known ? carry : "", known ? " " : "", known ? kw : "",
	         known ? " kW" : "");
	snprintf(texts[1], sizeof *texts, "NO DATA%s%s%s%s", before, clock, known ? ", " : "", known ? carry : "");
	if (!w->derived.probably_carrying)
		snprintf(texts[1], sizeof *texts, "NO DATA%s%s%s%s%s", before, clock, known ? " last " : "", known ? kw : "", known ? " kW" : "");
	snprintf(texts[2], sizeof *texts, "NO DATA%s%s%s%s", before, clock, known ? " last " : "", known ? kw : "");
	snprintf(texts[3], sizeof *texts, "NO DATA%s%s", before, clock);
	strcpy(texts[4], "NO DATA");
	candidate_draw(g, r, x, y, width, ROLE_MISSING, texts, 5);
}

void generators_reason_draw(struct grid *g, struct rect r, int x, int y, int width, const struct world *w, const struct gen_row *row) {
	char clock[NUMBER_SIZE];
	if (row->no_data) {
		no_data_draw(g, r, x, y, width, w, row->index);
		return;
	}
	if (!row->alarm) {
		if (row->out)
			put_cut(g, r, x, y, width, row->look.role, no_alarm_words(w, w->site->gen[row->index].id));
		return;
	}
	int cells = (int)utf8_cells(value_since(clock, w, row->alarm));
	bool room = width >= cells + 12;
	if (room)
		put_right(g, r, x, x + width, y, ROLE_DIM, clock);
	int text_end = x + (room ? width - cells - 1 : width), end = put_words(g, r, x, y, text_end - x, row->look.role, row->alarm->text, false);
	if (end < text_end && end - x < (int)utf8_cells(row->alarm->text)) /* where whole words leave a cell, it says that there are more */
		put_char(g, r, end, y, row->look.role, 0x2026);
}

struct state_count { enum gen_state state; const char *word; };
/* What is asked first comes first. */
static const struct state_count count_words[] = {
	{ GEN_LOADED, "loaded" }, { GEN_TRIPPED, "tripped" }, { GEN_LOCKOUT, "locked out" }, { GEN_STARTING, "starting" }, { GEN_RUNNING, "running" },
	{ GEN_SYNCHRONISING, "synchronising" }, { GEN_UNLOADING, "unloading" }, { GEN_COOLING, "cooling" }, { GEN_STOPPED, "stopped" },
	{ GEN_OUT_OF_SERVICE, "out of service" },
};

static size_t count_add(char *out, size_t size, size_t at, unsigned n, const char *word) {
	int added = snprintf(out + at, size - at, "%s%u %s", at ? " \u00b7 " : "", n, word);
	return added < 0 || at + (size_t)added >= size ? size - 1 : at + (size_t)added;
}

/* `whole` false: without those that are loaded, whose number the others tell. */
static char *counts_text(char *out, size_t size, const struct world *w, bool whole) {
	const struct derived *d = &w->derived;
	size_t at = 0;
	unsigned told = 0, stale = 0, total = (unsigned)w->site->gen_count;
	out[0] = '\0';
	for (size_t i = 0; i < sizeof count_words / sizeof *count_words; i++) {
		unsigned n = d->gens_in_state[count_words[i].state];
		told += n;
		if (n && (whole || count_words[i].state != GEN_LOADED))
			at = count_add(out, size, at, n, count_words[i].word);
	}
	for (size_t i = 0; i < total; i++)
		stale += frame_get(w->frame, M_GEN_STATE, i).quality == QUALITY_STALE;
	if (stale)
		at = count_add(out, size, at, stale, "stale");
	if (told + stale < total)
		count_add(out, size, at, total - told - stale, d->probably_carrying ? "no data, probably still carrying" : "no data");
	return out;
}

char *generators_counts(char *out, size_t size, const struct world *w) {
	return counts_text(out, size, w, true);
}

/* "32.5"; from 100 MW on the decimal says nothing. */
static char *fleet_number(char out[NUMBER_SIZE], double mw, unsigned reporting, unsigned total) {
	return number_sum(out, mw, fabs(mw) < 99.95 ? 1 : 0, NUMBER_PLAIN, reporting, total);
}

#define FLEET_BRIEFEST 3
/* What the sets are rated for, could give now, and could give as they run: three numbers, in words as long as there is room for. */
static void fleet_note(char out[160], const struct world *w, int brevity) {
	static const char *const forms[] = {
		"rated %.30s \u00b7 available %.30s \u00b7 running %.30s MW", "rated %.30s avail. %.30s running %.30s MW",
		"rated %.30s av. %.30s run %.30s MW", "rated %.30s av. %.30s run %.30s",
	};
	struct fleet f = value_fleet(w);
	const struct quantity *able = &w->derived.q[D_AVAILABLE_MW];
	char rated[NUMBER_SIZE], available[NUMBER_SIZE], running[NUMBER_SIZE];
	snprintf(out, 160, forms[brevity], fleet_number(rated, f.rated_mw, 0, 0), fleet_number(available, f.available_mw, able->reporting, able->total),
	         fleet_number(running, f.running_mw.value, f.running_mw.reporting, f.running_mw.total));
}

/* "14 × 2.5 MW", or "14 sets" where they differ. */
static void kind_text(char out[64], const struct site *s) {
	char each[NUMBER_SIZE];
	bool same = true;
	for (size_t i = 1; i < s->gen_count; i++)
		same = same && s->gen[i].rated_kw == s->gen[0].rated_kw;
	number_text(each, s->gen[0].rated_kw / 1000, fmod(s->gen[0].rated_kw, 100) == 0 ? 1 : 2, NUMBER_PLAIN);
	if (same)
		snprintf(out, 64, "%zu \u00d7 %.20s MW", s->gen_count, each);
	else
		snprintf(out, 64, "%zu sets", s->gen_count);
}

/* "1-28 of 256 ↓"; "" when all are shown. */
static void scroll_text(char out[64], const struct gen_grid *gg, size_t total) {
	int last = gg->first + gg->count < (int)total ? gg->first + gg->count : (int)total;
	out[0] = '\0';
	if (gg->count < (int)total)
		snprintf(out, 64, "%d-%d of %zu%s%s", gg->first + 1, last, total, gg->first > 0 ? " \u2191" : "", last < (int)total ? " \u2193" : "");
}

/* "Generators  14 × 2.5 MW  13 loaded · 1 tripped", the less the higher `brevity`; which of many are shown is never left out. */
static void title_text(char out[160], const struct world *w, const char *scroll, int brevity) {
	char counts[128], kind[64];
	kind_text(kind, w->site);
	const char *second = *scroll ? scroll : brevity < 1 ? kind : "";
	counts_text(counts, sizeof counts, w, brevity < 3);
	snprintf(out, 160, "%s%s%.40s  %.100s", brevity < 2 ? "Generators" : "Gens", *second ? "  " : "", second, counts);
}

/* The table: "Generators  by kW  13 loaded"; the order and the filter are never left out, the counts and the name give way. */
static void table_title(char out[160], const struct world *w, const char *order, int brevity) {
	char counts[128];
	counts_text(counts, sizeof counts, w, brevity < 2);
	snprintf(out, 160, "%s%.80s%s%.60s", brevity < 1 ? "Generators" : "Gens", order, brevity < 3 && *counts ? "  " : "", brevity < 3 ? counts : "");
}

/* Title and the three numbers, from roomy to brief. */
static const struct { int title, note; } heads[] = { { 0, 0 }, { 0, 1 }, { 1, 1 }, { 1, 2 }, { 2, 2 }, { 2, 3 }, { 3, 3 } };
#define HEAD_COUNT (sizeof heads / sizeof *heads)

static void cells_draw(struct grid *g, struct rect inside, const struct gen_grid *gg, const struct world *w, const struct view *v) {
	for (int c = 0; c < gg->columns; c++) {
		if (gg->head)
			generators_head_draw(g, inside, c * gg->cell, 0, gg, w);
		for (int y = 0; y < gg->rows; y++) {
			int i = gg->first + c * gg->rows + y;
			if (i >= (int)w->site->gen_count)
				return;
			generators_cell_draw(g, inside, c * gg->cell, y + gg->head, gg, w, (size_t)i);
			if (v->focus == PANEL_GENERATORS && i == v->selected_gen)
				put_role(g, rect_clip((struct rect){ inside.x + c * gg->cell, inside.y + y + gg->head, generators_id_cells(w->site), 1 }, inside), ROLE_CURSOR);
		}
	}
}

/* Title row or box. A box has room for the three numbers in its lower edge; a title row has it at its right. */
static struct panel_room room_begin(struct grid *g, struct rect r, const struct world *w, const struct view *v, const char *scroll, const char *order) {
	bool boxed = panel_boxed(g->cols, g->rows);
	char title[160], note[160];
	size_t i = 0;
	do { /* a box has a row of its own for the numbers: there the two do not compete */
		if (*order)
			table_title(title, w, order, heads[i].title);
		else
			title_text(title, w, scroll, heads[i].title);
		fleet_note(note, w, heads[i].note);
	} while ((int)utf8_cells(title) + (boxed ? 0 : (int)utf8_cells(note)) + 6 > r.w && ++i < HEAD_COUNT);
	if (*order && !boxed && heads[i < HEAD_COUNT ? i : HEAD_COUNT - 1].title > 2) { /* what is out comes before what there is */
		char counted[160];
		table_title(counted, w, order, 2);
		if ((int)utf8_cells(counted) + 4 <= r.w)
			strcpy(title, counted);
	}
	for (int brevity = 0; boxed && brevity <= FLEET_BRIEFEST; brevity++) {
		fleet_note(note, w, brevity);
		if ((int)utf8_cells(note) + 6 <= r.w)
			break;
	}
	struct panel_room room = panel_begin(g, r, v, PANEL_GENERATORS, title);
	if (boxed)
		box_foot(g, r, ROLE_TEXT, note);
	else
		panel_note(g, &room, ROLE_TEXT, note);
	return room;
}

void panel_generators_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	bool zoomed = panel_zoomed(v, PANEL_GENERATORS);
	if (rect_empty(r) || !w->site)
		return;
	if (!w->frame || !w->site->gen_count) {
		struct panel_room none = panel_begin(g, r, v, PANEL_GENERATORS, "Generators");
		put_cut(g, none.inside, 0, 0, none.inside.w, ROLE_DIM, w->site->gen_count ? "no sample yet" : "none on this site");
		return;
	}
	if (zoomed && v->gen_open && r.h >= 3) {
		char title[160];
		generators_set_title(title, sizeof title, w, v, NULL);
		struct panel_room open = panel_begin(g, r, v, PANEL_GENERATORS, title);
		generators_set_draw(g, whatif_set_inside(open.inside, w, v), w, v, NULL);
		return;
	}
	if (r.h < 3 || r.w < 20 || !(zoomed || panel_titled(g->cols, g->rows))) {
		generators_strip_draw(g, r, w);
		return;
	}
	struct gen_grid gg = generators_grid(panel_inside(g->cols, g->rows, r, v, PANEL_GENERATORS), w, v);
	char scroll[64] = "", order[128] = "";
	if (zoomed)
		generators_order_words(order, sizeof order, w, v, panel_inside(g->cols, g->rows, r, v, PANEL_GENERATORS).h);
	else
		scroll_text(scroll, &gg, w->site->gen_count);
	struct panel_room room = room_begin(g, r, w, v, scroll, order);
	if (zoomed)
		generators_table_draw(g, room.inside, w, v);
	else
		cells_draw(g, room.inside, &gg, w, v);
}
