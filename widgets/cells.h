/* The screen as plain data: a grid of cells, each a character and a role. No widget knows a colour or a terminal: themes turn roles
 * into colours (ui/theme), one file speaks curses (ui/term). Every drawing call clips to its rect, so that nothing can overrun. */
#ifndef MWTOP_CELLS_H
#define MWTOP_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

/* X(id, theme key, letter in golden files, help) */
#define ROLE_LIST(X) \
	X(TEXT, "text", '.', "plain text and values") \
	X(DIM, "dim", 'd', "labels, units, what is stopped") \
	X(STRONG, "strong", 's', "what is read first") \
	X(TITLE, "title", 't', "panel titles") \
	X(FRAME, "frame", 'f', "boxes and rules") \
	X(FOCUS, "focus", 'F', "title of the panel that has the keys") \
	X(HEADER, "header", 'h', "the first row") \
	X(KEY, "key", 'k', "keys in the last row") \
	X(BAR, "bar", 'b', "filled part of a bar") \
	X(BAR_EMPTY, "bar-empty", 'e', "its empty part") \
	X(LIMIT, "limit", 'l', "limit and nominal marks") \
	X(ABNORMAL, "abnormal", 'a', "a value outside its band, without an alarm") \
	X(STALE, "stale", '~', "a value kept from earlier") \
	X(MISSING, "missing", '?', "no data, bad data, gaps") \
	X(ALARM_LOW, "alarm-low", '1', "alarm of low priority") \
	X(ALARM_MEDIUM, "alarm-medium", '2', "alarm of medium priority") \
	X(ALARM_HIGH, "alarm-high", '3', "alarm of high priority") \
	X(ALARM_UNACK, "alarm-unack", 'U', "high alarm not yet acknowledged") \
	X(GO, "go", 'g', "GO") \
	X(NOGO, "nogo", 'n', "NO-GO") \
	X(BANNER, "banner", 'B', "REPLAY, PAUSED, SIMULATED, DEMO, WHAT-IF") \
	X(CURSOR, "cursor", 'c', "the time cursor, the selected row") \
	X(SUPPLY, "supply", 'S', "supply band of the timeline") \
	X(LOAD, "load", 'L', "load line of the timeline") \
	X(WHATIF, "what-if", 'w', "what a scenario makes other than it was, and its load line") \
	X(MARK, "mark", 'm', "marks and training start on the timeline") \
	X(PROMPT, "prompt", 'p', "the line where one types") \
	X(ERROR, "error", 'E', "a message of something that failed")

#define ROLE_ENUM(id, key, letter, help) ROLE_##id,
enum role { ROLE_LIST(ROLE_ENUM) ROLE_COUNT };
#undef ROLE_ENUM
extern const char *const role_keys[ROLE_COUNT];
extern const char role_letters[ROLE_COUNT + 1];

struct cell {
	uint32_t ch;  /* one cell wide, never 0 in a drawn grid */
	uint8_t role;
};

struct grid {
	int cols, rows;
	bool ascii;          /* glyphs come from the ASCII set; every character over 126 becomes its fallback or '?' */
	struct cell *cells;  /* owned, rows * cols */
};

struct rect { int x, y, w, h; };

void grid_init(struct grid *g);
void grid_free(struct grid *g);
/* Sets the size (0..4096 each) and fills with blanks of ROLE_TEXT. */
void grid_resize(struct grid *g, int cols, int rows);
struct rect grid_rect(const struct grid *g);
struct rect rect_clip(struct rect a, struct rect b);
bool rect_empty(struct rect r);

/* All coordinates are relative to `r`; what falls outside r or the grid is not drawn. */
void put_char(struct grid *g, struct rect r, int x, int y, enum role role, uint32_t ch);
/* UTF-8 text, cleaned character by character; returns the x after the last character (also when clipped). */
int put_text(struct grid *g, struct rect r, int x, int y, enum role role, const char *text);
int put_format(struct grid *g, struct rect r, int x, int y, enum role role, const char *format, ...) PRINTF_LIKE(6, 7);
/* Right-aligned so that it ends before x_end; returns its first x. Longer than the room from x_least: cut with "…". */
int put_right(struct grid *g, struct rect r, int x_least, int x_end, int y, enum role role, const char *text);
/* Cut to `width` cells with "…" ("..." or '.' in ASCII) as its last. */
int put_cut(struct grid *g, struct rect r, int x, int y, int width, enum role role, const char *text);
void put_fill(struct grid *g, struct rect r, enum role role, uint32_t ch);
/* Changes the role of cells that are there. */
void put_role(struct grid *g, struct rect r, enum role role);

/* Text plane and role plane, rows ended by newlines, trailing blanks kept out of the text plane; for golden files. */
void grid_text(const struct grid *g, struct buf *out);
void grid_roles(const struct grid *g, struct buf *out);

#endif
