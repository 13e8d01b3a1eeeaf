/* Colours as numbers; see colour.h. What is near is decided in L*a*b*, where equal distances look about equally large; in sRGB a dark blue and
 * a black, or an orange and a brown, are farther apart or nearer than they look. */
#include "colour.h"

#include <math.h>
#include <stdbool.h>

#define PALETTE 256
#define FIXED_FROM 16 /* of the palette: the cube and the greys */
#define GREYS_FROM 232

/* A channel as light: 0 to 1. */
static double linear(int32_t rgb, int shift) {
	double c = (rgb >> shift & 255) / 255.0;
	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

double colour_luminance(int32_t rgb) {
	return 0.2126 * linear(rgb, 16) + 0.7152 * linear(rgb, 8) + 0.0722 * linear(rgb, 0);
}

double colour_contrast(int32_t a, int32_t b) {
	double x = colour_luminance(a) + 0.05, y = colour_luminance(b) + 0.05;
	return x > y ? x / y : y / x;
}

static double lab_root(double t) {
	return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

struct lab colour_lab(int32_t rgb) {
	double r = linear(rgb, 16), g = linear(rgb, 8), b = linear(rgb, 0);
	double x = lab_root((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
	double y = lab_root(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
	double z = lab_root((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
	return (struct lab){ 116 * y - 16, 500 * (x - y), 200 * (y - z) };
}

static double square(double x) {
	return x * x;
}

static double distance2(struct lab a, struct lab b) {
	return square(a.l - b.l) + square(a.a - b.a) + square(a.b - b.b);
}

double colour_difference(struct lab a, struct lab b) {
	return sqrt(distance2(a, b));
}

double colour_chroma(int32_t rgb) {
	struct lab c = colour_lab(rgb);
	return hypot(c.a, c.b);
}

int32_t colour_of_palette(int index) {
	static const int32_t basic[FIXED_FROM] = {
		0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
	};
	static const int32_t level[6] = { 0, 95, 135, 175, 215, 255 };
	if (index < FIXED_FROM)
		return basic[index < 0 ? 0 : index];
	if (index >= GREYS_FROM)
		return (8 + 10 * (index - GREYS_FROM)) * 0x010101;
	index -= FIXED_FROM;
	return level[index / 36] << 16 | level[index / 6 % 6] << 8 | level[index % 6];
}

/* The nearest of the palette from `from` up to, not including, `to`; of equals the first. */
static int nearest(int32_t rgb, int from, int to) {
	static struct lab palette[PALETTE]; /* worked out once */
	static bool known;
	for (int i = 0; i < PALETTE && !known; i++)
		palette[i] = colour_lab(colour_of_palette(i));
	known = true;
	struct lab wanted = colour_lab(rgb);
	int best = from;
	for (int i = from + 1; i < to; i++)
		if (distance2(wanted, palette[i]) < distance2(wanted, palette[best]))
			best = i;
	return best;
}

int colour_nearest_256(int32_t rgb) {
	return nearest(rgb, FIXED_FROM, PALETTE);
}

int colour_nearest_basic(int32_t rgb, int count) {
	return nearest(rgb, 0, count < FIXED_FROM ? 8 : FIXED_FROM);
}
