/* Everything that the screen and the exports read: the site at the cursor, what is derived from it, and how much of the recording
 * is known so far. The app fills it; nothing here is owned by the reader of it. The screen is a function of (world, view). */
#ifndef MWTOP_WORLD_H
#define MWTOP_WORLD_H

#include "alarm_desk.h"
#include "branch.h"
#include "difference.h"
#include "history.h"
#include "mark.h"
#include "track.h"

enum link_state { LINK_FILE, LINK_LIVE, LINK_STALE, LINK_DOWN };
extern const char *const link_state_words[]; /* "file" "live" "stale" "down" */

/* What was wrong with the lines read so far; each kind counted, the first messages kept by the source. */
struct damage_counts {
	uint64_t unreadable, torn, misordered, doubled, gaps, too_long, blocks;
};

/* Lines that could not be read, and lines out of order or twice. */
uint64_t damage_lines(const struct damage_counts *d);
uint64_t damage_order(const struct damage_counts *d);
/* "2 lines unreadable, 1 out of order"; "" when nothing was wrong. Returns out. */
#define DAMAGE_TEXT_SIZE 96
char *damage_text(const struct damage_counts *d, char out[DAMAGE_TEXT_SIZE]);

/* The live edge of a live source, told also while the cursor is elsewhere. */
struct live_edge {
	bool present;                  /* a live source that has brought a frame */
	int64_t now_ms;                /* the live clock: the time of the newest sample and what has passed since it came; ticks whatever the link does */
	int64_t t_ms;                  /* of the newest sample */
	double clock_off_s;            /* by how much the times of the data run ahead of this machine's clock, when that is more than a minute (to 10 s); else 0 */
	bool judged, go;               /* whether training can start, at the edge */
	enum training_state state;     /* there: once it runs `go` is no question */
	double t_minus_s;              /* to the start, by the live clock; NaN: no training */
	bool away;                     /* the cursor is not at the edge: paused, or gone back */
	size_t new_alarms, new_high;   /* raised since the cursor left the edge */
	char newest[112];              /* source and text of the newest of them, "" for none */
};

/* The what-if beside the recording. Its values stand beside the baseline's, never in their place. */
struct world_whatif {
	bool on;                       /* the mode: banner, edit keys; a scenario that was left and kept has edits and is off */
	const struct frame *frame;     /* computed, at the cursor; NULL: not computed yet, or no frame there */
	struct derived derived;
	struct verdict verdict;
	const struct history *history; /* of the branch, from its first edit on; NULL: not begun */
	const struct history *ahead;   /* of the baseline past last_ms, where it is computed, too; NULL: not begun */
	int64_t from_ms;               /* first edit that acts; TIME_NONE: none, the scenario is the baseline */
	int64_t reached_ms, end_ms;    /* computed up to; where the branch ends (past last_ms: a computed future) */
	int64_t step_ms;               /* of the future in `history`: what is computed stands until the next one */
	bool future;                   /* the cursor lies past the recording: the baseline is computed, too */
	const struct edit *edits;      /* in force, in the order of time */
	size_t edit_count, made_count; /* in force; with those undone */
	const struct violation *violations;
	size_t violation_count;
	struct branch_totals totals;
	const struct branch_transient *transient; /* at the cursor; NULL: none */
	bool unsaved;
	const char *file;              /* that it was read from or saved to; NULL: none */
};

/* A set came into a state, or had it when it was first heard of. */
struct gen_change {
	int64_t t_ms;
	uint16_t gen;                  /* index of the site */
	uint8_t state;                 /* enum gen_state */
	bool first;                    /* it may have been so for longer */
};

struct world {
	const struct site *site;       /* NULL: nothing read yet */
	const struct frame *frame;     /* last at or before the cursor; NULL: none */
	const double *last_kw;         /* last good kW of each set, or NULL */
	const int64_t *last_kw_ms;     /* when that was, or NULL */
	struct derived derived;
	struct verdict verdict;
	int64_t cursor_ms, first_ms, last_ms; /* TIME_NONE: empty */
	bool in_gap;                   /* the cursor is more than 2.5 periods past the frame */
	bool demo;                     /* bundled data because no source was named: DEMO on every screen */
	enum link_state link;
	double age_s;                  /* of the newest data, for live sources */
	int64_t quiet_since_ms;        /* stale or down: the time of the live clock since when nothing has come; else TIME_NONE */
	char link_note[160];           /* what is the matter with the link and what is done about it, in words; "" when all is well */
	struct live_edge edge;
	const struct world_whatif *whatif; /* NULL: no scenario */
	const char *source_name;       /* for the header and messages */

	const struct alarm **active;   /* at the cursor, shelved ones too, suppressed ones not */
	size_t active_count;
	const struct alarm_list *alarms; /* at the cursor, with their states; NULL: none */
	struct alarm_flood flood;
	const struct alarm *alarm_log; /* of everything folded */
	size_t alarm_log_count;
	const struct event_list *events;
	const struct gen_change *gen_changes; /* of what is folded, in order of time; NULL: none */
	size_t gen_change_count;
	const struct history *history; /* NULL until the fold began */
	const struct track *track;     /* of the lanes of the zoomed Timeline; NULL: they were not looked at yet */
	int64_t folded_to_ms;          /* TIME_NONE: not begun; panels say where the fold has not reached the cursor (world_is_read) */
	double fold_progress;          /* 0..1 */
	bool fold_done;
	const struct mark_list *marks; /* NULL: nobody has asked for them */
	const char *marks_kept;        /* the file that keeps them; NULL: they are there until the program ends */
	const struct difference *difference; /* that is looked at; NULL: none */
	struct damage_counts damage;
	const char *damage_first;      /* first message, or NULL */
};

/* A point of the sequence of events that `e` and `E` walk: a recorded event or an alarm raised by rule. */
struct moment {
	int64_t t_ms;
	enum priority priority;
	char glyph;              /* kind: 'x' trip, '!' alarm, '.' note */
	char src[SITE_ID_SIZE], text[112];
};
/* Whether the recording has been read up to the cursor: before that alarms are those of a part, and a plan may stand that was changed since. */
bool world_is_read(const struct world *w);
/* First moment after t (or last before t); of several at that time the most important, then the first. False when there is none in
 * what is folded. Clears are no moments, nor are device alarms beside their events. */
bool world_moment_after(const struct world *w, int64_t t_ms, struct moment *out);
bool world_moment_before(const struct world *w, int64_t t_ms, struct moment *out);
/* The change that brought the set into the state that it has at the cursor; NULL: not known. */
const struct gen_change *world_gen_change(const struct world *w, size_t gen, enum gen_state state);
/* Up to `room` moments in (from, to], newest last; returns how many were written (the newest ones). */
size_t world_moments(const struct world *w, int64_t from_ms, int64_t to_ms, struct moment *out, size_t room);

#endif
