/* JSON and CSV of the world; see snapshot.h. Objects stand by id as in a frame; a value that is not known is null; stale and bad values are
 * listed in "q" as in a frame. */
#include "snapshot.h"

#include <string.h>

#include "alarm_sequence.h"
#include "contingency.h"
#include "line.h"

static void add_key(struct buf *out, bool *first, const char *key) {
	buf_puts(out, *first ? "" : ",");
	*first = false;
	json_add_string(out, key);
	buf_puts(out, ":");
}

static void add_time(struct buf *out, int64_t t_ms) {
	char iso[TIME_ISO_SIZE];
	if (t_ms == TIME_NONE)
		buf_puts(out, "null");
	else
		buf_printf(out, "\"%s\"", time_format_iso(t_ms, iso));
}

static void add_reading(struct buf *out, const struct metric *m, struct reading r) {
	if (isnan(r.value))
		buf_puts(out, "null");
	else if (m->kind == METRIC_LABEL)
		json_add_string(out, m->words[(size_t)r.value]);
	else
		json_add_number(out, r.value, m->decimals + 1);
}

/* {"kw":1746,...} of one object: every metric of the class of which the frame says anything. */
static void add_object(struct buf *out, const struct frame *f, enum metric_class class, size_t object, bool (*also)(struct buf *, const struct world *, size_t),
                       const struct world *w) {
	bool first = true;
	buf_puts(out, "{");
	for (size_t i = 0; i < metric_class_size(class); i++) {
		enum metric_id id = (enum metric_id)(metric_class_first(class) + i);
		struct reading r = frame_get(f, id, object);
		if (r.quality == QUALITY_MISSING)
			continue;
		add_key(out, &first, metric_at(id)->key);
		add_reading(out, metric_at(id), r);
	}
	if (also) {
		buf_puts(out, first ? "" : ",");
		if (!also(out, w, object) && !first)
			out->len--;
	}
	buf_puts(out, "}");
}

static bool add_tie(struct buf *out, const struct world *w, size_t bus) {
	buf_printf(out, "\"tie\":\"%s\"", bus_tie_words[w->derived.tie[bus]]);
	return true;
}

static void add_class(struct buf *out, bool *first, const struct world *w, enum metric_class class) {
	size_t count = site_class_count(w->site, class);
	bool single = class == CLASS_GPU || class == CLASS_AUX, inner = true;
	if (class == CLASS_GPU ? !w->site->gpu.present : count == 0)
		return;
	if (class == CLASS_AUX && frame_get(w->frame, M_AUX_MW, 0).quality == QUALITY_MISSING)
		return;
	add_key(out, first, metric_class_words[class]);
	if (single) {
		add_object(out, w->frame, class, 0, NULL, w);
		return;
	}
	buf_puts(out, "{");
	for (size_t i = 0; i < count; i++) {
		add_key(out, &inner, site_object_id(w->site, class, i));
		add_object(out, w->frame, class, i, class == CLASS_BUS ? add_tie : NULL, w);
	}
	buf_puts(out, "}");
}

static void add_qualities(struct buf *out, bool *first, const struct world *w) {
	const struct frame *f = w->frame;
	bool inner = true;
	add_key(out, first, "q");
	buf_puts(out, "{");
	for (size_t c = 0; c < f->count; c++) {
		char key[80];
		enum metric_id id;
		size_t object;
		if ((f->quality[c] != QUALITY_STALE && f->quality[c] != QUALITY_BAD) || !site_column_parts(w->site, c, &id, &object) ||
		    metric_at(id)->class == CLASS_ARRAY)
			continue;
		add_key(out, &inner, site_column_key(w->site, c, key, sizeof key));
		buf_printf(out, "{\"is\":\"%s\"", quality_words[f->quality[c]]);
		if (f->since_ms[c] != TIME_NONE) {
			buf_puts(out, ",\"since\":");
			add_time(out, f->since_ms[c]);
		}
		if (metric_at(id)->class == CLASS_BUS && id != M_BUS_KV && frame_bus_dead(f, object))
			buf_puts(out, ",\"why\":\"dead bus\"");
		buf_puts(out, "}");
	}
	buf_puts(out, "}");
}

static void add_training(struct buf *out, const struct world *w) {
	const struct verdict *v = &w->verdict;
	buf_puts(out, "{\"state\":");
	json_add_string(out, training_state_words[v->state]);
	if (w->site->training.present) {
		buf_puts(out, ",\"name\":");
		json_add_string(out, w->site->training.name);
	}
	buf_puts(out, ",\"start\":");
	add_time(out, w->site->training.present ? w->site->training.start_ms : TIME_NONE);
	buf_puts(out, ",\"t_minus_s\":");
	json_add_number(out, v->t_minus_s, 3);
	buf_puts(out, ",\"ready_at\":");
	add_time(out, v->ready_at_ms);
	if (w->site->training.present)
		buf_printf(out, ",\"go\":%s,\"stance\":\"%s\",\"why\":[", v->go ? "true" : "false", stance_words[w->site->policy.stance]);
	else
		buf_puts(out, ",\"go\":null,\"why\":[");
	for (size_t i = 0; i < v->why_count; i++) {
		buf_puts(out, i ? "," : "");
		json_add_string(out, v->why[i]);
	}
	buf_puts(out, "]}");
}

static void add_derived(struct buf *out, const struct world *w) {
	const struct derived *d = &w->derived;
	bool first = true;
	buf_puts(out, "{");
	for (int i = 0; i < DERIVED_COUNT; i++) {
		add_key(out, &first, derived_info_at((enum derived_id)i)->key);
		json_add_number(out, d->q[i].value, derived_info_at((enum derived_id)i)->decimals);
	}
	buf_puts(out, ",\"n1_worst\":");
	if (*d->n1_worst)
		json_add_string(out, d->n1_worst);
	else
		buf_puts(out, "null");
	buf_printf(out, ",\"gens_reporting\":%u,\"gens_total\":%u,\"at_least\":[", d->gens_reporting, d->gens_total);
	first = true;
	for (int i = 0; i < DERIVED_COUNT; i++)
		if (d->q[i].reporting < d->q[i].total && !isnan(d->q[i].value)) {
			buf_puts(out, first ? "" : ",");
			json_add_string(out, derived_info_at((enum derived_id)i)->key);
			first = false;
		}
	buf_printf(out, "],\"probably_carrying\":%s}", d->probably_carrying ? "true" : "false");
}

/* Every single loss, the worst first; see contingency.h. */
static void add_losses(struct buf *out, const struct world *w) {
	struct contingency list[CONTINGENCY_MAX];
	size_t count = contingency_list(w->frame, &w->derived, list);
	buf_puts(out, "[");
	for (size_t i = 0; i < count; i++) {
		const struct contingency *c = &list[i];
		const struct { const char *key; double value; int decimals; } numbers[] = {
			{ "lost_mw", c->lost_mw, 3 }, { "carried_mw", c->carried_mw, 3 }, { "left_mw", c->left_mw, 3 }, { "load_mw", c->load_mw, 3 },
			{ "dark_mw", c->dark_mw, 3 }, { "margin_mw", c->margin_mw, 3 }, { "import_mw", c->import_mw, 3 }, { "over_s", c->over_s, 1 },
			{ "rest_hz", c->rest_hz, 3 }, { "extreme_hz", c->extreme_hz, 3 }, { "gpus_off", c->gpus_off, 0 }, { "cap_w", c->cap_w, 0 },
		};
		buf_puts(out, i ? ",{\"id\":" : "{\"id\":");
		json_add_string(out, contingency_id(w->site, c));
		buf_printf(out, ",\"kind\":\"%s\",\"bus\":", contingency_kind_words[c->kind]);
		if (c->bus >= 0)
			json_add_string(out, w->site->bus[c->bus].id);
		else
			buf_puts(out, "null");
		buf_printf(out, ",\"outcome\":\"%s\"", contingency_outcome_words[c->outcome]);
		for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
			buf_printf(out, ",\"%s\":", numbers[k].key);
			json_add_number(out, numbers[k].value, numbers[k].decimals);
		}
		buf_puts(out, "}");
	}
	buf_puts(out, "]");
}

/* Every alarm that is not NORM, with its state; an end that lies past the cursor is not known there. */
static void add_alarms(struct buf *out, const struct world *w) {
	struct device_clocks clocks;
	alarms_clocks(w, &clocks);
	buf_puts(out, "[");
	for (size_t i = 0; w->alarms && i < w->alarms->count; i++) {
		const struct alarm_line *line = &w->alarms->at[i];
		const struct alarm *a = line->alarm;
		buf_printf(out, "%s{\"id\":", i ? "," : "");
		json_add_string(out, a->id);
		buf_puts(out, ",\"src\":");
		json_add_string(out, a->src);
		buf_printf(out, ",\"priority\":\"%s\",\"state\":\"%s\",\"first_out\":%s,\"order_uncertain\":%s,\"since\":", priority_words[a->priority], alarm_state_words[line->state],
		           line->first_out ? "true" : "false", alarms_alarm_uncertain(w, &clocks, a) ? "true" : "false");
		add_time(out, a->on_ms);
		buf_printf(out, ",\"since_about\":%s,\"ended\":", a->about ? "true" : "false");
		add_time(out, line->active ? TIME_NONE : a->off_ms);
		buf_puts(out, ",\"text\":");
		json_add_string(out, a->text);
		if (a->device) {
			buf_printf(out, ",\"raises\":%zu,\"raised\":", line->raises);
			add_time(out, line->raised_ms);
		} else {
			buf_puts(out, ",\"value\":");
			json_add_number(out, a->value, 3);
			buf_puts(out, ",\"limit\":");
			json_add_number(out, a->limit, 3);
		}
		buf_puts(out, "}");
	}
	buf_puts(out, "]");
	device_clocks_free(&clocks);
}

static void add_alarm_counts(struct buf *out, const struct world *w) {
	struct alarm_counts c = w->alarms ? w->alarms->counts : (struct alarm_counts){ 0 };
	buf_printf(out, "{\"high\":%u,\"medium\":%u,\"low\":%u,\"unack\":%u,\"shelved\":%u,\"suppressed\":%u,\"last_10_min\":%u,\"flood\":%s}",
	           c.active[PRIORITY_HIGH], c.active[PRIORITY_MEDIUM], c.active[PRIORITY_LOW], c.unack, c.shelved, c.suppressed, w->flood.recent,
	           w->flood.on ? "true" : "false");
}

static void add_origin(struct buf *out, const struct site *site) {
	buf_printf(out, "{\"kind\":\"%s\",\"text\":", origin_words[site->origin]);
	json_add_string(out, site->origin_text);
	buf_puts(out, "}");
}

void snapshot_json(const struct world *w, struct buf *out) {
	static const enum metric_class classes[] = { CLASS_BUS, CLASS_FEED, CLASS_GEN, CLASS_TIE, CLASS_STORE, CLASS_GPU, CLASS_AUX };
	bool first = true;
	buf_puts(out, "{");
	add_key(out, &first, "t");
	add_time(out, w->cursor_ms);
	buf_printf(out, ",\"mode\":\"%s\"", w->link == LINK_FILE ? "replay" : "live");
	add_key(out, &first, "site");
	if (w->site)
		json_add_string(out, w->site->name);
	else
		buf_puts(out, "null");
	if (w->site && w->frame) {
		add_key(out, &first, "frame_t");
		add_time(out, w->frame->t_ms);
		for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
			add_class(out, &first, w, classes[i]);
		add_qualities(out, &first, w);
		add_key(out, &first, "training");
		add_training(out, w);
		add_key(out, &first, "derived");
		add_derived(out, w);
		add_key(out, &first, "losses");
		add_losses(out, w);
	}
	add_key(out, &first, "alarms");
	add_alarms(out, w);
	add_key(out, &first, "alarm_counts");
	add_alarm_counts(out, w);
	buf_printf(out, ",\"link\":{\"state\":\"%s\",\"age_s\":", link_state_words[w->link]);
	json_add_number(out, w->age_s, 1);
	buf_puts(out, ",\"clock_off_s\":");
	json_add_number(out, w->edge.present ? w->edge.clock_off_s : 0, 0);
	buf_puts(out, "}");
	if (w->site) {
		add_key(out, &first, "origin");
		add_origin(out, w->site);
	}
	buf_puts(out, "}\n");
}

static void add_csv_row(struct buf *out, const char *key, const char *value, const char *unit, const char *quality, int64_t since_ms) {
	char iso[TIME_ISO_SIZE];
	buf_printf(out, "%s,%s,%s,%s,%s\n", key, value, unit, quality, since_ms == TIME_NONE ? "" : time_format_iso(since_ms, iso));
}

static void add_csv_number(struct buf *out, const char *key, double value, int decimals, const char *unit, const char *quality, int64_t since_ms) {
	struct buf number = { 0 };
	if (!isnan(value))
		json_add_number(&number, value, decimals);
	add_csv_row(out, key, number.data ? number.data : "", unit, quality, since_ms);
	buf_free(&number);
}

void snapshot_csv(const struct world *w, struct buf *out) {
	char iso[TIME_ISO_SIZE];
	buf_puts(out, "key,value,unit,quality,since\n");
	add_csv_row(out, "t", w->cursor_ms == TIME_NONE ? "" : time_format_iso(w->cursor_ms, iso), "", "", TIME_NONE);
	if (!w->frame)
		return;
	for (size_t c = 0; c < w->frame->count; c++) {
		enum metric_id id;
		size_t object;
		char key[80];
		if (w->frame->quality[c] == QUALITY_MISSING || !site_column_parts(w->site, c, &id, &object))
			continue;
		const struct metric *m = metric_at(id);
		site_column_key(w->site, c, key, sizeof key);
		if (m->kind == METRIC_LABEL)
			add_csv_row(out, key, isnan(w->frame->value[c]) ? "" : m->words[(size_t)w->frame->value[c]], "", quality_words[w->frame->quality[c]],
			            w->frame->since_ms[c]);
		else
			add_csv_number(out, key, w->frame->value[c], m->decimals + 1, m->unit, quality_words[w->frame->quality[c]], w->frame->since_ms[c]);
	}
	for (int i = 0; i < DERIVED_COUNT; i++) {
		const struct derived_info *info = derived_info_at((enum derived_id)i);
		const struct quantity *q = &w->derived.q[i];
		if (!isnan(q->value))
			add_csv_number(out, info->key, q->value, info->decimals, info->unit, q->reporting < q->total ? "at least" : "derived", TIME_NONE);
	}
	add_csv_row(out, "go", w->verdict.state == TRAINING_NONE ? "" : w->verdict.go ? "true" : "false", "", "derived", TIME_NONE);
}
