/* Session: source, fold and world; see session.h. */
#include "session_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundled.h"
#include "utf8.h"

#define NAMED_MAX 64 /* high alarms named to the verdict */
#define GAP_PERIODS 2.5

struct session *session_open(const char *name, const struct source_access *access, struct error *err) {
	char *path = bundled_find(name, err);
	if (!path)
		return NULL;
	struct source *source = source_open_with(path, access, err);
	free(path);
	if (!source)
		return NULL;
	struct session *s = mem_zalloc(1, sizeof *s);
	s->source = source;
	s->desk = alarm_desk_new();
	s->fold = fold_open(source);
	s->revision = source_revision(source);
	s->rate_for_ms = s->minute_ms = s->edge_for_ms = TIME_NONE;
	utf8_clean(s->name, sizeof s->name, name, strlen(name));
	frame_init(&s->frame);
	frame_init(&s->earlier);
	frame_init(&s->minute);
	frame_init(&s->edge_frame);
	s->world.cursor_ms = s->world.first_ms = s->world.last_ms = TIME_NONE;
	s->world.folded_to_ms = s->world.quiet_since_ms = TIME_NONE;
	s->world.source_name = s->name;
	int64_t first, last;
	if (source_range(source, &first, &last))
		session_seek(s, first);
	else
		session_refresh(s);
	return s;
}

void session_close(struct session *s) {
	if (!s)
		return;
	struct error ignored;
	session_record_stop(s, &ignored);
	session_whatif_close(s);
	session_track_close(s);
	fold_close(s->fold);
	fold_close(s->next_fold);
	source_close(s->source);
	frame_free(&s->frame);
	frame_free(&s->earlier);
	frame_free(&s->minute);
	frame_free(&s->edge_frame);
	alarm_desk_free(s->desk);
	alarm_list_free(&s->alarms);
	difference_free(&s->difference);
	free(s->last_kw);
	free(s->last_kw_ms);
	free(s);
}

struct source *session_source(struct session *s) { return s->source; }
const struct fold *session_fold(const struct session *s) { return s->fold; }
struct alarm_desk *session_desk(struct session *s) { return s->desk; }
const struct world *session_world(const struct session *s) { return &s->world; }
void session_set_demo(struct session *s, bool demo) { s->world.demo = demo; }
bool session_advance(struct session *s) { return source_advance(s->source); }

/* Positions are void since the fold was begun: it is made again, and takes the place of the old one when it has got to the end. */
static void renew_fold(struct session *s) {
	if (s->revision == source_revision(s->source))
		return;
	s->revision = source_revision(s->source);
	s->rate_for_ms = s->minute_ms = s->edge_for_ms = TIME_NONE;
	fold_close(s->next_fold);
	s->next_fold = fold_open(s->source);
	session_track_renew(s);
}

static void take_next_fold(struct session *s) {
	fold_close(s->fold);
	s->fold = s->next_fold;
	s->next_fold = NULL;
	session_refresh(s);
}

void session_fold_to(struct session *s, int64_t t_ms) {
	renew_fold(s);
	if (s->next_fold)
		take_next_fold(s);
	fold_step(s->fold, t_ms, 0);
}

bool session_work(struct session *s, int64_t from_ms, int64_t to_ms, int64_t budget_ms, bool *shown) {
	*shown = false;
	renew_fold(s);
	/* What is looked at fills while all else is still being read. */
	bool tracking = session_track_work(s, budget_ms / 2, shown);
	if (tracking)
		budget_ms -= budget_ms / 2;
	if (s->next_fold) {
		if (fold_step(s->next_fold, TIME_NONE, budget_ms))
			return true;
		take_next_fold(s);
		*shown = true;
	}
	bool was_done = fold_done(s->fold), more = fold_step(s->fold, TIME_NONE, budget_ms);
	if (!more && from_ms < to_ms)
		fold_refine(s->fold, from_ms, to_ms);
	if (!more)
		more = fold_refine_step(s->fold, budget_ms);
	if (!more)
		more = session_whatif_work(s, budget_ms, shown);
	*shown |= !was_done || more;
	return more || tracking;
}

/* Past the end of a sample by more than 2.5 periods there is no data: what was good is the last reading, and no more. */
bool session_age_frame(struct frame *frame, int64_t t_ms) {
	double period_s = frame->window_s > frame->site->period_s ? frame->window_s : frame->site->period_s;
	if (!((double)(t_ms - frame->t_ms) > GAP_PERIODS * 1000 * period_s))
		return false;
	for (size_t c = 0; c < frame->count; c++)
		if (frame->quality[c] == QUALITY_GOOD) {
			frame->quality[c] = QUALITY_STALE;
			frame->since_ms[c] = frame->t_ms;
		}
	return true;
}

/* In a gap no reading is good, and what is left of a sum is a bound of nothing: rating and contract alone. Only what is whole without them stands. */
void session_forget_bounds(struct derived *d) {
	for (size_t i = 0; i < DERIVED_COUNT; i++)
		if (d->q[i].reporting < d->q[i].total)
			d->q[i].value = NAN;
}

/* Counts per array are often sent once a minute only: between, the last ones stand, and since_ms says of when they are. */
static void carry_arrays(struct session *s) {
	const struct site *site = s->frame.site;
	if (site->array_count == 0 || frame_get(&s->frame, M_ARRAY_ONLINE, 0).quality != QUALITY_MISSING)
		return;
	int64_t minute_ms = s->frame.t_ms - s->frame.t_ms % 60000;
	if (s->minute_ms != minute_ms) {
		s->minute_ms = minute_ms;
		if (!source_frame_before(s->source, minute_ms, &s->minute))
			frame_reset(&s->minute, site, TIME_NONE);
	}
	if (s->minute.site != site || s->minute.t_ms == TIME_NONE || minute_ms - s->minute.t_ms >= 60000)
		return;
	for (size_t i = 0; i < site->array_count; i++) {
		size_t c = site_column(site, M_ARRAY_ONLINE, i);
		if (s->minute.quality[c] != QUALITY_GOOD)
			continue;
		s->frame.value[c] = s->minute.value[c];
		s->frame.quality[c] = QUALITY_GOOD;
		s->frame.since_ms[c] = s->minute.t_ms;
	}
}

/* GPUs per second that became ready over the last 10 minutes; NaN when that is not known. */
static double ready_rate(struct session *s) {
	struct world *w = &s->world;
	if (!w->frame || !w->site->training.present || !frame_good(w->frame, M_GPU_READY, 0))
		return NAN;
	double ready = frame_get(w->frame, M_GPU_READY, 0).value;
	if (ready >= w->site->training.gpus_needed)
		return NAN;
	int64_t bucket = w->cursor_ms / 10000;
	if (s->rate_for_ms == bucket)
		return s->ready_rate;
	s->rate_for_ms = bucket;
	s->ready_rate = NAN;
	if (source_frame_before(s->source, w->cursor_ms - SESSION_RATE_SPAN_MS, &s->earlier) && frame_good(&s->earlier, M_GPU_READY, 0) &&
	    w->frame->t_ms > s->earlier.t_ms)
		s->ready_rate = (ready - frame_get(&s->earlier, M_GPU_READY, 0).value) * 1000 / (double)(w->frame->t_ms - s->earlier.t_ms);
	return s->ready_rate;
}

static void fill_alarms(struct session *s) {
	struct world *w = &s->world;
	const struct alarm_engine *engine = fold_alarms(s->fold);
	w->active = s->active;
	w->active_count = 0;
	w->alarm_log = NULL;
	w->alarm_log_count = 0;
	w->alarms = NULL;
	w->flood = (struct alarm_flood){ .since_ms = TIME_NONE };
	if (engine && w->cursor_ms != TIME_NONE) {
		w->active_count = alarms_active(engine, w->cursor_ms, s->active, SESSION_ACTIVE_MAX);
		w->alarm_log = alarms_log(engine, &w->alarm_log_count);
		w->flood = alarms_flood(engine, w->cursor_ms);
		alarm_desk_list(s->desk, engine, w->cursor_ms, &s->alarms);
		w->alarms = &s->alarms;
	}
	w->events = fold_events(s->fold);
	w->history = fold_history(s->fold);
	w->track = s->track.series;
	w->gen_changes = fold_gen_changes(s->fold, &w->gen_change_count);
	w->folded_to_ms = fold_reached(s->fold);
	w->fold_done = fold_done(s->fold);
	w->fold_progress = fold_progress(s->fold);
	fold_damage(s->fold, &w->damage);
	w->damage_first = fold_first_damage(s->fold);
}

static void not_known(struct verdict *verdict, const char *why) {
	verdict->go = false;
	verdict->why_count = 1;
	snprintf(verdict->why[0], sizeof verdict->why[0], "not known: %s", why);
}

void session_not_known(struct verdict *verdict, double quiet_s) {
	char why[48];
	snprintf(why, sizeof why, "no data for %.0f s", quiet_s);
	not_known(verdict, why);
}

void session_judge(struct session *s, const struct frame *frame, const struct derived *derived, int64_t t_ms, double rate, struct verdict *out) {
	const struct alarm *active[SESSION_ACTIVE_MAX];
	char names[NAMED_MAX][sizeof active[0]->text + SITE_ID_SIZE + sizeof "bus"];
	const char *high[NAMED_MAX];
	const struct alarm_engine *engine = fold_alarms(s->fold);
	size_t count = 0, active_count = engine ? alarms_active(engine, t_ms, active, SESSION_ACTIVE_MAX) : 0;
	for (size_t i = 0; i < active_count && count < NAMED_MAX; i++)
		if (active[i]->priority == PRIORITY_HIGH) {
			site_say(frame->site, active[i]->src, active[i]->text, names[count], sizeof names[count]);
			high[count] = names[count];
			count++;
		}
	power_judge(frame, derived, high, count, rate, out);
	if (out->state != TRAINING_OVERDUE)
		return;
	out->stopped_ms = fold_job_stopped(s->fold, frame->site->training.start_ms, t_ms);
	out->state = out->stopped_ms != TIME_NONE ? TRAINING_STOPPED : TRAINING_OVERDUE;
}

static void fill_verdict(struct session *s) {
	struct world *w = &s->world;
	session_judge(s, w->frame, &w->derived, w->cursor_ms, ready_rate(s), &w->verdict);
	if (w->verdict.go && !world_is_read(w)) /* an alarm may stand against it, or a start be held */
		not_known(&w->verdict, "alarms and orders up to here are not read yet");
	if (w->in_gap && w->site->training.present) /* nothing can be judged where nothing is known */
		session_not_known(&w->verdict, (double)(w->cursor_ms - w->frame->t_ms) / 1000);
	if (w->in_gap) /* the clock goes on */
		w->verdict.t_minus_s -= (double)(w->cursor_ms - w->frame->t_ms) / 1000;
}

static void fill_frame(struct session *s) {
	struct world *w = &s->world;
	w->frame = NULL;
	w->in_gap = false;
	memset(&w->derived, 0, sizeof w->derived);
	memset(&w->verdict, 0, sizeof w->verdict);
	for (size_t i = 0; i < DERIVED_COUNT; i++)
		w->derived.q[i].value = NAN;
	w->verdict.t_minus_s = NAN;
	w->verdict.ready_at_ms = TIME_NONE;
	w->site = source_site(s->source);
	/* The newest sample of a live source is the last that came, whatever its clock says. */
	bool newest = !s->away && source_link(s->source) != LINK_FILE && w->cursor_ms == source_newest_ms(s->source);
	if (w->cursor_ms == TIME_NONE || !source_frame_before(s->source, newest ? INT64_MAX : w->cursor_ms, &s->frame))
		return;
	bool future = w->cursor_ms > w->last_ms && session_future_frame(s);
	w->frame = &s->frame;
	w->site = s->frame.site;
	size_t gens = w->site->gen_count;
	if (gens + 1 > s->last_room) {
		s->last_room = gens + 1;
		s->last_kw = mem_resize(s->last_kw, s->last_room, sizeof *s->last_kw);
		s->last_kw_ms = mem_resize(s->last_kw_ms, s->last_room, sizeof *s->last_kw_ms);
	}
	fold_last_good(s->fold, w->cursor_ms, gens, s->last_kw, s->last_kw_ms);
	w->last_kw = s->last_kw;
	w->last_kw_ms = s->last_kw_ms;
	w->in_gap = !future && session_age_frame(&s->frame, w->cursor_ms);
	carry_arrays(s);
	if (future)
		whatif_future_derive(s->whatif.engine, w->frame, w->last_kw, &w->derived);
	else
		power_derive(w->frame, w->last_kw, &w->derived);
	if (w->in_gap)
		session_forget_bounds(&w->derived);
}

void session_refresh(struct session *s) {
	struct world *w = &s->world;
	int64_t first, last;
	if (source_range(s->source, &first, &last)) {
		w->first_ms = first;
		w->last_ms = last;
		if (w->cursor_ms == TIME_NONE)
			w->cursor_ms = first;
		int64_t end = session_end_ms(s);
		w->cursor_ms = w->cursor_ms < first ? first : w->cursor_ms > end ? end : w->cursor_ms;
	}
	renew_fold(s);
	fill_frame(s);
	fill_alarms(s);
	if (w->frame)
		fill_verdict(s);
	session_fill_whatif(s);
	session_fill_live(s);
}

void session_seek(struct session *s, int64_t t_ms) {
	s->world.cursor_ms = t_ms;
	session_refresh(s);
}

void session_time_context(const struct session *s, bool command_line, struct time_context *out) {
	const struct world *w = &s->world;
	*out = (struct time_context){
		.tz = w->site ? w->site->tz : tz_utc(),
		.cursor_ms = command_line ? w->last_ms : w->cursor_ms,
		.minus_ms = command_line ? w->last_ms : w->cursor_ms,
		.plus_ms = command_line ? w->first_ms : w->cursor_ms,
		.training_ms = w->site && w->site->training.present ? w->site->training.start_ms : TIME_NONE,
	};
}

bool session_parse_time(const struct session *s, const char *text, bool command_line, int64_t *t_ms, struct error *err) {
	const struct world *w = &s->world;
	struct time_context context;
	session_time_context(s, command_line, &context);
	if (!time_parse(text, &context, t_ms, err))
		return false;
	bool time_of_day = strchr(text, ':') && !strchr(text, '-') && text[0] >= '0' && text[0] <= '9';
	if (!time_of_day || w->first_ms == TIME_NONE || (*t_ms >= w->first_ms && *t_ms <= w->last_ms))
		return true;
	int64_t day = w->first_ms;
	for (int i = 0; i < 400 && day <= w->last_ms + 86400000; i++, day += 86400000) {
		int64_t t;
		struct error ignored;
		context.cursor_ms = day;
		if (time_parse(text, &context, &t, &ignored) && t >= w->first_ms && t <= w->last_ms) {
			*t_ms = t;
			return true;
		}
	}
	return true;
}

bool session_refuse_outside(const struct session *s, const char *text, struct error *err) {
	const struct world *w = &s->world;
	struct civil a, b;
	char day[32] = "";
	tz_civil(w->site ? w->site->tz : tz_utc(), w->first_ms, &a);
	tz_civil(w->site ? w->site->tz : tz_utc(), w->last_ms, &b);
	if (a.day != b.day || a.month != b.month || a.year != b.year)
		snprintf(day, sizeof day, "%04d-%02d-%02d ", b.year % 10000, b.month % 100, b.day % 100);
	return error_set(err, "--at %s: outside the recording, which goes from %04d-%02d-%02d %02d:%02d:%02d to %s%02d:%02d:%02d %s", text, a.year, a.month, a.day, a.hour,
	                 a.minute, a.second, day, b.hour, b.minute, b.second, b.zone);
}
