/* Plans of a remote; see remote_plan.h. */
#include "remote_plan.h"

#include <math.h>
#include <string.h>

#include "json_scan.h"
#include "line.h"

#define WINDOWS_MOST 500
#define STRETCH_LEAST_MS 300000
#define BACKOFF_FIRST_MS 500
#define BACKOFF_MOST_MS 30000

bool remote_read_range(const char *json, size_t length, struct remote_range *out) {
	struct json_scan scan;
	*out = (struct remote_range){ .first_ms = TIME_NONE, .last_ms = TIME_NONE };
	json_scan_init(&scan, json, length);
	if (json_next(&scan) != JSON_OBJECT)
		return false;
	for (enum json_kind kind; (kind = json_next(&scan)) != JSON_END;) {
		if (kind == JSON_FAULT)
			return false;
		if (kind != JSON_KEY || scan.depth != 1)
			continue;
		bool first = json_token_is(&scan, "first"), last = json_token_is(&scan, "last"), bytes = json_token_is(&scan, "bytes");
		kind = json_next(&scan);
		if (kind == JSON_FAULT)
			return false;
		if (kind == JSON_STRING && first && !time_parse_iso(scan.token, scan.length, &out->first_ms))
			return false;
		if (kind == JSON_STRING && last && !time_parse_iso(scan.token, scan.length, &out->last_ms))
			return false;
		double number = kind == JSON_NUMBER ? json_number(scan.token, scan.length) : 0;
		if (bytes && number > 0 && number < 1e18)
			out->bytes = (uint64_t)number;
	}
	return true;
}

int64_t remote_window_ms(int64_t span_ms) {
	static const int64_t windows_s[] = { 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21600, 43200, 86400 };
	size_t last = sizeof windows_s / sizeof *windows_s - 1;
	for (size_t i = 0; i < last; i++)
		if (span_ms / (windows_s[i] * 1000) < WINDOWS_MOST)
			return windows_s[i] * 1000;
	return windows_s[last] * 1000;
}

void remote_stretch(int64_t t_ms, int64_t window_ms, int64_t from_ms, int64_t to_ms, int64_t *begin_ms, int64_t *end_ms) {
	int64_t width = window_ms, offset;
	while (width < STRETCH_LEAST_MS)
		width += window_ms;
	offset = t_ms % width;
	*begin_ms = t_ms - (offset < 0 ? offset + width : offset);
	*end_ms = *begin_ms + width;
	*begin_ms = *begin_ms < from_ms ? from_ms : *begin_ms;
	*end_ms = *end_ms > to_ms ? to_ms : *end_ms;
}

int64_t remote_backoff_ms(unsigned failures, double chance) {
	int64_t ms = BACKOFF_FIRST_MS;
	for (unsigned i = 1; i < failures && ms < BACKOFF_MOST_MS; i++)
		ms *= 2;
	ms = ms > BACKOFF_MOST_MS ? BACKOFF_MOST_MS : ms;
	return ms - ms / 4 + (int64_t)((double)(ms / 2) * chance);
}

char *remote_target(const char *path, int64_t from_ms, int64_t to_ms, int64_t every_ms) {
	struct buf text = { 0 };
	char iso[TIME_ISO_SIZE];
	const char *separator = "?";
	buf_puts(&text, path);
	if (from_ms != TIME_NONE) {
		buf_printf(&text, "%sfrom=%s", separator, time_format_iso(from_ms, iso));
		separator = "&";
	}
	if (to_ms != TIME_NONE) {
		buf_printf(&text, "%sto=%s", separator, time_format_iso(to_ms, iso));
		separator = "&";
	}
	if (every_ms > 0)
		buf_printf(&text, "%severy=%gs", separator, (double)every_ms / 1000);
	return text.data;
}
