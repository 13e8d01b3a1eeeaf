/* The general way to read a frame line, token by token, whatever the order of its keys. */
#ifndef MWTOP_LINE_FRAME_H
#define MWTOP_LINE_FRAME_H

#include "frame.h"
#include "line_template.h"

/* Fills `frame` (reset to `site`) from a text that the scanner has passed and that has a key "t". Rules are not applied yet.
 * What is read is noted in `note` (not NULL), from which the next line can be read the fast way. False with err when t is no time;
 * *column is the place. */
bool line_frame_read(const char *text, size_t length, const struct site *site, struct frame *frame, struct line_template *note,
                     struct error *err, size_t *column);

#endif
