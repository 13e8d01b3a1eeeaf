/* The grammar of edits as a table, shared by parser and printer; and the parser's second half, for simulator scripts, which take the
 * time themselves. */
#ifndef MWTOP_EDITS_TABLE_H
#define MWTOP_EDITS_TABLE_H

#include "edits.h"

enum edit_value {
	VALUE_NONE, VALUE_KW, VALUE_MW, VALUE_W, VALUE_CELSIUS, VALUE_FACTOR, VALUE_COUNT, VALUE_DATE_MW, VALUE_TIME, VALUE_DURATION,
	VALUE_MODEL, VALUE_STANCE
};

struct edit_row {
	const char *noun, *word;
	enum edit_value value;
	bool over; /* "over DURATION" may follow */
	const char *usage, *meaning; /* for help, a line each */
};
extern const struct edit_row edit_rows[EDIT_VERB_COUNT];
extern const char *const edit_nouns[]; /* the first words of edits; NULL at the end */

struct words;
/* An edit that does nothing yet, at that time; all bytes are set. */
void edit_clear(struct edit *e, int64_t at_ms);
/* Clears the edit and takes "at TIME"; without it the time is the cursor's, which must be known then. */
bool edit_parse_at(struct words *w, const struct time_context *context, struct edit *out, struct error *err);
/* Parses what follows "at TIME" into an edit that edit_clear made. */
bool edit_parse_words(struct words *w, const struct site *site, const struct time_context *context, struct edit *out, struct error *err);
/* Of `a` (a change of the GPU model, or NULL) and `b` (any edit, made later) the one that says the model at at_ms. */
const struct edit *edit_later_model(const struct edit *a, const struct edit *b, int64_t at_ms);
/* As edit_parse_words, with the bounds of the GPU model to which `model` (NULL: none) changed the site. */
bool edit_parse_after(struct words *w, const struct site *site, const struct edit *model, const struct time_context *context, struct edit *out,
                      struct error *err);

#endif
