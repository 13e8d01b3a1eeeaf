/* Range requests. The scan begins at the last frame before the range (found by bisection) and ends at the first frame behind it, so that
 * a request reads little more than it sends. */
#include "excerpt.h"

#include <stdlib.h>
#include <string.h>

#include "source.h"

struct excerpt {
	struct source *source;
	struct source_scan *scan;
	struct excerpt_range range;
	const struct site *site;  /* the one that was sent last */
	struct scan_line pending; /* waits for its site to be sent first */
	bool waiting, inside, ended;
};

struct excerpt *excerpt_open(const char *path, const struct excerpt_range *range, struct error *err) {
	struct source *source = source_open(path, err);
	if (!source)
		return NULL;
	struct excerpt *h = mem_zalloc(1, sizeof *h);
	h->source = source;
	h->range = *range;
	/* An event of exactly `from` may stand before the frame of that time. */
	h->scan = source_scan_open(source, range->from_ms == TIME_NONE ? TIME_NONE : range->from_ms - 1);
	return h;
}

void excerpt_close(struct excerpt *h) {
	if (!h)
		return;
	source_scan_close(h->scan);
	source_close(h->source);
	free(h);
}

/* Whether a frame or event belongs to the range; a frame behind it ends the scan. */
static bool belongs(struct excerpt *h, const struct scan_line *line) {
	const struct excerpt_range *r = &h->range;
	if (r->to_ms != TIME_NONE && line->t_ms >= r->to_ms) {
		h->ended = line->kind == LINE_FRAME && !r->arrival;
		return false;
	}
	if (r->from_ms != TIME_NONE && line->t_ms < r->from_ms && !(r->arrival && h->inside))
		return false;
	h->inside = true;
	return !r->events_only || line->kind == LINE_EVENT;
}

static enum excerpt_step give(const struct scan_line *line, struct excerpt_line *out) {
	*out = (struct excerpt_line){ .kind = line->kind, .text = line->text, .length = line->length, .frame = line->frame, .t_ms = line->t_ms };
	return EXCERPT_LINE;
}

static enum excerpt_step give_site(struct excerpt *h, const struct site *site, struct excerpt_line *out) {
	h->site = site;
	*out = (struct excerpt_line){ .kind = LINE_SITE, .text = site->json, .length = strlen(site->json), .t_ms = TIME_NONE };
	return EXCERPT_LINE;
}

enum excerpt_step excerpt_next(struct excerpt *h, struct excerpt_line *out) {
	struct scan_line *line = &h->pending;
	if (h->waiting) {
		h->waiting = false;
		return give(line, out);
	}
	if (h->ended || !source_scan_next(h->scan, line))
		return EXCERPT_END;
	if (line->kind == LINE_SITE && h->inside && line->site != h->site)
		return give_site(h, line->site, out);
	if ((line->kind != LINE_FRAME && line->kind != LINE_EVENT) || !line->site || !belongs(h, line))
		return h->ended ? EXCERPT_END : EXCERPT_BUSY;
	if (line->site == h->site || !line->site->json)
		return give(line, out);
	h->waiting = true;
	return give_site(h, line->site, out);
}

bool excerpt_site_given(const struct excerpt *h) {
	return h->site != NULL;
}

bool excerpt_advance(struct excerpt *h) {
	return !h->ended && source_advance(h->source);
}
