/* Words in too little room: cut at the end of a word, or over several rows. */
#ifndef MWTOP_WRAP_H
#define MWTOP_WRAP_H

#include "cells.h"

/* In `width` cells; what is too long ends at a word, where that keeps a third of the room, and with "…" if `mark`. Returns the x after it. */
int put_words(struct grid *g, struct rect r, int x, int y, int width, enum role role, const char *text, bool mark);
/* From (x, y) down to the right edge of r in at most `most` rows, each begun with a word; the last as put_words with a mark. A word that is longer
 * than a row is broken. Returns the rows it takes. With g NULL nothing is drawn. */
int put_wrapped(struct grid *g, struct rect r, int x, int y, int most, enum role role, const char *text);

#endif
