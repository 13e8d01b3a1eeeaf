/* The inside of a recorder, for the files that make it up: recorder.c writes the open segment, recorder_names.c knows the directory,
 * recorder_pack.c compresses and removes what is closed. */
#ifndef MWTOP_RECORDER_PARTS_H
#define MWTOP_RECORDER_PARTS_H

#include "buf.h"
#include "recorder.h"
#include "recorder_sync.h"
#include "source.h"

/* A segment that is closed. */
struct segment {
	char *plain;      /* owned; its path without .zst, whether there is such a file or not */
	bool to_pack;     /* is plain and to be compressed */
	bool packed;      /* is compressed */
	bool range_known; /* last_ms was looked for */
	int64_t last_ms;  /* TIME_NONE: not known */
	int64_t written_ms; /* of its last line, when this run wrote it, believed or not; TIME_NONE */
};

struct packing;

struct recorder {
	char *dir;             /* owned; where the segments are; "." where the one file has none */
	char *path;            /* owned; of the one file while it is open, or NULL */
	bool pack_path;        /* the one file is compressed when closed */
	int dir_fd;            /* owned; holds the lock on a directory of segments */
	double keep_s;
	uint64_t segment_bytes;
	struct buf site;       /* the site line that governs, with its newline; empty before the first */

	int fd;                /* owned; of the open segment, or -1 */
	char *file;            /* owned; its path */
	uint64_t file_id;      /* counts the segments */
	uint64_t size;         /* of whole lines in it */
	bool timed;            /* a line with a time stands in it */
	int64_t written_ms;    /* the last such line's; TIME_NONE */
	int64_t day;           /* of its first such line, since 1970 */
	char *newest_name;     /* owned; the last in order of all names in the directory, without ".ndjson"; NULL: none */

	int64_t last_ms, newest_ms; /* of the last line; of the last one that a neighbour confirmed; TIME_NONE */
	int64_t day_rotated_ms;     /* when a new day last made a new segment, monotonic; TIME_NONE */
	uint64_t bytes;
	bool failed;
	const char *given; /* what recorder_write was given last, and how much of it is kept */
	size_t kept;

	struct recorder_sync *sync; /* owned */
	int64_t unsynced_ms;        /* monotonic; of the first write that was not handed to it; TIME_NONE: there is none */

	struct segment *segment;    /* owned, by name */
	size_t segment_count, segment_room;
	struct packing *packing;    /* owned; what is being compressed, or NULL */
	bool pack_failed;           /* no more of it in this run */
};

/* Takes a directory in: makes it if need be, locks it, lists its segments, and tidies what an earlier run left. False with err. */
bool recorder_names_open(struct recorder *r, struct error *err);
/* The path for a segment whose first line is of that time; it sorts after all that there are. The caller owns it. */
char *recorder_names_next(struct recorder *r, int64_t t_ms);
/* Notes a segment as closed. */
void recorder_add_segment(struct recorder *r, const char *plain, bool to_pack, bool packed);

/* Does a little of what is to be done with closed segments until `end_ms` (monotonic); false when there is nothing. */
bool recorder_pack_step(struct recorder *r, int64_t end_ms, struct error *err);
/* No compressing any more, after the disk was full; what is complete may still get rid of its plain file. */
void recorder_pack_stop(struct recorder *r);
void recorder_pack_free(struct recorder *r);

#endif
