/* The log of sites. An entry begins with the time of the first line under its site; the same site again makes no entry. */
#include "site_log.h"

#include <stdlib.h>
#include <string.h>

struct site_entry {
	int64_t from_ms;
	char *text;
};

void site_log_free(struct site_log *log) {
	for (size_t i = 0; i < log->count; i++)
		free(log->at[i].text);
	free(log->at);
	buf_free(&log->pending);
	*log = (struct site_log){ 0 };
}

static void add_entry(struct site_log *log, int64_t t_ms) {
	if (log->count == SITE_LOG_MAX) {
		free(log->at[0].text);
		memmove(log->at, log->at + 1, --log->count * sizeof *log->at);
	}
	if (log->count == log->room) {
		log->room = log->room ? 2 * log->room : 4;
		log->at = mem_resize(log->at, log->room, sizeof *log->at);
	}
	log->at[log->count++] = (struct site_entry){ t_ms, mem_strndup(log->pending.data, log->pending.len) };
}

void site_log_add(struct site_log *log, enum line_kind kind, const char *text, size_t length, int64_t t_ms) {
	if (kind == LINE_SITE) {
		buf_clear(&log->pending);
		buf_add(&log->pending, text, length);
	} else if (log->pending.len > 0 && t_ms != TIME_NONE) {
		const char *last = log->count > 0 ? log->at[log->count - 1].text : NULL;
		if (!last || strlen(last) != log->pending.len || memcmp(last, log->pending.data, log->pending.len) != 0)
			add_entry(log, t_ms);
		buf_clear(&log->pending);
	}
}

const char *site_log_find(const struct site_log *log, int64_t t_ms) {
	for (size_t i = log->count; i > 0; i--)
		if (log->at[i - 1].from_ms <= t_ms)
			return log->at[i - 1].text;
	return NULL;
}
