/* From a JSON scalar to a value and its quality: the one place that knows the sentinels (DOMAIN.md, rule 3). */
#ifndef MWTOP_LINE_VALUE_H
#define MWTOP_LINE_VALUE_H

#include "frame.h"
#include "json_scan.h"

/* The value of a number read for that metric: GOOD, or BAD with NaN when it is a sentinel or not finite. */
enum quality line_value_number(const struct metric *m, double *value);
/* Any scalar: null is missing, NaN, sentinels, unknown words and values of the wrong type are bad. */
enum quality line_value_scalar(const struct metric *m, enum json_kind kind, const char *text, size_t length, double *value);
/* What a mark of "q" makes of column c: stale without a reading is missing; bad and missing have no value. */
void line_value_mark(struct frame *f, size_t column, enum quality quality, int64_t since_ms);

/* No sentinel lies strictly between these: a cheap first look. */
#define LINE_SENTINEL_FREE 32768.0

#endif
