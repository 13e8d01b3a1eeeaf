/* The help overlay: the keys of where one is, then those of all else group by group, all from the action table, and the legend of the glyphs. Always
 * true: without a filter every action stands in it once with all its keys, in two columns where they fit, and it scrolls so that the last line can be
 * reached at every size. */
#include "help.h"

#include <stdio.h>
#include <string.h>

#include "actions.h"
#include "box.h"
#include "panel.h"
#include "utf8.h"
#include "where.h"

#define KEY_CELLS 11
#define TWO_COLUMNS_FROM 120
#define BOX_FROM 5 /* rows; fewer have no box */
#define LINES_MAX (ACT_COUNT + 2 * GROUP_COUNT + 60)

struct line {
	const char *key, *text; /* text NULL: `key` is a title; both NULL: blank */
	enum role role;         /* of the key */
};

struct page {
	struct line line[LINES_MAX];
	int count, split; /* split: where the second column begins */
};

static const char hatch[] = "╱"; /* charts draw it themselves: '/' in ASCII */
static const struct line legend[] = {
	{ "●", "a set that carries load; an alarm", ROLE_TEXT },
	{ "✖", "tripped, locked out; an alarm of high priority", ROLE_ALARM_HIGH },
	{ "▲", "a trip; an alarm of medium priority", ROLE_ALARM_MEDIUM },
	{ "!", "beside an alarm: not acknowledged", ROLE_ALARM_HIGH },
	{ "○", "an alarm that is over", ROLE_DIM },
	{ "?", "NO DATA: nothing received, not \"tripped\"", ROLE_MISSING },
	{ "—", "no value", ROLE_MISSING },
	{ "14s", "after a value: stale, kept from that long ago", ROLE_STALE },
	{ "bad", "received, but out of range or marked bad", ROLE_MISSING },
	{ "≥ x", "a sum with members missing: at least this", ROLE_TEXT },
	{ "·", "timeline: a gap, never bridged and never zero", ROLE_MISSING },
	{ hatch, "timeline: not read yet", ROLE_MISSING },
	{ "│ ⠂", "a limit or a nominal value", ROLE_LIMIT },
	{ "▼ T", "the cursor, and the start of training", ROLE_MARK },
};

static const struct line mouse[] = {
	{ "click", "focus a panel, select a row; timeline: go there", ROLE_KEY },
	{ "again", "the row's moment, the set in full; a title zooms", ROLE_KEY },
	{ "wheel", "timeline: shorter, longer; else scroll the rows", ROLE_KEY },
};

/* Keys of the line where one types, which are no actions. */
static const struct line typing[] = {
	{ "Enter", "do it: what is chosen in the list, else what is typed", ROLE_KEY },
	{ "Esc", "leave it", ROLE_KEY },
	{ "Tab", "complete the word", ROLE_KEY },
	{ "Up Down", ":  choose in the list; above it what was typed before", ROLE_KEY },
	{ "Ctrl-P -N", ":  what was typed before, and after", ROLE_KEY },
	{ "Left Right", "move in the line; Home and End, Ctrl-A and Ctrl-E", ROLE_KEY },
	{ "Ctrl-W -U", "erase the word, or all before the cursor", ROLE_KEY },
	{ "Ctrl-K", "erase all behind the cursor", ROLE_KEY },
	{ "F1", "this help, and back; PgUp and PgDn scroll it", ROLE_KEY },
};

static void add(struct page *p, const char *key, const char *text, enum role role) {
	if (p->count < LINES_MAX)
		p->line[p->count++] = (struct line){ key, text, role };
}

/* Whether one types something that is not the filter of the help itself. */
static bool is_typing(const struct view *v) { return v->prompt != PROMPT_NONE && v->prompt != PROMPT_HELP; }

/* Each word of the filter stands in one of these texts. */
static bool passes(const char *filter, const char *key, const char *name, const char *text) {
	char word[sizeof ((struct view *)0)->help_filter];
	while (*(filter += strspn(filter, " "))) {
		size_t length = strcspn(filter, " ");
		snprintf(word, sizeof word, "%.*s", (int)length, filter);
		if (!strcasestr(key, word) && !strcasestr(name, word) && !strcasestr(text, word))
			return false;
		filter += length;
	}
	return true;
}

/* Whether one of its keys does it where one is; in the what-if some keys do something else. */
static bool has_key(const struct action *a, bool whatif) {
	for (const uint32_t *k = a->keys; *k; k++)
		if (action_for_key(*k, whatif) == a->id)
			return true;
	return false;
}

static bool is_here(const struct action *a, unsigned where, const struct view *v) {
	return !is_typing(v) && (a->where & where) && has_key(a, where & WHERE_WHATIF);
}

/* A title, which goes again when no line follows it; a blank line behind those that have lines. */
static int section_begin(struct page *p, const char *title) {
	add(p, title, NULL, ROLE_TITLE);
	return p->count;
}
static void section_end(struct page *p, int begun) {
	if (p->count == begun)
		p->count--;
	else
		add(p, NULL, NULL, ROLE_TEXT);
}

/* The actions of one group (GROUP_COUNT: of all), those that belong here or those that do not. */
static void actions_add(struct page *p, int group, bool here, unsigned where, const struct view *v, bool ascii) {
	for (int pass = 0; pass < 2; pass++) /* first what is there in the what-if alone */
		for (int id = ACT_NONE + 1; id < ACT_COUNT; id++) {
			const struct action *a = action_at((enum action_id)id);
			const char *key = ascii ? a->key_ascii : a->key_text;
			if (a->whatif == (pass == 0) && (group == GROUP_COUNT || (int)a->group == group) && is_here(a, where, v) == here && passes(v->help_filter, key, a->name, a->help))
				add(p, key, a->help, ROLE_KEY);
		}
}

/* The second column begins at the title that parts the lines most evenly. */
static void page_split(struct page *p) {
	for (int i = 1; i < p->count; i++) {
		int taller = i > p->count - i ? i : p->count - i, best = p->split > p->count - p->split ? p->split : p->count - p->split;
		if (p->line[i].key && !p->line[i].text && (!p->split || taller < best))
			p->split = i;
	}
}

static void page_make(struct page *p, bool ascii, const struct world *w, const struct view *v) {
	unsigned where = where_now(w, v);
	p->count = 0;
	p->split = 0;
	int begun = section_begin(p, is_typing(v) ? "Here, while you type" : "Here");
	for (size_t i = 0; is_typing(v) && i < sizeof typing / sizeof typing[0]; i++)
		add(p, typing[i].key, typing[i].text, typing[i].role);
	actions_add(p, GROUP_COUNT, true, where, v, ascii);
	section_end(p, begun);
	for (int group = 0; group < GROUP_COUNT; group++) {
		begun = section_begin(p, action_group_titles[group]);
		actions_add(p, group, false, where, v, ascii);
		section_end(p, begun);
	}
	begun = section_begin(p, "Mouse");
	for (size_t i = 0; i < sizeof mouse / sizeof mouse[0]; i++)
		if (passes(v->help_filter, mouse[i].key, "mouse", mouse[i].text))
			add(p, mouse[i].key, mouse[i].text, mouse[i].role);
	section_end(p, begun);
	begun = section_begin(p, "What the signs mean");
	for (size_t i = 0; i < sizeof legend / sizeof legend[0]; i++)
		if (passes(v->help_filter, legend[i].key, "", legend[i].text))
			add(p, ascii && legend[i].key == hatch ? "/" : legend[i].key, legend[i].text, legend[i].role);
	section_end(p, begun);
	p->count -= p->count > 0; /* the last blank line */
	page_split(p);
}

static void line_draw(struct grid *g, struct rect r, int y, const struct line *l) {
	if (!l->key)
		return;
	if (!l->text) {
		put_cut(g, r, 0, y, r.w, l->role, l->key);
		return;
	}
	put_cut(g, r, 0, y, KEY_CELLS - 1, l->role, l->key);
	put_cut(g, r, KEY_CELLS, y, r.w - KEY_CELLS, ROLE_TEXT, l->text);
}

static int rows_of(const struct page *p, int width) {
	return width < TWO_COLUMNS_FROM || !p->split ? p->count : p->split > p->count - p->split ? p->split : p->count - p->split;
}

int help_scroll_most(int cols, int rows, const struct world *w, const struct view *v) {
	struct page p;
	page_make(&p, false, w, v);
	int over = rows_of(&p, cols) - (rows >= BOX_FROM ? rows - 2 : rows);
	return over > 0 ? over : 0;
}

/* "Help: Alarms, zoomed  rows with "ack"". */
static void title_make(char *out, size_t size, const struct world *w, const struct view *v) {
	char where[64];
	snprintf(out, size, "Help: %s%s%s%s", is_typing(v) ? "while you type" : where_words(w, v, where, sizeof where), *v->help_filter ? "  rows with \"" : "", v->help_filter,
	         *v->help_filter ? "\"" : "");
}

/* The longest that fits says what else can be done. */
static void note_draw(struct grid *g, struct rect r, const char *title, int scroll, int most, const struct view *v) {
	const char *arrows = most <= 0 ? "" : scroll == 0 ? "↓ more  " : scroll == most ? "↑ more  " : "↑↓ more  ";
	char note[64];
	int room = r.w - (int)utf8_cells(title) - 8;
	const char *rest = is_typing(v) ? "F1 closes" : *v->help_filter ? "/ other rows  Esc all" : "/ filters  Esc closes";
	snprintf(note, sizeof note, "%s%s", arrows, rest);
	if ((int)utf8_cells(note) > room)
		snprintf(note, sizeof note, "%s%s", arrows, is_typing(v) ? "F1" : "Esc");
	box_note(g, r, (int)utf8_cells(title), ROLE_DIM, note);
}

void help_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	struct page p;
	char title[160];
	if (rect_empty(r))
		return;
	page_make(&p, g->ascii, w, v);
	title_make(title, sizeof title, w, v);
	put_fill(g, r, ROLE_TEXT, ' ');
	struct rect in = r.h >= BOX_FROM ? box_draw(g, r, ROLE_FOCUS, title) : r;
	int most = rows_of(&p, r.w) - in.h, scroll = v->help_scroll < most ? v->help_scroll : most;
	scroll = scroll > 0 ? scroll : 0;
	if (r.h >= BOX_FROM)
		note_draw(g, r, title, scroll, most, v);
	if (p.count == 0)
		put_cut(g, in, 0, 0, in.w, ROLE_DIM, "no row has these words");
	bool two = r.w >= TWO_COLUMNS_FROM && p.split;
	struct rect column = { in.x, in.y, two ? (in.w - 2) / 2 : in.w, in.h };
	int end = two ? p.split : p.count;
	for (int i = scroll; i < end && i - scroll < in.h; i++)
		line_draw(g, column, i - scroll, &p.line[i]);
	column.x += column.w + 2;
	for (int i = p.split + scroll; two && i < p.count && i - p.split - scroll < in.h; i++)
		line_draw(g, column, i - p.split - scroll, &p.line[i]);
}
