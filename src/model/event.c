/* Events in order of arrival. Always true: at[i].t_ms never falls with i; events of one time stand as they came. Most come in order,
 * so that one is added at the end after a single comparison. */
#include "event.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const char *const event_state_words[] = { "", "raise", "clear", NULL };
static_assert(sizeof event_state_words / sizeof *event_state_words == EVENT_CLEAR + 2, "one word for each value");

void event_list_add(struct event_list *list, const struct event *event) {
	if (list->count == EVENT_LIST_MAX) {
		list->dropped++;
		return;
	}
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 64;
		list->at = mem_resize(list->at, list->room, sizeof *list->at);
	}
	size_t at = list->count;
	if (at && list->at[at - 1].t_ms > event->t_ms) {
		at = event_list_after(list, event->t_ms);
		memmove(&list->at[at + 1], &list->at[at], (list->count - at) * sizeof *list->at);
	}
	list->at[at] = *event;
	list->count++;
}

void event_list_free(struct event_list *list) {
	free(list->at);
	*list = (struct event_list){ 0 };
}

size_t event_list_after(const struct event_list *list, int64_t t_ms) {
	size_t low = 0, high = list->count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (list->at[middle].t_ms <= t_ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
