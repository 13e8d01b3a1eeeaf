/* Telemetry lines, mwtop-telemetry(5): NDJSON to site, frame and event, and back. The only user of cJSON (site
 * lines). The reader keeps templates of the last frame lines: a frame with the same keys in the same places as one of them is read
 * number by number; where a line differs the general reader takes it, token by token. Both give the same values (tested). */
#ifndef MWTOP_LINE_H
#define MWTOP_LINE_H

#include "buf.h"
#include "event.h"
#include "frame.h"

#define LINE_LENGTH_MAX (1u << 20)

enum line_kind { LINE_EMPTY, LINE_SITE, LINE_FRAME, LINE_EVENT, LINE_BAD };

struct line_reader;
struct line_reader *line_reader_new(void);
void line_reader_free(struct line_reader *r); /* sites it read are freed with it */

/* Reads one line of `length` bytes (no newline; need not be NUL ended). LINE_SITE: *site_out gets the new site, which governs the
 * frames that follow and lives as long as the reader. LINE_FRAME fills `frame` (reset to the governing site; frame_apply_rules
 * done). LINE_EVENT fills `event`. LINE_BAD: err says "column N: why" (the caller puts file and line before it). A frame before
 * any site is LINE_BAD. `frame` and `event` may be NULL: then only the kind and, by line_time, the time are of interest. */
enum line_kind line_read(struct line_reader *r, const char *text, size_t length, struct frame *frame, struct event *event,
                         const struct site **site_out, struct error *err);
/* The governing site now (NULL before the first), and setting it (a site this or another live reader made). */
const struct site *line_reader_site(const struct line_reader *r);
void line_reader_use(struct line_reader *r, const struct site *site);
/* Frames that went the fast way and the general way. */
void line_reader_counts(const struct line_reader *r, uint64_t *fast, uint64_t *general);
/* Turns the template off, for comparison. */
void line_reader_general_only(struct line_reader *r, bool on);

/* The time of a frame or event line without reading the rest, or TIME_NONE (site, empty, unreadable). Kind is told by its
 * first bytes when they are as our writers write them. */
int64_t line_time(const char *text, size_t length);
bool line_is_site(const char *text, size_t length);

/* Parses a site object on its own ("{...}" or {"site":{...}}), for simulator and import: NULL with err. The caller owns it. */
struct site *line_parse_site(const char *json, size_t length, struct error *err);

/* Writers; each appends one line with its newline. A site that was read is written back byte for byte. */
void line_write_site(struct buf *out, const struct site *site);
/* A site of computed data: as it stands, of origin "computed", with the origin's text as its source, and the edits that made it. */
void line_write_site_computed(struct buf *out, const struct site *site, const char *const *edits, size_t count);
void line_write_frame(struct buf *out, const struct frame *frame);
void line_write_event(struct buf *out, const struct event *event);
/* A JSON string with its quotes, control characters escaped. */
void json_add_string(struct buf *out, const char *text);
/* The shortest number that reads back to `value` rounded to `decimals`; null for NaN and infinities. */
void json_add_number(struct buf *out, double value, int decimals);

#endif
