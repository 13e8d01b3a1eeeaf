/* The pass over the range; see report_data.h. Lines that go back in time, or stand twice, are counted and used for nothing else. */
#include "report_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GAP_PERIODS 2.5
#define WORD_UNKNOWN (2 * (TRAINING_STOPPED + 1)) /* in a gap; see take_verdict */
#define SLICE_MS 1000
#define PAST_LINES 64 /* lines past the range, one after the other, that end the scan */

struct pass {
	struct report *r;
	const struct site *seen; /* of the last sample in the range */
	int64_t last_ms;         /* of the last sample in the range; TIME_NONE: none */
	int word;                /* of its verdict; -1: none yet */
	char why[VERDICT_WHY_MAX * VERDICT_WHY_SIZE]; /* its reasons without figures */
};

static void end_free(struct report_end *e) {
	frame_free(&e->frame);
}

void report_free(struct report *r) {
	end_free(&r->start);
	end_free(&r->end);
	loss_watch_free(r->losses);
	alarm_stats_free(&r->alarms);
	free(r->entry);
	free(r->uncertain);
	device_clocks_free(&r->clocks);
	free(r->low);
	free(r->high);
	*r = (struct report){ 0 };
}

/* Whether every column of `a` is the same metric of the same object in `b`. */
static bool same_layout(const struct site *a, const struct site *b) {
	if (a == b)
		return true;
	if (a->column_count != b->column_count || a->bus_count != b->bus_count)
		return false;
	for (int c = 0; c < CLASS_COUNT; c++) {
		size_t count = site_class_count(a, (enum metric_class)c);
		if (count != site_class_count(b, (enum metric_class)c))
			return false;
		for (size_t i = 0; c != CLASS_ARRAY && i < count; i++) {
			const char *id = site_object_id(a, (enum metric_class)c, i);
			if (strcmp(id, site_object_id(b, (enum metric_class)c, i)) != 0)
				return false;
		}
	}
	return true;
}

static void take_columns(struct report *r, const struct frame *f) {
	for (size_t c = 0; c < f->count; c++) {
		r->marked[f->quality[c] & 3]++;
		if (f->quality[c] != QUALITY_GOOD)
			continue;
		double low = f->value[c], high = low;
		if (f->window_s > 0 && f->ranged) {
			low = isnan(f->low[c]) ? low : f->low[c];
			high = isnan(f->high[c]) ? high : f->high[c];
		}
		r->low[c] = r->low[c] <= low ? r->low[c] : low;
		r->high[c] = r->high[c] >= high ? r->high[c] : high;
	}
}

static void take_window(struct report *r, double window_s) {
	if (!(window_s > 0))
		return;
	r->shortest_window_s = r->shortest_window_s > 0 && r->shortest_window_s < window_s ? r->shortest_window_s : window_s;
	r->longest_window_s = r->longest_window_s > window_s ? r->longest_window_s : window_s;
}

/* Room for one more, if need be that of the last change that is one of reasons alone. */
static bool room_for_change(struct report *r, bool still) {
	size_t i = r->change_count;
	if (i < REPORT_CHANGES)
		return true;
	while (i > 0 && !r->change[i - 1].still)
		i--;
	if (still || i == 0)
		return false;
	memmove(&r->change[i - 1], &r->change[i], (r->change_count - i) * sizeof *r->change);
	r->change_count--;
	return true;
}

static void note_word(struct pass *p, int word, const char *why, int64_t t_ms) {
	struct report *r = p->r;
	bool first = p->word < 0, still = word == p->word, same = still && !strcmp(why, p->why);
	p->word = word;
	snprintf(p->why, sizeof p->why, "%s", why);
	if (first || same)
		return;
	r->changes++;
	if (room_for_change(r, still))
		r->change[r->change_count++] = (struct verdict_change){ .t_ms = t_ms, .still = still };
}

/* What the Countdown says in a word. In a gap nothing can be judged, from when on the dashboard calls it one. */
static void take_verdict(struct pass *p, const struct frame *f, const struct derived *derived, double period_s, bool gap) {
	struct verdict v;
	char text[VERDICT_WHY_MAX * VERDICT_WHY_SIZE], why[sizeof text] = "";
	if (!f->site->training.present)
		return;
	if (gap)
		note_word(p, WORD_UNKNOWN, "", p->last_ms + (int64_t)(GAP_PERIODS * 1000 * period_s) + 1);
	session_judge(p->r->session, f, derived, f->t_ms, NAN, &v);
	bool no_go = !v.go && v.state != TRAINING_RUNNING;
	if (no_go)
		verdict_why_join(&v, text, sizeof text, why, sizeof why);
	note_word(p, v.state == TRAINING_RUNNING ? 2 * TRAINING_RUNNING : 2 * (int)v.state + v.go, why, f->t_ms);
}

/* The words and reasons themselves are those of the session at these times. */
static void fill_changes(struct report *r) {
	for (size_t i = 0; i < r->change_count; i++) {
		session_seek(r->session, r->change[i].t_ms);
		r->change[i].verdict = session_world(r->session)->verdict;
	}
	session_seek(r->session, r->to_ms);
}

static void note_gap(struct report *r, int64_t from_ms, int64_t to_ms) {
	r->gaps++;
	if (to_ms - from_ms <= r->longest_gap_ms)
		return;
	r->longest_gap_ms = to_ms - from_ms;
	r->longest_gap_at_ms = from_ms;
}

/* How long after a sample a gap begins. */
static int64_t gap_after_ms(const struct report *r) {
	double period_s = r->longest_window_s > r->site->period_s ? r->longest_window_s : r->site->period_s;
	return (int64_t)(GAP_PERIODS * 1000 * period_s) + 1;
}

/* A range that begins or ends in a gap. */
static void begin_in_gap(struct pass *p) {
	const struct report *r = p->r;
	if (r->start.known && r->from_ms - r->start.t_ms >= gap_after_ms(r))
		p->word = WORD_UNKNOWN;
}

static void end_in_gap(struct pass *p) {
	struct report *r = p->r;
	if (p->last_ms == TIME_NONE || r->to_ms - p->last_ms < gap_after_ms(r))
		return;
	note_gap(r, p->last_ms, r->to_ms);
	if (r->site->training.present)
		note_word(p, WORD_UNKNOWN, "", p->last_ms + gap_after_ms(r));
}

static void take_frame(struct pass *p, const struct frame *f) {
	struct report *r = p->r;
	struct derived derived;
	double period_s = f->window_s > f->site->period_s ? f->window_s : f->site->period_s;
	double passed_s = p->last_ms == TIME_NONE ? period_s : (double)(f->t_ms - p->last_ms) / 1000;
	bool gap = p->last_ms != TIME_NONE && passed_s > GAP_PERIODS * period_s;
	if (gap)
		note_gap(r, p->last_ms, f->t_ms);
	r->frames++;
	take_window(r, f->window_s);
	if (p->seen != f->site) {
		r->sites++;
		r->origins[f->site->origin] = true;
		p->seen = f->site;
	}
	power_derive(f, NULL, &derived);
	take_verdict(p, f, &derived, period_s, gap);
	p->last_ms = f->t_ms;
	if (!same_layout(f->site, r->site)) {
		r->other_layout++;
		return;
	}
	closeness_add(&r->close, f, &derived, gap ? period_s : passed_s);
	loss_watch_add(r->losses, f, &derived, gap);
	take_columns(r, f);
}

static void take_line(struct pass *p, const struct scan_line *line) {
	struct report *r = p->r;
	if (line->kind == LINE_BAD) {
		r->bad++;
		return;
	}
	if ((line->kind != LINE_FRAME && line->kind != LINE_EVENT) || line->t_ms < r->from_ms || line->t_ms > r->to_ms)
		return;
	r->events += line->kind == LINE_EVENT;
	if (line->doubled || line->misordered || (line->kind == LINE_FRAME && p->last_ms != TIME_NONE && line->t_ms <= p->last_ms)) {
		r->doubled += line->doubled;
		r->misordered += !line->doubled;
		return;
	}
	if (line->kind == LINE_FRAME)
		take_frame(p, line->frame);
}

/* The scan begins before the range and ends well past it: a line of a clock gone astray must not end it early. */
static void scan_range(struct report *r) {
	struct pass p = { .r = r, .last_ms = TIME_NONE, .word = -1 };
	struct scan_line line;
	struct source_scan *scan = source_scan_open(session_source(r->session), r->from_ms);
	begin_in_gap(&p);
	for (int past = 0; past < PAST_LINES && source_scan_next(scan, &line);) {
		past = line.t_ms != TIME_NONE && line.t_ms > r->to_ms ? past + 1 : 0;
		take_line(&p, &line);
	}
	source_scan_close(scan);
	end_in_gap(&p);
}

/* The largest losses, in the order of time. */
static void choose_told(struct report *r) {
	size_t count, found;
	const struct loss *list = loss_watch_list(r->losses, &count, &found);
	for (size_t i = 0; i < count; i++) {
		if (r->told_count == REPORT_LOSSES) {
			size_t least = 0;
			for (size_t k = 1; k < r->told_count; k++)
				if (fabs(r->told[k]->mw) < fabs(r->told[least]->mw))
					least = k;
			if (fabs(r->told[least]->mw) >= fabs(list[i].mw))
				continue;
			memmove(&r->told[least], &r->told[least + 1], (r->told_count - least - 1) * sizeof *r->told);
			r->told_count--;
		}
		r->told[r->told_count++] = &list[i];
	}
}

static bool over_midnight(const struct report *r) {
	struct civil from, to;
	tz_civil(r->site->tz, r->from_ms, &from);
	tz_civil(r->site->tz, r->to_ms, &to);
	return from.day != to.day || r->to_ms - r->from_ms > 86400000;
}

/* The sequence up to the end of the range, turned round, without what comes before it. */
static void take_sequence(struct report *r) {
	const struct world *w = session_world(r->session);
	size_t room = w->alarm_log_count + (w->events ? w->events->count : 0);
	r->entry = mem_zalloc(room + 1, sizeof *r->entry);
	size_t count = alarms_sequence(w, "", r->entry, room);
	while (count > 0 && r->entry[count - 1].t_ms < r->from_ms)
		count--;
	device_clocks_estimate(w->events, w->events ? event_list_after(w->events, r->to_ms) : 0, &r->clocks);
	r->uncertain = mem_zalloc(count + 1, sizeof *r->uncertain);
	for (size_t i = 0; i < count; i++)
		r->uncertain[count - 1 - i] = alarms_order_uncertain(w, &r->clocks, &r->entry[i]);
	for (size_t i = 0; i < count / 2; i++) {
		struct alarms_entry swap = r->entry[i];
		r->entry[i] = r->entry[count - 1 - i];
		r->entry[count - 1 - i] = swap;
	}
	r->entry_count = count;
}

static void take_end(struct report_end *e, struct session *s, int64_t t_ms) {
	session_seek(s, t_ms);
	const struct world *w = session_world(s);
	frame_init(&e->frame);
	for (size_t i = 0; i < w->active_count; i++)
		e->active[w->active[i]->priority]++;
	e->derived = w->derived;
	e->verdict = w->verdict;
	e->t_ms = TIME_NONE;
	if (!w->frame)
		return;
	e->known = true;
	e->t_ms = w->frame->t_ms;
	frame_copy(&e->frame, w->frame);
}

bool report_gather(struct report *r, struct session *session, int64_t from_ms, int64_t to_ms, struct error *err) {
	int64_t first, last;
	bool shown = false;
	*r = (struct report){ .session = session, .longest_gap_at_ms = TIME_NONE };
	if (!source_range(session_source(session), &first, &last))
		return error_set(err, "%s: no samples", session_world(session)->source_name);
	r->from_ms = from_ms == TIME_NONE || from_ms < first ? first : from_ms;
	r->to_ms = to_ms == TIME_NONE || to_ms > last ? last : to_ms;
	r->live = source_link(session_source(session)) != LINK_FILE;
	if (r->from_ms > r->to_ms)
		return error_set(err, "%s: nothing lies in that range", session_world(session)->source_name);
	session_set_away(session, true);
	while (session_work(session, r->from_ms, r->to_ms + 1, SLICE_MS, &shown))
		continue;
	take_end(&r->start, session, r->from_ms);
	take_end(&r->end, session, r->to_ms);
	r->site = r->end.known ? r->end.frame.site : session_world(session)->site;
	if (!r->site)
		return error_set(err, "%s: no samples", session_world(session)->source_name);
	r->low = mem_zalloc(r->site->column_count + 1, sizeof *r->low);
	r->high = mem_zalloc(r->site->column_count + 1, sizeof *r->high);
	for (size_t c = 0; c < r->site->column_count; c++)
		r->low[c] = r->high[c] = NAN;
	closeness_init(&r->close);
	r->losses = loss_watch_new();
	r->dated = over_midnight(r);
	scan_range(r);
	fill_changes(r);
	choose_told(r);
	const struct world *w = session_world(session);
	take_sequence(r);
	alarm_stats_make(&r->alarms, w->alarm_log, w->alarm_log_count, r->from_ms, r->to_ms);
	if (r->frames == 0)
		return error_set(err, "%s: no sample lies in that range", session_world(session)->source_name);
	return true;
}
