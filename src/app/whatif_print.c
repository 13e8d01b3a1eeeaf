/* The answer of a what-if as JSON and CSV; see whatif_answer.h. */
#include <string.h>

#include "line.h"
#include "whatif_answer.h"

static void add_key(struct buf *out, const char *key) {
	char last = out->len > 0 ? out->data[out->len - 1] : '{';
	if (last != '{' && last != '[')
		buf_puts(out, ",");
	json_add_string(out, key);
	buf_puts(out, ":");
}

static void add_time(struct buf *out, const char *key, int64_t t_ms) {
	char iso[TIME_ISO_SIZE];
	add_key(out, key);
	if (t_ms == TIME_NONE)
		buf_puts(out, "null");
	else
		buf_printf(out, "\"%s\"", time_format_iso(t_ms, iso));
}

static void add_number(struct buf *out, const char *key, double value, int decimals) {
	add_key(out, key);
	json_add_number(out, value, decimals);
}

static void add_text(struct buf *out, const char *key, const char *text) {
	add_key(out, key);
	json_add_string(out, text);
}

static const char *go_word(const struct whatif_side *side) {
	return !side->site.training.present ? "null" : side->verdict.go ? "true" : "false";
}

static void add_side(struct buf *out, const char *key, const struct whatif_side *side) {
	add_key(out, key);
	buf_puts(out, "{");
	for (size_t i = 0; i < WHATIF_VALUE_COUNT; i++)
		add_number(out, whatif_value_at(i).key, side->value[i], whatif_value_at(i).decimals);
	add_key(out, "n1_worst");
	if (*side->derived.n1_worst)
		json_add_string(out, side->derived.n1_worst);
	else
		buf_puts(out, "null");
	add_time(out, "ready_at", side->verdict.ready_at_ms);
	add_number(out, "t_minus_s", side->verdict.t_minus_s, 3);
	add_key(out, "go");
	buf_puts(out, go_word(side));
	add_key(out, "why");
	buf_puts(out, "[");
	for (size_t i = 0; i < side->verdict.why_count; i++) {
		buf_puts(out, i ? "," : "");
		json_add_string(out, side->verdict.why[i]);
	}
	buf_puts(out, "]}");
}

static double ready_delta_s(const struct whatif_answer *a) {
	int64_t b = a->baseline.verdict.ready_at_ms, s = a->scenario.verdict.ready_at_ms;
	return b == TIME_NONE || s == TIME_NONE ? NAN : (double)(s - b) / 1000;
}

static void add_delta(struct buf *out, const struct whatif_answer *a) {
	add_key(out, "delta");
	buf_puts(out, "{");
	for (size_t i = 0; i < WHATIF_VALUE_COUNT; i++)
		add_number(out, whatif_value_at(i).key, whatif_delta(a, i), whatif_value_at(i).decimals);
	add_number(out, "ready_at", ready_delta_s(a), 3);
	buf_puts(out, "}");
}

static int64_t violation_end(const struct whatif_answer *a, const struct violation *v) {
	return v->end_ms == TIME_NONE ? a->until_ms : v->end_ms;
}

static void add_violation(struct buf *out, const struct whatif_answer *a, const struct violation *v) {
	const struct violation_info *info = violation_info_at(v->kind);
	int decimals = violation_decimals(v->kind);
	char text[160];
	buf_puts(out, out->data[out->len - 1] == '[' ? "{" : ",{");
	add_text(out, "kind", info->word);
	add_key(out, "object");
	if (v->object >= 0 && info->class != CLASS_AUX)
		json_add_string(out, site_object_id(&a->scenario.site, info->class, (size_t)v->object));
	else
		buf_puts(out, "null");
	add_time(out, "start", v->start_ms);
	add_time(out, "end", v->end_ms);
	add_number(out, "duration_s", (double)(violation_end(a, v) - v->start_ms) / 1000, 3);
	add_number(out, "size", v->size, decimals);
	add_number(out, "limit", v->limit, decimals);
	add_text(out, "unit", info->unit);
	add_time(out, "size_t", v->size_ms);
	add_key(out, "baseline");
	buf_puts(out, v->baseline ? "true" : "false");
	add_text(out, "text", violation_print(v, &a->scenario.site, a->until_ms, text, sizeof text));
	buf_puts(out, "}");
}

static void add_state(struct buf *out, const char *key, const struct whatif_state *s, const struct whatif_side *side) {
	add_key(out, key);
	buf_puts(out, "{");
	add_number(out, "available_mw", s->available_mw, 2);
	add_number(out, "firm_mw", s->firm_mw, 2);
	add_number(out, "firm_feed_mw", s->firm_feed_mw, 2);
	add_number(out, "start_load_mw", s->start_load_mw, 2);
	add_number(out, "gpus_ready", s->ready, 0);
	add_key(out, "go");
	buf_puts(out, !side->site.training.present ? "null" : s->go ? "true" : "false");
	add_text(out, "why", s->why);
	buf_puts(out, "}");
}

static void add_timeline(struct buf *out, const struct whatif_answer *a) {
	add_key(out, "timeline");
	buf_puts(out, "[");
	for (size_t i = 0; i < a->moment_count; i++) {
		buf_puts(out, i ? ",{" : "{");
		add_time(out, "t", a->moment[i].t_ms);
		add_state(out, "baseline", &a->moment[i].baseline, &a->baseline);
		add_state(out, "scenario", &a->moment[i].scenario, &a->scenario);
		buf_puts(out, "}");
	}
	buf_puts(out, "]");
	add_key(out, "timeline_cut");
	buf_puts(out, a->moments_cut ? "true" : "false");
}

static void add_lists(struct buf *out, const struct whatif_answer *a) {
	struct whatif_assumption assumption[WHATIF_ASSUMPTION_MAX];
	size_t count = whatif_assumptions(a, assumption);
	char line[EDIT_TEXT_SIZE];
	add_key(out, "violations");
	buf_puts(out, "[");
	for (size_t i = 0; i < a->violation_count; i++)
		add_violation(out, a, &a->violations[i]);
	buf_puts(out, "]");
	add_timeline(out, a);
	add_key(out, "edits");
	buf_puts(out, "[");
	for (size_t i = 0; i < a->edit_count; i++) {
		buf_puts(out, i ? "," : "");
		json_add_string(out, edit_print(&a->edits[i], &a->baseline.site, line, sizeof line));
	}
	buf_puts(out, "]");
	add_key(out, "assumptions");
	buf_puts(out, "{");
	for (size_t i = 0; i < count; i++)
		if (*assumption[i].text)
			add_text(out, assumption[i].key, assumption[i].text);
		else
			add_number(out, assumption[i].key, assumption[i].number, assumption[i].decimals);
	buf_puts(out, "}");
}

void whatif_json(const struct whatif_answer *a, struct buf *out) {
	buf_puts(out, "{");
	add_time(out, "t", a->at_ms);
	add_text(out, "site", a->baseline.site.name);
	add_time(out, "from", a->from_ms);
	add_time(out, "until", a->until_ms);
	add_key(out, "future");
	buf_puts(out, a->future ? "true" : "false");
	add_side(out, "baseline", &a->baseline);
	add_side(out, "scenario", &a->scenario);
	add_delta(out, a);
	add_lists(out, a);
	add_key(out, "origin");
	buf_puts(out, "{");
	add_text(out, "kind", origin_words[ORIGIN_COMPUTED]);
	add_text(out, "source", a->source);
	buf_puts(out, "}}\n");
}

/* In quotes where it has to be, in words of one line. */
static void add_field(struct buf *out, const char *text) {
	buf_puts(out, "\"");
	for (; *text; text++)
		if (*text == '"')
			buf_puts(out, "\"\"");
		else if ((unsigned char)*text >= ' ' && *text != 0x7f)
			buf_add(out, text, 1);
	buf_puts(out, "\"");
}

static void add_csv_number(struct buf *out, double value, int decimals) {
	if (isfinite(value))
		json_add_number(out, value, decimals);
}

static void add_csv_text(struct buf *out, const char *key, size_t number, const char *baseline, const char *scenario) {
	if (number > 0)
		buf_printf(out, "%s.%zu,", key, number);
	else
		buf_printf(out, "%s,", key);
	if (*baseline)
		add_field(out, baseline);
	buf_puts(out, ",");
	if (*scenario)
		add_field(out, scenario);
	buf_puts(out, ",,\n");
}

static void add_csv_values(struct buf *out, const struct whatif_answer *a) {
	for (size_t i = 0; i < WHATIF_VALUE_COUNT; i++) {
		struct whatif_value info = whatif_value_at(i);
		buf_printf(out, "%s,", info.key);
		add_csv_number(out, a->baseline.value[i], info.decimals);
		buf_puts(out, ",");
		add_csv_number(out, a->scenario.value[i], info.decimals);
		buf_puts(out, ",");
		add_csv_number(out, whatif_delta(a, i), info.decimals);
		buf_printf(out, ",%s\n", info.unit);
	}
}

void whatif_csv(const struct whatif_answer *a, struct buf *out) {
	char baseline[TIME_ISO_SIZE] = "", scenario[TIME_ISO_SIZE] = "", text[EDIT_TEXT_SIZE];
	int64_t b = a->baseline.verdict.ready_at_ms, s = a->scenario.verdict.ready_at_ms;
	buf_puts(out, "key,baseline,scenario,delta,unit\n");
	buf_printf(out, "t,%s,", time_format_iso(a->at_ms, baseline));
	buf_printf(out, "%s,0,s\n", baseline);
	add_csv_values(out, a);
	*baseline = '\0';
	if (b != TIME_NONE)
		time_format_iso(b, baseline);
	if (s != TIME_NONE)
		time_format_iso(s, scenario);
	buf_printf(out, "ready_at,%s,%s,", baseline, scenario);
	add_csv_number(out, ready_delta_s(a), 3);
	buf_puts(out, ",s\n");
	add_csv_text(out, "n1_worst", 0, a->baseline.derived.n1_worst, a->scenario.derived.n1_worst);
	if (a->baseline.site.training.present)
		buf_printf(out, "go,%s,%s,,\n", go_word(&a->baseline), go_word(&a->scenario));
	add_csv_text(out, "origin", 0, a->source, origin_words[ORIGIN_COMPUTED]);
	for (size_t i = 0; i < a->edit_count; i++)
		add_csv_text(out, "edit", i + 1, "", edit_print(&a->edits[i], &a->baseline.site, text, sizeof text));
	for (size_t i = 0; i < a->violation_count; i++)
		add_csv_text(out, "violation", i + 1, "", violation_print(&a->violations[i], &a->scenario.site, a->until_ms, text, sizeof text));
}
