/* Violations in words; see violation.h. */
#include "violation.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

#define VIOLATION_ROW(id, word_, unit_, class_, text_) [VIOLATION_##id] = { word_, unit_, CLASS_##class_, text_ },
static const struct violation_info infos[VIOLATION_KIND_COUNT] = { VIOLATION_LIST(VIOLATION_ROW) };
#undef VIOLATION_ROW

const struct violation_info *violation_info_at(enum violation_kind kind) { return &infos[kind]; }

int violation_decimals(enum violation_kind kind) {
	return !strcmp(infos[kind].unit, "kW") ? 0 : !strcmp(infos[kind].unit, "MW/s") ? 3 : 2;
}

static void add(char *out, size_t size, const char *format, ...) PRINTF_LIKE(3, 4);
static void add(char *out, size_t size, const char *format, ...) {
	size_t length = strlen(out);
	va_list args;
	va_start(args, format);
	if (length < size)
		vsnprintf(out + length, size - length, format, args);
	va_end(args);
}

static void add_duration(char *out, size_t size, int64_t ms) {
	double s = (double)ms / 1000;
	if (s < 120)
		add(out, size, "%.1f s", s);
	else if (s < 7200)
		add(out, size, "%.0f min", s / 60);
	else
		add(out, size, "%.1f h", s / 3600);
}

static bool is_named(const struct violation *v, const struct site *site) {
	const struct violation_info *info = &infos[v->kind];
	return v->object >= 0 && info->class != CLASS_AUX && (size_t)v->object < site_class_count(site, info->class);
}

/* "G01 set over its maximum", "bus A dead", "load shed"; `bare`: "A dead". */
static void add_name(const struct violation *v, const struct site *site, const char *text, bool bare, char *out, size_t size) {
	const char *id = is_named(v, site) ? site_object_id(site, infos[v->kind].class, (size_t)v->object) : "";
	snprintf(out, size, "%s%s%s%s", bare ? "" : site_bus_word(site, id), id, *id ? " " : "", site_bus_text(site, id, text));
}

/* For narrow places. */
static const char *const brief_words[VIOLATION_KIND_COUNT] = {
	[VIOLATION_IMPORT] = "import", [VIOLATION_FEED_TRIP] = "tripped at", [VIOLATION_EXPORT] = "export", [VIOLATION_SET_OVER] = "over max",
	[VIOLATION_SET_UNDER] = "under min", [VIOLATION_BLOCK] = "block load", [VIOLATION_RAMP] = "ramp", [VIOLATION_HZ] = "frequency",
	[VIOLATION_N1] = "short after loss", [VIOLATION_UNSERVED] = "load shed", [VIOLATION_DEAD] = "dead",
};

static void brief(const struct violation *v, const struct site *site, int64_t now_ms, bool round, bool duration, bool bare, char *out, size_t size) {
	const struct violation_info *info = &infos[v->kind];
	int decimals = violation_decimals(v->kind);
	bool sized = v->kind != VIOLATION_DEAD && isfinite(v->size);
	int64_t end_ms = v->end_ms == TIME_NONE ? now_ms : v->end_ms;
	add_name(v, site, brief_words[v->kind], bare, out, size);
	if (sized)
		add(out, size, " %.*f", decimals, v->size);
	if (sized && v->kind != VIOLATION_FEED_TRIP && isfinite(v->limit) && v->limit != 0)
		add(out, size, "/%.*f", round && nearbyint(v->limit) == v->limit ? 0 : decimals, v->limit);
	if (sized)
		add(out, size, " %s", info->unit);
	if (duration && end_ms > v->start_ms) {
		add(out, size, " ");
		add_duration(out, size, end_ms - v->start_ms);
	}
}

char *violation_brief(const struct violation *v, const struct site *site, int64_t now_ms, int cells, char *out, size_t size) {
	for (int shorter = 0; size > 0 && shorter < 4; shorter++) {
		brief(v, site, now_ms, shorter > 0, shorter < 2, shorter > 2, out, size);
		if ((int)utf8_cells(out) <= cells)
			break;
	}
	return out;
}

char *violation_print(const struct violation *v, const struct site *site, int64_t now_ms, char *out, size_t size) {
	const struct violation_info *info = &infos[v->kind];
	int decimals = violation_decimals(v->kind);
	if (size == 0)
		return out;
	add_name(v, site, info->text, false, out, size);
	if (v->kind != VIOLATION_DEAD && isfinite(v->size))
		add(out, size, " %.*f %s", decimals, v->size, info->unit);
	if (v->kind != VIOLATION_DEAD && v->kind != VIOLATION_FEED_TRIP && isfinite(v->limit) && v->limit != 0)
		add(out, size, " of %.*f", decimals, v->limit);
	int64_t end_ms = v->end_ms == TIME_NONE ? now_ms : v->end_ms;
	if (end_ms > v->start_ms) {
		add(out, size, " for ");
		add_duration(out, size, end_ms - v->start_ms);
	}
	if (v->end_ms == TIME_NONE)
		add(out, size, ", and goes on");
	if (v->baseline)
		add(out, size, ", also without the edits");
	return out;
}

/* Of the others, one after another for each kind and object: the next that may overlap, as its index plus 1; 0: none. */
struct followers {
	size_t first[VIOLATION_KIND_COUNT][SITE_GEN_MAX + 1];
	size_t next[];
};

static size_t *first_of(struct followers *f, const struct violation *v) {
	return &f->first[v->kind][v->object >= 0 && v->object < SITE_GEN_MAX ? (size_t)v->object + 1 : 0];
}

static bool is_over_before(const struct violation *v, int64_t t_ms) {
	return v->end_ms != TIME_NONE && v->end_ms + VIOLATION_AGAIN_MS < t_ms;
}

static double excess(const struct violation *v) {
	double limit = isfinite(v->limit) ? v->limit : 0;
	return fabs(v->size - limit);
}

/* What the others are together that overlap one of that kind and object. */
struct beside { double excess; int64_t lasts_ms; bool any, stands; };

static void beside_take(struct beside *b, const struct violation *other) {
	b->any = true;
	b->excess = isfinite(other->size) && excess(other) > b->excess ? excess(other) : b->excess;
	b->stands = b->stands || other->end_ms == TIME_NONE;
	b->lasts_ms += other->end_ms == TIME_NONE ? 0 : other->end_ms - other->start_ms;
}

static bool is_no_graver(const struct violation *v, const struct beside *b) {
	if (!b->any || (!b->stands && (v->end_ms == TIME_NONE || v->end_ms - v->start_ms > VIOLATION_ALIKE_DURATION * b->lasts_ms + VIOLATION_ALIKE_MS)))
		return false;
	return !isfinite(v->size) || excess(v) <= VIOLATION_ALIKE_EXCESS * b->excess + 1e-9;
}

void violations_compare(struct violation *of, size_t count, const struct violation *others, size_t other_count) {
	struct followers *f = mem_zalloc(1, sizeof *f + other_count * sizeof *f->next);
	for (size_t i = other_count; i-- > 0;) {
		size_t *first = first_of(f, &others[i]);
		f->next[i] = *first;
		*first = i + 1;
	}
	for (size_t i = 0; i < count; i++) {
		size_t *at = first_of(f, &of[i]);
		while (*at && is_over_before(&others[*at - 1], of[i].start_ms))
			*at = f->next[*at - 1];
		struct beside beside = { 0 };
		for (size_t k = *at; k && !is_over_before(&of[i], others[k - 1].start_ms); k = f->next[k - 1])
			if (!is_over_before(&others[k - 1], of[i].start_ms))
				beside_take(&beside, &others[k - 1]);
		of[i].baseline = is_no_graver(&of[i], &beside);
	}
	free(f);
}
