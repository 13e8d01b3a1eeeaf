/* The table of single losses of the zoomed Supply panel: what each would leave, the worst first. Always true: a margin that is a lower bound says so, and
 * the order is the model's. Of very many the worst are shown and the others counted. */
#include "panel_supply_parts.h"

#include <stdio.h>

#include "contingency.h"

#define LOSSES_MOST 40
#define NAME_CELLS 9
#define KIND_CELLS 8
#define LOST_END 25
#define LEFT_END 34
#define MARGIN_END 45
#define OUTCOME_AT 47
#define TEXT_AT 62
#define WHOLE_WIDTH 106 /* from there on what follows is told in whole words */

int supply_losses_rows(size_t count) {
	int shown = count > LOSSES_MOST ? LOSSES_MOST + 1 : (int)count;
	return count ? shown + 2 : 0;
}

/* Abnormal where it fails and the accepted stance asks that it does not. */
static enum role loss_role(const struct world *w, const struct contingency *c) {
	static const bool asked[STANCE_COUNT][CONTINGENCY_KIND_COUNT] = {
		[STANCE_N1_SET] = { [CONTINGENCY_SET] = true }, [STANCE_N1_FEED] = { [CONTINGENCY_FEED] = true },
	};
	bool fails = c->outcome == CONTINGENCY_SHORT || c->outcome == CONTINGENCY_OPENS || c->outcome == CONTINGENCY_SHEDS;
	if (c->outcome == CONTINGENCY_UNKNOWN)
		return ROLE_MISSING;
	return fails && asked[w->site->policy.stance][c->kind] ? ROLE_ABNORMAL : fails ? ROLE_STRONG : ROLE_TEXT;
}

static void loss_draw(struct grid *g, struct rect r, int y, const struct world *w, const struct contingency *c) {
	char number[NUMBER_SIZE], kind[SITE_ID_SIZE + 8], text[CONTINGENCY_TEXT_SIZE];
	const struct quantity *headroom = &w->derived.q[D_HEADROOM_MW];
	enum role role = loss_role(w, c);
	put_cut(g, r, 0, y, NAME_CELLS - 1, ROLE_TEXT, contingency_id(w->site, c));
	snprintf(kind, sizeof kind, "%s%s%s", contingency_kind_words[c->kind], c->bus >= 0 && c->kind != CONTINGENCY_BUS ? " " : "",
	         c->bus >= 0 && c->kind != CONTINGENCY_BUS ? w->site->bus[c->bus].id : "");
	put_cut(g, r, NAME_CELLS, y, KIND_CELLS - 1, ROLE_DIM, kind);
	put_right(g, r, 0, LOST_END, y, ROLE_TEXT, number_text(number, c->lost_mw, 2, NUMBER_PLAIN));
	bool bound = c->at_least && !isnan(c->margin_mw); /* of a section that goes dark nothing is left, whatever reports */
	put_right(g, r, 0, LEFT_END, y, ROLE_TEXT, number_sum(number, c->left_mw, 2, NUMBER_PLAIN, !bound, 1));
	put_right(g, r, 0, MARGIN_END, y, role, number_sum(number, c->margin_mw, 2, NUMBER_SIGNED, headroom->reporting, headroom->total));
	put_cut(g, r, OUTCOME_AT, y, TEXT_AT - OUTCOME_AT - 1, role, contingency_outcome_text(c));
	if (r.w > TEXT_AT)
		put_cut(g, r, TEXT_AT, y, r.w - TEXT_AT, ROLE_TEXT, contingency_print(c, r.w >= WHOLE_WIDTH, text));
}

int supply_losses_draw(struct grid *g, struct rect r, int y, const struct world *w, const struct contingency *list, size_t count) {
	if (!count)
		return y;
	put_text(g, r, 0, y, ROLE_TITLE, "After the loss of");
	put_right(g, r, 18, LOST_END, y, ROLE_DIM, "MW");
	put_right(g, r, 0, LEFT_END, y, ROLE_DIM, "left");
	put_right(g, r, 0, MARGIN_END, y++, ROLE_DIM, "margin");
	for (size_t i = 0; i < count && i < LOSSES_MOST; i++, y++)
		if (y >= 0 && y < r.h)
			loss_draw(g, r, y, w, &list[i]);
	if (count > LOSSES_MOST)
		put_format(g, r, 0, y++, ROLE_DIM, "and %zu more, none of them worse", count - LOSSES_MOST);
	return y + 1;
}
