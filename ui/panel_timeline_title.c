/* The title of a lane: its name and unit, what was read at the cursor with its quality (in the what-if the baseline's and the scenario's), and the lowest,
 * mean and highest of the window. Always true: what has no room is left out whole, from the least telling on; a number of a window that is not
 * read to its end says so. */
#include "panel_timeline_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numbers.h"
#include "series.h"
#include "utf8.h"

#define PIECE_SIZE 120

/* A part of the title, in the order in which they get their room. */
struct piece { char text[PIECE_SIZE]; enum role role; };

static void word_text(char *out, size_t size, const struct timeline_lane *lane, double value, int decimals) {
	char number[NUMBER_SIZE];
	size_t count = 0;
	while (lane->words && lane->words[count])
		count++;
	if (lane->words && value >= 0 && value < (double)count)
		snprintf(out, size, "%s", lane->words[(size_t)value]);
	else
		snprintf(out, size, "%s", number_text(number, value, decimals, NUMBER_PLAIN));
}

struct reading timeline_reading(const struct world *w, const char *key, bool scenario) {
	bool computed = scenario && w->whatif;
	struct reading r = series_reading(computed ? w->whatif->frame : w->frame, computed ? &w->whatif->derived : &w->derived, key);
	if (!w->in_gap || r.quality != QUALITY_GOOD)
		return r;
	if (derived_find(key, strlen(key)) >= 0)
		return (struct reading){ NAN, QUALITY_MISSING, TIME_NONE };
	return (struct reading){ r.value, QUALITY_STALE, w->frame ? w->frame->t_ms : TIME_NONE };
}

char *timeline_number(char out[NUMBER_SIZE], const struct world *w, const char *key, bool scenario, int decimals) {
	struct reading r = timeline_reading(w, key, scenario);
	const struct derived *d = scenario && w->whatif ? &w->whatif->derived : &w->derived;
	int id = derived_find(key, strlen(key));
	double value = r.quality == QUALITY_GOOD ? r.value : NAN;
	if (id < 0)
		return number_text(out, value, decimals, NUMBER_PLAIN);
	return number_sum(out, value, decimals, NUMBER_PLAIN, d->q[id].reporting, d->q[id].total);
}

/* "30.51", "30.51 stale 14s", "bad", "no data". */
static enum role reading_text(char *out, size_t size, const struct world *w, bool scenario, const struct timeline_lane *lane) {
	char value[PIECE_SIZE / 2], age[NUMBER_SIZE];
	struct reading r = timeline_reading(w, lane->line, scenario);
	if (!isnan(r.value) && derived_find(lane->line, strlen(lane->line)) >= 0) {
		snprintf(out, size, "%s", timeline_number(age, w, lane->line, scenario, lane->decimals));
		return ROLE_STRONG;
	}
	word_text(value, sizeof value, lane, r.value, lane->decimals);
	switch (r.quality) {
	case QUALITY_GOOD: snprintf(out, size, "%s", value); return ROLE_STRONG;
	case QUALITY_BAD: snprintf(out, size, "bad"); return ROLE_MISSING;
	case QUALITY_STALE:
		number_age(age, r.since_ms == TIME_NONE ? NAN : (double)(w->cursor_ms - r.since_ms) / 1000);
		snprintf(out, size, "%.40s stale%s%.16s", isnan(r.value) ? "" : value, *age ? " " : "", age);
		return ROLE_STALE;
	default: snprintf(out, size, "no data"); return ROLE_MISSING;
	}
}

void screen_series_words(const struct world *w, const char *key, char *out, size_t size) {
	struct series_info info = { "", 2, NULL, "" };
	char number[PIECE_SIZE];
	series_info(w->site, key, &info);
	struct timeline_lane lane = { .decimals = info.decimals, .words = info.words };
	snprintf(lane.line, sizeof lane.line, "%s", key);
	enum role role = reading_text(number, sizeof number, w, false, &lane);
	bool unit = role == ROLE_STRONG && !info.words && *info.unit; /* "stale 14s" would be taken for that of the unit */
	snprintf(out, size, "%s%s%s", number, unit ? " " : "", unit ? info.unit : "");
}

static bool is_computed(const struct world *w, const char *key) {
	enum metric_id id;
	size_t object;
	long column = w->site ? site_column_find(w->site, key, strlen(key)) : -1;
	return derived_find(key, strlen(key)) >= 0 || (column >= 0 && site_column_parts(w->site, (size_t)column, &id, &object) && branch_computes(id));
}

/* Where the world is the scenario's alone there is nothing beside it. */
static bool has_scenario(const struct timeline *t) {
	const struct world_whatif *what = t->w->whatif;
	if (what && what->frame && t->w->frame == what->frame)
		return false;
	return what && what->on && t->v->show != WHATIF_BASELINE && what->from_ms != TIME_NONE;
}

/* What the lane shows of the scenario beside the baseline. */
static void scenario_text(struct piece *out, const struct timeline *t, const struct timeline_lane *lane) {
	const struct world_whatif *what = t->w->whatif;
	char text[PIECE_SIZE - 40];
	if (!has_scenario(t))
		return;
	out->role = ROLE_WHATIF;
	if (!is_computed(t->w, lane->line)) {
		snprintf(out->text, sizeof out->text, "baseline only");
		return;
	}
	bool line = what->history && history_series_find(what->history, lane->line) >= 0;
	if (what->frame)
		reading_text(text, sizeof text, t->w, true, lane);
	snprintf(out->text, sizeof out->text, "S %s%s", what->frame ? text : "not computed yet", line ? "" : ", the line is the baseline's");
}

/* Whether the window shows something past the recording: it is computed, and there is no track of it. */
static bool reaches_past(const struct timeline *t) {
	return t->w->whatif && t->w->whatif->future && t->to_ms > t->w->last_ms;
}

/* Of a window that lies past the recording as a whole, as far as the baseline is computed. */
static void ahead_text(struct piece *out, const struct timeline *t, const struct timeline_lane *lane) {
	char lowest[PIECE_SIZE / 4], highest[PIECE_SIZE / 4];
	double least = NAN, most = NAN;
	size_t count = (size_t)(t->columns > 0 ? t->columns : 0);
	struct chart_bin *bins = timeline_bins_of(t, t->w->whatif->ahead, lane->line, count);
	bool found = bins && chart_range(bins, count, &least, &most);
	free(bins);
	word_text(lowest, sizeof lowest, lane, least, lane->decimals);
	word_text(highest, sizeof highest, lane, most, lane->decimals);
	if (!found)
		snprintf(out->text, sizeof out->text, "nothing recorded here");
	else
		snprintf(out->text, sizeof out->text, "%scomputed %s%s%s", has_scenario(t) ? "B " : "", lowest, strcmp(lowest, highest) ? " to " : "", strcmp(lowest, highest) ? highest : "");
}

/* Of the window, as far as it was read; in the what-if of the baseline. `brief`: in fewer cells. */
static void sum_text(struct piece *out, const struct timeline *t, const struct timeline_lane *lane, bool brief) {
	char lowest[PIECE_SIZE / 4], mean[NUMBER_SIZE], highest[PIECE_SIZE / 4];
	const struct track *track = timeline_track(t);
	long series = track ? track_find(track, lane->line) : -1;
	struct track_sum sum;
	out->text[0] = '\0';
	out->role = ROLE_DIM;
	if (series < 0)
		return;
	if (reaches_past(t) && t->from_ms > t->w->last_ms) {
		ahead_text(out, t, lane);
		return;
	}
	track_sum(track, (size_t)series, &sum);
	bool partly = track_progress(track) < 1;
	const char *so_far = has_scenario(t) ? (partly ? "B so far " : reaches_past(t) ? "B recorded: " : "B ") : reaches_past(t) ? "recorded: " : partly ? "so far " : "";
	bool whole = floor(sum.lowest) == sum.lowest && floor(sum.highest) == sum.highest;
	int decimals = lane->decimals || whole ? lane->decimals : 1; /* a mean below the lowest would be read as a fault */
	word_text(lowest, sizeof lowest, lane, sum.lowest, decimals);
	word_text(highest, sizeof highest, lane, sum.highest, decimals);
	number_text(mean, sum.mean, lane->decimals ? lane->decimals : 1, NUMBER_PLAIN);
	if (isnan(sum.lowest))
		snprintf(out->text, sizeof out->text, "%s", partly ? "not read yet" : "no data in the window");
	else if (lane->words)
		snprintf(out->text, sizeof out->text, "%s%s%s%s", so_far, lowest, strcmp(lowest, highest) ? " to " : " throughout", strcmp(lowest, highest) ? highest : "");
	else if (brief)
		snprintf(out->text, sizeof out->text, "%s%s to %s, mean %.16s", so_far, lowest, highest, mean);
	else
		snprintf(out->text, sizeof out->text, "%slowest %s  mean %.16s  highest %s", so_far, lowest, mean, highest);
}

/* "column 30.41 to 30.56": the samples that share the cursor's column. */
static void column_text(struct piece *out, const struct grid *g, const struct timeline *t, const struct timeline_lane *lane) {
	char lowest[PIECE_SIZE / 3], highest[PIECE_SIZE / 3];
	size_t count = (size_t)chart_columns(g, t->columns > 0 ? t->columns : 0);
	int cursor = timeline_column(t, t->w->cursor_ms);
	int id = derived_find(lane->line, strlen(lane->line));
	bool bounds = id >= 0 && history_keeps_bounds((enum derived_id)id); /* the track leaves them out */
	struct chart_bin *bins = cursor >= 0 && !bounds ? timeline_bins(t, lane->line, count) : NULL;
	if (!bins && cursor >= 0)
		bins = timeline_tracked(t, lane->line, count);
	struct chart_bin b = bins ? chart_bin_at(bins, count, cursor, t->columns) : (struct chart_bin){ NAN, NAN };
	free(bins);
	if (cursor < 0 || isnan(b.lowest)) /* the chart shows the gap */
		return;
	word_text(lowest, sizeof lowest, lane, (double)b.lowest, lane->decimals);
	word_text(highest, sizeof highest, lane, (double)b.highest, lane->decimals);
	out->role = ROLE_DIM;
	if (strcmp(lowest, highest) != 0)
		snprintf(out->text, sizeof out->text, "column %s to %s", lowest, highest);
}

static void level_text(struct piece *out, const char *name, double value, int decimals) {
	char number[NUMBER_SIZE];
	out->role = ROLE_DIM;
	snprintf(out->text, sizeof out->text, "%.16s %.40s", name, number_text(number, value, decimals, NUMBER_PLAIN));
}

/* A level that is read at the cursor: "online \u2265 35.50", and where the scenario has another "online 43.00 \u2192 40.50". */
static void level_now(struct piece *out, const char *name, const struct timeline *t, const char *key, int decimals) {
	char base[NUMBER_SIZE], branch[NUMBER_SIZE] = "";
	timeline_number(base, t->w, key, false, decimals);
	if (has_scenario(t) && t->w->whatif->frame)
		timeline_number(branch, t->w, key, true, decimals);
	bool same = !branch[0] || !strcmp(base, branch);
	out->role = ROLE_DIM;
	snprintf(out->text, sizeof out->text, "%.16s %.30s%s%.30s", name, base, same ? "" : " \u2192 ", same ? "" : branch);
}

/* What else there is to say, the most telling first. */
static size_t extras(struct piece out[5], const struct grid *g, const struct timeline *t, const struct timeline_lane *lane) {
	size_t count = 0;
	memset(out, 0, 5 * sizeof *out);
	if (lane->band[0])
		level_now(&out[count++], "online", t, lane->band, lane->decimals);
	if (lane->steps[0])
		level_now(&out[count++], "available", t, lane->steps, lane->decimals);
	if (!isnan(lane->rule))
		level_text(&out[count++], lane->rule_name, lane->rule, lane->decimals);
	column_text(&out[count++], g, t, lane);
	return count;
}

void timeline_lane_title(struct grid *g, struct rect r, const struct timeline *t, const struct timeline_lane *lane) {
	struct piece now = { .text = "" }, other = { .text = "" }, sum, extra[5];
	int x = put_format(g, r, 0, 0, lane->chosen ? ROLE_STRONG : ROLE_TITLE, "%s", lane->title), end = r.w;
	if (lane->unit[0])
		x = put_format(g, r, x + 1, 0, ROLE_DIM, "%s", lane->unit);
	now.role = reading_text(now.text, sizeof now.text, t->w, false, lane);
	scenario_text(&other, t, lane);
	if (other.text[0] == 'S')
		x = put_text(g, r, x + 2, 0, ROLE_DIM, "B") - 1;
	x = put_text(g, r, x + 2, 0, now.role, now.text);
	if (other.text[0])
		x = put_text(g, r, x + 2, 0, other.role, other.text);
	sum_text(&sum, t, lane, false);
	if (x + 2 + (int)utf8_cells(sum.text) > r.w)
		sum_text(&sum, t, lane, true);
	if (sum.text[0] && x + 2 + (int)utf8_cells(sum.text) <= r.w)
		end = put_right(g, r, x + 2, r.w, 0, sum.role, sum.text) - 2;
	size_t count = extras(extra, g, t, lane);
	for (size_t i = 0; i < count; i++)
		if (extra[i].text[0] && x + 2 + (int)utf8_cells(extra[i].text) <= end)
			x = put_text(g, r, x + 2, 0, extra[i].role, extra[i].text);
}
