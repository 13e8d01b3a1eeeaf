/* Medians of medians; see device_clock.h. */
#include "device_clock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEVICES_MAX 512
#define DEVIATIONS 3.0 /* about two standard deviations of what is normally spread */

/* t_src - t of one event, by its device. */
struct lead { size_t device; double ms; };

static int double_order(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *values, size_t count) {
	if (!count)
		return NAN;
	qsort(values, count, sizeof *values, double_order);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* 3 median deviations from `middle`; spoils the values. */
static double spread(double *values, size_t count, double middle) {
	for (size_t i = 0; i < count; i++)
		values[i] = fabs(values[i] - middle);
	return DEVIATIONS * median(values, count);
}

static size_t device_of(struct device_clocks *c, const char *src) {
	for (size_t i = 0; i < c->count; i++)
		if (!strcmp(c->at[i].src, src))
			return i;
	if (c->count == DEVICES_MAX)
		return DEVICES_MAX;
	snprintf(c->at[c->count].src, sizeof c->at[0].src, "%s", src);
	return c->count++;
}

static size_t leads_gather(struct device_clocks *c, const struct event_list *events, size_t end, struct lead *lead) {
	size_t count = 0;
	for (size_t i = end; i > 0 && count < DEVICE_CLOCK_EVENTS; i--) {
		const struct event *e = &events->at[i - 1];
		if (e->t_src_ms == TIME_NONE)
			continue;
		size_t device = device_of(c, e->src);
		if (device < DEVICES_MAX)
			lead[count++] = (struct lead){ device, (double)e->t_src_ms - (double)e->t_ms };
	}
	return count;
}

/* The device's median lead into error_ms, and its spread into within_ms, for the moment. */
static void device_middle(struct device_clock *clock, size_t device, const struct lead *lead, size_t count, double *scratch) {
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		if (lead[i].device == device)
			scratch[n++] = lead[i].ms;
	clock->error_ms = median(scratch, n);
	clock->within_ms = spread(scratch, n, clock->error_ms);
}

void device_clocks_estimate(const struct event_list *events, size_t end, struct device_clocks *out) {
	struct lead *lead = mem_zalloc(DEVICE_CLOCK_EVENTS, sizeof *lead);
	double *scratch = mem_zalloc(DEVICE_CLOCK_EVENTS, sizeof *scratch);
	*out = (struct device_clocks){ .at = mem_zalloc(DEVICES_MAX, sizeof *out->at), .usual_ms = NAN, .within_ms = NAN };
	size_t count = events ? leads_gather(out, events, end, lead) : 0;
	for (size_t i = 0; i < out->count; i++)
		device_middle(&out->at[i], i, lead, count, scratch);
	if (out->count >= DEVICE_CLOCK_LEAST) {
		for (size_t i = 0; i < out->count; i++)
			scratch[i] = out->at[i].error_ms;
		out->usual_ms = median(scratch, out->count);
		out->within_ms = fmax(spread(scratch, out->count, out->usual_ms), DEVICE_CLOCK_WITHIN_MS);
	}
	for (size_t i = 0; i < out->count; i++) {
		struct device_clock *clock = &out->at[i];
		clock->error_ms -= out->usual_ms;
		clock->within_ms = fmax(clock->within_ms, out->within_ms);
		clock->off = fabs(clock->error_ms) > 2 * clock->within_ms;
	}
	free(lead);
	free(scratch);
}

void device_clocks_free(struct device_clocks *c) {
	free(c->at);
	*c = (struct device_clocks){ 0 };
}

const struct device_clock *device_clocks_find(const struct device_clocks *c, const char *src) {
	for (size_t i = 0; i < c->count; i++)
		if (!strcmp(c->at[i].src, src))
			return &c->at[i];
	return NULL;
}

char *device_clock_print(const struct device_clock *c, char out[DEVICE_CLOCK_TEXT_SIZE]) {
	if (!c || isnan(c->error_ms))
		snprintf(out, DEVICE_CLOCK_TEXT_SIZE, "?");
	else if (fabs(c->error_ms) < 9995 && c->within_ms < 9995)
		snprintf(out, DEVICE_CLOCK_TEXT_SIZE, "%+.2f\u00b1%.2f", fabs(c->error_ms) < 5 ? 0 : c->error_ms / 1000, c->within_ms / 1000);
	else if (fabs(c->error_ms) < 1e8)
		snprintf(out, DEVICE_CLOCK_TEXT_SIZE, "%+.0f s", c->error_ms / 1000);
	else
		snprintf(out, DEVICE_CLOCK_TEXT_SIZE, "far off");
	return out;
}

char *device_clock_print_offset(int64_t t_ms, int64_t t_src_ms, char out[DEVICE_CLOCK_TEXT_SIZE]) {
	double offset_ms = (double)t_src_ms - (double)t_ms;
	if (fabs(offset_ms) < 99999.5)
		snprintf(out, DEVICE_CLOCK_TEXT_SIZE, "%+.3f", offset_ms / 1000);
	else
		snprintf(out, DEVICE_CLOCK_TEXT_SIZE, "%s", fabs(offset_ms) < 1e8 ? offset_ms < 0 ? "<-99" : ">99" : "far off");
	return out;
}

struct happened device_clocks_span(const struct device_clocks *c, const char *src, int64_t t_ms, int64_t t_src_ms) {
	const struct device_clock *clock = device_clocks_find(c, src);
	double t = (double)t_ms, t_src = (double)t_src_ms;
	struct happened span = { t, t };
	if (t_src_ms != TIME_NONE && clock && !isnan(clock->error_ms)) {
		double middle = clock->off ? t_src - clock->error_ms : t_src, within = clock->off ? clock->within_ms : DEVICE_CLOCK_RIGHT_MS;
		span.from_ms = middle - within;
		span.to_ms = fmin(t, middle + within);
	} else if (t_src_ms != TIME_NONE) {
		span.from_ms = fmin(t, t_src);
	} else if (!isnan(c->usual_ms)) {
		span.from_ms = t + fmin(0, c->usual_ms) - c->within_ms;
	}
	span.from_ms = fmin(span.from_ms, span.to_ms);
	return span;
}

bool happened_overlap(struct happened a, struct happened b) {
	return a.from_ms <= b.to_ms && b.from_ms <= a.to_ms;
}
