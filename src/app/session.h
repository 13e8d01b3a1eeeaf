/* A session: a source, its fold, and the world at a cursor. The one place where `once` and the dashboard get their state, so that both
 * show the same numbers. */
#ifndef MWTOP_SESSION_H
#define MWTOP_SESSION_H

#include "fold.h"

struct session;
struct whatif;
/* Opens SOURCE as the command line names it: "-", a file, a directory of segments, a daemon's address, or the bare name of a bundled
 * recording (an existing file first, then the places of bundled.h). `access` (may be NULL): how a daemon is reached. NULL with err. */
struct session *session_open(const char *name, const struct source_access *access, struct error *err);
void session_close(struct session *s);

struct source *session_source(struct session *s);
const struct fold *session_fold(const struct session *s);
/* Folds up to t (TIME_NONE: all there is), however long that takes. */
void session_fold_to(struct session *s, int64_t t_ms);
/* A slice of about budget_ms of background reading, first what is new, then the finest history of [from, to); true while there is more.
 * *shown tells whether what the world holds has changed enough to be filled again. */
bool session_work(struct session *s, int64_t from_ms, int64_t to_ms, int64_t budget_ms, bool *shown);
/* The series that are looked at in [from, to), see track.h: session_work reads them from now on, in turn with all else. None of them: what was read is kept, and nothing
 * more is read. */
void session_track(struct session *s, const struct track_keys *keys, int64_t from_ms, int64_t to_ms);
/* The same of what lies before end_ms, which may be within the window; and a slice of reading what is still wanted of it and of nothing else, true while there
 * is more. */
void session_track_until(struct session *s, const struct track_keys *keys, int64_t from_ms, int64_t to_ms, int64_t end_ms);
bool session_track_work(struct session *s, int64_t budget_ms, bool *shown);
/* The first message about a line that could not be read for the series so far (NULL: none), and whether any came out of order. */
const char *session_track_damage(const struct session *s, bool *order);
/* Takes in what the source has got; true when something is new. */
bool session_advance(struct session *s);
/* GO or NO-GO of a frame, with the alarms that are active at t (folded up to there). `rate`: GPUs a second that become ready, NaN: not known. */
void session_judge(struct session *s, const struct frame *frame, const struct derived *derived, int64_t t_ms, double rate, struct verdict *out);
/* Moves the cursor and fills the world. `t_ms` is held within the recording. */
void session_seek(struct session *s, int64_t t_ms);
/* Fills the world again at the same cursor: the fold has gone on, or the clock (live). */
void session_refresh(struct session *s);
const struct world *session_world(const struct session *s);
/* Whether the cursor has left the edge of a live source, and is not taken along by it. */
void session_set_away(struct session *s, bool away);
/* Every line that comes from now on goes to a recording of that path (recorder.h), until session_record_stop. False with err. */
bool session_record(struct session *s, const char *path, struct error *err);
/* False with err when not all could be kept. */
bool session_record_stop(struct session *s, struct error *err);
/* Lines and bytes of it so far. */
void session_recorded(const struct session *s, uint64_t *lines, uint64_t *bytes);
const char *session_recording(const struct session *s); /* the file, NULL: none */
/* What has to be done for it from time to time; false with err when it has stopped by itself. *next_ms: when to call again (monotonic), or
 * TIME_NONE. */
bool session_record_tick(struct session *s, int64_t mono_ms, int64_t *next_ms, struct error *err);
/* The what-if (session_whatif.c). Entering begins an empty scenario or goes on with the one that was kept; false with err when there is nothing
 * to branch from. Leaving keeps it. */
bool session_whatif_enter(struct session *s, struct error *err);
void session_whatif_leave(struct session *s);
bool session_whatif_on(const struct session *s);
/* Edits, see scenario.h; the world follows at once. */
bool session_whatif_add(struct session *s, const struct edit *edit, bool nudge, struct error *err);
bool session_whatif_undo(struct session *s);
bool session_whatif_redo(struct session *s);
bool session_whatif_remove(struct session *s, size_t index);
/* Puts the edits of a scenario file in the place of those in force, which undo brings back; saves the edits in force (path NULL: where they came from). False with err. */
bool session_whatif_load(struct session *s, const char *path, struct error *err);
bool session_whatif_save(struct session *s, const char *path, struct error *err);
/* Computes the scenario as it stands now up to t, however long that takes; past the recording the future of both, as far as 31 days. */
void session_whatif_compute(struct session *s, int64_t t_ms);
struct whatif *session_whatif(struct session *s); /* NULL: no scenario was begun */
/* Where the cursor may go at most: the end of the computed future while the what-if is on. */
int64_t session_end_ms(const struct session *s);
struct scenario *session_scenario(struct session *s); /* NULL: none was begun */
/* Where a person acknowledges and shelves, at the time of the cursor; kept as long as the session, never sent. After an act: session_refresh. */
struct alarm_desk *session_desk(struct session *s);
/* The marks that the screen shows, and the file that keeps them (NULL: none); not owned. */
void session_set_marks(struct session *s, const struct mark_list *marks, const char *kept);
/* What changed between `t_ms` and the cursor, whichever is earlier, into the world (session_difference.c): what was recorded; at a cursor past the recording
 * the computed baseline. False with err where there is no sample at one of both. */
bool session_difference(struct session *s, int64_t t_ms, struct error *err);
void session_difference_close(struct session *s);
void session_set_demo(struct session *s, bool demo);
/* What the forms of TIME refer to. On the command line "-10m" counts from the end and "+90s" from the start; in the dashboard both from
 * the cursor. */
void session_time_context(const struct session *s, bool command_line, struct time_context *out);
/* Any form of TIME as above. A time of day that is not on the cursor's day within the recording is looked for on its other days, the first that has
 * it. False with err where it cannot be read; a time outside of the recording is fine. */
bool session_parse_time(const struct session *s, const char *text, bool command_line, int64_t *t_ms, struct error *err);
/* False, always: err says that the TIME `text` of --at lies outside the recording, and its range in the site's own time, as it is typed. */
bool session_refuse_outside(const struct session *s, const char *text, struct error *err);

#endif
