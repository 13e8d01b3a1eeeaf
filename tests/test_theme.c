/* Themes: what a file may say, what is refused and how it is named, and that the bundled theme keeps what is abnormal apart from what is normal,
 * in colour, with 8 colours and with none. */
#include "support.h"

#include <string.h>

#include "theme.h"

static bool parse(const char *text, struct theme *t, struct error *err) {
	return theme_parse(text, "night.theme", t, err);
}

static void a_role_takes_colours_and_attributes(void **state) {
	(void)state;
	struct theme t;
	struct error err;
	assert_true(parse("[theme]\nname = night\n[roles]\ntext = #102030/blue on #FFFFFF bold underline mono: reverse\ndim = default\n"
	                  "alarm-low = cyan dim\n", &t, &err));
	assert_string_equal(t.name, "night");
	const struct style *s = &t.style[ROLE_TEXT];
	assert_int_equal(s->fg, 0x102030);
	assert_int_equal(s->fg8, 4);
	assert_int_equal(s->bg, 0xffffff);
	assert_int_equal(s->bg8, 9);
	assert_int_equal(s->attributes, STYLE_BOLD | STYLE_UNDERLINE);
	assert_int_equal(s->mono, STYLE_REVERSE);
	s = &t.style[ROLE_DIM];
	assert_true(s->fg == -1 && s->bg == -1 && s->fg8 == 9 && s->bg8 == 9 && !s->attributes && !s->mono);
	s = &t.style[ROLE_ALARM_LOW];
	assert_int_equal(s->fg, 0x00cdcd);
	assert_int_equal(s->fg8, 6);
	assert_int_equal(s->mono, STYLE_DIM); /* without "mono:" the same */
	assert_int_equal(t.style[ROLE_ERROR].fg, -1); /* not named: plain */
}

static void mono_may_be_nothing(void **state) {
	(void)state;
	struct theme t;
	struct error err;
	assert_true(parse("[roles]\nbar = default bold mono:\n", &t, &err));
	assert_int_equal(t.style[ROLE_BAR].attributes, STYLE_BOLD);
	assert_int_equal(t.style[ROLE_BAR].mono, 0);
	assert_string_equal(t.name, "night.theme");
}

static void colours_find_their_nearest_basic(void **state) {
	(void)state;
	struct theme t;
	struct error err;
	assert_true(parse("[roles]\ntext = #ff2010\ndim = #808080\nstrong = #f0e010\ntitle = #1030ff\nframe = #eeeeee\n", &t, &err));
	assert_int_equal(t.style[ROLE_TEXT].fg8, 1);
	assert_int_equal(t.style[ROLE_DIM].fg8, 9); /* no grey among the 8 is safe on every background */
	assert_int_equal(t.style[ROLE_STRONG].fg8, 3);
	assert_int_equal(t.style[ROLE_TITLE].fg8, 4);
	assert_int_equal(t.style[ROLE_FRAME].fg8, 9);
}

static void faults_name_the_line_and_what_was_expected(void **state) {
	(void)state;
	static const struct { const char *text, *line, *word; } bad[] = {
		{ "[roles]\n\nalarm-hihg = red\n", "line 3", "did you mean \"alarm-high\"" },
		{ "[roles]\nzzzzzzzzz = red\n", "line 2", "text" },
		{ "[roles]\ntext = #12345\n", "line 2", "#rrggbb" },
		{ "[roles]\ntext = #1234567\n", "line 2", "#rrggbb" },
		{ "[roles]\ntext = #12345g\n", "line 2", "#rrggbb" },
		{ "[roles]\ntext = #123456/mauve\n", "line 2", "magenta" },
		{ "[roles]\ntext = red/blue\n", "line 2", "#rrggbb" },
		{ "[roles]\ntext =\n", "line 2", "FG" },
		{ "[roles]\ntext = red on\n", "line 2", "on" },
		{ "[roles]\ntext = red bold on blue\n", "line 2", "on BG" },
		{ "[roles]\ntext = red sparkling\n", "line 2", "sparkling" },
		{ "[roles]\ntext = red mono: blue\n", "line 2", "blue" },
		{ "[roles]\ntext = red\ntext = blue\n", "line 3", "twice" },
		{ "[rolls]\ntext = red\n", "line 2", "[roles]" },
		{ "[theme]\nnam = x\n", "line 2", "name" },
		{ "text = red\n", "line 1", "[roles]" },
		{ "[roles]\nrubbish\n", "line 2", "night.theme" },
		{ "[roles]\ntext = red bold bold bold bold bold bold bold bold bold bold bold bold bold bold bold bold bold bold bold bold bold bold bold bold\n",
		  "line 2", "words" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct theme t;
		struct error err = { "" };
		if (parse(bad[i].text, &t, &err))
			fail_msg("taken: %s", bad[i].text);
		if (!strstr(err.text, "night.theme") || !strstr(err.text, bad[i].line) || !strstr(err.text, bad[i].word))
			fail_msg("\"%s\" is told as \"%s\"", bad[i].text, err.text);
		assert_null(strchr(err.text, '\n'));
	}
}

static void names_cannot_reach_the_terminal_raw(void **state) {
	(void)state;
	struct theme t;
	struct error err;
	assert_true(parse("[theme]\nname = a\033[2Jb\n", &t, &err));
	assert_null(strchr(t.name, '\033'));
}

/* What a role looks like where there is one kind of colour. */
static bool same_look(const struct style *a, const struct style *b, int depth) {
	if (depth == 0)
		return a->mono == b->mono;
	if (depth == 8)
		return a->fg8 == b->fg8 && a->bg8 == b->bg8 && a->attributes == b->attributes;
	return a->fg == b->fg && a->bg == b->bg && a->attributes == b->attributes;
}

static void the_default_theme_keeps_alarms_apart(void **state) {
	(void)state;
	const struct theme *t = theme_default();
	assert_string_equal(t->name, "isa-grey");
	assert_ptr_equal(t, theme_default());
	static const enum role normal[] = { ROLE_TEXT, ROLE_DIM, ROLE_BAR, ROLE_BAR_EMPTY, ROLE_GO, ROLE_FRAME };
	static const enum role alarms[] = { ROLE_ALARM_MEDIUM, ROLE_ALARM_HIGH, ROLE_ALARM_UNACK, ROLE_ABNORMAL, ROLE_NOGO, ROLE_STALE, ROLE_MISSING };
	static const int depths[] = { 0, 8, 24 };
	for (size_t d = 0; d < 3; d++)
		for (size_t n = 0; n < sizeof normal / sizeof normal[0]; n++)
			for (size_t a = 0; a < sizeof alarms / sizeof alarms[0]; a++)
				if (same_look(&t->style[normal[n]], &t->style[alarms[a]], depths[d]))
					fail_msg("%s looks like %s with %d colours", role_keys[alarms[a]], role_keys[normal[n]], depths[d]);
}

static double luminance(int32_t rgb) {
	double l = 0;
	static const double weight[3] = { 0.0722, 0.7152, 0.2126 };
	for (int i = 0; i < 3; i++) {
		double c = (rgb >> (8 * i) & 255) / 255.0;
		l += weight[i] * (c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return l;
}

static double contrast(int32_t a, int32_t b) {
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
	return x > y ? x / y : y / x;
}

static void the_default_theme_is_grey_and_legible(void **state) {
	(void)state;
	const struct theme *t = theme_default();
	static const enum role normal[] = { ROLE_TEXT, ROLE_DIM, ROLE_STRONG, ROLE_TITLE, ROLE_FRAME, ROLE_BAR, ROLE_BAR_EMPTY, ROLE_LIMIT, ROLE_GO,
	                                    ROLE_SUPPLY, ROLE_LOAD, ROLE_KEY, ROLE_HEADER, ROLE_FOCUS, ROLE_MARK };
	for (size_t i = 0; i < sizeof normal / sizeof normal[0]; i++) {
		int32_t fg = t->style[normal[i]].fg;
		if (fg >= 0 && ((fg >> 16 & 255) != (fg >> 8 & 255) || (fg >> 8 & 255) != (fg & 255)))
			fail_msg("%s is normal and has a colour", role_keys[normal[i]]);
	}
	for (int i = 0; i < ROLE_COUNT; i++) {
		const struct style *s = &t->style[i];
		if (s->fg < 0 || i == ROLE_BAR_EMPTY || i == ROLE_SUPPLY || i == ROLE_FRAME || i == ROLE_BAR)
			continue; /* areas and rules, not text */
		if (s->bg >= 0)
			assert_true(contrast(s->fg, s->bg) >= 4.5);
		else if (contrast(s->fg, 0x000000) < 4.5 || contrast(s->fg, 0xffffff) < 2.9)
			fail_msg("%s: %.2f on black, %.2f on white", role_keys[i], contrast(s->fg, 0x000000), contrast(s->fg, 0xffffff));
	}
	assert_false(t->style[ROLE_ALARM_HIGH].fg == t->style[ROLE_NOGO].fg); /* alarm colours are used nowhere else */
}

static void the_256_cube(void **state) {
	(void)state;
	assert_int_equal(theme_nearest_256(0x000000), 16);
	assert_int_equal(theme_nearest_256(0xffffff), 231);
	assert_int_equal(theme_nearest_256(0xff8700), 208);
	assert_int_equal(theme_nearest_256(0x808080), 244);
	assert_int_equal(theme_nearest_256(0x0000ff), 21);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_role_takes_colours_and_attributes), cmocka_unit_test(mono_may_be_nothing),
		cmocka_unit_test(colours_find_their_nearest_basic), cmocka_unit_test(faults_name_the_line_and_what_was_expected),
		cmocka_unit_test(names_cannot_reach_the_terminal_raw), cmocka_unit_test(the_default_theme_keeps_alarms_apart),
		cmocka_unit_test(the_default_theme_is_grey_and_legible), cmocka_unit_test(the_256_cube),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
