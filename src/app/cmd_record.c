/* `mwtop record`: what a live source brings from now on, as a recording: into one file, or into a directory of segments. It ends after --for,
 * at the end of a stream, on SIGINT, SIGTERM or SIGHUP; what came until then is whole. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bundled.h"
#include "command.h"
#include "loop.h"
#include "recorder.h"
#include "tap.h"

enum { OPT_OUT, OPT_FOR, OPT_KEEP, OPT_ACCESS, OPT_COUNT = OPT_ACCESS + ACCESS_ROWS };
static const struct option_row rows[OPT_COUNT] = {
	[OPT_OUT] = { "output", 'o', OPTION_TEXT, "FILE", 0, 0, "record to this file (.zst: compressed when it ends), or into this directory (DIR/), a segment a day" },
	[OPT_FOR] = { "for", 0, OPTION_TEXT, "DURATION", 0, 0, "stop after this long (90s, 40m, 8h, 7d); without it on Ctrl-C" },
	[OPT_KEEP] = { "keep", 0, OPTION_TEXT, "DURATION", 0, 0, "directory: remove segments older than this" },
	ACCESS_OPTIONS(OPT_ACCESS),
};

#define KEEP_BYTES (64u << 20) /* of what came, so that a connection made again finds its place in it; at most twice as much is there */

enum { TIMER_END, TIMER_SYNC, TIMER_POLL };

struct recording {
	struct source *source;
	struct recorder *recorder;
	struct tap *tap;
	struct loop *loop;
	struct buf lines;
	char note[200];       /* what was last said about the link */
	bool failed;
	struct error err;
};

static void on_timer(void *data);
static void on_source(void *data, int fd, unsigned what);

static void settle(struct recording *r) {
	int fd = source_fd(r->source), poll_ms = source_poll_ms(r->source);
	if (fd >= 0)
		loop_watch(r->loop, fd, LOOP_READ, on_source, r);
	loop_deadline(r->loop, TIMER_SYNC, recorder_due(r->recorder), on_timer, r);
	loop_deadline(r->loop, TIMER_POLL, poll_ms > 0 ? clock_mono_ms() + poll_ms : TIME_NONE, on_timer, r);
	if (fd < 0 && poll_ms == 0)
		loop_stop(r->loop); /* nothing more will come */
}

/* What happens to the link, once each. */
static void tell_note(struct recording *r) {
	const char *note = source_note(r->source);
	size_t length = note ? strcspn(note, ";") : 0; /* without the countdown to the next try */
	if (strlen(r->note) == length && (!length || !strncmp(r->note, note, length)))
		return;
	snprintf(r->note, sizeof r->note, "%.*s", (int)length, length ? note : "");
	if (length)
		command_refuse("record", "%s", r->note);
}

static void take(struct recording *r) {
	source_advance(r->source);
	tell_note(r);
	buf_clear(&r->lines);
	tap_take(r->tap, &r->lines);
	if (r->lines.len > 0 && !recorder_write(r->recorder, r->lines.data, r->lines.len, &r->err)) {
		r->failed = true;
		loop_stop(r->loop);
		return;
	}
	source_trim(r->source, KEEP_BYTES);
	recorder_tick(r->recorder, clock_mono_ms());
	settle(r);
}

static void on_source(void *data, int fd, unsigned what) {
	struct recording *r = data;
	(void)what;
	take(r);
	if (source_fd(r->source) != fd)
		loop_watch(r->loop, fd, 0, NULL, NULL);
}

static void on_timer(void *data) {
	take(data);
}

static void on_end(void *data) {
	loop_stop(((struct recording *)data)->loop);
}

static void on_signal(void *data, int signal_number) {
	(void)signal_number;
	on_end(data);
}

static bool on_idle(void *data) {
	struct recording *r = data;
	struct error err;
	bool more = recorder_work(r->recorder, 5, &err);
	if (*err.text)
		command_refuse("record", "%s", err.text);
	return more;
}

static bool run_loop(struct recording *r, int64_t for_ms, struct error *err) {
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	r->loop = loop_new(err);
	if (!r->loop || !loop_watch_signals(r->loop, signals, sizeof signals / sizeof *signals, on_signal, r, err))
		return false;
	if (for_ms > 0)
		loop_deadline(r->loop, TIMER_END, clock_mono_ms() + for_ms, on_end, r);
	take(r);
	if (!r->failed)
		loop_run(r->loop, on_idle, r);
	*err = r->err;
	return !r->failed;
}

static bool read_duration(const struct option_value *o, const char *name, int64_t *ms, struct error *err) {
	*ms = 0;
	if (o->given && (!time_parse_duration(o->text, ms) || *ms <= 0))
		return error_set(err, "%s: expected a duration such as 90s, 40m, 8h or 7d, not \"%s\"", name, o->text);
	return true;
}

/* Where it goes, and how long it is kept. */
static bool read_target(const struct option_value *o, struct recorder_options *options, struct error *err) {
	const char *out = o[OPT_OUT].text;
	struct stat info;
	int64_t keep_ms;
	if (!o[OPT_OUT].given || !*out)
		return error_set(err, "expected -o FILE: where the recording goes");
	if (!read_duration(&o[OPT_KEEP], "--keep", &keep_ms, err))
		return false;
	bool directory = out[strlen(out) - 1] == '/' || (stat(out, &info) == 0 && S_ISDIR(info.st_mode));
	if (keep_ms && !directory)
		return error_set(err, "--keep is for a directory of segments: expected -o DIR/ with it");
	options->keep_s = (double)keep_ms / 1000;
	*(directory ? &options->dir : &options->path) = out;
	return true;
}

static bool record(struct recording *r, const char *name, const struct invocation *call, struct error *err) {
	const struct option_value *o = call->option;
	struct source_access access = command_access(call, OPT_ACCESS);
	struct recorder_options target = { 0 };
	int64_t for_ms;
	access.from_now = true;
	if (!read_target(o, &target, err) || !read_duration(&o[OPT_FOR], "--for", &for_ms, err))
		return false;
	r->source = source_open_with(name, &access, err);
	if (!r->source)
		return false;
	if (source_fd(r->source) < 0 && source_poll_ms(r->source) == 0)
		return error_set(err, "%s is a recording already: `mwtop cut` copies a part of it", name);
	r->recorder = recorder_open(&target, err);
	if (!r->recorder)
		return false;
	r->tap = tap_open(r->source, !source_is_remote(r->source) && source_fd(r->source) >= 0);
	bool fine = run_loop(r, for_ms, err);
	uint64_t lines = tap_lines(r->tap);
	struct error closing;
	if (!recorder_close(r->recorder, fine ? err : &closing))
		fine = false;
	r->recorder = NULL;
	if (fine && lines == 0)
		fine = error_set(err, "%s: nothing came%s%s", name, *r->note ? ": " : "", r->note);
	if (fine)
		fprintf(stderr, "mwtop record: %llu %s\n", (unsigned long long)lines, lines == 1 ? "line" : "lines");
	return fine;
}

static int run(const struct invocation *call) {
	struct recording r = { 0 };
	struct error err;
	char *name = bundled_find(call->argv[0], &err);
	bool fine = name && record(&r, name, call, &err);
	if (r.recorder)
		recorder_close(r.recorder, &r.err);
	tap_close(r.tap);
	loop_free(r.loop);
	source_close(r.source);
	buf_free(&r.lines);
	free(name);
	return fine ? EXIT_FINE : command_refuse("record", "%s", err.text);
}

const struct command command_record = {
	.name = "record", .operands = "SOURCE", .least = 1, .most = 1, .help = "what a live source brings from now on, as a recording",
	.rows = rows, .row_count = OPT_COUNT, .run = run,
};
