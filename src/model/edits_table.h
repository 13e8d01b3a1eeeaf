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
	const char *usage;
};
extern const struct edit_row edit_rows[EDIT_VERB_COUNT];

struct words;
/* An edit that does nothing yet, at that time; all bytes are set. */
void edit_clear(struct edit *e, int64_t at_ms);
/* Parses what follows "at TIME" into an edit that edit_clear made. */
bool edit_parse_words(struct words *w, const struct site *site, const struct time_context *context, struct edit *out, struct error *err);

#endif
