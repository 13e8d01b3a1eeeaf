/* Any bytes as a recording: read line by line by the template and by the general reader, which must agree; what was read is
 * written, and must then be read back to the same bytes. Seeds: corpus-line/, words: line.dict. */
#include <stdlib.h>
#include <string.h>

#include "line.h"

#define BYTES_MAX 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool ok) {
	if (!ok)
		abort();
}

static bool same_value(double a, double b) {
	return isnan(a) ? isnan(b) : memcmp(&a, &b, sizeof a) == 0;
}

static bool frames_same(const struct frame *a, const struct frame *b) {
	bool same = a->t_ms == b->t_ms && a->count == b->count && a->site == b->site && a->window_s == b->window_s && a->ranged == b->ranged;
	for (size_t i = 0; same && i < a->count; i++)
		same = a->quality[i] == b->quality[i] && a->since_ms[i] == b->since_ms[i] && same_value(a->value[i], b->value[i]) &&
		       (!a->ranged || (same_value(a->low[i], b->low[i]) && same_value(a->high[i], b->high[i])));
	return same;
}

struct run {
	struct line_reader *fast, *general, *back;
	struct frame a, b;
};

static void check_frame(struct run *r) {
	struct buf once = { 0 }, again = { 0 };
	struct error err;
	demand(frames_same(&r->a, &r->b));
	line_write_frame(&once, &r->a);
	line_reader_use(r->back, r->a.site);
	demand(line_read(r->back, once.data, once.len - 1, &r->b, NULL, NULL, &err) == LINE_FRAME);
	line_write_frame(&again, &r->b);
	demand(once.len == again.len && memcmp(once.data, again.data, once.len) == 0);
	buf_free(&once);
	buf_free(&again);
}

static void check_event(struct run *r, const struct event *event) {
	struct buf once = { 0 }, again = { 0 };
	struct event back;
	struct error err;
	line_write_event(&once, event);
	demand(line_read(r->back, once.data, once.len - 1, NULL, &back, NULL, &err) == LINE_EVENT);
	line_write_event(&again, &back);
	demand(once.len == again.len && memcmp(once.data, again.data, once.len) == 0);
	buf_free(&once);
	buf_free(&again);
}

/* Written from its fields it is read again, and then the same bytes. */
static void check_site(const struct site *site) {
	struct buf once = { 0 }, again = { 0 };
	struct error err;
	struct site *own = line_parse_site(site->json, strlen(site->json), &err);
	demand(own != NULL && own->column_count == site->column_count);
	free(own->json);
	own->json = NULL;
	line_write_site(&once, own);
	struct site *back = line_parse_site(once.data, once.len, &err);
	demand(back != NULL && back->column_count == site->column_count);
	free(back->json);
	back->json = NULL;
	line_write_site(&again, back);
	demand(once.len == again.len && memcmp(once.data, again.data, once.len) == 0);
	site_free(own);
	site_free(back);
	buf_free(&once);
	buf_free(&again);
}

static void check_line(struct run *r, const char *text, size_t length) {
	struct event event, event_general;
	const struct site *site = NULL, *site_general;
	struct error err = { "" }, err_general = { "" };
	char *copy = malloc(length + 1);
	demand(copy != NULL);
	memcpy(copy, text, length);
	copy = realloc(copy, length ? length : 1); /* so that a read past the end is seen */
	enum line_kind kind = line_read(r->fast, copy, length, &r->a, &event, &site, &err);
	if (kind == LINE_SITE) {
		line_reader_use(r->general, site);
		check_site(site);
	} else {
		demand(line_read(r->general, copy, length, &r->b, &event_general, &site_general, &err_general) == kind);
		demand(strcmp(err.text, err_general.text) == 0);
	}
	line_time(copy, length);
	if (kind == LINE_FRAME)
		check_frame(r);
	else if (kind == LINE_EVENT)
		check_event(r, &event);
	demand(!line_is_site(copy, length) || kind == LINE_SITE || kind == LINE_BAD);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	if (size > BYTES_MAX)
		return 0;
	struct run r = { line_reader_new(), line_reader_new(), line_reader_new(), { 0 }, { 0 } };
	frame_init(&r.a);
	frame_init(&r.b);
	line_reader_general_only(r.general, true);
	const char *at = (const char *)data, *end = at + size;
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;
		check_line(&r, at, (size_t)(stop - at));
		at = stop + 1;
	}
	frame_free(&r.a);
	frame_free(&r.b);
	line_reader_free(r.general);
	line_reader_free(r.back);
	line_reader_free(r.fast);
	return 0;
}
