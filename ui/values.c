/* Pure conversions; the rules on what a missing, stale or bad value looks like stand in widgets/numbers. */
#include "values.h"

#include <stdio.h>
#include <string.h>

static const enum number_state states[] = {
	[QUALITY_MISSING] = NUMBER_MISSING, [QUALITY_GOOD] = NUMBER_GOOD, [QUALITY_STALE] = NUMBER_STALE, [QUALITY_BAD] = NUMBER_BAD,
};
static const char *const stances[STANCE_COUNT] = { [STANCE_N0] = "N-0", [STANCE_N1_SET] = "N-1 set", [STANCE_N1_FEED] = "N-1 feed" };

struct number value_number(const struct reading *reading, int decimals, const char *unit, int64_t now_ms) {
	struct number n = { reading->value, decimals, states[reading->quality & 3], NAN, unit };
	if (reading->since_ms != TIME_NONE && now_ms != TIME_NONE)
		n.age_s = ((double)now_ms - (double)reading->since_ms) / 1000;
	return n;
}

int value_put(struct grid *g, struct rect r, int x_end, int y, int width, const struct world *w, enum metric_id id, size_t object, const char *unit) {
	struct reading reading = frame_get(w->frame, id, object);
	struct number n = value_number(&reading, metric_at(id)->decimals, unit, w->cursor_ms);
	return number_put(g, r, x_end, y, width, ROLE_TEXT, &n);
}

char *value_derived(char out[NUMBER_SIZE], const struct world *w, enum derived_id id) {
	const struct derived_info *info = derived_info_at(id);
	const struct quantity *q = &w->derived.q[id];
	return number_sum(out, q->value, info->decimals, info->is_signed ? NUMBER_SIGNED : NUMBER_PLAIN, q->reporting, q->total);
}

const char *value_stance(enum stance stance) {
	return (unsigned)stance < STANCE_COUNT ? stances[stance] : "";
}

char *value_clock(char out[NUMBER_SIZE], const struct world *w, int64_t t_ms) {
	struct civil c;
	if (t_ms == TIME_NONE)
		return strcpy(out, "--:--:--");
	tz_civil(w->site ? w->site->tz : tz_utc(), t_ms, &c);
	snprintf(out, NUMBER_SIZE, "%02d:%02d:%02d", c.hour, c.minute, c.second);
	return out;
}

bool value_other_day(const struct world *w, int64_t t_ms) {
	const struct tz *tz = w->site && w->site->tz ? w->site->tz : tz_utc();
	struct civil a, b;
	if (t_ms == TIME_NONE || w->cursor_ms == TIME_NONE)
		return false;
	tz_civil(tz, t_ms, &a);
	tz_civil(tz, w->cursor_ms, &b);
	return a.day != b.day || a.month != b.month || a.year != b.year;
}

static char *when_text(char out[NUMBER_SIZE], const struct world *w, int64_t t_ms, bool exact) {
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct civil c;
	if (!value_other_day(w, t_ms))
		return value_clock(out, w, t_ms);
	tz_civil(w->site && w->site->tz ? w->site->tz : tz_utc(), t_ms, &c);
	int n = snprintf(out, NUMBER_SIZE, "%2d %s %02d:%02d", c.day, months[(unsigned)(c.month - 1) % 12], c.hour, c.minute);
	if (exact && n > 0 && n < NUMBER_SIZE)
		snprintf(out + n, NUMBER_SIZE - (size_t)n, ":%02d", c.second);
	return out;
}

char *value_when(char out[NUMBER_SIZE], const struct world *w, int64_t t_ms) { return when_text(out, w, t_ms, false); }
char *value_when_exact(char out[NUMBER_SIZE], const struct world *w, int64_t t_ms) { return when_text(out, w, t_ms, true); }
char *value_since(char out[NUMBER_SIZE], const struct world *w, const struct alarm *alarm) {
	char when[NUMBER_SIZE];
	snprintf(out, NUMBER_SIZE, "%s%.*s", alarm->about ? "~" : "", NUMBER_SIZE - 2, value_when(when, w, alarm->on_ms));
	return out;
}

struct fleet value_fleet(const struct world *w) {
	struct fleet f = { 0, w->derived.q[D_AVAILABLE_MW].value, w->derived.q[D_RUNNING_MW] };
	for (size_t i = 0; i < w->site->gen_count; i++)
		f.rated_mw += w->site->gen[i].rated_kw / 1000;
	for (size_t i = 0; i < w->site->feed_count; i++)
		if (power_feed_in_service(w->frame, i))
			f.available_mw -= power_feed_limit_mw(w->frame, i);
	return f;
}
