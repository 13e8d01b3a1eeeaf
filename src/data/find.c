/* Frames by time: bisection over positions with a look at the time of the first line there, then a short walk. Every loop ends: an interval halves,
 * a walk stays within a stride of it. Playing on from the last place costs no bisection. */
#include <string.h>

#include "source_parts.h"

#define WALK_NEAR 16      /* lines looked at from the last place before bisecting */
#define WALK_MOST 20000   /* lines between two frames that are looked at */
#define BACK_ROUNDS 24

/* The next line with a time at or after `pos`; its time or TIME_NONE at the end (or `stop`). */
static int64_t dated_line(struct source *s, store_pos pos, bool within, store_pos stop, struct line_at *line) {
	lines_seek(&s->lines, pos, within);
	while (lines_next(&s->lines, line) != LINES_END && !line->unfinished && line->at < stop) {
		int64_t t = line->kind == LINES_TEXT ? line_time(line->text, line->length) : TIME_NONE;
		if (t != TIME_NONE)
			return t;
	}
	return TIME_NONE;
}

/* A position from which a walk forward meets the last line with a time <= t: within a stride before it, or 0. */
static store_pos bisect(struct source *s, int64_t t_ms) {
	store_pos low = 0, high = store_end(s->store), stride = store_stride(s->store);
	bool bytewise = store_is_bytewise(s->store);
	struct line_at line;
	while (high - low > stride) {
		store_pos middle = low + (high - low) / 2;
		if (!bytewise)
			middle = store_align(s->store, middle);
		int64_t t = middle < high ? dated_line(s, middle, bytewise && middle > 0, high, &line) : TIME_NONE;
		if (t != TIME_NONE && t <= t_ms)
			low = line.at > low ? line.at : low + 1;
		else
			high = low + (high - low) / 2;
	}
	return low;
}

/* Reads the line at `at` into frame; false when it is no frame. */
static bool read_frame(struct source *s, const struct line_at *line, struct frame *frame) {
	struct error err;
	const struct site *site = sites_at(&s->sites, line->at);
	if (!site)
		return false;
	if (line_reader_site(s->sites.reader) != site)
		line_reader_use(s->sites.reader, site);
	const struct site *unused;
	return line_read(s->sites.reader, line->text, line->length, frame, NULL, &unused, &err) == LINE_FRAME;
}

static bool looks_like_event(const struct line_at *line) {
	size_t n = line->length < 96 ? line->length : 96;
	return memmem(line->text, n, "\"event\"", 7) != NULL;
}

/* Walks from `pos` while times are <= t and keeps the place of the latest frame line. */
static bool walk_before(struct source *s, store_pos pos, int64_t t_ms, store_pos *found, int64_t *found_ms) {
	struct line_at line;
	bool any = false;
	lines_seek(&s->lines, pos, false);
	for (int n = 0; n < WALK_MOST && lines_next(&s->lines, &line) != LINES_END && !line.unfinished; n++) {
		int64_t t = line.kind == LINES_TEXT ? line_time(line.text, line.length) : TIME_NONE;
		if (t == TIME_NONE || looks_like_event(&line)) {
			if (t != TIME_NONE && t > t_ms && any)
				break;
			continue;
		}
		if (t > t_ms) {
			break;
		}
		if (!any || t >= *found_ms) {
			*found = line.at;
			*found_ms = t;
		}
		any = true;
	}
	return any;
}

/* Whether the walk from the last place is short. */
static bool hint_serves(struct source *s, int64_t t_ms) {
	struct line_at line;
	if (!s->last_valid || t_ms < s->last.t_ms)
		return false;
	lines_seek(&s->lines, s->last.at, false);
	for (int n = 0; n < WALK_NEAR && lines_next(&s->lines, &line) != LINES_END && !line.unfinished; n++)
		if (line.kind == LINES_TEXT && line_time(line.text, line.length) > t_ms)
			return true;
	return t_ms >= s->last_ms && line.kind == LINES_END;
}

/* A start for walks: never after the last frame with a time <= t, if there is one. */
static store_pos start_before(struct source *s, int64_t t_ms) {
	return hint_serves(s, t_ms) ? s->last.at : bisect(s, t_ms);
}

bool source_frame_before(struct source *s, int64_t t_ms, struct frame *frame) {
	store_pos from = start_before(s, t_ms), found = 0, stride = store_stride(s->store);
	int64_t found_ms = TIME_NONE;
	struct line_at line;
	if (s->first_ms == TIME_NONE)
		return false;
	for (int round = 0; !walk_before(s, from, t_ms, &found, &found_ms); round++, stride *= 2) {
		if (from == 0 || round == BACK_ROUNDS)
			return false;
		from = from > stride ? from - stride : 0; /* only events here: further back */
		if (from > 0 && !store_is_bytewise(s->store))
			from = store_align(s->store, from);
		else if (from > 0 && dated_line(s, from, true, store_end(s->store), &line) != TIME_NONE)
			from = line.at;
	}
	lines_seek(&s->lines, found, false);
	if (lines_next(&s->lines, &line) != LINES_TEXT || !read_frame(s, &line, frame))
		return false;
	s->last.at = found;
	s->last.t_ms = found_ms;
	s->last_valid = true;
	return true;
}

bool source_frame_after(struct source *s, int64_t t_ms, struct frame *frame) {
	struct line_at line;
	if (s->first_ms == TIME_NONE || t_ms >= s->last_ms)
		return false;
	lines_seek(&s->lines, start_before(s, t_ms), false);
	for (int n = 0; n < WALK_MOST && lines_next(&s->lines, &line) != LINES_END && !line.unfinished; n++) {
		int64_t t = line.kind == LINES_TEXT ? line_time(line.text, line.length) : TIME_NONE;
		if (t != TIME_NONE && t > t_ms && !looks_like_event(&line) && read_frame(s, &line, frame))
			return true;
	}
	return false;
}

bool find_next_timed(struct source *s, store_pos limit, struct timed_line *out) {
	struct line_at line;
	struct error err;
	while (lines_next(&s->lines, &line) != LINES_END && !line.unfinished && line.at < limit) {
		if (line.kind != LINES_TEXT)
			continue;
		if (line_is_site(line.text, line.length))
			(void)sites_note(&s->sites, line.at, line.text, line.length, &err);
		int64_t t = line_time(line.text, line.length);
		if (t == TIME_NONE)
			continue;
		*out = (struct timed_line){ line.at, line.next, t };
		return true;
	}
	return false;
}

bool find_before(struct source *s, int64_t t_ms, struct timed_line *out, struct frame *frame) {
	struct frame own;
	frame_init(&own);
	bool found = source_frame_before(s, t_ms, frame ? frame : &own);
	frame_free(&own);
	*out = s->last;
	return found;
}

void find_forget(struct source *s) { s->last_valid = false; }
