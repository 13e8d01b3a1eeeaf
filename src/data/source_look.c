/* The range of a source without reading it: the head, up to the first site and the first time, and the last lines. Always true: no loop here reads more
 * than a bound, and one wild clock does not stretch the range. */
#include "source_parts.h"

#include <stdlib.h>

#include "store_kind.h"

#define HEAD_TIMES 12           /* times looked at for the first one */
#define WILD_MS 86400000         /* a time so far from the others stands alone */
#define HEAD_BYTES_MAX (4ull << 20)
#define TAIL_BYTES_MAX (64ull << 20)  /* of the file, looked at from the end for a last time */

static int by_time(const void *a, const void *b) {
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

/* The earliest of a few times that has company within a day: one wild clock does not stretch the range, one late line does not shrink it. */
static int64_t earliest(int64_t *times, unsigned count) {
	qsort(times, count, sizeof *times, by_time);
	for (unsigned i = 0; i + 1 < count; i++)
		if (times[i + 1] - times[i] < WILD_MS)
			return times[i];
	return times[0];
}

void source_look_at_head(struct source *s) {
	struct line_at line;
	int64_t times[HEAD_TIMES];
	unsigned count = 0;
	struct error err;
	unsigned lines = 0;
	uint64_t begin = 0;
	bool site = sites_newest(&s->sites) != NULL;
	lines_seek(&s->lines, 0, false);
	while (lines_next(&s->lines, &line) != LINES_END && !line.unfinished) {
		if (lines == 0)
			begin = store_offset(s->store, line.at);
		if (++lines > SOURCE_HEAD_LINES_MAX || store_offset(s->store, line.at) - begin > HEAD_BYTES_MAX)
			break;
		if (line.kind != LINES_TEXT)
			continue;
		if (!site) {
			bool likely = line_is_site(line.text, line.length) || line_time(line.text, line.length) == TIME_NONE;
			site = likely && sites_note(&s->sites, line.at, line.text, line.length, &err);
			if (!site && !*s->site_fault.text && line_is_site(line.text, line.length))
				error_set(&s->site_fault, "line %llu, %s", (unsigned long long)line.number, err.text);
			continue;
		}
		int64_t t_ms = line_time(line.text, line.length);
		if (t_ms == TIME_NONE)
			continue;
		times[count++] = t_ms;
		if (count == HEAD_TIMES)
			break;
	}
	if (count > 0)
		s->first_ms = earliest(times, count);
}

/* Takes every time from the lines' place on into the range. */
static bool take_times(struct source *s) {
	struct timed_line line;
	bool found = false;
	while (find_next_timed(s, store_end(s->store), &line)) {
		bool wild = s->last_ms != TIME_NONE && line.t_ms - s->last_ms >= WILD_MS;
		if (wild && (s->wild_ms == TIME_NONE || llabs((long long)(line.t_ms - s->wild_ms)) >= WILD_MS))
			s->wild_ms = line.t_ms; /* believed when the next says so too */
		else if (line.t_ms > s->last_ms)
			s->last_ms = line.t_ms;
		if (s->first_ms != TIME_NONE && line.t_ms < s->first_ms && s->first_ms - line.t_ms < WILD_MS)
			s->first_ms = line.t_ms; /* a clock that was set back */
		s->newest_ms = line.t_ms;
		s->tail = line.next;
		found = true;
	}
	return found;
}

void source_look_at_tail(struct source *s) {
	store_pos end = store_end(s->store), from = end;
	for (store_pos strides = 1; from > 0; strides *= 4) {
		store_pos back = strides * store_stride(s->store, from - 1);
		from = from > back ? from - back : 0;
		store_pos start = from > 0 ? store_align(s->store, from) : 0;
		lines_seek(&s->lines, start, store_is_within(s->store, start));
		if (start < end && take_times(s))
			return;
		if (store_offset(s->store, end) - store_offset(s->store, from) > TAIL_BYTES_MAX)
			return;
	}
}

void source_note_heads(struct source *s) {
	size_t count = s->feeding && !s->feeding->streams ? store_joined_count(s->store) : 0;
	struct error err;
	if (source_is_remote(s))
		count = store_joined_count(s->store);
	for (size_t i = 0; i < count; i++) {
		struct line_at line;
		store_pos begin;
		store_joined_at(s->store, i, &begin);
		lines_seek(&s->lines, begin, false);
		if (lines_next(&s->lines, &line) == LINES_TEXT && !line.unfinished && line_is_site(line.text, line.length))
			sites_note(&s->sites, line.at, line.text, line.length, &err);
	}
}

void source_look_at_growth(struct source *s) {
	if (s->first_ms == TIME_NONE)
		source_look_at_head(s);
	if (store_size(s->store) - store_offset(s->store, s->tail) > HEAD_BYTES_MAX) {
		source_look_at_tail(s);
	} else {
		lines_seek(&s->lines, s->tail, false);
		take_times(s);
	}
}
