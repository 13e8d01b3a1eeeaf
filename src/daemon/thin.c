/* Decimation of a sequence of lines. The line of a window bears the time of its last frame, and is known only when the next window
 * begins: events of the window wait for it, those before its last frame go before it. */
#include "thin.h"

#include <stdlib.h>

#include "line_window.h"

struct thin {
	struct line_window *window;
	int64_t every_ms, index; /* window that was begun */
	bool begun;
	struct buf before, after; /* events of the window that came before its last frame, and since */
};

struct thin *thin_new(int64_t every_ms) {
	struct thin *t = mem_zalloc(1, sizeof *t);
	t->every_ms = every_ms;
	t->window = line_window_new(every_ms);
	return t;
}

void thin_free(struct thin *t) {
	if (!t)
		return;
	line_window_free(t->window);
	buf_free(&t->before);
	buf_free(&t->after);
	free(t);
}

static void move(struct buf *to, struct buf *from) {
	if (from->len > 0)
		buf_add(to, from->data, from->len);
	buf_clear(from);
}

void thin_end(struct thin *t, struct buf *out) {
	move(out, &t->before);
	line_window_end(t->window, out);
	move(out, &t->after);
	t->begun = false;
}

static int64_t index_of(const struct thin *t, int64_t t_ms) {
	int64_t index = t_ms / t->every_ms;
	return t_ms % t->every_ms < 0 ? index - 1 : index;
}

void thin_add(struct thin *t, enum line_kind kind, const char *text, size_t length, int64_t t_ms, const struct frame *frame, struct buf *out) {
	if (kind == LINE_SITE || (t->begun && index_of(t, t_ms) != t->index))
		thin_end(t, out);
	if (kind == LINE_SITE) {
		buf_add(out, text, length);
		buf_puts(out, "\n");
		return;
	}
	t->begun = true;
	t->index = index_of(t, t_ms);
	if (kind == LINE_EVENT) {
		buf_add(&t->after, text, length);
		buf_puts(&t->after, "\n");
	} else if (kind == LINE_FRAME) {
		move(&t->before, &t->after);
		line_window_add(t->window, frame, out);
	}
}
