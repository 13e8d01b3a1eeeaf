/* Opening, jumping and scanning: a recording of 1 MB against one of 1 GB, plain and in zstd frames.
 * Recordings: $MWTOP_BENCH_BIG (a plain .ndjson of about 1 GB, as `mwtop sim` makes it), or made here once below
 * $MWTOP_BUILD/bench-data. Exit 1 when a bound of the issue is missed: the first frame of the large one no later than 1.5 times that
 * of the small one, a jump under 2 ms, the scan ten times as fast as cJSON for each line with the same values, anonymous memory
 * under 64 MB. */
#include <cjson/cJSON.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/bench_parts.h"
#include "source.h"

#define START INT64_C(1721606400000)
#define BIG_FRAMES (7 * 86400)
#define SMALL_FRAMES 600
#define SAMPLE_BYTES (32u << 20)
#define OPENINGS 200
#define JUMPS 1000
#define ROUNDS 3
#define OPEN_RATIO_MOST 1.5
#define JUMP_MS_MOST 2.0
#define SCAN_RATIO_LEAST 10.0
#define MEMORY_MB_MOST 64.0

static void die(const char *what) {
	fprintf(stderr, "bench_open: %s\n", what);
	exit(2);
}

/* ---- the recordings ---- */

static void move_frame(struct frame *f, struct random *r) {
	frame_set(f, M_BUS_HZ, 0, around(r, 60, 0.01));
	frame_set(f, M_BUS_KV, 0, around(r, 13.78, 0.01));
	frame_set(f, M_FEED_MW, 0, around(r, 7.8, 0.05));
	frame_set(f, M_FEED_LIMIT_MW, 0, 8);
	frame_set(f, M_FEED_KV, 0, 13.78);
	frame_set(f, M_FEED_BREAKER, 0, BREAKER_CLOSED);
	for (size_t i = 0; i < SETS; i++) {
		move_set(f, i, r);
		frame_set(f, M_GEN_EXH_SPREAD_C, i, around(r, 21, 1));
		frame_set(f, M_GEN_RUN_H, i, 1234.5);
	}
	frame_set(f, M_GPU_ONLINE, 0, 32000);
	frame_set(f, M_GPU_READY, 0, 32000);
	frame_set(f, M_GPU_MW, 0, around(r, 30.5, 0.05));
	frame_set(f, M_GPU_CAP_W, 0, 402);
}

/* Makes the recording if it is not there. */
static void make_recording(const char *path, int frames) {
	struct error err;
	struct random r;
	struct frame f;
	struct buf line = { 0 };
	if (access(path, R_OK) == 0)
		return;
	struct recording_writer *w = recording_create(path, &err);
	if (!w)
		die(err.text);
	struct site *site = make_site();
	random_seed(&r, 1, 0);
	frame_init(&f);
	line_write_site(&line, site);
	for (int i = 0; i <= frames; i++) {
		if (!recording_write(w, line.data, line.len, &err))
			die(err.text);
		buf_clear(&line);
		frame_reset(&f, site, START + 1000 * (int64_t)i);
		move_frame(&f, &r);
		line_write_frame(&line, &f);
	}
	if (!recording_close(w, &err))
		die(err.text);
	buf_free(&line);
	frame_free(&f);
	site_free(site);
}

/* The same lines in zstd frames. */
static void pack_recording(const char *plain, const char *packed) {
	struct error err;
	struct scan_line line;
	if (access(packed, R_OK) == 0)
		return;
	struct source *s = source_open(plain, &err);
	struct recording_writer *w = s ? recording_create(packed, &err) : NULL;
	if (!w)
		die(err.text);
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	while (source_scan_next(scan, &line))
		if (line.text && (!recording_write(w, line.text, line.length, &err) || !recording_write(w, "\n", 1, &err)))
			die(err.text);
	source_scan_close(scan);
	source_close(s);
	if (!recording_close(w, &err))
		die(err.text);
}

/* ---- measuring ---- */

static int by_size(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double quantile(double *times, size_t count, double share) {
	qsort(times, count, sizeof *times, by_size);
	return times[(size_t)(share * (double)(count - 1))];
}

static struct source *must_open(const char *path) {
	struct error err;
	struct source *s = source_open(path, &err);
	if (!s)
		die(err.text);
	return s;
}

/* Seconds to open it and read its first frame, the median of many. */
static double measure_open(const char *path) {
	double times[OPENINGS];
	struct frame f;
	int64_t first, last;
	frame_init(&f);
	for (int i = 0; i < OPENINGS; i++) {
		double begin = now_s();
		struct source *s = must_open(path);
		if (!source_range(s, &first, &last) || !source_frame_before(s, first, &f))
			die("no frame");
		times[i] = now_s() - begin;
		source_close(s);
	}
	frame_free(&f);
	return quantile(times, OPENINGS, 0.5);
}

/* Milliseconds of jumps to random times: median and 99 %. */
static void measure_jumps(const char *path, double *median, double *most) {
	double times[JUMPS];
	struct source *s = must_open(path);
	struct frame f;
	struct random r;
	int64_t first, last;
	frame_init(&f);
	random_seed(&r, 2, 0);
	source_range(s, &first, &last);
	for (int i = 0; i < JUMPS; i++) {
		int64_t t_ms = first + (int64_t)(random_uniform(&r) * (double)(last - first));
		double begin = now_s();
		if (!source_frame_before(s, t_ms, &f) || f.t_ms > t_ms || f.t_ms < t_ms - 2000)
			die("a jump led to another time");
		times[i] = 1000 * (now_s() - begin);
	}
	frame_free(&f);
	source_close(s);
	*median = quantile(times, JUMPS, 0.5);
	*most = quantile(times, JUMPS, 0.99);
}

/* Seconds for every line up to `bytes` of text; *bytes gets what was read. */
static double measure_scan(const char *path, size_t *bytes) {
	struct source *s = must_open(path);
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	struct scan_line line;
	size_t stop = *bytes;
	double begin = now_s(), sum = 0;
	*bytes = 0;
	while (*bytes < stop && source_scan_next(scan, &line)) {
		*bytes += line.length + 1;
		if (line.kind == LINE_FRAME)
			sum += frame_get(line.frame, M_GEN_KW, 0).value;
	}
	double took = now_s() - begin;
	source_scan_close(scan);
	source_close(s);
	return sum > 0 ? took : 0;
}

static double member(const cJSON *tree, const char *class, const char *object, const char *key) {
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(tree, class);
	item = cJSON_GetObjectItemCaseSensitive(item, object);
	item = cJSON_GetObjectItemCaseSensitive(item, key);
	return cJSON_IsNumber(item) ? item->valuedouble : NAN;
}

/* The same bytes as a plain program reads them: getline, and cJSON's tree of each line. Seconds. */
static double measure_cjson(const char *path, size_t bytes) {
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t room = 0, done = 0, trees = 0;
	double begin = now_s();
	for (ssize_t length; f && done < bytes && (length = getline(&line, &room, f)) > 0; done += (size_t)length) {
		cJSON *tree = cJSON_ParseWithLength(line, (size_t)length);
		trees += tree != NULL;
		cJSON_Delete(tree);
	}
	double took = now_s() - begin;
	free(line);
	if (!f || trees == 0)
		die("cJSON read nothing");
	fclose(f);
	return took;
}

/* Values of the sample that a scan reads otherwise than cJSON. */
static size_t compare_cjson(const char *path, size_t bytes) {
	struct source *s = must_open(path);
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	struct scan_line line;
	size_t wrong = 0;
	for (size_t done = 0; done < bytes && source_scan_next(scan, &line); done += line.length + 1) {
		cJSON *tree = cJSON_ParseWithLength(line.text, line.length);
		for (size_t i = 0; line.kind == LINE_FRAME && i < line.site->gen_count; i++) {
			const char *id = line.site->gen[i].id;
			struct reading kw = frame_get(line.frame, M_GEN_KW, i), coolant = frame_get(line.frame, M_GEN_COOLANT_C, i);
			wrong += kw.quality == QUALITY_GOOD && !(kw.value == member(tree, "gen", id, "kw"));
			wrong += coolant.quality == QUALITY_GOOD && !(coolant.value == member(tree, "gen", id, "coolant_c"));
		}
		cJSON_Delete(tree);
	}
	source_scan_close(scan);
	source_close(s);
	return wrong;
}

/* Anonymous memory of this process while a source of that file is open, jumped in and scanned. */
static double measure_memory(const char *path) {
	struct source *s = must_open(path);
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	struct scan_line line;
	struct frame f;
	char text[200];
	double kb = 0;
	frame_init(&f);
	for (int i = 0; i < 100000 && source_scan_next(scan, &line); i++)
		if (i % 1000 == 0)
			source_frame_before(s, START + 6000 * (int64_t)i, &f);
	FILE *status = fopen("/proc/self/status", "r");
	while (status && fgets(text, sizeof text, status))
		if (strncmp(text, "RssAnon:", 8) == 0)
			kb = strtod(text + 8, NULL);
	if (status)
		fclose(status);
	frame_free(&f);
	source_scan_close(scan);
	source_close(s);
	return kb / 1000;
}

static double megabytes(const char *path) {
	struct stat info;
	return stat(path, &info) == 0 ? (double)info.st_size / 1e6 : 0;
}

static bool judge(const char *what, bool fine) {
	if (!fine)
		printf("MISSED: %s\n", what);
	return fine;
}

int main(void) {
	const char *build = getenv("MWTOP_BUILD"), *given = getenv("MWTOP_BENCH_BIG");
	char *dir = mem_printf("%s/bench-data", build ? build : "build");
	char *small = mem_printf("%s/small.ndjson", dir), *made = mem_printf("%s/big.ndjson", dir);
	char *small_packed = mem_printf("%s.zst", small);
	const char *big = given ? given : made;
	char *big_packed = mem_printf("%s/%s.zst", dir, given ? "given.ndjson" : "big.ndjson");
	mkdir(dir, 0777);
	make_recording(small, SMALL_FRAMES);
	if (!given)
		make_recording(made, BIG_FRAMES);
	pack_recording(small, small_packed);
	pack_recording(big, big_packed);
	bool fine = true;
	const char *paths[2][2] = { { small, big }, { small_packed, big_packed } };
	for (int z = 0; z < 2; z++) {
		double low = measure_open(paths[z][0]), high = measure_open(paths[z][1]), median, most;
		printf("%-5s open and first frame: %.0f us of %.1f MB, %.0f us of %.0f MB, ratio %.2f\n", z ? "zst" : "plain", low * 1e6,
		       megabytes(paths[z][0]), high * 1e6, megabytes(paths[z][1]), high / low);
		measure_jumps(paths[z][1], &median, &most);
		for (int round = 1; round < ROUNDS; round++) { /* the best of them: others use this machine too */
			double other_median, other_most;
			measure_jumps(paths[z][1], &other_median, &other_most);
			median = other_median < median ? other_median : median;
			most = other_most < most ? other_most : most;
		}
		printf("%-5s jump: median %.3f ms, 99 %% %.3f ms\n", z ? "zst" : "plain", median, most);
		fine &= judge("opening", high / low <= OPEN_RATIO_MOST);
		fine &= judge("jumping", most < JUMP_MS_MOST);
	}
	for (int z = 0; z < 2; z++) {
		size_t bytes = SIZE_MAX;
		double took = measure_scan(paths[z][1], &bytes);
		printf("%-5s scan of all: %.2f s, %.2f GB/s\n", z ? "zst" : "plain", took, (double)bytes / took / 1e9);
	}
	size_t sample = SAMPLE_BYTES, wrong = compare_cjson(big, SAMPLE_BYTES);
	measure_scan(big, &sample);
	double scan = 1e9, tree = 1e9;
	for (int round = 0; round < ROUNDS; round++) {
		double one = measure_scan(big, &sample), other = measure_cjson(big, sample);
		scan = one < scan ? one : scan;
		tree = other < tree ? other : tree;
	}
	printf("scan of a sample against getline and cJSON's bare tree: %.2f and %.2f GB/s, ratio %.1f; values that differ: %zu\n",
	       (double)sample / scan / 1e9, (double)sample / tree / 1e9, tree / scan, wrong);
	double memory = measure_memory(big), memory_packed = measure_memory(big_packed);
	printf("anonymous memory: %.1f MB plain, %.1f MB zst\n", memory, memory_packed);
	fine &= judge("scanning", tree / scan >= SCAN_RATIO_LEAST && wrong == 0);
	fine &= judge("memory", memory < MEMORY_MB_MOST && memory_packed < MEMORY_MB_MOST);
	free(dir), free(small), free(made), free(small_packed), free(big_packed);
	return !fine;
}
