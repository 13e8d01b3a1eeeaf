/* The rows of the Alarms panel that can be selected, without their drawing: alarms, then the sequence of events. Always true: a row keeps its key as
 * long as it is there. */
#include "panel_alarms_list.h"

#include <stdlib.h>
#include <string.h>

static uint64_t key_of(const char *a, const char *b, int64_t t_ms, unsigned kind) {
	uint64_t hash = 14695981039346656037u ^ (uint64_t)t_ms ^ kind;
	for (const char *parts[] = { a, b }, **part = parts; part < parts + 2; part++)
		for (const char *c = *part;; c++) {
			hash = (hash ^ (uint8_t)*c) * 1099511628211u;
			if (!*c)
				break;
		}
	return hash ? hash : 1;
}

struct alarms_row alarms_row_of_line(const struct alarm_line *line) {
	return (struct alarms_row){ .line = line, .t_ms = line->alarm->on_ms, .key = key_of(line->alarm->id, line->alarm->src, 0, 7) };
}

struct alarms_row alarms_row_of_entry(const struct alarms_entry *e) {
	return (struct alarms_row){ .entry = *e, .t_ms = e->t_ms, .key = key_of(e->src, e->text, e->t_ms, (unsigned)e->state) };
}

static bool line_is_wanted(const struct alarm_line *line, const char *filter) {
	const struct alarm *a = line->alarm;
	const char *texts[] = { a->src, a->text, a->id, a->group, alarms_priority_word(a->priority), alarm_state_words[line->state], line->first_out ? "first-out" : "" };
	return !*filter || alarms_filter_holds(filter, texts, sizeof texts / sizeof *texts);
}

static int row_order_time(const void *a, const void *b) {
	const struct alarms_row *x = a, *y = b;
	return x->t_ms != y->t_ms ? (x->t_ms < y->t_ms) - (x->t_ms > y->t_ms) : (x->line > y->line) - (x->line < y->line);
}

static int row_order_source(const void *a, const void *b) {
	const struct alarms_row *x = a, *y = b;
	int by = strcmp(x->line->alarm->src, y->line->alarm->src);
	return by ? by : (x->line > y->line) - (x->line < y->line);
}

/* The list comes in the first order (alarm_desk_list). */
static int (*const row_orders[ALARM_SORT_COUNT])(const void *, const void *) = {
	[ALARM_SORT_TIME] = row_order_time, [ALARM_SORT_SOURCE] = row_order_source,
};

struct alarms_row *alarms_rows(const struct world *w, const struct view *v, size_t *count, size_t *lines) {
	size_t listed = w->alarms ? w->alarms->count : 0, n = 0;
	struct alarms_entry *entries = mem_zalloc(ALARMS_ROWS_MOST, sizeof *entries);
	size_t entry_count = alarms_sequence(w, v->alarm_filter, entries, ALARMS_ROWS_MOST);
	struct alarms_row *rows = mem_zalloc(listed + entry_count, sizeof *rows);
	for (size_t i = 0; i < listed; i++)
		if (line_is_wanted(&w->alarms->at[i], v->alarm_filter))
			rows[n++] = alarms_row_of_line(&w->alarms->at[i]);
	*lines = n;
	if (n && (unsigned)v->alarm_sort < ALARM_SORT_COUNT && row_orders[v->alarm_sort])
		qsort(rows, n, sizeof *rows, row_orders[v->alarm_sort]);
	for (size_t i = 0; i < entry_count; i++, n++)
		rows[n] = alarms_row_of_entry(&entries[i]);
	free(entries);
	*count = n;
	return rows;
}

size_t alarms_selected(const struct view *v, const struct alarms_row *rows, size_t count) {
	for (size_t i = 0; v->alarm_key && i < count; i++)
		if (rows[i].key == v->alarm_key)
			return i;
	size_t row = v->alarm_row > 0 ? (size_t)v->alarm_row : 0;
	return !count ? 0 : row < count ? row : count - 1;
}
