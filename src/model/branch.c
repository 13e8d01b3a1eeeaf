/* The walk over the rows; see branch.h. A row is computed as: what the recording says happened to sets and feeds by then; the step to its time,
 * stopping at edits on the way; the edits of its own time, and their first effects. Always true: state.row is the last row computed; checkpoints
 * lie before it, at rows where no transient was on; what stands in violations, events and transients is of rows up to it. */
#include "branch_parts.h"

#include <stdlib.h>
#include <string.h>

#define STEP_MOST_MS 1000     /* of the dispatch */
#define STEPS_PER_ROW_MAX 600 /* a longer gap is gone through in longer steps */

struct branch *branch_new(const struct baseline *baseline) {
	struct branch *b = mem_zalloc(1, sizeof *b);
	b->baseline = baseline;
	b->start_kw = mem_zalloc(baseline->site->gen_count + 1, sizeof *b->start_kw);
	b->site = mem_zalloc(1, sizeof *b->site);
	b->site_of = NULL;
	frame_init(&b->start);
	return b;
}

static void drop_states(struct branch *b) {
	free(b->state);
	free(b->cursor);
	free(b->swing);
	free(b->cursor_swing);
	b->state = b->cursor = NULL;
	b->swing = b->cursor_swing = NULL;
}

void branch_free(struct branch *b) {
	if (!b)
		return;
	branch_checkpoints_drop(b, 0);
	drop_states(b);
	free(b->edit);
	free(b->start_kw);
	free(b->checkpoint);
	free(b->violation);
	free(b->event);
	free(b->transient);
	free(b->point);
	free(b->hz);
	free(b->site);
	frame_free(&b->start);
	free(b);
}

/* Edits of the training plan alone and of the reserve change no power; a stance changes what is a violation. */
static bool acts(const struct edit *e) {
	return e->verb <= EDIT_FEED_PROMISE || e->verb == EDIT_SITE_INLET || e->verb == EDIT_SITE_STANCE || demand_branch_takes(e);
}

int64_t branch_start_ms(const struct baseline *base, const struct edit *edits, size_t count) {
	if (base->site->gen_count + base->site->feed_count == 0)
		return TIME_NONE; /* nothing of power is known of such a site */
	int64_t end = base->count > base->recorded && base->recorded > 0 ? base->t_ms[base->recorded - 1] : TIME_NONE;
	for (size_t i = 0; i < count; i++)
		if (acts(&edits[i]))
			return end == TIME_NONE || edits[i].at_ms < end ? edits[i].at_ms : end;
	return end;
}

static size_t copy_bytes(const struct branch *b) {
	return sizeof(struct branch_state) + b->groups * sizeof(struct busbar);
}

/* Sets and feeds of other groups stand still. */
static void keep_own(const struct branch *b, struct dispatch *d, size_t group) {
	const struct site *site = b->baseline->site;
	for (size_t i = 0; i < site->gen_count; i++)
		if (branch_gen_group(b, i) != group)
			d->gen[i] = (struct dispatch_gen){ .state = GEN_OUT_OF_SERVICE, .command = COMMAND_STOP, .ceiling_kw = INFINITY };
	for (size_t i = 0; i < site->feed_count; i++)
		if (branch_feed_group(b, i) != group)
			d->feed[i] = (struct dispatch_feed){ .import_mw = NAN };
	dispatch_forget(d);
}

static void find_groups(struct branch *b) {
	uint8_t lowest[SITE_BUS_MAX], number[SITE_BUS_MAX];
	b->groups = 1;
	memset(b->group, 0, sizeof b->group);
	if (!b->baseline->bus_share || !power_bus_groups(&b->start, lowest))
		return;
	b->groups = 0;
	for (size_t i = 0; i < b->baseline->site->bus_count; i++) {
		if (lowest[i] == i)
			number[i] = (uint8_t)b->groups++;
		b->group[i] = number[lowest[i]];
	}
}

double branch_group_share(const struct branch *b, size_t group, size_t row) {
	double share = 0;
	if (b->groups == 1)
		return 1;
	for (size_t i = 0; i < b->baseline->site->bus_count; i++)
		if (b->group[i] == group)
			share += (double)b->baseline->bus_share[row * b->baseline->site->bus_count + i];
	return share;
}

static double group_load_mw(const struct branch *b, const struct branch_state *s, size_t group) {
	return (s->demand.load_mw + s->demand.other_mw) * branch_group_share(b, group, s->row);
}

/* The state at the row of the start frame, as it was recorded. */
static void begin(struct branch *b) {
	const struct baseline *base = b->baseline;
	long row = baseline_row(base, b->start.t_ms);
	size_t r = row < 0 ? 0 : (size_t)row;
	drop_states(b);
	find_groups(b);
	b->state_bytes = copy_bytes(b);
	b->state = mem_zalloc(1, b->state_bytes);
	b->cursor = mem_zalloc(1, b->state_bytes);
	b->swing = mem_zalloc(b->groups, sizeof *b->swing);
	b->cursor_swing = mem_zalloc(b->groups, sizeof *b->cursor_swing);
	struct branch_state *s = b->state;
	b->first_row = s->row = r;
	s->t_ms = base->t_ms[r];
	demand_branch_init(&s->demand, base, r);
	while (s->next_event < base->event_count && base->event[s->next_event].row <= r)
		s->next_event++;
	for (size_t g = 0; g < b->groups; g++) {
		struct busbar *bar = &s->bar[g];
		busbar_init(bar, base->site, s->t_ms);
		dispatch_adopt(&bar->dispatch, base->site, &b->start, b->start_kw);
		bar->dispatch.events = &b->happened;
		bar->dispatch.t_ms = s->t_ms;
		keep_own(b, &bar->dispatch, g);
		for (size_t i = 0; i < base->site->gen_count; i++)
			bar->droop[i] = frame_label(&b->start, M_GEN_CTL, i) == CTL_DROOP;
		busbar_adopt(bar, group_load_mw(b, s, g));
	}
	b->sums = (struct branch_sums){ .disturbance_ms = TIME_NONE };
	b->sums.totals = (struct branch_totals){
		.load_most_mw = -INFINITY, .import_most_mw = -INFINITY, .import_least_mw = INFINITY, .headroom_least_mw = INFINITY,
		.hz_extreme = NAN, .hz_settled = NAN, .rocof_hz_s = NAN, .extreme_ms = TIME_NONE,
	};
	b->sums.last_load_mw = s->demand.load_mw;
	b->violation_count = b->event_count = b->transient_count = b->happened.count = 0;
	branch_checkpoints_drop(b, 0);
	b->started = true;
}

/* What an edit of a set or feed names, one object at a time and in its own group. */
static void edit_objects(struct branch *b, struct branch_state *s, struct busbar_swing *swing, const struct edit *e) {
	const struct site *site = b->baseline->site;
	bool gen = e->verb <= EDIT_GEN_MAX;
	size_t count = gen ? site->gen_count : site->feed_count;
	for (size_t i = 0; i < count; i++) {
		if (e->object >= 0 && (size_t)e->object != i)
			continue;
		struct edit one = *e;
		size_t g = gen ? branch_gen_group(b, i) : branch_feed_group(b, i);
		one.object = (int)i;
		(gen ? s->took_gen : s->took_feed)[i] = true;
		busbar_edit(&s->bar[g], &swing[g], &one);
		/* What a person trips is off: 80 ms later would be in the next sample. */
		if (e->verb == EDIT_GEN_TRIP)
			dispatch_trip_open(&s->bar[g].dispatch, i);
	}
}

static void apply_edit(struct branch *b, struct branch_state *s, struct busbar_swing *swing, const struct edit *e) {
	s->sums_known = false;
	if (demand_branch_takes(e))
		demand_branch_edit(&s->demand, b->baseline, s->row, e);
	else if (e->verb <= EDIT_FEED_PROMISE)
		edit_objects(b, s, swing, e);
	else if (e->verb == EDIT_SITE_INLET)
		for (size_t g = 0; g < b->groups; g++)
			busbar_edit(&s->bar[g], &swing[g], e);
}

/* What the recording says happened to a set or feed that no edit took over. */
static void apply_recorded(struct branch *b, struct branch_state *s, struct busbar_swing *swing, const struct baseline_event *e) {
	size_t i = (size_t)e->object;
	bool feed = e->kind == BASELINE_FEED_CLOSED || e->kind == BASELINE_FEED_LIMIT;
	size_t g = feed ? branch_feed_group(b, i) : branch_gen_group(b, i);
	struct busbar *bar = &s->bar[g];
	struct dispatch *d = &bar->dispatch;
	if ((feed ? s->took_feed : s->took_gen)[i])
		return;
	s->sums_known = false;
	switch (e->kind) {
	case BASELINE_GEN_LOST:
		if (e->value == GEN_OUT_OF_SERVICE)
			dispatch_gen_out(d, i);
		else
			busbar_trip(bar, &swing[g], i);
		break;
	case BASELINE_GEN_BACK: dispatch_restore(d, i); break;
	case BASELINE_GEN_MAX: dispatch_set_max(d, i, e->value); break;
	case BASELINE_FEED_LIMIT: dispatch_feed_limit(d, i, e->value); break;
	case BASELINE_FEED_CLOSED:
		if (e->value > 0) /* the recording has waited for the sync check already */
			bar->back_ms[i] = d->t_ms;
		else
			dispatch_feed_switch(d, i, false);
		break;
	}
}

/* All busbars to t, which is not past the row's time. */
static void advance(struct branch *b, struct branch_state *s, struct busbar_swing *swing, int64_t t_ms) {
	int64_t left_ms = t_ms - s->t_ms, most_ms = left_ms / STEPS_PER_ROW_MAX > STEP_MOST_MS ? left_ms / STEPS_PER_ROW_MAX : STEP_MOST_MS;
	demand_branch_row(&s->demand, b->baseline, s->row, t_ms, left_ms);
	do {
		int64_t dt_ms = left_ms < most_ms ? left_ms : most_ms;
		for (size_t g = 0; g < b->groups; g++) {
			bool was = s->bar[g].swinging;
			busbar_step(&s->bar[g], &swing[g], group_load_mw(b, s, g), dt_ms);
			if (!was && s->bar[g].swinging && s == b->state)
				branch_note_transient(b, g);
		}
		left_ms -= dt_ms;
	} while (left_ms > 0);
	s->t_ms = t_ms;
}

void branch_edits_to(struct branch *b, struct branch_state *s, struct busbar_swing *swing, int64_t t_ms) {
	bool applied = false;
	while (s->next_edit < b->edit_count && b->edit[s->next_edit].at_ms <= t_ms) {
		const struct edit *e = &b->edit[s->next_edit];
		if (e->at_ms > s->t_ms) {
			if (applied)
				advance(b, s, swing, s->t_ms);
			advance(b, s, swing, e->at_ms);
			applied = false;
		}
		struct edit now = *e;
		now.at_ms = s->t_ms; /* one from before the recording acts at its start */
		apply_edit(b, s, swing, &now);
		s->next_edit++;
		applied |= acts(e);
	}
	if (s->t_ms < t_ms)
		advance(b, s, swing, t_ms);
	else if (applied)
		advance(b, s, swing, t_ms);
}

/* The row after the state's. */
static void next_row(struct branch *b, struct branch_state *s, struct busbar_swing *swing) {
	const struct baseline *base = b->baseline;
	s->row++;
	while (s->next_event < base->event_count && base->event[s->next_event].row <= s->row)
		apply_recorded(b, s, swing, &base->event[s->next_event++]);
	branch_edits_to(b, s, swing, base->t_ms[s->row]);
}

static bool any_swings(const struct branch *b, const struct branch_state *s) {
	for (size_t g = 0; g < b->groups; g++)
		if (s->bar[g].swinging)
			return true;
	return false;
}

/* The first state: the start's row with the edits of its time. */
static void start(struct branch *b) {
	begin(b);
	branch_checkpoint_save(b); /* before them, so that there is one before every edit */
	branch_edits_to(b, b->state, b->swing, b->state->t_ms);
	branch_judge_row(b, 0);
	branch_cursor_from(b, b->checkpoint[0].state);
}

/* Rows that were a forecast and have come true, or another one. */
static void drop_forecast(struct branch *b) {
	size_t was = b->recorded;
	b->recorded = b->baseline->recorded;
	if (!b->started || b->recorded == was || b->state->row < was)
		return;
	size_t keep = b->checkpoint_count;
	while (keep > 1 && b->checkpoint[keep - 1].state->row >= was)
		keep--;
	if (b->checkpoint[keep - 1].state->row >= was)
		b->started = false;
	else
		branch_checkpoint_restore(b, keep);
}

bool branch_compute(struct branch *b, int64_t until_ms, size_t steps) {
	drop_forecast(b);
	if (!b->started) {
		if (!b->start.site || b->baseline->count == 0)
			return false;
		start(b);
	}
	while (b->state->row + 1 < b->baseline->count && b->baseline->t_ms[b->state->row + 1] <= until_ms) {
		if (steps-- == 0)
			return true;
		int64_t before_ms = b->state->t_ms;
		next_row(b, b->state, b->swing);
		branch_judge_row(b, b->state->t_ms - before_ms);
		if (b->state->row - b->checkpoint[b->checkpoint_count - 1].state->row >= BRANCH_ROWS_APART && !any_swings(b, b->state))
			branch_checkpoint_save(b);
	}
	return false;
}

static bool same_edit(const struct edit *x, const struct edit *y) {
	return x->at_ms == y->at_ms && x->verb == y->verb && x->object == y->object && x->when_ms == y->when_ms && x->over_s == y->over_s &&
	       (x->number == y->number || (x->number != x->number && y->number != y->number)) && strcmp(x->word, y->word) == 0;
}

/* Time of the first difference between the present edits and these; INT64_MAX: none. */
static int64_t difference_ms(const struct branch *b, const struct edit *edits, size_t count) {
	size_t i = 0;
	while (i < count && i < b->edit_count && same_edit(&edits[i], &b->edit[i]))
		i++;
	int64_t here = i < b->edit_count ? b->edit[i].at_ms : INT64_MAX, there = i < count ? edits[i].at_ms : INT64_MAX;
	return here < there ? here : there;
}

void branch_set_edits(struct branch *b, const struct edit *edits, size_t count, const struct frame *start_frame, const double *last_kw) {
	int64_t differs_ms = difference_ms(b, edits, count);
	bool same_start = b->start.site && start_frame && b->start.t_ms == start_frame->t_ms;
	size_t keep = b->checkpoint_count;
	b->edit = mem_resize(b->edit, count + 1, sizeof *b->edit);
	if (count > 0)
		memcpy(b->edit, edits, count * sizeof *edits);
	b->edit_count = count;
	b->site_of = NULL;
	b->stance_known = false;
	while (keep > 1 && b->checkpoint[keep - 1].state->t_ms >= differs_ms)
		keep--;
	if (same_start && b->started) {
		if (differs_ms <= b->state->t_ms)
			branch_checkpoint_restore(b, keep);
		if (keep == 1 && differs_ms <= b->state->t_ms) /* the edits of the start's own time have to be applied again */
			b->started = false;
		return;
	}
	b->started = false;
	if (!start_frame) {
		frame_free(&b->start);
		frame_init(&b->start);
		b->violation_count = b->event_count = b->transient_count = 0;
		return;
	}
	frame_copy(&b->start, start_frame);
	for (size_t i = 0; i < b->baseline->site->gen_count; i++)
		b->start_kw[i] = last_kw ? last_kw[i] : NAN;
}

int64_t branch_from_ms(const struct branch *b) {
	return b->started ? b->baseline->t_ms[b->first_row] : b->start.site ? b->start.t_ms : TIME_NONE;
}

int64_t branch_reached_ms(const struct branch *b) {
	return b->started ? b->state->t_ms : TIME_NONE;
}

void branch_cursor_to(struct branch *b, size_t row) {
	size_t at = b->checkpoint_count;
	while (at > 1 && b->checkpoint[at - 1].state->row > row)
		at--;
	const struct branch_state *from = b->checkpoint[at - 1].state;
	if (b->cursor->row > row || b->cursor->row < from->row || (b->cursor->row == from->row && at == 1)) {
		branch_cursor_from(b, from);
		if (at == 1)
			branch_edits_to(b, b->cursor, b->cursor_swing, b->cursor->t_ms);
	}
	while (b->cursor->row < row)
		next_row(b, b->cursor, b->cursor_swing);
}
