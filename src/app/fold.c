/* The fold over a recording; see fold.h. Frames out of order feed the history but not the alarms, whose timers run forward only. */
#include "fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>


#define LINES_PER_LOOK 256 /* lines between two looks at the clock */
#define OUTAGES_MAX 100000
#define CHANGES_MAX 100000
#define JOBS_MAX 10000
#define GAP_PERIODS 2.5
#define LATE_BELOW_MS 60000  /* a sample may be so late; more is a clock that was set back */

/* A stretch of samples in which GPUs are in the job. */
struct job {
	int64_t from_ms, last_ms, stopped_ms; /* the first and the last with it; the first without again, TIME_NONE: still */
};

struct fold {
	struct source *source;
	struct source_scan *scan, *refine;
	const struct site *site;
	struct alarm_engine *alarms;
	struct history *history;
	struct event_list events;
	struct outage *outages; /* in order of from_ms */
	size_t outage_count, outage_room;
	struct job *jobs;       /* in order of time */
	size_t job_count, job_room;
	double *good_kw;        /* last good reading of each set */
	int64_t *good_ms;
	size_t *open_outage;    /* index into outages plus 1; 0: none */
	struct gen_change *changes; /* in order of t_ms */
	size_t change_count, change_room;
	int8_t *gen_state;      /* of each set, the last known; -1: none yet */
	size_t gens;
	int64_t reached_ms, refine_to_ms;
	int64_t last_ms, last_frame_ms; /* of the line before; of the latest sample since the times last went back for long */
	bool stepped_back; /* the line before was out of order too */
	bool done, held;        /* held: `pending` was read but lies past until_ms */
	struct scan_line pending;
};

struct fold *fold_open(struct source *source) {
	struct fold *f = mem_zalloc(1, sizeof *f);
	f->source = source;
	f->reached_ms = f->last_ms = f->last_frame_ms = TIME_NONE;
	f->scan = source_scan_open(source, TIME_NONE);
	return f;
}

void fold_close(struct fold *f) {
	if (!f)
		return;
	source_scan_close(f->scan);
	if (f->refine)
		source_scan_close(f->refine);
	alarms_free(f->alarms);
	history_free(f->history);
	event_list_free(&f->events);
	free(f->outages);
	free(f->jobs);
	free(f->good_kw);
	free(f->good_ms);
	free(f->open_outage);
	free(f->changes);
	free(f->gen_state);
	free(f);
}

/* The same sets in the same order: what is told by index goes on. */
static bool same_gens(const struct site *a, const struct site *b) {
	if (!a || a->gen_count != b->gen_count)
		return false;
	for (size_t i = 0; i < b->gen_count; i++)
		if (strcmp(a->gen[i].id, b->gen[i].id))
			return false;
	return true;
}

static void changes_begin(struct fold *f, const struct site *site) {
	f->change_count = 0;
	f->gen_state = mem_resize(f->gen_state, site->gen_count + 1, sizeof *f->gen_state);
	memset(f->gen_state, -1, site->gen_count + 1);
}

static void fold_resite(struct fold *f, const struct site *site) {
	if (!f->alarms)
		f->alarms = alarms_new(site);
	else
		alarms_resite(f->alarms, site);
	int64_t first, last;
	if (!f->history && source_range(f->source, &first, &last))
		f->history = history_new(site, first, last);
	if (!same_gens(f->site, site))
		changes_begin(f, site);
	if (!f->site || site->gen_count != f->gens) {
		f->gens = site->gen_count;
		f->good_kw = mem_resize(f->good_kw, f->gens + 1, sizeof *f->good_kw);
		f->good_ms = mem_resize(f->good_ms, f->gens + 1, sizeof *f->good_ms);
		f->open_outage = mem_resize(f->open_outage, f->gens + 1, sizeof *f->open_outage);
		for (size_t i = 0; i < f->gens; i++) {
			f->good_kw[i] = NAN;
			f->good_ms[i] = TIME_NONE;
			f->open_outage[i] = 0;
		}
	}
	f->site = site;
}

static void outage_begin(struct fold *f, size_t gen, int64_t t_ms) {
	if (f->outage_count == OUTAGES_MAX)
		return;
	if (f->outage_count == f->outage_room) {
		f->outage_room = f->outage_room ? f->outage_room * 2 : 16;
		f->outages = mem_resize(f->outages, f->outage_room, sizeof *f->outages);
	}
	f->outages[f->outage_count++] = (struct outage){ gen, t_ms, TIME_NONE, f->good_ms[gen], f->good_kw[gen] };
	f->open_outage[gen] = f->outage_count;
}

/* What is not known changes nothing. */
static void track_state(struct fold *f, size_t gen, int state, int64_t t_ms) {
	if (state < 0 || state == f->gen_state[gen] || f->change_count == CHANGES_MAX)
		return;
	if (f->change_count == f->change_room) {
		f->change_room = f->change_room ? f->change_room * 2 : 64;
		f->changes = mem_resize(f->changes, f->change_room, sizeof *f->changes);
	}
	f->changes[f->change_count++] = (struct gen_change){ t_ms, (uint16_t)gen, (uint8_t)state, f->gen_state[gen] < 0 };
	f->gen_state[gen] = (int8_t)state;
}

static void fold_track_sets(struct fold *f, const struct frame *frame) {
	for (size_t i = 0; i < f->gens; i++) {
		track_state(f, i, frame_label(frame, M_GEN_STATE, i), frame->t_ms);
		size_t c = site_column(frame->site, M_GEN_KW, i);
		if (frame->quality[c] == QUALITY_GOOD) {
			f->good_kw[i] = frame->value[c];
			f->good_ms[i] = frame->t_ms;
			if (f->open_outage[i])
				f->outages[f->open_outage[i] - 1].to_ms = frame->t_ms;
			f->open_outage[i] = 0;
		} else if (!f->open_outage[i]) {
			outage_begin(f, i, frame->t_ms);
		}
	}
}

static void fold_track_job(struct fold *f, const struct frame *frame) {
	struct reading job = frame_get(frame, M_GPU_JOB, 0);
	struct job *last = f->job_count ? &f->jobs[f->job_count - 1] : NULL;
	if (job.quality != QUALITY_GOOD)
		return;
	bool open = last && last->stopped_ms == TIME_NONE;
	if (job.value > 0 && open) {
		last->last_ms = frame->t_ms;
	} else if (job.value > 0 && f->job_count < JOBS_MAX) {
		if (f->job_count == f->job_room) {
			f->job_room = f->job_room ? f->job_room * 2 : 16;
			f->jobs = mem_resize(f->jobs, f->job_room, sizeof *f->jobs);
		}
		f->jobs[f->job_count++] = (struct job){ frame->t_ms, frame->t_ms, TIME_NONE };
	} else if (!(job.value > 0) && open) {
		last->stopped_ms = frame->t_ms;
	}
}

static void fold_frame(struct fold *f, const struct scan_line *line) {
	struct derived derived;
	power_derive(line->frame, NULL, &derived);
	if (!f->history) {
		int64_t first, last;
		if (source_range(f->source, &first, &last))
			f->history = history_new(f->site, first, last);
	}
	if (f->history)
		history_add(f->history, line->frame, &derived);
	if (line->misordered)
		return;
	alarms_frame(f->alarms, line->frame, &derived);
	fold_track_sets(f, line->frame);
	fold_track_job(f, line->frame);
}

/* What is wrong with the times of the recording is an event of the recording, whose name stands before the text: a stop for `e`, a mark on the timeline. */
static void fold_note(struct fold *f, int64_t t_ms, const char *before, int64_t ms, const char *after) {
	char lasted[TIME_ISO_SIZE];
	struct event e = { .t_ms = t_ms, .t_src_ms = TIME_NONE, .src = "recording", .kind = "times", .priority = PRIORITY_LOW };
	snprintf(e.text, sizeof e.text, "%s %s%s", before, time_format_lasted(ms, lasted), after);
	event_list_add(&f->events, &e);
}

/* After a sample that came late the next one seems to follow a gap: what counts is the one before both. */
static bool is_gap(const struct fold *f, const struct scan_line *line) {
	double period_s = line->frame && line->frame->window_s > f->site->period_s ? line->frame->window_s : f->site->period_s;
	return f->last_frame_ms != TIME_NONE && (double)(line->t_ms - f->last_frame_ms) > GAP_PERIODS * 1000 * period_s;
}

static void fold_line(struct fold *f, const struct scan_line *line) {
	if (line->site && line->site != f->site)
		fold_resite(f, line->site);
	if (line->kind == LINE_BAD || line->doubled || !f->site)
		return;
	if (line->gap && is_gap(f, line))
		fold_note(f, line->t_ms, "has no samples for", line->t_ms - f->last_frame_ms, " before this");
	int64_t back_ms = line->misordered && f->last_ms != TIME_NONE ? f->last_ms - line->t_ms : 0;
	if (back_ms > 0 && !f->stepped_back && back_ms < LATE_BELOW_MS)
		fold_note(f, line->t_ms, "has a line of this time", back_ms, " late, behind newer ones; mwtop check names it");
	else if (back_ms > 0 && !f->stepped_back)
		fold_note(f, line->t_ms, "goes back in time by", back_ms, " here, as if a clock was set; mwtop check names the line");
	f->stepped_back = line->misordered;
	if (line->kind == LINE_FRAME) {
		fold_frame(f, line);
		if (line->t_ms > f->last_frame_ms || back_ms >= LATE_BELOW_MS)
			f->last_frame_ms = line->t_ms;
	}
	if (line->kind == LINE_EVENT) {
		event_list_add(&f->events, &line->event);
		alarms_event(f->alarms, &line->event);
	}
	if (line->t_ms == TIME_NONE)
		return;
	f->last_ms = line->t_ms;
	f->reached_ms = line->t_ms > f->reached_ms ? line->t_ms : f->reached_ms;
}

bool fold_step(struct fold *f, int64_t until_ms, int64_t budget_ms) {
	int64_t stop = budget_ms ? clock_mono_ms() + budget_ms : INT64_MAX;
	for (uint64_t n = 1;; n++) {
		if (!f->held && !source_scan_next(f->scan, &f->pending)) {
			f->done = true;
			return false;
		}
		f->done = false;
		f->held = until_ms != TIME_NONE && f->pending.t_ms != TIME_NONE && f->pending.t_ms > until_ms;
		if (f->held)
			return false;
		fold_line(f, &f->pending);
		if (n % LINES_PER_LOOK == 0 && clock_mono_ms() >= stop)
			return true;
	}
}

int64_t fold_reached(const struct fold *f) { return f->reached_ms; }
bool fold_done(const struct fold *f) { return f->done; }
double fold_progress(const struct fold *f) { return f->done ? 1 : source_scan_progress(f->scan); }
const struct history *fold_history(const struct fold *f) { return f->history; }
const struct gen_change *fold_gen_changes(const struct fold *f, size_t *count) {
	*count = f->change_count;
	return f->changes;
}
const struct event_list *fold_events(const struct fold *f) { return &f->events; }
const struct alarm_engine *fold_alarms(const struct fold *f) { return f->alarms; }
void fold_damage(const struct fold *f, struct damage_counts *out) { source_scan_counts(f->scan, out); }

const char *fold_first_damage(const struct fold *f) { return source_scan_first_damage(f->scan); }

void fold_refine(struct fold *f, int64_t from_ms, int64_t to_ms) {
	int64_t feed_from, feed_to;
	if (!f->history || !history_refine(f->history, from_ms, to_ms, &feed_from, &feed_to))
		return;
	if (f->refine)
		source_scan_close(f->refine);
	f->refine = source_scan_open(f->source, feed_from);
	f->refine_to_ms = feed_to;
}

bool fold_refine_step(struct fold *f, int64_t budget_ms) {
	if (!f->refine)
		return false;
	int64_t stop = clock_mono_ms() + budget_ms;
	struct scan_line line;
	for (uint64_t n = 1; source_scan_next(f->refine, &line); n++) {
		if (line.t_ms != TIME_NONE && line.t_ms >= f->refine_to_ms)
			break;
		if (line.kind == LINE_FRAME) {
			struct derived derived;
			power_derive(line.frame, NULL, &derived);
			history_refine_add(f->history, line.frame, &derived);
		}
		if (n % LINES_PER_LOOK == 0 && clock_mono_ms() >= stop)
			return true;
	}
	source_scan_close(f->refine);
	f->refine = NULL;
	return false;
}

int64_t fold_job_stopped(const struct fold *f, int64_t from_ms, int64_t t_ms) {
	size_t low = 0, high = f->job_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (f->jobs[middle].from_ms <= t_ms)
			low = middle + 1;
		else
			high = middle;
	}
	const struct job *j = low ? &f->jobs[low - 1] : NULL;
	return j && j->stopped_ms != TIME_NONE && j->stopped_ms <= t_ms && j->last_ms >= from_ms ? j->stopped_ms : TIME_NONE;
}

void fold_last_good(const struct fold *f, int64_t t_ms, size_t gens, double *kw, int64_t *ms) {
	for (size_t i = 0; i < gens; i++) {
		kw[i] = NAN;
		ms[i] = TIME_NONE;
	}
	for (size_t i = 0; i < f->outage_count && f->outages[i].from_ms <= t_ms; i++) {
		const struct outage *o = &f->outages[i];
		if (o->gen < gens && (o->to_ms == TIME_NONE || o->to_ms > t_ms)) {
			kw[o->gen] = o->last_kw;
			ms[o->gen] = o->last_ms;
		}
	}
}
