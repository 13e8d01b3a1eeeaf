/* The command line of mwtopd. */
#include "settings.h"

#include <stdlib.h>
#include <string.h>

#include "doc.h"
#include "options.h"

#define KEEP_PRIVATE_S 86400
#define LISTEN_DEFAULT "127.0.0.1:9643"

enum {
	OPT_SIM, OPT_REPLAY, OPT_COLLECT, OPT_SPEED, OPT_LOOP, OPT_AT, OPT_OWN_TIMES, OPT_RECORD, OPT_KEEP, OPT_LISTEN, OPT_TOKEN_FILE, OPT_MAX_CLIENTS,
	OPT_BUFFER, OPT_HEADER_TIME, OPT_STALL_TIME, OPT_LOG, OPT_COUNT
};
static const struct option_row rows[OPT_COUNT] = {
	[OPT_SIM] = { "sim", 0, OPTION_TEXT, "NAME|FILE.sim", 0, 0, "simulate this script as if it happened now" },
	[OPT_REPLAY] = { "replay", 0, OPTION_TEXT, "FILE|NAME", 0, 0, "play this recording as if it happened now: all its times are moved by one constant" },
	[OPT_COLLECT] = { "collect", 0, OPTION_TEXT, "FILE", 0, 0, "telemetry lines as they come, from a pipe, a file that grows, or standard input (-)" },
	[OPT_SPEED] = { "speed", 0, OPTION_NUMBER, "N", 0.01, 1000, "with --sim and --replay: play so many times as fast" },
	[OPT_LOOP] = { "loop", 0, OPTION_FLAG, NULL, 0, 0, "with --sim and --replay: begin again at the end" },
	[OPT_AT] = { "at", 0, OPTION_TEXT, "TIME", 0, 0, "with --sim and --replay: begin in the middle; what lies before is there as history" },
	[OPT_OWN_TIMES] = { "own-times", 0, OPTION_FLAG, NULL, 0, 0, "with --replay: the whole recording is history, with its own times" },
	[OPT_RECORD] = { "record", 0, OPTION_TEXT, "DIR", 0, 0, "record into segments in this directory; they are served as history" },
	[OPT_KEEP] = { "keep", 0, OPTION_TEXT, "DURATION", 0, 0, "remove segments that are older; with --record for ever unless given, otherwise 24h" },
	[OPT_LISTEN] = { "listen", 0, OPTION_LIST, "ADDRESS", 0, 0, "ADDR:PORT, [ADDR]:PORT (port 0: a free one) or unix:PATH; may be repeated; " LISTEN_DEFAULT " without it" },
	[OPT_TOKEN_FILE] = { "token-file", 0, OPTION_TEXT, "FILE", 0, 0, "a bearer token that clients over TCP must show; demanded beyond loopback" },
	[OPT_MAX_CLIENTS] = { "max-clients", 0, OPTION_INTEGER, "N", 1, 100000, "connections at one time, 2000 without it" },
	[OPT_BUFFER] = { "buffer", 0, OPTION_INTEGER, "KIB", 64, 1048576, "how far a client may fall behind before it is dropped, 8192 without it" },
	[OPT_HEADER_TIME] = { "header-time", 0, OPTION_NUMBER, "S", 0.1, 3600, "a connection without a request is closed after so long, 15 without it" },
	[OPT_STALL_TIME] = { "stall-time", 0, OPTION_NUMBER, "S", 0.1, 86400, "a client that takes nothing for so long is dropped, 60 without it" },
	[OPT_LOG] = { "log", 0, OPTION_TEXT, "FILE", 0, 0, "write messages there instead of to standard error" },
};

static double number_or(const struct option_value *o, double otherwise) {
	return o->given ? o->number : otherwise;
}

static bool take_feed(const struct option_value *o, struct settings *s, struct error *err) {
	static const struct { int option; enum feed_kind kind; } kinds[] = { { OPT_SIM, FEED_SIM }, { OPT_REPLAY, FEED_REPLAY }, { OPT_COLLECT, FEED_COLLECT } };
	int count = 0;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!o[kinds[i].option].given)
			continue;
		count++;
		s->feed.kind = kinds[i].kind;
		s->feed.name = o[kinds[i].option].text;
		free(s->source);
		s->source = mem_printf("%s %s", rows[kinds[i].option].name, s->feed.name);
	}
	if (count != 1)
		return error_set(err, "expected one of --sim NAME, --replay FILE, --collect FILE");
	s->feed.speed = number_or(&o[OPT_SPEED], 1);
	s->feed.loop = o[OPT_LOOP].given;
	s->feed.at = o[OPT_AT].text;
	s->own_times = o[OPT_OWN_TIMES].given;
	bool plays = o[OPT_SPEED].given || o[OPT_LOOP].given || o[OPT_AT].given;
	if (s->feed.kind == FEED_COLLECT && (plays || s->own_times))
		return error_set(err, "--speed, --loop, --at and --own-times do not go with --collect");
	if (s->own_times && s->feed.kind != FEED_REPLAY)
		return error_set(err, "--own-times goes with --replay alone");
	return !(s->own_times && (plays || o[OPT_RECORD].given)) || error_set(err, "--speed, --loop, --at and --record do not go with --own-times");
}

static bool take_recording(const struct option_value *o, struct settings *s, struct error *err) {
	int64_t keep_ms = 0;
	s->record_dir = o[OPT_RECORD].text;
	if (o[OPT_KEEP].given && (!time_parse_duration(o[OPT_KEEP].text, &keep_ms) || keep_ms <= 0))
		return error_set(err, "--keep: \"%s\": expected a duration: 30d, 24h", o[OPT_KEEP].text);
	s->keep_s = o[OPT_KEEP].given ? (double)keep_ms / 1000 : s->record_dir ? 0 : KEEP_PRIVATE_S;
	return true;
}

static bool take_listen(const struct option_value *o, struct settings *s, struct error *err) {
	const struct option_value *l = &o[OPT_LISTEN];
	if (l->list_count > LISTEN_MAX)
		return error_set(err, "--listen: given more than %d times", LISTEN_MAX);
	for (size_t i = 0; i < l->list_count; i++)
		s->listen[s->listen_count++] = l->list[i];
	if (s->listen_count == 0)
		s->listen[s->listen_count++] = LISTEN_DEFAULT;
	return true;
}

bool settings_parse(int argc, char **argv, struct settings *s, struct error *err) {
	struct option_value *o = mem_zalloc(OPT_COUNT, sizeof *o);
	int operands;
	*s = (struct settings){ 0 };
	bool fine = options_parse(rows, OPT_COUNT, argc, argv, o, &operands, err);
	if (fine && operands > 0)
		fine = error_set(err, "expected options alone, no \"%s\"", argv[0]);
	fine = fine && take_feed(o, s, err) && take_recording(o, s, err) && take_listen(o, s, err);
	s->token_file = o[OPT_TOKEN_FILE].text;
	s->log_file = o[OPT_LOG].text;
	s->max_clients = (size_t)number_or(&o[OPT_MAX_CLIENTS], 2000);
	s->buffer_bytes = (size_t)number_or(&o[OPT_BUFFER], 8192) << 10;
	s->header_s = number_or(&o[OPT_HEADER_TIME], 15);
	s->stall_s = number_or(&o[OPT_STALL_TIME], 60);
	free(o);
	return fine;
}

void settings_free(struct settings *s) {
	free(s->source);
}

void settings_help(struct buf *out) {
	buf_puts(out, "usage: mwtopd --sim NAME | --replay FILE | --collect FILE [options]\nthe telemetry daemon: serves lines to many watchers and records them\n\nOptions\n");
	doc_help_options(rows, OPT_COUNT, out);
	buf_puts(out, "\nThe manual: mwtopd(8), mwtop-api(7).\n");
}

void settings_doc(struct buf *out) {
	doc_options(rows, OPT_COUNT, out);
}
