/* What the timeline and the trends draw: lowest and highest of a fixed set of series in bins of time. A bin without a sample is
 * NaN: a gap stays a gap. Level 0 holds one bin per sample period for at most 24 h (a window that can be moved and refilled),
 * level 1 bins of 64 periods over the whole recording, growing at the end. Memory is bounded by HISTORY_BYTES_MAX: bins get
 * wider rather than more. Series: derived values (by derived_id), then hz and kv per bus, mw per feed, kw per set, gpu.online. */
#ifndef MWTOP_HISTORY_H
#define MWTOP_HISTORY_H

#include "power.h"

/* 17/32 for level 0, which holds the hour that a timeline shows at first of 256 sets at one sample a second, and 6.8 h of 14 sets; the rest
 * for level 1, more than a week of 14 sets in bins of 64 s. */
#define HISTORY_BYTES_MAX (8u << 20)

struct history;
struct history *history_new(const struct site *site, int64_t first_ms, int64_t last_ms);
void history_free(struct history *h);
/* Adds a sample to level 1, and to level 0 when it lies in its window. Any order of times, though level 0 leaves out what comes
 * more than 64 samples late. A time before first_ms, or ahead of everything by more than all there is and a month, is not
 * taken in; nor is a frame of a site with other numbers of buses, feeds or sets. Of a decimated frame the lowest and highest that it tells
 * are taken in with its last values: of hz, kv, mw, kw, gpu.online, and load_mw (its gpu.mw). */
void history_add(struct history *h, const struct frame *frame, const struct derived *derived);
/* The range [from, to) is looked at. Moves the level-0 window so that it covers it if it can (the range is no longer than 15/16 of
 * it), keeps what both places have, and says what to feed with history_refine_add; false when it covers that already (nothing to do). While the range
 * last told reaches the end, the window moves along with what is added, in steps of a sixteenth of it. */
bool history_refine(struct history *h, int64_t from_ms, int64_t to_ms, int64_t *feed_from_ms, int64_t *feed_to_ms);
void history_refine_add(struct history *h, const struct frame *frame, const struct derived *derived);

/* Whether a derived value that is a lower bound is kept, too: capacity, which the timeline draws behind the load. Its lowest is then no lowest to be told. Of
 * all others such samples are left out, as what was not measured. */
bool history_keeps_bounds(enum derived_id id);

size_t history_series_count(const struct history *h);
/* Series by key ("load_mw", "bus.A.hz", "gen.G07.kw"), or -1. */
long history_series_find(const struct history *h, const char *key);

struct history_bin { float lowest, highest; }; /* NaN, NaN: no sample */
/* `count` equal bins over [from, to). Drawn from the finest level that holds the range and is worth it; *bin_ms (may be NULL) gets the
 * width of that level's bins, or the widest window of decimated frames in the range where that is wider, whatever the width of those asked
 * for: bins of level 1 are counted from first_ms on. */
void history_query(const struct history *h, size_t series, int64_t from_ms, int64_t to_ms, size_t count, struct history_bin *out,
                   int64_t *bin_ms);
/* The same width alone, in ms. from_ms <= to_ms, both the time of something. */
int64_t history_bin_ms(const struct history *h, int64_t from_ms, int64_t to_ms, size_t count);

#endif
