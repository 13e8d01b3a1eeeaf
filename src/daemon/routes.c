/* The requests. Every answer says where the data come from (Mwtop-Source) and how old the newest frame is (Mwtop-Age-S); every fault is
 * {"error":{"code","message"}}. */
#include "routes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doc.h"
#include "health.h"
#include "metrics_text.h"
#include "options.h"
#include "source.h"
#include "stream.h"
#include "token.h"

#define TARGET_MAX 2048
#define EVERY_LEAST_MS 1
#define EVERY_MOST_MS 86400000
#define NDJSON "application/x-ndjson"

struct route {
	const char *path, *parameters;
	void (*answer)(struct service *s, const struct request *r, struct answer *a);
	const char *help;
};

static void fail(struct answer *a, int status, const char *code, const char *format, ...) PRINTF_LIKE(4, 5);
static void fail(struct answer *a, int status, const char *code, const char *format, ...) {
	char message[512];
	va_list args;
	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	a->status = status;
	a->type = "application/json";
	buf_clear(&a->body);
	buf_printf(&a->body, "{\"error\":{\"code\":\"%s\",\"message\":", code);
	json_add_string(&a->body, message);
	buf_puts(&a->body, "}}\n");
}

/* ---- what is known now ---- */

static void give_line(const struct buf *line, struct answer *a) {
	if (line->len > 0)
		buf_add(&a->body, line->data, line->len);
	else
		fail(a, 503, "no_data", "nothing has come yet");
}

static void answer_site(struct service *s, const struct request *r, struct answer *a) {
	(void)r;
	give_line(&s->station->newest.site, a);
}

static void answer_now(struct service *s, const struct request *r, struct answer *a) {
	(void)r;
	give_line(&s->station->newest.frame, a);
}

static void answer_range(struct service *s, const struct request *r, struct answer *a) {
	struct error err;
	struct source *source = s->station->newest.site.len > 0 ? source_open(s->station->path, &err) : NULL;
	int64_t first_ms, last_ms;
	char first[TIME_ISO_SIZE], last[TIME_ISO_SIZE];
	(void)r;
	bool known = source && source_range(source, &first_ms, &last_ms);
	if (known && s->station->recording_failed && s->station->newest.last_ms > last_ms)
		last_ms = s->station->newest.last_ms; /* what came since is in memory */
	if (known)
		buf_printf(&a->body, "{\"first\":\"%s\",\"last\":\"%s\",\"bytes\":%llu}\n", time_format_iso(first_ms, first), time_format_iso(last_ms, last),
		           (unsigned long long)station_bytes(s->station));
	else
		fail(a, 503, "no_data", "nothing has been recorded yet");
	source_close(source);
}

static void answer_health(struct service *s, const struct request *r, struct answer *a) {
	struct api_counts counts;
	(void)r;
	api_count(s->api, &counts);
	health_write(s->station, &counts, s->version, &a->body);
}

static void answer_metrics(struct service *s, const struct request *r, struct answer *a) {
	struct api_counts counts;
	(void)r;
	a->type = "text/plain; version=0.0.4; charset=utf-8";
	api_count(s->api, &counts);
	metrics_write(s->station, &counts, s->version, &a->body);
}

/* ---- ranges ---- */

/* '+' that was not written as %2B has become a blank: "+90s", "...T09:05:12+02:00". */
static void mend_plus(char *text) {
	size_t n = strlen(text);
	if (text[0] == ' ')
		text[0] = '+';
	if (n > 6 && text[n - 6] == ' ' && strchr(text, 'T'))
		text[n - 6] = '+';
}

static bool take_time(struct service *s, const struct request *r, const char *name, int64_t *t_ms, struct answer *a) {
	const char *value = request_query(r, name);
	const struct site *site = s->station->newest.governing;
	int64_t newest_ms = s->station->newest.last_ms;
	struct time_context context = {
		.tz = site ? site->tz : tz_utc(), .cursor_ms = newest_ms, .minus_ms = newest_ms, .plus_ms = newest_ms,
		.training_ms = site && site->training.present ? site->training.start_ms : TIME_NONE,
	};
	struct error err;
	char text[64];
	*t_ms = TIME_NONE;
	if (!value)
		return true;
	snprintf(text, sizeof text, "%s", value);
	mend_plus(text);
	if (strlen(value) < sizeof text && time_parse(text, &context, t_ms, &err) && *t_ms != TIME_NONE)
		return true;
	fail(a, 400, "bad_time", "%s: expected a time: 2024-07-22T09:05:12Z, with an offset, or -10m", name);
	return false;
}

static bool take_every(const struct request *r, int64_t *every_ms, struct answer *a) {
	const char *value = request_query(r, "every");
	*every_ms = 0;
	if (!value || (time_parse_duration(value, every_ms) && *every_ms >= EVERY_LEAST_MS && *every_ms <= EVERY_MOST_MS))
		return true;
	fail(a, 400, "bad_duration", "every: expected a duration of at most a day: 60s, 5m");
	return false;
}

static bool take_range(struct service *s, const struct request *r, struct excerpt_range *range, struct answer *a) {
	if (!take_time(s, r, "from", &range->from_ms, a) || !take_time(s, r, "to", &range->to_ms, a))
		return false;
	if (range->from_ms == TIME_NONE || range->to_ms == TIME_NONE || range->from_ms <= range->to_ms)
		return true;
	fail(a, 400, "bad_range", "to lies before from");
	return false;
}

/* Whether "Accept-Encoding" names zstd, and not with q=0. */
static bool accepts_zstd(const struct request *r) {
	const char *accepted = request_header(r, "Accept-Encoding"), *at = accepted ? strstr(accepted, "zstd") : NULL;
	if (!at)
		return false;
	const char *weight = at + strlen("zstd");
	weight += strspn(weight, " ;");
	return strncmp(weight, "q=0", 3) != 0 || strspn(weight + 3, ".0") < strcspn(weight + 3, " ,");
}

static void give_stream(struct service *s, const struct request *r, struct stream_options *o, struct answer *a) {
	struct error err;
	o->compress = accepts_zstd(r);
	a->flow = stream_open(s->station, o, &err);
	if (!a->flow) {
		fail(a, 503, "no_history", "the recording cannot be read: %s", err.text);
		return;
	}
	a->type = NDJSON;
	answer_header(a, "Vary", "Accept-Encoding");
	if (o->compress)
		answer_header(a, "Content-Encoding", "zstd");
}

static void answer_frames(struct service *s, const struct request *r, struct answer *a) {
	struct stream_options o = { .history = true };
	if (take_range(s, r, &o.range, a) && take_every(r, &o.every_ms, a))
		give_stream(s, r, &o, a);
}

static void answer_events(struct service *s, const struct request *r, struct answer *a) {
	struct stream_options o = { .history = true, .range.events_only = true };
	if (take_range(s, r, &o.range, a))
		give_stream(s, r, &o, a);
}

static void answer_stream(struct service *s, const struct request *r, struct answer *a) {
	struct stream_options o = { .live = true, .history = request_query(r, "from") || !s->station->recorder, .range.arrival = true };
	o.range.to_ms = TIME_NONE;
	if (take_time(s, r, "from", &o.range.from_ms, a) && take_every(r, &o.every_ms, a))
		give_stream(s, r, &o, a);
}

/* ---- the table ---- */

static const struct route routes[] = {
	{ "/v1/site", "", answer_site, "the newest site line" },
	{ "/v1/now", "", answer_now, "the newest frame line" },
	{ "/v1/frames", "from to every", answer_frames, "all lines of a range, the site that governs them first" },
	{ "/v1/events", "from to", answer_events, "the events of a range, the site that governs them first" },
	{ "/v1/stream", "from every", answer_stream, "the lines since a time, or the newest site and frame, then each line as it comes" },
	{ "/v1/range", "", answer_range, "times of the first and the last line that can be asked for, and about how many bytes lie between" },
	{ "/healthz", "", answer_health, "how the daemon is" },
	{ "/metrics", "", answer_metrics, "the newest values and the counters of the daemon, for Prometheus" },
};
#define ROUTE_COUNT (sizeof routes / sizeof *routes)

void routes_doc(struct buf *out) {
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		char head[96];
		int n = snprintf(head, sizeof head, "GET %s", routes[i].path);
		for (const char *at = routes[i].parameters; *at; at += strcspn(at, " "), at += strspn(at, " "))
			n += snprintf(head + n, sizeof head - (size_t)n, "%s%.*s=", at == routes[i].parameters ? "?" : "&", (int)strcspn(at, " "), at);
		doc_add_item(out, head, routes[i].help);
	}
}

static const struct route *find_route(const char *path) {
	for (size_t i = 0; i < ROUTE_COUNT; i++)
		if (strcmp(routes[i].path, path) == 0)
			return &routes[i];
	return NULL;
}

static void refuse_path(const char *path, struct answer *a) {
	const char *paths[ROUTE_COUNT + 1] = { 0 };
	for (size_t i = 0; i < ROUTE_COUNT; i++)
		paths[i] = routes[i].path;
	const char *near = word_nearest(path, paths);
	fail(a, 404, "not_found", near ? "no such resource; did you mean %s?" : "no such resource; see mwtop-api(7)", near);
}

/* Everything that can be wrong whatever is asked for; true when it was answered. */
static bool refuse(struct service *s, const struct request *r, struct answer *a) {
	if (r->refused) {
		fail(a, 429, "too_many_clients", "all places are taken; try again later");
		answer_header(a, "Retry-After", "5");
	} else if (r->target_length > TARGET_MAX) {
		fail(a, 414, "uri_too_long", "at most %d bytes of path and query", TARGET_MAX);
	} else if (s->token && !r->trusted && !token_shown(s->token, request_header(r, "Authorization"))) {
		fail(a, 401, "unauthorized", "expected \"Authorization: Bearer TOKEN\" with the daemon's token");
		answer_header(a, "WWW-Authenticate", "Bearer");
	} else if (strcmp(r->method, "GET") != 0 && strcmp(r->method, "HEAD") != 0) {
		fail(a, 405, "method_not_allowed", "only GET and HEAD: nothing is commanded here");
		answer_header(a, "Allow", "GET, HEAD");
	} else if (r->body) {
		fail(a, 413, "body_refused", "a request has no body here");
	} else {
		return false;
	}
	return true;
}

static void add_headers(const struct service *s, struct answer *a) {
	double age_s = station_age_s(s->station);
	answer_header(a, "Mwtop-Source", "%s", s->station->recorder ? "live" : "recording");
	if (age_s >= 0)
		answer_header(a, "Mwtop-Age-S", "%.3f", age_s);
}

void routes_answer(void *service, const struct request *r, struct answer *a) {
	struct service *s = service;
	const struct route *route = find_route(r->path);
	const char *unknown = route ? request_unknown(r, route->parameters) : NULL;
	if (!refuse(s, r, a)) {
		if (!route)
			refuse_path(r->path, a);
		else if (unknown)
			fail(a, 400, "unknown_parameter", "unknown parameter \"%.40s\"; %s takes: %s", unknown, route->path, *route->parameters ? route->parameters : "none");
		else
			route->answer(s, r, a);
	}
	add_headers(s, a);
}
