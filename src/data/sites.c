/* Site lines by position. A line seen before, byte for byte, is found by its hash and not read again, so that a recording that
 * repeats its site, or a scan that passes it again, makes no new site. */
#include "sites.h"

#include <stdlib.h>
#include <string.h>

void sites_init(struct sites *s) {
	*s = (struct sites){ .reader = line_reader_new() };
}

void sites_free(struct sites *s) {
	line_reader_free(s->reader);
	free(s->places);
	free(s->known);
	*s = (struct sites){ 0 };
}

static uint64_t hash_of(const char *text, size_t length) {
	uint64_t hash = 14695981039346656037u; /* FNV-1a */
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
	return hash;
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

static const struct site *known_site(const struct sites *s, const char *text, size_t length, uint64_t hash) {
	for (size_t i = 0; i < s->known_count; i++) {
		const struct site_known *k = &s->known[i];
		if (k->hash == hash && k->length == length && k->site->json && strncmp(k->site->json, text, length) == 0)
			return k->site;
	}
	return NULL;
}

static const struct site *read_site(struct sites *s, const char *text, size_t length, struct error *err) {
	uint64_t hash = hash_of(text, length);
	const struct site *site = known_site(s, text, length, hash);
	if (site)
		return site;
	if (s->known_count == SITES_DISTINCT_MAX) {
		error_set(err, "column 1: more than %u different site lines", SITES_DISTINCT_MAX);
		return NULL;
	}
	error_set(err, "column 1: no site line");
	if (line_read(s->reader, text, length, NULL, NULL, &site, err) != LINE_SITE)
		return NULL;
	s->known = mem_resize(s->known, s->known_count + 1, sizeof *s->known);
	s->known[s->known_count++] = (struct site_known){ site, hash, length };
	return site;
}

const struct site *sites_note(struct sites *s, store_pos at, const char *text, size_t length, struct error *err) {
	size_t index = place_after(s, at);
	if (index > 0 && s->places[index - 1].at == at)
		return s->places[index - 1].site;
	if (s->count == SITES_PLACES_MAX) {
		error_set(err, "column 1: more than %u site lines", SITES_PLACES_MAX);
		return NULL;
	}
	const struct site *site = read_site(s, text, length, err);
	if (!site)
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
