/* Recording what comes in while it is looked at: a tap on the source fills a recorder. Nothing of it touches what is shown. */
#include "session_state.h"

#include <stdlib.h>

bool session_record(struct session *s, const char *path, struct error *err) {
	struct recorder_options options = { .path = path };
	if (s->recorder)
		return error_set(err, "already recording to %s", session_recording(s));
	s->recorder = recorder_open(&options, err);
	if (!s->recorder)
		return false;
	s->tap = tap_open(s->source, false);
	return true;
}

static void let_go(struct session *s) {
	tap_close(s->tap);
	s->tap = NULL;
	buf_free(&s->tapped);
	s->recorder = NULL;
}

bool session_record_stop(struct session *s, struct error *err) {
	if (!s->recorder)
		return true;
	bool fine = recorder_close(s->recorder, err);
	let_go(s);
	return fine;
}

const char *session_recording(const struct session *s) {
	const char *file = s->recorder ? recorder_file(s->recorder) : NULL;
	return s->recorder ? file ? file : "a recording" : NULL;
}

void session_recorded(const struct session *s, uint64_t *lines, uint64_t *bytes) {
	*lines = s->tap ? tap_lines(s->tap) : 0;
	*bytes = s->recorder ? recorder_bytes(s->recorder) : 0;
}

bool session_record_tick(struct session *s, int64_t mono_ms, int64_t *next_ms, struct error *err) {
	struct error ignored;
	bool fine = true;
	*next_ms = TIME_NONE;
	if (!s->recorder)
		return true;
	buf_clear(&s->tapped);
	tap_take(s->tap, &s->tapped);
	if (s->tapped.len > 0)
		fine = recorder_write(s->recorder, s->tapped.data, s->tapped.len, err);
	if (!fine) {
		recorder_close(s->recorder, &ignored);
		let_go(s);
		return false;
	}
	recorder_tick(s->recorder, mono_ms);
	*next_ms = recorder_due(s->recorder);
	return true;
}
