/* Looking for recordings; see recordings.h. Nothing is opened. */
#include "recordings.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "bundled.h"

#define RECORDINGS_MAX 1000

static bool is_recording(const char *name) {
	size_t n = strlen(name);
	return (n > 7 && !strcmp(name + n - 7, ".ndjson")) || (n > 11 && !strcmp(name + n - 11, ".ndjson.zst"));
}

static bool has(const struct recordings *r, const char *name) {
	for (size_t i = 0; i < r->count; i++)
		if (!strcmp(r->at[i].name, name))
			return true;
	return false;
}

static bool is_scenario(const char *name) {
	size_t n = strlen(name);
	return n > 9 && !strcmp(name + n - 9, ".scenario");
}

/* Bundled recordings go by their bare name, own ones by their path; the first place that has a name is the one that is opened. */
static void look_in(struct recordings *r, const char *directory, bool bundled, bool (*wanted)(const char *name)) {
	DIR *d = opendir(directory);
	for (struct dirent *e; d && (e = readdir(d)) && r->count < RECORDINGS_MAX;) {
		if (!wanted(e->d_name))
			continue;
		char *name = bundled ? mem_strndup(e->d_name, strcspn(e->d_name, ".")) : mem_strdup(e->d_name);
		if (bundled && has(r, name))
			free(name);
		else
			r->at[r->count++] = (struct recording_entry){ name, mem_printf("%s/%s", directory, e->d_name), bundled };
	}
	if (d)
		closedir(d);
}

static int by_name(const void *a, const void *b) {
	return strcmp(((const struct recording_entry *)a)->name, ((const struct recording_entry *)b)->name);
}

void recordings_find(struct recordings *out) {
	out->count = 0;
	out->at = mem_zalloc(RECORDINGS_MAX, sizeof *out->at);
	for (size_t i = 0; i < BUNDLED_PLACES; i++) {
		char *place = bundled_place(i);
		if (place)
			look_in(out, place, true, is_recording);
		free(place);
	}
	look_in(out, ".", false, is_recording);
	qsort(out->at, out->count, sizeof *out->at, by_name);
}

void scenario_files_find(struct recordings *out) {
	out->count = 0;
	out->at = mem_zalloc(RECORDINGS_MAX, sizeof *out->at);
	look_in(out, ".", false, is_scenario);
	qsort(out->at, out->count, sizeof *out->at, by_name);
}

void recordings_free(struct recordings *r) {
	for (size_t i = 0; i < r->count; i++) {
		free(r->at[i].name);
		free(r->at[i].path);
	}
	free(r->at);
	r->at = NULL;
	r->count = 0;
}
