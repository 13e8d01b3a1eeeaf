/* Recording what comes in, so that a kill or a power cut at any moment costs at most the last 5 s. The open segment is plain text: its
 * site line first and at once; what was written is synced to the disk within 5 s, in a thread of its own, so that a slow disk holds up
 * nobody. A segment that is closed is compressed to .zst, in slices (recorder_work). Into a directory: a new segment for each day (UTC,
 * by the times of the lines), after every start, and when one grows too large; old ones are removed. Into one file: one segment. */
#ifndef MWTOP_RECORDER_H
#define MWTOP_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct recorder;

struct recorder_options {
	const char *dir;        /* made when it is not there; segments are YYYYMMDDTHHMMSSZ[-N].ndjson, by the time of their first line */
	const char *path;       /* or one file, refused when it is there; "x.ndjson.zst" is open as x.ndjson and compressed when closed */
	double keep_s;          /* directory: closed segments that end longer than this before the newest line are removed; 0: none are */
	uint64_t segment_bytes; /* directory: greatest plain segment; 0: 1 GiB */
};

/* NULL with err. A directory: segments that an earlier run left open are to be compressed by recorder_work, up to their last whole line. */
struct recorder *recorder_open(const struct recorder_options *options, struct error *err);
/* Whole lines, site lines among them; those before the first site line are left out. They are in the file when this returns, as a reader
 * that follows it sees. False, once, with err "FILE: why; recording has stopped": what is written so far stays whole, later calls do nothing and
 * return true. */
bool recorder_write(struct recorder *r, const char *lines, size_t length, struct error *err);
/* How many bytes of what was given to it last are in the recording: all of them unless it failed. */
size_t recorder_kept(const struct recorder *r);
bool recorder_failed(const struct recorder *r);
/* Slices of about budget_ms of compressing and removing; true while there is more. A fault of it (no room for the .zst) leaves the plain
 * segment, and is reported once through `err` (text "" when there is none). */
bool recorder_work(struct recorder *r, int64_t budget_ms, struct error *err);
/* Directory: the open segment is closed; what comes next begins another. */
void recorder_split(struct recorder *r);
/* When recorder_tick is due next, on the monotonic clock; TIME_NONE: nothing is unsynced. */
int64_t recorder_due(const struct recorder *r);
void recorder_tick(struct recorder *r, int64_t mono_ms);
/* The open segment (NULL: none yet, or failed), bytes and lines written since recorder_open. */
const char *recorder_file(const struct recorder *r);
uint64_t recorder_bytes(const struct recorder *r);
/* Syncs, closes, compresses all that is left. The recorder is gone either way; false with err when something could not be kept. */
bool recorder_close(struct recorder *r, struct error *err);

#endif
