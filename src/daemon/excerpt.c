/* Range requests. The scan begins at the last frame before the range (found by bisection) and ends at the first frame behind it, both moved
 * outwards by how far lines are out of order, so that a request reads little more than it sends and misses nothing. Before the
 * past of the recording is known that is not, and the scan waits. */
#include "excerpt.h"

#include <stdlib.h>
#include <string.h>

#include "source.h"

struct excerpt {
	const struct station *station;
	struct source *source;
	struct source_scan *scan; /* NULL: not begun */
	struct excerpt_range range;
	int64_t until_ms;         /* a frame of this time or later ends the scan; TIME_NONE */
	struct scan_line pending; /* waits for its site to be sent first */
	bool waiting, inside, ended, site_given;
	struct buf site;          /* the line that was given last */
};

struct excerpt *excerpt_open(const struct station *station, const struct excerpt_range *range, struct error *err) {
	struct source *source = source_open(station->path, err);
	if (!source)
		return NULL;
	struct excerpt *h = mem_zalloc(1, sizeof *h);
	h->station = station;
	h->source = source;
	h->range = *range;
	h->until_ms = TIME_NONE;
	return h;
}

/* An event of exactly `from` may stand before the frame of that time. */
static void begin(struct excerpt *h) {
	const struct excerpt_range *r = &h->range;
	int64_t disorder_ms = station_disorder_ms(h->station);
	h->scan = source_scan_open(h->source, r->from_ms == TIME_NONE ? TIME_NONE : r->from_ms - disorder_ms - 1);
	if (r->to_ms != TIME_NONE && r->to_ms < INT64_MAX - disorder_ms)
		h->until_ms = r->to_ms + disorder_ms;
}

void excerpt_close(struct excerpt *h) {
	if (!h)
		return;
	if (h->scan)
		source_scan_close(h->scan);
	source_close(h->source);
	buf_free(&h->site);
	free(h);
}

/* Whether a frame or event belongs to the range; a frame far enough behind it ends the scan. */
static bool belongs(struct excerpt *h, const struct scan_line *line) {
	const struct excerpt_range *r = &h->range;
	if (r->to_ms != TIME_NONE && line->t_ms >= r->to_ms) {
		h->ended = line->kind == LINE_FRAME && !r->arrival && h->until_ms != TIME_NONE && line->t_ms >= h->until_ms;
		return false;
	}
	if (r->from_ms != TIME_NONE && line->t_ms < r->from_ms && !(r->arrival && h->inside))
		return false;
	h->inside = true;
	return !r->events_only || line->kind == LINE_EVENT;
}

static enum excerpt_step give(const struct scan_line *line, struct excerpt_line *out) {
	*out = (struct excerpt_line){ .kind = line->kind, .text = line->text, .length = line->length, .t_ms = line->t_ms };
	return EXCERPT_LINE;
}

static void keep_site(struct excerpt *h, const char *text, size_t length) {
	buf_clear(&h->site);
	buf_add(&h->site, text, length);
	h->site_given = true;
}

/* Each segment begins with its site, which came only once. In a finished recording every line is given, though. */
static enum excerpt_step give_site(struct excerpt *h, const struct scan_line *line, struct excerpt_line *out) {
	bool same = h->site.len == line->length && memcmp(h->site.data, line->text, line->length) == 0;
	if (same && h->station->recorder)
		return EXCERPT_BUSY;
	keep_site(h, line->text, line->length);
	return give(line, out);
}

/* The site that governs the first line. The station knows better than the scan, which has jumped. */
static enum excerpt_step give_first_site(struct excerpt *h, const struct scan_line *line, struct excerpt_line *out) {
	const char *site = station_site_at(h->station, line->t_ms);
	if (!site)
		site = line->site->json;
	keep_site(h, site ? site : "", site ? strlen(site) : 0);
	if (!site)
		return give(line, out);
	h->waiting = true;
	*out = (struct excerpt_line){ .kind = LINE_SITE, .text = site, .length = strlen(site), .t_ms = TIME_NONE };
	return EXCERPT_LINE;
}

enum excerpt_step excerpt_next(struct excerpt *h, struct excerpt_line *out) {
	struct scan_line *line = &h->pending;
	if (h->waiting) {
		h->waiting = false;
		return give(line, out);
	}
	if (!h->scan && !station_knows_past(h->station))
		return EXCERPT_BUSY;
	if (!h->scan)
		begin(h);
	if (h->ended || !source_scan_next(h->scan, line))
		return EXCERPT_END;
	if (line->kind == LINE_SITE && h->site_given)
		return give_site(h, line, out);
	if ((line->kind != LINE_FRAME && line->kind != LINE_EVENT) || !line->site || !belongs(h, line))
		return h->ended ? EXCERPT_END : EXCERPT_BUSY;
	return h->site_given ? give(line, out) : give_first_site(h, line, out);
}

bool excerpt_site_given(const struct excerpt *h) {
	return h->site_given;
}

bool excerpt_advance(struct excerpt *h) {
	return !h->ended && source_advance(h->source);
}
