/* Rows of a difference; see difference.h. Each section is a table of what it looks at; a new row in a table is a new line in every form of the
 * answer. */
#include "difference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const difference_words[] = { "pickup", "power", "sets", "gpus", "alarms", NULL };
const char *const difference_titles[] = { "Who picked up the load", "Power, voltage, frequency", "Sets and breakers", "GPUs", "Alarms", NULL };
const char *const difference_kind_words[] = { "number", "word", "raised", "ended", "raised and ended", NULL };
_Static_assert(sizeof difference_words / sizeof *difference_words == DIFFERENCE_SECTIONS + 1, "a word for each section");
_Static_assert(sizeof difference_titles / sizeof *difference_titles == DIFFERENCE_SECTIONS + 1, "a title for each section");

static const char nothing_known[] = "no data";
static const struct reading missing = { NAN, QUALITY_MISSING, TIME_NONE };

struct reading difference_power_kw(const struct frame *f, enum metric_class class, int object) {
	static const struct { enum metric_id power, breaker; double kw; } of[CLASS_COUNT] = {
		[CLASS_FEED] = { M_FEED_MW, M_FEED_BREAKER, 1000 }, [CLASS_GEN] = { M_GEN_KW, M_GEN_BREAKER, 1 }, [CLASS_STORE] = { M_STORE_MW, METRIC_COUNT, 1000 },
	};
	if (object < 0 || of[class].kw <= 0)
		return missing;
	if (of[class].breaker != METRIC_COUNT && frame_label(f, of[class].breaker, (size_t)object) == BREAKER_OPEN)
		return (struct reading){ 0, QUALITY_GOOD, TIME_NONE };
	struct reading r = frame_get(f, of[class].power, (size_t)object);
	r.value *= of[class].kw;
	return r;
}

/* ---- rows ---- */

struct pair { struct difference *d; const struct difference_side *then, *now; };

static struct difference_row *row_new(struct difference *d, enum difference_section section, enum difference_kind kind) {
	if (d->count == d->room) {
		d->room = d->room ? d->room * 2 : 64;
		d->row = mem_resize(d->row, d->room, sizeof *d->row);
	}
	struct difference_row *r = &d->row[d->count++];
	*r = (struct difference_row){ .section = section, .kind = kind, .unit = "", .change = NAN, .share_pct = NAN, .on_ms = TIME_NONE, .off_ms = TIME_NONE,
	                              .then.reading = missing, .now.reading = missing };
	return r;
}

static void row_drop(struct difference *d) {
	d->same[d->row[--d->count].section]++;
}

static bool is_good(const struct difference_value *v) { return v->reading.quality == QUALITY_GOOD && isfinite(v->reading.value); }

/* Keeps the number that was filled in last, if it is worth a row; `scale` makes its weight. Sums that lack a member may have changed by more or less
 * than what is known of them: their change is not known, and they stand by what it seems to be. */
static void number_end(struct difference *d, double scale) {
	struct difference_row *r = &d->row[d->count - 1];
	double seeming = r->now.reading.value - r->then.reading.value, step = pow(10, -r->decimals);
	bool good = is_good(&r->then) && is_good(&r->now);
	if (good && !r->then.at_least && !r->now.at_least)
		r->change = seeming;
	r->weight = !isnan(r->change) ? fabs(seeming) * scale : isnan(seeming) ? -2 : -1 / (1 + fabs(seeming) * scale);
	bool nothing = r->then.reading.quality == QUALITY_MISSING && r->now.reading.quality == QUALITY_MISSING;
	bool same = good && r->then.at_least == r->now.at_least && fabs(seeming) < step / 2;
	if (nothing && r->section != DIFFERENCE_PICKUP)
		d->count--;
	else if (same)
		row_drop(d);
}

static void word_end(struct difference *d, double weight) {
	struct difference_row *r = &d->row[d->count - 1];
	r->weight = weight;
	if (!strcmp(r->then.word, r->now.word)) {
		if (!strcmp(r->now.word, nothing_known))
			d->count--;
		else
			row_drop(d);
	}
}

static void name_object(struct difference_row *r, enum metric_class class, const char *id, const char *what) {
	static const char *const before[CLASS_COUNT] = { [CLASS_BUS] = "bus ", [CLASS_FEED] = "feed ", [CLASS_TIE] = "tie ", [CLASS_STORE] = "battery " };
	snprintf(r->name, sizeof r->name, "%s%s%s%s", before[class] ? before[class] : "", id, *what && *id ? " " : "", what);
}

static void key_object(struct difference_row *r, enum metric_class class, const char *id, const char *key) {
	snprintf(r->key, sizeof r->key, "%s%s%s.%s", metric_class_words[class], *id ? "." : "", id, key);
}

/* Calls for every object of the class that one of both sites has: its number then and now, -1 where it is not there. */
typedef void object_fn(const struct pair *p, enum metric_class class, const char *id, int then, int now);
static void each_object(const struct pair *p, enum metric_class class, object_fn *fn) {
	const struct site *then = p->then->frame->site, *now = p->now->frame->site;
	for (size_t i = 0; i < site_class_count(now, class); i++) {
		const char *id = site_object_id(now, class, i);
		fn(p, class, id, then == now ? (int)i : site_find(then, class, id, strlen(id)), (int)i);
	}
	for (size_t i = 0; then != now && i < site_class_count(then, class); i++) {
		const char *id = site_object_id(then, class, i);
		if (site_find(now, class, id, strlen(id)) < 0)
			fn(p, class, id, (int)i, -1);
	}
}

static struct reading reading_of(const struct difference_side *side, enum metric_id id, int object) {
	return object < 0 ? missing : frame_get(side->frame, id, (size_t)object);
}

/* A metric of an object as a row; `short_name` NULL: that of the metric. */
static void add_metric(const struct pair *p, enum difference_section section, enum metric_id id, const char *object, const char *name, int then, int now, double scale) {
	const struct metric *m = metric_at(id);
	struct difference_row *r = row_new(p->d, section, DIFFERENCE_NUMBER);
	name_object(r, m->class, object, name ? name : m->key);
	key_object(r, m->class, object, m->key);
	r->unit = m->unit;
	r->decimals = m->decimals;
	r->then.reading = reading_of(p->then, id, then);
	r->now.reading = reading_of(p->now, id, now);
	number_end(p->d, scale);
}

static void put_word(struct difference_value *v, const char *word) {
	snprintf(v->word, sizeof v->word, "%.*s", (int)sizeof v->word - 1, word);
}

static void take_word(struct difference_value *v, const struct difference_side *side, enum metric_id id, int object) {
	struct reading r = reading_of(side, id, object);
	v->reading = r;
	put_word(v, r.quality == QUALITY_GOOD && r.value >= 0 ? metric_at(id)->words[(size_t)r.value] : r.quality == QUALITY_MISSING ? nothing_known : quality_words[r.quality]);
}

static void add_label(const struct pair *p, enum metric_id id, const char *object, int then, int now, double weight) {
	const struct metric *m = metric_at(id);
	struct difference_row *r = row_new(p->d, DIFFERENCE_SETS, DIFFERENCE_WORD);
	name_object(r, m->class, object, m->key);
	key_object(r, m->class, object, m->key);
	take_word(&r->then, p->then, id, then);
	take_word(&r->now, p->now, id, now);
	word_end(p->d, weight);
}

/* ---- sections ---- */

static void add_pickup(const struct pair *p, enum metric_class class, const char *id, int then, int now) {
	struct difference_row *r = row_new(p->d, DIFFERENCE_PICKUP, DIFFERENCE_NUMBER);
	name_object(r, class, id, "");
	key_object(r, class, id, "kw");
	r->unit = "kW";
	r->is_signed = class != CLASS_GEN;
	r->then.reading = difference_power_kw(p->then->frame, class, then);
	r->now.reading = difference_power_kw(p->now->frame, class, now);
	number_end(p->d, 1);
}

static void make_pickup(const struct pair *p) {
	struct difference *d = p->d;
	size_t first = d->count;
	each_object(p, CLASS_FEED, add_pickup);
	each_object(p, CLASS_GEN, add_pickup);
	each_object(p, CLASS_STORE, add_pickup);
	for (size_t i = first; i < d->count; i++) {
		double change = d->row[i].change;
		d->unknown += isnan(change) ? 1 : 0;
		d->up_kw += change > 0 ? change : 0;
		d->down_kw += change < 0 ? change : 0;
	}
	for (size_t i = first; i < d->count; i++) {
		double change = d->row[i].change;
		if (change != 0 && !isnan(change))
			d->row[i].share_pct = 100 * change / (change > 0 ? d->up_kw : -d->down_kw);
	}
}

static void add_bus(const struct pair *p, enum metric_class class, const char *id, int then, int now) {
	add_metric(p, DIFFERENCE_POWER, M_BUS_HZ, id, NULL, then, now, 1e-6);
	add_metric(p, DIFFERENCE_POWER, M_BUS_KV, id, NULL, then, now, 1e-6);
	struct difference_row *r = row_new(p->d, DIFFERENCE_POWER, DIFFERENCE_WORD);
	name_object(r, class, id, "is");
	key_object(r, class, id, "tie");
	put_word(&r->then, then < 0 ? nothing_known : bus_tie_words[p->then->derived->tie[then]]);
	put_word(&r->now, now < 0 ? nothing_known : bus_tie_words[p->now->derived->tie[now]]);
	word_end(p->d, 1e6); /* an island, a dead bus: before any number */
}

static void add_feed_limit(const struct pair *p, enum metric_class class, const char *id, int then, int now) {
	(void)class;
	add_metric(p, DIFFERENCE_POWER, M_FEED_LIMIT_MW, id, NULL, then, now, 1);
}

static struct difference_value derived_value(const struct derived *d, enum derived_id id) {
	const struct quantity *q = &d->q[id];
	return (struct difference_value){ .reading = { q->value, isnan(q->value) ? QUALITY_MISSING : QUALITY_GOOD, TIME_NONE }, .at_least = q->reporting < q->total };
}

static void make_power(const struct pair *p) {
	static const enum derived_id ids[] = { D_LOAD_MW, D_SUPPLY_MW, D_IMPORT_MW, D_GEN_MW, D_STORE_MW, D_AVAILABLE_MW, D_FIRM_MW, D_ONLINE_MW, D_RUNNING_MW,
		D_HEADROOM_MW, D_SPINNING_MW, D_N1_SET_MW, D_N1_FEED_MW, D_N1_MW, D_RESIDUAL_MW, D_START_LOAD_MW, D_START_MARGIN_MW };
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		const struct derived_info *info = derived_info_at(ids[i]);
		struct difference_row *r = row_new(p->d, DIFFERENCE_POWER, DIFFERENCE_NUMBER);
		snprintf(r->name, sizeof r->name, "%s", info->key);
		snprintf(r->key, sizeof r->key, "%s", info->key);
		r->unit = info->unit;
		r->decimals = info->decimals;
		r->is_signed = info->is_signed;
		r->then = derived_value(p->then->derived, ids[i]);
		r->now = derived_value(p->now->derived, ids[i]);
		number_end(p->d, 1);
	}
	add_metric(p, DIFFERENCE_POWER, M_AUX_MW, "", "aux.mw", 0, 0, 1);
	struct difference_row *worst = row_new(p->d, DIFFERENCE_POWER, DIFFERENCE_WORD);
	snprintf(worst->name, sizeof worst->name, "n1_worst");
	snprintf(worst->key, sizeof worst->key, "n1_worst");
	put_word(&worst->then, *p->then->derived->n1_worst ? p->then->derived->n1_worst : nothing_known);
	put_word(&worst->now, *p->now->derived->n1_worst ? p->now->derived->n1_worst : nothing_known);
	word_end(p->d, 0);
	each_object(p, CLASS_FEED, add_feed_limit);
	each_object(p, CLASS_BUS, add_bus);
}

/* What came to be out of reach, or back, weighs most; then breakers, other states, modes. */
static double state_weight(const struct pair *p, int then, int now) {
	struct reading a = reading_of(p->then, M_GEN_STATE, then), b = reading_of(p->now, M_GEN_STATE, now);
	bool lost = a.value == GEN_TRIPPED || a.value == GEN_LOCKOUT || b.value == GEN_TRIPPED || b.value == GEN_LOCKOUT;
	return lost ? 5e6 : a.quality != QUALITY_GOOD || b.quality != QUALITY_GOOD ? 4e6 : 2e6;
}

static void add_set(const struct pair *p, enum metric_class class, const char *id, int then, int now) {
	(void)class;
	add_label(p, M_GEN_STATE, id, then, now, state_weight(p, then, now));
	add_label(p, M_GEN_BREAKER, id, then, now, 3e6);
	add_label(p, M_GEN_MODE, id, then, now, 1e6);
	add_label(p, M_GEN_CTL, id, then, now, 1e6);
	add_metric(p, DIFFERENCE_SETS, M_GEN_MAX_KW, id, NULL, then, now, 1);
}

static void add_feed_breaker(const struct pair *p, enum metric_class class, const char *id, int then, int now) {
	add_label(p, class == CLASS_FEED ? M_FEED_BREAKER : M_TIE_BREAKER, id, then, now, 6e6);
}

static void make_sets(const struct pair *p) {
	each_object(p, CLASS_FEED, add_feed_breaker);
	each_object(p, CLASS_TIE, add_feed_breaker);
	each_object(p, CLASS_GEN, add_set);
}

static void make_gpus(const struct pair *p) {
	static const struct { enum metric_id id; const char *name; } ids[] = { { M_GPU_ONLINE, "GPUs online" }, { M_GPU_READY, "GPUs ready" }, { M_GPU_JOB, "GPUs in the job" },
		{ M_GPU_CAP_W, "cap per GPU" } };
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		add_metric(p, DIFFERENCE_GPUS, ids[i].id, "", ids[i].name, 0, 0, ids[i].id == M_GPU_CAP_W ? 1e-6 : 1);
}

static void make_alarms(const struct pair *p, const struct alarm *log, size_t count) {
	int64_t from = p->then->t_ms, to = p->now->t_ms;
	for (size_t i = 0; i < count && log[i].on_ms <= to; i++) {
		const struct alarm *a = &log[i];
		bool came = a->on_ms > from, over = a->off_ms != TIME_NONE && a->off_ms <= to;
		if (a->came_suppressed || (!came && (!over || a->off_ms <= from)))
			continue;
		if (p->d->count - p->d->first[DIFFERENCE_ALARMS] >= DIFFERENCE_ALARMS_MAX) {
			p->d->alarms_left_out++;
			continue;
		}
		struct difference_row *r = row_new(p->d, DIFFERENCE_ALARMS, came && over ? DIFFERENCE_PASSED : came ? DIFFERENCE_RAISED : DIFFERENCE_ENDED);
		snprintf(r->name, sizeof r->name, "%s", a->src);
		snprintf(r->key, sizeof r->key, "%s", a->id);
		snprintf(r->text, sizeof r->text, "%s", a->text);
		r->priority = a->priority;
		r->on_ms = a->on_ms;
		r->off_ms = over ? a->off_ms : TIME_NONE;
		r->weight = (double)a->priority * 10 + (r->kind == DIFFERENCE_RAISED ? 2 : r->kind == DIFFERENCE_PASSED ? 1 : 0);
	}
}

/* ---- all ---- */

/* Rows were made in the order of the site, and of time: that is the order of equals. */
static int by_weight(const void *a, const void *b) {
	const struct difference_row *x = a, *y = b;
	if (x->weight != y->weight)
		return x->weight < y->weight ? 1 : -1;
	if (x->on_ms != y->on_ms)
		return x->on_ms < y->on_ms ? -1 : 1;
	return strcmp(x->key, y->key);
}

static void section_end(struct difference *d, enum difference_section section) {
	d->first[section + 1] = d->count;
	if (d->count > d->first[section])
		qsort(d->row + d->first[section], d->count - d->first[section], sizeof *d->row, by_weight);
}

void difference_make(struct difference *d, const struct difference_side *then, const struct difference_side *now, const struct alarm *log, size_t log_count,
                     int64_t log_to_ms) {
	struct pair p = { d, then, now };
	*d = (struct difference){ .then_ms = then->t_ms, .now_ms = now->t_ms, .then_frame_ms = then->frame->t_ms, .now_frame_ms = now->frame->t_ms, .row = d->row, .room = d->room };
	d->alarms_known = log_to_ms != TIME_NONE && log_to_ms >= now->t_ms;
	make_pickup(&p);
	section_end(d, DIFFERENCE_PICKUP);
	make_power(&p);
	section_end(d, DIFFERENCE_POWER);
	make_sets(&p);
	section_end(d, DIFFERENCE_SETS);
	make_gpus(&p);
	section_end(d, DIFFERENCE_GPUS);
	make_alarms(&p, log, log_count);
	section_end(d, DIFFERENCE_ALARMS);
}

void difference_free(struct difference *d) {
	free(d->row);
	*d = (struct difference){ 0 };
}

bool difference_is_fine(const struct difference *d) { return d->then_ms % 1000 != 0 || d->now_ms % 1000 != 0; }

char *difference_lasted(const struct difference *d, char out[TIME_ISO_SIZE]) {
	int64_t ms = d->now_ms - d->then_ms;
	size_t n = strlen(time_format_hms(ms, out));
	if (difference_is_fine(d))
		snprintf(out + n, TIME_ISO_SIZE - n, ".%03d", (int)(ms % 1000));
	return out;
}
