/* When devices raised alarms again that stood already. Always true: the times of one alarm are in order and none is before its on_ms; an alarm that was
 * never raised again has no list, and the entries of the log carry the number of theirs with them when the log is sorted. */
#include "alarm_parts.h"

#include <stdlib.h>
#include <string.h>

#define REPEATS_MAX 100000u /* of all alarms together */

void repeats_free(struct repeat_log *r) {
	for (size_t i = 0; i < r->count; i++)
		free(r->list[i].at_ms);
	free(r->list);
	*r = (struct repeat_log){ 0 };
}

static struct repeat_list *list_of(struct repeat_log *r, struct alarm *a) {
	if (a->repeats)
		return &r->list[a->repeats - 1];
	if (r->count == r->room) {
		r->room = r->room ? r->room * 2 : 16;
		r->list = mem_resize(r->list, r->room, sizeof *r->list);
	}
	r->list[r->count++] = (struct repeat_list){ 0 };
	a->repeats = (uint32_t)r->count;
	return &r->list[r->count - 1];
}

bool repeats_add(struct repeat_log *r, struct alarm *a, int64_t t_ms) {
	if (r->total == REPEATS_MAX)
		return false;
	struct repeat_list *list = list_of(r, a);
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 4;
		list->at_ms = mem_resize(list->at_ms, list->room, sizeof *list->at_ms);
	}
	int64_t at_ms = t_ms > a->on_ms ? t_ms : a->on_ms;
	size_t at = times_until(list->at_ms, list->count, at_ms);
	memmove(&list->at_ms[at + 1], &list->at_ms[at], (list->count - at) * sizeof *list->at_ms);
	list->at_ms[at] = at_ms;
	list->count++;
	r->total++;
	return true;
}

size_t repeats_until(const struct repeat_log *r, const struct alarm *a, int64_t t_ms, int64_t *last_ms) {
	const struct repeat_list *list = a->repeats ? &r->list[a->repeats - 1] : NULL;
	size_t count = list ? times_until(list->at_ms, list->count, a->off_ms != TIME_NONE && a->off_ms < t_ms ? a->off_ms : t_ms) : 0;
	*last_ms = count ? list->at_ms[count - 1] : a->on_ms;
	return count;
}
