/* `mwtop chart`: chosen series over a range as numbers, lowest, mean and highest of each window; from the same track as the charts of the dashboard. Windows
 * are read in chunks, one bin of a track each, so that memory does not grow with the range. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "series.h"
#include "session.h"
#include "utf8.h"

#define SLICE_MS 1000
#define WINDOWS_MAX 1000000

enum { OPT_FROM, OPT_TO, OPT_EVERY, OPT_FORMAT, OPT_ACCESS, OPT_COUNT = OPT_ACCESS + ACCESS_ROWS };
enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV };
static const struct option_row rows[OPT_COUNT] = {
	[OPT_FROM] = { "from", 0, OPTION_TEXT, "TIME", 0, 0, "first time (inclusive); the start without it" },
	[OPT_TO] = { "to", 0, OPTION_TEXT, "TIME", 0, 0, "last time (exclusive); the end without it" },
	[OPT_EVERY] = { "every", 0, OPTION_TEXT, "DURATION", 0, 0, "width of a window: 30s, 10m, 1h; the whole range without it" },
	[OPT_FORMAT] = { "format", 0, OPTION_CHOICE, "text|json|csv", 0, 0, "form of the answer" },
	ACCESS_OPTIONS(OPT_ACCESS),
};

struct request {
	struct session *session;
	const struct site *site;
	struct track_keys keys;
	struct series_info info[TRACK_SERIES_MAX];
	int64_t from_ms, to_ms, every_ms; /* every: 0, the whole range */
	enum format format;
};

static bool take_time(const struct request *q, const struct option_value *o, const char *name, int64_t *t_ms, struct error *err) {
	return !o->given || session_parse_time(q->session, o->text, true, t_ms, err) || error_prefix(err, "%s", name);
}

/* A pattern, or several with commas between them. */
static bool take_names(struct request *q, const char *text, struct error *err) {
	char name[128], key[TRACK_SERIES_MAX][SERIES_KEY_SIZE];
	while (*(text += strspn(text, " ,"))) {
		size_t length = strcspn(text, " ,");
		snprintf(name, sizeof name, "%.*s", (int)length, text);
		text += length;
		size_t found = series_find(q->site, name, key, TRACK_SERIES_MAX);
		if (!found)
			return series_refuse(q->site, name, err);
		if (q->keys.count + found > TRACK_SERIES_MAX)
			return error_set(err, "\"%s\" is %zu series; at most %d are told at once: name fewer", name, found, TRACK_SERIES_MAX);
		for (size_t i = 0; i < found; i++) {
			series_info(q->site, key[i], &q->info[q->keys.count]);
			memcpy(q->keys.key[q->keys.count++], key[i], sizeof key[i]);
		}
	}
	return true;
}

static bool take_range(struct request *q, const struct option_value *o, struct error *err) {
	int64_t first, last;
	if (!source_range(session_source(q->session), &first, &last))
		return error_set(err, "%s: no samples", session_world(q->session)->source_name);
	q->from_ms = first;
	q->to_ms = last + 1;
	if (!take_time(q, &o[OPT_FROM], "--from", &q->from_ms, err) || !take_time(q, &o[OPT_TO], "--to", &q->to_ms, err))
		return false;
	if (q->to_ms <= q->from_ms)
		return error_set(err, "--to does not lie after --from");
	if (q->from_ms > last || q->to_ms <= first) {
		char a[TIME_ISO_SIZE], b[TIME_ISO_SIZE];
		return error_set(err, "nothing lies between --from and --to: the recording goes from %s to %s", time_format_iso(first, a), time_format_iso(last, b));
	}
	q->from_ms = q->from_ms < first ? first : q->from_ms;
	q->to_ms = q->to_ms > last + 1 ? last + 1 : q->to_ms;
	if (o[OPT_EVERY].given && (!time_parse_duration(o[OPT_EVERY].text, &q->every_ms) || q->every_ms <= 0))
		return error_set(err, "--every: expected a duration such as 30s, 10m or 1h, not \"%s\"", o[OPT_EVERY].text);
	if (q->every_ms && (q->to_ms - q->from_ms) / q->every_ms >= WINDOWS_MAX)
		return error_set(err, "--every %s: more than %d windows; expected a wider one, or a shorter range", o[OPT_EVERY].text, WINDOWS_MAX);
	return true;
}

/* A value of a series: a word where its values are labels. */
static char *value_text(const struct request *q, size_t series, double value, char out[64]) {
	const char *const *words = q->info[series].words;
	size_t count = 0;
	while (words && words[count])
		count++;
	if (words && value >= 0 && value < (double)count)
		snprintf(out, 64, q->format == FORMAT_JSON ? "\"%s\"" : "%s", words[(size_t)value]);
	else if (value == value)
		snprintf(out, 64, "%.7g", value);
	else
		snprintf(out, 64, "%s", q->format == FORMAT_JSON ? "null" : q->format == FORMAT_TEXT ? "-" : "");
	return out;
}

/* With the zone: an hour comes twice where the clocks are put back. */
static void local_text(const struct request *q, int64_t t_ms, char *out, size_t size) {
	struct civil c;
	tz_civil(q->site->tz, t_ms, &c);
	snprintf(out, size, "%04d-%02d-%02d %02d:%02d:%02d %s", c.year, c.month, c.day, c.hour, c.minute, c.second, c.zone);
}

static void print_sum(const struct request *q, size_t series, int64_t from_ms, int64_t to_ms, const struct track_sum *sum, struct buf *out) {
	char a[TIME_ISO_SIZE], b[TIME_ISO_SIZE], local[40], lowest[64], mean[64], highest[64];
	const char *key = q->keys.key[series];
	value_text(q, series, sum->lowest, lowest);
	value_text(q, series, sum->highest, highest);
	value_text(q, series, q->info[series].words ? NAN : sum->mean, mean); /* there is none between words */
	if (q->format == FORMAT_JSON)
		buf_printf(out, ",\"%s\":{\"lowest\":%s,\"mean\":%s,\"highest\":%s,\"samples\":%.0f}", key, lowest, mean, highest, sum->samples);
	else if (q->format == FORMAT_CSV)
		buf_printf(out, "%s,%s,%s,%s,%s,%s,%s,%.0f\n", time_format_iso(from_ms, a), time_format_iso(to_ms, b), key, q->info[series].unit, lowest, mean, highest, sum->samples);
	else {
		local_text(q, from_ms, local, sizeof local);
		buf_printf(out, "%-24s %-24s %12s %12s %12s  %-4s %8.0f\n", local, key, lowest, mean, highest, q->info[series].unit, sum->samples);
	}
}

static void print_window(const struct request *q, const struct track *t, long bin, int64_t from_ms, int64_t to_ms, struct buf *out) {
	char a[TIME_ISO_SIZE], b[TIME_ISO_SIZE];
	struct track_sum sum;
	to_ms = to_ms < q->to_ms ? to_ms : q->to_ms;
	if (q->format == FORMAT_JSON)
		buf_printf(out, "%s{\"from\":\"%s\",\"to\":\"%s\"", from_ms == q->from_ms ? "" : ",", time_format_iso(from_ms, a), time_format_iso(to_ms, b));
	for (size_t s = 0; s < q->keys.count; s++) {
		if (bin < 0)
			track_sum(t, s, &sum);
		else
			track_bin_sum(t, s, (size_t)bin, &sum);
		print_sum(q, s, from_ms, to_ms, &sum, out);
	}
	buf_puts(out, q->format == FORMAT_JSON ? "}" : "");
}

static void print_head(const struct request *q, struct buf *out) {
	char a[TIME_ISO_SIZE], b[TIME_ISO_SIZE], local[40], end[40];
	if (q->format == FORMAT_CSV) {
		buf_puts(out, "from,to,key,unit,lowest,mean,highest,samples\n");
	} else if (q->format == FORMAT_TEXT) {
		local_text(q, q->from_ms, local, sizeof local);
		local_text(q, q->to_ms, end, sizeof end);
		buf_printf(out, "%s  %s to %s  %s  %s\n", q->site->name, local, end, tz_name(q->site->tz), origin_words[q->site->origin]);
		buf_printf(out, "%-24s %-24s %12s %12s %12s  %-4s %8s\n", "from", "series", "lowest", "mean", "highest", "unit", "samples");
	} else {
		buf_puts(out, "{\"site\":");
		json_add_string(out, q->site->name);
		buf_printf(out, ",\"origin\":\"%s\",\"from\":\"%s\",\"to\":\"%s\",\"unit\":{", origin_words[q->site->origin], time_format_iso(q->from_ms, a), time_format_iso(q->to_ms, b));
		for (size_t s = 0; s < q->keys.count; s++) {
			buf_printf(out, "%s\"%s\":", s ? "," : "", q->keys.key[s]);
			json_add_string(out, q->info[s].unit);
		}
		buf_puts(out, "},\"windows\":[");
	}
}

static bool flush(struct buf *out) {
	bool fine = command_output("chart", out->data ? out->data : "", out->len);
	buf_clear(out);
	return fine;
}

static void read_chunk(const struct request *q, int64_t from_ms, int64_t to_ms) {
	bool shown = false;
	session_track_until(q->session, &q->keys, from_ms, to_ms, q->to_ms);
	while (session_track_work(q->session, SLICE_MS, &shown))
		continue;
}

static bool print_all(const struct request *q) {
	struct buf out = { 0 };
	bool fine = true;
	print_head(q, &out);
	if (!q->every_ms) {
		read_chunk(q, q->from_ms, q->to_ms);
		print_window(q, session_world(q->session)->track, -1, q->from_ms, q->to_ms, &out);
	}
	for (int64_t chunk = q->from_ms; q->every_ms && fine && chunk < q->to_ms; chunk += q->every_ms * TRACK_BINS) {
		read_chunk(q, chunk, chunk + q->every_ms * TRACK_BINS);
		for (long i = 0; i < TRACK_BINS && chunk + i * q->every_ms < q->to_ms; i++)
			print_window(q, session_world(q->session)->track, i, chunk + i * q->every_ms, chunk + (i + 1) * q->every_ms, &out);
		fine = flush(&out);
	}
	buf_puts(&out, q->format == FORMAT_JSON ? "]}\n" : "");
	fine = fine && flush(&out);
	bool order;
	const char *first = session_track_damage(q->session, &order);
	command_tell_damage("chart", first ? "lines unreadable" : order ? "lines out of order" : "", first);
	buf_free(&out);
	return fine;
}

static bool take(struct request *q, const struct invocation *call, struct error *err) {
	q->format = call->option[OPT_FORMAT].given ? (enum format)call->option[OPT_FORMAT].number : FORMAT_TEXT;
	if (!source_read_all(session_source(q->session), err))
		return false;
	session_refresh(q->session);
	q->site = session_world(q->session)->site;
	if (!q->site)
		return error_set(err, "%s: no samples", session_world(q->session)->source_name);
	for (int i = 1; i < call->argc; i++)
		if (!take_names(q, call->argv[i], err))
			return false;
	return take_range(q, call->option, err);
}

static int run(const struct invocation *call) {
	struct error err;
	struct source_access access = command_access(call, OPT_ACCESS);
	struct request *q = mem_zalloc(1, sizeof *q);
	int status = EXIT_REFUSED;
	q->session = session_open(call->argv[0], &access, &err);
	if (!q->session || !take(q, call, &err))
		command_refuse("chart", "%s", err.text);
	else if (print_all(q))
		status = EXIT_FINE;
	session_close(q->session);
	free(q);
	return status;
}

const struct command command_chart = {
	.name = "chart", .operands = "SOURCE NAME...", .least = 2, .most = 1 + TRACK_SERIES_MAX, .help = "lowest, mean and highest of any series over a range, window by window",
	.rows = rows, .row_count = OPT_COUNT, .run = run,
};
