/* An event of a recording, in order of arrival (t_ms); t_src_ms is the device's own clock. An event with state raise opens a
 * device alarm, clear closes it; without a state it is only noted. */
#ifndef MWTOP_EVENT_H
#define MWTOP_EVENT_H

#include "site.h"

enum event_state { EVENT_NOTE, EVENT_RAISE, EVENT_CLEAR };
extern const char *const event_state_words[]; /* "" "raise" "clear" */

struct event {
	int64_t t_ms, t_src_ms; /* t_src_ms TIME_NONE when not given */
	char id[16], src[SITE_ID_SIZE], kind[16], ansi[8], text[96];
	enum event_state state;
	enum priority priority;
};

/* Growing list in order of t_ms; zero is an empty one. At most EVENT_LIST_MAX are kept, `dropped` counts those that came after. */
#define EVENT_LIST_MAX 100000
struct event_list {
	struct event *at; /* owned */
	size_t count, room, dropped;
};

void event_list_add(struct event_list *list, const struct event *event); /* keeps order; equal times keep arrival order */
void event_list_free(struct event_list *list);
/* Index of the first event with t_ms > t (count if none). */
size_t event_list_after(const struct event_list *list, int64_t t_ms);

#endif
