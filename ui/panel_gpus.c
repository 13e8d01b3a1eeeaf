/* The GPUs panel: online of installed, ready and in the job, their power, watts per GPU, the cap, and how many would fit. With room it is drawn as the
 * zoomed panel is (panel_gpus_zoom.c). Always true: a count that is missing, stale or bad is told apart from each other and from zero, and
 * nothing derived is shown without a frame. */
#include "panel_gpus_parts.h"

#include <stdio.h>
#include <string.h>

#include "gauge.h"
#include "utf8.h"
#include "values.h"

void pen_put(struct pen *p, enum role role, const char *label_before, const char *value, enum role label_role, const char *label_after) {
	int cells = (int)(utf8_cells(label_before) + utf8_cells(value) + utf8_cells(label_after));
	int gap = !p->x ? 0 : p->gap ? p->gap : 3;
	bool full = p->x + gap + cells + p->reserve > p->r.w && (p->x || p->reserve);
	if (full && !p->wraps)
		return;
	if (full) {
		pen_line(p);
		gap = 0;
	}
	p->x = put_text(p->g, p->r, p->x + gap, p->y, label_role, label_before);
	p->x = put_text(p->g, p->r, p->x, p->y, role, value);
	p->x = put_text(p->g, p->r, p->x, p->y, label_role, label_after);
}

void pen_line(struct pen *p) {
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

void pen_metric(struct pen *p, const struct world *w, enum metric_id id, const char *before, const char *after) {
	char text[NUMBER_SIZE], behind[NUMBER_SIZE];
	enum role role = metric_words(text, behind, w, id, after);
	pen_put(p, role, before, text, role == ROLE_STALE ? ROLE_STALE : ROLE_DIM, behind);
}

static int metric_cells(const struct world *w, enum metric_id id, const char *after) {
	char text[NUMBER_SIZE], behind[NUMBER_SIZE];
	metric_words(text, behind, w, id, after);
	return (int)(utf8_cells(text) + utf8_cells(behind));
}

void pen_derived(struct pen *p, const struct world *w, enum derived_id id, const char *before, const char *after) {
	char text[NUMBER_SIZE];
	value_derived(text, w, id);
	pen_put(p, isnan(w->derived.q[id].value) ? ROLE_MISSING : ROLE_TEXT, before, text, ROLE_DIM, after);
}

void gpus_online_draw(struct pen *p, const struct world *w, bool bar) {
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
		gpus_online_draw(&p, w, false);
		p.reserve = cap_cells(w) + 3;
		pen_metric(&p, w, M_GPU_MW, "", " MW");
		p.reserve = 0;
		pen_metric(&p, w, M_GPU_CAP_W, "cap ", " W");
		pen_metric(&p, w, M_GPU_JOB, "", " in job");
		return 1;
	}
	gpus_online_draw(&p, w, true);
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
		gpus_zoom_draw(g, room.inside, w, v);
	else
		summary_draw(g, room.inside, w);
	if (has && w->in_gap)
		panel_note(g, &room, ROLE_MISSING, "gap: last values");
}
