/* Rows of the zoomed Generators panel: which sets, in which order. Always true: an order is stable, a set keeps its place among equals; what is
 * not known stands last in every order of numbers, so that silence never reads as the least or the most; the selected set is one of the site, not
 * one of the rows. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel_alarms_list.h"
#include "panel_generators_parts.h"
#include "panel_generators_table.h"
#include "panel_whatif.h"

const struct frame *generators_frame(const struct world *w, const struct view *v) {
	return whatif_is_on(w) && v->show != WHATIF_BASELINE && w->whatif->frame ? w->whatif->frame : w->frame;
}

/* What is out stands first, then what is on its way, then what carries load, what rests; silence stands with what is out. */
static double state_rank(const struct frame *f, size_t set) {
	static const int ranks[GEN_STATE_COUNT] = {
		[GEN_TRIPPED] = 9, [GEN_LOCKOUT] = 8, [GEN_STARTING] = 6, [GEN_SYNCHRONISING] = 5, [GEN_RUNNING] = 5, [GEN_UNLOADING] = 4, [GEN_COOLING] = 3,
		[GEN_LOADED] = 2, [GEN_STOPPED] = 1, [GEN_OUT_OF_SERVICE] = 0,
	};
	struct reading state = frame_get(f, M_GEN_STATE, set);
	return generators_word(M_GEN_STATE, &state) ? ranks[(int)state.value] : 7;
}

/* The gravest of its active alarms; one that is out without any comes after those that have one; NaN: nothing is the matter. */
static double alarm_rank(const struct world *w, const struct frame *f, size_t set) {
	double rank = NAN;
	int state = frame_label(f, M_GEN_STATE, set);
	for (size_t i = 0; i < w->active_count; i++)
		if (!strcmp(w->active[i]->src, w->site->gen[set].id))
			rank = fmax(rank, 1 + (double)w->active[i]->priority);
	return isnan(rank) && (state == GEN_TRIPPED || state == GEN_LOCKOUT) ? 0 : rank;
}

/* What an order goes by, the most first; NaN: not known. */
static double key_of(const struct world *w, const struct frame *f, enum gen_sort sort, size_t set) {
	const struct gen_column *column = generators_column_of(sort);
	if (sort == GEN_SORT_SITE)
		return -(double)set;
	if (!f)
		return NAN;
	if (sort == GEN_SORT_STATE)
		return state_rank(f, set);
	if (sort == GEN_SORT_ALARM)
		return alarm_rank(w, f, set);
	if (!column)
		return NAN;
	struct reading reading = generators_read(column, f, set);
	return reading.quality == QUALITY_GOOD || reading.quality == QUALITY_STALE ? reading.value : NAN;
}

struct keyed { double key; size_t set; };

/* Both ways round equal ones stand as on the site, and what is not known stands last. */
static int compare(const struct keyed *a, const struct keyed *b, bool reverse) {
	if (isnan(a->key) || isnan(b->key)) {
		if (!isnan(a->key) || !isnan(b->key))
			return isnan(a->key) ? 1 : -1;
	} else if (a->key != b->key) {
		return (a->key < b->key) != reverse ? 1 : -1;
	}
	return (a->set > b->set) - (a->set < b->set);
}
static int most_first(const void *a, const void *b) { return compare(a, b, false); }
static int least_first(const void *a, const void *b) { return compare(a, b, true); }

/* Of the state alone it is said that there is no data: many a site reports no mode. */
static const char *label(const struct frame *f, enum metric_id id, size_t set) {
	struct reading reading = frame_get(f, id, set);
	const char *word = generators_word(id, &reading);
	return word ? word : reading.quality == QUALITY_BAD ? "bad" : id == M_GEN_STATE ? "no data" : "";
}

#define TEXTS_MAX 24
static bool wanted(const struct world *w, const struct frame *f, const char *filter, size_t set) {
	const struct site_gen *gen = &w->site->gen[set];
	const char *texts[TEXTS_MAX] = { gen->id };
	size_t count = 1;
	if (!*filter)
		return true;
	if (f) {
		static const enum metric_id labels[] = { M_GEN_STATE, M_GEN_MODE, M_GEN_BREAKER, M_GEN_CTL };
		for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
			texts[count++] = label(f, labels[i], set);
		texts[count++] = frame_get(f, M_GEN_KW, set).quality == QUALITY_STALE ? "stale" : "";
	}
	bool any = false;
	for (size_t i = 0; i < w->active_count && count + 2 < TEXTS_MAX; i++)
		if (!strcmp(w->active[i]->src, gen->id)) {
			texts[count++] = w->active[i]->text;
			texts[count++] = priority_words[w->active[i]->priority];
			any = true;
		}
	texts[count++] = any ? "alarm" : "";
	return alarms_filter_holds(filter, texts, count);
}

size_t *generators_rows(const struct world *w, const struct view *v, size_t *count) {
	size_t total = w->site ? w->site->gen_count : 0, n = 0;
	const struct frame *f = generators_frame(w, v);
	struct keyed *keyed = mem_zalloc(total + 1, sizeof *keyed);
	size_t *rows = mem_zalloc(total + 1, sizeof *rows);
	for (size_t i = 0; i < total; i++)
		if (wanted(w, f, v->gen_filter, i))
			keyed[n++] = (struct keyed){ key_of(w, f, v->gen_sort, i), i };
	qsort(keyed, n, sizeof *keyed, v->gen_sort_reverse ? least_first : most_first);
	for (size_t i = 0; i < n; i++)
		rows[i] = keyed[i].set;
	free(keyed);
	*count = n;
	return rows;
}

int generators_row_find(const size_t *rows, size_t count, int set) {
	for (size_t i = 0; i < count; i++)
		if (set >= 0 && rows[i] == (size_t)set)
			return (int)i;
	return -1;
}

int generators_first(int wanted_first, int selected, int count, int page) {
	int most = count > page ? count - page : 0, first = wanted_first;
	if (selected >= 0 && selected < first)
		first = selected;
	if (selected >= 0 && selected >= first + page)
		first = selected - page + 1;
	return first < 0 ? 0 : first > most ? most : first;
}

int generators_table_page(const struct world *w, int inside_h) {
	int page = inside_h - 1 - (whatif_is_on(w) ? 1 : 0);
	return page > 1 ? page : 1;
}

void generators_order_words(char *out, size_t size, const struct world *w, const struct view *v, int inside_h) {
	size_t count, total = w->site->gen_count, n;
	size_t *rows = generators_rows(w, v, &count);
	int page = generators_table_page(w, inside_h), selected = generators_row_find(rows, count, v->selected_gen);
	int first = generators_first(v->gen_row, selected, (int)count, page), last = first + page < (int)count ? first + page : (int)count;
	bool known = (unsigned)v->gen_sort < GEN_SORT_COUNT;
	free(rows);
	n = (size_t)snprintf(out, size, "  by %s%s", gen_sort_words[known ? v->gen_sort : GEN_SORT_SITE], v->gen_sort_reverse ? " reversed" : "");
	if (*v->gen_filter && n < size)
		n += (size_t)snprintf(out + n, size - n, " only \"%s\"", v->gen_filter);
	if ((int)count > page && n < size)
		n += (size_t)snprintf(out + n, size - n, " %d-%d of %zu%s%s", first + 1, last, count, first > 0 ? " \u2191" : "", last < (int)count ? " \u2193" : "");
	if (count < total && (int)count <= page && n < size)
		snprintf(out + n, size - n, " %zu of %zu", count, total);
}
