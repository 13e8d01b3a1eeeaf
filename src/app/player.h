/* The transport: where the cursor stands at a moment of the monotonic clock. Pure arithmetic on one anchor (cursor, clock): playing never
 * accumulates steps, so that 10x over 10 s is 100 s however often it was asked, and a jump or a change of speed only moves the anchor. */
#ifndef MWTOP_PLAYER_H
#define MWTOP_PLAYER_H

#include <stdbool.h>
#include <stdint.h>

#define PLAYER_SPEED_LEAST 0.1
#define PLAYER_SPEED_MOST 10000.0

struct player {
	bool playing;
	bool follow;        /* stays at the newest sample of a live source */
	double speed;
	int64_t anchor_ms;  /* cursor when the clock read anchor_mono_ms */
	int64_t anchor_mono_ms;
};

void player_init(struct player *p, int64_t cursor_ms, int64_t mono_ms);
/* Cursor now, held within [first_ms, last_ms]. */
int64_t player_cursor(const struct player *p, int64_t mono_ms, int64_t first_ms, int64_t last_ms);
/* Each of these keeps the cursor where it is at `mono_ms` but for what it changes. */
void player_jump(struct player *p, int64_t cursor_ms, int64_t mono_ms);
void player_pause(struct player *p, bool pause, int64_t cursor_ms, int64_t mono_ms);
void player_set_speed(struct player *p, double speed, int64_t cursor_ms, int64_t mono_ms);
/* The next faster (up) or slower step of 0.1 0.2 0.5 1 2 5 ... 10,000. */
double player_speed_step(double speed, bool up);
/* When the clock will read that the cursor has reached `cursor_ms`; TIME_NONE while it never will. Rounded up. */
int64_t player_when(const struct player *p, int64_t cursor_ms);

#endif
