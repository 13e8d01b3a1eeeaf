/* Numbers for the alarms of a log: the same id and object have the same number, however often they come. Always true: slot[] is a table of open
 * addressing of 2^n places, at most half full, each holding a number plus 1 or 0. */
#include "alarm_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct name { uint32_t hash; char id[sizeof((struct alarm *)0)->id], src[SITE_ID_SIZE]; };

struct alarm_names {
	struct name *at;  /* owned */
	uint32_t *slot;   /* owned */
	size_t count, room, slots;
};

uint32_t alarm_hash(const char *id, const char *src) {
	uint32_t hash = 2166136261u;
	for (const char *parts[] = { id, src }, **part = parts; part < parts + 2; part++)
		for (const char *c = *part;; c++) {
			hash = (hash ^ (uint8_t)*c) * 16777619u;
			if (!*c)
				break;
		}
	return hash;
}

static size_t slot_free(const struct alarm_names *n, uint32_t hash) {
	size_t at = hash & (n->slots - 1);
	while (n->slot[at])
		at = (at + 1) & (n->slots - 1);
	return at;
}

static void names_grow(struct alarm_names *n) {
	n->room = n->room ? n->room * 2 : 32;
	n->slots = n->room * 2;
	n->at = mem_resize(n->at, n->room, sizeof *n->at);
	free(n->slot);
	n->slot = mem_zalloc(n->slots, sizeof *n->slot);
	for (size_t i = 0; i < n->count; i++)
		n->slot[slot_free(n, n->at[i].hash)] = (uint32_t)i + 1;
}

void alarm_names_free(struct alarm_names *n) {
	if (!n)
		return;
	free(n->at);
	free(n->slot);
	free(n);
}

uint32_t alarm_names_number(struct alarm_names **names, const char *id, const char *src) {
	if (!*names)
		*names = mem_zalloc(1, sizeof **names);
	struct alarm_names *n = *names;
	uint32_t hash = alarm_hash(id, src);
	if (n->count == n->room)
		names_grow(n);
	for (size_t at = hash & (n->slots - 1); n->slot[at]; at = (at + 1) & (n->slots - 1)) {
		const struct name *name = &n->at[n->slot[at] - 1];
		if (name->hash == hash && !strcmp(name->id, id) && !strcmp(name->src, src))
			return n->slot[at] - 1;
	}
	struct name *name = &n->at[n->count];
	name->hash = hash;
	snprintf(name->id, sizeof name->id, "%s", id);
	snprintf(name->src, sizeof name->src, "%s", src);
	n->slot[slot_free(n, hash)] = (uint32_t)++n->count;
	return (uint32_t)n->count - 1;
}

size_t alarm_names_count(const struct alarm_names *n) {
	return n ? n->count : 0;
}
