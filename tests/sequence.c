/* Sequences of lines; see sequence.h. A line that came is looked for where the last one stood, then further on (what lies between is lost),
 * then further back (it is doubled). */
#include "sequence.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "hash.h"
#include "times.h"

#define TIME_TEXT 24 /* 2024-07-22T09:05:12.000Z */
#define HEAD_MOST 64 /* the key of an event stands right behind the time */

static bool begins_with(const char *text, size_t length, const char *head) {
	return length >= strlen(head) && memcmp(text, head, strlen(head)) == 0;
}

static void keep(struct sequence *s, const struct sequence_line *line) {
	if (s->count == s->room) {
		s->room = s->room ? 2 * s->room : 32;
		s->line = mem_resize(s->line, s->room, sizeof *s->line);
	}
	s->line[s->count++] = *line;
}

void sequence_add(struct sequence *s, const char *text, size_t length, int64_t at_us) {
	static const char head[] = "{\"t\":\"";
	struct sequence_line line = { .at_us = at_us };
	if (length == 0) {
		s->blank++;
	} else if (begins_with(text, length, "{\"site\":")) {
		line.hash = hash_text(text, length);
		s->site = s->sites == 0 ? line.hash : s->site;
		s->site_first = s->site_first || s->count == 0;
		s->sites++;
	} else if (begins_with(text, length, head) && length > sizeof head - 1 + TIME_TEXT && text[length - 1] == '}'
	           && time_parse_iso(text + sizeof head - 1, TIME_TEXT, &line.t_ms)) {
		line.hash = hash_text(text, length);
		line.frame = memmem(text, length < HEAD_MOST ? length : HEAD_MOST, "\"event\"", 7) == NULL;
		keep(s, &line);
	} else {
		s->bad++;
	}
}

void sequence_free(struct sequence *s) {
	free(s->line);
	*s = (struct sequence){ 0 };
}

size_t sequence_frames(const struct sequence *s, size_t from, size_t to) {
	size_t frames = 0;
	for (size_t i = from; i < to; i++)
		frames += s->line[i].frame;
	return frames;
}

/* The line of that hash: the next at or after `from`, or the last before it. */
static size_t find(const struct sequence *s, uint64_t hash, size_t from) {
	for (size_t i = from; i < s->count; i++)
		if (s->line[i].hash == hash)
			return i;
	for (size_t i = from; i-- > 0;)
		if (s->line[i].hash == hash)
			return i;
	return SEQUENCE_NOWHERE;
}

void sequence_compare(const struct sequence *reference, const struct sequence *got, struct sequence_difference *out, size_t *place) {
	bool any = false;
	*out = (struct sequence_difference){ 0 };
	for (size_t i = 0; i < got->count; i++) {
		size_t at = find(reference, got->line[i].hash, out->end);
		if (place)
			place[i] = at;
		if (at == SEQUENCE_NOWHERE) {
			out->other++;
			continue;
		}
		if (!any)
			out->first = at;
		else if (at < out->end)
			out->doubled++;
		else
			out->lost += at - out->end;
		if (!any || at >= out->end)
			out->end = at + 1;
		any = true;
	}
}
