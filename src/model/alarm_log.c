/* The log of alarms and the index over it. Always true while it is sorted: at[i].on_ms never falls with i, and run_end[k] is the
 * latest off_ms of at[64k..64k+63], long_end[k] that of run_end[64k..64k+63]; an open alarm ends at INT64_MAX. */
#include "alarm_parts.h"

#include <stdlib.h>
#include <string.h>

#define LOG_MAX 100000u
#define RUN 64u

static int64_t end_of(const struct alarm *a) {
	return a->off_ms == TIME_NONE ? INT64_MAX : a->off_ms;
}

static void log_grow(struct alarm_log *log) {
	log->room = log->room ? log->room * 2 : RUN;
	log->at = mem_resize(log->at, log->room, sizeof *log->at);
	log->point = mem_resize(log->point, log->room, sizeof *log->point);
	log->run_end = mem_resize(log->run_end, log->room / RUN, sizeof *log->run_end);
	log->long_end = mem_resize(log->long_end, log->room / (RUN * RUN) + 1, sizeof *log->long_end);
}

void alarm_log_free(struct alarm_log *log) {
	free(log->at);
	free(log->point);
	free(log->run_end);
	free(log->long_end);
	alarm_names_free(log->names);
	*log = (struct alarm_log){ 0 };
}

/* Takes entry `i` into the ends of its runs; the first of a run begins them. */
static void index_take(struct alarm_log *log, size_t i) {
	int64_t end = end_of(&log->at[i]), *run = &log->run_end[i / RUN], *lng = &log->long_end[i / (RUN * RUN)];
	if (i % RUN == 0 || end > *run)
		*run = end;
	if (i % (RUN * RUN) == 0 || end > *lng)
		*lng = end;
}

size_t alarm_log_open(struct alarm_log *log, const struct alarm *alarm) {
	if (log->count == LOG_MAX) {
		log->dropped++;
		return ENTRY_NONE;
	}
	if (log->count == log->room)
		log_grow(log);
	size_t i = log->count++;
	log->at[i] = *alarm;
	log->at[i].off_ms = TIME_NONE;
	log->point[i] = alarm_names_number(&log->names, alarm->id, alarm->src);
	log->unsorted |= i && log->at[i - 1].on_ms > alarm->on_ms;
	index_take(log, i);
	return i;
}

/* The ends of the runs of entry `i`, anew. */
static void index_refresh(struct alarm_log *log, size_t i) {
	size_t run = i / RUN, lng = run / RUN, runs = (log->count + RUN - 1) / RUN;
	int64_t end = INT64_MIN;
	for (size_t k = run * RUN; k < log->count && k < (run + 1) * RUN; k++)
		if (end_of(&log->at[k]) > end)
			end = end_of(&log->at[k]);
	log->run_end[run] = end;
	end = INT64_MIN;
	for (size_t k = lng * RUN; k < runs && k < (lng + 1) * RUN; k++)
		if (log->run_end[k] > end)
			end = log->run_end[k];
	log->long_end[lng] = end;
}

void alarm_log_close(struct alarm_log *log, size_t entry, int64_t t_ms) {
	if (entry >= log->count)
		return;
	struct alarm *a = &log->at[entry];
	a->off_ms = t_ms > a->on_ms ? t_ms : a->on_ms;
	index_refresh(log, entry);
}

struct place { int64_t on_ms; uint32_t old; };

static int place_order(const void *a, const void *b) {
	const struct place *x = a, *y = b;
	if (x->on_ms != y->on_ms)
		return x->on_ms < y->on_ms ? -1 : 1;
	return (x->old > y->old) - (x->old < y->old);
}

uint32_t *alarm_log_sort(struct alarm_log *log) {
	if (!log->unsorted)
		return NULL;
	struct place *order = mem_zalloc(log->count, sizeof *order);
	struct alarm *sorted = mem_zalloc(log->room, sizeof *sorted);
	uint32_t *moved = mem_zalloc(log->count, sizeof *moved), *point = mem_zalloc(log->room, sizeof *point);
	for (size_t i = 0; i < log->count; i++)
		order[i] = (struct place){ log->at[i].on_ms, (uint32_t)i };
	qsort(order, log->count, sizeof *order, place_order);
	for (size_t i = 0; i < log->count; i++) {
		sorted[i] = log->at[order[i].old];
		point[i] = log->point[order[i].old];
		moved[order[i].old] = (uint32_t)i;
	}
	free(order);
	free(log->at);
	free(log->point);
	log->at = sorted;
	log->point = point;
	log->unsorted = false;
	for (size_t i = 0; i < log->count; i++)
		index_take(log, i);
	return moved;
}

/* Entries of one priority that are active at t, among the first `count`, oldest first; appended to out. */
static size_t active_of(const struct alarm_log *log, size_t count, enum priority priority, int64_t t_ms, const struct alarm **out,
                        size_t used, size_t room) {
	for (size_t i = 0; i < count && used < room;) {
		if (i % (RUN * RUN) == 0 && log->long_end[i / (RUN * RUN)] <= t_ms) {
			i += RUN * RUN;
			continue;
		}
		if (i % RUN == 0 && log->run_end[i / RUN] <= t_ms) {
			i += RUN;
			continue;
		}
		const struct alarm *a = &log->at[i++];
		if (a->priority == priority && end_of(a) > t_ms)
			out[used++] = a;
	}
	return used;
}

size_t alarms_until(const struct alarm *log, size_t count, int64_t t_ms) {
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (log[middle].on_ms <= t_ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t alarm_log_active(const struct alarm_log *log, int64_t t_ms, const struct alarm **out, size_t room) {
	size_t count = alarms_until(log->at, log->count, t_ms), used = 0;
	for (int p = PRIORITY_COUNT - 1; p >= 0; p--)
		used = active_of(log, count, (enum priority)p, t_ms, out, used, room);
	return used;
}

/* Back from t; it ends early once every alarm has been met. */
size_t alarm_log_latest(const struct alarm_log *log, int64_t t_ms, const struct alarm **out, size_t room) {
	size_t points = alarm_names_count(log->names), used = 0;
	bool *met = mem_zalloc(points, sizeof *met);
	for (size_t i = alarms_until(log->at, log->count, t_ms), left = points; i > 0 && left && used < room; i--) {
		uint32_t point = log->point[i - 1];
		if (met[point])
			continue;
		met[point] = true;
		left--;
		out[used++] = &log->at[i - 1];
	}
	free(met);
	return used;
}

bool alarm_first_out(const struct alarm *log, const struct alarm *alarm) {
	if (!alarm->group[0] || alarm->came_suppressed)
		return false;
	for (const struct alarm *a = alarm; a-- > log && a->on_ms > alarm->on_ms - ALARM_FIRST_OUT_MS;)
		if (!a->came_suppressed && !strcmp(a->group, alarm->group))
			return false;
	return true;
}
