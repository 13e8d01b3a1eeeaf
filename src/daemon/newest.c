/* The newest site and frame. A site line gets a reader of its own, since a reader keeps every site that it has read: over months of changed
 * plans memory stays flat. */
#include "newest.h"

void newest_init(struct newest *n) {
	*n = (struct newest){ .reader = line_reader_new(), .arrived_mono_ms = TIME_NONE, .last_ms = TIME_NONE };
	frame_init(&n->values);
}

void newest_free(struct newest *n) {
	line_reader_free(n->reader);
	frame_free(&n->values);
	buf_free(&n->site);
	buf_free(&n->frame);
}

static void keep(struct buf *b, const char *text, size_t length) {
	buf_clear(b);
	buf_add(b, text, length);
	buf_puts(b, "\n");
}

static enum line_kind take_site(struct newest *n, const char *text, size_t length, struct error *err) {
	struct line_reader *reader = line_reader_new();
	const struct site *site = NULL;
	enum line_kind kind = line_read(reader, text, length, NULL, NULL, &site, err);
	if (kind != LINE_SITE) {
		line_reader_free(reader);
		return kind == LINE_EMPTY ? LINE_EMPTY : LINE_BAD;
	}
	line_reader_free(n->reader);
	n->reader = reader;
	n->governing = site;
	frame_free(&n->values); /* its site is gone */
	frame_init(&n->values);
	keep(&n->site, text, length);
	n->sites++;
	return LINE_SITE;
}

/* The values of the newest frame again, under the site that came after it. */
static void read_again(struct newest *n) {
	struct error err;
	const struct site *site = NULL;
	if (n->frame.len > 0 && line_read(n->reader, n->frame.data, n->frame.len - 1, &n->values, NULL, &site, &err) != LINE_FRAME)
		buf_clear(&n->frame);
}

enum line_kind newest_take(struct newest *n, const char *text, size_t length, struct error *err) {
	struct event event;
	const struct site *site = NULL;
	enum line_kind kind = line_is_site(text, length) ? LINE_SITE : line_read(n->reader, text, length, &n->values, &event, &site, err);
	if (kind == LINE_SITE) {
		kind = take_site(n, text, length, err);
		if (kind == LINE_SITE)
			read_again(n);
	}
	n->frames += kind == LINE_FRAME;
	n->events += kind == LINE_EVENT && n->governing;
	n->bad += kind == LINE_BAD;
	if (kind == LINE_FRAME) {
		keep(&n->frame, text, length);
		n->arrived_mono_ms = clock_mono_ms();
		n->last_ms = n->values.t_ms;
	} else if (kind == LINE_EVENT && !n->governing) {
		error_set(err, "column 1: an event before the first site");
		n->bad++;
		return LINE_BAD;
	} else if (kind == LINE_EVENT) {
		n->last_ms = event.t_ms;
	} else if (kind == LINE_BAD && n->frame.len > 0) {
		read_again(n); /* the fault may have left half of a frame */
	}
	return kind;
}
