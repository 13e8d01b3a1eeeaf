/* The parts of reading a theme. */
#ifndef MWTOP_THEME_PARTS_H
#define MWTOP_THEME_PARTS_H

#include "theme.h"

/* After all roles are known: where a colour was made for a terminal of eight and cannot be read there, takes another one. */
void theme_choose_eight(struct theme *t);
/* Whether a theme has a section of that name: [theme] or [roles]. */
bool theme_has_section(const char *name, size_t length);

#endif
