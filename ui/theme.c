/* Themes as they are used: the compiled-in one, and what a role comes to on a terminal of so many colours. Always true: with no colours a pen
 * has none, and at every depth foreground and background of a pen differ where those of the style do. */
#include "theme.h"

#include <stdio.h>

#include "colour.h"

extern const char theme_default_text[];

const char *const colour_depth_words[] = {
	[COLOUR_NONE] = "no colours", [COLOUR_8] = "8 colours", [COLOUR_16] = "16 colours", [COLOUR_256] = "256 colours", [COLOUR_TRUE] = "full colour",
};

const struct theme *theme_default(void) {
	static struct theme theme;
	static bool parsed;
	if (!parsed) {
		struct error err;
		parsed = theme_parse(theme_default_text, "isa-grey", &theme, &err);
	}
	return &theme;
}

const struct theme *theme_none(void) {
	static struct theme theme;
	if (!theme.colourless) {
		theme = *theme_default();
		snprintf(theme.name, sizeof theme.name, "none");
		snprintf(theme.about, sizeof theme.about, "no colour at all: bold, underline, inverse");
		theme.colourless = true;
	}
	return &theme;
}

static int32_t colour_at(enum colour_depth depth, int32_t rgb, int8_t of16, int8_t of8) {
	switch (depth) {
	case COLOUR_NONE: return -1;
	case COLOUR_8: return of8;
	case COLOUR_16: return of16;
	case COLOUR_256: return rgb < 0 ? -1 : colour_nearest_256(rgb);
	case COLOUR_TRUE: break;
	}
	return rgb < 0 ? -1 : EMIT_DIRECT | rgb;
}

/* Two colours that became one of the palette: the foreground then is what stands out best. */
static int32_t apart(const struct style *s, struct pen pen, enum colour_depth depth) {
	if (pen.fg != pen.bg || pen.fg < 0 || s->fg == s->bg)
		return pen.fg;
	bool dark = colour_luminance(colour_of_palette(pen.bg)) < 0.18; /* white and black stand out alike from that */
	return depth == COLOUR_256 ? (dark ? 231 : 16) : depth == COLOUR_16 && dark ? 15 : dark ? 7 : 0;
}

static struct pen style_pen(const struct theme *t, const struct style *s, enum colour_depth depth) {
	if (t->colourless)
		depth = COLOUR_NONE;
	struct pen pen = {
		.fg = colour_at(depth, s->fg, s->fg16, s->fg8), .bg = colour_at(depth, s->bg, s->bg16, s->bg8),
		.attributes = depth == COLOUR_NONE ? s->mono : s->attributes,
	};
	pen.fg = apart(s, pen, depth);
	/* A bold basic colour is shown bright by many terminals: bold black on another colour would be a grey. */
	if ((depth == COLOUR_8 || depth == COLOUR_16) && pen.fg == 0 && pen.bg > 0)
		pen.attributes &= ~STYLE_BOLD;
	return pen;
}

struct pen theme_pen(const struct theme *t, enum role role, enum colour_depth depth) {
	return style_pen(t, &t->style[role], depth);
}

struct pen theme_page_pen(const struct theme *t, enum colour_depth depth) {
	return style_pen(t, &t->page, depth);
}
