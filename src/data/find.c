/* Frames by time. The lines are in the order of their times, nearly: a recording may hold steps of the clock, doubled lines, events
 * and rubbish, and the answer is then the last frame in the order of the file whose time fits, near the place that a search by the
 * times leads to. Every loop is bounded: the search halves a range of positions, walks end at a position known before, and going back doubles
 * its stride up to a limit. */
#include "source_parts.h"

#define NEAR_LINES 32          /* playing: so many lines on from the last frame are looked at before bisecting */
#define STRAYS 3               /* lines in a row with a later time that may be astray */
#define STRAYS_WALK 10000      /* lines that are looked at in all: a clock that was ahead for hours is another matter */
#define RING 64                /* candidates kept of a walk */
#define BACK_MAX (64ull << 20) /* of the file, going back from where only events are */

bool find_next_timed(struct source *s, store_pos limit, struct timed_line *out) {
	struct line_at line;
	struct error err;
	while (lines_next(&s->lines, &line) != LINES_END && !line.unfinished && line.at < limit) {
		if (line.kind != LINES_TEXT)
			continue;
		int64_t t_ms = line_time(line.text, line.length);
		if (t_ms != TIME_NONE) {
			*out = (struct timed_line){ line.at, line.next, t_ms };
			return true;
		}
		if (line_is_site(line.text, line.length))
			sites_note(&s->sites, line.at, line.text, line.length, &err);
	}
	return false;
}

void find_forget(struct source *s) {
	lines_free(&s->lines);
	lines_init(&s->lines, s->store, SOURCE_LINE_WINDOW);
	s->last_valid = false;
}

/* Reads the line at a position; true when it is a frame. */
static bool read_frame(struct source *s, const struct timed_line *where, struct frame *frame) {
	struct line_at line;
	struct error err;
	const struct site *changed = NULL;
	lines_seek(&s->lines, where->at, false);
	if (lines_next(&s->lines, &line) != LINES_TEXT || line.unfinished || line.at != where->at)
		return false;
	const struct site *site = sites_at(&s->sites, where->at);
	if (!site)
		return false;
	if (line_reader_site(s->sites.reader) != site)
		line_reader_use(s->sites.reader, site);
	return line_read(s->sites.reader, line.text, line.length, frame, NULL, &changed, &err) == LINE_FRAME;
}

/* Positions between which the last line at or before t lies, with the times that were seen there. */
struct bracket {
	store_pos low, high; /* a line begins at low, and it is at or before t (or the first); none that counts lies behind high */
	int64_t low_ms, high_ms;
};

/* Where to look next. The time says about where it is: a little before that place and a little behind it, then the middle, so that
 * the range halves with every third look however the times lie. */
static store_pos place_to_look(const struct bracket *b, int64_t t_ms, store_pos stride, int turn) {
	store_pos span = b->high - b->low, middle = b->low + span / 2;
	if (turn % 3 == 2 || b->low_ms == TIME_NONE || b->high_ms == TIME_NONE || t_ms < b->low_ms || t_ms >= b->high_ms)
		return middle;
	double share = ((double)t_ms - (double)b->low_ms) / ((double)b->high_ms - (double)b->low_ms);
	store_pos guess = (store_pos)((double)span * share), aside = stride / 2;
	if (turn % 3 == 0)
		return guess > aside ? b->low + guess - aside : middle;
	return guess + aside < span ? b->low + guess + aside : middle;
}

/* Narrows the range until it is cheap to walk. */
static void narrow(struct source *s, int64_t t_ms, struct bracket *b) {
	for (int turn = 0; turn < 240 && b->high > b->low; turn++) {
		store_pos stride = store_stride(s->store, b->low);
		if (b->high - b->low <= stride)
			return;
		store_pos place = place_to_look(b, t_ms, stride, turn);
		store_pos start = store_align(s->store, place);
		struct timed_line line;
		bool there = start < b->high;
		if (there) {
			lines_seek(&s->lines, start, store_is_within(s->store, start));
			there = find_next_timed(s, b->high, &line);
		}
		if (there && line.t_ms <= t_ms) {
			b->low = line.at;
			b->low_ms = line.t_ms;
		} else {
			b->high = place;
			b->high_ms = there ? line.t_ms : b->high_ms;
		}
	}
}

/* The last frame at or before t that begins in [from, to). */
static bool last_frame_in(struct source *s, int64_t t_ms, store_pos from, bool within, store_pos to, struct timed_line *out,
                          struct frame *frame) {
	for (;;) {
		struct timed_line ring[RING], line;
		size_t count = 0;
		lines_seek(&s->lines, from, within);
		while (find_next_timed(s, to, &line))
			if (line.t_ms <= t_ms)
				ring[count++ % RING] = line;
		size_t kept = count < RING ? count : RING;
		for (size_t i = 1; i <= kept; i++) {
			*out = ring[(count - i) % RING];
			if (read_frame(s, out, frame))
				return true;
		}
		if (count <= RING)
			return false;
		to = ring[count % RING].at; /* the oldest one kept */
	}
}

/* From the frame handed out last, a few lines on; false when that is not enough to tell. */
static bool near_before(struct source *s, int64_t t_ms, struct timed_line *out, struct frame *frame) {
	struct timed_line seen[NEAR_LINES], line, last = s->last;
	size_t count = 0;
	if (!s->last_valid || t_ms < last.t_ms)
		return false;
	lines_seek(&s->lines, last.next, false);
	while (find_next_timed(s, store_end(s->store), &line) && line.t_ms <= t_ms) {
		if (count == NEAR_LINES)
			return false;
		seen[count++] = line;
	}
	while (count-- > 0) {
		*out = seen[count];
		if (read_frame(s, out, frame))
			return true;
	}
	*out = last;
	return read_frame(s, out, frame);
}

/* A line or two with a wild time must not hide what follows them: as long as one of the next few lines fits, it is the answer. */
static void pass_strays(struct source *s, int64_t t_ms, struct timed_line *out, struct frame *frame) {
	struct timed_line line, best = *out;
	lines_seek(&s->lines, out->next, false);
	for (int strays = 0, n = 0; strays < STRAYS && n < STRAYS_WALK && find_next_timed(s, store_end(s->store), &line); n++) {
		if (line.t_ms > t_ms) {
			strays++;
			continue;
		}
		strays = 0;
		if (!read_frame(s, &line, frame))
			read_frame(s, &best, frame); /* what it may have left half read */
		else
			best = line;
		lines_seek(&s->lines, line.next, false);
	}
	*out = best;
}

bool find_before(struct source *s, int64_t t_ms, struct timed_line *out, struct frame *frame) {
	if (near_before(s, t_ms, out, frame))
		return true;
	struct bracket b = { .low = 0, .high = store_end(s->store), .low_ms = s->first_ms, .high_ms = s->last_ms };
	bool within = false;
	narrow(s, t_ms, &b);
	store_pos low = b.low, high = b.high;
	for (store_pos strides = 1; low < high || low > 0; strides *= 4) {
		if (low < high && last_frame_in(s, t_ms, low, within, high, out, frame)) {
			pass_strays(s, t_ms, out, frame);
			return true;
		}
		if (low == 0 || store_offset(s->store, b.low) - store_offset(s->store, low) > BACK_MAX)
			return false;
		high = low;
		store_pos step = strides * store_stride(s->store, low - 1);
		low = low > step ? store_align(s->store, low - step) : 0;
		if (low > high)
			low = high;
		within = store_is_within(s->store, low);
	}
	return false;
}

bool source_frame_before(struct source *s, int64_t t_ms, struct frame *frame) {
	struct timed_line line = { 0 };
	s->last_valid = find_before(s, t_ms, &line, frame);
	s->last = line;
	return s->last_valid;
}

bool source_frame_after(struct source *s, int64_t t_ms, struct frame *frame) {
	struct timed_line line = { 0 };
	store_pos from = find_before(s, t_ms, &line, NULL) ? line.next : 0;
	lines_seek(&s->lines, from, false);
	while (find_next_timed(s, store_end(s->store), &line)) {
		if (line.t_ms <= t_ms)
			continue;
		if (read_frame(s, &line, frame)) {
			s->last = line;
			s->last_valid = true;
			return true;
		}
		lines_seek(&s->lines, line.next, false);
	}
	return false;
}
