/* Between the palette and what is offered in it: app_palette.c has the rows, the keys and what is chosen, app_palette_offers.c goes through the tables that
 * there are. */
#ifndef MWTOP_APP_PALETTE_PARTS_H
#define MWTOP_APP_PALETTE_PARTS_H

#include "app_state.h"
#include "command_history.h"
#include "recordings.h"
#include "themes.h"

#define KEPT 200 /* candidates, the best ones */

struct candidate;
typedef void now_fn(struct app *a, struct candidate *c);

struct candidate {
	int score;
	size_t order;     /* as it came: of two alike the earlier */
	char text[72];    /* what is listed */
	char line[HISTORY_LINE_SIZE]; /* what is run, or, where more is wanted, what is put into the line */
	char note[112], key[20];
	bool whole;       /* the line can be run as it is */
	now_fn *now;      /* fills the note in, of what is in sight, anew when the cursor moves; NULL: it stands */
};

struct palette {
	struct candidate kept[KEPT];
	size_t count, total, order;
	long chosen;                /* of them; -1: what is typed */
	size_t first;               /* in sight */
	struct command_history history;
	size_t back;                /* how far back in it one has gone; 0: at what is typed */
	char typed[HISTORY_LINE_SIZE]; /* what was, before one went back */
	int64_t shown_ms;           /* the cursor when the notes were filled in */
	struct recordings recordings, scenarios;
	struct theme_entries themes;
};

/* Everything that fits what is typed into the candidates, the best of it. */
void palette_offer_all(struct app *a);

#endif
