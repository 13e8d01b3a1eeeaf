/* The prompt's row. The text is walked by characters; the first shown is chosen so that the cursor lies inside the room. */
#include "prompt.h"

#include <string.h>

#include "utf8.h"

/* Characters of text before byte `offset`. */
static int cells_before(const char *text, size_t length, int offset) {
	int cells = 0;
	for (size_t at = 0; at < length && (int)at < offset; cells++) {
		uint32_t cp;
		at += utf8_decode(text + at, length - at, &cp);
	}
	return cells;
}

void prompt_draw(struct grid *g, struct rect r, int y, const char *label, const char *text, int cursor) {
	struct rect line = { r.x, r.y + y, r.w, y >= 0 && y < r.h ? 1 : 0 };
	put_fill(g, line, ROLE_PROMPT, ' ');
	int x = put_text(g, r, 0, y, ROLE_PROMPT, label), room = r.w - x;
	if (room < 2) { /* a narrow screen: what one types comes before what it is for */
		x = 0;
		room = r.w;
		put_fill(g, line, ROLE_PROMPT, ' ');
	}
	size_t length = strlen(text);
	int at = cells_before(text, length, cursor), first = at >= room ? at - room + 1 : 0;
	struct rect inside = { r.x + x, r.y, room > 0 ? room : 0, r.h };
	put_text(g, inside, -first, y, ROLE_PROMPT, text);
	put_role(g, rect_clip((struct rect){ inside.x + at - first, line.y, 1, line.h }, inside), ROLE_CURSOR);
}
