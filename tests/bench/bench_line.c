/* The reader of lines against cJSON: every line of one recording, in memory, on one core, to the same values (which are compared).
 * usage: bench_line [FILE.ndjson]; without a file, frames of 14 sets whose readings move as real ones do. Exit 1 when a value
 * differs or the template is less than ten times as fast as cJSON. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench_parts.h"
#include "line_value.h"

#define FRAMES 20000
#define ROUNDS 5
#define RATIO_LEAST 10

static void make_lines(struct buf *out) {
	struct site *site = make_site();
	struct random r;
	struct frame f;
	random_seed(&r, 1, 0);
	frame_init(&f);
	line_write_site(out, site);
	for (int64_t n = 0; n < FRAMES; n++) {
		frame_reset(&f, site, INT64_C(1721606400000) + 1000 * n);
		frame_set(&f, M_BUS_HZ, 0, around(&r, 60, 0.01));
		frame_set(&f, M_BUS_KV, 0, around(&r, 13.78, 0.01));
		frame_set(&f, M_FEED_MW, 0, around(&r, 7.8, 0.05));
		frame_set(&f, M_FEED_LIMIT_MW, 0, 8);
		frame_set(&f, M_FEED_BREAKER, 0, BREAKER_CLOSED);
		for (size_t i = 0; i < SETS; i++)
			move_set(&f, i, &r);
		frame_set(&f, M_GPU_ONLINE, 0, 32000);
		frame_set(&f, M_GPU_READY, 0, 32000);
		frame_set(&f, M_GPU_MW, 0, around(&r, 30.5, 0.05));
		frame_set(&f, M_GPU_CAP_W, 0, 402);
		line_write_frame(out, &f);
	}
	frame_free(&f);
	site_free(site);
}

static bool load_file(struct buf *out, const char *path) {
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return false;
	for (size_t got = 1; got > 0; out->len += got)
		got = fread(buf_reserve(out, 1 << 20), 1, 1 << 20, file);
	fclose(file);
	return true;
}

/* The end of the line at `at`. */
static const char *line_end(const char *at, const char *end) {
	const char *newline = memchr(at, '\n', (size_t)(end - at));
	return newline != NULL ? newline : end;
}

static void take_member(struct frame *f, enum metric_class class, size_t object, const cJSON *item) {
	enum metric_id id = metric_find(class, item->string, strlen(item->string));
	if (id == METRIC_COUNT)
		return;
	double value = item->valuedouble;
	if (cJSON_IsString(item))
		value = word_find(metric_at(id)->words, item->valuestring, strlen(item->valuestring));
	if (cJSON_IsString(item) ? value >= 0 : cJSON_IsNumber(item) && line_value_number(metric_at(id), &value) == QUALITY_GOOD)
		frame_set(f, id, object, value);
}

static void take_arrays(struct frame *f, const cJSON *list) {
	const cJSON *item;
	size_t i = 0;
	cJSON_ArrayForEach(item, list) {
		if (i < f->site->array_count && cJSON_IsNumber(item))
			frame_set(f, M_ARRAY_ONLINE, i, item->valuedouble);
		i++;
	}
}

/* What a straightforward reader does with the tree. */
static void take_tree(struct frame *f, const struct site *site, const cJSON *tree) {
	const cJSON *group, *object, *item;
	int64_t t_ms = TIME_NONE;
	const cJSON *t = cJSON_GetObjectItemCaseSensitive(tree, "t");
	if (cJSON_IsString(t))
		time_parse_iso(t->valuestring, strlen(t->valuestring), &t_ms);
	frame_reset(f, site, t_ms);
	cJSON_ArrayForEach(group, tree) {
		int class = word_find(metric_class_words, group->string, strlen(group->string));
		if (class < 0)
			continue;
		cJSON_ArrayForEach(object, group) {
			int index = class == CLASS_GPU || class == CLASS_AUX ? -1 : site_find(site, (enum metric_class)class, object->string, strlen(object->string));
			if (class == CLASS_GPU && strcmp(object->string, "arrays") == 0)
				take_arrays(f, object);
			else if (class == CLASS_GPU || class == CLASS_AUX)
				take_member(f, (enum metric_class)class, 0, object);
			else if (index >= 0)
				cJSON_ArrayForEach(item, object)
					take_member(f, (enum metric_class)class, (size_t)index, item);
		}
	}
	frame_apply_rules(f);
}

enum way { WAY_TEMPLATE, WAY_GENERAL, WAY_CJSON_VALUES, WAY_CJSON_TREE, WAY_COUNT };
static const char *const way_names[WAY_COUNT] = { "template", "general reader", "cJSON, to values", "cJSON, tree only" };

static double run(enum way way, const struct buf *text, uint64_t *fast) {
	struct line_reader *r = line_reader_new();
	struct frame f;
	struct event event;
	struct error err;
	uint64_t general;
	frame_init(&f);
	line_reader_general_only(r, way != WAY_TEMPLATE);
	double begin = now_s();
	const char *end = text->data + text->len;
	for (const char *at = text->data, *next; at < end; at = next + 1) {
		next = line_end(at, end);
		size_t length = (size_t)(next - at);
		if (way < WAY_CJSON_VALUES || line_is_site(at, length)) {
			line_read(r, at, length, &f, &event, NULL, &err);
			continue;
		}
		cJSON *tree = cJSON_ParseWithLength(at, length);
		if (way == WAY_CJSON_VALUES)
			take_tree(&f, line_reader_site(r), tree);
		cJSON_Delete(tree);
	}
	double took = now_s() - begin;
	line_reader_counts(r, fast, &general);
	frame_free(&f);
	line_reader_free(r);
	return took;
}

/* Good values of both readers that differ. */
static size_t compare(const struct buf *text) {
	struct line_reader *r = line_reader_new();
	struct frame mine, tree_frame;
	struct error err;
	struct event event;
	size_t wrong = 0;
	frame_init(&mine);
	frame_init(&tree_frame);
	const char *end = text->data + text->len;
	for (const char *at = text->data, *next; at < end; at = next + 1) {
		next = line_end(at, end);
		if (line_read(r, at, (size_t)(next - at), &mine, &event, NULL, &err) != LINE_FRAME)
			continue;
		cJSON *tree = cJSON_ParseWithLength(at, (size_t)(next - at));
		take_tree(&tree_frame, mine.site, tree);
		cJSON_Delete(tree);
		wrong += mine.t_ms != tree_frame.t_ms;
		for (size_t c = 0; c < mine.count; c++)
			wrong += mine.quality[c] == QUALITY_GOOD && memcmp(&mine.value[c], &tree_frame.value[c], sizeof mine.value[c]) != 0;
	}
	frame_free(&mine);
	frame_free(&tree_frame);
	line_reader_free(r);
	return wrong;
}

int main(int argc, char **argv) {
	struct buf text = { 0 };
	double best[WAY_COUNT];
	uint64_t fast = 0, unused;
	if (argc > 1 ? !load_file(&text, argv[1]) : (make_lines(&text), false)) {
		fprintf(stderr, "bench_line: cannot read %s\n", argv[1]);
		return 2;
	}
	for (int round = 0; round < ROUNDS; round++)
		for (enum way way = 0; way < WAY_COUNT; way++) {
			double took = run(way, &text, way == WAY_TEMPLATE ? &fast : &unused);
			best[way] = round == 0 || took < best[way] ? took : best[way];
		}
	size_t lines = 0;
	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] == '\n';
	printf("%zu lines of %zu bytes, %llu by the template\n", lines, text.len / (lines ? lines : 1), (unsigned long long)fast);
	for (enum way way = 0; way < WAY_COUNT; way++)
		printf("%-18s %7.3f GB/s  %8.0f ns a line  %6.1f x cJSON to values\n", way_names[way], (double)text.len / best[way] / 1e9,
		       best[way] / (double)lines * 1e9, best[WAY_CJSON_VALUES] / best[way]);
	size_t wrong = compare(&text);
	double ratio = best[WAY_CJSON_TREE] / best[WAY_TEMPLATE];
	printf("values that differ: %zu; template over cJSON's bare tree: %.1f\n", wrong, ratio);
	buf_free(&text);
	return wrong > 0 || ratio < RATIO_LEAST;
}
