/* See http_fault.h. */
#include "http_fault.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "times.h"

#define HEADER_MAX 65536 /* bytes of all headers of one answer */
#define RETRY_MOST_S 86400.0

struct http_meter http_meter_of(const struct http_limits *limits, int64_t now_ms) {
	return (struct http_meter){ .stall_s = limits->stall_s, .bytes_max = limits->bytes_max, .byte_ms = now_ms };
}

bool http_meter_header(struct http_meter *m, size_t count, int64_t now_ms) {
	m->byte_ms = now_ms;
	m->headers += count;
	m->too_much |= m->headers > HEADER_MAX;
	return !m->too_much;
}

bool http_meter_body(struct http_meter *m, size_t count) {
	m->body += count;
	m->too_much |= m->bytes_max > 0 && m->body > m->bytes_max;
	return !m->too_much;
}

int64_t http_meter_stall_ms(const struct http_meter *m) {
	return m->stall_s > 0 ? m->byte_ms + (int64_t)(m->stall_s * 1000) : TIME_NONE;
}

bool http_meter_stalls(struct http_meter *m, int64_t now_ms) {
	int64_t stall_ms = http_meter_stall_ms(m);
	m->stalled |= stall_ms != TIME_NONE && now_ms >= stall_ms;
	return m->stalled;
}

void http_fault_describe(const struct http_fault *f, struct error *err) {
	bool proxied = f->proxy && *f->proxy;
	if (f->meter->stalled)
		error_set(err, "%s: silent for %.0f s", f->name, f->meter->stall_s);
	else if (f->meter->too_much || f->refused)
		error_set(err, "%s: %s", f->name, f->meter->too_much ? "the answer is too long" : "the answer was of no use");
	else if (f->unconnected)
		error_set(err, "%s%s%s: %s", f->name, proxied ? ", by the proxy " : "", proxied ? f->proxy : "", f->number > 0 ? strerror(f->number) : "no connection");
	else
		error_set(err, "%s: %.200s", f->name, f->words);
}

double http_retry_after_s(const char *header) {
	double s = header ? strtod(header, NULL) : 0;
	return s > 0 ? fmin(s, RETRY_MOST_S) : NAN;
}
