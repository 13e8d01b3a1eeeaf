/* Numbers as they stand on the screen, as text of a known greatest width. A value that is not there is a dash, never a zero; a value kept
 * from earlier carries its age; a sum with a missing member says so. Nothing here knows a panel. */
#ifndef MWTOP_NUMBERS_H
#define MWTOP_NUMBERS_H

#include "cells.h"

#define NUMBER_SIZE 64

enum number_sign { NUMBER_PLAIN, NUMBER_SIGNED /* "+2.01" "-0.49" "0.00" */ };

/* "1746" "30,147" "30.49" "-3.20"; NaN and infinities: "—". Never "-0.00". 10^15 and more: "1.0e+15". Returns out. */
char *number_text(char out[NUMBER_SIZE], double value, int decimals, enum number_sign sign);
/* A sum: "22.70", or "≥ 22.70" when reporting < total; "—" for NaN. */
char *number_sum(char out[NUMBER_SIZE], double value, int decimals, enum number_sign sign, unsigned reporting, unsigned total);
/* "13/14", or "" when all report. */
char *number_reporting(char out[NUMBER_SIZE], unsigned reporting, unsigned total);
/* "98 %" of value over whole; "—" where there is no whole. */
char *number_percent(char out[NUMBER_SIZE], double value, double whole);
/* How old, in at most four cells: "3s" "59s" "14m" "26h" "12d"; "" for NaN. */
char *number_age(char out[NUMBER_SIZE], double seconds);
/* With its unit, for running text: "14 s", "2 min", "3 h". */
char *number_age_long(char out[NUMBER_SIZE], double seconds);

/* What a reading is worth; the same four as a frame knows. */
enum number_state { NUMBER_MISSING, NUMBER_GOOD, NUMBER_STALE, NUMBER_BAD };
struct number {
	double value;
	int decimals;
	enum number_state state;
	double age_s;          /* of a stale one; NaN: not known */
	const char *unit;      /* after the number, with one blank; NULL or "": none */
};
/* Draws right-aligned so that it ends before x_end, in at most `width` cells: good "1746 kW", missing "—", bad "bad", stale
 * "1746 kW 14s" (unit, then age, are left out where there is no room for them). `role` is the role of a good one. Returns its first x. */
int number_put(struct grid *g, struct rect r, int x_end, int y, int width, enum role role, const struct number *number);
/* The same as text of at most `width` cells; returns out. */
#define NUMBER_WORDS_SIZE (3 * NUMBER_SIZE)
char *number_words(char out[NUMBER_WORDS_SIZE], int width, const struct number *number);
/* The role of a reading in that state: `good` for a good one, else ROLE_STALE or ROLE_MISSING. */
enum role number_role(enum number_state state, enum role good);

#endif
