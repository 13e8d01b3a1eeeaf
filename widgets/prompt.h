/* The line where one types, as it is shown: a label, the text scrolled so that the cursor is seen, the cursor. Editing is the app's. */
#ifndef MWTOP_PROMPT_H
#define MWTOP_PROMPT_H

#include "cells.h"

/* In row y of r. `cursor` is a byte offset into text; a text longer than the room is scrolled. */
void prompt_draw(struct grid *g, struct rect r, int y, const char *label, const char *text, int cursor);

#endif
