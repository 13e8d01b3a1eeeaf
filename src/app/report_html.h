/* Pieces of the page: text, times, numbers, tables, sections. Every string from a recording passes html_text or html_attribute; the page has no scripts, and
 * a policy in its head lets it load nothing. Tables scroll sideways in their own box where they are wider than the page. */
#ifndef MWTOP_REPORT_HTML_H
#define MWTOP_REPORT_HTML_H

#include "buf.h"
#include "power.h"

/* Escaped for element content and for quoted attributes; what is not one visible character becomes '?'. */
void html_text(struct buf *out, const char *text);

/* "04:02:11 CDT 09:02:11Z" as one time element, milliseconds where they are not 0 or `ms` says so; with the date where `dated`.
 * TIME_NONE: "no time". */
void html_time(struct buf *out, const struct site *site, int64_t t_ms, bool ms, bool dated);
/* "1 h 44 min 59 s", "4.0 s". Not negative. */
void html_duration(struct buf *out, double seconds);
/* "30.49 MW", "≥ 22.70 MW", "+2.01 MW"; NaN: "no data" in a class of its own. */
void html_value(struct buf *out, double value, int decimals, bool is_signed, const char *unit, bool at_least);
void html_quantity(struct buf *out, const struct derived *d, enum derived_id id);

/* <section> with a heading; `id` is ours. */
void html_section(struct buf *out, const char *id, const char *heading);
void html_section_end(struct buf *out);
/* A table with its caption and the headings of its columns (ended by NULL); a heading that begins with '#' is one of numbers. The caption is escaped. */
void html_table(struct buf *out, const char *caption, const char *const *headings);
void html_table_end(struct buf *out);
/* Before and after a table whose rows become blocks of their own on a narrow page: for rows that say it without the headings. */
void html_stack(struct buf *out);
void html_stack_end(struct buf *out);
/* Cells: of text (escaped), of a number. */
void html_row_head(struct buf *out, const char *text);
void html_cell(struct buf *out, const char *text);
void html_cell_value(struct buf *out, double value, int decimals, bool is_signed, const char *unit, bool at_least);
void html_cell_time(struct buf *out, const struct site *site, int64_t t_ms, bool ms, bool dated);
/* "✖ high" as a badge. */
void html_priority(struct buf *out, enum priority priority);

/* Head with style, and the end. */
void html_begin(struct buf *out, const char *title);
void html_end(struct buf *out);

#endif
