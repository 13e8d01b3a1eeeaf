/* Frames: one value, quality and age for each column of a site. Always true: where the quality is missing the value is NaN;
 * since_ms is TIME_NONE but for stale values; the arrays have room for `count` columns, low and high while the frame is ranged. */
#include "frame.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const char *const quality_words[] = { "missing", "good", "stale", "bad", NULL };
static_assert(sizeof quality_words / sizeof *quality_words == QUALITY_BAD + 2, "one word for each value");

#define DEAD_SHARE 0.2 /* of nominal voltage: DOMAIN.md, rule 5 */

void frame_init(struct frame *f) {
	*f = (struct frame){ .t_ms = TIME_NONE };
}

void frame_free(struct frame *f) {
	free(f->value);
	free(f->quality);
	free(f->since_ms);
	free(f->low);
	free(f->high);
	frame_init(f);
}

static void make_room(struct frame *f, size_t count) {
	if (count > f->room) {
		f->value = mem_resize(f->value, count, sizeof *f->value);
		f->quality = mem_resize(f->quality, count, sizeof *f->quality);
		f->since_ms = mem_resize(f->since_ms, count, sizeof *f->since_ms);
		f->room = count;
	}
	f->count = count;
}

void frame_reset(struct frame *f, const struct site *site, int64_t t_ms) {
	make_room(f, site->column_count);
	f->site = site;
	f->t_ms = t_ms;
	f->window_s = 0;
	f->ranged = false;
	f->dead_told = 0;
	for (size_t i = 0; i < f->count; i++) {
		f->value[i] = NAN;
		f->quality[i] = QUALITY_MISSING;
		f->since_ms[i] = TIME_NONE;
	}
}

static void make_range_room(struct frame *f) {
	if (f->count > f->range_room || !f->low) {
		f->low = mem_resize(f->low, f->count, sizeof *f->low);
		f->high = mem_resize(f->high, f->count, sizeof *f->high);
		f->range_room = f->count;
	}
	f->ranged = true;
}

void frame_begin_range(struct frame *f) {
	make_range_room(f);
	for (size_t i = 0; i < f->count; i++)
		f->low[i] = f->high[i] = NAN;
}

void frame_copy(struct frame *to, const struct frame *from) {
	if (to == from)
		return;
	make_room(to, from->count);
	to->site = from->site;
	to->t_ms = from->t_ms;
	to->window_s = from->window_s;
	to->ranged = false;
	to->dead_told = from->dead_told;
	memcpy(to->dead_hz, from->dead_hz, sizeof to->dead_hz);
	if (from->count) {
		memcpy(to->value, from->value, from->count * sizeof *to->value);
		memcpy(to->quality, from->quality, from->count * sizeof *to->quality);
		memcpy(to->since_ms, from->since_ms, from->count * sizeof *to->since_ms);
	}
	if (from->ranged) {
		make_range_room(to);
		memcpy(to->low, from->low, from->count * sizeof *to->low);
		memcpy(to->high, from->high, from->count * sizeof *to->high);
	}
}

static void set_column(struct frame *f, size_t column, double value, enum quality quality, int64_t since_ms) {
	if (!isfinite(value)) {
		value = NAN;
		quality = quality == QUALITY_GOOD ? QUALITY_MISSING : quality;
	}
	f->value[column] = quality == QUALITY_MISSING ? NAN : value;
	f->quality[column] = (uint8_t)quality;
	f->since_ms[column] = quality == QUALITY_STALE ? since_ms : TIME_NONE;
}

void frame_set(struct frame *f, enum metric_id id, size_t object, double value) {
	set_column(f, site_column(f->site, id, object), value, QUALITY_GOOD, TIME_NONE);
}

void frame_mark(struct frame *f, enum metric_id id, size_t object, enum quality quality, int64_t since_ms) {
	size_t column = site_column(f->site, id, object);
	set_column(f, column, f->value[column], quality, since_ms);
}

int frame_label(const struct frame *f, enum metric_id id, size_t object) {
	struct reading r = frame_get(f, id, object);
	return r.quality == QUALITY_GOOD && r.value >= 0 && r.value < 256 ? (int)r.value : -1;
}

bool frame_bus_dead(const struct frame *f, size_t bus) {
	struct reading kv = frame_get(f, M_BUS_KV, bus);
	double nominal_kv = f->site->bus[bus].nominal_kv;
	return kv.quality == QUALITY_GOOD && nominal_kv > 0 && fabs(kv.value) < DEAD_SHARE * nominal_kv;
}

void frame_apply_rules(struct frame *f) {
	static const enum metric_id frequencies[] = { M_BUS_HZ, M_BUS_HZ_MIN, M_BUS_HZ_MAX };
	for (size_t bus = 0; bus < f->site->bus_count; bus++) {
		f->dead_told &= (uint8_t)~(1u << bus);
		if (!frame_bus_dead(f, bus))
			continue;
		if (frame_good(f, M_BUS_HZ_MIN, bus)) {
			f->dead_told |= (uint8_t)(1u << bus);
			f->dead_hz[bus] = frame_get(f, M_BUS_HZ_MIN, bus).value;
		}
		for (size_t i = 0; i < sizeof frequencies / sizeof *frequencies; i++)
			if (f->quality[site_column(f->site, frequencies[i], bus)] != QUALITY_MISSING)
				set_column(f, site_column(f->site, frequencies[i], bus), NAN, QUALITY_BAD, TIME_NONE);
	}
}
