/* Themes by name; see themes.h. */
#include "themes.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bundled.h"
#include "inifile.h"
#include "options.h"
#include "utf8.h"

#define PLACES (1 + BUNDLED_PLACES)
#define THEMES_MAX 200

/* The user's own place; NULL when there is none. A relative XDG_CONFIG_HOME is ignored (XDG Base Directory Specification). */
static char *own_place(void) {
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	if (config && *config == '/')
		return mem_printf("%s/mwtop/themes", config);
	return home && *home == '/' ? mem_printf("%s/.config/mwtop/themes", home) : NULL;
}

static char *place_at(size_t index) {
	return index == 0 ? own_place() : bundled_place_of("themes", index - 1);
}

/* The length of the name without its ending; 0: it has none. */
static size_t stem_length(const char *file) {
	size_t n = strlen(file), ending = strlen(THEME_ENDING);
	return n > ending && !strcmp(file + n - ending, THEME_ENDING) ? n - ending : 0;
}

static bool is_path(const char *name) {
	return strchr(name, '/') || stem_length(name);
}

static const struct theme *built_in(const char *name) {
	return !strcmp(name, theme_none()->name) ? theme_none() : !strcmp(name, theme_default()->name) ? theme_default() : NULL;
}

char *themes_path(const char *name) {
	if (is_path(name))
		return mem_strdup(name);
	for (size_t i = 0; i < PLACES; i++) {
		char *place = place_at(i), *path = place ? mem_printf("%s/%s" THEME_ENDING, place, name) : NULL;
		free(place);
		if (path && access(path, F_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}

/* A file that was named goes by its whole name, one that was found by that without the ending. */
static bool load_file(const char *path, bool found, struct theme *out, struct error *err) {
	struct buf text = { 0 };
	bool ok = inifile_text(path, &text, err) && theme_parse(text.data, path, out, err);
	const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
	if (ok)
		utf8_clean(out->name, sizeof out->name, file, found ? stem_length(file) : strlen(file));
	buf_free(&text);
	return ok;
}

static bool refuse_unknown(const char *name, struct error *err) {
	struct theme_entries all;
	themes_find(&all);
	const char **words = mem_zalloc(all.count + 1, sizeof *words);
	for (size_t i = 0; i < all.count; i++)
		words[i] = all.at[i].name;
	const char *near = word_nearest(name, words);
	error_set(err, "no theme \"%s\"; %s%s%s", name, near ? "did you mean " : "`mwtop theme list` names them, a file has a / in its name or ends in .theme",
	          near ? near : "", near ? "?" : "");
	free(words);
	themes_free(&all);
	return false;
}

bool themes_load(const char *name, struct theme *out, struct error *err) {
	char *path = strcmp(name, theme_none()->name) ? themes_path(name) : NULL;
	bool ok = path && load_file(path, !is_path(name), out, err);
	if (!path) {
		const struct theme *built = built_in(name);
		ok = built || refuse_unknown(name, err);
		if (built)
			*out = *built;
	}
	free(path);
	return ok;
}

/* ---- all of them ---- */

static bool has(const struct theme_entries *e, const char *name) {
	for (size_t i = 0; i < e->count; i++)
		if (!strcmp(e->at[i].name, name))
			return true;
	return false;
}

/* The first with a name is the one that is loaded. */
static void add(struct theme_entries *e, const char *name, size_t length, char *path, bool own) {
	struct theme_entry *n = &e->at[e->count];
	utf8_clean(n->name, sizeof n->name, name, length);
	if (length >= sizeof n->name || has(e, n->name)) {
		free(path);
		return;
	}
	n->path = path;
	n->own = own;
	e->count++;
}

static void add_place(struct theme_entries *e, const char *place, bool own) {
	DIR *d = opendir(place);
	for (struct dirent *f; d && (f = readdir(d)) && e->count < THEMES_MAX;) {
		size_t stem = stem_length(f->d_name);
		if (stem && f->d_name[0] != '.' && strncmp(f->d_name, "none.", 5))
			add(e, f->d_name, stem, mem_printf("%s/%s", place, f->d_name), own);
	}
	if (d)
		closedir(d);
}

/* isa-grey, the others, none. */
static int rank(const struct theme_entry *e) {
	return !strcmp(e->name, theme_default()->name) ? 0 : !strcmp(e->name, theme_none()->name) ? 2 : 1;
}

static int by_rank(const void *a, const void *b) {
	int x = rank(a), y = rank(b);
	return x != y ? x - y : strcmp(((const struct theme_entry *)a)->name, ((const struct theme_entry *)b)->name);
}

void themes_find(struct theme_entries *out) {
	*out = (struct theme_entries){ .at = mem_zalloc(THEMES_MAX + 2, sizeof *out->at) };
	for (size_t i = 0; i < PLACES; i++) {
		char *place = place_at(i);
		if (place)
			add_place(out, place, i == 0);
		free(place);
	}
	add(out, theme_default()->name, strlen(theme_default()->name), NULL, false);
	add(out, theme_none()->name, strlen(theme_none()->name), NULL, false);
	qsort(out->at, out->count, sizeof *out->at, by_rank);
}

void themes_free(struct theme_entries *entries) {
	for (size_t i = 0; i < entries->count; i++)
		free(entries->at[i].path);
	free(entries->at);
	*entries = (struct theme_entries){ 0 };
}

size_t themes_list(const struct theme *current, struct theme_list *list) {
	struct theme_entries all;
	size_t at = 0;
	struct error err;
	themes_find(&all);
	*list = (struct theme_list){ .at = mem_zalloc(all.count + 1, sizeof *list->at), .count = 1 };
	list->at[0] = *current;
	for (size_t i = 0; i < all.count; i++) {
		struct theme *t = &list->at[list->count];
		if (!themes_load(all.at[i].name, t, &err))
			continue;
		if (!strcmp(t->name, current->name) && !memcmp(t->style, current->style, sizeof t->style))
			at = list->count;
		list->count++;
	}
	themes_free(&all);
	if (at == 0)
		return 0;
	memmove(list->at, list->at + 1, --list->count * sizeof *list->at);
	return at - 1;
}
