/* How well a few typed letters fit a name, for lists that narrow as one types. */
#ifndef MWTOP_FUZZY_H
#define MWTOP_FUZZY_H

/* The letters of the pattern must stand in the text in their order, upper and lower case of ASCII being one; blanks of the pattern are skipped.
 * Greater is better: letters side by side and at the beginnings of words (after a blank or one of ". - _ /") count more, a text that is
 * the pattern or begins with it most, and of two that are alike the shorter one wins. An empty pattern fits everything with 0. Returns
 * FUZZY_NONE where it does not fit. Texts are looked at up to FUZZY_LENGTH bytes. */
#define FUZZY_NONE (-1)
#define FUZZY_LENGTH 160
int fuzzy_score(const char *pattern, const char *text);

#endif
