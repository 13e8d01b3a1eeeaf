/* The zoomed GPUs panel: what all GPUs are and take, how many fit now and under a lower cap, their trends, the map of the arrays, and the assumptions
 * behind the derived numbers. Always true: where nothing is told of arrays that is said, and the rest is shown. */
#include "panel_gpus_parts.h"

#include <math.h>
#include <stdio.h>

#include "trends.h"
#include "values.h"

#define CAP_STEP_W 50.0
#define CAP_LESS_W 20.0 /* a lower cap than that much less says nothing new */
#define ASSUMPTIONS_ROWS 8

/* The next lower cap on whole steps that is still within the model's range; NaN: none. */
static double cap_lower(const struct world *w) {
	double cap = power_cap_w(w->frame), least = w->site->gpu.cap_min_w;
	double lower = fmax(floor((cap - CAP_LESS_W) / CAP_STEP_W) * CAP_STEP_W, least);
	return lower < cap ? lower : NAN;
}

/* "at 350 W 33,808, firm 31,842": what would fit. */
static void lower_put(struct pen *p, const struct world *w) {
	char all[NUMBER_SIZE], firm[NUMBER_SIZE], text[3 * NUMBER_SIZE];
	const struct quantity *available = &w->derived.q[D_AVAILABLE_MW], *sure = &w->derived.q[D_FIRM_MW];
	double cap = cap_lower(w), reserve = w->site->policy.reserve_mw;
	if (isnan(cap) || isnan(available->value))
		return;
	number_sum(all, power_gpus_fit(&w->site->gpu, available->value - reserve, cap), 0, NUMBER_PLAIN, available->reporting, available->total);
	number_sum(firm, power_gpus_fit(&w->site->gpu, sure->value - reserve, cap), 0, NUMBER_PLAIN, sure->reporting, sure->total);
	snprintf(text, sizeof text, "at %.0f W %.40s, firm %.40s", cap, all, firm);
	pen_put(p, ROLE_TEXT, "", text, ROLE_DIM, "");
}

/* The figures, as many rows as they need; returns how many. */
static int figures_draw(struct grid *g, struct rect r, const struct world *w) {
	struct pen p = { .g = g, .r = r, .wraps = true };
	const struct site *s = w->site;
	char text[NUMBER_SIZE], needed[NUMBER_SIZE + 16] = " in the job";
	gpus_online_draw(&p, w, true);
	pen_line(&p);
	if (s->training.present && s->training.gpus_needed > 0)
		snprintf(needed, sizeof needed, " in the job of %.40s needed", number_text(text, s->training.gpus_needed, 0, NUMBER_PLAIN));
	pen_metric(&p, w, M_GPU_READY, "", " ready");
	pen_metric(&p, w, M_GPU_JOB, "", needed);
	pen_metric(&p, w, M_GPU_MW, "", " MW");
	pen_derived(&p, w, D_WATTS_PER_GPU, "", " W/GPU");
	pen_metric(&p, w, M_GPU_CAP_W, "cap ", " W");
	if (p.y == 1) /* else the row has begun already */
		pen_line(&p);
	snprintf(text, sizeof text, "%.4g", s->gpu.pue);
	pen_put(&p, ROLE_TEXT, "PUE ", text, ROLE_DIM, "");
	pen_derived(&p, w, D_GPUS_FIT, "fit now ", "");
	pen_derived(&p, w, D_GPUS_FIT_FIRM, "firm ", "");
	lower_put(&p, w);
	return p.y + 1;
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


static size_t trends_list(const struct world *w, struct trend *list) {
	size_t count = trends_add(list, 0, w, "Online", "gpu.online", 100);
	return trends_add(list, count, w, "Load", "load_mw", 1);
}

/* What stands where: below the figures their trends, where they leave the map its room, then the map, then the assumptions. */
struct zoom_plan {
	struct trend trend[TRENDS_MOST];
	size_t trends; /* 0: there are none, or no room */
	int trends_y, each;
	bool arrays;
	struct rect map; /* of the screen */
};

static void plan_make(struct zoom_plan *p, struct rect in, const struct world *w) {
	struct grid nothing = { .cols = 0 }; /* only the rows are wanted */
	bool airy = in.h >= 30;
	int y = figures_draw(&nothing, in, w) + airy, left = in.h - y, words = left > ASSUMPTIONS_ROWS + 14 ? ASSUMPTIONS_ROWS + 1 : 0;
	p->each = left >= 44 ? 6 : left >= 26 ? 3 : 1;
	p->trends = trends_list(w, p->trend);
	p->trends_y = y;
	if (left < trends_rows(p->trends, p->each) + 6)
		p->trends = 0;
	y += p->trends ? trends_rows(p->trends, p->each) + airy : 0;
	p->arrays = w->site->array_count && gpus_has_arrays(w);
	p->map = (struct rect){ in.x, in.y + y, in.w, in.h - y - words };
}

void gpus_zoom_draw(struct grid *g, struct rect in, const struct world *w, const struct view *v) {
	struct zoom_plan p;
	plan_make(&p, in, w);
	figures_draw(g, in, w);
	trends_draw(g, in, p.trends_y, p.each, w, v, p.trend, p.trends);
	int y = p.map.y - in.y;
	if (p.arrays)
		y += gpus_map_draw(g, p.map, w, v, panel_zoomed(v, PANEL_GPUS));
	else if (p.map.h > 0)
		put_cut(g, in, 0, y++, in.w, ROLE_MISSING, "no counts per array at this time");
	if (in.h - y >= ASSUMPTIONS_ROWS)
		assumptions_lines(g, (struct rect){ in.x, in.y + y + 1, in.w, in.h - y - 1 }, w);
}

int gpus_zoom_array_at(struct rect in, const struct world *w, const struct view *v, int x, int y) {
	struct zoom_plan p;
	plan_make(&p, in, w);
	return p.arrays ? gpus_map_array_at(p.map, w, v, x, y) : -1;
}
