/* Marks and their text; see mark.h. Always true: a list holds each letter once and is in the order of time. */
#include "mark.h"

#include <string.h>

#include "utf8.h"

bool mark_is_letter(uint32_t c) {
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

const struct mark *mark_list_find(const struct mark_list *list, char letter) {
	for (size_t i = 0; i < list->count; i++)
		if (list->at[i].letter == letter)
			return &list->at[i];
	return NULL;
}

static void remove_letter(struct mark_list *list, char letter) {
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++)
		if (list->at[i].letter != letter)
			list->at[kept++] = list->at[i];
	list->count = kept;
}

void mark_list_set(struct mark_list *list, const struct mark *mark) {
	struct mark m = *mark; /* it may stand in the list */
	remove_letter(list, m.letter);
	if (list->count == MARKS_MAX) /* only where it is no letter */
		return;
	size_t at = list->count++;
	for (; at > 0 && (list->at[at - 1].t_ms > m.t_ms || (list->at[at - 1].t_ms == m.t_ms && list->at[at - 1].letter > m.letter)); at--)
		list->at[at] = list->at[at - 1];
	list->at[at] = m;
}

static size_t blanks(const char *text, size_t length, size_t from) {
	while (from < length && (text[from] == ' ' || text[from] == '\t'))
		from++;
	return from;
}

enum mark_line mark_line_read(const char *line, size_t length, struct mark *out, struct error *err) {
	while (length > 0 && (line[length - 1] == '\r' || line[length - 1] == ' ' || line[length - 1] == '\t'))
		length--;
	size_t at = blanks(line, length, 0);
	if (at == length || line[at] == '#')
		return MARK_LINE_NOTHING;
	size_t time = blanks(line, length, at + 1), end = time;
	if (!mark_is_letter((unsigned char)line[at]) || (time == at + 1 && time < length)) {
		error_set(err, "column %zu: expected a letter or a digit and a blank, such as \"a 2024-07-22T09:05:12Z words\"", at + 1);
		return MARK_LINE_BAD;
	}
	while (end < length && line[end] != ' ' && line[end] != '\t')
		end++;
	*out = (struct mark){ .letter = line[at] };
	if (!time_parse_iso(line + time, end - time, &out->t_ms)) {
		error_set(err, "column %zu: expected a time such as 2024-07-22T09:05:12Z, not \"%.*s\"", time + 1, end - time < 40 ? (int)(end - time) : 40, line + time);
		return MARK_LINE_BAD;
	}
	end = blanks(line, length, end);
	utf8_clean(out->text, sizeof out->text, line + end, length - end);
	return MARK_LINE_MARK;
}

void mark_line_write(const struct mark *mark, struct buf *out) {
	char iso[TIME_ISO_SIZE];
	buf_printf(out, "%c %s%s%s\n", mark->letter, time_format_iso(mark->t_ms, iso), *mark->text ? " " : "", mark->text);
}

/* The length of the line that begins at `text`, without its newline. */
static size_t line_length(const char *text, size_t length) {
	const char *end = length ? memchr(text, '\n', length) : NULL;
	return end ? (size_t)(end - text) : length;
}

size_t mark_text_read(const char *text, size_t length, struct mark_list *out, struct error *err) {
	size_t bad = 0, number = 1;
	out->count = 0;
	for (size_t at = 0; at < length; number++) {
		struct mark mark;
		struct error why;
		size_t n = line_length(text + at, length - at);
		enum mark_line kind = mark_line_read(text + at, n, &mark, &why);
		if (kind == MARK_LINE_MARK)
			mark_list_set(out, &mark);
		else if (kind == MARK_LINE_BAD && bad++ == 0)
			error_set(err, "line %zu, %s", number, why.text);
		at += n + 1;
	}
	return bad;
}

void mark_text_edit(const char *text, size_t length, const struct mark *mark, struct buf *out) {
	bool written = mark->t_ms == TIME_NONE;
	for (size_t at = 0; at < length;) {
		struct mark other;
		struct error ignored;
		size_t n = line_length(text + at, length - at);
		if (mark_line_read(text + at, n, &other, &ignored) == MARK_LINE_MARK && other.letter == mark->letter) {
			if (!written)
				mark_line_write(mark, out);
			written = true;
		} else {
			buf_add(out, text + at, n);
			buf_puts(out, "\n");
		}
		at += n + 1;
	}
	if (!written)
		mark_line_write(mark, out);
}
