/* What the site says of a set: its rating, how it may be loaded, and what it does on its bus. Always true: these are of the site, and no reading. */
#include <stdio.h>

#include "panel_generators_set.h"
#include "utf8.h"

int generators_limits_words(const struct site_gen *g, char out[SET_LIMITS][SET_LIMIT_SIZE]) {
	const struct { const char *what; double value; int decimals; const char *unit; } rows[] = {
		{ "rated", g->rated_kw, 0, "kW" }, { "least", g->rated_kw * g->min_pct / 100, 0, "kW" }, { "block", g->rated_kw * g->block_pct / 100, 0, "kW" },
		{ "ramp", g->ramp_kw_s, 0, "kW/s" }, { "start", g->start_s, 0, "s" }, { "droop", g->droop_pct, 1, "%" }, { "H", g->h_s, 1, "s" },
		{ "alternator", g->mva, 3, "MVA" },
	};
	int count = 0;
	for (size_t i = 0; i < sizeof rows / sizeof *rows && count < SET_LIMITS; i++, count++) {
		char number[NUMBER_SIZE];
		snprintf(out[count], SET_LIMIT_SIZE, "%s %.16s %s", rows[i].what, number_text(number, rows[i].value, rows[i].decimals, NUMBER_PLAIN), rows[i].unit);
	}
	return count;
}

int generators_limits_draw(struct grid *g, struct rect r, int y, const struct site_gen *gen) {
	char words[SET_LIMITS][SET_LIMIT_SIZE];
	int count = generators_limits_words(gen, words), x = SET_LABEL_CELLS, first = y;
	if (g)
		put_text(g, r, 0, y, ROLE_TITLE, "Limits");
	for (int i = 0; i < count; i++) {
		int cells = (int)utf8_cells(words[i]);
		x += x > SET_LABEL_CELLS ? 2 : 0;
		if (x > SET_LABEL_CELLS && x + cells > r.w) {
			x = SET_LABEL_CELLS;
			y++;
		}
		if (g)
			put_text(g, r, x, y, ROLE_TEXT, words[i]);
		x += cells;
	}
	return y + 1 - first;
}
