/* The GPUs panel: online of installed, ready and in the job, their power, watts per GPU, the cap, and how many would fit. With room: a map of
 * the arrays and the assumptions behind the derived numbers. Always true: a count that is missing, stale or bad is told apart from each
 * other and from zero, and nothing derived is shown without a frame. */
#include "panel.h"

#include <stdio.h>
#include <string.h>

#include "gauge.h"
#include "strip.h"
#include "utf8.h"
#include "values.h"

/* Where words flow from left to right; what no longer fits into the row is left out whole. */
struct pen {
	struct grid *g;
	struct rect r;
	int x, y;
	int gap;     /* between words; 0: three cells */
	int reserve; /* cells at the end that are kept for what must follow */
};

static void pen_put(struct pen *p, enum role role, const char *label_before, const char *value, enum role label_role, const char *label_after) {
	int cells = (int)(utf8_cells(label_before) + utf8_cells(value) + utf8_cells(label_after));
	int gap = !p->x ? 0 : p->gap ? p->gap : 3;
	if (p->x + gap + cells + p->reserve > p->r.w && (p->x || p->reserve))
		return;
	p->x = put_text(p->g, p->r, p->x + gap, p->y, label_role, label_before);
	p->x = put_text(p->g, p->r, p->x, p->y, role, value);
	p->x = put_text(p->g, p->r, p->x, p->y, label_role, label_after);
}

static void pen_line(struct pen *p) {
	p->x = 0;
	p->y++;
}

/* A reading in words: "32,000", "32,000 14s ago", "no data", "bad". Returns its role. */
static enum role reading_words(char out[NUMBER_SIZE], const struct world *w, enum metric_id id, size_t object) {
	char number[NUMBER_SIZE], age[NUMBER_SIZE];
	struct reading v = frame_get(w->frame, id, object);
	number_text(number, v.value, metric_at(id)->decimals, NUMBER_PLAIN);
	switch (v.quality) {
	case QUALITY_GOOD: snprintf(out, NUMBER_SIZE, "%.40s", number); return ROLE_TEXT;
	case QUALITY_STALE:
		number_age(age, v.since_ms == TIME_NONE ? NAN : (double)(w->cursor_ms - v.since_ms) / 1000);
		snprintf(out, NUMBER_SIZE, "%.40s stale%s%.8s", number, age[0] ? " " : "", age);
		return ROLE_STALE;
	case QUALITY_BAD: snprintf(out, NUMBER_SIZE, "bad"); return ROLE_MISSING;
	default: snprintf(out, NUMBER_SIZE, "no data"); return ROLE_MISSING;
	}
}

/* A reading and the words behind it; the age of a stale one stands last: "32,000 ready 14s". */
static enum role metric_words(char text[NUMBER_SIZE], char behind[NUMBER_SIZE], const struct world *w, enum metric_id id, const char *after) {
	struct reading v = frame_get(w->frame, id, 0);
	enum role role = reading_words(text, w, id, 0);
	snprintf(behind, NUMBER_SIZE, "%s", after);
	if (role != ROLE_STALE)
		return role;
	char age[NUMBER_SIZE] = "";
	number_text(text, v.value, metric_at(id)->decimals, NUMBER_PLAIN);
	if (v.since_ms != TIME_NONE)
		number_age(age, (double)(w->cursor_ms - v.since_ms) / 1000);
	snprintf(behind, NUMBER_SIZE, "%s %.8s", after, *age ? age : "stale");
	return role;
}

static void pen_metric(struct pen *p, const struct world *w, enum metric_id id, const char *before, const char *after) {
	char text[NUMBER_SIZE], behind[NUMBER_SIZE];
	enum role role = metric_words(text, behind, w, id, after);
	pen_put(p, role, before, text, role == ROLE_STALE ? ROLE_STALE : ROLE_DIM, behind);
}

static int metric_cells(const struct world *w, enum metric_id id, const char *after) {
	char text[NUMBER_SIZE], behind[NUMBER_SIZE];
	metric_words(text, behind, w, id, after);
	return (int)(utf8_cells(text) + utf8_cells(behind));
}

static void pen_derived(struct pen *p, const struct world *w, enum derived_id id, const char *before, const char *after) {
	char text[NUMBER_SIZE];
	value_derived(text, w, id);
	pen_put(p, isnan(w->derived.q[id].value) ? ROLE_MISSING : ROLE_TEXT, before, text, ROLE_DIM, after);
}

static void online_draw(struct pen *p, const struct world *w, bool bar) {
	const struct site *s = w->site;
	char text[NUMBER_SIZE], installed[NUMBER_SIZE];
	struct reading online = frame_get(w->frame, M_GPU_ONLINE, 0);
	enum role role = reading_words(text, w, M_GPU_ONLINE, 0);
	number_text(installed, s->gpu.installed > 0 ? s->gpu.installed : NAN, 0, NUMBER_PLAIN);
	p->x = put_text(p->g, p->r, 0, p->y, role == ROLE_TEXT ? ROLE_STRONG : role, text);
	p->x = put_format(p->g, p->r, p->x, p->y, ROLE_DIM, " / %s online", installed);
	int room = p->r.w - p->x - 1;
	if (!bar || room < 8 || !(s->gpu.installed > 0))
		return;
	struct gauge gauge = { online.quality == QUALITY_GOOD || online.quality == QUALITY_STALE ? online.value : NAN, 0, s->gpu.installed,
	                       s->training.present ? s->training.gpus_needed : NAN, online.quality == QUALITY_GOOD ? ROLE_BAR : ROLE_STALE };
	gauge_bar(p->g, p->r, p->x + 1, p->y, room < 40 ? room : 40, &gauge);
}

static int cap_cells(const struct world *w) {
	return (int)strlen("cap ") + metric_cells(w, M_GPU_CAP_W, " W");
}

/* "32,000 ready   32,000 in job   cap 345 W" in words as long as there is room for; the cap never gives way. */
static void counts_draw(struct pen *p, const struct world *w) {
	static const struct { int gap; const char *job; } forms[] = { { 3, " in job" }, { 2, " in job" }, { 2, " job" }, { 1, " job" } };
	int cap = cap_cells(w), i = 0, count = (int)(sizeof forms / sizeof *forms), words = metric_cells(w, M_GPU_READY, " ready") + cap;
	while (i < count && words + metric_cells(w, M_GPU_JOB, forms[i].job) + 2 * forms[i].gap > p->r.w)
		i++;
	if (i == count) /* none fits: ready and the cap alone */
		i = words + 3 <= p->r.w ? 0 : count - 1;
	p->gap = forms[i].gap;
	p->reserve = cap + p->gap;
	pen_metric(p, w, M_GPU_READY, "", " ready");
	pen_metric(p, w, M_GPU_JOB, "", forms[i].job);
	p->reserve = 0;
	pen_metric(p, w, M_GPU_CAP_W, "cap ", " W");
	p->gap = 0;
}

/* The part that every form has, in as many rows as there are. */
static int summary_draw(struct grid *g, struct rect in, const struct world *w) {
	struct pen p = { .g = g, .r = in };
	if (in.h == 1) {
		online_draw(&p, w, false);
		p.reserve = cap_cells(w) + 3;
		pen_metric(&p, w, M_GPU_MW, "", " MW");
		p.reserve = 0;
		pen_metric(&p, w, M_GPU_CAP_W, "cap ", " W");
		pen_metric(&p, w, M_GPU_JOB, "", " in job");
		return 1;
	}
	online_draw(&p, w, true);
	pen_line(&p);
	counts_draw(&p, w);
	if (in.h == 2)
		return 2;
	pen_line(&p);
	pen_metric(&p, w, M_GPU_MW, "", " MW");
	pen_derived(&p, w, D_WATTS_PER_GPU, "", " W/GPU");
	if (in.h == 3) {
		pen_derived(&p, w, D_GPUS_FIT, "fit ", "");
		return 3;
	}
	pen_line(&p);
	pen_derived(&p, w, D_GPUS_FIT, "fit ", " of available");
	pen_derived(&p, w, D_GPUS_FIT_FIRM, "", " of firm (N-1 set)");
	return 4;
}

struct array_counts { unsigned full, part, off, unknown, stale; };

static double array_size(const struct site *s, size_t array) {
	double left = s->gpu.installed - (double)array * s->gpu.array;
	return left < s->gpu.array ? left : s->gpu.array;
}

static enum role array_glyph(const struct grid *g, const struct world *w, size_t array, uint32_t *glyph, struct array_counts *n) {
	struct reading v = frame_get(w->frame, M_ARRAY_ONLINE, array);
	double size = array_size(w->site, array), share = size > 0 ? v.value / size : 0;
	if (v.quality == QUALITY_MISSING || v.quality == QUALITY_BAD || isnan(v.value)) {
		n->unknown++;
		*glyph = v.quality == QUALITY_BAD ? '!' : '?';
		return ROLE_MISSING;
	}
	n->stale += v.quality == QUALITY_STALE;
	n->full += share >= 1;
	n->off += share <= 0;
	n->part += share > 0 && share < 1;
	*glyph = share > 0 ? strip_shade(g, share) : 0xb7;
	return v.quality == QUALITY_STALE ? ROLE_STALE : share > 0 ? ROLE_BAR : ROLE_BAR_EMPTY;
}

/* Arrays in groups of eight, as many groups a row as fit; returns the rows it took. */
static int map_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	const struct site *s = w->site;
	struct array_counts n = { 0, 0, 0, 0, 0 };
	int groups = (r.w - 6) / 9;
	if (groups < 1 || r.h < 3)
		return 0;
	int per_row = 8 * (groups < 8 ? groups : 8), rows = ((int)s->array_count + per_row - 1) / per_row, room = r.h - 2;
	int scroll = v->array_scroll < rows - room ? v->array_scroll : rows - room;
	scroll = scroll > 0 ? scroll : 0;
	for (size_t i = 0; i < s->array_count; i++) {
		uint32_t glyph;
		enum role role = array_glyph(g, w, i, &glyph, &n);
		int row = (int)i / per_row - scroll, at = (int)i % per_row;
		if (row < 0 || row >= room)
			continue;
		if (at == 0)
			put_format(g, r, 0, row + 1, ROLE_DIM, "%4d", (int)i + 1);
		put_char(g, r, 6 + at + at / 8, row + 1, role, glyph);
	}
	struct pen p = { .g = g, .r = r };
	char text[NUMBER_SIZE];
	snprintf(text, sizeof text, "%zu", s->array_count);
	pen_put(&p, ROLE_TEXT, "Arrays ", text, ROLE_DIM, "");
	const struct { unsigned count; const char *what; enum role role; } told[] = {
		{ n.full, " full", ROLE_TEXT }, { n.part, " in part", ROLE_TEXT }, { n.off, " off", ROLE_TEXT }, { n.unknown, " no data", ROLE_MISSING },
		{ n.stale, " stale", ROLE_STALE },
	};
	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
		snprintf(text, sizeof text, "%u", told[i].count);
		if (told[i].count || i < 3)
			pen_put(&p, told[i].role, "", text, told[i].role == ROLE_TEXT ? ROLE_DIM : told[i].role, told[i].what);
	}
	struct reading first = frame_get(w->frame, M_ARRAY_ONLINE, 0);
	if (first.quality == QUALITY_GOOD && first.since_ms != TIME_NONE) /* counted less often than the rest */
		pen_put(&p, ROLE_DIM, "as of ", value_clock(text, w, first.since_ms), ROLE_DIM, "");
	if (rows > room) {
		snprintf(text, sizeof text, "rows %d to %d of %d", scroll + 1, scroll + room, rows);
		pen_put(&p, ROLE_DIM, "", text, ROLE_DIM, "");
	}
	return rows < room ? rows + 2 : room + 2;
}

static bool has_array_data(const struct world *w) {
	for (size_t i = 0; i < w->site->array_count; i++)
		if (frame_get(w->frame, M_ARRAY_ONLINE, i).quality != QUALITY_MISSING)
			return true;
	return false;
}

static void assumptions_lines(struct grid *g, struct rect r, const struct world *w) {
	const struct gpu_plan *p = &w->site->gpu;
	struct reading cap = frame_get(w->frame, M_GPU_CAP_W, 0);
	bool known = cap.quality == QUALITY_GOOD;
	int y = 0;
	put_text(g, r, 0, y++, ROLE_TITLE, "Assumptions");
	if (known)
		put_format(g, r, 0, y++, ROLE_TEXT, "W per GPU at the facility: %.0f", power_facility_w(p, cap.value));
	else
		put_text(g, r, 0, y++, ROLE_MISSING, "W per GPU at the facility: unknown, since the cap is not known");
	put_format(g, r, 0, y++, ROLE_TEXT, "  = PUE %.4g x (1 + network %.4g %%) x (cap %s%.0f + server %.0f W)", p->pue, p->network_pct, known ? "" : "of at most ",
	           known ? cap.value : p->tdp_w, p->overhead_w);
	put_format(g, r, 0, y++, ROLE_TEXT, "%.15s: cap %.0f to %.0f W; idle %.0f, ready %.0f, training %.0f, stalled %.0f W", p->model, p->cap_min_w, p->tdp_w,
	           p->idle_w, p->ready_w, p->train_w, p->stall_w);
	put_format(g, r, 0, y++, ROLE_TEXT, "cooling follows the load within %.0f s; reserve kept back %.4g MW", p->cool_s, w->site->policy.reserve_mw);
	put_cut(g, r, 0, y++, r.w, ROLE_DIM, "fit: whole GPUs that (available or firm - reserve) carries at this cap");
	put_cut(g, r, 0, y, r.w, ROLE_DIM, "i shows every derived number with its assumptions");
}

static void zoomed_draw(struct grid *g, struct rect in, const struct world *w, const struct view *v) {
	int y = summary_draw(g, (struct rect){ in.x, in.y, in.w, in.h < 4 ? in.h : 4 }, w) + 1;
	int words = in.h - y > 10 ? 8 : 0;
	struct rect map = { in.x, in.y + y, in.w, in.h - y - words };
	if (w->site->array_count && has_array_data(w))
		y += map_draw(g, map, w, v);
	else if (map.h > 0) {
		put_text(g, map, 0, 0, ROLE_MISSING, "no counts per array at this time");
		y += 2;
	}
	if (words)
		assumptions_lines(g, (struct rect){ in.x, in.y + y, in.w, in.h - y }, w);
}

void panel_gpus_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	char title[48] = "GPUs";
	bool has = w->site && w->site->gpu.present;
	if (rect_empty(r))
		return;
	if (has && w->site->gpu.model[0])
		snprintf(title, sizeof title, "GPUs  %s", w->site->gpu.model);
	struct panel_room room = panel_begin(g, r, v, PANEL_GPUS, title);
	if (!has)
		put_cut(g, room.inside, 0, 0, room.inside.w, ROLE_DIM, "this site has no GPUs");
	else if (!w->frame || w->frame->site != w->site)
		put_cut(g, room.inside, 0, 0, room.inside.w, ROLE_MISSING, "? NO DATA at this time");
	else if ((v->zoomed && v->focus == PANEL_GPUS) || room.inside.h >= 9)
		zoomed_draw(g, room.inside, w, v);
	else
		summary_draw(g, room.inside, w);
	if (has && w->in_gap)
		panel_note(g, &room, ROLE_MISSING, "gap: last values");
}
