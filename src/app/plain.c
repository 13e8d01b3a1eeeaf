/* What has changed since it was told last: alarms, events, the training; and the order in which it is said. See plain.h. What the sets, feeds,
 * buses and GPUs do is in plain_sets.c, what is the matter with the data themselves in plain_data.c. */
#include "plain_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct plain *plain_new(void) {
	struct plain *p = mem_zalloc(1, sizeof *p);
	p->alarm = mem_zalloc(PLAIN_ALARMS_MAX, sizeof *p->alarm);
	p->t_ms = p->damage_ms = TIME_NONE;
	return p;
}

void plain_free(struct plain *p) {
	if (!p)
		return;
	free(p->set);
	free(p->alarm);
	free(p);
}

/* ---- alarms and events ---- */

static bool same_alarm(const struct plain_alarm *told, const struct alarm *alarm) {
	return (told->on_ms == alarm->on_ms || told->about) && !strcmp(told->id, alarm->id) && !strcmp(told->src, alarm->src);
}

static bool is_told(const struct plain *p, const struct alarm *alarm) {
	for (size_t i = 0; i < p->alarm_count; i++)
		if (same_alarm(&p->alarm[i], alarm))
			return true;
	return false;
}

/* Whether it still stands; its time is then the one that is known now. */
static bool is_active(const struct world *w, struct plain_alarm *told) {
	for (size_t i = 0; i < w->active_count; i++)
		if (same_alarm(told, w->active[i])) {
			told->on_ms = w->active[i]->on_ms;
			told->about = w->active[i]->about;
			return true;
		}
	return false;
}

static const char *clock_text(const struct world *w, int64_t t_ms, char *out, size_t size) {
	struct civil at;
	tz_civil(w->site->tz, t_ms, &at);
	snprintf(out, size, "%02d:%02d:%02d", at.hour % 100, at.minute % 100, at.second % 100);
	return out;
}

/* " (trip, ANSI 63)", of what a device tells; "" of a rule. */
static const char *kind_words(const struct alarm *alarm, char *out, size_t size) {
	const char *number = strchr(alarm->id, '-');
	size_t kind = number ? (size_t)(number - alarm->id) : strlen(alarm->id);
	out[0] = '\0';
	if (alarm->device && kind)
		snprintf(out, size, " (%.*s%s%s)", (int)kind, alarm->id, number ? ", ANSI " : "", number ? number + 1 : "");
	return out;
}

static void say_raised(const struct plain *p, const struct world *w, const struct alarm *alarm, const char *over, struct plain_lines *out) {
	char since[16];
	const char *priority = priority_words[alarm->priority];
	char kind[sizeof alarm->id + 16];
	const char *bus = site_bus_word(w->site, alarm->src), *text = site_bus_text(w->site, alarm->src, alarm->text);
	bool high = alarm->priority == PRIORITY_HIGH;
	if (alarm->on_ms >= p->t_ms && p->begun) /* of the time told last: it came behind that sample */
		plain_say(out, alarm->on_ms, high, "Alarm%s, %s: %s%s %s%s%s", alarm->about ? " about this time" : "", priority, bus, alarm->src, text, kind_words(alarm, kind, sizeof kind), over);
	else
		plain_say(out, w->cursor_ms, high, "Alarm since %s%s, %s: %s%s %s%s%s", alarm->about ? "about " : "", clock_text(w, alarm->on_ms, since, sizeof since), priority, bus, alarm->src, text,
		          kind_words(alarm, kind, sizeof kind), over);
}

static void say_over(const struct plain_alarm *told, const struct world *w, struct plain_lines *out) {
	char lasted[TIME_ISO_SIZE];
	plain_say(out, w->cursor_ms, false, "Alarm over: %s%s %s, after %s", site_bus_word(w->site, told->src), told->src,
	          site_bus_text(w->site, told->src, told->text), time_format_hms(w->cursor_ms - told->on_ms, lasted));
}

/* Of a list in order of time with `before` entries before t and `until` up to it: the first that is not taken, when `taken` of those at t are. What
 * stands at the time of a sample may come behind it, in a later piece of a stream. */
static size_t first_new(size_t before, size_t until, size_t taken) { return until - before < taken ? until : before + taken; }

/* How many entries of the time of this world are there. */
static void take_counts(struct plain *p, const struct world *w) {
	p->events_taken = w->events ? event_list_after(w->events, w->cursor_ms) - event_list_after(w->events, w->cursor_ms - 1) : 0;
	p->alarms_taken = alarms_until(w->alarm_log, w->alarm_log_count, w->cursor_ms) - alarms_until(w->alarm_log, w->alarm_log_count, w->cursor_ms - 1);
}

/* What came and went between two worlds. */
static void say_passed(const struct plain *p, const struct world *w, struct plain_lines *out) {
	if (!p->begun)
		return;
	for (size_t i = first_new(alarms_until(w->alarm_log, w->alarm_log_count, p->t_ms - 1), alarms_until(w->alarm_log, w->alarm_log_count, p->t_ms), p->alarms_taken); i < w->alarm_log_count && w->alarm_log[i].on_ms <= w->cursor_ms; i++) {
		const struct alarm *alarm = &w->alarm_log[i];
		if (!alarm->came_suppressed && alarm->off_ms != TIME_NONE && alarm->off_ms <= w->cursor_ms)
			say_raised(p, w, alarm, ", over already", out);
	}
}

/* After several at once, which nobody counts while they are read out; of one the line of each minute tells. */
static void say_counts(const struct world *w, size_t changes, struct plain_lines *out) {
	char counts[PLAIN_COUNTS_SIZE];
	if (changes > 1)
		plain_say(out, w->cursor_ms, false, "Alarms now: %s", plain_alarm_counts(w, counts, sizeof counts));
}

void plain_alarms(struct plain *p, const struct world *w, struct plain_lines *out) {
	size_t kept = 0, before = out->count;
	for (size_t i = 0; i < p->alarm_count; i++) {
		if (is_active(w, &p->alarm[i]))
			p->alarm[kept++] = p->alarm[i];
		else
			say_over(&p->alarm[i], w, out);
	}
	p->alarm_count = kept;
	say_passed(p, w, out);
	for (size_t i = 0; i < w->active_count; i++) {
		const struct alarm *alarm = w->active[i];
		if (is_told(p, alarm) || p->alarm_count == PLAIN_ALARMS_MAX)
			continue;
		say_raised(p, w, alarm, "", out);
		struct plain_alarm *told = &p->alarm[p->alarm_count++];
		*told = (struct plain_alarm){ .on_ms = alarm->on_ms, .about = alarm->about, .priority = alarm->priority };
		snprintf(told->id, sizeof told->id, "%s", alarm->id);
		snprintf(told->src, sizeof told->src, "%s", alarm->src);
		snprintf(told->text, sizeof told->text, "%s", alarm->text);
	}
	say_counts(w, out->count - before, out);
}

/* When it begins and when it is over, as the banner of the Alarms panel does. */
static void say_flood(struct plain *p, const struct world *w, struct plain_lines *out) {
	if (w->flood.on != p->flood)
		plain_say(out, w->cursor_ms, true, "%s: %u %s in 10 min", w->flood.on ? "FLOOD" : "Flood over", w->flood.recent, w->flood.recent == 1 ? "alarm" : "alarms");
	p->flood = w->flood.on;
}

/* Events that are no alarms. */
static void say_notes(const struct plain *p, const struct world *w, struct plain_lines *out) {
	if (!w->events || !p->begun)
		return;
	size_t before = event_list_after(w->events, p->t_ms - 1), until = event_list_after(w->events, p->t_ms);
	for (size_t i = first_new(before, until, p->events_taken); i < w->events->count && w->events->at[i].t_ms <= w->cursor_ms; i++) {
		const struct event *e = &w->events->at[i];
		if (e->state == EVENT_NOTE)
			plain_say(out, e->t_ms, false, "Event: %s%s %s", site_bus_word(w->site, e->src), e->src, *e->text ? site_bus_text(w->site, e->src, e->text) : e->kind);
	}
}

/* ---- training ---- */

static void take_start(struct plain *p, const struct world *w, struct plain_lines *out) {
	const struct training_plan *plan = &w->site->training;
	char now[16], was[16];
	if (plan->start_ms == p->start_ms)
		return;
	if (plan->start_ms == TIME_NONE)
		plain_say(out, w->frame->t_ms, true, "Training %s: start held, no time is set; was %s", plan->name, clock_text(w, p->start_ms, was, sizeof was));
	else if (p->start_ms == TIME_NONE)
		plain_say(out, w->frame->t_ms, true, "Training %s: start at %s", plan->name, clock_text(w, plan->start_ms, now, sizeof now));
	else
		plain_say(out, w->frame->t_ms, true, "Training %s: start at %s, was %s", plan->name, clock_text(w, plan->start_ms, now, sizeof now),
		          clock_text(w, p->start_ms, was, sizeof was));
	p->start_ms = plan->start_ms;
}

/* When a verdict became what it is: with its sample, or, where the sample was told already and nothing more comes, by the clock alone. */
static int64_t verdict_ms(const struct plain *p, const struct world *w) {
	bool by_clock = p->begun && p->t_ms == w->cursor_ms && w->edge.present && !w->edge.away && w->link != LINK_LIVE;
	return by_clock ? w->edge.now_ms : w->cursor_ms;
}

void plain_training(struct plain *p, const struct world *w, struct plain_lines *out) {
	const struct verdict *v = &w->verdict;
	int64_t t_ms = verdict_ms(p, w);
	char text[PLAIN_TEXT_SIZE], shape[PLAIN_WHY_SIZE];
	if (!w->site->training.present)
		return;
	take_start(p, w, out);
	static const char *const words[] = { /* the rest the start tells */
		[TRAINING_RUNNING] = "running", [TRAINING_OVERDUE] = "its start has passed and it does not run", [TRAINING_STOPPED] = "stopped",
	};
	if (v->state != p->training && words[v->state])
		plain_say(out, w->frame->t_ms, true, "Training %s: %s", w->site->training.name, words[v->state]);
	p->training = v->state;
	verdict_why_join(v, text, sizeof text, shape, sizeof shape);
	enum plain_verdict now = v->state == TRAINING_RUNNING ? PLAIN_RUNNING : v->go ? PLAIN_GO : PLAIN_NO_GO;
	const char *word = verdict_word(v), *still = p->verdict == now ? " still" : "";
	bool same = p->verdict == now && !strcmp(shape, p->why);
	if (now == PLAIN_GO && !same)
		plain_say(out, t_ms, true, "%s: training can start", word);
	else if (!same && *text)
		plain_say(out, t_ms, true, "%s%s: %s", word, still, text);
	else if (!same && *p->why && p->verdict == now)
		plain_say(out, t_ms, true, "%s%s, nothing against it any more", word, still);
	p->verdict = now;
	snprintf(p->why, sizeof p->why, "%s", shape);
}

/* ---- all of it ---- */

/* Whether the objects are those of the site before; other figures of theirs are no new site. */
static bool same_objects(const struct site *a, const struct site *b) {
	if (a == b)
		return true;
	if (!a || a->gen_count != b->gen_count || a->feed_count != b->feed_count || a->bus_count != b->bus_count)
		return false;
	for (size_t i = 0; i < a->gen_count; i++)
		if (strcmp(a->gen[i].id, b->gen[i].id))
			return false;
	for (size_t i = 0; i < a->feed_count; i++)
		if (strcmp(a->feed[i].id, b->feed[i].id))
			return false;
	return true;
}

/* Takes the world as told without a word. */
static void take_site(struct plain *p, const struct world *w) {
	const struct plain_ramp nothing = { .value = NAN, .seen = NAN };
	p->set = mem_resize(p->set, w->site->gen_count + 1, sizeof *p->set);
	for (size_t i = 0; i < w->site->gen_count; i++)
		p->set[i] = (struct plain_set){ .state = -1, .breaker = -1, .kw = NAN, .max_kw = nothing };
	for (size_t i = 0; i < SITE_FEED_MAX; i++)
		p->feed[i] = (struct plain_feed){ .breaker = -1, .mw = NAN, .limit_mw = NAN };
	memset(p->bus, 0, sizeof p->bus);
	p->online = p->job = NAN;
	p->cap_w = nothing;
	p->start_ms = w->site->training.start_ms;
	p->training = w->verdict.state;
	p->verdict = PLAIN_UNTOLD;
	plain_sets(p, w, NULL);
	plain_feeds(p, w, NULL);
	plain_buses(p, w, NULL);
	plain_gpus(p, w, NULL);
}

static int by_time(const void *a, const void *b) {
	int64_t x = ((const struct plain_line *)a)->t_ms, y = ((const struct plain_line *)b)->t_ms;
	return (x > y) - (x < y);
}

/* Insertion keeps the order of what has one time, and lines are few and nearly in order. */
static void sort_lines(struct plain_line *at, size_t count) {
	for (size_t i = 1; i < count; i++)
		for (size_t k = i; k > 0 && by_time(&at[k - 1], &at[k]) > 0; k--) {
			struct plain_line spare = at[k];
			at[k] = at[k - 1];
			at[k - 1] = spare;
		}
}

void plain_take(struct plain *p, const struct world *w, struct plain_lines *out) {
	size_t from = out->count;
	plain_link(p, w, out);
	if (!w->site || !w->frame)
		return;
	if (!same_objects(p->site, w->site)) {
		if (p->begun)
			plain_say(out, w->cursor_ms, true, "Site: its sets, feeds or buses are others now");
		take_site(p, w);
		plain_opening(w, out);
		p->minute = INT64_MIN;
	}
	p->site = w->site;
	plain_alarms(p, w, out);
	say_flood(p, w, out);
	plain_feeds(p, w, out);
	plain_sets(p, w, out);
	plain_buses(p, w, out);
	plain_gpus(p, w, out);
	plain_training(p, w, out);
	if (w->frame->t_ms / 60000 != p->minute && !w->in_gap)
		plain_minute(w, out);
	plain_damage(p, w, out);
	plain_clock(p, w, out);
	say_notes(p, w, out); /* last, for that is where they stand when they come behind their sample */
	p->minute = w->in_gap ? p->minute : w->frame->t_ms / 60000;
	p->t_ms = w->cursor_ms;
	take_counts(p, w);
	p->begun = true;
	if (out->count > from)
		sort_lines(out->at + from, out->count - from);
}

void plain_end(struct plain *p, const struct world *w, struct plain_lines *out) {
	p->damage_ms = TIME_NONE;
	plain_damage(p, w, out);
	plain_say(out, w->cursor_ms, true, "End of the recording");
}

/* ---- so many a minute ---- */

bool plain_limit_take(struct plain_limit *l, int64_t t_ms, bool important, unsigned *left_out) {
	int64_t minute = t_ms / 60000;
	*left_out = 0;
	if (l->most == 0)
		return true;
	if (minute > l->minute) {
		l->minute = minute;
		*left_out = l->left_out;
		l->said = l->left_out > 0; /* the line that says so */
		l->left_out = 0;
	}
	unsigned most = important ? l->most : l->most - l->most / 4;
	if (l->said < most) {
		l->said++;
		return true;
	}
	l->left_out++;
	return false;
}
