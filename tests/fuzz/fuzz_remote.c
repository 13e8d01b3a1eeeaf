/* What a daemon sends. The tail: whatever comes, in whatever pieces, with the connection made again anywhere, the file holds whole lines of
 * it alone, and a stream that is sent again in full adds none of its lines. The range: any text is read or refused. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "line.h"
#include "remote_plan.h"
#include "remote_tail.h"
#include "store_kind.h"

static void check(bool fine) {
	if (!fine)
		abort();
}

static char *text_of(const struct tail *t) {
	char *text = mem_alloc((size_t)t->text.end + 1);
	check(store_pread(t->text.fd, text, (size_t)t->text.end, 0) == (long long)t->text.end);
	text[t->text.end] = '\0';
	return text;
}

/* Lines of the file are lines of what was sent. */
static void check_lines(const struct tail *t, const char *data, size_t size) {
	char *text = text_of(t), *sent = mem_alloc(size + 1);
	memcpy(sent, data, size);
	sent[size] = '\n'; /* so that a last line looks like one */
	check(t->text.end == 0 || text[t->text.end - 1] == '\n');
	for (const char *at = text, *end = text + t->text.end, *newline; at < end && (newline = memchr(at, '\n', (size_t)(end - at))); at = newline + 1)
		check(memmem(sent, size + 1, at, (size_t)(newline - at)) != NULL);
	free(text);
	free(sent);
}

static void feed(struct tail *t, const char *data, size_t size, size_t piece) {
	struct error err;
	bool fresh;
	for (size_t at = 0; at < size; at += piece)
		if (!tail_take(t, data + at, piece < size - at ? piece : size - at, &fresh, &err))
			return;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
	struct remote_range range;
	struct error err;
	struct tail t;
	if (size < 3)
		return 0;
	size_t piece = 1u + bytes[0], cut = (size - 2) * bytes[1] / 255;
	const char *data = (const char *)bytes + 2;
	size -= 2;
	remote_read_range(data, size, &range);
	check(tail_init(&t, &err));
	feed(&t, data, cut, piece);
	check_lines(&t, data, size);
	tail_resume(&t);
	feed(&t, data, size, piece);
	feed(&t, "\n", 1, 1);
	check_lines(&t, data, size);
	uint64_t before = t.text.end;
	tail_resume(&t);
	const char *site = memmem(data, size, "site", 4); /* sites may come again: only the newest is known */
	feed(&t, data, size, piece);
	feed(&t, "\n", 1, 1);
	check(site || t.text.end == before || t.strange > 0);
	store_free(t.text.store);
	tail_free(&t);
	return 0;
}
