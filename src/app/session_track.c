/* The track of a session: the series of the zoomed Timeline, read from the source in slices for the window that is looked at. Always true: while a scan is
 * open, the range that it reads is the one that the track has begun. */
#include "session_state.h"

#define LINES_PER_LOOK 128 /* lines between two looks at the clock */
#define PAST_LINES 64      /* lines past the range, one after the other, that end it: a line of a clock gone astray does not */

static void stop(struct session *s) {
	if (s->track.scan)
		source_scan_close(s->track.scan);
	s->track.scan = NULL;
}

void session_track_close(struct session *s) {
	stop(s);
	track_free(s->track.series);
	s->track.series = NULL;
}

void session_track_renew(struct session *s) {
	stop(s);
	if (s->track.series)
		track_clear(s->track.series);
}

void session_track(struct session *s, const struct track_keys *keys, int64_t from_ms, int64_t to_ms) {
	int64_t first, last;
	s->track.resting = true;
	if (source_range(s->source, &first, &last))
		session_track_until(s, keys, from_ms, to_ms, last + 1);
}

void session_track_until(struct session *s, const struct track_keys *keys, int64_t from_ms, int64_t to_ms, int64_t end_ms) {
	s->track.resting = !keys->count;
	if (from_ms >= to_ms || !keys->count)
		return;
	if (!s->track.series)
		s->track.series = track_new();
	track_look(s->track.series, keys, from_ms, to_ms, end_ms);
	s->world.track = s->track.series;
}

/* Opens the scan that the track wants now; false when it wants none. */
static bool begin(struct session *s) {
	int64_t from_ms;
	if (s->track.scan && s->track.round == track_round(s->track.series))
		return true;
	stop(s);
	if (!track_begin(s->track.series, &from_ms, &s->track.to_ms))
		return false;
	s->track.scan = source_scan_open(s->source, from_ms);
	s->track.round = track_round(s->track.series);
	s->track.past = 0;
	return true;
}

const char *session_track_damage(const struct session *s, bool *order) {
	*order = s->track.disorder;
	return *s->track.damage.text ? s->track.damage.text : NULL;
}

static void take(struct session *s, const struct scan_line *line, bool derive) {
	struct derived derived;
	if (line->kind == LINE_BAD && !*s->track.damage.text)
		s->track.damage = line->err;
	s->track.disorder |= line->misordered;
	if (line->t_ms == TIME_NONE)
		return;
	s->track.past = line->t_ms >= s->track.to_ms ? s->track.past + 1 : 0;
	if (line->kind != LINE_FRAME || line->doubled)
		return;
	if (derive)
		power_derive(line->frame, NULL, &derived);
	track_add(s->track.series, line->frame, derive ? &derived : NULL);
	if (!line->misordered && line->t_ms < s->track.to_ms)
		track_reached(s->track.series, line->t_ms + 1);
}

bool session_track_work(struct session *s, int64_t budget_ms, bool *shown) {
	if (!s->track.series || s->track.resting || !begin(s))
		return false;
	int64_t until = clock_mono_ms() + budget_ms;
	bool derive = track_wants_derived(s->track.series);
	struct scan_line line;
	*shown = true;
	for (uint64_t n = 1; source_scan_next(s->track.scan, &line); n++) {
		take(s, &line, derive);
		if (s->track.past == PAST_LINES)
			break;
		if (n % LINES_PER_LOOK == 0 && clock_mono_ms() >= until)
			return true;
	}
	track_end(s->track.series);
	stop(s);
	return begin(s);
}
