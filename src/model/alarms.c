/* The alarm engine. Each rule is resolved once to points: a column (or derived value) of one object with its limit; a frame then runs down one
 * flat list of points. A point is idle, pending (the condition holds, its delay does not yet), active, or clearing. The log is kept in order of
 * on_ms, and each entry that is still open is found through its point or its device key. */
#include "alarms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOG_MAX 100000
#define FAULTS_MAX 32
#define GAP_PERIODS 2.5

enum phase { PHASE_IDLE, PHASE_PENDING, PHASE_ACTIVE, PHASE_CLEARING };
enum limit_kind { LIMIT_FIXED, LIMIT_COLUMN, LIMIT_QUALITY };

struct point {
	const struct alarm_rule *rule;
	uint32_t column;        /* of the value; DERIVED_BIT set: a derived id */
	uint32_t limit_column;
	enum limit_kind limit_kind;
	bool absolute;
	enum phase phase;
	double limit, site_limit;
	int64_t since_ms;       /* when the phase began */
	int64_t first_ms;
	size_t entry;           /* in the log, while active or clearing */
	char src[SITE_ID_SIZE];
};
#define DERIVED_BIT 0x80000000u

struct alarm_engine {
	const struct site *site;
	struct point *points;
	size_t point_count, point_room;
	struct alarm *log;
	size_t log_count, log_room, dropped, open_first;
	int64_t last_ms;
	bool need_derived;
	char fault[FAULTS_MAX][128];
	size_t fault_count;
};

static void fault(struct alarm_engine *e, const char *format, const char *rule, const char *what) {
	if (e->fault_count < FAULTS_MAX)
		snprintf(e->fault[e->fault_count++], sizeof e->fault[0], format, rule, what);
}

static struct point *add_point(struct alarm_engine *e, const struct alarm_rule *rule, const char *src) {
	if (e->point_count == e->point_room) {
		e->point_room = e->point_room ? e->point_room * 2 : 64;
		e->points = mem_resize(e->points, e->point_room, sizeof *e->points);
	}
	struct point *p = &e->points[e->point_count++];
	memset(p, 0, sizeof *p);
	p->rule = rule;
	p->limit = rule->limit;
	snprintf(p->src, sizeof p->src, "%s", src);
	return p;
}

/* Numbers of the site that a limit may name, by class. */
static double site_number(const struct site *s, enum metric_class class, size_t i, const char *key) {
	const struct { enum metric_class class; const char *key; double value; } row[] = {
		{ CLASS_FEED, "limit_mw", class == CLASS_FEED ? s->feed[i].limit_mw : NAN }, { CLASS_FEED, "trip_mw", class == CLASS_FEED ? s->feed[i].trip_mw : NAN },
		{ CLASS_FEED, "import_min_mw", class == CLASS_FEED ? s->feed[i].import_min_mw : NAN },
		{ CLASS_FEED, "nominal_kv", class == CLASS_FEED ? s->bus[s->feed[i].bus].nominal_kv : NAN },
		{ CLASS_BUS, "nominal_kv", class == CLASS_BUS ? s->bus[i].nominal_kv : NAN }, { CLASS_BUS, "nominal_hz", class == CLASS_BUS ? s->bus[i].nominal_hz : NAN },
		{ CLASS_GEN, "rated_kw", class == CLASS_GEN ? s->gen[i].rated_kw : NAN }, { CLASS_GEN, "max_kw", class == CLASS_GEN ? s->gen[i].rated_kw : NAN },
		{ CLASS_GEN, "min_kw", class == CLASS_GEN ? s->gen[i].rated_kw * s->gen[i].min_pct / 100 : NAN },
		{ CLASS_GEN, "nominal_hz", class == CLASS_GEN ? s->bus[s->gen[i].bus].nominal_hz : NAN },
		{ CLASS_STORE, "mw", class == CLASS_STORE ? s->store[i].mw : NAN }, { CLASS_GPU, "tdp_w", s->gpu.tdp_w }, { CLASS_GPU, "installed", s->gpu.installed },
		{ CLASS_GPU, "gpus_needed", s->training.gpus_needed },
	};
	for (size_t r = 0; r < sizeof row / sizeof *row; r++)
		if (row[r].class == class && !strcmp(row[r].key, key))
			return row[r].value;
	return NAN;
}

/* The limit of one point; false when its key means nothing here. */
static bool resolve_limit(struct alarm_engine *e, struct point *p, enum metric_id id, size_t object) {
	const struct alarm_rule *r = p->rule;
	const struct metric *m = metric_at(id);
	if (r->op == OP_QUALITY) {
		int q = word_find(quality_words, r->limit_key, strlen(r->limit_key));
		p->limit_kind = LIMIT_QUALITY;
		p->limit = q;
		return q >= 0;
	}
	if (!isnan(r->limit)) {
		p->limit = r->limit * r->limit_scale;
		return true;
	}
	int word = m->kind == METRIC_LABEL ? word_find(m->words, r->limit_key, strlen(r->limit_key)) : -1;
	if (word >= 0) {
		p->limit = word;
		return true;
	}
	enum metric_id other = metric_find(m->class, r->limit_key, strlen(r->limit_key));
	p->site_limit = site_number(e->site, m->class, object, r->limit_key) * r->limit_scale;
	if (other != METRIC_COUNT) {
		p->limit_kind = LIMIT_COLUMN;
		p->limit_column = (uint32_t)site_column(e->site, other, object);
		return true;
	}
	p->limit = p->site_limit;
	return !isnan(p->limit);
}

static bool resolve_pattern(struct alarm_engine *e, const struct alarm_rule *r, const char *value) {
	const char *dot = strchr(value, '.'), *last = strrchr(value, '.');
	int class = dot ? word_find(metric_class_words, value, (size_t)(dot - value)) : -1;
	if (class < 0)
		return false;
	enum metric_id id = metric_find((enum metric_class)class, last + 1, strlen(last + 1));
	if (id == METRIC_COUNT)
		return false;
	bool all = last == dot || (last - dot == 2 && dot[1] == '*');
	for (size_t i = 0; i < site_class_count(e->site, (enum metric_class)class); i++) {
		const char *object = site_object_id(e->site, (enum metric_class)class, i);
		if (!all && (strlen(object) != (size_t)(last - dot - 1) || strncmp(object, dot + 1, strlen(object))))
			continue;
		struct point *p = add_point(e, r, *object ? object : metric_class_words[class]);
		p->column = (uint32_t)site_column(e->site, id, i);
		p->absolute = value != r->value;
		if (!resolve_limit(e, p, id, i)) {
			fault(e, "alarm %s: no such limit: %s", r->id, r->limit_key);
			e->point_count--;
		}
	}
	return true;
}

static void resolve_rule(struct alarm_engine *e, const struct alarm_rule *r) {
	char inner[sizeof r->value];
	const char *value = r->value;
	size_t n = strlen(value);
	if (n > 5 && !strncmp(value, "abs(", 4) && value[n - 1] == ')') {
		memcpy(inner, value + 4, n - 5);
		inner[n - 5] = '\0';
		value = inner;
	}
	int derived = derived_find(value, strlen(value));
	if (derived >= 0) {
		struct point *p = add_point(e, r, "site");
		p->column = (uint32_t)derived | DERIVED_BIT;
		p->absolute = value != r->value;
		p->limit = r->limit * r->limit_scale;
		e->need_derived = true;
		if (isnan(r->limit)) {
			fault(e, "alarm %s: a derived value needs a number as its limit, not %s", r->id, r->limit_key);
			e->point_count--;
		}
	} else if (!resolve_pattern(e, r, value)) {
		fault(e, "alarm %s: no such value: %s", r->id, r->value);
	}
}

struct alarm_engine *alarms_new(const struct site *site) {
	struct alarm_engine *e = mem_zalloc(1, sizeof *e);
	e->last_ms = TIME_NONE;
	alarms_resite(e, site);
	return e;
}

/* Points of the same rule and object go on where they were. */
void alarms_resite(struct alarm_engine *e, const struct site *site) {
	struct point *old = e->points;
	size_t old_count = e->point_count;
	e->site = site;
	e->points = NULL;
	e->point_count = e->point_room = e->fault_count = 0;
	e->need_derived = false;
	for (size_t i = 0; i < site->rule_count; i++)
		resolve_rule(e, &site->rule[i]);
	for (size_t o = 0; o < old_count; o++) {
		bool kept = false;
		for (size_t i = 0; i < e->point_count && !kept; i++) {
			struct point *p = &e->points[i];
			kept = !strcmp(p->src, old[o].src) && !strcmp(p->rule->id, old[o].rule->id);
			if (kept) {
				p->phase = old[o].phase;
				p->since_ms = old[o].since_ms;
				p->first_ms = old[o].first_ms;
				p->entry = old[o].entry;
			}
		}
		if (!kept && old[o].phase >= PHASE_ACTIVE)
			e->log[old[o].entry].off_ms = e->last_ms;
	}
	free(old);
}

void alarms_free(struct alarm_engine *e) {
	if (!e)
		return;
	free(e->points);
	free(e->log);
	free(e);
}

/* Appends an entry that is open; SIZE_MAX when the log is full. */
static size_t open_entry(struct alarm_engine *e, const struct alarm *alarm) {
	if (e->log_count == LOG_MAX) {
		e->dropped++;
		return SIZE_MAX;
	}
	if (e->log_count == e->log_room) {
		e->log_room = e->log_room ? e->log_room * 2 : 64;
		e->log = mem_resize(e->log, e->log_room, sizeof *e->log);
	}
	e->log[e->log_count] = *alarm;
	e->log[e->log_count].off_ms = TIME_NONE;
	return e->log_count++;
}

static void close_entry(struct alarm_engine *e, size_t entry, int64_t t_ms) {
	if (entry != SIZE_MAX)
		e->log[entry].off_ms = t_ms;
	while (e->open_first < e->log_count && e->log[e->open_first].off_ms != TIME_NONE)
		e->open_first++;
}

static bool holds(enum rule_op op, double value, double limit) {
	switch (op) {
	case OP_GT: return value > limit;
	case OP_GE: return value >= limit;
	case OP_LT: return value < limit;
	case OP_LE: return value <= limit;
	case OP_EQ: return value == limit;
	case OP_NE: return value != limit;
	case OP_QUALITY: return value == limit;
	case OP_COUNT: break;
	}
	return false;
}

/* Back by more than the deadband: the limit at which it clears lies that much on the good side. */
static bool is_back(enum rule_op op, double value, double limit, double deadband) {
	bool over = op == OP_GT || op == OP_GE, under = op == OP_LT || op == OP_LE;
	return !holds(op, value, over ? limit - deadband : under ? limit + deadband : limit);
}

static void raise_point(struct alarm_engine *e, struct point *p, int64_t t_ms, double value, double limit) {
	struct alarm a = { .on_ms = t_ms, .first_ms = p->first_ms, .priority = p->rule->priority, .value = value, .limit = limit };
	snprintf(a.id, sizeof a.id, "%s", p->rule->id);
	snprintf(a.src, sizeof a.src, "%s", p->src);
	snprintf(a.text, sizeof a.text, "%s", p->rule->text);
	p->entry = open_entry(e, &a);
	p->phase = PHASE_ACTIVE;
}

static void step_point(struct alarm_engine *e, struct point *p, int64_t t_ms, double value, double limit) {
	bool bad = holds(p->rule->op, value, limit);
	if (p->phase == PHASE_IDLE && bad) {
		p->phase = PHASE_PENDING;
		p->since_ms = p->first_ms = t_ms;
	}
	if (p->phase == PHASE_PENDING) {
		if (!bad)
			p->phase = PHASE_IDLE;
		else if ((double)(t_ms - p->since_ms) >= p->rule->on_s * 1000)
			raise_point(e, p, t_ms, value, limit);
		return;
	}
	if (p->phase < PHASE_ACTIVE)
		return;
	if (!is_back(p->rule->op, value, limit, p->rule->deadband)) {
		p->phase = PHASE_ACTIVE;
		return;
	}
	if (p->phase == PHASE_ACTIVE) {
		p->phase = PHASE_CLEARING;
		p->since_ms = t_ms;
	}
	if ((double)(t_ms - p->since_ms) >= p->rule->off_s * 1000) {
		close_entry(e, p->entry, t_ms);
		p->phase = PHASE_IDLE;
	}
}

void alarms_frame(struct alarm_engine *e, const struct frame *frame, const struct derived *derived) {
	bool gap = e->last_ms != TIME_NONE && (double)(frame->t_ms - e->last_ms) > GAP_PERIODS * 1000 * e->site->period_s;
	for (size_t i = 0; i < e->point_count; i++) {
		struct point *p = &e->points[i];
		double value, limit = p->limit;
		if (gap && (p->phase == PHASE_PENDING || p->phase == PHASE_CLEARING))
			p->since_ms = frame->t_ms; /* timers do not run while nothing is known */
		if (p->column & DERIVED_BIT)
			value = derived ? derived->q[p->column & ~DERIVED_BIT].value : NAN;
		else if (p->limit_kind == LIMIT_QUALITY)
			value = frame->quality[p->column];
		else
			value = frame->quality[p->column] == QUALITY_GOOD ? frame->value[p->column] : NAN;
		if (p->limit_kind == LIMIT_COLUMN)
			limit = frame->quality[p->limit_column] == QUALITY_GOOD ? frame->value[p->limit_column] * p->rule->limit_scale : p->site_limit;
		if (isnan(value) || isnan(limit))
			continue;
		step_point(e, p, frame->t_ms, p->absolute ? fabs(value) : value, limit);
	}
	e->last_ms = frame->t_ms;
}

/* The open device alarm of that source, kind and ANSI number, or SIZE_MAX. */
static size_t find_device(const struct alarm_engine *e, const char *src, const char *id) {
	for (size_t i = e->log_count; i-- > e->open_first;)
		if (e->log[i].device && e->log[i].off_ms == TIME_NONE && !strcmp(e->log[i].src, src) && !strcmp(e->log[i].id, id))
			return i;
	return SIZE_MAX;
}

void alarms_event(struct alarm_engine *e, const struct event *event) {
	struct alarm a = { .on_ms = event->t_ms, .first_ms = event->t_ms, .priority = event->priority, .device = true, .value = NAN, .limit = NAN };
	if (event->state == EVENT_NOTE)
		return;
	snprintf(a.id, sizeof a.id, "%s%s%s", event->kind, *event->ansi ? "-" : "", event->ansi);
	snprintf(a.src, sizeof a.src, "%s", event->src);
	snprintf(a.text, sizeof a.text, "%s", event->text);
	size_t open = find_device(e, a.src, a.id);
	if (event->state == EVENT_RAISE && open == SIZE_MAX)
		open_entry(e, &a);
	if (event->state == EVENT_CLEAR && open != SIZE_MAX)
		close_entry(e, open, event->t_ms);
}

const char *alarms_fault(const struct alarm_engine *e, size_t index) { return index < e->fault_count ? e->fault[index] : NULL; }
size_t alarms_dropped(const struct alarm_engine *e) { return e->dropped; }
bool alarms_need_derived(const struct alarm_engine *e) { return e->need_derived; }

const struct alarm *alarms_log(const struct alarm_engine *e, size_t *count) {
	*count = e->log_count;
	return e->log;
}

static int by_urgency(const void *x, const void *y) {
	const struct alarm *a = *(const struct alarm *const *)x, *b = *(const struct alarm *const *)y;
	if (a->priority != b->priority)
		return a->priority > b->priority ? -1 : 1;
	return a->on_ms != b->on_ms ? (a->on_ms < b->on_ms ? -1 : 1) : a < b ? -1 : a > b;
}

size_t alarms_active(const struct alarm_engine *e, int64_t t_ms, const struct alarm **out, size_t room) {
	size_t count = 0;
	for (size_t i = 0; i < e->log_count && e->log[i].on_ms <= t_ms && count < room; i++)
		if (e->log[i].off_ms == TIME_NONE || e->log[i].off_ms > t_ms)
			out[count++] = &e->log[i];
	qsort(out, count, sizeof *out, by_urgency);
	return count;
}
