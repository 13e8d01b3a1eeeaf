/* The assumptions behind the derived numbers: each with its value, how it is made and what it takes for granted, then the figures of the
 * site that go into them. Made from the table of derived values, so that none can be forgotten. */
#include <stdio.h>
#include <string.h>

#include "box.h"
#include "panel.h"
#include "utf8.h"
#include "values.h"

#define KEY_CELLS 21
#define VALUE_CELLS 10

/* Draws into rows [0, h) of r what stands in rows [scroll, scroll + h) of the page; `y` counts the page's rows. */
struct page { struct grid *g; struct rect r; int scroll, y; };

static void row_put(struct page *p, int x, enum role role, const char *text) {
	int y = p->y - p->scroll;
	if (y >= 0 && y < p->r.h)
		put_cut(p->g, p->r, x, y, p->r.w - x, role, text);
}

static void value_row(struct page *p, const char *key, const char *value, const char *unit, enum role role) {
	int y = p->y - p->scroll;
	row_put(p, 0, ROLE_STRONG, key);
	if (y < 0 || y >= p->r.h)
		return;
	put_right(p->g, p->r, KEY_CELLS, KEY_CELLS + VALUE_CELLS, y, role, value);
	put_cut(p->g, p->r, KEY_CELLS + VALUE_CELLS + 1, y, 4, ROLE_DIM, unit);
}

static void derived_rows(struct page *p, const struct world *w) {
	char value[NUMBER_SIZE];
	for (int i = 0; i < DERIVED_COUNT; i++) {
		const struct derived_info *info = derived_info_at((enum derived_id)i);
		bool beside = p->r.w >= 90;
		value_row(p, info->key, value_derived(value, w, (enum derived_id)i), info->unit, isnan(w->derived.q[i].value) ? ROLE_MISSING : ROLE_TEXT);
		if (!beside)
			p->y++;
		row_put(p, beside ? KEY_CELLS + VALUE_CELLS + 6 : 2, ROLE_TEXT, info->help);
		p->y++;
		if (*info->assumptions)
			row_put(p, beside ? KEY_CELLS + VALUE_CELLS + 6 : 2, ROLE_DIM, info->assumptions);
		p->y += *info->assumptions ? 1 : 0;
	}
}

static void number_row(struct page *p, const char *key, double number, int decimals, const char *unit) {
	char value[NUMBER_SIZE];
	value_row(p, key, number_text(value, number, decimals, NUMBER_PLAIN), unit, ROLE_TEXT);
	p->y++;
}

static void gpu_rows(struct page *p, const struct world *w) {
	const struct gpu_plan *gpu = &w->site->gpu;
	const struct { const char *key; double number; int decimals; const char *unit; } rows[] = {
		{ "pue", gpu->pue, 2, "" }, { "network_pct", gpu->network_pct, 1, "%" }, { "overhead_w", gpu->overhead_w, 0, "W" },
		{ "tdp_w", gpu->tdp_w, 0, "W" }, { "cap_min_w", gpu->cap_min_w, 0, "W" }, { "cap_w now", frame_get(w->frame, M_GPU_CAP_W, 0).value, 0, "W" },
		{ "train_w", gpu->train_w, 0, "W" }, { "gpus_needed", w->site->training.gpus_needed, 0, "" }, { "reserve_mw", w->site->policy.reserve_mw, 2, "MW" },
	};
	row_put(p, 0, ROLE_TITLE, "W_facility = pue x (1 + network_pct / 100) x (cap_w + overhead_w)");
	p->y++;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		number_row(p, rows[i].key, rows[i].number, rows[i].decimals, rows[i].unit);
}

static void promise_rows(struct page *p, const struct world *w) {
	for (size_t f = 0; f < w->site->feed_count; f++)
		for (size_t i = 0; i < w->site->feed[f].promise_count; i++) {
			const struct promise *promise = &w->site->feed[f].promise[i];
			struct civil c;
			char text[128], id[SITE_ID_SIZE];
			utf8_clean(id, sizeof id, w->site->feed[f].id, strlen(w->site->feed[f].id));
			tz_civil(w->site->tz, promise->t_ms, &c);
			snprintf(text, sizeof text, "feed %s: %g MW promised for %04d-%02d-%02d %02d:%02d %s; replaces the limit when it comes", id, promise->limit_mw,
			         c.year, c.month, c.day, c.hour, c.minute, c.zone);
			row_put(p, 0, ROLE_TEXT, text);
			p->y++;
		}
}

static void page_rows(struct page *p, const struct world *w) {
	if (!w->frame) {
		row_put(p, 0, ROLE_DIM, "no sample yet");
		p->y++;
		return;
	}
	if (w->site->gpu.present) {
		gpu_rows(p, w);
		p->y++;
	}
	promise_rows(p, w);
	derived_rows(p, w);
}

void assumptions_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	static const char title[] = "Derived numbers: what they mean and assume";
	put_fill(g, r, ROLE_TEXT, ' ');
	struct rect inside = r.w >= 60 && r.h >= 10 ? box_draw(g, r, ROLE_FOCUS, title) : box_rule(g, r, ROLE_FOCUS, title);
	if (!w->site || rect_empty(inside))
		return;
	struct page all = { g, { 0, 0, 0, 0 }, 0, 0 };
	all.r.w = inside.w; /* h 0: nothing is drawn, the rows are counted */
	page_rows(&all, w);
	int most = all.y > inside.h ? all.y - inside.h : 0, scroll = v->help_scroll < 0 ? 0 : v->help_scroll > most ? most : v->help_scroll;
	struct page page = { g, inside, scroll, 0 };
	page_rows(&page, w);
	char note[48];
	snprintf(note, sizeof note, "%d-%d of %d%s%s", scroll + 1, scroll + (inside.h < all.y ? inside.h : all.y), all.y, scroll ? " \u2191" : "", scroll < most ? " \u2193" : "");
	if (most)
		box_note(g, r, (int)sizeof title - 1, ROLE_STRONG, note);
}
