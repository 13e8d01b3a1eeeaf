/* Themes: an INI file (read with inih) that gives each role a foreground, a background and attributes. Roles are code, colours are files.
 * The default theme is compiled in from themes/isa-grey.theme by the build, so that the program starts without files. The form of a file
 * is told in mwtop-theme(5). */
#ifndef MWTOP_THEME_H
#define MWTOP_THEME_H

#include "cells.h"
#include "error.h"

#define STYLE_BOLD 1u
#define STYLE_DIM 2u
#define STYLE_REVERSE 4u
#define STYLE_UNDERLINE 8u
#define STYLE_BLINK 16u

enum colour_depth { COLOUR_NONE, COLOUR_8, COLOUR_16, COLOUR_256, COLOUR_TRUE };

#define EMIT_DIRECT 0x1000000 /* a colour of a pen is -1 (the terminal's own), 0 to 255 (palette), or this with 0xRRGGBB */

/* How a terminal is to write: what a style comes to at one depth. */
struct pen {
	int32_t fg, bg;
	unsigned attributes; /* STYLE_ */
};

struct style {
	int32_t fg, bg;      /* 0xRRGGBB, or -1: the terminal's */
	int8_t fg16, bg16;   /* of the 16 basic colours, -1: the terminal's */
	int8_t fg8, bg8;     /* of the first 8 of them */
	unsigned attributes; /* with colours */
	unsigned mono;       /* without colours */
	bool fg8_made;       /* the theme names none of the 8: fg8 is what comes nearest, or what can be read */
};

/* What the terminals that a theme is for look like where it leaves them their own colours: what its contrasts are judged on. */
enum theme_terminal { TERMINAL_ANY, TERMINAL_DARK, TERMINAL_LIGHT };

#define THEME_NAME_SIZE 32

struct theme {
	char name[THEME_NAME_SIZE];
	char about[96];          /* one line; "" none */
	struct style page;       /* what "default" means in a role; no attributes */
	enum theme_terminal terminal;
	bool colourless;         /* no colour is used whatever the terminal can do */
	struct style style[ROLE_COUNT];
	int line[ROLE_COUNT];    /* of the file; 0: not named there, looks like plain text */
	int name_line;           /* of the name; 0: not given */
};

/* Themes to choose from; `at` is owned by who filled it. */
struct theme_list {
	struct theme *at;
	size_t count;
};

/* Parses the text of a theme file; the first fault names "name: line N: ...": in err, false. */
bool theme_parse(const char *text, const char *name, struct theme *out, struct error *err);
/* The same with the number of the line apart from the reason, which err holds alone. */
bool theme_parse_at(const char *text, const char *name, struct theme *out, int *line, struct error *err);
/* The keys of [theme], and what each means; NULL past the end. */
const char *theme_key(size_t index, const char **help);
/* The compiled-in isa-grey, and the same without any colour. */
const struct theme *theme_default(void);
const struct theme *theme_none(void);

/* What a role comes to at that depth: exact, else the nearest colour of the palette (colour.h), else attributes alone. */
struct pen theme_pen(const struct theme *t, enum role role, enum colour_depth depth);
/* The same for what is left blank: `page`. */
struct pen theme_page_pen(const struct theme *t, enum colour_depth depth);
extern const char *const colour_depth_words[]; /* "no colours", "8 colours" ... */

/* ---- what is to be said of a theme ---- */

#define THEME_CONTRAST 4.5      /* WCAG 2.1, 1.4.3: of text */
#define THEME_CONTRAST_AREA 3.0 /* WCAG 2.1, 1.4.11: of what is read from an area or a line */

/* The contrast that a role must have against what is behind it; 0: nothing is read from it. */
double theme_contrast_needed(enum role role);
/* The least contrast of a role in full colour (`depth` COLOUR_TRUE) or as the nearest of 256, on the worst of the terminals that the theme is
 * for. `where`, when not NULL, gets "on #rrggbb" of at least 16 bytes. */
double theme_contrast(const struct theme *t, enum role role, enum colour_depth depth, char *where);
bool theme_role_is_alarm(enum role role);
/* A role in which values that are well may stand: an alarm must never look like it. */
bool theme_role_is_normal(enum role role);

/* One remark on a theme, in the order of the lines: a fault (the file is refused) or a warning. `line` 0: of the file as a whole. */
typedef void theme_remark(void *data, int line, bool fault, const char *text);
/* Remarks on everything; when there is a fault, warnings are of what could be read. Returns how many faults there are. */
int theme_check(const char *text, const char *name, theme_remark *remark, void *data);

#endif
