/* Printing of edits: the line that parses back to the same edit, bit for bit. Times are written in ISO 8601, numbers with as many
 * digits as they need. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edits_table.h"

struct printer {
	char *out;
	size_t size, length;
};

static void add(struct printer *p, const char *format, ...) PRINTF_LIKE(2, 3);
static void add(struct printer *p, const char *format, ...) {
	va_list args;
	va_start(args, format);
	int n = vsnprintf(p->out + p->length, p->size - p->length, format, args);
	va_end(args);
	if (n > 0)
		p->length += (size_t)n < p->size - p->length ? (size_t)n : p->size - p->length - 1;
}

static void add_number(struct printer *p, double x) {
	char text[40];
	for (int digits = 6; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, x);
		if (strtod(text, NULL) == x)
			break;
	}
	add(p, " %s", text);
}

static void add_duration(struct printer *p, double seconds) {
	int64_t ms = llround(seconds * 1000);
	if (ms % 1000 == 0)
		add(p, " %" PRId64 "s", ms / 1000);
	else
		add(p, " %" PRId64 "ms", ms);
}

static void add_time(struct printer *p, int64_t t_ms) {
	char iso[TIME_ISO_SIZE];
	add(p, " %s", time_format_iso(t_ms, iso));
}

static void add_value(struct printer *p, const struct edit *e) {
	static const char *const unit[] = {
		[VALUE_KW] = "kW", [VALUE_MW] = "MW", [VALUE_W] = "W", [VALUE_CELSIUS] = "C", [VALUE_FACTOR] = "", [VALUE_COUNT] = "",
		[VALUE_DATE_MW] = "MW",
	};
	enum edit_value value = edit_rows[e->verb].value;
	switch (value) {
	case VALUE_NONE:
		return;
	case VALUE_TIME:
		add_time(p, e->when_ms);
		return;
	case VALUE_DURATION:
		add_duration(p, e->over_s);
		return;
	case VALUE_MODEL:
	case VALUE_STANCE:
		add(p, " %s", e->word);
		return;
	case VALUE_DATE_MW:
		add_time(p, e->when_ms);
		break;
	default:
		break;
	}
	add_number(p, e->number);
	add(p, "%s", unit[value]);
}

char *edit_print(const struct edit *edit, const struct site *site, char *out, size_t size) {
	struct printer p = { out, size, 0 };
	const struct edit_row *row = &edit_rows[edit->verb];
	out[0] = '\0';
	if (edit->at_given) {
		add(&p, "at");
		add_time(&p, edit->at_ms);
		add(&p, " ");
	}
	add(&p, "%s", row->noun);
	if (strcmp(row->noun, "gen") == 0 || strcmp(row->noun, "feed") == 0) {
		enum metric_class class = row->noun[0] == 'g' ? CLASS_GEN : CLASS_FEED;
		add(&p, " %s", edit->object < 0 ? "all" : site_object_id(site, class, (size_t)edit->object));
	}
	add(&p, " %s", row->word);
	add_value(&p, edit);
	if (row->over && edit->over_s > 0) {
		add(&p, " over");
		add_duration(&p, edit->over_s);
	}
	return out;
}
