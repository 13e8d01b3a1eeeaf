/* Turns the bytes that a terminal sends into keys. No clock, no I/O: the caller hands in bytes and the time. */
#ifndef MWTOP_TERM_KEYS_H
#define MWTOP_TERM_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mouse.h"

#define KEYS_ROOM 1024          /* bytes that can wait to be decoded */
#define KEYS_ESC_MS 50          /* an Esc alone for so long is the Esc key */
#define KEYS_FRAGMENT_MS 1000   /* a sequence that stays unfinished for so long is forgotten, silently */

enum keys_state {
	KEYS_GROUND, KEYS_ESC, KEYS_CSI, KEYS_SS3, KEYS_LINUX_F, KEYS_MOUSE, KEYS_STRING, KEYS_STRING_ESC, KEYS_UTF8
};

struct keys { /* all zero is the start */
	unsigned char bytes[KEYS_ROOM];
	size_t at, len;            /* of bytes: taken, filled */
	enum keys_state state;
	int64_t last_ms;           /* when the last bytes came */
	bool after_esc;            /* the Esc key was reported: what comes next may be the late tail of a sequence */
	bool chunk_starts;         /* the next byte is the first of what was fed */
	char marker;               /* '<', '=', '>' or '?' after CSI, or an intermediate byte; 0 */
	int param[3], params;      /* the first three numbers, how many there were */
	int left;                  /* bytes of a mouse report or of a character still to come */
	char utf8[4];
	int utf8_len;
	struct mouse mouse;        /* of the last KEYCODE_MOUSE */
};

/* Adds bytes that came at now_ms; takes what fits (KEYS_ROOM when nothing waits) and returns how many. */
size_t keys_feed(struct keys *k, const void *bytes, size_t count, int64_t now_ms);
/* The next key (as in actions.h; with KEYCODE_MOUSE what the mouse did stands in `mouse`), or 0 when more bytes are needed. *wait_ms > 0: an Esc waits for its meaning, ask again after that. */
uint32_t keys_next(struct keys *k, int64_t now_ms, int *wait_ms);

#endif
