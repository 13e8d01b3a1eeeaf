/* The marks of a source and the file that keeps them. Where that is:
 *  - of a recording in a directory that can be written: FILE.marks beside it (the name without ".zst", so that compressing keeps them);
 *  - of a directory of segments that can be written: mwtop.marks in it;
 *  - of bundled recordings, of what cannot be written beside, and of daemons: a file in $XDG_STATE_HOME/mwtop/marks (else ~/.local/state/mwtop/marks)
 *    that is named after the source; it begins with what stands beside the recording;
 *  - of standard input and pipes, which have no name: nowhere; they are there until the program ends.
 * The file is written when a mark is set or removed, and never otherwise. It is read again before that, so that marks of another dashboard stay. */
#ifndef MWTOP_MARKS_FILE_H
#define MWTOP_MARKS_FILE_H

#include "mark.h"

#define MARKS_FILE_MAX (1u << 18) /* bytes; what is longer is no marks file */

struct marks_file;
/* Of the source of that path, as it was opened (source_name). Reads the file if there is one. Never NULL. */
struct marks_file *marks_file_open(const char *source);
void marks_file_close(struct marks_file *m); /* NULL is fine */
const struct mark_list *marks_file_list(const struct marks_file *m);
/* The file; NULL where they are not kept. */
const char *marks_file_path(const struct marks_file *m);
/* What is wrong with it: "FILE: line 3, column 3: why", clean; "" for nothing. */
const char *marks_file_fault(const struct marks_file *m);
/* Sets a mark (t_ms TIME_NONE: removes that of the letter) and writes the file. False with err where that could not be: then the marks are there until
 * the program ends, and no file is touched any more. */
bool marks_file_set(struct marks_file *m, const struct mark *mark, struct error *err);

#endif
