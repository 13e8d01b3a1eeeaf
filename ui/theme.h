/* Themes: an INI file (read with inih) that gives each role a foreground, a background and attributes. Roles are code, colours are files.
 * The default theme is compiled in from themes/isa-grey.theme by the build, so that the program starts without files. */
#ifndef MWTOP_THEME_H
#define MWTOP_THEME_H

#include "cells.h"
#include "error.h"

#define STYLE_BOLD 1u
#define STYLE_DIM 2u
#define STYLE_REVERSE 4u
#define STYLE_UNDERLINE 8u
#define STYLE_BLINK 16u

struct style {
	int32_t fg, bg;      /* 0xRRGGBB, or -1: the terminal's */
	uint8_t fg8, bg8;    /* of the 8 basic colours, 9: the terminal's */
	unsigned attributes; /* with colours */
	unsigned mono;       /* without colours */
};
struct theme {
	char name[32];
	struct style style[ROLE_COUNT];
};
/* Parses the text of a theme file; every fault names "name: line N: ...": the first in err, false. */
bool theme_parse(const char *text, const char *name, struct theme *out, struct error *err);
/* The compiled-in isa-grey. */
const struct theme *theme_default(void);
/* xterm-256 index nearest to 0xRRGGBB. */
int theme_nearest_256(int32_t rgb);

#endif
