/* The chart of a transient, below the figures of the zoomed Supply panel. Always true: nothing is drawn finer than the swing was kept, and a column
 * shows the lowest and the highest of what falls into it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "chart.h"
#include "panel_whatif.h"
#include "values.h"

/* The transient of an island at 10 ms, 60 s or what is computed of it, with its rest and the cursor's moment in words. */
void whatif_transient_draw(struct grid *g, struct rect r, const struct world *w) {
	const struct branch_transient *t = w->whatif->transient;
	char clock[NUMBER_SIZE], most[NUMBER_SIZE], least[NUMBER_SIZE];
	struct rect chart = { r.x + 7, r.y + 1, r.w - 7, r.h - 2 };
	if (!t || r.h < 6 || r.w < 40)
		return;
	size_t count = (size_t)chart_columns(g, chart.w);
	struct chart_bin *bins = mem_zalloc(count, sizeof *bins);
	for (size_t i = 0; i < count; i++)
		bins[i] = (struct chart_bin){ NAN, NAN };
	for (size_t i = 0; i < t->count; i++) {
		struct chart_bin *b = &bins[i * count / t->count];
		b->lowest = b->lowest <= t->hz[i] ? b->lowest : t->hz[i];
		b->highest = b->highest >= t->hz[i] ? b->highest : t->hz[i];
	}
	double low = NAN, high = NAN;
	int x = put_format(g, r, 0, 0, ROLE_TITLE, "Hz from %s, %s", value_when(clock, w, t->start_ms), t->text);
	x = put_format(g, r, x + 2, 0, ROLE_TEXT, "%.2f Hz after %.2f s", t->extreme_hz, (double)(t->extreme_ms - t->start_ms) / 1000);
	put_format(g, r, x + 2, 0, ROLE_DIM, "RoCoF %.2f Hz/s", t->rocof_hz_s);
	if (chart_range(bins, count, &low, &high)) {
		struct chart_scale s = chart_scale_round(low, high, 0.2, 5);
		put_right(g, r, 0, 6, 1, ROLE_DIM, number_text(most, s.most, 2, NUMBER_PLAIN));
		put_right(g, r, 0, 6, r.h - 2, ROLE_DIM, number_text(least, s.least, 2, NUMBER_PLAIN));
		chart_rule(g, chart, ROLE_LIMIT, w->site->bus_count ? w->site->bus[0].nominal_hz : 60, s);
		chart_line(g, chart, ROLE_WHATIF, bins, count, s);
	}
	put_text(g, r, 7, r.h - 1, ROLE_DIM, "0 s");
	snprintf(clock, sizeof clock, "%.0f s", (double)t->count * (double)t->step_ms / 1000);
	put_right(g, r, 10, r.w, r.h - 1, ROLE_DIM, clock);
	free(bins);
}
