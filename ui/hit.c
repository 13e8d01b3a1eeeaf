/* From a cell to what lies there; see hit.h. Always true: what is found is what screen_draw would draw there, since both ask the same functions
 * where things stand; overlays lie over panels, a message or a prompt lies over what its rows show otherwise. */
#include "hit.h"

#include "palette.h"
#include "panel.h"
#include "panel_alarms_list.h"
#include "panel_generators_parts.h"
#include "panel_generators_set.h"
#include "panel_gpus_parts.h"
#include "panel_timeline_parts.h"
#include "panel_whatif.h"
#include "screen.h"

struct place { int cols, rows, x, y; };

static bool is_in(struct rect r, const struct place *at) {
	return at->x >= r.x && at->x < r.x + r.w && at->y >= r.y && at->y < r.y + r.h;
}

/* What is not a row leaves the kind as it is. */
static void hit_row(struct hit *h, enum hit_kind kind, int row) {
	h->index = row;
	h->kind = row >= 0 ? kind : h->kind;
}

static void hit_chart(struct hit *h, const struct timeline *t, struct rect chart, const struct place *at) {
	h->kind = HIT_TIME;
	h->chart = (struct hit_chart){ chart.x, t->columns, t->from_ms, t->to_ms };
	h->t_ms = hit_chart_time(&h->chart, at->x);
}

/* One set in full: its events and its charts. */
static void hit_set_in_full(struct hit *h, struct rect in, const struct world *w, const struct view *v, const struct place *at) {
	struct alarms_row row;
	struct timeline t;
	struct rect chart;
	if (!is_in(in, at) || whatif_field_covers(in, w, v, PANEL_GENERATORS, at->y))
		return;
	in = whatif_set_inside(in, w, v);
	if (generators_set_event_at(in, w, v, at->y, &row)) {
		h->kind = HIT_EVENT;
		h->key = row.key;
		h->t_ms = row.t_ms;
	} else if (generators_set_chart_at(in, w, v, &t, &chart) && is_in(chart, at)) {
		hit_chart(h, &t, chart, at);
	}
}

static void hit_generators(struct hit *h, struct rect r, const struct world *w, const struct view *v, const struct place *at) {
	struct rect in = panel_inside(at->cols, at->rows, r, v, PANEL_GENERATORS);
	if (panel_zoomed(v, PANEL_GENERATORS) && v->gen_open)
		hit_set_in_full(h, in, w, v, at);
	else if (whatif_both_shown(w, v, PANEL_GENERATORS))
		hit_row(h, HIT_SET, whatif_set_at(in, w, v, at->x, at->y));
	else if (!whatif_field_covers(in, w, v, PANEL_GENERATORS, at->y))
		hit_row(h, HIT_SET, generators_set_at(r, at->cols, at->rows, w, v, at->x, at->y));
}

/* The map of the arrays, as the panel alone has it. */
static void hit_gpus(struct hit *h, struct rect r, const struct world *w, const struct view *v, const struct place *at) {
	struct rect in = panel_inside(at->cols, at->rows, r, v, PANEL_GPUS);
	if (!panel_zoomed(v, PANEL_GPUS) || !w->frame || !w->site->gpu.present || whatif_both_shown(w, v, PANEL_GPUS) || whatif_field_covers(in, w, v, PANEL_GPUS, at->y))
		return;
	hit_row(h, HIT_ARRAY, gpus_zoom_array_at(in, w, v, at->x, at->y));
}

static void hit_alarms(struct hit *h, struct rect r, const struct world *w, const struct view *v, const struct place *at) {
	struct alarms_row row;
	if (whatif_both_shown(w, v, PANEL_ALARMS)) {
		hit_row(h, HIT_VIOLATION, whatif_violation_at(panel_inside(at->cols, at->rows, r, v, PANEL_ALARMS), w, v, at->y));
		return;
	}
	if (!alarms_row_at(r, at->cols, at->rows, w, v, at->y, &row))
		return;
	h->kind = HIT_ALARM;
	h->key = row.key;
	h->t_ms = row.t_ms;
}

static void hit_timeline(struct hit *h, struct rect r, const struct world *w, const struct view *v, const struct place *at) {
	struct timeline t;
	struct rect chart;
	if (!timeline_chart_at(r, at->cols, at->rows, w, v, &t, &chart) || !is_in(chart, at))
		return;
	hit_chart(h, &t, chart, at);
}

int64_t hit_chart_time(const struct hit_chart *c, int col) {
	struct timeline t = { .from_ms = c->from_ms, .to_ms = c->to_ms, .columns = c->columns };
	return timeline_time(&t, col - c->x);
}

typedef void panel_hit_fn(struct hit *h, struct rect r, const struct world *w, const struct view *v, const struct place *at);
/* Panels without a row here have nothing in them that can be chosen. */
static panel_hit_fn *const panel_hits[PANEL_COUNT] = {
	[PANEL_GENERATORS] = hit_generators, [PANEL_GPUS] = hit_gpus, [PANEL_ALARMS] = hit_alarms, [PANEL_TIMELINE] = hit_timeline,
};

static struct hit hit_panels(const struct layout *l, const struct world *w, const struct view *v, const struct place *at) {
	struct hit h = { .kind = HIT_NONE, .t_ms = TIME_NONE };
	for (int p = 0; p < PANEL_COUNT; p++) {
		struct rect r = l->panel[p];
		if (!is_in(r, at))
			continue;
		h.panel = (enum panel)p;
		h.kind = HIT_PANEL;
		if (at->y == r.y && panel_inside(at->cols, at->rows, r, v, h.panel).y > r.y)
			h.kind = HIT_TITLE;
		else if (panel_hits[p])
			panel_hits[p](&h, r, w, v, at);
		break;
	}
	return h;
}

static struct hit hit_overlay(struct rect r, const struct world *w, const struct view *v, const struct place *at) {
	struct hit h = { .kind = HIT_OVERLAY, .t_ms = TIME_NONE, .index = -1 };
	switch (v->overlay) {
	case OVERLAY_SETTINGS: hit_row(&h, HIT_SETTING, settings_row_at(r, v, at->x, at->y)); break;
	case OVERLAY_EDITS: hit_row(&h, HIT_EDIT, edits_row_at(r, w, v, at->y)); break;
	case OVERLAY_MARKS: hit_row(&h, HIT_MARK, marks_row_at(r, w, v, at->y)); break;
	case OVERLAY_VIOLATIONS: hit_row(&h, HIT_VIOLATION, violations_overlay_row_at(r, w, v, at->y)); break;
	default: break;
	}
	return h;
}

struct hit hit_test(const struct world *w, const struct view *v, int cols, int rows, bool ascii, int col, int row) {
	struct hit none = { .kind = HIT_NONE, .t_ms = TIME_NONE };
	struct place at = { cols, rows, col, row };
	struct layout l;
	hit_row(&none, HIT_COMMAND, palette_row_at(cols, rows, v, col, row)); /* it lies over messages, too */
	if (none.kind == HIT_COMMAND)
		return none;
	if (col < 0 || col >= cols || row < 0 || row >= rows || row >= rows - screen_message_rows(cols, rows, v) || v->prompt != PROMPT_NONE)
		return none;
	screen_layout(cols, rows, w, v, &l);
	if (is_in(l.keys, &at)) {
		none.action = screen_key_at(cols, rows, ascii, w, v, col);
		none.kind = none.action == ACT_NONE ? HIT_NONE : HIT_KEY;
		return none;
	}
	struct rect overlay = screen_overlay(cols, rows, &l);
	if (v->overlay != OVERLAY_NONE && !rect_empty(overlay))
		return is_in(overlay, &at) ? hit_overlay(overlay, w, v, &at) : none;
	return w->site && !is_in(l.header, &at) && !is_in(l.strip, &at) ? hit_panels(&l, w, v, &at) : none;
}
