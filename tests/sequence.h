/* Telemetry lines in the order in which they came, kept as hashes, and how one such sequence differs from another: for whoever has to say
 * that nothing was lost and nothing came twice. Lines of frames and events are kept; site lines, empty lines (heartbeats) and lines that are
 * none of these are only counted. */
#ifndef MWTOP_TEST_SEQUENCE_H
#define MWTOP_TEST_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sequence_line {
	uint64_t hash;
	int64_t t_ms;
	int64_t at_us;  /* when it came, by the clock of the caller */
	bool frame;     /* false: an event */
};

struct sequence {
	struct sequence_line *line;
	size_t count, room;
	uint64_t site;             /* hash of the first site line */
	size_t sites, blank, bad;  /* bad: no site, no frame, no event */
	bool site_first;           /* a site line came before all others */
};

/* A line without its newline. */
void sequence_add(struct sequence *s, const char *text, size_t length, int64_t at_us);
void sequence_free(struct sequence *s);
/* Frames among the lines [from, to). */
size_t sequence_frames(const struct sequence *s, size_t from, size_t to);

struct sequence_difference {
	size_t lost;        /* lines of the reference that were passed over between the first and the last that came */
	size_t doubled;     /* lines that came again, or behind later ones */
	size_t other;       /* lines that the reference does not have */
	size_t first, end;  /* what came of the reference: [first, end); equal when nothing did */
};

#define SEQUENCE_NOWHERE SIZE_MAX

/* `place` may be NULL; otherwise room for got->count numbers: where in the reference each line stands. */
void sequence_compare(const struct sequence *reference, const struct sequence *got, struct sequence_difference *out, size_t *place);

#endif
