/* UTF-8 without the locale: decoding, and what may reach a terminal cell. */
#ifndef MWTOP_UTF8_H
#define MWTOP_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes the character at `text` (at most `length` bytes, length > 0) into *cp and returns its bytes (1 to 4). A byte
 * that starts no valid character gives U+FFFD and 1. */
size_t utf8_decode(const char *text, size_t length, uint32_t *cp);
/* Writes `cp` to out (room for 4) and returns the bytes; no NUL. */
size_t utf8_encode(uint32_t cp, char *out);
/* Whether `cp` fills exactly one terminal cell: no controls, no combining or zero-width marks, no bidi controls, nothing wide. */
bool utf8_is_cell(uint32_t cp);
/* Number of cells that grid text takes: one per decoded character. */
size_t utf8_cells(const char *text);
/* Copies to `out` (size bytes, always NUL ended, cut at a character), every character that is not one cell made '?'.
 * What a peer sends passes through here before it is printed anywhere. */
void utf8_clean(char *out, size_t size, const char *text, size_t length);

#endif
