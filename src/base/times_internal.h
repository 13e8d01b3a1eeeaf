/* What the files behind times.h share; nobody else includes it. */
#ifndef MWTOP_TIMES_INTERNAL_H
#define MWTOP_TIMES_INTERNAL_H

#include "times.h"

int64_t days_from_civil(int64_t year, int month, int day);
/* UTC: offset_s 0, no zone name. */
void civil_from_ms(int64_t t_ms, struct civil *out);
/* The fields taken as UTC; offset_s is not looked at. */
int64_t ms_from_civil(const struct civil *c);

/* "2024-07-22" at p (10 bytes are there). */
bool scan_date(const char *p, struct civil *out);
/* "14:05", "14:05:30", "14:05:30.25" at p; returns what follows, NULL when it is none of them. out->ms must be 0. */
const char *scan_clock(const char *p, const char *end, struct civil *out);

enum iso_form { ISO_NONE, ISO_LOCAL, ISO_ABSOLUTE };
/* A date, alone or with a clock time after 'T' or a blank; ISO_ABSOLUTE when 'Z' or an offset ends it. */
enum iso_form scan_iso(const char *text, size_t length, struct civil *out);

#endif
