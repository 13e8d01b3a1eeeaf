/* The shortest motion and change of style, byte for byte. */
#include "support.h"

#include <string.h>

#include "emit_text.h"

static void says(const struct emit_text *t, const char *expected) {
	if (t->len != strlen(expected) || memcmp(t->at, expected, t->len) != 0)
		fail_msg("%.*s is not %s", (int)t->len, t->at, expected);
}

static void motions(void **state) {
	(void)state;
	static const struct { int x, y, to_x, to_y; const char *bytes; } cases[] = {
		{ 3, 4, 3, 4, "" }, { -1, -1, 0, 0, "\033[H" }, { -1, -1, 4, 9, "\033[10;5H" }, { 5, 2, 0, 2, "\r" }, { 5, 2, 3, 2, "\b\b" }, { 5, 2, 6, 2, "\033[C" },
		{ 5, 2, 5, 3, "\n" }, { 5, 2, 0, 4, "\r\n\n" }, { -1, 2, 4, 2, "\033[5G" }, { 170, 2, 165, 2, "\033[5D" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct emit_text t;
		emit_motion(cases[i].x, cases[i].y, cases[i].to_x, cases[i].to_y, &t);
		says(&t, cases[i].bytes);
	}
}

static void styles(void **state) {
	(void)state;
	const struct pen bold = { 1, -1, STYLE_BOLD }, red = { 1, -1, 0 }, bright = { 9, 12, 0 }, cube = { 200, -1, 0 };
	struct emit_text t;
	emit_style_change(&red, true, &red, &t);
	says(&t, "");
	emit_style_change(&red, true, &bold, &t);
	says(&t, "\033[1m");
	emit_style_change(&bold, true, &red, &t);
	says(&t, "\033[22m");
	emit_style_change(&bold, true, &emit_plain, &t);
	says(&t, "\033[m");
	emit_style_change(&bold, false, &red, &t);
	says(&t, "\033[0;31m");
	emit_style_change(&emit_plain, true, &bright, &t);
	says(&t, "\033[91;104m");
	emit_style_change(&emit_plain, true, &cube, &t);
	says(&t, "\033[38;5;200m");
	assert_int_equal(emit_style_cost(&red, true, &bold), 4);
	assert_true(emit_pen_same(&red, &red) && !emit_pen_same(&red, &bold));
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(motions), cmocka_unit_test(styles) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
