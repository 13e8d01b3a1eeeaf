/* Writing frames and events. Order and spelling are those of mwtop-telemetry(5); what is missing is left out, so that reading what
 * was written gives the same frame, and writing that the same bytes. */
#include "line.h"

#include <string.h>

#include "json_write.h"

/* Decimals written beyond those shown, so that sums and margins do not live on rounded numbers. */
static const int extra_decimals[METRIC_COUNT] = {
	[M_BUS_HZ] = 1, [M_BUS_HZ_MIN] = 1, [M_BUS_HZ_MAX] = 1, [M_BUS_KV] = 1, [M_BUS_GPU_MW] = 1, [M_FEED_MW] = 1, [M_FEED_MVAR] = 1,
	[M_FEED_LIMIT_MW] = 1, [M_FEED_KV] = 1, [M_GEN_HZ] = 1, [M_GEN_COOLANT_C] = 1, [M_TIE_MW] = 1, [M_STORE_MW] = 1,
	[M_STORE_SOC_PCT] = 1, [M_GPU_MW] = 1, [M_AUX_MW] = 1,
};

/* What is written of a frame: its readings, or its lowest or highest. */
struct part {
	const struct frame *f;
	const double *range; /* low or high; NULL: the readings */
};

/* What is written of a column: nothing, its value, or null with a mark. */
enum written { WRITTEN_NOTHING, WRITTEN_VALUE, WRITTEN_NULL };

static enum written how_written(const struct part *p, size_t column, const struct metric *m) {
	const struct frame *f = p->f;
	if (p->range != NULL)
		return m->kind == METRIC_NUMBER && isfinite(p->range[column]) ? WRITTEN_VALUE : WRITTEN_NOTHING;
	if (f->quality[column] == QUALITY_BAD)
		return WRITTEN_NULL;
	double value = f->value[column];
	if (f->quality[column] == QUALITY_MISSING || !isfinite(value))
		return WRITTEN_NOTHING;
	if (m->kind == METRIC_NUMBER)
		return WRITTEN_VALUE;
	size_t words = 0;
	while (m->words[words] != NULL)
		words++;
	return value >= 0 && value < (double)words ? WRITTEN_VALUE : WRITTEN_NOTHING;
}

static void add_value(struct buf *out, const struct part *p, size_t column, enum metric_id id, const struct metric *m) {
	double value = p->range != NULL ? p->range[column] : p->f->value[column];
	if (how_written(p, column, m) == WRITTEN_NULL)
		buf_puts(out, "null");
	else if (m->kind == METRIC_LABEL)
		json_add_string(out, m->words[(size_t)value]);
	else
		json_add_number(out, value, m->decimals + extra_decimals[id]);
}

/* The members of one object; those of `skip` (or METRIC_COUNT) have another place. */
static void add_members(struct buf *out, const struct part *p, enum metric_class class, size_t object, enum metric_id skip) {
	size_t first = metric_class_first(class), end = first + metric_class_size(class);
	for (size_t i = first; i < end; i++) {
		enum metric_id id = (enum metric_id)i;
		const struct metric *m = metric_at(id);
		size_t column = site_column(p->f->site, id, object);
		if (id == skip || how_written(p, column, m) == WRITTEN_NOTHING)
			continue;
		json_add_key(out, m->key);
		add_value(out, p, column, id, m);
	}
}

/* Opens `"key":{`, and closes it; one in which nothing was put disappears again. */
static size_t open_object(struct buf *out, const char *key, size_t *mark) {
	*mark = out->len;
	json_add_key(out, key);
	buf_puts(out, "{");
	return out->len;
}

static void close_object(struct buf *out, size_t opened, size_t mark) {
	if (out->len > opened) {
		buf_puts(out, "}");
	} else {
		out->len = mark;
		out->data[mark] = '\0';
	}
}

static void add_class(struct buf *out, const struct part *p, enum metric_class class, enum metric_id skip) {
	size_t mark, opened = open_object(out, metric_class_words[class], &mark);
	for (size_t i = 0; i < site_class_count(p->f->site, class); i++) {
		size_t inner_mark, inner = open_object(out, site_object_id(p->f->site, class, i), &inner_mark);
		add_members(out, p, class, i, skip);
		close_object(out, inner, inner_mark);
	}
	close_object(out, opened, mark);
}

static void add_bus_mw(struct buf *out, const struct part *p) {
	const struct metric *m = metric_at(M_BUS_GPU_MW);
	size_t mark, opened = open_object(out, "bus_mw", &mark);
	for (size_t i = 0; i < p->f->site->bus_count; i++) {
		size_t column = site_column(p->f->site, M_BUS_GPU_MW, i);
		if (how_written(p, column, m) != WRITTEN_NOTHING) {
			json_add_key(out, p->f->site->bus[i].id);
			add_value(out, p, column, M_BUS_GPU_MW, m);
		}
	}
	close_object(out, opened, mark);
}

/* A list up to the last array of which something is known; null before it where one is not. */
static void add_arrays(struct buf *out, const struct part *p) {
	const struct metric *m = metric_at(M_ARRAY_ONLINE);
	size_t count = p->f->site->array_count;
	while (count > 0 && how_written(p, site_column(p->f->site, M_ARRAY_ONLINE, count - 1), m) == WRITTEN_NOTHING)
		count--;
	if (count == 0)
		return;
	json_add_key(out, "arrays");
	for (size_t i = 0; i < count; i++) {
		size_t column = site_column(p->f->site, M_ARRAY_ONLINE, i);
		buf_puts(out, i == 0 ? "[" : ",");
		if (how_written(p, column, m) == WRITTEN_NOTHING)
			buf_puts(out, "null");
		else
			add_value(out, p, column, M_ARRAY_ONLINE, m);
	}
	buf_puts(out, "]");
}

static void add_gpu(struct buf *out, const struct part *p) {
	size_t mark, opened = open_object(out, "gpu", &mark);
	add_members(out, p, CLASS_GPU, 0, METRIC_COUNT);
	add_bus_mw(out, p);
	add_arrays(out, p);
	close_object(out, opened, mark);
}

static void add_part(struct buf *out, const struct part *p) {
	add_class(out, p, CLASS_BUS, M_BUS_GPU_MW);
	add_class(out, p, CLASS_FEED, METRIC_COUNT);
	add_class(out, p, CLASS_GEN, METRIC_COUNT);
	add_class(out, p, CLASS_TIE, METRIC_COUNT);
	add_class(out, p, CLASS_STORE, METRIC_COUNT);
	add_gpu(out, p);
	size_t mark, opened = open_object(out, metric_class_words[CLASS_AUX], &mark);
	add_members(out, p, CLASS_AUX, 0, METRIC_COUNT);
	close_object(out, opened, mark);
}

static void add_range(struct buf *out, const char *key, const struct frame *f, const double *range) {
	size_t mark, opened = open_object(out, key, &mark);
	add_part(out, &(struct part){ f, range });
	close_object(out, opened, mark);
}

static void add_marks(struct buf *out, const struct frame *f) {
	const struct part p = { f, NULL };
	size_t mark, opened = open_object(out, "q", &mark);
	for (size_t column = 0; column < f->count; column++) {
		enum metric_id id;
		size_t object;
		char key[SITE_ID_SIZE + 48];
		if (f->quality[column] != QUALITY_STALE && f->quality[column] != QUALITY_BAD)
			continue;
		if (!site_column_parts(f->site, column, &id, &object) || how_written(&p, column, metric_at(id)) == WRITTEN_NOTHING)
			continue;
		json_add_key(out, site_column_key(f->site, column, key, sizeof key));
		buf_printf(out, "{\"is\":\"%s\"", quality_words[f->quality[column]]);
		if (f->quality[column] == QUALITY_STALE && f->since_ms[column] != TIME_NONE) {
			json_add_key(out, "since");
			json_add_time(out, f->since_ms[column]);
		}
		buf_puts(out, "}");
	}
	close_object(out, opened, mark);
}

void line_write_frame(struct buf *out, const struct frame *f) {
	buf_puts(out, "{\"t\":");
	json_add_time(out, f->t_ms);
	if (f->window_s > 0) {
		json_add_key(out, "window_s");
		json_add_number(out, f->window_s, 3);
	}
	if (f->site != NULL) {
		add_part(out, &(struct part){ f, NULL });
		add_marks(out, f);
		if (f->ranged && f->window_s > 0) {
			add_range(out, "min", f, f->low);
			add_range(out, "max", f, f->high);
		}
	}
	buf_puts(out, "}\n");
}

static void add_text(struct buf *out, const char *key, const char *text) {
	if (*text == '\0')
		return;
	json_add_key(out, key);
	json_add_string(out, text);
}

void line_write_event(struct buf *out, const struct event *e) {
	buf_puts(out, "{\"t\":");
	json_add_time(out, e->t_ms);
	buf_puts(out, ",\"event\":{");
	add_text(out, "id", e->id);
	add_text(out, "src", e->src);
	if (e->t_src_ms != TIME_NONE) {
		json_add_key(out, "t_src");
		json_add_time(out, e->t_src_ms);
	}
	add_text(out, "kind", e->kind);
	add_text(out, "ansi", e->ansi);
	add_text(out, "state", event_state_words[e->state]);
	add_text(out, "priority", priority_words[e->priority]);
	add_text(out, "text", e->text);
	buf_puts(out, "}}\n");
}
