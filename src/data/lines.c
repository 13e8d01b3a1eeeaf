/* Lines of a byte store. The buffer holds buf[begin..end), not yet handed out; what was read last begins at `split`, so the
 * position of any byte from there on is known by counting. Bytes before `split` are the beginning of one line that crossed the
 * edge of a window, moved to the front once; only its first position (begin_at) is ever asked for. */
#include "lines.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "line.h"

void lines_init(struct lines *l, struct store *store, size_t window) {
	*l = (struct lines){ .store = store, .window = window, .number = 1, .lost_told = UINT64_MAX };
}

void lines_free(struct lines *l) {
	free(l->buf);
	*l = (struct lines){ 0 };
}

static store_pos position_of(const struct lines *l, size_t index) {
	return index >= l->split ? l->split_at + (index - l->split) : l->begin_at;
}

store_pos lines_position(const struct lines *l) {
	return l->begin < l->end ? position_of(l, l->begin) : l->next_read;
}

void lines_seek(struct lines *l, store_pos pos, bool within) {
	if (within && pos > 0)
		pos--; /* the newline before a line that begins just there is looked for too */
	if (l->end > l->split && pos >= l->split_at && pos - l->split_at < l->end - l->split) {
		l->begin = l->split + (size_t)(pos - l->split_at);
	} else {
		l->begin = l->end = l->split = 0;
		l->split_at = l->begin_at = l->next_read = pos;
		l->truncated = false;
	}
	l->searched = 0;
	l->number = 1;
	l->skip = within ? SKIP_PARTIAL : SKIP_NOTHING;
	l->skipped = 0;
	l->skip_at = pos;
	l->lost_pending = false;
	l->lost_told = UINT64_MAX;
}

/* What was begun is dropped, since its rest is gone; what follows begins a line if it looks like one. */
static void note_loss(struct lines *l, const struct store_piece *piece) {
	if (piece->at == l->lost_told)
		return;
	l->lost_told = piece->at;
	l->lost = *piece;
	l->lost_pending = true;
	l->begin = l->end = l->split = 0;
	l->searched = 0;
	l->skip = SKIP_PARTIAL;
}

/* Reads one more window behind what is there; false at the present end. */
static bool refill(struct lines *l) {
	struct store_piece piece;
	size_t kept = l->end - l->begin;
	store_pos begin_at = position_of(l, l->begin);
	if (l->begin > 0) {
		memmove(l->buf, l->buf + l->begin, kept);
		l->begin_at = begin_at;
		l->split = l->split > l->begin ? l->split - l->begin : 0;
		if (l->split == 0)
			l->split_at = begin_at;
		l->begin = 0;
		l->end = kept;
	}
	if (l->cap < kept + l->window) {
		l->cap = kept + l->window;
		l->buf = mem_resize(l->buf, l->cap, 1);
	}
	store_read(l->store, l->next_read, l->buf + kept, l->window, &piece);
	l->truncated = piece.truncated;
	if (piece.lost)
		note_loss(l, &piece);
	if (piece.length == 0) {
		bool moved = piece.next != l->next_read;
		l->next_read = piece.next;
		return moved || l->lost_pending;
	}
	if (l->lost_pending) {
		memmove(l->buf, l->buf + kept, piece.length);
		kept = 0;
		if (l->buf[0] == '{')
			l->skip = SKIP_NOTHING;
	}
	l->begin_at = kept > 0 ? begin_at : piece.at;
	l->split = kept;
	l->split_at = piece.at;
	l->end = kept + piece.length;
	l->next_read = piece.next;
	return true;
}

static enum lines_kind tell_loss(struct lines *l, struct line_at *out) {
	l->lost_pending = false;
	*out = (struct line_at){ .kind = LINES_LOST, .at = l->lost.at, .next = l->lost.at, .number = l->number, .bytes = l->lost.lost_bytes,
		                 .lost_at = l->lost.lost_at, .why = l->lost.why };
	return out->kind;
}

/* Passes over the rest of a line; true when its newline was found. */
static bool skip_line(struct lines *l) {
	char *newline = memchr(l->buf + l->begin, '\n', l->end - l->begin);
	size_t stop = newline ? (size_t)(newline - l->buf) : l->end;
	l->skipped += stop - l->begin;
	l->begin = newline ? stop + 1 : stop;
	return newline != NULL;
}

static size_t count_zeros(const char *text, size_t length) {
	size_t n = 0;
	if (length > 1 && text[0] == 0 && memcmp(text, text + 1, length - 1) == 0)
		return length;
	while (n < length && text[n] == 0)
		n++;
	return n;
}

/* Zero bytes where a line should begin: what follows them is read as a line of its own. */
static enum lines_kind take_zeros(struct lines *l, struct line_at *out) {
	*out = (struct line_at){ .kind = LINES_ZEROS, .at = position_of(l, l->begin), .number = l->number };
	for (;;) {
		size_t zeros = count_zeros(l->buf + l->begin, l->end - l->begin);
		out->bytes += zeros;
		l->begin += zeros;
		if (l->begin < l->end || !refill(l) || l->lost_pending)
			break;
	}
	out->next = lines_position(l);
	return out->kind;
}

/* The line that ends at `newline`; false when it is empty. */
static bool take_line(struct lines *l, const char *newline, struct line_at *out) {
	char *text = l->buf + l->begin;
	size_t length = (size_t)(newline - text);
	*out = (struct line_at){ .kind = LINES_TEXT, .text = text, .at = position_of(l, l->begin), .number = l->number++, .length = length };
	l->begin += length + 1;
	l->searched = 0;
	out->next = lines_position(l);
	if (length > LINE_LENGTH_MAX) {
		out->kind = LINES_TOO_LONG;
		out->bytes = length;
		out->text = NULL;
		out->length = 0;
	} else if (length > 0 && text[length - 1] == '\r') {
		out->length--;
	}
	return out->kind != LINES_TEXT || out->length > 0;
}

/* At the present end, with a line that has no newline yet. */
static enum lines_kind take_rest(struct lines *l, struct line_at *out) {
	size_t length = l->end - l->begin;
	*out = (struct line_at){ .kind = LINES_END, .at = lines_position(l), .next = lines_position(l), .number = l->number };
	if (l->skip == SKIP_TOO_LONG) {
		out->kind = LINES_TOO_LONG;
		out->bytes = l->skipped;
		out->at = out->next = l->skip_at;
	} else if (l->skip == SKIP_NOTHING && (length > 0 || l->truncated)) {
		out->kind = LINES_TEXT;
		out->text = l->buf + l->begin;
		out->length = length;
	}
	out->unfinished = out->kind != LINES_END;
	return out->kind;
}

/* Goes on with a line that is passed over; true when something is to be said about it. */
static bool pass_over(struct lines *l, struct line_at *out) {
	bool told = l->skip == SKIP_TOO_LONG;
	if (!skip_line(l))
		return false;
	*out = (struct line_at){ .kind = LINES_TOO_LONG, .at = l->skip_at, .next = lines_position(l), .number = l->number++, .bytes = l->skipped };
	l->skip = SKIP_NOTHING;
	l->skipped = 0;
	return told;
}

enum lines_kind lines_next(struct lines *l, struct line_at *out) {
	for (;;) {
		if (l->lost_pending)
			return tell_loss(l, out);
		if (l->begin < l->end && l->skip != SKIP_NOTHING) {
			if (pass_over(l, out))
				return out->kind;
			if (l->skip == SKIP_NOTHING)
				continue;
		} else if (l->begin < l->end) {
			if (l->searched == 0 && l->buf[l->begin] == 0)
				return take_zeros(l, out);
			size_t length = l->end - l->begin;
			char *newline = memchr(l->buf + l->begin + l->searched, '\n', length - l->searched);
			if (newline) {
				if (take_line(l, newline, out))
					return out->kind;
				continue;
			}
			l->searched = length;
			if (length > LINE_LENGTH_MAX) {
				l->skip = SKIP_TOO_LONG;
				l->skip_at = position_of(l, l->begin);
				l->skipped = length;
				l->searched = 0;
				l->begin = l->end;
			}
		}
		if (!refill(l))
			return take_rest(l, out);
	}
}
