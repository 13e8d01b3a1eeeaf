/* The line is cut into segments: bytes that are expected to be those of the last line (keys, braces, words and numbers that
 * have not changed so far) up to a number that has been seen to change, and that number. A segment that fits is one comparison and one
 * number in a known form. Where the bytes differ the segment is walked scalar by scalar, which takes changed words,
 * longer numbers and nulls; when that fails, too, the line is none of this template, and what the walks changed is taken back. */
#include <string.h>

#include "json_scan.h"
#include "line_value.h"
#include "template_parts.h"

/* Whether `count` bytes are the same; up to 15 bytes after them may be read. */
static inline bool same_bytes(const char *a, const char *b, size_t count) {
	for (; count >= 16; count -= 16, a += 16, b += 16)
		if (((bytes_load(a) ^ bytes_load(b)) | (bytes_load(a + 8) ^ bytes_load(b + 8))) != 0)
			return false;
	uint64_t rest = 0;
	if (count >= 8) {
		rest = bytes_load(a) ^ bytes_load(b);
		count -= 8, a += 8, b += 8;
	}
	return (rest | (count > 0 ? (bytes_load(a) ^ bytes_load(b)) << (64 - 8 * count) : 0)) == 0;
}

/* The end of a scalar without escapes, or NULL. */
static const char *scalar_end(const char *at, const char *end, enum json_kind *kind) {
	if (*at == '"') {
		*kind = JSON_STRING;
		for (at++; at < end && *at != '"'; at++)
			if (*at == '\\' || (unsigned char)*at < 0x20)
				return NULL;
		return at < end ? at + 1 : NULL;
	}
	*kind = *at == 'n' ? JSON_NULL : *at == 't' ? JSON_TRUE : *at == 'f' ? JSON_FALSE : JSON_NUMBER;
	if (*kind == JSON_NUMBER)
		return json_number_end(at, end);
	const char *word = *at == 'n' ? "null" : *at == 't' ? "true" : "false";
	size_t length = strlen(word);
	return (size_t)(end - at) >= length && memcmp(at, word, length) == 0 ? at + length : NULL;
}

static void set_scalar(struct line_template *t, struct frame *f, const struct token *token, enum json_kind kind, const char *at, size_t length) {
	size_t quotes = kind == JSON_STRING;
	at += quotes;
	length -= 2 * quotes;
	if (token->column == TEMPLATE_WINDOW) {
		double window = kind == JSON_NUMBER ? json_number(at, length) : 0;
		f->window_s = window > 0 && window <= 1e9 ? window : 0;
	}
	if (token->column < 0)
		return;
	size_t column = (size_t)token->column;
	f->quality[column] = (uint8_t)line_value_scalar(token->metric, kind, at, length, &f->value[column]);
	if (token->mark != QUALITY_GOOD)
		line_value_mark(f, column, (enum quality)token->mark, t->since_ms[column]);
}

/* Reads the scalar at `at`; its end, or NULL. */
static const char *read_scalar(struct line_template *t, struct frame *f, const struct token *token, const char *at, const char *end) {
	enum json_kind kind;
	const char *after = scalar_end(at, end, &kind);
	if (after != NULL)
		set_scalar(t, f, token, kind, at, (size_t)(after - at));
	return after;
}

/* The bytes that have to be there, of which `last` counts the old line's. */
static bool take_gap(const char **at, const char **old, const char *end, size_t count) {
	if ((size_t)(end - *at) < count || !same_bytes(*at, *old, count))
		return false;
	*at += count;
	*old += count;
	return true;
}

static struct change *note_change(struct line_template *t, uint32_t *length, uint32_t new_length) {
	if (t->change_count == t->change_room) {
		t->change_room = t->change_room ? t->change_room * 2 : 64;
		t->change = mem_resize(t->change, t->change_room, sizeof *t->change);
	}
	struct change *change = &t->change[t->change_count++];
	*change = (struct change){ .length = length, .old_length = *length, .column = TEMPLATE_UNKNOWN };
	*length = new_length;
	return change;
}

static void note_reading(struct change *change, const struct frame *f, long column) {
	change->column = column;
	if (column >= 0) {
		change->value = f->value[column];
		change->quality = f->quality[column];
		change->since_ms = f->since_ms[column];
	} else if (column == TEMPLATE_WINDOW) {
		change->value = f->window_s;
	}
}

/* Takes the changes back, the last first. */
static void undo_changes(struct line_template *t, struct frame *f) {
	while (t->change_count > 0) {
		const struct change *change = &t->change[--t->change_count];
		*change->length = change->old_length;
		if (change->column >= 0) {
			f->value[change->column] = change->value;
			f->quality[change->column] = change->quality;
			f->since_ms[change->column] = change->since_ms;
		} else if (change->column == TEMPLATE_WINDOW) {
			f->window_s = change->value;
		}
	}
}

/* Goes through a segment whose bytes differ, up to its number. Lengths are brought up to date; a number that changed becomes lively. */
static bool walk_segment(struct line_template *t, struct segment *s, struct frame *f, const char **at, const char **old, const char *end) {
	const char *begin = *at;
	const char *old_end = *old + s->same;
	for (size_t i = s->first; i < s->last; i++) {
		struct token *token = &t->token[i];
		if (!take_gap(at, old, end, token->gap))
			return false;
		size_t length = token->length;
		if ((size_t)(end - *at) < length || memcmp(*at, *old, length + 1) != 0) { /* with the byte that ends it */
			struct change *change = note_change(t, &token->length, token->length);
			note_reading(change, f, token->column);
			const char *after = read_scalar(t, f, token, *at, end);
			if (after == NULL)
				return false;
			if (**at != '"' && token->metric != NULL && token->metric->kind == METRIC_NUMBER && token->mark == QUALITY_GOOD) {
				t->lively[token->column] = 1;
				token->lively = true;
				t->changed = true;
			}
			token->length = (uint32_t)(after - *at);
		}
		*at += token->length;
		*old += length;
	}
	if (!take_gap(at, old, end, (size_t)(old_end - *old)))
		return false;
	note_change(t, &s->same, (uint32_t)(*at - begin));
	return true;
}

/* The number of a segment when it has not the form of the last one; its end, or NULL. */
static const char *read_other(struct line_template *t, struct segment *s, struct frame *f, const char *at, const char *end) {
	const struct number_form *form = &t->form[number_form_find(at)];
	const char *after = at + form->length;
	uint64_t x;
	if (number_digits(form, at, &x)) {
		double value = number_value(form, x);
		f->quality[s->column] = (uint8_t)line_value_number(s->metric, &value);
		f->value[s->column] = value;
	} else if ((after = read_scalar(t, f, &t->token[s->last], at, end)) == NULL) {
		return NULL;
	}
	note_change(t, &s->length, (uint32_t)(after - at));
	s->form = form;
	return after;
}

static inline bool read_segments(struct line_template *t, struct frame *f, const char *at, const char *old, const char *end) {
	struct segment *s = t->segment, *last = s + t->segment_count - 1;
	for (;; s++) {
		if ((size_t)(end - at) >= s->same && same_bytes(at, old, s->same)) {
			at += s->same;
			old += s->same;
		} else if (!walk_segment(t, s, f, &at, &old, end)) {
			return false;
		}
		if (s == last)
			return at == end;
		uint64_t x;
		const struct number_form *form = s->form;
		old += s->length;
		if (number_digits(form, at, &x) && at[form->length] == *old) {
			double value = number_value(form, x);
			uint8_t quality = QUALITY_GOOD;
			if (!(value > -LINE_SENTINEL_FREE && value < LINE_SENTINEL_FREE))
				quality = (uint8_t)line_value_number(s->metric, &value);
			f->value[s->column] = value;
			f->quality[s->column] = quality;
			at += form->length;
		} else if ((at = read_other(t, s, f, at, end)) == NULL) {
			return false;
		}
	}
}

/* Token lengths of lively tokens stand in their segments while matching goes on. */
static void take_lengths(struct line_template *t) {
	for (size_t i = 0; i + 1 < t->segment_count; i++)
		t->token[t->segment[i].last].length = t->segment[i].length;
	size_t end = 0;
	for (size_t i = 0; i < t->token_count; i++)
		end += t->token[i].gap + t->token[i].length;
	t->noted_end = end;
}

/* The time, which comes first; false when it has not the writers' form. */
static bool read_time(struct line_template *t, const char *at, const char *old, int64_t *t_ms, int64_t *minute_ms) {
	int64_t ms;
	if (!template_time_tail(at, &ms))
		return false;
	*minute_ms = t->minute_ms;
	if (!same_bytes(at, old, 17)) {
		if (*at != '"' || !time_parse_iso(at + 1, TEMPLATE_TIME_LENGTH - 2, t_ms))
			return false;
		*minute_ms = *t_ms - ms;
	}
	*t_ms = *minute_ms + ms;
	return true;
}

bool template_match(struct line_template *t, const struct site *site, struct frame *frame, const char *text, size_t length) {
	if (!t->usable || t->site != site || t->columns != site->column_count || frame->site != site || frame->count != t->columns)
		return false;
	size_t gap = t->token[0].gap;
	int64_t minute_ms;
	if (length < gap + TEMPLATE_TIME_LENGTH || memcmp(text, t->line[t->now], gap) != 0)
		return false;
	const char *at = template_keep_line(t, !t->now, text, length), *old = t->line[t->now];
	t->change_count = 0;
	if (!read_time(t, at + gap, old + gap, &frame->t_ms, &minute_ms))
		return false;
	gap += TEMPLATE_TIME_LENGTH;
	if (!read_segments(t, frame, at + gap, old + gap, at + length)) {
		undo_changes(t, frame);
		for (size_t i = 0; i + 1 < t->segment_count; i++)
			if (t->segment[i].form->length != t->segment[i].length)
				t->segment[i].form = &t->form[0];
		return false;
	}
	t->minute_ms = minute_ms;
	t->now = !t->now;
	if (t->changed) {
		take_lengths(t);
		template_cut(t);
	}
	return true;
}
