/* Decimation: many frames to one line per window, which holds the last values, "window_s", and "min" and "max" of the numbers in it. */
#ifndef MWTOP_LINE_WINDOW_H
#define MWTOP_LINE_WINDOW_H

#include "buf.h"
#include "frame.h"

struct line_window;
/* Windows of `every_ms` (at least 1), each [k * every, (k + 1) * every) since 1970. */
struct line_window *line_window_new(int64_t every_ms);
void line_window_free(struct line_window *w);
/* Takes the next frame; first appends the line of the window before, with its newline, when the frame begins another (also when time
 * stepped back, or the frame is of another site). The line's t is that of its last frame. A window without frames gives no line. */
void line_window_add(struct line_window *w, const struct frame *frame, struct buf *out);
/* Appends the line of the window that was begun, if any. */
void line_window_end(struct line_window *w, struct buf *out);

#endif
