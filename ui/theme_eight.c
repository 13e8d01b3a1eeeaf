/* The colours of a theme on a terminal of eight, where what it names does not have its colour: a bright blue is a dark one there, which nobody reads on
 * black. Always true: a colour that a theme names among the eight stays as it is, but one that an alarm has to take is the alarm's alone. */
#include "theme_parts.h"

#include "colour.h"

#define HUES_FROM 1 /* of the eight: black and white, at both ends, are what is well */
#define HUES_END 7

/* What is behind it. Terminals of eight colours are consoles: where neither theme nor terminal is said to be light they are black. */
static int32_t behind(const struct theme *t, const struct style *s) {
	return s->bg8 >= 0 ? colour_of_palette(s->bg8) : t->terminal == TERMINAL_LIGHT ? 0xffffff : 0x000000;
}

static bool is_hard_to_read(const struct theme *t, enum role role) {
	const struct style *s = &t->style[role];
	bool made = s->fg8_made && s->fg8 >= 0 && s->fg8 != s->bg8 && theme_contrast_needed(role) > 0; /* where both became one the pen parts them */
	return made && colour_contrast(colour_of_palette(s->fg8), behind(t, s)) < THEME_CONTRAST_AREA;
}

static bool is_of_an_alarm(const struct theme *t, int colour) {
	for (int i = 0; i < ROLE_COUNT; i++)
		if (theme_role_is_alarm((enum role)i) && (t->style[i].fg8 == colour || t->style[i].bg8 == colour))
			return true;
	return false;
}

/* The nearest of those that are read well and are no alarm's; -1: none. */
static int readable(const struct theme *t, const struct style *s) {
	struct lab wanted = colour_lab(s->fg);
	int best = -1;
	double least = 1e9;
	for (int i = HUES_FROM; i < HUES_END; i++) {
		double far = colour_difference(wanted, colour_lab(colour_of_palette(i)));
		if (far < least && !is_of_an_alarm(t, i) && colour_contrast(colour_of_palette(i), behind(t, s)) >= THEME_CONTRAST) {
			best = i;
			least = far;
		}
	}
	return best;
}

static void yield_to_alarm(struct theme *t, int colour) {
	for (int i = 0; i < ROLE_COUNT; i++)
		if (!theme_role_is_alarm((enum role)i) && t->style[i].fg8 == colour)
			t->style[i].fg8 = t->page.fg8;
}

void theme_choose_eight(struct theme *t) {
	for (int alarms = 1; alarms >= 0; alarms--) /* they come first */
		for (int i = 0; i < ROLE_COUNT; i++) {
			if (theme_role_is_alarm((enum role)i) != alarms || !is_hard_to_read(t, (enum role)i))
				continue;
			int colour = readable(t, &t->style[i]);
			if (alarms && colour < 0) /* dark is better than what is well */
				continue;
			if (alarms)
				yield_to_alarm(t, colour);
			t->style[i].fg8 = (int8_t)(colour < 0 ? t->page.fg8 : colour);
		}
}
