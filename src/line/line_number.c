/* The table of forms. Bytes are counted from the lowest, as the first character stands there after bytes_load; the number is shifted
 * so that its last character becomes the highest byte, and what follows it falls out. */
#include "line_number.h"

#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

static size_t row(bool negative, size_t length, size_t point) {
	return ((size_t)negative * (NUMBER_LONGEST + 1) + length) * (NUMBER_LONGEST + 1) + point;
}

static void make(struct number_form *f, bool negative, size_t length, size_t point) {
	static const double power[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8 };
	size_t decimals = point > 0 ? length - point - 1 : 0, whole = (point > 0 ? point : length) - negative;
	size_t shift = NUMBER_LONGEST - length;
	f->length = (uint8_t)length;
	f->shift = (uint8_t)(8 * shift);
	f->scale = negative ? -power[decimals] : power[decimals];
	f->bias = whole > 1 ? (uint32_t)power[whole + decimals - 1] : 0;
	f->before = point > 0 ? ~UINT64_C(0) >> (8 * (NUMBER_LONGEST - (point + shift))) : 0;
	f->pattern = f->add = 0;
	for (size_t i = 0; i < length; i++) {
		bool sign = negative && i == 0, dot = point > 0 && i == point, first = i == negative && whole > 1;
		uint64_t pattern = sign ? '-' : dot ? '.' : first ? '1' : '0';
		uint64_t add = sign || dot ? 0x7F : first ? 0x77 : 0x76;
		f->pattern |= pattern << (8 * i);
		f->add |= add << (8 * (i + shift));
	}
}

void number_forms_make(struct number_form forms[NUMBER_FORMS]) {
	for (size_t i = 0; i < NUMBER_FORMS; i++)
		forms[i] = (struct number_form){ .add = BYTES_HIGH, .scale = 1 };
	for (size_t negative = 0; negative < 2; negative++)
		for (size_t length = 1 + negative; length <= NUMBER_LONGEST; length++)
			for (size_t point = 0; point + 1 < length || point == 0; point++)
				if (point == 0 || point > negative)
					make(&forms[row(negative, length, point)], negative, length, point);
}

size_t number_form_find(const char *at) {
	uint64_t y = bytes_load(at) ^ EACH_BYTE('0');
	uint64_t other = ((y + EACH_BYTE(0x76)) | y) & BYTES_HIGH; /* bytes that are no digits; right up to the second of them */
	bool negative = at[0] == '-';
	if (negative)
		other &= other - 1;
	size_t end = other != 0 ? (size_t)__builtin_ctzll(other) / 8 : NUMBER_LONGEST, point = 0;
	if (end < NUMBER_LONGEST && at[end] == '.') {
		point = end;
		other &= other - 1;
		end = other != 0 ? (size_t)__builtin_ctzll(other) / 8 : NUMBER_LONGEST;
	}
	char after = at[end];
	bool more = (after >= '0' && after <= '9') || after == '.' || after == 'e' || after == 'E';
	bool formed = end > negative && (point == 0 || (point > negative && end > point + 1));
	return formed && !more ? row(negative, end, point) : 0;
}
