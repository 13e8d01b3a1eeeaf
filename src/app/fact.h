/* Answers in words: one fact a line, behind a label. */
#ifndef MWTOP_FACT_H
#define MWTOP_FACT_H

#include "buf.h"

/* "label        text": the label padded to twelve columns, "" where the fact goes on from the line before. What is formatted is cleaned (utf8_clean), and
 * cut at 511 bytes. */
void fact_add_line(struct buf *out, const char *label, const char *format, ...) PRINTF_LIKE(3, 4);

#endif
