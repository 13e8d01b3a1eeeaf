/* What the tests on a terminal assert. */
#ifndef MWTOP_PTY_ASSERTS_H
#define MWTOP_PTY_ASSERTS_H

#include "pty/harness.h"
#include "support.h"

#define assert_shows(p, text) \
	do { \
		if (!pty_wait_text(p, text, true, PTY_LIMIT_MS)) \
			fail_msg("\"%s\" is not on the screen:\n%s", text, pty_screen(p)); \
	} while (0)
#define assert_hides(p, text) \
	do { \
		if (!pty_wait_text(p, text, false, PTY_LIMIT_MS)) \
			fail_msg("\"%s\" is still on the screen:\n%s", text, pty_screen(p)); \
	} while (0)
/* After the end, or while stopped: the terminal is as it was, and was asked nothing. */
#define assert_restored(p) \
	do { \
		assert_true(pty_modes_restored(p)); \
		assert_false(pty_alternate(p)); \
		assert_true(pty_cursor_visible(p)); \
		assert_false(pty_mouse(p)); \
		assert_int_equal(pty_answers(p), 0); \
	} while (0)

#endif
