/* Chosen series over the window that is looked at: lowest, highest and mean of every sample, whatever columns or derived values they are. The history
 * (history.h) has a fixed set of series over the whole recording and no mean; a track has any, for one window. It is filled by its owner, who reads
 * the ranges that it asks for, and keeps what two windows share when the window moves. Memory: at most TRACK_SERIES_MAX * 25 KB, whatever the window. */
#ifndef MWTOP_TRACK_H
#define MWTOP_TRACK_H

#include "history.h"

#define TRACK_SERIES_MAX 40
#define TRACK_KEY_SIZE 48

struct track_keys {
	size_t count;
	char key[TRACK_SERIES_MAX][TRACK_KEY_SIZE]; /* "gen.G07.oil_kpa", "load_mw" */
};

struct track;
struct track *track_new(void);
void track_free(struct track *t);

/* What is looked at: series in the window [from, to), of which there is something up
 * to end_ms. Other series, another width, or a window that shares nothing with the one before begin anew. from < to. */
void track_look(struct track *t, const struct track_keys *keys, int64_t from_ms, int64_t to_ms, int64_t end_ms);
/* Forgets what was read: positions are void, and sites that it has seen may be gone. */
void track_clear(struct track *t);

/* Begins to read: from and up to where samples are wanted next; false when nothing is missing. The sample before that is welcome, too. */
bool track_begin(struct track *t, int64_t *from_ms, int64_t *to_ms);
/* A sample; what lies outside of the range that was begun is not counted, nor is a derived value that is a lower bound. `derived` may be NULL where track_wants_derived is false. */
void track_add(struct track *t, const struct frame *frame, const struct derived *derived);
bool track_wants_derived(const struct track *t);
/* All samples of the range before t_ms were added; of the whole range. */
void track_reached(struct track *t, int64_t t_ms);
void track_end(struct track *t);
/* Changes when a range that was begun before is not wanted any more. */
uint32_t track_round(const struct track *t);

/* Whether that is what is looked at. */
bool track_is_of(const struct track *t, int64_t from_ms, int64_t to_ms);
/* Series of that key, or -1. */
long track_find(const struct track *t, const char *key);
/* `count` equal bins over [from, to): what was read of it, as history_query tells it. A sample stands until the next one comes, or for its period where a gap
 * follows. */
void track_query(const struct track *t, size_t series, int64_t from_ms, int64_t to_ms, size_t count, struct history_bin *out);

struct track_sum {
	double lowest, mean, highest; /* of the good samples, those of a sum in which every member reports; NaN: none. A decimated sample counts as often as samples stand behind it */
	double samples;               /* how many */
};
/* The window, which is looked at anew and not moved, lies in bins of one width: what was read of bin i. */
#define TRACK_BINS 1024
void track_bin_sum(const struct track *t, size_t series, size_t i, struct track_sum *out);
/* Over what was read of the window. */
void track_sum(const struct track *t, size_t series, struct track_sum *out);
/* How much of the window was read, 0..1, and a part that was not (false: all was). */
double track_progress(const struct track *t);
bool track_unread(const struct track *t, int64_t *from_ms, int64_t *to_ms);

#endif
