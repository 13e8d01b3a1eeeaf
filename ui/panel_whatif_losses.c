/* Zoomed Supply in the what-if: the margin after each single loss, baseline beside scenario. First what can be lost in the baseline alone: the
 * scenario is without it already; then in the scenario's order, the worst first. */
#include "panel_whatif.h"

#include <math.h>
#include <stdio.h>

#include "contingency.h"
#include "values.h"

#define BASE_END 20
#define SCENARIO_END 32
#define OUTCOME_AT 34

static const struct contingency *same_of(const struct contingency *list, size_t count, const struct contingency *c) {
	for (size_t i = 0; i < count; i++)
		if (list[i].kind == c->kind && list[i].object == c->object)
			return &list[i];
	return NULL;
}

static void margin_put(struct grid *g, struct rect r, int end, int y, enum role role, const struct contingency *c, const struct derived *d) {
	char text[NUMBER_SIZE];
	const struct quantity *headroom = &d->q[D_HEADROOM_MW];
	put_right(g, r, end - 11, end, y, role, number_sum(text, c ? c->margin_mw : NAN, 2, NUMBER_SIGNED, headroom->reporting, headroom->total));
}

static void loss_draw(struct grid *g, struct rect r, int y, const struct world *w, const struct contingency *base, const struct contingency *scenario) {
	const struct contingency *either = scenario ? scenario : base;
	bool same = base && scenario && (fabs(base->margin_mw - scenario->margin_mw) < 0.005 || (isnan(base->margin_mw) && isnan(scenario->margin_mw)));
	put_cut(g, r, 0, y, 8, ROLE_TEXT, contingency_id(w->site, either));
	margin_put(g, r, BASE_END, y, ROLE_TEXT, base, &w->derived);
	margin_put(g, r, SCENARIO_END, y, same ? ROLE_TEXT : ROLE_WHATIF, scenario, &w->whatif->derived);
	put_cut(g, r, OUTCOME_AT, y, r.w - OUTCOME_AT, same ? ROLE_TEXT : ROLE_WHATIF, scenario ? contingency_outcome_text(scenario) : "lost already");
}

void whatif_losses_draw(struct grid *g, struct rect r, const struct world *w) {
	struct contingency base[CONTINGENCY_MAX], scenario[CONTINGENCY_MAX];
	if (r.h < 2 || r.w < OUTCOME_AT + 13)
		return;
	size_t base_count = contingency_list(w->frame, &w->derived, base), count = contingency_list(w->whatif->frame, &w->whatif->derived, scenario), more = 0;
	int y = 1;
	put_text(g, r, 0, 0, ROLE_TITLE, "After loss");
	put_right(g, r, 11, BASE_END, 0, ROLE_DIM, "baseline");
	put_right(g, r, BASE_END, SCENARIO_END, 0, ROLE_DIM, "scenario");
	put_text(g, r, OUTCOME_AT, 0, ROLE_DIM, "how it fares");
	for (size_t i = 0; i < base_count; i++) { /* few, and what an edit took: they come before the many alike */
		if (same_of(scenario, count, &base[i]))
			continue;
		if (y < r.h - 2)
			loss_draw(g, r, y++, w, &base[i], NULL);
		else
			more++;
	}
	for (size_t i = 0; i < count; i++)
		if (y < r.h - 1 || (y < r.h && i + 1 == count && !more))
			loss_draw(g, r, y++, w, same_of(base, base_count, &scenario[i]), &scenario[i]);
		else
			more++;
	if (more)
		put_format(g, r, 0, y, ROLE_DIM, "and %zu more", more);
}
