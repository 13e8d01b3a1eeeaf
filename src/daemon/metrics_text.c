/* Prometheus text. A name is mwtop_CLASS_KEY, where the key carries its unit as in a telemetry line; objects are told apart by a label of
 * the name of their class. What is missing, stale or bad has no sample: it is never a zero. A word (state, breaker) is one sample of
 * value 1 with the word as a label. */
#include "metrics_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "power.h"

/* Quotes, backslashes and newlines are escaped; the rest is UTF-8 as it is. */
static void add_label(struct buf *out, const char *name, const char *value, bool first) {
	buf_printf(out, "%s%s=\"", first ? "" : ",", name);
	for (; *value; value++)
		if (*value == '"' || *value == '\\')
			buf_printf(out, "\\%c", *value);
		else if (*value == '\n')
			buf_puts(out, "\\n");
		else
			buf_add(out, value, 1);
	buf_puts(out, "\"");
}

static void add_family(struct buf *out, const char *name, const char *kind, const char *help, const char *unit) {
	buf_printf(out, "# HELP %s ", name);
	for (; *help; help++)
		if (*help == '\\')
			buf_puts(out, "\\\\");
		else
			buf_add(out, *help == '\n' ? " " : help, 1);
	buf_printf(out, "%s%s%s\n# TYPE %s %s\n", *unit ? " (" : "", unit, *unit ? ")" : "", name, kind);
}

static void add_value(struct buf *out, double value) {
	buf_puts(out, " ");
	json_add_number(out, value, 6);
	buf_puts(out, "\n");
}

static bool is_single(enum metric_class class) {
	return class == CLASS_GPU || class == CLASS_AUX;
}

static void add_sample(struct buf *out, const char *name, const struct frame *f, enum metric_id id, size_t object) {
	const struct metric *m = metric_at(id);
	double value = frame_get(f, id, object).value;
	buf_printf(out, "%s{", name);
	add_label(out, "site", f->site->name, true);
	if (!is_single(m->class))
		add_label(out, metric_class_words[m->class], site_object_id(f->site, m->class, object), false);
	if (m->kind == METRIC_LABEL)
		add_label(out, m->key, m->words[(size_t)value], false);
	buf_puts(out, "}");
	add_value(out, m->kind == METRIC_LABEL ? 1 : value);
}

static void add_metric(struct buf *out, const struct frame *f, enum metric_id id) {
	const struct metric *m = metric_at(id);
	char name[80];
	bool begun = false;
	snprintf(name, sizeof name, "mwtop_%s_%s", metric_class_words[m->class], m->key);
	for (size_t i = 0; i < site_class_count(f->site, m->class); i++) {
		if (!frame_good(f, id, i) || (m->kind == METRIC_NUMBER && !isfinite(frame_get(f, id, i).value)))
			continue;
		if (!begun)
			add_family(out, name, "gauge", m->help, m->unit);
		begun = true;
		add_sample(out, name, f, id, i);
	}
}

static void add_derived(struct buf *out, const struct frame *f) {
	struct derived derived;
	power_derive(f, NULL, &derived);
	for (int id = 0; id < DERIVED_COUNT; id++) {
		const struct derived_info *info = derived_info_at((enum derived_id)id);
		char name[80];
		if (!isfinite(derived.q[id].value))
			continue;
		snprintf(name, sizeof name, "mwtop_%s", info->key);
		add_family(out, name, "gauge", info->help, info->unit);
		buf_printf(out, "%s{", name);
		add_label(out, "site", f->site->name, true);
		buf_puts(out, "}");
		add_value(out, derived.q[id].value);
	}
	add_family(out, "mwtop_gens_reporting", "gauge", "sets whose power is known", "");
	buf_puts(out, "mwtop_gens_reporting{");
	add_label(out, "site", f->site->name, true);
	buf_puts(out, "}");
	add_value(out, derived.gens_reporting);
}

static void add_own(struct buf *out, const char *name, const char *kind, const char *help, double value) {
	if (!isfinite(value))
		return;
	add_family(out, name, kind, help, "");
	buf_puts(out, name);
	add_value(out, value);
}

static void add_daemon(const struct station *s, const struct api_counts *c, const char *version, struct buf *out) {
	const struct newest *n = &s->newest;
	add_family(out, "mwtopd_info", "gauge", "version of the daemon", "");
	buf_puts(out, "mwtopd_info{");
	add_label(out, "version", version, true);
	buf_puts(out, "} 1\n");
	add_own(out, "mwtop_up", "gauge", "1 while frames come as they should", strcmp(station_state(s), "ok") == 0);
	add_own(out, "mwtop_frame_age_seconds", "gauge", "since the newest frame arrived", station_age_s(s));
	add_own(out, "mwtop_frame_time_seconds", "gauge", "time of the newest frame, since 1970", n->values.site ? (double)n->values.t_ms / 1000 : NAN);
	add_own(out, "mwtopd_uptime_seconds", "gauge", "since the daemon began", (double)(clock_mono_ms() - s->begun_mono_ms) / 1000);
	add_own(out, "mwtopd_clients", "gauge", "connections now", (double)c->clients);
	add_own(out, "mwtopd_streams", "gauge", "answers that are being sent piece by piece", (double)c->flows);
	add_own(out, "mwtopd_requests_total", "counter", "requests", (double)c->requests);
	add_own(out, "mwtopd_refused_total", "counter", "requests of clients beyond the limit", (double)c->refused);
	add_own(out, "mwtopd_dropped_total", "counter", "clients that did not read", (double)c->dropped);
	add_own(out, "mwtopd_frames_total", "counter", "frames that came", (double)n->frames);
	add_own(out, "mwtopd_events_total", "counter", "events that came", (double)n->events);
	add_own(out, "mwtopd_bad_lines_total", "counter", "lines that could not be read", (double)n->bad);
	add_own(out, "mwtopd_recorded_bytes_total", "counter", "bytes written to the recording", (double)station_bytes(s));
	add_own(out, "mwtopd_recording_failed", "gauge", "1 after the recording had to stop", s->recording_failed);
}

void metrics_write(const struct station *s, const struct api_counts *counts, const char *version, struct buf *out) {
	const struct frame *f = &s->newest.values;
	add_daemon(s, counts, version, out);
	if (!f->site || strcmp(station_state(s), "ok") != 0)
		return; /* what is old is not shown as if it were new */
	for (int id = 0; id < METRIC_COUNT; id++)
		add_metric(out, f, (enum metric_id)id);
	add_derived(out, f);
}
