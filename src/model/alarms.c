/* The alarm engine: a state machine per rule and object. A point is idle, pending (the condition holds, its delay is not over), active,
 * or clearing (back beyond the deadband, the other delay is not over). Almost always a whole rule is idle and nothing is near its
 * limit: then one short loop over its values, which reads no state and no quality, shows that nothing happens. It may err to
 * the side of looking closer (a value that is not good still counts there), never to the other.
 * Delays count the time between frames, but not over gaps and not while the value is not known. */
#include "alarm_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GAP_PERIODS 2.5
#define DEVICE_MAX 4096 /* device alarms open at once; further ones are counted as dropped */

struct device { uint32_t hash; size_t entry; };

struct alarm_engine {
	const struct site *site;
	struct alarm_rules rules;
	struct alarm_log log;
	struct service_log service;
	struct flood_log floods;
	struct repeat_log repeats;
	bool about;            /* the frame that is taken stands for a window */
	int64_t last_ms;       /* of the last frame; TIME_NONE before the first */
	struct device *device; /* open device alarms */
	size_t device_count, device_room;
};

struct alarm_engine *alarms_new(const struct site *site) {
	struct alarm_engine *e = mem_zalloc(1, sizeof *e);
	e->last_ms = TIME_NONE;
	e->site = site;
	alarm_rules_make(&e->rules, site);
	return e;
}

void alarms_free(struct alarm_engine *e) {
	if (!e)
		return;
	alarm_rules_free(&e->rules);
	alarm_log_free(&e->log);
	service_free(&e->service);
	flood_free(&e->floods);
	repeats_free(&e->repeats);
	free(e->device);
	free(e);
}

/* The point of the same rule and object among `rules`, or NULL. */
static struct point *point_find(struct alarm_rules *rules, struct rule_group **group, const struct site *site,
                                const struct alarm_rule *rule, const char *object) {
	for (size_t i = 0; i < rules->group_count; i++) {
		struct rule_group *g = &rules->group[i];
		if (strcmp(g->rule->id, rule->id) || g->rule->op != rule->op || strcmp(g->rule->value, rule->value))
			continue;
		*group = g;
		for (size_t k = 0; k < g->count; k++)
			if (!strcmp(alarm_rules_object(g, site, k), object))
				return &rules->point[g->first_point + k];
	}
	return NULL;
}

void alarms_resite(struct alarm_engine *e, const struct site *site) {
	if (site == e->site)
		return;
	struct alarm_rules old = e->rules;
	const struct site *old_site = e->site;
	alarm_rules_make(&e->rules, site);
	e->site = site;
	for (size_t i = 0; i < old.group_count; i++) {
		const struct rule_group *g = &old.group[i];
		for (size_t k = 0; k < g->count && g->busy; k++) {
			const struct point *from = &old.point[g->first_point + k];
			struct rule_group *group = NULL;
			if (from->phase == PHASE_IDLE)
				continue;
			struct point *to = point_find(&e->rules, &group, site, g->rule, alarm_rules_object(g, old_site, k));
			if (!to || to->phase != PHASE_IDLE) {
				alarm_log_close(&e->log, from->entry, e->last_ms);
				continue;
			}
			double limit = to->limit;
			*to = *from;
			to->limit = limit;
			group->busy++;
		}
	}
	alarm_rules_free(&old);
}

static bool holds(enum rule_op op, double value, double limit) {
	switch (op) {
	case OP_GT: return value > limit;
	case OP_GE: return value >= limit;
	case OP_LT: return value < limit;
	case OP_LE: return value <= limit;
	case OP_NE: return value != limit;
	default: return value == limit;
	}
}

/* Back by more than the deadband. */
static bool is_back(const struct alarm_rule *rule, double value, double limit) {
	bool over = rule->op == OP_GT || rule->op == OP_GE, under = rule->op == OP_LT || rule->op == OP_LE;
	return !holds(rule->op, value, over ? limit - rule->deadband : under ? limit + rule->deadband : limit);
}

static bool is_over(int64_t held_ms, double delay_s) {
	return (double)held_ms >= delay_s * 1000;
}

/* What every alarm has, by rule or of a device. */
static void alarm_name(struct alarm_engine *e, struct alarm *a, const char *id, const char *src, const char *text, const char *group) {
	snprintf(a->id, sizeof a->id, "%s", id);
	snprintf(a->src, sizeof a->src, "%s", src);
	snprintf(a->text, sizeof a->text, "%s", text);
	snprintf(a->group, sizeof a->group, "%s", *group ? group : a->priority == PRIORITY_HIGH ? ALARM_GROUP_COMMON : "");
	a->came_suppressed = a->by_design || service_is_out(&e->service, a->src, a->on_ms);
}

static void point_raise(struct alarm_engine *e, const struct rule_group *g, struct point *p, size_t index, int64_t t_ms, double value,
                        double limit) {
	const struct alarm_rule *rule = g->rule;
	struct alarm a = { .on_ms = t_ms, .first_ms = p->first_ms, .priority = rule->priority, .value = value, .limit = limit,
	                   .by_design = rule->suppress, .about = e->about };
	if (rule->op == OP_QUALITY)
		a.value = a.limit = NAN;
	alarm_name(e, &a, rule->id, alarm_rules_object(g, e->site, index), *rule->text ? rule->text : rule->id, rule->group);
	p->entry = alarm_log_open(&e->log, &a);
	p->phase = PHASE_ACTIVE;
}

static void point_set(struct rule_group *g, struct point *p, enum phase phase) {
	g->busy += (p->phase == PHASE_IDLE) - (size_t)(phase == PHASE_IDLE);
	p->phase = phase;
	p->held_ms = 0;
}

/* One value that is known, `passed_ms` after the last. */
static void point_step(struct alarm_engine *e, struct rule_group *g, size_t index, int64_t t_ms, int64_t passed_ms, double value,
                       double limit) {
	struct point *p = &e->rules.point[g->first_point + index];
	const struct alarm_rule *rule = g->rule;
	if (p->phase == PHASE_IDLE || p->phase == PHASE_PENDING) {
		if (!holds(rule->op, value, limit)) {
			if (p->phase == PHASE_PENDING)
				point_set(g, p, PHASE_IDLE);
			return;
		}
		if (p->phase == PHASE_IDLE) {
			point_set(g, p, PHASE_PENDING);
			p->first_ms = t_ms;
		} else {
			p->held_ms += passed_ms;
		}
		if (is_over(p->held_ms, rule->on_s))
			point_raise(e, g, p, index, t_ms, value, limit);
		return;
	}
	if (!is_back(rule, value, limit)) {
		p->phase = PHASE_ACTIVE;
		return;
	}
	if (p->phase == PHASE_ACTIVE) {
		p->phase = PHASE_CLEARING;
		p->held_ms = 0;
	} else {
		p->held_ms += passed_ms;
	}
	if (is_over(p->held_ms, rule->off_s)) {
		alarm_log_close(&e->log, p->entry, t_ms);
		p->entry = ENTRY_NONE;
		point_set(g, p, PHASE_IDLE);
	}
}

/* A derived value as a rule sees it. The balance is not known while a member is missing; margins are what is certain. */
static double derived_value(const struct derived *d, size_t id) {
	const struct quantity *q = &d->q[id];
	return id == D_RESIDUAL_MW && q->reporting < q->total ? NAN : q->value;
}

static double value_at(const struct rule_group *g, size_t i, const struct frame *f, const struct derived *d) {
	size_t at = g->column + i * g->stride;
	if (g->limit == LIMIT_QUALITY)
		return f->quality[at];
	if (g->source == VALUE_TIE)
		return d && d->tie[at] != BUS_UNKNOWN ? (double)d->tie[at] : NAN;
	double value = g->source == VALUE_DERIVED ? (d ? derived_value(d, at) : NAN) : f->quality[at] == QUALITY_GOOD ? f->value[at] : NAN;
	return g->absolute ? fabs(value) : value;
}

static double limit_at(const struct rule_group *g, const struct point *p, size_t i, const struct frame *f, const struct derived *d) {
	if (g->limit == LIMIT_DERIVED)
		return d ? derived_value(d, g->limit_column) * g->rule->limit_scale : NAN;
	if (g->limit != LIMIT_COLUMN)
		return p->limit;
	size_t at = g->limit_column + i * g->stride;
	return f->quality[at] == QUALITY_GOOD ? f->value[at] * g->rule->limit_scale : p->limit;
}

static void group_step(struct alarm_engine *e, struct rule_group *g, const struct frame *f, const struct derived *d, int64_t passed_ms) {
	for (size_t i = 0; i < g->count; i++) {
		double value = value_at(g, i, f, d), limit = limit_at(g, &e->rules.point[g->first_point + i], i, f, d);
		if (!isnan(value) && !isnan(limit))
			point_step(e, g, i, f->t_ms, passed_ms, value, limit);
	}
}

/* Whether any value of an idle rule with fixed limits may be beyond its limit. */
static bool values_suspect(const struct rule_group *g, const double *value, const double *bound) {
	unsigned any = 0;
	double sign = g->sign;
	size_t stride = g->stride, count = g->count;
	if (g->absolute)
		for (size_t i = 0; i < count; i++)
			any |= sign * fabs(value[i * stride]) >= bound[i];
	else if (g->rule->op == OP_EQ)
		for (size_t i = 0; i < count; i++)
			any |= value[i * stride] == bound[i];
	else if (g->rule->op == OP_NE)
		for (size_t i = 0; i < count; i++)
			any |= value[i * stride] != bound[i];
	else
		for (size_t i = 0; i < count; i++)
			any |= sign * value[i * stride] >= bound[i];
	return any;
}

static bool qualities_suspect(const struct rule_group *g, const uint8_t *quality, const double *bound) {
	unsigned any = 0, wanted = (unsigned)bound[0];
	for (size_t i = 0; i < g->count; i++)
		any |= quality[i * g->stride] == wanted;
	return any;
}

static bool group_suspect(const struct alarm_engine *e, const struct rule_group *g, const struct frame *f) {
	const double *bound = &e->rules.bound[g->first_point];
	if (g->busy || g->source != VALUE_COLUMN)
		return true;
	if (g->limit == LIMIT_QUALITY)
		return qualities_suspect(g, f->quality + g->column, bound);
	return g->limit != LIMIT_FIXED || values_suspect(g, f->value + g->column, bound);
}

void alarms_frame(struct alarm_engine *e, const struct frame *frame, const struct derived *derived) {
	if (!frame->site || frame->count < frame->site->column_count)
		return;
	if (frame->site != e->site)
		alarms_resite(e, frame->site);
	service_frame(&e->service, frame);
	e->about = frame->window_s > 0;
	double period_s = frame->window_s > e->site->period_s ? frame->window_s : e->site->period_s;
	int64_t passed_ms = e->last_ms == TIME_NONE ? 0 : frame->t_ms - e->last_ms;
	if (passed_ms < 0 || (double)passed_ms > GAP_PERIODS * 1000 * period_s)
		passed_ms = 0;
	for (size_t i = 0; i < e->rules.group_count; i++) {
		struct rule_group *g = &e->rules.group[i];
		if (group_suspect(e, g, frame))
			group_step(e, g, frame, derived, passed_ms);
	}
	e->last_ms = frame->t_ms;
}

/* The place among the open device alarms of that source, kind and ANSI number ("" of a clear: any); device_count when there is none. */
static size_t device_find(const struct alarm_engine *e, const struct event *event, const char *id, uint32_t hash) {
	size_t length = strlen(event->kind);
	bool any = event->state == EVENT_CLEAR && !*event->ansi;
	for (size_t i = 0; i < e->device_count; i++) {
		if (e->device[i].hash != hash)
			continue;
		const struct alarm *a = &e->log.at[e->device[i].entry];
		bool same = !strcmp(a->id, id) || (any && !strncmp(a->id, id, length) && a->id[length] == '-');
		if (same && !strcmp(a->src, event->src))
			return i;
	}
	return e->device_count;
}

static void device_open(struct alarm_engine *e, const struct event *event, const char *id, uint32_t hash) {
	struct alarm a = { .on_ms = event->t_ms, .first_ms = event->t_ms, .priority = event->priority, .device = true, .value = NAN,
	                   .limit = NAN };
	alarm_name(e, &a, id, event->src, *event->text ? event->text : event->kind, "");
	if (e->device_count == DEVICE_MAX) {
		e->log.dropped++;
		return;
	}
	if (e->device_count == e->device_room) {
		e->device_room = e->device_room ? e->device_room * 2 : 16;
		e->device = mem_resize(e->device, e->device_room, sizeof *e->device);
	}
	size_t entry = alarm_log_open(&e->log, &a);
	if (entry != ENTRY_NONE)
		e->device[e->device_count++] = (struct device){ hash, entry };
}

void alarms_event(struct alarm_engine *e, const struct event *event) {
	char id[sizeof event->kind + sizeof event->ansi + 1];
	if (event->state == EVENT_NOTE)
		return;
	snprintf(id, sizeof id, "%s%s%s", event->kind, *event->ansi ? "-" : "", event->ansi);
	uint32_t hash = alarm_hash(event->src, event->kind);
	size_t at = device_find(e, event, id, hash);
	if (event->state == EVENT_RAISE && at == e->device_count) {
		device_open(e, event, id, hash);
	} else if (event->state == EVENT_RAISE) {
		e->log.dropped += !repeats_add(&e->repeats, &e->log.at[e->device[at].entry], event->t_ms);
	} else if (event->state == EVENT_CLEAR && at < e->device_count) {
		alarm_log_close(&e->log, e->device[at].entry, event->t_ms);
		e->device[at] = e->device[--e->device_count];
	}
}

/* The log in order: entries that moved are found again by those who hold them. */
static const struct alarm_log *log_settled(const struct alarm_engine *constant) {
	struct alarm_engine *e = (struct alarm_engine *)constant; /* sorting changes nothing that can be seen */
	uint32_t *moved = alarm_log_sort(&e->log);
	for (size_t i = 0; moved && i < e->rules.point_count; i++)
		if (e->rules.point[i].entry != ENTRY_NONE)
			e->rules.point[i].entry = moved[e->rules.point[i].entry];
	for (size_t i = 0; moved && i < e->device_count; i++)
		e->device[i].entry = moved[e->device[i].entry];
	if (moved)
		flood_restart(&e->floods);
	free(moved);
	return &e->log;
}

const char *alarms_fault(const struct alarm_engine *e, size_t index) {
	return index < e->rules.fault_count ? e->rules.fault[index] : NULL;
}

const struct alarm *alarms_log(const struct alarm_engine *e, size_t *count) {
	const struct alarm_log *log = log_settled(e);
	*count = log->count;
	return log->at;
}

size_t alarms_dropped(const struct alarm_engine *e) {
	return e->log.dropped;
}

size_t alarms_active(const struct alarm_engine *e, int64_t t_ms, const struct alarm **out, size_t room) {
	size_t count = alarm_log_active(log_settled(e), t_ms, out, room), kept = 0;
	for (size_t i = 0; i < count; i++)
		if (!alarms_suppressed(e, out[i], t_ms))
			out[kept++] = out[i];
	return kept;
}

bool alarms_suppressed(const struct alarm_engine *e, const struct alarm *alarm, int64_t t_ms) {
	return alarm->by_design || service_is_out(&e->service, alarm->src, t_ms);
}

size_t alarms_latest(const struct alarm_engine *e, int64_t t_ms, const struct alarm **out, size_t room) {
	return alarm_log_latest(log_settled(e), t_ms, out, room);
}

size_t alarms_repeats(const struct alarm_engine *e, const struct alarm *alarm, int64_t t_ms, int64_t *last_ms) {
	return repeats_until(&e->repeats, alarm, t_ms, last_ms);
}

size_t alarms_points(const struct alarm_engine *e) {
	return alarm_names_count(e->log.names);
}

struct alarm_flood alarms_flood(const struct alarm_engine *constant, int64_t t_ms) {
	struct alarm_engine *e = (struct alarm_engine *)constant; /* as above: what is found stands in the log already */
	flood_take(&e->floods, log_settled(e));
	return flood_at(&e->floods, t_ms);
}

bool alarms_need_derived(const struct alarm_engine *e) {
	return e->rules.need_derived;
}
