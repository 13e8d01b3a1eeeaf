/* The key that records: what comes in from now on goes to a file in the working directory, named after the time of its beginning. */
#include "app_state.h"

#include <stdio.h>
#include <string.h>

#include "utf8.h"

static void show_recording(struct app *a) {
	const char *file = session_recording(a->session), *slash = file ? strrchr(file, '/') : NULL;
	const char *name = slash ? slash + 1 : file ? file : "";
	utf8_clean(a->view.recording, sizeof a->view.recording, name, strlen(name));
}

static void start(struct app *a) {
	const struct world *w = app_w(a);
	struct civil at;
	char stem[64], path[96];
	struct error err;
	tz_civil(tz_utc(), w->edge.present ? w->edge.now_ms : w->last_ms, &at);
	snprintf(stem, sizeof stem, "mwtop-%04d%02d%02dT%02d%02d%02dZ", at.year % 10000, at.month, at.day, at.hour, at.minute, at.second);
	snprintf(path, sizeof path, "%s.ndjson.zst", stem);
	if (session_record(a->session, path, &err))
		app_say(a, false, "Recording to %s.ndjson as lines come; r stops and compresses it", stem);
	else
		app_say(a, true, "%s", err.text);
}

static void stop(struct app *a) {
	struct error err;
	uint64_t lines, bytes;
	session_recorded(a->session, &lines, &bytes);
	if (session_record_stop(a->session, &err))
		app_say(a, false, "Recorded %llu %s, %.1f MB, to %s", (unsigned long long)lines, lines == 1 ? "line" : "lines", (double)bytes / 1e6, lines ? a->view.recording : "nothing: none came");
	else
		app_say(a, true, "%s", err.text);
}

void app_record(struct app *a) {
	if (session_recording(a->session))
		stop(a);
	else if (!a->view.live)
		app_say(a, false, "This is a recording already: `mwtop cut` copies a part of it");
	else
		start(a);
	app_record_tick(a);
}

void app_record_tick(struct app *a) {
	struct error err;
	if (!session_record_tick(a->session, a->mono_ms, &a->record_ms, &err))
		app_say(a, true, "%s", err.text);
	show_recording(a);
}
