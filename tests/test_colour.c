/* Colours as numbers, held to published values: WCAG's ends and examples, the L*a*b* of the sRGB primaries, xterm's palette. */
#include "support.h"

#include "colour.h"

static void lightness_and_contrast(void **state) {
	(void)state;
	assert_near(colour_luminance(0x000000), 0, 1e-12);
	assert_near(colour_luminance(0xffffff), 1, 1e-12);
	assert_near(colour_luminance(0xff0000), 0.2126, 1e-12);
	assert_near(colour_luminance(0x00ff00), 0.7152, 1e-12);
	assert_near(colour_luminance(0x0000ff), 0.0722, 1e-12);
	assert_near(colour_contrast(0x000000, 0xffffff), 21, 1e-9);
	assert_near(colour_contrast(0x123456, 0x123456), 1, 1e-12);
	/* The known border of level AA on white: #767676 passes, #777777 does not. */
	assert_near(colour_contrast(0x767676, 0xffffff), 4.54, 0.005);
	assert_near(colour_contrast(0xffffff, 0x777777), 4.48, 0.005);
}

static void lab_of_the_primaries(void **state) {
	(void)state;
	static const struct { int32_t rgb; double l, a, b; } known[] = {
		{ 0xffffff, 100, 0, 0 }, { 0x000000, 0, 0, 0 }, { 0xff0000, 53.24, 80.09, 67.20 }, { 0x00ff00, 87.73, -86.18, 83.18 },
		{ 0x0000ff, 32.30, 79.19, -107.86 }, { 0xffff00, 97.14, -21.55, 94.48 }, { 0x808080, 53.59, 0, 0 },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct lab c = colour_lab(known[i].rgb);
		assert_near(c.l, known[i].l, 0.02);
		assert_near(c.a, known[i].a, 0.02);
		assert_near(c.b, known[i].b, 0.02);
	}
	assert_near(colour_difference(colour_lab(0x000000), colour_lab(0xffffff)), 100, 0.02);
	assert_near(colour_difference(colour_lab(0xff0000), colour_lab(0x00ff00)), 170.57, 0.05);
	assert_near(colour_chroma(0x808080), 0, 0.02);
	assert_near(colour_chroma(0x0000ff), 133.81, 0.05);
}

static void what_is_in_the_palette_is_itself(void **state) {
	(void)state;
	for (int i = 16; i < 256; i++)
		assert_int_equal(colour_nearest_256(colour_of_palette(i)), i);
	for (int i = 0; i < 16; i++)
		assert_int_equal(colour_nearest_basic(colour_of_palette(i), 16), i);
	for (int i = 0; i < 8; i++)
		assert_int_equal(colour_nearest_basic(colour_of_palette(i), 8), i);
	assert_int_equal(colour_of_palette(16), 0x000000);
	assert_int_equal(colour_of_palette(208), 0xff8700);
	assert_int_equal(colour_of_palette(231), 0xffffff);
	assert_int_equal(colour_of_palette(232), 0x080808);
	assert_int_equal(colour_of_palette(255), 0xeeeeee);
}

/* No colour of the palette is nearer than the one that is chosen, for colours all over the space. */
static void the_nearest_is_the_nearest(void **state) {
	(void)state;
	for (int32_t rgb = 0; rgb <= 0xffffff; rgb += 77773) {
		struct lab c = colour_lab(rgb);
		double d256 = colour_difference(c, colour_lab(colour_of_palette(colour_nearest_256(rgb))));
		double d16 = colour_difference(c, colour_lab(colour_of_palette(colour_nearest_basic(rgb, 16))));
		double d8 = colour_difference(c, colour_lab(colour_of_palette(colour_nearest_basic(rgb, 8))));
		assert_in_range(colour_nearest_256(rgb), 16, 255);
		assert_in_range(colour_nearest_basic(rgb, 16), 0, 15);
		assert_in_range(colour_nearest_basic(rgb, 8), 0, 7);
		for (int i = 0; i < 256; i++) {
			double d = colour_difference(c, colour_lab(colour_of_palette(i)));
			if ((i >= 16 && d < d256 - 1e-9) || (i < 16 && d < d16 - 1e-9) || (i < 8 && d < d8 - 1e-9))
				fail_msg("#%06x: colour %d is nearer", (unsigned)rgb, i);
		}
	}
	assert_int_equal(colour_nearest_256(0xff8800), 208);
	assert_int_equal(colour_nearest_basic(0xff2010, 8), 1);
	assert_int_equal(colour_nearest_basic(0xff2010, 16), 9);
	assert_int_equal(colour_nearest_basic(0x1030ff, 8), 4);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lightness_and_contrast), cmocka_unit_test(lab_of_the_primaries), cmocka_unit_test(what_is_in_the_palette_is_itself),
		cmocka_unit_test(the_nearest_is_the_nearest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
