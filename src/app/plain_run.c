/* The loop of `mwtop --plain`; see plain_run.h. Each sample is looked at once, in order: a recording at the pace of its player, what streams in as
 * it comes. Always true: what was said is flushed before it sleeps. */
#include "plain_run.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "loop.h"
#include "plain.h"
#include "player.h"

enum { TIMER_NEXT, TIMER_SOURCE, TIMER_LINK };
#define WORK_MS 20       /* samples are taken for so long before signals are looked at */
#define LINK_LOOK_MS 1000
#define PAST_WAIT_MS 10000

struct runner {
	struct session *session;
	struct source *source;
	struct loop *loop;
	struct plain *plain;
	struct plain_lines lines;
	struct plain_limit limit;
	struct plain_day day;
	struct player player;
	struct frame ahead;      /* the next sample */
	struct buf out;
	const char *at;
	int64_t printed_ms;      /* the time of the last line */
	int64_t waiting_ms;      /* since when the past is waited for; 0: not yet */
	bool begun, paced, ascii, behind; /* behind: there is more to take at once */
	bool unread;             /* nobody reads, or nothing can be written */
	bool done;               /* there is nothing more to do */
	int status;
};

static void settle(struct runner *r);
static void on_source(void *data, int fd, unsigned what);
static void on_timer(void *data);

static void stop(struct runner *r) {
	r->done = true;
	loop_stop(r->loop);
}

static void print_line(struct runner *r, int64_t t_ms, const char *text) {
	const struct site *site = session_world(r->session)->site;
	plain_format(site ? site->tz : tz_utc(), t_ms, text, r->ascii, &r->day, &r->out);
	r->printed_ms = t_ms;
}

/* How fast it can be read is a matter of the clock on the wall where lines come as things happen. */
static int64_t limit_time(const struct runner *r, int64_t t_ms) {
	return source_is_remote(r->source) && !r->paced ? clock_wall_ms() : t_ms;
}

static void say_left_out(struct runner *r, int64_t t_ms, unsigned count) {
	char text[64];
	snprintf(text, sizeof text, "%u %s left out", count, count == 1 ? "line was" : "lines were");
	if (count > 0)
		print_line(r, t_ms, text);
}

static void flush(struct runner *r) {
	if (r->out.len > 0 && !r->unread && (fwrite(r->out.data, 1, r->out.len, stdout) != r->out.len || fflush(stdout) != 0)) {
		if (errno != EPIPE)
			r->status = command_refuse("", "cannot write to standard output: %s", strerror(errno));
		r->unread = true;
		stop(r);
	}
	buf_clear(&r->out);
}

/* What the world has that was not told. */
static void tell(struct runner *r) {
	r->lines.count = 0;
	plain_take(r->plain, session_world(r->session), &r->lines);
	for (size_t i = 0; i < r->lines.count; i++) {
		struct plain_line *line = &r->lines.at[i];
		line->t_ms = line->t_ms == TIME_NONE ? clock_wall_ms() : line->t_ms;
		unsigned left_out;
		bool may = plain_limit_take(&r->limit, limit_time(r, line->t_ms), line->important, &left_out);
		say_left_out(r, line->t_ms, left_out);
		if (may)
			print_line(r, line->t_ms, line->text);
	}
}

static void step(struct runner *r, int64_t t_ms) {
	session_fold_to(r->session, t_ms);
	session_set_away(r->session, r->paced);
	session_seek(r->session, t_ms);
	if (r->paced)
		source_want(r->source, t_ms, r->player.speed);
	tell(r);
}

/* For what came before: without it an alarm would seem to begin now. A daemon that has none says so at once. */
static bool has_waited(struct runner *r) {
	int64_t now_ms = clock_mono_ms();
	if (!r->waiting_ms)
		r->waiting_ms = now_ms;
	return now_ms - r->waiting_ms >= PAST_WAIT_MS;
}

/* Standard input is taken as it comes, from its first line; a daemon from now on. False while there is nothing to begin with. */
static bool begin(struct runner *r) {
	int64_t first, last;
	struct error err;
	if (!source_range(r->source, &first, &last) || (!source_knows_past(r->source) && (r->at || !has_waited(r))))
		return false;
	session_refresh(r->session);
	bool live = source_link(r->source) != LINK_FILE, stream = !strcmp(session_world(r->session)->source_name, "-");
	int64_t t_ms = live && source_is_remote(r->source) ? source_newest_ms(r->source) : first;
	if (r->at && !session_parse_time(r->session, r->at, true, &t_ms, &err)) {
		r->status = command_refuse("", "--at: %s", err.text);
		stop(r);
		return false;
	}
	if (!stream && (t_ms < first || t_ms > last)) {
		session_refuse_outside(r->session, r->at, &err);
		r->status = command_refuse("", "%s", err.text);
		stop(r);
		return false;
	}
	t_ms = t_ms < first ? first : t_ms > last ? last : t_ms;
	r->paced = !stream && (!live || r->at);
	r->begun = true;
	player_jump(&r->player, t_ms, clock_mono_ms());
	r->player.playing = true;
	step(r, t_ms);
	return true;
}

/* The next time at which something is to be told; TIME_NONE: none is there yet. */
static int64_t next_time(struct runner *r) {
	int64_t cursor = session_world(r->session)->cursor_ms, first, last;
	if (source_frame_after(r->source, cursor, &r->ahead))
		return r->ahead.t_ms;
	int64_t newest = source_newest_ms(r->source);
	if (!r->paced && newest != TIME_NONE && newest < cursor) /* a clock that was set back */
		return newest;
	return source_range(r->source, &first, &last) && last > cursor && r->paced ? last : TIME_NONE; /* events after the last sample */
}

/* Takes what is due. */
static void take(struct runner *r) {
	int64_t until_ms = clock_mono_ms() + WORK_MS, when_ms = TIME_NONE, t_ms = TIME_NONE;
	r->behind = false;
	if (!r->begun && !begin(r) && !r->done)
		tell(r); /* the link */
	while (r->begun && !r->done && (t_ms = next_time(r)) != TIME_NONE) {
		int64_t now_ms = clock_mono_ms();
		when_ms = r->paced ? player_when(&r->player, t_ms) : now_ms;
		r->behind = when_ms <= now_ms && now_ms >= until_ms;
		if (when_ms > now_ms || r->behind)
			break;
		step(r, t_ms);
	}
	flush(r);
	loop_deadline(r->loop, TIMER_NEXT, t_ms == TIME_NONE || r->behind ? TIME_NONE : when_ms, on_timer, r);
}

/* What stands at the time of the last sample of a stream, or after it, is told with no sample behind it. */
static void tell_rest(struct runner *r) {
	int64_t first, last, cursor = session_world(r->session)->cursor_ms;
	if (r->begun && !r->paced && source_range(r->source, &first, &last))
		step(r, last > cursor ? last : cursor);
}

static void end(struct runner *r) {
	tell_rest(r);
	if (!r->begun)
		r->status = command_refuse("", "%s: no samples", session_world(r->session)->source_name);
	else {
		say_left_out(r, session_world(r->session)->cursor_ms, r->limit.left_out);
		r->limit.left_out = 0;
		r->lines.count = 0;
		plain_end(r->plain, session_world(r->session), &r->lines);
		for (size_t i = 0; i < r->lines.count; i++) /* not before what the clock of a silent stream has said */
			print_line(r, r->lines.at[i].t_ms > r->printed_ms ? r->lines.at[i].t_ms : r->printed_ms, r->lines.at[i].text);
	}
	stop(r);
}

static void on_link(void *data) {
	struct runner *r = data;
	session_refresh(r->session);
	if (r->begun)
		tell(r);
	settle(r);
}

/* Takes what there is, and says what to wake up for. */
static void settle(struct runner *r) {
	session_advance(r->session);
	take(r);
	int fd = source_fd(r->source), poll_ms = source_poll_ms(r->source);
	bool live = source_link(r->source) != LINK_FILE, more = r->behind || (r->begun && next_time(r) != TIME_NONE);
	if (fd >= 0)
		loop_watch(r->loop, fd, LOOP_READ, on_source, r);
	loop_deadline(r->loop, TIMER_SOURCE, poll_ms > 0 ? clock_mono_ms() + poll_ms : TIME_NONE, on_timer, r);
	loop_deadline(r->loop, TIMER_LINK, live && !r->paced ? clock_mono_ms() + LINK_LOOK_MS : TIME_NONE, on_link, r);
	if (fd < 0 && poll_ms == 0 && !more && !r->done)
		end(r);
}

static void on_source(void *data, int fd, unsigned what) {
	struct runner *r = data;
	(void)what;
	settle(r);
	if (source_fd(r->source) != fd)
		loop_watch(r->loop, fd, 0, NULL, NULL);
}

static void on_timer(void *data) { settle(data); }

static void on_signal(void *data, int signal_number) {
	(void)signal_number;
	stop(data);
}

static bool on_idle(void *data) {
	struct runner *r = data;
	if (r->behind && !r->done)
		settle(r);
	return r->behind && !r->done;
}

static bool run_loop(struct runner *r, struct error *err) {
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	r->loop = loop_new(err);
	if (!r->loop || !loop_watch_signals(r->loop, signals, sizeof signals / sizeof *signals, on_signal, r, err))
		return false;
	settle(r);
	if (!r->done)
		loop_run(r->loop, on_idle, r);
	say_left_out(r, session_world(r->session)->cursor_ms, r->limit.left_out);
	flush(r);
	return true;
}

int plain_run(struct session *session, const struct config *config, const char *at) {
	struct runner r = { .session = session, .source = session_source(session), .at = at, .status = EXIT_FINE };
	struct error err;
	char notice[512];
	setlocale(LC_CTYPE, "");
	r.ascii = config->value[DASH_ASCII].given || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	r.limit.most = (unsigned)config->value[DASH_MAX_LINES].number;
	r.plain = plain_new();
	player_init(&r.player, 0, 0);
	player_set_speed(&r.player, config->value[DASH_SPEED].number, 0, 0);
	frame_init(&r.ahead);
	if (*config_notice(config, notice, sizeof notice))
		command_refuse("", "%s", notice);
	if (!run_loop(&r, &err))
		r.status = command_refuse("", "%s", err.text);
	loop_free(r.loop);
	plain_free(r.plain);
	plain_lines_free(&r.lines);
	frame_free(&r.ahead);
	buf_free(&r.out);
	return r.status;
}
