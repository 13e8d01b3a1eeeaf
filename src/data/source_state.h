/* Inside of a source, shared by source.c (opening, growing), find.c (frames by time), scan.c (line by line) and spool.c (pipes). */
#ifndef MWTOP_SOURCE_STATE_H
#define MWTOP_SOURCE_STATE_H

#include "lines.h"
#include "source.h"

#define SITES_MAX 4096

struct site_at {
	store_pos at;
	const struct site *site;
};

struct spool; /* spool.c */

struct source {
	char *name, *path;
	struct store *store;
	struct spool *spool;          /* NULL for a file that is read in place */
	int notify_fd;                /* inotify on a plain file; -1 */
	int poll_ms;
	struct line_reader *sites;    /* owns every site handed out; lives as long as the source */
	struct site_at *site;         /* by position, first found first */
	size_t site_count, site_room;
	struct lines lines;           /* for jumps */
	struct line_reader *reader;   /* for jumps */
	int64_t first_ms, last_ms;    /* TIME_NONE: none yet */
	store_pos tail;               /* read up to here for last_ms */
	bool begun;                   /* the head has been read */
	store_pos hint;               /* the line last found by time ... */
	int64_t hint_ms;              /* ... and its time; TIME_NONE: none */
	uint64_t lost_for_good;
};

/* The site of a site line at that position: read once, then remembered. NULL with err ("column N: why"). */
const struct site *source_site_line(struct source *s, store_pos at, const char *text, size_t length, struct error *err);
/* The site that governs a position: the last one known before it. NULL before the first. */
const struct site *source_site_at(const struct source *s, store_pos at);

/* The spool of a pipe: an unlinked file that takes what arrives, decompressed. */
struct spool *spool_new(int fd, struct error *err);
void spool_free(struct spool *p);
int spool_store_fd(const struct spool *p); /* the file; owned by the store */
int spool_input_fd(const struct spool *p); /* -1 at its end */
/* Takes at most 4 MiB of what is there without waiting; true when the file grew. */
bool spool_take(struct spool *p);
uint64_t spool_size(const struct spool *p);
const char *spool_fault(const struct spool *p); /* NULL: none */

#endif
