/* Transport arithmetic; see player.h. */
#include "player.h"

#include <math.h>

#include "times.h"

static const double speed_steps[] = { 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000 };
#define STEP_COUNT (sizeof speed_steps / sizeof *speed_steps)

void player_init(struct player *p, int64_t cursor_ms, int64_t mono_ms) {
	*p = (struct player){ .speed = 1, .anchor_ms = cursor_ms, .anchor_mono_ms = mono_ms };
}

int64_t player_cursor(const struct player *p, int64_t mono_ms, int64_t first_ms, int64_t last_ms) {
	if (p->follow)
		return last_ms;
	int64_t cursor = p->anchor_ms;
	if (p->playing) {
		double moved = (double)(mono_ms - p->anchor_mono_ms) * p->speed;
		if (moved >= (double)(last_ms - cursor))
			return last_ms;
		cursor += (int64_t)moved;
	}
	return cursor < first_ms ? first_ms : cursor > last_ms ? last_ms : cursor;
}

void player_jump(struct player *p, int64_t cursor_ms, int64_t mono_ms) {
	p->follow = false;
	p->anchor_ms = cursor_ms;
	p->anchor_mono_ms = mono_ms;
}

void player_pause(struct player *p, bool pause, int64_t cursor_ms, int64_t mono_ms) {
	player_jump(p, cursor_ms, mono_ms);
	p->playing = !pause;
}

void player_set_speed(struct player *p, double speed, int64_t cursor_ms, int64_t mono_ms) {
	bool follow = p->follow;
	player_jump(p, cursor_ms, mono_ms);
	p->follow = follow;
	p->speed = fmin(fmax(speed, PLAYER_SPEED_LEAST), PLAYER_SPEED_MOST);
}

double player_speed_step(double speed, bool up) {
	if (up) {
		for (size_t i = 0; i < STEP_COUNT; i++)
			if (speed_steps[i] > speed * 1.0001)
				return speed_steps[i];
		return PLAYER_SPEED_MOST;
	}
	for (size_t i = STEP_COUNT; i-- > 0;)
		if (speed_steps[i] < speed * 0.9999)
			return speed_steps[i];
	return PLAYER_SPEED_LEAST;
}

int64_t player_when(const struct player *p, int64_t cursor_ms) {
	if (!p->playing || p->follow)
		return TIME_NONE;
	if (cursor_ms <= p->anchor_ms)
		return p->anchor_mono_ms;
	double wait = ceil((double)(cursor_ms - p->anchor_ms) / p->speed);
	return wait > 1e15 ? TIME_NONE : p->anchor_mono_ms + (int64_t)wait;
}
