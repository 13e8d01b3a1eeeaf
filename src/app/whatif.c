/* What-if over a source; see whatif.h. The baseline begins a quarter of an hour before the first edit, so that what is slow in it has come to rest,
 * and is read anew when an edit comes before it. Alarms are folded from as long before the branch on, so that what stands at its beginning
 * stands in them, too. */
#include "whatif.h"

#include <stdlib.h>
#include <string.h>

#include "whatif_future.h"

#define LEAD_MS INT64_C(900000)
#define RATE_SPAN_MS 600000
#define LINES_PER_LOOK 256
#define ROWS_PER_LOOK 4096

struct whatif {
	struct source *source;
	uint32_t revision;
	int64_t about_ms;           /* where edits are expected */
	struct edit *edit;          /* owned */
	size_t edit_count;
	bool begun;                 /* the baseline is being read */
	struct baseline base;
	struct source_scan *scan;
	bool read_all;              /* up to the present end, and forecast */
	struct branch *branch, *future;
	struct branch *plain;       /* from where the branch begins, without edits: what would be violated anyway */
	bool edits_due;             /* the branch does not have them yet */
	struct frame start, frame, recorded;
	double *start_kw;           /* owned */
	/* the fold of the branch's frames */
	struct source_scan *fold_scan;
	int64_t asked_end_ms;       /* TIME_NONE: nobody asked */
	int64_t folded_ms, future_ms; /* up to where recorded frames, and rows of the future, were taken; TIME_NONE: none */
	bool fold_held;             /* `fold_line` is still to be taken */
	struct scan_line fold_line;
	struct alarm_engine *alarms;
	struct history *history;
	struct whatif_future ahead; /* the baseline's history past the recording, made when somebody looks there */
	bool ahead_wanted;
};

struct whatif *whatif_open(struct source *source, int64_t about_ms) {
	struct whatif *w = mem_zalloc(1, sizeof *w);
	w->source = source;
	w->about_ms = about_ms;
	w->revision = source_revision(source);
	w->folded_ms = w->future_ms = w->asked_end_ms = TIME_NONE;
	w->edits_due = true;
	frame_init(&w->start);
	frame_init(&w->frame);
	frame_init(&w->recorded);
	whatif_future_init(&w->ahead);
	return w;
}

static void drop_fold(struct whatif *w) {
	if (w->fold_scan)
		source_scan_close(w->fold_scan);
	w->fold_scan = NULL;
	alarms_free(w->alarms);
	history_free(w->history);
	w->alarms = NULL;
	w->history = NULL;
	w->folded_ms = w->future_ms = TIME_NONE;
	w->fold_held = false;
}

static void drop_baseline(struct whatif *w) {
	if (!w->begun)
		return;
	drop_fold(w);
	whatif_future_clear(&w->ahead);
	source_scan_close(w->scan);
	branch_free(w->branch);
	branch_free(w->future);
	branch_free(w->plain);
	baseline_free(&w->base);
	free(w->start_kw);
	w->begun = w->read_all = false;
	w->branch = w->future = w->plain = NULL;
	w->scan = NULL;
	w->start_kw = NULL;
}

void whatif_close(struct whatif *w) {
	if (!w)
		return;
	drop_baseline(w);
	free(w->edit);
	frame_free(&w->start);
	frame_free(&w->frame);
	frame_free(&w->recorded);
	whatif_future_free(&w->ahead);
	free(w);
}

/* Where the baseline has to begin for the edits that there are. */
static int64_t wanted_from_ms(const struct whatif *w, int64_t first, int64_t last) {
	int64_t from = (w->about_ms < last ? w->about_ms : last) - LEAD_MS;
	if (w->edit_count > 0 && w->edit[0].at_ms - LEAD_MS < from)
		from = w->edit[0].at_ms - LEAD_MS;
	return from < first ? first : from;
}

static bool begin(struct whatif *w) {
	int64_t first, last;
	if (!source_range(w->source, &first, &last) || !source_frame_before(w->source, wanted_from_ms(w, first, last), &w->start))
		if (!source_range(w->source, &first, &last) || !source_frame_after(w->source, first - 1, &w->start))
			return false;
	const struct site *site = w->start.site;
	w->revision = source_revision(w->source);
	baseline_init(&w->base, site);
	w->scan = source_scan_open(w->source, wanted_from_ms(w, first, last));
	w->branch = branch_new(&w->base);
	w->future = branch_new(&w->base);
	w->plain = branch_new(&w->base);
	w->start_kw = mem_zalloc(site->gen_count + 1, sizeof *w->start_kw);
	w->begun = w->edits_due = true;
	return true;
}

void whatif_set_edits(struct whatif *w, const struct edit *edits, size_t count) {
	int64_t first, last;
	w->edit = mem_resize(w->edit, count + 1, sizeof *w->edit);
	if (count > 0)
		memcpy(w->edit, edits, count * sizeof *edits);
	w->edit_count = count;
	w->edits_due = true;
	bool before = w->begun && w->base.count > 0 && source_range(w->source, &first, &last) && count > 0 && edits[0].at_ms < w->base.t_ms[0] &&
	              first < w->base.t_ms[0];
	if (before || w->revision != source_revision(w->source))
		drop_baseline(w);
	else
		drop_fold(w);
}

/* Rows up to t, and past the end the forecast. True while there is more. */
static double ready_rate(const struct baseline *b) {
	size_t last = b->recorded - 1;
	long before = baseline_row(b, b->t_ms[last] - RATE_SPAN_MS);
	size_t row = before < 0 ? 0 : (size_t)before;
	double seconds = (double)(b->t_ms[last] - b->t_ms[row]) / 1000;
	return seconds > 0 ? (double)(b->gpus[last].ready - b->gpus[row].ready) / seconds : NAN;
}

int64_t whatif_end_ms(const struct whatif *w) {
	int64_t first, last;
	if (!source_range(w->source, &first, &last))
		return TIME_NONE;
	const struct site *site = source_site(w->source);
	int64_t end = last + WHATIF_FUTURE_MS, start = site && site->training.present ? site->training.start_ms : TIME_NONE;
	for (size_t i = 0; i < w->edit_count; i++)
		if (w->edit[i].verb == EDIT_TRAINING_START)
			start = w->edit[i].when_ms;
	if (start != TIME_NONE && start + WHATIF_AFTER_START_MS > end)
		end = start + WHATIF_AFTER_START_MS;
	end = end < last + WHATIF_FUTURE_MOST_MS ? end : last + WHATIF_FUTURE_MOST_MS;
	int64_t asked = w->asked_end_ms < last + WHATIF_FUTURE_ASKED_MS ? w->asked_end_ms : last + WHATIF_FUTURE_ASKED_MS;
	return asked > end ? asked : end;
}

void whatif_set_end(struct whatif *w, int64_t t_ms) {
	int64_t before = whatif_end_ms(w);
	w->asked_end_ms = t_ms;
	if (w->begun && w->base.count > w->base.recorded && whatif_end_ms(w) > before)
		baseline_unforecast(&w->base); /* made again as far, and what is computed of it stays true */
}

static void read_line(struct whatif *w, const struct scan_line *line) {
	struct derived d;
	if (line->kind != LINE_FRAME || line->doubled || line->misordered)
		return;
	if (w->base.count > w->base.recorded)
		baseline_unforecast(&w->base);
	power_derive(line->frame, NULL, &d);
	baseline_add(&w->base, line->frame, &d);
}

static bool read_rows(struct whatif *w, int64_t until_ms, int64_t stop_mono_ms) {
	struct scan_line line;
	bool more = false;
	for (uint64_t n = 1; until_ms == TIME_NONE || w->base.recorded == 0 || w->base.t_ms[w->base.recorded - 1] < until_ms; n++) {
		if (!source_scan_next(w->scan, &line)) {
			w->read_all = true;
			break;
		}
		w->read_all = false;
		read_line(w, &line);
		if (n % LINES_PER_LOOK == 0 && clock_mono_ms() >= stop_mono_ms) {
			more = true;
			break;
		}
	}
	if (w->read_all && w->base.recorded > 0 && w->base.count == w->base.recorded) {
		baseline_forecast(&w->base, whatif_end_ms(w), ready_rate(&w->base));
		w->edits_due = true; /* without edits the branch begins at the end */
	}
	return more;
}

/* Gives the branch its edits and the frame to start from. */
static void give_edits(struct whatif *w) {
	int64_t start = branch_start_ms(&w->base, w->edit, w->edit_count);
	const struct frame *frame = NULL;
	if (start != TIME_NONE && start < w->base.t_ms[0])
		start = w->base.t_ms[0];
	if (start != TIME_NONE && source_frame_before(w->source, start, &w->start) && baseline_row(&w->base, w->start.t_ms) >= 0)
		frame = &w->start;
	if (start != TIME_NONE && w->base.t_ms[w->base.recorded - 1] < start && !w->read_all)
		return; /* not read so far */
	int64_t before = branch_from_ms(w->branch);
	branch_set_edits(w->branch, w->edit, w->edit_count, frame, w->base.last_kw);
	branch_set_edits(w->plain, NULL, 0, frame, w->base.last_kw);
	w->edits_due = false;
	if (branch_from_ms(w->branch) != before)
		drop_fold(w);
}

static void give_future(struct whatif *w) {
	whatif_future_clear(&w->ahead);
	if (!w->read_all || w->base.recorded == 0)
		return;
	branch_set_edits(w->future, NULL, 0, &w->base.last, w->base.last_kw);
}

static bool begin_fold(struct whatif *w) {
	int64_t from = branch_from_ms(w->branch), end = whatif_end_ms(w);
	if (from == TIME_NONE)
		return false;
	if (w->fold_scan)
		return true;
	w->fold_scan = source_scan_open(w->source, from - LEAD_MS);
	w->alarms = alarms_new(w->base.site);
	w->history = history_new(w->base.site, from, end);
	return true;
}

/* The step of the future after t: ten seconds on, since nothing in it is faster, but none passes an edit. */
static int64_t next_step_ms(const struct whatif *w, int64_t t_ms) {
	int64_t last = w->base.last.t_ms, row_ms = baseline_step_ms(w->base.site), next = t_ms > last ? t_ms + WHATIF_STEP_MS : last + row_ms;
	for (size_t i = 0; i < w->edit_count; i++) {
		int64_t at = last + (w->edit[i].at_ms - last + row_ms - 1) / row_ms * row_ms; /* the first row that has it */
		if (w->edit[i].at_ms > last && at > t_ms && at < next)
			next = at;
	}
	return next;
}

/* A frame into the fold; of the future only the history: alarms go forward, and what is to come may come otherwise. */
static void fold_one(struct whatif *w, const struct frame *recorded, bool future) {
	struct derived d;
	const struct frame *frame = recorded;
	if (recorded->t_ms >= branch_from_ms(w->branch)) {
		branch_frame(w->branch, recorded, &w->frame);
		frame = &w->frame;
	}
	power_derive(frame, NULL, &d);
	if (frame == &w->frame)
		branch_derive_firm(w->branch, frame, &d);
	if (!future)
		alarms_frame(w->alarms, frame, &d);
	if (frame == &w->frame) {
		history_add(w->history, frame, &d);
		if (future)
			whatif_future_hold(w->history, &w->frame, &d, baseline_step_ms(w->base.site), next_step_ms(w, w->frame.t_ms), whatif_end_ms(w));
	}
	*(future ? &w->future_ms : &w->folded_ms) = recorded->t_ms;
}

/* The next recorded frame to fold; false at the end. */
static bool fold_next(struct whatif *w) {
	while (w->fold_held || source_scan_next(w->fold_scan, &w->fold_line)) {
		w->fold_held = false;
		const struct scan_line *line = &w->fold_line;
		if (line->kind == LINE_FRAME && !line->doubled && !line->misordered && line->frame->site->column_count == w->base.site->column_count &&
		    (w->folded_ms == TIME_NONE || line->t_ms > w->folded_ms))
			return true;
	}
	return false;
}

/* Steps of the forecast. */
static bool fold_future(struct whatif *w, int64_t until_ms, int64_t stop_mono_ms) {
	frame_copy(&w->recorded, &w->base.last);
	for (uint64_t n = 1;; n++) {
		int64_t t = next_step_ms(w, w->future_ms > w->base.last.t_ms ? w->future_ms : w->base.last.t_ms);
		if (t > until_ms || t > branch_reached_ms(w->branch))
			return false;
		w->recorded.t_ms = t;
		fold_one(w, &w->recorded, true);
		if (n % 64 == 0 && clock_mono_ms() >= stop_mono_ms)
			return true;
	}
}

static bool fold_rows(struct whatif *w, int64_t until_ms, int64_t stop_mono_ms) {
	if (!begin_fold(w))
		return false;
	for (uint64_t n = 1; fold_next(w); n++) {
		if (w->fold_line.t_ms > until_ms || w->fold_line.t_ms > branch_reached_ms(w->branch)) {
			w->fold_held = true;
			return false;
		}
		fold_one(w, w->fold_line.frame, false);
		if (n % 64 == 0 && clock_mono_ms() >= stop_mono_ms)
			return true;
	}
	return w->read_all && fold_future(w, until_ms, stop_mono_ms);
}

/* Tells violations that are there without the edits, too, from those that the edits make. Computed where there are any, and once for all edits that
 * come after the first. */
static bool compare(struct whatif *w, int64_t stop_mono_ms) {
	size_t count;
	branch_violations(w->branch, &count);
	if (count == 0)
		return false;
	while (branch_compute(w->plain, branch_reached_ms(w->branch), ROWS_PER_LOOK))
		if (clock_mono_ms() >= stop_mono_ms)
			return true;
	branch_compare(w->branch, w->plain);
	return false;
}

/* Where somebody looks past the recording, the baseline is drawn there, too; who computes in one go draws nothing. */
static bool look_ahead(struct whatif *w, int64_t until_ms, int64_t stop_mono_ms) {
	bool there = w->ahead_wanted && w->read_all && w->base.count > w->base.recorded;
	return there && whatif_future_work(&w->ahead, &w->base, w->future, w->base.t_ms[w->base.count - 1], until_ms, stop_mono_ms);
}

bool whatif_work(struct whatif *w, int64_t until_ms, int64_t budget_ms) {
	int64_t stop = budget_ms ? clock_mono_ms() + budget_ms : INT64_MAX, until = until_ms == TIME_NONE ? INT64_MAX : until_ms;
	if (w->begun && w->revision != source_revision(w->source))
		drop_baseline(w);
	if (!w->begun && !begin(w))
		return false;
	size_t was = w->base.recorded;
	if (read_rows(w, until_ms, stop))
		return true;
	if (w->base.recorded == 0)
		return false;
	if (w->edits_due || branch_from_ms(w->branch) == TIME_NONE)
		give_edits(w);
	if (was != w->base.recorded)
		give_future(w);
	while (branch_compute(w->branch, until, ROWS_PER_LOOK))
		if (clock_mono_ms() >= stop)
			return true;
	return fold_rows(w, until, stop) || compare(w, stop) || (budget_ms && look_ahead(w, until, stop));
}

int64_t whatif_from_ms(const struct whatif *w) { return w->branch ? branch_from_ms(w->branch) : TIME_NONE; }
int64_t whatif_reached_ms(const struct whatif *w) { return w->branch ? branch_reached_ms(w->branch) : TIME_NONE; }
struct branch *whatif_branch(struct whatif *w) { return w->branch; }
const struct baseline *whatif_baseline(const struct whatif *w) { return w->begun ? &w->base : NULL; }
const struct history *whatif_history(const struct whatif *w) { return w->history; }
const struct history *whatif_future_history(const struct whatif *w) { return w->ahead.history; }
const struct alarm_engine *whatif_alarms(const struct whatif *w) { return w->alarms; }

bool whatif_frame(struct whatif *w, const struct frame *recorded, struct frame *out) {
	if (!w->begun || w->edits_due || w->base.count == 0 || recorded->t_ms > w->base.t_ms[w->base.count - 1])
		return false;
	if (recorded->site->column_count != w->base.site->column_count)
		return false;
	branch_frame(w->branch, recorded, out);
	return true;
}

bool whatif_future_frame(struct whatif *w, const struct frame *recorded, struct frame *out) {
	if (!w->begun || !w->read_all || w->base.count == w->base.recorded)
		return false;
	branch_frame(w->future, recorded, out);
	w->ahead_wanted = true;
	return true;
}

void whatif_derive(const struct whatif *w, const struct frame *frame, const double *last_kw, struct derived *out) {
	power_derive(frame, last_kw, out);
	branch_derive_firm(w->branch, frame, out);
}

void whatif_future_derive(const struct whatif *w, const struct frame *frame, const double *last_kw, struct derived *out) {
	power_derive(frame, last_kw, out);
	branch_derive_firm(w->future, frame, out);
}

bool whatif_future_totals(struct whatif *w, int64_t t_ms, struct branch_totals *out) {
	if (!w->begun || !w->read_all || w->base.count == w->base.recorded)
		return false;
	branch_compute(w->future, t_ms, SIZE_MAX);
	branch_totals(w->future, out);
	return true;
}
