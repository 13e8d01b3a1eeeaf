/* A daemon as what fills a source. One client, one descriptor to poll; nothing here waits. Always true: the stores are the past, then the
 * tail, each in temporary files of ours; the tail holds every line once, in the order of its coming; a change to the past changes the
 * revision, so that who remembers positions forgets them. */
#include "remote_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "line.h"

#define TOKEN_MAX 4096
#define AHEAD_S 10        /* of playing, for which samples are asked ahead */
#define FINE_SPEED_MOST 200 /* faster than this, the coarse picture is all that can be seen */

bool remote_is_address(const char *name) {
	static const char *const heads[] = { "http://", "https://", "unix:" };
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (strncmp(name, heads[i], strlen(heads[i])) == 0)
			return true;
	return false;
}

/* The token to show, owned by the caller; NULL when there is none, or with err when the file is of no use. */
static char *read_token(const struct source_access *access, struct error *err) {
	const char *given = getenv("MWTOP_TOKEN");
	err->text[0] = '\0';
	if (!access || !access->token_file)
		return given && *given ? mem_strdup(given) : NULL;
	char text[TOKEN_MAX + 1];
	FILE *f = fopen(access->token_file, "re");
	size_t n = f ? fread(text, 1, TOKEN_MAX, f) : 0;
	if (!f) {
		error_set(err, "%s: the token file cannot be read", access->token_file);
		return NULL;
	}
	fclose(f);
	while (n > 0 && strchr(" \t\r\n", text[n - 1]))
		n--;
	if (n == 0)
		error_set(err, "%s: there is no token in it", access->token_file);
	return n > 0 ? mem_strndup(text, n) : NULL;
}

struct remote *remote_open(const char *address, const struct source_access *access, struct error *err) {
	char *token = read_token(access, err);
	if (*err->text)
		return NULL;
	struct remote *r = mem_zalloc(1, sizeof *r);
	struct http_options options = { .base = address, .token = token, .ca_file = access ? access->ca_file : NULL,
		.proxy = access ? access->proxy : NULL };
	r->age_s = NAN;
	r->from_now = access && access->from_now;
	r->past.fd = r->tail.text.fd = -1;
	random_seed(&r->random, (uint64_t)clock_wall_ms(), (uint64_t)getpid());
	for (int i = 0; i < ASK_COUNT; i++)
		r->fetch[i] = (struct fetch){ .remote = r, .ask = (enum ask)i, .retry_ms = TIME_NONE };
	r->http = http_open(&options, err);
	free(token);
	if (!r->http || !past_init(&r->past, err) || !tail_init(&r->tail, err)) {
		remote_feeder.free(r);
		return NULL;
	}
	r->store = store_new_joined();
	store_joined_replace(r->store, 0, 0, &r->tail.text.store, 1);
	http_wake(r->http, clock_mono_ms());
	return r;
}

struct store *remote_store(struct remote *r) {
	return r->store;
}

void remote_rejoin(struct remote *r) {
	r->past_stores = past_join(&r->past, r->store, r->past_stores);
	r->revision++;
	r->changed = true;
}

/* ---- the feeder ---- */

static void set_wake(struct remote *r) {
	int64_t next = TIME_NONE;
	for (int i = 0; i < ASK_COUNT; i++)
		if (r->fetch[i].retry_ms != TIME_NONE && (next == TIME_NONE || r->fetch[i].retry_ms < next))
			next = r->fetch[i].retry_ms;
	http_wake(r->http, next);
}

static bool remote_pump(void *feeder, size_t most) {
	struct remote *r = feeder;
	(void)most;
	r->changed = false;
	if (!r->started && !r->whole)
		remote_start(r);
	http_pump(r->http);
	remote_retry_due(r, clock_mono_ms());
	set_wake(r);
	store_joined_resized(r->store);
	return r->changed;
}

static bool remote_ended(const void *feeder) {
	return ((const struct remote *)feeder)->ended;
}

/* What is the matter, and what is done about it. */
static const char *remote_note(const void *feeder) {
	struct remote *r = (struct remote *)(uintptr_t)feeder; /* the text is made when it is asked for */
	int64_t retry_ms = TIME_NONE;
	if (*r->fault.text)
		return r->fault.text;
	if (!*r->trouble.text && r->recording && r->past.count == 0 && !r->ended) {
		uint64_t bytes = r->fetch[ASK_COARSE].text.len + r->past.written;
		snprintf(r->note, sizeof r->note, "fetching the recording: %.1f MiB so far", (double)bytes / (1 << 20));
		return r->note;
	}
	if (!*r->trouble.text)
		return NULL;
	for (int i = 0; i < ASK_COUNT; i++)
		if (r->fetch[i].retry_ms != TIME_NONE && (retry_ms == TIME_NONE || r->fetch[i].retry_ms < retry_ms))
			retry_ms = r->fetch[i].retry_ms;
	double left_s = retry_ms == TIME_NONE ? 0 : ceil((double)(retry_ms - clock_mono_ms()) / 1000);
	if (left_s > 0)
		snprintf(r->note, sizeof r->note, "%s; next try in %.0f s", r->trouble.text, left_s);
	else
		snprintf(r->note, sizeof r->note, "%s; trying again", r->trouble.text);
	return r->note;
}

static int remote_fd(const void *feeder) {
	return http_fd(((const struct remote *)feeder)->http);
}

static void remote_free(void *feeder) {
	struct remote *r = feeder;
	http_close(r->http);
	for (int i = 0; i < ASK_COUNT; i++)
		buf_free(&r->fetch[i].text);
	if (r->store)
		store_free(r->store);
	else
		store_free(r->tail.text.store);
	past_free(&r->past);
	tail_free(&r->tail);
	free(r);
}

static uint32_t remote_revision(const void *feeder) {
	return ((const struct remote *)feeder)->revision;
}

static enum link_state remote_link(const void *feeder) {
	const struct remote *r = feeder;
	if (r->recording)
		return LINK_FILE;
	if (r->empty)
		return LINK_STALE;
	return r->connected || (r->whole && r->ended && !*r->fault.text) ? LINK_LIVE : LINK_DOWN;
}

static double remote_age_s(const void *feeder) {
	const struct remote *r = feeder;
	return r->age_s + (double)(clock_mono_ms() - r->age_mono_ms) / 1000;
}

static int64_t remote_first_ms(const void *feeder) {
	const struct past *past = &((const struct remote *)feeder)->past;
	return past->count > 0 ? past->pieces[0].from_ms : TIME_NONE;
}

static bool remote_knows_past(const void *feeder) {
	const struct remote *r = feeder;
	return r->past.count > 0 || r->no_past;
}

static void remote_want(void *feeder, int64_t t_ms, double speed) {
	struct remote *r = feeder;
	if (r->past.count == 0 || r->fetch[ASK_STRETCH].retry_ms != TIME_NONE || speed > FINE_SPEED_MOST)
		return;
	int64_t ahead_ms = t_ms + (int64_t)(speed * AHEAD_S * 1000);
	if (past_coarse_at(&r->past, t_ms))
		remote_ask_stretch(r, t_ms);
	else if (ahead_ms > t_ms && past_coarse_at(&r->past, ahead_ms))
		remote_ask_stretch(r, ahead_ms);
}

static bool remote_trim(void *feeder, uint64_t keep_bytes) {
	return roll_trim(&((struct remote *)feeder)->tail.text, keep_bytes);
}

static void remote_complete(void *feeder) {
	struct remote *r = feeder;
	bool all_there = r->ended && !*r->fault.text;
	if (!all_there && !r->whole)
		remote_ask_whole(r);
}

static const char *remote_fault(const void *feeder) {
	const struct remote *r = feeder;
	return *r->fault.text ? r->fault.text : NULL;
}

const struct feeder_kind remote_feeder = {
	.streams = true, .pump = remote_pump, .ended = remote_ended, .note = remote_note, .fd = remote_fd, .free = remote_free,
	.revision = remote_revision, .link = remote_link, .age_s = remote_age_s, .first_ms = remote_first_ms, .knows_past = remote_knows_past,
	.want = remote_want, .complete = remote_complete,
	.fault = remote_fault, .trim = remote_trim,
};
