/* Between the files of a branch: branch.c walks over the rows, branch_checkpoint.c keeps states to go back
 * to, branch_judge.c counts violations and totals, branch_frame.c makes frames of a state. */
#ifndef MWTOP_BRANCH_PARTS_H
#define MWTOP_BRANCH_PARTS_H

#include "branch.h"
#include "demand_branch.h"
#include "busbar.h"

#define BRANCH_ROWS_APART 2048 /* between two checkpoints */
#define BRANCH_VIOLATION_MAX 20000
#define BRANCH_TRANSIENT_MS 60000
#define BRANCH_POINT_MAX (BRANCH_TRANSIENT_MS / 10 + 1)

/* What is open at a row: index into the violations plus 1; 0: none. */
struct branch_open {
	uint16_t site[VIOLATION_KIND_COUNT];
	uint16_t bus[VIOLATION_KIND_COUNT][SITE_BUS_MAX];
	uint16_t feed[VIOLATION_KIND_COUNT][SITE_FEED_MAX];
	uint16_t gen[VIOLATION_KIND_COUNT][SITE_GEN_MAX];
};

/* The state after a row; no pointers but those of the dispatch. One busbar for each group of buses follows it in memory. */
struct branch_state {
	size_t row;
	int64_t t_ms;
	size_t next_edit, next_event;
	bool took_gen[SITE_GEN_MAX], took_feed[SITE_FEED_MAX];
	struct demand_branch demand;
	double gen_online_mw, gen_greatest_mw; /* of sets that carry; kept while sums_known */
	bool sums_known;
	struct busbar bar[];
};

/* What is gathered beside it in the main pass. */
struct branch_sums {
	struct branch_totals totals;
	struct branch_open open;
	double last_load_mw;
	bool was_island[SITE_BUS_MAX]; /* each group in the row before: its sets may have open violations */
	bool collapsed;          /* a bus went dead */
	int64_t disturbance_ms;  /* of the transient that the totals tell */
	double disturbance_mw;
};

struct branch_checkpoint {
	struct branch_state *state;  /* owned */
	struct branch_sums sums;
	size_t violation_count, event_count, transient_count, open_count;
	struct { size_t index; struct violation as_it_was; } *open; /* owned: those that stood or may go on; the others do not change any more */
};

struct branch_transient_at { int64_t start_ms; size_t row, checkpoint; double lost_mw; int group; };

struct branch {
	const struct baseline *baseline;
	struct edit *edit;           /* owned */
	size_t edit_count;
	struct frame start;          /* the recorded frame that it starts from */
	double *start_kw;            /* owned; of each set, or NaN */
	bool started;                /* there is a state */
	size_t first_row, recorded;  /* row of `start`; recorded rows when last looked */
	size_t groups, state_bytes;
	uint8_t group[SITE_BUS_MAX]; /* of each bus, 0 .. groups - 1 */
	struct branch_state *state, *cursor; /* owned: the main pass, and what frames are made of */
	struct branch_sums sums;
	struct dispatch_events happened; /* in the main pass, since the last row */
	struct busbar_swing *swing, *cursor_swing; /* owned; one for each group */
	struct branch_checkpoint *checkpoint; /* owned, in the order of rows */
	size_t checkpoint_count, checkpoint_room;
	struct violation *violation; /* owned */
	size_t violation_count, violation_room;
	struct dispatch_event *event; /* owned */
	size_t event_count, event_room;
	struct branch_transient_at *transient; /* owned */
	size_t transient_count, transient_room;
	struct swing_point *point;   /* owned; of the transient that was asked for last */
	float *hz;                   /* owned */
	struct site *site;           /* owned shell: as edits make it, its arrays are those of site_of */
	const struct site *site_of;  /* NULL: nothing was made yet */
	size_t site_edits;
	bool stance_known;           /* `stance` is that of the first stance_edits edits */
	size_t stance_edits;
	enum stance stance;
	double firm_limit_mw[SITE_FEED_MAX]; /* of the frame made last; NaN: as it says */
};

static inline size_t branch_gen_group(const struct branch *b, size_t gen) {
	int bus = b->baseline->site->gen[gen].bus;
	return bus >= 0 && (size_t)bus < b->baseline->site->bus_count ? b->group[bus] : 0;
}
static inline size_t branch_feed_group(const struct branch *b, size_t feed) {
	int bus = b->baseline->site->feed[feed].bus;
	return bus >= 0 && (size_t)bus < b->baseline->site->bus_count ? b->group[bus] : 0;
}

/* Of the load, what stands on the buses of a group in a row. */
double branch_group_share(const struct branch *b, size_t group, size_t row);
/* Takes a row of the main pass, dt_ms long, into violations, events and totals. */
void branch_judge_row(struct branch *b, int64_t dt_ms);
/* A step of the main pass found that a transient began. */
void branch_note_transient(struct branch *b, size_t group);
/* Keeps the state as it is now. */
void branch_checkpoint_save(struct branch *b);
/* Back to the last checkpoint of which `keep` (at least 1) remain. */
void branch_checkpoint_restore(struct branch *b, size_t keep);
/* Forgets all but the first `keep`. */
void branch_checkpoints_drop(struct branch *b, size_t keep);
/* `cursor` becomes that state; what happens to it was told by the main pass. */
void branch_cursor_from(struct branch *b, const struct branch_state *state);
/* Brings `cursor` to the row. */
void branch_cursor_to(struct branch *b, size_t row);
/* A state of row `row` goes to t with the edits up to it; those before have their own step, those of t itself act at once. */
void branch_edits_to(struct branch *b, struct branch_state *s, struct busbar_swing *swing, int64_t t_ms);

#endif
