/* Which lanes the zoomed Timeline has: the site's, or those of the series that a person has chosen; how many fit, and which come first. Always true: a
 * chosen series that the lanes of the site have, too, is drawn on the same scale with the same limits. */
#include "panel_timeline_parts.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "screen.h"
#include "series.h"

#define LANE_ROWS 5        /* of a lane of the site: title, and four of chart */
#define CHOSEN_ROWS 4
#define NOISE_STEPS 5      /* of the last decimal: less than this is drawn in the middle of its scale */

static_assert(TIMELINE_LANES_MAX <= TRACK_SERIES_MAX, "every lane is tracked");

static bool is_zoomed(const struct view *v) {
	return v->zoomed && v->focus == PANEL_TIMELINE;
}

static double tenth(int decimals) {
	double step = 1;
	while (decimals-- > 0)
		step /= 10;
	return step;
}

/* The lane of the site that draws the series; NULL: none. */
static const struct timeline_lane *lane_of_site(const struct timeline_lane *lanes, size_t count, const char *key) {
	for (size_t i = 0; i < count; i++)
		if (!strcmp(lanes[i].line, key))
			return &lanes[i];
	return NULL;
}

static void lane_choose(const struct world *w, const struct timeline_lane *site, size_t count, const char *key, struct timeline_lane *out) {
	const struct timeline_lane *like = lane_of_site(site, count, key);
	struct series_info info = { "", 2, NULL, "" };
	series_info(w->site, key, &info);
	*out = (struct timeline_lane){ .rule = NAN, .decimals = info.decimals, .words = info.words, .span_least = NOISE_STEPS * tenth(info.decimals) };
	if (like)
		*out = *like;
	out->chosen = true;
	snprintf(out->title, sizeof out->title, "%s", key);
	snprintf(out->line, sizeof out->line, "%s", key);
	snprintf(out->unit, sizeof out->unit, "%s", info.unit);
}

size_t timeline_lanes_shown(const struct world *w, const struct view *v, struct timeline_lane *out, size_t room) {
	struct timeline_lane site[TIMELINE_LANES_MAX];
	if (!is_zoomed(v) || !v->chart_count || !w->site)
		return timeline_lanes(w, out, room);
	size_t count = timeline_lanes(w, site, TIMELINE_LANES_MAX), chosen = 0;
	for (int i = 0; i < v->chart_count && chosen < room; i++)
		lane_choose(w, site, count, v->chart[i], &out[chosen++]);
	return chosen;
}

size_t timeline_lanes_fit(const struct view *v, size_t count, int rows) {
	int least = v->chart_count ? CHOSEN_ROWS : LANE_ROWS;
	size_t fit = rows >= least ? (size_t)(rows / least) : 1;
	return fit < count ? fit : count;
}

int timeline_scroll_most(int rows, const struct world *w, const struct view *v) {
	struct timeline_lane lanes[TIMELINE_LANES_MAX];
	size_t count = timeline_lanes_shown(w, v, lanes, TIMELINE_LANES_MAX);
	return is_zoomed(v) ? (int)(count - timeline_lanes_fit(v, count, rows - TIMELINE_AXIS_ROWS)) : 0;
}

void screen_timeline_series(const struct world *w, const struct view *v, struct track_keys *out) {
	struct timeline_lane lanes[TIMELINE_LANES_MAX];
	out->count = is_zoomed(v) && w->site ? timeline_lanes_shown(w, v, lanes, TIMELINE_LANES_MAX) : 0;
	for (size_t i = 0; i < out->count; i++)
		memcpy(out->key[i], lanes[i].line, TRACK_KEY_SIZE);
}
