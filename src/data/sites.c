/* Site lines by position: a sorted list, since scans and jumps come upon them in any order. */
#include "sites.h"

#include <stdlib.h>
#include <string.h>

void sites_init(struct sites *s) {
	*s = (struct sites){ .reader = line_reader_new() };
}

void sites_free(struct sites *s) {
	line_reader_free(s->reader);
	free(s->places);
	*s = (struct sites){ 0 };
}

/* Index of the first place after `at`. */
static size_t place_after(const struct sites *s, store_pos at) {
	size_t low = 0, high = s->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (s->places[middle].at <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct site *sites_note(struct sites *s, store_pos at, const char *text, size_t length, struct error *err) {
	size_t index = place_after(s, at);
	if (index > 0 && s->places[index - 1].at == at)
		return s->places[index - 1].site;
	if (s->count == SITES_PLACES_MAX) {
		error_set(err, "column 1: more than %u site lines", SITES_PLACES_MAX);
		return NULL;
	}
	const struct site *site = NULL;
	error_set(err, "column 1: no site line");
	if (line_read(s->reader, text, length, NULL, NULL, &site, err) != LINE_SITE)
		return NULL;
	if (s->count == s->room) {
		s->room = s->room ? 2 * s->room : 4;
		s->places = mem_resize(s->places, s->room, sizeof *s->places);
	}
	memmove(s->places + index + 1, s->places + index, (s->count - index) * sizeof *s->places);
	s->places[index] = (struct site_place){ at, site };
	s->count++;
	return site;
}

const struct site *sites_at(const struct sites *s, store_pos at) {
	size_t index = place_after(s, at);
	if (s->count == 0)
		return NULL;
	return s->places[index > 0 ? index - 1 : 0].site;
}

const struct site *sites_newest(const struct sites *s) {
	return s->count > 0 ? s->places[s->count - 1].site : NULL;
}

void sites_forget(struct sites *s) {
	s->count = 0;
}
