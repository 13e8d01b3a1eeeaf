/* A source is a recording seen through one reader and one time axis, whatever it comes from: a plain file, zstd frames, a pipe or a
 * daemon through a spool, a file that still grows. Everything a panel shows is read through these calls. Contract (one test over all):
 *  - frames are found by time: last at or before, first after, by bisection over bytes (over zstd frame headers);
 *  - every frame handed out carries its site (`frame->site`), which lives until source_close;
 *  - reading never blocks for long: scans are sliced by the caller; a torn last line is "not yet";
 *  - damage is skipped, counted once per place (by the scan), and its first messages kept. */
#ifndef MWTOP_SOURCE_H
#define MWTOP_SOURCE_H

#include "line.h"
#include "world.h"

struct source;

/* How a daemon is reached; every field may be NULL. Strings are copied. */
struct source_access {
	const char *token_file; /* bearer token; without it $MWTOP_TOKEN */
	const char *ca_file, *proxy; /* as http.h takes them */
	bool from_now; /* what comes from now on is all that is wanted: the past is not asked for */
};

/* Opens FILE, FILE.zst (by content, not name), "-" (standard input, read through an unlinked spool in $TMPDIR), a directory of segments
 * (*.ndjson, *.ndjson.zst, in the order of their names: one recording), or a daemon: http://HOST:PORT, https://..., unix:PATH. Reads the
 * head and the last lines only; of a daemon nothing yet. An empty regular file, a directory without segments, an unreadable or site-less
 * file is refused with the path and why. */
struct source *source_open(const char *path, struct error *err);
struct source *source_open_with(const char *path, const struct source_access *access, struct error *err); /* access may be NULL */
/* The same for those who judge files (check): an empty or site-less file is opened too. */
struct source *source_open_any(const char *path, struct error *err);
void source_close(struct source *s);

const char *source_name(const struct source *s);
/* What is unusual about how it is read, for the status ("compressed as a whole: ..."), or NULL. */
const char *source_note(const struct source *s);
/* The newest site line known so far (NULL when stdin has not brought one yet). */
const struct site *source_site(const struct source *s);
/* First and last time of frames or events; false while there is none. */
bool source_range(const struct source *s, int64_t *first_ms, int64_t *last_ms);
/* Time of the newest line in the order of the file, which is what is now: where a clock was set back it lies before the end of the range. Its
 * frame is source_frame_before(INT64_MAX). TIME_NONE while there is none. */
int64_t source_newest_ms(const struct source *s);
/* Fills `frame`; false when there is no such frame. before: t_ms <= t. after: t_ms > t. */
/* The site of a frame is that of the nearest site line before it among those seen so far (the head, the tail, what jumps and scans
 * passed): exact wherever a scan has been; before that a site line in a part not yet read may be missed. */
bool source_frame_before(struct source *s, int64_t t_ms, struct frame *frame);
bool source_frame_after(struct source *s, int64_t t_ms, struct frame *frame);

/* Takes in what was appended since (file grew, bytes on standard input). True when something new is readable. Never blocks. */
bool source_advance(struct source *s);
/* Descriptor to poll for readability (stdin), or -1; a growing file is to be looked at once per source_poll_ms (0: it is at rest:
 * it has not grown since it was opened, and was not changed in the last 10 s or 5 periods). */
int source_fd(const struct source *s);
int source_poll_ms(const struct source *s);
/* Waits until a stream has come to its end, or all is there that a daemon has up to now, as it was recorded: for commands that need all
 * of it (source_fd is -1 then). False when it has no site, or the daemon cannot be reached. */
bool source_read_all(struct source *s, struct error *err);
/* Of what came from a stream or a daemon, lets go of the oldest when that is more than about twice `keep_bytes`, and keeps about that. What is
 * kept reads as before, from where scans stand too; the range begins with it. Only for who never goes back further. True when something went. */
bool source_trim(struct source *s, uint64_t keep_bytes);
enum link_state source_link(const struct source *s);
/* Seconds since the newest sample was new, for live sources; NaN: not known. */
double source_age_s(const struct source *s);
/* By how much the time of the newest line was ahead of the wall clock when that line came, for live sources; NaN: not known, or a recording that is
 * only brought here now. */
double source_clock_off_s(const struct source *s);
/* Changes when what was read before may read otherwise now: a file became shorter, samples came in a finer form. Scans that are open then
 * are worth nothing any more. */
uint32_t source_revision(const struct source *s);
/* The samples around t are looked at, at that speed of playing (0: paused): a daemon is asked for them if they are only there in a coarse
 * form; what has been fetched is not fetched again. */
void source_want(struct source *s, int64_t t_ms, double speed);
/* False while the past of a live source is still to come: its range then begins with what came first. */
bool source_knows_past(const struct source *s);
bool source_is_remote(const struct source *s);

/* A scan goes through the lines one by one from a position: the fold, check, cut, list and export use it. Several may be open. */
struct source_scan;
struct scan_line {
	enum line_kind kind;
	const char *text;          /* the line without newline, valid until the next call; NULL for damage without text */
	size_t length;
	uint64_t line_number;      /* from 1; 0 when the scan did not begin at the start */
	struct frame *frame;       /* kind LINE_FRAME: owned by the scan, valid until the next call */
	struct event event;        /* kind LINE_EVENT */
	const struct site *site;   /* governing; kind LINE_SITE: the new one */
	int64_t t_ms;
	bool misordered, doubled, gap; /* a time before the last; a line or time twice; more than 2.5 periods since the last frame */
	bool torn;                 /* the last line without its newline (kind LINE_BAD, only at the end of a file that has not grown since it was
	                            * opened; should it grow after all, that is counted back and the line comes whole) */
	bool too_long;             /* over LINE_LENGTH_MAX */
	bool block;                /* a damaged zstd frame was skipped; err says where */
	struct error err;          /* kind LINE_BAD: "FILE: line N, column C: why" */
};
/* From the beginning, or from the last frame at or before `from_ms` (TIME_NONE: the beginning). */
struct source_scan *source_scan_open(struct source *s, int64_t from_ms);
void source_scan_close(struct source_scan *scan);
/* The next line that is not empty; false at the present end (call again after source_advance found more). */
bool source_scan_next(struct source_scan *scan, struct scan_line *out);
/* Bytes passed over the bytes of the file, 0..1. */
double source_scan_progress(const struct source_scan *scan);
void source_scan_counts(const struct source_scan *scan, struct damage_counts *out);
/* The first message of damage, or NULL. */
const char *source_scan_first_damage(const struct source_scan *scan);

/* Writing: plain or, when the name ends in .zst, independent zstd frames of about 256 KiB of text with checksums. */
struct recording_writer;
/* Whether writing to `path` would write over what the source reads: then false with err. */
bool recording_may_replace(const struct source *s, const char *path, struct error *err);
/* Path "-" is standard output, plain. Another is written as PATH.part and gets its name when closed; devices and pipes are written at once. */
struct recording_writer *recording_create(const char *path, struct error *err);
bool recording_write(struct recording_writer *w, const char *lines, size_t length, struct error *err); /* whole lines */
/* Hands what was written so far to the file (plain: a reader that follows it sees it; .zst: ends the frame). */
bool recording_flush(struct recording_writer *w, struct error *err);
/* Ends and closes; the writer is gone either way. */
bool recording_close(struct recording_writer *w, struct error *err);
/* Closes and removes what was written so far. */
void recording_abandon(struct recording_writer *w);

#endif
