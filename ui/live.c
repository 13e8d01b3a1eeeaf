/* The foot row of a live view is a list of parts that are put down from left to right while they fit, the most important first; only a new
 * high alarm is shown in its colour. */
#include "live.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "numbers.h"
#include "utf8.h"
#include "wrap.h"

static bool link_is_bad(const struct world *w) {
	return w->link == LINK_STALE || w->link == LINK_DOWN;
}

bool live_strip_wanted(const struct world *w, const struct view *v) {
	return v->live && w->edge.present && (w->edge.away || link_is_bad(w));
}

static void site_clock(const struct world *w, int64_t t_ms, char *out, size_t size) {
	struct civil c;
	tz_civil(w->site ? w->site->tz : tz_utc(), t_ms, &c);
	snprintf(out, size, "%02d:%02d:%02d", c.hour, c.minute, c.second);
}

/* One part, if it fits before x_end; the x after it. */
static int put_part(struct grid *g, struct rect r, int x, int x_end, enum role role, const char *text) {
	int cells = (int)utf8_cells(text);
	if (!*text || x + cells > x_end)
		return x;
	return put_text(g, r, x, 0, role, text) + 2;
}

/* "DOWN since 04:12:31, 2m 10s", "STALE ..." and what is done about it. */
static int put_link(struct grid *g, struct rect r, int x, int x_end, const struct world *w) {
	char text[96], clock[16], age[NUMBER_SIZE];
	if (!link_is_bad(w))
		return x;
	const char *word = w->link == LINK_DOWN ? "LINK DOWN" : "STALE";
	number_age_long(age, w->age_s);
	site_clock(w, w->quiet_since_ms == TIME_NONE ? w->edge.t_ms : w->quiet_since_ms, clock, sizeof clock);
	snprintf(text, sizeof text, "%s since %.10s, %.20s", word, clock, age);
	int after = put_part(g, r, x, x_end, ROLE_BANNER, text);
	if (after == x) {
		snprintf(text, sizeof text, "%s %.20s", word, age);
		after = put_part(g, r, x, x_end, ROLE_BANNER, text);
	}
	return after == x ? put_part(g, r, x, x_end, ROLE_BANNER, word) : after;
}

/* As much of it as there is room for. */
static int put_note(struct grid *g, struct rect r, int x, int x_end, const char *note) {
	const char *short_note = strstr(note, ": "); /* without the host, where that does not fit */
	if (!*note || x_end - x < 12)
		return x;
	if ((int)utf8_cells(note) > x_end - x && short_note)
		note = short_note + 2;
	put_cut(g, r, x, 0, x_end - x, ROLE_TEXT, note);
	int cells = (int)utf8_cells(note);
	return x + (cells < x_end - x ? cells : x_end - x) + 2;
}

static int put_verdict(struct grid *g, struct rect r, int x, int x_end, const struct live_edge *edge) {
	char text[48], hms[TIME_ISO_SIZE];
	bool running = edge->state == TRAINING_RUNNING;
	if (!edge->judged)
		return x;
	if (!isnan(edge->t_minus_s)) {
		snprintf(text, sizeof text, "T%s%s", edge->t_minus_s > 0 ? "\u2212" : "+", time_format_hms((int64_t)(fabs(edge->t_minus_s) * 1000), hms));
		x = put_part(g, r, x, x_end, ROLE_TEXT, text);
	}
	snprintf(text, sizeof text, "%s%s", running ? "" : edge->go ? "\u25cf " : "\u2716 ", training_word(edge->state, edge->go));
	return put_part(g, r, x, x_end, running ? ROLE_STRONG : edge->go ? ROLE_GO : ROLE_NOGO, text);
}

static int put_alarms(struct grid *g, struct rect r, int x, int x_end, const struct live_edge *edge) {
	char text[64];
	if (edge->new_alarms == 0)
		return put_part(g, r, x, x_end, ROLE_DIM, "no new alarm");
	if (edge->new_high > 0)
		snprintf(text, sizeof text, "%zu new %s, %zu high", edge->new_alarms, edge->new_alarms == 1 ? "alarm" : "alarms", edge->new_high);
	else
		snprintf(text, sizeof text, "%zu new %s", edge->new_alarms, edge->new_alarms == 1 ? "alarm" : "alarms");
	x = put_part(g, r, x, x_end, edge->new_high ? ROLE_ALARM_HIGH : ROLE_STRONG, text);
	return put_note(g, r, x, x_end, edge->newest);
}

static void draw_away(struct grid *g, struct rect r, const struct world *w) {
	static const char *const ways_back[] = { "End: back to live", "End", "" };
	char text[32], clock[16];
	int x = 1, x_end = r.w;
	site_clock(w, w->edge.now_ms, clock, sizeof clock);
	snprintf(text, sizeof text, "%s%s", r.w < 30 ? "" : "LIVE ", clock);
	for (size_t i = 0; i < 3; i++) { /* the shorter, the narrower the screen */
		int cells = (int)utf8_cells(ways_back[i]);
		if (i < 2 && r.w < (i == 0 ? 64 : 30))
			continue;
		if (cells > 0) {
			put_text(g, r, r.w - cells - 1, 0, ROLE_KEY, ways_back[i]);
			x_end = r.w - cells - 2;
		}
		break;
	}
	x = put_part(g, r, x, x_end, ROLE_STRONG, text);
	x = put_link(g, r, x, x_end, w);
	x = put_verdict(g, r, x, x_end, &w->edge);
	put_alarms(g, r, x, x_end, &w->edge);
}

void live_strip_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	(void)v;
	put_fill(g, r, ROLE_TEXT, ' ');
	if (w->edge.away) {
		draw_away(g, r, w);
		return;
	}
	int x = put_link(g, r, 1, r.w, w);
	put_note(g, r, x, r.w, w->link_note);
}

void live_dim(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	static const enum role values[] = { ROLE_TEXT, ROLE_STRONG, ROLE_BAR, ROLE_LIMIT, ROLE_GO, ROLE_NOGO, ROLE_SUPPLY, ROLE_LOAD, ROLE_ABNORMAL };
	if (!v->live || !w->edge.present || w->edge.away || !link_is_bad(w))
		return;
	r = rect_clip(r, grid_rect(g));
	for (int y = r.y; y < r.y + r.h; y++)
		for (int x = r.x; x < r.x + r.w; x++) {
			struct cell *c = &g->cells[y * g->cols + x];
			for (size_t i = 0; i < sizeof values / sizeof *values; i++)
				if (c->role == values[i])
					c->role = ROLE_DIM;
		}
}

void live_empty_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	char text[256];
	int inset = r.w >= 40 ? 2 : 0;
	(void)v;
	if (r.h >= 5) {
		r.y++;
		r.h--;
	}
	r = (struct rect){ r.x + inset, r.y, r.w - 2 * inset, r.h };
	if (r.h == 1 && *w->link_note) {
		put_note(g, r, 0, r.w, w->link_note);
		return;
	}
	bool waits = w->link == LINK_DOWN || w->link == LINK_STALE;
	snprintf(text, sizeof text, "%s %.160s", waits ? "Waiting for" : *w->link_note ? "Reading" : "Nothing to show yet from", w->source_name ? w->source_name : "");
	int y = put_wrapped(g, r, 0, 0, r.h, ROLE_STRONG, text);
	y += put_wrapped(g, r, 0, y, r.h - y, ROLE_TEXT, w->link_note);
	if (waits && r.h - y >= 2)
		put_wrapped(g, r, 0, y + 1, r.h - y - 1, ROLE_DIM, "It goes on trying; q quits.");
}
