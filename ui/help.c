/* The help overlay: made from the action table group by group, and the legend of the glyphs. Always true: every action stands in it once with all
 * its keys, in two columns where they fit, and it scrolls so that the last line can be reached at every size. */
#include "help.h"

#include <string.h>

#include "actions.h"
#include "box.h"
#include "panel.h"
#include "utf8.h"

#define KEY_CELLS 11
#define TWO_COLUMNS_FROM 120
#define LINES_MAX (ACT_COUNT + 2 * GROUP_COUNT + 40)

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
	{ "│ ─", "a limit or a nominal value", ROLE_LIMIT },
	{ "▼ T", "the cursor, and the start of training", ROLE_MARK },
};

static void add(struct page *p, const char *key, const char *text, enum role role) {
	if (p->count < LINES_MAX)
		p->line[p->count++] = (struct line){ key, text, role };
}

static void page_make(struct page *p, bool ascii) {
	p->count = 0;
	p->split = 0;
	for (int group = 0; group < GROUP_COUNT; group++) {
		add(p, action_group_titles[group], NULL, ROLE_TITLE);
		for (int id = ACT_NONE + 1; id < ACT_COUNT; id++) {
			const struct action *a = action_at((enum action_id)id);
			if ((int)a->group == group)
				add(p, ascii ? a->key_ascii : a->key_text, a->help, ROLE_KEY);
		}
		add(p, NULL, NULL, ROLE_TEXT);
	}
	add(p, "What the signs mean", NULL, ROLE_TITLE);
	for (size_t i = 0; i < sizeof legend / sizeof legend[0]; i++)
		add(p, ascii && legend[i].key == hatch ? "/" : legend[i].key, legend[i].text, legend[i].role);
	/* The second column begins at the title that parts the lines most evenly. */
	for (int i = 1; i < p->count; i++) {
		int taller = i > p->count - i ? i : p->count - i, best = p->split > p->count - p->split ? p->split : p->count - p->split;
		if (p->line[i].key && !p->line[i].text && (!p->split || taller < best))
			p->split = i;
	}
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
	return width < TWO_COLUMNS_FROM ? p->count : p->split > p->count - p->split ? p->split : p->count - p->split;
}

int help_scroll_most(int cols, int rows) {
	struct page p;
	page_make(&p, false);
	int over = rows_of(&p, cols) - (rows - 2);
	return over > 0 ? over : 0;
}

void help_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	struct page p;
	(void)w;
	if (rect_empty(r))
		return;
	page_make(&p, g->ascii);
	put_fill(g, r, ROLE_TEXT, ' ');
	struct rect in = r.h >= 5 ? box_draw(g, r, ROLE_FOCUS, "Help") : r;
	int most = rows_of(&p, r.w) - in.h, scroll = v->help_scroll < most ? v->help_scroll : most;
	scroll = scroll > 0 ? scroll : 0;
	if (r.h >= 5)
		box_note(g, r, 4, ROLE_DIM, most <= 0 ? "Esc closes" : scroll == 0 ? "↓ more  Esc closes" : scroll == most ? "↑ more  Esc closes" : "↑↓ more  Esc closes");
	bool two = r.w >= TWO_COLUMNS_FROM;
	struct rect column = { in.x, in.y, two ? (in.w - 2) / 2 : in.w, in.h };
	int end = two ? p.split : p.count;
	for (int i = scroll; i < end && i - scroll < in.h; i++)
		line_draw(g, column, i - scroll, &p.line[i]);
	column.x += column.w + 2;
	for (int i = p.split + scroll; two && i < p.count && i - p.split - scroll < in.h; i++)
		line_draw(g, column, i - p.split - scroll, &p.line[i]);
}
