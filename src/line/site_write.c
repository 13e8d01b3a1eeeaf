/* Writing sites: byte for byte what was read, and from the struct what was made by hand. Numbers keep every digit. */
#include <math.h>
#include <string.h>

#include "json_write.h"
#include "line.h"
#include "site_fields.h"

static void add_fields(struct buf *out, const struct site_field *fields, const void *object) {
	for (; fields->key != NULL; fields++) {
		double value;
		memcpy(&value, (const char *)object + fields->offset, sizeof value);
		if (isnan(value))
			continue;
		json_add_key(out, fields->key);
		json_add_exact(out, value);
	}
}

static void add_text(struct buf *out, const char *key, const char *text) {
	if (*text == '\0')
		return;
	json_add_key(out, key);
	json_add_string(out, text);
}

static void open_level(struct buf *out, const char *key) {
	json_add_key(out, key);
	buf_puts(out, "{");
}

static void close_level(struct buf *out) {
	buf_puts(out, "}");
}

static void add_bus(struct buf *out, const struct site *s, size_t i) {
	add_fields(out, bus_fields, &s->bus[i]);
}

static void add_feed(struct buf *out, const struct site *s, size_t i) {
	const struct site_feed *feed = &s->feed[i];
	add_text(out, "bus", s->bus[feed->bus].id);
	add_fields(out, feed_fields, feed);
	if (feed->promise_count == 0)
		return;
	json_add_key(out, "promise");
	buf_puts(out, "[");
	for (size_t p = 0; p < feed->promise_count; p++) {
		buf_puts(out, p == 0 ? "{" : ",{");
		json_add_key(out, "t");
		json_add_time(out, feed->promise[p].t_ms);
		json_add_key(out, "limit_mw");
		json_add_exact(out, feed->promise[p].limit_mw);
		close_level(out);
	}
	buf_puts(out, "]");
}

static void add_gen(struct buf *out, const struct site *s, size_t i) {
	add_text(out, "bus", s->bus[s->gen[i].bus].id);
	add_fields(out, gen_fields, &s->gen[i]);
}

static void add_tie(struct buf *out, const struct site *s, size_t i) {
	add_text(out, "a", s->bus[s->tie[i].bus_a].id);
	add_text(out, "b", s->bus[s->tie[i].bus_b].id);
}

static void add_store(struct buf *out, const struct site *s, size_t i) {
	add_text(out, "bus", s->bus[s->store[i].bus].id);
	add_fields(out, store_fields, &s->store[i]);
}

static void add_objects(struct buf *out, const struct site *s, enum metric_class class,
                        void (*add)(struct buf *out, const struct site *s, size_t i)) {
	size_t count = site_class_count(s, class);
	if (count == 0)
		return;
	open_level(out, metric_class_words[class]);
	for (size_t i = 0; i < count; i++) {
		open_level(out, site_object_id(s, class, i));
		add(out, s, i);
		close_level(out);
	}
	close_level(out);
}

static void add_policy(struct buf *out, const struct policy *p) {
	open_level(out, "policy");
	add_text(out, "stance", stance_words[p->stance]);
	add_text(out, "shed", shed_words[p->shed]);
	add_fields(out, policy_fields, p);
	if (p->stage_count > 0) {
		json_add_key(out, "stages");
		for (size_t i = 0; i < p->stage_count; i++) {
			buf_puts(out, i == 0 ? "[[" : ",[");
			json_add_exact(out, p->stage[i].hz);
			buf_puts(out, ",");
			json_add_exact(out, p->stage[i].pct);
			buf_puts(out, "]");
		}
		buf_puts(out, "]");
	}
	close_level(out);
}

static void add_rule(struct buf *out, const struct alarm_rule *rule) {
	add_text(out, "id", rule->id);
	add_text(out, "value", rule->value);
	add_text(out, "op", rule_op_words[rule->op]);
	if (isfinite(rule->limit)) {
		json_add_key(out, "limit");
		json_add_exact(out, rule->limit);
	} else {
		add_text(out, "limit", rule->limit_key);
	}
	add_fields(out, rule_fields, rule);
	add_text(out, "priority", priority_words[rule->priority]);
	add_text(out, "group", rule->group);
	if (rule->suppress) {
		json_add_key(out, "suppress");
		buf_puts(out, "true");
	}
	add_text(out, "text", rule->text);
}

static void add_rules(struct buf *out, const struct site *s) {
	if (s->rule_count == 0)
		return;
	json_add_key(out, "alarms");
	for (size_t i = 0; i < s->rule_count; i++) {
		buf_puts(out, i == 0 ? "[{" : ",{");
		add_rule(out, &s->rule[i]);
		close_level(out);
	}
	buf_puts(out, "]");
}

static void add_plans(struct buf *out, const struct site *s) {
	if (s->gpu.present) {
		open_level(out, "gpu");
		add_text(out, "model", s->gpu.model);
		add_fields(out, gpu_fields, &s->gpu);
		close_level(out);
	}
	if (s->training.present) {
		open_level(out, "training");
		add_text(out, "name", s->training.name);
		if (s->training.start_ms != TIME_NONE) {
			json_add_key(out, "start");
			json_add_time(out, s->training.start_ms);
		}
		add_fields(out, training_fields, &s->training);
		close_level(out);
	}
}

static void add_edits(struct buf *out, const char *const *edits, size_t count) {
	json_add_key(out, "edits");
	buf_puts(out, "[");
	for (size_t i = 0; i < count; i++) {
		buf_puts(out, i == 0 ? "" : ",");
		json_add_string(out, edits[i]);
	}
	buf_puts(out, "]");
}

static void write_site(struct buf *out, const struct site *s, enum origin_kind kind, const char *const *edits, size_t count) {
	buf_puts(out, "{");
	open_level(out, "site");
	add_text(out, "schema", s->schema);
	add_text(out, "name", s->name);
	add_text(out, "about", s->about);
	add_text(out, "tz", s->tz_name);
	json_add_key(out, "period_s");
	json_add_exact(out, s->period_s);
	open_level(out, "origin");
	add_text(out, "kind", origin_words[kind]);
	add_text(out, "source", s->origin_text);
	if (edits != NULL)
		add_edits(out, edits, count);
	close_level(out);
	add_objects(out, s, CLASS_BUS, add_bus);
	add_objects(out, s, CLASS_FEED, add_feed);
	add_objects(out, s, CLASS_GEN, add_gen);
	add_objects(out, s, CLASS_TIE, add_tie);
	add_objects(out, s, CLASS_STORE, add_store);
	add_plans(out, s);
	add_policy(out, &s->policy);
	add_rules(out, s);
	buf_puts(out, "}}\n");
}

void line_write_site(struct buf *out, const struct site *s) {
	if (s->json != NULL) {
		buf_puts(out, s->json);
		buf_puts(out, "\n");
		return;
	}
	write_site(out, s, s->origin, NULL, 0);
}

void line_write_site_computed(struct buf *out, const struct site *s, const char *const *edits, size_t count) {
	write_site(out, s, ORIGIN_COMPUTED, edits, count);
}
