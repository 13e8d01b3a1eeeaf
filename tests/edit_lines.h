/* Random lines of the edit language, all of which are right on the site of edit_site.h. */
#ifndef MWTOP_TEST_EDIT_LINES_H
#define MWTOP_TEST_EDIT_LINES_H

#include <stddef.h>
#include <stdint.h>

/* MWTOP_TEST_SEED of the environment, else another each time; never 0. */
uint64_t edit_lines_seed(void);
/* The next number of a sequence, below `below`. */
uint64_t edit_lines_below(uint64_t *state, uint64_t below);
/* A line of the verb of that number (enum edit_verb), with or without "at"; returns out. */
char *edit_line_random(uint64_t *state, size_t verb, char *out, size_t size);

#endif
