/* Bytes to keys: a table of what terminals send, each row whole and cut at every byte. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "term_keys.h"

#define KEYS_MOST 16

struct row {
	const char *bytes;
	uint32_t keys[6]; /* 0 ended */
};

static const struct row rows[] = {
	/* characters */
	{ "q", { 'q' } }, { " ", { ' ' } }, { "aZ9~", { 'a', 'Z', '9', '~' } },
	{ "\t", { KEYCODE_TAB } }, { "\r", { KEYCODE_ENTER } }, { "\n", { KEYCODE_ENTER } },
	{ "\177", { KEYCODE_BACKSPACE } }, { "\b", { KEYCODE_BACKSPACE } },
	{ "\x03", { KEY_CTRL('c') } }, { "\x0c", { KEY_CTRL('l') } }, { "\x1a", { KEY_CTRL('z') } }, { "\x13", { KEY_CTRL('s') } },
	{ "\xc3\xa9", { 0xe9 } }, { "\xe2\x82\xac", { 0x20ac } }, { "\xf0\x9f\x98\x80", { 0x1f600 } },
	{ "a\xc3\xa9z", { 'a', 0xe9, 'z' } },
	/* no characters: swallowed, what follows is not */
	{ "\xc3z", { 'z' } }, { "\x80\xbf\xffz", { 'z' } }, { "\xc2\x9bz", { 'z' } }, { "\xed\xa0\x80z", { 'z' } }, { "\xe2\x82q", { 'q' } },
	{ "\xc0\xafz", { 'z' } }, { "\xf4\x90\x80\x80z", { 'z' } }, { "\xe0\x80\xafz", { 'z' } },
	/* arrows: normal, application, modified in the forms of xterm, rxvt and older ones */
	{ "\033[A\033[B\033[C\033[D", { KEYCODE_UP, KEYCODE_DOWN, KEYCODE_RIGHT, KEYCODE_LEFT } },
	{ "\033OA\033OB\033OC\033OD", { KEYCODE_UP, KEYCODE_DOWN, KEYCODE_RIGHT, KEYCODE_LEFT } },
	{ "\033[1;5A\033[1;2B\033[1;3C\033[1;6D", { KEYCODE_UP, KEYCODE_DOWN, KEYCODE_RIGHT, KEYCODE_LEFT } },
	{ "\033[a\033[d\033Oc\033Ob", { KEYCODE_UP, KEYCODE_LEFT, KEYCODE_RIGHT, KEYCODE_DOWN } },
	{ "\033[5C\033O5D\033O1;2A", { KEYCODE_RIGHT, KEYCODE_LEFT, KEYCODE_UP } },
	{ "\033\033[A", { KEYCODE_UP } }, { "\033\033OB", { KEYCODE_DOWN } }, { "\033[1;2:3A", { KEYCODE_UP } },
	/* Home, End, Page, Delete */
	{ "\033[H\033OH\033[1~\033[7~\033[1;5H", { KEYCODE_HOME, KEYCODE_HOME, KEYCODE_HOME, KEYCODE_HOME, KEYCODE_HOME } },
	{ "\033[F\033OF\033[4~\033[8~\033[1;5F", { KEYCODE_END, KEYCODE_END, KEYCODE_END, KEYCODE_END, KEYCODE_END } },
	{ "\033[5~\033[6~\033[3~", { KEYCODE_PGUP, KEYCODE_PGDN, KEYCODE_DELETE } },
	{ "\033[5;5~\033[6;2~\033[3;5~", { KEYCODE_PGUP, KEYCODE_PGDN, KEYCODE_DELETE } },
	{ "\033[5^\033[6$\033[7@", { KEYCODE_PGUP, KEYCODE_PGDN, KEYCODE_HOME } },
	{ "\033[Z", { KEYCODE_BACKTAB } },
	/* F1 to F4 of xterm, VT, the Linux console; others are unknown */
	{ "\033OP\033OQ\033OR\033OS", { KEYCODE_F1, KEYCODE_F2, KEYCODE_F3, KEYCODE_F4 } },
	{ "\033[11~\033[12~\033[13~\033[14~", { KEYCODE_F1, KEYCODE_F2, KEYCODE_F3, KEYCODE_F4 } },
	{ "\033[[A\033[[B\033[[C\033[[D", { KEYCODE_F1, KEYCODE_F2, KEYCODE_F3, KEYCODE_F4 } },
	{ "\033[P\033[Q\033[S", { KEYCODE_F1, KEYCODE_F2, KEYCODE_F4 } },
	{ "\033[[Eq", { 'q' } }, { "\033[15~q", { 'q' } }, { "\033[24;5~q", { 'q' } }, { "\033[1;2Pq", { 'q' } }, { "\033[11;2~q", { 'q' } },
	{ "\033[2~q", { 'q' } },
	/* the number pad */
	{ "\033Op\033Oy\033Ok\033Om\033OM", { '0', '9', '+', '-', KEYCODE_ENTER } },
	/* Esc and a key that came with it */
	{ "\033qz", { KEYCODE_ESC, 'q', 'z' } }, { "\033 z", { KEYCODE_ESC, ' ', 'z' } },
	/* swallowed: Alt with what is no letter, paste markers, mouse, focus, answers, what nobody knows */
	{ "\033\rz", { 'z' } }, { "\033\177z", { 'z' } }, { "\033\xc3\xa9z", { 'z' } },
	{ "\033[200~ab\033[201~", { 'a', 'b' } },
	{ "\033[M !!q", { 'q' } }, { "\033[M\033\003qz", { 'z' } }, { "\033[32;12;34Mq", { 'q' } },
	{ "\033[I\033[Oq", { 'q' } },
	/* the mouse: what it did stands in the other table */
	{ "\033[<0;12;34M\033[<0;12;34mq", { KEYCODE_MOUSE, KEYCODE_MOUSE, 'q' } }, { "a\033[<65;1;1Mb", { 'a', KEYCODE_MOUSE, 'b' } },
	/* reports that are none: too few or too many numbers, none at all, cells that are none, motion without a button, further buttons and wheels */
	{ "\033[<0;12Mq", { 'q' } }, { "\033[<0;1;2;3Mq", { 'q' } }, { "\033[<Mq", { 'q' } }, { "\033[<;;Mq", { 'q' } }, { "\033[<0;0;5Mq", { 'q' } },
	{ "\033[<0;5;0Mq", { 'q' } }, { "\033[<0;99999;5Mq", { 'q' } }, { "\033[<0;5;99999999999999999999Mq", { 'q' } }, { "\033[<35;5;5Mq", { 'q' } },
	{ "\033[<66;5;5Mq", { 'q' } }, { "\033[<67;5;5Mq", { 'q' } }, { "\033[<64;5;5mq", { 'q' } }, { "\033[<96;5;5Mq", { 'q' } }, { "\033[<128;5;5Mq", { 'q' } },
	{ "\033[<3;5;5Mq", { 'q' } }, { "\033[<99999;5;5Mq", { 'q' } }, { "\033[0<0;5;5Mq", { 'q' } }, { "\033[?<0;5;5Mq", { 'q' } }, { "\033[<?0;5;5Mq", { 'q' } },
	{ "\033[<0;5;5Aq", { 'q' } }, { "\033[<0;5;\003", { KEY_CTRL('c') } },
	{ "\033[12;40Rq", { 'q' } }, { "\033[?62;1;4cq", { 'q' } }, { "\033[>41;354;0cq", { 'q' } }, { "\033[0nq", { 'q' } },
	{ "\033[8;24;80tq", { 'q' } }, { "\033[?2026;2$yq", { 'q' } }, { "\033[4;1$yq", { 'q' } }, { "\033[27;5;9~q", { 'q' } },
	{ "\033[97;5uq", { 'q' } }, { "\033[99999999999999999999~q", { 'q' } }, { "\033[1;2;3;4;5;6;7;8;9;10;11;12zq", { 'q' } },
	{ "\033]11;rgb:0000/0000/0000\033\\q", { 'q' } }, { "\033]11;rgb:ff/ff/ff\aq", { 'q' } }, { "\033P>|term 1.0\033\\q", { 'q' } },
	{ "\033_Gi=1;OK\033\\q", { 'q' } }, { "\033]0;a\033[Aq", { KEYCODE_UP, 'q' } },
	/* what ends a sequence that is open */
	{ "\033[1;\x03", { KEY_CTRL('c') } }, { "\033]0;abc\x03q", { KEY_CTRL('c'), 'q' } }, { "\033\x03q", { KEY_CTRL('c'), 'q' } },
	{ "\033[12\030q", { 'q' } }, { "\033[12\033[A", { KEYCODE_UP } }, { "\033[1\xc3q", { 'q' } },
};

/* Mouse reports, and what each says. */
static const struct { const char *bytes; struct mouse mouse; } reports[] = {
	{ "\033[<0;1;1M", { MOUSE_PRESS, 0, 0, 0 } }, { "\033[<0;80;24m", { MOUSE_RELEASE, 0, 79, 23 } }, { "\033[<1;3;4M", { MOUSE_PRESS, 1, 2, 3 } },
	{ "\033[<2;3;4M", { MOUSE_PRESS, 2, 2, 3 } }, { "\033[<32;200;60M", { MOUSE_DRAG, 0, 199, 59 } }, { "\033[<34;5;6M", { MOUSE_DRAG, 2, 4, 5 } },
	{ "\033[<64;7;8M", { MOUSE_WHEEL_UP, 0, 6, 7 } }, { "\033[<65;7;8M", { MOUSE_WHEEL_DOWN, 0, 6, 7 } },
	{ "\033[<4;7;8M", { MOUSE_PRESS, 0, 6, 7 } }, { "\033[<92;7;8M", { MOUSE_WHEEL_UP, 0, 6, 7 } }, /* with Shift, Alt and Ctrl */
	{ "\033[<0;9998;9998M", { MOUSE_PRESS, 0, 9997, 9997 } },
};

/* All keys that come now, at that moment. */
static int take(struct keys *k, int64_t now_ms, uint32_t *out, int count, int *wait_ms) {
	uint32_t key;

	while ((key = keys_next(k, now_ms, wait_ms)) != KEYCODE_NONE)
		if (count < KEYS_MOST)
			out[count++] = key;
	return count;
}

static void assert_keys(const struct row *row, const char *how, size_t cut, const uint32_t *got, int count) {
	int wanted = 0;

	while (wanted < 6 && row->keys[wanted])
		wanted++;
	if (count == wanted && memcmp(got, row->keys, (size_t)count * sizeof *got) == 0)
		return;
	print_error("row %d, %s, cut at %zu: %d keys, wanted %d; first 0x%x\n", (int)(row - rows), how, cut, count, wanted, count ? got[0] : 0);
	fail();
}

static void test_whole(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct keys k = { 0 };
		uint32_t got[KEYS_MOST];
		int wait_ms;

		keys_feed(&k, rows[i].bytes, strlen(rows[i].bytes), 1000);
		assert_keys(&rows[i], "whole", 0, got, take(&k, 1000, got, 0, &wait_ms));
		assert_int_equal(wait_ms, 0);
	}
}

/* Whole, and in two reads cut at every byte. */
static void test_mouse(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
		size_t len = strlen(reports[i].bytes);
		for (size_t cut = 0; cut < len; cut++) {
			struct keys k = { 0 };
			int wait_ms;
			keys_feed(&k, reports[i].bytes, cut, 1000);
			assert_int_equal(keys_next(&k, 1000, &wait_ms), KEYCODE_NONE);
			keys_feed(&k, reports[i].bytes + cut, len - cut, 1040);
			assert_int_equal(keys_next(&k, 1040, &wait_ms), KEYCODE_MOUSE);
			assert_memory_equal(&k.mouse, &reports[i].mouse, sizeof k.mouse);
			assert_int_equal(keys_next(&k, 1040, &wait_ms), KEYCODE_NONE);
		}
	}
}

/* Each row in two reads, 40 ms apart: cut anywhere, the keys are the same. */
static void test_cut_at_every_byte(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		size_t len = strlen(rows[i].bytes);
		for (size_t cut = 1; cut < len; cut++) {
			struct keys k = { 0 };
			uint32_t got[KEYS_MOST];
			int wait_ms, count;

			keys_feed(&k, rows[i].bytes, cut, 1000);
			count = take(&k, 1000, got, 0, &wait_ms);
			keys_feed(&k, rows[i].bytes + cut, len - cut, 1040);
			assert_keys(&rows[i], "in two reads", cut, got, take(&k, 1040, got, count, &wait_ms));
		}
	}
}

static void test_byte_by_byte(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct keys k = { 0 };
		uint32_t got[KEYS_MOST];
		int wait_ms, count = 0;
		int64_t now_ms = 1000;

		for (const char *c = rows[i].bytes; *c; c++, now_ms += 10) {
			keys_feed(&k, c, 1, now_ms);
			count = take(&k, now_ms, got, count, &wait_ms);
		}
		assert_keys(&rows[i], "byte by byte", 0, got, count);
	}
}

static uint32_t one(struct keys *k, int64_t now_ms, int *wait_ms) {
	return keys_next(k, now_ms, wait_ms);
}

static void test_esc_alone(void **state) {
	struct keys k = { 0 };
	int wait_ms;

	(void)state;
	keys_feed(&k, "\033", 1, 1000);
	assert_int_equal(one(&k, 1000, &wait_ms), KEYCODE_NONE);
	assert_int_equal(wait_ms, KEYS_ESC_MS);
	assert_int_equal(one(&k, 1049, &wait_ms), KEYCODE_NONE);
	assert_int_equal(wait_ms, 1);
	assert_int_equal(one(&k, 1050, &wait_ms), KEYCODE_ESC);
	assert_int_equal(wait_ms, 0);
	assert_int_equal(one(&k, 2000, &wait_ms), KEYCODE_NONE); /* once */
	keys_feed(&k, "[", 1, 2000); /* typed later: a key of its own */
	assert_int_equal(one(&k, 2000, &wait_ms), '[');
}

static void test_esc_twice(void **state) {
	struct keys k = { 0 };
	int wait_ms;

	(void)state;
	keys_feed(&k, "\033\033", 2, 1000);
	assert_int_equal(one(&k, 1000, &wait_ms), KEYCODE_NONE);
	assert_int_equal(one(&k, 1060, &wait_ms), KEYCODE_ESC);
}

/* A bad link: the tail of a sequence comes long after its Esc, which was reported. It must not act as "[", "5" and "~". */
static void test_late_tail(void **state) {
	struct keys k = { 0 };
	int wait_ms;

	(void)state;
	keys_feed(&k, "\033", 1, 1000);
	assert_int_equal(one(&k, 1200, &wait_ms), KEYCODE_ESC);
	keys_feed(&k, "[5~", 3, 1300);
	assert_int_equal(one(&k, 1300, &wait_ms), KEYCODE_PGUP);
	assert_int_equal(one(&k, 1300, &wait_ms), KEYCODE_NONE);
	keys_feed(&k, "[z", 2, 1400); /* no Esc before this one */
	assert_int_equal(one(&k, 1400, &wait_ms), '[');
	assert_int_equal(one(&k, 1400, &wait_ms), 'z');
}

/* Half a sequence and then nothing: after a second keys are keys again, and nobody had to be woken for that. */
static void test_fragment_is_forgotten(void **state) {
	static const char *const fragments[] = { "\033[", "\033[1;5", "\033O", "\033[[", "\033]11;rgb", "\033Pabc", "\033]0;x\033", "\033[M!", "\xe2\x82" };

	(void)state;
	for (size_t i = 0; i < sizeof fragments / sizeof fragments[0]; i++) {
		struct keys k = { 0 };
		int wait_ms;

		keys_feed(&k, fragments[i], strlen(fragments[i]), 1000);
		assert_int_equal(one(&k, 1000, &wait_ms), KEYCODE_NONE);
		assert_int_equal(wait_ms, 0);
		assert_int_equal(one(&k, 5000, &wait_ms), KEYCODE_NONE);
		keys_feed(&k, "q", 1, 5000);
		assert_int_equal(one(&k, 5000, &wait_ms), 'q');
	}
}

static void test_room(void **state) {
	struct keys k = { 0 };
	char many[KEYS_ROOM + 10];
	int wait_ms, count = 0;

	(void)state;
	memset(many, 'j', sizeof many);
	assert_int_equal(keys_feed(&k, many, sizeof many, 0), KEYS_ROOM);
	assert_int_equal(keys_feed(&k, many, sizeof many, 0), 0);
	while (keys_next(&k, 0, &wait_ms) == 'j')
		count++;
	assert_int_equal(count, KEYS_ROOM);
	assert_int_equal(keys_feed(&k, many, 10, 0), 10);
}

/* Whatever comes: every key is a character that can be typed or one of the named ones. */
static void test_noise(void **state) {
	struct keys k = { 0 };
	unsigned seed = 1;
	int64_t now_ms = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		unsigned char bytes[8];
		int wait_ms;
		uint32_t key;
		size_t count = 1 + (size_t)rand_r(&seed) % sizeof bytes;

		for (size_t i = 0; i < count; i++) {
			int kind = rand_r(&seed) % 4;
			int byte = kind == 0 ? 27 : kind == 1 ? "[O;]M~<"[rand_r(&seed) % 7] : rand_r(&seed) % 256;
			bytes[i] = (unsigned char)byte;
		}
		now_ms += rand_r(&seed) % 80;
		assert_int_equal(keys_feed(&k, bytes, count, now_ms), count);
		while ((key = keys_next(&k, now_ms, &wait_ms)) != KEYCODE_NONE) {
			assert_true(key <= KEYCODE_F4);
			assert_false(key >= 0x80 && key < 0xa0);
			assert_false(key >= 0xd800 && key < 0xe000);
		}
		assert_true(wait_ms >= 0 && wait_ms <= KEYS_ESC_MS);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_mouse),
		cmocka_unit_test(test_cut_at_every_byte),
		cmocka_unit_test(test_byte_by_byte),
		cmocka_unit_test(test_esc_alone),
		cmocka_unit_test(test_esc_twice),
		cmocka_unit_test(test_late_tail),
		cmocka_unit_test(test_fragment_is_forgotten),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
