/* Events of devices. A device alarm that is raised is cleared with the same id where it ends. Each device takes its own constant time
 * to reach the recorder (40 to 130 ms), so that its own events never overtake each other. */
#include "notices.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

void notices_init(struct notices *n, const struct site *site, uint64_t seed) {
	struct random r;
	*n = (struct notices){ .site = site, .next_id = 1, .stall_end_ms = TIME_NONE };
	size_t count = site->gen_count ? site->gen_count : 1;
	n->clock_ms = mem_zalloc(count, sizeof *n->clock_ms);
	n->gen_trip = mem_zalloc(count, sizeof *n->gen_trip);
	n->low_gas = mem_zalloc(count, sizeof *n->low_gas);
	n->relay = mem_zalloc(count, sizeof *n->relay);
	for (size_t i = 0; i < count; i++)
		n->relay[i] = SWING_KIND_COUNT;
	random_seed(&r, seed, 5);
	for (size_t i = 0; i < site->gen_count; i++) /* clocks set by NTP: within some milliseconds */
		n->clock_ms[i] = (int64_t)(random_uniform(&r) * 9) - 4;
}

void notices_free(struct notices *n) {
	event_list_free(&n->queue);
	free(n->clock_ms);
	free(n->gen_trip);
	free(n->low_gas);
	free(n->relay);
}

static int64_t latency_ms(size_t device) {
	return 40 + (int64_t)(device * 37 % 91);
}

static void id_next(struct notices *n, char id[16]) {
	snprintf(id, 16, "%" PRIu64, n->next_id++);
}

/* What a device reports at t: when it arrives and what its own clock says. */
struct report {
	int64_t t_ms, clock_ms, late_ms;
	const char *src;
};

/* Queues one event; `like` gives kind, words and state. An empty id takes the next number. */
static void post(struct notices *n, const struct report *r, const char *id, const struct event *like) {
	struct event e = *like;
	e.t_ms = r->t_ms + r->late_ms;
	e.t_src_ms = r->t_ms + r->clock_ms;
	snprintf(e.src, sizeof e.src, "%s", r->src);
	if (id[0])
		snprintf(e.id, sizeof e.id, "%s", id);
	else
		id_next(n, e.id);
	event_list_add(&n->queue, &e);
}

static void post_gen(struct notices *n, int64_t t_ms, size_t gen, const char *id, const struct event *like) {
	struct report r = { t_ms, n->clock_ms[gen], latency_ms(gen), n->site->gen[gen].id };
	post(n, &r, id, like);
}

static struct event note(const char *kind, const char *text) {
	struct event e = { .priority = PRIORITY_LOW };
	snprintf(e.kind, sizeof e.kind, "%s", kind);
	snprintf(e.text, sizeof e.text, "%s", text);
	return e;
}

void notices_note(struct notices *n, int64_t t_ms, const char *src, const char *kind, const char *text) {
	struct report r = { t_ms, 0, 0, src };
	struct event e = note(kind, text);
	post(n, &r, "", &e);
}

void notices_note_gen(struct notices *n, int64_t t_ms, size_t gen, const char *kind, const char *text) {
	struct event e = note(kind, text);
	post_gen(n, t_ms, gen, "", &e);
}

/* What ends an alarm has no number, and so ends it whatever the number was with which it came. */
static const struct event happened_words[] = {
	[HAPPENED_START] = { .kind = "start", .text = "start ordered" },
	[HAPPENED_CLOSE] = { .kind = "breaker", .ansi = "25", .text = "synchronised, breaker closed" },
	[HAPPENED_UNLOAD] = { .kind = "stop", .text = "stop ordered, unloading" },
	[HAPPENED_OPEN] = { .kind = "breaker", .ansi = "52", .text = "breaker open" },
	[HAPPENED_STOP] = { .kind = "stop", .text = "stopped" },
	[HAPPENED_TRIP] = { .kind = "trip", .ansi = "5", .text = "emergency stop", .state = EVENT_RAISE, .priority = PRIORITY_HIGH },
	[HAPPENED_LOCKOUT] = { .kind = "lockout", .ansi = "86", .text = "lock-out" },
	[HAPPENED_RESTORE] = { .kind = "trip", .text = "lock-out reset, ready to start", .state = EVENT_CLEAR },
	[HAPPENED_OUT_OF_SERVICE] = { .kind = "trip", .text = "isolated, out of service", .state = EVENT_CLEAR },
	[HAPPENED_LIMIT] = { .kind = "limit", .text = "contract limit changed" },
	[HAPPENED_FEED_TRIP] = { .kind = "trip", .ansi = "51", .text = "feed opened on overload", .state = EVENT_RAISE, .priority = PRIORITY_HIGH },
	[HAPPENED_FEED_LOST] = { .kind = "trip", .ansi = "27", .text = "feed lost", .state = EVENT_RAISE, .priority = PRIORITY_HIGH },
	[HAPPENED_FEED_BACK] = { .kind = "breaker", .ansi = "25", .text = "sync check passed, feed closed" },
};

static const struct event relay_words[SWING_RELAYS] = {
	[SWING_81U] = { .kind = "trip", .ansi = "81U", .text = "frequency too low", .state = EVENT_RAISE, .priority = PRIORITY_HIGH },
	[SWING_81O] = { .kind = "trip", .ansi = "81O", .text = "frequency too high", .state = EVENT_RAISE, .priority = PRIORITY_HIGH },
	[SWING_OVERSPEED] = { .kind = "trip", .ansi = "12", .text = "overspeed", .state = EVENT_RAISE, .priority = PRIORITY_HIGH },
};

const struct event *notices_happened(enum dispatch_kind kind) { return &happened_words[kind]; }

/* The sets beside it on the load-share line report the step. */
static void post_neighbours(struct notices *n, int64_t t_ms, size_t gen, const struct plant *p) {
	static const struct event step = { .kind = "load-share", .text = "load step on the share line, ramping up" };
	size_t count = n->site->gen_count, side[2] = { (gen + count - 1) % count, (gen + 1) % count };
	for (size_t i = 0; i < 2; i++)
		if (side[i] != gen && p->bar.dispatch.gen[side[i]].state == GEN_LOADED)
			post_gen(n, t_ms + 120 + (int64_t)i * 60, side[i], "", &step);
}

static void post_trip(struct notices *n, const struct dispatch_event *h, const struct plant *p) {
	size_t gen = (size_t)h->object;
	struct event e = happened_words[HAPPENED_TRIP];
	if (n->low_gas[gen]) {
		snprintf(e.ansi, sizeof e.ansi, "63");
		snprintf(e.text, sizeof e.text, "low gas pressure shutdown");
	}
	if (n->relay[gen] < SWING_RELAYS)
		e = relay_words[n->relay[gen]];
	n->low_gas[gen] = false;
	n->relay[gen] = SWING_KIND_COUNT;
	id_next(n, n->gen_trip[gen]);
	post_gen(n, h->t_ms, gen, n->gen_trip[gen], &e);
	post_neighbours(n, h->t_ms, gen, p);
}

/* The end of a trip clears its alarm; without one it is only noted. */
static void post_trip_end(struct notices *n, const struct dispatch_event *h) {
	size_t gen = (size_t)h->object;
	struct event e = happened_words[h->kind];
	if (!n->gen_trip[gen][0])
		e.state = EVENT_NOTE;
	post_gen(n, h->t_ms, gen, n->gen_trip[gen], &e);
	n->gen_trip[gen][0] = '\0';
}

/* An alarm ends under the number by which it was raised. */
static void post_feed_end(struct notices *n, const struct report *r, size_t feed) {
	char *id = n->feed_trip[feed];
	struct event e = happened_words[n->feed_trip_kind[feed]];
	if (!id[0])
		return;
	e.state = EVENT_CLEAR;
	e.priority = PRIORITY_LOW;
	snprintf(e.text, sizeof e.text, "feed back");
	post(n, r, id, &e);
	id[0] = '\0';
}

static void post_feed(struct notices *n, const struct dispatch_event *h) {
	struct report r = { h->t_ms, 0, 30, n->site->feed[h->object].id };
	struct event e = happened_words[h->kind];
	char *id = n->feed_trip[h->object];
	if (h->kind == HAPPENED_FEED_BACK && n->dead[0])
		snprintf(e.text, sizeof e.text, "closed onto the dead bus");
	if (e.state == EVENT_RAISE && !id[0]) {
		id_next(n, id);
		n->feed_trip_kind[h->object] = h->kind;
	}
	post(n, &r, e.state == EVENT_NOTE ? "" : id, &e);
	if (h->kind == HAPPENED_FEED_BACK)
		post_feed_end(n, &r, (size_t)h->object);
}

static void post_happened(struct notices *n, const struct dispatch_event *h, const struct plant *p) {
	if (h->kind == HAPPENED_TRIP)
		post_trip(n, h, p);
	else if (h->kind == HAPPENED_RESTORE || h->kind == HAPPENED_OUT_OF_SERVICE)
		post_trip_end(n, h);
	else if (h->kind >= HAPPENED_LIMIT)
		post_feed(n, h);
	else
		post_gen(n, h->t_ms, (size_t)h->object, "", &happened_words[h->kind]);
}

void notices_edit(struct notices *n, const struct edit *e, const struct plant *p) {
	switch (e->verb) {
	case EDIT_JOB_START: notices_note(n, p->t_ms, "gpu", "job", "job started, the cap ramps up"); break;
	case EDIT_JOB_STOP: notices_note(n, p->t_ms, "gpu", "job", "job stopped"); break;
	case EDIT_JOB_STALL:
		notices_note(n, p->t_ms, "gpu", "job", "checkpoint: the job waits");
		n->stall_end_ms = p->demand.stall_end_ms;
		break;
	case EDIT_TRAINING_HOLD: notices_note(n, p->t_ms, "training", "hold", "start held"); break;
	case EDIT_TRAINING_START:
	case EDIT_TRAINING_GO: notices_note(n, p->t_ms, "training", "start", "start set"); break;
	default: break;
	}
}

static void watch_gpus(struct notices *n, const struct demand *d) {
	char text[96];
	double array = d->plan.array >= 1 ? d->plan.array : 1;
	if (n->stall_end_ms != TIME_NONE && d->t_ms >= n->stall_end_ms) {
		if (d->job_on)
			notices_note(n, n->stall_end_ms, "gpu", "job", "checkpoint written, the job goes on");
		n->stall_end_ms = TIME_NONE;
	}
	if (floor(d->online / array / 8) > floor(n->online / array / 8)) {
		snprintf(text, sizeof text, "%.0f online, %.0f arrays", d->online, ceil(d->online / array));
		notices_note(n, d->t_ms, "gpu", "online", text);
	}
	n->online = d->online;
}

/* Before what the dispatch tells of the same moment: relays say why a set leaves. */
static void post_protection(struct notices *n, const struct plant *p, const struct plant_event *e) {
	char text[96];
	if (e->kind < SWING_RELAYS)
		n->relay[e->object] = e->kind;
	if (e->kind == SWING_ORDER) {
		snprintf(text, sizeof text, "stage %d at %.2f Hz: %.0f %% of the load ordered off", e->object + 1, e->hz, p->site->policy.stage[e->object].pct);
		notices_note(n, e->t_ms, "gpu", "shed", text);
	}
	if (e->kind == SWING_SHED) {
		snprintf(text, sizeof text, "stage %d: arrays opened, %.2f MW off", e->object + 1, e->mw);
		notices_note(n, e->t_ms, "gpu", "shed", text);
	}
}

static void post_dead(struct notices *n, int64_t t_ms, bool dead, double mw) {
	struct event e = { .kind = "trip", .ansi = "27", .state = dead ? EVENT_RAISE : EVENT_CLEAR, .priority = dead ? PRIORITY_HIGH : PRIORITY_LOW };
	struct report r = { t_ms, 0, 60, n->site->bus_count ? n->site->bus[0].id : "bus" };
	if (dead)
		snprintf(e.text, sizeof e.text, "no voltage, bus dead, %.1f MW lost", mw);
	else
		snprintf(e.text, sizeof e.text, "voltage back");
	if (dead)
		id_next(n, n->dead);
	post(n, &r, n->dead, &e);
	if (!dead)
		n->dead[0] = '\0';
}

static void watch_feeds(struct notices *n, const struct plant *p) {
	for (size_t i = 0; i < p->site->feed_count; i++) {
		bool waiting = p->bar.back_ms[i] != TIME_NONE;
		if (waiting && !n->waiting[i])
			notices_note(n, p->bar.back_ms[i] - BUSBAR_BACK_MS, p->site->feed[i].id, "restore", "voltage back; the feed closes when it stood for 300 s");
		n->waiting[i] = waiting;
	}
}

void notices_collect(struct notices *n, struct plant *p) {
	for (size_t i = 0; i < p->event_count; i++) {
		post_protection(n, p, &p->event[i]);
		if (p->event[i].kind == SWING_DEAD)
			post_dead(n, p->event[i].t_ms, true, p->event[i].mw);
	}
	p->event_count = 0;
	watch_feeds(n, p);
	for (size_t i = 0; i < p->happened.count; i++)
		post_happened(n, &p->happened.at[i], p);
	p->happened.count = 0;
	if (n->dead[0] && !p->bar.dead)
		post_dead(n, p->bar.dispatch.t_ms, false, 0);
	watch_gpus(n, &p->demand);
}

const struct event *notices_next(struct notices *n, int64_t t_ms) {
	if (n->taken == n->queue.count) {
		n->taken = n->queue.count = 0;
		return NULL;
	}
	const struct event *e = &n->queue.at[n->taken];
	if (e->t_ms > t_ms)
		return NULL;
	n->taken++;
	return e;
}
