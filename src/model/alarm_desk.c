/* Acts and states; see alarm_desk.h. Always true: acts stand in the order of their alarm's hash, then of their time, then of their making, so
 * that those of one alarm lie together in time order. */
#include "alarm_desk.h"
#include "alarm_parts.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const alarm_state_words[] = { "NORM", "UNACK", "ACKED", "RTN-UNACK", "SHELVED", "SUPPRESSED", NULL };
static_assert(sizeof alarm_state_words / sizeof *alarm_state_words == ALARM_STATE_COUNT + 1, "a word for each state");

enum act_kind { ACT_ACK, ACT_SHELVE, ACT_UNSHELVE };

struct act {
	uint32_t hash;
	enum act_kind kind;
	int64_t t_ms, until_ms;
	char id[sizeof((struct alarm *)0)->id], src[SITE_ID_SIZE];
};

struct alarm_desk {
	struct act *at; /* owned */
	size_t count, room;
};

struct alarm_desk *alarm_desk_new(void) {
	return mem_zalloc(1, sizeof(struct alarm_desk));
}

void alarm_desk_free(struct alarm_desk *d) {
	if (!d)
		return;
	free(d->at);
	free(d);
}

void alarm_list_free(struct alarm_list *list) {
	free(list->at);
	free(list->latest);
	*list = (struct alarm_list){ 0 };
}

/* Index of the first act that comes after those of that hash at or before t. */
static size_t acts_after(const struct alarm_desk *d, uint32_t hash, int64_t t_ms) {
	size_t low = 0, high = d->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct act *act = &d->at[middle];
		if (act->hash < hash || (act->hash == hash && act->t_ms <= t_ms))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool act_add(struct alarm_desk *d, enum act_kind kind, const char *id, const char *src, int64_t t_ms, int64_t until_ms) {
	if (d->count == ALARM_ACTS_MAX)
		return false;
	if (d->count == d->room) {
		d->room = d->room ? d->room * 2 : 32;
		d->at = mem_resize(d->at, d->room, sizeof *d->at);
	}
	struct act act = { .hash = alarm_hash(id, src), .kind = kind, .t_ms = t_ms, .until_ms = until_ms };
	snprintf(act.id, sizeof act.id, "%s", id);
	snprintf(act.src, sizeof act.src, "%s", src);
	size_t at = acts_after(d, act.hash, t_ms);
	memmove(&d->at[at + 1], &d->at[at], (d->count - at) * sizeof *d->at);
	d->at[at] = act;
	d->count++;
	return true;
}

bool alarm_desk_ack(struct alarm_desk *d, const char *id, const char *src, int64_t t_ms) {
	return act_add(d, ACT_ACK, id, src, t_ms, TIME_NONE);
}

bool alarm_desk_shelve(struct alarm_desk *d, const char *id, const char *src, int64_t t_ms, int64_t until_ms) {
	int64_t least = t_ms + ALARM_SHELVE_LEAST_MS, most = t_ms + ALARM_SHELVE_MOST_MS;
	return act_add(d, ACT_SHELVE, id, src, t_ms, until_ms < least ? least : until_ms > most ? most : until_ms);
}

bool alarm_desk_unshelve(struct alarm_desk *d, const char *id, const char *src, int64_t t_ms) {
	return act_add(d, ACT_UNSHELVE, id, src, t_ms, TIME_NONE);
}

/* An acknowledgement before which there were fewer raises than up to the next (or t): what came between them is an occurrence of its own. */
static void line_ack(const struct alarm_engine *engine, struct alarm_line *line, int64_t t_ms, size_t *raises_next) {
	int64_t last_ms;
	size_t raises = 1 + alarms_repeats(engine, line->alarm, t_ms, &last_ms);
	line->occurrences += raises < *raises_next;
	*raises_next = raises;
	if (t_ms >= line->raised_ms)
		line->acked_ms = t_ms; /* the first of them in the end */
}

/* The newest acts at or before t: acknowledgements since the alarm came, the shelf that it lies on. */
static void line_acts(const struct alarm_desk *d, const struct alarm_engine *engine, struct alarm_line *line, int64_t t_ms) {
	const struct alarm *a = line->alarm;
	uint32_t hash = alarm_hash(a->id, a->src);
	size_t raises_next = line->raises;
	bool shelf_known = false;
	for (size_t i = acts_after(d, hash, t_ms); i > 0 && d->at[i - 1].hash == hash; i--) {
		const struct act *act = &d->at[i - 1];
		if (strcmp(act->id, a->id) || strcmp(act->src, a->src))
			continue;
		if (act->kind == ACT_ACK) {
			if (act->t_ms >= a->on_ms)
				line_ack(engine, line, act->t_ms, &raises_next);
		} else if (!shelf_known) {
			shelf_known = true;
			if (act->kind == ACT_SHELVE && t_ms < act->until_ms)
				line->shelved_until_ms = act->until_ms;
		}
	}
}

static bool went_unseen(const struct alarm_engine *engine, const struct alarm *a) {
	return a->came_suppressed && alarms_suppressed(engine, a, a->off_ms > a->on_ms ? a->off_ms - 1 : a->on_ms);
}

struct alarm_line alarm_desk_line(const struct alarm_desk *d, const struct alarm_engine *engine, const struct alarm *a, int64_t t_ms) {
	struct alarm_line line = { .alarm = a, .active = a->off_ms == TIME_NONE || a->off_ms > t_ms, .acked_ms = TIME_NONE,
	                           .shelved_until_ms = TIME_NONE, .occurrences = 1 };
	size_t count;
	line.first_out = alarm_first_out(alarms_log(engine, &count), a);
	line.raises = 1 + alarms_repeats(engine, a, t_ms, &line.raised_ms);
	line_acts(d, engine, &line, t_ms);
	bool acked = line.acked_ms != TIME_NONE;
	if (line.shelved_until_ms != TIME_NONE)
		line.state = ALARM_SHELVED;
	else if (line.active)
		line.state = alarms_suppressed(engine, a, t_ms) ? ALARM_SUPPRESSED : acked ? ALARM_ACKED : ALARM_UNACK;
	else
		line.state = acked || went_unseen(engine, a) ? ALARM_NORM : ALARM_RTN_UNACK;
	return line;
}

/* Which part of the list a line stands in. */
static int part_of(const struct alarm_line *line) {
	return line->state == ALARM_SHELVED ? 2 : line->state == ALARM_SUPPRESSED ? 3 : line->active ? 0 : 1;
}

static int line_order(const void *a, const void *b) {
	const struct alarm_line *x = a, *y = b;
	int by = part_of(x) - part_of(y);
	by = by ? by : (int)y->alarm->priority - (int)x->alarm->priority;
	by = by ? by : (x->state == ALARM_ACKED) - (y->state == ALARM_ACKED);
	int older = (x->alarm->on_ms > y->alarm->on_ms) - (x->alarm->on_ms < y->alarm->on_ms);
	by = by ? by : x->active ? older : -older; /* what is over: the newest first */
	return by ? by : (x->alarm > y->alarm) - (x->alarm < y->alarm); /* both in one log */
}

static void count_line(struct alarm_counts *c, const struct alarm_line *line) {
	c->shelved += line->state == ALARM_SHELVED;
	c->suppressed += line->state == ALARM_SUPPRESSED;
	c->unack += line->state == ALARM_UNACK || line->state == ALARM_RTN_UNACK;
	if (line->state == ALARM_UNACK || line->state == ALARM_ACKED)
		c->active[line->alarm->priority < PRIORITY_COUNT ? line->alarm->priority : PRIORITY_LOW]++;
}

void alarm_desk_list(const struct alarm_desk *d, const struct alarm_engine *engine, int64_t t_ms, struct alarm_list *list) {
	size_t points = alarms_points(engine);
	list->count = 0;
	list->counts = (struct alarm_counts){ 0 };
	if (points > list->room) {
		list->room = points * 2;
		list->at = mem_resize(list->at, list->room, sizeof *list->at);
		list->latest = mem_resize(list->latest, list->room, sizeof *list->latest);
	}
	size_t count = alarms_latest(engine, t_ms, list->latest, list->room);
	for (size_t i = 0; i < count; i++) {
		struct alarm_line line = alarm_desk_line(d, engine, list->latest[i], t_ms);
		if (line.state == ALARM_NORM)
			continue;
		count_line(&list->counts, &line);
		list->at[list->count++] = line;
	}
	if (list->count)
		qsort(list->at, list->count, sizeof *list->at, line_order);
}
