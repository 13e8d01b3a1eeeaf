/* Lines in the order of their recorded times, as they come out of a simulation or a recording. */
#ifndef MWTOP_REEL_H
#define MWTOP_REEL_H

#include "line.h"

struct reel;

/* NAME or FILE.sim; FILE or the name of a bundled recording. NULL with err. */
struct reel *reel_open_sim(const char *name, struct error *err);
struct reel *reel_open_file(const char *name, struct error *err);
void reel_close(struct reel *r); /* NULL is fine */
/* Replaces what is in `lines` by the next whole lines and sets *t_ms to their time. False at the end. */
bool reel_next(struct reel *r, struct buf *lines, int64_t *t_ms);
/* Site and range, as far as known when it was opened. */
const struct site *reel_site(const struct reel *r);
void reel_range(const struct reel *r, int64_t *first_ms, int64_t *last_ms);

#endif
