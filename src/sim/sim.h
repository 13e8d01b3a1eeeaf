/* The simulator: a script (recordings/NAME.sim, language in script.h) to telemetry lines. The same script and seed give the same
 * bytes on every machine. Everything is read and checked when it is opened; what can fail, fails there.
 *
 *	struct sim *sim = sim_open(path, NULL, &err);
 *	while (sim_next(sim, &lines)) { write lines.data; buf_clear(&lines); }
 *	sim_close(sim);
 */
#ifndef MWTOP_SIM_H
#define MWTOP_SIM_H

#include "buf.h"
#include "error.h"
#include "site.h"

struct sim;

/* What the command line puts over the script; zero (NULL, false) leaves it as it is written there. */
struct sim_options {
	bool seed_given;
	uint64_t seed;
	const char *from, *to; /* TIME; "+7d" counts from the script's (or this) `from`, "T-10m" from the training start */
};

/* Reads the script and its site file (a path relative to the script). NULL with "FILE:LINE: column N: why". */
struct sim *sim_open(const char *path, const struct sim_options *options, struct error *err);
void sim_close(struct sim *sim); /* NULL is fine */

/* Appends the lines of the next sample: the site line first and whenever it changes, events, then the frame. False at the end
 * (nothing was appended). A sample may bring no line while the script says that the recorder is down. */
bool sim_next(struct sim *sim, struct buf *lines);

/* Samples made over samples to make, 0..1. */
double sim_progress(const struct sim *sim);
void sim_range(const struct sim *sim, int64_t *from_ms, int64_t *to_ms);
/* The site of the script (as it is now), and "about TEXT" of the script or "". */
const struct site *sim_site(const struct sim *sim);
const char *sim_about(const struct sim *sim);

#endif
