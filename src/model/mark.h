/* Marks: moments that a person has named with a letter or a digit, and the text of the file that keeps them. Pure: nothing here opens a file.
 *
 * A line of the file is "LETTER TIME [WORDS]": "a 2024-07-22T09:05:12.000Z the trip". Empty lines and those that begin with '#' say nothing.
 * Of two lines of one letter the later counts. A line that cannot be read is told by its number, and kept as it is. */
#ifndef MWTOP_MARK_H
#define MWTOP_MARK_H

#include "buf.h"
#include "times.h"

#define MARK_TEXT_SIZE 80
#define MARKS_MAX 62 /* a to z, A to Z, 0 to 9 */

struct mark {
	char letter;
	int64_t t_ms;
	char text[MARK_TEXT_SIZE]; /* clean; "" for none */
};

/* In the order of time, those of one time by letter. Zero is an empty one. */
struct mark_list {
	struct mark at[MARKS_MAX];
	size_t count;
};

bool mark_is_letter(uint32_t character);
/* NULL: there is none of that letter. */
const struct mark *mark_list_find(const struct mark_list *list, char letter);
/* Puts it in the place of the one of its letter. */
void mark_list_set(struct mark_list *list, const struct mark *mark);

enum mark_line { MARK_LINE_NOTHING, MARK_LINE_MARK, MARK_LINE_BAD };
/* Reads one line, without its newline; of a bad one err says "column N: why". */
enum mark_line mark_line_read(const char *line, size_t length, struct mark *out, struct error *err);
void mark_line_write(const struct mark *mark, struct buf *out); /* with its newline */

/* All marks of a file's text. Returns the number of bad lines; err tells of the first: "line N, column N: why". */
size_t mark_text_read(const char *text, size_t length, struct mark_list *out, struct error *err);
/* The same text with that mark in the place of the lines of its letter, else at its end; t_ms TIME_NONE takes them out. Every other line stays as it is,
 * byte for byte. */
void mark_text_edit(const char *text, size_t length, const struct mark *mark, struct buf *out);

#endif
