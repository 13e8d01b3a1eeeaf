/* Pictures: SVG that is well-formed whatever stands in the grid, text placed to the cell, SGR only where the role changes. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "picture.h"
#include "utf8.h"

static struct theme theme;

static struct grid make(int w, int h, bool ascii) {
	struct grid g;
	grid_init(&g);
	g.ascii = ascii;
	grid_resize(&g, w, h);
	theme.page = (struct style){ .fg = -1, .bg = -1, .fg16 = -1, .bg16 = -1, .fg8 = -1, .bg8 = -1 };
	for (int i = 0; i < ROLE_COUNT; i++)
		theme.style[i] = theme.page;
	theme.style[ROLE_ALARM_HIGH] = (struct style){ .fg = 0xff8700, .bg = -1, .fg16 = 11, .bg16 = -1, .fg8 = 3, .bg8 = -1, .attributes = STYLE_BOLD, .mono = STYLE_REVERSE };
	theme.style[ROLE_BANNER] = (struct style){ .fg = 0x000000, .bg = 0xb0b0b0, .fg16 = 0, .bg16 = 7, .fg8 = 0, .bg8 = 7, .attributes = 0, .mono = STYLE_BOLD };
	return g;
}

static const char *text_of(const struct buf *b) {
	return b->data ? b->data : "";
}

static size_t count_of(const char *text, const char *part) {
	size_t n = 0;
	for (const char *p = text; (p = strstr(p, part)); p += strlen(part))
		n++;
	return n;
}

/* A small XML reader, enough to find what browsers refuse: tags that do not nest, a stray '<' or '&', attributes without quotes, characters
 * that XML does not know. Returns what is wrong, or NULL. */
static const char *xml_fault(const char *p) {
	char open[16][32];
	int depth = 0, roots = 0;
	if (!strncmp(p, "<?xml", 5))
		p = strstr(p, "?>") + 2;
	while (*p) {
		if (*p == '&') {
			const char *end = strchr(p, ';');
			if (!end || end - p > 6)
				return "bare &";
			p = end + 1;
		} else if ((unsigned char)*p < 32 && *p != '\n') {
			return "control character";
		} else if (*p != '<') {
			if (!depth && *p != '\n')
				return "text outside";
			p++;
		} else if (p[1] == '/') {
			size_t n = strcspn(p + 2, ">");
			if (!depth || strlen(open[depth - 1]) != n || strncmp(open[depth - 1], p + 2, n))
				return "end tag does not match";
			depth--;
			p += n + 3;
		} else {
			size_t n = strcspn(p + 1, " />\n");
			if (depth == 16 || n == 0 || n > 31 || (!depth && roots++))
				return "tag";
			snprintf(open[depth], 32, "%.*s", (int)n, p + 1);
			for (p += n + 1; *p == ' ';) {
				p += 1 + strcspn(p + 1, "= ></\"");
				if (strncmp(p, "=\"", 2))
					return "attribute without quotes";
				size_t value = strcspn(p + 2, "\"<");
				if (p[2 + value] != '"')
					return "attribute not closed";
				p += 3 + value;
			}
			if (*p == '/')
				p++;
			else
				depth++;
			if (*p++ != '>')
				return "tag not closed";
		}
	}
	return depth || roots != 1 ? "not closed" : NULL;
}

static void svg_is_well_formed(void **state) {
	(void)state;
	struct grid g = make(60, 12, false);
	put_text(&g, grid_rect(&g), 0, 0, ROLE_TEXT, "a<b & \"c\" 'd' ]]> --> é ≥ ● ✖ ⣿⡇ ▁▂▃▄▅▆▇█▏▎▍▌▋▊▉ ░▒▓ ▔▕▐▀");
	put_text(&g, grid_rect(&g), 0, 1, ROLE_ALARM_HIGH, "╭─┬╮│├┼┤╰┴╯└┘┌┐╱");
	put_text(&g, grid_rect(&g), 0, 2, ROLE_BANNER, "  BANNER  ");
	for (int i = 0; i < ROLE_COUNT; i++)
		put_text(&g, grid_rect(&g), i, 3, (enum role)i, "x");
	struct buf b = { 0 };
	picture_svg(&g, &theme, "<title> & \x01 more", &b);
	const char *fault = xml_fault(b.data);
	if (fault)
		fail_msg("%s in\n%s", fault, b.data);
	assert_non_null(strstr(b.data, "&lt;title&gt; &amp; ? more"));
	assert_null(strstr(b.data, "<b &"));
	assert_null(strstr(b.data, "href"));
	buf_free(&b);
	grid_free(&g);
}

static void the_xml_reader_of_this_test_can_fail(void **state) {
	(void)state;
	assert_null(xml_fault("<a x=\"1\"><b/>t&amp;</a>\n"));
	assert_non_null(xml_fault("<a><b></a></b>"));
	assert_non_null(xml_fault("<a>x & y</a>"));
	assert_non_null(xml_fault("<a x=1/>"));
	assert_non_null(xml_fault("<a>"));
	assert_non_null(xml_fault("<a>\x02</a>"));
	assert_non_null(xml_fault("<a/><a/>"));
}

static void svg_text_stands_in_its_cells(void **state) {
	(void)state;
	struct grid g = make(40, 2, false);
	put_text(&g, grid_rect(&g), 10, 1, ROLE_TEXT, "G07 loaded  88");
	put_text(&g, grid_rect(&g), 30, 1, ROLE_TEXT, "●");
	struct buf b = { 0 };
	picture_svg(&g, &theme, "t", &b);
	/* "G07 loaded" is one run of 10 cells at cell 10; the double blank parts it from "88" at cell 22. */
	assert_non_null(strstr(b.data, "<text x=\"90.00\" y=\"32.00\" fill=\"#c8ccd0\" textLength=\"90.00\""));
	assert_non_null(strstr(b.data, ">G07 loaded</text>"));
	assert_non_null(strstr(b.data, "<text x=\"198.00\""));
	assert_non_null(strstr(b.data, "<text x=\"274.50\" y=\"32.00\" fill=\"#c8ccd0\" text-anchor=\"middle\">●</text>"));
	buf_free(&b);
	grid_free(&g);
}

static void blocks_become_shapes(void **state) {
	(void)state;
	struct grid g = make(10, 1, false);
	put_text(&g, grid_rect(&g), 0, 0, ROLE_TEXT, "████▌⠁──");
	struct buf b = { 0 };
	picture_svg(&g, &theme, "t", &b);
	assert_int_equal(count_of(b.data, "<text"), 0);
	assert_non_null(strstr(b.data, "<rect x=\"0.00\" y=\"0.00\" width=\"36.00\" height=\"18.00\""));
	assert_non_null(strstr(b.data, "<rect x=\"36.00\" y=\"0.00\" width=\"4.50\" height=\"18.00\""));
	assert_non_null(strstr(b.data, "d=\"M54.00 9.00H72.00\""));
	assert_int_equal(count_of(b.data, "<rect"), 1 + 3); /* the page, ████, ▌, one dot */
	buf_free(&b);
	grid_free(&g);
}

static void ansi_changes_only_with_the_role(void **state) {
	(void)state;
	struct grid g = make(12, 2, false);
	put_text(&g, grid_rect(&g), 0, 0, ROLE_TEXT, "ok ");
	put_text(&g, grid_rect(&g), 3, 0, ROLE_ALARM_HIGH, "TRIP");
	struct buf b = { 0 };
	picture_ansi(&g, &theme, COLOUR_TRUE, &b);
	assert_string_equal(b.data, "\033[0mok \033[0;1;38;2;255;135;0mTRIP\033[0m\n\n");
	buf_clear(&b);
	picture_ansi(&g, &theme, COLOUR_256, &b);
	assert_string_equal(b.data, "\033[0mok \033[0;1;38;5;208mTRIP\033[0m\n\n");
	buf_clear(&b);
	picture_ansi(&g, &theme, COLOUR_8, &b);
	assert_string_equal(b.data, "\033[0mok \033[0;1;33mTRIP\033[0m\n\n");
	buf_clear(&b);
	picture_ansi(&g, &theme, COLOUR_NONE, &b);
	assert_string_equal(b.data, "\033[0mok \033[0;7mTRIP\033[0m\n\n");
	buf_free(&b);
	grid_free(&g);
}

static void ansi_keeps_blanks_that_show(void **state) {
	(void)state;
	struct grid g = make(6, 1, false);
	put_text(&g, grid_rect(&g), 0, 0, ROLE_BANNER, "A   ");
	struct buf b = { 0 };
	picture_ansi(&g, &theme, COLOUR_8, &b);
	assert_string_equal(b.data, "\033[0;30;47mA   \033[0m\n");
	buf_clear(&b);
	picture_ansi(&g, &theme, COLOUR_NONE, &b);
	assert_string_equal(b.data, "\033[0;1mA\033[0m\n");
	buf_free(&b);
	grid_free(&g);
}

static void html_and_text(void **state) {
	(void)state;
	struct grid g = make(8, 2, false);
	put_text(&g, grid_rect(&g), 0, 0, ROLE_ALARM_HIGH, "a<b>&  ");
	struct buf b = { 0 };
	picture_html(&g, &theme, "</title><script>", &b);
	assert_non_null(strstr(b.data, "<span class=\"alarm-high\">a&lt;b&gt;&amp;</span>\n"));
	assert_null(strstr(b.data, "<script"));
	buf_clear(&b);
	picture_text(&g, &b);
	assert_string_equal(b.data, "a<b>&\n\n");
	buf_free(&b);
	grid_free(&g);
}

static void every_size_and_character_is_taken(void **state) {
	(void)state;
	for (int w = 0; w < 4; w++)
		for (int h = 0; h < 3; h++) {
			struct grid g = make(w, h, false);
			struct buf b = { 0 };
			picture_svg(&g, &theme, "", &b);
			assert_null(xml_fault(text_of(&b)));
			picture_ansi(&g, &theme, COLOUR_TRUE, &b);
			picture_html(&g, &theme, "", &b);
			picture_text(&g, &b);
			buf_free(&b);
			grid_free(&g);
		}
	struct grid g = make(256, 1, false);
	for (uint32_t page = 0; page < 0x3000; page += 256) {
		for (int x = 0; x < 256; x++)
			put_char(&g, grid_rect(&g), x, 0, ROLE_TEXT, page + (uint32_t)x);
		struct buf b = { 0 };
		picture_svg(&g, &theme, "", &b);
		const char *fault = xml_fault(b.data);
		if (fault)
			fail_msg("%s in page %x", fault, (unsigned)page);
		buf_free(&b);
	}
	grid_free(&g);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(svg_is_well_formed), cmocka_unit_test(the_xml_reader_of_this_test_can_fail),
		cmocka_unit_test(svg_text_stands_in_its_cells), cmocka_unit_test(blocks_become_shapes),
		cmocka_unit_test(ansi_changes_only_with_the_role), cmocka_unit_test(ansi_keeps_blanks_that_show),
		cmocka_unit_test(html_and_text), cmocka_unit_test(every_size_and_character_is_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
