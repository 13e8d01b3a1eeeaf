/* A drawn grid as a picture: plain text, text with SGR colours, HTML, SVG. Pure: appends to a buffer. What stands in the grid is already one
 * printable character a cell; here it is only escaped for its form. The SVG is whole in itself and aligns everywhere: text is placed
 * run by run with its exact length, and blocks, box lines and braille are drawn as shapes rather than left to a font. */
#ifndef MWTOP_PICTURE_H
#define MWTOP_PICTURE_H

#include "cells.h"
#include "theme.h"

/* Rows ended by newlines, without trailing blanks. */
void picture_text(const struct grid *g, struct buf *out);
/* The same with SGR sequences for that depth of colour, each row ended in the plain state; COLOUR_NONE uses the attributes for no colours. */
void picture_ansi(const struct grid *g, const struct theme *theme, enum colour_depth depth, struct buf *out);
/* A whole HTML page, without scripts or links. */
void picture_html(const struct grid *g, const struct theme *theme, const char *title, struct buf *out);
/* A whole SVG document. */
void picture_svg(const struct grid *g, const struct theme *theme, const char *title, struct buf *out);

/* Adds text with the five characters that mean something in XML escaped; characters that XML forbids become '?'. */
void picture_add_escaped(struct buf *out, const char *text);

#endif
