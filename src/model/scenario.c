/* Scenarios. Always true: `entry` is in the order of time, entries of one time in that of making; an entry is in force when it was born at
 * or before the cursor and has not died by then; `live` holds exactly those in force, in the same order. A new operation first
 * forgets those behind the cursor, so that `cursor` <= `operations`, and numbers are never used for two operations at once. */
#include "scenario.h"

#include <stdlib.h>
#include <string.h>

#include "edits_table.h"
#include "words.h"

#define TOO_MANY "a scenario has at most %d edits, those that undo could bring back included"

struct entry {
	struct edit edit;
	size_t born, died; /* numbers of operations, from 1; died 0: not yet */
	size_t made;       /* for the order within one time */
	bool nudged;
};

struct scenario {
	struct entry *entry;
	size_t count, room;
	size_t cursor, operations, made;
	struct edit *live;
	size_t live_count, live_room;
	struct edit *saved;
	size_t saved_count;
	uint64_t revision;
};

struct scenario *scenario_new(void) {
	return mem_zalloc(1, sizeof(struct scenario));
}

void scenario_free(struct scenario *s) {
	if (!s)
		return;
	free(s->entry);
	free(s->live);
	free(s->saved);
	free(s);
}

static bool in_force(const struct entry *e, size_t cursor) {
	return e->born <= cursor && (e->died == 0 || e->died > cursor);
}

/* After the list or the cursor changed. */
static void refresh(struct scenario *s) {
	if (s->live_room < s->room) {
		s->live = mem_resize(s->live, s->room, sizeof *s->live);
		s->live_room = s->room;
	}
	s->live_count = 0;
	for (size_t i = 0; i < s->count; i++)
		if (in_force(&s->entry[i], s->cursor))
			s->live[s->live_count++] = s->entry[i].edit;
	s->revision++;
}

/* Entries that stay when what was undone is forgotten. */
static size_t kept_count(const struct scenario *s) {
	size_t kept = 0;
	for (size_t i = 0; i < s->count; i++)
		kept += s->entry[i].born <= s->cursor;
	return kept;
}

static void forget_undone(struct scenario *s) {
	size_t kept = 0;
	for (size_t i = 0; i < s->count; i++) {
		if (s->entry[i].born > s->cursor)
			continue;
		s->entry[kept] = s->entry[i];
		if (s->entry[kept].died > s->cursor)
			s->entry[kept].died = 0;
		kept++;
	}
	s->count = kept;
	s->operations = s->cursor;
}

static int by_time(const void *a, const void *b) {
	const struct entry *x = a, *y = b;
	if (x->edit.at_ms != y->edit.at_ms)
		return x->edit.at_ms < y->edit.at_ms ? -1 : 1;
	return x->made < y->made ? -1 : x->made > y->made;
}

/* Appends an entry that the next operation makes; the caller puts the entries into order. */
static struct entry *append(struct scenario *s, const struct edit *edit, bool nudge) {
	if (s->count == s->room) {
		s->room = s->room ? 2 * s->room : 16;
		s->entry = mem_resize(s->entry, s->room, sizeof *s->entry);
	}
	struct entry *e = &s->entry[s->count++];
	*e = (struct entry){ .edit = *edit, .born = s->cursor + 1, .made = s->made++, .nudged = nudge };
	e->edit.at_given = true;
	return e;
}

static void next_operation(struct scenario *s) {
	s->operations = ++s->cursor;
	refresh(s);
}

/* The edit of the last operation, if this one continues it. */
static struct entry *nudged_before(struct scenario *s, const struct edit *edit) {
	for (size_t i = 0; i < s->count; i++) {
		struct entry *e = &s->entry[i];
		if (e->nudged && e->born == s->cursor && e->edit.verb == edit->verb && e->edit.object == edit->object &&
		    e->edit.at_ms == edit->at_ms)
			return e;
	}
	return NULL;
}

bool scenario_add(struct scenario *s, const struct edit *edit, bool nudge, struct error *err) {
	struct entry *before = nudge ? nudged_before(s, edit) : NULL;
	if (!before && kept_count(s) >= SCENARIO_EDIT_MAX)
		return error_set(err, TOO_MANY, SCENARIO_EDIT_MAX);
	if (before) {
		before->edit = *edit;
		before->edit.at_given = true;
		forget_undone(s);
		refresh(s);
		return true;
	}
	forget_undone(s);
	append(s, edit, nudge);
	/* The last entry is the only one out of place, and the newest of its time. */
	struct entry newest = s->entry[s->count - 1];
	size_t at = s->count - 1;
	while (at > 0 && s->entry[at - 1].edit.at_ms > newest.edit.at_ms)
		at--;
	memmove(&s->entry[at + 1], &s->entry[at], (s->count - 1 - at) * sizeof *s->entry);
	s->entry[at] = newest;
	next_operation(s);
	return true;
}

bool scenario_undo(struct scenario *s) {
	if (s->cursor == 0)
		return false;
	s->cursor--;
	refresh(s);
	return true;
}

bool scenario_redo(struct scenario *s) {
	if (s->cursor == s->operations)
		return false;
	s->cursor++;
	refresh(s);
	return true;
}

bool scenario_remove(struct scenario *s, size_t index) {
	if (index >= s->live_count)
		return false;
	forget_undone(s);
	for (size_t i = 0; i < s->count; i++) {
		if (in_force(&s->entry[i], s->cursor) && index-- == 0) {
			s->entry[i].died = s->cursor + 1;
			break;
		}
	}
	next_operation(s);
	return true;
}

/* By the next operation. */
static void end_all(struct scenario *s) {
	for (size_t i = 0; i < s->count; i++)
		if (in_force(&s->entry[i], s->cursor))
			s->entry[i].died = s->cursor + 1;
}

void scenario_clear(struct scenario *s) {
	if (s->live_count == 0)
		return;
	forget_undone(s);
	end_all(s);
	next_operation(s);
}

bool scenario_replace(struct scenario *s, const struct scenario *by, struct error *err) {
	if (kept_count(s) + by->live_count > SCENARIO_EDIT_MAX)
		return error_set(err, TOO_MANY, SCENARIO_EDIT_MAX);
	if (s->live_count + by->live_count == 0)
		return true;
	forget_undone(s);
	end_all(s);
	for (size_t i = 0; i < by->live_count; i++)
		append(s, &by->live[i], false);
	qsort(s->entry, s->count, sizeof *s->entry, by_time);
	next_operation(s);
	return true;
}

const struct edit *scenario_edits(const struct scenario *s, size_t *count) {
	*count = s->live_count;
	return s->live;
}

size_t scenario_made(const struct scenario *s) {
	size_t made = s->live_count;
	for (size_t i = 0; i < s->count; i++)
		made += s->entry[i].born > s->cursor;
	return made;
}

uint64_t scenario_revision(const struct scenario *s) {
	return s->revision;
}

bool scenario_unsaved(const struct scenario *s) {
	if (s->live_count != s->saved_count)
		return true;
	for (size_t i = 0; i < s->live_count; i++)
		if (!edit_equal(&s->live[i], &s->saved[i]))
			return true;
	return false;
}

void scenario_mark_saved(struct scenario *s) {
	if (s->live_count > 0) {
		s->saved = mem_resize(s->saved, s->live_count, sizeof *s->saved);
		memcpy(s->saved, s->live, s->live_count * sizeof *s->saved);
	}
	s->saved_count = s->live_count;
}

/* As scenario_parse; `more` were made after those in force. */
static bool parse_line(const struct scenario *s, const struct edit *more, size_t more_count, const char *line, const struct site *site,
                       const struct time_context *context, struct edit *out, struct error *err) {
	struct words w;
	const struct edit *model = NULL;
	words_begin(&w, line);
	if (!edit_parse_at(&w, context, out, err))
		return false;
	for (size_t i = 0; i < s->live_count; i++)
		model = edit_later_model(model, &s->live[i], out->at_ms);
	for (size_t i = 0; i < more_count; i++)
		model = edit_later_model(model, &more[i], out->at_ms);
	return edit_parse_after(&w, site, model, context, out, err);
}

bool scenario_parse(const struct scenario *s, const char *line, const struct site *site, const struct time_context *context, struct edit *out,
                    struct error *err) {
	return parse_line(s, NULL, 0, line, site, context, out, err);
}

struct reader {
	const struct scenario *s;
	const struct site *site;
	const struct time_context *context;
	struct edit *edit; /* owned */
	size_t count, room, most;
};

/* `line` ends at `end`, where there is a NUL. */
static bool read_line(struct reader *r, char *line, const char *end, struct error *err) {
	struct words w;
	if (strlen(line) < (size_t)(end - line))
		return error_set(err, "column %zu: a zero byte does not belong into a scenario", strlen(line) + 1);
	line[strcspn(line, "#")] = '\0';
	words_begin(&w, line);
	if (!words_next(&w))
		return true;
	if (r->count == r->most)
		return words_error(&w, err, TOO_MANY, SCENARIO_EDIT_MAX);
	if (r->count == r->room) {
		r->room = r->room ? 2 * r->room : 16;
		r->edit = mem_resize(r->edit, r->room, sizeof *r->edit);
	}
	if (!parse_line(r->s, r->edit, r->count, line, r->site, r->context, &r->edit[r->count], err))
		return false;
	r->count++;
	return true;
}

static bool read_lines(struct reader *r, char *text, size_t length, const char *name, struct error *err) {
	static const char mark[] = "\xef\xbb\xbf"; /* that some editors write first */
	char *line = text, *last = text + length;
	if (length >= sizeof mark - 1 && memcmp(text, mark, sizeof mark - 1) == 0)
		line += sizeof mark - 1;
	for (size_t number = 1; line < last; number++) {
		char *end = memchr(line, '\n', (size_t)(last - line));
		if (!end)
			end = last;
		*end = '\0';
		if (!read_line(r, line, end, err))
			return error_prefix(err, "%s:%zu", name, number);
		line = end + 1;
	}
	return true;
}

bool scenario_read(struct scenario *s, const char *text, size_t length, const char *name, const struct site *site,
                   const struct time_context *context, struct error *err) {
	struct reader r = { .s = s, .site = site, .context = context };
	char *copy = mem_alloc(length + 1);
	memcpy(copy, text, length);
	copy[length] = '\0';
	r.most = SCENARIO_EDIT_MAX - kept_count(s);
	bool fine = read_lines(&r, copy, length, name, err);
	if (fine && r.count > 0) {
		forget_undone(s);
		for (size_t i = 0; i < r.count; i++)
			append(s, &r.edit[i], false);
		qsort(s->entry, s->count, sizeof *s->entry, by_time);
		next_operation(s);
	}
	free(r.edit);
	free(copy);
	return fine;
}

void scenario_write(const struct scenario *s, const struct site *site, struct buf *out) {
	char line[EDIT_TEXT_SIZE];
	for (size_t i = 0; i < s->live_count; i++) {
		buf_puts(out, edit_print(&s->live[i], site, line, sizeof line));
		buf_puts(out, "\n");
	}
}
