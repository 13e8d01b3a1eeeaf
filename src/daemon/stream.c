/* A stream goes through two phases: a snapshot of the recording, line by line; then the ring, byte for byte, at next to no cost per client.
 * Always true: `at` is the number of the first byte of the hub that the snapshot does not hold. A client that is so slow with the
 * history that the ring has moved past `at` goes on in the recording, which holds all that the ring has lost. */
#include "stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "journal.h"
#include "pack.h"
#include "thin.h"

#define SLICE_MS 2           /* of work on history in one call */
#define SLICE_LINES 16       /* looked at between two looks at the clock */
#define PIECE_BYTES (32u << 10)

struct stream {
	struct flow flow;
	struct station *station;
	struct excerpt *history;    /* NULL: the ring */
	struct thin *thin;          /* NULL: every line */
	struct pack *pack;          /* NULL: plain */
	struct line_reader *reader; /* when lines are made fewer */
	struct frame frame;
	uint64_t at;
	struct buf site;            /* the line of the site that governs at `at`; empty once a site was sent */
	bool live, stopping, ended;
	int64_t sent_mono_ms;
	struct excerpt_range range;
	bool inside, site_sent;     /* a line of the range came; its site was sent */
	uint64_t checked_to;        /* lines of the ring before this may lie outside of the range */
	uint64_t rest_to;           /* where an answer that does not go on ends in the ring */
	struct buf text;            /* ready, not yet packed */
	struct buf out;             /* from `sent` on ready to go */
	size_t sent;
};

static bool stream_lost(const struct flow *f) {
	const struct stream *s = (const struct stream *)f;
	return s->live && !s->history && s->at < hub_begin(s->station->hub);
}

static void stream_stop(struct flow *f) {
	((struct stream *)f)->stopping = true;
}

static void stream_close(struct flow *f) {
	struct stream *s = (struct stream *)f;
	excerpt_close(s->history);
	thin_free(s->thin);
	pack_free(s->pack);
	line_reader_free(s->reader);
	frame_free(&s->frame);
	buf_free(&s->site);
	buf_free(&s->text);
	buf_free(&s->out);
	free(s);
}

/* The window needs the values: each line is read, with a reader of this client's own. A site that governs already is not sent again. */
static void thin_line(struct stream *s, const char *text, size_t length) {
	struct error err;
	struct event event;
	const struct site *site, *before = line_reader_site(s->reader);
	enum line_kind kind = line_read(s->reader, text, length, &s->frame, &event, &site, &err);
	bool known = kind == LINE_SITE && site == before;
	if (kind == LINE_FRAME || kind == LINE_EVENT || (kind == LINE_SITE && !known))
		thin_add(s->thin, kind, text, length, kind == LINE_EVENT ? event.t_ms : s->frame.t_ms, &s->frame, &s->text);
}

static void thin_lines(struct stream *s, const char *lines, size_t length) {
	while (length > 0) {
		const char *newline = memchr(lines, '\n', length);
		size_t n = newline ? (size_t)(newline - lines) : length;
		thin_line(s, lines, n);
		n += newline != NULL;
		lines += n;
		length -= n;
	}
}

/* Whole lines as they are in the hub. */
static void add_lines(struct stream *s, const struct buf *lines) {
	if (lines->len > 0 && s->thin)
		thin_lines(s, lines->data, lines->len);
	else if (lines->len > 0)
		buf_add(&s->text, lines->data, lines->len);
}

/* The snapshot that was just taken ends here; so does what the site of now governs. */
static void mark_place(struct stream *s) {
	const struct buf *site = &s->station->newest.site;
	s->at = s->station->recorded;
	buf_clear(&s->site);
	if (site->len > 0)
		buf_add(&s->site, site->data, site->len);
}

/* ---- history ---- */

static void add_history(struct stream *s, const struct excerpt_line *line) {
	if (s->thin) {
		thin_line(s, line->text, line->length);
		return;
	}
	buf_add(&s->text, line->text, line->length);
	buf_puts(&s->text, "\n");
}

/* Goes on with the ring, whose first lines need their site if none was sent yet. What neither the recording nor the ring holds (the disk was full) is a gap. */
static void enter_ring(struct stream *s, bool site_sent) {
	if (s->at < hub_begin(s->station->hub))
		s->at = hub_first_line(s->station->hub);
	if (!site_sent || s->thin)
		add_lines(s, &s->site);
	s->site_sent = site_sent || s->site.len > 0;
	buf_free(&s->site);
}

/* A range that holds nothing is told with its site, so that the answer is a recording. */
static void end(struct stream *s) {
	s->ended = true;
	const char *site = s->range.from_ms != TIME_NONE ? station_site_at(s->station, s->range.from_ms) : NULL;
	if (!s->site_sent && !s->live && site)
		buf_printf(&s->text, "%s\n", site);
	else if (!s->site_sent && !s->live)
		add_lines(s, &s->station->newest.site);
	if (s->thin)
		thin_end(s->thin, &s->text);
}

/* At the end of the snapshot: on to the ring, or to what was recorded meanwhile (false: the history goes on), or to the end. */
static bool leave_history(struct stream *s) {
	bool kept = s->at >= hub_begin(s->station->hub);
	if (s->live && !kept && s->at < s->station->recorded) {
		mark_place(s);
		if (excerpt_advance(s->history))
			return false;
	}
	s->site_sent = excerpt_site_given(s->history);
	excerpt_close(s->history);
	s->history = NULL;
	/* What could not be recorded is in the ring alone, from before the range too. */
	s->rest_to = s->checked_to = s->station->recording_failed ? hub_end(s->station->hub) : 0;
	if (s->live || s->at < s->rest_to)
		enter_ring(s, s->site_sent);
	else
		end(s);
	return true;
}

/* A slice of history into `text`. */
static void fill_from_history(struct stream *s) {
	int64_t until_ms = clock_mono_ms() + SLICE_MS;
	struct excerpt_line line;
	for (unsigned i = 1; s->text.len < PIECE_BYTES; i++) {
		enum excerpt_step step = excerpt_next(s->history, &line);
		if (step == EXCERPT_LINE)
			add_history(s, &line);
		else if (step == EXCERPT_END && leave_history(s))
			return;
		if (i % SLICE_LINES == 0 && clock_mono_ms() >= until_ms)
			return;
	}
}

/* ---- the ring ---- */

static bool belongs(struct stream *s, const char *line, size_t length) {
	const struct excerpt_range *r = &s->range;
	int64_t t_ms = line_time(line, length);
	if (t_ms == TIME_NONE)
		return true;
	if ((r->to_ms != TIME_NONE && t_ms >= r->to_ms) || (r->from_ms != TIME_NONE && t_ms < r->from_ms && !(r->arrival && s->inside)))
		return false;
	s->inside = true;
	return !r->events_only || memmem(line, length, "\"event\"", 7) != NULL;
}

/* Whole lines of the ring that may lie outside of the range: those that belong to it. */
static void fill_checked(struct stream *s) {
	struct buf lines = { 0 }, one;
	size_t most = LINE_LENGTH_MAX + 1;
	lines.len = hub_read_lines(s->station->hub, &s->at, buf_reserve(&lines, most), most);
	for (char *at = lines.data, *end = lines.data + lines.len; at < end;) {
		char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t length = newline ? (size_t)(newline - at) : (size_t)(end - at);
		one = (struct buf){ .data = at, .len = length + (newline != NULL) };
		if ((length > 0 || s->live) && belongs(s, at, length)) /* empty lines are heartbeats */
			add_lines(s, &one);
		at += one.len;
	}
	buf_free(&lines);
}

static void fill_from_ring(struct stream *s) {
	const struct hub *hub = s->station->hub;
	size_t most = PIECE_BYTES;
	if (!s->thin) {
		s->text.len += hub_read(hub, &s->at, buf_reserve(&s->text, most + 1), most);
		return;
	}
	uint64_t left = hub_end(hub) - s->at;
	if (left > most) /* a line may be longer than a piece */
		most = left < LINE_LENGTH_MAX + 1 ? (size_t)left : LINE_LENGTH_MAX + 1;
	struct buf lines = { 0 };
	lines.len = hub_read_lines(hub, &s->at, buf_reserve(&lines, most + 1), most);
	add_lines(s, &lines);
	buf_free(&lines);
}

/* ---- going out ---- */

static ssize_t hand_out(struct stream *s, char *to, size_t room) {
	size_t left = s->out.len - s->sent, count = left < room ? left : room;
	memcpy(to, s->out.data + s->sent, count);
	s->sent += count;
	s->sent_mono_ms = clock_mono_ms();
	return (ssize_t)count;
}

/* `text` to `out`; all of it can be decoded by the client then. False: zstd failed. */
static bool prepare(struct stream *s, bool end) {
	buf_clear(&s->out);
	s->sent = 0;
	if (!s->pack) {
		struct buf swapped = s->out;
		s->out = s->text;
		s->text = swapped;
		return true;
	}
	bool flush = s->text.len > 0 && !s->history;
	bool fine = pack_add(s->pack, s->text.data ? s->text.data : "", s->text.len, flush, end, &s->out);
	buf_clear(&s->text);
	return fine;
}

/* Nothing happened for a while: an empty line, as long as the connection lives. */
static void beat(struct stream *s) {
	if (s->text.len == 0 && s->thin && clock_mono_ms() - s->sent_mono_ms >= STREAM_HEARTBEAT_MS)
		buf_puts(&s->text, "\n");
}

static ssize_t stream_read(struct flow *f, char *to, size_t room) {
	struct stream *s = (struct stream *)f;
	if (s->sent < s->out.len)
		return hand_out(s, to, room);
	if (s->ended)
		return FLOW_END;
	if (stream_lost(f))
		return FLOW_LOST;
	bool in_history = s->history != NULL;
	if (!in_history && s->live && s->at >= s->checked_to && !s->thin && !s->pack && s->text.len == 0 && s->at < hub_end(s->station->hub)) {
		s->sent_mono_ms = clock_mono_ms();
		return (ssize_t)hub_read(s->station->hub, &s->at, to, room);
	}
	if (in_history)
		fill_from_history(s);
	else if (!s->live && s->at >= s->rest_to)
		end(s);
	else if (s->at < s->checked_to)
		fill_checked(s);
	else if (s->at < hub_end(s->station->hub))
		fill_from_ring(s);
	else if (s->stopping)
		end(s);
	if (!s->ended)
		beat(s);
	if (!prepare(s, s->ended))
		return FLOW_LOST;
	if (s->out.len > 0)
		return hand_out(s, to, room);
	if (s->ended)
		return FLOW_END;
	return in_history || !s->live || s->at < hub_end(s->station->hub) ? FLOW_AGAIN : FLOW_DRY;
}

/* ---- opening ---- */

/* Without history: the newest site and frame at once, then the ring from here. */
static void begin_with_newest(struct stream *s) {
	add_lines(s, &s->station->newest.site);
	add_lines(s, &s->station->newest.frame);
	s->at = hub_end(s->station->hub);
}

struct flow *stream_open(struct station *station, const struct stream_options *o, struct error *err) {
	struct excerpt *history = NULL;
	bool any = station->newest.site.len > 0; /* otherwise there is nothing yet */
	if (o->history && any && !(history = excerpt_open(station, &o->range, err))) {
		if (!o->live && !station->recording_failed)
			return NULL;
		journal_line("the recording cannot be read: %s; what is in memory is served", err->text);
	}
	struct stream *s = mem_zalloc(1, sizeof *s);
	s->flow = (struct flow){ .read = stream_read, .lost = stream_lost, .stop = stream_stop, .close = stream_close };
	s->station = station;
	s->history = history;
	s->live = o->live;
	s->range = o->range;
	s->ended = !history && !o->live;
	s->sent_mono_ms = clock_mono_ms();
	frame_init(&s->frame);
	s->thin = o->every_ms > 0 ? thin_new(o->every_ms) : NULL;
	s->reader = s->thin ? line_reader_new() : NULL;
	s->pack = o->compress ? pack_new() : NULL;
	mark_place(s);
	if (o->live && !history && o->history)
		enter_ring(s, false);
	else if (o->live && !history)
		begin_with_newest(s);
	return &s->flow;
}
