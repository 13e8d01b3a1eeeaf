/* Command-line options from one table each: parsing, --help and the manual's list come out of the same rows.
 * Long options only take "--name VALUE" or "--name=VALUE"; short ones "-o VALUE". "--" ends them. A flag is "--name"; "--name=no" or "--no-name" where
 * something else has set it. */
#ifndef MWTOP_OPTIONS_H
#define MWTOP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_LIST, OPTION_NUMBER, OPTION_INTEGER, OPTION_CHOICE };

struct option_row {
	const char *name;     /* without dashes: "format" */
	char letter;          /* 'o', or 0 */
	enum option_kind kind;
	const char *argument; /* "TIME"; for a choice the words: "text|json|csv"; for a flag that is on by itself what it does when it is denied, in words */
	double least, most;   /* for numbers; least >= most: any */
	const char *help;     /* one line, no full stop */
};

/* What was given for the row of the same index. */
struct option_value {
	bool given;              /* a flag: it is on */
	bool said;               /* it was named, if only to say no to a flag */
	double number;           /* NUMBER, INTEGER; CHOICE: index of the word */
	const char *text;        /* the last given; points into argv */
	const char *list[64];    /* LIST */
	size_t list_count;
};

/* Parses argv[0..argc) (no program name). values[count] match rows[count]. Operands are moved to the front of argv, their
 * number goes to *operands. An unknown option is refused with the nearest name. */
bool options_parse(const struct option_row *rows, size_t count, int argc, char **argv, struct option_value *values,
                   int *operands, struct error *err);
/* Takes the text of one value, wherever it was written (an array's worth of it for a LIST). False with err, which does not name the option. */
bool option_take(const struct option_row *row, const char *text, struct option_value *value, struct error *err);
/* What stands before the name of an option on the command line besides the dashes: "no-" for a flag that is on by itself, else "". */
const char *option_prefix(const struct option_row *row);
/* What the option does as it stands on the command line: of such a flag, denied. */
const char *option_help(const struct option_row *row);
/* Index of the row of that name, or -1. */
int options_find(const struct option_row *rows, size_t count, const char *name);
/* The nearest of `words` (NULL ended) to `text` by edit distance, or NULL when none is near. */
const char *word_nearest(const char *text, const char *const *words);

#endif
