/* Names of all that can be charted over time: every derived value ("load_mw"), then every column of a site ("gen.G07.oil_kpa", "bus.A.hz", "gpu.cap_w"), in
 * the order of their tables. */
#ifndef MWTOP_SERIES_H
#define MWTOP_SERIES_H

#include "error.h"
#include "power.h"
#include "track.h"

#define SERIES_KEY_SIZE TRACK_KEY_SIZE

size_t series_count(const struct site *site);
/* The name of series i; "" past the end. Returns out. */
char *series_key(const struct site *site, size_t i, char out[SERIES_KEY_SIZE]);

struct series_info {
	const char *unit;
	int decimals;
	const char *const *words; /* of a label: its values are their indexes; NULL: a number */
	const char *help;
};
/* False where the site has no such series. */
bool series_info(const struct site *site, const char *key, struct series_info *out);
/* Whether a name matches a pattern, upper and lower case being one: '*' stands for anything, also for nothing. */
bool series_match(const char *pattern, const char *key);
/* Names that match, at most `room` of them; returns how many there are. out may be NULL where room is 0. */
size_t series_find(const struct site *site, const char *pattern, char (*out)[SERIES_KEY_SIZE], size_t room);
/* What is wrong with a pattern that nothing matches, with the nearest name: always false. */
bool series_refuse(const struct site *site, const char *pattern, struct error *err);

/* What a frame and what is derived of it say of a series; missing where there is no such series. */
struct reading series_reading(const struct frame *frame, const struct derived *derived, const char *key);

#endif
