/* Reading an event from a text that the scanner has passed and that has the keys "t" and "event". */
#ifndef MWTOP_LINE_EVENT_H
#define MWTOP_LINE_EVENT_H

#include "error.h"
#include "event.h"

/* False with err, and in *column the place. */
bool line_event_read(const char *text, size_t length, struct event *event, struct error *err, size_t *column);

#endif
