/* What can be edited in the what-if, one table: in which panel it stands, what Enter and + - make of it, what x makes of it. The reducer makes
 * edits from it and the panels draw it; a new row is a new field in both. */
#ifndef MWTOP_FIELDS_H
#define MWTOP_FIELDS_H

#include "view.h"

struct field {
	enum panel panel;
	enum metric_class class;  /* CLASS_FEED, CLASS_GEN: one for each; else one */
	const char *label;        /* "limit" */
	enum edit_verb value;     /* of Enter and + -; EDIT_VERB_COUNT: none */
	enum edit_verb on, off;   /* of x; EDIT_VERB_COUNT: none */
	double step;              /* of + - */
	const char *unit;
	int decimals;
};

struct field_place {
	const struct field *field;
	size_t object;
};

/* How many fields the panel has on this site, and the one at `index`; false past the end. */
size_t fields_count(const struct world *w, enum panel panel);
bool field_at(const struct world *w, enum panel panel, size_t index, struct field_place *out);
const struct field *field_row(size_t index); /* of the table; NULL past the end */

/* The value in words with its unit ("8.00 MW", "tripped", "04:20:00", "H100"), of the scenario's frame or of the baseline's; "—" where there is
 * none. */
#define FIELD_TEXT_SIZE 48
char *field_text(const struct world *w, const struct field_place *p, bool scenario, char out[FIELD_TEXT_SIZE]);
/* "G07 max", "TVA limit", "cap". */
char *field_name(const struct world *w, const struct field_place *p, char out[FIELD_TEXT_SIZE]);
/* The edit that gives the field its present value and so many steps more, at the cursor. False where there is no value, or nothing to step. */
bool field_edit(const struct world *w, const struct field_place *p, int steps, struct edit *out);
/* The edit of x at the cursor: trips what runs, restores what is tripped. False where x means nothing. */
bool field_toggle(const struct world *w, const struct field_place *p, struct edit *out);

#endif
