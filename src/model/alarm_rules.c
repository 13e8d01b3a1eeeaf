/* Rules of a site resolved to columns. Always true: the points of a group lie side by side from first_point on, in the order of the
 * objects; bound[] holds for each point what the quick test of a fixed limit compares with. What cannot be resolved
 * is left out and told as a fault. */
#include "alarm_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fault(struct alarm_rules *r, const struct alarm_rule *rule, const char *what, const char *name) {
	if (r->fault_count < FAULT_MAX)
		snprintf(r->fault[r->fault_count++], sizeof r->fault[0], "alarm %s: %s: %s", rule->id, what, name);
}

/* Numbers of the site that a limit may name; `offset` into the object, or into the site for classes of one. */
static double number_at(const void *object, size_t offset) {
	double number;
	memcpy(&number, (const char *)object + offset, sizeof number);
	return number;
}

struct number_row { enum metric_class class; const char *key; size_t offset; };
static const struct number_row numbers[] = {
	{ CLASS_BUS, "nominal_kv", offsetof(struct site_bus, nominal_kv) },
	{ CLASS_BUS, "nominal_hz", offsetof(struct site_bus, nominal_hz) },
	{ CLASS_FEED, "limit_mw", offsetof(struct site_feed, limit_mw) },
	{ CLASS_FEED, "trip_mw", offsetof(struct site_feed, trip_mw) },
	{ CLASS_FEED, "import_min_mw", offsetof(struct site_feed, import_min_mw) },
	{ CLASS_GEN, "rated_kw", offsetof(struct site_gen, rated_kw) },
	{ CLASS_GEN, "max_kw", offsetof(struct site_gen, rated_kw) }, /* where the controller does not say */
	{ CLASS_GEN, "u_hz", offsetof(struct site_gen, u_hz) },
	{ CLASS_STORE, "mw", offsetof(struct site_store, mw) },
	{ CLASS_STORE, "mwh", offsetof(struct site_store, mwh) },
	{ CLASS_GPU, "installed", offsetof(struct site, gpu.installed) },
	{ CLASS_GPU, "tdp_w", offsetof(struct site, gpu.tdp_w) },
	{ CLASS_GPU, "cap_min_w", offsetof(struct site, gpu.cap_min_w) },
	{ CLASS_GPU, "gpus_needed", offsetof(struct site, training.gpus_needed) },
};

static const void *object_at(const struct site *s, enum metric_class class, size_t i) {
	switch (class) {
	case CLASS_BUS: return &s->bus[i];
	case CLASS_FEED: return &s->feed[i];
	case CLASS_GEN: return &s->gen[i];
	case CLASS_STORE: return &s->store[i];
	default: return s;
	}
}

/* The bus of an object, -1 when it has none. */
static int bus_of(const struct site *s, enum metric_class class, size_t i) {
	int bus = class == CLASS_FEED ? s->feed[i].bus : class == CLASS_GEN ? s->gen[i].bus : class == CLASS_STORE ? s->store[i].bus : -1;
	return bus >= 0 && (size_t)bus < s->bus_count ? bus : -1;
}

static const struct number_row *number_find(enum metric_class class, const char *key) {
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (numbers[i].class == class && !strcmp(numbers[i].key, key))
			return &numbers[i];
	return NULL;
}

/* The site's number of that name for an object: its own, or that of its bus. False when there is no such name. */
static bool site_number(const struct site *s, enum metric_class class, size_t i, const char *key, double *out) {
	const struct number_row *row = number_find(class, key);
	if (row) {
		*out = number_at(object_at(s, class, i), row->offset);
		return true;
	}
	if (class == CLASS_GEN && !strcmp(key, "min_kw")) {
		*out = s->gen[i].rated_kw * s->gen[i].min_pct / 100;
		return true;
	}
	row = number_find(CLASS_BUS, key);
	if (!row || (class != CLASS_FEED && class != CLASS_GEN && class != CLASS_STORE))
		return false;
	int bus = bus_of(s, class, i);
	*out = bus >= 0 ? number_at(&s->bus[bus], row->offset) : NAN;
	return true;
}

static struct rule_group *group_add(struct alarm_rules *r, const struct alarm_rule *rule, enum value_source source, size_t count) {
	if (r->group_count == r->group_room) {
		r->group_room = r->group_room ? r->group_room * 2 : 16;
		r->group = mem_resize(r->group, r->group_room, sizeof *r->group);
	}
	if (r->point_count + count > r->point_room) {
		r->point_room = (r->point_count + count) * 2;
		r->point = mem_resize(r->point, r->point_room, sizeof *r->point);
		r->bound = mem_resize(r->bound, r->point_room, sizeof *r->bound);
	}
	struct rule_group *g = &r->group[r->group_count++];
	bool below = rule->op == OP_LT || rule->op == OP_LE;
	*g = (struct rule_group){ .rule = rule, .source = source, .sign = below ? -1 : 1, .stride = 1, .count = count,
	                          .first_point = r->point_count };
	for (size_t i = 0; i < count; i++)
		r->point[r->point_count++] = (struct point){ .limit = rule->limit * rule->limit_scale, .entry = ENTRY_NONE };
	return g;
}

static void group_drop(struct alarm_rules *r) {
	r->point_count = r->group[--r->group_count].first_point;
}

static void group_fix(struct alarm_rules *r, const struct rule_group *g, double limit) {
	for (size_t i = 0; i < g->count; i++)
		r->point[g->first_point + i].limit = limit;
}

/* The limits of a group; false when its key means nothing here. `words`: of a label, or NULL. */
static bool limits_resolve(struct alarm_rules *r, struct rule_group *g, const struct site *site, const char *const *words) {
	const struct alarm_rule *rule = g->rule;
	const char *key = rule->limit_key;
	size_t length = strlen(key);
	if (rule->op == OP_QUALITY) {
		int quality = word_find(quality_words, key, length);
		g->limit = LIMIT_QUALITY;
		group_fix(r, g, quality);
		return quality >= 0 && g->source == VALUE_COLUMN;
	}
	if (!isnan(rule->limit))
		return true;
	if (words) {
		int word = word_find(words, key, length);
		group_fix(r, g, word);
		return word >= 0;
	}
	if (g->source != VALUE_COLUMN) {
		int derived = derived_find(key, length);
		g->limit = LIMIT_DERIVED;
		g->limit_column = (size_t)derived;
		return derived >= 0;
	}
	enum metric_id other = metric_find(g->class, key, length);
	if (other != METRIC_COUNT) {
		g->limit = LIMIT_COLUMN;
		g->limit_column = site_column(site, other, g->first_object);
	}
	for (size_t i = 0; i < g->count; i++) {
		double number = NAN;
		if (!site_number(site, g->class, g->first_object + i, key, &number) && other == METRIC_COUNT)
			return false;
		r->point[g->first_point + i].limit = number * rule->limit_scale;
	}
	return true;
}

static void group_finish(struct alarm_rules *r, struct rule_group *g, const struct site *site, const char *const *words) {
	if (!limits_resolve(r, g, site, words)) {
		fault(r, g->rule, "no such limit", g->rule->limit_key);
		group_drop(r);
		return;
	}
	for (size_t i = g->first_point; i < r->point_count; i++)
		r->bound[i] = g->sign * r->point[i].limit;
	r->need_derived |= g->source != VALUE_COLUMN || g->limit == LIMIT_DERIVED;
}

/* "gen.*.kw", "feed.TVA.mw", "gpu.online", "bus.*.tie"; false when there is nothing of that name. */
static bool pattern_resolve(struct alarm_rules *r, const struct alarm_rule *rule, const struct site *site, const char *value,
                            bool absolute) {
	const char *dot = strchr(value, '.'), *last = strrchr(value, '.');
	int class = dot ? word_find(metric_class_words, value, (size_t)(dot - value)) : -1;
	if (class < 0)
		return false;
	enum metric_id id = metric_find((enum metric_class)class, last + 1, strlen(last + 1));
	bool tie = class == CLASS_BUS && !strcmp(last + 1, "tie");
	if (id == METRIC_COUNT && !tie)
		return false;
	size_t length = last > dot ? (size_t)(last - dot - 1) : 0, first = 0, count = site_class_count(site, (enum metric_class)class);
	if (!(length == 1 && dot[1] == '*')) {
		int object = site_find(site, (enum metric_class)class, dot + 1, length);
		if (object < 0)
			return false;
		first = (size_t)object;
		count = 1;
	}
	if (!count) /* all of none */
		return true;
	struct rule_group *g = group_add(r, rule, tie ? VALUE_TIE : VALUE_COLUMN, count);
	g->class = (enum metric_class)class;
	g->absolute = absolute;
	g->first_object = g->column = first;
	if (!tie) {
		g->column = site_column(site, id, first);
		g->stride = metric_class_size(g->class);
	}
	group_finish(r, g, site, tie ? bus_tie_words : metric_at(id)->kind == METRIC_LABEL ? metric_at(id)->words : NULL);
	return true;
}

static void rule_resolve(struct alarm_rules *r, const struct alarm_rule *rule, const struct site *site) {
	char inner[sizeof rule->value];
	const char *value = rule->value;
	size_t length = strlen(value);
	bool absolute = length > 5 && !strncmp(value, "abs(", 4) && value[length - 1] == ')';
	if (absolute) {
		memcpy(inner, value + 4, length - 5);
		inner[length - 5] = '\0';
		value = inner;
	}
	int derived = derived_find(value, strlen(value));
	if (derived >= 0) {
		struct rule_group *g = group_add(r, rule, VALUE_DERIVED, 1);
		g->absolute = absolute;
		g->column = (size_t)derived;
		group_finish(r, g, site, NULL);
	} else if (!pattern_resolve(r, rule, site, value, absolute)) {
		fault(r, rule, "no such value", rule->value);
	}
}

void alarm_rules_make(struct alarm_rules *r, const struct site *site) {
	*r = (struct alarm_rules){ 0 };
	for (size_t i = 0; site && i < site->rule_count; i++)
		rule_resolve(r, &site->rule[i], site);
}

void alarm_rules_free(struct alarm_rules *r) {
	free(r->group);
	free(r->point);
	free(r->bound);
	*r = (struct alarm_rules){ 0 };
}

const char *alarm_rules_object(const struct rule_group *g, const struct site *site, size_t index) {
	if (g->source == VALUE_DERIVED)
		return "site";
	const char *id = site_object_id(site, g->class, g->first_object + index);
	return *id ? id : metric_class_words[g->class];
}
