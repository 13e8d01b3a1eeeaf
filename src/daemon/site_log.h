/* Which site governs at which time: the site lines of a recording in their order. A jump into a recording may pass over a site line in a part
 * that was never read; this says what was there. */
#ifndef MWTOP_SITE_LOG_H
#define MWTOP_SITE_LOG_H

#include "line.h"

#define SITE_LOG_MAX 4096 /* the oldest go first */

struct site_log {
	struct site_entry *at; /* owned */
	size_t count, room;
	struct buf pending;    /* a site before its first frame or event */
};

void site_log_free(struct site_log *log);
/* A site line (its time does not matter), a frame or an event, in the order of the recording. */
void site_log_add(struct site_log *log, enum line_kind kind, const char *text, size_t length, int64_t t_ms);
/* The site line (NUL ended, without newline) that governs at t; NULL: none is known there. */
const char *site_log_find(const struct site_log *log, int64_t t_ms);

#endif
