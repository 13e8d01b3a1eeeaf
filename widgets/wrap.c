/* Words in too little room; see wrap.h. Always true: what is left out is marked, and no row begins with the blank that it was broken at. */
#include "wrap.h"

#include <string.h>

#include "utf8.h"

#define TEXT_MOST 512

/* Bytes of the first `cells` characters; *blank: where the last blank in or behind them stands, 0 for none. */
static size_t bytes_fitting(const char *text, int cells, size_t *blank) {
	size_t taken = 0, length = strlen(text);
	*blank = 0;
	for (int i = 0; taken < length && i <= cells; i++) {
		uint32_t cp;
		if (text[taken] == ' ')
			*blank = taken;
		if (i == cells)
			break;
		taken += utf8_decode(text + taken, length - taken, &cp);
	}
	return taken;
}

int put_words(struct grid *g, struct rect r, int x, int y, int width, enum role role, const char *text, bool mark) {
	char clean[TEXT_MOST];
	size_t blank;
	utf8_clean(clean, sizeof clean, text, strlen(text));
	if (width <= 0 || (int)utf8_cells(clean) <= width)
		return put_cut(g, r, x, y, width, role, clean);
	bytes_fitting(clean, mark ? width - 1 : width, &blank);
	if (blank * 3 < (size_t)width)
		return put_cut(g, r, x, y, width, role, clean);
	while (blank > 0 && strchr(" ,;:", clean[blank - 1]))
		blank--;
	clean[blank] = '\0';
	x = put_text(g, r, x, y, role, clean);
	if (!mark)
		return x;
	put_char(g, r, x, y, role, 0x2026);
	return x + 1;
}

int put_wrapped(struct grid *g, struct rect r, int x, int y, int most, enum role role, const char *text) {
	int rows = 0, width = r.w - x;
	while (*text && rows < most && width > 0) {
		char line[TEXT_MOST];
		size_t blank, taken = bytes_fitting(text, width, &blank);
		bool whole = !text[taken];
		if (!whole && rows + 1 == most)
			taken = strlen(text);
		else if (!whole && blank > 0)
			taken = blank;
		utf8_clean(line, sizeof line, text, taken);
		if (g)
			put_words(g, r, x, y + rows, width, role, line, true);
		rows++;
		text += taken;
		text += strspn(text, " ");
	}
	return rows;
}
