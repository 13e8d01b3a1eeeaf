/* What the writers add to json_add_string and json_add_number of line.h. */
#ifndef MWTOP_JSON_WRITE_H
#define MWTOP_JSON_WRITE_H

#include "line.h"

/* The shortest number that reads back to exactly `value`; null for NaN and infinities. */
void json_add_exact(struct buf *out, double value);
/* A moment as a JSON string. */
void json_add_time(struct buf *out, int64_t t_ms);
/* `"key":`, with a comma before it unless something has just been opened. */
void json_add_key(struct buf *out, const char *key);

#endif
