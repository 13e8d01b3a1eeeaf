/* The zoomed Countdown panel of a site on which no training is planned: that there is none, what could start, and what margin there is. Always true: nothing
 * is judged, since nothing was asked for; a number that is not known is a dash. */
#include "panel_countdown_parts.h"

#include <stdio.h>

#include "panel_whatif.h"
#include "utf8.h"
#include "values.h"

#define LABEL_CELLS 30
#define VALUE_END 42

/* Where one writes. */
struct list { struct grid *g; struct rect r; int y; const struct world *w; };

static void heading(struct list *l, const char *text) {
	l->y += l->y > 0 && l->r.h >= 16;
	put_text(l->g, l->r, 0, l->y++, ROLE_TITLE, text);
}

/* Label, number, and what is to be said of it; the number moves left where there is no room for its column. */
static void row(struct list *l, const char *label, const char *value, const char *note) {
	bool narrow = l->r.w < VALUE_END + 8;
	int x = put_text(l->g, l->r, 0, l->y, ROLE_DIM, label);
	if (narrow)
		x = put_text(l->g, l->r, x + 2, l->y, ROLE_TEXT, value);
	else
		x = VALUE_END, put_right(l->g, l->r, LABEL_CELLS, VALUE_END, l->y, ROLE_TEXT, value);
	put_cut(l->g, l->r, x + 1, l->y++, l->r.w - x - 1, ROLE_DIM, note);
}

static void derived_row(struct list *l, const char *label, enum derived_id id, const char *note) {
	char text[NUMBER_SIZE];
	row(l, label, value_derived(text, l->w, id), note);
}

static void metric_row(struct list *l, const char *label, enum metric_id id, const char *note) {
	char text[NUMBER_WORDS_SIZE];
	struct reading reading = frame_get(l->w->frame, id, 0);
	struct number n = value_number(&reading, metric_at(id)->decimals, NULL, l->w->cursor_ms);
	row(l, label, number_words(text, 20, &n), note);
}

static void what_could_start(struct list *l) {
	const struct site *s = l->w->site;
	char cap[NUMBER_SIZE], note[96];
	heading(l, "What could start");
	if (!s->gpu.present) {
		put_cut(l->g, l->r, 0, l->y++, l->r.w, ROLE_DIM, "no GPUs on this site");
		return;
	}
	metric_row(l, "GPUs online", M_GPU_ONLINE, "");
	metric_row(l, "GPUs ready", M_GPU_READY, "");
	snprintf(note, sizeof note, "GPUs at a cap of %.16s W", number_text(cap, power_cap_w(l->w->frame), 0, NUMBER_PLAIN));
	derived_row(l, "fit, of what is available", D_GPUS_FIT, note);
	derived_row(l, "fit, less the greatest set", D_GPUS_FIT_FIRM, "GPUs");
}

static void margin(struct list *l) {
	char note[SITE_ID_SIZE + 24] = "MW";
	heading(l, "Margin");
	if (!l->w->site->gen_count && !l->w->site->feed_count) {
		put_cut(l->g, l->r, 0, l->y++, l->r.w, ROLE_DIM, "neither sets nor feeds on this site: there is no margin to tell");
		return;
	}
	derived_row(l, "load", D_LOAD_MW, "MW");
	derived_row(l, "headroom, of what is online", D_HEADROOM_MW, "MW");
	if (*l->w->derived.n1_worst)
		snprintf(note, sizeof note, "MW without %s", l->w->derived.n1_worst);
	derived_row(l, "N-1", D_N1_MW, note);
	derived_row(l, "available", D_AVAILABLE_MW, "MW");
	derived_row(l, "firm, less the greatest set", D_FIRM_MW, "MW");
	derived_row(l, "firm, less the largest feed", D_FIRM_FEED_MW, "MW");
}

void countdown_none_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	char title[64];
	const char *which = !whatif_is_on(w) ? "" : w->frame && w->frame == w->whatif->frame ? ", scenario" : ", baseline";
	snprintf(title, sizeof title, "Training  none planned%s", which);
	struct panel_room room = panel_begin(g, r, v, PANEL_COUNTDOWN, title);
	struct list l = { g, room.inside, 0, w };
	if (rect_empty(room.inside))
		return;
	put_cut(g, l.r, 0, l.y++, l.r.w, ROLE_TEXT, "No training is planned on this site: there is nothing to count down to.");
	if (!w->frame) {
		put_cut(g, l.r, 0, l.y, l.r.w, ROLE_DIM, "no sample yet");
		return;
	}
	what_could_start(&l);
	margin(&l);
}
