/* A difference without the dashboard; see difference_print.h. The same rows in the same order as the screen has them. A value that is not good is named as
 * what it is; in JSON and CSV its number is null or empty unless it is a stale reading, and its quality stands beside it. */
#include "difference_print.h"

#include <stdio.h>
#include <string.h>

#include "json_write.h"
#include "numbers.h"
#include "utf8.h"

/* ---- text ---- */

/* "2024-07-22 04:05:00 CDT"; with milliseconds where the times of the difference need them. */
static const char *local(const struct world *w, int64_t t_ms, char out[64]) {
	struct civil c;
	char fraction[8] = "";
	tz_civil(w->site ? w->site->tz : tz_utc(), t_ms, &c);
	if (difference_is_fine(w->difference))
		snprintf(fraction, sizeof fraction, ".%03d", c.ms % 1000);
	snprintf(out, 64, "%04d-%02d-%02d %02d:%02d:%02d%s %s", c.year, c.month, c.day, c.hour, c.minute, c.second, fraction, c.zone);
	return out;
}

static const char *value_text(const struct difference_row *row, const struct difference_value *v, char out[NUMBER_SIZE]) {
	char number[NUMBER_SIZE];
	if (row->kind == DIFFERENCE_WORD) {
		utf8_clean(out, NUMBER_SIZE, v->word, strlen(v->word));
	} else if (v->reading.quality == QUALITY_GOOD) {
		number_sum(out, v->reading.value, row->decimals, row->is_signed ? NUMBER_SIGNED : NUMBER_PLAIN, v->at_least ? 0 : 1, 1);
	} else if (v->reading.quality == QUALITY_STALE) {
		number_text(number, v->reading.value, row->decimals, row->is_signed ? NUMBER_SIGNED : NUMBER_PLAIN);
		snprintf(out, NUMBER_SIZE, "%.50s stale", number);
	} else {
		strcpy(out, v->reading.quality == QUALITY_BAD ? "bad" : "no data");
	}
	return out;
}

/* Columns are of cells, not bytes: "\u2265" and "\u2014" are longer than they look. */
static void add_right(struct buf *out, const char *text, int width) {
	for (int n = (int)utf8_cells(text); n < width; n++)
		buf_puts(out, " ");
	buf_puts(out, text);
}

static void text_row(const struct difference_row *row, struct buf *out) {
	char name[sizeof row->name], text[NUMBER_SIZE];
	utf8_clean(name, sizeof name, row->name, strlen(row->name));
	buf_printf(out, "  %-20s", name);
	add_right(out, value_text(row, &row->then, text), 16);
	add_right(out, value_text(row, &row->now, text), 16);
	if (row->kind == DIFFERENCE_NUMBER) {
		add_right(out, number_text(text, row->change, row->decimals, NUMBER_SIGNED), 12);
		buf_printf(out, "%s%s", *row->unit ? " " : "", row->unit);
		if (!isnan(row->share_pct))
			buf_printf(out, " %5.0f %%", fabs(row->share_pct));
	}
	buf_puts(out, "\n");
}

static void text_alarm(const struct world *w, const struct difference_row *row, struct buf *out) {
	char text[320], clean[320], on[64], off[64];
	site_say(w->site, row->name, row->text, text, sizeof text);
	utf8_clean(clean, sizeof clean, text, strlen(text));
	buf_printf(out, "  %-16s  %-6s  ", difference_kind_words[row->kind], priority_words[row->priority]);
	if (row->kind == DIFFERENCE_PASSED)
		buf_printf(out, "%s to %s  %s\n", local(w, row->on_ms, on), local(w, row->off_ms, off), clean);
	else
		buf_printf(out, "%s  %s\n", local(w, row->kind == DIFFERENCE_ENDED ? row->off_ms : row->on_ms, on), clean);
}

static void text_section(const struct world *w, enum difference_section s, struct buf *out) {
	const struct difference *d = w->difference;
	char up[NUMBER_SIZE], down[NUMBER_SIZE];
	size_t rows = d->first[s + 1] - d->first[s];
	buf_printf(out, "\n%s", difference_titles[s]);
	if (s == DIFFERENCE_PICKUP && rows)
		buf_printf(out, ": picked up %s kW, given up %s kW", number_text(up, d->up_kw, 0, NUMBER_SIGNED), number_text(down, d->down_kw, 0, NUMBER_SIGNED));
	if (s == DIFFERENCE_PICKUP && d->unknown)
		buf_printf(out, ", %zu not known", d->unknown);
	if (rows == 0)
		buf_printf(out, ": %s", s == DIFFERENCE_ALARMS ? "none raised, none ended" : d->same[s] ? "nothing changed" : "nothing is known");
	else if (d->same[s])
		buf_printf(out, "%s %zu did not change", s == DIFFERENCE_PICKUP ? "," : ":", d->same[s]);
	buf_puts(out, "\n");
	for (size_t i = d->first[s]; i < d->first[s + 1]; i++)
		if (s == DIFFERENCE_ALARMS)
			text_alarm(w, &d->row[i], out);
		else
			text_row(&d->row[i], out);
	if (s == DIFFERENCE_ALARMS && d->alarms_left_out)
		buf_printf(out, "  and %zu more\n", d->alarms_left_out);
}

void difference_text(const struct world *w, struct buf *out) {
	const struct difference *d = w->difference;
	char then[64], now[64], hms[TIME_ISO_SIZE], name[sizeof w->site->name];
	utf8_clean(name, sizeof name, w->site->name, strlen(w->site->name));
	buf_printf(out, "%s, %s%s%s to %s, %s\n", name, w->site->origin == ORIGIN_MEASURED ? "" : origin_words[w->site->origin], w->site->origin == ORIGIN_MEASURED ? "" : ", ",
	           local(w, d->then_ms, then), local(w, d->now_ms, now), difference_lasted(d, hms));
	for (int s = 0; s < DIFFERENCE_SECTIONS; s++)
		text_section(w, (enum difference_section)s, out);
}

/* ---- JSON ---- */

static void json_text(struct buf *out, const char *key, const char *text) {
	json_add_key(out, key);
	json_add_string(out, text);
}

static void json_time(struct buf *out, const char *key, int64_t t_ms) {
	json_add_key(out, key);
	if (t_ms == TIME_NONE)
		buf_puts(out, "null");
	else
		json_add_time(out, t_ms);
}

static void json_number(struct buf *out, const char *key, double value, int decimals) {
	json_add_key(out, key);
	json_add_number(out, value, decimals);
}

/* "then":7.82; with "then_is":"stale" where it is not good, and "then_at_least":true. */
static void json_value(struct buf *out, const char *key, const struct difference_row *row, const struct difference_value *v) {
	char other[32];
	bool word = row->kind == DIFFERENCE_WORD, good = v->reading.quality == QUALITY_GOOD || (word && row->section == DIFFERENCE_POWER);
	json_add_key(out, key);
	if (!word)
		json_add_number(out, v->reading.value, row->decimals + 1);
	else if (good && strcmp(v->word, "no data") != 0)
		json_add_string(out, v->word);
	else
		buf_puts(out, "null");
	snprintf(other, sizeof other, "%s_is", key);
	if (!good)
		json_text(out, other, quality_words[v->reading.quality]);
	snprintf(other, sizeof other, "%s_at_least", key);
	if (v->at_least) {
		json_add_key(out, other);
		buf_puts(out, "true");
	}
}

static void json_row(struct buf *out, const struct difference_row *row) {
	bool alarm = row->section == DIFFERENCE_ALARMS;
	buf_puts(out, out->data[out->len - 1] == '[' ? "{" : ",{");
	json_text(out, alarm ? "id" : "key", row->key);
	if (alarm) {
		json_text(out, "src", row->name);
		json_text(out, "what", difference_kind_words[row->kind]);
		json_text(out, "priority", priority_words[row->priority]);
		json_time(out, "since", row->on_ms);
		json_time(out, "ended", row->off_ms);
		json_text(out, "text", row->text);
	} else {
		if (*row->unit)
			json_text(out, "unit", row->unit);
		json_value(out, "then", row, &row->then);
		json_value(out, "now", row, &row->now);
		if (row->kind == DIFFERENCE_NUMBER)
			json_number(out, "change", row->change, row->decimals + 1);
		if (row->section == DIFFERENCE_PICKUP)
			json_number(out, "share_pct", row->share_pct, 1);
	}
	buf_puts(out, "}");
}

void difference_json(const struct world *w, struct buf *out) {
	const struct difference *d = w->difference;
	buf_puts(out, "{");
	json_text(out, "site", w->site->name);
	json_time(out, "from", d->then_ms);
	json_time(out, "to", d->now_ms);
	json_time(out, "from_frame_t", d->then_frame_ms);
	json_time(out, "to_frame_t", d->now_frame_ms);
	json_number(out, "picked_up_kw", d->up_kw, 1);
	json_number(out, "given_up_kw", d->down_kw, 1);
	json_number(out, "not_known", (double)d->unknown, 0);
	for (int s = 0; s < DIFFERENCE_SECTIONS; s++) {
		json_add_key(out, difference_words[s]);
		buf_puts(out, "[");
		for (size_t i = d->first[s]; i < d->first[s + 1]; i++)
			json_row(out, &d->row[i]);
		buf_puts(out, "]");
	}
	json_number(out, "alarms_left_out", (double)d->alarms_left_out, 0);
	json_text(out, "origin", origin_words[w->site->origin]);
	buf_puts(out, "}\n");
}

/* ---- CSV ---- */

static void csv_text(struct buf *out, const char *text) {
	if (strpbrk(text, ",\"\n\r") == NULL) {
		buf_puts(out, text);
		return;
	}
	buf_puts(out, "\"");
	for (; *text; text++)
		buf_printf(out, *text == '"' ? "\"%c" : "%c", *text);
	buf_puts(out, "\"");
}

static void csv_number(struct buf *out, double value, int decimals) {
	if (isfinite(value))
		json_add_number(out, value, decimals);
}

static const char *csv_quality(const struct difference_row *row, const struct difference_value *v) {
	if (row->kind == DIFFERENCE_WORD && row->section == DIFFERENCE_POWER)
		return strcmp(v->word, "no data") ? "good" : "missing";
	return v->at_least && v->reading.quality == QUALITY_GOOD ? "at least" : quality_words[v->reading.quality];
}

static void csv_value(struct buf *out, const struct difference_row *row, const struct difference_value *v) {
	buf_puts(out, ",");
	if (row->kind == DIFFERENCE_WORD)
		csv_text(out, strcmp(csv_quality(row, v), "good") ? "" : v->word);
	else
		csv_number(out, v->reading.value, row->decimals + 1);
}

static void csv_alarm(struct buf *out, const struct difference_row *row) {
	char iso[TIME_ISO_SIZE], text[sizeof row->name + sizeof row->text + 1];
	snprintf(text, sizeof text, "%s %s", row->name, row->text);
	buf_printf(out, ",%s", time_format_iso(row->on_ms, iso));
	buf_printf(out, ",%s", row->off_ms == TIME_NONE ? "" : time_format_iso(row->off_ms, iso));
	buf_printf(out, ",%s,,,,,%s,", difference_kind_words[row->kind], priority_words[row->priority]);
	csv_text(out, text);
}

static void csv_row(struct buf *out, const struct difference_row *row) {
	csv_value(out, row, &row->then);
	csv_value(out, row, &row->now);
	buf_puts(out, ",");
	csv_number(out, row->change, row->decimals + 1);
	buf_printf(out, ",%s,", row->unit);
	csv_number(out, row->share_pct, 1);
	buf_printf(out, ",%s,%s,,", csv_quality(row, &row->then), csv_quality(row, &row->now));
}

void difference_csv(const struct world *w, struct buf *out) {
	const struct difference *d = w->difference;
	buf_puts(out, "section,key,then,now,change,unit,share_pct,then_is,now_is,priority,text\n");
	for (size_t i = 0; i < d->count; i++) {
		const struct difference_row *row = &d->row[i];
		buf_printf(out, "%s,", difference_words[row->section]);
		csv_text(out, row->key);
		(row->section == DIFFERENCE_ALARMS ? csv_alarm : csv_row)(out, row);
		buf_puts(out, "\n");
	}
}
