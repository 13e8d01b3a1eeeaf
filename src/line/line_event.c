/* Event lines, token by token. Texts are cut to fit and made safe for a terminal; numbers are taken where an id or a device number
 * stands. What decides over alarms (state and priority) is refused when it is no known word. */
#include "line_event.h"

#include <stdlib.h>
#include <string.h>

#include "json_scan.h"
#include "utf8.h"

struct place {
	struct json_scan scan;
	struct error *err;
};

static void skip_value(struct json_scan *s, enum json_kind kind) {
	if (json_is_scalar(kind))
		return;
	int level = s->depth - 1;
	while (s->depth > level && kind != JSON_FAULT && kind != JSON_END)
		kind = json_next(s);
}

static void take_text(const struct json_scan *s, enum json_kind kind, char *out, size_t size) {
	if (kind != JSON_STRING && kind != JSON_NUMBER)
		return;
	char *plain = mem_alloc(s->length + 1);
	size_t length = json_unescape(s->token, s->length, plain, s->length + 1);
	utf8_clean(out, size, plain, length);
	free(plain);
}

static bool take_word(struct place *p, const char *key, enum json_kind kind, const char *const *words, int *index) {
	if (kind == JSON_NULL)
		return true;
	int found = kind == JSON_STRING ? word_find(words, p->scan.token, p->scan.length) : -1;
	if (found < 0)
		return error_set(p->err, "event.%s is no word that is known", key);
	*index = found;
	return true;
}

static bool take_time(struct place *p, const char *key, enum json_kind kind, int64_t *t_ms) {
	if (kind == JSON_STRING && time_parse_iso(p->scan.token, p->scan.length, t_ms))
		return true;
	return error_set(p->err, "%s is not a time such as 2024-07-22T09:05:12.000Z", key);
}

static bool read_member(struct place *p, struct event *e) {
	const struct { const char *key; char *out; size_t size; } texts[] = {
		{ "id", e->id, sizeof e->id }, { "src", e->src, sizeof e->src }, { "kind", e->kind, sizeof e->kind },
		{ "ansi", e->ansi, sizeof e->ansi }, { "text", e->text, sizeof e->text },
	};
	struct json_scan key = p->scan;
	enum json_kind kind = json_next(&p->scan);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (json_token_is(&key, texts[i].key))
			take_text(&p->scan, kind, texts[i].out, texts[i].size);
	if (json_token_is(&key, "t_src") && kind != JSON_NULL)
		return take_time(p, "event.t_src", kind, &e->t_src_ms);
	if (json_token_is(&key, "state")) {
		int state = EVENT_NOTE;
		bool ok = take_word(p, "state", kind, event_state_words, &state);
		e->state = (enum event_state)state;
		return ok;
	}
	if (json_token_is(&key, "priority")) {
		int priority = PRIORITY_LOW;
		bool ok = take_word(p, "priority", kind, priority_words, &priority);
		e->priority = (enum priority)priority;
		return ok;
	}
	skip_value(&p->scan, kind);
	return true;
}

bool line_event_read(const char *text, size_t length, struct event *event, struct error *err, size_t *column) {
	struct place p = { .err = err };
	bool ok = true;
	*event = (struct event){ .t_ms = TIME_NONE, .t_src_ms = TIME_NONE };
	json_scan_init(&p.scan, text, length);
	json_next(&p.scan);
	while (ok && json_next(&p.scan) == JSON_KEY) {
		bool t = json_token_is(&p.scan, "t"), body = json_token_is(&p.scan, "event");
		enum json_kind kind = json_next(&p.scan);
		if (t) {
			ok = take_time(&p, "t", kind, &event->t_ms);
		} else if (body && kind == JSON_OBJECT) {
			while (ok && json_next(&p.scan) == JSON_KEY)
				ok = read_member(&p, event);
		} else if (body) {
			ok = error_set(err, "event: expected an object");
		} else {
			skip_value(&p.scan, kind);
		}
	}
	*column = json_token_column(&p.scan);
	return ok;
}
