/* Numbers and whole states in words, and how a line is printed; see plain.h and plain_parts.h. */
#include "plain_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numbers.h"
#include "utf8.h"

void plain_lines_free(struct plain_lines *lines) {
	free(lines->at);
	*lines = (struct plain_lines){ 0 };
}

/* "≥ 35.50" is spoken as nothing by some readers. */
static void add_spoken(const char *text, char *out, size_t size) {
	static const char sign[] = "\u2265", words[] = "at least";
	size_t n = 0;
	for (const char *at = text; *at && n + sizeof words < size;) {
		bool found = !strncmp(at, sign, sizeof sign - 1);
		n += (size_t)snprintf(out + n, size - n, "%.*s", found ? (int)sizeof words : 1, found ? words : at);
		at += found ? sizeof sign - 1 : 1;
	}
	out[n] = '\0';
}

void plain_say(struct plain_lines *out, int64_t t_ms, bool important, const char *format, ...) {
	char text[PLAIN_TEXT_SIZE * 4], spoken[PLAIN_TEXT_SIZE * 4 + 16];
	va_list args;
	if (!out)
		return;
	if (out->count == out->room) {
		out->room = out->room ? out->room * 2 : 16;
		out->at = mem_resize(out->at, out->room, sizeof *out->at);
	}
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	add_spoken(text, spoken, sizeof spoken);
	struct plain_line *line = &out->at[out->count++];
	line->t_ms = t_ms;
	line->important = important;
	utf8_clean(line->text, sizeof line->text, spoken, strlen(spoken));
}

char *plain_number(double value, int decimals, const char *unit, char *out, size_t size) {
	char text[NUMBER_SIZE];
	if (isnan(value))
		snprintf(out, size, "not known");
	else
		snprintf(out, size, "%s%s%s", number_text(text, value, decimals, NUMBER_PLAIN), *unit ? " " : "", unit);
	return out;
}

char *plain_sum(const struct world *w, enum derived_id id, char *out, size_t size) {
	const struct quantity *q = &w->derived.q[id];
	const struct derived_info *info = derived_info_at(id);
	char number[NUMBER_SIZE];
	plain_number(q->value, info->decimals, info->unit, number, sizeof number);
	if (isnan(q->value) || q->reporting >= q->total)
		snprintf(out, size, "%s", number);
	else
		snprintf(out, size, "at least %s, %u of %u report", number, q->reporting, q->total);
	return out;
}

char *plain_alarm_counts(const struct world *w, char *out, size_t size) {
	unsigned count[PRIORITY_COUNT] = { 0 };
	size_t n = 0;
	for (size_t i = 0; i < w->active_count; i++)
		count[w->active[i]->priority]++;
	snprintf(out, size, "none");
	for (int p = PRIORITY_COUNT - 1; p >= 0; p--)
		if (count[p] && n < size)
			n += (size_t)snprintf(out + n, size - n, "%s%u %s", n ? ", " : "", count[p], priority_words[p]);
	return out;
}

static void open_sets(const struct world *w, struct plain_lines *out) {
	char text[PLAIN_TEXT_SIZE];
	size_t n = 0;
	for (int state = 0; state < GEN_STATE_COUNT && n < sizeof text; state++)
		if (w->derived.gens_in_state[state])
			n += (size_t)snprintf(text + n, sizeof text - n, "%s%u %s", n ? ", " : "", w->derived.gens_in_state[state], plain_gen_words[state]);
	if (w->derived.gens_reporting < w->derived.gens_total && n < sizeof text)
		snprintf(text + n, sizeof text - n, "%s%u without data", n ? ", " : "", (unsigned)(w->derived.gens_total - w->derived.gens_reporting));
	if (w->site->gen_count)
		plain_say(out, w->frame->t_ms, true, "%zu set%s: %s", w->site->gen_count, w->site->gen_count == 1 ? "" : "s", text);
}

static void open_feeds(const struct world *w, struct plain_lines *out) {
	char a[48], b[48];
	for (size_t i = 0; i < w->site->feed_count; i++) {
		int breaker = frame_label(w->frame, M_FEED_BREAKER, i);
		double mw = frame_good(w->frame, M_FEED_MW, i) ? frame_get(w->frame, M_FEED_MW, i).value : NAN;
		plain_say(out, w->frame->t_ms, true, "Feed %s: breaker %s, %s %s, contract limit %s", w->site->feed[i].id, breaker < 0 ? "not known" : breaker_words[breaker],
		          mw < 0 ? "export" : "import", plain_number(fabs(mw), 2, "MW", a, sizeof a), plain_number(power_feed_limit_mw(w->frame, i), 2, "MW", b, sizeof b));
	}
	for (size_t i = 0; i < w->site->bus_count && w->site->feed_count + w->site->gen_count > 0; i++)
		plain_say(out, w->frame->t_ms, true, "Bus %s: %s", w->site->bus[i].id, plain_tie_words[w->derived.tie[i]]);
}

void plain_opening(const struct world *w, struct plain_lines *out) {
	const struct site *site = w->site;
	char a[48], b[48], c[48];
	plain_say(out, w->frame->t_ms, true, "%s, %s%s%s; times of %s", site->name, w->link == LINK_FILE ? "replay of " : "live from ", w->source_name,
	          site->origin == ORIGIN_SIMULATED ? ", simulated" : site->origin == ORIGIN_IMPORTED ? ", imported" : site->origin == ORIGIN_COMPUTED ? ", computed" : "",
	          site->tz_name);
	if (w->demo)
		plain_say(out, w->frame->t_ms, true, "DEMO: no source was named and no daemon is here; this is the bundled night");
	open_sets(w, out);
	open_feeds(w, out);
	if (site->gpu.present)
		plain_say(out, w->frame->t_ms, true, "GPUs: %s online of %s, cap %s", plain_number(frame_get(w->frame, M_GPU_ONLINE, 0).value, 0, "", a, sizeof a),
		          plain_number(site->gpu.installed, 0, "", b, sizeof b), plain_number(frame_get(w->frame, M_GPU_CAP_W, 0).value, 0, "W", c, sizeof c));
}

/* "T minus 00:17:00, NO-GO". */
static void add_countdown(const struct world *w, char *out, size_t size) {
	const struct verdict *v = &w->verdict;
	char hms[TIME_ISO_SIZE];
	*out = '\0';
	if (v->state == TRAINING_NONE)
		return;
	int64_t start_ms = w->site->training.start_ms, left_ms = start_ms - (w->frame ? w->frame->t_ms : w->cursor_ms);
	if (start_ms == TIME_NONE)
		snprintf(out, size, "; no start set, %s", verdict_word(v));
	else
		/* Counted from the sample that the line tells of: the clock of a live view may be elsewhere. */
		snprintf(out, size, "; T %s %s, %s", left_ms >= 0 ? "minus" : "plus", time_format_hms(left_ms, hms), verdict_word(v));
}

void plain_minute(const struct world *w, struct plain_lines *out) {
	char load[96], supply[96], headroom[96], n1[96], countdown[64], counts[PLAIN_COUNTS_SIZE], alarms[PLAIN_COUNTS_SIZE + 16] = "", hz[96] = "";
	size_t n = 0;
	for (size_t i = 0; i < w->site->bus_count && n < sizeof hz; i++)
		if (frame_good(w->frame, M_BUS_HZ, i))
			n += (size_t)snprintf(hz + n, sizeof hz - n, "; bus %s %.2f Hz", w->site->bus[i].id, frame_get(w->frame, M_BUS_HZ, i).value);
	add_countdown(w, countdown, sizeof countdown);
	if (w->active_count)
		snprintf(alarms, sizeof alarms, "; alarms: %s", plain_alarm_counts(w, counts, sizeof counts));
	bool powered = w->site->feed_count + w->site->gen_count > 0;
	if (!powered) {
		if (*hz)
			plain_say(out, w->frame->t_ms, false, "Frequency: %s%s", hz + 2, alarms);
		return;
	}
	plain_say(out, w->frame->t_ms, false, "Load %s; supply %s; headroom %s; N-1 %s%s%s%s%s%s", plain_sum(w, D_LOAD_MW, load, sizeof load),
	          plain_sum(w, D_SUPPLY_MW, supply, sizeof supply), plain_sum(w, D_HEADROOM_MW, headroom, sizeof headroom), plain_sum(w, D_N1_MW, n1, sizeof n1),
	          *w->derived.n1_worst ? " losing " : "", w->derived.n1_worst, hz, alarms, countdown);
}

static void add_ascii(const char *text, struct buf *out) {
	for (size_t length = strlen(text), at = 0; at < length;) {
		uint32_t cp;
		size_t n = utf8_decode(text + at, length - at, &cp);
		buf_add(out, cp < 128 ? text + at : "?", 1);
		at += n;
	}
}

void plain_format(const struct tz *tz, int64_t t_ms, const char *text, bool ascii, struct plain_day *day, struct buf *out) {
	static const char *const weekdays[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" };
	static const char *const months[] = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December" };
	struct civil at;
	tz_civil(tz, t_ms, &at);
	bool anew = at.year != day->year || at.month != day->month || at.day != day->day || strcmp(at.zone, day->zone);
	if (anew) {
		buf_printf(out, "%s %d %s %d, ", weekdays[at.weekday], at.day, months[at.month - 1], at.year);
		*day = (struct plain_day){ .year = at.year, .month = at.month, .day = at.day };
		snprintf(day->zone, sizeof day->zone, "%s", at.zone);
	}
	buf_printf(out, "%02d:%02d:%02d%s%s ", at.hour, at.minute, at.second, anew ? " " : "", anew ? at.zone : "");
	if (ascii)
		add_ascii(text, out);
	else
		buf_puts(out, text);
	buf_puts(out, "\n");
}
