/* The template of a frame line: where each scalar of the last line stood, and the bytes between them. A line whose bytes between
 * the scalars are the same is read scalar by scalar, without looking at its keys. Filled by the general reader while it reads. */
#ifndef MWTOP_LINE_TEMPLATE_H
#define MWTOP_LINE_TEMPLATE_H

#include "frame.h"

/* In place of a column. */
#define TEMPLATE_UNKNOWN (-1) /* a scalar of a key that is not ours */
#define TEMPLATE_WINDOW (-2)  /* window_s */
#define TEMPLATE_TIME (-3)    /* t */

struct line_template;
struct line_template *template_new(void);
void template_free(struct line_template *t);

/* While the general reader goes through a line: begin, then every scalar in order of its place, then the marks of "q", then end.
 * `metric` is NULL where the column is none. */
void template_begin(struct line_template *t, const struct site *site, const char *text, size_t length);
void template_note(struct line_template *t, size_t offset, size_t length, long column, const struct metric *metric);
void template_mark(struct line_template *t, size_t column, enum quality quality, int64_t since_ms);
void template_spoil(struct line_template *t); /* this line cannot serve as a template */
void template_end(struct line_template *t);

/* Reads a line by the template into `frame`, which must be the one that the line before (read either way) was read into, with
 * nothing changed in it since. False when the line differs: the template can then still take the next one. `frame` holds nothing
 * of use then, but must be handed in again as it is. */
bool template_match(struct line_template *t, const struct site *site, struct frame *frame, const char *text, size_t length);

#endif
