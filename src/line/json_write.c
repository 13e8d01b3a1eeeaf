/* Writing JSON: strings that are always valid UTF-8 without control characters, and numbers as short as their decimals allow.
 * Nothing here depends on the locale. */
#include "json_write.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "json_scan.h"
#include "utf8.h"

#define DECIMALS_MAX 9

static bool is_plain(unsigned char c) {
	return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

static void add_character(struct buf *out, uint32_t cp) {
	if (cp == '"' || cp == '\\') {
		char pair[2] = { '\\', (char)cp };
		buf_add(out, pair, 2);
	} else if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0)) {
		buf_printf(out, "\\u%04x", (unsigned)cp);
	} else {
		char bytes[4];
		buf_add(out, bytes, utf8_encode(cp, bytes));
	}
}

void json_add_string(struct buf *out, const char *text) {
	buf_add(out, "\"", 1);
	size_t left = strlen(text);
	while (left > 0) {
		size_t run = 0;
		while (run < left && is_plain((unsigned char)text[run]))
			run++;
		buf_add(out, text, run);
		if (run < left) {
			uint32_t cp;
			run += utf8_decode(text + run, left - run, &cp);
			add_character(out, cp);
		}
		text += run;
		left -= run;
	}
	buf_add(out, "\"", 1);
}

void json_add_exact(struct buf *out, double value) {
	if (!isfinite(value)) {
		buf_puts(out, "null");
		return;
	}
	char text[40];
	for (int digits = 15; digits <= 17; digits++) {
		int n = snprintf(text, sizeof text, "%.*g", digits, value == 0 ? 0 : value);
		char *comma = strchr(text, ','); /* a locale's decimal point */
		if (comma != NULL)
			*comma = '.';
		if (json_number(text, (size_t)n) == value)
			break;
	}
	buf_puts(out, text);
}

/* Digits of `n` with the point `decimals` from the right, zeros at the end left out, written backwards from `end`; returns the
 * beginning. */
static char *digits_backwards(char *end, uint64_t n, int decimals) {
	while (decimals > 0 && n % 10 == 0) {
		n /= 10;
		decimals--;
	}
	if (decimals > 0) {
		for (; decimals > 0; decimals--, n /= 10)
			*--end = (char)('0' + n % 10);
		*--end = '.';
	}
	do
		*--end = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	return end;
}

void json_add_number(struct buf *out, double value, int decimals) {
	static const double power[DECIMALS_MAX + 1] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9 };
	decimals = decimals < 0 ? 0 : decimals > DECIMALS_MAX ? DECIMALS_MAX : decimals;
	double scaled = fabs(value) * power[decimals];
	if (!(scaled < 1e15)) { /* nothing left to round; or not a number */
		json_add_exact(out, value);
		return;
	}
	uint64_t n = (uint64_t)(scaled + 0.5);
	char text[32], *end = text + sizeof text, *begin = digits_backwards(end, n, decimals);
	if (value < 0 && n > 0)
		*--begin = '-';
	buf_add(out, begin, (size_t)(end - begin));
}

void json_add_time(struct buf *out, int64_t t_ms) {
	char text[TIME_ISO_SIZE];
	buf_add(out, "\"", 1);
	buf_puts(out, time_format_iso(t_ms, text));
	buf_add(out, "\"", 1);
}

void json_add_key(struct buf *out, const char *key) {
	char last = out->len > 0 ? out->data[out->len - 1] : '{';
	if (last != '{' && last != '[')
		buf_add(out, ",", 1);
	json_add_string(out, key);
	buf_add(out, ":", 1);
}
