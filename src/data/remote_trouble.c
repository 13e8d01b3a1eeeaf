/* What goes wrong when a daemon is asked: said in words, and either asked again after a while, or the end of it. */
#include "remote_parts.h"

#include <string.h>

#include "json_scan.h"
#include "utf8.h"

#define REFUSED_MS 5000              /* who lacks the right to ask asks seldom */

static const struct { int status; const char *words; } refusals[] = {
	{ 401, "the daemon wants another token (--token-file, or MWTOP_TOKEN)" },
	{ 403, "the daemon refuses" },
	{ 404, "no such thing there: is this mwtopd?" },
	{ 429, "the daemon has too many watchers" },
	{ 503, "the daemon has nothing to show yet" },
};

/* What a refusal says in its body, in words; "" when it says nothing. */
static void refusal_message(const struct fetch *f, char *out, size_t size) {
	struct json_scan scan;
	enum json_kind kind;
	json_scan_init(&scan, f->text.data ? f->text.data : "", f->text.len);
	*out = '\0';
	while ((kind = json_next(&scan)) != JSON_END && kind != JSON_FAULT)
		if (kind == JSON_KEY && json_token_is(&scan, "message") && json_next(&scan) == JSON_STRING) {
			char text[160];
			size_t n = json_unescape(scan.token, scan.length, text, sizeof text);
			utf8_clean(out, size, text, n);
		}
}

static void describe(const struct fetch *f, const struct http_result *result, struct error *err) {
	char message[120];
	if (result->status == 0 || (result->status == 200 && !result->complete)) {
		*err = result->err;
		return;
	}
	refusal_message(f, message, sizeof message);
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		if (refusals[i].status == result->status) {
			error_set(err, "%d: %s%s%s", result->status, refusals[i].words, *message ? ": " : "", message);
			return;
		}
	error_set(err, "it answers %d%s%s", result->status, *message ? ": " : "", message);
}

void remote_end_for_good(struct remote *r, const struct error *why) {
	r->fault = *why;
	r->ended = r->changed = true;
	r->connected = false;
	for (int i = 0; i < ASK_COUNT; i++) {
		if (r->fetch[i].call)
			http_cancel(r->fetch[i].call);
		r->fetch[i].call = NULL;
		r->fetch[i].retry_ms = TIME_NONE;
	}
}

void remote_fail(struct fetch *f, const struct http_result *result) {
	struct remote *r = f->remote;
	int64_t wait_ms;
	describe(f, result, &r->trouble);
	r->empty = result->status == 503 && r->tail.text.end == 0;
	if (r->whole) {
		struct error why = r->trouble;
		remote_end_for_good(r, &why);
		return;
	}
	f->failures++;
	wait_ms = remote_backoff_ms(f->failures, random_uniform(&r->random));
	if ((result->status == 401 || result->status == 403) && wait_ms < REFUSED_MS)
		wait_ms = REFUSED_MS;
	if (result->retry_after_s > 0)
		wait_ms = (int64_t)(result->retry_after_s * 1000);
	f->retry_ms = clock_mono_ms() + wait_ms;
	r->changed = true;
}
