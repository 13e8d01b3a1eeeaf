/* A simulation or a recording, line by line. What cannot be read is left out. */
#include "reel.h"

#include <stdlib.h>
#include <string.h>

#include "bundled.h"
#include "sim.h"
#include "source.h"

struct reel {
	struct sim *sim;            /* or */
	struct source *source;
	struct source_scan *scan;
};

struct reel *reel_open_sim(const char *name, struct error *err) {
	char *path = bundled_find_script(name);
	struct sim *sim = sim_open(path, NULL, err);
	free(path);
	if (!sim)
		return NULL;
	struct reel *r = mem_zalloc(1, sizeof *r);
	r->sim = sim;
	return r;
}

struct reel *reel_open_file(const char *name, struct error *err) {
	char *path = bundled_find(name, err);
	struct source *source = path ? source_open(path, err) : NULL;
	int64_t first_ms, last_ms;
	free(path);
	if (source && !source_range(source, &first_ms, &last_ms)) {
		error_set(err, "%s: no frame in it", name);
		source_close(source);
		return NULL;
	}
	if (!source)
		return NULL;
	struct reel *r = mem_zalloc(1, sizeof *r);
	r->source = source;
	r->scan = source_scan_open(source, TIME_NONE);
	return r;
}

void reel_close(struct reel *r) {
	if (!r)
		return;
	sim_close(r->sim);
	source_scan_close(r->scan);
	source_close(r->source);
	free(r);
}

/* The time of the last line, which is the frame of a sample. */
static int64_t time_of_last(const struct buf *lines) {
	const char *end = lines->data + lines->len - 1, *newline = memrchr(lines->data, '\n', lines->len - 1);
	const char *last = newline ? newline + 1 : lines->data;
	return line_time(last, (size_t)(end - last));
}

static bool next_sample(struct reel *r, struct buf *lines, int64_t *t_ms) {
	while (lines->len == 0) /* a recorder that is down brings nothing */
		if (!sim_next(r->sim, lines))
			return false;
	*t_ms = time_of_last(lines);
	return true;
}

static bool next_line(struct reel *r, struct buf *lines, int64_t *t_ms) {
	struct scan_line line;
	while (source_scan_next(r->scan, &line)) {
		if (line.kind == LINE_BAD || line.kind == LINE_EMPTY)
			continue;
		buf_add(lines, line.text, line.length);
		buf_puts(lines, "\n");
		*t_ms = line.t_ms;
		if (line.kind != LINE_SITE) /* a site goes with the line that it governs */
			return true;
	}
	return lines->len > 0;
}

bool reel_next(struct reel *r, struct buf *lines, int64_t *t_ms) {
	buf_clear(lines);
	return r->sim ? next_sample(r, lines, t_ms) : next_line(r, lines, t_ms);
}

const struct site *reel_site(const struct reel *r) {
	return r->sim ? sim_site(r->sim) : source_site(r->source);
}

void reel_range(const struct reel *r, int64_t *first_ms, int64_t *last_ms) {
	*first_ms = *last_ms = TIME_NONE;
	if (r->sim)
		sim_range(r->sim, first_ms, last_ms);
	else
		source_range(r->source, first_ms, last_ms);
}
