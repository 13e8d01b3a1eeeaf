/* The table of fields and what is made of it; see fields.h. A value is the scenario's where it has a frame, so that steps add up. */
#include "fields.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "edits_table.h"
#include "values.h"

#define NONE EDIT_VERB_COUNT

static const struct field fields[] = {
	{ PANEL_SUPPLY, CLASS_FEED, "", NONE, EDIT_FEED_RESTORE, EDIT_FEED_LOSE, 0, "", 0 },
	{ PANEL_SUPPLY, CLASS_FEED, "limit", EDIT_FEED_LIMIT, NONE, NONE, 1, "MW", 2 },
	{ PANEL_SUPPLY, CLASS_FEED, "import", EDIT_FEED_IMPORT, NONE, NONE, 0.5, "MW", 2 },
	{ PANEL_SUPPLY, CLASS_AUX, "aux", EDIT_SITE_AUX, NONE, NONE, 0.1, "MW", 2 },
	{ PANEL_SUPPLY, CLASS_AUX, "inlet", EDIT_SITE_INLET, NONE, NONE, 1, "C", 0 },
	{ PANEL_SUPPLY, CLASS_AUX, "reserve", EDIT_SITE_RESERVE, NONE, NONE, 0.5, "MW", 2 },
	{ PANEL_SUPPLY, CLASS_AUX, "stance", EDIT_SITE_STANCE, NONE, NONE, 1, "", 0 },
	{ PANEL_COUNTDOWN, CLASS_AUX, "start", EDIT_TRAINING_START, EDIT_TRAINING_GO, EDIT_TRAINING_HOLD, 60, "", 0 },
	{ PANEL_COUNTDOWN, CLASS_AUX, "GPUs needed", EDIT_TRAINING_GPUS, NONE, NONE, 512, "", 0 },
	{ PANEL_GENERATORS, CLASS_GEN, "max", EDIT_GEN_MAX, EDIT_GEN_RESTORE, EDIT_GEN_TRIP, 100, "kW", 0 },
	{ PANEL_GPUS, CLASS_GPU, "online", EDIT_GPU_ONLINE, NONE, NONE, 512, "", 0 }, /* in the order of the panel's rows */
	{ PANEL_GPUS, CLASS_GPU, "job", EDIT_JOB_STALL, EDIT_JOB_START, EDIT_JOB_STOP, 10, "", 0 },
	{ PANEL_GPUS, CLASS_GPU, "cap", EDIT_GPU_CAP, NONE, NONE, 5, "W", 0 },
	{ PANEL_GPUS, CLASS_GPU, "draw", EDIT_GPU_DRAW, NONE, NONE, 10, "W", 0 },
	{ PANEL_GPUS, CLASS_GPU, "model", EDIT_GPU_MODEL, NONE, NONE, 1, "", 0 },
	{ PANEL_GPUS, CLASS_GPU, "PUE", EDIT_SITE_PUE, NONE, NONE, 0.01, "", 2 },
	{ PANEL_GPUS, CLASS_GPU, "overhead", EDIT_SITE_OVERHEAD, NONE, NONE, 25, "W", 0 },
};

const struct field *field_row(size_t index) {
	return index < sizeof fields / sizeof *fields ? &fields[index] : NULL;
}

static size_t objects_of(const struct world *w, const struct field *f) {
	if (f->panel == PANEL_GPUS)
		return w->site->gpu.present ? 1 : 0;
	if (f->panel == PANEL_COUNTDOWN)
		return w->site->training.present ? 1 : 0;
	return f->class == CLASS_FEED || f->class == CLASS_GEN ? site_class_count(w->site, f->class) : 1;
}

size_t fields_count(const struct world *w, enum panel panel) {
	size_t count = 0;
	for (size_t i = 0; w->site && field_row(i); i++)
		count += fields[i].panel == panel ? objects_of(w, &fields[i]) : 0;
	return count;
}

/* Fields of the same objects stand together: all of the first feed, then all of the second. */
bool field_at(const struct world *w, enum panel panel, size_t index, struct field_place *out) {
	for (size_t i = 0; w->site && field_row(i); i++) {
		if (fields[i].panel != panel)
			continue;
		size_t objects = objects_of(w, &fields[i]), group = 1;
		while (field_row(i + group) && fields[i + group].panel == panel && fields[i + group].class == fields[i].class)
			group++;
		if (index < objects * group) {
			*out = (struct field_place){ &fields[i + index % group], index / group };
			return true;
		}
		index -= objects * group;
		i += group - 1;
	}
	return false;
}

static const struct frame *frame_of(const struct world *w, bool scenario) {
	return scenario && w->whatif && w->whatif->frame ? w->whatif->frame : w->frame;
}

/* NaN: not known, or no number. */
static double number_of(const struct frame *f, const struct field_place *p) {
	const struct site *s = f->site;
	switch (p->field->value) {
	case EDIT_FEED_LIMIT: return power_feed_limit_mw(f, p->object);
	case EDIT_FEED_IMPORT: return frame_good(f, M_FEED_MW, p->object) ? frame_get(f, M_FEED_MW, p->object).value : NAN;
	case EDIT_SITE_AUX: return frame_good(f, M_AUX_MW, 0) ? frame_get(f, M_AUX_MW, 0).value : 0;
	case EDIT_SITE_INLET: return DISPATCH_INLET_C;
	case EDIT_SITE_RESERVE: return s->policy.reserve_mw;
	case EDIT_TRAINING_GPUS: return s->training.gpus_needed;
	case EDIT_GEN_MAX: return power_gen_max_kw(f, p->object);
	case EDIT_GPU_CAP: return power_cap_w(f);
	case EDIT_GPU_ONLINE: return frame_good(f, M_GPU_ONLINE, 0) ? frame_get(f, M_GPU_ONLINE, 0).value : NAN;
	case EDIT_JOB_STALL: return 20; /* a checkpoint, until another length is typed */
	case EDIT_GPU_DRAW: return isnan(s->gpu.train_w) ? s->gpu.tdp_w : s->gpu.train_w;
	case EDIT_SITE_PUE: return s->gpu.pue;
	case EDIT_SITE_OVERHEAD: return s->gpu.overhead_w;
	default: return NAN;
	}
}

/* The inlet is nowhere measured: the last edit of it tells. */
static double inlet_c(const struct world *w) {
	double c = DISPATCH_INLET_C;
	for (size_t i = 0; w->whatif && i < w->whatif->edit_count && w->whatif->edits[i].at_ms <= w->cursor_ms; i++)
		if (w->whatif->edits[i].verb == EDIT_SITE_INLET)
			c = w->whatif->edits[i].number;
	return c;
}

/* The last edit of the field at the time of the frame or the cursor, which a frame may not show yet: a ramp, an import that the sets follow. */
static const struct edit *asked_now(const struct world *w, const struct frame *f, const struct field_place *p) {
	bool each = p->field->class == CLASS_FEED || p->field->class == CLASS_GEN;
	for (size_t i = w->whatif ? w->whatif->edit_count : 0; i-- > 0;) {
		const struct edit *e = &w->whatif->edits[i];
		if (e->verb == p->field->value && (e->at_ms == f->t_ms || e->at_ms == w->cursor_ms) && (!each || e->object < 0 || (size_t)e->object == p->object))
			return e;
	}
	return NULL;
}

static double present(const struct world *w, const struct field_place *p, bool scenario) {
	const struct frame *f = frame_of(w, scenario);
	if (!f)
		return NAN;
	const struct edit *e = scenario ? asked_now(w, f, p) : NULL;
	if (e)
		return e->verb == EDIT_JOB_STALL ? e->over_s : e->number;
	return p->field->value == EDIT_SITE_INLET && scenario ? inlet_c(w) : number_of(f, p);
}

char *field_name(const struct world *w, const struct field_place *p, char out[FIELD_TEXT_SIZE]) {
	bool object = p->field->class == CLASS_FEED || p->field->class == CLASS_GEN;
	snprintf(out, FIELD_TEXT_SIZE, "%s%s%s", object ? site_object_id(w->site, p->field->class, p->object) : "", object && p->field->label[0] ? " " : "",
	         p->field->label);
	return out;
}

static bool is_on(const struct frame *f, const struct field_place *p) {
	int state;
	switch (p->field->off) {
	case EDIT_FEED_LOSE: return power_feed_in_service(f, p->object);
	case EDIT_GEN_TRIP: state = frame_label(f, M_GEN_STATE, p->object); return state >= 0 && state < GEN_TRIPPED;
	case EDIT_TRAINING_HOLD: return f->site->training.start_ms != TIME_NONE;
	case EDIT_JOB_STOP: return frame_get(f, M_GPU_JOB, 0).value > 0;
	default: return false;
	}
}

char *field_text(const struct world *w, const struct field_place *p, bool scenario, char out[FIELD_TEXT_SIZE]) {
	const struct frame *f = frame_of(w, scenario);
	char number[NUMBER_SIZE];
	snprintf(out, FIELD_TEXT_SIZE, "—");
	if (!f)
		return out;
	double value = present(w, p, scenario);
	switch (p->field->value) {
	case EDIT_VERB_COUNT: snprintf(out, FIELD_TEXT_SIZE, "%s", is_on(f, p) ? "in service" : "out"); return out;
	case EDIT_SITE_STANCE: snprintf(out, FIELD_TEXT_SIZE, "%s", stance_words[f->site->policy.stance]); return out;
	case EDIT_GPU_MODEL: snprintf(out, FIELD_TEXT_SIZE, "%.15s", f->site->gpu.model); return out;
	case EDIT_JOB_STALL: snprintf(out, FIELD_TEXT_SIZE, "%s", is_on(f, p) ? "running" : "off"); return out;
	case EDIT_TRAINING_START:
		snprintf(out, FIELD_TEXT_SIZE, "%s", f->site->training.start_ms == TIME_NONE ? "held" : value_when(number, w, f->site->training.start_ms));
		return out;
	default: break;
	}
	if (value == value)
		snprintf(out, FIELD_TEXT_SIZE, "%.24s%s%s", number_text(number, value, p->field->decimals, NUMBER_PLAIN), *p->field->unit ? " " : "", p->field->unit);
	return out;
}

static void edit_begin(const struct world *w, const struct field_place *p, enum edit_verb verb, struct edit *out) {
	edit_clear(out, w->cursor_ms);
	out->verb = verb;
	out->object = p->field->class == CLASS_FEED || p->field->class == CLASS_GEN ? (int)p->object : -1;
}

/* The model or stance so many places further. */
static void step_word(const struct frame *f, enum edit_verb verb, int steps, struct edit *out) {
	int at = 0, count = 0;
	if (verb == EDIT_SITE_STANCE) {
		at = ((int)f->site->policy.stance + steps + STANCE_COUNT) % STANCE_COUNT;
		out->number = at;
		snprintf(out->word, sizeof out->word, "%s", stance_words[at]);
		return;
	}
	while (gpu_model_at((size_t)count)) {
		if (gpu_model_find(f->site->gpu.model) == gpu_model_at((size_t)count))
			at = count;
		count++;
	}
	at = (at + steps + count) % count;
	snprintf(out->word, sizeof out->word, "%s", gpu_model_at((size_t)at)->name);
}

bool field_edit(const struct world *w, const struct field_place *p, int steps, struct edit *out) {
	const struct frame *f = frame_of(w, true);
	enum edit_verb verb = p->field->value;
	if (verb == EDIT_VERB_COUNT || !f || w->cursor_ms == TIME_NONE)
		return false;
	edit_begin(w, p, verb, out);
	if (verb == EDIT_SITE_STANCE || verb == EDIT_GPU_MODEL) {
		step_word(f, verb, steps, out);
		return true;
	}
	if (verb == EDIT_TRAINING_START) {
		int64_t start = f->site->training.start_ms == TIME_NONE ? w->cursor_ms : f->site->training.start_ms;
		out->when_ms = start + (int64_t)(steps * p->field->step) * 1000;
		return true;
	}
	double value = present(w, p, true);
	if (!(value == value))
		return false;
	/* To whole steps, so that 7.82 becomes 8.5 and not 8.32; the first of them may be a part of one. */
	double in = value / p->field->step, whole = steps > 0 ? floor(in + 1e-9) : ceil(in - 1e-9), unit = pow(10, p->field->decimals);
	value = steps ? (whole + steps) * p->field->step : value;
	value = fmax(0, round(value * unit) / unit);
	if (verb == EDIT_JOB_STALL)
		out->over_s = value;
	else
		out->number = value;
	return true;
}

bool field_toggle(const struct world *w, const struct field_place *p, struct edit *out) {
	const struct frame *f = frame_of(w, true);
	if (p->field->off == EDIT_VERB_COUNT || !f || w->cursor_ms == TIME_NONE)
		return false;
	edit_begin(w, p, is_on(f, p) ? p->field->off : p->field->on, out);
	return true;
}
