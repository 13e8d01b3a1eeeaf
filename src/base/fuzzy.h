/* How well a few typed letters fit a name: a subsequence, scored. Pure: the same two texts give the same score. Letters are ASCII, upper and lower case
 * being one; all other bytes must be equal. Blanks in what is typed part its letters and fit anything. */
#ifndef MWTOP_FUZZY_H
#define MWTOP_FUZZY_H

#include <stdint.h>

#define FUZZY_NONE (-1)
#define FUZZY_EXACT 100000 /* at least this: what is typed is the whole name */
#define FUZZY_TYPED_MAX 48 /* bytes of what is typed; more fit nothing but the same text */
#define FUZZY_NAME_MAX 160 /* bytes of a name that are looked at */

/* FUZZY_NONE where `typed` is no subsequence of `name`, else 0 or more: letters at starts of words and in runs count more, gaps and longer names less.
 * Nothing typed fits everything, with 0. `fits` (NULL: not wanted) gets a bit for each of the first 64 bytes of the name that was typed. */
int fuzzy_score(const char *typed, const char *name, uint64_t *fits);

#endif
