/* Short decimals, eight bytes at a time: the form of a number ("-ddd.d") is a row of a table with which eight characters are
 * checked and turned into a value without a branch for each digit. */
#ifndef MWTOP_LINE_NUMBER_H
#define MWTOP_LINE_NUMBER_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define NUMBER_LONGEST 8
#define NUMBER_FORMS (2 * (NUMBER_LONGEST + 1) * (NUMBER_LONGEST + 1))

struct number_form {
	uint64_t pattern;  /* taken from the bytes: leaves the digits, zero where sign and point stood */
	uint64_t add;      /* drives a byte that is none of its place over 127 */
	uint64_t before;   /* the bytes before the point, to be moved up over it */
	double scale;      /* +-10^decimals */
	uint32_t bias;     /* the first of several digits is taken less one, so that a leading zero does not pass */
	uint8_t shift, length;
};

/* Fills the table; row 0 is the form that nothing has. */
void number_forms_make(struct number_form forms[NUMBER_FORMS]);
/* Row of the number that begins at `at` (9 bytes readable); 0 when it is longer than 8 characters or no plain decimal. */
size_t number_form_find(const char *at);

#define BYTES_HIGH UINT64_C(0x8080808080808080)

static inline uint64_t bytes_load(const char *at) {
	uint64_t word;
	memcpy(&word, at, sizeof word);
	return le64toh(word);
}

/* The digits of the number at `at` if it has that form, without its sign, point and bias. What follows it is not looked at. */
static inline bool number_digits(const struct number_form *f, const char *at, uint64_t *digits) {
	uint64_t x = (bytes_load(at) - f->pattern) << f->shift;
	*digits = x;
	return ((((x + f->add) | x) & BYTES_HIGH)) == 0;
}

static inline double number_value(const struct number_form *f, uint64_t x) {
	x = (x & ~f->before) | (x & f->before) << 8;
	x = x * 10 + (x >> 8); /* pairs, then all four pairs at once */
	x = ((x & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x000F424000000064) +
	     ((x >> 16) & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x0000271000000001)) >> 32;
	return (double)(int64_t)((x & 0xFFFFFFFF) + f->bias) / f->scale;
}

#endif
