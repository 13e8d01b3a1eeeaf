/* UTF-8 decoding by the table of well-formed sequences (Unicode standard, table 3-7), and which characters may stand in a
 * terminal cell. Nothing here asks the locale, so that a screen is the same everywhere. */
#include "utf8.h"

#define REPLACEMENT 0xFFFDu

size_t utf8_decode(const char *text, size_t length, uint32_t *cp) {
	const unsigned char *p = (const unsigned char *)text;
	*cp = REPLACEMENT;
	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	/* The second byte is bounded more narrowly after E0 and F0 (overlong), ED (surrogates) and F4 (past U+10FFFF). */
	size_t count = p[0] >= 0xC2 && p[0] <= 0xDF ? 2 : (p[0] & 0xF0) == 0xE0 ? 3 : p[0] >= 0xF0 && p[0] <= 0xF4 ? 4 : 0;
	if (!count || count > length)
		return 1;
	unsigned char least = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
	unsigned char most = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
	if (p[1] < least || p[1] > most)
		return 1;
	uint32_t value = (p[0] & (0x7Fu >> count)) << 6 | (p[1] & 0x3Fu);
	for (size_t i = 2; i < count; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 1;
		value = value << 6 | (p[i] & 0x3Fu);
	}
	*cp = value;
	return count;
}

size_t utf8_encode(uint32_t cp, char *out) {
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = REPLACEMENT;
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	size_t count = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	for (size_t i = count - 1; i > 0; i--, cp >>= 6)
		out[i] = (char)(0x80 | (cp & 0x3F));
	out[0] = (char)(lead[count] | cp);
	return count;
}

static const struct { uint32_t first, last; } not_cell[] = {
#include "utf8_table.h"
};

bool utf8_is_cell(uint32_t cp) {
	if (cp < 0x7F)
		return cp >= 0x20;
	if (cp > 0x10FFFF)
		return false;
	size_t low = 0, high = sizeof not_cell / sizeof *not_cell;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (not_cell[middle].last < cp)
			low = middle + 1;
		else
			high = middle;
	}
	/* The last row ends at U+10FFFF, so there is one at `low`. */
	return cp < not_cell[low].first;
}

size_t utf8_cells(const char *text) {
	size_t cells = 0;
	/* Four bytes are looked at; a NUL among them is no continuation, so that the end is never passed. */
	for (uint32_t cp; *text; cells++)
		text += utf8_decode(text, 4, &cp);
	return cells;
}

void utf8_clean(char *out, size_t size, const char *text, size_t length) {
	if (!size)
		return;
	size_t used = 0;
	for (size_t at = 0; at < length;) {
		uint32_t cp;
		size_t step = utf8_decode(text + at, length - at, &cp);
		if (cp == REPLACEMENT || !utf8_is_cell(cp))
			cp = '?';
		char bytes[4];
		size_t count = utf8_encode(cp, bytes);
		if (count >= size - used)
			break;
		for (size_t i = 0; i < count; i++)
			out[used++] = bytes[i];
		at += step;
	}
	out[used] = '\0';
}
