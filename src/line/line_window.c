/* Windows of frames. The frame of the line to come is a copy of the last one taken in; the lowest and highest stand beside it, since
 * that copy comes with those of its own, if any. Always true once a window was begun: low and high are NaN, or of good numbers of
 * frames of last.site in the window number `index`. */
#include "line_window.h"

#include <stdlib.h>
#include <string.h>

#include "line.h"

struct line_window {
	int64_t every_ms, index;
	bool begun;
	struct frame last;
	double *low, *high;  /* owned; by column */
	uint8_t *is_number;  /* owned; by column: of a metric that is no label */
	const struct site *site; /* of is_number; not owned */
	double window_s;     /* at least every_ms: frames that were decimated before may stand for more */
};

struct line_window *line_window_new(int64_t every_ms) {
	struct line_window *w = mem_zalloc(1, sizeof *w);
	w->every_ms = every_ms < 1 ? 1 : every_ms;
	frame_init(&w->last);
	return w;
}

void line_window_free(struct line_window *w) {
	if (w == NULL)
		return;
	frame_free(&w->last);
	free(w->low);
	free(w->high);
	free(w->is_number);
	free(w);
}

static void use_site(struct line_window *w, const struct site *site) {
	size_t count = site->column_count;
	if (w->site == site)
		return;
	w->site = site;
	w->low = mem_resize(w->low, count, sizeof *w->low);
	w->high = mem_resize(w->high, count, sizeof *w->high);
	w->is_number = mem_resize(w->is_number, count, 1);
	for (size_t c = 0; c < count; c++) {
		enum metric_id id;
		size_t object;
		w->is_number[c] = site_column_parts(site, c, &id, &object) && metric_at(id)->kind == METRIC_NUMBER;
	}
}

static void begin(struct line_window *w, const struct site *site, int64_t index) {
	use_site(w, site);
	for (size_t c = 0; c < site->column_count; c++)
		w->low[c] = w->high[c] = NAN;
	w->index = index;
	w->window_s = (double)w->every_ms / 1000;
	w->begun = true;
}

/* NaN tells nothing. */
static void take(struct line_window *w, size_t column, double low, double high) {
	if (!(w->low[column] <= low) && isfinite(low))
		w->low[column] = low;
	if (!(w->high[column] >= high) && isfinite(high))
		w->high[column] = high;
}

static double good_value(const struct frame *f, size_t column) {
	return f->quality[column] == QUALITY_GOOD ? f->value[column] : NAN;
}

static void take_frame(struct line_window *w, const struct frame *f) {
	for (size_t c = 0; c < f->count; c++)
		if (w->is_number[c]) {
			double value = good_value(f, c);
			take(w, c, value, value);
		}
	for (size_t bus = 0; bus < f->site->bus_count; bus++)
		take(w, site_column(f->site, M_BUS_HZ, bus), good_value(f, site_column(f->site, M_BUS_HZ_MIN, bus)),
		     good_value(f, site_column(f->site, M_BUS_HZ_MAX, bus)));
	if (f->window_s <= 0)
		return;
	if (f->window_s > w->window_s)
		w->window_s = f->window_s;
	for (size_t c = 0; f->ranged && c < f->count; c++)
		take(w, c, f->low[c], f->high[c]);
}

static int64_t floor_div(int64_t a, int64_t b) {
	return a / b - (a % b < 0);
}

void line_window_add(struct line_window *w, const struct frame *frame, struct buf *out) {
	if (frame->site == NULL || frame->count != frame->site->column_count)
		return;
	int64_t index = floor_div(frame->t_ms, w->every_ms);
	if (w->begun && (index != w->index || frame->site != w->last.site || frame->t_ms < w->last.t_ms))
		line_window_end(w, out);
	if (!w->begun)
		begin(w, frame->site, index);
	take_frame(w, frame);
	frame_copy(&w->last, frame);
}

void line_window_end(struct line_window *w, struct buf *out) {
	if (!w->begun)
		return;
	w->begun = false;
	struct frame *f = &w->last;
	frame_begin_range(f);
	memcpy(f->low, w->low, f->count * sizeof *f->low);
	memcpy(f->high, w->high, f->count * sizeof *f->high);
	f->window_s = w->window_s;
	line_write_frame(out, f);
}
