/* Playing. Every time of the lines is moved by `by_ms`, so that the recorded moment `start` is the moment at which playing began; where
 * counts of arrays come with the full minutes only, by whole minutes, and what this puts before now comes at once. The pace is that of
 * the recorded times: `passed_ms` sums their steps, a step back counts as none. */
#include "feed.h"

#include <stdlib.h>
#include <string.h>

#include "collect.h"
#include "line_shift.h"
#include "reel.h"

#define MINUTE_MS 60000

struct feed {
	struct feed_options options; /* its strings are the caller's */
	struct collect *collect;     /* or */
	struct reel *reel;
	int64_t by_ms, now_ms, begun_mono_ms;
	int64_t last_ms, newest_ms;  /* times played, moved: the last, the greatest; TIME_NONE */
	int64_t skip_to_ms;          /* lines that would not lie after it are left out: a loop that begins again */
	double passed_ms;            /* along the recorded times since `now`; of what is past: at most 0 */
	bool present, ended;         /* playing has reached `now`; the end */
	struct buf lines;            /* the next to play, as recorded */
	const char *note;
};

static struct reel *open_reel(const struct feed_options *o, struct error *err) {
	return o->kind == FEED_SIM ? reel_open_sim(o->name, err) : reel_open_file(o->name, err);
}

static int64_t step_of(const struct feed *f) {
	const struct site *site = reel_site(f->reel);
	return site && site->array_count > 0 ? MINUTE_MS : 1;
}

/* Whole steps at or below. */
static int64_t floor_to(int64_t value, int64_t step) {
	int64_t rest = value % step;
	return value - (rest < 0 ? rest + step : rest);
}

/* How far along the next lines, of the moved time t, lie. */
static void pace(struct feed *f, int64_t t_ms) {
	if (t_ms == TIME_NONE + f->by_ms || (f->skip_to_ms != TIME_NONE && t_ms <= f->skip_to_ms))
		return;
	if (!f->present)
		f->passed_ms = (double)(t_ms - f->now_ms);
	else if (t_ms > f->last_ms)
		f->passed_ms += (double)(t_ms - f->last_ms);
	f->present = f->present || t_ms > f->now_ms;
	f->last_ms = t_ms;
	if (f->newest_ms == TIME_NONE || t_ms > f->newest_ms)
		f->newest_ms = t_ms;
}

static void load_next(struct feed *f) {
	int64_t t_ms = TIME_NONE;
	if (!reel_next(f->reel, &f->lines, &t_ms)) {
		buf_clear(&f->lines);
		f->ended = true;
		return;
	}
	pace(f, t_ms + f->by_ms);
}

/* TIME of --at on the recorded axis. */
static bool take_start(struct feed *f, int64_t first_ms, int64_t last_ms, int64_t *start_ms, struct error *err) {
	const struct site *site = reel_site(f->reel);
	struct time_context context = {
		.tz = site ? site->tz : tz_utc(), .cursor_ms = first_ms, .minus_ms = last_ms, .plus_ms = first_ms,
		.training_ms = site && site->training.present ? site->training.start_ms : TIME_NONE,
	};
	char first[TIME_ISO_SIZE], last[TIME_ISO_SIZE];
	*start_ms = first_ms;
	if (!f->options.at)
		return true;
	if (!time_parse(f->options.at, &context, start_ms, err))
		return error_prefix(err, "--at");
	if (*start_ms < first_ms || *start_ms > last_ms)
		return error_set(err, "--at: %s lies outside of %s, which goes from %s to %s", f->options.at, f->options.name, time_format_iso(first_ms, first),
		                 time_format_iso(last_ms, last));
	return true;
}

static bool begin_playing(struct feed *f, struct error *err) {
	int64_t first_ms, last_ms, start_ms;
	f->reel = open_reel(&f->options, err);
	if (!f->reel)
		return false;
	reel_range(f->reel, &first_ms, &last_ms);
	if (!take_start(f, first_ms, last_ms, &start_ms, err))
		return false;
	f->now_ms = clock_wall_ms();
	f->begun_mono_ms = clock_mono_ms();
	f->by_ms = floor_to(f->now_ms - start_ms, step_of(f));
	f->last_ms = f->newest_ms = f->skip_to_ms = TIME_NONE;
	load_next(f);
	return true;
}

struct feed *feed_open(const struct feed_options *options, struct error *err) {
	struct feed *f = mem_zalloc(1, sizeof *f);
	f->options = *options;
	bool fine = true;
	if (options->kind == FEED_COLLECT)
		fine = (f->collect = collect_open(options->name, err)) != NULL;
	else
		fine = begin_playing(f, err);
	if (fine)
		return f;
	feed_close(f);
	return NULL;
}

void feed_close(struct feed *f) {
	if (!f)
		return;
	collect_close(f->collect);
	reel_close(f->reel);
	buf_free(&f->lines);
	free(f);
}

int64_t feed_due(const struct feed *f) {
	if (f->collect)
		return collect_due(f->collect);
	if (f->ended)
		return TIME_NONE;
	return f->passed_ms <= 0 ? f->begun_mono_ms : f->begun_mono_ms + (int64_t)(f->passed_ms / f->options.speed);
}

int feed_fd(const struct feed *f) {
	return f->collect ? collect_fd(f->collect) : -1;
}

bool feed_in_past(const struct feed *f) {
	return f->reel && !f->ended && !f->present;
}

/* The loop: the first moment of the recording follows the last one by a period, or by less than a step of the constant. */
static void begin_again(struct feed *f) {
	struct error err;
	int64_t first_ms, last_ms, newest_ms = f->newest_ms;
	struct reel *again = open_reel(&f->options, &err);
	if (!again) {
		f->note = "cannot begin again: what was played is gone";
		return;
	}
	reel_close(f->reel);
	f->reel = again;
	f->ended = false;
	reel_range(again, &first_ms, &last_ms);
	const struct site *site = reel_site(again);
	int64_t period_ms = site && site->period_s > 0 ? (int64_t)(site->period_s * 1000) : 1000;
	f->by_ms = floor_to(newest_ms + period_ms - first_ms, step_of(f));
	f->skip_to_ms = newest_ms;
	load_next(f);
}

/* Of the lines from before the moment at which a loop begins again, only the site is wanted. */
static bool wanted(const struct feed *f, const char *line, size_t length) {
	int64_t t_ms = f->skip_to_ms == TIME_NONE ? TIME_NONE : line_time(line, length);
	return t_ms == TIME_NONE || t_ms + f->by_ms > f->skip_to_ms;
}

static void play_lines(struct feed *f, struct buf *out) {
	struct error ignored;
	const char *line = f->lines.data, *end = line + f->lines.len;
	while (line < end) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		size_t n = newline ? (size_t)(newline - line) : (size_t)(end - line);
		if (wanted(f, line, n) && line_shift(line, n, f->by_ms, out, &ignored))
			buf_puts(out, "\n");
		line += n + 1;
	}
}

bool feed_next(struct feed *f, struct buf *out) {
	if (f->collect)
		return collect_read(f->collect, out);
	if (f->ended || feed_due(f) > clock_mono_ms())
		return false;
	play_lines(f, out);
	load_next(f);
	if (f->ended && f->options.loop)
		begin_again(f);
	else if (f->ended)
		f->note = "it has ended; what was played stays to be read";
	return true;
}

const char *feed_note(struct feed *f) {
	if (f->collect)
		return collect_note(f->collect);
	const char *note = f->note;
	f->note = NULL;
	return note;
}

bool feed_reads_again(const struct feed *f) {
	return f->collect ? collect_is_file(f->collect) : feed_in_past(f);
}
