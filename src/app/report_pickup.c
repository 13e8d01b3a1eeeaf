/* Who picked the load up: the samples around a loss side by side; see report_loss.h. A sample stands for "+10 s" when it is the first at or after
 * that and comes before half as much again has passed: 60 s samples say nothing of the first second. */
#include "report_loss.h"

#include <stdlib.h>
#include <string.h>

const int pickup_seconds[PICKUP_COUNT] = { 0, 0, 1, 10, 60 };

static bool find_frame(struct source *source, const struct loss *loss, enum pickup_time at, struct frame *out) {
	if (at == PICKUP_BEFORE)
		return loss->before_ms != TIME_NONE && source_frame_before(source, loss->before_ms, out);
	int64_t after_ms = pickup_seconds[at] * INT64_C(1000), t_ms = loss->t_ms + after_ms;
	return source_frame_after(source, t_ms - 1, out) && out->t_ms <= t_ms + after_ms / 2;
}

static bool is_lost(const struct loss *loss, enum metric_class class, const char *id) {
	for (size_t i = 0; i < loss->count && i < LOSS_OBJECTS; i++)
		if (loss->object[i].class == class && !strcmp(loss->object[i].id, id))
			return true;
	return false;
}

static double reading_kw(const struct frame *f, enum metric_class class, const char *id) {
	struct reading r = difference_power_kw(f, class, site_find(f->site, class, id, strlen(id)));
	return r.quality == QUALITY_GOOD ? r.value : NAN;
}

static void make_rows(struct pickup *p, const struct site *site, const struct loss *loss) {
	static const enum metric_class classes[] = { CLASS_FEED, CLASS_GEN, CLASS_STORE };
	p->row = mem_zalloc(site->feed_count + site->gen_count + site->store_count + 1, sizeof *p->row);
	for (size_t c = 0; c < sizeof classes / sizeof *classes; c++)
		for (size_t i = 0; i < site_class_count(site, classes[c]); i++) {
			struct pickup_row *row = &p->row[p->count++];
			const char *id = site_object_id(site, classes[c], i);
			row->class = classes[c];
			memcpy(row->id, id, strnlen(id, SITE_ID_SIZE - 1) + 1);
			row->lost = is_lost(loss, classes[c], id);
		}
}

bool pickup_read(struct pickup *p, struct source *source, const struct loss *loss) {
	struct frame frame;
	*p = (struct pickup){ 0 };
	frame_init(&frame);
	for (int at = 0; at < PICKUP_COUNT; at++) {
		p->t_ms[at] = TIME_NONE;
		p->load_mw[at] = p->hz[at] = NAN;
		bool there = find_frame(source, loss, (enum pickup_time)at, &frame);
		if (at == PICKUP_BEFORE) {
			if (!there)
				break;
			make_rows(p, frame.site, loss);
		}
		p->t_ms[at] = there ? frame.t_ms : TIME_NONE;
		for (size_t i = 0; i < p->count; i++)
			p->row[i].kw[at] = there ? reading_kw(&frame, p->row[i].class, p->row[i].id) : NAN;
		if (there && frame_good(&frame, M_GPU_MW, 0))
			p->load_mw[at] = frame_get(&frame, M_GPU_MW, 0).value;
		if (there && frame.site->bus_count > 0 && frame_good(&frame, M_BUS_HZ, 0))
			p->hz[at] = frame_get(&frame, M_BUS_HZ, 0).value;
	}
	frame_free(&frame);
	return p->row != NULL;
}

void pickup_free(struct pickup *p) {
	free(p->row);
	*p = (struct pickup){ 0 };
}

double pickup_class_kw(const struct pickup *p, enum metric_class class, enum pickup_time at) {
	double sum = 0;
	bool any = false;
	for (size_t i = 0; i < p->count; i++)
		if (p->row[i].class == class && !p->row[i].lost) {
			sum += p->row[i].kw[at] - p->row[i].kw[PICKUP_BEFORE];
			any = true;
		}
	return any ? sum : NAN;
}

double pickup_lost_kw(const struct pickup *p, enum pickup_time at) {
	double sum = 0;
	for (size_t i = 0; i < p->count; i++)
		if (p->row[i].lost)
			sum += p->row[i].kw[PICKUP_BEFORE] - p->row[i].kw[at];
	return sum;
}

double pickup_residual_kw(const struct pickup *p, enum pickup_time at) {
	static const enum metric_class classes[] = { CLASS_FEED, CLASS_GEN, CLASS_STORE };
	double residual = pickup_lost_kw(p, at) + (p->load_mw[at] - p->load_mw[PICKUP_BEFORE]) * 1000;
	for (size_t c = 0; c < sizeof classes / sizeof *classes; c++)
		for (size_t i = 0; i < p->count; i++)
			if (p->row[i].class == classes[c] && !p->row[i].lost) {
				residual -= pickup_class_kw(p, classes[c], at);
				break;
			}
	return residual;
}
