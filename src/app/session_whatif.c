/* The what-if of a session: the scenario that a person edits, its branch (whatif.c), and what both add to the world. What is asked for is computed up
 * to the cursor at once, as long as that is quick; the rest goes in slices between redraws. */
#include "session_state.h"

#include <stdio.h>
#include <string.h>

#include "scenario_file.h"
#include "utf8.h"

#define AT_ONCE_MS 12     /* that an edit may take before the screen is drawn */
#define HIGH_MAX 64

struct scenario *session_scenario(struct session *s) { return s->whatif.scenario; }
bool session_whatif_on(const struct session *s) { return s->whatif.on; }

int64_t session_end_ms(const struct session *s) {
	int64_t first, last;
	if (!source_range(s->source, &first, &last))
		return TIME_NONE;
	return s->whatif.on ? whatif_end_ms(s->whatif.engine) : last;
}

static bool make(struct session *s, struct error *err) {
	if (s->whatif.scenario)
		return true;
	if (!s->world.site || !s->world.frame)
		return error_set(err, "there is nothing to branch from: no sample has come yet");
	s->whatif.scenario = scenario_new();
	s->whatif.engine = whatif_open(s->source, s->world.cursor_ms);
	frame_init(&s->whatif.frame);
	frame_init(&s->whatif.moved);
	frame_init(&s->whatif.then);
	s->whatif.rate_for_ms = TIME_NONE;
	return true;
}

bool session_whatif_enter(struct session *s, struct error *err) {
	if (!make(s, err))
		return false;
	s->whatif.on = true;
	session_refresh(s);
	return true;
}

void session_whatif_leave(struct session *s) {
	s->whatif.on = false;
	session_refresh(s);
}

void session_whatif_close(struct session *s) {
	if (!s->whatif.scenario)
		return;
	whatif_close(s->whatif.engine);
	scenario_free(s->whatif.scenario);
	frame_free(&s->whatif.frame);
	frame_free(&s->whatif.moved);
	frame_free(&s->whatif.then);
}

/* Gives the engine what is in force, and computes up to the cursor. */
static void changed(struct session *s) {
	size_t count;
	const struct edit *edits = scenario_edits(s->whatif.scenario, &count);
	whatif_set_edits(s->whatif.engine, edits, count);
	whatif_work(s->whatif.engine, s->world.cursor_ms, AT_ONCE_MS);
	session_refresh(s);
}

bool session_whatif_add(struct session *s, const struct edit *edit, bool nudge, struct error *err) {
	if (!make(s, err) || !scenario_add(s->whatif.scenario, edit, nudge, err))
		return false;
	changed(s);
	return true;
}

void session_whatif_compute(struct session *s, int64_t t_ms) {
	size_t count;
	const struct edit *edits = scenario_edits(s->whatif.scenario, &count);
	whatif_set_end(s->whatif.engine, t_ms);
	whatif_set_edits(s->whatif.engine, edits, count);
	while (whatif_work(s->whatif.engine, t_ms, 0))
		;
}

struct whatif *session_whatif(struct session *s) { return s->whatif.engine; }

bool session_whatif_undo(struct session *s) {
	if (!s->whatif.scenario || !scenario_undo(s->whatif.scenario))
		return false;
	changed(s);
	return true;
}

bool session_whatif_redo(struct session *s) {
	if (!s->whatif.scenario || !scenario_redo(s->whatif.scenario))
		return false;
	changed(s);
	return true;
}

bool session_whatif_remove(struct session *s, size_t index) {
	if (!s->whatif.scenario || !scenario_remove(s->whatif.scenario, index))
		return false;
	changed(s);
	return true;
}

bool session_whatif_load(struct session *s, const char *path, struct error *err) {
	struct time_context context;
	session_time_context(s, false, &context);
	if (!make(s, err))
		return false;
	struct scenario *read = scenario_new();
	bool fine = scenario_file_load(read, path, s->world.site, &context, err) && scenario_replace(s->whatif.scenario, read, err);
	scenario_free(read);
	if (!fine)
		return false;
	scenario_mark_saved(s->whatif.scenario);
	utf8_clean(s->whatif.file, sizeof s->whatif.file, path, strlen(path));
	changed(s);
	return true;
}

bool session_whatif_save(struct session *s, const char *path, struct error *err) {
	if (!s->whatif.scenario)
		return error_set(err, "there is no scenario to save");
	const char *to = path ? path : s->whatif.file;
	if (!*to)
		return error_set(err, "expected a file name to save the scenario to");
	if (!scenario_file_save(s->whatif.scenario, to, s->world.site, err))
		return false;
	if (path)
		utf8_clean(s->whatif.file, sizeof s->whatif.file, path, strlen(path));
	session_refresh(s);
	return true;
}

bool session_whatif_work(struct session *s, int64_t budget_ms, bool *shown) {
	if (!s->whatif.scenario)
		return false;
	bool had = s->whatif.world.frame != NULL;
	int64_t reached = whatif_reached_ms(s->whatif.engine);
	bool more = whatif_work(s->whatif.engine, TIME_NONE, budget_ms);
	*shown |= more || s->whatif.working || !had || reached != whatif_reached_ms(s->whatif.engine);
	s->whatif.working = more;
	s->whatif.world.ahead = whatif_future_history(s->whatif.engine);
	return more;
}

bool session_future_frame(struct session *s) {
	if (!s->whatif.on)
		return false;
	frame_copy(&s->whatif.moved, &s->frame);
	s->whatif.moved.t_ms = s->world.cursor_ms;
	return whatif_future_frame(s->whatif.engine, &s->whatif.moved, &s->frame);
}

/* Whether a set or feed of that name was taken out of the recording's hands. */
static bool is_taken(struct session *s, const char *src) {
	struct branch *b = whatif_branch(s->whatif.engine);
	int gen = site_find(s->world.site, CLASS_GEN, src, strlen(src)), feed = site_find(s->world.site, CLASS_FEED, src, strlen(src));
	return (gen >= 0 && branch_took_gen(b, (size_t)gen, s->world.cursor_ms)) || (feed >= 0 && branch_took_feed(b, (size_t)feed, s->world.cursor_ms));
}

struct high { char text[HIGH_MAX][sizeof((struct alarm *)0)->text + SITE_ID_SIZE + sizeof "bus"]; const char *name[HIGH_MAX]; size_t count; };

static void name_high(struct high *h, const struct site *site, const char *src, const char *text) {
	if (h->count == HIGH_MAX)
		return;
	site_say(site, src, text, h->text[h->count], sizeof h->text[0]);
	h->name[h->count] = h->text[h->count];
	h->count++;
}

static bool is_named(const struct high *h, const char *src) {
	size_t length = strlen(src);
	for (size_t i = 0; i < h->count; i++)
		if (!strncmp(h->text[i], src, length) && h->text[i][length] == ' ')
			return true;
	return false;
}

/* High alarms of the scenario: by rule over its own frames; what devices reported, unless an edit took the device over; and sets that are
 * tripped and feeds that are open here and not there, or by edits, which their devices would report. */
static void find_high(struct session *s, struct high *h) {
	const struct alarm *active[SESSION_ACTIVE_MAX];
	const struct alarm_engine *alarms = whatif_alarms(s->whatif.engine);
	struct branch *branch = whatif_branch(s->whatif.engine);
	const struct world *w = &s->world;
	int64_t from = branch_from_ms(branch);
	bool same = from == TIME_NONE || w->cursor_ms < from; /* nothing is computed here: the baseline's alarms by rule are the scenario's */
	size_t count = alarms && !same ? alarms_active(alarms, w->cursor_ms, active, SESSION_ACTIVE_MAX) : 0;
	h->count = 0;
	for (size_t i = 0; i < count; i++)
		if (active[i]->priority == PRIORITY_HIGH)
			name_high(h, w->site, active[i]->src, active[i]->text);
	for (size_t i = 0; i < w->active_count; i++)
		if (w->active[i]->priority == PRIORITY_HIGH && (same || (w->active[i]->device && !is_taken(s, w->active[i]->src))))
			name_high(h, w->site, w->active[i]->src, w->active[i]->text);
	for (size_t i = 0; i < w->site->gen_count; i++) {
		int here = frame_label(&s->whatif.frame, M_GEN_STATE, i), there = frame_label(w->frame, M_GEN_STATE, i);
		bool taken = branch_took_gen(branch, i, w->cursor_ms), tripped = here == GEN_TRIPPED || here == GEN_LOCKOUT;
		if (tripped && (taken || (there != GEN_TRIPPED && there != GEN_LOCKOUT)) && !is_named(h, w->site->gen[i].id))
			name_high(h, w->site, w->site->gen[i].id, "tripped");
	}
	for (size_t i = 0; i < w->site->feed_count; i++) {
		bool open = frame_label(&s->whatif.frame, M_FEED_BREAKER, i) == BREAKER_OPEN, open_there = frame_label(w->frame, M_FEED_BREAKER, i) == BREAKER_OPEN;
		if (open && (branch_took_feed(branch, i, w->cursor_ms) || !open_there) && !is_named(h, w->site->feed[i].id))
			name_high(h, w->site, w->site->feed[i].id, "feed lost");
	}
}

/* GPUs per second that became ready over the last 10 minutes of the scenario; NaN where they are there, or that is not known. Made from a frame of
 * its own: `frame` is what firm figures were already derived of. */
static double ready_rate(struct session *s, const struct frame *frame) {
	const struct frame *recorded = &s->whatif.moved;
	int64_t bucket = frame->t_ms / 10000;
	double ready = frame_get(frame, M_GPU_READY, 0).value;
	if (!frame->site->training.present || !frame_good(frame, M_GPU_READY, 0) || ready >= frame->site->training.gpus_needed)
		return NAN;
	if (s->whatif.rate_for_ms == bucket && s->whatif.rate_of == scenario_revision(s->whatif.scenario))
		return s->whatif.rate;
	s->whatif.rate = NAN;
	s->whatif.rate_for_ms = bucket;
	s->whatif.rate_of = scenario_revision(s->whatif.scenario);
	int64_t then_ms = frame->t_ms - SESSION_RATE_SPAN_MS;
	if (then_ms > s->world.last_ms) {
		frame_copy(&s->earlier, recorded);
		s->earlier.t_ms = then_ms;
	} else if (!source_frame_before(s->source, then_ms, &s->earlier)) {
		return NAN;
	}
	if (!whatif_frame(s->whatif.engine, &s->earlier, &s->whatif.then) || !frame_good(&s->whatif.then, M_GPU_READY, 0))
		return NAN;
	s->whatif.rate = (ready - frame_get(&s->whatif.then, M_GPU_READY, 0).value) * 1000 / (double)(frame->t_ms - s->whatif.then.t_ms);
	return s->whatif.rate;
}

static void fill_frame(struct session *s, struct world_whatif *out) {
	struct world *w = &s->world;
	struct high high;
	out->frame = NULL;
	memset(&out->derived, 0, sizeof out->derived);
	memset(&out->verdict, 0, sizeof out->verdict);
	if (!w->frame)
		return;
	frame_copy(&s->whatif.moved, w->frame);
	if (w->in_gap || !whatif_frame(s->whatif.engine, &s->whatif.moved, &s->whatif.frame))
		return;
	out->frame = &s->whatif.frame;
	whatif_derive(s->whatif.engine, out->frame, w->last_kw, &out->derived);
	if (out->edits == NULL || out->edit_count == 0) { /* the scenario is the baseline, in all */
		out->derived = w->derived;
		out->verdict = w->verdict;
		return;
	}
	find_high(s, &high);
	power_judge(out->frame, &out->derived, high.name, high.count, ready_rate(s, out->frame), &out->verdict);
	if (out->verdict.state == TRAINING_OVERDUE && w->verdict.state == TRAINING_STOPPED) {
		out->verdict.state = TRAINING_STOPPED;
		out->verdict.stopped_ms = w->verdict.stopped_ms;
	}
}

void session_fill_whatif(struct session *s) {
	struct world *w = &s->world;
	struct world_whatif *out = &s->whatif.world;
	w->whatif = NULL;
	if (!s->whatif.scenario || !w->site)
		return;
	struct branch *b = whatif_branch(s->whatif.engine);
	w->whatif = out;
	out->on = s->whatif.on;
	out->future = s->whatif.on && w->cursor_ms > w->last_ms;
	out->edits = scenario_edits(s->whatif.scenario, &out->edit_count);
	out->made_count = scenario_made(s->whatif.scenario);
	out->unsaved = scenario_unsaved(s->whatif.scenario);
	out->file = s->whatif.file[0] ? s->whatif.file : NULL;
	out->from_ms = whatif_from_ms(s->whatif.engine);
	out->reached_ms = whatif_reached_ms(s->whatif.engine);
	out->end_ms = whatif_end_ms(s->whatif.engine);
	out->history = whatif_history(s->whatif.engine);
	out->ahead = whatif_future_history(s->whatif.engine);
	out->step_ms = WHATIF_STEP_MS;
	fill_frame(s, out);
	out->violations = NULL;
	out->violation_count = 0;
	out->transient = NULL;
	memset(&out->totals, 0, sizeof out->totals);
	if (!b)
		return;
	out->violations = branch_violations(b, &out->violation_count);
	branch_totals(b, &out->totals);
	if (out->frame && branch_transient_at(b, w->cursor_ms, &s->whatif.transient))
		out->transient = &s->whatif.transient;
}
