/* The bundled recordings and scripts, by their bare names: an existing file first, then beside the executable, then where the program is
 * installed. */
#ifndef MWTOP_BUNDLED_H
#define MWTOP_BUNDLED_H

#include <stddef.h>

#include "error.h"

/* Where bundled recordings lie, first place first: beside the executable, in the installation it belongs to, in $PREFIX. The caller frees
 * it; NULL when that place cannot be told. */
#define BUNDLED_PLACES 3
char *bundled_place(size_t index);
/* The same for what else is bundled: "themes". */
char *bundled_place_of(const char *what, size_t index);
/* The path of the recording that a name stands for ("-" and a daemon's address are themselves); the caller frees it; NULL with err. */
char *bundled_find(const char *name, struct error *err);
/* The path of the script that a name stands for: a file, one in recordings/ of the source tree, one of the places. What is not found is
 * handed back as it is, so that opening it says so. The caller frees it. */
char *bundled_find_script(const char *name);

#endif
