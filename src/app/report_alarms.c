/* Alarm statistics; see report_alarms.h. Groups are found by sorting, so that a log of 100,000 costs no more than that. */
#include "report_alarms.h"

#include <stdlib.h>
#include <string.h>

static int by_source(const void *a, const void *b) {
	const struct alarm *const *x = a, *const *y = b;
	int order = strcmp((*x)->src, (*y)->src);
	if (order == 0)
		order = strcmp((*x)->id, (*y)->id);
	return order ? order : (*x > *y) - (*x < *y);
}

/* The most often raised first, then what stood longest, then by name. */
static int by_count(const void *a, const void *b) {
	const struct alarm_group *x = a, *y = b;
	if (x->raised != y->raised)
		return x->raised < y->raised ? 1 : -1;
	if (x->stood_ms != y->stood_ms)
		return x->stood_ms < y->stood_ms ? 1 : -1;
	int order = strcmp(x->src, y->src);
	return order ? order : strcmp(x->id, y->id);
}

static void take(struct alarm_group *g, const struct alarm *a, int64_t from_ms, int64_t to_ms) {
	bool open = a->off_ms == TIME_NONE || a->off_ms > to_ms;
	int64_t stood = (open ? to_ms : a->off_ms) - (a->on_ms > from_ms ? a->on_ms : from_ms);
	g->raised += a->on_ms >= from_ms;
	g->standing += a->on_ms < from_ms;
	g->stood_ms += stood;
	g->longest_ms = stood > g->longest_ms ? stood : g->longest_ms;
	g->open |= open;
	g->stale |= (open ? to_ms : a->off_ms) - a->on_ms >= ALARM_STALE_MS;
	g->priority = a->priority > g->priority ? a->priority : g->priority;
}

/* Most raised within a minute of alarms of one kind, which stand in the order of time. */
static size_t most_in_minute(const struct alarm **list, size_t count, int64_t from_ms) {
	size_t most = 0;
	for (size_t i = 0, oldest = 0; i < count; i++) {
		if (list[i]->on_ms < from_ms) {
			oldest = i + 1;
			continue;
		}
		while (list[oldest]->on_ms <= list[i]->on_ms - ALARM_CHATTER_MS)
			oldest++;
		most = i + 1 - oldest > most ? i + 1 - oldest : most;
	}
	return most;
}

static void count_kinds(struct alarm_stats *s, const struct alarm **list, size_t count, int64_t from_ms) {
	for (size_t i = 0, first = 0; i < s->kind_count; i++) { /* as they stand in the list */
		size_t own = s->kind[i].raised + s->kind[i].standing;
		s->kind[i].most_in_minute = first + own <= count ? most_in_minute(list + first, own, from_ms) : 0;
		s->chattering += s->kind[i].most_in_minute >= ALARM_CHATTER;
		s->stale += s->kind[i].stale;
		first += own;
	}
}

static void make_groups(struct alarm_stats *s, const struct alarm **list, size_t count, int64_t from_ms, int64_t to_ms) {
	s->kind = mem_zalloc(count + 1, sizeof *s->kind);
	s->source = mem_zalloc(count + 1, sizeof *s->source);
	qsort(list, count, sizeof *list, by_source);
	for (size_t i = 0; i < count; i++) {
		bool same = i > 0 && !strcmp(list[i]->src, list[i - 1]->src), both = same && !strcmp(list[i]->id, list[i - 1]->id);
		if (!both)
			s->kind[s->kind_count++] = (struct alarm_group){ .id = list[i]->id, .src = list[i]->src, .text = list[i]->text };
		if (!same)
			s->source[s->source_count++] = (struct alarm_group){ .id = "", .src = list[i]->src, .text = "" };
		take(&s->kind[s->kind_count - 1], list[i], from_ms, to_ms);
		take(&s->source[s->source_count - 1], list[i], from_ms, to_ms);
	}
	count_kinds(s, list, count, from_ms);
	qsort(s->kind, s->kind_count, sizeof *s->kind, by_count);
	qsort(s->source, s->source_count, sizeof *s->source, by_count);
	for (size_t i = 0; i < s->kind_count && i < ALARM_TOP; i++)
		s->top_raised += s->kind[i].raised;
}

static struct flood *flood_at(struct alarm_stats *s) {
	return s->flood_count > 0 && s->flood_count <= FLOOD_ROOM ? &s->flood[s->flood_count - 1] : NULL;
}

/* Walks over the alarms raised in the range with a window of 10 minutes behind them. A flood begins with the alarm that is the eleventh in the window,
 * and ends when so many have left it that fewer than 5 are in it. */
static void find_floods(struct alarm_stats *s, const struct alarm **raised, size_t count, int64_t to_ms) {
	size_t oldest = 0;
	int64_t began_ms = 0;
	bool flood = false;
	for (size_t i = 0; i <= count; i++) {
		int64_t now = i < count ? raised[i]->on_ms : to_ms;
		while (oldest < i && raised[oldest]->on_ms <= now - ALARM_FLOOD_WINDOW_MS) {
			int64_t left_ms = raised[oldest++]->on_ms + ALARM_FLOOD_WINDOW_MS;
			if (flood && i - oldest < ALARM_FLOOD_OFF) {
				flood = false;
				s->flood_ms += left_ms - began_ms;
				if (flood_at(s))
					flood_at(s)->to_ms = left_ms;
			}
		}
		if (i == count)
			break;
		size_t within = i + 1 - oldest;
		if (within > s->most_in_window) {
			s->most_in_window = within;
			s->most_ms = now;
		}
		if (!flood && within > ALARM_FLOOD_ON) {
			flood = true;
			began_ms = now;
			s->flood_count++;
			if (flood_at(s))
				*flood_at(s) = (struct flood){ now, TIME_NONE, within };
		}
		if (flood && flood_at(s) && within > flood_at(s)->most)
			flood_at(s)->most = within;
	}
	if (flood)
		s->flood_ms += to_ms - began_ms;
	if (flood && flood_at(s))
		flood_at(s)->to_ms = to_ms;
}

/* In `list` those that stood before come first, for the log is in the order of time. */
void alarm_stats_make(struct alarm_stats *s, const struct alarm *log, size_t count, int64_t from_ms, int64_t to_ms) {
	const struct alarm **list = mem_zalloc(count + 1, sizeof *list);
	size_t listed = 0;
	*s = (struct alarm_stats){ .most_ms = TIME_NONE };
	for (size_t i = 0; i < count && log[i].on_ms <= to_ms; i++) {
		const struct alarm *a = &log[i];
		if (a->on_ms < from_ms && a->off_ms != TIME_NONE && a->off_ms <= from_ms)
			continue;
		if (a->came_suppressed) {
			s->suppressed++;
			continue;
		}
		list[listed++] = a;
		s->open += a->off_ms == TIME_NONE || a->off_ms > to_ms;
		if (a->on_ms < from_ms) {
			s->standing++;
			continue;
		}
		s->raised[a->priority]++;
		s->raised_all++;
	}
	find_floods(s, list + s->standing, s->raised_all, to_ms);
	make_groups(s, list, listed, from_ms, to_ms);
	free(list);
}

void alarm_stats_free(struct alarm_stats *s) {
	free(s->kind);
	free(s->source);
	*s = (struct alarm_stats){ 0 };
}
