/* The lesser and the greater of two numbers, for loops in which a call of fmin or fmax would cost more than the rest. They differ from those in
 * one thing: where one is NaN it is the second that counts, so a number that may be NaN stands first. */
#ifndef MWTOP_BOUNDS_H
#define MWTOP_BOUNDS_H

static inline double bounds_lesser(double a, double b) {
	return a < b ? a : b;
}

static inline double bounds_greater(double a, double b) {
	return a > b ? a : b;
}

#endif
