/* Checkpoints of the main pass: whole states, with what was gathered up to them. Always true: of the violations after a checkpoint only those that it
 * names (they stood, or may go on) have changed since; so going back to it costs those and one copy of the state. */
#include "branch_parts.h"

#include <stdlib.h>
#include <string.h>

void branch_checkpoints_drop(struct branch *b, size_t keep) {
	while (b->checkpoint_count > keep) {
		struct branch_checkpoint *c = &b->checkpoint[--b->checkpoint_count];
		free(c->state);
		free(c->open);
	}
}

void branch_checkpoint_save(struct branch *b) {
	if (b->checkpoint_count == b->checkpoint_room) {
		b->checkpoint_room = b->checkpoint_room ? b->checkpoint_room * 2 : 16;
		b->checkpoint = mem_resize(b->checkpoint, b->checkpoint_room, sizeof *b->checkpoint);
	}
	struct branch_checkpoint *c = &b->checkpoint[b->checkpoint_count++];
	*c = (struct branch_checkpoint){
		.state = mem_zalloc(1, b->state_bytes), .sums = b->sums, .violation_count = b->violation_count, .event_count = b->event_count,
		.transient_count = b->transient_count,
	};
	memcpy(c->state, b->state, b->state_bytes);
	for (size_t i = 0; i < b->violation_count; i++) {
		if (b->violation[i].end_ms != TIME_NONE && b->state->t_ms - b->violation[i].end_ms > VIOLATION_AGAIN_MS)
			continue;
		c->open = mem_resize(c->open, c->open_count + 1, sizeof *c->open);
		c->open[c->open_count].index = i;
		c->open[c->open_count++].as_it_was = b->violation[i];
	}
}

void branch_cursor_from(struct branch *b, const struct branch_state *state) {
	memcpy(b->cursor, state, b->state_bytes);
	for (size_t g = 0; g < b->groups; g++)
		b->cursor->bar[g].dispatch.events = NULL;
}

void branch_checkpoint_restore(struct branch *b, size_t keep) {
	branch_checkpoints_drop(b, keep);
	const struct branch_checkpoint *c = &b->checkpoint[keep - 1];
	memcpy(b->state, c->state, b->state_bytes);
	b->sums = c->sums;
	b->violation_count = c->violation_count;
	b->event_count = c->event_count;
	b->transient_count = c->transient_count;
	for (size_t i = 0; i < c->open_count; i++)
		b->violation[c->open[i].index] = c->open[i].as_it_was;
	branch_cursor_from(b, c->state);
}
