/* How far the clocks of devices are off, from their own events. An event says when the device thought that it happened (t_src) and when it
 * arrived (t). Most clocks are right and most reports take about as long: so the median over the devices of t_src - t is what is usual, and a
 * device that differs from it by more than the spread has a clock that is off by about the difference; the others are taken to be right. What
 * is said at a time comes from the events up to it alone. */
#ifndef MWTOP_DEVICE_CLOCK_H
#define MWTOP_DEVICE_CLOCK_H

#include "event.h"

#define DEVICE_CLOCK_LEAST 3       /* devices from which on anything is said of their clocks */
#define DEVICE_CLOCK_EVENTS 2000   /* newest events that are looked at */
#define DEVICE_CLOCK_WITHIN_MS 60.0 /* no error is held to be known better than this: reports of different devices do not take equally long */
#define DEVICE_CLOCK_RIGHT_MS 50.0  /* a clock that is taken to be right is right to this */

struct device_clock {
	char src[SITE_ID_SIZE];
	double error_ms;  /* its clock less the right time: below 0 it runs behind; NaN: not known */
	double within_ms; /* the estimate is good to about this: 3 median deviations */
	bool off;         /* by more than twice that */
};
/* Zero is an empty one. */
struct device_clocks {
	struct device_clock *at; /* owned */
	size_t count;
	double usual_ms, within_ms; /* t_src - t of most devices, and its spread; NaN: not known */
};
/* From the first `count` events of the list. */
void device_clocks_estimate(const struct event_list *events, size_t count, struct device_clocks *out);
void device_clocks_free(struct device_clocks *c);
/* NULL when it has told no time. */
const struct device_clock *device_clocks_find(const struct device_clocks *c, const char *src);

/* "-0.34±0.05": by how many seconds it is off, and how well that is known; "?" where it is not known. Returns out. */
#define DEVICE_CLOCK_TEXT_SIZE 24
char *device_clock_print(const struct device_clock *clock, char out[DEVICE_CLOCK_TEXT_SIZE]);
/* "-0.417": the device's own time less that of arrival, in seconds. Returns out. */
char *device_clock_print_offset(int64_t t_ms, int64_t t_src_ms, char out[DEVICE_CLOCK_TEXT_SIZE]);
/* What the screen and the report head these with; the short one where there is no room for the offset. */
#define DEVICE_CLOCK_HEADING "device clock, its offset to arrival and its error in s"
#define DEVICE_CLOCK_HEADING_SHORT "device clock and its error in s"

/* Between which times something happened. */
struct happened { double from_ms, to_ms; };
/* By the device's clock, corrected where it is off, and never after it arrived; where there is none, by when it arrived and how long reports
 * take. */
struct happened device_clocks_span(const struct device_clocks *c, const char *src, int64_t t_ms, int64_t t_src_ms);
bool happened_overlap(struct happened a, struct happened b);

#endif
