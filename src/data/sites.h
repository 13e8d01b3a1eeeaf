/* The site lines of a recording that were seen so far, by position. Sites live as long as this does; lines of the same text share one
 * (the reader of lines sees to that, and to how many there may be). How many places are kept is bounded. */
#ifndef MWTOP_SITES_H
#define MWTOP_SITES_H

#include "line.h"
#include "store.h"

#define SITES_PLACES_MAX 65536u

struct site_place {
	store_pos at;
	const struct site *site;
};

struct sites {
	struct line_reader *reader; /* owns every site */
	struct site_place *places;  /* owned; by position */
	size_t count, room;
};

void sites_init(struct sites *s);
void sites_free(struct sites *s);
/* The site of the site line at `at`; NULL with err "column N: why" when it cannot be read, is no site line, or there are too many. */
const struct site *sites_note(struct sites *s, store_pos at, const char *text, size_t length, struct error *err);
/* The nearest one at or before `at`; the first known where none is before; NULL when none is known. */
const struct site *sites_at(const struct sites *s, store_pos at);
/* The places are void; the sites stay. */
void sites_forget(struct sites *s);
const struct site *sites_newest(const struct sites *s);

#endif
