/* Moving the times of a line: the tokens are walked once, beside them which of the places that hold times can still be reached. Bytes
 * between one time and the next are copied as they stand. Always true: reach[n] has a bit for each place whose first n - 1 steps are
 * the path to the level n at hand. */
#include "line_shift.h"

#include <string.h>

#include "json_scan.h"
#include "times.h"

#define STEPS_MAX 6
#define EACH "*"     /* any key */
#define ELEMENT "[]" /* any element of a list */

/* Where times stand. */
static const char *const places[][STEPS_MAX] = {
	{ "t" },
	{ "event", "t_src" },
	{ "q", EACH, "since" },
	{ "site", "training", "start" },
	{ "site", "feed", EACH, "promise", ELEMENT, "t" },
};
#define PLACE_COUNT (sizeof places / sizeof *places)
#define ALL_PLACES ((1u << PLACE_COUNT) - 1)

/* What can be written with four digits of the year, and so be read again. */
#define EARLIEST_MS INT64_C(-62167219200000)
#define LATEST_MS INT64_C(253402300799999)

struct shift {
	struct json_scan scan;
	int64_t by_ms;
	struct buf *out;
	const char *copied; /* up to here the text is in `out` */
	unsigned reach[JSON_DEPTH_MAX + 2];
};

/* The places of `reach` whose step at that level is the key at hand, or an element of a list. */
static unsigned take_step(const struct shift *s, int level, unsigned reach, bool element) {
	unsigned on = 0;
	for (size_t i = 0; level <= STEPS_MAX && reach >> i != 0; i++) {
		const char *step = places[i][level - 1];
		if ((reach >> i & 1) == 0 || step == NULL)
			continue;
		bool list = strcmp(step, ELEMENT) == 0;
		if (element ? list : !list && (strcmp(step, EACH) == 0 || json_token_is(&s->scan, step)))
			on |= 1u << i;
	}
	return on;
}

static bool is_complete(unsigned on, int level) {
	for (size_t i = 0; i < PLACE_COUNT; i++)
		if ((on >> i & 1) != 0 && (level == STEPS_MAX || places[i][level] == NULL))
			return true;
	return false;
}

static void move_time(struct shift *s) {
	char plain[64], text[TIME_ISO_SIZE];
	int64_t t_ms;
	size_t length = json_unescape(s->scan.token, s->scan.length, plain, sizeof plain);
	if (s->by_ms == 0 || !time_parse_iso(plain, length, &t_ms) || __builtin_add_overflow(t_ms, s->by_ms, &t_ms) ||
	    t_ms < EARLIEST_MS || t_ms > LATEST_MS)
		return;
	buf_add(s->out, s->copied, (size_t)(s->scan.token - s->copied));
	buf_puts(s->out, time_format_iso(t_ms, text));
	s->copied = s->scan.token + s->scan.length;
}

/* Goes to the end of the text; the kind that ended it. */
static enum json_kind walk(struct shift *s) {
	unsigned on = ALL_PLACES; /* of the value that comes next */
	bool keyed = false;
	for (;;) {
		int level = s->scan.depth;
		enum json_kind kind = json_next(&s->scan);
		if (kind == JSON_FAULT || kind == JSON_END)
			return kind;
		if (kind == JSON_KEY) {
			on = take_step(s, level, s->reach[level], false);
			keyed = true;
			continue;
		}
		if (kind == JSON_OBJECT_END || kind == JSON_ARRAY_END)
			continue;
		if (!keyed && level > 0)
			on = take_step(s, level, s->reach[level], true);
		keyed = false;
		if (kind == JSON_OBJECT || kind == JSON_ARRAY)
			s->reach[level + 1] = on;
		else if (kind == JSON_STRING && is_complete(on, level))
			move_time(s);
	}
}

bool line_shift(const char *text, size_t length, int64_t by_ms, struct buf *out, struct error *err) {
	struct shift s = { .by_ms = by_ms, .out = out, .copied = text };
	size_t before = out->len;
	json_scan_init(&s.scan, text, length);
	struct json_scan first = s.scan;
	enum json_kind kind = json_next(&first);
	if (kind != JSON_OBJECT && kind != JSON_FAULT)
		return error_set(err, "column %zu: expected '{'", json_token_column(&first));
	if (walk(&s) == JSON_FAULT) {
		if (out->data != NULL) {
			out->len = before;
			out->data[before] = '\0';
		}
		return error_set(err, "column %zu: %s", json_column(&s.scan, s.scan.at), s.scan.why);
	}
	buf_add(out, s.copied, (size_t)(text + length - s.copied));
	return true;
}
