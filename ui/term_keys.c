/* Keys out of terminal bytes: a state machine, one byte a step. Always true: an escape sequence acts as a whole or not at all, wherever
 * reads cut it, so that no fragment of one is ever taken for typing; a control character such as Ctrl-C ends whatever sequence is open;
 * a sequence that nobody finishes is forgotten after a second, so that keys never stay dead. Modified arrows are plain arrows; a mouse
 * report in the form that we ask for (SGR, 1006) is whole and plausible or swallowed; paste markers, focus reports, other mouse reports and answers
 * to questions that we never asked are swallowed. */
#include "term_keys.h"

#include <string.h>

#include "actions.h"
#include "utf8.h"

#define ESC 0x1b
#define PARAM_MAX 9999

/* Bits of the button in a mouse report; 4, 8 and 16 are Shift, Alt and Ctrl. */
#define MOUSE_MOTION 32
#define MOUSE_WHEEL 64
#define MOUSE_FURTHER 128

struct key_row {
	int code;
	uint32_t key;
};

/* CSI and SS3 sequences that end in a letter; lower case are rxvt's modified arrows. */
static const struct key_row by_final[] = {
	{ 'A', KEYCODE_UP }, { 'B', KEYCODE_DOWN }, { 'C', KEYCODE_RIGHT }, { 'D', KEYCODE_LEFT },
	{ 'a', KEYCODE_UP }, { 'b', KEYCODE_DOWN }, { 'c', KEYCODE_RIGHT }, { 'd', KEYCODE_LEFT },
	{ 'H', KEYCODE_HOME }, { 'F', KEYCODE_END },
};

/* After SS3 only: F1 to F4, and the number pad of xterm in application mode. */
static const struct key_row by_ss3[] = {
	{ 'P', KEYCODE_F1 }, { 'Q', KEYCODE_F2 }, { 'R', KEYCODE_F3 }, { 'S', KEYCODE_F4 }, { 'M', KEYCODE_ENTER },
	{ 'j', '*' }, { 'k', '+' }, { 'l', ',' }, { 'm', '-' }, { 'n', '.' }, { 'o', '/' }, { 'p', '0' }, { 'q', '1' }, { 'r', '2' },
	{ 's', '3' }, { 't', '4' }, { 'u', '5' }, { 'v', '6' }, { 'w', '7' }, { 'x', '8' }, { 'y', '9' },
};

/* CSI number ~ */
static const struct key_row by_number[] = {
	{ 1, KEYCODE_HOME }, { 3, KEYCODE_DELETE }, { 4, KEYCODE_END }, { 5, KEYCODE_PGUP }, { 6, KEYCODE_PGDN }, { 7, KEYCODE_HOME },
	{ 8, KEYCODE_END }, { 11, KEYCODE_F1 }, { 12, KEYCODE_F2 }, { 13, KEYCODE_F3 }, { 14, KEYCODE_F4 },
};

static uint32_t look_up(const struct key_row *rows, size_t count, int code) {
	for (size_t i = 0; i < count; i++)
		if (rows[i].code == code)
			return rows[i].key;
	return KEYCODE_NONE;
}
#define LOOK_UP(table, code) look_up(table, sizeof(table) / sizeof(table)[0], code)

size_t keys_feed(struct keys *k, const void *bytes, size_t count, int64_t now_ms) {
	size_t room;

	if (k->at == k->len)
		k->at = k->len = 0;
	if (k->len == 0) {
		k->chunk_starts = true;
		if (k->state > KEYS_ESC && now_ms - k->last_ms >= KEYS_FRAGMENT_MS)
			k->state = KEYS_GROUND;
	}
	room = KEYS_ROOM - k->len;
	if (count > room)
		count = room;
	memcpy(k->bytes + k->len, bytes, count);
	k->len += count;
	k->last_ms = now_ms;
	return count;
}

static void open_sequence(struct keys *k, enum keys_state state) {
	k->state = state;
	k->marker = 0;
	k->param[0] = k->param[1] = k->param[2] = 0;
	k->params = 0;
	k->left = 0;
}

/* CSI < button ; column ; row M, or m when a button goes up. Motion without a button, further buttons and wheels that go sideways are nothing. */
static uint32_t finish_mouse(struct keys *k, bool down) {
	int code = k->param[0], button = code & 3;
	bool motion = code & MOUSE_MOTION, wheel = code & MOUSE_WHEEL;

	if (k->params != 3 || code >= MOUSE_FURTHER || k->param[1] < 1 || k->param[2] < 1 || k->param[1] >= PARAM_MAX || k->param[2] >= PARAM_MAX)
		return KEYCODE_NONE;
	if (wheel ? (button > 1 || motion || !down) : button == 3)
		return KEYCODE_NONE;
	k->mouse = (struct mouse){ .button = wheel ? 0 : button, .col = k->param[1] - 1, .row = k->param[2] - 1 };
	if (wheel)
		k->mouse.kind = button ? MOUSE_WHEEL_DOWN : MOUSE_WHEEL_UP;
	else
		k->mouse.kind = !down ? MOUSE_RELEASE : motion ? MOUSE_DRAG : MOUSE_PRESS;
	return KEYCODE_MOUSE;
}

static uint32_t finish_csi(struct keys *k, unsigned char final) {
	bool plain = k->params <= 1 && k->param[0] <= 1;

	k->state = KEYS_GROUND;
	if (final == 'M' && !k->marker && k->params == 0) { /* the old mouse report: three more bytes */
		k->state = KEYS_MOUSE;
		k->left = 3;
		return KEYCODE_NONE;
	}
	if (k->marker == '<' && (final == 'M' || final == 'm'))
		return finish_mouse(k, final == 'M');
	if (k->marker)
		return KEYCODE_NONE;
	if (final == '~' || final == '^' || final == '$' || final == '@') /* the last three: rxvt with Ctrl or Shift */
		return k->param[0] >= 11 && (k->params > 1 || final != '~') ? KEYCODE_NONE : LOOK_UP(by_number, k->param[0]);
	if (final == 'Z')
		return KEYCODE_BACKTAB;
	if (final >= 'P' && final <= 'S') /* F1 to F4 unmodified; "row;column R" is an answer, not a key */
		return plain ? LOOK_UP(by_ss3, final) : KEYCODE_NONE;
	return LOOK_UP(by_final, final);
}

static void take_param(struct keys *k, unsigned char c) {
	int i = k->params > 0 ? k->params - 1 : 0;

	if (c == ';' || c == ':') {
		k->params = k->params > 0 ? k->params + 1 : 2;
		if (k->params > PARAM_MAX)
			k->params = PARAM_MAX;
		return;
	}
	if (k->params == 0)
		k->params = 1;
	if (i < 3 && k->param[i] < PARAM_MAX)
		k->param[i] = k->param[i] * 10 + (c - '0');
}

static uint32_t step_csi(struct keys *k, unsigned char c) {
	if ((c >= '0' && c <= '9') || c == ';' || c == ':') {
		take_param(k, c);
		return KEYCODE_NONE;
	}
	if (c == '[' && k->params == 0 && !k->marker) { /* the Linux console: CSI [ A is F1 */
		k->state = KEYS_LINUX_F;
		return KEYCODE_NONE;
	}
	if (c == '$' && k->params == 1 && !k->marker)
		return finish_csi(k, c);
	if (c < 0x40) { /* a private marker, first and alone, or an intermediate byte: nothing that we know */
		k->marker = k->marker || k->params ? ' ' : (char)c;
		return KEYCODE_NONE;
	}
	return finish_csi(k, c);
}

static uint32_t step_ss3(struct keys *k, unsigned char c) {
	uint32_t key;

	if ((c >= '0' && c <= '9') || c == ';') { /* modifiers, as some terminals put them */
		take_param(k, c);
		return KEYCODE_NONE;
	}
	k->state = KEYS_GROUND;
	key = LOOK_UP(by_ss3, c);
	if (key)
		return k->params ? KEYCODE_NONE : key;
	return LOOK_UP(by_final, c);
}

static uint32_t step_linux_f(struct keys *k, unsigned char c) {
	k->state = KEYS_GROUND;
	return c >= 'A' && c <= 'D' ? KEYCODE_F1 + (uint32_t)(c - 'A') : KEYCODE_NONE;
}

static uint32_t step_esc(struct keys *k, unsigned char c) {
	static const char strings[] = "]PX^_"; /* OSC, DCS, SOS, PM, APC: text up to ST */

	k->state = KEYS_GROUND;
	if (c == '[')
		open_sequence(k, KEYS_CSI);
	else if (c == 'O')
		open_sequence(k, KEYS_SS3);
	else if (strchr(strings, c))
		open_sequence(k, KEYS_STRING);
	else if (c >= 0xc2) { /* Alt with a character of several bytes */
		open_sequence(k, KEYS_MOUSE);
		k->left = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
	} else if (c >= ' ' && c < 0x7f) { /* Esc, and a key on its heels: over a bad link they come together */
		k->at--;
		return KEYCODE_ESC;
	}
	return KEYCODE_NONE;
}

static uint32_t step_ground(struct keys *k, unsigned char c) {
	if (c == ESC) {
		k->state = KEYS_ESC;
		return KEYCODE_NONE;
	}
	if (c == 8 || c == 127)
		return KEYCODE_BACKSPACE;
	if (c == '\n')
		return KEYCODE_ENTER;
	if (c < 0x80)
		return c;
	if (c < 0xc2 || c > 0xf4)
		return KEYCODE_NONE; /* starts no character */
	k->state = KEYS_UTF8;
	k->utf8[0] = (char)c;
	k->utf8_len = 1;
	k->left = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
	return KEYCODE_NONE;
}

static uint32_t step_utf8(struct keys *k, unsigned char c) {
	uint32_t cp;

	if ((c & 0xc0) != 0x80) { /* cut short: what is here starts anew */
		k->state = KEYS_GROUND;
		return step_ground(k, c);
	}
	k->utf8[k->utf8_len++] = (char)c;
	if (--k->left > 0)
		return KEYCODE_NONE;
	k->state = KEYS_GROUND;
	if (utf8_decode(k->utf8, (size_t)k->utf8_len, &cp) != (size_t)k->utf8_len || cp < 0xa0)
		return KEYCODE_NONE;
	return cp;
}

static uint32_t step_swallow(struct keys *k, unsigned char c) {
	(void)c;
	if (--k->left <= 0)
		k->state = KEYS_GROUND;
	return KEYCODE_NONE;
}

static uint32_t step_string(struct keys *k, unsigned char c) {
	if (c == '\a')
		k->state = KEYS_GROUND;
	return KEYCODE_NONE;
}

static uint32_t step_string_esc(struct keys *k, unsigned char c) {
	if (c == '\\') {
		k->state = KEYS_GROUND;
		return KEYCODE_NONE;
	}
	k->state = KEYS_ESC; /* not the end of the string but a new sequence */
	return step_esc(k, c);
}

typedef uint32_t step_function(struct keys *k, unsigned char c);
static step_function *const steps[] = {
	[KEYS_GROUND] = step_ground, [KEYS_ESC] = step_esc, [KEYS_CSI] = step_csi, [KEYS_SS3] = step_ss3, [KEYS_LINUX_F] = step_linux_f,
	[KEYS_MOUSE] = step_swallow, [KEYS_STRING] = step_string, [KEYS_STRING_ESC] = step_string_esc, [KEYS_UTF8] = step_utf8,
};

/* Whether what was fed looks like the rest of a sequence whose Esc came more than KEYS_ESC_MS before it: nobody types that fast. */
static bool late_tail(const struct keys *k) {
	const unsigned char *b = k->bytes + k->at;

	return k->after_esc && k->chunk_starts && k->len - k->at >= 2 && (b[0] == '[' || b[0] == 'O');
}

static uint32_t step(struct keys *k, unsigned char c) {
	if (k->state == KEYS_GROUND || k->state == KEYS_MOUSE || k->state == KEYS_UTF8)
		return steps[k->state](k, c);
	if (c == ESC) { /* after an Esc: pressed twice, or Alt with a key that is a sequence itself */
		k->state = k->state == KEYS_STRING ? KEYS_STRING_ESC : KEYS_ESC;
		return KEYCODE_NONE;
	}
	/* Control characters end a sequence and count themselves, Ctrl-C above all. */
	if (c < 0x20 && !(k->state == KEYS_STRING && c == '\a')) {
		bool cancels = c == 0x18 || c == 0x1a;
		bool alt = k->state == KEYS_ESC;
		k->state = KEYS_GROUND;
		return cancels || (alt && c != 3) ? KEYCODE_NONE : step_ground(k, c);
	}
	if (c >= 0x7f && k->state != KEYS_STRING && k->state != KEYS_ESC) {
		k->state = KEYS_GROUND; /* belongs in no sequence */
		return KEYCODE_NONE;
	}
	return steps[k->state](k, c);
}

uint32_t keys_next(struct keys *k, int64_t now_ms, int *wait_ms) {
	*wait_ms = 0;
	while (k->at < k->len) {
		uint32_t key;
		bool tail = late_tail(k);

		k->after_esc = k->chunk_starts = false;
		if (tail)
			k->state = KEYS_ESC;
		key = step(k, k->bytes[k->at++]);
		if (key != KEYCODE_NONE)
			return key;
	}
	if (k->state == KEYS_ESC) {
		int64_t left_ms = k->last_ms + KEYS_ESC_MS - now_ms;
		if (left_ms > 0) {
			*wait_ms = (int)left_ms;
			return KEYCODE_NONE;
		}
		k->state = KEYS_GROUND;
		k->after_esc = true;
		return KEYCODE_ESC;
	}
	return KEYCODE_NONE;
}
