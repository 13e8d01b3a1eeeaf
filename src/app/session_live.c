/* What a live source adds to the world: the state of the link, the age of the data, and the live edge, which is told also while the cursor is
 * elsewhere. Data that have not come for a while judge nothing: a GO that nobody has confirmed would be a lie. */
#include "session_state.h"

#include <stdio.h>
#include <string.h>

#include "utf8.h"

#define QUIET_JUDGED_S 10 /* so long the last samples, or 2.5 of them, stand for what is now */
#define QUIET_PERIODS 2.5
#define CLOCK_OFF_S 60    /* clocks that differ by less agree */
#define CLOCK_HELD_MS 2000
#define CLOCK_ROUND_S 10  /* the way of a sample takes some of it */

static double judged_for_s(const struct site *site) {
	double periods_s = site ? QUIET_PERIODS * site->period_s : 0;
	return periods_s > QUIET_JUDGED_S ? periods_s : QUIET_JUDGED_S;
}

/* What is shown is now. */
static bool is_at_edge(const struct session *s) {
	return !s->away && s->world.cursor_ms == source_newest_ms(s->source);
}

static void count_new_alarms(struct session *s) {
	struct live_edge *edge = &s->world.edge;
	const struct world *w = &s->world;
	edge->new_alarms = edge->new_high = 0;
	edge->newest[0] = '\0';
	if (!s->away)
		return;
	for (size_t i = w->alarm_log_count; i-- > 0 && w->alarm_log[i].on_ms > s->left_ms;) {
		const struct alarm *alarm = &w->alarm_log[i];
		if (alarm->came_suppressed)
			continue;
		if (edge->new_alarms == 0)
			site_say(w->site, alarm->src, alarm->text, edge->newest, sizeof edge->newest);
		edge->new_alarms++;
		edge->new_high += alarm->priority == PRIORITY_HIGH;
	}
}

/* The verdict at the newest sample, made again when that is another one. */
static void judge_edge(struct session *s) {
	struct live_edge *edge = &s->world.edge;
	const struct world *w = &s->world;
	if (w->frame && w->frame->t_ms == edge->t_ms && !w->in_gap) {
		edge->go = w->verdict.go;
		edge->state = w->verdict.state;
	} else if (source_frame_before(s->source, INT64_MAX, &s->edge_frame)) {
		struct derived derived;
		struct verdict verdict;
		power_derive(&s->edge_frame, NULL, &derived);
		session_judge(s, &s->edge_frame, &derived, edge->t_ms, NAN, &verdict);
		edge->go = verdict.go;
		edge->state = verdict.state;
	}
}

/* While what was missed is fetched the newest line is an old one for a moment: what is told has held for a while, or nothing more comes. */
static double clock_off_s(struct session *s) {
	double off_s = source_clock_off_s(s->source);
	int64_t mono_ms = clock_mono_ms();
	if (!(fabs(off_s) > CLOCK_OFF_S))
		s->clock_off_mono_ms = 0;
	else if (!s->clock_off_mono_ms)
		s->clock_off_mono_ms = mono_ms;
	bool held = s->clock_off_mono_ms && (source_fd(s->source) < 0 || mono_ms - s->clock_off_mono_ms >= CLOCK_HELD_MS);
	return held ? round(off_s / CLOCK_ROUND_S) * CLOCK_ROUND_S : 0;
}

static void fill_edge(struct session *s) {
	struct world *w = &s->world;
	struct live_edge *edge = &w->edge;
	const struct site *site = source_site(s->source);
	double age_s = w->age_s >= 0 ? w->age_s : 0;
	edge->present = true;
	edge->away = s->away;
	int64_t newest_ms = source_newest_ms(s->source);
	edge->now_ms = newest_ms + (int64_t)(age_s * 1000);
	edge->clock_off_s = clock_off_s(s);
	edge->judged = site && site->training.present;
	edge->t_minus_s = edge->judged && site->training.start_ms != TIME_NONE ? (double)(site->training.start_ms - edge->now_ms) / 1000 : NAN;
	bool anew = edge->t_ms != newest_ms || s->edge_for_ms != newest_ms;
	edge->t_ms = s->edge_for_ms = newest_ms;
	if (edge->judged && (anew || !s->away))
		judge_edge(s);
	count_new_alarms(s);
	if (w->link == LINK_LIVE || age_s <= judged_for_s(site))
		return;
	edge->go = false;
	if (is_at_edge(s) && edge->judged)
		session_not_known(&w->verdict, age_s);
}

void session_fill_live(struct session *s) {
	struct world *w = &s->world;
	const char *note = source_note(s->source);
	w->link = source_link(s->source);
	w->age_s = 0;
	w->quiet_since_ms = TIME_NONE;
	utf8_clean(w->link_note, sizeof w->link_note, note ? note : "", note ? strlen(note) : 0);
	w->edge.present = false;
	if (w->link == LINK_FILE || source_newest_ms(s->source) == TIME_NONE)
		return;
	w->age_s = source_age_s(s->source);
	if (w->link != LINK_LIVE)
		w->quiet_since_ms = source_newest_ms(s->source);
	fill_edge(s);
	if (is_at_edge(s) && w->frame && w->edge.judged)
		w->verdict.t_minus_s = w->edge.t_minus_s;
}

void session_set_away(struct session *s, bool away) {
	if (away && !s->away)
		s->left_ms = source_newest_ms(s->source);
	if (away != s->away)
		s->edge_for_ms = TIME_NONE;
	s->away = away;
}
