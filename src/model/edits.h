/* Edits: one line of the what-if language (DESIGN.md "Edits"), used by simulator scripts, scenario files, -e and the prompt.
 * One parser, one printer; parse -> print -> parse is the identity. */
#ifndef MWTOP_EDITS_H
#define MWTOP_EDITS_H

#include "power.h"

enum edit_verb {
	EDIT_GEN_TRIP, EDIT_GEN_START, EDIT_GEN_STOP, EDIT_GEN_RESTORE, EDIT_GEN_MAX,
	EDIT_FEED_LOSE, EDIT_FEED_RESTORE, EDIT_FEED_LIMIT, EDIT_FEED_IMPORT, EDIT_FEED_PROMISE,
	EDIT_GPU_ONLINE, EDIT_GPU_CAP, EDIT_GPU_DRAW, EDIT_GPU_MODEL,
	EDIT_JOB_START, EDIT_JOB_STALL, EDIT_JOB_STOP,
	EDIT_TRAINING_START, EDIT_TRAINING_HOLD, EDIT_TRAINING_GO, EDIT_TRAINING_GPUS,
	EDIT_SITE_PUE, EDIT_SITE_OVERHEAD, EDIT_SITE_RESERVE, EDIT_SITE_STANCE, EDIT_SITE_AUX, EDIT_SITE_INLET,
	EDIT_VERB_COUNT
};

struct edit {
	int64_t at_ms;          /* when it acts */
	bool at_given;          /* "at TIME" stood there */
	enum edit_verb verb;
	int object;             /* gen or feed index; -1: all */
	double number;          /* in the unit of the verb: kW for gen max, MW, W, GPUs, ... */
	double over_s;          /* "over 40m", "stall 30s"; 0 */
	int64_t when_ms;        /* promise date, training start */
	char word[16];          /* model, stance */
};

/* Parses one line without newline. `context->cursor_ms` is the time of an edit without `at`. Impossible edits (no such set, cap
 * outside the range, negative limit) are refused with the nearest word or the bound; the message names the column. */
bool edit_parse(const char *line, const struct site *site, const struct time_context *context, struct edit *out, struct error *err);
#define EDIT_TEXT_SIZE 200 /* of the longest line that is printed */
/* Writes the line, "at ISO ..." always in front when at_given; returns out. */
char *edit_print(const struct edit *edit, const struct site *site, char *out, size_t size);
/* The verbs for help and completion: "gen G07|all trip", one per row; NULL past the end. */
const char *edit_usage(size_t index);
/* What it does, in a line without a full stop. */
const char *edit_meaning(size_t index);
bool edit_equal(const struct edit *a, const struct edit *b);

#endif
