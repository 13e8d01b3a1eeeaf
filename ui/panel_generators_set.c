/* One set in full: electrical, engine, limits, protection, its power with the frequency of its bus, its alarms and its own events. Always true: a
 * reading carries its quality in words (a dash, "bad", an age); where a scenario is shown a value that it makes other stands behind an arrow; what
 * the recording does not say is a dash and never a guess. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel_generators_parts.h"
#include "panel_generators_set.h"
#include "panel_whatif.h"
#include "utf8.h"

#define THREE_COLUMNS_FROM 96
#define COLUMN_ROWS 9 /* of the columns: a heading and its rows */
#define EVENTS_LEAST 2 /* events that come before charts */
#define ARROW " \u2192 "

/* Where one writes, and of what. */
struct page {
	struct grid *g;
	struct rect r;
	int y;
	const struct world *w;
	const struct view *v;
	const struct frame *scenario;
	size_t set;
};

static void heading(struct page *p, const char *title) {
	if (p->y < p->r.h)
		put_text(p->g, p->r, 0, p->y++, ROLE_TITLE, title);
}

/* A row with its label; where it does not fit it is left out. Returns the x behind the text. */
static int text_row(struct page *p, const char *label, enum role role, const char *text) {
	if (p->y >= p->r.h)
		return 0;
	put_cut(p->g, p->r, 0, p->y, SET_LABEL_CELLS - 1, ROLE_DIM, label);
	return put_cut(p->g, p->r, SET_LABEL_CELLS, p->y++, p->r.w - SET_LABEL_CELLS, role, text);
}

/* Behind what stands in the row above, where it fits whole. */
static int beside(struct page *p, int x, enum role role, const char *text) {
	if (!*text || x + 2 + (int)utf8_cells(text) > p->r.w || p->y < 1 || !x)
		return x;
	return put_text(p->g, p->r, x + 2, p->y - 1, role, text);
}

static struct number number_of(const struct page *p, struct reading reading, int decimals, const char *unit) {
	return value_number(&reading, decimals, unit, p->w->cursor_ms);
}

/* "1758 kW", and behind an arrow what the scenario makes of it. */
static int number_row(struct page *p, const char *label, struct reading base, const struct reading *other, int decimals, const char *unit) {
	char text[NUMBER_WORDS_SIZE], is[NUMBER_WORDS_SIZE];
	struct number n = number_of(p, base, decimals, unit);
	bool undefined = base.quality == QUALITY_GOOD && isnan(base.value);
	int x = text_row(p, label, undefined ? ROLE_DIM : number_role(n.state, ROLE_TEXT), number_words(text, 40, &n));
	if (!x || !other)
		return x;
	struct number o = number_of(p, *other, decimals, unit);
	if (!strcmp(number_words(is, 40, &o), text))
		return x;
	x = put_text(p->g, p->r, x, p->y - 1, ROLE_DIM, ARROW);
	return put_text(p->g, p->r, x, p->y - 1, number_role(o.state, ROLE_WHATIF), is); /* a dash: not computed */
}

static int metric_row(struct page *p, const char *label, enum metric_id id, size_t object) {
	struct reading other = p->scenario ? frame_get(p->scenario, id, object) : (struct reading){ 0 };
	return number_row(p, label, frame_get(p->w->frame, id, object), p->scenario ? &other : NULL, metric_at(id)->decimals, metric_at(id)->unit);
}

typedef struct reading made_of(const struct frame *f, size_t set, enum metric_id unused);
static int made_row(struct page *p, const char *label, made_of *made, int decimals, const char *unit) {
	struct reading other = p->scenario ? made(p->scenario, p->set, METRIC_COUNT) : (struct reading){ 0 };
	return number_row(p, label, made(p->w->frame, p->set, METRIC_COUNT), p->scenario ? &other : NULL, decimals, unit);
}

static const char *word_of(const struct frame *f, enum metric_id id, size_t set) {
	struct reading reading = frame_get(f, id, set);
	const char *word = generators_word(id, &reading);
	return word ? word : reading.quality == QUALITY_BAD ? "bad" : "\u2014";
}

static int label_row(struct page *p, const char *label, enum metric_id id) {
	struct reading reading = frame_get(p->w->frame, id, p->set);
	const char *was = word_of(p->w->frame, id, p->set), *is = p->scenario ? word_of(p->scenario, id, p->set) : was;
	enum role role = !generators_word(id, &reading) ? ROLE_MISSING : reading.quality == QUALITY_STALE ? ROLE_STALE : ROLE_TEXT;
	char text[96], age[NUMBER_SIZE] = "";
	struct number n = number_of(p, reading, 0, NULL);
	if (reading.quality == QUALITY_STALE)
		number_age(age, n.age_s);
	snprintf(text, sizeof text, "%s%s%s", was, *age ? " " : "", age);
	int x = text_row(p, label, role, text);
	if (!x || !strcmp(was, is))
		return x;
	x = put_text(p->g, p->r, x, p->y - 1, ROLE_DIM, ARROW);
	return put_text(p->g, p->r, x, p->y - 1, ROLE_WHATIF, is);
}

static const struct site_gen *gen_of(const struct page *p) { return &p->w->site->gen[p->set]; }

static const struct site_bus *bus_of(const struct page *p) {
	int bus = gen_of(p)->bus;
	return bus >= 0 && (size_t)bus < p->w->site->bus_count ? &p->w->site->bus[bus] : NULL;
}

/* "742 kW spare" behind what stands in the row, "742 kW > 588 kW spare" where the scenario makes it other; nothing where there is none to tell. */
static void beside_number(struct page *p, int x, made_of *made, enum metric_id id, size_t object, int decimals, const char *unit, const char *what) {
	char text[96], is[NUMBER_WORDS_SIZE], words[NUMBER_WORDS_SIZE];
	struct reading base = made(p->w->frame, object, id);
	if (base.quality == QUALITY_MISSING || isnan(base.value))
		return;
	struct number n = number_of(p, base, decimals, unit);
	number_words(words, 30, &n);
	bool other = false;
	if (p->scenario) {
		struct reading reading = made(p->scenario, object, id);
		struct number o = number_of(p, reading, decimals, unit);
		other = strcmp(number_words(is, 30, &o), words) != 0;
	}
	snprintf(text, sizeof text, "%.30s%s%.30s%s%.20s", words, other ? ARROW : "", other ? is : "", *what ? " " : "", what);
	beside(p, x, other ? ROLE_WHATIF : number_role(n.state, ROLE_TEXT), text);
}

static struct reading measured(const struct frame *f, size_t object, enum metric_id id) {
	return frame_get(f, id, object);
}

static void beside_made(struct page *p, int x, made_of *made, int decimals, const char *unit, const char *what) {
	beside_number(p, x, made, METRIC_COUNT, p->set, decimals, unit, what);
}

static void share_row(struct page *p) {
	struct reading kw = frame_get(p->w->frame, M_GEN_KW, p->set);
	const struct quantity *load = &p->w->derived.q[D_LOAD_MW];
	char text[96];
	if (load->reporting == load->total && load->value > 0)
		kw.value = kw.value / 10 / load->value;
	else
		kw = (struct reading){ NAN, QUALITY_MISSING, TIME_NONE };
	struct number n = number_of(p, kw, 1, "%");
	char words[NUMBER_WORDS_SIZE];
	snprintf(text, sizeof text, "%.60s%s", number_words(words, 30, &n), n.state == NUMBER_GOOD || n.state == NUMBER_STALE ? " of the load" : "");
	text_row(p, "share", number_role(n.state, ROLE_TEXT), text);
}

static void electrical(struct page *p) {
	char note[96];
	const struct frame *f = p->w->frame;
	const struct site_bus *bus = bus_of(p);
	heading(p, "Electrical");
	int x = metric_row(p, "power", M_GEN_KW, p->set);
	if (frame_get(f, M_GEN_KW, p->set).quality == QUALITY_MISSING && p->w->last_kw && isfinite(p->w->last_kw[p->set])) {
		char last[NUMBER_SIZE];
		snprintf(note, sizeof note, "last %.20s kW%s", number_text(last, p->w->last_kw[p->set], 0, NUMBER_PLAIN),
		         p->w->derived.probably_carrying && p->w->last_kw[p->set] > 0 ? ", probably still" : "");
		beside(p, x, ROLE_MISSING, note);
	}
	beside_made(p, x, generators_load_pct, 0, "%", "of rating");
	x = metric_row(p, "can give", M_GEN_MAX_KW, p->set);
	beside_made(p, x, generators_spare_kw, 0, "kW", "spare");
	x = metric_row(p, "reactive", M_GEN_KVAR, p->set);
	beside_made(p, x, generators_power_factor, 2, "pf", "");
	made_row(p, "apparent", generators_mva, 2, "MVA");
	x = metric_row(p, "frequency", M_GEN_HZ, p->set);
	if (bus)
		beside_number(p, x, measured, M_BUS_HZ, (size_t)gen_of(p)->bus, 2, "Hz", "bus");
	if (bus) {
		char label[32];
		snprintf(label, sizeof label, "bus %.8s", bus->id);
		metric_row(p, label, M_BUS_KV, (size_t)gen_of(p)->bus);
	}
	x = label_row(p, "breaker", M_GEN_BREAKER);
	const char *ctl = word_of(f, M_GEN_CTL, p->set), *ctl_is = p->scenario ? word_of(p->scenario, M_GEN_CTL, p->set) : ctl;
	bool other = strcmp(ctl, ctl_is) != 0;
	snprintf(note, sizeof note, "control %s%s%s", ctl, other ? ARROW : "", other ? ctl_is : "");
	beside(p, x, other ? ROLE_WHATIF : ROLE_TEXT, note);
	share_row(p);
}

static void state_row(struct page *p) {
	char since[96] = "", clock[NUMBER_SIZE];
	struct gen_row row = generators_row(p->w, p->set);
	int state = frame_label(p->w->frame, M_GEN_STATE, p->set), x;
	const struct gen_change *change = state >= 0 ? world_gen_change(p->w, p->set, (enum gen_state)state) : NULL;
	if (row.no_data) {
		text_row(p, "state", ROLE_MISSING, "");
		generators_reason_draw(p->g, p->r, SET_LABEL_CELLS, p->y - 1, p->r.w - SET_LABEL_CELLS, p->w, &row);
		return;
	}
	x = label_row(p, "state", M_GEN_STATE);
	if (row.look.role != ROLE_TEXT && x)
		put_role(p->g, rect_clip((struct rect){ p->r.x + SET_LABEL_CELLS, p->r.y + p->y - 1, (int)utf8_cells(word_of(p->w->frame, M_GEN_STATE, p->set)), 1 }, p->r), row.look.role);
	bool other = p->scenario && frame_label(p->scenario, M_GEN_STATE, p->set) != state; /* since when that is so is not known */
	if (change && !other)
		snprintf(since, sizeof since, "since %s%s", change->first ? "before " : "", value_when(clock, p->w, change->t_ms));
	bool fits = x + 2 + (int)utf8_cells(since) <= p->r.w;
	beside(p, x, ROLE_TEXT, fits || !*since || !change->first ? since : since + strlen("since "));
}

static void engine(struct page *p) {
	heading(p, "Engine");
	state_row(p);
	label_row(p, "mode", M_GEN_MODE);
	metric_row(p, "speed", M_GEN_RPM, p->set);
	metric_row(p, "oil", M_GEN_OIL_KPA, p->set);
	metric_row(p, "coolant", M_GEN_COOLANT_C, p->set);
	metric_row(p, "gas", M_GEN_GAS_KPA, p->set);
	int x = metric_row(p, "exhaust", M_GEN_EXH_C, p->set);
	beside_number(p, x, measured, M_GEN_EXH_SPREAD_C, p->set, 0, "\u00b0C", "spread");
	metric_row(p, "hours run", M_GEN_RUN_H, p->set);
}

static void limits_column(struct page *p) {
	char words[SET_LIMITS][SET_LIMIT_SIZE];
	int count = generators_limits_words(gen_of(p), words);
	heading(p, "Limits");
	for (int i = 0; i < count; i++) {
		char *value = strchr(words[i], ' ');
		*value = '\0';
		text_row(p, words[i], ROLE_TEXT, value + 1);
	}
}

/* What would take the set off, and what did: its device alarms, the first of them named so. */
static void protection(struct page *p) {
	char text[160], hz[NUMBER_SIZE], s[NUMBER_SIZE], clock[NUMBER_SIZE];
	const struct site_gen *gen = gen_of(p);
	const struct gen_row row = generators_row(p->w, p->set);
	snprintf(text, sizeof text, "under %.16s Hz for %.16s s", number_text(hz, gen->u_hz, 2, NUMBER_PLAIN), number_text(s, gen->u_s, 2, NUMBER_PLAIN));
	if (text_row(p, "Protection", ROLE_TEXT, text))
		put_role(p->g, rect_clip((struct rect){ p->r.x, p->r.y + p->y - 1, 10, 1 }, p->r), ROLE_TITLE);
	if (row.alarm && row.alarm->device) {
		snprintf(text, sizeof text, "%s first-out %s", row.alarm->text, value_when(clock, p->w, row.alarm->on_ms));
		text_row(p, "device", alarms_role(row.alarm->priority), text);
	} else if (row.out) {
		text_row(p, "device", row.look.role, row.alarm ? "no alarm" : "");
		if (!row.alarm)
			generators_reason_draw(p->g, p->r, SET_LABEL_CELLS, p->y - 1, p->r.w - SET_LABEL_CELLS, p->w, &row);
	} else {
		text_row(p, "device", ROLE_DIM, "no alarm");
	}
}

/* Its alarms with their states, at most `room` rows. */
static void alarms(struct page *p, int room) {
	const struct alarm_list *list = p->w->alarms;
	room = room < p->r.h - p->y ? room : p->r.h - p->y;
	const struct alarm_line **own = mem_zalloc(list ? list->count : 0, sizeof *own);
	int count = 0;
	for (size_t i = 0; list && i < list->count && count < room; i++)
		if (!strcmp(list->at[i].alarm->src, gen_of(p)->id))
			own[count++] = &list->at[i];
	alarms_lines_draw(p->g, (struct rect){ p->r.x, p->r.y + p->y, p->r.w, count }, p->w, own, (size_t)count, 0, SIZE_MAX);
	p->y += count;
	free(own);
}

static int alarms_count(const struct page *p) {
	const struct alarm_list *list = p->w->alarms;
	int count = 0;
	for (size_t i = 0; list && i < list->count; i++)
		count += !strcmp(list->at[i].alarm->src, gen_of(p)->id);
	return count;
}

/* Columns side by side. */
static void columns_draw(struct page *p) {
	bool three = p->r.w >= THREE_COLUMNS_FROM;
	int n = three ? 3 : 2, width = (p->r.w + 2) / n;
	void (*const draws[])(struct page *) = { electrical, engine, limits_column };
	for (int i = 0; i < n; i++) {
		struct page column = *p;
		column.r = rect_clip((struct rect){ p->r.x + i * width, p->r.y, width - 2, p->r.h }, p->r);
		draws[i](&column);
	}
}

/* The first row of each part of the page, and how many rows it has where that is not its own affair. */
struct set_plan {
	bool roomy;
	int limits, protection;      /* limits -1: they are a column */
	struct rect chart, events;   /* of the screen */
	int alarms_heading, alarms, alarms_most; /* alarms_heading -1: none */
};

static struct set_plan plan_of(const struct page *p, const struct set_events *e) {
	struct set_plan plan = { .roomy = p->r.h >= 34, .limits = -1, .alarms_heading = -1 };
	int gap = plan.roomy ? 1 : 0, y = COLUMN_ROWS + gap;
	if (p->r.w < THREE_COLUMNS_FROM) {
		plan.limits = y;
		y += generators_limits_draw(NULL, p->r, y, gen_of(p));
	}
	plan.protection = y;
	y += 2 + gap;
	int count = alarms_count(p), left = p->r.h - y, most = plan.roomy ? 8 : 2, shown = count < most ? count : most;
	int events = 1 + ((int)e->count < EVENTS_LEAST ? (int)e->count : EVENTS_LEAST); /* they come first, with their heading */
	int chart = left - shown - (plan.roomy ? 6 + left / 6 : events + (left > 10 ? 1 : 0));
	chart = chart > SET_CHART_MOST ? SET_CHART_MOST : chart < SET_CHART_LEAST ? 0 : chart;
	plan.chart = (struct rect){ p->r.x, p->r.y + y, p->r.w, chart };
	y += chart ? chart + gap : 0;
	if (plan.roomy && count)
		plan.alarms_heading = y++;
	plan.alarms = y;
	plan.alarms_most = most;
	y += shown + (plan.roomy && count ? 1 : 0);
	plan.events = (struct rect){ p->r.x, p->r.y + y, p->r.w, p->r.h > y ? p->r.h - y : 0 };
	return plan;
}

static struct page page_of(struct grid *g, struct rect inside, const struct world *w, const struct view *v, const struct frame *scenario) {
	return (struct page){ g, inside, 0, w, v, scenario, v->selected_gen > 0 ? (size_t)v->selected_gen : 0 };
}

static bool is_there(const struct page *p) {
	return !rect_empty(p->r) && p->w->site && p->set < p->w->site->gen_count;
}

void generators_set_draw(struct grid *g, struct rect inside, const struct world *w, const struct view *v, const struct frame *scenario) {
	struct page p = page_of(g, inside, w, v, scenario);
	if (!is_there(&p))
		return;
	if (!w->frame) {
		put_cut(g, inside, 0, 0, inside.w, ROLE_DIM, "no sample yet");
		return;
	}
	struct set_events e = generators_events(w, v);
	struct set_plan plan = plan_of(&p, &e);
	columns_draw(&p);
	if (plan.limits >= 0)
		generators_limits_draw(g, inside, plan.limits, gen_of(&p));
	p.y = plan.protection;
	protection(&p);
	if (plan.chart.h)
		generators_chart_draw(g, plan.chart, w, v, p.set);
	p.y = plan.alarms_heading;
	if (plan.alarms_heading >= 0)
		heading(&p, "Alarms");
	p.y = plan.alarms;
	alarms(&p, plan.alarms_most);
	generators_events_draw(g, plan.events, w, &e);
	generators_events_free(&e);
}

bool generators_set_event_at(struct rect inside, const struct world *w, const struct view *v, int y, struct alarms_row *out) {
	struct page p = page_of(NULL, inside, w, v, NULL);
	if (!is_there(&p) || !w->frame || y >= inside.y + inside.h)
		return false;
	struct set_events e = generators_events(w, v);
	struct set_plan plan = plan_of(&p, &e);
	bool found = generators_event_in_row(plan.events, &e, y - plan.events.y, out);
	generators_events_free(&e);
	return found;
}

bool generators_set_chart_at(struct rect inside, const struct world *w, const struct view *v, struct timeline *t, struct rect *chart) {
	struct page p = page_of(NULL, inside, w, v, NULL);
	if (!is_there(&p) || !w->frame)
		return false;
	struct set_events e = generators_events(w, v);
	struct set_plan plan = plan_of(&p, &e);
	generators_events_free(&e);
	return plan.chart.h && generators_chart_plan(plan.chart, w, v, t, chart);
}

void generators_set_title(char *out, size_t size, const struct world *w, const struct view *v, const struct frame *scenario) {
	size_t count, set = v->selected_gen > 0 ? (size_t)v->selected_gen : 0;
	if (set >= w->site->gen_count) {
		snprintf(out, size, "Generators");
		return;
	}
	size_t *rows = generators_rows(w, v, &count);
	int row = generators_row_find(rows, count, (int)set);
	char place[64] = "";
	if (row >= 0)
		snprintf(place, sizeof place, "%d of %zu by %s", row + 1, count, gen_sort_words[(unsigned)v->gen_sort < GEN_SORT_COUNT ? v->gen_sort : 0]);
	free(rows);
	snprintf(out, size, "%s  %s%s( ) others, Esc the table%s", w->site->gen[set].id, place, *place ? "  " : "", scenario ? "  baseline \u2192 scenario" : "");
}
