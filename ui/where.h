/* Where one is: which of the places that actions name (actions.h) the screen shows. */
#ifndef MWTOP_WHERE_H
#define MWTOP_WHERE_H

#include "view.h"

/* WHERE_ bits; what lies over the panels hides them. While the help is open: where it was asked from. */
unsigned where_now(const struct world *w, const struct view *v);
/* The same in words: "Alarms, zoomed", "what if, Generators", "settings". Returns out. */
char *where_words(const struct world *w, const struct view *v, char *out, size_t size);

#endif
