/* Reading a script: the head (site, seed, times), then statements in any order of time. Entries are sorted when all are read; those of
 * one time keep the order of their lines. */
#include "script.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "line.h"
#include "script_lines.h"

#define SCRIPT_BYTES_MAX (4u << 20)

struct reading_state {
	struct script *s;
	const char *path;
	const struct sim_options *options;
	bool from_given, to_given, statements;
	int64_t settle_ms;
};

static bool read_file(const char *path, struct buf *out, struct error *err) {
	FILE *f = fopen(path, "rb");
	if (!f)
		return error_set(err, "%s: %s", path, strerror(errno));
	size_t got = 0;
	do {
		char *into = buf_reserve(out, 65536);
		got = fread(into, 1, 65536, f);
		out->len += got;
		into[got] = '\0';
	} while (got > 0 && out->len <= SCRIPT_BYTES_MAX);
	bool bad = ferror(f) != 0;
	fclose(f);
	if (bad)
		return error_set(err, "%s: cannot be read", path);
	if (out->len > SCRIPT_BYTES_MAX)
		return error_set(err, "%s: longer than 4 MiB", path);
	return true;
}

/* DIR of the script + name, unless the name is absolute. */
static char *beside(const char *script, const char *name) {
	const char *slash = strrchr(script, '/');
	if (name[0] == '/' || !slash)
		return mem_strdup(name);
	return mem_printf("%.*s/%s", (int)(slash - script), script, name);
}

static bool read_site(struct reading_state *r, struct words *w, struct error *err) {
	char name[256];
	struct buf text = { 0 };
	words_rest(w, name, sizeof name);
	if (!name[0])
		return words_error(w, err, "site needs the name of a file");
	if (r->s->site)
		return words_error(w, err, "there is one site");
	char *path = beside(r->path, name);
	bool fine = read_file(path, &text, err);
	if (fine) {
		r->s->site = line_parse_site(text.data ? text.data : "", text.len, err);
		fine = r->s->site || error_prefix(err, "%s", path);
	}
	free(path);
	buf_free(&text);
	return fine;
}

static struct time_context context_of(const struct reading_state *r) {
	const struct site *site = r->s->site;
	return (struct time_context){
		.tz = site->tz, .cursor_ms = r->s->from_ms, .minus_ms = r->s->to_ms, .plus_ms = r->s->from_ms,
		.training_ms = site->training.present ? site->training.start_ms : TIME_NONE,
	};
}

static bool read_time(struct reading_state *r, struct words *w, const char *instead, int64_t *t_ms, struct error *err) {
	struct time_context context = context_of(r);
	struct words given;
	if (r->statements)
		return words_error(w, err, "from and to come before the first edit");
	if (!words_time(w, &context, t_ms, err) || !words_end(w, err))
		return false;
	if (!instead)
		return true;
	words_begin(&given, instead);
	return (words_time(&given, &context, t_ms, err) && words_end(&given, err)) || error_prefix(err, "\"%s\"", instead);
}

static bool read_from(struct reading_state *r, struct words *w, struct error *err) {
	struct words as_written = *w;
	if (!read_time(r, &as_written, NULL, &r->s->script_from_ms, err))
		return false;
	r->s->from_ms = r->s->script_from_ms;
	if (!read_time(r, w, r->options->from, &r->s->from_ms, err))
		return false;
	r->from_given = true;
	return true;
}

static bool read_to(struct reading_state *r, struct words *w, struct error *err) {
	r->to_given = read_time(r, w, r->options->to, &r->s->to_ms, err);
	return r->to_given;
}

static bool read_seed(struct reading_state *r, struct words *w, struct error *err) {
	words_next(w);
	char *end;
	uint64_t seed = strtoull(w->word, &end, 10);
	if (!w->word[0] || *end || w->word[0] == '-')
		return words_error(w, err, "seed is a whole number, found \"%s\"", w->word);
	if (!r->options->seed_given)
		r->s->seed = seed;
	return words_end(w, err);
}

static bool read_settle(struct reading_state *r, struct words *w, struct error *err) {
	if (!words_duration(w, "settle", &r->settle_ms, err))
		return false;
	if (r->settle_ms > 86400000)
		return words_error(w, err, "settle is at most a day");
	return words_end(w, err);
}

static bool read_period(struct reading_state *r, struct words *w, struct error *err) {
	int64_t period_ms;
	if (!words_duration(w, "period", &period_ms, err))
		return false;
	if (period_ms < 50 || period_ms > 60000)
		return words_error(w, err, "a period is 50ms to 60s");
	if (!words_end(w, err))
		return false;
	r->s->site->period_s = (double)period_ms / 1000;
	return true;
}

static bool read_about(struct reading_state *r, struct words *w, struct error *err) {
	(void)err;
	words_rest(w, r->s->about, sizeof r->s->about);
	return true;
}

static bool read_omit(struct reading_state *r, struct words *w, struct error *err) {
	while (words_next(w)) {
		const char *dot = strchr(w->word, '.');
		int class = -1;
		for (int c = 0; dot && c < CLASS_COUNT; c++)
			if (strlen(metric_class_words[c]) == (size_t)(dot - w->word) && strncmp(metric_class_words[c], w->word, (size_t)(dot - w->word)) == 0)
				class = c;
		enum metric_id id = class < 0 ? METRIC_COUNT : metric_find((enum metric_class)class, dot + 1, strlen(dot + 1));
		if (id == METRIC_COUNT)
			return words_error(w, err, "no such metric: \"%s\"; expected CLASS.KEY such as gen.exh_c", w->word);
		r->s->omit[id] = true;
	}
	return true;
}

static bool read_statement(struct reading_state *r, struct words *w, struct error *err) {
	struct time_context context = context_of(r);
	/* Without a time: at the script's own `from`, wherever the command line begins. */
	int64_t at_ms = context.cursor_ms = context.plus_ms = r->s->script_from_ms;
	bool given = words_take(w, "at");
	if (!r->from_given)
		return words_error(w, err, "from and to come before the first edit");
	r->statements = true;
	if (given && !words_time(w, &context, &at_ms, err))
		return false;
	return script_statement(r->s, w, at_ms, given, &context, err);
}

static bool read_line(struct reading_state *r, const char *line, struct error *err) {
	static const struct {
		const char *word;
		bool (*read)(struct reading_state *, struct words *, struct error *);
	} heads[] = {
		{ "from", read_from }, { "to", read_to }, { "seed", read_seed }, { "settle", read_settle }, { "about", read_about },
		{ "omit", read_omit }, { "period", read_period },
	};
	struct words w, ahead;
	words_begin(&w, line);
	ahead = w;
	if (!words_next(&ahead))
		return true;
	if (!r->s->site) {
		if (!words_take(&w, "site"))
			return words_error(&ahead, err, "expected \"site FILE.json\" first, found \"%s\"", ahead.word);
		return read_site(r, &w, err);
	}
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (words_take(&w, heads[i].word))
			return heads[i].read(r, &w, err);
	return read_statement(r, &w, err);
}

static bool read_lines(struct reading_state *r, char *text, struct error *err) {
	size_t number = 1;
	for (char *line = text; line; number++) {
		char *end = strchr(line, '\n'), *next = end ? end + 1 : NULL;
		if (end)
			*end = '\0';
		char *comment = strchr(line, '#');
		if (comment)
			*comment = '\0';
		if (!read_line(r, line, err))
			return error_prefix(err, "%s:%zu", r->path, number);
		line = next;
	}
	return true;
}

static int by_time(const void *a, const void *b) {
	const struct script_entry *x = a, *y = b;
	if (x->at_ms != y->at_ms)
		return x->at_ms < y->at_ms ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static bool check_head(struct reading_state *r, struct error *err) {
	struct script *s = r->s;
	const char *missing = !s->site ? "site" : !r->from_given ? "from" : !r->to_given ? "to" : NULL;
	if (missing)
		return error_set(err, "%s: \"%s\" is missing", r->path, missing);
	if (s->to_ms <= s->from_ms)
		return error_set(err, "%s: `to` does not lie after `from`", r->path);
	if (s->to_ms - s->from_ms > 400 * (int64_t)86400000)
		return error_set(err, "%s: longer than 400 days", r->path);
	/* A later beginning by the command line is a cut of the same night: the model runs through what comes before. */
	s->begin_ms = (s->script_from_ms < s->from_ms ? s->script_from_ms : s->from_ms) - r->settle_ms;
	return true;
}

static void name_script(struct script *s, const char *path) {
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
	snprintf(s->name, sizeof s->name, "%.*s", (int)(dot && dot != base ? dot - base : (long)strlen(base)), base);
}

bool script_read(struct script *s, const char *path, const struct sim_options *options, struct error *err) {
	static const struct sim_options none;
	struct buf text = { 0 };
	memset(s, 0, sizeof *s);
	struct reading_state r = { .s = s, .path = path, .options = options ? options : &none };
	s->seed = r.options->seed_given ? r.options->seed : 1;
	s->script_from_ms = s->from_ms = s->to_ms = TIME_NONE;
	name_script(s, path);
	bool fine = read_file(path, &text, err) && (text.len == 0 || read_lines(&r, text.data, err)) && check_head(&r, err);
	buf_free(&text);
	if (fine && s->count > 0)
		qsort(s->entry, s->count, sizeof *s->entry, by_time);
	return fine;
}

void script_free(struct script *s) {
	site_free(s->site);
	free(s->entry);
	memset(s, 0, sizeof *s);
}
