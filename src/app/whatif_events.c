/* Events of a written branch; see whatif_events.h. */
#include "whatif_events.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notices.h"

#define SAME_TRIP_MS 5000 /* a trip of the recording and the branch's own, which comes with a sample */

static bool is_taken(const struct branch *b, const struct site *site, const char *src, int64_t t_ms) {
	int gen = site_find(site, CLASS_GEN, src, strlen(src)), feed = site_find(site, CLASS_FEED, src, strlen(src));
	return (gen >= 0 && branch_took_gen(b, (size_t)gen, t_ms)) || (feed >= 0 && branch_took_feed(b, (size_t)feed, t_ms));
}

static bool is_one_of(const char *text, const char *const *words) {
	while (*words && strcmp(text, *words))
		words++;
	return *words != NULL;
}

bool whatif_event_stays(const struct branch *b, const struct site *site, const struct event *e) {
	static const char *const of_dispatch[] = { "start", "stop", "breaker", "limit", "load-share", NULL };
	bool machine = site_find(site, CLASS_GEN, e->src, strlen(e->src)) >= 0 || site_find(site, CLASS_FEED, e->src, strlen(e->src)) >= 0;
	if (!machine || branch_from_ms(b) == TIME_NONE || e->t_ms < branch_from_ms(b))
		return true;
	if (is_one_of(e->kind, of_dispatch))
		return false;
	if (!is_taken(b, site, e->src, e->t_ms))
		return true;
	return e->state == EVENT_CLEAR && strcmp(e->kind, "trip") != 0;
}

static bool ends(const struct event *clear, const struct event *raise) {
	return clear->state == EVENT_CLEAR && !strcmp(clear->src, raise->src) && !strcmp(clear->kind, raise->kind) &&
	       (!clear->ansi[0] || !strcmp(clear->ansi, raise->ansi));
}

void whatif_events_standing(const struct fold *fold, const struct branch *b, const struct site *site, int64_t t_ms, struct event_list *out) {
	const struct event_list *events = fold_events(fold);
	size_t end = event_list_after(events, t_ms - 1);
	for (size_t i = 0; i < end; i++) {
		struct event raise = events->at[i];
		bool stands = raise.state == EVENT_RAISE && !is_taken(b, site, raise.src, t_ms);
		for (size_t k = i + 1; stands && k < end; k++)
			stands = !ends(&events->at[k], &raise);
		if (!stands)
			continue;
		if (raise.t_src_ms == TIME_NONE)
			raise.t_src_ms = raise.t_ms;
		raise.t_ms = t_ms;
		event_list_add(out, &raise);
	}
}

static void note_edit(const struct edit *e, const struct site *site, struct event_list *out) {
	struct event note = { .t_ms = e->at_ms, .t_src_ms = TIME_NONE, .priority = PRIORITY_LOW, .kind = "what-if" };
	struct edit bare = *e;
	char line[EDIT_TEXT_SIZE];
	bool gen = e->verb <= EDIT_GEN_MAX, feed = e->verb >= EDIT_FEED_LOSE && e->verb <= EDIT_FEED_PROMISE;
	bare.at_given = false;
	snprintf(note.text, sizeof note.text, "what if: %.80s", edit_print(&bare, site, line, sizeof line));
	if (gen && e->object >= 0)
		snprintf(note.src, sizeof note.src, "%s", site->gen[e->object].id);
	else if (feed && e->object >= 0)
		snprintf(note.src, sizeof note.src, "%s", site->feed[e->object].id);
	else
		snprintf(note.src, sizeof note.src, "%.*s", (int)strcspn(line, " "), line);
	event_list_add(out, &note);
}

/* Device alarms of what an edit takes over end: the recording's devices say nothing of what it does from there on. */
static void end_alarms(const struct fold *fold, const struct edit *e, const struct site *site, struct event_list *out) {
	const struct alarm *active[256];
	size_t count = fold_alarms(fold) ? alarms_active(fold_alarms(fold), e->at_ms, active, sizeof active / sizeof *active) : 0;
	bool gen = e->verb <= EDIT_GEN_MAX, feed = e->verb >= EDIT_FEED_LOSE && e->verb <= EDIT_FEED_PROMISE;
	for (size_t i = 0; i < count; i++) {
		int object = site_find(site, gen ? CLASS_GEN : CLASS_FEED, active[i]->src, strlen(active[i]->src));
		if (!active[i]->device || !(gen || feed) || object < 0 || (e->object >= 0 && e->object != object))
			continue;
		struct event clear = { .t_ms = e->at_ms, .t_src_ms = TIME_NONE, .state = EVENT_CLEAR, .priority = PRIORITY_LOW, .text = "taken over by the scenario" };
		snprintf(clear.src, sizeof clear.src, "%s", active[i]->src);
		const char *dash = strrchr(active[i]->id, '-'); /* "trip-63": kind and number */
		bool split = dash && strlen(active[i]->id) >= sizeof clear.kind;
		snprintf(clear.kind, sizeof clear.kind, "%.*s", split ? (int)(dash - active[i]->id) : 15, active[i]->id);
		snprintf(clear.ansi, sizeof clear.ansi, "%.7s", split ? dash + 1 : "");
		event_list_add(out, &clear);
	}
}

/* Whether the recording tells the trip (lock-out, end of a trip) of a set that no edit took over. */
static bool is_told(const struct fold *fold, const struct branch *b, const struct site *site, const struct event *e) {
	const struct event_list *events = fold_events(fold);
	if (is_taken(b, site, e->src, e->t_ms))
		return false;
	for (size_t i = event_list_after(events, e->t_ms - SAME_TRIP_MS); i < events->count && events->at[i].t_ms <= e->t_ms + SAME_TRIP_MS; i++)
		if (!strcmp(events->at[i].src, e->src) && !strcmp(events->at[i].kind, e->kind) && events->at[i].state == e->state)
			return true;
	return false;
}

static void add_happened(const struct fold *fold, const struct branch *b, const struct site *site, const struct dispatch_event *h, struct event_list *out) {
	bool feed = h->kind >= HAPPENED_LIMIT;
	struct event e = *notices_happened(h->kind);
	e.t_ms = h->t_ms;
	e.t_src_ms = TIME_NONE;
	snprintf(e.src, sizeof e.src, "%s", feed ? site->feed[h->object].id : site->gen[h->object].id);
	if (h->kind == HAPPENED_TRIP) { /* by an edit, the recording, or a relay of the bus */
		e.ansi[0] = '\0';
		snprintf(e.text, sizeof e.text, "tripped");
	}
	if (h->kind == HAPPENED_FEED_BACK) { /* ends the alarm of its loss, whatever number that was raised under */
		e = (struct event){ .t_ms = h->t_ms, .t_src_ms = TIME_NONE, .state = EVENT_CLEAR, .kind = "trip", .text = "feed back" };
		snprintf(e.src, sizeof e.src, "%s", site->feed[h->object].id);
	}
	if (e.priority != PRIORITY_HIGH)
		e.priority = PRIORITY_LOW;
	bool told = (!strcmp(e.kind, "trip") || !strcmp(e.kind, "lockout")) && is_told(fold, b, site, &e);
	if (!told)
		event_list_add(out, &e);
}

void whatif_events_of_branch(const struct fold *fold, const struct branch *b, const struct site *site, const struct edit *edits, size_t edit_count,
                             int64_t until_ms, struct event_list *out) {
	size_t count;
	const struct dispatch_event *happened = branch_events(b, &count);
	for (size_t i = 0; i < edit_count && edits[i].at_ms <= until_ms; i++) {
		struct edit e = edits[i];
		if (branch_from_ms(b) != TIME_NONE && e.at_ms < branch_from_ms(b))
			e.at_ms = branch_from_ms(b); /* one from before the recording acts at its start */
		note_edit(&e, site, out);
		end_alarms(fold, &e, site, out);
	}
	for (size_t i = 0; i < count && happened[i].t_ms <= until_ms; i++)
		add_happened(fold, b, site, &happened[i], out);
	for (size_t i = 0; i < out->count; i++)
		if (!out->at[i].id[0])
			snprintf(out->at[i].id, sizeof out->at[i].id, "w%zu", (i + 1) % 1000000000);
}
