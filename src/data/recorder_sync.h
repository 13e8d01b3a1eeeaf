/* A thread that waits for the disk, so that nobody else has to: what is handed to it is synced in order. */
#ifndef MWTOP_RECORDER_SYNC_H
#define MWTOP_RECORDER_SYNC_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"

enum sync_kind { SYNC_SEGMENT, SYNC_PACKED, SYNC_KINDS }; /* whose faults are told apart */

struct recorder_sync;
/* NULL with err when there can be no thread. */
struct recorder_sync *recorder_sync_new(struct error *err);
/* Waits until all is synced; the thread is gone then. NULL is fine. */
void recorder_sync_free(struct recorder_sync *s);
/* Has the data of `file` (-1: none) synced and after it the names in `dir` (-1: none). Both may be closed at once. Returns a number by which to ask
 * whether it was done; asks that are not yet begun are one when they are for the same `file_id` (0: for no other). */
uint64_t recorder_sync_ask(struct recorder_sync *s, enum sync_kind kind, uint64_t file_id, int file, int dir);
/* Whether that is done; waits for it for at most wait_ms (-1: as long as it takes). */
bool recorder_sync_done(struct recorder_sync *s, uint64_t number, int64_t wait_ms);
/* errno of the first sync of that kind that failed, which is forgotten with this; 0: none did. */
int recorder_sync_fault(struct recorder_sync *s, enum sync_kind kind);

#endif
