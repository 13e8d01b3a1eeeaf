/* Fuzz: the text of a file of marks. Whatever stands in it, setting a mark and removing it leave every other mark and every bad line as they were, and what
 * is set reads back. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mark.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same_but(const struct mark_list *a, const struct mark_list *b, char letter) {
	for (size_t i = 0; i < a->count; i++) {
		const struct mark *m = &a->at[i], *n = mark_list_find(b, m->letter);
		if (m->letter != letter && (!n || n->t_ms != m->t_ms || strcmp(n->text, m->text) != 0))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	if (size > 4096)
		return 0;
	char *text = malloc(size + 1); /* not ended: nothing may be read behind it */
	struct mark_list before, with, without;
	struct error err = { "" };
	struct buf set = { 0 }, removed = { 0 };
	struct mark m = { .letter = 'k', .t_ms = 1721639112345, .text = "w\u00f6rds # 1" };
	if (!text)
		return 0;
	memcpy(text, data, size);
	size_t bad = mark_text_read(text, size, &before, &err);
	if (bad && strncmp(err.text, "line ", 5) != 0)
		abort();
	mark_text_edit(text, size, &m, &set);
	if (mark_text_read(set.data, set.len, &with, &err) != bad)
		abort();
	same_but(&before, &with, 'k');
	same_but(&with, &before, 'k');
	const struct mark *k = mark_list_find(&with, 'k');
	if (!k || k->t_ms != m.t_ms || strcmp(k->text, m.text) != 0)
		abort();
	m.t_ms = TIME_NONE;
	mark_text_edit(set.data, set.len, &m, &removed);
	if (mark_text_read(removed.data ? removed.data : "", removed.len, &without, &err) != bad || mark_list_find(&without, 'k'))
		abort();
	same_but(&before, &without, 'k');
	buf_free(&set);
	buf_free(&removed);
	free(text);
	return 0;
}
