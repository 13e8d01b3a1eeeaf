/* What changed between a moment and the cursor: one table with a section for each kind of change, the largest first. The times stand above the columns
 * and do not scroll. A reading that is not good is shown as what it is, and has no change. */
#include "overlay_difference.h"

#include <stdio.h>
#include <string.h>

#include "box.h"
#include "live.h"
#include "panel.h"
#include "panel_alarms_list.h"
#include "utf8.h"
#include "values.h"

#define TABLE_MOST 84  /* cells; a wider one is hard to follow along a row */
#define HEAD_LEAST 3   /* rows with which the times stand above the table */
#define BOX_LEAST 5    /* rows */
#define ALL_LEAST 36   /* cells; a narrower table has the changes alone */

/* Where the columns end, and where the unit and the share stand; 0: there is no room for them. */
struct table { int name, then, now, change, unit, share; };

static struct table columns(int width) {
	int w = width < TABLE_MOST ? width : TABLE_MOST, number = w >= 70 ? 13 : w >= 50 ? 10 : 9, beside = w >= 60 ? 14 : 0;
	int name = w - 3 * number - beside;
	if (w < ALL_LEAST)
		return (struct table){ .name = w - number, .then = w - number, .now = w - number, .change = w };
	return (struct table){ name, name + number, name + 2 * number, name + 3 * number, beside ? name + 3 * number + 1 : 0, beside ? w : 0 };
}

static int lines_of(const struct difference *d) {
	return d ? (int)d->count + 2 * DIFFERENCE_SECTIONS - 1 : 1; /* a title for each section, and a blank row between two */
}

int difference_scroll_most(int rows, const struct world *w, const struct view *v) {
	int height = rows - 2 - (live_strip_wanted(w, v) ? 1 : 0), inside = height - (height >= BOX_LEAST ? 2 : 0), room = inside - (inside >= HEAD_LEAST ? 1 : 0), most = lines_of(w->difference) - room;
	return most > 0 ? most : 0;
}

/* Draws into rows [0, h) of r what stands in rows [scroll, scroll + h) of the page. */
struct page { struct grid *g; struct rect r; const struct world *w; struct table t; int scroll, y; };

/* The row of the rect for the next line of the page; -1 where it is not seen. */
static int next_row(struct page *p) {
	int y = p->y++ - p->scroll;
	return y >= 0 && y < p->r.h ? y : -1;
}

static void value_put_at(struct page *p, int y, int from, int end, const struct difference_row *row, const struct difference_value *v, int64_t t_ms) {
	char text[NUMBER_SIZE];
	if (end <= from)
		return;
	if (row->kind == DIFFERENCE_WORD) {
		bool good = v->reading.quality == QUALITY_GOOD || row->section == DIFFERENCE_POWER;
		put_right(p->g, p->r, from + 1, end, y, good ? ROLE_TEXT : ROLE_MISSING, v->word);
	} else if (v->reading.quality == QUALITY_GOOD && isfinite(v->reading.value)) {
		number_sum(text, v->reading.value, row->decimals, row->is_signed ? NUMBER_SIGNED : NUMBER_PLAIN, v->at_least ? 0 : 1, 1);
		put_right(p->g, p->r, from + 1, end, y, ROLE_TEXT, text);
	} else {
		struct number n = value_number(&v->reading, row->decimals, NULL, t_ms);
		number_put(p->g, p->r, end, y, end - from - 1, ROLE_TEXT, &n);
	}
}

static void number_draw(struct page *p, int y, const struct difference_row *row) {
	const struct difference *d = p->w->difference;
	struct table t = p->t;
	char text[NUMBER_SIZE], name[sizeof row->name];
	utf8_clean(name, sizeof name, row->name, strlen(row->name));
	put_cut(p->g, p->r, 0, y, t.name, ROLE_TEXT, name);
	value_put_at(p, y, t.name, t.then, row, &row->then, d->then_ms);
	value_put_at(p, y, t.then, t.now, row, &row->now, d->now_ms);
	if (row->kind == DIFFERENCE_WORD)
		return;
	number_text(text, row->change, row->decimals, NUMBER_SIGNED);
	put_right(p->g, p->r, t.now + 1, t.change, y, isnan(row->change) ? ROLE_MISSING : ROLE_STRONG, text);
	if (t.unit)
		put_text(p->g, p->r, t.unit, y, ROLE_DIM, row->unit);
	if (t.share && !isnan(row->share_pct)) {
		snprintf(text, sizeof text, "%.0f %%", fabs(row->share_pct));
		put_right(p->g, p->r, t.unit + 4, t.share, y, ROLE_TEXT, text);
	}
}

/* "raised 04:05:00 G07 low gas pressure"; what is over has the time of its end. */
static void alarm_draw(struct page *p, int y, const struct difference_row *row) {
	char on[NUMBER_SIZE], off[NUMBER_SIZE], text[320];
	value_when(on, p->w, row->on_ms);
	value_when(off, p->w, row->off_ms);
	if (row->kind == DIFFERENCE_PASSED)
		snprintf(text, sizeof text, "raised %s, ended %s  ", on, off);
	else
		snprintf(text, sizeof text, "%s %s  ", difference_kind_words[row->kind], row->kind == DIFFERENCE_ENDED ? off : on);
	bool holds = row->kind == DIFFERENCE_RAISED;
	put_char(p->g, p->r, 0, y, holds ? alarms_role(row->priority) : ROLE_DIM, holds ? alarms_glyph(row->priority) : 0x25cb);
	int x = put_text(p->g, p->r, 2, y, ROLE_DIM, text);
	site_say(p->w->site, row->name, row->text, text, sizeof text);
	put_cut(p->g, p->r, x, y, p->r.w - x, holds ? alarms_role(row->priority) : ROLE_TEXT, text);
}

/* What a section comes to, in words. */
static void section_note(char *out, size_t size, const struct difference *d, enum difference_section s) {
	char up[NUMBER_SIZE], down[NUMBER_SIZE];
	size_t rows = d->first[s + 1] - d->first[s];
	if (s == DIFFERENCE_ALARMS && !d->alarms_known)
		snprintf(out, size, "not read yet up to there");
	else if (s == DIFFERENCE_ALARMS && d->alarms_left_out)
		snprintf(out, size, "and %zu more", d->alarms_left_out);
	else if (s == DIFFERENCE_ALARMS)
		snprintf(out, size, "%s", rows ? "" : "none raised, none ended");
	else if (s == DIFFERENCE_PICKUP && rows) {
		int n = snprintf(out, size, "picked up %s kW, given up %s kW", number_text(up, d->up_kw, 0, NUMBER_SIGNED), number_text(down, d->down_kw, 0, NUMBER_SIGNED));
		if (d->unknown)
			snprintf(out + n, size - (size_t)n, "; %zu not known", d->unknown);
	}
	else if (!rows)
		snprintf(out, size, "%s", d->same[s] ? "nothing changed" : "nothing is known");
	else if (d->same[s])
		snprintf(out, size, "%zu did not change", d->same[s]);
	else
		out[0] = '\0';
}

static void section_draw(struct page *p, enum difference_section s) {
	const struct difference *d = p->w->difference;
	char note[160];
	int y = s > 0 ? (next_row(p), next_row(p)) : next_row(p);
	if (y >= 0) {
		section_note(note, sizeof note, d, s);
		int x = put_cut(p->g, p->r, 0, y, p->r.w, ROLE_TITLE, difference_titles[s]);
		put_cut(p->g, p->r, x + 2, y, p->r.w - x - 2, ROLE_DIM, note);
	}
	for (size_t i = d->first[s]; i < d->first[s + 1]; i++) {
		int at = next_row(p);
		if (at >= 0)
			(s == DIFFERENCE_ALARMS ? alarm_draw : number_draw)(p, at, &d->row[i]);
	}
}

/* A time of the difference; with milliseconds where they are needed, if there are so many cells. */
static const char *when_text(char *out, const struct world *w, int64_t t_ms, int room) {
	size_t n = strlen(value_when(out, w, t_ms));
	if (difference_is_fine(w->difference) && !value_other_day(w, t_ms) && room >= (int)n + 4)
		snprintf(out + n, NUMBER_SIZE - n, ".%03d", (int)((t_ms % 1000 + 1000) % 1000));
	return out;
}

static void head_draw(struct page *p, struct rect r) {
	char clock[NUMBER_SIZE];
	const struct difference *d = p->w->difference;
	struct table t = p->t;
	if (t.then > t.name) {
		put_right(p->g, r, t.name + 1, t.then, 0, ROLE_KEY, when_text(clock, p->w, d->then_ms, t.then - t.name - 1));
		put_right(p->g, r, t.then + 1, t.now, 0, ROLE_KEY, when_text(clock, p->w, d->now_ms, t.now - t.then - 1));
	}
	put_right(p->g, r, p->t.now + 1, p->t.change, 0, ROLE_DIM, "change");
	if (p->t.share)
		put_right(p->g, r, p->t.unit + 4, p->t.share, 0, ROLE_DIM, "share");
}

/* "Difference with mark a: 04:04:40 to 04:05:00, 20 s". */
static void title_words(char *out, size_t size, const struct world *w, const struct view *v) {
	char then[NUMBER_SIZE], now[NUMBER_SIZE], hms[TIME_ISO_SIZE];
	const struct difference *d = w->difference;
	if (!d)
		snprintf(out, size, "Difference");
	else
		snprintf(out, size, "Difference with %s: %s to %s, %s", v->difference_with, when_text(then, w, d->then_ms, NUMBER_SIZE), when_text(now, w, d->now_ms, NUMBER_SIZE),
		         difference_lasted(d, hms));
}

void difference_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	char title[160], note[64];
	if (rect_empty(r))
		return;
	put_fill(g, r, ROLE_TEXT, ' ');
	title_words(title, sizeof title, w, v);
	struct rect in = r.h >= BOX_LEAST ? box_draw(g, r, ROLE_FOCUS, title) : r;
	if (!w->difference) {
		put_cut(g, in, 0, 0, in.w, ROLE_MISSING, "there is no sample to compare");
		return;
	}
	int head = in.h >= HEAD_LEAST ? 1 : 0;
	struct page p = { g, { in.x, in.y + head, in.w, in.h - head }, w, columns(in.w), 0, 0 };
	int all = lines_of(w->difference), most = all > p.r.h ? all - p.r.h : 0;
	p.scroll = v->help_scroll < 0 ? 0 : v->help_scroll > most ? most : v->help_scroll;
	if (head)
		head_draw(&p, in);
	for (int s = 0; s < DIFFERENCE_SECTIONS && p.r.h > 0; s++)
		section_draw(&p, (enum difference_section)s);
	if (r.h < BOX_LEAST)
		return;
	if (w->whatif && w->whatif->on)
		box_foot(g, r, ROLE_BANNER, "of the BASELINE: the scenario is not in it");
	snprintf(note, sizeof note, "%d-%d of %d%s%s", p.scroll + 1, p.scroll + (p.r.h < all ? p.r.h : all), all, p.scroll ? " \u2191" : "", p.scroll < most ? " \u2193" : "");
	if (most)
		box_note(g, r, (int)utf8_cells(title) + 2, ROLE_STRONG, note);
}
