/* Active faults in a list; each is applied to every frame until its time is over. A stuck or stale value is the last one before the
 * fault, held without noise. */
#include "sensors.h"

#include <stdlib.h>

struct sensor_fault {
	enum sensor_kind kind;
	size_t column;
	int gen;
	int64_t start_ms, end_ms;
	double number, held;
	bool has_held;
};

void sensors_init(struct sensors *s, uint64_t seed) {
	*s = (struct sensors){ 0 };
	random_seed(&s->random, seed, 4);
	frame_init(&s->last);
}

void sensors_free(struct sensors *s) {
	free(s->fault);
	frame_free(&s->last);
	s->fault = NULL;
}

void sensors_add(struct sensors *s, const struct script_entry *e) {
	if (s->count == s->room) {
		s->room = s->room ? 2 * s->room : 8;
		s->fault = mem_resize(s->fault, s->room, sizeof *s->fault);
	}
	s->fault[s->count++] = (struct sensor_fault){
		.kind = e->verb == SCRIPT_GATEWAY ? SENSOR_GATEWAY : e->sensor, .column = e->column, .gen = e->gen, .start_ms = e->at_ms,
		.end_ms = e->for_ms == INT64_MAX ? INT64_MAX : e->at_ms + e->for_ms, .number = e->number,
	};
}

static void set_column(struct frame *f, size_t column, double value) {
	enum metric_id id;
	size_t object;
	if (site_column_parts(f->site, column, &id, &object))
		frame_set(f, id, object, value);
}

static bool last_good(const struct sensors *s, size_t column, double *value) {
	if (s->last.site == NULL || column >= s->last.count || s->last.quality[column] != QUALITY_GOOD)
		return false;
	*value = s->last.value[column];
	return true;
}

static void apply_stuck(struct sensors *s, struct sensor_fault *f, struct frame *frame) {
	if (!f->has_held && !last_good(s, f->column, &f->held))
		f->held = frame->value[f->column];
	f->has_held = true;
	set_column(frame, f->column, f->held);
}

/* A loose contact: most samples a few percent off, one in eight far out. */
static void apply_noise(struct sensors *s, const struct sensor_fault *f, struct frame *frame) {
	double value = frame->value[f->column], spread = random_uniform(&s->random) < 0.125 ? 0.3 : 0.04;
	set_column(frame, f->column, value * (1 + spread * random_normal(&s->random)));
}

/* The frame before was already held stale by this fault: its value goes on, with the time since it began. */
static void hold_stale(const struct sensors *s, const struct sensor_fault *f, struct frame *frame, enum metric_id id) {
	size_t column = site_column(frame->site, id, (size_t)f->gen);
	bool known = s->last.site && column < s->last.count && s->last.quality[column] != QUALITY_MISSING;
	if (!known || frame->quality[column] == QUALITY_MISSING) {
		frame_mark(frame, id, (size_t)f->gen, QUALITY_MISSING, TIME_NONE);
		return;
	}
	frame_set(frame, id, (size_t)f->gen, s->last.value[column]);
	frame_mark(frame, id, (size_t)f->gen, QUALITY_STALE, f->start_ms);
}

static void apply_gateway(const struct sensors *s, const struct sensor_fault *f, struct frame *frame) {
	bool stale = frame->t_ms < f->start_ms + SENSORS_STALE_MS;
	enum metric_id first = metric_class_first(CLASS_GEN);
	for (size_t i = 0; i < metric_class_size(CLASS_GEN); i++) {
		enum metric_id id = (enum metric_id)((size_t)first + i);
		if (stale)
			hold_stale(s, f, frame, id);
		else
			frame_mark(frame, id, (size_t)f->gen, QUALITY_MISSING, TIME_NONE);
	}
}

static void apply_one(struct sensors *s, struct sensor_fault *f, struct frame *frame) {
	enum metric_id id;
	size_t object;
	if (f->kind == SENSOR_GATEWAY) {
		apply_gateway(s, f, frame);
		return;
	}
	if (f->column >= frame->count || !site_column_parts(frame->site, f->column, &id, &object))
		return;
	switch (f->kind) {
	case SENSOR_DROP: frame_mark(frame, id, object, QUALITY_MISSING, TIME_NONE); break;
	case SENSOR_STUCK: apply_stuck(s, f, frame); break;
	case SENSOR_NOISE: apply_noise(s, f, frame); break;
	case SENSOR_SENTINEL: set_column(frame, f->column, f->number); break;
	case SENSOR_GATEWAY: break;
	}
}

void sensors_apply(struct sensors *s, struct frame *frame) {
	size_t kept = 0;
	for (size_t i = 0; i < s->count; i++) {
		struct sensor_fault *f = &s->fault[i];
		if (frame->t_ms > f->end_ms)
			continue;
		apply_one(s, f, frame);
		s->fault[kept++] = *f;
	}
	s->count = kept;
	frame_copy(&s->last, frame);
}
