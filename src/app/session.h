/* A session: a source, its fold, and the world at a cursor. The one place where `once` and the dashboard get their state, so that both
 * show the same numbers. */
#ifndef MWTOP_SESSION_H
#define MWTOP_SESSION_H

#include "fold.h"

struct session;
/* Opens SOURCE as the command line names it: "-", a file, or the bare name of a bundled recording (an existing file first, then the
 * places of bundled_place). NULL with err. */
struct session *session_open(const char *name, struct error *err);
void session_close(struct session *s);

struct source *session_source(struct session *s);
struct fold *session_fold(struct session *s);
/* Takes in what the source has got; true when something is new. */
bool session_advance(struct session *s);
/* Moves the cursor and fills the world. `t_ms` is held within the recording. */
void session_seek(struct session *s, int64_t t_ms);
/* Fills the world again at the same cursor: the fold has gone on, or the clock (live). */
void session_refresh(struct session *s);
const struct world *session_world(const struct session *s);
void session_set_demo(struct session *s, bool demo);
/* What the forms of TIME refer to. On the command line "-10m" counts from the end and "+90s" from the start; in the dashboard both from
 * the cursor. */
void session_time_context(const struct session *s, bool command_line, struct time_context *out);
/* Any form of TIME as above. A time of day that is not on the cursor's day within the recording is looked for on its other days, the first that has
 * it. False with err where it cannot be read; a time outside of the recording is fine. */
bool session_parse_time(const struct session *s, const char *text, bool command_line, int64_t *t_ms, struct error *err);

#endif
