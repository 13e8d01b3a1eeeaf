/* The words of one line of the edit language, as edits and simulator scripts read it: split at blanks, each with its column, and the
 * values that they may hold. Every refusal names the column (in bytes, from 1) and what was expected. */
#ifndef MWTOP_WORDS_H
#define MWTOP_WORDS_H

#include "times.h"

#define WORD_SIZE 64

struct words {
	const char *line, *next;
	char word[WORD_SIZE]; /* the word taken last; "" at the end of the line */
	size_t column;        /* its column, from 1 */
	bool cut;             /* it is longer than `word` holds */
};

void words_begin(struct words *w, const char *line);
/* Takes the next word; false (word "") at the end. A word that does not fit is refused by whoever looks at it: cut, never equal. */
bool words_next(struct words *w);
/* Whether the next word is `text` (in any case); takes it if so. */
bool words_take(struct words *w, const char *text);
/* The rest of the line, blanks at both ends left out; takes all of it. */
void words_rest(struct words *w, char *out, size_t size);
/* Fills err with "column N: ..." of the present word; returns false. */
bool words_error(const struct words *w, struct error *err, const char *format, ...) PRINTF_LIKE(3, 4);
/* Refuses `text`, the present word or a part of it, with the nearest of `known` (ended by NULL), or with their list. */
bool words_refuse(const struct words *w, const char *what, const char *text, const char *const *known, struct error *err);
/* Refuses anything that is left. */
bool words_end(struct words *w, struct error *err);

/* A list of units, the first being the one of the result: {"kW", 1}, {"MW", 1000}, ended by NULL. */
struct unit {
	const char *name;
	double scale;
};
extern const struct unit unit_kw[], unit_mw[], unit_w[], unit_c[], unit_none[], unit_ms[], unit_s[];
/* "kW, MW or `last`"; returns out. */
char *words_units(const struct unit *units, const char *last, char *out, size_t size);
/* Takes a number: with one of the units (any case, attached or as the next word), or bare in the first unit; it is
 * finite. */
bool words_number(struct words *w, const struct unit *units, const char *what, double *out, struct error *err);
/* Takes a duration: "40m", "90s", "1h30m". */
bool words_duration(struct words *w, const char *what, int64_t *ms, struct error *err);
/* Takes a TIME of any form, also "2024-07-22 14:05" in two words and a date alone (its local midnight); the
 * years 0000 to 9999. */
bool words_time(struct words *w, const struct time_context *context, int64_t *t_ms, struct error *err);

#endif
