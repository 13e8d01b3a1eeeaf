/* Colours as numbers: how light one is, how far two are apart, and which of a terminal's palette is nearest. Pure.
 * A colour is 0xRRGGBB in sRGB (IEC 61966-2-1).
 *   relative luminance, contrast   WCAG 2.1, definitions "relative luminance" and "contrast ratio"
 *   L*, a*, b*, difference         CIE 15:2004, 8.2.1 (CIE 1976 L*a*b*, white D65); the difference is the Euclidean one of 8.2.1.3
 *   the palette                    xterm: 16 basic colours, a cube of 6 x 6 x 6, 24 greys */
#ifndef MWTOP_COLOUR_H
#define MWTOP_COLOUR_H

#include <stdint.h>

struct lab { double l, a, b; };

/* 0 (black) to 1 (white). */
double colour_luminance(int32_t rgb);
/* 1 (the same) to 21 (black and white). */
double colour_contrast(int32_t a, int32_t b);
struct lab colour_lab(int32_t rgb);
/* 0 (the same) to about 258; some 2.3 can just be told apart. */
double colour_difference(struct lab a, struct lab b);
/* How far from grey, 0 to about 134. */
double colour_chroma(int32_t rgb);

/* What xterm shows for a colour of its palette, 0 to 255; 0 to 15 are often changed by users. */
int32_t colour_of_palette(int index);
/* The nearest of colours 16 to 255 of the palette, which no user changes. One that is in it is itself. */
int colour_nearest_256(int32_t rgb);
/* The nearest of the first `count` (8 or 16) of the palette. */
int colour_nearest_basic(int32_t rgb, int count);

#endif
