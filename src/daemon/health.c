/* /healthz. */
#include "health.h"

#include "json_write.h"

static void add_number(struct buf *out, const char *key, double value, int decimals) {
	json_add_key(out, key);
	json_add_number(out, value, decimals);
}

static void add_recording(const struct station *s, struct buf *out) {
	const char *file = s->recorder ? recorder_file(s->recorder) : s->path;
	json_add_key(out, "recording");
	buf_puts(out, "{\"file\":");
	if (file)
		json_add_string(out, file);
	else
		buf_puts(out, "null");
	add_number(out, "bytes", (double)station_bytes(s), 0);
	json_add_key(out, "failed");
	buf_puts(out, s->recording_failed ? "true" : "false");
	json_add_key(out, "kept");
	buf_puts(out, s->recorder && s->private_dir ? "false}" : "true}");
}

void health_write(const struct station *s, const struct api_counts *counts, const char *version, struct buf *out) {
	buf_puts(out, "{");
	json_add_key(out, "state");
	json_add_string(out, station_state(s));
	add_number(out, "age_s", station_age_s(s), 3);
	add_number(out, "clients", (double)counts->clients, 0);
	add_number(out, "streams", (double)counts->flows, 0);
	add_number(out, "dropped", (double)counts->dropped, 0);
	add_number(out, "lines", (double)(s->newest.frames + s->newest.events + s->newest.sites), 0);
	add_number(out, "bad_lines", (double)s->newest.bad, 0);
	add_number(out, "uptime_s", (double)(clock_mono_ms() - s->begun_mono_ms) / 1000, 1);
	json_add_key(out, "source");
	json_add_string(out, s->source);
	add_recording(s, out);
	json_add_key(out, "version");
	json_add_string(out, version);
	buf_puts(out, "}\n");
}
