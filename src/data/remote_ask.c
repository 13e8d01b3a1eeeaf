/* Asking a daemon, and what its answers lead to. The way of a live one: its site and its newest frame, then at once the stream from that
 * frame on, so that nothing is missed, and beside it the past: all of it when that is little, else one line per
 * window, with the events in their places.
 * The way of a recording: the past alone. A stream that ends is asked for again from the last line on; what it sends twice the tail
 * leaves out. */
#include "remote_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "line.h"

#define PAST_ALL_MAX (2u << 20)       /* text of a live past that is fetched as it was recorded */
#define RECORDING_ALL_MAX (32u << 20) /* and of a recording */
#define STALL_S 15                    /* three heartbeats */
#define ANSWER_MAX (64u << 20)
#define REFUSAL_MAX 4096
#define UNENDED_MAX (16u << 20)

static void ask(struct remote *r, enum ask what, const char *path, int64_t from_ms, int64_t to_ms, int64_t every_ms);
static void ask_stream(struct remote *r);
static void ask_past(struct remote *r);

/* ---- answers ---- */

static void note_age(struct remote *r, const struct http_call *call) {
	const char *text = http_header(call, "Mwtop-Age-S");
	double age_s = text ? strtod(text, NULL) : 0;
	r->age_s = age_s >= 0 && age_s < 1e10 ? age_s : 0;
	r->age_mono_ms = clock_mono_ms();
}

static bool take_tail(struct remote *r, const char *bytes, size_t count) {
	struct error err;
	bool fresh = false;
	bool fine = tail_take(&r->tail, bytes, count, &fresh, &err);
	r->changed = true;
	if (fresh) {
		r->brought = true;
		r->age_s = 0;
		r->age_mono_ms = clock_mono_ms();
	}
	if (!fine)
		r->trouble = err;
	return fine;
}

static void start_tail(struct remote *r) {
	double age_s = r->age_s;
	int64_t age_mono_ms = r->age_mono_ms;
	take_tail(r, r->fetch[ASK_SITE].text.data, r->fetch[ASK_SITE].text.len);
	take_tail(r, "\n", 1);
	take_tail(r, r->fetch[ASK_NOW].text.data, r->fetch[ASK_NOW].text.len);
	take_tail(r, "\n", 1);
	r->age_s = age_s; /* the newest is as old as the daemon said */
	r->age_mono_ms = age_mono_ms;
	ask_stream(r);
	ask_past(r);
}

/* Site and newest frame are there: a live one is followed, a recording's past is all there is. */
static void begin(struct remote *r) {
	if (!r->fetch[ASK_SITE].answered || !r->fetch[ASK_NOW].answered)
		return;
	if (r->recording)
		ask_past(r);
	else
		start_tail(r);
}

static void take_site(struct fetch *f) {
	struct remote *r = f->remote;
	struct http_result result = { .retry_after_s = NAN };
	struct site *site = line_parse_site(f->text.data ? f->text.data : "", f->text.len, &result.err);
	if (site) {
		r->period_s = site->period_s;
		site_free(site);
		begin(r);
		return;
	}
	error_prefix(&result.err, "what it answers is no site (is this mwtopd?)");
	f->answered = false;
	remote_fail(f, &result);
}

static void take_now(struct fetch *f) {
	struct http_result result = { .retry_after_s = NAN };
	f->answered = line_time(f->text.data ? f->text.data : "", f->text.len) != TIME_NONE;
	if (f->answered) {
		begin(f->remote);
		return;
	}
	error_set(&result.err, "what it answers is no sample (is this mwtopd?)");
	remote_fail(f, &result);
}

static void ask_past(struct remote *r) {
	ask(r, ASK_RANGE, "/v1/range", TIME_NONE, TIME_NONE, 0);
}

/* Bytes of text of a span, by the length of the newest line; what the daemon says may be compressed. */
static uint64_t text_of(const struct remote *r, int64_t span_ms, uint64_t told) {
	double lines = r->period_s > 0 ? (double)span_ms / (1000 * r->period_s) : 0;
	double bytes = lines * (double)r->fetch[ASK_NOW].text.len;
	return bytes > (double)told ? (uint64_t)bytes : told;
}

/* How much there is decides in which form it is asked for. */
static void plan_past(struct remote *r, const struct remote_range *range) {
	int64_t to_ms = r->recording ? TIME_NONE : r->tail.first_ms; /* where the tail begins, however long that is ago */
	int64_t end_ms = to_ms == TIME_NONE ? range->last_ms : to_ms;
	uint64_t most = r->recording ? RECORDING_ALL_MAX : PAST_ALL_MAX;
	if (r->from_now || range->first_ms == TIME_NONE || end_ms == TIME_NONE || (to_ms != TIME_NONE && range->first_ms >= to_ms)) {
		if (r->recording) /* its site is all there is */
			take_tail(r, r->fetch[ASK_SITE].text.data, r->fetch[ASK_SITE].text.len);
		r->ended = r->recording;
		r->no_past = true;
		return;
	}
	if (text_of(r, end_ms - range->first_ms, range->bytes) <= most) {
		r->whole_origin = past_begin(&r->past);
		ask(r, ASK_WHOLE, "/v1/frames", r->recording ? TIME_NONE : range->first_ms, to_ms, 0);
		r->fetch[ASK_WHOLE].from_ms = range->first_ms;
		r->fetch[ASK_WHOLE].to_ms = end_ms + (to_ms == TIME_NONE);
		return;
	}
	r->window_ms = remote_window_ms(end_ms - range->first_ms);
	ask(r, ASK_COARSE, "/v1/frames", range->first_ms, to_ms, r->window_ms);
	r->fetch[ASK_COARSE].to_ms = end_ms + (to_ms == TIME_NONE);
}

static void take_range(struct fetch *f) {
	struct remote_range range;
	if (remote_read_range(f->text.data ? f->text.data : "", f->text.len, &range)) {
		if (range.last_ms > f->remote->tail.latest_ms)
			f->remote->tail.latest_ms = range.last_ms;
		plan_past(f->remote, &range);
		return;
	}
	struct http_result result = { .retry_after_s = NAN };
	error_set(&result.err, "it answers no range of time: is this mwtopd?");
	remote_fail(f, &result);
}

static void take_whole(struct fetch *f) {
	struct remote *r = f->remote;
	past_set(&r->past, f->from_ms, f->to_ms, false, r->whole_origin);
	if (r->whole) { /* what came meanwhile stands in the whole too */
		roll_clear(&r->tail.text);
		store_resize(r->tail.text.store, r->tail.text.end, true);
	}
	r->ended = r->whole || r->recording;
	remote_rejoin(r);
}

static void take_coarse(struct fetch *f) {
	struct remote *r = f->remote;
	struct error err;
	uint64_t origin = past_begin(&r->past);
	if (past_put(&r->past, f->text.data ? f->text.data : "", f->text.len, &err)) {
		past_set(&r->past, f->from_ms, f->to_ms, true, origin);
		remote_rejoin(r);
		if (!r->recording)
			remote_ask_stretch(r, f->to_ms - 1);
	} else {
		r->trouble = err;
	}
	buf_free(&f->text);
}

static void take_stretch(struct fetch *f) {
	struct remote *r = f->remote;
	struct error err;
	uint64_t origin = past_begin(&r->past);
	if (past_put(&r->past, f->text.data ? f->text.data : "", f->text.len, &err)) {
		past_refine(&r->past, f->from_ms, f->to_ms, origin);
		remote_rejoin(r);
	} else {
		r->trouble = err;
	}
	buf_free(&f->text);
}

/* ---- the table of what is asked ---- */

struct ask_kind {
	uint64_t bytes_max;
	bool gathered;                 /* the answer is gathered in the fetch, whole before it is taken */
	void (*take)(struct fetch *f); /* the whole answer, of status 200; NULL: it has no end but a broken one */
};

static const struct ask_kind kinds[ASK_COUNT] = {
	[ASK_SITE] = { LINE_LENGTH_MAX, true, take_site },
	[ASK_NOW] = { LINE_LENGTH_MAX, true, take_now },
	[ASK_RANGE] = { REFUSAL_MAX, true, take_range },
	[ASK_WHOLE] = { 0, false, take_whole },
	[ASK_COARSE] = { ANSWER_MAX, true, take_coarse },
	[ASK_STRETCH] = { 8 * (uint64_t)ANSWER_MAX, true, take_stretch },
	[ASK_STREAM] = { 0, false, NULL },
};

static bool on_head(void *data, struct http_call *call, int status) {
	struct fetch *f = data;
	struct remote *r = f->remote;
	const char *source = http_header(call, "Mwtop-Source");
	f->status = status;
	if (status != 200)
		return true;
	r->recording = source && !strcmp(source, "recording");
	if (f->ask == ASK_NOW || f->ask == ASK_WHOLE || f->ask == ASK_STREAM)
		note_age(r, call);
	if (f->ask == ASK_STREAM) {
		r->connected = r->changed = true;
		r->trouble.text[0] = '\0';
	}
	return true;
}

static bool on_body(void *data, const char *bytes, size_t count) {
	struct fetch *f = data;
	struct remote *r = f->remote;
	struct error err;
	if (f->status != 200 || kinds[f->ask].gathered) {
		size_t room = f->status == 200 ? count : f->text.len < REFUSAL_MAX ? REFUSAL_MAX - f->text.len : 0;
		buf_add(&f->text, bytes, count < room ? count : room);
		return true;
	}
	if (f->ask == ASK_STREAM)
		return take_tail(r, bytes, count);
	const char *newline = memrchr(bytes, '\n', count);
	f->unended = newline ? (uint64_t)(bytes + count - newline - 1) : f->unended + count;
	bool fine = f->unended <= UNENDED_MAX || error_set(&err, "no end of a line in 16 MiB: this is no telemetry");
	if (fine && past_put(&r->past, bytes, count, &err))
		return true;
	remote_end_for_good(r, &err);
	return false;
}

/* The stream ended, however: asked for again from where it ended. */
static void stream_done(struct fetch *f, const struct http_result *result) {
	struct remote *r = f->remote;
	struct http_result told = *result;
	bool kept = *r->trouble.text && r->connected; /* the tail could not take it */
	struct error why = r->trouble;
	if (r->brought) /* a stream that brought something new was no failure */
		f->failures = 0;
	if (result->complete && result->status == 200)
		error_set(&told.err, "the daemon ended the stream");
	told.complete = told.complete && told.status != 200;
	r->connected = false;
	remote_fail(f, &told);
	if (kept)
		r->trouble = why;
}

static void on_done(void *data, const struct http_result *result) {
	struct fetch *f = data;
	struct remote *r = f->remote;
	f->call = NULL;
	if (f->ask == ASK_STREAM) {
		stream_done(f, result);
	} else if (f->ask == ASK_RANGE && result->complete && result->status == 404 && !r->recording) {
		/* a daemon that does not say what it has: the last day in minutes */
		plan_past(r, &(struct remote_range){ .first_ms = r->tail.first_ms - 86400000, .last_ms = r->tail.first_ms });
	} else if (result->complete && result->status == 200) {
		f->answered = r->changed = true;
		r->empty = false;
		f->failures = 0;
		r->trouble.text[0] = '\0';
		kinds[f->ask].take(f);
	} else if (f->ask == ASK_NOW && r->recording && result->complete) {
		f->answered = true; /* a recording without samples */
		buf_clear(&f->text);
		begin(r);
	} else if (!*r->fault.text) {
		remote_fail(f, result);
	}
}

/* ---- asking ---- */

static void start(struct fetch *f, char *target) {
	static const struct http_handler handler = { on_head, on_body, on_done };
	struct remote *r = f->remote;
	struct http_limits limits = { .stall_s = STALL_S, .bytes_max = kinds[f->ask].bytes_max };
	struct http_result refused = { .retry_after_s = NAN };
	f->answered = false;
	f->status = 0;
	f->unended = 0;
	f->retry_ms = TIME_NONE;
	buf_clear(&f->text);
	f->call = http_get(r->http, target, &limits, &handler, f, &refused.err);
	if (!f->call)
		remote_fail(f, &refused);
	free(target);
}

static void ask(struct remote *r, enum ask what, const char *path, int64_t from_ms, int64_t to_ms, int64_t every_ms) {
	struct fetch *f = &r->fetch[what];
	if (f->call)
		return;
	f->from_ms = from_ms;
	f->to_ms = to_ms;
	start(f, remote_target(path, from_ms, to_ms, every_ms));
}

static void ask_stream(struct remote *r) {
	tail_resume(&r->tail);
	r->brought = false;
	ask(r, ASK_STREAM, "/v1/stream", r->tail.last_ms, TIME_NONE, 0);
}

void remote_start(struct remote *r) {
	r->started = true;
	ask(r, ASK_SITE, "/v1/site", TIME_NONE, TIME_NONE, 0);
	ask(r, ASK_NOW, "/v1/now", TIME_NONE, TIME_NONE, 0);
}

void remote_ask_whole(struct remote *r) {
	for (int i = 0; i < ASK_COUNT; i++) {
		if (r->fetch[i].call)
			http_cancel(r->fetch[i].call);
		r->fetch[i].call = NULL;
		r->fetch[i].retry_ms = TIME_NONE;
	}
	r->whole = true;
	r->whole_origin = past_begin(&r->past);
	ask(r, ASK_WHOLE, "/v1/frames", TIME_NONE, TIME_NONE, 0);
}

void remote_ask_stretch(struct remote *r, int64_t t_ms) {
	const struct past_piece *piece = past_coarse_at(&r->past, t_ms);
	int64_t from_ms, to_ms;
	if (!piece || r->fetch[ASK_STRETCH].call)
		return;
	remote_stretch(t_ms, r->window_ms, piece->from_ms, piece->to_ms, &from_ms, &to_ms);
	ask(r, ASK_STRETCH, "/v1/frames", from_ms, to_ms, 0);
}

static void ask_again(struct remote *r, struct fetch *f) {
	switch (f->ask) {
	case ASK_SITE: ask(r, ASK_SITE, "/v1/site", TIME_NONE, TIME_NONE, 0); break;
	case ASK_NOW: ask(r, ASK_NOW, "/v1/now", TIME_NONE, TIME_NONE, 0); break;
	case ASK_STREAM: ask_stream(r); break;
	case ASK_STRETCH: break; /* asked for again if it is still looked at */
	default: ask_past(r); break;
	}
}

void remote_retry_due(struct remote *r, int64_t mono_ms) {
	for (int i = 0; i < ASK_COUNT; i++) {
		struct fetch *f = &r->fetch[i];
		if (f->retry_ms == TIME_NONE || f->retry_ms > mono_ms)
			continue;
		f->retry_ms = TIME_NONE;
		ask_again(r, f);
	}
}
