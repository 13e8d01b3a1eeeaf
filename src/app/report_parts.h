/* Sections of the report, each of a file of its own; what they share. */
#ifndef MWTOP_REPORT_PARTS_H
#define MWTOP_REPORT_PARTS_H

#include "report.h"
#include "report_chart.h"
#include "report_html.h"

/* "simulated", or all kinds of the range's sites: "measured and imported". Returns out. */
const char *report_origin(const struct report *r, char out[64]);
/* A chart over the range with the losses marked. */
struct chart report_chart_of(const struct report *r, const char *title, const char *unit, int decimals, const char *origin);
/* Where the first set of the bus leaves (81U), in Hz, and after how long (may be NULL); NaN: none does. */
double report_relay_hz(const struct report *r, size_t bus, double *after_s);
/* "G07, G08" of a loss, or "load step". Returns out. */
const char *report_loss_name(const struct loss *l, char out[160]);
/* What was reported of an object of a loss first, by arrival: its trip, else a raise of it, else an alarm by rule; NULL: nothing. */
const struct alarms_entry *report_loss_cause(const struct report *r, const struct loss *l, size_t object);
/* "GO", "NO-GO: start needs ...", "RUNNING", as the Countdown says it. */
void report_say_verdict(const struct report *r, const struct verdict *v, struct buf *out);

void report_summary(const struct report *r, struct buf *out);
void report_verdicts(const struct report *r, struct buf *out);
void report_timeline(const struct report *r, struct buf *out);
void report_sequence(const struct report *r, struct buf *out);
void report_alarm_tables(const struct report *r, struct buf *out);
void report_pickups(const struct report *r, struct buf *out);
void report_changes(const struct report *r, struct buf *out);
void report_close_table(const struct report *r, struct buf *out);
void report_provenance(const struct report *r, const struct report_request *request, struct buf *out);
/* False with err when the file cannot be read or its edits do not act on this site. */
bool report_scenario(const struct report *r, const char *path, struct buf *out, struct error *err);

#endif
