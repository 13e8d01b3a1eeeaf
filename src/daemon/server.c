/* The daemon. What a feed says of the past is taken in before anybody is served; then the sockets are opened and told. All work is done
 * in slices: between two of them the loop looks at its sockets and signals. */
#include "server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bundled.h"
#include "journal.h"
#include "listen.h"
#include "notify.h"
#include "routes.h"
#include "stream.h"
#include "token.h"

#define SLICE_MS 10     /* of taking in lines */
#define SLICE_BYTES (256u << 10)
#define RING_SHARE 8    /* of the ring is taken in at most, before clients have their turn */
#define RECORDER_MS 3   /* of compressing */
#define PAST_MS 3       /* of reading what was recorded before */
#define DRAIN_MS 2000

enum { DUE_API_SWEEP, DUE_API_RUN, DUE_FEED, DUE_HEARTBEAT, DUE_RECORDER, DUE_DRAINED };

struct server {
	const struct settings *settings;
	struct loop *loop;
	struct station *station;
	struct feed *feed;      /* NULL: a finished recording */
	struct api *api;
	struct service service;
	struct listener listener[LISTEN_MAX];
	size_t listener_count;
	bool serving, stopping, feed_behind, recorder_busy;
	struct buf lines;
	struct error failure;
};

static void on_feed(void *data);
static void on_feed_fd(void *data, int fd, unsigned what);
static void on_recorder(void *data);

/* ---- lines come in ---- */

static void on_heartbeat(void *data) {
	struct server *s = data;
	hub_append(s->station->hub, "\n", 1);
	loop_deadline(s->loop, DUE_HEARTBEAT, clock_mono_ms() + STREAM_HEARTBEAT_MS, on_heartbeat, s);
	if (s->serving)
		api_wake(s->api);
}

static void tell_note(struct server *s) {
	const char *note = feed_note(s->feed);
	if (note)
		journal_line("%s: %s", s->settings->source, note);
}

static void arm_recorder(struct server *s) {
	if (s->station->recorder)
		loop_deadline(s->loop, DUE_RECORDER, recorder_due(s->station->recorder), on_recorder, s);
}

static void on_recorder(void *data) {
	struct server *s = data;
	recorder_tick(s->station->recorder, clock_mono_ms());
	s->recorder_busy = true;
	arm_recorder(s);
}

/* Takes in what is due, for a slice of time, and no more than clients who read can keep up with. */
static void take_lines(struct server *s) {
	int64_t until_ms = clock_mono_ms() + SLICE_MS;
	size_t most = s->settings->buffer_bytes / RING_SHARE < SLICE_BYTES ? s->settings->buffer_bytes / RING_SHARE : SLICE_BYTES;
	bool any = false;
	s->feed_behind = false;
	buf_clear(&s->lines);
	while (feed_next(s->feed, &s->lines)) {
		any = true;
		if (s->lines.len >= most || clock_mono_ms() >= until_ms) {
			s->feed_behind = true;
			break;
		}
	}
	if (any && s->lines.len > 0) {
		station_take(s->station, s->lines.data, s->lines.len);
		s->recorder_busy = true; /* a segment may have been closed */
		arm_recorder(s);
		loop_deadline(s->loop, DUE_HEARTBEAT, clock_mono_ms() + STREAM_HEARTBEAT_MS, on_heartbeat, s);
		if (s->serving)
			api_wake(s->api);
	}
	tell_note(s);
	if (feed_fd(s->feed) >= 0)
		loop_watch(s->loop, feed_fd(s->feed), LOOP_READ, on_feed_fd, s);
	loop_deadline(s->loop, DUE_FEED, s->feed_behind ? TIME_NONE : feed_due(s->feed), on_feed, s);
}

static void on_feed(void *data) {
	take_lines(data);
}

static void on_feed_fd(void *data, int fd, unsigned what) {
	struct server *s = data;
	(void)what;
	take_lines(s);
	if (feed_fd(s->feed) != fd)
		loop_watch(s->loop, fd, 0, NULL, NULL);
}

/* ---- beginning ---- */

static bool open_sockets(struct server *s, struct error *err) {
	for (size_t i = 0; i < s->settings->listen_count; i++) {
		struct listener *l = &s->listener[s->listener_count];
		if (!listen_open(s->settings->listen[i], l, err))
			return false;
		s->listener_count++;
		if (l->beyond_loopback && !s->service.token) {
			close(l->fd);
			return error_set(err, "--listen %s: beyond loopback a token is needed: --token-file FILE", s->settings->listen[i]);
		}
		api_listen(s->api, l->fd);
	}
	return true;
}

static void fail(struct server *s, const struct error *err) {
	s->failure = *err;
	loop_stop(s->loop);
}

static void begin_serving(struct server *s) {
	struct error err;
	s->serving = true;
	if (!open_sockets(s, &err)) {
		fail(s, &err);
		return;
	}
	for (size_t i = 0; i < s->listener_count; i++) {
		printf("mwtopd: listening on %s\n", s->listener[i].url);
		journal_line("listening on %s, %s", s->listener[i].url, s->settings->source);
	}
	fflush(stdout);
	notify_send("READY=1");
}

/* ---- signals ---- */

static void end_loop(void *data) {
	struct server *s = data;
	loop_stop(s->loop);
}

static void stop(struct server *s, int number) {
	if (s->stopping || !s->serving) {
		loop_stop(s->loop);
		return;
	}
	s->stopping = true;
	notify_send("STOPPING=1");
	journal_line("ends by signal %d", number);
	loop_deadline(s->loop, DUE_FEED, TIME_NONE, NULL, NULL);
	loop_deadline(s->loop, DUE_DRAINED, clock_mono_ms() + DRAIN_MS, end_loop, s);
	api_drain(s->api, end_loop, s);
}

static void read_again(struct server *s) {
	struct error err;
	if (!journal_reopen(&err))
		journal_line("%s", err.text);
	if (s->settings->token_file) {
		char *token = token_read(s->settings->token_file, &err);
		if (token) {
			token_free(s->service.token);
			s->service.token = token;
		} else {
			journal_line("the token stays as it was: %s", err.text);
		}
	}
	if (s->station->recorder)
		recorder_split(s->station->recorder);
	s->recorder_busy = s->station->recorder != NULL;
	journal_line("log reopened%s%s", s->settings->token_file ? ", token read again" : "", !s->station->recorder ? "" : s->station->recording_failed ? "; recording has stopped: restart to begin again" : ", a new segment begins");
}

static void on_signal(void *data, int number) {
	struct server *s = data;
	if (number == SIGHUP)
		read_again(s);
	else
		stop(s, number);
}

/* ---- running ---- */

/* Work that is done in slices; true while there is more. */
static bool idle(void *data) {
	struct server *s = data;
	struct error err = { "" };
	bool more = false;
	if (s->feed && s->feed_behind && !s->stopping) {
		take_lines(s);
		more = s->feed_behind;
	}
	if (!s->serving && !(s->feed && feed_in_past(s->feed))) {
		if (s->settings->feed.kind != FEED_COLLECT)
			s->station->known_to_ms = TIME_NONE; /* what comes now is new, whatever was recorded */
		begin_serving(s);
	}
	if (s->recorder_busy && s->station->recorder) {
		s->recorder_busy = recorder_work(s->station->recorder, RECORDER_MS, &err);
		if (err.text[0])
			journal_line("%s", err.text);
	}
	more = station_work(s->station, PAST_MS) || more;
	return api_turn(s->api) || more || s->recorder_busy;
}

static void raise_limits(void) {
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static bool open_feed(struct server *s, struct error *err) {
	if (s->settings->own_times)
		return true;
	s->feed = feed_open(&s->settings->feed, err);
	if (!s->feed)
		return false;
	s->feed_behind = true; /* the first look */
	return true;
}

static bool open_all(struct server *s, char *own_times, struct error *err) {
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP };
	const struct settings *o = s->settings;
	struct station_options station = { .record_dir = o->record_dir, .own_times = own_times, .keep_s = o->keep_s, .ring_bytes = o->buffer_bytes, .source = o->source };
	struct api_options api = { .max_clients = o->max_clients, .header_ms = (int64_t)(o->header_s * 1000), .stall_ms = (int64_t)(o->stall_s * 1000),
		                   .sweep_deadline = DUE_API_SWEEP, .run_deadline = DUE_API_RUN };
	if (o->token_file && !(s->service.token = token_read(o->token_file, err)))
		return false;
	if (!(s->loop = loop_new(err)) || !loop_watch_signals(s->loop, signals, 3, on_signal, s, err))
		return false;
	if (!open_feed(s, err))
		return false;
	station.read_again = s->feed && feed_reads_again(s->feed);
	if (!(s->station = station_open(&station, err)))
		return false;
	s->service.station = s->station;
	s->service.version = MWTOP_VERSION;
	s->service.api = s->api = api_new(s->loop, &api, routes_answer, &s->service, err);
	return s->api != NULL;
}

static bool close_all(struct server *s, struct error *err) {
	api_free(s->api);
	for (size_t i = 0; i < s->listener_count; i++)
		listen_forget(&s->listener[i]);
	feed_close(s->feed);
	bool fine = station_close(s->station, err);
	signal(SIGTERM, SIG_IGN); /* once asked, it ends in order */
	loop_free(s->loop);
	token_free(s->service.token);
	buf_free(&s->lines);
	return fine;
}

bool server_run(const struct settings *settings, struct error *err) {
	struct server s = { .settings = settings };
	char *own_times = settings->own_times ? bundled_find(settings->feed.name, err) : NULL;
	struct error closing;
	if (settings->own_times && !own_times)
		return false;
	raise_limits();
	bool fine = open_all(&s, own_times, err);
	if (fine) {
		loop_deadline(s.loop, DUE_HEARTBEAT, clock_mono_ms() + STREAM_HEARTBEAT_MS, on_heartbeat, &s);
		s.recorder_busy = s.station->recorder != NULL;
		loop_run(s.loop, idle, &s);
		if (s.failure.text[0]) {
			*err = s.failure;
			fine = false;
		}
	}
	if (!close_all(&s, &closing) && fine) {
		*err = closing;
		fine = false;
	}
	free(own_times);
	return fine;
}
